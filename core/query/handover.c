/* handover.c - see handover.h. */
#include "query/handover.h"
#include "host/lang.h"
#include "record/alike.h"
#include "record/forms.h"
#include "record/hash.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
    struct sohoa_records *r;
    json_t *dossiers;
    struct sohoa_hash all;
    uint64_t masters, bytes;
    struct sohoa_err *err;
    int rc;
};

/* The masters of a dossier: each once where it comes in a row, as the pages of a PDF do. */
struct masters {
    json_t *list;
    struct sohoa_hash hash;
    char last[SOHOA_SHA256_SIZE];
    uint64_t pages, bytes;
    bool failed;
};

static bool add_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct masters *m = arg;
    char line[SOHOA_SHA256_SIZE + 1];
    (void)place;
    m->pages++;
    if (!page->master.sha256[0] || strcmp(m->last, page->master.sha256) == 0)
        return true;
    memcpy(m->last, page->master.sha256, sizeof m->last);
    int n = snprintf(line, sizeof line, "%.64s\n", page->master.sha256);
    sohoa_hash_add(&m->hash, line, (size_t)n);
    m->bytes += page->master.bytes;
    m->failed = json_array_append_new(
        m->list, json_pack("{s:s,s:I,s:s}", "sha256", page->master.sha256, "bytes",
                           (json_int_t)page->master.bytes, "media", page->master.media));
    return !m->failed;
}

static json_t *dossier_object(const struct sohoa_dossier_record *d, const struct masters *m,
                              const char *sha256)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "dossier", d->id);
    sohoa_put_text(&put, "code", d->code);
    sohoa_put_text(&put, "state", d->state);
    sohoa_put_text(&put, "source", sohoa_source_shown(d->source));
    sohoa_put(&put, "pages", json_integer((json_int_t)m->pages));
    sohoa_put_text(&put, "sha256", sha256);
    sohoa_put(&put, "masters", json_incref(m->list));
    return sohoa_put_end(&put);
}

static bool add_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct gather *g = arg;
    const char *state = d->state ? d->state : "";
    struct masters m = {.list = json_array()};
    char sha256[SOHOA_SHA256_SIZE], line[SOHOA_ID_SIZE + SOHOA_SHA256_SIZE + 2];
    if (strcmp(state, "superseded") == 0 || strcmp(state, "erased") == 0) {
        json_decref(m.list);
        return true;
    }
    sohoa_hash_begin(&m.hash);
    m.failed = !m.list;
    g->rc = m.failed ? SOHOA_OK : sohoa_dossier_pages(g->r, d, add_page, &m, g->err);
    g->rc = g->rc == SOHOA_END ? SOHOA_OK : g->rc;
    sohoa_hash_end(&m.hash, sha256);
    int n = snprintf(line, sizeof line, "%s %s\n", d->id, sha256);
    sohoa_hash_add(&g->all, line, (size_t)n);
    g->masters += json_array_size(m.list);
    g->bytes += m.bytes;
    if (g->rc == SOHOA_OK &&
        (m.failed || json_array_append_new(g->dossiers, dossier_object(d, &m, sha256))))
        g->rc = sohoa_no_memory(g->err);
    json_decref(m.list);
    return g->rc == SOHOA_OK;
}

static bool count_undecided(void *arg, const struct sohoa_alike *alike)
{
    *(uint64_t *)arg += !alike->decided[0];
    return true;
}

static json_t *whole(const struct sohoa_batch *b, struct gather *g, uint64_t duplicates)
{
    char now[SOHOA_STAMP_SIZE], sha256[SOHOA_SHA256_SIZE];
    struct sohoa_put put = {.object = json_object()};
    sohoa_stamp(0, now);
    sohoa_hash_end(&g->all, sha256);
    sohoa_put_text(&put, "batch", b->id);
    sohoa_put_text(&put, "kind", b->kind);
    sohoa_put_text(&put, "agency", b->agency);
    sohoa_put_text(&put, "operator", b->operator_);
    sohoa_put_text(&put, "device", b->device);
    sohoa_put_text(&put, "started", b->started);
    sohoa_put_text(&put, "ended", b->ended);
    sohoa_put_text(&put, "made", now);
    sohoa_put(&put, "ledger", sohoa_ledger_encode(&b->ledger));
    sohoa_put(&put, "alarms", b->alarms ? json_incref(b->alarms) : json_array());
    sohoa_put(&put, "duplicates", json_integer((json_int_t)duplicates));
    sohoa_put(
        &put, "masters",
        json_pack("{s:I,s:I}", "count", (json_int_t)g->masters, "bytes", (json_int_t)g->bytes));
    sohoa_put(&put, "dossiers", json_incref(g->dossiers));
    sohoa_put_text(&put, "sha256", sha256);
    return sohoa_put_end(&put);
}

int sohoa_handover(struct sohoa_records *r, const char *batch, json_t **ret, struct sohoa_err *err)
{
    struct sohoa_batch b;
    struct gather g = {.r = r, .err = err};
    uint64_t duplicates = 0;
    int rc = sohoa_batch_get(r, batch, &b, err);
    if (rc != SOHOA_OK)
        return rc;
    if (b.open)
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER,
                        "the batch %s is still open: `sohoa resume` finishes it", batch);
    g.dossiers = json_array();
    sohoa_hash_begin(&g.all);
    if (rc == SOHOA_OK && !g.dossiers)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_of(r, batch, add_dossier, &g, err);
    if (rc >= 0)
        rc = g.rc;
    if (rc == SOHOA_OK)
        rc = sohoa_alike_each(r, batch, count_undecided, &duplicates, err);
    if (rc == SOHOA_OK && !(*ret = whole(&b, &g, duplicates)))
        rc = sohoa_no_memory(err);
    json_decref(g.dossiers);
    sohoa_batch_clear(&b);
    return rc;
}
