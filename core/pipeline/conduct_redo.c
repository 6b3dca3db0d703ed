/* conduct_redo.c - pages of the store through the chain again, and alarms that a person has seen.
 *
 * Redoing is resuming: the pages are made pending in one place, durably, and then finished like
 * those of a run that was cut off. So a redo that is killed is resumed as well. */
#include "host/log.h"
#include "pipeline/conduct.h"
#include <stdlib.h>
#include <string.h>

struct redo {
    struct sohoa_feed *feed;
    struct sohoa_err *err;
    int rc;
    bool keep;
};

/* ---- redo ---------------------------------------------------------------------------------- */

static void remember_keep(struct redo *r, uint32_t number)
{
    json_t *requests[] = {r->feed->request, r->feed->live->batch.request};
    for (size_t i = 0; i < 2; i++) {
        json_t *kept = json_object_get(requests[i], "keep");
        if (!kept) {
            kept = json_array();
            json_object_set_new(requests[i], "keep", kept);
        }
        json_array_append_new(kept, json_integer(number));
    }
}

static int write_pending(struct redo *r, const struct sohoa_page_record *page,
                         struct sohoa_write *write)
{
    struct sohoa_page_record pending = *page; /* a shallow copy: only lent to the writer */
    pending.state = SOHOA_STATE_PENDING;
    pending.reason = NULL;
    int rc = sohoa_write_page(write, r->feed->live->id, &pending, r->err);
    return rc ? rc : sohoa_write_try(write, r->feed->live->id, page->number, 0, r->err);
}

static bool make_pending(void *arg, const struct sohoa_page_record *page)
{
    struct redo *r = arg;
    if (page->state == SOHOA_STATE_PENDING || page->state == SOHOA_STATE_RESCAN)
        return true;
    if (!page->master.sha256[0]) {
        sohoa_log(SOHOA_WARN, "page %u of '%s' has no master: it cannot be done again",
                  page->number, page->source ? page->source : "");
        return true;
    }
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_MOVE, r->feed->live);
    if (!entry || !(entry->write = sohoa_write_new(r->feed->engine->records)))
        r->rc = sohoa_fail(r->err, SOHOA_FATAL, "out of memory");
    else
        r->rc = write_pending(r, page, entry->write);
    if (r->rc) {
        sohoa_entry_free(entry);
        return false;
    }
    entry->first = page->number;
    entry->from = page->state;
    entry->state = SOHOA_STATE_PENDING;
    sohoa_journal_post(r->feed->engine->journal, entry);
    return true;
}

/* Waits until everything posted so far is durable. */
static int settle(struct sohoa_feed *feed, struct sohoa_err *err)
{
    return sohoa_journal_put(feed->engine->journal, sohoa_entry_new(SOHOA_ENTRY_NOTE, feed->live),
                             err);
}

/* The pages that asked[0..count) name, all of one batch. */
static int redo_pages(struct sohoa_feed *feed, const struct sohoa_run_page *asked, size_t count,
                      struct sohoa_err *err)
{
    struct redo r = {.feed = feed, .err = err};
    struct sohoa_records *records = feed->engine->records;
    for (size_t i = 0; i < count; i++) /* before the first entry: the batch is still ours */
        if (asked[i].keep)
            remember_keep(&r, asked[i].number);
    for (size_t i = 0; i < count && r.rc == SOHOA_OK; i++) {
        uint32_t first = asked[i].number ? asked[i].number : 1;
        uint32_t last = asked[i].number ? asked[i].number : UINT32_MAX;
        int rc = sohoa_pages_each(records, feed->live->id, first, last, make_pending, &r, err);
        if (r.rc == SOHOA_OK && rc != SOHOA_OK && rc != SOHOA_END)
            r.rc = rc;
    }
    int rc = r.rc ? r.rc : settle(feed, err);
    return rc ? rc : sohoa_feed_pending(feed, err);
}

static int redo_batch(struct sohoa_engine *engine, const struct sohoa_run_page *asked, size_t count,
                      struct sohoa_err *err)
{
    struct sohoa_feed feed;
    sohoa_feed_init(&feed, engine, "import", NULL, NULL);
    int rc = sohoa_feed_adopt(&feed, asked[0].batch, false, err);
    if (rc == SOHOA_END)
        rc = sohoa_fail(err, SOHOA_RETRY, "there is no batch %s", asked[0].batch);
    if (rc == SOHOA_RETRY)
        rc = sohoa_engine_fail(engine, 2, err);
    if (rc == SOHOA_OK)
        rc = redo_pages(&feed, asked, count, err);
    sohoa_feed_clear(&feed);
    return rc;
}

static int compare(const void *a, const void *b)
{
    const struct sohoa_run_page *x = a, *y = b;
    int order = strcmp(x->batch, y->batch);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

int sohoa_conduct_redo(struct sohoa_engine *engine, const void *arg, struct sohoa_err *err)
{
    const struct sohoa_redo_asked *asked = arg;
    struct sohoa_run_page *pages = calloc(asked->count + 1, sizeof *pages);
    int rc = SOHOA_OK;
    if (!pages)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (asked->count)
        memcpy(pages, asked->pages, asked->count * sizeof *pages);
    qsort(pages, asked->count, sizeof *pages, compare);
    for (size_t i = 0, next; i < asked->count && rc == SOHOA_OK; i = next) {
        for (next = i + 1; next < asked->count && strcmp(pages[next].batch, pages[i].batch) == 0;)
            next++;
        if (sohoa_engine_stopping(engine))
            break;
        rc = redo_batch(engine, &pages[i], next - i, err);
    }
    free(pages);
    return rc;
}

/* ---- acknowledging ----------------------------------------------------------------------------
 */

struct release {
    struct sohoa_records *records;
    struct sohoa_write *write;
    struct sohoa_err *err;
    int rc;
};

static bool is_set_aside(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    (void)place;
    *(bool *)arg = page->state == SOHOA_STATE_QUARANTINED;
    return !*(bool *)arg;
}

static bool release_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct release *r = arg;
    if (!dossier->state || strcmp(dossier->state, "attention") != 0)
        return true;
    char complete[] = "complete", incomplete[] = "incomplete";
    struct sohoa_dossier_record changed = *dossier;
    bool bad = false;
    r->rc = sohoa_dossier_pages(r->records, dossier, is_set_aside, &bad, r->err);
    changed.state = bad ? incomplete : complete;
    if (r->rc == SOHOA_OK || r->rc == SOHOA_END)
        r->rc = sohoa_write_dossier(r->write, &changed, r->err);
    return r->rc == SOHOA_OK;
}

static int acknowledge(struct sohoa_records *records, struct sohoa_batch *batch,
                       struct sohoa_err *err)
{
    struct release r = {.records = records, .write = sohoa_write_new(records), .err = err};
    if (!r.write)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; i < json_array_size(batch->alarms); i++)
        json_object_set_new(json_array_get(batch->alarms, i), "acknowledged", json_true());
    int rc = sohoa_write_batch(r.write, batch, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_of(records, batch->id, release_dossier, &r, err);
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    if (rc == SOHOA_OK)
        rc = r.rc;
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(r.write, err);
    sohoa_write_free(r.write);
    return rc;
}

int sohoa_run_acknowledge(struct sohoa_records *records, const char *batch, struct sohoa_err *err)
{
    struct sohoa_lock *lock = NULL;
    struct sohoa_batch record = {0};
    int rc = sohoa_batch_lock(records, batch, &lock, err);
    if (rc)
        return rc;
    rc = sohoa_batch_get(records, batch, &record, err);
    if (rc == SOHOA_OK)
        rc = acknowledge(records, &record, err);
    sohoa_batch_clear(&record);
    sohoa_batch_unlock(lock);
    return rc;
}
