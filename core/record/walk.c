/* walk.c - walks over records: objects of any kind, batches, pages, dossiers, the pages of a
 * dossier. Each record is decoded outside of any snapshot and lent to the visitor, who may write.
 * Any thread. */
#include "record/forms.h"
#include "record/keys.h"
#include "record/store.h"

#include <string.h>

/* One visitor of one of the kinds; what it answers, and errors, go through rc of the scan. */
struct visit {
    struct sohoa_records *r;
    struct sohoa_err *err;
    void *arg;
    bool (*object)(void *arg, const char *name, const json_t *object);
    bool (*batch)(void *arg, const struct sohoa_batch *batch);
    bool (*page)(void *arg, const struct sohoa_page_record *page);
    bool (*dossier)(void *arg, const struct sohoa_dossier_record *dossier);
    bool (*placed)(void *arg, uint32_t place, const struct sohoa_page_record *page);
    uint32_t place; /* of the last page told */
    uint32_t to;    /* last page number wanted */
};

/* The key behind all that begin with this one. */
static struct sohoa_key behind(struct sohoa_key key)
{
    size_t n = strlen(key.text);
    if (n + 1 < sizeof key.text) {
        key.text[n] = '\x01';
        key.text[n + 1] = '\0';
    }
    return key;
}

static int visit_object(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    json_t *object = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &object, v->err);
    if (rc == SOHOA_OK)
        rc = v->object(v->arg, sohoa_key_last(key), object) ? SOHOA_OK : SOHOA_END;
    json_decref(object);
    return rc;
}

int sohoa_objects_each(struct sohoa_records *r, const char *prefix,
                       bool (*each)(void *arg, const char *name, const json_t *object), void *arg,
                       struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .object = each};
    return sohoa_scan(r, prefix, prefix, 0, visit_object, &v, err);
}

static int visit_batch(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    struct sohoa_batch batch;
    json_t *object = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &object, v->err);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_decode(object, key, &batch, v->err);
    json_decref(object);
    if (rc != SOHOA_OK)
        return rc;
    rc = v->batch(v->arg, &batch) ? SOHOA_OK : SOHOA_END;
    sohoa_batch_clear(&batch);
    return rc;
}

int sohoa_batches_each(struct sohoa_records *r, const char *after,
                       bool (*each)(void *arg, const struct sohoa_batch *batch), void *arg,
                       struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .batch = each};
    struct sohoa_key from = after ? behind(sohoa_key_batch(after)) : sohoa_key_batch("");
    return sohoa_scan(r, "batch/", from.text, 0, visit_batch, &v, err);
}

static int visit_page(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    struct sohoa_page_record page;
    uint32_t number = 0, part = 0;
    if (sohoa_key_page_parts(key, &number, &part) && number > v->to)
        return SOHOA_END;
    json_t *object = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &object, v->err);
    if (rc == SOHOA_OK)
        rc = sohoa_page_decode(object, key, &page, v->err);
    json_decref(object);
    if (rc != SOHOA_OK)
        return rc;
    v->place++;
    bool on = v->placed ? v->placed(v->arg, v->place, &page) : v->page(v->arg, &page);
    sohoa_page_record_clear(&page);
    return on ? SOHOA_OK : SOHOA_END;
}

/* OK: all told, END: the visitor stopped. */
static int visit_pages(struct visit *v, const char *batch, uint32_t from, uint32_t to)
{
    struct sohoa_key prefix = sohoa_key_prefix("page", batch);
    struct sohoa_key start = sohoa_key_page(batch, from, 0);
    v->to = to;
    return sohoa_scan(v->r, prefix.text, start.text, 0, visit_page, v, v->err);
}

int sohoa_pages_each(struct sohoa_records *r, const char *batch, uint32_t from, uint32_t to,
                     bool (*each)(void *arg, const struct sohoa_page_record *page), void *arg,
                     struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .page = each};
    return visit_pages(&v, batch, from, to);
}

static int tell_dossier(struct visit *v, const json_t *object, const char *key)
{
    struct sohoa_dossier_record dossier;
    int rc = sohoa_dossier_decode(object, key, &dossier, v->err);
    if (rc != SOHOA_OK)
        return rc;
    rc = v->dossier(v->arg, &dossier) ? SOHOA_OK : SOHOA_END;
    sohoa_dossier_record_clear(&dossier);
    return rc;
}

static int visit_dossier(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    json_t *object = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &object, v->err);
    if (rc == SOHOA_OK)
        rc = tell_dossier(v, object, key);
    json_decref(object);
    return rc;
}

/* A key of an index whose last part names the dossier. */
static int visit_named(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct visit *v = arg;
    struct sohoa_key name = sohoa_key_dossier(sohoa_key_last(key));
    json_t *object = NULL;
    int rc = sohoa_object_get(v->r, name.text, &object, v->err);
    if (rc == SOHOA_END)
        return SOHOA_OK; /* removed since the key was read */
    if (rc == SOHOA_OK)
        rc = tell_dossier(v, object, name.text);
    json_decref(object);
    return rc;
}

int sohoa_dossiers_each(struct sohoa_records *r, const char *code, const char *after,
                        bool (*each)(void *arg, const struct sohoa_dossier_record *dossier),
                        void *arg, struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .dossier = each};
    if (!code) {
        struct sohoa_key from = after ? behind(sohoa_key_dossier(after)) : sohoa_key_dossier("");
        return sohoa_scan(r, "dossier/", from.text, 0, visit_dossier, &v, err);
    }
    struct sohoa_key prefix = sohoa_key_code(code, "");
    struct sohoa_key from = after ? behind(sohoa_key_code(code, after)) : prefix;
    return sohoa_scan(r, prefix.text, from.text, SOHOA_SCAN_KEYS, visit_named, &v, err);
}

int sohoa_dossiers_of(struct sohoa_records *r, const char *batch,
                      bool (*each)(void *arg, const struct sohoa_dossier_record *dossier),
                      void *arg, struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .dossier = each};
    struct sohoa_key prefix = sohoa_key_prefix("of", batch);
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_named, &v, err);
}

/* Remembers that the visitor stopped, which a scan answers with OK. */
struct placed_visit {
    bool (*each)(void *arg, uint32_t place, const struct sohoa_page_record *page);
    void *arg;
    bool stopped;
};

static bool placed_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct placed_visit *p = arg;
    p->stopped = !p->each(p->arg, place, page);
    return !p->stopped;
}

int sohoa_dossier_pages(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                        bool (*each)(void *arg, uint32_t place,
                                     const struct sohoa_page_record *page),
                        void *arg, struct sohoa_err *err)
{
    struct placed_visit placed = {.each = each, .arg = arg};
    struct visit v = {.r = r, .err = err, .arg = &placed, .placed = placed_page};
    if (!dossier->pages)
        return visit_pages(&v, dossier->batch, dossier->first, dossier->last);
    size_t i;
    const json_t *number;
    json_array_foreach(dossier->pages, i, number)
    {
        uint32_t n = (uint32_t)json_integer_value(number);
        int rc = visit_pages(&v, dossier->batch, n, n);
        if (rc != SOHOA_OK || placed.stopped)
            return rc;
    }
    return SOHOA_OK;
}
