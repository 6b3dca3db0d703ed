/* write.c - changes that are committed all or none. Encoding, compression and the reads that the
 * secondary keys need happen while the write is built; the commit only hands the bytes over.
 * One owner a write. */
#include "record/alike.h"
#include "record/forms.h"
#include "record/keys.h"
#include "record/store.h"
#include "record/text_form.h"
#include "record/write_steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROWTH_TRIES 10
#define NUMBER_TRIES 1000 /* each means that another process committed */

/* A step; the change comes first, so that the engine walks the array with this stride. */
struct step {
    struct sohoa_change change;
    struct sohoa_bytes expect; /* what change.expect points to, when it is set */
    char *key;
    void *value, *expected;
};

struct sohoa_write {
    struct sohoa_records *r;
    struct step *steps;
    size_t count, room, bytes;
    struct sohoa_news_list news;
    bool forget;
};

struct sohoa_write *sohoa_write_new(struct sohoa_records *r)
{
    struct sohoa_write *w = calloc(1, sizeof *w);
    if (w)
        w->r = r;
    return w;
}

static void steps_drop(struct sohoa_write *w)
{
    for (size_t i = 0; i < w->count; i++) {
        free(w->steps[i].key);
        free(w->steps[i].value);
        free(w->steps[i].expected);
    }
    w->count = w->bytes = 0;
    sohoa_news_clear(&w->news);
}

void sohoa_write_free(struct sohoa_write *w)
{
    if (!w)
        return;
    steps_drop(w);
    free(w->steps);
    free(w->news.items);
    free(w);
}

size_t sohoa_write_bytes(const struct sohoa_write *w)
{
    return w->bytes;
}

static int make_room(struct sohoa_write *w, size_t more, struct sohoa_err *err)
{
    if (w->count + more <= w->room)
        return SOHOA_OK;
    size_t room = w->room ? w->room * 2 : 16;
    while (room < w->count + more)
        room *= 2;
    struct step *steps = realloc(w->steps, room * sizeof *steps);
    if (!steps)
        return sohoa_no_memory(err);
    w->steps = steps;
    w->room = room;
    return SOHOA_OK;
}

/* Adds a step; takes value also on failure. NULL value deletes. */
static int add_raw(struct sohoa_write *w, const char *key, void *value, size_t size,
                   struct sohoa_err *err)
{
    char *name = strdup(key);
    int rc = name ? make_room(w, 1, err) : sohoa_no_memory(err);
    if (rc != SOHOA_OK) {
        free(name);
        free(value);
        return rc;
    }
    size_t key_size = strlen(name);
    w->steps[w->count++] = (struct step){
        .key = name,
        .value = value,
        .change = {.key = {.data = name, .size = key_size}, .value = {.data = value, .size = size}},
    };
    w->bytes += key_size + size;
    return SOHOA_OK;
}

static int add_text(struct sohoa_write *w, const char *key, enum sohoa_dict dict, const char *text,
                    size_t size, struct sohoa_err *err)
{
    void *value = NULL;
    size_t value_size = 0;
    int rc = sohoa_codec_pack(w->r->codec, dict, text, size, &value, &value_size, err);
    return rc == SOHOA_OK ? add_raw(w, key, value, value_size, err) : rc;
}

/* A key that says it all by being there. */
static int add_mark(struct sohoa_write *w, const char *key, struct sohoa_err *err)
{
    return add_text(w, key, SOHOA_DICT_NONE, "true", 4, err);
}

/* Takes object; NULL: it could not be made. */
static int add_object(struct sohoa_write *w, const char *key, json_t *object, struct sohoa_err *err)
{
    char *text = sohoa_json_line(object);
    json_decref(object);
    int rc =
        text ? add_text(w, key, SOHOA_DICT_SMALL, text, strlen(text), err) : sohoa_no_memory(err);
    free(text);
    return rc;
}

int sohoa_write_mark(struct sohoa_write *w, const char *key, struct sohoa_err *err)
{
    return add_mark(w, key, err);
}

int sohoa_write_delete(struct sohoa_write *w, const char *key, struct sohoa_err *err)
{
    return add_raw(w, key, NULL, 0, err);
}

struct sohoa_records *sohoa_write_records(const struct sohoa_write *w)
{
    return w->r;
}

int sohoa_write_each_put(struct sohoa_write *w, int (*each)(void *arg, const char *key), void *arg)
{
    size_t count = w->count;
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        if (w->steps[i].value)
            rc = each(arg, w->steps[i].key); /* the key stays where it is when steps move */
    return rc;
}

size_t sohoa_write_steps(const struct sohoa_write *w)
{
    return w->count;
}

/* Undoes the steps of a call that failed halfway. */
static int keep(struct sohoa_write *w, size_t count, int rc)
{
    if (rc != SOHOA_OK)
        while (w->count > count) {
            struct step *s = &w->steps[--w->count];
            w->bytes -= s->change.key.size + s->change.value.size;
            free(s->key);
            free(s->value);
            free(s->expected);
        }
    return rc;
}

int sohoa_write_keep(struct sohoa_write *w, size_t count, int rc)
{
    return keep(w, count, rc);
}

int sohoa_write_batch(struct sohoa_write *w, const struct sohoa_batch *batch, struct sohoa_err *err)
{
    return add_object(w, sohoa_key_batch(batch->id).text, sohoa_batch_encode(batch), err);
}

/* The master that the stored page names, "" when there is none. */
static int stored_master(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                         char ret[SOHOA_SHA256_SIZE], struct sohoa_err *err)
{
    struct sohoa_page_record old;
    int rc = sohoa_page_get(w->r, batch, number, part, &old, err);
    ret[0] = '\0';
    if (rc == SOHOA_END)
        return SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    memcpy(ret, old.master.sha256, SOHOA_SHA256_SIZE);
    sohoa_page_record_clear(&old);
    return SOHOA_OK;
}

int sohoa_write_page(struct sohoa_write *w, const char *batch, const struct sohoa_page_record *page,
                     struct sohoa_err *err)
{
    size_t before = w->count;
    char old[SOHOA_SHA256_SIZE];
    int rc = stored_master(w, batch, page->number, page->part, old, err);
    if (rc == SOHOA_OK)
        rc = add_object(w, sohoa_key_page(batch, page->number, page->part).text,
                        sohoa_page_encode(page), err);
    /* Of the parts of a split image, the first one keeps the key. */
    bool same = page->part != 0 || strcmp(old, page->master.sha256) == 0;
    if (rc == SOHOA_OK && old[0] && !same)
        rc = add_raw(w, sohoa_key_used(old, batch, page->number).text, NULL, 0, err);
    if (rc == SOHOA_OK && page->master.sha256[0] && !same)
        rc = add_mark(w, sohoa_key_used(page->master.sha256, batch, page->number).text, err);
    return keep(w, before, rc);
}

int sohoa_write_text(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                     const struct sohoa_text *text, struct sohoa_err *err)
{
    char *json = NULL;
    size_t size = 0, before = w->count;
    int rc = sohoa_text_encode(text, &json, &size, err);
    if (rc == SOHOA_OK)
        rc =
            add_text(w, sohoa_key_text(batch, number, part).text, SOHOA_DICT_TEXT, json, size, err);
    free(json);
    if (rc == SOHOA_OK)
        rc = sohoa_write_like(w, batch, number, part, text, err);
    return keep(w, before, rc);
}

int sohoa_write_object(struct sohoa_write *w, const char *key, json_t *object,
                       struct sohoa_err *err)
{
    return add_object(w, key, object, err);
}

static int add_news(struct sohoa_write *w, const char *before,
                    const struct sohoa_dossier_record *now, struct sohoa_err *err)
{
    const char *kind = sohoa_news_kind(before, now->state);
    if (!kind || sohoa_news_add(&w->news, kind, now, w->forget))
        return SOHOA_OK;
    return sohoa_no_memory(err);
}

/* Removes the secondary keys of the stored dossier that the new one does not have. */
static int drop_stale(struct sohoa_write *w, const struct sohoa_dossier_record *old,
                      const struct sohoa_dossier_record *now, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    if (old->code && strcmp(old->code, now->code ? now->code : "") != 0)
        rc = add_raw(w, sohoa_key_code(old->code, old->id).text, NULL, 0, err);
    if (rc == SOHOA_OK && (old->first != now->first || strcmp(old->batch, now->batch) != 0))
        rc = add_raw(w, sohoa_key_of(old->batch, old->first, old->id).text, NULL, 0, err);
    return rc;
}

int sohoa_write_dossier(struct sohoa_write *w, const struct sohoa_dossier_record *dossier,
                        struct sohoa_err *err)
{
    size_t before = w->count;
    struct sohoa_dossier_record old = {.code = NULL};
    int found = sohoa_dossier_get(w->r, dossier->id, &old, err);
    if (found != SOHOA_OK && found != SOHOA_END)
        return found;
    int rc = add_news(w, old.state, dossier, err);
    if (rc == SOHOA_OK && found == SOHOA_OK)
        rc = drop_stale(w, &old, dossier, err);
    if (rc == SOHOA_OK)
        rc = add_object(w, sohoa_key_dossier(dossier->id).text, sohoa_dossier_encode(dossier), err);
    if (rc == SOHOA_OK && dossier->code && *dossier->code)
        rc = add_mark(w, sohoa_key_code(dossier->code, dossier->id).text, err);
    if (rc == SOHOA_OK)
        rc = add_mark(w, sohoa_key_of(dossier->batch, dossier->first, dossier->id).text, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_facts(w, found == SOHOA_OK ? &old : NULL, dossier, err);
    sohoa_dossier_record_clear(&old);
    return keep(w, before, rc);
}

int sohoa_write_source(struct sohoa_write *w, const char *digest, const char *dossier,
                       struct sohoa_err *err)
{
    return add_mark(w, sohoa_key_source(digest, dossier).text, err);
}

static int add_count(struct sohoa_write *w, const char *key, uint32_t count, struct sohoa_err *err)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%u", count);
    return add_text(w, key, SOHOA_DICT_NONE, text, (size_t)n, err);
}

int sohoa_write_try(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t count,
                    struct sohoa_err *err)
{
    struct sohoa_key key = sohoa_key_try(batch, number);
    return count ? add_count(w, key.text, count, err) : add_raw(w, key.text, NULL, 0, err);
}

int sohoa_write_due(struct sohoa_write *w, const char *dossier, int64_t count,
                    struct sohoa_err *err)
{
    struct sohoa_key key = sohoa_key_due(dossier);
    return count >= 0 ? add_count(w, key.text, (uint32_t)count, err)
                      : add_raw(w, key.text, NULL, 0, err);
}

int sohoa_write_drop_page(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                          struct sohoa_err *err)
{
    size_t before = w->count;
    char old[SOHOA_SHA256_SIZE];
    int rc = stored_master(w, batch, number, part, old, err);
    if (rc == SOHOA_OK)
        rc = add_raw(w, sohoa_key_page(batch, number, part).text, NULL, 0, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_like(w, batch, number, part, NULL, err);
    if (rc == SOHOA_OK)
        rc = add_raw(w, sohoa_key_text(batch, number, part).text, NULL, 0, err);
    if (rc == SOHOA_OK && old[0] && part == 0)
        rc = add_raw(w, sohoa_key_used(old, batch, number).text, NULL, 0, err);
    if (rc == SOHOA_OK)
        rc = add_raw(w, sohoa_key_try(batch, number).text, NULL, 0, err);
    return keep(w, before, rc);
}

int sohoa_write_value(struct sohoa_write *w, const char *key, const json_t *value,
                      struct sohoa_err *err)
{
    char *text = sohoa_json_line(value);
    int rc =
        text ? add_text(w, key, SOHOA_DICT_SMALL, text, strlen(text), err) : sohoa_no_memory(err);
    free(text);
    return rc;
}

int sohoa_write_drop(struct sohoa_write *w, const char *key, struct sohoa_err *err)
{
    return add_raw(w, key, NULL, 0, err);
}

int sohoa_write_expect(struct sohoa_write *w, const char *key, const void *value, size_t size,
                       struct sohoa_err *err)
{
    for (size_t i = w->count; i-- > 0;) {
        struct step *s = &w->steps[i];
        if (strcmp(s->key, key) != 0)
            continue;
        void *copy = malloc(size ? size : 1);
        if (!copy)
            return sohoa_no_memory(err);
        if (size)
            memcpy(copy, value, size);
        free(s->expected);
        s->expected = copy;
        s->expect = (struct sohoa_bytes){.data = copy, .size = size};
        return SOHOA_OK;
    }
    return sohoa_fail(err, SOHOA_FATAL, "no change of %s to expect anything of", key);
}

void sohoa_write_forget(struct sohoa_write *w)
{
    w->forget = true;
}

int sohoa_write_append(struct sohoa_write *w, struct sohoa_write *from, struct sohoa_err *err)
{
    int rc = make_room(w, from->count, err);
    if (rc != SOHOA_OK)
        return rc;
    if (from->count)
        memcpy(w->steps + w->count, from->steps, from->count * sizeof *from->steps);
    w->count += from->count;
    w->bytes += from->bytes;
    from->count = from->bytes = 0;
    return sohoa_news_move(&w->news, &from->news) ? SOHOA_OK : sohoa_no_memory(err);
}

/* Hands the steps to the engine; its map may have to grow first. */
static int commit_steps(struct sohoa_write *w, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; i < w->count; i++) /* the array may have moved since */
        w->steps[i].change.expect = w->steps[i].expected ? &w->steps[i].expect : NULL;
    for (int tries = 0; tries < GROWTH_TRIES; tries++) {
        rc = w->r->engine->store->commit(w->r->engine->self, &w->steps->change, w->count,
                                         sizeof *w->steps, err);
        if (rc != SOHOA_RETRY || err->sys_errno != EAGAIN)
            break;
    }
    return rc;
}

/* Numbers are given inside the commit: when another process took them meanwhile, they are given
 * anew. Any other expectation that fails is the caller's. */
static int commit_news(struct sohoa_write *w, struct sohoa_err *err)
{
    size_t before = w->count;
    for (int tries = 0;; tries++) {
        uint64_t last = 0, now = 0;
        int rc = sohoa_news_write(w->r, w, &w->news, &last, err);
        if (rc == SOHOA_OK)
            rc = commit_steps(w, err);
        if (rc == SOHOA_OK)
            return rc;
        (void)keep(w, before, rc);
        if (rc != SOHOA_RETRY || tries == NUMBER_TRIES ||
            sohoa_changes_last(w->r, &now, NULL) != SOHOA_OK || now == last)
            return rc;
    }
}

int sohoa_write_commit(struct sohoa_write *w, struct sohoa_err *err)
{
    struct sohoa_err why = {0};
    if (w->count == 0)
        return SOHOA_OK;
    int rc = w->news.count ? commit_news(w, &why) : commit_steps(w, &why);
    if (rc == SOHOA_OK)
        steps_drop(w);
    else if (err)
        *err = why;
    return rc;
}
