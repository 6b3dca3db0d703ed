/* prep_photo: a photographed sheet becomes flat, a scanner's page is not touched. */
#include "stage_rig.h"
#include "unit/unit.h"

struct corner {
    double x, y;
};
enum { W = 1500, H = 2000 };
static const struct corner lying[4] = {{190, 150}, {1310, 230}, {1390, 1790}, {90, 1870}};

/* The map from the picture to the unit square, by solving for it with Leptonica. */
static void unmap(const struct corner to[4], int w, int h, l_float32 **ret)
{
    PTA *from = ptaCreate(4), *into = ptaCreate(4);
    for (int i = 0; i < 4; i++) {
        ptaAddPt(from, (l_float32)to[i].x, (l_float32)to[i].y);
        ptaAddPt(into, i == 1 || i == 2 ? (l_float32)w : 0, i >= 2 ? (l_float32)h : 0);
    }
    assert_int_equal(getProjectiveXformCoeffs(from, into, ret), 0);
    ptaDestroy(&from);
    ptaDestroy(&into);
}

/* The sheet lies on a desk with grain, light falls off to the right; ground: its gray. */
static PIX *photograph(PIX *takes, const struct corner place[4], int ground, double grain)
{
    PIX *out = pixCreate(W, H, 8);
    l_float32 *map = NULL;
    int w = pixGetWidth(takes), h = pixGetHeight(takes);
    unmap(place, w, h, &map);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            l_float32 u = 0, v = 0;
            l_uint32 gray = 0;
            double q = map[6] * x + map[7] * y + 1;
            u = (l_float32)((map[0] * x + map[1] * y + map[2]) / q);
            v = (l_float32)((map[3] * x + map[4] * y + map[5]) / q);
            if (u >= 0 && v >= 0 && u < w && v < h)
                pixGetPixel(takes, (int)u, (int)v, &gray);
            else
                gray = (l_uint32)(ground + grain * sin(y * 0.05 + 2 * sin(x * 0.004)));
            pixSetPixel(out, x, y, (l_uint32)(gray * (0.95 - 0.4 * x / W)));
        }
    lept_free(map);
    pixDestroy(&takes);
    return out;
}

static void a_photographed_sheet_fills_the_picture_and_maps_back(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page =
        rig_page(photograph(rig_prose_page(150, "Serif 12", 8), lying, 90, 14), 72);
    assert_int_equal(rig_run("prep_photo", NULL, &page, NULL, &err), SOHOA_OK);
    int w = pixGetWidth(page.image), h = pixGetHeight(page.image);
    assert_true(fabs((double)h / w - 1.4142) < 0.01);
    const struct corner corner[4] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
    for (int i = 0; i < 4; i++) {
        double x = 0, y = 0;
        rig_to_master(&page, corner[i].x, corner[i].y, &x, &y);
        if (hypot(x - lying[i].x, y - lying[i].y) > 6)
            fail_msg("corner %d at %.1f %.1f", i, x, y);
    }
    const double *m = page.to_master;
    double dpi = page.dpi / sqrt(fabs(m[0] * m[4] - m[1] * m[3]));
    assert_true(fabs(dpi - h / 11.69) < 2);
    sohoa_page_clear(&page);
}

static void a_corner_outside_the_picture_is_no_hindrance(void **state)
{
    (void)state;
    static const struct corner place[4] = {{90, 60}, {1560, 40}, {1400, 1800}, {120, 1850}};
    struct sohoa_err err = {0};
    struct sohoa_page page =
        rig_page(photograph(rig_prose_page(150, "Serif 12", 8), place, 90, 14), 0);
    assert_int_equal(rig_run("prep_photo", NULL, &page, NULL, &err), SOHOA_OK);
    double x = 0, y = 0;
    rig_to_master(&page, pixGetWidth(page.image), pixGetHeight(page.image), &x, &y);
    assert_true(hypot(x - place[2].x, y - place[2].y) < 8);
    sohoa_page_clear(&page);
}

static void a_photograph_from_right_above_is_told_by_its_lack_of_resolution(void **state)
{
    (void)state;
    static const struct corner place[4] = {{200, 150}, {1300, 150}, {1300, 1706}, {200, 1706}};
    struct sohoa_err err = {0};
    struct sohoa_page page =
        rig_page(photograph(rig_prose_page(150, "Serif 12", 8), place, 90, 14), 72);
    assert_int_equal(rig_run("prep_photo", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(abs(pixGetWidth(page.image) - 1100) < 8);
    assert_true(abs(pixGetHeight(page.image) - 1556) < 8);
    sohoa_page_clear(&page);
}

/* The stage leaves the very picture. */
static void assert_untouched(PIX *takes, int dpi)
{
    struct sohoa_err err = {0};
    PIX *before = pixCopy(NULL, takes);
    struct sohoa_page page = rig_page(takes, dpi);
    l_int32 same = 0;
    assert_int_equal(rig_run("prep_photo", NULL, &page, NULL, &err), SOHOA_OK);
    pixEqual(page.image, before, &same);
    assert_true(same);
    assert_true(page.dpi == dpi && page.to_master[0] == 1 && page.to_master[1] == 0);
    pixDestroy(&before);
    sohoa_page_clear(&page);
}

static void pages_of_a_scanner_are_not_touched(void **state)
{
    (void)state;
    static const struct corner straight[4] = {{200, 150}, {1300, 150}, {1300, 1706}, {200, 1706}};
    static const struct corner askew[4] = {{230, 150}, {1330, 180}, {1288, 1736}, {188, 1706}};
    PIX *framed = rig_prose_page(150, "Serif 12", 8), *straight_page = pixCopy(NULL, framed);
    rig_fill(framed, 150, 5, 5, 200, 2, 0);
    rig_fill(framed, 150, 5, 290, 200, 2, 0);
    rig_fill(framed, 150, 5, 5, 2, 287, 0);
    rig_fill(framed, 150, 203, 5, 2, 287, 0);
    assert_untouched(rig_prose_page(150, "Serif 12", 8), 150);
    assert_untouched(rig_prose_page(150, "Serif 12", 32), 150);
    assert_untouched(rig_prose_page(150, "Serif 12", 1), 150);
    assert_untouched(framed, 150);
    assert_untouched(rig_turn(straight_page, 4), 150);
    assert_untouched(photograph(rig_prose_page(150, "Serif 12", 8), straight, 20, 0), 150);
    assert_untouched(photograph(rig_prose_page(150, "Serif 12", 8), askew, 90, 14), 150);
    pixDestroy(&straight_page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_photographed_sheet_fills_the_picture_and_maps_back),
        cmocka_unit_test(a_corner_outside_the_picture_is_no_hindrance),
        cmocka_unit_test(a_photograph_from_right_above_is_told_by_its_lack_of_resolution),
        cmocka_unit_test(pages_of_a_scanner_are_not_touched),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
