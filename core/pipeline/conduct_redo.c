/* conduct_redo.c - pages of the store through the chain again, dossiers read again.
 *
 * Redoing is resuming: pages are made pending and dossiers due, durably, and then finished like
 * those of a run that was cut off. So a redo that is killed is resumed as well. */
#include "host/log.h"
#include "pipeline/conduct.h"
#include "pipeline/ledger.h"
#include "pipeline/remark.h"
#include <stdlib.h>
#include <string.h>

/* ---- marking ------------------------------------------------------------------------------ */

#define GROUP 64 /* changes a commit */

/* The batch that is being marked, under its lock. Its ledger goes with every commit. */
struct marking {
    struct sohoa_records *records;
    struct sohoa_batch batch;
    struct sohoa_write *write;
    unsigned changes;
    struct sohoa_err *err;
    int rc;
};

static int commit(struct marking *m)
{
    m->batch.open = true;
    m->batch.ended[0] = '\0';
    m->changes = 0;
    int rc = sohoa_write_batch(m->write, &m->batch, m->err);
    return rc ? rc : sohoa_write_commit(m->write, m->err);
}

static bool changed(struct marking *m)
{
    if (m->rc == SOHOA_OK && ++m->changes >= GROUP)
        m->rc = commit(m);
    return m->rc == SOHOA_OK;
}

/* A shallow copy, only lent to the writer. */
static bool make_pending(void *arg, const struct sohoa_page_record *page)
{
    struct marking *m = arg;
    struct sohoa_page_record pending = *page;
    if (page->state == SOHOA_STATE_PENDING || page->state == SOHOA_STATE_RESCAN ||
        sohoa_mark_stands(&m->batch, page->number) || page->redacted)
        return true;
    if (!page->master.sha256[0]) {
        sohoa_log(SOHOA_WARN, "page %u of '%s' has no master: import it again when it can be read",
                  page->number, page->source ? page->source : "");
        return true;
    }
    pending.state = SOHOA_STATE_PENDING;
    pending.reason = NULL;
    m->rc = sohoa_write_page(m->write, m->batch.id, &pending, m->err);
    if (m->rc == SOHOA_OK)
        m->rc = sohoa_write_try(m->write, m->batch.id, page->number, 0, m->err);
    if (m->rc == SOHOA_OK)
        sohoa_ledger_move(&m->batch.ledger, page->state, SOHOA_STATE_PENDING);
    return changed(m);
}

static bool make_due(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct marking *m = arg;
    const char *state = dossier->state ? dossier->state : "";
    if (strcmp(state, "superseded") == 0 || strcmp(state, "erased") == 0)
        return true;
    m->rc = sohoa_write_due(m->write, dossier->id, 0, m->err);
    return changed(m);
}

static int mark_one(struct marking *m, const struct sohoa_run_page *asked)
{
    int rc = SOHOA_OK;
    if (asked->read && asked->dossier[0]) {
        m->rc = sohoa_write_due(m->write, asked->dossier, 0, m->err);
        (void)changed(m);
    } else if (asked->read) {
        rc = sohoa_dossiers_of(m->records, m->batch.id, make_due, m, m->err);
    } else {
        uint32_t first = asked->number ? asked->number : 1;
        uint32_t last = asked->number ? asked->number : UINT32_MAX;
        rc = sohoa_pages_each(m->records, m->batch.id, first, last, make_pending, m, m->err);
    }
    if (m->rc)
        return m->rc;
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

/* The number joins those of the pages that are kept whatever a stage says. */
static int remember_keep(struct sohoa_batch *batch, uint32_t number)
{
    sohoa_mark_forget(batch, number);
    if (!batch->request)
        batch->request = json_object();
    json_t *kept = json_object_get(batch->request, "keep");
    if (!kept) {
        kept = json_array();
        if (json_object_set_new(batch->request, "keep", kept))
            return -1;
    }
    return json_array_append_new(kept, json_integer(number));
}

struct lying {
    uint32_t rotated;
    bool redacted, found;
};

static bool see_lying(void *arg, const struct sohoa_page_record *page)
{
    struct lying *lying = arg;
    *lying = (struct lying){page->rotated, page->redacted, true};
    return false;
}

/* Turning what was read clockwise: the content lies turned by that much less. */
static int remember_turn(struct marking *m, const struct sohoa_run_page *asked)
{
    struct lying lying = {0};
    int rc = sohoa_pages_each(m->records, m->batch.id, asked->number, asked->number, see_lying,
                              &lying, m->err);
    if (rc != SOHOA_OK && rc != SOHOA_END)
        return rc;
    if (lying.redacted)
        return sohoa_fail(m->err, SOHOA_BAD_PAGE,
                          "what named a person on this page was erased: it is not read again");
    (void)sohoa_turn_stands(m->batch.request, asked->number, &lying.rotated);
    uint32_t rotated = (lying.rotated + 360 - asked->turn % 360) % 360;
    return sohoa_turn_remember(&m->batch, asked->number, rotated, asked->by) == 0
               ? SOHOA_OK
               : sohoa_no_memory(m->err);
}

static int mark_all(struct marking *m, const struct sohoa_run_page *asked, size_t count)
{
    int rc = SOHOA_OK;
    if (!(m->write = sohoa_write_new(m->records)))
        return sohoa_no_memory(m->err);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        if (asked[i].keep && remember_keep(&m->batch, asked[i].number))
            rc = sohoa_no_memory(m->err);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        if (asked[i].turn)
            rc = remember_turn(m, &asked[i]);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        rc = mark_one(m, &asked[i]);
    if (rc == SOHOA_OK)
        rc = commit(m);
    sohoa_write_free(m->write);
    return rc;
}

/* What asked[0..count) name, all of one batch. RETRY: a living process owns it. */
static int mark_batch(struct sohoa_engine *engine, const struct sohoa_run_page *asked, size_t count,
                      struct sohoa_err *err)
{
    struct marking m = {.records = engine->records, .err = err};
    struct sohoa_lock *lock = NULL;
    int rc = sohoa_batch_lock(engine->records, asked[0].batch, &lock, err);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_get(engine->records, asked[0].batch, &m.batch, err);
    if (rc == SOHOA_END)
        rc = sohoa_fail(err, SOHOA_RETRY, "there is no batch %s", asked[0].batch);
    if (rc == SOHOA_OK)
        rc = mark_all(&m, asked, count);
    sohoa_batch_clear(&m.batch);
    sohoa_batch_unlock(lock);
    return rc;
}

/* ---- doing ---------------------------------------------------------------------------------- */

/* Somebody who resumes may have taken the batch up meanwhile: then it is theirs. */
static int do_batch(struct sohoa_engine *engine, const char *batch, struct sohoa_err *err)
{
    struct sohoa_feed feed;
    sohoa_feed_init(&feed, engine, "import", NULL, NULL);
    int rc = sohoa_feed_adopt(&feed, batch, true, err);
    bool theirs = rc == SOHOA_RETRY || rc == SOHOA_END;
    if (rc == SOHOA_OK)
        rc = sohoa_feed_pending(&feed, err);
    sohoa_feed_clear(&feed);
    return theirs ? SOHOA_OK : rc;
}

static int compare(const void *a, const void *b)
{
    const struct sohoa_run_page *x = a, *y = b;
    int order = strcmp(x->batch, y->batch);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* The entries of one batch from the first on. */
static size_t same_batch(const struct sohoa_run_page *pages, size_t count)
{
    size_t n = 1;
    while (n < count && strcmp(pages[n].batch, pages[0].batch) == 0)
        n++;
    return n;
}

/* All is marked before any of it is done: killed at any instant after that, resume does the rest
 * and nothing twice. */
static int redo_all(struct sohoa_engine *engine, const struct sohoa_run_page *pages, size_t count,
                    struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0, n; i < count && rc == SOHOA_OK; i += n) {
        n = same_batch(&pages[i], count - i);
        rc = mark_batch(engine, &pages[i], n, err);
        if (rc == SOHOA_RETRY)
            rc = sohoa_engine_fail(engine, 2, err);
    }
    for (size_t i = 0, n; i < count && rc == SOHOA_OK; i += n) {
        n = same_batch(&pages[i], count - i);
        if (sohoa_engine_stopping(engine))
            return SOHOA_END;
        rc = do_batch(engine, pages[i].batch, err);
    }
    return rc;
}

int sohoa_conduct_redo(struct sohoa_engine *engine, const void *arg, struct sohoa_err *err)
{
    const struct sohoa_redo_asked *asked = arg;
    struct sohoa_run_page *pages = calloc(asked->count + 1, sizeof *pages);
    if (!pages)
        return sohoa_no_memory(err);
    if (asked->count)
        memcpy(pages, asked->pages, asked->count * sizeof *pages);
    qsort(pages, asked->count, sizeof *pages, compare);
    int rc = redo_all(engine, pages, asked->count, err);
    free(pages);
    return rc;
}
