/* engine.c - see engine.h: opening, ending, failing; the jobs. */
#include "pipeline/engine.h"
#include "host/log.h"
#include "host/page.h"
#include "host/signals.h"
#include "pipeline/helper.h"
#include "pipeline/read_job.h"
#include "pipeline/resident.h"
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 256
#define DECODING_A_THREAD                                                                          \
    (24u << 20) /* two gray A4 pages at once, or one in colour, of two threads */
#define MEMORY_DEFAULT (256ull << 20)
#define DEADLINE_S 60
#define PATIENCE_S 60
#define SILENCE_S 60

int64_t sohoa_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- failing and stopping ---------------------------------------------------------------------
 */

int sohoa_engine_fail(struct sohoa_engine *engine, int exit_code, const struct sohoa_err *err)
{
    pthread_mutex_lock(&engine->mutex);
    if (engine->exit_code == 0) {
        engine->exit_code = exit_code;
        engine->err = *err;
    }
    pthread_mutex_unlock(&engine->mutex);
    atomic_store(&engine->halted, 1);
    sohoa_budget_close(engine->budget);
    sohoa_budget_close(engine->decoding);
    sohoa_events_nudge(engine->events);
    return SOHOA_FATAL;
}

static int asked(const struct sohoa_engine *engine)
{
    return engine->request->stop ? atomic_load(&engine->request->stop->asked) : 0;
}

bool sohoa_engine_stopping(struct sohoa_engine *engine)
{
    return atomic_load(&engine->halted) || asked(engine) > 0 ||
           sohoa_journal_failed(engine->journal);
}

bool sohoa_engine_aborting(struct sohoa_engine *engine)
{
    return asked(engine) > 1 || sohoa_journal_failed(engine->journal);
}

void sohoa_engine_expect(struct sohoa_engine *engine, uint64_t files)
{
    pthread_mutex_lock(&engine->mutex);
    engine->files = files ? engine->files_in + files : 0;
    pthread_mutex_unlock(&engine->mutex);
}

void sohoa_engine_watch(struct sohoa_engine *engine, struct sohoa_instance *scanner, bool on)
{
    const size_t room = sizeof engine->scanners / sizeof engine->scanners[0];
    const struct sohoa_instance *look = on ? NULL : scanner;
    pthread_mutex_lock(&engine->mutex);
    size_t i = 0;
    while (i < room && engine->scanners[i] != look)
        i++;
    if (i < room)
        engine->scanners[i] = on ? scanner : NULL;
    pthread_mutex_unlock(&engine->mutex);
}

void sohoa_engine_cancel(struct sohoa_engine *engine)
{
    const size_t room = sizeof engine->scanners / sizeof engine->scanners[0];
    pthread_mutex_lock(&engine->mutex);
    for (size_t i = 0; i < room; i++) {
        struct sohoa_instance *scanner = engine->scanners[i];
        if (scanner && scanner->scanner->cancel)
            scanner->scanner->cancel(scanner->self);
    }
    pthread_mutex_unlock(&engine->mutex);
}

static bool call_stopping(const struct sohoa_call *call)
{
    return sohoa_engine_aborting(((const struct sohoa_engine_call *)call)->engine);
}

static void call_note(const struct sohoa_call *call, const char *text)
{
    (void)call;
    sohoa_log(SOHOA_DEBUG, "%s", text);
}

void sohoa_engine_call(struct sohoa_engine *engine, int64_t within_ns,
                       struct sohoa_engine_call *ret)
{
    *ret = (struct sohoa_engine_call){
        .call = {.size = sizeof ret->call, .stopping = call_stopping, .note = call_note},
        .engine = engine,
    };
    if (within_ns > 0)
        ret->call.deadline_ns = sohoa_now_ns() + within_ns;
}

/* ---- jobs ---------------------------------------------------------------------------------------
 */

struct sohoa_job *sohoa_job_new(struct sohoa_engine *engine, struct sohoa_live *live)
{
    struct sohoa_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    sohoa_page_init(&job->page);
    job->live = live;
    if (live->desk)
        sohoa_desk_enter(engine->desk);
    return job;
}

void sohoa_job_free(struct sohoa_engine *engine, struct sohoa_job *job)
{
    if (!job)
        return;
    if (job->live->desk)
        sohoa_desk_leave(engine->desk);
    sohoa_page_clear(&job->page);
    sohoa_page_record_clear(&job->record);
    sohoa_budget_release(engine->budget, job->charge);
    free(job);
}

uint64_t sohoa_engine_order(const struct sohoa_live *live, uint32_t number)
{
    return (live->desk ? 0 : 1ull << 63) | (uint64_t)live->rank << 32 | number;
}

void sohoa_engine_admit(struct sohoa_engine *engine, struct sohoa_job *job)
{
    job->task.order = sohoa_engine_order(job->live, job->record.number);
    sohoa_scheduler_add(engine->scheduler, &job->task);
}

/* ---- opening and ending -------------------------------------------------------------------------
 */

void sohoa_engine_set_up(void)
{
    setenv("OMP_THREAD_LIMIT", "1", 1);
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
    mallopt(M_ARENA_MAX, 4);
    sohoa_helper_setup();
}

static unsigned cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

static int read_settings(struct sohoa_engine *engine, uint64_t *ret_memory, struct sohoa_err *err)
{
    const struct sohoa_run_request *request = engine->request;
    long threads = (long)request->threads;
    long deadline = DEADLINE_S, patience = PATIENCE_S, silence = SILENCE_S;
    int rc = SOHOA_OK;
    if (threads == 0)
        rc = sohoa_config_int(request->config, "threads", (long)cpus(), 1, THREADS_MAX, &threads,
                              err);
    else if (threads > THREADS_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "at most %d threads", THREADS_MAX);
    if (rc == SOHOA_OK)
        rc = sohoa_config_int(request->config, "deadline", DEADLINE_S, 1, 3600, &deadline, err);
    if (rc == SOHOA_OK)
        rc = sohoa_config_int(request->config, "patience", PATIENCE_S, 0, 86400, &patience, err);
    if (rc == SOHOA_OK)
        rc = sohoa_config_int(request->config, "silence", SILENCE_S, 1, 3600, &silence, err);
    if (rc == SOHOA_OK)
        rc = sohoa_separators_read(request->config, &engine->separators, err);
    *ret_memory = request->memory;
    if (rc == SOHOA_OK && *ret_memory == 0)
        rc = sohoa_config_bytes(request->config, "memory", MEMORY_DEFAULT, ret_memory, err);
    engine->threads = (unsigned)threads;
    engine->deadline_ns = deadline * 1000000000ll;
    engine->patience_ns = patience * 1000000000ll;
    if (request->patience_s > 0)
        engine->patience_ns = (int64_t)(request->patience_s * 1e9);
    engine->silence_ns = silence * 1000000000ll;
    return rc;
}

static struct sohoa_scheduler *make_scheduler(const struct sohoa_chain *chain)
{
    bool serial[64 + 2] = {false};
    uint32_t steps = sohoa_chain_steps(chain);
    for (uint32_t i = 0; i < steps; i++)
        serial[i] = sohoa_chain_serial(chain, i);
    return sohoa_scheduler_new(serial, steps + 1); /* the last: dossiers that are read */
}

/* Starts the workers with all signals blocked: those belong to the caller's threads. */
static int start_workers(struct sohoa_engine *engine, struct sohoa_err *err)
{
    sigset_t before;
    int failed = 0;
    unsigned started = 0;
    engine->workers = calloc(engine->threads, sizeof *engine->workers);
    if (!engine->workers)
        return sohoa_no_memory(err);
    sohoa_signals_hold(&before);
    while (started < engine->threads && !failed) {
        atomic_fetch_add(&engine->working, 1);
        failed = pthread_create(&engine->workers[started], NULL, sohoa_worker_run, engine);
        if (failed)
            atomic_fetch_sub(&engine->working, 1);
        else
            started++;
    }
    sohoa_signals_restore(&before);
    engine->threads = started;
    if (failed)
        return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot start a thread");
    return SOHOA_OK;
}

static int wait_ready(struct sohoa_engine *engine, int *ret_exit, struct sohoa_err *err)
{
    struct sohoa_event event;
    while (atomic_load(&engine->ready) < engine->threads)
        if (sohoa_events_take(engine->events, 1000, &event))
            sohoa_event_clear(&event);
    if (!atomic_load(&engine->halted))
        return SOHOA_OK;
    *ret_exit = engine->exit_code;
    *err = engine->err;
    return SOHOA_FATAL;
}

static int open_parts(struct sohoa_engine *engine, int *ret_exit, struct sohoa_err *err)
{
    uint64_t memory = 0;
    *ret_exit = 2;
    int rc = read_settings(engine, &memory, err);
    if (rc == SOHOA_OK)
        rc = sohoa_chain_open(engine->request->registry, engine->request->config, &engine->chain,
                              err);
    if (rc == SOHOA_OK)
        rc = sohoa_readers_open(engine->request->registry, engine->request->config, engine->records,
                                &engine->readers, err);
    if (rc)
        return rc;
    *ret_exit = 5;
    uint64_t decoding = (uint64_t)engine->threads * DECODING_A_THREAD;
    if (!(engine->budget = sohoa_budget_new(memory)) ||
        !(engine->decoding = sohoa_budget_new(decoding)) ||
        !(engine->events = sohoa_events_new()) ||
        !(engine->scheduler = make_scheduler(engine->chain)))
        return sohoa_no_memory(err);
    struct sohoa_journal_readers readers;
    sohoa_read_job_readers(engine, &readers);
    rc = sohoa_journal_open(engine->records, engine->events, engine->readers ? &readers : NULL,
                            &engine->journal, err);
    if (rc)
        return rc;
    *ret_exit = 4;
    rc = sohoa_desk_open(engine->records, &engine->desk, err);
    if (rc)
        return rc;
    *ret_exit = 5;
    rc = start_workers(engine, err);
    return rc ? rc : wait_ready(engine, ret_exit, err);
}

int sohoa_engine_open(const struct sohoa_run_request *request, bool background,
                      struct sohoa_engine **ret, int *ret_exit, struct sohoa_err *err)
{
    sohoa_engine_set_up();
    struct sohoa_engine *engine = calloc(1, sizeof *engine);
    *ret_exit = 5;
    if (!engine)
        return sohoa_no_memory(err);
    engine->request = request;
    engine->records = request->records;
    engine->background = background;
    pthread_mutex_init(&engine->mutex, NULL);
    int rc = open_parts(engine, ret_exit, err);
    if (rc) {
        if (engine->scheduler)
            sohoa_engine_finish(engine);
        sohoa_engine_join(engine, NULL);
        sohoa_engine_close(engine);
        return SOHOA_FATAL;
    }
    sohoa_resident_trim();
    *ret = engine;
    *ret_exit = 0;
    return SOHOA_OK;
}

void sohoa_engine_finish(struct sohoa_engine *engine)
{
    sohoa_scheduler_close(engine->scheduler);
}

static void free_task(struct sohoa_engine *engine, struct sohoa_task *task)
{
    if (sohoa_read_job_is(engine, task))
        sohoa_read_job_free(engine, task);
    else
        sohoa_job_free(engine, (struct sohoa_job *)task);
}

int sohoa_engine_join(struct sohoa_engine *engine, struct sohoa_err *err)
{
    struct sohoa_err why = {0};
    struct sohoa_task *left;
    if (engine->workers)
        for (unsigned i = 0; i < engine->threads; i++)
            pthread_join(engine->workers[i], NULL);
    while (engine->scheduler && engine->workers && (left = sohoa_scheduler_take(engine->scheduler)))
        free_task(engine, left);
    int rc = sohoa_journal_close(engine->journal, &engine->totals, &why);
    engine->journal = NULL;
    if (rc && engine->exit_code == 0) {
        engine->exit_code = 4;
        engine->err = why;
    }
    if (engine->exit_code && err)
        *err = engine->err;
    return engine->exit_code ? SOHOA_FATAL : SOHOA_OK;
}

static void free_live(struct sohoa_live *live)
{
    while (live->due) {
        struct sohoa_reading_due *due = live->due;
        live->due = due->next;
        free(due);
    }
    sohoa_batch_clear(&live->batch);
    sohoa_binder_free(live->binder);
    sohoa_batch_unlock(live->lock);
    free(live);
}

void sohoa_engine_close(struct sohoa_engine *engine)
{
    if (!engine)
        return;
    while (engine->lives) {
        struct sohoa_live *live = engine->lives;
        engine->lives = live->next;
        free_live(live);
    }
    sohoa_chain_close(engine->chain);
    sohoa_readers_close(engine->readers);
    sohoa_scheduler_free(engine->scheduler);
    sohoa_budget_free(engine->budget);
    sohoa_budget_free(engine->decoding);
    sohoa_events_free(engine->events);
    sohoa_desk_close(engine->desk);
    pthread_mutex_destroy(&engine->mutex);
    free(engine->workers);
    free(engine);
}
