/* test_need - procedures read from their files; what they ask for, held against what is here; the
 * record of reuse. */
#include "facts_rig.h"

#include "host/lang.h"
#include "query/need.h"
#include "query/reuse.h"

#define AN "038190000001"
#define BINH "038088000002"

struct world {
    struct support_store store;
    struct sohoa_schemas *schemas;
    struct sohoa_procedures *procedures;
};

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct sohoa_err err = {0};
    const char *schemas = SOHOA_TEST_SOURCE "/schemas";
    const char *procedures = SOHOA_TEST_SOURCE "/schemas/procedures";
    sohoa_lang_set("en");
    support_store_open(&w->store);
    assert_ok(sohoa_schemas_open(&schemas, 1, &w->schemas, &err), err);
    assert_ok(sohoa_procedures_open(&procedures, 1, w->schemas, &w->procedures, &err), err);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    sohoa_procedures_close(w->procedures);
    sohoa_schemas_close(w->schemas);
    support_store_close(&w->store);
    free(w);
    return 0;
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static json_t *ask(struct world *w, const char *procedure, const char *today, const char *role,
                   const char *id)
{
    struct sohoa_role_id given = {.role = role, .citizen = id};
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    assert_ok(sohoa_need(w->store.records, w->schemas, w->procedures, procedure, &given,
                         role ? 1 : 0, today, &answer, &err),
              err);
    return answer;
}

static const json_t *component(const json_t *answer, const char *name)
{
    const json_t *list = json_object_get(answer, "components");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *c = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(c, "component")), name) == 0)
            return c;
    }
    fail_msg("there is no component %s", name);
    return NULL;
}

static const char *state_of(const json_t *answer, const char *name)
{
    return json_string_value(json_object_get(component(answer, name), "state"));
}

static bool must_bring(const json_t *answer, const char *name)
{
    const json_t *bring = json_object_get(answer, "bring");
    for (size_t i = 0; i < json_array_size(bring); i++)
        if (strcmp(json_string_value(json_array_get(bring, i)), name) == 0)
            return true;
    return false;
}

static json_t *marriage(void)
{
    return rig_document("giay-chung-nhan-ket-hon", "original", "wife.name", "Nguyễn Thị An",
                        "wife.birth_date", "1990-07-02", "!wife.id_number", AN, "husband.name",
                        "Trần Văn Bình", "husband.birth_date", "1988-01-01", "!husband.id_number",
                        BINH, "certificate.register_date", "2015-05-05", NULL);
}

static json_t *status_of(const char *id, const char *date)
{
    return rig_document("xac-nhan-hon-nhan", "original", "person.name", "Nguyễn Thị An",
                        "person.birth_date", "1990-07-02", "!person.id_number", id,
                        "certificate.date", date, NULL);
}

static void put(struct world *w, char id[SOHOA_ID_SIZE], json_t *document)
{
    rig_dossier(w->store.records, id, "complete", "2026-01-05T09:00:00+07:00",
                rig_documents(document, NULL));
}

/* ---- need ----------------------------------------------------------------------------------- */

static void a_held_paper_need_not_be_brought_and_is_named(void **state)
{
    struct world *w = *state;
    char id[SOHOA_ID_SIZE] = "";
    put(w, id, marriage());
    json_t *answer = ask(w, "1.001193", "2026-02-01", "mother", AN);
    assert_string_equal(state_of(answer, "marriage-certificate"), "held");
    assert_false(must_bring(answer, "marriage-certificate"));
    const json_t *paper =
        json_array_get(json_object_get(component(answer, "marriage-certificate"), "papers"), 0);
    assert_string_equal(json_string_value(json_object_get(paper, "dossier")), id);
    assert_int_equal(json_integer_value(json_object_get(paper, "document")), 1);
    assert_string_equal(json_string_value(json_object_get(paper, "as")), "wife");
    assert_string_equal(json_string_value(json_object_get(paper, "of")), "mother");
    json_decref(answer);
    answer = ask(w, "1.001193.H38", "2026-02-01", "father", BINH); /* a local suffix */
    assert_string_equal(state_of(answer, "marriage-certificate"), "held");
    json_decref(answer);
}

static void each_component_has_the_state_of_its_kind(void **state)
{
    struct world *w = *state;
    json_t *answer = ask(w, "1.001193", "2026-02-01", "mother", AN);
    assert_string_equal(state_of(answer, "declaration"), "fill");
    assert_string_equal(state_of(answer, "identity"), "show");
    assert_string_equal(state_of(answer, "authorisation"), "bring");
    assert_string_equal(state_of(answer, "marriage-certificate"), "bring");
    assert_string_equal(state_of(answer, "birth-notice"), "unknown"); /* whose was not said */
    assert_true(must_bring(answer, "marriage-certificate"));
    assert_false(must_bring(answer, "declaration"));
    assert_contains(json_string_value(json_object_get(answer, "basis")), "60/2014/QH13");
    json_decref(answer);
}

static void a_paper_counts_no_longer_than_the_procedure_says(void **state)
{
    struct world *w = *state;
    put(w, (char[SOHOA_ID_SIZE]){""}, status_of(AN, "2025-08-31"));
    json_t *answer = ask(w, "1.000894", "2026-02-28", "wife", AN); /* August 31 and six months */
    assert_string_equal(state_of(answer, "status-wife"), "held");
    json_decref(answer);
    answer = ask(w, "1.000894", "2026-03-01", "wife", AN);
    assert_string_equal(state_of(answer, "status-wife"), "ended");
    assert_true(must_bring(answer, "status-wife"));
    const json_t *paper =
        json_array_get(json_object_get(component(answer, "status-wife"), "papers"), 0);
    assert_string_equal(json_string_value(json_object_get(paper, "until")), "2026-02-28");
    assert_non_null(json_object_get(paper, "why"));
    json_decref(answer);
}

static void a_paper_of_somebody_in_another_role_is_not_his(void **state)
{
    struct world *w = *state;
    put(w, (char[SOHOA_ID_SIZE]){""},
        rig_document("giay-khai-sinh", "original", "child.name", "Trần Thị Lan", "child.birth_date",
                     "2020-01-01", "mother.name", "Nguyễn Thị An", "mother.birth_date",
                     "1990-07-02", "!mother.id_number", AN, NULL));
    json_t *answer = ask(w, "1.004222", "2026-02-01", "person", AN);
    assert_string_equal(state_of(answer, "birth-certificate"), "bring");
    json_decref(answer);
}

static void a_newborns_notice_is_told_by_the_mother_and_not_counted(void **state)
{
    struct world *w = *state;
    put(w, (char[SOHOA_ID_SIZE]){""},
        rig_document("giay-chung-sinh", "original", "child.name", "Trần Thị Lan",
                     "child.birth_date", "2026-01-20", "mother.name", "Nguyễn Thị An",
                     "mother.birth_date", "1990-07-02", "!mother.id_number", AN, NULL));
    json_t *answer = ask(w, "1.001193", "2026-02-01", "mother", AN);
    assert_string_equal(state_of(answer, "birth-notice"), "unknown");
    const json_t *papers = json_object_get(component(answer, "birth-notice"), "papers");
    assert_int_equal(json_array_size(papers), 1);
    const json_t *paper = json_array_get(papers, 0);
    assert_string_equal(json_string_value(json_object_get(paper, "as")), "mother");
    assert_true(json_is_false(json_object_get(paper, "valid")));
    assert_non_null(json_object_get(paper, "why"));
    /* her own card is not the requester's, who is not known */
    assert_int_equal(json_array_size(json_object_get(component(answer, "identity"), "papers")), 0);
    json_decref(answer);
}

/* The requester who is the child's mother stands on the paper twice. */
static void each_role_on_a_paper_counts_not_only_the_first(void **state)
{
    struct world *w = *state;
    put(w, (char[SOHOA_ID_SIZE]){""},
        rig_document("giay-chung-nhan-ket-hon", "original", "requester.name", "Nguyễn Thị An",
                     "requester.birth_date", "1990-07-02", "!requester.id_number", AN, "wife.name",
                     "Nguyễn Thị An", "wife.birth_date", "1990-07-02", "!wife.id_number", AN,
                     NULL));
    json_t *answer = ask(w, "1.001193", "2026-02-01", "mother", AN);
    assert_string_equal(state_of(answer, "marriage-certificate"), "held");
    const json_t *papers = json_object_get(component(answer, "marriage-certificate"), "papers");
    assert_string_equal(json_string_value(json_object_get(json_array_get(papers, 0), "as")),
                        "wife");
    json_decref(answer);
}

static void a_paper_that_several_hold_is_told_once(void **state)
{
    struct world *w = *state;
    struct sohoa_err err = {0};
    put(w, (char[SOHOA_ID_SIZE]){""}, marriage());
    const struct sohoa_role_id both[] = {{"mother", AN}, {"father", BINH}};
    json_t *answer = NULL;
    assert_ok(sohoa_need(w->store.records, w->schemas, w->procedures, "1.001193", both, 2,
                         "2026-02-01", &answer, &err),
              err);
    const json_t *papers = json_object_get(component(answer, "marriage-certificate"), "papers");
    assert_int_equal(json_array_size(papers), 1);
    json_decref(answer);
}

static void a_copy_does_not_do_where_an_original_is_asked_for(void **state)
{
    struct world *w = *state;
    put(w, (char[SOHOA_ID_SIZE]){""},
        rig_document("giay-bao-tu", "photocopy", "person.name", "Nguyễn Thị An",
                     "person.birth_date", "1990-07-02", "!person.id_number", AN, NULL));
    json_t *answer = ask(w, "1.000656", "2026-02-01", "deceased", AN);
    assert_string_equal(state_of(answer, "death-notice"), "ended");
    json_decref(answer);
    put(w, (char[SOHOA_ID_SIZE]){""},
        rig_document("giay-bao-tu", "original", "person.name", "Nguyễn Thị An", "person.birth_date",
                     "1990-07-02", "!person.id_number", AN, NULL));
    answer = ask(w, "1.000656", "2026-02-01", "deceased", AN);
    assert_string_equal(state_of(answer, "death-notice"), "held");
    const json_t *papers = json_object_get(component(answer, "death-notice"), "papers");
    assert_true(json_is_true(json_object_get(json_array_get(papers, 0), "valid")));
    assert_int_equal(json_array_size(papers), 2);
    json_decref(answer);
}

static void wrong_questions_are_told_apart(void **state)
{
    struct world *w = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    struct sohoa_role_id role = {.role = "mothr", .citizen = AN};
    assert_int_equal(sohoa_need(w->store.records, w->schemas, w->procedures, "9.999999", NULL, 0,
                                NULL, &answer, &err),
                     SOHOA_END);
    assert_int_equal(sohoa_need(w->store.records, w->schemas, w->procedures, "1.001193", &role, 1,
                                NULL, &answer, &err),
                     SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "mothr");
    role = (struct sohoa_role_id){.role = "mother", .citizen = "03819000000"};
    assert_int_equal(sohoa_need(w->store.records, w->schemas, w->procedures, "1.001193", &role, 1,
                                NULL, &answer, &err),
                     SOHOA_BAD_DOSSIER);
    assert_null(answer);
}

/* ---- procedures ----------------------------------------------------------------------------- */

static char told[2000];

static void hear(void *arg, const char *fault)
{
    (void)arg;
    (void)snprintf(told + strlen(told), sizeof told - strlen(told), "%s\n", fault);
}

static void every_mistake_of_a_procedure_is_told_with_its_place(void **state)
{
    struct world *w = *state;
    static const char yaml[] = "code: birth\n"
                               "titel: x\n"
                               "roles: {mother: women}\n"
                               "components:\n"
                               "  - {component: a, title: A, role: mothr, papers: giay-chung-sin}\n"
                               "  - {component: a, title: A, kind: filled}\n"
                               "  - {component: b, title: B, papers: [{schema: cccd, as: persn, "
                               "months: 0, form: copy}]}\n";
    struct sohoa_procedures *set = NULL;
    struct sohoa_err err = {0};
    told[0] = '\0';
    assert_int_equal(
        sohoa_procedure_parse("p.yaml", yaml, sizeof yaml - 1, w->schemas, hear, NULL, &set, &err),
        SOHOA_FATAL);
    assert_null(set);
    assert_contains(told, "p.yaml:1:7: 'birth' is not the number of a procedure");
    assert_contains(told, "p.yaml:2:1: 'titel' is not known here; 'title' is perhaps meant\n");
    assert_contains(told, "p.yaml:1:1: `title:` is missing");
    assert_contains(told, "p.yaml:3:17: 'women' is not one of: person woman man");
    assert_contains(told, "p.yaml:5:36: there is no role 'mothr'; 'mother' is perhaps meant\n");
    assert_contains(told, "p.yaml:5:51: there is no paper 'giay-chung-sin'\n");
    assert_contains(told, "p.yaml:6:17: the component 'a' is there already\n");
    assert_contains(told, "p.yaml:6:5: a component that is filled names one paper\n");
    assert_contains(told, "there is no role 'persn'; 'person' is perhaps meant\n");
    assert_contains(told, "a number of months from 1 to 1200 is wanted here\n");
    assert_contains(told, "'copy' is not one of:");
}

static void the_shipped_procedures_are_those_of_every_commune(void **state)
{
    struct world *w = *state;
    static const char *const codes[] = {"1.000656", "1.000894", "1.001193",
                                        "1.004222", "2.000815", "2.000884"};
    assert_int_equal(sohoa_procedures_count(w->procedures), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(sohoa_procedures_at(w->procedures, i)->code, codes[i]);
    assert_null(sohoa_procedures_find(w->procedures, "1.00119"));
    assert_null(sohoa_procedures_find(w->procedures, "1.0011931"));
}

/* ---- reuse ---------------------------------------------------------------------------------- */

static int reuse(struct world *w, const char *code, const char *paper, const char *field,
                 json_t **ret, struct sohoa_err *err)
{
    struct sohoa_reuse_ask a = {.code = code,
                                .papers = &paper,
                                .paper_count = 1,
                                .fields = &field,
                                .field_count = field ? 1 : 0,
                                .operator_ = "lan"};
    *ret = NULL;
    return sohoa_reuse_add(w->store.records, &a, ret, err);
}

static void a_use_is_recorded_once_however_often_it_is_told(void **state)
{
    struct world *w = *state;
    char id[SOHOA_ID_SIZE] = "", paper[40];
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    put(w, id, marriage());
    (void)snprintf(paper, sizeof paper, "%s/1", id);
    for (int i = 0; i < 2; i++) {
        assert_ok(reuse(w, "H56/1 a%b", paper, NULL, &answer, &err), err);
        assert_int_equal(json_integer_value(json_object_get(answer, "already")), i);
        const json_t *one = json_array_get(json_object_get(answer, "reused"), 0);
        assert_string_equal(json_string_value(json_object_get(one, "schema")),
                            "giay-chung-nhan-ket-hon");
        assert_string_equal(json_string_value(json_object_get(one, "operator")), "lan");
        json_decref(answer);
    }
    assert_ok(reuse(w, "H56/1 a%b", paper, "wife.name", &answer, &err), err); /* another use */
    assert_int_equal(json_integer_value(json_object_get(answer, "already")), 0);
    json_decref(answer);
}

static bool count_reuse(void *arg, const char *key, const json_t *one)
{
    (void)key;
    assert_non_null(json_object_get(one, "time"));
    ++*(int *)arg;
    return true;
}

static void nothing_is_recorded_when_one_paper_of_several_is_wrong(void **state)
{
    struct world *w = *state;
    char id[SOHOA_ID_SIZE] = "", good[40], bad[40];
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    int count = 0;
    put(w, id, marriage());
    (void)snprintf(good, sizeof good, "%s/1", id);
    (void)snprintf(bad, sizeof bad, "%s/2", id);
    const char *papers[] = {good, bad};
    struct sohoa_reuse_ask a = {.code = "H56", .papers = papers, .paper_count = 2};
    assert_int_equal(sohoa_reuse_add(w->store.records, &a, &answer, &err), SOHOA_END);
    assert_ok(sohoa_reuse_each(w->store.records, NULL, count_reuse, &count, &err), err);
    assert_int_equal(count, 0);
    assert_null(answer);
}

static void what_cannot_be_reused_is_refused(void **state)
{
    struct world *w = *state;
    char id[SOHOA_ID_SIZE] = "", paper[40];
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    put(w, id, marriage());
    (void)snprintf(paper, sizeof paper, "%s/1", id);
    assert_int_equal(reuse(w, "H56", "01K9ZZZZZZZZZZZZZZZZZZZZZZ/1", NULL, &answer, &err),
                     SOHOA_END);
    assert_int_equal(reuse(w, "H56", "no paper", NULL, &answer, &err), SOHOA_BAD_DOSSIER);
    assert_int_equal(reuse(w, "H56", paper, "wife.shoe_size", &answer, &err), SOHOA_END);
    assert_int_equal(reuse(w, "", paper, NULL, &answer, &err), SOHOA_BAD_DOSSIER);
    assert_int_equal(reuse(w, "000.00.14.H56-231103-0001", paper, NULL, &answer, &err),
                     SOHOA_BAD_DOSSIER); /* its own dossier */
    rig_dossier(w->store.records, id, "superseded", "2026-01-05T09:00:00+07:00",
                rig_documents(marriage(), NULL));
    assert_int_equal(reuse(w, "H56", paper, NULL, &answer, &err), SOHOA_END);
    assert_contains(err.text, "superseded");
}

static void what_came_from_a_shared_source_is_recorded_without_a_paper(void **state)
{
    struct world *w = *state;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    struct sohoa_reuse_ask a = {.code = "H56", .shared = "kho-dmqg", .schema = "giay-khai-sinh"};
    assert_ok(sohoa_reuse_add(w->store.records, &a, &answer, &err), err);
    const json_t *one = json_array_get(json_object_get(answer, "reused"), 0);
    assert_string_equal(json_string_value(json_object_get(one, "shared")), "kho-dmqg");
    json_decref(answer);
    a.shared = NULL;
    assert_int_equal(sohoa_reuse_add(w->store.records, &a, &answer, &err), SOHOA_BAD_DOSSIER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(a_held_paper_need_not_be_brought_and_is_named),
        world_test(each_component_has_the_state_of_its_kind),
        world_test(a_paper_counts_no_longer_than_the_procedure_says),
        world_test(a_paper_of_somebody_in_another_role_is_not_his),
        world_test(a_newborns_notice_is_told_by_the_mother_and_not_counted),
        world_test(a_copy_does_not_do_where_an_original_is_asked_for),
        world_test(each_role_on_a_paper_counts_not_only_the_first),
        world_test(a_paper_that_several_hold_is_told_once),
        world_test(wrong_questions_are_told_apart),
        world_test(every_mistake_of_a_procedure_is_told_with_its_place),
        world_test(the_shipped_procedures_are_those_of_every_commune),
        world_test(a_use_is_recorded_once_however_often_it_is_told),
        world_test(nothing_is_recorded_when_one_paper_of_several_is_wrong),
        world_test(what_cannot_be_reused_is_refused),
        world_test(what_came_from_a_shared_source_is_recorded_without_a_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
