/* jobs.c - the thread that digitises what was uploaded; see jobs.h. It runs the usual import, at a
 * lower priority than the threads that answer. */
#include "serve/jobs.h"
#include "host/log.h"

#include "pipeline/run.h"
#include "record/hash.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/masters.h"
#include "record/store.h"
#include "record/take_in.h"
#include "serve/callers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NICE 10
#define NOTE_S 60 /* how often the use of tokens is written down */
#define SWEEP_NS (6 * 3600 * 1000000000LL)

struct jobs {
    struct service *service;
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    bool started, ending;
    json_t *waiting;  /* ids, oldest first */
    int64_t swept_ns; /* the thread's */
    struct sohoa_stop stop;
};

static struct sohoa_key key_of(const char *kind, const char *name)
{
    struct sohoa_key key;
    (void)snprintf(key.text, sizeof key.text, "%s/%.64s", kind, name);
    return key;
}

static int write_job(struct sohoa_records *r, const char *id, const json_t *job, const char *idem,
                     struct sohoa_err *err)
{
    struct sohoa_write *w = sohoa_write_new(r);
    int rc = w ? sohoa_write_value(w, key_of("job", id).text, job, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK && idem) {
        struct sohoa_key key = key_of("idem", idem);
        json_t *value =
            json_pack("{s:s,s:O?}", "job", id, "digest", json_object_get(job, "digest"));
        rc = value ? sohoa_write_value(w, key.text, value, err) : sohoa_no_memory(err);
        if (rc == SOHOA_OK)
            rc = sohoa_write_expect(w, key.text, NULL, 0, err);
        json_decref(value);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    return rc;
}

/* ---- one job --------------------------------------------------------------------------------- */

struct running {
    struct jobs *jobs;
    const char *id;
    json_t *job, *dossiers;
    char folder[SOHOA_PATH_ROOM];
    bool already;
};

/* Batches that others left open are finished by the same run: theirs are not ours. */
static void on_committed(void *arg, const char *dossier, bool already)
{
    struct running *run = arg;
    struct sohoa_dossier_record d = {0};
    struct sohoa_err err = {0};
    if (sohoa_dossier_get(run->jobs->service->records, dossier, &d, &err) != SOHOA_OK)
        return;
    bool ours = already || (d.source && strncmp(d.source, run->folder, strlen(run->folder)) == 0);
    sohoa_dossier_record_clear(&d);
    size_t i;
    const json_t *known;
    json_array_foreach(run->dossiers, i, known)
    {
        if (strcmp(json_string_value(known), dossier) == 0)
            ours = false;
    }
    if (ours && json_array_append_new(run->dossiers, json_string(dossier)) == 0)
        run->already |= already;
}

static const char *text_of(const json_t *job, const char *key)
{
    return json_string_value(json_object_get(job, key));
}

static int import(struct running *run, struct sohoa_run_result *result, struct sohoa_err *err)
{
    struct jobs *jobs = run->jobs;
    const json_t *files = json_object_get(run->job, "files");
    char path[SOHOA_PATH_ROOM + 256];
    const char *const paths[] = {path};
    bool one = json_array_size(files) == 1;
    (void)snprintf(path, sizeof path, "%s%s%s", run->folder, one ? "/" : "",
                   one ? json_string_value(json_array_get(files, 0)) : "");
    struct sohoa_run_request request = {
        .records = jobs->service->records,
        .registry = jobs->service->registry,
        .config = service_config(jobs->service),
        .stop = &jobs->stop,
        .calls = {.arg = run, .committed = on_committed},
        .code = text_of(run->job, "code"),
        .part = text_of(run->job, "part"),
        .procedure = text_of(run->job, "procedure"),
        .received = text_of(run->job, "received"),
        .agency = text_of(run->job, "agency"),
        .operator_ = text_of(run->job, "name"),
        .paths = paths,
        .path_count = 1,
        .per_folder = !one,
    };
    return sohoa_run_import(&request, result, err);
}

/* A whole dossier is taken in as it is; its text, which an object does not hold, is recognised
 * again. */
static int take_in(struct running *run, const json_t *object, struct sohoa_run_result *result,
                   struct sohoa_err *err)
{
    struct jobs *jobs = run->jobs;
    const json_t *files = json_object_get(run->job, "files");
    size_t count = json_array_size(files);
    struct sohoa_run_page all = {.number = 0};
    char id[SOHOA_ID_SIZE];
    char(*paths)[SOHOA_PATH_ROOM + 256] = calloc(count + 1, sizeof *paths);
    const char **list = calloc(count + 1, sizeof *list);
    int rc = paths && list ? SOHOA_OK : sohoa_no_memory(err);
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++) {
        (void)snprintf(paths[i], sizeof *paths, "%s/%s", run->folder,
                       json_string_value(json_array_get(files, i)));
        list[i] = paths[i];
    }
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_take_in(jobs->service->records, object, list, count, id, all.batch,
                                   &run->already, err);
    if (rc == SOHOA_OK)
        (void)json_array_append_new(run->dossiers, json_string(id));
    if (rc == SOHOA_OK && !run->already) {
        struct sohoa_run_request request = {.records = jobs->service->records,
                                            .registry = jobs->service->registry,
                                            .config = service_config(jobs->service),
                                            .stop = &jobs->stop};
        rc = sohoa_run_redo(&request, &all, 1, result, err);
    }
    free(paths);
    free(list);
    return rc;
}

static void set(json_t *job, const char *key, json_t *value)
{
    if (value)
        (void)json_object_set_new(job, key, value);
}

static void set_state(json_t *job, const char *state, const char *when)
{
    char stamp[SOHOA_STAMP_SIZE];
    sohoa_stamp(0, stamp);
    set(job, "state", json_string(state));
    set(job, when, json_string(stamp));
}

/* While a backup reads them they stay: a sweep takes them later. */
static void remove_files(const struct running *run)
{
    struct sohoa_records *r = run->jobs->service->records;
    struct sohoa_err err = {0};
    int lock = -1;
    if (sohoa_uploads_lock(r, true, &lock, &err) == SOHOA_OK)
        upload_remove(r, run->id);
    sohoa_dossiers_unlock(lock);
}

/* What was captured is in the store, and finished by any later run; what was not is tried again. */
static void end_job(struct running *run, int rc, const struct sohoa_run_result *result,
                    const struct sohoa_err *why)
{
    struct service *service = run->jobs->service;
    struct sohoa_err err = {0};
    bool done = rc == SOHOA_OK;
    (void)json_object_set(run->job, "dossiers", run->dossiers);
    set_state(run->job, done ? "done" : "failed", "ended");
    if (run->already)
        set(run->job, "already", json_true());
    if (result->ledger.quarantined)
        set(run->job, "quarantined", json_integer((json_int_t)result->ledger.quarantined));
    if (!done) {
        sohoa_log(SOHOA_ERROR, "upload %s: %s", run->id, why->text);
        set(run->job, "reason", sohoa_json_text(why->text));
    }
    atomic_fetch_add(done ? &service->metrics.jobs_done : &service->metrics.jobs_failed, 1);
    if (write_job(service->records, run->id, run->job, NULL, &err) != SOHOA_OK)
        sohoa_log(SOHOA_ERROR, "upload %s: %s", run->id, err.text);
    else if (done)
        remove_files(run);
}

static void run_job(struct jobs *jobs, const char *id)
{
    struct running run = {.jobs = jobs, .id = id, .dossiers = json_array()};
    struct sohoa_run_result result = {0};
    struct sohoa_err err = {0};
    int rc = sohoa_object_get(jobs->service->records, key_of("job", id).text, &run.job, &err);
    if (rc == SOHOA_OK && run.dossiers) {
        set_state(run.job, "running", "begun");
        (void)write_job(jobs->service->records, id, run.job, NULL, &err);
        (void)upload_folder(jobs->service->records, id, run.folder, sizeof run.folder);
        json_t *object = NULL;
        rc = upload_object(jobs->service->records, id, &object, &err);
        if (rc == SOHOA_OK)
            rc = take_in(&run, object, &result, &err);
        else if (rc == SOHOA_END)
            rc = import(&run, &result, &err);
        json_decref(object);
        if (result.exit_code != 130)
            end_job(&run, rc, &result, &err);
    } else if (rc != SOHOA_END) {
        sohoa_log(SOHOA_ERROR, "upload %s: %s", id, err.text);
    }
    json_decref(run.job);
    json_decref(run.dossiers);
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* What is due now and then: the use of tokens is noted, what is over goes. */
static void tidy(struct jobs *jobs)
{
    int64_t now = service_now_ns();
    callers_note(jobs->service->callers);
    if (now - jobs->swept_ns < SWEEP_NS)
        return;
    jobs->swept_ns = now;
    upload_sweep(jobs->service->records, service_limits(jobs->service).job_days);
}

/* The next id into ret; false: the end. Tidies while it waits. */
static bool next_job(struct jobs *jobs, char ret[SOHOA_ID_SIZE])
{
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->ending && json_array_size(jobs->waiting) == 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += NOTE_S;
        if (pthread_cond_timedwait(&jobs->more, &jobs->lock, &until) == ETIMEDOUT) {
            pthread_mutex_unlock(&jobs->lock);
            tidy(jobs);
            pthread_mutex_lock(&jobs->lock);
        }
    }
    bool there = !jobs->ending;
    if (there)
        (void)snprintf(ret, SOHOA_ID_SIZE, "%s",
                       json_string_value(json_array_get(jobs->waiting, 0)));
    pthread_mutex_unlock(&jobs->lock);
    return there;
}

static void *work(void *arg)
{
    struct jobs *jobs = arg;
    char id[SOHOA_ID_SIZE];
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* threads made here inherit it */
    while (next_job(jobs, id)) {
        run_job(jobs, id);
        pthread_mutex_lock(&jobs->lock);
        (void)json_array_remove(jobs->waiting, 0);
        pthread_mutex_unlock(&jobs->lock);
        tidy(jobs);
    }
    callers_note(jobs->service->callers);
    return NULL;
}

static int find_undone(void *arg, const char *key, struct sohoa_bytes value)
{
    struct jobs *jobs = arg;
    json_t *job = NULL;
    struct sohoa_err err = {0};
    if (sohoa_object_parse(jobs->service->records, key, value, &job, &err) != SOHOA_OK)
        return SOHOA_OK; /* `verify` tells of it */
    const char *state = text_of(job, "state");
    if (state && (strcmp(state, "waiting") == 0 || strcmp(state, "running") == 0))
        (void)json_array_append_new(jobs->waiting, json_string(sohoa_key_last(key)));
    json_decref(job);
    return SOHOA_OK;
}

int jobs_open(struct service *service, struct jobs **ret, struct sohoa_err *err)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs || !(jobs->waiting = json_array())) {
        free(jobs);
        return sohoa_no_memory(err);
    }
    jobs->service = service;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->more, NULL);
    jobs->swept_ns = service_now_ns();
    upload_sweep(service->records, service_limits(service).job_days);
    int rc = sohoa_scan(service->records, "job/", "job/", 0, find_undone, jobs, err);
    if (rc == SOHOA_OK) {
        int bad = pthread_create(&jobs->thread, NULL, work, jobs);
        jobs->started = bad == 0;
        if (bad)
            rc = sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot start a thread");
    }
    if (rc == SOHOA_OK)
        *ret = jobs;
    else
        jobs_close(jobs);
    return rc;
}

void jobs_close(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->ending = true;
    sohoa_run_stop(&jobs->stop);
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
    if (jobs->started)
        (void)pthread_join(jobs->thread, NULL);
    pthread_cond_destroy(&jobs->more);
    pthread_mutex_destroy(&jobs->lock);
    json_decref(jobs->waiting);
    free(jobs);
}

uint64_t jobs_waiting(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    uint64_t count = json_array_size(jobs->waiting);
    pthread_mutex_unlock(&jobs->lock);
    return count;
}

/* ---- new ones -------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text[0] ? json_string(text) : json_null();
}

static json_t *make_job(struct upload *u, const struct sohoa_token *token, const char *digest)
{
    char stamp[SOHOA_STAMP_SIZE];
    const struct upload_said *s = upload_words(u);
    const char *agency = s->agency[0] ? s->agency : token->agency;
    sohoa_stamp(0, stamp);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:O,s:[]}", "state", "waiting",
                     "created", stamp, "owner", token->hash, "name", token->name, "digest", digest,
                     "code", text_or_null(s->code), "part", text_or_null(s->part), "procedure",
                     text_or_null(s->procedure), "agency", text_or_null(agency), "received",
                     text_or_null(s->received), "files", upload_files(u), "dossiers");
}

/* A key that this token gave before: OK and its job, BAD_DOSSIER: with another body, END: never. */
static int find_key(struct sohoa_records *r, const char *idem, const char *digest,
                    char ret[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    json_t *value = NULL;
    int rc = sohoa_object_get(r, key_of("idem", idem).text, &value, err);
    if (rc == SOHOA_OK) {
        const char *job = text_of(value, "job"), *was = text_of(value, "digest");
        if (!job || !was || strcmp(was, digest) != 0)
            rc = sohoa_fail(err, SOHOA_BAD_DOSSIER,
                            "the Idempotency-Key came with something else before");
        else
            (void)snprintf(ret, SOHOA_ID_SIZE, "%s", job);
    }
    json_decref(value);
    return rc;
}

int jobs_add(struct jobs *jobs, struct upload **upload, const struct sohoa_token *token,
             const char *key, char ret[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    struct sohoa_records *r = jobs->service->records;
    char idem[SOHOA_SHA256_SIZE] = "", digest[SOHOA_SHA256_SIZE], id[SOHOA_ID_SIZE];
    upload_digest(*upload, digest);
    if (key) {
        struct sohoa_hash hash;
        sohoa_hash_begin(&hash);
        sohoa_hash_add(&hash, token->hash, strlen(token->hash));
        sohoa_hash_add(&hash, key, strlen(key));
        sohoa_hash_end(&hash, idem);
        int rc = find_key(r, idem, digest, ret, err);
        if (rc != SOHOA_END)
            return rc;
    }
    (void)snprintf(id, sizeof id, "%s", upload_job(*upload));
    json_t *job = make_job(*upload, token, digest);
    int rc = job ? write_job(r, id, job, key ? idem : NULL, err) : sohoa_no_memory(err);
    json_decref(job);
    if (rc == SOHOA_RETRY) /* the same key at the same time */
        return find_key(r, idem, digest, ret, err);
    if (rc != SOHOA_OK)
        return rc;
    atomic_fetch_add(&jobs->service->metrics.upload_bytes, upload_bytes(*upload));
    upload_keep(upload);
    memcpy(ret, id, sizeof id);
    pthread_mutex_lock(&jobs->lock);
    (void)json_array_append_new(jobs->waiting, json_string(id));
    pthread_cond_signal(&jobs->more);
    pthread_mutex_unlock(&jobs->lock);
    return SOHOA_OK;
}

int jobs_object(struct sohoa_records *records, const char *id, json_t **ret,
                char ret_owner[SOHOA_SHA256_SIZE], struct sohoa_err *err)
{
    json_t *job = NULL;
    int rc = sohoa_object_get(records, key_of("job", id).text, &job, err);
    if (rc != SOHOA_OK)
        return rc;
    const char *owner = text_of(job, "owner");
    (void)snprintf(ret_owner, SOHOA_SHA256_SIZE, "%s", owner ? owner : "");
    (void)json_object_del(job, "owner");
    (void)json_object_del(job, "digest");
    (void)json_object_del(job, "name");
    set(job, "job", json_string(id));
    *ret = job;
    return SOHOA_OK;
}
