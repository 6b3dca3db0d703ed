/* facts_of_dossier.c - see facts_of_dossier.h; the form of the records stands in facts.h. */
#include "record/facts_of_dossier.h"
#include "record/json_read.h"
#include "record/mention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- list ----------------------------------------------------------------------------------- */

static int add(struct sohoa_filing *filing, const struct sohoa_key *key, json_t *value)
{
    if (filing->count == filing->room) {
        size_t room = filing->room ? filing->room * 2 : 16;
        struct sohoa_filed *bigger = realloc(filing->items, room * sizeof *bigger);
        if (!bigger) {
            json_decref(value);
            return -1;
        }
        filing->items = bigger;
        filing->room = room;
    }
    char *name = strdup(key->text);
    if (!name) {
        json_decref(value);
        return -1;
    }
    filing->items[filing->count++] = (struct sohoa_filed){.key = name, .value = value};
    return 0;
}

const struct sohoa_filed *sohoa_filing_find(const struct sohoa_filing *filing, const char *key)
{
    for (size_t i = 0; i < filing->count; i++)
        if (strcmp(filing->items[i].key, key) == 0)
            return &filing->items[i];
    return NULL;
}

static int add_mark(struct sohoa_filing *filing, struct sohoa_key key)
{
    return sohoa_filing_find(filing, key.text) ? 0 : add(filing, &key, NULL);
}

void sohoa_filing_clear(struct sohoa_filing *filing)
{
    for (size_t i = 0; i < filing->count; i++) {
        free(filing->items[i].key);
        json_decref(filing->items[i].value);
    }
    free(filing->items);
    memset(filing, 0, sizeof *filing);
}

/* ---- facts of a person ---------------------------------------------------------------------- */

/* Appends value (taken); false when memory is out. */
static bool push(json_t *array, json_t *value)
{
    return array && value && json_array_append_new(array, value) == 0;
}

static json_t *member(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return value ? json_incref(value) : json_null();
}

/* [attribute, value, place, state, confidence, source, page, box] */
static bool push_fact(json_t *facts, const char *attribute, const json_t *field, size_t place)
{
    json_t *fact = json_array();
    bool good = push(fact, json_string(attribute)) && push(fact, member(field, "value")) &&
                push(fact, json_integer((json_int_t)place)) && push(fact, member(field, "state")) &&
                push(fact, member(field, "confidence")) && push(fact, member(field, "source")) &&
                push(fact, member(field, "page")) && push(fact, member(field, "box"));
    if (good)
        return push(facts, fact);
    json_decref(fact);
    return false;
}

/* A number that is not the person's own is a claim, or misread: no fact of his. */
static const char *attribute_of(const char *key, const char *value,
                                const struct sohoa_known_person *person)
{
    const char *attribute = strrchr(key, '.') + 1;
    if (strcmp(attribute, "relation") == 0) /* to another one of the paper, see `with` */
        return NULL;
    if (strcmp(attribute, "id_number") != 0)
        return attribute;
    if (sohoa_old_id_valid(value))
        return "old_id_number";
    bool own = sohoa_id_confirmed(person->proof) && strcmp(person->id, value) == 0;
    return own ? attribute : NULL;
}

static bool push_facts(json_t *facts, const struct sohoa_mention *m, size_t place,
                       const struct sohoa_known_person *person)
{
    const char *key;
    const json_t *field;
    size_t length = strlen(m->role);
    json_object_foreach((json_t *)m->fields, key, field)
    {
        const char *value = json_string_value(json_object_get(field, "value"));
        if (!value || !*value || strncmp(key, m->role, length) != 0 || key[length] != '.' ||
            strchr(key + length + 1, '.'))
            continue;
        const char *attribute = attribute_of(key, value, person);
        if (attribute && !push_fact(facts, attribute, field, place))
            return false;
    }
    return true;
}

static bool push_place(json_t *in, const struct sohoa_mention *m)
{
    json_t *place = json_array();
    bool good = push(place, json_integer(m->document)) && push(place, json_string(m->schema)) &&
                push(place, json_string(m->form)) && push(place, json_string(m->role)) &&
                push(place, m->issued ? json_string(m->issued) : json_null());
    if (good)
        return push(in, place);
    json_decref(place);
    return false;
}

/* ---- relations ------------------------------------------------------------------------------ */

static bool is_role(const struct sohoa_mention *m, const char *role)
{
    return strcmp(m->role, role) == 0;
}

static bool is_member(const struct sohoa_mention *m)
{
    return strncmp(m->role, "members.", 8) == 0;
}

/* What b is to a, when a's relation is told as b's role towards a: the other way round. */
static const char *turned(const char *role)
{
    if (strcmp(role, "mother") == 0 || strcmp(role, "father") == 0)
        return "child";
    return strcmp(role, "child") == 0 ? "parent" : "spouse";
}

static const char *as_kind(const char *role)
{
    return strcmp(role, "wife") == 0 || strcmp(role, "husband") == 0 ? "spouse" : role;
}

/* What b is to a on the paper that names both; NULL: it says nothing. */
static const char *relation(const struct sohoa_mention *a, const struct sohoa_mention *b)
{
    bool married = strcmp(a->form, "declaration") != 0; /* a request is no marriage yet */
    if (is_role(a, "child") && (is_role(b, "mother") || is_role(b, "father")))
        return b->role;
    if ((is_role(a, "mother") || is_role(a, "father")) && is_role(b, "child"))
        return "child";
    if (married && ((is_role(a, "wife") && is_role(b, "husband")) ||
                    (is_role(a, "husband") && is_role(b, "wife"))))
        return "spouse";
    if ((is_role(a, "person") || is_member(a)) && is_role(b, "household_head"))
        return "household";
    if (is_role(a, "household_head") && (is_role(b, "person") || is_member(b)))
        return "member";
    const char *role;
    if (is_role(a, "requester") && is_role(b, "deceased"))
        return (role = sohoa_relation_role(a->relation)) ? turned(role) : NULL;
    if (is_role(a, "deceased") && is_role(b, "requester"))
        return (role = sohoa_relation_role(b->relation)) ? as_kind(role) : NULL;
    return NULL;
}

static bool push_relation(json_t *with, const char *kind, const struct sohoa_known_person *other,
                          size_t place)
{
    json_t *entry = json_array();
    bool good = push(entry, json_string(kind)) && push(entry, json_string(other->subject)) &&
                push(entry, other->name ? json_string(other->name) : json_null()) &&
                push(entry, json_integer((json_int_t)place));
    if (good)
        return push(with, entry);
    json_decref(entry);
    return false;
}

static bool push_relations(json_t *with, const struct sohoa_people *people,
                           const struct sohoa_mention *m, size_t place)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *other = &people->mentions[i];
        if (other->document != m->document || other->person == m->person)
            continue;
        const char *kind = relation(m, other);
        if (kind && !push_relation(with, kind, &people->persons[other->person], place))
            return false;
    }
    return true;
}

/* ---- records -------------------------------------------------------------------------------- */

static const char *proof_name(enum sohoa_id_proof proof)
{
    static const char *const names[] = {NULL, NULL, "twice", "mrz", "qr", "operator"};
    return names[proof];
}

static json_t *record_of(const struct sohoa_dossier_record *d, const struct sohoa_people *people,
                         uint32_t which)
{
    const struct sohoa_known_person *p = &people->persons[which];
    json_t *in = json_array(), *facts = json_array(), *with = json_array();
    bool good = in && facts && with;
    for (size_t i = 0; good && i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        size_t place = json_array_size(in);
        if (m->person == which)
            good = push_place(in, m) && push_facts(facts, m, place, p) &&
                   push_relations(with, people, m, place);
    }
    struct sohoa_put put = {.object = good ? json_object() : NULL};
    if (!good) {
        json_decref(in);
        json_decref(facts);
        json_decref(with);
        return NULL;
    }
    sohoa_put_text(&put, "id", proof_name(p->proof));
    if (p->id && !sohoa_id_confirmed(p->proof))
        sohoa_put_text(&put, "claim", p->id);
    sohoa_put_text(&put, "code", d->code);
    sohoa_put_text(&put, "at", d->received ? d->received : d->captured);
    sohoa_put(&put, "in", in);
    sohoa_put(&put, "facts", facts);
    if (json_array_size(with))
        sohoa_put(&put, "with", with);
    else
        json_decref(with);
    return sohoa_put_end(&put);
}

/* Numbers that are not keys: the 9 digits, and what a card says was cancelled. */
static int add_aliases(struct sohoa_filing *filing, const struct sohoa_dossier_record *d,
                       const struct sohoa_mention *m, const char *subject)
{
    static const char *const attributes[] = {"id_number", "old_id_number", "cancelled_id_number"};
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < 3; i++) {
        const char *value = sohoa_mention_text(m, attributes[i], NULL);
        if (sohoa_old_id_valid(value) || (i > 0 && sohoa_citizen_id_valid(value)))
            rc = add_mark(filing, sohoa_key_alias(value, subject, d->id));
    }
    return rc;
}

static int add_person(struct sohoa_filing *filing, const struct sohoa_dossier_record *d,
                      const struct sohoa_people *people, uint32_t which)
{
    const struct sohoa_known_person *p = &people->persons[which];
    json_t *record = record_of(d, people, which);
    struct sohoa_key key = sohoa_key_fact(p->subject, d->id);
    if (!record || add(filing, &key, record) != 0)
        return -1;
    for (size_t i = 0; i < people->count; i++) {
        const struct sohoa_mention *m = &people->mentions[i];
        if (m->person != which)
            continue;
        if (m->id && !sohoa_id_confirmed(p->proof) && /* whichever of them it is */
            add_mark(filing, sohoa_key_claim(m->id, p->ulid, d->id)) != 0)
            return -1;
        if (*m->plain && add_mark(filing, sohoa_key_name(m->plain, p->birth ? p->birth : "-",
                                                         p->subject, d->id)) != 0)
            return -1;
        if (add_aliases(filing, d, m, p->subject) != 0)
            return -1;
    }
    return 0;
}

int sohoa_filing_of(const struct sohoa_dossier_record *d, struct sohoa_filing *ret)
{
    struct sohoa_filing filing = {0};
    struct sohoa_people people;
    if (!d->state || (strcmp(d->state, "complete") != 0 && strcmp(d->state, "incomplete") != 0)) {
        *ret = filing;
        return 0;
    }
    if (sohoa_people_of(d, &people) != 0)
        return -1;
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < people.person_count; i++)
        rc = add_person(&filing, d, &people, i);
    sohoa_people_clear(&people);
    if (rc != 0) {
        sohoa_filing_clear(&filing);
        return -1;
    }
    *ret = filing;
    return 0;
}
