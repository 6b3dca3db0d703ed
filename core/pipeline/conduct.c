/* conduct.c - see conduct.h: scan, import, resume. All run in the conductor's thread. */
#include "pipeline/conduct.h"
#include <stdlib.h>
#include <string.h>

#define BATCHES_MAX 10000u /* taken up at once */

/* ---- resume ------------------------------------------------------------------------------------
 */

static void tell_resumed(struct sohoa_feed *feed, uint32_t sheet)
{
    struct sohoa_engine *engine = feed->engine;
    sohoa_events_post(engine->events, SOHOA_EVENT_RESUMED, feed->live->id, sheet, feed->kind);
    if (sheet == 0)
        return;
    pthread_mutex_lock(&engine->mutex);
    engine->put_back++;
    pthread_mutex_unlock(&engine->mutex);
}

/* The batch of a scan that was killed: somebody must look at the feeder. */
static int close_scan(struct sohoa_feed *feed, struct sohoa_err *err)
{
    int rc = sohoa_feed_doubt(feed, err);
    return rc ? rc : sohoa_feed_end(feed, err);
}

static int go_on(struct sohoa_feed *feed, const struct sohoa_resume_asked *asked,
                 struct sohoa_err *err)
{
    struct sohoa_live *live = feed->live;
    bool scan = strcmp(feed->kind, "scan") == 0;
    const char *per = json_string_value(json_object_get(feed->request, "per"));
    bool fed = live->fed; /* before the first entry: still ours to read */
    bool paused = json_is_true(json_object_get(feed->request, "paused"));
    feed->growing = !fed && (scan || (per && strcmp(per, "folder") == 0));
    if (scan && !fed && asked->feed)
        json_object_del(live->batch.request, "paused");
    int rc = sohoa_feed_numbers(feed, err);
    feed->doubtful = scan && !fed && !paused ? feed->last_sheet + 1 : 0;
    if (rc == SOHOA_OK) {
        tell_resumed(feed, feed->doubtful);
        rc = sohoa_feed_pending(feed, err);
    }
    if (rc || fed)
        return rc;
    if (scan)
        return asked->feed ? sohoa_feed_scan(feed, err) : close_scan(feed, err);
    return asked->paths ? sohoa_feed_import(feed, err) : SOHOA_OK;
}

/* One batch. RETRY: a living process owns it. END: it is gone or closed. */
static int resume_batch(struct sohoa_engine *engine, const char *batch,
                        const struct sohoa_resume_asked *asked, struct sohoa_err *err)
{
    struct sohoa_feed feed;
    sohoa_feed_init(&feed, engine, "import", NULL, NULL);
    int rc = sohoa_feed_adopt(&feed, batch, true, err);
    if (rc == SOHOA_OK)
        rc = go_on(&feed, asked, err);
    sohoa_feed_clear(&feed);
    return rc;
}

struct open_batches {
    bool scans_only;
    char (*ids)[SOHOA_ID_SIZE];
    size_t count;
};

static bool add_open(void *arg, const struct sohoa_batch *batch)
{
    struct open_batches *open = arg;
    if (!batch->open || (open->scans_only && strcmp(batch->kind ? batch->kind : "", "scan") != 0))
        return true;
    void *ids = realloc(open->ids, (open->count + 1) * sizeof *open->ids);
    if (!ids)
        return false;
    open->ids = ids;
    memcpy(open->ids[open->count++], batch->id, SOHOA_ID_SIZE);
    return open->count < BATCHES_MAX;
}

/* All open batches that no living process owns. */
static int resume_orphans(struct sohoa_engine *engine, const struct sohoa_resume_asked *asked,
                          struct sohoa_err *err)
{
    struct sohoa_store_totals totals = {0};
    struct open_batches open = {.scans_only = asked->scans_only};
    int rc = sohoa_records_totals(engine->records, &totals, err);
    if (rc || totals.open_batches == 0)
        return rc;
    rc = sohoa_batches_each(engine->records, NULL, add_open, &open, err);
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    for (size_t i = 0; i < open.count && rc == SOHOA_OK; i++) {
        if (sohoa_engine_stopping(engine))
            break;
        rc = resume_batch(engine, open.ids[i], asked, err);
        if (rc == SOHOA_RETRY || (rc == SOHOA_END && !sohoa_engine_stopping(engine)))
            rc = SOHOA_OK; /* somebody else's, or finished meanwhile */
    }
    free(open.ids);
    return rc;
}

int sohoa_conduct_resume(struct sohoa_engine *engine, const void *arg, struct sohoa_err *err)
{
    const struct sohoa_resume_asked *asked = arg;
    if (!asked->batch)
        return resume_orphans(engine, asked, err);
    int rc = resume_batch(engine, asked->batch, asked, err);
    if (rc == SOHOA_END && !sohoa_engine_stopping(engine))
        rc = sohoa_fail(err, SOHOA_RETRY, "there is no open batch %s", asked->batch);
    if (rc == SOHOA_RETRY)
        return sohoa_engine_fail(engine, 2, err);
    return rc;
}

/* ---- import
 * -------------------------------------------------------------------------------------- */

/* What was cut off comes first, with its paths: the same command after a crash just goes on. */
static const struct sohoa_resume_asked before_import = {.paths = true};

int sohoa_conduct_import(struct sohoa_engine *engine, const void *request, struct sohoa_err *err)
{
    struct sohoa_feed feed;
    json_t *own = json_deep_copy(request);
    if (!own)
        return sohoa_no_memory(err);
    int rc = resume_orphans(engine, &before_import, err);
    sohoa_feed_init(&feed, engine, "import", NULL, own);
    bool has_paths = json_array_size(json_object_get(own, "paths")) > 0;
    if (rc == SOHOA_OK && has_paths && !sohoa_engine_stopping(engine))
        rc = sohoa_feed_import(&feed, err);
    sohoa_feed_clear(&feed);
    if (rc == SOHOA_OK && engine->request->watch)
        rc = sohoa_conduct_watch(engine, err);
    return rc;
}

/* ---- scan
 * ---------------------------------------------------------------------------------------- */

/* The clerk does not wait for a backfill that was cut off. */
static const struct sohoa_resume_asked before_scan = {.scans_only = true};

struct device {
    struct sohoa_engine *engine;
    const struct sohoa_run_device *asked; /* NULL = the default one */
    pthread_t thread;
    bool started;
};

static void *scan_device(void *arg)
{
    struct device *device = arg;
    struct sohoa_err err = {0};
    struct sohoa_feed feed;
    json_t *request = NULL;
    int rc = sohoa_scan_request(device->engine->request, device->asked, &request, &err);
    if (rc == SOHOA_OK) {
        sohoa_feed_init(&feed, device->engine, "scan", NULL, request);
        rc = sohoa_feed_scan(&feed, &err);
        sohoa_feed_clear(&feed);
    }
    if (rc != SOHOA_OK && rc != SOHOA_END)
        sohoa_engine_fail(device->engine, 4, &err);
    return NULL;
}

int sohoa_conduct_scan(struct sohoa_engine *engine, const void *unused, struct sohoa_err *err)
{
    const struct sohoa_run_request *request = engine->request;
    size_t count = request->device_count ? request->device_count : 1;
    (void)unused;
    int rc = resume_orphans(engine, &before_scan, err);
    if (rc || sohoa_engine_stopping(engine))
        return rc;
    struct device *devices = calloc(count, sizeof *devices);
    if (!devices)
        return sohoa_no_memory(err);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++) {
        devices[i].engine = engine;
        devices[i].asked = request->device_count ? &request->devices[i] : NULL;
        rc = sohoa_thread_start(&devices[i].thread, scan_device, &devices[i], err);
        devices[i].started = rc == SOHOA_OK;
    }
    for (size_t i = 0; i < count; i++)
        if (devices[i].started)
            pthread_join(devices[i].thread, NULL);
    free(devices);
    return rc;
}
