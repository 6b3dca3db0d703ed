/* test_verify.c - whatever goes wrong in a store is found and named. */
#include "record_rig.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

struct heard {
    char text[4096];
    size_t count;
};

static void hear(void *arg, const char *problem)
{
    struct heard *h = arg;
    size_t n = strlen(h->text);
    (void)snprintf(h->text + n, sizeof h->text - n, "%s\n", problem);
    h->count++;
}

static struct sohoa_verify_report verify(struct support_store *s, struct heard *h)
{
    struct sohoa_err err;
    struct sohoa_verify_report report;
    memset(h, 0, sizeof *h);
    assert_ok(sohoa_verify(s->records, NULL, hear, h, &report, &err), err);
    assert_int_equal(report.problems, h->count);
    return report;
}

/* Exactly one problem, and it says this. */
#define assert_one_problem(store, part)                                                            \
    do {                                                                                           \
        struct heard heard;                                                                        \
        verify((store), &heard);                                                                   \
        assert_contains(heard.text, (part));                                                       \
        if (heard.count != 1)                                                                      \
            fail_msg("%zu problems: %s", heard.count, heard.text);                                 \
    } while (0)

static void a_sound_store_has_no_problems(void **state)
{
    struct support_store *s = *state;
    struct heard h;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 5, 2, batch, NULL);
    struct sohoa_verify_report report = verify(s, &h);
    assert_string_equal(h.text, "");
    assert_true(report.batches == 1 && report.pages == 5 && report.texts == 5 &&
                report.dossiers == 3 && report.masters == 5 && report.stray == 0);
    assert_int_equal(report.bytes, 5 * strlen("the bytes of master 1"));
}

static void master_of(struct support_store *s, const char *batch, uint32_t number, char *path,
                      size_t room)
{
    struct sohoa_err err;
    struct sohoa_page_record page;
    assert_ok(sohoa_page_get(s->records, batch, number, 0, &page, &err), err);
    assert_int_equal(sohoa_master_path(s->records, page.master.sha256, path, room), 0);
    sohoa_page_record_clear(&page);
}

static void a_changed_byte_of_a_master_is_found(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600];
    rig_batch(s->records, 3, 3, batch, NULL);
    master_of(s, batch, 2, path, sizeof path);
    assert_int_equal(chmod(path, 0600), 0);
    support_write_file(path, "the bytes of master 9", 21);
    assert_one_problem(s, "is damaged: its bytes have another hash");
}

static void a_missing_master_is_found(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600];
    rig_batch(s->records, 3, 3, batch, NULL);
    master_of(s, batch, 3, path, sizeof path);
    assert_int_equal(unlink(path), 0);
    assert_one_problem(s, "is missing");
}

static void a_master_nobody_uses_is_counted_but_no_problem(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    struct heard h;
    char path[600];
    struct sohoa_blob *blob = sohoa_blob_new("stray", 5, "image/tiff");
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    (void)snprintf(path, sizeof path, "%s/masters/.new01K9ABCDEFGHJKMNPQRSTVWXYZ", s->dir);
    support_write_file(path, "half", 4);
    struct sohoa_verify_report report = verify(s, &h);
    assert_int_equal(report.stray, 2);
    assert_string_equal(h.text, "");
    sohoa_blob_unref(blob);
}

static void a_ledger_that_its_pages_do_not_add_up_to_is_found(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    struct sohoa_batch b;
    rig_batch(s->records, 3, 3, batch, NULL);
    assert_ok(sohoa_batch_get(s->records, batch, &b, &err), err);
    b.ledger.captured = b.ledger.stored = 4;
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_batch(w, &b, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_one_problem(s, "is not what its pages add up to");
    b.ledger.stored = 3;
    assert_ok(sohoa_write_batch(w, &b, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    struct heard h;
    verify(s, &h);
    assert_contains(h.text, "does not close");
    sohoa_write_free(w);
    sohoa_batch_clear(&b);
}

static void damaged_values_are_found_in_every_kind_of_record(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], ids[1][SOHOA_ID_SIZE];
    rig_batch(s->records, 1, 1, batch, ids);
    struct heard h;
    rig_put_raw(s->records, sohoa_key_text(batch, 1, 0).text, "S1Z\1rubbish", 11);
    verify(s, &h);
    assert_contains(h.text, "damaged");
    rig_put_json(s->records, sohoa_key_text(batch, 1, 0).text, "{\"v\":1}");
    verify(s, &h);
    assert_contains(h.text, "text/");
    rig_put_json(s->records, sohoa_key_dossier(ids[0]).text, "{\"first\":\"one\"}");
    verify(s, &h);
    assert_contains(h.text, "the record dossier/");
    rig_put_json(s->records, sohoa_key_page(batch, 1, 0).text, "[1,2]");
    verify(s, &h);
    assert_contains(h.text, "the record page/");
    rig_put_json(s->records, sohoa_key_batch(batch).text, "{\"kind\":7}");
    verify(s, &h);
    assert_contains(h.text, "the record batch/");
}

static void references_that_lead_nowhere_are_found(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], ids[1][SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 2, batch, ids);
    rig_put_raw(s->records, sohoa_key_of(batch, 1, ids[0]).text, NULL, 0);
    assert_one_problem(s, "the key of/");
    rig_put_json(s->records, sohoa_key_of(batch, 1, ids[0]).text, "true");
    rig_put_raw(s->records, sohoa_key_code("000.00.14.H56-231103-0001", ids[0]).text, NULL, 0);
    assert_one_problem(s, "the key code/");
    rig_put_json(s->records, sohoa_key_code("000.00.14.H56-231103-0001", ids[0]).text, "true");
    rig_put_json(s->records, sohoa_key_source("ab", "01K9ABCDEFGHJKMNPQRSTVWXYZ").text, "true");
    assert_one_problem(s, "names a dossier that is missing");
    rig_put_raw(s->records, sohoa_key_source("ab", "01K9ABCDEFGHJKMNPQRSTVWXYZ").text, NULL, 0);
    rig_put_raw(s->records, sohoa_key_page(batch, 2, 0).text, NULL, 0);
    struct heard h;
    verify(s, &h);
    assert_contains(h.text, "has no page");
}

static bool stop_now(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void verify_stops_when_asked(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_verify_report report;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 2, batch, NULL);
    struct sohoa_call call = {.size = sizeof call, .stopping = stop_now};
    assert_int_equal(sohoa_verify(s->records, &call, NULL, NULL, &report, &err), SOHOA_RETRY);
}

/* ---- samples, pace, going on ---- */

static struct sohoa_verify_report verify_with(struct support_store *s,
                                              const struct sohoa_verify_options *o)
{
    struct sohoa_err err = {.text = ""};
    struct sohoa_verify_report report;
    assert_ok(sohoa_verify_with(s->records, o, &report, &err), err);
    return report;
}

static void a_sample_of_so_many_masters_has_so_many(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 40, 2, batch, NULL);
    struct sohoa_verify_report r = verify_with(s, &(struct sohoa_verify_options){.masters = 7});
    assert_int_equal(r.masters, 7);
    assert_true(r.texts < 40 && r.dossiers < 20);
    r = verify_with(s, &(struct sohoa_verify_options){.masters = 50});
    assert_true(r.masters == 40 && r.texts == 40 && r.dossiers == 20);
}

static void a_share_takes_about_that_part_and_another_one_each_time(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600];
    rig_batch(s->records, 40, 2, batch, NULL);
    master_of(s, batch, 11, path, sizeof path);
    assert_int_equal(unlink(path), 0);
    unsigned hits = 0, masters = 0;
    for (int i = 0; i < 60; i++) {
        struct sohoa_verify_report r =
            verify_with(s, &(struct sohoa_verify_options){.share = 0.25});
        masters += (unsigned)r.masters;
        hits += r.problems > 0;
    }
    assert_in_range(masters, 450, 750); /* of 2,400; 21 is the standard deviation */
    assert_in_range(hits, 3, 30);       /* the damaged one is in a quarter of them */
}

struct stop_behind {
    struct sohoa_call call;
    unsigned left;
};

static bool count_down(const struct sohoa_call *call)
{
    struct stop_behind *s = (struct stop_behind *)(void *)(uintptr_t)call;
    return s->left == 0 || --s->left == 0;
}

/* Runs until it ends, stopped behind every `step` questions; problems as the last run told them. */
static struct sohoa_verify_report verify_in_pieces(struct support_store *s, unsigned step,
                                                   struct heard *h, unsigned *ret_runs)
{
    struct sohoa_verify_report report;
    int rc = SOHOA_RETRY;
    for (*ret_runs = 0; rc == SOHOA_RETRY && *ret_runs < 5000; ++*ret_runs) {
        struct sohoa_err err = {.text = ""};
        struct stop_behind stop = {.call = {.size = sizeof stop.call, .stopping = count_down},
                                   .left = step};
        struct sohoa_verify_options o = {.call = &stop.call, .found = hear, .arg = h, .keep = true};
        memset(h, 0, sizeof *h);
        rc = sohoa_verify_with(s->records, &o, &report, &err);
        if (rc != SOHOA_OK)
            assert_string_equal(err.text, "verify was stopped");
        assert_int_equal(report.resumed, *ret_runs > 0 && report.resumed);
    }
    assert_int_equal(rc, SOHOA_OK);
    return report;
}

static void an_interrupted_run_goes_on_and_finds_what_a_whole_one_finds(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600], begun[SOHOA_STAMP_SIZE];
    struct heard whole, pieces;
    unsigned runs = 0;
    rig_batch(s->records, 12, 3, batch, NULL);
    master_of(s, batch, 2, path, sizeof path);
    assert_int_equal(unlink(path), 0);
    rig_put_raw(s->records, sohoa_key_text(batch, 5, 0).text, "S1Z\1rubbish", 11);
    (void)snprintf(path, sizeof path, "%s/masters/.new01K9ABCDEFGHJKMNPQRSTVWXYZ", s->dir);
    support_write_file(path, "half", 4);
    struct sohoa_verify_report once = verify(s, &whole);
    assert_int_equal(whole.count, 2);
    struct sohoa_verify_report r = verify_in_pieces(s, 30, &pieces, &runs);
    assert_true(runs > 5);
    assert_string_equal(pieces.text, whole.text);
    assert_memory_equal(&r, &once, offsetof(struct sohoa_verify_report, begun));
    assert_false(sohoa_verify_waits(s->records, begun));
}

/* Stopped within its first steps, a run has still begun. */
static void stop_early(struct support_store *s, struct sohoa_verify_options o)
{
    struct sohoa_err err;
    struct sohoa_verify_report report;
    struct stop_behind stop = {.call = {.size = sizeof stop.call, .stopping = count_down},
                               .left = 60};
    o.call = &stop.call;
    o.keep = true;
    assert_int_equal(sohoa_verify_with(s->records, &o, &report, &err), SOHOA_RETRY);
}

static void another_sample_or_a_restart_begins_anew(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], begun[SOHOA_STAMP_SIZE];
    rig_batch(s->records, 12, 3, batch, NULL);
    stop_early(s, (struct sohoa_verify_options){0});
    assert_true(sohoa_verify_waits(s->records, begun));
    struct sohoa_verify_report r =
        verify_with(s, &(struct sohoa_verify_options){.keep = true, .masters = 5});
    assert_true(!r.resumed && r.masters == 5);
    stop_early(s, (struct sohoa_verify_options){0});
    r = verify_with(s, &(struct sohoa_verify_options){.keep = true, .restart = true});
    assert_true(!r.resumed && r.pages == 12);
    stop_early(s, (struct sohoa_verify_options){.share = 0.999});
    r = verify_with(s, &(struct sohoa_verify_options){.keep = true, .share = 0.999});
    assert_true(r.resumed);
}

static void what_a_kill_cut_off_is_found_again(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600];
    struct heard h;
    rig_batch(s->records, 12, 3, batch, NULL);
    stop_early(s, (struct sohoa_verify_options){0});
    (void)snprintf(path, sizeof path, "%s/lock/verify", s->dir);
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    (void)fputs("{\"problem\":\"from behind the last place\"}\n{\"part\":1,\"ke", f);
    (void)fclose(f);
    memset(&h, 0, sizeof h);
    struct sohoa_verify_report r =
        verify_with(s, &(struct sohoa_verify_options){.keep = true, .found = hear, .arg = &h});
    assert_true(r.resumed && r.pages == 12 && r.texts == 12 && r.masters == 12);
    assert_string_equal(h.text, "");
    support_write_file(path, "nonsense\n", 9);
    r = verify_with(s, &(struct sohoa_verify_options){.keep = true});
    assert_true(!r.resumed && r.pages == 12);
}

static void a_rate_is_kept_to(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE];
    struct timespec from, to;
    rig_batch(s->records, 4, 2, batch, NULL);
    struct sohoa_verify_report r = verify_with(s, &(struct sohoa_verify_options){0});
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    (void)verify_with(s, &(struct sohoa_verify_options){.rate = r.bytes * 4});
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    /* The masters alone take a quarter of a second; the records come on top. */
    double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    assert_true(took >= 0.24);
}

static void two_kept_runs_at_once_do_not_mix(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], path[600];
    struct sohoa_err err;
    struct sohoa_verify_report report;
    rig_batch(s->records, 2, 2, batch, NULL);
    (void)snprintf(path, sizeof path, "%s/lock/verify", s->dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    struct sohoa_verify_options o = {.keep = true};
    assert_int_equal(sohoa_verify_with(s->records, &o, &report, &err), SOHOA_RETRY);
    assert_contains(err.text, "under way");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_sound_store_has_no_problems),
        rig_test(a_changed_byte_of_a_master_is_found),
        rig_test(a_missing_master_is_found),
        rig_test(a_master_nobody_uses_is_counted_but_no_problem),
        rig_test(a_ledger_that_its_pages_do_not_add_up_to_is_found),
        rig_test(damaged_values_are_found_in_every_kind_of_record),
        rig_test(references_that_lead_nowhere_are_found),
        rig_test(verify_stops_when_asked),
        rig_test(a_sample_of_so_many_masters_has_so_many),
        rig_test(a_share_takes_about_that_part_and_another_one_each_time),
        rig_test(an_interrupted_run_goes_on_and_finds_what_a_whole_one_finds),
        rig_test(another_sample_or_a_restart_begins_anew),
        rig_test(what_a_kill_cut_off_is_found_again),
        rig_test(a_rate_is_kept_to),
        rig_test(two_kept_runs_at_once_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
