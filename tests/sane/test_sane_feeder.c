/* test_sane_feeder.c - the virtual feeder behaves as a scanner with paper in it: libsane's own
 * loader finds it, sheets leave it once, whoever scans. */
#include "feeder_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void both_sides_of_each_sheet_come_in_order(void **state)
{
    (void)state;
    const char *tray = feeder_tray(12);
    struct rig rig;
    feeder_open(&rig, "duplex", NULL);
    for (int i = 1; i <= 12; i++) {
        feeder_pull(&rig, 2 * i - 1, (unsigned)i);
        assert_int_equal(rig.page.flags, i == 1 ? SOHOA_PAGE_START : 0);
        feeder_pull(&rig, 2 * i, (unsigned)i);
        assert_int_equal(rig.page.flags, SOHOA_PAGE_BACK | SOHOA_PAGE_LAST_SIDE);
    }
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "12 sheets were scanned");
    rig_close(&rig);
    rig_remove(tray);
}

static void a_bare_scan_is_duplex_a4_in_colour(void **state)
{
    (void)state;
    const char *tray = feeder_tray(1);
    struct rig rig;
    rig_open(&rig, NULL);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_int_equal(rig.page.width, 2480);
    assert_int_equal(rig.page.height, 3508);
    assert_float_equal(rig.page.dpi, 300, 0.01);
    struct rig_picture got = rig_decode(rig.page.master);
    assert_int_equal(got.channels, 3);
    rig_picture_free(&got);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_true(rig.page.flags & SOHOA_PAGE_BACK);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_remove(tray);
}

static void simplex_takes_fronts_only_and_an_empty_feeder_ends(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    struct rig rig;
    feeder_open(&rig, "ADF", NULL);
    feeder_pull(&rig, 1, 1);
    assert_true(rig.page.flags & SOHOA_PAGE_LAST_SIDE);
    feeder_pull(&rig, 3, 2);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "the feeder is empty");
    rig_close(&rig);
    rig_remove(tray);
}

static void more_paper_after_the_end_goes_on_with_the_numbers(void **state)
{
    (void)state;
    const char *tray = feeder_tray(1);
    struct rig rig;
    feeder_open(&rig, "ADF", NULL);
    feeder_pull(&rig, 1, 1);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    feeder_put(tray, "2-a.png", 3);
    feeder_pull(&rig, 3, 2);
    assert_false(rig.page.flags & SOHOA_PAGE_START);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_remove(tray);
}

/* In a child: pulls so many pages, then dies as by kill -9. */
static void pull_and_die(int pages)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct rig rig;
        feeder_open(&rig, "duplex", NULL);
        for (int i = 0; i < pages; i++)
            if (rig_next(&rig) != SOHOA_OK)
                _exit(1);
        (void)kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void paper_keeps_its_place_when_the_scanning_process_is_killed(void **state)
{
    (void)state;
    const char *tray = feeder_tray(4);
    pull_and_die(3); /* the front of sheet 2 came: the sheet is out */
    assert_true(feeder_shows(tray, "2 out 2 2-a.png 2-b.png"));
    assert_true(feeder_shows(tray, "3 in 3 3-a.png 3-b.png"));
    assert_true(feeder_shows(tray, "fed 2 absent 0"));
    feeder_do(tray, "back", "2");
    struct rig rig;
    const char *second[] = {"first-sheet", "2", NULL};
    feeder_open(&rig, "duplex", second);
    feeder_pull(&rig, 3, 2);
    feeder_pull(&rig, 4, 2);
    feeder_pull(&rig, 5, 3);
    rig_close(&rig);
    rig_remove(tray);
}

static void every_mode_gives_the_picture_in_the_tray(void **state)
{
    (void)state;
    static const char *const modes[] = {"lineart", "gray", "color", "gray", "color"};
    static const char *const depths[] = {"1", "8", "8", "16", "16"};
    const char *tray = feeder_tray(1);
    for (size_t i = 0; i < 5; i++) {
        struct rig rig;
        feeder_do(tray, "back", "all");
        const char *options[] = {"mode", modes[i], "depth", depths[i], NULL};
        feeder_open(&rig, "adf", options);
        feeder_pull(&rig, 1, 1);
        assert_string_equal(sohoa_blob_media(rig.page.master),
                            depths[i][0] == '8' ? "image/jpeg" : "image/tiff");
        rig_close(&rig);
    }
    rig_remove(tray);
}

static void the_end_of_the_sheet_ends_the_page_where_the_height_is_unknown(void **state)
{
    (void)state;
    const char *tray = feeder_tray(1);
    static const char *const modes[] = {"lineart", "gray"};
    for (int i = 0; i < 2; i++) {
        feeder_do(tray, "back", "all");
        struct rig rig;
        const char *options[] = {"unknown-height", "yes", "mode", modes[i], NULL};
        feeder_open(&rig, "adf", options);
        feeder_pull(&rig, 1, 1);
        assert_int_equal(rig.page.height, SHEET_HEIGHT);
        assert_string_equal(rig.page.note, "");
        rig_close(&rig);
    }
    rig_remove(tray);
}

static void a_sheet_without_a_back_has_a_white_one(void **state)
{
    (void)state;
    const char *tray = feeder_tray(0);
    feeder_put(tray, "letter.png", 77);
    struct rig rig;
    feeder_open(&rig, "duplex", NULL);
    feeder_pull(&rig, 77, 1);
    feeder_pull(&rig, 0, 1);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_remove(tray);
}

static void the_glass_is_scanned_as_often_as_asked(void **state)
{
    (void)state;
    const char *tray = feeder_tray(1);
    feeder_put(tray, "glass.png", 9);
    struct rig rig;
    const char *prompt[] = {"prompt", "yes", NULL};
    feeder_open(&rig, "flatbed", prompt);
    feeder_pull(&rig, 9, 1);
    feeder_put(tray, "glass.png", 10);
    feeder_pull(&rig, 10, 2);
    rig_close(&rig);
    assert_true(feeder_shows(tray, "1 in 1 1-a.png 1-b.png"));
    rig_remove(tray);
}

static void two_feeders_scan_at_once(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    const char *other = feeder_tray(0);
    feeder_put(other, "x.png", 501);
    feeder_put(other, "y.png", 502);
    char both[200];
    (void)snprintf(both, sizeof both, "%s:%s", tray, other);
    (void)setenv("SOHOA_FEEDER_DIR", both, 1);
    struct rig first, second;
    feeder_open(&first, "adf", NULL);
    feeder_open(&second, "adf", NULL);
    rig_set(&second, "device", "feeder:1");
    feeder_pull(&first, 1, 1);
    feeder_pull(&second, 501, 1);
    feeder_pull(&first, 3, 2);
    feeder_pull(&second, 502, 2);
    assert_string_equal(second.page.source, "feeder:1");
    assert_int_equal(rig_next(&first), SOHOA_END);
    assert_int_equal(rig_next(&second), SOHOA_END);
    rig_close(&first);
    rig_close(&second);
    rig_remove(tray);
    rig_remove(other);
}

static void a_scanner_in_use_says_so_and_can_be_had_later(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    struct rig first, second;
    feeder_open(&first, "adf", NULL);
    feeder_pull(&first, 1, 1);
    feeder_open(&second, "adf", NULL);
    assert_int_equal(rig_next(&second), SOHOA_RETRY);
    assert_non_null(strstr(second.err.text, "in use by another program"));
    rig_close(&first);
    feeder_pull(&second, 3, 1);
    rig_close(&second);
    rig_remove(tray);
}

static void one_sheet_at_a_time_leaves_the_rest_in_the_tray(void **state)
{
    (void)state;
    const char *tray = feeder_tray(3);
    struct rig rig;
    const char *one[] = {"batch", "one", NULL};
    feeder_open(&rig, "duplex", one);
    feeder_pull(&rig, 1, 1);
    feeder_pull(&rig, 2, 1);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_true(feeder_shows(tray, "2 in 2 2-a.png 2-b.png"));
    feeder_pull(&rig, 3, 2);
    rig_close(&rig);
    rig_remove(tray);
}

int main(void)
{
    const char *config = feeder_config();
    const struct CMUnitTest tests[] = {
        RIG_TEST(paper_keeps_its_place_when_the_scanning_process_is_killed), /* forks: first */
        RIG_TEST(both_sides_of_each_sheet_come_in_order),
        RIG_TEST(a_bare_scan_is_duplex_a4_in_colour),
        RIG_TEST(simplex_takes_fronts_only_and_an_empty_feeder_ends),
        RIG_TEST(more_paper_after_the_end_goes_on_with_the_numbers),
        RIG_TEST(every_mode_gives_the_picture_in_the_tray),
        RIG_TEST(the_end_of_the_sheet_ends_the_page_where_the_height_is_unknown),
        RIG_TEST(a_sheet_without_a_back_has_a_white_one),
        RIG_TEST(the_glass_is_scanned_as_often_as_asked),
        RIG_TEST(two_feeders_scan_at_once),
        RIG_TEST(a_scanner_in_use_says_so_and_can_be_had_later),
        RIG_TEST(one_sheet_at_a_time_leaves_the_rest_in_the_tray),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
