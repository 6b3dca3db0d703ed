/* prep_border: what a scanner shows around the sheet goes, what is on the sheet stays. */
#include "stage_rig.h"
#include "unit/unit.h"

enum { DPI = 150 };

static l_int32 ink_of(PIX *pix)
{
    l_int32 n = 0;
    PIX *bits = pixGetDepth(pix) == 1 ? pixClone(pix) : pixConvertTo1(pix, 128);
    pixCountPixels(bits, &n, NULL);
    pixDestroy(&bits);
    return n;
}

static void frame(PIX *pix, double mm, int gray)
{
    rig_fill(pix, DPI, 0, 0, mm, 297, gray);
    rig_fill(pix, DPI, 210 - mm, 0, mm, 297, gray);
    rig_fill(pix, DPI, 0, 0, 210, mm * 1.5, gray);
    rig_fill(pix, DPI, 0, 297 - mm, 210, mm, gray);
}

static void a_black_frame_is_whitened_and_the_text_untouched(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
        struct sohoa_err err = {0};
        PIX *clean = rig_prose_page(DPI, "Serif 12", depth), *framed = pixCopy(NULL, clean);
        frame(framed, 7, depth == 1 ? 0 : 70);
        struct sohoa_page page = rig_page(framed, DPI);
        assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(ink_of(page.image), ink_of(clean));
        assert_true(page.to_master[0] == 1 && page.to_master[2] == 0);
        sohoa_page_clear(&page);
        pixDestroy(&clean);
    }
}

static void slanted_wedges_are_whitened(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *clean = rig_prose_page(DPI, "Serif 12", 1), *wedged = pixCopy(NULL, clean);
    l_int32 text = ink_of(clean), before;
    for (int row = 0; row < pixGetHeight(wedged); row++) /* 2 degrees: 10 mm at the top */
        for (int x = 0; x < 59 - row * 59 / 1750; x++)
            pixSetPixel(wedged, x, row, 1);
    before = ink_of(wedged);
    struct sohoa_page page = rig_page(wedged, DPI);
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(ink_of(page.image) >= text);
    assert_true(ink_of(page.image) - text < (before - text) / 100);
    sohoa_page_clear(&page);
    pixDestroy(&clean);
}

static void text_that_touches_the_edge_is_kept(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    const struct rig_piece pieces[] = {{rig_prose, -1, -2, 211}, {rig_prose, -1, 140, 211}};
    PIX *pix = rig_to_depth(rig_draw(210, 297, DPI, "Sans Bold 12", pieces, 2), 1);
    l_int32 before = ink_of(pix);
    struct sohoa_page page = rig_page(pix, DPI);
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(ink_of(page.image), before);
    sohoa_page_clear(&page);
}

static void text_beside_a_border_is_kept(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    const struct rig_piece piece = {rig_prose, 10, 12, 190};
    PIX *clean = rig_to_depth(rig_draw(210, 297, DPI, "Sans 12", &piece, 1), 1);
    PIX *framed = pixCopy(NULL, clean);
    rig_fill(framed, DPI, 0, 0, 9.2, 297, 0);
    struct sohoa_page page = rig_page(framed, DPI);
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(ink_of(page.image) > ink_of(clean) * 995 / 1000);
    sohoa_page_clear(&page);
    pixDestroy(&clean);
}

/* A shadow over the left 5 cm of a page, soft over 2 cm. */
static PIX *shaded(void)
{
    PIX *pix = rig_prose_page(DPI, "Serif 12", 8);
    double soft = 20 * DPI / 25.4, from = 40 * DPI / 25.4;
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < from + soft; x++) {
            l_uint32 v = 0;
            pixGetPixel(pix, x, y, &v);
            double light = x < from ? 0.45 : 0.45 + 0.55 * (x - from) / soft;
            pixSetPixel(pix, x, y, (l_uint32)(v * light));
        }
    return pix;
}

static void text_in_a_soft_shadow_is_kept(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *before = shaded();
    struct sohoa_page page = rig_page(pixCopy(NULL, before), DPI);
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    l_int32 same = 0;
    pixEqual(before, page.image, &same);
    assert_true(same);
    sohoa_page_clear(&page);
    pixDestroy(&before);
}

/* What prep_photo cut out has no border to speak of, however hard the shadow on it. */
static void of_a_photographed_sheet_only_the_rim_is_whitened(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *pix = rig_prose_page(DPI, "Serif 12", 8);
    rig_fill(pix, DPI, 0, 0, 40, 297, 90);
    struct sohoa_page page = rig_page(pix, DPI);
    page.to_master[6] = 1e-5;
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    l_uint32 rim = 0, inner = 0;
    pixGetPixel(page.image, 2, 500, &rim);
    pixGetPixel(page.image, 15 * DPI / 25, 500, &inner);
    assert_int_equal(rim, 255);
    assert_int_equal(inner, 90);
    sohoa_page_clear(&page);
}

static void a_page_that_is_dark_all_over_is_left_alone(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *negative = rig_prose_page(DPI, "Serif 12", 1);
    pixInvert(negative, negative);
    l_int32 before = ink_of(negative);
    struct sohoa_page page = rig_page(negative, DPI);
    assert_int_equal(rig_run("prep_border", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(ink_of(page.image), before);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_black_frame_is_whitened_and_the_text_untouched),
        cmocka_unit_test(slanted_wedges_are_whitened),
        cmocka_unit_test(text_that_touches_the_edge_is_kept),
        cmocka_unit_test(text_beside_a_border_is_kept),
        cmocka_unit_test(text_in_a_soft_shadow_is_kept),
        cmocka_unit_test(of_a_photographed_sheet_only_the_rim_is_whitened),
        cmocka_unit_test(a_page_that_is_dark_all_over_is_left_alone),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
