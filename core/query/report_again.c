/* report_again.c - asked again: papers that were taken in while a valid one was held (the Law on
 * digital transformation 148/2025 forbids to ask for them). See report_tally.c.
 *
 * A paper is somebody's: the role in which the procedures take it (`as:`), else the first person
 * that it names. Only confirmed citizen IDs count: a paper that the facts do not file under that
 * person says nothing. */
#include "query/citizen.h"
#include "query/report_parts.h"
#include "record/json_read.h"

#include <stdio.h>
#include <string.h>

/* The roles in which procedures take papers of this schema; NULL: none does. */
static const struct sohoa_names *roles_taken(const struct sohoa_procedures *set, const char *schema)
{
    for (size_t i = 0; i < sohoa_procedures_count(set); i++) {
        const struct sohoa_procedure *p = sohoa_procedures_at(set, i);
        for (size_t c = 0; c < p->component_count; c++)
            for (size_t k = 0; k < p->components[c].paper_count; k++)
                if (strcmp(p->components[c].papers[k].schema, schema) == 0 &&
                    p->components[c].papers[k].as.count)
                    return &p->components[c].papers[k].as;
    }
    return NULL;
}

/* Whose paper it is, as confirmed citizen IDs; roles of the schema in turn. */
static const char *owner_in(const json_t *document, const char *role)
{
    char key[SOHOA_SCHEMA_KEY_MAX + 16];
    (void)snprintf(key, sizeof key, "%s.id_number", role);
    const char *id =
        sohoa_json_member(json_object_get(json_object_get(document, "fields"), key), "value");
    return sohoa_citizen_id_valid(id) ? id : NULL;
}

struct paper {
    const struct sohoa_dossier_record *dossier;
    json_int_t number;
    const char *schema, *role;
};

static bool is_it(const json_t *held, const struct paper *p)
{
    return strcmp(sohoa_json_member(held, "dossier"), p->dossier->id) == 0 &&
           json_integer_value(json_object_get(held, "document")) == p->number;
}

static bool has_role(const json_t *held, const char *role)
{
    const json_t *roles = json_object_get(held, "roles");
    for (size_t i = 0; i < json_array_size(roles); i++)
        if (strcmp(json_string_value(json_array_get(roles, i)), role) == 0)
            return true;
    return false;
}

/* A dossier's ID ascends with its capture, so the smaller one was here before. */
static bool was_before(const json_t *held, const struct paper *p)
{
    const char *code = sohoa_json_member(held, "code");
    bool other = !p->dossier->code || !*code || strcmp(code, p->dossier->code) != 0;
    return other && strcmp(sohoa_json_member(held, "dossier"), p->dossier->id) < 0 &&
           strcmp(sohoa_json_member(held, "schema"), p->schema) == 0 && has_role(held, p->role) &&
           json_is_true(json_object_get(held, "valid"));
}

/* 1: one was held, 0: none, -1: the paper is nobody's; else an error. */
static int look(struct sohoa_records *r, const struct sohoa_schemas *schemas, const char *id,
                const struct paper *p, int *ret, struct sohoa_err *err)
{
    struct sohoa_given given = {0};
    char day[11];
    json_t *papers = NULL, *held;
    size_t i;
    bool filed = false, before = false;
    (void)snprintf(given.key, sizeof given.key, "%s", id);
    (void)snprintf(day, sizeof day, "%.10s", p->dossier->captured);
    int rc = sohoa_citizen_papers(r, schemas, &given, day, &papers, err);
    if (rc == SOHOA_END || rc == SOHOA_RETRY)
        return SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    json_array_foreach(papers, i, held)
    {
        filed |= is_it(held, p);
        before |= was_before(held, p);
    }
    json_decref(papers);
    if (filed)
        *ret = before;
    return SOHOA_OK;
}

static int judge(struct sohoa_records *r, const struct sohoa_report_ask *ask,
                 const struct sohoa_dossier_record *d, size_t which, int *ret,
                 struct sohoa_err *err)
{
    const json_t *document = json_array_get(d->documents, which);
    struct paper paper = {.dossier = d,
                          .number = (json_int_t)which + 1,
                          .schema = sohoa_json_member(document, "schema")};
    const struct sohoa_schema *s = sohoa_schemas_find(ask->schemas, paper.schema);
    const struct sohoa_names *taken = roles_taken(ask->procedures, paper.schema);
    int rc = SOHOA_OK;
    if (!s || s->form == SOHOA_FORM_DECLARATION)
        return SOHOA_OK;
    for (size_t i = 0; taken && rc == SOHOA_OK && *ret <= 0 && i < taken->count; i++) {
        const char *id = owner_in(document, paper.role = taken->items[i]);
        if (id)
            rc = look(r, ask->schemas, id, &paper, ret, err);
    }
    for (size_t i = 0; !taken && i < s->role_count; i++) {
        if (s->roles[i].kind == SOHOA_ROLE_PAPER)
            continue;
        const char *id = owner_in(document, paper.role = s->roles[i].name);
        return id ? look(r, ask->schemas, id, &paper, ret, err) : SOHOA_OK;
    }
    return rc;
}

int sohoa_report_again(struct sohoa_records *r, const struct sohoa_report_ask *ask,
                       const struct sohoa_dossier_record *d, struct tally *total,
                       struct tally *group, struct sohoa_err *err)
{
    for (size_t i = 0; i < json_array_size(d->documents); i++) {
        int answer = -1, rc = judge(r, ask, d, i, &answer, err);
        if (rc != SOHOA_OK)
            return rc;
        total->taken_in += answer >= 0;
        total->asked_again += answer > 0;
        if (group) {
            group->taken_in += answer >= 0;
            group->asked_again += answer > 0;
        }
    }
    return SOHOA_OK;
}
