/* test_citizen_text.c - the answer written at once is the object's line, whoever is asked for. */
#include "facts_rig.h"

#include "query/citizen_text.h"

#define AN "038190000001"
#define BINH "038088000002"

struct world {
    struct support_store store;
    struct sohoa_schemas *schemas;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct sohoa_err err = {0};
    const char *folder = SOHOA_TEST_SOURCE "/schemas";
    support_store_open(&w->store);
    assert_ok(sohoa_schemas_open(&folder, 1, &w->schemas, &err), err);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    sohoa_schemas_close(w->schemas);
    support_store_close(&w->store);
    free(w);
    return 0;
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void put(struct world *w, const char *received, json_t *document)
{
    char id[SOHOA_ID_SIZE] = "";
    rig_dossier(w->store.records, id, "complete", received, rig_documents(document, NULL));
}

static bool has(const struct sohoa_whose *whose, const char *id)
{
    for (size_t i = 0; i < whose->count; i++)
        if (strstr(whose->ids[i], id))
            return true;
    return false;
}

/* Both ways, the same bytes; the persons in it are named. */
static void same(struct world *w, const char *who, const char *today)
{
    struct sohoa_given given;
    struct sohoa_err err = {0};
    struct sohoa_whose whose = {0}, wanted = {0};
    json_t *object = NULL;
    char *text = NULL;
    size_t size = 0;
    assert_ok(sohoa_person_parse(who, &given, &err), err);
    int rc = sohoa_citizen_object(w->store.records, w->schemas, &given, today, &object, &err);
    assert_int_equal(
        sohoa_citizen_text(w->store.records, w->schemas, &given, today, &whose, &text, &size, &err),
        rc);
    if (rc == SOHOA_OK) {
        char *line = sohoa_json_line(object);
        assert_string_equal(text, line);
        assert_int_equal(size, strlen(line));
        sohoa_whose_value(&wanted, object);
        for (size_t i = 0; i < wanted.count; i++)
            assert_true(has(&whose, wanted.ids[i]));
        free(line);
    }
    json_decref(object);
    sohoa_whose_clear(&whose);
    sohoa_whose_clear(&wanted);
    free(text);
}

static void the_usual_person_reads_the_same(void **state)
{
    struct world *w = *state;
    same(w, AN, NULL);
    put(w, "2026-01-05",
        rig_document("cccd", "photocopy", "#person.id_number", AN, "#person.name", "Lê Thị An",
                     "#person.birth_date", "1990-07-02", "#person.gender", "female",
                     "#person.address", "Thôn \"Đông\" \\ xã\tMỹ Minh\x01", "#person.id_issue_date",
                     "2022-03-15", NULL));
    same(w, AN, NULL);
    same(w, AN, "2020-01-01");
    same(w, AN, "2090-01-01");
    put(w, "2026-02-07",
        rig_document("cccd", "certified-copy", "#person.id_number", AN, "#person.name", "Lê Thị An",
                     "#person.birth_date", "1990-07-02", "#person.address", "Phố Hoà", NULL));
    put(w, "2026-02-08",
        rig_document("the-can-cuoc", "original", "#person.id_number", AN, "#person.name",
                     "LÊ THỊ AN", "#person.birth_date", "1990-07-02", NULL));
    same(w, AN, NULL);
    same(w, AN, "2090-01-01");
}

static void relatives_claims_namesakes_and_links_read_the_same(void **state)
{
    struct world *w = *state;
    struct sohoa_err err = {0};
    json_t *link = NULL;
    put(w, "2026-01-05",
        rig_document("to-khai-khai-sinh", "declaration", "!mother.id_number", AN, "mother.name",
                     "Lê Thị An", "!father.id_number", BINH, "father.name", "Trần Bình",
                     "child.name", "Trần Thị Lan", "child.birth_date", "2026-01-02", NULL));
    put(w, "2026-01-06",
        rig_document("to-khai-khai-sinh", "declaration", "requester.id_number", AN,
                     "requester.name", "Người Khác", NULL));
    put(w, "2026-01-07",
        rig_document("cccd", "photocopy", "#person.id_number", BINH, "#person.name", "Vũ Văn Cường",
                     "#person.birth_date", "1950-01-01", NULL));
    same(w, AN, NULL);
    same(w, BINH, NULL);
    assert_ok(sohoa_person_link(w->store.records, "171234567", AN, "lan", &link, &err), err);
    json_decref(link);
    same(w, AN, NULL);
    same(w, "171234567", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(the_usual_person_reads_the_same),
        world_test(relatives_claims_namesakes_and_links_read_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
