/* change_feed.c - what became of dossiers, numbered in the order of commits.
 *
 * The last number lies under one key, and each commit with news expects there what it read: of two
 * that took the same number one fails and takes the next. So the numbers are without gaps, and an
 * entry never appears behind one that a reader has seen. An entry stays for good; it is some sixty
 * bytes, beside the dossier's several hundred. Any thread. */
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdlib.h>
#include <string.h>

/* ---- what a write does ---- */

static bool is(const char *state, const char *name)
{
    return state && strcmp(state, name) == 0;
}

const char *sohoa_news_kind(const char *before, const char *now)
{
    if (is(now, "superseded") || is(now, "erased"))
        return is(before, now) ? NULL : (is(now, "erased") ? "erased" : "superseded");
    if (!now || is(now, "open"))
        return NULL;
    return !before || is(before, "open") ? "committed" : "corrected";
}

static void item_clear(struct sohoa_news *item)
{
    free((char *)item->dossier);
    free((char *)item->code);
    free((char *)item->by);
}

void sohoa_news_clear(struct sohoa_news_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        item_clear(&list->items[i]);
    list->count = 0;
}

static bool make_room(struct sohoa_news_list *list, size_t more)
{
    if (list->count + more <= list->room)
        return true;
    size_t room = list->room ? list->room * 2 : 8;
    while (room < list->count + more)
        room *= 2;
    struct sohoa_news *items = realloc(list->items, room * sizeof *items);
    if (!items)
        return false;
    list->items = items;
    list->room = room;
    return true;
}

/* Drops older news of the dossier: of several changes in one commit the last one counts, but that
 * it is new stays true, and that something is gone. */
static void replace(struct sohoa_news_list *list, struct sohoa_news *news)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].dossier, news->dossier) != 0)
            continue;
        if (is(list->items[i].kind, "committed") && is(news->kind, "corrected"))
            news->kind = "committed";
        news->forget = news->forget || list->items[i].forget;
        item_clear(&list->items[i]);
        memmove(&list->items[i], &list->items[i + 1], (list->count - i - 1) * sizeof *list->items);
        list->count--;
        break;
    }
}

bool sohoa_news_add(struct sohoa_news_list *list, const char *kind,
                    const struct sohoa_dossier_record *dossier, bool forget)
{
    struct sohoa_news item = {.kind = kind, .forget = forget, .dossier = strdup(dossier->id)};
    bool whole = item.dossier && make_room(list, 1);
    if (whole && dossier->code)
        whole = (item.code = strdup(dossier->code)) != NULL;
    if (whole && dossier->by[0])
        whole = (item.by = strdup(dossier->by)) != NULL;
    if (!whole) {
        item_clear(&item);
        return false;
    }
    replace(list, &item);
    list->items[list->count++] = item;
    return true;
}

bool sohoa_news_move(struct sohoa_news_list *to, struct sohoa_news_list *from)
{
    if (!make_room(to, from->count))
        return false;
    for (size_t i = 0; i < from->count; i++) {
        replace(to, &from->items[i]);
        to->items[to->count++] = from->items[i];
    }
    from->count = 0;
    return true;
}

/* ---- writing ---- */

static json_t *encode(const struct sohoa_news *news, const char *at)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "kind", news->kind);
    sohoa_put_text(&put, "dossier", news->dossier);
    sohoa_put_text(&put, "code", news->code);
    sohoa_put_text(&put, "by", news->by);
    sohoa_put_text(&put, "at", at);
    sohoa_put_flag(&put, "forget", news->forget || is(news->kind, "erased"));
    return sohoa_put_end(&put);
}

/* The last number as it is stored; nothing: size 0. */
static int last_raw(struct sohoa_records *r, void **ret_raw, size_t *ret_size, uint64_t *ret_last,
                    struct sohoa_err *err)
{
    json_t *object = NULL;
    int rc = sohoa_raw_get(r, SOHOA_KEY_CHANGES, ret_raw, ret_size, err);
    if (rc == SOHOA_END) {
        *ret_raw = NULL;
        *ret_size = 0;
        *ret_last = 0;
        return SOHOA_OK;
    }
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, SOHOA_KEY_CHANGES,
                                (struct sohoa_bytes){.data = *ret_raw, .size = *ret_size}, &object,
                                err);
    if (rc == SOHOA_OK) {
        struct sohoa_take take = {.object = object};
        *ret_last = sohoa_take_count(&take, "last", INT64_MAX - 1);
        rc = sohoa_take_end(&take, SOHOA_KEY_CHANGES, err);
    }
    json_decref(object);
    return rc;
}

int sohoa_changes_last(struct sohoa_records *r, uint64_t *ret, struct sohoa_err *err)
{
    void *raw = NULL;
    size_t size = 0;
    int rc = last_raw(r, &raw, &size, ret, err);
    free(raw);
    return rc;
}

int sohoa_news_write(struct sohoa_records *r, struct sohoa_write *w,
                     const struct sohoa_news_list *list, uint64_t *ret_last, struct sohoa_err *err)
{
    char at[SOHOA_STAMP_SIZE];
    void *raw = NULL;
    size_t size = 0;
    uint64_t last = 0;
    sohoa_stamp(0, at);
    int rc = last_raw(r, &raw, &size, &last, err);
    for (size_t i = 0; rc == SOHOA_OK && i < list->count; i++)
        rc = sohoa_write_object(w, sohoa_key_change(last + i + 1).text, encode(&list->items[i], at),
                                err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_object(w, SOHOA_KEY_CHANGES,
                                json_pack("{s:I}", "last", (json_int_t)(last + list->count)), err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, SOHOA_KEY_CHANGES, raw, size, err);
    free(raw);
    if (rc == SOHOA_OK)
        *ret_last = last;
    return rc;
}

/* ---- reading ---- */

struct reader {
    struct sohoa_records *r;
    bool (*each)(void *arg, const struct sohoa_news *news);
    void *arg;
    struct sohoa_err *err;
};

static int tell(void *arg, const char *key, struct sohoa_bytes value)
{
    struct reader *reader = arg;
    json_t *object = NULL;
    int rc = sohoa_object_parse(reader->r, key, value, &object, reader->err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_news news = {
        .seq = strtoull(sohoa_key_last(key), NULL, 10),
        .kind = json_string_value(json_object_get(object, "kind")),
        .dossier = json_string_value(json_object_get(object, "dossier")),
        .code = json_string_value(json_object_get(object, "code")),
        .by = json_string_value(json_object_get(object, "by")),
        .at = json_string_value(json_object_get(object, "at")),
        .forget = json_is_true(json_object_get(object, "forget")),
    };
    if (!news.kind || !sohoa_id_valid(news.dossier))
        rc = sohoa_fail(reader->err, SOHOA_FATAL, "the record %s is damaged", key);
    else if (!reader->each(reader->arg, &news))
        rc = SOHOA_END;
    json_decref(object);
    return rc;
}

int sohoa_changes_each(struct sohoa_records *r, uint64_t after,
                       bool (*each)(void *arg, const struct sohoa_news *news), void *arg,
                       struct sohoa_err *err)
{
    struct reader reader = {.r = r, .each = each, .arg = arg, .err = err};
    if (after >= INT64_MAX)
        return SOHOA_OK;
    return sohoa_scan(r, "change/", sohoa_key_change(after + 1).text, 0, tell, &reader, err);
}
