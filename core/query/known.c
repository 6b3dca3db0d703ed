/* known.c - see known.h. No state; any thread. */
#include "query/known.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
    struct sohoa_records *r;
    struct sohoa_known *known;
    const char *subject;
    struct sohoa_err *err;
};

void sohoa_day(const char *today, char ret[11])
{
    char now[SOHOA_STAMP_SIZE];
    sohoa_stamp(0, now);
    (void)snprintf(ret, 11, "%.10s", today ? today : now);
}

static int add_record(void *arg, const char *dossier, char *text)
{
    struct gather *g = arg;
    return sohoa_known_add(g->known, g->subject, dossier, text, g->err);
}

static int gather(struct gather *g, const char *subject)
{
    g->subject = subject;
    return sohoa_facts_texts(g->r, subject, add_record, g, g->err);
}

/* A person or a number of before that somebody said is the subject. */
static int add_linked(void *arg, const char *from)
{
    struct gather *g = arg;
    char subject[SOHOA_SUBJECT_SIZE];
    g->known->linked = true;
    if (!sohoa_id_valid(from) && !sohoa_citizen_id_valid(from))
        return SOHOA_OK; /* 9 digits: they only lead here */
    (void)snprintf(subject, sizeof subject, "person/%s", from);
    return gather(g, subject);
}

#define HARDLY 0.5 /* read so, it does not say who somebody is where another reading does */

/* ---- strangers ----------------------------------------------------------------------------------
 */

struct identity {
    char plain[SOHOA_NAME_SIZE];
    const char *birth;
    int proof;
    const char *date;
};

static int proof_rank(const char *proof, const char *dossier)
{
    static const char *const proofs[] = {"twice", "mrz", "qr", "operator"};
    for (int i = 0; proof && i < 4; i++)
        if (strcmp(proof, proofs[i]) == 0)
            return *dossier ? i + 1 : 5; /* the card lies on the desk */
    return 0;
}

/* Read at all before hardly read; then the fuller date; then the first. */
static bool is_better(const struct sohoa_known_fact *f, const struct sohoa_known_fact *than)
{
    if (!than)
        return true;
    bool read = f->confidence >= HARDLY || strcmp(f->state, "verified") == 0;
    bool than_read = than->confidence >= HARDLY || strcmp(than->state, "verified") == 0;
    bool date = strcmp(f->attribute, "birth_date") == 0;
    return read != than_read ? read : date && strlen(f->value) > strlen(than->value);
}

static void identify(const struct sohoa_known *k, const struct sohoa_known_record *record,
                     struct identity *ret)
{
    const struct sohoa_known_place *place = &k->places[record->place];
    *ret =
        (struct identity){.proof = proof_rank(record->proof, place->dossier), .date = place->date};
    const struct sohoa_known_fact *name = NULL, *birth = NULL;
    for (size_t i = 0; i < k->fact_count; i++) {
        const struct sohoa_known_fact *f = &k->facts[i];
        if (f->place < record->place || f->place >= record->place + record->place_count)
            continue;
        if (strcmp(f->attribute, "name") == 0 && is_better(f, name))
            name = f;
        if (strcmp(f->attribute, "birth_date") == 0 && is_better(f, birth))
            birth = f;
    }
    if (name)
        sohoa_name_plain(name->value, ret->plain);
    if (birth)
        ret->birth = birth->value;
}

static bool births_differ(const struct identity *a, const struct identity *b)
{
    if (!a->birth || !b->birth)
        return false;
    size_t n = strlen(a->birth), m = strlen(b->birth);
    return strncmp(a->birth, b->birth, n < m ? n : m) != 0;
}

/* Names are changed and birth dates put right, but seldom both. Two readings that agree prove less
 * than a card: there one of them is enough. */
static bool is_stranger(const struct identity *who, const struct identity *other)
{
    bool name = *who->plain && *other->plain && strcmp(who->plain, other->plain) != 0;
    bool birth = births_differ(who, other);
    return other->proof <= 1 ? name || birth : name && birth;
}

/* Records of linked persons need no proof. */
static int part_strangers(struct sohoa_known *k, struct sohoa_err *err)
{
    size_t count = k->record_count, best = SIZE_MAX;
    if (count < 2)
        return SOHOA_OK;
    struct identity *who = calloc(count, sizeof *who);
    if (!who)
        return sohoa_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (k->records[i].place_count)
            identify(k, &k->records[i], &who[i]);
        if (who[i].proof &&
            (best == SIZE_MAX || who[i].proof > who[best].proof ||
             (who[i].proof == who[best].proof && strcmp(who[i].date, who[best].date) > 0)))
            best = i;
    }
    for (size_t i = 0; best != SIZE_MAX && i < count; i++)
        for (size_t p = 0; i != best && who[i].proof && p < k->records[i].place_count; p++)
            k->places[k->records[i].place + p].stranger = is_stranger(&who[best], &who[i]);
    free(who);
    return SOHOA_OK;
}

/* ---- all of it
 * ------------------------------------------------------------------------------------
 */

static int newer_relation(const void *a, const void *b)
{
    const struct sohoa_known_relation *x = a, *y = b;
    return x->place < y->place ? 1 : x->place > y->place ? -1 : 0;
}

/* By the date of the paper, newest first; of equals the one gathered later. */
static void sort_relations(struct sohoa_known *k)
{
    if (k->relation_count > 1)
        qsort(k->relations, k->relation_count, sizeof *k->relations, newer_relation);
    for (size_t i = 1; i < k->relation_count; i++) { /* few; insertion keeps the order of equals */
        struct sohoa_known_relation one = k->relations[i];
        size_t at = i;
        while (at > 0 &&
               strcmp(k->places[k->relations[at - 1].place].date, k->places[one.place].date) < 0) {
            k->relations[at] = k->relations[at - 1];
            at--;
        }
        k->relations[at] = one;
    }
}

static int finish(struct sohoa_known *k, const struct sohoa_schemas *schemas, const char *today,
                  struct sohoa_err *err)
{
    int rc = part_strangers(k, err);
    for (size_t i = 0; rc == SOHOA_OK && i < k->place_count; i++)
        sohoa_validity(schemas, k, &k->places[i], today);
    for (size_t i = 0; rc == SOHOA_OK && i < k->fact_count; i++)
        k->facts[i].authority = sohoa_authority(&k->facts[i], &k->places[k->facts[i].place]);
    if (rc == SOHOA_OK) {
        sohoa_authority_sort(k);
        sort_relations(k);
    }
    return rc;
}

int sohoa_known_load(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                     const char *subject, const struct sohoa_given *given, const char *today,
                     struct sohoa_known *ret, struct sohoa_err *err)
{
    struct sohoa_known known = {.linked = false};
    struct gather g = {.r = r, .known = &known, .err = err};
    char day[11];
    const char *id = sohoa_key_last(subject);
    (void)snprintf(known.subject, sizeof known.subject, "%s", subject);
    sohoa_day(today, day);
    int rc = gather(&g, known.subject);
    if (rc == SOHOA_OK && sohoa_citizen_id_valid(id))
        rc = sohoa_links_each(r, id, add_linked, &g, err);
    if (rc == SOHOA_OK && given && given->card)
        rc = sohoa_known_add_card(&known, given, day, err);
    if (rc == SOHOA_OK)
        rc = finish(&known, schemas, day, err);
    if (rc != SOHOA_OK) {
        sohoa_known_clear(&known);
        return rc;
    }
    *ret = known;
    return SOHOA_OK;
}

int sohoa_known_claim(struct sohoa_records *r, const char *person, struct sohoa_known *ret,
                      struct sohoa_err *err)
{
    char subject[SOHOA_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "person/%s", person);
    return sohoa_known_load(r, NULL, subject, NULL, NULL, ret, err);
}

void sohoa_known_clear(struct sohoa_known *known)
{
    for (size_t i = 0; i < known->record_count; i++)
        free(known->records[i].text);
    free(known->records);
    free(known->places);
    free(known->facts);
    free(known->relations);
    memset(known, 0, sizeof *known);
}

static const struct sohoa_known_fact *first_of(const struct sohoa_known *known,
                                               const char *attribute, bool valid)
{
    for (size_t i = 0; i < known->fact_count; i++) {
        const struct sohoa_known_fact *f = &known->facts[i];
        const struct sohoa_known_place *p = &known->places[f->place];
        if (strcmp(f->attribute, attribute) == 0 && !p->stranger && !(valid && p->spent))
            return f;
    }
    return NULL;
}

const struct sohoa_known_fact *sohoa_known_best(const struct sohoa_known *known,
                                                const char *attribute)
{
    return first_of(known, attribute, true);
}

const struct sohoa_known_fact *sohoa_known_any(const struct sohoa_known *known,
                                               const char *attribute)
{
    return first_of(known, attribute, false);
}

const struct sohoa_known_fact *sohoa_known_death(const struct sohoa_known *known)
{
    static const char *const said[] = {"death_date", "death_time", "death_place", "death_cause"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const struct sohoa_known_fact *fact = sohoa_known_any(known, said[i]);
        if (fact)
            return fact;
    }
    return NULL;
}

json_t *sohoa_known_place_object(const struct sohoa_known_place *place)
{
    struct sohoa_put put = {.object = json_object()};
    if (*place->dossier) {
        sohoa_put_text(&put, "dossier", place->dossier);
        sohoa_put_count(&put, "document", place->document);
        sohoa_put_text(&put, "code", place->code);
        sohoa_put_text(&put, "schema", place->schema);
        sohoa_put_text(&put, "form", place->form);
        sohoa_put_text(&put, "role", place->role);
    }
    sohoa_put_text(&put, "received", place->at);
    return sohoa_put_end(&put);
}

json_t *sohoa_known_from(const struct sohoa_known *known, const struct sohoa_known_fact *fact)
{
    struct sohoa_put put = {.object = sohoa_known_place_object(&known->places[fact->place])};
    sohoa_put_text(&put, "source", fact->source);
    if (fact->page.size)
        sohoa_put(&put, "page",
                  json_loadb(fact->page.data, fact->page.size, JSON_DECODE_ANY, NULL));
    if (fact->box.size)
        sohoa_put(&put, "box", json_loadb(fact->box.data, fact->box.size, 0, NULL));
    return sohoa_put_end(&put);
}
