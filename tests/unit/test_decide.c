/* test_decide.c - what a person decides about fields. */
#include "record_rig.h"

#include "query/decide.h"
#include "reading/changes.h"

struct rig {
    struct support_store s;
    struct sohoa_config *config;
    struct sohoa_decide_env env;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE];
};

static const char documents[] =
    "[{\"schema\":\"to-khai-khai-sinh\",\"pages\":[1],\"confidence\":0.98,\"form\":\"declaration\","
    "\"fields\":{\"child.name\":{\"value\":\"Lê Thi Lan\",\"raw\":\"LÊ THI "
    "LAN\",\"confidence\":0.6,"
    "\"page\":1,\"box\":[700,1210,512,44],\"source\":\"ocr\",\"checks\":{\"name\":true},"
    "\"state\":\"machine\"},"
    "\"mother.birth_date\":{\"value\":\"1990\",\"raw\":\"1990\",\"confidence\":0.5,\"page\":1,"
    "\"box\":[700,1310,512,44],\"source\":\"ocr\",\"checks\":{},\"state\":\"conflict\","
    "\"readings\":[{\"value\":\"1990\",\"source\":\"ocr\"},{\"value\":\"1998\",\"source\":\"pdf\"}]"
    "}}},"
    "{\"schema\":\"unknown\",\"pages\":[2],\"confidence\":0,\"form\":\"unknown\",\"fields\":{}}]";

static void set_documents(struct rig *rig, const char *id, const char *state)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(rig->s.records, id, &d, &err), err);
    json_decref(d.documents);
    d.documents = json_loads(documents, 0, NULL);
    assert_non_null(d.documents);
    free(d.state);
    d.state = strdup(state);
    struct sohoa_write *w = sohoa_write_new(rig->s.records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static int setup(void **state)
{
    struct sohoa_err err;
    struct rig *rig = calloc(1, sizeof *rig);
    support_store_open(&rig->s);
    assert_ok(sohoa_config_parse("test", "", 0, &rig->config, &err), err);
    assert_ok(sohoa_decide_open(rig->config, rig->s.records, &rig->env, &err), err);
    rig_batch(rig->s.records, 4, 2, rig->batch, rig->ids);
    set_documents(rig, rig->ids[0], "complete");
    *state = rig;
    return 0;
}

static int teardown(void **state)
{
    struct rig *rig = *state;
    sohoa_decide_close(&rig->env);
    sohoa_config_close(rig->config);
    support_store_close(&rig->s);
    free(rig);
    return 0;
}

#define decide_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static int decide(struct rig *rig, const char *who, uint32_t document, const char *key,
                  const char *value, struct sohoa_err *err)
{
    const struct sohoa_decision one = {.document = document, .key = key, .value = value};
    const struct sohoa_decide_request request = {
        .dossier = rig->ids[0], .operator_ = who, .decisions = &one, .count = 1};
    return sohoa_decide_set(&rig->env, &request, NULL, err);
}

static int second(struct rig *rig, const char *who, const char *key, const char *value,
                  struct sohoa_err *err)
{
    const struct sohoa_decision one = {.document = 1, .key = key, .value = value};
    const struct sohoa_decide_request request = {
        .dossier = rig->ids[0], .operator_ = who, .decisions = &one, .count = 1, .second = true};
    return sohoa_decide_set(&rig->env, &request, NULL, err);
}

/* A copy of a field of document 1 of the first dossier; NULL: there is none. */
static json_t *field(struct rig *rig, const char *key)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(rig->s.records, rig->ids[0], &d, &err), err);
    json_t *document = json_array_get(d.documents, 0);
    json_t *copy = json_deep_copy(json_object_get(json_object_get(document, "fields"), key));
    sohoa_dossier_record_clear(&d);
    return copy;
}

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static const char *by(const json_t *object, size_t index)
{
    const char *value = json_string_value(json_array_get(json_object_get(object, "by"), index));
    return value ? value : "";
}

static void a_decided_value_is_verified_and_the_machines_stays_beside_it(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    json_t *before = field(rig, "child.name");
    assert_ok(decide(rig, "lan", 1, "child.name", "Lê Thị Lan", &err), err);
    json_t *after = field(rig, "child.name");
    assert_string_equal(text(after, "value"), "Lê Thị Lan");
    assert_string_equal(text(after, "state"), "verified");
    assert_string_equal(text(after, "source"), "operator");
    assert_string_equal(text(after, "raw"), "LÊ THI LAN");
    assert_true(json_number_value(json_object_get(after, "confidence")) == 1);
    assert_string_equal(by(after, 0), "lan");
    assert_true(json_equal(json_object_get(after, "machine"), before));
    assert_true(json_equal(json_object_get(after, "box"), json_object_get(before, "box")));
    assert_null(json_object_get(after, "history"));
    json_decref(before);
    json_decref(after);
}

static void each_decision_before_the_last_is_in_the_history(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    assert_ok(decide(rig, "lan", 1, "child.name", "Lê Thị Lan", &err), err);
    assert_ok(decide(rig, "hoa", 1, "child.name", "Lê Thị Lân", &err), err);
    assert_ok(decide(rig, "lan", 1, "child.name", NULL, &err), err);
    json_t *now = field(rig, "child.name");
    const json_t *history = json_object_get(now, "history");
    assert_true(json_is_null(json_object_get(now, "value")));
    assert_string_equal(text(now, "state"), "verified");
    assert_int_equal(json_array_size(history), 2);
    assert_string_equal(text(json_array_get(history, 0), "value"), "Lê Thị Lan");
    assert_string_equal(by(json_array_get(history, 1), 0), "hoa");
    assert_string_equal(text(json_object_get(now, "machine"), "value"), "Lê Thi Lan");
    json_decref(now);
}

static void a_value_is_kept_in_the_form_of_its_type(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    assert_ok(decide(rig, "lan", 1, "mother.birth_date", "31/07/1990", &err), err);
    assert_ok(decide(rig, "lan", 1, "mother.id_number", "038 190 000 001", &err), err);
    /* decomposed, marks in another order */
    assert_ok(decide(rig, "lan", 1, "child.name", "Le\xCC\x82 Thi\xCC\xA3 La\xCC\x82n", &err), err);
    /* a person is taken at his word: no syllable is "mended" */
    assert_ok(decide(rig, "lan", 1, "father.name", "Nguyén Văn An", &err), err);
    json_t *date = field(rig, "mother.birth_date"), *id = field(rig, "mother.id_number");
    json_t *name = field(rig, "child.name"), *father = field(rig, "father.name");
    assert_string_equal(text(date, "value"), "1990-07-31");
    assert_string_equal(text(id, "value"), "038190000001");
    assert_string_equal(text(name, "value"), "Lê Thị Lân");
    assert_string_equal(text(father, "value"), "Nguyén Văn An");
    assert_int_equal(json_integer_value(json_object_get(father, "page")), 1);
    json_decref(date);
    json_decref(id);
    json_decref(name);
    json_decref(father);
}

static void what_is_no_value_of_its_type_is_refused_and_nothing_is_changed(void **state)
{
    static const struct {
        const char *key, *value, *says;
    } wrong[] = {
        {"mother.birth_date", "31/02/1990", "date"},
        {"mother.birth_date", "hôm qua", "date"},
        {"mother.id_number", "03819000000", "id_number"},
        {"mother.id_number", "0381900000012", "id_number"},
        {"mother.id_number", "O38190000001", "id_number"},
        {"child.gender", "x", "gender"},
        {"requester.phone", "12", "phone"},
        {"requester.email", "lan", "email"},
        {"child.name", "Lan 2", "name"},
        {"child.name", "...", "empty"},
        {"child.name", "\xFF", "UTF-8"},
        {"child.nme", "Lan", "child.name"},
        {"members.*.name", "Lan", "no field"},
        {"", "Lan", "no field"},
    };
    struct rig *rig = *state;
    char before[SOHOA_VERSION_SIZE], after[SOHOA_VERSION_SIZE];
    struct sohoa_err err = {0};
    assert_ok(sohoa_decide_version(rig->s.records, rig->ids[0], before, &err), err);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (decide(rig, "lan", 1, wrong[i].key, wrong[i].value, &err) != SOHOA_BAD_PAGE)
            fail_msg("%s = %s was taken", wrong[i].key, wrong[i].value);
        assert_contains(err.text, wrong[i].says);
    }
    assert_int_equal(decide(rig, "lan", 2, "child.name", "Lan", &err), SOHOA_BAD_PAGE);
    assert_contains(err.text, "no known kind");
    assert_int_equal(decide(rig, "lan", 3, "child.name", "Lan", &err), SOHOA_BAD_PAGE);
    assert_int_equal(decide(rig, "", 1, "child.name", "Lê Lan", &err), SOHOA_BAD_PAGE);
    assert_ok(sohoa_decide_version(rig->s.records, rig->ids[0], after, &err), err);
    assert_string_equal(before, after);
}

static void of_several_values_all_are_taken_or_none(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    const struct sohoa_decision two[] = {{.document = 1, .key = "child.name", .value = "Lê Lan"},
                                         {.document = 1, .key = "child.gender", .value = "?!x"}};
    struct sohoa_decide_request request = {
        .dossier = rig->ids[0], .operator_ = "lan", .decisions = two, .count = 2};
    assert_int_equal(sohoa_decide_set(&rig->env, &request, NULL, &err), SOHOA_BAD_PAGE);
    json_t *name = field(rig, "child.name");
    assert_string_equal(text(name, "state"), "machine");
    json_decref(name);
    json_t *changes = NULL;
    request.count = 1;
    assert_ok(sohoa_decide_set(&rig->env, &request, &changes, &err), err);
    assert_int_equal(json_array_size(changes), 1);
    assert_string_equal(text(json_array_get(changes, 0), "new"), "Lê Lan");
    json_decref(changes);
}

static void a_dossier_that_is_no_more_or_not_read_yet_is_refused_in_words(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    char a[SOHOA_ID_SIZE], b[SOHOA_ID_SIZE];
    assert_ok(sohoa_dossier_cut(rig->s.records, rig->ids[0], 2, a, b, &err), err);
    assert_int_equal(decide(rig, "lan", 1, "child.name", "Lê Lan", &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, a);
    memcpy(rig->ids[0], rig->ids[1], SOHOA_ID_SIZE);
    set_documents(rig, rig->ids[0], "open");
    assert_int_equal(decide(rig, "lan", 1, "child.name", "Lê Lan", &err), SOHOA_BAD_DOSSIER);
    set_documents(rig, rig->ids[0], "erased");
    assert_int_equal(decide(rig, "lan", 1, "child.name", "Lê Lan", &err), SOHOA_BAD_DOSSIER);
    memcpy(rig->ids[0], "01K9ABCDEFGHJKMNPQRSTVWXYZ", SOHOA_ID_SIZE);
    assert_int_equal(decide(rig, "lan", 1, "child.name", "Lê Lan", &err), SOHOA_END);
}

static void another_version_or_a_field_changed_meanwhile_is_told(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    char version[SOHOA_VERSION_SIZE], later[SOHOA_VERSION_SIZE];
    json_t *seen = field(rig, "child.name");
    const struct sohoa_decision one = {
        .document = 1, .key = "child.name", .value = "Lê Lan", .seen = seen};
    struct sohoa_decide_request request = {
        .dossier = rig->ids[0], .operator_ = "lan", .decisions = &one, .count = 1};
    assert_ok(sohoa_decide_version(rig->s.records, rig->ids[0], version, &err), err);
    assert_ok(decide(rig, "hoa", 1, "child.gender", "Nữ", &err), err);
    request.version = version;
    assert_int_equal(sohoa_decide_set(&rig->env, &request, NULL, &err), SOHOA_RETRY);
    request.version = NULL; /* another field is no matter */
    assert_ok(sohoa_decide_set(&rig->env, &request, NULL, &err), err);
    assert_int_equal(sohoa_decide_set(&rig->env, &request, NULL, &err), SOHOA_RETRY);
    assert_contains(err.text, "child.name");
    assert_ok(sohoa_decide_version(rig->s.records, rig->ids[0], later, &err), err);
    assert_string_not_equal(version, later);
    json_decref(seen);
}

static void two_who_type_the_same_verify_it_both(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    assert_int_equal(second(rig, "hoa", "child.name", "Lê Lan", &err), SOHOA_BAD_PAGE);
    assert_contains(err.text, "no first entry");
    assert_ok(decide(rig, "lan", 1, "child.name", "Lê Thị Lan", &err), err);
    assert_int_equal(second(rig, "lan", "child.name", "Lê Thị Lan", &err), SOHOA_BAD_PAGE);
    assert_ok(second(rig, "hoa", "child.name", "LÊ THỊ LAN", &err), err);
    json_t *both = field(rig, "child.name");
    assert_string_equal(text(both, "state"), "verified");
    assert_string_equal(by(both, 0), "lan");
    assert_string_equal(by(both, 1), "hoa");
    json_decref(both);
}

static void two_who_differ_leave_a_conflict_that_a_third_decides(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    assert_ok(decide(rig, "lan", 1, "child.name", "Lê Thị Lan", &err), err);
    assert_ok(second(rig, "hoa", "child.name", "Lê Thị Lân", &err), err);
    json_t *open = field(rig, "child.name");
    const json_t *readings = json_object_get(open, "readings");
    assert_string_equal(text(open, "state"), "conflict");
    assert_true(json_number_value(json_object_get(open, "confidence")) < 0.9);
    assert_string_equal(text(json_array_get(readings, 1), "value"), "Lê Thị Lân");
    assert_string_equal(by(json_array_get(readings, 1), 0), "hoa");
    /* recognised again, it stays */
    json_t *again = json_loads(documents, 0, NULL), *now = json_array();
    json_t *document = json_deep_copy(json_array_get(again, 0));
    json_object_set(json_object_get(document, "fields"), "child.name", open);
    json_array_append_new(now, document);
    assert_int_equal(sohoa_documents_keep(now, again), 0);
    json_t *kept =
        json_object_get(json_object_get(json_array_get(again, 0), "fields"), "child.name");
    assert_true(json_equal(kept, open));
    json_decref(again);
    json_decref(now);
    assert_ok(decide(rig, "mai", 1, "child.name", "Lê Thị Lân", &err), err);
    json_t *closed = field(rig, "child.name");
    assert_string_equal(text(closed, "state"), "verified");
    assert_string_equal(text(json_object_get(closed, "machine"), "value"), "Lê Thi Lan");
    assert_int_equal(json_array_size(json_object_get(
                         json_array_get(json_object_get(closed, "history"), 0), "readings")),
                     2);
    json_decref(open);
    json_decref(closed);
}

static void an_undone_decision_leaves_the_field_as_it_was(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err = {0};
    json_t *before = field(rig, "child.name");
    assert_ok(decide(rig, "lan", 1, "child.name", "Lê Thị Lan", &err), err);
    json_t *after = field(rig, "child.name");
    assert_int_equal(
        sohoa_decide_undo(&rig->env, rig->ids[0], 1, "child.name", before, before, "lan", &err),
        SOHOA_RETRY);
    assert_ok(
        sohoa_decide_undo(&rig->env, rig->ids[0], 1, "child.name", after, before, "lan", &err),
        err);
    json_t *again = field(rig, "child.name");
    assert_true(json_equal(before, again));
    json_decref(before);
    json_decref(after);
    json_decref(again);
    assert_ok(decide(rig, "lan", 1, "father.name", "Lê Văn An", &err), err);
    after = field(rig, "father.name");
    assert_ok(sohoa_decide_undo(&rig->env, rig->ids[0], 1, "father.name", after, NULL, "lan", &err),
              err);
    assert_null(field(rig, "father.name"));
    json_decref(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        decide_test(a_decided_value_is_verified_and_the_machines_stays_beside_it),
        decide_test(each_decision_before_the_last_is_in_the_history),
        decide_test(a_value_is_kept_in_the_form_of_its_type),
        decide_test(what_is_no_value_of_its_type_is_refused_and_nothing_is_changed),
        decide_test(of_several_values_all_are_taken_or_none),
        decide_test(a_dossier_that_is_no_more_or_not_read_yet_is_refused_in_words),
        decide_test(another_version_or_a_field_changed_meanwhile_is_told),
        decide_test(two_who_type_the_same_verify_it_both),
        decide_test(two_who_differ_leave_a_conflict_that_a_third_decides),
        decide_test(an_undone_decision_leaves_the_field_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
