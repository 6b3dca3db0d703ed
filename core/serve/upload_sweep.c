/* upload_sweep.c - what is over: what processes that died left behind below STORE/uploads (bodies
 * that never came to their end, documents that were being written; a living one may be at work on
 * what is younger than a day), and jobs that ended long ago. */
#include "host/log.h"
#include "record/keys.h"
#include "record/masters.h"
#include "record/store.h"
#include "serve/upload.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OLD_S 86400

/* A job that is done needs its files no more; one that failed keeps them for people. */
static bool is_wanted(struct sohoa_records *records, const char *name)
{
    struct sohoa_key key;
    json_t *job = NULL;
    struct sohoa_err err = {0};
    if (!sohoa_id_valid(name))
        return false;
    (void)snprintf(key.text, sizeof key.text, "job/%s", name);
    int rc = sohoa_object_get(records, key.text, &job, &err);
    const char *state = json_string_value(json_object_get(job, "state"));
    bool wanted = rc != SOHOA_END && !(state && strcmp(state, "done") == 0);
    json_decref(job);
    return wanted;
}

static void sweep_folders(struct sohoa_records *records)
{
    char folder[SOHOA_PATH_ROOM];
    struct stat st;
    if (upload_folder(records, "", folder, sizeof folder) != 0)
        return;
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.' && fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(st.st_mode) && time(NULL) - st.st_mtime > OLD_S &&
            !is_wanted(records, e->d_name))
            upload_remove(records, e->d_name);
    (void)closedir(dir);
}

/* ---- jobs ---------------------------------------------------------------------------------------
 */

#define PER_COMMIT 500

struct old_jobs {
    struct sohoa_records *records;
    struct sohoa_write *write;
    char before[SOHOA_STAMP_SIZE];
    size_t count; /* in write */
    struct sohoa_err err;
};

static int drop(struct old_jobs *old, const char *key)
{
    int rc = sohoa_write_drop(old->write, key, &old->err);
    if (rc == SOHOA_OK && ++old->count % PER_COMMIT == 0)
        rc = sohoa_write_commit(old->write, &old->err);
    return rc;
}

static bool has_files(struct sohoa_records *records, const char *job)
{
    char folder[SOHOA_PATH_ROOM];
    return upload_folder(records, job, folder, sizeof folder) != 0 || access(folder, F_OK) == 0;
}

static int drop_job(void *arg, const char *key, struct sohoa_bytes value)
{
    struct old_jobs *old = arg;
    json_t *job = NULL;
    struct sohoa_err err = {0};
    if (sohoa_object_parse(old->records, key, value, &job, &err) != SOHOA_OK)
        return SOHOA_OK; /* `verify` tells of it */
    const char *ended = json_string_value(json_object_get(job, "ended"));
    const char *state = json_string_value(json_object_get(job, "state"));
    bool over = state && (strcmp(state, "done") == 0 || strcmp(state, "failed") == 0);
    bool drops = over && ended && strcmp(ended, old->before) < 0 &&
                 !has_files(old->records, sohoa_key_last(key));
    json_decref(job);
    return drops ? drop(old, key) : SOHOA_OK;
}

/* A key is written with its job: one without was its. */
static int drop_key(void *arg, const char *key, struct sohoa_bytes value)
{
    struct old_jobs *old = arg;
    json_t *idem = NULL;
    struct sohoa_err err = {0};
    struct sohoa_key job;
    void *raw = NULL;
    size_t size = 0;
    if (sohoa_object_parse(old->records, key, value, &idem, &err) != SOHOA_OK)
        return SOHOA_OK;
    const char *id = json_string_value(json_object_get(idem, "job"));
    (void)snprintf(job.text, sizeof job.text, "job/%s", id ? id : "");
    int rc = sohoa_raw_get(old->records, job.text, &raw, &size, &old->err);
    free(raw);
    json_decref(idem);
    return rc == SOHOA_END ? drop(old, key) : rc;
}

static void sweep_jobs(struct sohoa_records *records, int64_t days)
{
    struct old_jobs old = {.records = records, .write = sohoa_write_new(records)};
    sohoa_stamp(time(NULL) - (time_t)days * 86400, old.before);
    int rc = old.write ? sohoa_scan(records, "job/", "job/", 0, drop_job, &old, &old.err)
                       : sohoa_no_memory(&old.err);
    if (rc == SOHOA_OK && old.count)
        rc = sohoa_write_commit(old.write, &old.err);
    size_t jobs = old.count;
    if (rc == SOHOA_OK && jobs)
        rc = sohoa_scan(records, "idem/", "idem/", 0, drop_key, &old, &old.err);
    if (rc == SOHOA_OK && old.count > jobs)
        rc = sohoa_write_commit(old.write, &old.err);
    if (rc != SOHOA_OK)
        sohoa_log(SOHOA_WARN, "%s", old.err.text);
    sohoa_write_free(old.write);
}

void upload_sweep(struct sohoa_records *records, int64_t days)
{
    struct sohoa_err err = {0};
    int lock = -1;
    if (sohoa_uploads_lock(records, true, &lock, &err) != SOHOA_OK)
        return;
    sweep_folders(records);
    sweep_jobs(records, days);
    sohoa_dossiers_unlock(lock);
}
