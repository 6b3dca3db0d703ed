/* master_drop.c - a master that no page refers to any more is removed.
 *
 * Whoever captures puts the master first and refers to it later, perhaps minutes later. A master
 * put again is touched, so a file older than every import that lives, and than some minutes, is
 * nobody's; it is moved aside before it is looked at for the last time, because a master that is
 * not in its place is written anew. Any thread. */
#include "record/disk_fail.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/master_sign.h"
#include "record/masters.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SETTLED_S 600 /* nobody holds a master that long without a batch */

/* The file of a batch whose owner lives: since when; else 0. */
static time_t living_since(int folder, const char *name)
{
    struct stat st;
    int fd = openat(folder, name, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return 0;
    bool lives = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    time_t since = lives && fstat(fd, &st) == 0 ? st.st_mtime : 0;
    close(fd);
    return since;
}

time_t sohoa_master_settled_before(struct sohoa_records *r)
{
    char path[SOHOA_PATH_ROOM];
    time_t before = time(NULL) - SETTLED_S;
    DIR *d =
        sohoa_store_path(r, "lock", "", path, sizeof path, NULL) == SOHOA_OK ? opendir(path) : NULL;
    for (struct dirent *entry; d && (entry = readdir(d));) {
        time_t since = sohoa_id_valid(entry->d_name) ? living_since(dirfd(d), entry->d_name) : 0;
        if (since && since - SETTLED_S < before)
            before = since - SETTLED_S;
    }
    if (d)
        closedir(d);
    return before;
}

static int note_used(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)key, (void)value;
    *(bool *)arg = true;
    return SOHOA_END;
}

int sohoa_master_used(struct sohoa_records *r, const char *sha256, bool *ret, struct sohoa_err *err)
{
    struct sohoa_key prefix = sohoa_key_prefix("used", sha256);
    *ret = false;
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, note_used, ret, err);
}

/* A signature without its master says nothing; one that stays is gc's. */
static void remove_signature(struct sohoa_records *r, const char *sha256)
{
    char path[SOHOA_PATH_ROOM];
    if (sohoa_signature_path(r, sha256, path, sizeof path) == 0)
        (void)unlink(path);
}

static int remove_aside(struct sohoa_records *r, const char *sha256, const char *path,
                        time_t before, bool *ret_gone, struct sohoa_err *err)
{
    char aside[SOHOA_PATH_ROOM], id[SOHOA_ID_SIZE];
    struct stat st;
    bool used = true;
    sohoa_id_new(id);
    int rc = sohoa_store_path(r, "masters/.old", id, aside, sizeof aside, err);
    if (rc != SOHOA_OK)
        return rc;
    if (rename(path, aside) != 0)
        return sohoa_disk_fail(err, errno, path, "cannot remove %s");
    rc = sohoa_master_used(r, sha256, &used, err);
    if (rc == SOHOA_OK && !used && stat(aside, &st) == 0 && st.st_mtime < before) {
        *ret_gone = true;
        remove_signature(r, sha256);
        return unlink(aside) == 0 ? SOHOA_OK
                                  : sohoa_disk_fail(err, errno, aside, "cannot remove %s");
    }
    if (rename(aside, path) != 0 && rc == SOHOA_OK)
        rc = sohoa_disk_fail(err, errno, path, "cannot put back %s");
    return rc;
}

int sohoa_master_drop_before(struct sohoa_records *r, const char *sha256, time_t before,
                             bool *ret_gone, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    struct stat st;
    bool used = true;
    *ret_gone = false;
    if (!sohoa_sha256_valid(sha256) || sohoa_master_path(r, sha256, path, sizeof path) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
    if (stat(path, &st) != 0) {
        *ret_gone = errno == ENOENT;
        return *ret_gone ? SOHOA_OK : sohoa_disk_fail(err, errno, path, "cannot remove %s");
    }
    int rc = sohoa_master_used(r, sha256, &used, err);
    if (rc != SOHOA_OK || used || st.st_mtime >= before)
        return rc;
    return remove_aside(r, sha256, path, before, ret_gone, err);
}

int sohoa_master_drop(struct sohoa_records *r, const char *sha256, bool alone, bool *ret_gone,
                      struct sohoa_err *err)
{
    time_t before = alone ? INT_MAX : sohoa_master_settled_before(r);
    return sohoa_master_drop_before(r, sha256, before, ret_gone, err);
}
