/* feed.c - what all feeders share: the batch, capturing, admitting. See feed.h. */
#include "pipeline/feed.h"
#include "host/lang.h"
#include "pipeline/remark.h"
#include "pipeline/request_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *sohoa_text_copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

void sohoa_feed_init(struct sohoa_feed *feed, struct sohoa_engine *engine, const char *kind,
                     const char *device, json_t *request)
{
    *feed = (struct sohoa_feed){
        .engine = engine, .kind = kind, .device = device, .request = request, .next = 1};
}

void sohoa_feed_clear(struct sohoa_feed *feed)
{
    json_decref(feed->request);
    feed->request = NULL;
    free(feed->rescans);
    feed->rescans = NULL;
}

/* ---- the batch ---------------------------------------------------------------------------- */

static struct sohoa_live *live_new(struct sohoa_feed *feed)
{
    struct sohoa_engine *engine = feed->engine;
    struct sohoa_live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    live->desk = strcmp(feed->kind, "scan") == 0;
    if (!(live->binder = sohoa_binder_new())) {
        free(live);
        return NULL;
    }
    pthread_mutex_lock(&engine->mutex);
    live->rank = engine->ranks++;
    live->next = engine->lives;
    engine->lives = live;
    pthread_mutex_unlock(&engine->mutex);
    return live;
}

static const char *about(const struct sohoa_feed *feed, const char *key)
{
    return json_string_value(json_object_get(feed->request, key));
}

static int fill_batch(const struct sohoa_feed *feed, struct sohoa_live *live, struct sohoa_err *err)
{
    struct sohoa_batch *batch = &live->batch;
    memcpy(batch->id, live->id, sizeof batch->id);
    batch->open = true;
    sohoa_stamp(0, batch->started);
    batch->kind = strdup(feed->kind);
    batch->agency = sohoa_text_copy(about(feed, "agency"));
    batch->operator_ = sohoa_text_copy(about(feed, "operator"));
    batch->device = sohoa_text_copy(feed->device);
    batch->alarms = json_array();
    if (!batch->kind || !batch->alarms)
        return sohoa_no_memory(err);
    return sohoa_request_save(feed->engine->records, live->id, feed->request, &batch->request, err);
}

int sohoa_feed_begin(struct sohoa_feed *feed, struct sohoa_err *err)
{
    if (feed->live)
        return SOHOA_OK;
    struct sohoa_live *live = live_new(feed);
    if (!live)
        return sohoa_no_memory(err);
    sohoa_id_new(live->id);
    int rc = sohoa_batch_lock(feed->engine->records, live->id, &live->lock, err);
    if (rc == SOHOA_OK)
        rc = fill_batch(feed, live, err);
    if (rc)
        return rc;
    feed->live = live;
    pthread_mutex_lock(&feed->engine->mutex);
    memcpy(feed->engine->last_batch, live->id, sizeof live->id);
    pthread_mutex_unlock(&feed->engine->mutex);
    return SOHOA_OK;
}

int sohoa_feed_adopt(struct sohoa_feed *feed, const char *batch, bool only_open,
                     struct sohoa_err *err)
{
    struct sohoa_lock *lock = NULL;
    struct sohoa_batch record = {0};
    int rc = sohoa_batch_lock(feed->engine->records, batch, &lock, err);
    if (rc)
        return rc;
    /* Read under the lock: its owner may have finished it a moment ago. */
    rc = sohoa_batch_get(feed->engine->records, batch, &record, err);
    if (rc == SOHOA_OK && only_open && !record.open) {
        sohoa_batch_clear(&record);
        rc = SOHOA_END;
    }
    if (rc) {
        sohoa_batch_unlock(lock);
        return rc;
    }
    feed->kind = record.kind && strcmp(record.kind, "scan") == 0 ? "scan" : "import";
    struct sohoa_live *live = live_new(feed);
    if (!live) {
        sohoa_batch_unlock(lock);
        sohoa_batch_clear(&record);
        return sohoa_no_memory(err);
    }
    memcpy(live->id, record.id, sizeof live->id);
    live->lock = lock;
    live->batch = record;
    if (!live->batch.request)
        live->batch.request = json_object();
    live->fed = !record.open || json_is_true(json_object_get(record.request, "fed"));
    feed->sheets = (uint32_t)record.ledger.sheets;
    json_decref(feed->request);
    feed->request = sohoa_request_load(feed->engine->records, live->id, record.request);
    feed->device = record.device;
    feed->live = live;
    return SOHOA_OK;
}

/* ---- capturing ---------------------------------------------------------------------------- */

struct sohoa_dossier_record *sohoa_dossier_copy(const struct sohoa_dossier_record *from)
{
    struct sohoa_dossier_record *to = malloc(sizeof *to);
    if (!to)
        return NULL;
    *to = *from;
    to->code = sohoa_text_copy(from->code);
    to->part = sohoa_text_copy(from->part);
    to->state = sohoa_text_copy(from->state);
    to->agency = sohoa_text_copy(from->agency);
    to->procedure = sohoa_text_copy(from->procedure);
    to->operator_ = sohoa_text_copy(from->operator_);
    to->source = sohoa_text_copy(from->source);
    to->received = sohoa_text_copy(from->received);
    to->pages = json_incref(from->pages);
    to->documents = json_incref(from->documents);
    to->given = json_incref(from->given);
    return to;
}

int sohoa_feed_dossier(const struct sohoa_feed *feed, struct sohoa_dossier_record *ret,
                       struct sohoa_err *err)
{
    struct sohoa_dossier_record dossier = {0};
    const char *part = about(feed, "part");
    dossier.code = sohoa_text_copy(about(feed, "code"));
    dossier.part = strdup(part ? part : "component");
    dossier.state = strdup("open");
    dossier.agency = sohoa_text_copy(about(feed, "agency"));
    dossier.procedure = sohoa_text_copy(about(feed, "procedure"));
    dossier.operator_ = sohoa_text_copy(about(feed, "operator"));
    dossier.received = sohoa_text_copy(about(feed, "received"));
    dossier.documents = json_array();
    if (!dossier.part || !dossier.state || !dossier.documents) {
        sohoa_dossier_record_clear(&dossier);
        return sohoa_no_memory(err);
    }
    sohoa_id_new(dossier.id);
    sohoa_stamp(0, dossier.captured);
    *ret = dossier;
    return SOHOA_OK;
}

static int write_pages(const struct sohoa_feed *feed, const struct sohoa_capture *capture,
                       struct sohoa_write *write, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (uint32_t i = 0; i < capture->count && rc == SOHOA_OK; i++)
        rc = sohoa_write_page(write, feed->live->id, &capture->pages[i], err);
    if (rc == SOHOA_OK && capture->digest && capture->dossier)
        rc = sohoa_write_source(write, capture->digest, capture->dossier->id, err);
    return rc;
}

static int make_capture(struct sohoa_feed *feed, struct sohoa_capture *capture,
                        struct sohoa_entry *entry, struct sohoa_err *err)
{
    if (!entry || !(entry->write = sohoa_write_new(feed->engine->records)))
        return sohoa_no_memory(err);
    entry->first = feed->next;
    entry->count = capture->count;
    entry->sheets = capture->sheets;
    entry->state = capture->state;
    entry->sheet = capture->pages[0].sheet;
    for (uint32_t i = 0; i < capture->count; i++) {
        capture->pages[i].number = feed->next + i;
        capture->pages[i].state = capture->state;
    }
    if (capture->dossier) {
        memcpy(capture->dossier->batch, feed->live->id, sizeof capture->dossier->batch);
        capture->dossier->first = feed->next;
        capture->dossier->last = feed->next + capture->count - 1;
        entry->binder_flags = capture->grows ? SOHOA_BINDER_GROWS : 0;
        if (!(entry->dossier = sohoa_dossier_copy(capture->dossier)))
            return sohoa_no_memory(err);
    }
    return write_pages(feed, capture, entry->write, err);
}

int sohoa_feed_capture(struct sohoa_feed *feed, struct sohoa_capture *capture,
                       struct sohoa_err *err)
{
    int rc = sohoa_feed_begin(feed, err);
    if (rc)
        return rc;
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_CAPTURE, feed->live);
    rc = make_capture(feed, capture, entry, err);
    if (rc) {
        sohoa_entry_free(entry);
        return rc;
    }
    rc = sohoa_journal_put(feed->engine->journal, entry, err);
    if (rc == SOHOA_OK)
        feed->next += capture->count;
    return rc;
}

/* ---- admitting and ending ------------------------------------------------------------------ */

/* Numbers of the pages that a person put back, whatever a stage says of them. */
static bool is_kept(const struct sohoa_feed *feed, uint32_t number)
{
    const json_t *kept = json_object_get(feed->request, "keep");
    for (size_t i = 0; i < json_array_size(kept); i++)
        if (json_integer_value(json_array_get(kept, i)) == (json_int_t)number)
            return true;
    return false;
}

int sohoa_feed_admit(struct sohoa_feed *feed, struct sohoa_page_record *record,
                     const struct sohoa_admission *how, struct sohoa_err *err)
{
    struct sohoa_engine *engine = feed->engine;
    if (!how->charged && !sohoa_budget_charge(engine->budget, how->charge)) {
        sohoa_page_record_clear(record);
        return SOHOA_END;
    }
    struct sohoa_job *job = sohoa_job_new(engine, feed->live);
    if (!job) {
        sohoa_page_record_clear(record);
        sohoa_budget_release(engine->budget, how->charge);
        return sohoa_no_memory(err);
    }
    job->charge = how->charge;
    job->again = how->again;
    job->tries = how->tries;
    job->keep = is_kept(feed, record->number);
    job->turned = sohoa_turn_stands(feed->request, record->number, &job->rotated);
    job->record = *record;
    *record = (struct sohoa_page_record){0};
    sohoa_engine_admit(engine, job);
    return sohoa_engine_stopping(engine) ? SOHOA_END : SOHOA_OK;
}

int sohoa_feed_alarm(struct sohoa_feed *feed, const char *text, struct sohoa_err *err)
{
    int rc = sohoa_feed_begin(feed, err);
    if (rc)
        return rc;
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_ALARM, feed->live);
    if (entry && !(entry->text = sohoa_text_copy(text))) {
        sohoa_entry_free(entry);
        entry = NULL;
    }
    return sohoa_journal_put(feed->engine->journal, entry, err);
}

int sohoa_feed_doubt(struct sohoa_feed *feed, struct sohoa_err *err)
{
    char text[200];
    if (feed->doubtful == 0)
        return SOHOA_OK;
    (void)snprintf(text, sizeof text,
                   sohoa_tr("the scan was cut off; sheet %u may have left the feeder: put it "
                            "back, the last sheet stored is %u"),
                   feed->doubtful, feed->doubtful - 1);
    return sohoa_feed_alarm(feed, text, err);
}

int sohoa_feed_grown(struct sohoa_feed *feed, const char *digest, const char *dossier,
                     struct sohoa_err *err)
{
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_GROWN, feed->live);
    int rc = SOHOA_OK;
    if (entry && digest) {
        entry->write = sohoa_write_new(feed->engine->records);
        rc = entry->write ? sohoa_write_source(entry->write, digest, dossier, err)
                          : sohoa_no_memory(err);
    }
    if (rc) {
        sohoa_entry_free(entry);
        return rc;
    }
    return sohoa_journal_put(feed->engine->journal, entry, err);
}

/* This run's batch that the dossier is in: there it may still be open. NULL: none of this run's. */
static struct sohoa_live *live_of(struct sohoa_engine *engine, const char *dossier)
{
    struct sohoa_dossier_record record = {0};
    if (sohoa_dossier_get(engine->records, dossier, &record, NULL) != SOHOA_OK)
        return NULL;
    pthread_mutex_lock(&engine->mutex);
    struct sohoa_live *live = engine->lives;
    while (live && strcmp(live->id, record.batch) != 0)
        live = live->next;
    pthread_mutex_unlock(&engine->mutex);
    sohoa_dossier_record_clear(&record);
    return live;
}

int sohoa_feed_already(struct sohoa_feed *feed, const char *dossier, struct sohoa_err *err)
{
    struct sohoa_live *live = live_of(feed->engine, dossier);
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_ALREADY, live);
    if (!entry)
        return sohoa_no_memory(err);
    memcpy(entry->dossier_id, dossier, sizeof entry->dossier_id);
    sohoa_journal_post(feed->engine->journal, entry);
    pthread_mutex_lock(&feed->engine->mutex);
    feed->engine->already++;
    pthread_mutex_unlock(&feed->engine->mutex);
    return SOHOA_OK;
}

int sohoa_feed_rescan(struct sohoa_feed *feed, uint32_t number, struct sohoa_err *err)
{
    uint32_t *rescans = realloc(feed->rescans, (feed->rescan_count + 1) * sizeof *rescans);
    if (!rescans)
        return sohoa_no_memory(err);
    feed->rescans = rescans;
    feed->rescans[feed->rescan_count++] = number;
    return SOHOA_OK;
}

int sohoa_feed_end(struct sohoa_feed *feed, struct sohoa_err *err)
{
    if (!feed->live)
        return SOHOA_OK; /* nothing was captured: there is no batch */
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_FED, feed->live);
    int rc = SOHOA_OK;
    if (!entry || !(entry->write = sohoa_write_new(feed->engine->records)))
        rc = sohoa_no_memory(err);
    for (uint32_t i = 0; i < feed->rescan_count && rc == SOHOA_OK; i++)
        rc = sohoa_write_drop_page(entry->write, feed->live->id, feed->rescans[i], 0, err);
    if (rc) {
        sohoa_entry_free(entry);
        return rc;
    }
    entry->count = feed->rescan_count;
    return sohoa_journal_put(feed->engine->journal, entry, err);
}

int sohoa_feed_pause(struct sohoa_feed *feed, struct sohoa_err *err)
{
    if (!feed->live)
        return SOHOA_OK;
    return sohoa_journal_put(feed->engine->journal, sohoa_entry_new(SOHOA_ENTRY_PAUSED, feed->live),
                             err);
}

static bool put_text(json_t *object, const char *key, const char *value)
{
    return !value || json_object_set_new(object, key, json_string(value)) == 0;
}

json_t *sohoa_request_common(const struct sohoa_run_request *request)
{
    json_t *asked = json_object();
    const char *agency = request->agency, *operator_ = request->operator_;
    if (!agency)
        agency = sohoa_config_text(request->config, "agency", NULL);
    if (!operator_)
        operator_ = sohoa_config_text(request->config, "operator", NULL);
    if (asked && put_text(asked, "code", request->code) && put_text(asked, "part", request->part) &&
        put_text(asked, "procedure", request->procedure) &&
        put_text(asked, "received", request->received) && put_text(asked, "agency", agency) &&
        put_text(asked, "operator", operator_))
        return asked;
    json_decref(asked);
    return NULL;
}
