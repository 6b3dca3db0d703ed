/* prefill.c - see prefill.h. No state, any thread. */
#include "query/prefill.h"
#include "query/related.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 3, ROLES = SOHOA_PREFILL_ROLES_MAX };

struct part { /* a role and what is known of whoever has it */
    char role[SOHOA_SCHEMA_KEY_MAX];
    bool given; /* else told by a relation */
    struct sohoa_known known;
};
struct filling {
    struct sohoa_records *r;
    const struct sohoa_schemas *schemas;
    const struct sohoa_schema *schema;
    const char *today;
    struct part *parts;
    size_t count;
    struct sohoa_err *err;
};

/* ---- roles ------------------------------------------------------------------------------------
 */

/* "members.1" is a row of the role "members". */
static bool has_role(const struct sohoa_schema *schema, const char *role)
{
    size_t length = strcspn(role, ".");
    if (role[length] && (role[length + 1] < '1' || role[length + 1] > '9' ||
                         strspn(role + length + 1, "0123456789") > 3 ||
                         role[length + 1 + strspn(role + length + 1, "0123456789")]))
        return false;
    for (size_t i = 0; i < schema->role_count; i++) {
        const char *name = schema->roles[i].name;
        if (strncmp(name, role, length) == 0 && name[length] == '\0')
            return schema->roles[i].kind != SOHOA_ROLE_PAPER;
    }
    return false;
}

static bool is_taken(const struct filling *f, const char *role)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->parts[i].role, role) == 0)
            return true;
    return false;
}

static int add_part(struct filling *f, const char *role, const char *subject,
                    const struct sohoa_given *given, bool by_hand)
{
    struct part *part = &f->parts[f->count];
    (void)snprintf(part->role, sizeof part->role, "%s", role);
    part->given = by_hand;
    int rc = sohoa_known_load(f->r, f->schemas, subject, given, f->today, &part->known, f->err);
    if (rc == SOHOA_OK)
        f->count++;
    return rc;
}

static int add_given(struct filling *f, const struct sohoa_prefill_role *role)
{
    char subject[SOHOA_SUBJECT_SIZE];
    if (!has_role(f->schema, role->role))
        return sohoa_fail(f->err, SOHOA_END,
                          "the paper %s has no role '%s'; `sohoa schemas show` "
                          "lists them",
                          f->schema->name, role->role);
    if (is_taken(f, role->role))
        return sohoa_fail(f->err, SOHOA_BAD_DOSSIER, "the role '%s' is given twice", role->role);
    int rc = sohoa_person_resolve(f->r, role->given, subject, f->err);
    if (rc == SOHOA_END) { /* nothing known: all of the role is missing */
        (void)snprintf(subject, sizeof subject, "person/%s", role->given->key);
        rc = SOHOA_OK;
    }
    return rc == SOHOA_OK ? add_part(f, role->role, subject, role->given, true) : rc;
}

/* Roles that papers tell of those who were given. */
static int add_related(struct filling *f)
{
    struct sohoa_placed given[ROLES];
    size_t count = f->count;
    int rc = SOHOA_OK;
    for (size_t i = 0; i < count; i++)
        given[i] = (struct sohoa_placed){f->parts[i].role, &f->parts[i].known};
    for (size_t i = 0; rc == SOHOA_OK && i < f->schema->role_count && f->count < ROLES; i++) {
        const char *role = f->schema->roles[i].name;
        char subject[SOHOA_SUBJECT_SIZE];
        if (!has_role(f->schema, role) || is_taken(f, role))
            continue;
        rc = sohoa_related(f->r, given, count, role, subject, f->err);
        rc = rc == SOHOA_OK    ? add_part(f, role, subject, NULL, false)
             : rc == SOHOA_END ? SOHOA_OK
                               : rc;
    }
    return rc;
}

/* ---- fields -----------------------------------------------------------------------------------
 */

/* What a form calls otherwise. */
static const char *other_name(const char *attribute)
{
    return strcmp(attribute, "last_address") == 0 ? "address" : NULL;
}

/* A number that is only claimed is nobody's. */
static const struct sohoa_known_fact *fact_for(const struct part *part, const char *attribute)
{
    const struct sohoa_known_fact *fact = sohoa_known_best(&part->known, attribute);
    const char *other = other_name(attribute);
    if (!fact && strcmp(attribute, "id_number") == 0) /* a number does not end with its card */
        fact = sohoa_known_any(&part->known, attribute);
    return fact || !other ? fact : sohoa_known_best(&part->known, other);
}

static json_t *field_of(const struct part *part, const struct sohoa_known_fact *fact)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "value", sohoa_json_text(fact->value));
    sohoa_put_text(&put, "state", fact->state);
    sohoa_put(&put, "confidence", sohoa_json_number(fact->confidence, DIGITS));
    sohoa_put(&put, "from", sohoa_known_from(&part->known, fact));
    return sohoa_put_end(&put);
}

/* A given number that no paper confirms yet is still what the caller says. */
static json_t *given_id(const struct part *part)
{
    const char *id = sohoa_key_last(part->known.subject);
    if (!part->given || !sohoa_citizen_id_valid(id))
        return NULL;
    return json_pack("{s:s,s:s,s:i,s:{s:s}}", "value", id, "state", "machine", "confidence", 1,
                     "from", "source", "operator");
}

static int fill_key(const struct filling *f, const char *key, json_t *fields, json_t *missing)
{
    const char *dot = strrchr(key, '.');
    json_t *field = NULL;
    for (size_t i = 0; dot && !field && i < f->count; i++) {
        const struct part *part = &f->parts[i];
        size_t length = strlen(part->role);
        if (length != (size_t)(dot - key) || strncmp(part->role, key, length) != 0)
            continue;
        const struct sohoa_known_fact *fact = fact_for(part, dot + 1);
        if (fact && !(field = field_of(part, fact)))
            return sohoa_no_memory(f->err);
        if (!fact && strcmp(dot + 1, "id_number") == 0)
            field = given_id(part);
    }
    int bad = field ? json_object_set_new(fields, key, field)
                    : json_array_append_new(missing, json_string(key));
    return bad ? sohoa_no_memory(f->err) : SOHOA_OK;
}

static bool is_before(const struct sohoa_schema *s, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (strcmp(s->items[i].key, s->items[which].key) == 0)
            return true;
    return false;
}

/* The rows of a table that somebody was given for: "members.*.name" becomes "members.1.name". */
static int fill_rows(const struct filling *f, const char *key, json_t *fields, json_t *missing)
{
    const char *star = strstr(key, ".*.");
    char row[2 * SOHOA_SCHEMA_KEY_MAX + 8];
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < f->count; i++) {
        const char *role = f->parts[i].role;
        size_t length = (size_t)(star - key);
        if (strncmp(role, key, length) != 0 || role[length] != '.')
            continue;
        (void)snprintf(row, sizeof row, "%s.%s", role, star + 3);
        rc = fill_key(f, row, fields, missing);
    }
    return rc;
}

static int fill_all(const struct filling *f, json_t *fields, json_t *missing)
{
    const struct sohoa_schema *s = f->schema;
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < s->item_count; i++) {
        const struct sohoa_item *item = &s->items[i];
        if (item->kind != SOHOA_ITEM_FIELD || !*item->key || is_before(s, i))
            continue;
        rc = strstr(item->key, ".*.") ? fill_rows(f, item->key, fields, missing)
                                      : fill_key(f, item->key, fields, missing);
    }
    return rc;
}

/* What an identity paper's type gives besides the number (type.h): asked for with it. */
static int fill_parts(const struct filling *f, json_t *fields)
{
    static const char *const more[] = {"id_issue_date", "id_issue_place"};
    char key[2 * SOHOA_SCHEMA_KEY_MAX];
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < 2; k++) {
            (void)snprintf(key, sizeof key, "%s.%s", f->parts[i].role, more[k]);
            const struct sohoa_known_fact *fact = sohoa_known_best(&f->parts[i].known, more[k]);
            if (!fact || json_object_get(fields, key) || !sohoa_schema_has_key(f->schema, key))
                continue;
            if (json_object_set_new(fields, key, field_of(&f->parts[i], fact)) != 0)
                return sohoa_no_memory(f->err);
        }
    return SOHOA_OK;
}

static json_t *roles_of(const struct filling *f)
{
    struct sohoa_put roles = {.object = json_object()};
    for (size_t i = 0; i < f->count; i++) {
        const struct part *part = &f->parts[i];
        const char *who = sohoa_key_last(part->known.subject);
        struct sohoa_put put = {.object = json_object()};
        sohoa_put_text(&put, sohoa_citizen_id_valid(who) ? "citizen" : "person", who);
        sohoa_put_text(&put, "by", part->given ? "given" : "relation");
        sohoa_put_flag(&put, "dead", sohoa_known_death(&part->known) != NULL);
        sohoa_put(&roles, part->role, sohoa_put_end(&put));
    }
    return sohoa_put_end(&roles);
}

static int fill(struct filling *f, json_t **ret)
{
    json_t *fields = json_object(), *missing = json_array(), *object = NULL;
    int rc = fields && missing ? fill_all(f, fields, missing) : sohoa_no_memory(f->err);
    if (rc == SOHOA_OK)
        rc = fill_parts(f, fields);
    if (rc == SOHOA_OK) {
        object = json_pack("{s:s,s:O,s:O,s:o}", "schema", f->schema->name, "fields", fields,
                           "missing", missing, "roles", roles_of(f));
        rc = object ? SOHOA_OK : sohoa_no_memory(f->err);
    }
    json_decref(fields);
    json_decref(missing);
    if (rc == SOHOA_OK)
        *ret = object;
    return rc;
}

int sohoa_prefill_object(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const char *schema, const struct sohoa_prefill_role *roles, size_t count,
                         const char *today, json_t **ret, struct sohoa_err *err)
{
    struct filling f = {.r = r,
                        .schemas = schemas,
                        .schema = sohoa_schemas_find(schemas, schema),
                        .today = today,
                        .err = err};
    if (!f.schema)
        return sohoa_fail(err, SOHOA_END, "there is no paper '%s'; `sohoa schemas` lists them",
                          schema);
    if (count > ROLES)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "more than %d roles", ROLES);
    f.parts = calloc(ROLES, sizeof *f.parts);
    int rc = f.parts ? SOHOA_OK : sohoa_no_memory(err);
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = add_given(&f, &roles[i]);
    if (rc == SOHOA_OK)
        rc = add_related(&f);
    if (rc == SOHOA_OK)
        rc = fill(&f, ret);
    for (size_t i = 0; i < f.count; i++)
        sohoa_known_clear(&f.parts[i].known);
    free(f.parts);
    return rc;
}
