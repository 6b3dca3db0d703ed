/* test_eta.c - the time left is that of what is left. */
#include "unit.h"

#include "pipeline/eta.h"

/* A tick each 200 ms of a run over 100,000 files: so many skipped at 1,000 a second, then pages at
 * 2 a second, one a file. */
static double after(struct sohoa_eta *eta, uint64_t skipped, double seconds)
{
    double pages_s = 0, left = -1;
    for (int i = 0; i < (int)(seconds * 5); i++) {
        double t = i / 5.0, skipping = (double)skipped / 1000;
        struct sohoa_eta_sample now = {.at_ns = (int64_t)(t * 1e9), .files = 100000};
        now.already = t < skipping ? (uint64_t)(t * 1000) : skipped;
        now.finished = t > skipping ? (uint64_t)((t - skipping) * 2) : 0;
        now.pages_in = now.finished ? now.finished + 8 : 0;
        now.pending = now.pages_in - now.finished;
        now.files_in = now.already + now.pages_in;
        sohoa_eta_tick(eta, &now, &pages_s, &left);
    }
    return left;
}

static void while_files_are_skipped_the_rest_may_be_skipped_too(void **state)
{
    (void)state;
    static struct sohoa_eta eta;
    double left = after(&eta, 100000, 20);
    assert_true(left > 70 && left < 90);
}

static void when_new_files_come_the_rest_counts_as_new_however_many_were_skipped(void **state)
{
    (void)state;
    static struct sohoa_eta eta;
    /* 50,000 skipped, then two minutes of new ones: 49,760 files at 2 a second are seven hours. */
    double left = after(&eta, 50000, 170);
    assert_true(left > 23000 && left < 27000);
}

static void nothing_is_promised_before_anything_is_known(void **state)
{
    (void)state;
    static struct sohoa_eta eta;
    struct sohoa_eta_sample now = {.at_ns = 1};
    double pages_s = 0, left = 0;
    sohoa_eta_tick(&eta, &now, &pages_s, &left);
    assert_true(left < 0);
    now = (struct sohoa_eta_sample){
        .at_ns = 2, .files = 10, .files_in = 2, .pages_in = 2, .pending = 2};
    sohoa_eta_tick(&eta, &now, &pages_s, &left);
    assert_true(left < 0);
}

static void a_run_that_is_done_has_no_time_left(void **state)
{
    (void)state;
    static struct sohoa_eta eta;
    struct sohoa_eta_sample now = {.at_ns = 0, .files = 10};
    double pages_s = 0, left = -1;
    sohoa_eta_tick(&eta, &now, &pages_s, &left);
    now = (struct sohoa_eta_sample){
        .at_ns = 1000000000, .files = 10, .files_in = 10, .pages_in = 10, .finished = 10};
    sohoa_eta_tick(&eta, &now, &pages_s, &left);
    assert_true(left > -0.001 && left < 0.001 && pages_s > 9.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_files_are_skipped_the_rest_may_be_skipped_too),
        cmocka_unit_test(when_new_files_come_the_rest_counts_as_new_however_many_were_skipped),
        cmocka_unit_test(nothing_is_promised_before_anything_is_known),
        cmocka_unit_test(a_run_that_is_done_has_no_time_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
