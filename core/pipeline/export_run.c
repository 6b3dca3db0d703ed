/* export_run.c - see export.h: formats are looked up, the folder is taken, workers go through the
 * dossiers. All state that threads share stands in struct exporting behind its lock. */
#include "host/signals.h"
#include "pipeline/export_parts.h"
#include "pipeline/export_place.h"
#include "record/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 256
#define WORKERS_A_THREAD 2 /* one computes while the other waits for the disk */
#define FRONT "export_"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- formats --------------------------------------------------------------------------------- */

static int no_format(const struct exporting *all, const char *name, struct sohoa_err *err)
{
    char known[256] = "";
    size_t at = 0;
    for (size_t i = 0; i < sohoa_registry_count(all->request->registry); i++) {
        const struct sohoa_plugin *p = sohoa_registry_at(all->request->registry, i);
        if (p->role == SOHOA_EXPORTER && strncmp(p->name, FRONT, strlen(FRONT)) == 0 &&
            at < sizeof known)
            at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", at ? ", " : "",
                                   p->name + strlen(FRONT));
    }
    return sohoa_fail(err, SOHOA_FATAL, "there is no format '%s': %s", name, known);
}

static bool has_option(const struct sohoa_plugin *plugin, const char *name)
{
    for (const struct sohoa_option *o = plugin->options; o && o->name; o++)
        if (strcmp(o->name, name) == 0)
            return true;
    return false;
}

static int fill_settings(const struct sohoa_export_request *request, struct export_format *f,
                         struct sohoa_err *err)
{
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(request->config, f->plugin->name, &settings);
    if (count > SETTINGS_MAX - 1)
        count = SETTINGS_MAX - 1;
    if (count > 0)
        memcpy(f->settings, settings, count * sizeof *settings);
    f->setting_count = count;
    if (request->max_bytes) {
        if (!has_option(f->plugin, "max_bytes"))
            return sohoa_fail(err, SOHOA_FATAL, "the format %s has no limit of bytes", f->name);
        bool signs = request->seals && sohoa_export_signs(f->calls);
        size_t room = signs ? sohoa_seals_room(request->seals) : 0; /* what signing adds */
        if (request->max_bytes <= room)
            return sohoa_fail(err, SOHOA_FATAL, "--max-bytes leaves no room for signatures");
        (void)snprintf(f->max_bytes, sizeof f->max_bytes, "%llu",
                       (unsigned long long)request->max_bytes - room);
        f->settings[f->setting_count++] =
            (struct sohoa_setting){"max_bytes", f->max_bytes, "--max-bytes"};
    }
    return sohoa_settings_check(f->plugin, f->settings, f->setting_count, err);
}

/* Outputs of one kind in a folder: the same dossiers in another kind do not replace them. */
static void name_set(const struct sohoa_export_request *request, struct export_format *f)
{
    char text[1024], digest[SOHOA_SHA256_SIZE];
    int n = snprintf(text, sizeof text, "%s\n%d\n%s", f->name, request->per_document, f->pattern);
    sohoa_hash_bytes(text, n < (int)sizeof text ? (size_t)n : sizeof text - 1, digest);
    (void)snprintf(f->set, sizeof f->set, "%.16s", digest);
}

static int fill_format(struct exporting *all, const char *name, struct export_format *f,
                       struct sohoa_err *err)
{
    char plugin[64];
    const struct sohoa_export_request *request = all->request;
    (void)snprintf(plugin, sizeof plugin, FRONT "%s", name);
    f->name = name;
    f->plugin = sohoa_registry_find(request->registry, plugin);
    if (!f->plugin || f->plugin->role != SOHOA_EXPORTER)
        return no_format(all, name, err);
    f->calls = f->plugin->calls;
    (void)snprintf(f->suffix, sizeof f->suffix, f->calls->suffix ? "%s" : ".%s",
                   f->calls->suffix ? f->calls->suffix : name);
    f->pattern = request->name ? request->name : (f->calls->name ? f->calls->name : "{code}");
    name_set(request, f);
    int rc = sohoa_export_name_check(f->pattern, request->papers, err);
    return rc == SOHOA_OK ? fill_settings(request, f, err) : rc;
}

static int fill_formats(struct exporting *all, struct sohoa_err *err)
{
    const struct sohoa_export_request *request = all->request;
    bool signs = !request->seals;
    for (int whole = 1; whole >= 0; whole--) {
        for (size_t i = 0; i < request->format_count; i++) {
            struct export_format f = {0};
            int rc = fill_format(all, request->formats[i], &f, err);
            if (rc != SOHOA_OK)
                return rc;
            if ((f.calls->shape == SOHOA_EXPORT_WHOLE) != whole)
                continue;
            signs = signs || sohoa_export_signs(f.calls) || f.calls->shape == SOHOA_EXPORT_FOLDER;
            struct export_format *to = &all->formats[all->format_count++];
            *to = f;
            if (to->max_bytes[0])
                to->settings[to->setting_count - 1].value = to->max_bytes;
        }
        if (whole)
            all->whole_count = all->format_count;
    }
    return signs
               ? SOHOA_OK
               : sohoa_fail(err, SOHOA_FATAL, "nothing of this can be signed: add the format pdf");
}

/* ---- workers --------------------------------------------------------------------------------- */

bool sohoa_export_over(const struct export_worker *worker)
{
    return sohoa_call_over(&worker->call);
}

static bool is_stopped(const struct sohoa_call *call)
{
    const struct export_worker *worker =
        (const struct export_worker *)((const char *)call - offsetof(struct export_worker, call));
    struct exporting *all = worker->all;
    if (all->request->stop && atomic_load(&all->request->stop->asked))
        return true;
    pthread_mutex_lock(&all->lock);
    bool failed = all->failed;
    pthread_mutex_unlock(&all->lock);
    return failed;
}

int sohoa_export_instance(struct export_worker *worker, size_t format, struct sohoa_instance **ret,
                          struct sohoa_err *err)
{
    struct sohoa_instance **at = &worker->instances[format];
    const struct export_format *f = &worker->all->formats[format];
    int rc = SOHOA_OK;
    if (!*at)
        rc = sohoa_instance_open(worker->all->request->registry, f->plugin, f->settings,
                                 f->setting_count, at, err);
    if (rc == SOHOA_OK)
        *ret = *at;
    return rc;
}

void sohoa_export_tell(struct exporting *all, const struct sohoa_export_told *told, size_t pages)
{
    pthread_mutex_lock(&all->lock);
    struct sohoa_export_result *r = &all->result;
    if (!told->name)
        r->failed++;
    else if (told->unchanged)
        r->unchanged++;
    else
        r->written++;
    if (told->name && !told->unchanged) {
        r->pages += pages;
        r->bytes += told->bytes;
    }
    r->left_out += told->left_out;
    if (all->request->calls.told)
        all->request->calls.told(all->request->calls.arg, told);
    pthread_mutex_unlock(&all->lock);
}

static void take_turn(struct exporting *all)
{
    while (sem_wait(&all->turns) != 0) /* only a signal ends it early */
        continue;
}

int sohoa_export_settle(struct export_worker *worker, const char *temp,
                        struct sohoa_export_entry *entry, struct sohoa_err *err)
{
    struct exporting *all = worker->all;
    const char *dir = all->request->dir;
    (void)sem_post(&all->turns);
    int rc = sohoa_export_place_settle(dir, temp, entry->name, err);
    take_turn(all);
    if (rc != SOHOA_OK)
        return rc;
    (void)sohoa_export_place_stat(dir, entry->name, &entry->bytes, &entry->time);
    return sohoa_export_list_add(all->list, entry, err);
}

/* The next job's number, or SIZE_MAX: there is none, or the run is over. */
static size_t take_job(struct export_worker *worker)
{
    struct exporting *all = worker->all;
    if (sohoa_export_over(worker))
        return SIZE_MAX;
    pthread_mutex_lock(&all->lock);
    size_t jobs = all->whole_count + all->request->count;
    if (all->whole_count == all->format_count)
        jobs = all->whole_count;
    size_t job = all->next < jobs ? all->next++ : SIZE_MAX;
    pthread_mutex_unlock(&all->lock);
    return job;
}

static void end_job(struct exporting *all, int rc, const struct sohoa_err *err)
{
    pthread_mutex_lock(&all->lock);
    all->done++;
    if (rc < 0 && rc != SOHOA_RETRY && !all->failed) {
        all->failed = true;
        all->err = *err;
    }
    pthread_mutex_unlock(&all->lock);
}

static void *work(void *arg)
{
    struct exporting *all = arg;
    struct export_worker worker = {
        .all = all,
        .lender = {.records = all->request->records,
                   .registry = all->request->registry,
                   .config = all->request->config,
                   .papers = all->request->papers,
                   .seals = all->request->seals},
        .call = {.size = sizeof worker.call, .stopping = is_stopped},
    };
    take_turn(all);
    for (size_t job; (job = take_job(&worker)) != SIZE_MAX;) {
        struct sohoa_err err = {0};
        int rc = job < all->whole_count
                     ? sohoa_export_whole(&worker, job, &err)
                     : sohoa_export_dossier(&worker, all->request->dossiers[job - all->whole_count],
                                            &err);
        end_job(all, rc, &err);
    }
    for (size_t i = 0; i < all->format_count; i++)
        sohoa_instance_close(worker.instances[i]);
    sohoa_lender_clear(&worker.lender);
    (void)sem_post(&all->turns);
    pthread_mutex_lock(&all->lock);
    all->running--;
    pthread_cond_signal(&all->ended);
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

static void wait_for_all(struct exporting *all, double start)
{
    pthread_mutex_lock(&all->lock);
    while (all->running > 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 200000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        (void)pthread_cond_timedwait(&all->ended, &all->lock, &until);
        uint64_t done = all->done, pages = all->result.pages;
        pthread_mutex_unlock(&all->lock);
        if (all->request->calls.progress)
            all->request->calls.progress(all->request->calls.arg, done, pages, now() - start);
        pthread_mutex_lock(&all->lock);
    }
    pthread_mutex_unlock(&all->lock);
}

static unsigned thread_count(const struct exporting *all)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = all->request->threads ? all->request->threads : (size_t)(cpus > 0 ? cpus : 1);
    return (unsigned)(n < THREADS_MAX ? n : THREADS_MAX);
}

/* One thread does one output after the other. */
static unsigned worker_count(const struct exporting *all, unsigned threads)
{
    size_t n = threads == 1 ? 1 : (size_t)threads * WORKERS_A_THREAD;
    size_t jobs = all->request->count + all->whole_count;
    return (unsigned)(n < jobs ? n : jobs);
}

static int run_workers(struct exporting *all, struct sohoa_err *err)
{
    pthread_t workers[THREADS_MAX * WORKERS_A_THREAD];
    unsigned threads = thread_count(all), count = worker_count(all, threads), started = 0;
    sigset_t before;
    double start = now();
    sohoa_signals_hold(&before);
    all->running = count;
    (void)sem_init(&all->turns, 0, threads);
    while (started < count && pthread_create(&workers[started], NULL, work, all) == 0)
        started++;
    sohoa_signals_restore(&before);
    pthread_mutex_lock(&all->lock);
    all->running -= count - started;
    pthread_mutex_unlock(&all->lock);
    wait_for_all(all, start);
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(workers[i], NULL);
    (void)sem_destroy(&all->turns);
    all->result.seconds = now() - start;
    if (count > 0 && started == 0)
        return sohoa_fail(err, SOHOA_FATAL, "cannot start a thread");
    return SOHOA_OK;
}

int sohoa_export_run(const struct sohoa_export_request *request, struct sohoa_export_result *ret,
                     int *ret_exit, struct sohoa_err *err)
{
    struct exporting *all = calloc(1, sizeof *all);
    if (!all)
        return sohoa_no_memory(err);
    all->request = request;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->ended, NULL);
    *ret_exit = 2;
    int rc = request->format_count > SOHOA_EXPORT_FORMATS_MAX
                 ? sohoa_fail(err, SOHOA_FATAL, "more than %d formats", SOHOA_EXPORT_FORMATS_MAX)
                 : fill_formats(all, err);
    if (rc == SOHOA_OK) {
        *ret_exit = 4;
        rc = sohoa_export_place_make(request->dir, err);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_export_list_open(request->dir, &all->list, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_place_clean(request->dir, err);
    if (rc == SOHOA_OK)
        rc = run_workers(all, err);
    if (rc == SOHOA_OK && all->failed) {
        *err = all->err;
        rc = SOHOA_FATAL;
    }
    *ret = all->result;
    sohoa_export_list_close(all->list);
    pthread_cond_destroy(&all->ended);
    pthread_mutex_destroy(&all->lock);
    free(all);
    return rc == SOHOA_OK ? SOHOA_OK : SOHOA_FATAL;
}
