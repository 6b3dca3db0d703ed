/* backup_uploads.c - uploads that were taken in and are not digitised yet, in a backup: a client
 * was told that they are safe, so a store brought back goes on with them; see masters.h.
 *
 * The jobs are those of the copied database. Nobody removes a job's files while it is copied, so
 * each job that is not done there finds them; those of a job that failed may have been taken away
 * by a person. One thread. */
#include "record/disk_fail.h"
#include "record/masters.h"
#include "record/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct uploads {
    struct sohoa_records *from, *copy;
    const struct sohoa_call *call;
    struct sohoa_err *err;
};

static int path_of(const struct uploads *u, const struct sohoa_records *r, const char *job,
                   const char *name, char ret[SOHOA_PATH_ROOM])
{
    char more[320];
    int n = snprintf(more, sizeof more, "%s%s%s", job, *name ? "/" : "", name);
    if (n < 0 || n >= (int)sizeof more)
        return sohoa_fail(u->err, SOHOA_FATAL, "the path %s is too long", r->dir);
    return sohoa_store_path(r, "uploads/", more, ret, SOHOA_PATH_ROOM, u->err);
}

static bool is_name(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static int copy_file(const struct uploads *u, const char *job, const char *name)
{
    char from[SOHOA_PATH_ROOM], to[SOHOA_PATH_ROOM];
    int rc = path_of(u, u->from, job, name, from);
    if (rc == SOHOA_OK)
        rc = path_of(u, u->copy, job, name, to);
    if (rc != SOHOA_OK)
        return rc;
    int bad = sohoa_master_link(from, to);
    return bad ? sohoa_disk_fail(u->err, bad, u->copy->dir, "cannot write the backup %s")
               : SOHOA_OK;
}

static int copy_job(const struct uploads *u, const char *job)
{
    char path[SOHOA_PATH_ROOM];
    int rc = path_of(u, u->from, job, "", path);
    DIR *dir = rc == SOHOA_OK ? opendir(path) : NULL;
    if (!dir)
        return rc;
    for (struct dirent *e; rc == SOHOA_OK && (e = readdir(dir));) {
        if (sohoa_call_over(u->call))
            rc = sohoa_fail(u->err, SOHOA_RETRY, "the backup was stopped");
        else if (is_name(e->d_name))
            rc = copy_file(u, job, e->d_name);
    }
    closedir(dir);
    return rc;
}

/* Whether the job of the copied database needs its files. */
static int is_undone(const struct uploads *u, const char *job, bool *ret)
{
    char key[SOHOA_ID_SIZE + 8];
    json_t *object = NULL;
    *ret = false;
    if (!sohoa_id_valid(job))
        return SOHOA_OK;
    (void)snprintf(key, sizeof key, "job/%.26s", job);
    int rc = sohoa_object_get(u->copy, key, &object, u->err);
    const char *state = json_string_value(json_object_get(object, "state"));
    *ret = rc == SOHOA_OK && !(state && strcmp(state, "done") == 0);
    json_decref(object);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

/* Of an older backup: the job is done since. */
static int drop_job(const struct uploads *u, const char *job)
{
    char path[SOHOA_PATH_ROOM];
    int rc = path_of(u, u->copy, job, "", path);
    DIR *dir = rc == SOHOA_OK ? opendir(path) : NULL;
    if (!dir)
        return rc;
    for (struct dirent *e; (e = readdir(dir));)
        if (is_name(e->d_name))
            (void)unlinkat(dirfd(dir), e->d_name, 0);
    closedir(dir);
    (void)rmdir(path);
    return SOHOA_OK;
}

/* Goes through the folders of one of the two stores. */
static int each_job(const struct uploads *u, const struct sohoa_records *where, bool undone,
                    int (*act)(const struct uploads *u, const char *job))
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(where, "uploads", "", path, sizeof path, u->err);
    DIR *dir = rc == SOHOA_OK ? opendir(path) : NULL;
    if (!dir)
        return rc;
    for (struct dirent *e; rc == SOHOA_OK && (e = readdir(dir));) {
        bool is = false;
        if (is_name(e->d_name))
            rc = is_undone(u, e->d_name, &is);
        if (is_name(e->d_name) && rc == SOHOA_OK && is == undone)
            rc = act(u, e->d_name);
    }
    closedir(dir);
    return rc;
}

int sohoa_uploads_copy(struct sohoa_records *from, struct sohoa_records *copy,
                       const struct sohoa_call *call, struct sohoa_err *err)
{
    struct uploads u = {.from = from, .copy = copy, .call = call, .err = err};
    int rc = each_job(&u, from, true, copy_job);
    return rc == SOHOA_OK ? each_job(&u, copy, false, drop_job) : rc;
}
