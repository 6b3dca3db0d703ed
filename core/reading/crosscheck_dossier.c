/* crosscheck_dossier.c - the same person in several documents of one dossier, and the checks that a
 * paper's schema declares; see reconcile.h. Values are never changed here. [any] */
#include "reading/confidence.h"
#include "reading/crosscheck.h"
#include "reading/date.h"
#include "reading/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PERSONS_MAX = 256 };

/* A role of one document with what identifies a person. */
struct person {
    struct sohoa_field_set *set;
    const char *role; /* key of one of its fields; the role is its first length bytes */
    size_t length;
    struct sohoa_field *id, *name, *birth;
};

static size_t role_length(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot ? (size_t)(dot - key) : 0;
}

static struct person *person_of(struct person *persons, size_t *count, struct sohoa_field_set *set,
                                const char *key)
{
    size_t length = role_length(key);
    for (size_t i = 0; i < *count; i++)
        if (persons[i].set == set && persons[i].length == length &&
            strncmp(persons[i].role, key, length) == 0)
            return &persons[i];
    if (*count == PERSONS_MAX || length == 0)
        return NULL;
    persons[*count] = (struct person){.set = set, .role = key, .length = length};
    return &persons[(*count)++];
}

static size_t find_persons(struct sohoa_field_set *const *sets, size_t count,
                           struct person persons[PERSONS_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; sets[i] && j < sets[i]->count; j++) {
            struct sohoa_field *field = &sets[i]->fields[j];
            struct person *person = person_of(persons, &found, sets[i], field->key);
            const char *name = field->key + role_length(field->key) + 1;
            if (!person)
                continue;
            if (strcmp(name, "id_number") == 0)
                person->id = field;
            else if (strcmp(name, "name") == 0)
                person->name = field;
            else if (strcmp(name, "birth_date") == 0)
                person->birth = field;
        }
    return found;
}

/* The same number, or the same name and a birth date that does not speak against it. */
static bool same_person(const struct person *a, const struct person *b)
{
    struct sohoa_date x, y;
    if (a->id && b->id && strcmp(a->id->value, b->id->value) == 0)
        return true;
    return a->name && b->name && a->birth && b->birth &&
           sohoa_type_same("person_name", a->name->value, b->name->value) &&
           sohoa_date_parse(a->birth->value, &x) && sohoa_date_parse(b->birth->value, &y) &&
           x.day && y.day && sohoa_date_compare(x, y) == 0;
}

/* What does not change from paper to paper of one dossier. */
static bool is_lasting(const char *name)
{
    static const char *const lasting[] = {
        "name",      "birth_date", "gender",        "ethnicity",   "nationality",
        "id_number", "home_town",  "id_issue_date", "birth_place", "id_expiry_date"};
    for (size_t i = 0; i < sizeof lasting / sizeof lasting[0]; i++)
        if (strcmp(name, lasting[i]) == 0)
            return true;
    return false;
}

static bool alike(const struct sohoa_field *a, const struct sohoa_field *b)
{
    struct sohoa_date x, y;
    if (sohoa_date_parse(a->value, &x) && sohoa_date_parse(b->value, &y))
        return sohoa_date_compare(x, y) == 0;
    return sohoa_type_same(a->type, a->value, b->value);
}

/* Agreement over papers: two readings would have to go wrong alike. */
static void confirm(struct sohoa_field *field)
{
    struct sohoa_features *features = field->features;
    features->at[SOHOA_FEATURE_SOURCES] = fminf(features->at[SOHOA_FEATURE_SOURCES] + 1, 3);
    sohoa_field_check(field, "dossier", true);
}

static void compare_persons(const struct person *a, const struct person *b)
{
    for (size_t i = 0; i < a->set->count; i++) {
        struct sohoa_field *field = &a->set->fields[i];
        const char *name = field->key + a->length + 1;
        if (role_length(field->key) != a->length || strncmp(field->key, a->role, a->length) != 0 ||
            !is_lasting(name))
            continue;
        for (size_t j = 0; j < b->set->count; j++) {
            struct sohoa_field *other = &b->set->fields[j];
            if (role_length(other->key) != b->length ||
                strncmp(other->key, b->role, b->length) != 0 ||
                strcmp(other->key + b->length + 1, name) != 0)
                continue;
            if (alike(field, other)) {
                confirm(field);
                confirm(other);
            } else { /* the less sure one is doubted */
                bool first = field->confidence <= other->confidence;
                sohoa_field_check(first ? field : other, "dossier", false);
            }
        }
    }
}

void sohoa_crosscheck_dossier(struct sohoa_field_set *const *sets, size_t count)
{
    struct person persons[PERSONS_MAX];
    size_t found = find_persons(sets, count, persons);
    for (size_t i = 0; i < found; i++)
        for (size_t j = i + 1; j < found; j++)
            if (persons[i].set != persons[j].set && same_person(&persons[i], &persons[j]))
                compare_persons(&persons[i], &persons[j]);
}

/* ---- what the schema declares ---- */

static struct sohoa_field *field_of(struct sohoa_field_set *set, const char *key)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->fields[i].key, key) == 0)
            return &set->fields[i];
    return NULL;
}

static void check_before(struct sohoa_field *first, struct sohoa_field *second)
{
    struct sohoa_date a, b;
    if (!first || !second || !sohoa_date_parse(first->value, &a) ||
        !sohoa_date_parse(second->value, &b))
        return;
    bool held = sohoa_date_compare(a, b) <= 0;
    sohoa_field_check(first, "before", held);
    sohoa_field_check(second, "before", held);
}

static void check_pair(struct sohoa_field *a, struct sohoa_field *b,
                       enum sohoa_schema_check_kind kind)
{
    if (!a || !b)
        return;
    bool wanted = kind == SOHOA_CHECK_SAME, held = alike(a, b) == wanted;
    sohoa_field_check(a, wanted ? "same" : "differ", held);
    sohoa_field_check(b, wanted ? "same" : "differ", held);
}

/* A role that tells the gender of its person, as the schema says: digit 4 of a citizen ID is odd
 * for women. Where it is not so, nothing of the role is sure. */
static void check_gender(struct sohoa_field_set *set, const struct sohoa_schema_role *role)
{
    char key[SOHOA_SCHEMA_KEY_MAX + 16];
    (void)snprintf(key, sizeof key, "%s.id_number", role->name);
    struct sohoa_field *id = field_of(set, key);
    if (!id || strlen(id->value) != 12 || strspn(id->value, "0123456789") != 12)
        return;
    bool held = ((id->value[3] - '0') % 2 == 1) == (role->kind == SOHOA_ROLE_WOMAN);
    sohoa_field_check(id, "gender", held);
    for (size_t i = 0; !held && i < set->count; i++)
        if (role_length(set->fields[i].key) == strlen(role->name) &&
            strncmp(set->fields[i].key, role->name, strlen(role->name)) == 0)
            sohoa_field_check(&set->fields[i], "role", false);
}

void sohoa_reconcile_schema(struct sohoa_field_set *set, const struct sohoa_schema *schema)
{
    for (size_t i = 0; i < schema->role_count; i++)
        if (schema->roles[i].kind == SOHOA_ROLE_WOMAN || schema->roles[i].kind == SOHOA_ROLE_MAN)
            check_gender(set, &schema->roles[i]);
    for (size_t i = 0; i < schema->check_count; i++) {
        const struct sohoa_schema_check *check = &schema->checks[i];
        if (check->kind == SOHOA_CHECK_BEFORE && check->key_count == 2) {
            check_before(field_of(set, check->keys[0]), field_of(set, check->keys[1]));
            continue;
        }
        for (size_t a = 0; a < check->key_count; a++)
            for (size_t b = a + 1; b < check->key_count; b++)
                check_pair(field_of(set, check->keys[a]), field_of(set, check->keys[b]),
                           check->kind);
    }
}
