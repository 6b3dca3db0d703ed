/* test_decided.c - a dossier that is read again while people work on it. */
#include "record_rig.h"

#include "pipeline/decided.h"

static json_t *documents(const char *value, bool verified)
{
    json_t *field =
        json_pack("{s:s,s:s}", "value", value, "state", verified ? "verified" : "machine");
    if (verified)
        json_object_set_new(field, "by", json_pack("[s]", "lan"));
    return json_pack("[{s:s,s:[i],s:{s:o}}]", "schema", "unknown", "pages", 1, "fields",
                     "child.name", field);
}

static void put(struct sohoa_records *r, const char *id, const char *state, json_t *found)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(r, id, &d, &err), err);
    free(d.state);
    d.state = strdup(state);
    json_decref(d.documents);
    d.documents = found;
    struct sohoa_write *w = sohoa_write_new(r);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

/* The reading that was begun before, with the machine's new value. */
static void begin(struct sohoa_records *r, const char *id, struct sohoa_dossier_record *ret)
{
    struct sohoa_err err;
    assert_ok(sohoa_dossier_get(r, id, ret, &err), err);
    json_decref(ret->documents);
    ret->documents = documents("Lê Thi Lan", false);
}

static void what_was_decided_during_a_reading_is_kept(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record reading;
    char batch[SOHOA_ID_SIZE], ids[1][SOHOA_ID_SIZE];
    bool gone = false;
    rig_batch(s->records, 2, 2, batch, ids);
    begin(s->records, ids[0], &reading);
    put(s->records, ids[0], "complete", documents("Lê Thị Lan", true));
    assert_ok(sohoa_decided_merge(s->records, &reading, &gone, &err), err);
    assert_false(gone);
    const json_t *fields = json_object_get(json_array_get(reading.documents, 0), "fields");
    const json_t *name = json_object_get(fields, "child.name");
    assert_string_equal(json_string_value(json_object_get(name, "value")), "Lê Thị Lan");
    sohoa_dossier_record_clear(&reading);
}

static void a_dossier_cut_or_erased_during_a_reading_is_not_written_again(void **state)
{
    static const char *const states[] = {"superseded", "erased"};
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record reading;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 1, batch, ids);
    for (size_t i = 0; i < 2; i++) {
        bool gone = false;
        begin(s->records, ids[i], &reading);
        put(s->records, ids[i], states[i], json_array());
        assert_ok(sohoa_decided_merge(s->records, &reading, &gone, &err), err);
        assert_true(gone);
        sohoa_dossier_record_clear(&reading);
    }
}

static void a_dossier_not_stored_yet_is_nobodys(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record reading = {.documents = documents("Lê Lan", false)};
    bool gone = false;
    sohoa_id_new(reading.id);
    assert_ok(sohoa_decided_merge(s->records, &reading, &gone, &err), err);
    assert_false(gone);
    sohoa_dossier_record_clear(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(what_was_decided_during_a_reading_is_kept),
        rig_test(a_dossier_cut_or_erased_during_a_reading_is_not_written_again),
        rig_test(a_dossier_not_stored_yet_is_nobodys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
