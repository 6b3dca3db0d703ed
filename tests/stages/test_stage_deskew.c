/* prep_deskew: the angle, the straight picture, and the way back to the master. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

static struct sohoa_page deskewed(PIX *takes, int dpi)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, dpi);
    assert_int_equal(rig_run("prep_deskew", NULL, &page, NULL, &err), SOHOA_OK);
    return page;
}

static void drawn_pages_are_measured_within_a_tenth_of_a_degree(void **state)
{
    (void)state;
    static const double angles[] = {-15.5, -9.2, -3.33, -0.4, 0, 0.27, 1.85, 6.6, 15.8};
    for (int depth = 1; depth <= 8; depth += 7) {
        PIX *straight = rig_prose_page(200, "Serif 12", depth);
        for (size_t i = 0; i < sizeof angles / sizeof *angles; i++) {
            struct sohoa_page page = deskewed(rig_turn(straight, angles[i]), 200);
            if (fabs((double)page.skew - angles[i]) > 0.1)
                fail_msg("depth %d: %g degrees told as %g", depth, angles[i], (double)page.skew);
            sohoa_page_clear(&page);
        }
        pixDestroy(&straight);
    }
}

static void the_turned_page_is_straight_and_whole(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
        PIX *straight = rig_prose_page(150, "Serif 12", depth);
        struct sohoa_page page = deskewed(rig_turn(straight, 5), 150);
        assert_true(pixGetWidth(page.image) > pixGetWidth(straight));
        page.skew = 0;
        struct sohoa_page again = deskewed(pixCopy(NULL, page.image), 150);
        assert_true(fabs((double)again.skew) < 0.1);
        l_uint32 corner = 7;
        pixGetPixel(page.image, 0, 0, &corner);
        assert_int_equal(corner & ~255u, depth == 1 ? 0 : depth == 8 ? 0 : 0xffffff00u);
        sohoa_page_clear(&page);
        sohoa_page_clear(&again);
        pixDestroy(&straight);
    }
}

static PIX *turned_prose(double degrees)
{
    PIX *straight = rig_prose_page(150, "Serif 12", 8), *turned = rig_turn(straight, degrees);
    pixDestroy(&straight);
    return turned;
}

/* Marks of one pixel, found again after the turn, lie where they were drawn. */
static void a_marked_pixel_maps_back_within_a_pixel(void **state)
{
    (void)state;
    static const double angles[] = {3.7, -11};
    for (int i = 0; i < 2; i++) {
        PIX *askew = turned_prose(angles[i]);
        int w = pixGetWidth(askew), h = pixGetHeight(askew);
        for (int k = 0; k < 9; k++) { /* on white, so that they can be found */
            int x = w / 20 + k % 3 * (w * 9 / 20), y = k / 3 == 1 ? h / 2 : h / 50;
            y = k / 3 == 2 ? h - 20 : y;
            pixRasterop(askew, x - 12, y - 12, 25, 25, PIX_SET, NULL, 0, 0);
            pixSetPixel(askew, x, y, 0);
        }
        struct sohoa_page page = deskewed(pixCopy(NULL, askew), 150);
        for (int k = 0; k < 9; k++) {
            int x = w / 20 + k % 3 * (w * 9 / 20), y = k / 3 == 1 ? h / 2 : h / 50;
            y = k / 3 == 2 ? h - 20 : y;
            double best = 1e9, mass = 0;
            for (int py = 0; py < pixGetHeight(page.image); py++)
                for (int px = 0; px < pixGetWidth(page.image); px++) {
                    double mx, my;
                    l_uint32 v = 255;
                    rig_to_master(&page, px + 0.5, py + 0.5, &mx, &my);
                    if (fabs(mx - x - 0.5) > 8 || fabs(my - y - 0.5) > 8)
                        continue;
                    pixGetPixel(page.image, px, py, &v);
                    if (v < 200) {
                        best = fmin(best, fmax(fabs(mx - x - 0.5), fabs(my - y - 0.5)));
                        mass += 255 - v;
                    }
                }
            assert_true(best < 1);
            assert_true(mass > 80);
        }
        sohoa_page_clear(&page);
        pixDestroy(&askew);
    }
}

static void pages_without_lines_are_not_turned(void **state)
{
    (void)state;
    PIX *white = pixCreate(900, 1200, 8);
    pixSetAll(white);
    rig_disk(white, 100, 100, 100, 60, 0);
    struct sohoa_page page = deskewed(white, 100);
    assert_int_equal(pixGetWidth(page.image), 900);
    sohoa_page_clear(&page);
}

static void real_pages_are_measured_within_half_a_degree(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        double angle;
    } pages[] = {{"1", -1}, {"2", -2}, {"3", -6}, {"4", 7},
                 {"5", 3},  {"6", -3}, {"7", 3},  {"8", 15}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/scan-deskew/deskew-%s.png", SOHOA_TEST_DATA, pages[i].file);
        if (access(path, R_OK) != 0) {
            print_message("skipped: %s is absent\n", path);
            skip();
        }
        PIX *raw = pixRead(path), *gray = pixConvertTo8(raw, 0);
        pixDestroy(&raw);
        struct sohoa_page page = deskewed(gray, 150);
        if (fabs((double)page.skew - pages[i].angle) > 0.5)
            fail_msg("%s: %g told as %g", path, pages[i].angle, (double)page.skew);
        sohoa_page_clear(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_pages_are_measured_within_a_tenth_of_a_degree),
        cmocka_unit_test(the_turned_page_is_straight_and_whole),
        cmocka_unit_test(a_marked_pixel_maps_back_within_a_pixel),
        cmocka_unit_test(pages_without_lines_are_not_turned),
        cmocka_unit_test(real_pages_are_measured_within_half_a_degree),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
