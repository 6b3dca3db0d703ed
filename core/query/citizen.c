/* citizen.c - see citizen.h. No state, any thread. */
#include "query/citizen.h"
#include "query/known.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS = 3 };

struct answer {
    struct sohoa_records *r;
    const struct sohoa_known *known;
    json_t *claimed;
    struct sohoa_err *err;
};

/* Value, state, confidence, from: what every fact has. */
static struct sohoa_put put_fact(const struct sohoa_known *k, const struct sohoa_known_fact *f,
                                 const char *attribute)
{
    struct sohoa_put put = {.object = json_object()};
    const struct sohoa_known_place *place = &k->places[f->place];
    sohoa_put_text(&put, "attribute", attribute);
    sohoa_put(&put, "value", sohoa_json_text(f->value));
    sohoa_put_text(&put, "state", f->state);
    sohoa_put(&put, "confidence", sohoa_json_number(f->confidence, DIGITS));
    if (place->spent)
        sohoa_put_text(&put, "ended", place->until);
    sohoa_put(&put, "from", sohoa_known_from(k, f));
    return put;
}

/* Appends to array; both are taken care of. 0, or -1 out of memory. */
static int append(json_t *array, json_t *value)
{
    return json_array_append_new(array, value);
}

/* The facts of others who were taken for the citizen are no history of his. */
static size_t group_end(const struct sohoa_known *k, size_t from)
{
    size_t end = from + 1;
    while (end < k->fact_count && strcmp(k->facts[end].attribute, k->facts[from].attribute) == 0)
        end++;
    return end;
}

static bool is_strangers(const struct sohoa_known *k, size_t fact)
{
    return k->places[k->facts[fact].place].stranger;
}

static json_t *facts_of(const struct sohoa_known *k)
{
    json_t *facts = json_array();
    for (size_t i = 0, end; facts && i < k->fact_count; i = end) {
        end = group_end(k, i);
        if (is_strangers(k, i)) /* they stand behind the citizen's own */
            continue;
        struct sohoa_put put = put_fact(k, &k->facts[i], k->facts[i].attribute);
        json_t *history = json_array();
        for (size_t h = i + 1; history && h < end && !is_strangers(k, h); h++) {
            struct sohoa_put past = put_fact(k, &k->facts[h], NULL);
            put.failed |= append(history, sohoa_put_end(&past)) != 0;
        }
        sohoa_put(&put, "history", history);
        if (append(facts, sohoa_put_end(&put)) != 0) {
            json_decref(facts);
            return NULL;
        }
    }
    return facts;
}

static json_t *names_of(const struct sohoa_known *k)
{
    json_t *names = json_array();
    for (size_t i = 0; names && i < k->fact_count; i++) {
        if (strcmp(k->facts[i].attribute, "name") != 0 || is_strangers(k, i))
            continue;
        bool had = false;
        for (size_t n = 0; n < json_array_size(names); n++)
            had |= strcmp(json_string_value(json_array_get(names, n)), k->facts[i].value) == 0;
        if (!had && append(names, sohoa_json_text(k->facts[i].value)) != 0) {
            json_decref(names);
            return NULL;
        }
    }
    return names;
}

/* ---- claims and strangers ---------------------------------------------------------------------
 */

static bool other_value(const struct sohoa_known *mine, const struct sohoa_known *theirs,
                        const char *attribute, bool stranger)
{
    const struct sohoa_known_fact *a = sohoa_known_any(mine, attribute), *b = NULL;
    char x[SOHOA_NAME_SIZE], y[SOHOA_NAME_SIZE];
    for (size_t i = 0; !b && i < theirs->fact_count; i++)
        if (strcmp(theirs->facts[i].attribute, attribute) == 0 &&
            is_strangers(theirs, i) == stranger)
            b = &theirs->facts[i];
    if (!a || !b)
        return false;
    if (strcmp(attribute, "name") != 0) {
        size_t n = strlen(a->value), m = strlen(b->value);
        return strncmp(a->value, b->value, n < m ? n : m) != 0;
    }
    sohoa_name_plain(a->value, x);
    sohoa_name_plain(b->value, y);
    return strcmp(x, y) != 0;
}

/* Facts that rest on a number read once, or on one that another person proved better. */
static int add_claimed(struct answer *a, const struct sohoa_known *theirs, bool stranger)
{
    bool name = other_value(a->known, theirs, "name", stranger);
    bool birth = other_value(a->known, theirs, "birth_date", stranger);
    for (size_t i = 0; i < theirs->fact_count; i++) {
        const struct sohoa_known_place *place = &theirs->places[theirs->facts[i].place];
        if (place->stranger != stranger)
            continue;
        struct sohoa_put put = put_fact(theirs, &theirs->facts[i], theirs->facts[i].attribute);
        if (!stranger)
            sohoa_put_text(&put, "person", sohoa_key_last(place->person));
        if (name || birth) {
            json_t *differs = json_array();
            if (name)
                put.failed |= append(differs, json_string("name")) != 0;
            if (birth)
                put.failed |= append(differs, json_string("birth_date")) != 0;
            sohoa_put(&put, "differs", differs);
        }
        if (append(a->claimed, sohoa_put_end(&put)) != 0)
            return sohoa_no_memory(a->err);
    }
    return SOHOA_OK;
}

static int add_claim(void *arg, const char *person, const char *dossier)
{
    (void)dossier;
    struct answer *a = arg;
    struct sohoa_known theirs;
    char to[SOHOA_NUMBER_SIZE];
    int rc = sohoa_link_get(a->r, person, to, a->err);
    if (rc != SOHOA_END) /* a person decided who it is */
        return rc;
    rc = sohoa_known_claim(a->r, person, &theirs, a->err);
    if (rc != SOHOA_OK)
        return rc;
    rc = add_claimed(a, &theirs, false);
    sohoa_known_clear(&theirs);
    return rc;
}

/* ---- relations, papers, numbers ---------------------------------------------------------------
 */

static int put_who(struct sohoa_records *r, struct sohoa_put *put, const char *subject,
                   struct sohoa_err *err)
{
    char to[SOHOA_NUMBER_SIZE];
    const char *who = sohoa_key_last(subject);
    int rc = sohoa_citizen_id_valid(who) ? SOHOA_END : sohoa_link_get(r, who, to, err);
    if (rc == SOHOA_OK)
        who = to;
    else if (rc != SOHOA_END)
        return rc;
    sohoa_put_text(put, sohoa_citizen_id_valid(who) ? "citizen" : "person", who);
    return SOHOA_OK;
}

static bool told_before(const struct sohoa_known *k, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (strcmp(k->relations[i].kind, k->relations[which].kind) == 0 &&
            strcmp(k->relations[i].subject, k->relations[which].subject) == 0 &&
            !k->places[k->relations[i].place].stranger)
            return true;
    return false;
}

static int put_relations(struct answer *a, struct sohoa_put *put)
{
    const struct sohoa_known *k = a->known;
    json_t *relations = json_array();
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && relations && i < k->relation_count; i++) {
        const struct sohoa_known_relation *one = &k->relations[i];
        if (k->places[one->place].stranger || told_before(k, i))
            continue;
        struct sohoa_put entry = {.object = json_object()};
        sohoa_put_text(&entry, "kind", one->kind);
        rc = put_who(a->r, &entry, one->subject, a->err);
        if (*one->name)
            sohoa_put_text(&entry, "name", one->name);
        sohoa_put(&entry, "from", sohoa_known_place_object(&k->places[one->place]));
        put->failed |= append(relations, sohoa_put_end(&entry)) != 0;
    }
    sohoa_put(put, "relations", relations);
    return rc;
}

static bool place_seen(const struct sohoa_known *k, size_t which, bool whole_dossier)
{
    for (size_t i = 0; i < which; i++)
        if (strcmp(k->places[i].dossier, k->places[which].dossier) == 0 && !k->places[i].stranger &&
            (whole_dossier || k->places[i].document == k->places[which].document))
            return true;
    return false;
}

/* All roles that the subject has on the paper of that place. */
static json_t *roles_on(const struct sohoa_known *k, size_t which)
{
    const struct sohoa_known_place *paper = &k->places[which];
    json_t *roles = json_array();
    for (size_t i = which; roles && i < k->place_count; i++) {
        const struct sohoa_known_place *p = &k->places[i];
        if (strcmp(p->dossier, paper->dossier) == 0 && p->document == paper->document &&
            !p->stranger && append(roles, json_string(p->role)) != 0) {
            json_decref(roles);
            return NULL;
        }
    }
    return roles;
}

static json_t *papers_of(const struct sohoa_known *k, bool with_roles)
{
    json_t *papers = json_array();
    for (size_t i = 0; papers && i < k->place_count; i++) {
        const struct sohoa_known_place *p = &k->places[i];
        if (p->stranger || !*p->dossier || place_seen(k, i, false))
            continue;
        struct sohoa_put put = {.object = json_object()};
        sohoa_put_text(&put, "dossier", p->dossier);
        sohoa_put_count(&put, "document", p->document);
        sohoa_put_text(&put, "schema", p->schema);
        sohoa_put_text(&put, "form", p->form);
        sohoa_put(&put, "issued", p->issued ? json_string(p->issued) : json_null());
        sohoa_put(&put, "valid", json_boolean(!p->ended));
        if (*p->until)
            sohoa_put_text(&put, "until", p->until);
        sohoa_put_text(&put, "role", p->role);
        if (with_roles)
            sohoa_put(&put, "roles", roles_on(k, i));
        sohoa_put_text(&put, "code", p->code);
        sohoa_put_text(&put, "received", p->at);
        if (append(papers, sohoa_put_end(&put)) != 0) {
            json_decref(papers);
            return NULL;
        }
    }
    return papers;
}

static json_t *dossiers_of(const struct sohoa_known *k)
{
    json_t *dossiers = json_array();
    for (size_t i = 0; dossiers && i < k->place_count; i++)
        if (!k->places[i].stranger && *k->places[i].dossier && !place_seen(k, i, true) &&
            append(dossiers, json_string(k->places[i].dossier)) != 0) {
            json_decref(dossiers);
            return NULL;
        }
    return dossiers;
}

static int add_alias(json_t *aliases, const char *number, const char *kind)
{
    for (size_t i = 0; i < json_array_size(aliases); i++) {
        const json_t *had = json_object_get(json_array_get(aliases, i), "number");
        if (strcmp(json_string_value(had), number) == 0)
            return 0;
    }
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "number", number);
    sohoa_put_text(&put, "kind", kind);
    return append(aliases, sohoa_put_end(&put));
}

static int add_linked(void *arg, const char *from)
{
    return add_alias(arg, from, "linked") == 0 ? SOHOA_OK : SOHOA_FATAL;
}

static int put_aliases(struct answer *a, struct sohoa_put *put)
{
    const struct sohoa_known *k = a->known;
    json_t *aliases = json_array();
    int bad = aliases ? 0 : -1;
    for (size_t i = 0; !bad && i < k->fact_count; i++) {
        const char *attribute = k->facts[i].attribute;
        if (is_strangers(k, i))
            continue;
        if (strcmp(attribute, "old_id_number") == 0)
            bad = add_alias(aliases, k->facts[i].value, "old");
        else if (strcmp(attribute, "cancelled_id_number") == 0)
            bad = add_alias(aliases, k->facts[i].value, "cancelled");
    }
    const char *id = sohoa_key_last(k->subject);
    int rc = bad ? sohoa_no_memory(a->err) : SOHOA_OK;
    if (rc == SOHOA_OK && sohoa_citizen_id_valid(id))
        rc = sohoa_links_each(a->r, id, add_linked, aliases, a->err);
    sohoa_put(put, "aliases", aliases);
    return rc;
}

static void put_death(const struct sohoa_known *k, struct sohoa_put *put)
{
    const struct sohoa_known_fact *death = sohoa_known_death(k);
    if (!death)
        return;
    struct sohoa_put dead = {.object = json_object()};
    if (strcmp(death->attribute, "death_date") == 0)
        sohoa_put_text(&dead, "date", death->value);
    sohoa_put(&dead, "from", sohoa_known_from(k, death));
    sohoa_put(put, "dead", sohoa_put_end(&dead));
}

/* ---- all of it --------------------------------------------------------------------------------
 */

static int describe(struct answer *a, json_t **ret)
{
    const struct sohoa_known *k = a->known;
    const char *id = sohoa_key_last(k->subject);
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, sohoa_citizen_id_valid(id) ? "citizen" : "person", id);
    sohoa_put(&put, "names", names_of(k));
    put_death(k, &put);
    sohoa_put(&put, "facts", facts_of(k));
    sohoa_put(&put, "claimed", json_incref(a->claimed));
    int rc = put_aliases(a, &put);
    if (rc == SOHOA_OK)
        rc = put_relations(a, &put);
    sohoa_put(&put, "documents", papers_of(k, false));
    sohoa_put(&put, "dossiers", dossiers_of(k));
    json_t *object = sohoa_put_end(&put);
    if (rc == SOHOA_OK && !object)
        rc = sohoa_no_memory(a->err);
    if (rc == SOHOA_OK)
        *ret = object;
    else
        json_decref(object);
    return rc;
}

int sohoa_citizen_object(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const struct sohoa_given *given, const char *today, json_t **ret,
                         struct sohoa_err *err)
{
    struct sohoa_known known;
    char subject[SOHOA_SUBJECT_SIZE], masked[SOHOA_ID_SIZE];
    int rc = sohoa_person_resolve(r, given, subject, err);
    if (rc == SOHOA_OK)
        rc = sohoa_known_load(r, schemas, subject, given, today, &known, err);
    if (rc != SOHOA_OK)
        return rc;
    struct answer a = {.r = r, .known = &known, .claimed = json_array(), .err = err};
    const char *id = sohoa_key_last(subject);
    if (!a.claimed)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = add_claimed(&a, &known, true);
    if (rc == SOHOA_OK && sohoa_citizen_id_valid(id))
        rc = sohoa_claims_each(r, id, add_claim, &a, err);
    if (rc == SOHOA_OK && known.place_count == 0 && json_array_size(a.claimed) == 0) {
        sohoa_id_mask(given->key, masked);
        rc = sohoa_fail(err, SOHOA_END, "nothing is known of %s", masked);
    }
    if (rc == SOHOA_OK)
        rc = describe(&a, ret);
    json_decref(a.claimed);
    sohoa_known_clear(&known);
    return rc;
}

int sohoa_citizen_papers(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const struct sohoa_given *given, const char *today, json_t **ret,
                         struct sohoa_err *err)
{
    struct sohoa_known known;
    char subject[SOHOA_SUBJECT_SIZE];
    json_t *papers;
    int rc = sohoa_person_resolve(r, given, subject, err);
    if (rc == SOHOA_OK)
        rc = sohoa_known_load(r, schemas, subject, NULL, today, &known, err);
    if (rc == SOHOA_OK) {
        papers = papers_of(&known, true);
        sohoa_known_clear(&known);
    } else if (rc == SOHOA_END) {
        papers = json_array();
        rc = SOHOA_OK;
    } else {
        return rc;
    }
    if (!papers)
        return sohoa_no_memory(err);
    *ret = papers;
    return rc;
}
