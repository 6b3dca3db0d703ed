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

static int no_memory(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

/* Makes room for one more; false: out of memory. */
static bool room(void **items, size_t count, size_t *ret_room, size_t size)
{
    if (count < *ret_room)
        return true;
    size_t more = *ret_room ? *ret_room * 2 : 16;
    void *bigger = realloc(*items, more * size);
    if (!bigger)
        return false;
    *items = bigger;
    *ret_room = more;
    return true;
}

#define ROOM(known, what)                                                                          \
    room((void **)&(known)->what##s, (known)->what##_count, &(known)->what##_room,                 \
         sizeof *(known)->what##s)

static const char *text_at(const json_t *array, size_t index)
{
    return json_string_value(json_array_get(array, index));
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool add_place(struct gather *g, const char *dossier, const json_t *record, const json_t *in)
{
    struct sohoa_known *k = g->known;
    if (!ROOM(k, place))
        return false;
    struct sohoa_known_place *place = &k->places[k->place_count++];
    *place = (struct sohoa_known_place){
        .document = (uint32_t)json_integer_value(json_array_get(in, 0)),
        .code = json_string_value(json_object_get(record, "code")),
        .at = json_string_value(json_object_get(record, "at")),
        .schema = or_empty(text_at(in, 1)),
        .form = or_empty(text_at(in, 2)),
        .role = or_empty(text_at(in, 3)),
        .issued = text_at(in, 4),
    };
    (void)snprintf(place->dossier, sizeof place->dossier, "%s", dossier);
    (void)snprintf(place->person, sizeof place->person, "%s", g->subject);
    place->date = place->issued ? place->issued : or_empty(place->at);
    return true;
}

static bool add_fact(struct sohoa_known *k, const json_t *fact, size_t first)
{
    size_t place = first + (size_t)json_integer_value(json_array_get(fact, 2));
    if (place >= k->place_count || !text_at(fact, 0) || !text_at(fact, 1))
        return true; /* damaged: verify tells */
    if (!ROOM(k, fact))
        return false;
    const json_t *page = json_array_get(fact, 6), *box = json_array_get(fact, 7);
    k->facts[k->fact_count] = (struct sohoa_known_fact){
        .attribute = text_at(fact, 0),
        .value = text_at(fact, 1),
        .state = text_at(fact, 3) ? text_at(fact, 3) : "machine",
        .confidence = json_number_value(json_array_get(fact, 4)),
        .source = or_empty(text_at(fact, 5)),
        .page = json_is_integer(page) ? page : NULL,
        .box = json_is_array(box) ? box : NULL,
        .place = (uint32_t)place,
        .order = (uint32_t)k->fact_count,
    };
    k->fact_count++;
    return true;
}

static bool add_relation(struct sohoa_known *k, const json_t *with, size_t first)
{
    size_t place = first + (size_t)json_integer_value(json_array_get(with, 3));
    if (place >= k->place_count || !text_at(with, 0) || !text_at(with, 1))
        return true;
    if (!ROOM(k, relation))
        return false;
    k->relations[k->relation_count++] =
        (struct sohoa_known_relation){.kind = text_at(with, 0),
                                      .subject = text_at(with, 1),
                                      .name = or_empty(text_at(with, 2)),
                                      .place = (uint32_t)place};
    return true;
}

static int add_record(void *arg, const char *dossier, const json_t *record)
{
    struct gather *g = arg;
    struct sohoa_known *k = g->known;
    size_t first = k->place_count, i;
    const json_t *entry;
    if (json_array_append(k->kept, (json_t *)record) != 0)
        return no_memory(g->err);
    bool good = true;
    json_array_foreach(json_object_get(record, "in"), i, entry) good =
        good && add_place(g, dossier, record, entry);
    json_array_foreach(json_object_get(record, "facts"), i, entry) good =
        good && add_fact(k, entry, first);
    json_array_foreach(json_object_get(record, "with"), i, entry) good =
        good && add_relation(k, entry, first);
    k->claimed |= json_object_get(record, "claim") != NULL;
    return good ? SOHOA_OK : no_memory(g->err);
}

static int gather(struct gather *g, const char *subject)
{
    g->subject = subject;
    return sohoa_facts_each(g->r, subject, add_record, g, g->err);
}

/* A person or a number of before that somebody said is the subject. */
static int add_linked(void *arg, const char *from)
{
    char subject[SOHOA_SUBJECT_SIZE];
    if (!sohoa_id_valid(from) && !sohoa_citizen_id_valid(from))
        return SOHOA_OK; /* 9 digits: they only lead here */
    (void)snprintf(subject, sizeof subject, "person/%s", from);
    return gather(arg, subject);
}

/* ---- a card shown -----------------------------------------------------------------------------
 */

/* As a record of no dossier. New reference; NULL: out of memory. */
static json_t *card_record(const struct sohoa_given *given, const char *id, const char *now)
{
    const struct {
        const char *attribute, *value;
    } said[] = {{"name", given->name},
                {"birth_date", given->birth_date},
                {"gender", given->gender},
                {"address", given->address},
                {"id_number", id},
                {"id_issue_date", given->issue_date},
                {"old_id_number", given->old_id}};
    json_t *facts = json_array();
    for (size_t i = 0; facts && i < sizeof said / sizeof *said; i++)
        if (*said[i].value &&
            json_array_append_new(facts, json_pack("[s,s,i,s,f,s]", said[i].attribute,
                                                   said[i].value, 0, "machine", 0.99, "qr")) != 0) {
            json_decref(facts);
            return NULL;
        }
    return json_pack("{s:s,s:s,s:[[i,s,s,s,s]],s:o}", "id", "qr", "at", now, "in", 0, "", "",
                     "person", now, "facts", facts);
}

static int add_card(struct gather *g, const struct sohoa_given *given, const char *today)
{
    const char *id = sohoa_citizen_id_valid(given->key) ? given->key : "";
    json_t *record = card_record(given, id, today);
    g->subject = g->known->subject;
    int rc = record ? add_record(g, "", record) : no_memory(g->err);
    json_decref(record);
    return rc;
}

/* ---- strangers ----------------------------------------------------------------------------------
 */

struct identity {
    char plain[SOHOA_NAME_SIZE];
    const char *birth;
    int proof;
    const char *date;
};

static int proof_rank(const json_t *record, const char *dossier)
{
    static const char *const proofs[] = {"twice", "mrz", "qr", "operator"};
    const char *proof = json_string_value(json_object_get(record, "id"));
    for (int i = 0; proof && i < 4; i++)
        if (strcmp(proof, proofs[i]) == 0)
            return *dossier ? i + 1 : 5; /* the card lies on the desk */
    return 0;
}

static void identify(const struct sohoa_known *k, const json_t *record, size_t first, size_t count,
                     struct identity *ret)
{
    *ret = (struct identity){.proof = proof_rank(record, k->places[first].dossier),
                             .date = k->places[first].date};
    for (size_t i = 0; i < k->fact_count; i++) {
        const struct sohoa_known_fact *f = &k->facts[i];
        if (f->place < first || f->place >= first + count)
            continue;
        if (!*ret->plain && strcmp(f->attribute, "name") == 0)
            sohoa_name_plain(f->value, ret->plain);
        if (strcmp(f->attribute, "birth_date") == 0 &&
            (!ret->birth || strlen(f->value) > strlen(ret->birth)))
            ret->birth = f->value;
    }
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

/* Records stand one behind the other in places; those of linked persons need no proof. */
static int part_strangers(struct sohoa_known *k, struct sohoa_err *err)
{
    size_t count = json_array_size(k->kept), first = 0, best = SIZE_MAX;
    if (count < 2)
        return SOHOA_OK;
    struct identity *who = calloc(count, sizeof *who);
    size_t *starts = calloc(count + 1, sizeof *starts);
    if (!who || !starts) {
        free(who);
        free(starts);
        return no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *record = json_array_get(k->kept, i);
        size_t places = json_array_size(json_object_get(record, "in"));
        starts[i] = first;
        if (places)
            identify(k, record, first, places, &who[i]);
        first += places;
        if (who[i].proof &&
            (best == SIZE_MAX || who[i].proof > who[best].proof ||
             (who[i].proof == who[best].proof && strcmp(who[i].date, who[best].date) > 0)))
            best = i;
    }
    starts[count] = first;
    for (size_t i = 0; best != SIZE_MAX && i < count; i++)
        for (size_t p = starts[i]; i != best && who[i].proof && p < starts[i + 1]; p++)
            k->places[p].stranger = is_stranger(&who[best], &who[i]);
    free(who);
    free(starts);
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
    struct sohoa_known known = {.kept = json_array()};
    struct gather g = {.r = r, .known = &known, .err = err};
    char day[11];
    const char *id = sohoa_key_last(subject);
    (void)snprintf(known.subject, sizeof known.subject, "%s", subject);
    sohoa_day(today, day);
    int rc = known.kept ? gather(&g, known.subject) : no_memory(err);
    if (rc == SOHOA_OK && sohoa_citizen_id_valid(id))
        rc = sohoa_links_each(r, id, add_linked, &g, err);
    if (rc == SOHOA_OK && given && given->card)
        rc = add_card(&g, given, day);
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
    json_decref(known->kept);
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
    if (fact->page)
        sohoa_put(&put, "page", json_incref((json_t *)fact->page));
    if (fact->box)
        sohoa_put(&put, "box", json_incref((json_t *)fact->box));
    return sohoa_put_end(&put);
}
