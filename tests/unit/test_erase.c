/* test_erase.c - a person's right to be forgotten: what goes, what stays, and that it stays gone.
 */
#include "facts_rig.h"

#include "query/erase.h"
#include "query/hold.h"
#include "query/restore.h"
#include "query/search.h"
#include "query/subject.h"

#define LAN "038190000001"
#define AN "038085000002"

struct rig {
    struct support_store s;
    char batch[SOHOA_ID_SIZE], ids[3][SOHOA_ID_SIZE];
};

/* One field a page; "mother.name@2" stands on page 2. */
static json_t *paper(const char *schema, json_t *pages, ...)
{
    json_t *fields = json_object();
    va_list args;
    va_start(args, pages);
    const char *key;
    int place = 1;
    while ((key = va_arg(args, const char *))) {
        char name[64];
        const char *at = strchr(key, '@');
        (void)snprintf(name, sizeof name, "%.*s", at ? (int)(at - key) : 60, key);
        json_t *field = rig_field(va_arg(args, const char *), 0.95, place++);
        json_object_set_new(field, "page", json_integer(at ? at[1] - '0' : 1));
        if (strstr(name, "id_number"))
            json_object_set_new(field, "source", json_string("qr"));
        json_object_set_new(fields, name, field);
    }
    va_end(args);
    return json_pack("{s:s,s:o,s:f,s:s,s:o}", "schema", schema, "pages", pages, "confidence", 0.9,
                     "form", "declaration", "fields", fields);
}

static void set_documents(struct rig *rig, const char *id, json_t *documents)
{
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(rig->s.records, id, &d, &err), err);
    json_decref(d.documents);
    d.documents = documents;
    struct sohoa_write *w = sohoa_write_new(rig->s.records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

static void set_text(struct rig *rig, uint32_t number, const char *const *words, size_t count)
{
    struct sohoa_err err;
    struct sohoa_text *text = sohoa_text_new();
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){10, 2000, 900, 40}), 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sohoa_text_add_word(text, words[i],
                                             (struct sohoa_box){10 + 90 * (int32_t)i, 2000, 80, 40},
                                             0.9F),
                         0);
    struct sohoa_write *w = sohoa_write_new(rig->s.records);
    assert_ok(sohoa_write_text(w, rig->batch, number, 0, text, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_text_free(text);
}

/* Dossier 0: her card on page 1, a request that names both on page 2 of it. Dossier 1: his card.
 * Dossier 2: nobody's. Two pages each. */
static int setup(void **state)
{
    static const char *const words[] = {"Bà", "LÊ", "THỊ", "LAN", "số", LAN ",", "Kinh"};
    struct rig *rig = calloc(1, sizeof *rig);
    support_store_open(&rig->s);
    rig_batch(rig->s.records, 6, 2, rig->batch, rig->ids);
    set_documents(rig, rig->ids[0],
                  json_pack("[o,o]",
                            paper("can-cuoc", json_pack("[i]", 1), "person.id_number", LAN,
                                  "person.name", "Lê Thị Lan", NULL),
                            paper("to-khai-khai-sinh", json_pack("[i]", 2), "mother.id_number@2",
                                  LAN, "mother.name@2", "Lê Thị Lan", "mother.ethnicity@2", "Kinh",
                                  "father.id_number@2", AN, "father.name@2", "Trần Văn An", NULL)));
    set_documents(rig, rig->ids[1],
                  json_pack("[o]", paper("can-cuoc", json_pack("[i,i]", 1, 2), "person.id_number",
                                         AN, "person.name", "Trần Văn An", NULL)));
    set_text(rig, 2, words, sizeof words / sizeof *words);
    *state = rig;
    return 0;
}

static int teardown(void **state)
{
    struct rig *rig = *state;
    support_store_close(&rig->s);
    free(rig);
    return 0;
}

#define erase_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static int plan(struct rig *rig, const char *id, json_t **ret_plan, json_t **ret_stays,
                struct sohoa_err *err)
{
    return sohoa_erase_plan(rig->s.records, NULL, id, "a hash", "mai", ret_plan, ret_stays, err);
}

static struct sohoa_erase_counts erase(struct rig *rig, const char *id)
{
    struct sohoa_err err = {0};
    struct sohoa_erase_counts counts = {0};
    json_t *what = NULL, *stays = NULL;
    assert_ok(plan(rig, id, &what, &stays, &err), err);
    assert_ok(sohoa_erase(rig->s.records, what, id, &counts, &err), err);
    json_decref(what);
    json_decref(stays);
    return counts;
}

static bool knows(struct sohoa_records *r, const char *id)
{
    json_t *citizen = NULL;
    int rc = rig_citizen(r, NULL, id, NULL, &citizen);
    json_decref(citizen);
    return rc == SOHOA_OK;
}

static char *text_of(struct rig *rig, uint32_t number)
{
    struct sohoa_err err;
    struct sohoa_text *text = NULL;
    char *words = calloc(1, 1000);
    assert_ok(sohoa_text_get(rig->s.records, rig->batch, number, 0, &text, &err), err);
    for (size_t i = 0; i < sohoa_text_words(text); i++) {
        size_t used = strlen(words);
        (void)snprintf(words + used, 1000 - used, "%s ", sohoa_text_word(text, i).text);
    }
    sohoa_text_free(text);
    return words;
}

static void assert_sound(struct sohoa_records *r)
{
    struct sohoa_err err;
    struct sohoa_verify_report report;
    assert_ok(sohoa_verify(r, NULL, NULL, NULL, &report, &err), err);
    assert_int_equal(report.problems, 0);
}

static void a_page_goes_when_nobody_elses_facts_rest_on_it(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    struct sohoa_page_record page;
    struct sohoa_batch batch;
    struct sohoa_erase_counts counts = erase(rig, LAN);
    assert_int_equal(counts.pages, 1);
    assert_int_equal(counts.fields, 5);
    assert_int_equal(counts.dossiers, 0);
    assert_false(knows(rig->s.records, LAN));
    assert_true(knows(rig->s.records, AN));
    assert_int_equal(sohoa_page_get(rig->s.records, rig->batch, 1, 0, &page, &err), SOHOA_END);
    assert_ok(sohoa_dossier_get(rig->s.records, rig->ids[0], &d, &err), err);
    assert_int_equal(json_array_size(d.documents), 1); /* her card is gone, the request is now */
    const json_t *request = json_array_get(d.documents, 0);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(request, "pages"), 0)), 1);
    assert_int_equal(json_object_size(json_object_get(request, "fields")), 2);
    const json_t *father = json_object_get(json_object_get(request, "fields"), "father.name");
    assert_int_equal(json_integer_value(json_object_get(father, "page")), 1);
    sohoa_dossier_record_clear(&d);
    assert_ok(sohoa_batch_get(rig->s.records, rig->batch, &batch, &err), err);
    assert_true(sohoa_ledger_closes(&batch.ledger) && batch.ledger.captured == 5);
    sohoa_batch_clear(&batch);
    assert_sound(rig->s.records);
}

static void what_a_manifest_says_of_her_goes_and_what_it_says_of_others_stays(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(rig->s.records, rig->ids[0], &d, &err), err);
    d.given =
        json_pack("{s:{s:s},s:{s:s,s:s,s:s}}", "archive", "box", "12", "fields", "mother.name",
                  "Lê Thị Lan", "father.name", "Trần Văn An", "mother.phone", "0912345678");
    struct sohoa_write *w = sohoa_write_new(rig->s.records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
    (void)erase(rig, LAN);
    assert_ok(sohoa_dossier_get(rig->s.records, rig->ids[0], &d, &err), err);
    const json_t *fields = json_object_get(d.given, "fields");
    assert_int_equal(json_object_size(fields), 1);
    assert_non_null(json_object_get(fields, "father.name"));
    const json_t *box = json_object_get(json_object_get(d.given, "archive"), "box");
    assert_string_equal(json_string_value(box), "12");
    sohoa_dossier_record_clear(&d);
}

static void words_about_her_leave_a_page_that_others_need(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_page_record page;
    (void)erase(rig, LAN);
    char *words = text_of(rig, 2);
    assert_string_equal(words, "Bà số Kinh "); /* what stands for others too is left */
    free(words);
    assert_ok(sohoa_page_get(rig->s.records, rig->batch, 2, 0, &page, &err), err);
    assert_true(page.redacted);
    assert_int_equal(page.words, 3);
    sohoa_page_record_clear(&page);
}

static void the_index_of_searches_forgets_with_the_erasure(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_search *search = NULL;
    (void)erase(rig, LAN); /* without an index none is made */
    assert_false(stands_in_index(&rig->s, "SQLite"));
    assert_ok(sohoa_search_open(rig->s.records, &search, &err), err);
    assert_ok(sohoa_search_follow(search, 0, NULL, &err), err);
    sohoa_search_close(search);
    assert_true(stands_in_index(&rig->s, AN));
    (void)erase(rig, AN); /* nobody searches meanwhile */
    assert_false(stands_in_index(&rig->s, AN));
}

static void a_dossier_about_him_alone_is_erased_with_its_masters(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_dossier_record d;
    json_t *what = NULL, *stays = NULL;
    struct sohoa_erase_counts counts = {0};
    assert_ok(plan(rig, AN, &what, &stays, &err), err);
    assert_int_equal(json_array_size(stays), 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(stays, 0), "reason")),
                        "others");
    assert_ok(sohoa_erase(rig->s.records, what, AN, &counts, &err), err);
    assert_int_equal(counts.pages, 2);
    assert_int_equal(counts.dossiers, 1);
    assert_int_equal(counts.masters_left, 2); /* they were put a moment ago */
    assert_ok(sohoa_dossier_get(rig->s.records, rig->ids[1], &d, &err), err);
    assert_string_equal(d.state, "erased");
    assert_int_equal(json_array_size(d.documents), 0);
    assert_null(d.source);
    sohoa_dossier_record_clear(&d);
    memset(&counts, 0, sizeof counts);
    assert_ok(sohoa_erase_finish(rig->s.records, true, &counts, &err), err);
    assert_int_equal(counts.masters, 2);
    assert_sound(rig->s.records);
    memset(&counts, 0, sizeof counts);
    assert_ok(sohoa_erase_finish(rig->s.records, true, &counts, &err), err);
    assert_int_equal(counts.masters + counts.pages + counts.fields, 0);
    json_decref(what);
    json_decref(stays);
}

static void a_hold_keeps_the_person_or_the_dossier(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    json_t *what = NULL, *stays = NULL;
    assert_int_equal(sohoa_hold_add(rig->s.records, "nonsense", "x", "mai", &err),
                     SOHOA_BAD_DOSSIER);
    assert_int_equal(sohoa_hold_add(rig->s.records, LAN, "", "mai", &err), SOHOA_BAD_DOSSIER);
    assert_ok(sohoa_hold_add(rig->s.records, LAN, "an appeal", "mai", &err), err);
    assert_int_equal(plan(rig, LAN, &what, &stays, &err), SOHOA_BAD_DOSSIER);
    assert_ok(sohoa_hold_remove(rig->s.records, LAN, &err), err);
    assert_int_equal(sohoa_hold_remove(rig->s.records, LAN, &err), SOHOA_END);
    assert_ok(sohoa_hold_add(rig->s.records, rig->ids[0], "an appeal", "mai", &err), err);
    assert_ok(plan(rig, LAN, &what, &stays, &err), err);
    assert_string_equal(json_string_value(json_object_get(json_array_get(stays, 0), "reason")),
                        "hold");
    assert_int_equal(json_array_size(json_object_get(what, "batches")), 0);
    json_decref(what);
    json_decref(stays);
}

static void a_batch_in_living_hands_is_left_alone_and_told(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL;
    struct sohoa_erase_counts counts;
    json_t *what = NULL, *stays = NULL;
    assert_ok(plan(rig, LAN, &what, &stays, &err), err);
    assert_ok(sohoa_batch_lock(rig->s.records, rig->batch, &lock, &err), err);
    assert_int_equal(sohoa_erase(rig->s.records, what, LAN, &counts, &err), SOHOA_RETRY);
    assert_contains(err.text, rig->batch);
    assert_true(knows(rig->s.records, LAN));
    sohoa_batch_unlock(lock);
    json_decref(what);
    json_decref(stays);
}

static void nobody_and_nonsense_are_told_apart(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    json_t *what = NULL, *stays = NULL;
    assert_int_equal(plan(rig, "038190000009", &what, &stays, &err), SOHOA_END);
    assert_int_equal(plan(rig, "12", &what, &stays, &err), SOHOA_BAD_DOSSIER);
}

static bool count_role(void *arg, const struct sohoa_subject_role *role)
{
    json_t *fields = sohoa_subject_fields(role);
    *(size_t *)arg += json_object_size(fields);
    json_decref(fields);
    return true;
}

static void all_her_roles_are_found(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    size_t fields = 0;
    assert_ok(sohoa_subject_roles(rig->s.records, LAN, count_role, &fields, &err), err);
    assert_int_equal(fields, 5);
}

static bool keep_record(void *arg, const char *erasure, const json_t *record)
{
    json_t *copy = json_copy((json_t *)(uintptr_t)record);
    json_object_set_new(copy, "erasure", json_string(erasure));
    json_array_append_new(arg, copy);
    return true;
}

static void a_backup_from_before_is_restored_without_what_was_erased(void **state)
{
    struct rig *rig = *state;
    struct sohoa_err err;
    char backup[400], again[400];
    struct sohoa_restored done;
    struct sohoa_records *r = NULL;
    (void)snprintf(backup, sizeof backup, "%s/backup", rig->s.folder);
    (void)snprintf(again, sizeof again, "%s/again", rig->s.folder);
    assert_ok(sohoa_backup(rig->s.records, NULL, backup, NULL, NULL, &err), err);
    (void)erase(rig, AN);
    json_t *erasures = json_array();
    assert_ok(sohoa_erasures_each(rig->s.records, keep_record, erasures, &err), err);
    char *told = json_dumps(erasures, 0);
    assert_null(strstr(told, AN)); /* it names nobody */
    free(told);
    struct sohoa_restore asked = {
        .registry = rig->s.registry, .from = backup, .to = again, .erasures = erasures};
    assert_ok(sohoa_restore(&asked, &done, &err), err);
    assert_int_equal(done.replayed, 1);
    assert_int_equal(done.report.problems, 0);
    assert_int_equal(done.report.stray, 0);
    assert_int_equal(done.report.masters, 4);
    assert_ok(sohoa_records_open(again, 0, rig->s.registry, NULL, 0, &r, &err), err);
    assert_false(knows(r, AN));
    assert_true(knows(r, LAN));
    sohoa_records_close(r);
    assert_int_equal(sohoa_restore(&asked, &done, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "not empty");
    json_decref(erasures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        erase_test(a_page_goes_when_nobody_elses_facts_rest_on_it),
        erase_test(what_a_manifest_says_of_her_goes_and_what_it_says_of_others_stays),
        erase_test(words_about_her_leave_a_page_that_others_need),
        erase_test(the_index_of_searches_forgets_with_the_erasure),
        erase_test(a_dossier_about_him_alone_is_erased_with_its_masters),
        erase_test(a_hold_keeps_the_person_or_the_dossier),
        erase_test(a_batch_in_living_hands_is_left_alone_and_told),
        erase_test(nobody_and_nonsense_are_told_apart),
        erase_test(all_her_roles_are_found),
        erase_test(a_backup_from_before_is_restored_without_what_was_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
