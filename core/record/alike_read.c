/* alike_read.c - pairs of pages as filed by alike.c: read, decided, brought home. Any thread. */
#include "record/alike.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 8          /* of a decision that another one overtook */
#define DOSSIERS_MAX 256 /* looked at for the one that holds a page */

static void name_decode(struct sohoa_take *take, const json_t *array, struct sohoa_page_name *ret)
{
    const char *batch = json_string_value(json_array_get(array, 0));
    json_int_t number = json_integer_value(json_array_get(array, 1)),
               part = json_integer_value(json_array_get(array, 2));
    *ret = (struct sohoa_page_name){.number = (uint32_t)number, .part = (uint32_t)part};
    if (!batch || !sohoa_id_valid(batch) || number < 1 || number > UINT32_MAX || part < 0 ||
        part > UINT32_MAX)
        take->damaged = true;
    else
        memcpy(ret->batch, batch, SOHOA_ID_SIZE);
}

static int alike_decode(const json_t *object, const char *key, struct sohoa_alike *ret,
                        struct sohoa_err *err)
{
    struct sohoa_take take = {.object = object};
    struct sohoa_alike a = {.share = sohoa_take_number(&take, "share")};
    const char *page = key + strlen("alike/");
    if (strlen(page) < SOHOA_ID_SIZE || !sohoa_key_page_parts(key, &a.page.number, &a.page.part))
        take.damaged = true;
    else
        (void)snprintf(a.page.batch, sizeof a.page.batch, "%.26s", page);
    name_decode(&take, json_object_get(object, "like"), &a.like);
    a.distance = (unsigned)sohoa_take_count(&take, "distance", 64);
    sohoa_take_into(&take, "found", a.found, sizeof a.found);
    sohoa_take_into(&take, "decided", a.decided, sizeof a.decided);
    sohoa_take_into(&take, "by", a.by, sizeof a.by);
    sohoa_take_into(&take, "at", a.at, sizeof a.at);
    int rc = sohoa_take_end(&take, key, err);
    if (rc == SOHOA_OK)
        *ret = a;
    return rc;
}

int sohoa_alike_get(struct sohoa_records *r, const struct sohoa_page_name *page,
                    struct sohoa_alike *ret, struct sohoa_err *err)
{
    struct sohoa_key key = sohoa_key_alike(page->batch, page->number, page->part);
    json_t *object = NULL;
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = alike_decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

struct visit {
    struct sohoa_records *r;
    bool (*each)(void *arg, const struct sohoa_alike *alike);
    void *arg;
    struct sohoa_err *err;
};

static int visit_pair(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    struct sohoa_alike a;
    json_t *object = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &object, v->err);
    if (rc == SOHOA_OK)
        rc = alike_decode(object, key, &a, v->err);
    json_decref(object);
    if (rc != SOHOA_OK)
        return rc;
    return v->each(v->arg, &a) ? SOHOA_OK : SOHOA_END;
}

int sohoa_alike_each(struct sohoa_records *r, const char *batch,
                     bool (*each)(void *arg, const struct sohoa_alike *alike), void *arg,
                     struct sohoa_err *err)
{
    struct visit v = {.r = r, .each = each, .arg = arg, .err = err};
    char prefix[64] = "alike/";
    if (batch)
        (void)snprintf(prefix, sizeof prefix, "alike/%.26s/", batch);
    return sohoa_scan(r, prefix, prefix, 0, visit_pair, &v, err);
}

static int decide(struct sohoa_records *r, const char *key, const char *decision, const char *by,
                  struct sohoa_err *err)
{
    char now[SOHOA_STAMP_SIZE];
    void *raw = NULL;
    size_t size = 0;
    json_t *object = NULL;
    struct sohoa_write *w = NULL;
    sohoa_stamp(0, now);
    int rc = sohoa_raw_get(r, key, &raw, &size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, key, (struct sohoa_bytes){.data = raw, .size = size}, &object,
                                err);
    if (rc == SOHOA_OK && (!(w = sohoa_write_new(r)) ||
                           json_object_set_new(object, "decided", json_string(decision)) ||
                           json_object_set_new(object, "by", sohoa_json_text(by)) ||
                           json_object_set_new(object, "at", json_string(now))))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_value(w, key, object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, key, raw, size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    json_decref(object);
    free(raw);
    return rc;
}

int sohoa_alike_decide(struct sohoa_records *r, const struct sohoa_page_name *page,
                       const char *decision, const char *by, struct sohoa_err *err)
{
    struct sohoa_key key = sohoa_key_alike(page->batch, page->number, page->part);
    int rc = SOHOA_RETRY;
    for (int i = 0; rc == SOHOA_RETRY && i < TRIES; i++)
        rc = decide(r, key.text, decision, by, err);
    return rc;
}

/* ---- whose page it is ---- */

struct place {
    uint32_t number, part, found;
};

static bool find_place(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct place *p = arg;
    if (page->number == p->number && page->part == p->part)
        p->found = place;
    return !p->found;
}

/* OK: the dossier lives and holds the page. END: it does not. */
static int holds(struct sohoa_records *r, const char *dossier, const struct sohoa_page_name *page,
                 uint32_t *ret_place, struct sohoa_err *err)
{
    struct sohoa_dossier_record d;
    struct place p = {.number = page->number, .part = page->part};
    int rc = sohoa_dossier_get(r, dossier, &d, err);
    if (rc != SOHOA_OK)
        return rc;
    bool dead = d.state && (strcmp(d.state, "superseded") == 0 || strcmp(d.state, "erased") == 0);
    if (!dead && d.first <= page->number && page->number <= d.last)
        rc = sohoa_dossier_pages(r, &d, find_place, &p, err);
    sohoa_dossier_record_clear(&d);
    *ret_place = p.found;
    return rc < 0 ? rc : p.found ? SOHOA_OK : SOHOA_END;
}

/* The last key of of/<batch>/ before `key`, in its place. */
static int step_back(struct sohoa_records *r, const char *prefix, char *key, size_t room,
                     struct sohoa_err *err)
{
    void *snapshot = NULL;
    struct sohoa_bytes at = {.data = key, .size = strlen(key)}, value;
    int rc = r->engine->store->begin(r->engine->self, &snapshot, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = r->engine->store->prev(r->engine->self, snapshot, &at, &value, err);
    size_t size = strlen(prefix);
    if (rc == SOHOA_OK && (at.size < size || at.size >= room || memcmp(at.data, prefix, size) != 0))
        rc = SOHOA_END;
    if (rc == SOHOA_OK) {
        memmove(key, at.data, at.size);
        key[at.size] = '\0';
    }
    r->engine->store->end(r->engine->self, snapshot);
    return rc;
}

int sohoa_page_home(struct sohoa_records *r, const struct sohoa_page_name *page,
                    char ret_dossier[SOHOA_ID_SIZE], uint32_t *ret_place, struct sohoa_err *err)
{
    char prefix[64], key[SOHOA_KEY_ROOM];
    (void)snprintf(prefix, sizeof prefix, "of/%.26s/", page->batch);
    (void)snprintf(key, sizeof key, "%s%08u/~", prefix, page->number);
    for (int i = 0; i < DOSSIERS_MAX; i++) {
        uint32_t place = 0;
        int rc = step_back(r, prefix, key, sizeof key, err);
        if (rc == SOHOA_OK)
            rc = holds(r, sohoa_key_last(key), page, &place, err);
        else
            return rc;
        if (rc == SOHOA_OK) {
            (void)snprintf(ret_dossier, SOHOA_ID_SIZE, "%s", sohoa_key_last(key));
            *ret_place = place;
        }
        if (rc != SOHOA_END)
            return rc;
    }
    return SOHOA_END;
}
