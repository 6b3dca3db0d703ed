/* facts_world.h - a store and the shipped papers, for the tests of citizens and forms. */
#ifndef SOHOA_FACTS_WORLD_H
#define SOHOA_FACTS_WORLD_H
#include "facts_rig.h"

#define AN "038190000001"
#define BINH "038088000002"
#define OLD_NUMBER "171234567"

struct world {
    struct support_store store;
    struct sohoa_schemas *schemas;
};

static inline int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct sohoa_err err = {0};
    const char *folder = SOHOA_TEST_SOURCE "/schemas";
    support_store_open(&w->store);
    assert_ok(sohoa_schemas_open(&folder, 1, &w->schemas, &err), err);
    *state = w;
    return 0;
}

static inline int teardown(void **state)
{
    struct world *w = *state;
    sohoa_schemas_close(w->schemas);
    support_store_close(&w->store);
    free(w);
    return 0;
}

#define world_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static inline void put(struct world *w, char id[SOHOA_ID_SIZE], const char *received,
                       json_t *documents)
{
    char own[SOHOA_ID_SIZE] = "";
    rig_dossier(w->store.records, id ? id : own, "complete", received, documents);
}

static inline json_t *card_of(const char *id, const char *name, const char *birth,
                              const char *gender)
{
    return rig_document("cccd", "photocopy", "#person.id_number", id, "#person.name", name,
                        "#person.birth_date", birth, "#person.gender", gender,
                        "#person.id_issue_date", "2022-03-15", NULL);
}

static inline json_t *citizen(struct world *w, const char *id, const char *today)
{
    json_t *answer = NULL;
    assert_int_equal(rig_citizen(w->store.records, w->schemas, id, today, &answer), SOHOA_OK);
    return answer;
}

/* roles: pairs ROLE, ID; the list ends with NULL. */
static inline json_t *prefill(struct world *w, const char *schema, const char *today, ...)
{
    struct sohoa_given given[8];
    struct sohoa_prefill_role roles[8];
    struct sohoa_err err = {0};
    size_t count = 0;
    json_t *answer = NULL;
    va_list args;
    va_start(args, today);
    for (const char *role; (role = va_arg(args, const char *)); count++) {
        assert_ok(sohoa_person_parse(va_arg(args, const char *), &given[count], &err), err);
        roles[count] = (struct sohoa_prefill_role){.role = role, .given = &given[count]};
    }
    va_end(args);
    assert_ok(sohoa_prefill_object(w->store.records, w->schemas, schema, roles, count, today,
                                   &answer, &err),
              err);
    return answer;
}

static inline const char *filled(const json_t *answer, const char *key)
{
    return json_string_value(
        json_object_get(json_object_get(json_object_get(answer, "fields"), key), "value"));
}

static inline bool is_missing(const json_t *answer, const char *key)
{
    const json_t *missing = json_object_get(answer, "missing");
    for (size_t i = 0; i < json_array_size(missing); i++)
        if (strcmp(json_string_value(json_array_get(missing, i)), key) == 0)
            return true;
    return false;
}

#endif
