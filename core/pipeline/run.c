/* run.c - the public runs of run.h: a conductor thread feeds, this thread calls back.
 *
 * Order of ending: the conductor returns (all feeders did), the ready list is closed, the workers
 * end, the journal commits what is left, the last events are told. A failure anywhere closes the
 * budget, so that nobody waits for ever. */
#include "host/signals.h"
#include "host/volume.h"
#include "pipeline/conduct.h"
#include "pipeline/eta.h"
#include "pipeline/helper.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DISK_FLOOR (512ull << 20)
#define TICK_MS 200

struct runner {
    struct sohoa_engine *engine;
    const struct sohoa_run_calls *calls;
    int (*conduct)(struct sohoa_engine *engine, const void *arg, struct sohoa_err *err);
    const void *arg;
    pthread_t conductor;
    atomic_bool fed;
    int64_t started, ticked;
    struct sohoa_eta eta;
};

void sohoa_run_stop(struct sohoa_stop *stop)
{
    atomic_fetch_add(&stop->asked, 1);
}

/* ---- feeding ------------------------------------------------------------------------------ */

static void *conductor(void *arg)
{
    struct runner *r = arg;
    struct sohoa_err err = {0};
    int rc = r->conduct(r->engine, r->arg, &err);
    if (rc != SOHOA_OK && rc != SOHOA_END)
        sohoa_engine_fail(r->engine, 4, &err); /* unless a closer reason is known */
    sohoa_engine_finish(r->engine);
    atomic_store(&r->fed, true);
    sohoa_events_nudge(r->engine->events);
    return NULL;
}

int sohoa_thread_start(pthread_t *ret, void *(*run)(void *), void *arg, struct sohoa_err *err)
{
    sigset_t before;
    sohoa_signals_hold(&before);
    int failed = pthread_create(ret, NULL, run, arg);
    sohoa_signals_restore(&before);
    if (failed)
        return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot start a thread");
    return SOHOA_OK;
}

/* ---- calling back --------------------------------------------------------------------------- */

static int asked_to_stop(const struct sohoa_engine *engine)
{
    return engine->request->stop ? atomic_load(&engine->request->stop->asked) : 0;
}

static void tell_changed(const struct sohoa_run_calls *calls, const struct sohoa_event *event)
{
    json_t *changes = calls->changed ? json_loads(event->text, 0, NULL) : NULL;
    if (changes)
        calls->changed(calls->arg, event->id, changes);
    json_decref(changes);
}

static void dispatch(struct runner *r, struct sohoa_event *event)
{
    const struct sohoa_run_calls *calls = r->calls;
    enum sohoa_answer answer = SOHOA_STOP_HERE;
    switch (event->kind) {
    case SOHOA_EVENT_COMMITTED:
    case SOHOA_EVENT_ALREADY:
        if (calls->committed)
            calls->committed(calls->arg, event->id, event->kind == SOHOA_EVENT_ALREADY);
        break;
    case SOHOA_EVENT_CHANGED:
        tell_changed(calls, event);
        break;
    case SOHOA_EVENT_ALARM:
        r->engine->alarms++;
        if (calls->alarm)
            calls->alarm(calls->arg, event->id, event->text);
        break;
    case SOHOA_EVENT_RESUMED:
        if (calls->resumed)
            calls->resumed(calls->arg, event->id, event->text, event->number);
        break;
    case SOHOA_EVENT_QUESTION:
        if (calls->operator_ && !sohoa_engine_stopping(r->engine))
            answer = calls->operator_(calls->arg, event->question, event->text);
        sohoa_events_answer(r->engine->events, answer);
        break;
    }
    sohoa_event_clear(event);
}

static uint64_t resident_bytes(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%*u %llu", &pages) != 1)
        pages = 0;
    (void)fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void tick(struct runner *r)
{
    struct sohoa_engine *engine = r->engine;
    struct sohoa_progress p = {0};
    struct sohoa_eta_sample sample = {0};
    struct sohoa_ledger totals;
    int64_t now = sohoa_now_ns();
    if (now - r->ticked < TICK_MS * 1000000ll)
        return;
    r->ticked = now;
    if (asked_to_stop(engine) > 1)
        sohoa_engine_cancel(engine);
    if (!r->calls->progress)
        return;
    sohoa_journal_totals(engine->journal, &totals);
    p.pages_in = totals.captured;
    p.done = totals.stored + totals.blank + totals.separator;
    p.set_aside = totals.quarantined;
    p.memory = resident_bytes();
    pthread_mutex_lock(&engine->mutex);
    p.files = engine->files;
    p.files_in = engine->files_in;
    sample.already = engine->already;
    pthread_mutex_unlock(&engine->mutex);
    sample.at_ns = now;
    sample.finished = p.done + p.set_aside;
    sample.pages_in = p.pages_in;
    sample.pending = totals.pending;
    sample.files = p.files;
    sample.files_in = p.files_in;
    sohoa_eta_tick(&r->eta, &sample, &p.pages_s, &p.eta_s);
    r->calls->progress(r->calls->arg, &p);
}

static void tell_all(struct runner *r)
{
    struct sohoa_event event;
    while (sohoa_events_take(r->engine->events, 0, &event))
        dispatch(r, &event);
}

/* Until the feeders and the workers have ended. */
static void attend(struct runner *r)
{
    struct sohoa_event event;
    while (!atomic_load(&r->fed) || atomic_load(&r->engine->working) > 0) {
        if (sohoa_journal_failed(r->engine->journal))
            sohoa_budget_close(r->engine->budget);
        if (sohoa_events_take(r->engine->events, TICK_MS, &event))
            dispatch(r, &event);
        tick(r);
    }
}

/* ---- the result ------------------------------------------------------------------------------ */

static int exit_code_of(const struct sohoa_engine *engine)
{
    if (engine->exit_code)
        return engine->exit_code;
    if (asked_to_stop(engine) > 0)
        return 130;
    if (engine->broken)
        return 3;
    return engine->totals.quarantined > 0 || engine->alarms > 0 ? 1 : 0;
}

static void fill_result(const struct runner *r, struct sohoa_run_result *ret)
{
    const struct sohoa_engine *engine = r->engine;
    *ret = (struct sohoa_run_result){
        .ledger = engine->totals,
        .already = engine->already,
        .alarms = engine->alarms,
        .put_back = engine->put_back,
        .seconds = (double)(sohoa_now_ns() - r->started) / 1e9,
        .exit_code = exit_code_of(engine),
    };
    memcpy(ret->batch, engine->last_batch, sizeof ret->batch);
}

int sohoa_run_with(const struct sohoa_run_request *request, bool background,
                   int (*conduct)(struct sohoa_engine *, const void *, struct sohoa_err *),
                   const void *arg, struct sohoa_run_result *ret_result, struct sohoa_err *err)
{
    struct runner r = {.calls = &request->calls, .conduct = conduct, .arg = arg};
    struct sohoa_run_result result = {0};
    struct sohoa_err own = {0};
    r.started = sohoa_now_ns();
    int rc = sohoa_engine_open(request, background, &r.engine, &result.exit_code, &own);
    if (rc == SOHOA_OK) {
        if (sohoa_thread_start(&r.conductor, conductor, &r, &own)) {
            sohoa_engine_fail(r.engine, 5, &own);
            sohoa_engine_finish(r.engine);
        } else {
            attend(&r);
            pthread_join(r.conductor, NULL);
        }
        rc = sohoa_engine_join(r.engine, &own);
        tell_all(&r);
        fill_result(&r, &result);
        sohoa_engine_close(r.engine);
    }
    if (ret_result)
        *ret_result = result;
    if (rc && err)
        *err = own;
    return rc ? SOHOA_FATAL : SOHOA_OK;
}

/* ---- the runs ----------------------------------------------------------------------------------
 */

int sohoa_run_room(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                   struct sohoa_err *err)
{
    const char *dir = sohoa_records_dir(request->records);
    uint64_t floor = DISK_FLOOR, room = sohoa_volume_free(dir);
    int code = 2;
    int rc = request->config
                 ? sohoa_config_bytes(request->config, "disk_floor", DISK_FLOOR, &floor, err)
                 : SOHOA_OK;
    if (rc == SOHOA_OK && room < floor) {
        code = 4;
        rc = sohoa_fail(err, SOHOA_FATAL,
                        "the disk of %s has %llu MiB left, less than the %llu MiB below which no "
                        "batch starts (disk_floor)",
                        dir, (unsigned long long)(room >> 20), (unsigned long long)(floor >> 20));
    }
    if (rc && ret_result)
        *ret_result = (struct sohoa_run_result){.exit_code = code};
    return rc;
}

int sohoa_run_scan(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                   struct sohoa_err *err)
{
    int rc = sohoa_run_room(request, ret_result, err);
    return rc ? rc : sohoa_run_with(request, false, sohoa_conduct_scan, NULL, ret_result, err);
}

int sohoa_run_resume(const struct sohoa_run_request *request, const char *batch, bool feed,
                     struct sohoa_run_result *ret_result, struct sohoa_err *err)
{
    const struct sohoa_resume_asked asked = {.batch = batch, .feed = feed, .paths = true};
    return sohoa_run_with(request, false, sohoa_conduct_resume, &asked, ret_result, err);
}

int sohoa_run_redo(const struct sohoa_run_request *request, const struct sohoa_run_page *pages,
                   size_t count, struct sohoa_run_result *ret_result, struct sohoa_err *err)
{
    const struct sohoa_redo_asked asked = {.pages = pages, .count = count};
    return sohoa_run_with(request, true, sohoa_conduct_redo, &asked, ret_result, err);
}
