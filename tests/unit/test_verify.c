/* test_verify.c - whatever goes wrong in a store is found and named. */
#include "record_rig.h"

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
