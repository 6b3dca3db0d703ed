/* review.c - see review.h. No state. */
#include "query/review.h"

#include "query/decide_field.h"
#include "record/json_read.h"

#include <stdlib.h>
#include <string.h>

static bool failed_check(const json_t *field)
{
    const char *name;
    json_t *held;
    json_object_foreach(json_object_get(field, "checks"), name, held)
    {
        if (json_is_false(held))
            return true;
    }
    return false;
}

bool sohoa_review_wants(const struct sohoa_review_filter *filter, const json_t *field)
{
    const char *state = sohoa_json_member(field, "state");
    bool verified = strcmp(state, "verified") == 0;
    if (filter->second)
        return verified && json_array_size(json_object_get(field, "by")) == 1 &&
               !sohoa_field_decided_by(field, filter->operator_ ? filter->operator_ : "");
    double below = filter->below > 0 ? filter->below : SOHOA_REVIEW_LINE;
    return !verified && (strcmp(state, "conflict") == 0 ||
                         json_number_value(json_object_get(field, "confidence")) < below ||
                         json_is_true(json_object_get(field, "hand")) || failed_check(field));
}

static bool is_live(const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    return strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0 &&
           strcmp(state, "open") != 0;
}

/* ---- the list -------------------------------------------------------------------------------- */

struct list {
    const struct sohoa_review_filter *filter;
    struct sohoa_doubt *at;
    size_t count, room;
    bool more, failed;
};

static bool add(struct list *list, const char *dossier, uint32_t document, const char *key)
{
    if (list->count == SOHOA_REVIEW_MAX) {
        list->more = true;
        return false;
    }
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct sohoa_doubt *bigger = realloc(list->at, room * sizeof *bigger);
        if (!bigger) {
            list->failed = true;
            return false;
        }
        list->at = bigger;
        list->room = room;
    }
    struct sohoa_doubt *doubt = &list->at[list->count];
    memcpy(doubt->dossier, dossier, sizeof doubt->dossier);
    doubt->document = document;
    if (!(doubt->key = strdup(key))) {
        list->failed = true;
        return false;
    }
    list->count++;
    return true;
}

static bool add_document(struct list *list, const char *dossier, uint32_t number,
                         const json_t *document)
{
    const char *wanted = list->filter->schema, *key;
    json_t *field;
    if (wanted && strcmp(wanted, sohoa_json_member(document, "schema")) != 0)
        return true;
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        if (sohoa_review_wants(list->filter, field) && !add(list, dossier, number, key))
            return false;
    }
    return true;
}

static bool add_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct list *list = arg;
    if (!is_live(d))
        return true;
    for (size_t i = 0; i < json_array_size(d->documents); i++)
        if (!add_document(list, d->id, (uint32_t)i + 1, json_array_get(d->documents, i)))
            return false;
    return true;
}

static int list_one(struct sohoa_records *r, struct list *list, struct sohoa_err *err)
{
    struct sohoa_dossier_record d = {0};
    int rc = sohoa_dossier_get(r, list->filter->dossier, &d, err);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_END, "there is no dossier %.40s", list->filter->dossier);
    if (rc != SOHOA_OK)
        return rc;
    (void)add_dossier(list, &d);
    sohoa_dossier_record_clear(&d);
    return SOHOA_OK;
}

static int list_batch(struct sohoa_records *r, struct list *list, struct sohoa_err *err)
{
    struct sohoa_batch batch = {0};
    int rc = sohoa_batch_get(r, list->filter->batch, &batch, err);
    sohoa_batch_clear(&batch);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_END, "there is no batch %.40s", list->filter->batch);
    return rc == SOHOA_OK ? sohoa_dossiers_of(r, list->filter->batch, add_dossier, list, err) : rc;
}

int sohoa_review_list(struct sohoa_records *r, const struct sohoa_review_filter *filter,
                      struct sohoa_doubt **ret, size_t *ret_count, bool *ret_more,
                      struct sohoa_err *err)
{
    struct list list = {.filter = filter};
    int rc = filter->dossier ? list_one(r, &list, err)
             : filter->batch ? list_batch(r, &list, err)
                             : sohoa_dossiers_each(r, NULL, NULL, add_dossier, &list, err);
    if (rc == SOHOA_OK && list.failed)
        rc = sohoa_no_memory(err);
    if (rc != SOHOA_OK) {
        sohoa_review_free(list.at, list.count);
        return rc;
    }
    *ret = list.at;
    *ret_count = list.count;
    *ret_more = list.more;
    return SOHOA_OK;
}

void sohoa_review_free(struct sohoa_doubt *doubts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(doubts[i].key);
    free(doubts);
}

/* ---- one of them ----------------------------------------------------------------------------- */

struct find_page {
    uint32_t place, number, part;
};

static bool find_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct find_page *find = arg;
    if (place != find->place)
        return true;
    find->number = page->number;
    find->part = page->part;
    return false;
}

static int get_page(struct sohoa_records *r, struct sohoa_review_item *item, struct sohoa_err *err)
{
    struct find_page find = {.place = item->place};
    int rc = find.place ? sohoa_dossier_pages(r, &item->dossier, find_page, &find, err) : SOHOA_OK;
    if (rc == SOHOA_OK && find.number)
        rc = sohoa_page_get(r, item->dossier.batch, find.number, find.part, &item->page, err);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

static struct sohoa_box box_of(const json_t *field)
{
    const json_t *box = json_object_get(field, "box");
    int32_t at[4] = {0};
    for (size_t i = 0; i < 4; i++)
        at[i] = (int32_t)json_integer_value(json_array_get(box, i));
    return (struct sohoa_box){at[0], at[1], at[2], at[3]};
}

int sohoa_review_get(struct sohoa_records *r, const struct sohoa_doubt *doubt,
                     struct sohoa_review_item *ret, struct sohoa_err *err)
{
    struct sohoa_review_item item = {0};
    int rc = sohoa_dossier_get(r, doubt->dossier, &item.dossier, err);
    if (rc != SOHOA_OK)
        return rc;
    item.document = json_array_get(item.dossier.documents, doubt->document - 1);
    if (!is_live(&item.dossier) || !item.document) {
        sohoa_review_item_clear(&item);
        return sohoa_fail(err, SOHOA_END, "the dossier %s was changed meanwhile", doubt->dossier);
    }
    item.field = json_object_get(json_object_get(item.document, "fields"), doubt->key);
    item.place = (uint32_t)json_integer_value(json_object_get(item.field, "page"));
    item.box = box_of(item.field);
    rc = get_page(r, &item, err);
    if (rc != SOHOA_OK) {
        sohoa_review_item_clear(&item);
        return rc;
    }
    *ret = item;
    return SOHOA_OK;
}

void sohoa_review_item_clear(struct sohoa_review_item *item)
{
    sohoa_page_record_clear(&item->page);
    sohoa_dossier_record_clear(&item->dossier);
    memset(item, 0, sizeof *item);
}
