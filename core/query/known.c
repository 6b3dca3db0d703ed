/* known.c - see known.h. No state; any thread. */
#include "query/known.h"
#include "record/json_read.h"
#include "record/json_scan.h"
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

/* Cut to the room. */
static void copy_text(char *to, size_t room_there, const char *from)
{
    size_t size = strnlen(from, room_there - 1);
    memcpy(to, from, size);
    to[size] = '\0';
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* ---- a record, taken apart --------------------------------------------------------------------
 */

/* [document, schema, form, role, issued] */
static bool add_place(struct gather *g, const char *dossier, struct sohoa_json_scan *s)
{
    struct sohoa_known *k = g->known;
    struct sohoa_known_place place = {.document = 0};
    if (!ROOM(k, place))
        return false;
    int32_t document = 0;
    const char *texts[4] = {NULL};
    for (size_t i = 0; sohoa_json_item(s); i++)
        if (i == 0)
            document = sohoa_json_count(s);
        else if (i <= 4)
            texts[i - 1] = sohoa_json_string(s);
        else
            (void)sohoa_json_raw(s);
    place.document = document > 0 ? (uint32_t)document : 0;
    place.schema = or_empty(texts[0]);
    place.form = or_empty(texts[1]);
    place.role = or_empty(texts[2]);
    place.issued = texts[3];
    copy_text(place.dossier, sizeof place.dossier, dossier);
    copy_text(place.person, sizeof place.person, g->subject);
    k->places[k->place_count++] = place;
    return true;
}

/* [attribute, value, place, state, confidence, source, page, [x, y, w, h]] */
static bool add_fact(struct gather *g, const char *dossier, struct sohoa_json_scan *s)
{
    struct sohoa_known *k = g->known;
    struct sohoa_known_fact f = {.order = (uint32_t)k->fact_count};
    (void)dossier;
    if (!ROOM(k, fact))
        return false;
    for (unsigned i = 0; sohoa_json_item(s); i++) {
        switch (i) {
        case 0:
            f.attribute = sohoa_json_string(s);
            break;
        case 1:
            f.value = sohoa_json_string(s);
            break;
        case 2:
            f.place = (uint32_t)sohoa_json_count(s); /* none: out of bounds */
            break;
        case 3:
            f.state = sohoa_json_string(s);
            break;
        case 4:
            f.confidence = sohoa_json_real(s);
            break;
        case 5:
            f.source = sohoa_json_string(s);
            break;
        case 6:
            f.page = sohoa_json_raw(s);
            break;
        case 7:
            f.box = sohoa_json_raw(s);
            break;
        default:
            (void)sohoa_json_raw(s);
        }
    }
    if (!f.attribute || !f.value)
        return true; /* damaged: verify tells */
    f.state = f.state ? f.state : "machine";
    f.source = or_empty(f.source);
    if (f.page.size && !strchr("-0123456789", *(const char *)f.page.data))
        f.page.size = 0;
    if (f.box.size && *(const char *)f.box.data != '[')
        f.box.size = 0;
    k->facts[k->fact_count++] = f;
    return true;
}

/* [kind, subject, name, place] */
static bool add_relation(struct gather *g, const char *dossier, struct sohoa_json_scan *s)
{
    struct sohoa_known *k = g->known;
    const char *texts[3] = {NULL};
    int32_t place = -1;
    (void)dossier;
    if (!ROOM(k, relation))
        return false;
    for (size_t i = 0; sohoa_json_item(s); i++)
        if (i < 3)
            texts[i] = sohoa_json_string(s);
        else if (i == 3)
            place = sohoa_json_count(s);
        else
            (void)sohoa_json_raw(s);
    if (texts[0] && texts[1])
        k->relations[k->relation_count++] =
            (struct sohoa_known_relation){.kind = texts[0],
                                          .subject = texts[1],
                                          .name = or_empty(texts[2]),
                                          .place = (uint32_t)place};
    return true;
}

static bool add_each(struct gather *g, const char *dossier, struct sohoa_json_scan *s,
                     bool (*add)(struct gather *g, const char *dossier, struct sohoa_json_scan *s))
{
    bool good = true;
    if (!sohoa_json_array(s))
        return true;
    while (good && sohoa_json_item(s))
        if (sohoa_json_array(s))
            good = add(g, dossier, s);
    return good;
}

/* Places of a record count from 0 in it; one that points elsewhere is damaged, and left out. */
static void settle_record(struct sohoa_known *k, size_t first_fact, size_t first_relation)
{
    const struct sohoa_known_record *record = &k->records[k->record_count - 1];
    size_t kept = first_fact;
    for (size_t i = first_fact; i < k->fact_count; i++)
        if (k->facts[i].place < record->place_count) {
            k->facts[kept] = k->facts[i];
            k->facts[kept].order = (uint32_t)kept;
            k->facts[kept++].place += (uint32_t)record->place;
        }
    k->fact_count = kept;
    kept = first_relation;
    for (size_t i = first_relation; i < k->relation_count; i++)
        if (k->relations[i].place < record->place_count) {
            k->relations[kept] = k->relations[i];
            k->relations[kept++].place += (uint32_t)record->place;
        }
    k->relation_count = kept;
}

static int add_record(void *arg, const char *dossier, char *text)
{
    struct gather *g = arg;
    struct sohoa_known *k = g->known;
    struct sohoa_json_scan s = {.at = text};
    struct sohoa_known_record record = {.text = text, .place = k->place_count};
    size_t first_fact = k->fact_count, first_relation = k->relation_count;
    const char *name, *code = NULL, *at = NULL;
    if (!ROOM(k, record)) {
        free(text);
        return no_memory(g->err);
    }
    k->record_count++;
    bool good = true, object = sohoa_json_object(&s);
    while (object && good && (name = sohoa_json_name(&s))) {
        if (strcmp(name, "in") == 0)
            good = add_each(g, dossier, &s, add_place);
        else if (strcmp(name, "facts") == 0)
            good = add_each(g, dossier, &s, add_fact);
        else if (strcmp(name, "with") == 0)
            good = add_each(g, dossier, &s, add_relation);
        else if (strcmp(name, "id") == 0)
            record.proof = sohoa_json_string(&s);
        else if (strcmp(name, "claim") == 0)
            record.claim = sohoa_json_string(&s);
        else if (strcmp(name, "code") == 0)
            code = sohoa_json_string(&s);
        else if (strcmp(name, "at") == 0)
            at = sohoa_json_string(&s);
        else
            (void)sohoa_json_raw(&s);
    }
    record.place_count = k->place_count - record.place;
    k->records[k->record_count - 1] = record;
    for (size_t i = record.place; i < k->place_count; i++) {
        struct sohoa_known_place *place = &k->places[i];
        place->code = code;
        place->at = at;
        place->date = place->issued ? place->issued : or_empty(at);
    }
    settle_record(k, first_fact, first_relation);
    if (!good)
        return no_memory(g->err);
    return object && !s.damaged ? SOHOA_OK
                                : sohoa_fail(g->err, SOHOA_FATAL, "the record %s is damaged",
                                             sohoa_key_fact(g->subject, dossier).text);
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

/* ---- a card shown -----------------------------------------------------------------------------
 */

/* As a record of no dossier; its texts are the card's. */
static int add_card(struct gather *g, const struct sohoa_given *given, const char *today)
{
    const struct {
        const char *attribute, *value;
    } said[] = {{"name", given->name},
                {"birth_date", given->birth_date},
                {"gender", given->gender},
                {"address", given->address},
                {"id_number", sohoa_citizen_id_valid(given->key) ? given->key : ""},
                {"id_issue_date", given->issue_date},
                {"old_id_number", given->old_id}};
    struct sohoa_known *k = g->known;
    struct sohoa_known_record record = {
        .text = strdup(today), .proof = "qr", .place = k->place_count, .place_count = 1};
    bool good = record.text && ROOM(k, record) && ROOM(k, place);
    if (!good) {
        free(record.text);
        return no_memory(g->err);
    }
    k->records[k->record_count++] = record;
    /* what stands on a card is as old as the card */
    const char *issued = *given->issue_date ? given->issue_date : record.text;
    struct sohoa_known_place *place = &k->places[k->place_count++];
    *place = (struct sohoa_known_place){.schema = "",
                                        .form = "",
                                        .role = "person",
                                        .at = record.text,
                                        .issued = issued,
                                        .date = issued};
    copy_text(place->person, sizeof place->person, k->subject);
    for (size_t i = 0; good && i < sizeof said / sizeof *said; i++)
        if (*said[i].value && (good = ROOM(k, fact))) {
            k->facts[k->fact_count] = (struct sohoa_known_fact){.attribute = said[i].attribute,
                                                                .value = said[i].value,
                                                                .state = "machine",
                                                                .source = "qr",
                                                                .confidence = 0.99,
                                                                .place = (uint32_t)record.place,
                                                                .order = (uint32_t)k->fact_count};
            k->fact_count++;
        }
    return good ? SOHOA_OK : no_memory(g->err);
}

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

static void identify(const struct sohoa_known *k, const struct sohoa_known_record *record,
                     struct identity *ret)
{
    const struct sohoa_known_place *place = &k->places[record->place];
    *ret =
        (struct identity){.proof = proof_rank(record->proof, place->dossier), .date = place->date};
    for (size_t i = 0; i < k->fact_count; i++) {
        const struct sohoa_known_fact *f = &k->facts[i];
        if (f->place < record->place || f->place >= record->place + record->place_count)
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

/* Records of linked persons need no proof. */
static int part_strangers(struct sohoa_known *k, struct sohoa_err *err)
{
    size_t count = k->record_count, best = SIZE_MAX;
    if (count < 2)
        return SOHOA_OK;
    struct identity *who = calloc(count, sizeof *who);
    if (!who)
        return no_memory(err);
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
