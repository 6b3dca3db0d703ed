/* conduct_watch.c - import --watch: what lies complete in a folder becomes a batch, again and
 * again.
 *
 * All files that are complete at one time are one batch; each is moved to `done` after that batch
 * is closed, so what lies there is in the store, recognised. A run that is killed before finds the
 * file again, sees that it is there already, and moves it. */
#include "host/log.h"
#include "pipeline/conduct.h"
#include "pipeline/watch.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BURST_MAX 256 /* files a batch */
#define WAIT_MS 300   /* between looks whether the run was stopped */

struct burst {
    char *paths[BURST_MAX];
    size_t count;
};

static void clear_burst(struct burst *burst)
{
    for (size_t i = 0; i < burst->count; i++)
        free(burst->paths[i]);
    burst->count = 0;
}

/* Everything that is complete now; waits for the first one a little. */
static int collect(struct sohoa_watch *watch, struct burst *burst, struct sohoa_err *err)
{
    const char *path = NULL;
    int rc = SOHOA_OK;
    while (burst->count < BURST_MAX && rc == SOHOA_OK) {
        rc = sohoa_watch_next(watch, burst->count ? 0 : WAIT_MS, &path, err);
        if (rc != SOHOA_OK)
            break;
        if (!(burst->paths[burst->count] = strdup(path)))
            return sohoa_no_memory(err);
        burst->count++;
    }
    if (rc == SOHOA_RETRY)
        sohoa_log(SOHOA_WARN, "%s", err->text);
    return rc == SOHOA_FATAL ? rc : SOHOA_OK;
}

/* Until all of the batch is finished. False: the run is stopping before. */
static bool wait_closed(struct sohoa_feed *feed)
{
    const struct timespec look = {.tv_nsec = 30000000};
    while (feed->live && !atomic_load(&feed->live->closed)) {
        if (sohoa_engine_stopping(feed->engine))
            return false;
        (void)nanosleep(&look, NULL);
    }
    return true;
}

static int import_burst(struct sohoa_engine *engine, struct sohoa_watch *watch,
                        const struct burst *burst, struct sohoa_err *err)
{
    struct sohoa_feed feed;
    json_t *request = NULL;
    int rc = sohoa_import_request(engine->request, (const char *const *)burst->paths, burst->count,
                                  &request, err);
    if (rc)
        return rc;
    sohoa_feed_init(&feed, engine, "import", NULL, request);
    rc = sohoa_feed_import(&feed, err);
    bool whole = rc == SOHOA_OK && !sohoa_engine_stopping(engine) && wait_closed(&feed);
    if (whole && feed.live) { /* closed for good: others may mend it, erase in it */
        sohoa_batch_unlock(feed.live->lock);
        feed.live->lock = NULL;
    }
    sohoa_feed_clear(&feed);
    for (size_t i = 0; i < burst->count && whole; i++) {
        struct sohoa_err why = {0};
        if (sohoa_watch_done(watch, burst->paths[i], &why) == SOHOA_FATAL)
            sohoa_log(SOHOA_WARN, "%s", why.text); /* it is in the store all the same */
    }
    return rc;
}

int sohoa_conduct_watch(struct sohoa_engine *engine, struct sohoa_err *err)
{
    const struct sohoa_watch_options options = {
        .folder = engine->request->watch,
        .done = engine->request->done,
    };
    struct sohoa_watch *watch = NULL;
    struct burst burst = {.count = 0};
    int rc = sohoa_watch_open(&options, &watch, err);
    if (rc)
        return sohoa_engine_fail(engine, 2, err);
    while (rc == SOHOA_OK && !sohoa_engine_stopping(engine)) {
        rc = collect(watch, &burst, err);
        if (rc == SOHOA_OK && burst.count > 0)
            rc = import_burst(engine, watch, &burst, err);
        clear_burst(&burst);
    }
    clear_burst(&burst);
    sohoa_watch_close(watch);
    return rc;
}
