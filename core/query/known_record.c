/* known_record.c - what one dossier, or a card shown, says of a subject joins what is known: see
 * known.h, and facts.h for the record's form. No state; any thread. */
#include "query/known.h"
#include "record/json_scan.h"
#include "record/keys.h"

#include <stdlib.h>
#include <string.h>

struct adding {
    struct sohoa_known *known;
    const char *subject;
};

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
static bool add_place(struct adding *g, const char *dossier, struct sohoa_json_scan *s)
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
static bool add_fact(struct adding *g, const char *dossier, struct sohoa_json_scan *s)
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
static bool add_relation(struct adding *g, const char *dossier, struct sohoa_json_scan *s)
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

static bool add_each(struct adding *g, const char *dossier, struct sohoa_json_scan *s,
                     bool (*add)(struct adding *g, const char *dossier, struct sohoa_json_scan *s))
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

int sohoa_known_add(struct sohoa_known *k, const char *subject, const char *dossier, char *text,
                    struct sohoa_err *err)
{
    struct adding adding = {.known = k, .subject = subject}, *g = &adding;
    struct sohoa_json_scan s = {.at = text};
    struct sohoa_known_record record = {.text = text, .place = k->place_count};
    size_t first_fact = k->fact_count, first_relation = k->relation_count;
    const char *name, *code = NULL, *at = NULL;
    if (!ROOM(k, record)) {
        free(text);
        return sohoa_no_memory(err);
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
        return sohoa_no_memory(err);
    return object && !s.damaged ? SOHOA_OK
                                : sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged",
                                             sohoa_key_fact(subject, dossier).text);
}

/* ---- a card shown -----------------------------------------------------------------------------
 */

/* As a record of no dossier; its texts are the card's. */
int sohoa_known_add_card(struct sohoa_known *k, const struct sohoa_given *given, const char *today,
                         struct sohoa_err *err)
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
    struct sohoa_known_record record = {
        .text = strdup(today), .proof = "qr", .place = k->place_count, .place_count = 1};
    bool good = record.text && ROOM(k, record) && ROOM(k, place);
    if (!good) {
        free(record.text);
        return sohoa_no_memory(err);
    }
    k->records[k->record_count++] = record;
    /* it lies here today; what stands on it is as old as itself */
    const char *issued = *given->issue_date ? given->issue_date : NULL;
    struct sohoa_known_place *place = &k->places[k->place_count++];
    *place = (struct sohoa_known_place){.schema = "",
                                        .form = "",
                                        .role = "person",
                                        .at = record.text,
                                        .issued = issued,
                                        .date = issued ? issued : record.text};
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
    return good ? SOHOA_OK : sohoa_no_memory(err);
}
