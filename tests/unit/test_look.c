/* test_look.c - the same sheet looks the same whatever its wear, other sheets do not. */
#include "unit.h"

#include "host/look.h"

#include <leptonica/allheaders.h>

/* A page of blocks whose places and sizes follow from the seed. */
static PIX *draw(unsigned seed, int w, int h)
{
    PIX *pix = pixCreate(w, h, 8);
    pixSetAllArbitrary(pix, 240);
    for (int i = 0; i < 14; i++) {
        int part[4];
        for (int k = 0; k < 4; k++) {
            seed = seed * 1103515245u + 12345u;
            part[k] = (int)(seed >> 16) % 1000;
        }
        BOX *box = boxCreate(w * part[0] / 1200, h * part[1] / 1200, w / 20 + w * part[2] / 4000,
                             h / 40 + h * part[3] / 8000);
        pixSetInRectArbitrary(pix, box, 90);
        boxDestroy(&box);
    }
    return pix;
}

static uint64_t look(PIX *takes)
{
    struct sohoa_page page = {.size = sizeof page, .image = takes};
    uint64_t found = sohoa_page_look(&page);
    pixDestroy(&takes);
    return found;
}

static void the_same_page_in_another_size_depth_and_place_differs_in_few_bits(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 20; seed++) {
        PIX *page = draw(seed, 1240, 1754), *other = pixScale(page, 1.7F, 1.7F);
        uint64_t first = look(pixCopy(NULL, page));
        assert_true(sohoa_look_distance(first, look(other)) <= 6);
        assert_true(sohoa_look_distance(first, look(pixConvertTo32(page))) <= 2);
        assert_true(sohoa_look_distance(first, look(pixThresholdToBinary(page, 160))) <= 6);
        assert_true(sohoa_look_distance(
                        first, look(pixTranslate(NULL, page, 9, -7, L_BRING_IN_WHITE))) <= 16);
        assert_true(sohoa_look_distance(first, look(pixAddGaussianNoise(page, 20.0F))) <= 6);
        pixDestroy(&page);
    }
}

static void other_pages_are_further_away(void **state)
{
    (void)state;
    unsigned near = 0;
    for (unsigned seed = 1; seed < 40; seed++)
        near += sohoa_look_distance(look(draw(seed, 1240, 1754)),
                                    look(draw(seed + 100, 1240, 1754))) <= 16;
    assert_in_range(near, 0, 4);
}

static void a_page_with_nothing_on_it_has_no_look(void **state)
{
    (void)state;
    PIX *pix = pixCreate(800, 1000, 8);
    pixSetAllArbitrary(pix, 250);
    assert_true(look(pix) == 0);
    assert_true(look(pixCreate(1, 1, 1)) == 0);
    struct sohoa_page page = {.size = sizeof page};
    assert_true(sohoa_page_look(&page) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_page_in_another_size_depth_and_place_differs_in_few_bits),
        cmocka_unit_test(other_pages_are_further_away),
        cmocka_unit_test(a_page_with_nothing_on_it_has_no_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
