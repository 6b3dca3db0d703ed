/* Parts of a page's image with a map of their own. */
#include "host/page.h"
#include "host/upright.h"
#include "unit/unit.h"

#include <leptonica/allheaders.h>

/* The image is twice as large as the master; its right half came from 100 further down. */
static struct sohoa_page two_parts(void)
{
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.width = 400;
    page.height = 400;
    page.to_master[0] = page.to_master[4] = 0.5;
    page.patches[0] = (struct sohoa_patch){.box = {400, 0, 400, 800},
                                           .to_master = {0.5, 0, 0, 0, 0.5, 100, 0, 0, 1}};
    page.patch_count = 1;
    return page;
}

static void check(const struct sohoa_page *page, struct sohoa_box in, struct sohoa_box want)
{
    struct sohoa_box box = sohoa_page_to_master(page, in);
    assert_int_equal(box.x, want.x);
    assert_int_equal(box.y, want.y);
    assert_int_equal(box.w, want.w);
    assert_int_equal(box.h, want.h);
}

static void a_box_goes_by_the_map_of_the_part_it_lies_in(void **state)
{
    (void)state;
    struct sohoa_page page = two_parts();
    check(&page, (struct sohoa_box){100, 100, 40, 20}, (struct sohoa_box){50, 50, 20, 10});
    check(&page, (struct sohoa_box){500, 100, 40, 20}, (struct sohoa_box){250, 150, 20, 10});
}

static void parts_move_with_the_page(void **state)
{
    (void)state;
    struct sohoa_page page = two_parts();
    sohoa_page_moved(&page, (const double[9]){2, 0, 40, 0, 2, 0, 0, 0, 1}); /* halved, cut by 20 */
    assert_int_equal(page.patches[0].box.x, 180);
    assert_int_equal(page.patches[0].box.w, 200);
    assert_int_equal(page.patches[0].box.h, 400);
    check(&page, (struct sohoa_box){30, 50, 20, 10}, (struct sohoa_box){50, 50, 20, 10});
    check(&page, (struct sohoa_box){230, 50, 20, 10}, (struct sohoa_box){250, 150, 20, 10});
}

static void parts_are_kept_in_the_scale_of_the_master(void **state)
{
    (void)state;
    struct sohoa_page page = two_parts();
    struct sohoa_patch kept[SOHOA_PATCHES_MAX];
    assert_int_equal(sohoa_page_patched(&page, kept), 0); /* without a picture there is none */
    page.image = pixCreate(800, 800, 8);
    assert_int_equal(sohoa_page_patched(&page, kept), 1);
    assert_int_equal(kept[0].box.x, 200);
    assert_int_equal(kept[0].box.h, 400);
    struct sohoa_box back =
        sohoa_box_upright(kept[0].to_master, (struct sohoa_box){250, 150, 20, 10});
    assert_true(back.x == 250 && back.y == 50 && back.w == 20 && back.h == 10);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_goes_by_the_map_of_the_part_it_lies_in),
        cmocka_unit_test(parts_move_with_the_page),
        cmocka_unit_test(parts_are_kept_in_the_scale_of_the_master),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
