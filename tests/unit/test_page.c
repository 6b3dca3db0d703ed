/* A page's map to its master, its notes, and calls that are over. */
#include "host/page.h"
#include "unit/unit.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <time.h>

static void a_new_page_maps_to_itself_and_is_clipped_to_its_raster(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_int_equal(page.size, sizeof page);
    struct sohoa_box in = {10, 20, 30, 40}, out = sohoa_page_to_master(&page, in);
    assert_memory_equal(&in, &out, sizeof in);
    page.width = 25;
    page.height = 100;
    out = sohoa_page_to_master(&page, in);
    assert_int_equal(out.x, 10);
    assert_int_equal(out.w, 15);
    out = sohoa_page_to_master(&page, (struct sohoa_box){200, 200, 10, 10});
    assert_true(out.w == 0 && out.h == 0);
}

static void a_quarter_turn_maps_corners_exactly(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.width = 100;
    page.height = 50;
    /* The image is the master turned clockwise: new (x, y) was at (y, 50 - x). */
    const double turn[9] = {0, 1, 0, -1, 0, 50, 0, 0, 1};
    sohoa_page_moved(&page, turn);
    struct sohoa_box out = sohoa_page_to_master(&page, (struct sohoa_box){0, 0, 50, 100});
    assert_true(out.x == 0 && out.y == 0 && out.w == 100 && out.h == 50);
    out = sohoa_page_to_master(&page, (struct sohoa_box){5, 7, 2, 3});
    assert_true(out.x == 7 && out.y == 43 && out.w == 3 && out.h == 2);
}

static void moves_compose_in_the_order_made(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    const double crop[9] = {1, 0, 10, 0, 1, 20, 0, 0, 1}, half[9] = {2, 0, 0, 0, 2, 0, 0, 0, 1};
    sohoa_page_moved(&page, crop);
    sohoa_page_moved(&page, half);
    struct sohoa_box out = sohoa_page_to_master(&page, (struct sohoa_box){1, 1, 2, 2});
    assert_true(out.x == 12 && out.y == 22 && out.w == 4 && out.h == 4);
}

static void a_box_in_a_patch_goes_to_the_master_and_back_by_the_patch(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.width = page.height = 1000;
    page.patch_count = 1; /* what lies at 600,700 of the master stands at 100,200, twice as large */
    page.patches[0] = (struct sohoa_patch){.box = {100, 200, 300, 200},
                                           .to_master = {0.5, 0, 550, 0, 0.5, 600, 0, 0, 1}};
    const struct sohoa_box word = {140, 240, 60, 20}, other = {500, 500, 60, 20};
    struct sohoa_box there = sohoa_page_to_master(&page, word);
    assert_true(there.x == 620 && there.y == 720 && there.w == 30 && there.h == 10);
    struct sohoa_box back = sohoa_page_to_image(&page, there);
    assert_true(back.x == word.x && back.y == word.y && back.w == word.w && back.h == word.h);
    back = sohoa_page_to_image(&page, sohoa_page_to_master(&page, other));
    assert_true(back.x == other.x && back.y == other.y);
    sohoa_page_clear(&page);
}

static void a_picture_of_another_size_still_maps_to_the_whole_master(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.width = 100, page.height = 200;
    page.image = pixCreate(100, 200, 8);
    sohoa_page_resized(&page, pixCreate(301, 599, 1));
    struct sohoa_box all = sohoa_page_to_master(&page, (struct sohoa_box){0, 0, 301, 599});
    assert_true(all.x == 0 && all.y == 0 && all.w == 100 && all.h == 200);
    assert_int_equal(pixGetDepth(page.image), 1);
    sohoa_page_clear(&page);
}

static void a_page_turned_upright_still_knows_where_everything_lay(void **state)
{
    (void)state;
    static const struct sohoa_box seen[] = {
        {10, 20, 30, 40}, {20, 60, 40, 30}, {60, 140, 30, 40}, {140, 10, 40, 30}};
    for (uint32_t quarter = 0; quarter < 4; quarter++) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        page.width = 100, page.height = 200;
        page.image = pixCreate(100, 200, 8);
        assert_true(sohoa_page_turn(&page, quarter * 90));
        assert_int_equal(page.rotated, quarter * 90);
        assert_int_equal(pixGetWidth(page.image), quarter % 2 ? 200 : 100);
        struct sohoa_box now = sohoa_page_to_image(&page, (struct sohoa_box){10, 20, 30, 40});
        assert_int_equal(now.x, seen[quarter].x);
        assert_int_equal(now.y, seen[quarter].y);
        sohoa_page_clear(&page);
    }
}

static void clearing_frees_all_and_leaves_an_empty_page(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.image = pixCreate(8, 8, 8);
    page.text = sohoa_text_new();
    page.codes = sohoa_codes_new();
    page.master = sohoa_blob_new("x", 1, "image/png");
    page.number = 7;
    sohoa_page_clear(&page);
    assert_null(page.image);
    assert_int_equal(page.number, 0);
    sohoa_page_clear(&page);
    sohoa_page_clear(NULL);
}

static void notes_are_joined_and_cut_at_a_character(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    sohoa_page_note(&page, "skew %d", 3);
    sohoa_page_note(&page, "dpi guessed");
    assert_string_equal(page.note, "skew 3; dpi guessed");
    for (int i = 0; i < 40; i++)
        sohoa_page_note(&page, "trang mờ đục");
    size_t n = strnlen(page.note, sizeof page.note);
    assert_true(n > 180 && n < sizeof page.note);
    unsigned char last = (unsigned char)page.note[n - 1];
    assert_true(last < 0x80 || (last & 0xC0) == 0x80);
}

static bool yes(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void a_call_is_over_when_stopped_or_late(void **state)
{
    (void)state;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (int64_t)now.tv_sec * 1000000000;
    struct sohoa_call call = {.size = sizeof call};
    assert_false(sohoa_call_over(NULL));
    assert_false(sohoa_call_over(&call));
    call.deadline_ns = ns + (int64_t)3600 * 1000000000;
    assert_false(sohoa_call_over(&call));
    call.deadline_ns = 1;
    assert_true(sohoa_call_over(&call));
    call.deadline_ns = 0;
    call.stopping = yes;
    assert_true(sohoa_call_over(&call));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_page_maps_to_itself_and_is_clipped_to_its_raster),
        cmocka_unit_test(a_quarter_turn_maps_corners_exactly),
        cmocka_unit_test(moves_compose_in_the_order_made),
        cmocka_unit_test(a_box_in_a_patch_goes_to_the_master_and_back_by_the_patch),
        cmocka_unit_test(a_picture_of_another_size_still_maps_to_the_whole_master),
        cmocka_unit_test(a_page_turned_upright_still_knows_where_everything_lay),
        cmocka_unit_test(clearing_frees_all_and_leaves_an_empty_page),
        cmocka_unit_test(notes_are_joined_and_cut_at_a_character),
        cmocka_unit_test(a_call_is_over_when_stopped_or_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
