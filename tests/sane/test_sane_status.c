/* test_sane_status.c - every status that libsane's test device can give in the middle of a page,
 * and cancel from another thread. */
#include "sane_rig.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define FEEDER "source", "ADF", "mode", "gray", "resolution", "50"

static void each_status_of_a_read_says_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *status;
        int rc;
        const char *text;
    } known[] = {
        {"SANE_STATUS_UNSUPPORTED", SOHOA_FATAL, "refuses to scan sheet 1"},
        {"SANE_STATUS_CANCELLED", SOHOA_END, "scanning was stopped"},
        {"SANE_STATUS_DEVICE_BUSY", SOHOA_RETRY, "is busy"},
        {"SANE_STATUS_INVAL", SOHOA_BAD_PAGE, "failed in the middle of sheet 1"},
        {"SANE_STATUS_EOF", SOHOA_BAD_PAGE, "empty picture"},
        {"SANE_STATUS_JAMMED", SOHOA_RETRY, "put sheet 1 back on top"},
        {"SANE_STATUS_NO_DOCS", SOHOA_END, "the feeder is empty"},
        {"SANE_STATUS_COVER_OPEN", SOHOA_RETRY, "put sheet 1 back on top"},
        {"SANE_STATUS_IO_ERROR", SOHOA_BAD_PAGE, "failed in the middle of sheet 1"},
        {"SANE_STATUS_NO_MEM", SOHOA_FATAL, "out of memory"},
        {"SANE_STATUS_ACCESS_DENIED", SOHOA_FATAL, "refuses to scan sheet 1"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct rig rig;
        rig_open(&rig, "test:0");
        const char *options[] = {FEEDER, "read-return-value", known[i].status, NULL};
        for (const char **o = options; *o; o += 2)
            rig_set(&rig, o[0], o[1]);
        int rc = rig_next(&rig);
        if (rc != known[i].rc || !strstr(rig.err.text, known[i].text))
            fail_msg("%s: %d '%s'", known[i].status, rc, rig.err.text);
        assert_null(rig.page.master);
        assert_int_equal(rig.page.sheet, 1);
        assert_string_equal(rig.page.source, "test:0");
        rig_close(&rig);
    }
}

/* The status is switched off again, as an operator mends it, and the next sheet is pulled. */
static void after_status(const char *status, int rc, unsigned next_sheet)
{
    struct rig rig;
    const char *options[] = {FEEDER, NULL};
    rig_one(&rig, "test:0", options);
    rig_set(&rig, "read-return-value", status);
    assert_int_equal(rig_next(&rig), rc);
    assert_int_equal(rig.page.sheet, 2);
    rig_set(&rig, "read-return-value", "Default");
    if (rig_next(&rig) != SOHOA_OK)
        fail_msg("after %s: %s", status, rig.err.text);
    assert_int_equal(rig.page.sheet, next_sheet);
    rig_close(&rig);
}

static void after_a_jam_the_same_sheet_number_comes_again(void **state)
{
    (void)state;
    after_status("SANE_STATUS_JAMMED", SOHOA_RETRY, 2);
    after_status("SANE_STATUS_COVER_OPEN", SOHOA_RETRY, 2);
    after_status("SANE_STATUS_DEVICE_BUSY", SOHOA_RETRY, 2);
}

static void after_a_broken_page_the_next_sheet_number_comes(void **state)
{
    (void)state;
    after_status("SANE_STATUS_IO_ERROR", SOHOA_BAD_PAGE, 3);
    after_status("SANE_STATUS_INVAL", SOHOA_BAD_PAGE, 3);
}

struct late {
    struct rig *rig;
    long ms;
};

static void *cancel_later(void *arg)
{
    struct late *late = arg;
    (void)nanosleep(&(struct timespec){.tv_nsec = late->ms * 1000000}, NULL);
    late->rig->calls->cancel(late->rig->self);
    return NULL;
}

static void a_slow_page_is_cancelled_from_another_thread(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, "test:0");
    const char *slow[] = {"source",          "flatbed", "mode",       "color",
                          "resolution",      "300",     "read-limit", "yes",
                          "read-limit-size", "1",       NULL};
    for (const char **o = slow; *o; o += 2)
        rig_set(&rig, o[0], o[1]);
    struct late late = {&rig, 300};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_later, &late), 0);
    assert_int_equal(rig_next(&rig), SOHOA_END); /* to its end the page takes minutes */
    pthread_join(thread, NULL);
    assert_string_equal(rig.err.text, "scanning was stopped");
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void cancel_is_safe_at_any_time(void **state)
{
    (void)state;
    for (int ms = 0; ms < 12; ms++) {
        struct rig rig;
        rig_open(&rig, "test:0");
        const char *options[] = {FEEDER, NULL};
        for (const char **o = options; *o; o += 2)
            rig_set(&rig, o[0], o[1]);
        struct late late = {&rig, ms};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, cancel_later, &late), 0);
        while (rig_next(&rig) == SOHOA_OK)
            ;
        pthread_join(thread, NULL);
        rig_close(&rig);
    }
    struct rig rig;
    rig_open(&rig, NULL);
    rig.calls->cancel(rig.self);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static bool stop_now(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void the_deadline_and_the_stop_of_the_call_are_obeyed(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, "test:0");
    struct sohoa_call stop = {.size = sizeof stop, .stopping = stop_now};
    struct sohoa_page page = {.size = sizeof page};
    assert_int_equal(rig.calls->next(rig.self, &stop, &page, &rig.err), SOHOA_END);
    rig_close(&rig);

    rig_open(&rig, "test:0");
    const char *slow[] = {"source",          "flatbed", "mode",       "color",
                          "resolution",      "300",     "read-limit", "yes",
                          "read-limit-size", "1",       NULL};
    for (const char **o = slow; *o; o += 2)
        rig_set(&rig, o[0], o[1]);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct sohoa_call late = {.size = sizeof late,
                              .deadline_ns =
                                  (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + 300000000};
    assert_int_equal(rig.calls->next(rig.self, &late, &page, &rig.err), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "took too long for sheet 1"));
    rig_close(&rig);
}

int main(void)
{
    const char *config = rig_config("test\n");
    const struct CMUnitTest tests[] = {
        RIG_TEST(each_status_of_a_read_says_what_to_do),
        RIG_TEST(after_a_jam_the_same_sheet_number_comes_again),
        RIG_TEST(after_a_broken_page_the_next_sheet_number_comes),
        RIG_TEST(a_slow_page_is_cancelled_from_another_thread),
        RIG_TEST(cancel_is_safe_at_any_time),
        RIG_TEST(the_deadline_and_the_stop_of_the_call_are_obeyed),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
