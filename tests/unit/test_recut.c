/* test_recut.c - dossiers cut and joined by a person. */
#include "record_rig.h"

static uint64_t dossiers_of_batch(struct sohoa_records *r, const char *id)
{
    struct sohoa_err err;
    struct sohoa_batch batch;
    assert_ok(sohoa_batch_get(r, id, &batch, &err), err);
    uint64_t n = batch.ledger.dossiers;
    sohoa_batch_clear(&batch);
    return n;
}

static void a_cut_makes_two_dossiers_and_the_old_one_names_the_first(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE], a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    struct sohoa_dossier_record d;
    rig_batch(s->records, 6, 3, batch, ids);
    assert_ok(sohoa_dossier_cut(s->records, ids[1], 3, a, b, &err), err);
    assert_ok(sohoa_dossier_get(s->records, ids[1], &d, &err), err);
    assert_string_equal(d.state, "superseded");
    assert_string_equal(d.by, a);
    sohoa_dossier_record_clear(&d);
    assert_ok(sohoa_dossier_get(s->records, a, &d, &err), err);
    assert_true(d.first == 4 && d.last == 5);
    assert_string_equal(d.state, "complete");
    assert_string_equal(d.code, "000.00.14.H56-231103-0001");
    sohoa_dossier_record_clear(&d);
    assert_ok(sohoa_dossier_get(s->records, b, &d, &err), err);
    assert_true(d.first == 6 && d.last == 6);
    sohoa_dossier_record_clear(&d);
    struct sohoa_batch now;
    assert_ok(sohoa_batch_get(s->records, batch, &now, &err), err);
    assert_true(now.open); /* until the new ones are read */
    sohoa_batch_clear(&now);
    assert_int_equal(sohoa_due_get(s->records, a), 0);
    assert_int_equal(sohoa_due_get(s->records, b), 0);
    assert_int_equal(sohoa_due_get(s->records, ids[1]), -1);
    assert_int_equal(dossiers_of_batch(s->records, batch), 3);
}

static void a_cut_outside_of_the_dossier_changes_nothing(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[1][SOHOA_ID_SIZE], a[SOHOA_ID_SIZE] = "", b[SOHOA_ID_SIZE] = "";
    rig_batch(s->records, 3, 3, batch, ids);
    const uint32_t places[] = {0, 1, 4, UINT32_MAX};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(sohoa_dossier_cut(s->records, ids[0], places[i], a, b, &err),
                         SOHOA_BAD_DOSSIER);
    assert_contains(err.text, ids[0]);
    assert_string_equal(a, "");
    assert_int_equal(dossiers_of_batch(s->records, batch), 1);
}

static void joined_dossiers_become_one_even_over_a_gap(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[3][SOHOA_ID_SIZE], joined[SOHOA_ID_SIZE], again[SOHOA_ID_SIZE];
    struct sohoa_dossier_record d;
    rig_batch(s->records, 6, 2, batch, ids);
    const char *ends[] = {ids[2], ids[0]};
    assert_ok(sohoa_dossier_join(s->records, ends, 2, joined, &err), err);
    assert_ok(sohoa_dossier_get(s->records, joined, &d, &err), err);
    assert_true(d.first == 1 && d.last == 6);
    assert_true(json_array_size(d.pages) == 4 &&
                json_integer_value(json_array_get(d.pages, 0)) == 5);
    sohoa_dossier_record_clear(&d);
    assert_ok(sohoa_dossier_get(s->records, ids[0], &d, &err), err);
    assert_string_equal(d.by, joined);
    sohoa_dossier_record_clear(&d);
    assert_int_equal(dossiers_of_batch(s->records, batch), 2);
    /* neighbours make a range */
    char a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    assert_ok(sohoa_dossier_cut(s->records, ids[1], 2, a, b, &err), err);
    const char *pair[] = {a, b};
    assert_ok(sohoa_dossier_join(s->records, pair, 2, again, &err), err);
    assert_ok(sohoa_dossier_get(s->records, again, &d, &err), err);
    assert_true(d.first == 3 && d.last == 4 && !d.pages);
    sohoa_dossier_record_clear(&d);
}

static void what_cannot_be_joined_is_refused_in_words(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE], other[1][SOHOA_ID_SIZE], ret[SOHOA_ID_SIZE];
    char a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    rig_batch(s->records, 4, 2, batch, ids);
    rig_batch(s->records, 1, 1, batch, other);
    const char *strangers[] = {ids[0], other[0]}, *twice[] = {ids[0], ids[0]};
    const char *missing[] = {ids[0], "01K9ABCDEFGHJKMNPQRSTVWXYZ"}, *wrong[] = {ids[0], "../x"};
    assert_int_equal(sohoa_dossier_join(s->records, strangers, 2, ret, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "not of one batch");
    assert_int_equal(sohoa_dossier_join(s->records, twice, 2, ret, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "named twice");
    assert_int_equal(sohoa_dossier_join(s->records, missing, 2, ret, &err), SOHOA_END);
    assert_int_equal(sohoa_dossier_join(s->records, wrong, 2, ret, &err), SOHOA_END);
    assert_int_equal(sohoa_dossier_join(s->records, twice, 1, ret, &err), SOHOA_BAD_DOSSIER);
    assert_ok(sohoa_dossier_cut(s->records, ids[0], 2, a, b, &err), err);
    assert_int_equal(sohoa_dossier_cut(s->records, ids[0], 2, a, b, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "superseded by");
}

static void what_persons_decided_goes_along_with_its_page(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE], a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    char joined[SOHOA_ID_SIZE];
    struct sohoa_dossier_record d;
    rig_batch(s->records, 6, 3, batch, ids);
    assert_ok(sohoa_dossier_get(s->records, ids[0], &d, &err), err);
    json_decref(d.documents);
    d.documents = json_loads(
        "[{\"schema\":\"unknown\",\"pages\":[1,2,3],\"fields\":{"
        "\"a\":{\"value\":\"x\",\"page\":1},"
        "\"b\":{\"value\":\"y\",\"page\":3,\"by\":[\"lan\"],\"machine\":{\"page\":3}}}}]",
        0, NULL);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
    assert_ok(sohoa_dossier_cut(s->records, ids[0], 2, a, b, &err), err);
    assert_ok(sohoa_dossier_get(s->records, a, &d, &err), err);
    assert_int_equal(json_array_size(d.documents), 0);
    sohoa_dossier_record_clear(&d);
    const char *both[] = {ids[1], b};
    assert_ok(sohoa_dossier_join(s->records, both, 2, joined, &err), err);
    assert_ok(sohoa_dossier_get(s->records, joined, &d, &err), err);
    const json_t *document = json_array_get(d.documents, 0);
    const json_t *field = json_object_get(json_object_get(document, "fields"), "b");
    assert_int_equal(json_array_size(json_object_get(document, "pages")), 2); /* the 4th and 5th */
    assert_int_equal(json_object_size(json_object_get(document, "fields")), 1);
    assert_int_equal(json_integer_value(json_object_get(field, "page")), 5);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(field, "machine"), "page")),
                     5);
    sohoa_dossier_record_clear(&d);
}

static void a_recut_store_verifies_clean(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_verify_report report;
    char batch[SOHOA_ID_SIZE], ids[3][SOHOA_ID_SIZE], a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    rig_batch(s->records, 6, 2, batch, ids);
    assert_ok(sohoa_dossier_cut(s->records, ids[1], 2, a, b, &err), err);
    const char *pair[] = {ids[0], b};
    assert_ok(sohoa_dossier_join(s->records, pair, 2, a, &err), err);
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_int_equal(report.problems, 0);
    assert_int_equal(report.dossiers, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_cut_makes_two_dossiers_and_the_old_one_names_the_first),
        rig_test(a_cut_outside_of_the_dossier_changes_nothing),
        rig_test(joined_dossiers_become_one_even_over_a_gap),
        rig_test(what_cannot_be_joined_is_refused_in_words),
        rig_test(what_persons_decided_goes_along_with_its_page),
        rig_test(a_recut_store_verifies_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
