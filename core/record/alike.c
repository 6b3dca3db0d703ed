/* alike.c - see alike.h. Any thread.
 *
 * Two pages are one sheet when they share a few features that hardly any other page has, most of
 * all their words, and look alike. A pair is filed under its later page, whichever of the two was
 * looked at: of two that are digitised at the same time one may not see the other. */
#include "record/alike.h"
#include "host/look.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/like.h"
#include "record/store.h"
#include "record/write_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 64
#define FEATURES_MIN 2   /* that a candidate must share */
#define COMPARED_MAX 4   /* candidates whose texts are compared */
#define SHARE_MIN 0.75   /* of the words */
#define NUMBERS_MIN 0.34 /* of the numbers */
#define SHARE_ALONE 0.92 /* ... when there are no numbers to speak of */
#define DISTANCE_MAX 22  /* of looks; pages that have nothing in common are at 32 */

/* ---- keys ---- */

static struct sohoa_key alike_key(const struct sohoa_page_name *page)
{
    return sohoa_key_alike(page->batch, page->number, page->part);
}

static struct sohoa_key like_key(uint64_t feature, const struct sohoa_page_name *page)
{
    return sohoa_key_like(feature, page->batch, page->number, page->part);
}

/* What stands behind the feature. False: not such a key. */
static bool read_name(const char *text, struct sohoa_page_name *ret)
{
    if (strlen(text) < SOHOA_ID_SIZE + 9 || text[SOHOA_ID_SIZE - 1] != '/')
        return false;
    *ret = (struct sohoa_page_name){.number = 0};
    memcpy(ret->batch, text, SOHOA_ID_SIZE - 1);
    return sohoa_id_valid(ret->batch) && sohoa_key_page_parts(text, &ret->number, &ret->part);
}

static int compare_names(const struct sohoa_page_name *a, const struct sohoa_page_name *b)
{
    int order = strcmp(a->batch, b->batch);
    if (order)
        return order;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

/* ---- what is filed ---- */

struct pages { /* of a feature */
    struct sohoa_page_name items[SOHOA_LIKE_PAGES];
    size_t count;
};

static bool add_page(void *arg, const char *key)
{
    struct pages *p = arg;
    p->count += read_name(key + strlen("like/0123456789/"), &p->items[p->count]);
    return p->count < SOHOA_LIKE_PAGES;
}

static int pages_of(struct sohoa_records *r, uint64_t feature, struct pages *ret,
                    struct sohoa_err *err)
{
    ret->count = 0;
    int rc = sohoa_records_keys(r, sohoa_key_like(feature, "", 0, 0).text, add_page, ret, err);
    return rc < 0 ? rc : SOHOA_OK;
}

static bool has(const struct sohoa_like *like, uint64_t feature)
{
    for (size_t i = 0; i < like->count; i++)
        if (like->features[i] == feature)
            return true;
    return false;
}

static int file_new(struct sohoa_write *w, const struct sohoa_page_name *page,
                    const struct sohoa_like *before, const struct sohoa_like *now,
                    struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < now->count; i++) {
        struct pages pages;
        if (has(before, now->features[i]))
            continue;
        rc = pages_of(sohoa_write_records(w), now->features[i], &pages, err);
        if (rc == SOHOA_OK && pages.count < SOHOA_LIKE_PAGES)
            rc = sohoa_write_mark(w, like_key(now->features[i], page).text, err);
    }
    return rc;
}

int sohoa_write_like(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                     const struct sohoa_text *text, struct sohoa_err *err)
{
    struct sohoa_page_name page = {.number = number, .part = part};
    struct sohoa_like before, now;
    struct sohoa_text *stored = NULL;
    struct sohoa_err ignored;
    (void)snprintf(page.batch, sizeof page.batch, "%s", batch);
    /* A stored text that is damaged cannot say what it was found by; `verify` tells of it. */
    (void)sohoa_text_get(sohoa_write_records(w), batch, number, part, &stored, &ignored);
    int bad = sohoa_like_of(stored, &before) || sohoa_like_of(text, &now);
    sohoa_text_free(stored);
    if (bad)
        return sohoa_no_memory(err);
    size_t steps = sohoa_write_steps(w);
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < before.count; i++)
        if (!has(&now, before.features[i]))
            rc = sohoa_write_delete(w, like_key(before.features[i], &page).text, err);
    if (rc == SOHOA_OK)
        rc = file_new(w, &page, &before, &now, err);
    if (rc == SOHOA_OK && !text)
        rc = sohoa_write_delete(w, alike_key(&page).text, err);
    return sohoa_write_keep(w, steps, rc);
}

/* ---- looking ---- */

struct candidates {
    struct {
        struct sohoa_page_name page;
        unsigned shared;
    } items[CANDIDATES_MAX];
    size_t count;
};

static void count_page(struct candidates *c, const struct sohoa_page_name *page)
{
    size_t i = 0;
    while (i < c->count && compare_names(&c->items[i].page, page) != 0)
        i++;
    if (i == CANDIDATES_MAX)
        return;
    if (i == c->count)
        c->items[c->count++].page = *page;
    c->items[i].shared++;
}

/* Those that share most come first. */
static int gather(struct sohoa_records *r, const struct sohoa_page_name *self,
                  const struct sohoa_like *like, struct candidates *ret, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < like->count; i++) {
        struct pages pages;
        rc = pages_of(r, like->features[i], &pages, err);
        if (rc != SOHOA_OK || pages.count == SOHOA_LIKE_PAGES)
            continue;
        for (size_t k = 0; k < pages.count; k++)
            if (compare_names(&pages.items[k], self) != 0)
                count_page(ret, &pages.items[k]);
    }
    return rc;
}

static size_t take_best(struct candidates *c)
{
    size_t best = 0;
    for (size_t i = 1; i < c->count; i++)
        if (c->items[i].shared > c->items[best].shared)
            best = i;
    return best;
}

/* Whether the other page is the same sheet: OK, or END. */
static int compare(struct sohoa_records *r, const struct sohoa_page_record *page,
                   const struct sohoa_text *text, const struct sohoa_page_name *other,
                   struct sohoa_alike *ret, struct sohoa_err *err)
{
    struct sohoa_page_record there;
    struct sohoa_text *words = NULL;
    double share = 0, numbers = 0;
    int rc = sohoa_page_get(r, other->batch, other->number, other->part, &there, err);
    if (rc != SOHOA_OK)
        return rc;
    unsigned distance = page->look && there.look ? sohoa_look_distance(page->look, there.look) : 0;
    /* The same file under another code, or made anew by order, is no second scan. */
    bool same = there.image == page->image && there.part == page->part &&
                strcmp(there.master.sha256, page->master.sha256) == 0;
    if (same || there.state != SOHOA_STATE_STORED || distance > DISTANCE_MAX)
        rc = SOHOA_END;
    sohoa_page_record_clear(&there);
    if (rc == SOHOA_OK)
        rc = sohoa_text_get(r, other->batch, other->number, other->part, &words, err);
    if (rc == SOHOA_OK && sohoa_like_compare(text, words, &share, &numbers))
        rc = sohoa_no_memory(err);
    sohoa_text_free(words);
    if (rc == SOHOA_OK &&
        (share < SHARE_MIN || (numbers < 0 ? share < SHARE_ALONE : numbers < NUMBERS_MIN)))
        rc = SOHOA_END;
    ret->share = share;
    ret->distance = distance;
    return rc;
}

static json_t *name_encode(const struct sohoa_page_name *name)
{
    return json_pack("[s,i,i]", name->batch, (int)name->number, (int)name->part);
}

static json_t *alike_encode(const struct sohoa_alike *a)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "like", name_encode(&a->like));
    sohoa_put(&put, "share", sohoa_json_number(a->share, 3));
    sohoa_put_count(&put, "distance", a->distance);
    sohoa_put_text(&put, "found", a->found);
    sohoa_put_text(&put, "decided", a->decided[0] ? a->decided : NULL);
    sohoa_put_text(&put, "by", a->by[0] ? a->by : NULL);
    sohoa_put_text(&put, "at", a->at[0] ? a->at : NULL);
    return sohoa_put_end(&put);
}

/* The pair under its later page, unless one stands there. */
static int file_pair(struct sohoa_records *r, struct sohoa_write *w, struct sohoa_alike *pair,
                     bool *ret_new, struct sohoa_err *err)
{
    struct sohoa_alike known;
    if (compare_names(&pair->page, &pair->like) < 0) {
        struct sohoa_page_name swap = pair->page;
        pair->page = pair->like;
        pair->like = swap;
    }
    int rc = sohoa_alike_get(r, &pair->page, &known, err);
    *ret_new = rc == SOHOA_END;
    if (rc != SOHOA_END)
        return rc;
    sohoa_stamp(0, pair->found);
    return sohoa_write_object(w, alike_key(&pair->page).text, alike_encode(pair), err);
}

int sohoa_alike_look(struct sohoa_records *r, const char *batch,
                     const struct sohoa_page_record *page, struct sohoa_write *w,
                     struct sohoa_alike *ret, bool *ret_found, struct sohoa_err *err)
{
    struct sohoa_alike pair = {.page = {.number = page->number, .part = page->part}};
    struct sohoa_like like;
    struct candidates found = {.count = 0};
    struct sohoa_text *text = NULL;
    bool fresh = false;
    (void)snprintf(pair.page.batch, sizeof pair.page.batch, "%s", batch);
    *ret_found = false;
    int rc = page->state == SOHOA_STATE_STORED
                 ? sohoa_text_get(r, batch, page->number, page->part, &text, err)
                 : SOHOA_END;
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    rc = sohoa_like_of(text, &like) ? sohoa_no_memory(err)
                                    : gather(r, &pair.page, &like, &found, err);
    for (int i = 0; rc == SOHOA_OK && i < COMPARED_MAX && found.count && !pair.like.number; i++) {
        size_t best = take_best(&found);
        if (found.items[best].shared < FEATURES_MIN)
            break;
        rc = compare(r, page, text, &found.items[best].page, &pair, err);
        if (rc == SOHOA_OK)
            pair.like = found.items[best].page;
        found.items[best].shared = 0;
        rc = rc == SOHOA_END ? SOHOA_OK : rc;
    }
    sohoa_text_free(text);
    if (rc == SOHOA_OK && pair.like.number)
        rc = file_pair(r, w, &pair, &fresh, err);
    if (rc == SOHOA_OK && fresh) {
        *ret_found = true;
        if (ret)
            *ret = pair;
    }
    return rc;
}
