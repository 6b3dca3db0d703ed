/* test_sane_faults.c - the feeder jams, opens, vanishes, hangs and dies: what is said, which sheet
 * is named, and that the batch goes on with the right one. */
#include "feeder_rig.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Sheet 2 of four has the fault. The first answer about it, then all goes on: `lost` says that the
 * sheet's picture does not come. */
static void through(const char *source, const char *fault, int rc, const char *text, bool lost)
{
    bool duplex = strcmp(source, "duplex") == 0;
    bool back = strstr(fault, "-back") != NULL;
    const char *tray = feeder_tray(4);
    feeder_do(tray, "fault", fault);
    struct rig rig;
    feeder_open(&rig, source, NULL);
    feeder_pull(&rig, 1, 1);
    if (duplex)
        feeder_pull(&rig, 2, 1);
    if (back)
        feeder_pull(&rig, 3, 2);
    int got = rig_next(&rig);
    if (got != rc || !strstr(rig.err.text, text))
        fail_msg("%s: %d '%s'", fault, got, rig.err.text);
    assert_int_equal(rig.page.sheet, 2);
    assert_string_equal(rig.page.source, "feeder:0");
    for (int sheet = lost ? 3 : 2; sheet <= 4; sheet++) {
        feeder_pull(&rig, 2 * sheet - 1, (unsigned)sheet);
        if (duplex)
            feeder_pull(&rig, 2 * sheet, (unsigned)sheet);
    }
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_remove(tray);
}

static void a_jam_names_the_sheet_that_then_comes_again(void **state)
{
    (void)state;
    through("adf", "2 jam", SOHOA_RETRY, "paper jam in scanner feeder:0 at sheet 2", false);
    through("duplex", "2 jam", SOHOA_RETRY, "put sheet 2 back on top", false);
    through("adf", "2 jam-read", SOHOA_RETRY, "put sheet 2 back on top", false);
}

static void a_jam_on_the_second_side_feeds_the_whole_sheet_again(void **state)
{
    (void)state;
    through("duplex", "2 jam-back", SOHOA_RETRY, "put sheet 2 back on top", false);
    through("duplex", "2 jam-read-back", SOHOA_RETRY, "put sheet 2 back on top", false);
}

static void an_open_cover_is_told(void **state)
{
    (void)state;
    through("duplex", "2 cover-open", SOHOA_RETRY, "close it, then go on with sheet 2", false);
    through("duplex", "2 cover-read", SOHOA_RETRY, "put sheet 2 back on top", false);
    through("duplex", "2 cover-open-back", SOHOA_RETRY, "put sheet 2 back on top", false);
}

static void a_busy_or_warming_scanner_is_tried_again(void **state)
{
    (void)state;
    through("duplex", "2 busy", SOHOA_RETRY, "is busy", false);
    through("duplex", "2 warming-up", SOHOA_RETRY, "is warming up", false);
}

static void a_device_busy_before_the_second_side_is_waited_for(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    feeder_do(tray, "fault", "1 busy-back");
    feeder_do(tray, "fault", "1 warming-up-back");
    struct rig rig;
    feeder_open(&rig, "duplex", NULL);
    feeder_pull(&rig, 1, 1);
    feeder_pull(&rig, 2, 1);
    assert_true(rig.page.flags & SOHOA_PAGE_BACK);
    feeder_pull(&rig, 3, 2);
    rig_close(&rig);
    rig_remove(tray);
}

static void a_failed_start_is_tried_again_on_a_reopened_device(void **state)
{
    (void)state;
    through("duplex", "2 fail-start", SOHOA_RETRY, "failed before sheet 2", false);
    through("duplex", "2 fail-start-back", SOHOA_RETRY, "put sheet 2 back", false);
}

static void a_page_broken_in_the_middle_costs_that_sheet_only(void **state)
{
    (void)state;
    through("adf", "2 error", SOHOA_BAD_PAGE, "failed in the middle of sheet 2", true);
    through("duplex", "2 error", SOHOA_BAD_PAGE, "must be scanned again", true);
    through("duplex", "2 error-back", SOHOA_BAD_PAGE, "failed in the middle of sheet 2", true);
    through("adf", "2 empty", SOHOA_BAD_PAGE, "empty picture", true);
}

static void a_device_pulled_out_costs_one_sheet_and_may_come_back(void **state)
{
    (void)state;
    const char *tray = feeder_tray(3);
    feeder_do(tray, "fault", "2 vanish 2");
    struct rig rig;
    feeder_open(&rig, "duplex", NULL);
    feeder_pull(&rig, 1, 1);
    feeder_pull(&rig, 2, 1);
    assert_int_equal(rig_next(&rig), SOHOA_BAD_PAGE);
    assert_int_equal(rig.page.sheet, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rig_next(&rig), SOHOA_RETRY);
        assert_non_null(strstr(rig.err.text, "check its cable and power, then go on with sheet 3"));
    }
    feeder_pull(&rig, 5, 3);
    feeder_pull(&rig, 6, 3);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_remove(tray);
}

static void a_device_away_for_too_long_ends_the_batch(void **state)
{
    (void)state;
    const char *tray = feeder_tray(3);
    feeder_do(tray, "fault", "2 vanish 1000");
    struct rig rig;
    feeder_open(&rig, "adf", NULL);
    rig_set(&rig, "patience", "0");
    feeder_pull(&rig, 1, 1);
    assert_int_equal(rig_next(&rig), SOHOA_BAD_PAGE);
    assert_int_equal(rig_next(&rig), SOHOA_FATAL);
    assert_non_null(strstr(rig.err.text, "has been away for more than 0 seconds"));
    rig_close(&rig);
    rig_remove(tray);
}

static void a_device_that_never_starts_ends_the_batch(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    for (int i = 0; i < 5; i++)
        feeder_do(tray, "fault", "2 fail-start");
    struct rig rig;
    feeder_open(&rig, "adf", NULL);
    feeder_pull(&rig, 1, 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(rig_next(&rig), SOHOA_RETRY);
    assert_int_equal(rig_next(&rig), SOHOA_FATAL);
    rig_close(&rig);
    rig_remove(tray);
}

static void a_refusal_of_the_device_is_final(void **state)
{
    (void)state;
    const char *tray = feeder_tray(2);
    feeder_do(tray, "fault", "1 refused");
    struct rig rig;
    feeder_open(&rig, "adf", NULL);
    assert_int_equal(rig_next(&rig), SOHOA_FATAL);
    assert_non_null(strstr(rig.err.text, "refuses to scan sheet 1"));
    rig_close(&rig);
    rig_remove(tray);
}

static void two_sheets_fed_as_one_show_a_missing_sheet(void **state)
{
    (void)state;
    const char *tray = feeder_tray(4);
    feeder_do(tray, "fault", "2 double-feed");
    struct rig rig;
    const char *four[] = {"sheets", "4", NULL};
    feeder_open(&rig, "duplex", four);
    feeder_pull(&rig, 1, 1);
    feeder_pull(&rig, 2, 1);
    feeder_pull(&rig, 3, 2); /* the front of the upper, the back of the lower */
    feeder_pull(&rig, 6, 2);
    feeder_pull(&rig, 7, 3);
    feeder_pull(&rig, 8, 3);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "4 sheets were expected, 3 came");
    rig_close(&rig);
    rig_remove(tray);
}

static void a_page_that_ends_early_is_kept_and_noted(void **state)
{
    (void)state;
    static const char *const modes[] = {"lineart", "gray", "color"};
    for (int i = 0; i < 3; i++) {
        const char *tray = feeder_tray(2);
        feeder_do(tray, "fault", "1 short");
        struct rig rig;
        const char *options[] = {"mode", modes[i], NULL};
        feeder_open(&rig, "adf", options);
        feeder_pull(&rig, 1, 1);
        assert_int_equal(rig.page.height, SHEET_HEIGHT / 2);
        assert_string_equal(rig.page.note, "the scanner sent only 584 of 1169 lines");
        feeder_pull(&rig, 3, 2);
        assert_string_equal(rig.page.note, "");
        rig_close(&rig);
        rig_remove(tray);
    }
}

static void a_paper_that_stays_jammed_leaves_the_tray(void **state)
{
    (void)state;
    const char *tray = feeder_tray(3);
    feeder_do(tray, "fault", "2 jam-out");
    struct rig rig;
    feeder_open(&rig, "adf", NULL);
    feeder_pull(&rig, 1, 1);
    assert_int_equal(rig_next(&rig), SOHOA_RETRY);
    assert_true(feeder_shows(tray, "2 out 2 2-a.png 2-b.png"));
    feeder_do(tray, "back", "2");
    feeder_pull(&rig, 3, 2);
    feeder_pull(&rig, 5, 3);
    rig_close(&rig);
    rig_remove(tray);
}

static void cancel_in_the_middle_of_a_page_leaves_the_sheet_out(void **state)
{
    (void)state;
    const char *tray = feeder_tray(3);
    feeder_do(tray, "fault", "2 slow 3000");
    struct rig rig;
    feeder_open(&rig, "adf", NULL);
    feeder_pull(&rig, 1, 1);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct sohoa_call late = {.size = sizeof late,
                              .deadline_ns =
                                  (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + 200000000};
    struct sohoa_page page = {.size = sizeof page};
    assert_int_equal(rig.calls->next(rig.self, &late, &page, &rig.err), SOHOA_BAD_PAGE);
    assert_int_equal(page.sheet, 2);
    assert_true(feeder_shows(tray, "2 out 2 2-a.png 2-b.png"));
    feeder_pull(&rig, 5, 3);
    rig_close(&rig);
    rig_remove(tray);
}

/* Pulls in a child until it ends, or hangs: nothing for 2 s once `most` pages have come. Tells how
 * many came. */
static int pages_of_child(int most, int *ret_status)
{
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct rig rig;
        (void)signal(SIGABRT, SIG_DFL);
        feeder_open(&rig, "adf", NULL);
        while (rig_next(&rig) == SOHOA_OK)
            (void)!write(pipes[1], "p", 1);
        _exit(0);
    }
    (void)close(pipes[1]);
    int pages = 0;
    char text[100];
    ssize_t n = 1;
    while (n > 0) {
        struct pollfd wait = {.fd = pipes[0], .events = POLLIN};
        n = poll(&wait, 1, pages < most ? 60000 : 2000) > 0 ? read(pipes[0], text, sizeof text)
                                                            : -1;
        pages += n > 0 ? (int)n : 0;
    }
    if (n < 0) /* it hangs: what a deadline does */
        (void)kill(pid, SIGKILL);
    (void)waitpid(pid, ret_status, 0);
    (void)close(pipes[0]);
    return pages;
}

static void after_a_death_in_the_backend_the_next_process_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        int signal;
        bool left; /* the sheet is out of the tray */
    } deaths[] = {
        {"2 abort", SIGABRT, true},
        {"2 abort-start", SIGABRT, false},
        {"2 hang", SIGKILL, true},
        {"2 hang-start", SIGKILL, false},
    };
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) {
        const char *tray = feeder_tray(3);
        feeder_do(tray, "fault", deaths[i].fault);
        int status;
        int pages = pages_of_child(1, &status);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), deaths[i].signal);
        assert_int_equal(pages, 1);
        assert_true(feeder_shows(tray, deaths[i].left ? "2 out 2 2-a.png 2-b.png"
                                                      : "2 in 2 2-a.png 2-b.png"));
        feeder_do(tray, "back", "2");
        pages = pages_of_child(3, &status);
        assert_true(WIFEXITED(status));
        assert_int_equal(pages, 2);
        rig_remove(tray);
    }
}

int main(void)
{
    const char *config = feeder_config();
    const struct CMUnitTest tests[] = {
        RIG_TEST(after_a_death_in_the_backend_the_next_process_goes_on), /* forks: first */
        RIG_TEST(a_jam_names_the_sheet_that_then_comes_again),
        RIG_TEST(a_jam_on_the_second_side_feeds_the_whole_sheet_again),
        RIG_TEST(an_open_cover_is_told),
        RIG_TEST(a_busy_or_warming_scanner_is_tried_again),
        RIG_TEST(a_device_busy_before_the_second_side_is_waited_for),
        RIG_TEST(a_failed_start_is_tried_again_on_a_reopened_device),
        RIG_TEST(a_page_broken_in_the_middle_costs_that_sheet_only),
        RIG_TEST(a_device_pulled_out_costs_one_sheet_and_may_come_back),
        RIG_TEST(a_device_away_for_too_long_ends_the_batch),
        RIG_TEST(a_device_that_never_starts_ends_the_batch),
        RIG_TEST(a_refusal_of_the_device_is_final),
        RIG_TEST(two_sheets_fed_as_one_show_a_missing_sheet),
        RIG_TEST(a_page_that_ends_early_is_kept_and_noted),
        RIG_TEST(a_paper_that_stays_jammed_leaves_the_tray),
        RIG_TEST(cancel_in_the_middle_of_a_page_leaves_the_sheet_out),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
