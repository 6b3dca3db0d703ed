/* erase.c - see erase.h: the record first, then batch after batch, then masters, then it is done.
 * No state. */
#include "query/erase.h"
#include "query/erase_apply.h"
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
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    int rc = sohoa_write_value(w, key_of(erasure).text, record, err);
    if (rc == SOHOA_OK && id)
        rc = sohoa_write_drop_links(w, id, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

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
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
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
static int drop_masters(struct sohoa_records *r, const json_t *masters, json_t *left,
                        struct sohoa_erase_counts *counts, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    const char *sha256;
    json_t *unused;
    json_object_foreach((json_t *)(uintptr_t)masters, sha256, unused)
    {
        bool gone = false, used = false;
        if (rc == SOHOA_OK)
            rc = sohoa_master_used(r, sha256, &used, err);
        if (rc != SOHOA_OK || used)
            continue;
        rc = sohoa_master_drop(r, sha256, &gone, err);
        counts->masters += gone;
        counts->masters_left += !gone;
        if (rc == SOHOA_OK && !gone && json_array_append_new(left, json_string(sha256)))
            rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
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

/* Links of persons without a number were said of him: found by their other end. */
static int drop_links(struct sohoa_records *r, const json_t *record, struct sohoa_err *err)
{
    const json_t *links = json_object_get(record, "links");
    int rc = SOHOA_OK;
    for (size_t i = 0; i < json_array_size(links) && rc == SOHOA_OK; i++) {
        char to[SOHOA_NUMBER_SIZE];
        const char *from = json_string_value(json_array_get(links, i));
        rc = from && sohoa_id_valid(from) ? sohoa_link_get(r, from, to, err) : SOHOA_END;
        if (rc == SOHOA_END) {
            rc = SOHOA_OK;
            continue;
        }
        struct sohoa_write *w = rc == SOHOA_OK ? sohoa_write_new(r) : NULL;
        if (w)
            rc = sohoa_write_drop_links(w, to, err);
        if (w && rc == SOHOA_OK)
            rc = sohoa_write_commit(w, err);
        sohoa_write_free(w);
    }
    return rc;
}

static int finish(struct sohoa_records *r, const char *erasure, json_t *record,
                  const json_t *masters, const char *id, struct sohoa_erase_counts *counts,
                  struct sohoa_err *err)
{
    json_t *left = json_array();
    int rc = left ? drop_masters(r, masters, left, counts, err)
                  : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK)
        rc = drop_links(r, record, err);
    if (rc == SOHOA_OK && (json_object_set(record, "masters", left) ||
                           json_object_set_new(record, "done", json_true())))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK)
        rc = put(r, erasure, record, id, err);
    json_decref(left);
    return rc;
}

/* Under the locks of its batches. The masters it meets are noted before they are removed, or a
 * crash would leave them for ever. */
static int carry_out(struct sohoa_records *r, const char *erasure, json_t *record, const char *id,
                     struct sohoa_erase_counts *counts, struct sohoa_err *err)
{
    const json_t *batches = json_object_get(record, "batches");
    json_t *masters = as_set(json_object_get(record, "masters"));
    int rc = masters ? SOHOA_OK : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; i < json_array_size(batches) && rc == SOHOA_OK; i++)
        rc = sohoa_erase_batch(r, json_array_get(batches, i), masters, counts, err);
    if (rc == SOHOA_OK)
        rc = finish(r, erasure, record, masters, id, counts, err);
    json_decref(masters);
    return rc;
}

/* The masters of the pages that go, before they go. */
static int note_masters(struct sohoa_records *r, json_t *record, struct sohoa_err *err)
{
    const json_t *batches = json_object_get(record, "batches");
    json_t *masters = json_object_get(record, "masters");
    for (size_t i = 0; i < json_array_size(batches); i++) {
        const json_t *batch = json_array_get(batches, i), *drop = json_object_get(batch, "drop");
        const char *id = json_string_value(json_object_get(batch, "batch"));
        for (size_t k = 0; k < json_array_size(drop); k++) {
            struct sohoa_page_record page = {0};
            uint32_t number = (uint32_t)json_integer_value(json_array_get(drop, k));
            int rc = sohoa_page_get(r, id ? id : "", number, 0, &page, err);
            if (rc == SOHOA_END)
                continue;
            if (rc == SOHOA_OK && page.master.sha256[0] &&
                json_array_append_new(masters, json_string(page.master.sha256)))
                rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
            sohoa_page_record_clear(&page);
            if (rc != SOHOA_OK)
                return rc;
        }
    }
    return SOHOA_OK;
}

static int do_record(struct sohoa_records *r, const char *erasure, const json_t *given,
                     const char *id, struct sohoa_erase_counts *ret, struct sohoa_err *err)
{
    struct sohoa_lock **locks = NULL;
    struct sohoa_erase_counts counts = {0};
    json_t *record = json_deep_copy(given);
    size_t count = json_array_size(json_object_get(record, "batches"));
    int rc = record ? lock_all(r, json_object_get(record, "batches"), &locks, err)
                    : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc != SOHOA_OK) {
        json_decref(record);
        return rc;
    }
    if (!json_is_array(json_object_get(record, "masters")) &&
        json_object_set_new(record, "masters", json_array()))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK && json_object_set_new(record, "done", json_false()))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc == SOHOA_OK)
        rc = note_masters(r, record, err);
    if (rc == SOHOA_OK)
        rc = put(r, erasure, record, NULL, err);
    if (rc == SOHOA_OK)
        rc = carry_out(r, erasure, record, id, &counts, err);
    unlock_all(locks, count);
    json_decref(record);
    if (rc == SOHOA_OK)
        *ret = counts;
    return rc;
}

int sohoa_erase(struct sohoa_records *r, const json_t *plan, const char *id,
                struct sohoa_erase_counts *ret, struct sohoa_err *err)
{
    char erasure[SOHOA_ID_SIZE];
    sohoa_id_new(erasure);
    return do_record(r, erasure, plan, id, ret, err);
}

int sohoa_erase_replay(struct sohoa_records *r, const char *erasure, const json_t *record,
                       struct sohoa_erase_counts *ret, struct sohoa_err *err)
{
    if (!sohoa_id_valid(erasure) || !json_is_array(json_object_get(record, "batches")))
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "this is not the record of an erasure");
    return do_record(r, erasure, record, NULL, ret, err);
}

/* ---- what was begun -------------------------------------------------------------------------- */

struct visit {
    struct sohoa_records *r;
    bool (*each)(void *arg, const char *erasure, const json_t *record);
    void *arg;
    struct sohoa_err *err;
};

static int visit(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    json_t *record = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &record, v->err);
    if (rc == SOHOA_OK)
        rc = v->each(v->arg, sohoa_key_last(key), record) ? SOHOA_OK : SOHOA_END;
    json_decref(record);
    return rc;
}

int sohoa_erasures_each(struct sohoa_records *r,
                        bool (*each)(void *arg, const char *erasure, const json_t *record),
                        void *arg, struct sohoa_err *err)
{
    struct visit v = {.r = r, .each = each, .arg = arg, .err = err};
    return sohoa_scan(r, "erasure/", "erasure/", 0, visit, &v, err);
}

struct unfinished {
    struct sohoa_records *r;
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
    u->rc = do_record(u->r, erasure, record, NULL, &counts, u->err);
    u->counts->dossiers += counts.dossiers;
    u->counts->fields += counts.fields;
    u->counts->pages += counts.pages;
    u->counts->words += counts.words;
    u->counts->masters += counts.masters;
    u->counts->masters_left += counts.masters_left;
    return u->rc == SOHOA_OK;
}

int sohoa_erase_finish(struct sohoa_records *r, struct sohoa_erase_counts *ret,
                       struct sohoa_err *err)
{
    struct unfinished u = {.r = r, .counts = ret, .err = err};
    int rc = sohoa_erasures_each(r, finish_one, &u, err);
    return u.rc ? u.rc : rc;
}
