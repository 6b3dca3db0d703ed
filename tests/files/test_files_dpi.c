/* test_files_dpi.c - the resolution of a raster: stated when believable, else by the page size. */
#include "../../scanners/files/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void check(uint32_t w, uint32_t h, double x, double y, int want)
{
    int got = (int)(files_dpi(w, h, x, y) + 0.5F);
    if (got != want)
        fail_msg("%u x %u stated %.0f x %.0f: %d, not %d", w, h, x, y, got, want);
}

static void a_believable_statement_is_believed(void **state)
{
    (void)state;
    check(2480, 3508, 300, 300, 300);
    check(1000, 500, 200, 200, 200);
    check(1728, 2200, 204, 196, 204);
    check(9933, 14043, 300, 300, 300);
    check(4000, 2864, 1200, 1200, 1200);
    check(595, 842, 72, 72, 72);
    check(800, 600, 96, 96, 96);
}

static void a_program_s_default_gives_way_to_the_page_size(void **state)
{
    (void)state;
    check(2480, 3508, 72, 72, 300);
    check(3508, 2480, 96, 96, 300);
    check(1654, 2339, 0, 0, 200);
    check(1240, 1754, 1, 1, 150);
    check(2550, 3300, 72, 72, 300);
    check(2550, 4200, 0, 0, 300);
    check(1748, 2480, 0, 0, 300); /* A5 */
    check(4961, 7016, 72, 72, 600);
    check(1011, 638, 72, 72, 300); /* ID card */
    check(3307, 4677, 65535, 65535, 400);
}

static void different_sides_are_not_believed(void **state)
{
    (void)state;
    check(2480, 3508, 300, 72, 300);
    check(1654, 2339, 204, 98, 200);
}

static void a_photo_is_taken_for_a_page_or_card_that_fills_it(void **state)
{
    (void)state;
    check(4032, 3024, 72, 72, 300);
    check(1600, 1009, 72, 72, 400); /* the proportion of an ID card */
    check(300, 200, 0, 0, 0);       /* too small to say */
    check(0, 0, 300, 300, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_believable_statement_is_believed),
        cmocka_unit_test(a_program_s_default_gives_way_to_the_page_size),
        cmocka_unit_test(different_sides_are_not_believed),
        cmocka_unit_test(a_photo_is_taken_for_a_page_or_card_that_fills_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
