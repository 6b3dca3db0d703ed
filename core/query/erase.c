/* erase.c - see erase.h: the record first, then batch after batch, then masters, then it is done.
 * No state. */
#include "query/erase.h"
#include "query/erase_apply.h"
#include "query/search.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCHES_MAX 100000

struct erasure_key {
    char text[48];
};

static struct erasure_key key_of(const char *erasure)
{
    struct erasure_key key;
    (void)snprintf(key.text, sizeof key.text, "erasure/%.26s", erasure);
    return key;
}

/* Writes the record, and drops the links of the citizen in the same commit. */
static int put(struct sohoa_records *r, const char *erasure, const json_t *record, const char *id,
               struct sohoa_err *err)
{
    struct sohoa_write *w = sohoa_write_new(r);
    if (!w)
        return sohoa_no_memory(err);
    int rc = sohoa_write_value(w, key_of(erasure).text, record, err);
    if (rc == SOHOA_OK && id)
        rc = sohoa_write_drop_links(w, id, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

/* An erasure under way. */
struct erasing {
    struct sohoa_records *r;
    const char *erasure, *id; /* id: the citizen's, NULL: not known */
    json_t *record;           /* a copy of what was given */
    bool alone;               /* nobody else has the store */
    struct sohoa_erase_counts counts;
    struct sohoa_err *err;
};

/* ---- locks ----------------------------------------------------------------------------------- */

static void unlock_all(struct sohoa_lock **locks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sohoa_batch_unlock(locks[i]);
    free(locks);
}

/* All of the erasure's batches, or none. */
static int lock_all(struct sohoa_records *r, const json_t *batches, struct sohoa_lock ***ret,
                    struct sohoa_err *err)
{
    size_t count = json_array_size(batches);
    struct sohoa_lock **locks = count <= BATCHES_MAX ? calloc(count + 1, sizeof *locks) : NULL;
    if (!locks)
        return sohoa_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(batches, i), "batch"));
        int rc = sohoa_batch_lock(r, id ? id : "", &locks[i], err);
        if (rc != SOHOA_OK) {
            unlock_all(locks, i);
            return rc;
        }
    }
    *ret = locks;
    return SOHOA_OK;
}

/* ---- masters --------------------------------------------------------------------------------- */

/* Removes those that nobody uses; the others stay in the list. */
static int drop_masters(struct erasing *e, const json_t *masters, json_t *left)
{
    int rc = SOHOA_OK;
    const char *sha256;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)masters, sha256, unused)
    {
        bool gone = false, used = false;
        if (rc == SOHOA_OK)
            rc = sohoa_master_used(e->r, sha256, &used, e->err);
        if (rc != SOHOA_OK || used)
            continue;
        rc = sohoa_master_drop(e->r, sha256, e->alone, &gone, e->err);
        e->counts.masters += gone;
        e->counts.masters_left += !gone;
        if (rc == SOHOA_OK && !gone && json_array_append_new(left, json_string(sha256)))
            rc = sohoa_no_memory(e->err);
    }
    return rc;
}

static json_t *as_set(const json_t *list)
{
    json_t *set = json_object();
    for (size_t i = 0; set && i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name && json_object_set_new(set, name, json_true())) {
            json_decref(set);
            return NULL;
        }
    }
    return set;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static int drop_links_to(struct erasing *e, const char *id)
{
    struct sohoa_write *w = sohoa_write_new(e->r);
    int rc = w ? sohoa_write_drop_links(w, id, e->err) : sohoa_no_memory(e->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, e->err);
    sohoa_write_free(w);
    return rc;
}

/* Links of persons without a number were said of him: found by their other end. */
static int drop_links(struct erasing *e)
{
    const json_t *links = json_object_get(e->record, "links");
    int rc = SOHOA_OK;
    for (size_t i = 0; i < json_array_size(links) && rc == SOHOA_OK; i++) {
        char to[SOHOA_NUMBER_SIZE];
        const char *from = json_string_value(json_array_get(links, i));
        rc = from && sohoa_id_valid(from) ? sohoa_link_get(e->r, from, to, e->err) : SOHOA_END;
        if (rc == SOHOA_OK)
            rc = drop_links_to(e, to);
        else if (rc == SOHOA_END)
            rc = SOHOA_OK;
    }
    return rc;
}

static int finish(struct erasing *e, const json_t *masters)
{
    json_t *left = json_array();
    int rc = left ? drop_masters(e, masters, left) : sohoa_no_memory(e->err);
    if (rc == SOHOA_OK)
        rc = drop_links(e);
    if (rc == SOHOA_OK && (json_object_set(e->record, "masters", left) ||
                           json_object_set_new(e->record, "done", json_true())))
        rc = sohoa_no_memory(e->err);
    if (rc == SOHOA_OK)
        rc = put(e->r, e->erasure, e->record, e->id, e->err);
    json_decref(left);
    return rc;
}

/* Under the locks of its batches. */
static int carry_out(struct erasing *e)
{
    const json_t *batches = json_object_get(e->record, "batches");
    json_t *masters = as_set(json_object_get(e->record, "masters"));
    int rc = masters ? SOHOA_OK : sohoa_no_memory(e->err);
    for (size_t i = 0; i < json_array_size(batches) && rc == SOHOA_OK; i++)
        rc = sohoa_erase_batch(e->r, json_array_get(batches, i), masters, &e->counts, e->err);
    if (rc == SOHOA_OK)
        rc = finish(e, masters);
    json_decref(masters);
    return rc;
}

static int note_master(struct erasing *e, const char *batch, uint32_t number)
{
    json_t *masters = json_object_get(e->record, "masters");
    struct sohoa_page_record page = {0};
    int rc = sohoa_page_get(e->r, batch, number, 0, &page, e->err);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    if (page.master.sha256[0] && json_array_append_new(masters, json_string(page.master.sha256)))
        rc = sohoa_no_memory(e->err);
    sohoa_page_record_clear(&page);
    return rc;
}

/* The masters of the pages that go, on record before the pages go: a crash in between would leave
 * them for ever. */
static int note_masters(struct erasing *e)
{
    const json_t *batches = json_object_get(e->record, "batches");
    int rc = SOHOA_OK;
    for (size_t i = 0; i < json_array_size(batches); i++) {
        const json_t *batch = json_array_get(batches, i), *drop = json_object_get(batch, "drop");
        const char *id = json_string_value(json_object_get(batch, "batch"));
        for (size_t k = 0; k < json_array_size(drop) && rc == SOHOA_OK; k++)
            rc =
                note_master(e, id ? id : "", (uint32_t)json_integer_value(json_array_get(drop, k)));
    }
    return rc;
}

static int begin(struct erasing *e)
{
    if ((!json_is_array(json_object_get(e->record, "masters")) &&
         json_object_set_new(e->record, "masters", json_array())) ||
        json_object_set_new(e->record, "done", json_false()))
        return sohoa_no_memory(e->err);
    int rc = note_masters(e);
    return rc == SOHOA_OK ? put(e->r, e->erasure, e->record, NULL, e->err) : rc;
}

static int do_record(struct erasing *e, const json_t *given, struct sohoa_erase_counts *ret)
{
    struct sohoa_lock **locks = NULL;
    e->record = json_deep_copy(given);
    const json_t *batches = json_object_get(e->record, "batches");
    int rc = e->record ? lock_all(e->r, batches, &locks, e->err) : sohoa_no_memory(e->err);
    if (rc == SOHOA_OK) {
        rc = begin(e);
        if (rc == SOHOA_OK)
            rc = carry_out(e);
        unlock_all(locks, json_array_size(batches));
    }
    json_decref(e->record);
    if (rc == SOHOA_OK)
        *ret = e->counts;
    return rc == SOHOA_OK ? sohoa_search_catch_up(e->r, e->err) : rc;
}

int sohoa_erase(struct sohoa_records *r, const json_t *plan, const char *id,
                struct sohoa_erase_counts *ret, struct sohoa_err *err)
{
    char erasure[SOHOA_ID_SIZE];
    sohoa_id_new(erasure);
    struct erasing e = {.r = r, .erasure = erasure, .id = id, .err = err};
    return do_record(&e, plan, ret);
}

static bool all_of(const json_t *list, bool (*is)(const json_t *value))
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!is(json_array_get(list, i)))
            return false;
    return json_is_array(list);
}

static bool is_number(const json_t *value)
{
    json_int_t number = json_integer_value(value);
    return number >= 1 && number <= UINT32_MAX;
}

static bool is_hash(const json_t *value)
{
    const char *text = json_string_value(value);
    return text && sohoa_sha256_valid(text);
}

static bool is_person(const json_t *value)
{
    const char *text = json_string_value(value);
    return text && sohoa_id_valid(text);
}

static bool is_strip(const json_t *value)
{
    return json_is_string(json_object_get(value, "schema")) &&
           json_string_length(json_object_get(value, "role")) > 0 &&
           all_of(json_object_get(value, "pages"), is_number);
}

static bool is_batch(const json_t *value)
{
    const char *id = json_string_value(json_object_get(value, "batch"));
    return id && sohoa_id_valid(id) && all_of(json_object_get(value, "drop"), is_number) &&
           all_of(json_object_get(value, "strip"), is_strip);
}

/* No batch stands there twice: its lock could not be had twice. */
static bool each_once(const json_t *batches)
{
    for (size_t i = 0; i < json_array_size(batches); i++)
        for (size_t k = 0; k < i; k++)
            if (json_equal(json_object_get(json_array_get(batches, i), "batch"),
                           json_object_get(json_array_get(batches, k), "batch")))
                return false;
    return true;
}

bool sohoa_erasure_valid(const json_t *record)
{
    const json_t *batches = json_object_get(record, "batches"),
                 *masters = json_object_get(record, "masters"),
                 *links = json_object_get(record, "links");
    return json_array_size(batches) <= BATCHES_MAX && all_of(batches, is_batch) &&
           each_once(batches) && (!masters || all_of(masters, is_hash)) &&
           (!links || all_of(links, is_person));
}

int sohoa_erase_replay(struct sohoa_records *r, const char *erasure, const json_t *record,
                       bool alone, struct sohoa_erase_counts *ret, struct sohoa_err *err)
{
    if (!sohoa_id_valid(erasure) || !sohoa_erasure_valid(record))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "this is not the record of an erasure");
    struct erasing e = {.r = r, .erasure = erasure, .alone = alone, .err = err};
    return do_record(&e, record, ret);
}

/* ---- what was begun -------------------------------------------------------------------------- */

int sohoa_erasures_each(struct sohoa_records *r,
                        bool (*each)(void *arg, const char *erasure, const json_t *record),
                        void *arg, struct sohoa_err *err)
{
    return sohoa_objects_each(r, "erasure/", each, arg, err);
}

struct unfinished {
    struct sohoa_records *r;
    bool alone;
    struct sohoa_erase_counts *counts;
    struct sohoa_err *err;
    int rc;
};

static bool finish_one(void *arg, const char *erasure, const json_t *record)
{
    struct unfinished *u = arg;
    struct sohoa_erase_counts counts = {0};
    if (json_is_true(json_object_get(record, "done")) &&
        json_array_size(json_object_get(record, "masters")) == 0)
        return true;
    struct erasing e = {.r = u->r, .erasure = erasure, .alone = u->alone, .err = u->err};
    u->rc = do_record(&e, record, &counts);
    u->counts->dossiers += counts.dossiers;
    u->counts->fields += counts.fields;
    u->counts->pages += counts.pages;
    u->counts->words += counts.words;
    u->counts->masters += counts.masters;
    u->counts->masters_left += counts.masters_left;
    return u->rc == SOHOA_OK;
}

int sohoa_erase_finish(struct sohoa_records *r, bool alone, struct sohoa_erase_counts *ret,
                       struct sohoa_err *err)
{
    struct unfinished u = {.r = r, .alone = alone, .counts = ret, .err = err};
    int rc = sohoa_erasures_each(r, finish_one, &u, err);
    return u.rc ? u.rc : rc;
}
