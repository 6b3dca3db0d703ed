/* test_change_feed.c - what became of dossiers, in the order of commits, whoever made them. */
#include "record_rig.h"

#include <pthread.h>
#include <stdatomic.h>

struct seen {
    size_t count;
    uint64_t last;
    bool gap;
    char kind[64][16], dossier[64][SOHOA_ID_SIZE], by[64][SOHOA_ID_SIZE];
};

static bool see(void *arg, const struct sohoa_news *news)
{
    struct seen *s = arg;
    s->gap = s->gap || news->seq != s->last + 1;
    s->last = news->seq;
    if (s->count < 64) {
        (void)snprintf(s->kind[s->count], sizeof s->kind[0], "%s", news->kind);
        (void)snprintf(s->dossier[s->count], sizeof s->dossier[0], "%s", news->dossier);
        (void)snprintf(s->by[s->count], sizeof s->by[0], "%s", news->by ? news->by : "");
    }
    s->count++;
    return true;
}

static struct seen look(struct sohoa_records *r, uint64_t after)
{
    struct sohoa_err err;
    struct seen s = {.last = after};
    assert_ok(sohoa_changes_each(r, after, see, &s, &err), err);
    assert_false(s.gap);
    return s;
}

static void set_state(struct sohoa_records *r, const char *id, const char *state)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(r, id, &d, &err), err);
    free(d.state);
    d.state = strdup(state);
    struct sohoa_write *w = sohoa_write_new(r);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void a_dossiers_life_is_told_in_order(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 1, batch, ids);
    set_state(s->records, ids[0], "incomplete");
    set_state(s->records, ids[0], "erased");
    set_state(s->records, ids[0], "erased");
    struct seen seen = look(s->records, 0);
    assert_int_equal(seen.count, 4);
    assert_string_equal(seen.kind[0], "committed");
    assert_string_equal(seen.dossier[0], ids[0]);
    assert_string_equal(seen.kind[1], "committed");
    assert_string_equal(seen.dossier[1], ids[1]);
    assert_string_equal(seen.kind[2], "corrected");
    assert_string_equal(seen.kind[3], "erased");
    assert_int_equal(look(s->records, 2).count, 2);
    assert_int_equal(look(s->records, 4).count, 0);
    assert_int_equal(look(s->records, UINT64_MAX).count, 0);
}

static void an_open_dossier_is_no_news_until_it_is_closed(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record d = {.part = strdup("component"), .state = strdup("open")};
    sohoa_id_new(d.id);
    sohoa_id_new(d.batch);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(look(s->records, 0).count, 0);
    sohoa_write_free(w);
    set_state(s->records, d.id, "complete");
    assert_string_equal(look(s->records, 0).kind[0], "committed");
    sohoa_dossier_record_clear(&d);
}

static void a_cut_tells_the_new_ones_once_they_are_read_and_who_took_the_place(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], id[1][SOHOA_ID_SIZE], first[SOHOA_ID_SIZE], second[SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 2, batch, id);
    assert_ok(sohoa_dossier_cut(s->records, id[0], 2, first, second, &err), err);
    struct seen seen = look(s->records, 1);
    bool superseded = false;
    for (size_t i = 0; i < seen.count; i++)
        if (strcmp(seen.kind[i], "superseded") == 0) {
            superseded = true;
            assert_string_equal(seen.dossier[i], id[0]);
            assert_string_equal(seen.by[i], first);
        }
    assert_true(superseded);
}

/* ---- several at once ---- */

enum { WRITERS = 4, COMMITS = 40 };

static void *write_many(void *arg)
{
    struct sohoa_records *r = arg;
    struct sohoa_err err = {0};
    for (int i = 0; i < COMMITS; i++) {
        char state[] = "complete", part[] = "component";
        struct sohoa_dossier_record d = {.part = part, .state = state};
        sohoa_id_new(d.id);
        sohoa_id_new(d.batch);
        struct sohoa_write *w = sohoa_write_new(r);
        int rc = sohoa_write_dossier(w, &d, &err);
        if (rc == SOHOA_OK)
            rc = sohoa_write_commit(w, &err);
        sohoa_write_free(w);
        if (rc != SOHOA_OK)
            return strdup(err.text);
    }
    return NULL;
}

static void a_reader_that_follows_misses_nothing_while_several_write(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    pthread_t threads[WRITERS];
    struct seen *seen = calloc(1, sizeof *seen);
    for (size_t i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, s->records), 0);
    while (seen->count < WRITERS * COMMITS) {
        size_t before = seen->count;
        assert_ok(sohoa_changes_each(s->records, seen->last, see, seen, &err), err);
        assert_false(seen->gap);
        if (seen->count == before)
            sched_yield();
    }
    for (size_t i = 0; i < WRITERS; i++) {
        void *why = NULL;
        pthread_join(threads[i], &why);
        if (why)
            fail_msg("%s", (char *)why);
    }
    uint64_t last = 0;
    assert_ok(sohoa_changes_last(s->records, &last, &err), err);
    assert_int_equal(last, WRITERS * COMMITS);
    free(seen);
}

static void an_expectation_of_the_writer_itself_still_fails(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], id[1][SOHOA_ID_SIZE];
    rig_batch(s->records, 1, 1, batch, id);
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(s->records, id[0], &d, &err), err);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_expect(w, sohoa_key_dossier(id[0]).text, "other", 5, &err), err);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_RETRY);
    assert_int_equal(look(s->records, 0).count, 1);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void count_problem(void *arg, const char *problem)
{
    (void)problem;
    ++*(size_t *)arg;
}

static void verify_misses_an_entry_that_was_removed(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_verify_report report;
    char batch[SOHOA_ID_SIZE];
    size_t problems = 0;
    rig_batch(s->records, 3, 1, batch, NULL);
    assert_ok(sohoa_verify(s->records, NULL, count_problem, &problems, &report, &err), err);
    assert_int_equal(problems, 0);
    rig_put_raw(s->records, sohoa_key_change(2).text, NULL, 0);
    assert_ok(sohoa_verify(s->records, NULL, count_problem, &problems, &report, &err), err);
    assert_int_equal(problems, 1);
    rig_put_raw(s->records, sohoa_key_change(3).text, NULL, 0);
    assert_ok(sohoa_verify(s->records, NULL, count_problem, &problems, &report, &err), err);
    assert_int_equal(problems, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_dossiers_life_is_told_in_order),
        rig_test(an_open_dossier_is_no_news_until_it_is_closed),
        rig_test(a_cut_tells_the_new_ones_once_they_are_read_and_who_took_the_place),
        rig_test(a_reader_that_follows_misses_nothing_while_several_write),
        rig_test(an_expectation_of_the_writer_itself_still_fails),
        rig_test(verify_misses_an_entry_that_was_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
