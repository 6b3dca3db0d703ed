/* erase_plan.c - what an erasure takes and what it leaves; see erase.h. Reads only, no state.
 *
 * A page goes when it is of his papers and nobody else's fact rests on it. A page without any fact
 * goes with its paper, unless somebody else is named on that paper; pages beside the papers go when
 * nobody else is named in the whole dossier. */
#include "query/erase_parts.h"
#include "query/hold.h"
#include "record/json_read.h"
#include "record/mention.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct plan {
    struct sohoa_records *r;
    const struct sohoa_schemas *schemas;
    const char *id;
    json_t *subjects; /* {"person/...": true} */
    json_t *batches;  /* {batch: {"drop":[],"strip":[]}} */
    json_t *stays, *dossiers, *links;
    struct sohoa_err *err;
    bool failed;
};

enum { /* of a page */
       HIS_PAPER = 1u << 0,
       HIS_FACT = 1u << 1,
       OTHERS_FACT = 1u << 2,
       OTHERS_PAPER = 1u << 3,
       KEPT = 1u << 4, /* by a retention period */
};

/* ---- places ---------------------------------------------------------------------------------- */

static bool add_place(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct erase_places *places = arg;
    (void)place;
    if (places->count == places->room) {
        size_t room = places->room ? places->room * 2 : 16;
        struct erase_place *bigger = realloc(places->at, room * sizeof *bigger);
        if (!bigger) {
            places->room = SIZE_MAX;
            return false;
        }
        places->at = bigger;
        places->room = room;
    }
    struct erase_place *at = &places->at[places->count++];
    *at = (struct erase_place){.number = page->number, .part = page->part, .state = page->state};
    memcpy(at->sha256, page->master.sha256, sizeof at->sha256);
    return true;
}

int sohoa_erase_places(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                       struct erase_places *ret, struct sohoa_err *err)
{
    int rc = sohoa_dossier_pages(r, dossier, add_place, ret, err);
    if (rc == SOHOA_OK && ret->room == SIZE_MAX)
        rc = sohoa_no_memory(err);
    return rc;
}

bool sohoa_erase_is_of(const char *key, const char *role)
{
    size_t length = strlen(role);
    return strncmp(key, role, length) == 0 && key[length] == '.';
}

bool sohoa_erase_has(const json_t *numbers, json_int_t number)
{
    for (size_t i = 0; i < json_array_size(numbers); i++)
        if (json_integer_value(json_array_get(numbers, i)) == number)
            return true;
    return false;
}

/* ---- one dossier ----------------------------------------------------------------------------- */

struct looked_at {
    struct sohoa_dossier_record dossier;
    struct sohoa_people people;
    struct erase_places places;
    unsigned *flags; /* by place, from 1 */
};

static void stay(struct plan *p, const struct looked_at *l, size_t document, size_t page,
                 const char *reason, const char *until)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "dossier", l->dossier.id);
    sohoa_put_count(&put, "document", document);
    sohoa_put_count(&put, "page", page);
    sohoa_put_text(&put, "reason", reason);
    sohoa_put_text(&put, "until", until);
    if (json_array_append_new(p->stays, sohoa_put_end(&put)))
        p->failed = true;
}

static bool is_his(const struct plan *p, const struct looked_at *l, const struct sohoa_mention *m)
{
    return json_object_get(p->subjects, l->people.persons[m->person].subject) != NULL;
}

/* The paper must be kept until then; "" : it need not. */
static void retained_until(const struct plan *p, const struct looked_at *l, const json_t *document,
                           char ret[16])
{
    const char *name = json_string_value(json_object_get(document, "schema"));
    const struct sohoa_schema *schema =
        name && p->schemas ? sohoa_schemas_find(p->schemas, name) : NULL;
    const char *from = l->dossier.received ? l->dossier.received : l->dossier.captured;
    char now[SOHOA_STAMP_SIZE], *end;
    ret[0] = '\0';
    if (!schema || schema->retention == 0)
        return;
    if (schema->retention == SOHOA_RETAIN_FOREVER) {
        (void)snprintf(ret, 16, "permanent");
        return;
    }
    long year = strtol(from, &end, 10);
    sohoa_stamp(0, now);
    (void)snprintf(ret, 16, "%04ld%.6s", (year + (long)schema->retention) % 10000, end);
    if (strncmp(ret, now, 10) <= 0)
        ret[0] = '\0';
}

static void flag_pages(struct looked_at *l, const json_t *document, unsigned flag)
{
    const json_t *pages = json_object_get(document, "pages");
    for (size_t i = 0; i < json_array_size(pages); i++) {
        json_int_t page = json_integer_value(json_array_get(pages, i));
        if (page >= 1 && (size_t)page <= l->places.count)
            l->flags[page] |= flag;
    }
}

static void flag_fields(struct looked_at *l, const json_t *document, const char *role,
                        unsigned flag)
{
    const char *key;
    json_t *field;
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        json_int_t page = json_integer_value(json_object_get(field, "page"));
        if (sohoa_erase_is_of(key, role) && page >= 1 && (size_t)page <= l->places.count)
            l->flags[page] |= flag;
    }
}

static json_t *batch_of(struct plan *p, const char *id)
{
    json_t *batch = json_object_get(p->batches, id);
    if (!batch) {
        batch = json_pack("{s:s,s:[],s:[]}", "batch", id, "drop", "strip");
        if (!batch || json_object_set_new(p->batches, id, batch))
            p->failed = true;
    }
    return batch;
}

static void strip(struct plan *p, const struct looked_at *l, const json_t *document,
                  const char *role)
{
    const char *schema = json_string_value(json_object_get(document, "schema"));
    const json_t *pages = json_object_get(document, "pages");
    json_t *numbers = json_array(), *batch = batch_of(p, l->dossier.batch);
    for (size_t i = 0; numbers && i < json_array_size(pages); i++) {
        json_int_t page = json_integer_value(json_array_get(pages, i));
        if (page >= 1 && (size_t)page <= l->places.count &&
            json_array_append_new(numbers, json_integer(l->places.at[page - 1].number)))
            p->failed = true;
    }
    json_t *entry =
        json_pack("{s:s,s:s,s:o}", "schema", schema ? schema : "", "role", role, "pages", numbers);
    if (!numbers || !entry || json_array_append_new(json_object_get(batch, "strip"), entry))
        p->failed = true;
}

/* Flags the pages of one document; his fields of it are to go unless it must be kept. */
static void look_at_document(struct plan *p, struct looked_at *l, size_t number,
                             const json_t *document)
{
    char until[16];
    bool his = false, others = false;
    retained_until(p, l, document, until);
    for (size_t i = 0; i < l->people.count; i++) {
        const struct sohoa_mention *m = &l->people.mentions[i];
        if (m->document != number)
            continue;
        bool is = is_his(p, l, m);
        his |= is;
        others |= !is;
        flag_fields(l, document, m->role, is ? HIS_FACT : OTHERS_FACT);
        if (is && !until[0])
            strip(p, l, document, m->role);
    }
    flag_pages(l, document,
               (his ? HIS_PAPER : 0u) | (others ? OTHERS_PAPER : 0u) |
                   (his && until[0] ? KEPT : 0u));
    if (his && until[0])
        stay(p, l, number, 0, "retention", until);
}

/* Whether the page goes; why it stays otherwise, NULL: it is none of his. */
static bool page_goes(const struct looked_at *l, size_t place, bool alone, const char **ret_why)
{
    unsigned f = l->flags[place];
    *ret_why = NULL;
    if (f & KEPT)
        return false; /* told with its document */
    if (f & HIS_PAPER) {
        bool goes = !(f & OTHERS_FACT) && ((f & HIS_FACT) || !(f & OTHERS_PAPER));
        *ret_why = goes ? NULL : "others";
        return goes;
    }
    if (f == 0 && !alone)
        *ret_why = l->places.at[place - 1].state == SOHOA_STATE_STORED ? "unread" : NULL;
    return f == 0 && alone;
}

/* Of the parts of a split image all go or none. */
static bool number_goes(const struct looked_at *l, size_t place, bool alone)
{
    const char *why;
    bool goes = true;
    for (size_t i = 1; i <= l->places.count && goes; i++)
        if (l->places.at[i - 1].number == l->places.at[place - 1].number)
            goes = page_goes(l, i, alone, &why);
    return goes;
}

static void choose_pages(struct plan *p, struct looked_at *l)
{
    bool alone = true, any = false;
    for (size_t i = 1; i <= l->places.count; i++) {
        alone = alone && !(l->flags[i] & (OTHERS_FACT | OTHERS_PAPER | KEPT));
        any = any || ((l->flags[i] & HIS_PAPER) && !(l->flags[i] & KEPT));
    }
    for (size_t i = 1; i <= l->places.count && any; i++) {
        const char *why = NULL;
        json_t *drop = json_object_get(batch_of(p, l->dossier.batch), "drop");
        json_int_t number = l->places.at[i - 1].number;
        if (number_goes(l, i, alone) && !sohoa_erase_has(drop, number) &&
            json_array_append_new(drop, json_integer(number)))
            p->failed = true;
        (void)page_goes(l, i, alone, &why);
        if (why)
            stay(p, l, 0, i, why, NULL);
    }
}

static int look_at(struct plan *p, const char *id)
{
    struct looked_at l = {.flags = NULL};
    json_t *hold = NULL;
    int rc = sohoa_dossier_get(p->r, id, &l.dossier, p->err);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    rc = sohoa_hold_get(p->r, id, &hold, p->err);
    json_decref(hold);
    if (rc == SOHOA_OK) {
        stay(p, &l, 0, 0, "hold", NULL);
        sohoa_dossier_record_clear(&l.dossier);
        return SOHOA_OK;
    }
    rc = rc == SOHOA_END ? sohoa_erase_places(p->r, &l.dossier, &l.places, p->err) : rc;
    if (rc == SOHOA_OK && sohoa_people_of(&l.dossier, &l.people) != 0)
        rc = sohoa_no_memory(p->err);
    if (rc == SOHOA_OK && !(l.flags = calloc(l.places.count + 2, sizeof *l.flags)))
        rc = sohoa_no_memory(p->err);
    for (size_t i = 0; rc == SOHOA_OK && i < json_array_size(l.dossier.documents); i++)
        look_at_document(p, &l, i + 1, json_array_get(l.dossier.documents, i));
    if (rc == SOHOA_OK)
        choose_pages(p, &l);
    free(l.flags);
    free(l.places.at);
    sohoa_people_clear(&l.people);
    sohoa_dossier_record_clear(&l.dossier);
    return rc;
}

/* ---- whose ----------------------------------------------------------------------------------- */

static int add_dossier(void *arg, const char *dossier, const json_t *record)
{
    struct plan *p = arg;
    (void)record;
    p->failed = json_object_set_new(p->dossiers, dossier, json_true()) || p->failed;
    return p->failed ? SOHOA_END : SOHOA_OK;
}

static int add_subject(struct plan *p, const char *key)
{
    char subject[SOHOA_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "person/%.26s", key);
    if (json_object_set_new(p->subjects, subject, json_true()))
        return sohoa_no_memory(p->err);
    return sohoa_facts_each(p->r, subject, add_dossier, p, p->err);
}

static int add_link(void *arg, const char *from)
{
    struct plan *p = arg;
    if (sohoa_id_valid(from) && json_array_append_new(p->links, json_string(from)))
        p->failed = true;
    return add_subject(p, from);
}

/* A person who only claims the number may be somebody else: his papers stay, and it is said. */
static int add_claim(void *arg, const char *person, const char *dossier)
{
    struct plan *p = arg;
    char subject[SOHOA_SUBJECT_SIZE];
    (void)snprintf(subject, sizeof subject, "person/%.26s", person);
    if (json_object_get(p->subjects, subject))
        return SOHOA_OK;
    struct looked_at l = {.flags = NULL};
    (void)snprintf(l.dossier.id, sizeof l.dossier.id, "%s", dossier);
    stay(p, &l, 0, 0, "claim", NULL);
    return p->failed ? SOHOA_END : SOHOA_OK;
}

static int gather(struct plan *p)
{
    json_t *hold = NULL;
    int rc = sohoa_hold_get(p->r, p->id, &hold, p->err);
    json_decref(hold);
    if (rc == SOHOA_OK)
        return sohoa_fail(p->err, SOHOA_BAD_DOSSIER,
                          "there is a legal hold on this person: nothing may be erased");
    if (rc == SOHOA_END)
        rc = add_subject(p, p->id);
    if (rc == SOHOA_OK)
        rc = sohoa_links_each(p->r, p->id, add_link, p, p->err);
    if (rc == SOHOA_OK)
        rc = sohoa_claims_each(p->r, p->id, add_claim, p, p->err);
    const char *dossier;
    json_t *unused;
    json_object_foreach(p->dossiers, dossier, unused)
    {
        if (rc == SOHOA_OK)
            rc = look_at(p, dossier);
    }
    if (rc == SOHOA_OK && p->failed)
        rc = sohoa_no_memory(p->err);
    if (rc == SOHOA_OK && json_object_size(p->dossiers) == 0 && json_array_size(p->stays) == 0)
        rc = sohoa_fail(p->err, SOHOA_END, "nothing is held of this person");
    return rc;
}

static json_t *record_of(const struct plan *p, const char *subject, const char *operator_)
{
    char now[SOHOA_STAMP_SIZE];
    json_t *batches = json_array(), *batch;
    const char *id;
    bool failed = !batches;
    sohoa_stamp(0, now);
    json_object_foreach(p->batches, id, batch)
    {
        failed = failed || json_array_append(batches, batch);
    }
    if (failed) {
        json_decref(batches);
        return NULL;
    }
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "time", now);
    sohoa_put(&put, "operator", sohoa_json_text(operator_));
    sohoa_put_text(&put, "subject", subject);
    sohoa_put(&put, "done", json_false());
    sohoa_put(&put, "links", json_incref(p->links));
    sohoa_put(&put, "masters", json_array());
    sohoa_put(&put, "batches", batches);
    return sohoa_put_end(&put);
}

int sohoa_erase_plan(struct sohoa_records *r, const struct sohoa_schemas *schemas, const char *id,
                     const char *subject, const char *operator_, json_t **ret_plan,
                     json_t **ret_stays, struct sohoa_err *err)
{
    if (!sohoa_citizen_id_valid(id))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a citizen ID has 12 digits");
    struct plan p = {.r = r,
                     .schemas = schemas,
                     .id = id,
                     .subjects = json_object(),
                     .batches = json_object(),
                     .stays = json_array(),
                     .dossiers = json_object(),
                     .links = json_array(),
                     .err = err};
    bool room = p.subjects && p.batches && p.stays && p.dossiers && p.links;
    int rc = room ? gather(&p) : sohoa_no_memory(p.err);
    json_t *plan = rc == SOHOA_OK ? record_of(&p, subject, operator_) : NULL;
    if (rc == SOHOA_OK && !plan)
        rc = sohoa_no_memory(p.err);
    if (rc == SOHOA_OK) {
        *ret_plan = plan;
        *ret_stays = json_incref(p.stays);
    }
    json_decref(p.subjects);
    json_decref(p.batches);
    json_decref(p.stays);
    json_decref(p.dossiers);
    json_decref(p.links);
    return rc;
}
