/* prep_binarise and prep_enlarge: uneven light, depth, size, and the way back to the master. */
#include "stage_rig.h"
#include "unit/unit.h"

static struct sohoa_page binarised(PIX *takes, int dpi, const char *setting)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, dpi);
    assert_int_equal(rig_run("prep_binarise", setting, &page, NULL, &err), SOHOA_OK);
    return page;
}

/* The page's picture cut in the middle. */
static void cut(struct sohoa_page *page)
{
    PIX *bits = pixConvertTo1(page->image, 128);
    assert_non_null(bits);
    pixDestroy(&page->image);
    page->image = bits;
}

/* Light that falls from full to a third across the page, and a little noise. */
static void darken(PIX *pix)
{
    unsigned seed = 5;
    int w = pixGetWidth(pix), h = pixGetHeight(pix);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            l_uint32 v = 0;
            seed = seed * 1103515245 + 12345;
            pixGetPixel(pix, x, y, &v);
            double light = 1 - 0.65 * (x + y) / (w + h), noise = (seed >> 16) % 9 - 4.0;
            double dark = (v & 255) * 0.9 * light + 12 + noise;
            pixSetPixel(pix, x, y, (l_uint32)dark);
        }
}

static void uneven_light_leaves_the_text_as_it_was(void **state)
{
    (void)state;
    PIX *gray = rig_prose_page(300, "Serif 12", 8), *truth = pixThresholdToBinary(gray, 140);
    darken(gray);
    PIX *otsu = pixThresholdToBinary(gray, 110);
    double fixed = rig_differing(otsu, truth);
    struct sohoa_page page = binarised(gray, 300, NULL);
    assert_int_equal(pixGetDepth(page.image), 8);
    cut(&page);
    double ours = rig_differing(page.image, truth);
    if (ours > 0.01 || ours > fixed / 5)
        fail_msg("%.4f of the pixels differ, %.4f with one threshold", ours, fixed);
    sohoa_page_clear(&page);
    pixDestroy(&otsu);
    pixDestroy(&truth);
}

static void the_page_keeps_its_tones_until_its_pixels_move(void **state)
{
    (void)state;
    for (int depth = 8; depth <= 32; depth += 24) {
        PIX *drawn = rig_prose_page(200, "Serif 12", depth), *gray = pixConvertTo8(drawn, 0);
        struct sohoa_page page = binarised(drawn, 200, NULL);
        l_int32 same = 0;
        assert_non_null(page.tones);
        assert_int_equal(pixEqual(page.tones, gray, &same), 0);
        assert_true(same);
        assert_true(sohoa_page_turn(&page, 90));
        assert_null(page.tones);
        pixDestroy(&gray);
        sohoa_page_clear(&page);
    }
    struct sohoa_page bilevel = binarised(rig_prose_page(300, "Serif 12", 1), 300, NULL);
    assert_null(bilevel.tones);
    sohoa_page_clear(&bilevel);
}

static void a_red_seal_over_black_text_keeps_the_text_dark(void **state)
{
    (void)state;
    PIX *page32 = rig_prose_page(200, "Serif 12", 32);
    PIX *truth = pixConvertTo1(page32, 140);
    for (int y = 300; y < 900; y++)
        for (int x = 300; x < 900; x++) {
            l_uint32 v = 0;
            pixGetPixel(page32, x, y, &v);
            if (v >> 24 > 128 && (x - 600) * (x - 600) + (y - 600) * (y - 600) < 90000)
                pixSetPixel(page32, x, y, 0xe0909000); /* pale red ink */
        }
    struct sohoa_page page = binarised(page32, 200, NULL);
    cut(&page);
    assert_true(rig_differing(page.image, truth) < 0.01);
    sohoa_page_clear(&page);
    pixDestroy(&truth);
}

/* Waves of `gray` a few millimetres apart over the whole page, as certificates are printed on. */
static void print_waves(PIX *gray, int level)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    for (int y0 = 0; y0 < h; y0 += 44)
        for (int x = 0; x < w; x++)
            for (int k = 0; k < 3; k++) {
                int y = y0 + k + (int)(12 * sin(x / 25.0));
                l_uint32 v = 0;
                if (y < 0 || y >= h)
                    continue;
                pixGetPixel(gray, x, y, &v);
                if ((int)v > level)
                    pixSetPixel(gray, x, y, (l_uint32)level);
            }
}

static void waves_that_paper_is_printed_on_go_and_the_text_stays(void **state)
{
    (void)state;
    PIX *gray = rig_prose_page(300, "Serif 12", 8), *truth = pixThresholdToBinary(gray, 140);
    print_waves(gray, 178);
    struct sohoa_page page = binarised(gray, 300, NULL);
    cut(&page);
    double ours = rig_differing(page.image, truth);
    if (ours > 0.008)
        fail_msg("%.4f of the pixels differ", ours);
    sohoa_page_clear(&page);
    pixDestroy(&truth);
}

/* Half of the page's columns of text are as pale as such waves. */
static void pale_text_beside_dark_text_stays(void **state)
{
    (void)state;
    PIX *gray = rig_prose_page(300, "Serif 12", 8), *truth = pixThresholdToBinary(gray, 140);
    for (int y = 0; y < pixGetHeight(gray); y++)
        for (int x = pixGetWidth(gray) / 2; x < pixGetWidth(gray); x++) {
            l_uint32 v = 0;
            pixGetPixel(gray, x, y, &v);
            pixSetPixel(gray, x, y, 255 - (255 - v) * 77 / 255);
        }
    struct sohoa_page page = binarised(gray, 300, NULL);
    cut(&page);
    assert_true(rig_differing(page.image, truth) < 0.02);
    sohoa_page_clear(&page);
    pixDestroy(&truth);
}

static void solid_areas_stay_solid_and_white_stays_white(void **state)
{
    (void)state;
    PIX *gray = pixCreate(1200, 1200, 8);
    pixSetAll(gray);
    rig_fill(gray, 300, 20, 20, 40, 40, 25);
    struct sohoa_page page = binarised(gray, 300, NULL);
    cut(&page);
    l_int32 ink = 0;
    pixCountPixels(page.image, &ink, NULL);
    assert_true(ink > 470 * 470 && ink < 476 * 476);
    sohoa_page_clear(&page);
}

static void the_ramp_cut_in_the_middle_is_the_one_bit_picture(void **state)
{
    (void)state;
    PIX *gray = rig_prose_page(200, "Serif 12", 8);
    darken(gray);
    struct sohoa_page hard = binarised(pixCopy(NULL, gray), 200, "steep=0");
    struct sohoa_page soft = binarised(gray, 200, NULL);
    assert_int_equal(pixGetDepth(hard.image), 1);
    assert_int_equal(pixGetDepth(soft.image), 8);
    cut(&soft);
    assert_true(rig_differing(hard.image, soft.image) == 0);
    sohoa_page_clear(&hard);
    sohoa_page_clear(&soft);
}

static void sizes_that_change_map_back_to_the_master(void **state)
{
    (void)state;
    struct sohoa_page low = rig_page(rig_prose_page(200, "Serif 12", 1), 200);
    struct sohoa_err err = {0};
    assert_int_equal(rig_run("prep_enlarge", NULL, &low, NULL, &err), SOHOA_OK);
    struct sohoa_page huge = binarised(rig_prose_page(300, "Serif 12", 8), 300, "huge=5");
    struct sohoa_page huge1 = binarised(rig_prose_page(300, "Serif 12", 1), 300, "huge=5");
    struct sohoa_page coarse = binarised(rig_prose_page(100, "Serif 12", 32), 100, NULL);
    struct sohoa_page *pages[] = {&low, &huge, &huge1, &coarse};
    assert_true(pixGetWidth(low.image) > 1653);
    assert_true(pixGetWidth(huge.image) == 1240 && pixGetWidth(huge1.image) == 1240);
    assert_int_equal(pixGetWidth(coarse.image), 3 * 826);
    for (int i = 0; i < 4; i++) {
        int w = pixGetWidth(pages[i]->image), h = pixGetHeight(pages[i]->image);
        struct sohoa_box all = sohoa_page_to_master(pages[i], (struct sohoa_box){.w = w, .h = h});
        assert_int_equal(all.w, pages[i]->width);
        assert_int_equal(all.h, pages[i]->height);
        sohoa_page_clear(pages[i]);
    }
}

static void only_low_bilevel_pages_are_enlarged(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    for (int dpi = 200; dpi <= 300; dpi += 100)
        for (int depth = 1; depth <= 8; depth += 7) {
            struct sohoa_page page = rig_page(rig_prose_page(dpi, "Serif 12", depth), dpi);
            assert_int_equal(rig_run("prep_enlarge", NULL, &page, NULL, &err), SOHOA_OK);
            bool low = dpi == 200 && depth == 1;
            assert_int_equal(pixGetDepth(page.image), low ? 8 : depth);
            assert_int_equal(pixGetWidth(page.image) > (l_int32)page.width, low);
            sohoa_page_clear(&page);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uneven_light_leaves_the_text_as_it_was),
        cmocka_unit_test(the_page_keeps_its_tones_until_its_pixels_move),
        cmocka_unit_test(a_red_seal_over_black_text_keeps_the_text_dark),
        cmocka_unit_test(waves_that_paper_is_printed_on_go_and_the_text_stays),
        cmocka_unit_test(pale_text_beside_dark_text_stays),
        cmocka_unit_test(solid_areas_stay_solid_and_white_stays_white),
        cmocka_unit_test(the_ramp_cut_in_the_middle_is_the_one_bit_picture),
        cmocka_unit_test(only_low_bilevel_pages_are_enlarged),
        cmocka_unit_test(sizes_that_change_map_back_to_the_master),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
