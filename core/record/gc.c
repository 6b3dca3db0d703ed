/* gc.c - removes the files below masters that no page refers to, after a grace time.
 *
 * Beside everything else: nothing goes that is younger than the grace time, than an import that
 * lives, or than some minutes (master_drop.c), nor while a backup is under way, which copies the
 * masters of a database that is older than now. What a page refers to stays, and with it all that
 * holds and retention keep: they keep pages. One thread. */
#include "record/disk_fail.h"
#include "record/hash.h"
#include "record/master_sign.h"
#include "record/masters.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct gc {
    struct sohoa_records *r;
    const struct sohoa_call *call;
    bool dry;
    time_t before; /* what was touched at or after this instant stays */
    struct sohoa_gc_report report;
    struct sohoa_err *err;
};

static void count(struct gc *gc, const struct stat *st)
{
    gc->report.removed++;
    gc->report.bytes += (uint64_t)st->st_size;
}

static int unlink_file(struct gc *gc, const char *path, const struct stat *st)
{
    if (!gc->dry && unlink(path) != 0)
        return errno == ENOENT ? SOHOA_OK
                               : sohoa_disk_fail(gc->err, errno, path, "cannot remove %s");
    count(gc, st);
    return SOHOA_OK;
}

/* What a drop that was killed had moved aside: back in its place if a page wants it there. */
static int settle_aside(struct gc *gc, const char *path, const struct stat *st)
{
    char sha256[SOHOA_SHA256_SIZE], place[SOHOA_PATH_ROOM];
    uint64_t bytes = 0;
    bool used = true;
    int bad = sohoa_hash_file(path, sha256, &bytes);
    if (bad)
        return bad == ENOENT ? SOHOA_OK : sohoa_disk_fail(gc->err, bad, path, "cannot remove %s");
    int rc = sohoa_master_used(gc->r, sha256, &used, gc->err);
    if (rc != SOHOA_OK || (used && gc->dry))
        return rc;
    if (used && sohoa_master_path(gc->r, sha256, place, sizeof place) == 0 &&
        access(place, F_OK) != 0)
        return rename(path, place) == 0
                   ? SOHOA_OK
                   : sohoa_disk_fail(gc->err, errno, place, "cannot put back %s");
    return unlink_file(gc, path, st);
}

static int drop_master(struct gc *gc, const char *sha256, const struct stat *st)
{
    bool used = true, gone = false;
    int rc = sohoa_master_used(gc->r, sha256, &used, gc->err);
    if (rc != SOHOA_OK || used)
        return rc;
    if (st->st_mtime >= gc->before) {
        gc->report.waiting++;
        return SOHOA_OK;
    }
    if (!gc->dry)
        rc = sohoa_master_drop_before(gc->r, sha256, gc->before, &gone, gc->err);
    if (rc == SOHOA_OK && (gone || gc->dry))
        count(gc, st);
    return rc;
}

/* A signature goes with its master; here only one whose master is gone already. */
static int drop_signature(struct gc *gc, const char *path, const char *sha256,
                          const struct stat *st)
{
    char master[SOHOA_PATH_ROOM];
    bool used = true;
    if (sohoa_master_path(gc->r, sha256, master, sizeof master) != 0 || access(master, F_OK) == 0 ||
        st->st_mtime >= gc->before)
        return SOHOA_OK;
    int rc = sohoa_master_used(gc->r, sha256, &used, gc->err);
    return rc != SOHOA_OK || used ? rc : unlink_file(gc, path, st);
}

/* One file; names that are none of ours are left alone. */
static int visit_file(struct gc *gc, const char *path, const char *name)
{
    struct stat st;
    char signed_[SOHOA_SHA256_SIZE];
    if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return SOHOA_OK;
    if (sohoa_signature_name(name, signed_))
        return drop_signature(gc, path, signed_, &st);
    if (sohoa_sha256_valid(name))
        return drop_master(gc, name, &st);
    bool aside = strncmp(name, ".old", 4) == 0, new = strncmp(name, ".new", 4) == 0;
    if ((!aside && !new) || !sohoa_id_valid(name + 4) || st.st_mtime >= gc->before ||
        st.st_ctime >= gc->before)
        return SOHOA_OK;
    return aside ? settle_aside(gc, path, &st) : unlink_file(gc, path, &st);
}

static int visit_folder(struct gc *gc, const char *folder, int depth)
{
    char path[SOHOA_PATH_ROOM];
    DIR *d = opendir(folder);
    int rc = SOHOA_OK;
    if (!d)
        return sohoa_fail_errno(gc->err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (struct dirent *entry; rc == SOHOA_OK && (entry = readdir(d));) {
        const char *name = entry->d_name;
        int n = snprintf(path, sizeof path, "%s/%s", folder, name);
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || n >= (int)sizeof path)
            continue;
        if (sohoa_call_over(gc->call))
            rc = sohoa_fail(gc->err, SOHOA_RETRY, "gc was stopped");
        else if (depth < 2 && strlen(name) == 2)
            rc = visit_folder(gc, path, depth + 1);
        else
            rc = visit_file(gc, path, name);
    }
    closedir(d);
    return rc;
}

int sohoa_gc(struct sohoa_records *r, const struct sohoa_call *call, uint64_t grace_s, bool dry,
             struct sohoa_gc_report *ret, struct sohoa_err *err)
{
    struct gc gc = {.r = r, .call = call, .dry = dry, .err = err};
    char masters[SOHOA_PATH_ROOM];
    int lock = -1;
    int rc = dry ? SOHOA_OK : sohoa_masters_lock(r, true, &lock, err);
    if (rc != SOHOA_OK)
        return rc;
    time_t now = time(NULL), before = sohoa_master_settled_before(r);
    gc.before = grace_s < (uint64_t)now ? now - (time_t)grace_s : 0;
    if (before < gc.before)
        gc.before = before;
    rc = sohoa_store_path(r, "masters", "", masters, sizeof masters, err);
    if (rc == SOHOA_OK)
        rc = visit_folder(&gc, masters, 0);
    sohoa_dossiers_unlock(lock);
    *ret = gc.report;
    return rc;
}
