/* What a person verified stays when documents are read again, and what changed is told. */
#include "reading/changes.h"
#include "record/records.h"
#include "unit/unit.h"

static json_t *load(const char *text)
{
    json_error_t why;
    json_t *value = json_loads(text, 0, &why);
    if (!value)
        fail_msg("%s in %s", why.text, text);
    return value;
}

static void assert_json(json_t *is, const char *should)
{
    json_t *expected = load(should);
    char *text = sohoa_json_line(is);
    if (!json_equal(is, expected))
        fail_msg("%s is not %s", text, should);
    free(text);
    json_decref(expected);
    json_decref(is);
}

#define FIELD(value, state) "{\"value\":\"" value "\",\"state\":\"" state "\"}"

static void a_verified_field_takes_the_place_of_the_machine_s(void **state)
{
    (void)state;
    json_t *before =
        load("[{\"schema\":\"cccd\",\"pages\":[1,2],\"fields\":{\"person.name\":" FIELD(
            "Lê Thị Lan", "verified") ",\"person.gender\":" FIELD("Nam", "machine") "}}]");
    json_t *now =
        load("[{\"schema\":\"unknown\",\"pages\":[3],\"fields\":{}},"
             "{\"schema\":\"cccd\",\"pages\":[1,2],\"fields\":{\"person.name\":" FIELD(
                 "Lê Thi Lan", "machine") ",\"person.gender\":" FIELD("Nữ", "machine") "}}]");
    assert_int_equal(sohoa_documents_keep(before, now), 0);
    assert_json(now,
                "[{\"schema\":\"unknown\",\"pages\":[3],\"fields\":{}},"
                "{\"schema\":\"cccd\",\"pages\":[1,2],\"fields\":{\"person.name\":" FIELD(
                    "Lê Thị Lan", "verified") ",\"person.gender\":" FIELD("Nữ", "machine") "}}]");
    json_decref(before);
}

static void a_verified_field_that_the_machine_no_longer_finds_stays(void **state)
{
    (void)state;
    json_t *before = load("[{\"schema\":\"cccd\",\"pages\":[1],\"fields\":{\"person.name\":" FIELD(
        "Lê Thị Lan", "verified") "}}]");
    json_t *now = load("[{\"schema\":\"cccd\",\"pages\":[1],\"fields\":{}}]");
    assert_int_equal(sohoa_documents_keep(before, now), 0);
    assert_true(json_equal(before, now));
    json_decref(before);
    json_decref(now);
}

static void a_person_s_kind_stays_where_a_person_s_fields_are(void **state)
{
    (void)state;
    json_t *before =
        load("[{\"schema\":\"cccd\",\"pages\":[1],\"confidence\":0.7,\"fields\":{"
             "\"person.name\":" FIELD("Lê Thị Lan", "verified") ",\"person.gender\":" FIELD(
                 "Nam", "machine") "}}]");
    json_t *now = load("[{\"schema\":\"unknown\",\"pages\":[1],\"fields\":{}}]");
    assert_int_equal(sohoa_documents_keep(before, now), 0);
    assert_json(now, "[{\"schema\":\"cccd\",\"pages\":[1],\"confidence\":0.7,\"fields\":{"
                     "\"person.name\":" FIELD("Lê Thị Lan", "verified") "}}]");
    now = json_array(); /* its page is gone altogether */
    assert_int_equal(sohoa_documents_keep(before, now), 0);
    assert_int_equal(json_array_size(now), 1);
    json_decref(now);
    json_decref(before);
}

static void without_a_person_the_machine_has_the_say(void **state)
{
    (void)state;
    json_t *before = load("[{\"schema\":\"cccd\",\"pages\":[1],\"fields\":{\"person.name\":" FIELD(
        "Lê Thị Lan", "machine") "}}]");
    json_t *now = load("[{\"schema\":\"unknown\",\"pages\":[1],\"fields\":{}}]");
    assert_int_equal(sohoa_documents_keep(before, now), 0);
    assert_json(now, "[{\"schema\":\"unknown\",\"pages\":[1],\"fields\":{}}]");
    json_decref(before);
}

static void changes_are_told_field_by_field(void **state)
{
    (void)state;
    json_t *before = load("[{\"schema\":\"cccd\",\"pages\":[1],\"fields\":{\"a\":" FIELD(
        "1",
        "machine") ",\"b\":" FIELD("2",
                                   "machine") ",\"c\":" FIELD("3",
                                                              "machine") "}},"
                                                                         "{\"schema\":\"ct01\","
                                                                         "\"pages\":[2],\"fields\":"
                                                                         "{\"d\":" FIELD(
                                                                             "4", "machine") "}}]");
    json_t *now = load("[{\"schema\":\"can-cuoc\",\"pages\":[1],\"fields\":{\"a\":" FIELD(
        "1", "machine") ",\"b\":" FIELD("5", "conflict") ",\"e\":" FIELD("6", "machine") "}}]");
    assert_json(sohoa_documents_changes(before, now),
                "[{\"document\":1,\"old\":\"cccd\",\"new\":\"can-cuoc\"},"
                "{\"document\":1,\"key\":\"b\",\"old\":\"2\",\"new\":\"5\"},"
                "{\"document\":1,\"key\":\"e\",\"old\":null,\"new\":\"6\"},"
                "{\"document\":1,\"key\":\"c\",\"old\":\"3\",\"new\":null},"
                "{\"document\":null,\"old\":\"ct01\",\"new\":null}]");
    assert_json(sohoa_documents_changes(now, now), "[]");
    assert_json(sohoa_documents_changes(NULL, NULL), "[]");
    json_decref(before);
    json_decref(now);
}

#define RECEIPT(confidence, state)                                                                 \
    "[{\"schema\":\"giay-tiep-nhan\",\"pages\":[1],\"fields\":{\"dossier.code\":{\"value\":"       \
    "\"000.00.14.H56-231103-0001\",\"confidence\":" confidence ",\"state\":\"" state "\"}}}]"

static void a_receipt_names_the_dossier_only_when_it_is_sure(void **state)
{
    (void)state;
    static const struct {
        const char *documents;
        bool named;
    } cases[] = {
        {RECEIPT("0.83", "machine"), true},
        {RECEIPT("0.79", "machine"), false},
        {RECEIPT("0.95", "conflict"), false},
        {RECEIPT("0.3", "verified"), true},
        {"[]", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *documents = load(cases[i].documents);
        const char *code = sohoa_documents_code(documents);
        assert_true((code != NULL) == cases[i].named);
        if (code)
            assert_string_equal(code, "000.00.14.H56-231103-0001");
        json_decref(documents);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verified_field_takes_the_place_of_the_machine_s),
        cmocka_unit_test(a_verified_field_that_the_machine_no_longer_finds_stays),
        cmocka_unit_test(a_person_s_kind_stays_where_a_person_s_fields_are),
        cmocka_unit_test(without_a_person_the_machine_has_the_say),
        cmocka_unit_test(changes_are_told_field_by_field),
        cmocka_unit_test(a_receipt_names_the_dossier_only_when_it_is_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
