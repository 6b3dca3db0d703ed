/* backup.c - a copy of a store that is a store, made beside writers.
 *
 * The database is copied first and published last: db.new is filled, then dict and every master
 * that this copy names, and only then does the copy take its place in db. Interrupted at any
 * instant, the folder holds the older backup whole, or none. Any thread. */
#include "record/disk_fail.h"
#include "record/hash.h"
#include "record/master_sign.h"
#include "record/masters.h"
#include "record/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct backup {
    struct sohoa_records *from;
    struct sohoa_records to; /* only its folder, for paths and masters */
    const struct sohoa_call *call;
    void (*progress)(void *arg, uint64_t done, uint64_t total);
    void *arg;
    struct sohoa_err *err;
    uint64_t done, total;
    char master[SOHOA_SHA256_SIZE]; /* the one copied last */
};

static int disk_failed(const struct backup *b, int sys_errno)
{
    return sohoa_disk_fail(b->err, sys_errno, b->to.dir, "cannot write the backup %s");
}

/* A path below the backup. */
static int below(const struct backup *b, const char *name, char ret[SOHOA_PATH_ROOM])
{
    return sohoa_store_path(&b->to, name, "", ret, SOHOA_PATH_ROOM, b->err);
}

static int make_folder(const struct backup *b, const char *name)
{
    char path[SOHOA_PATH_ROOM];
    int rc = below(b, name, path);
    if (rc != SOHOA_OK)
        return rc;
    return mkdir(path, 0700) == 0 || errno == EEXIST ? SOHOA_OK : disk_failed(b, errno);
}

/* ---- the folder ---- */

/* True when nothing is in the folder but what an interrupted first backup leaves there. */
static bool unpublished(const struct backup *b)
{
    static const char *const names[] = {".",    "..",   "db",    "db.new", "masters",
                                        "dict", "lock", "audit", "uploads"};
    DIR *d = opendir(b->to.dir);
    bool fit = d != NULL;
    for (struct dirent *entry; fit && (entry = readdir(d));) {
        fit = false;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            fit = fit || strcmp(entry->d_name, names[i]) == 0;
    }
    if (d)
        closedir(d);
    return fit;
}

/* Absent, unpublished, or an older backup of this store. */
static int check_target(const struct backup *b)
{
    char path[SOHOA_PATH_ROOM];
    struct sohoa_records *old = NULL;
    if (mkdir(b->to.dir, 0700) != 0 && errno != EEXIST)
        return disk_failed(b, errno);
    int rc = below(b, "db/data.mdb", path);
    if (rc != SOHOA_OK)
        return rc;
    if (access(path, F_OK) != 0)
        return unpublished(b)
                   ? SOHOA_OK
                   : sohoa_fail(b->err, SOHOA_BAD_DOSSIER,
                                "the folder %s holds something that is no backup", b->to.dir);
    rc = sohoa_records_open(b->to.dir, SOHOA_OPEN_READONLY, b->from->reg, NULL, 0, &old, b->err);
    if (rc != SOHOA_OK)
        return rc;
    bool same_folder = old->engine && strcmp(old->id, b->from->id) == 0;
    sohoa_records_close(old);
    if (same_folder)
        return SOHOA_OK;
    return sohoa_fail(b->err, SOHOA_BAD_DOSSIER, "the folder %s holds the backup of another store",
                      b->to.dir);
}

/* The store cannot be its own backup, nor hold it. */
static int check_apart(const struct backup *b)
{
    char parent[SOHOA_PATH_ROOM];
    (void)snprintf(parent, sizeof parent, "%s", b->to.dir);
    char *from = realpath(b->from->dir, NULL), *to = realpath(b->to.dir, NULL);
    if (!to) /* it is made only when all is well */
        to = realpath(dirname(parent), NULL);
    size_t size = from && to ? strlen(from) : 0;
    int rc = SOHOA_OK;
    if (size && strcmp(from, to) == 0 && access(b->to.dir, F_OK) == 0)
        rc = sohoa_fail(b->err, SOHOA_BAD_DOSSIER, "%s is the store itself", b->to.dir);
    else if (size && strncmp(from, to, size) == 0 && (!to[size] || to[size] == '/'))
        rc = sohoa_fail(b->err, SOHOA_BAD_DOSSIER, "%s lies in the store itself", b->to.dir);
    free(from);
    free(to);
    return rc;
}

static int make_folders(const struct backup *b)
{
    static const char *const names[] = {"db", "db.new", "masters", "dict", "lock", "audit"};
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < sizeof names / sizeof *names; i++)
        rc = make_folder(b, names[i]);
    return rc;
}

/* ---- the parts ---- */

static int copy_database(const struct backup *b)
{
    static const char *const stale[] = {"db.new/data.mdb", "db.new/lock.mdb"};
    char path[SOHOA_PATH_ROOM];
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < sizeof stale / sizeof *stale; i++) {
        rc = below(b, stale[i], path);
        if (rc == SOHOA_OK && unlink(path) != 0 && errno != ENOENT)
            rc = disk_failed(b, errno);
    }
    if (rc == SOHOA_OK)
        rc = below(b, "db.new", path);
    return rc == SOHOA_OK
               ? b->from->engine->store->backup(b->from->engine->self, b->call, path, b->err)
               : rc;
}

/* Copies a file of a folder unless it is there with the same size: dictionaries never change, files
 * of the access record only grow. */
static int copy_one(const struct backup *b, const char *folder, const char *name)
{
    char from[SOHOA_PATH_ROOM], to[SOHOA_PATH_ROOM], more[320];
    (void)snprintf(more, sizeof more, "/%s", name);
    int rc = sohoa_store_path(b->from, folder, more, from, sizeof from, b->err);
    if (rc == SOHOA_OK)
        rc = sohoa_store_path(&b->to, folder, more, to, sizeof to, b->err);
    if (rc != SOHOA_OK)
        return rc;
    int bad = sohoa_file_copy(from, to);
    return bad && bad != ENOENT ? disk_failed(b, bad) : SOHOA_OK;
}

/* The files of a folder with this ending. */
static int copy_folder(const struct backup *b, const char *folder, const char *ending)
{
    char path[SOHOA_PATH_ROOM];
    size_t end = strlen(ending);
    int rc = sohoa_store_path(b->from, folder, "", path, sizeof path, b->err);
    DIR *d = rc == SOHOA_OK ? opendir(path) : NULL;
    if (!d)
        return rc == SOHOA_OK
                   ? sohoa_fail_errno(b->err, SOHOA_FATAL, errno, "cannot read the folder %s", path)
                   : rc;
    for (struct dirent *entry; rc == SOHOA_OK && (entry = readdir(d));) {
        size_t n = strlen(entry->d_name);
        if (n > end && strcmp(entry->d_name + n - end, ending) == 0)
            rc = copy_one(b, folder, entry->d_name);
    }
    closedir(d);
    return rc;
}

/* Who read what goes with the data; the key that proves it does not. */
static int copy_audit(const struct backup *b)
{
    int rc = copy_folder(b, "audit", ".jsonl");
    return rc == SOHOA_OK ? copy_one(b, "audit", "key") : rc;
}

/* Puts one master into the backup: linked where that works, else copied. */
static int copy_master(struct backup *b, const char *sha256)
{
    char from[SOHOA_PATH_ROOM], to[SOHOA_PATH_ROOM];
    if (sohoa_master_path(b->from, sha256, from, sizeof from) != 0 ||
        sohoa_master_path(&b->to, sha256, to, sizeof to) != 0)
        return sohoa_fail(b->err, SOHOA_FATAL, "the path %s is too long", b->to.dir);
    int bad = sohoa_master_link(from, to);
    if (bad == ENOENT)
        return sohoa_fail(b->err, SOHOA_FATAL, "the master %s is missing", sha256);
    if (!bad && sohoa_signature_path(b->from, sha256, from, sizeof from) == 0 &&
        sohoa_signature_path(&b->to, sha256, to, sizeof to) == 0)
        bad = sohoa_master_link(from, to);
    return bad && bad != ENOENT ? disk_failed(b, bad) : SOHOA_OK;
}

/* True for the first of the keys of a master. */
static bool next_master(struct backup *b, const char *key)
{
    char sha256[SOHOA_SHA256_SIZE];
    (void)snprintf(sha256, sizeof sha256, "%.64s", key + strlen("used/"));
    if (!sohoa_sha256_valid(sha256) || strcmp(sha256, b->master) == 0)
        return false;
    memcpy(b->master, sha256, sizeof sha256);
    return true;
}

static int count_used(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct backup *b = arg;
    b->total += next_master(b, key);
    return SOHOA_OK;
}

static int copy_used(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct backup *b = arg;
    if (sohoa_call_over(b->call))
        return sohoa_fail(b->err, SOHOA_RETRY, "the backup was stopped");
    if (!next_master(b, key))
        return SOHOA_OK;
    int rc = copy_master(b, b->master);
    if (rc == SOHOA_OK && b->progress)
        b->progress(b->arg, ++b->done, b->total);
    return rc;
}

/* The masters that the copied database names, and the files of its jobs. */
static int copy_files(struct backup *b)
{
    struct sohoa_records *copy = NULL;
    int rc = sohoa_records_open_db(b->to.dir, "db.new", SOHOA_OPEN_READONLY, b->from->reg, NULL, 0,
                                   &copy, b->err);
    if (rc != SOHOA_OK)
        return rc;
    rc = sohoa_scan(copy, "used/", "used/", SOHOA_SCAN_KEYS, count_used, b, b->err);
    b->master[0] = '\0';
    if (rc == SOHOA_OK)
        rc = sohoa_scan(copy, "used/", "used/", SOHOA_SCAN_KEYS, copy_used, b, b->err);
    if (rc == SOHOA_OK)
        rc = sohoa_uploads_copy(b->from, copy, b->call, b->err);
    sohoa_records_close(copy);
    return rc;
}

/* The copy becomes the backup's database. */
static int publish(const struct backup *b)
{
    char from[SOHOA_PATH_ROOM], to[SOHOA_PATH_ROOM], folder[SOHOA_PATH_ROOM], lock[SOHOA_PATH_ROOM];
    int rc = below(b, "db.new/data.mdb", from);
    if (rc == SOHOA_OK)
        rc = below(b, "db/data.mdb", to);
    if (rc == SOHOA_OK)
        rc = below(b, "db", folder);
    if (rc == SOHOA_OK)
        rc = below(b, "db.new/lock.mdb", lock);
    if (rc != SOHOA_OK)
        return rc;
    if (rename(from, to) != 0)
        return disk_failed(b, errno);
    int bad = sohoa_folder_sync(folder);
    unlink(lock);
    if (below(b, "db/lock.mdb", lock) == SOHOA_OK)
        unlink(lock); /* it spoke of the older database */
    if (below(b, "db.new", folder) == SOHOA_OK)
        rmdir(folder);
    if (!bad)
        bad = sohoa_folder_sync(b->to.dir);
    return bad ? disk_failed(b, bad) : SOHOA_OK;
}

int sohoa_backup(struct sohoa_records *r, const struct sohoa_call *call, const char *to,
                 void (*progress)(void *arg, uint64_t done, uint64_t total), void *arg,
                 struct sohoa_err *err)
{
    struct backup b = {.from = r, .call = call, .progress = progress, .arg = arg, .err = err};
    b.to.dir = strdup(to);
    if (!b.to.dir)
        return sohoa_no_memory(err);
    int lock = -1, uploads = -1;
    int rc = check_apart(&b);
    if (rc == SOHOA_OK)
        rc = check_target(&b);
    if (rc == SOHOA_OK)
        rc = sohoa_masters_lock(r, false, &lock, err);
    if (rc == SOHOA_OK)
        rc = sohoa_uploads_lock(r, false, &uploads, err);
    if (rc == SOHOA_OK)
        rc = make_folders(&b);
    if (rc == SOHOA_OK)
        rc = copy_database(&b);
    if (rc == SOHOA_OK)
        rc = copy_folder(&b, "dict", ".zdict");
    if (rc == SOHOA_OK)
        rc = copy_files(&b);
    if (rc == SOHOA_OK)
        rc = copy_audit(&b);
    if (rc == SOHOA_OK)
        rc = publish(&b);
    sohoa_dossiers_unlock(uploads);
    sohoa_dossiers_unlock(lock);
    free(b.to.dir);
    return rc;
}
