/* locks.c - a batch belongs to one living process: flock on STORE/lock/<batch>, pid inside.
 *
 * The kernel drops the lock when the process dies, whatever way. The file is removed by its owner
 * while it still holds the lock; whoever waited on a removed file notices and starts over.
 *
 * STORE/lock/dossiers stays: it is held for the moment in which somebody reads a closed dossier,
 * changes it and commits it, so that of two changes none is lost. STORE/lock/masters stays too: a
 * backup copies masters that gc must not remove meanwhile. Any thread. */
#include "host/lang.h"
#include "record/disk_fail.h"
#include "record/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct sohoa_lock {
    int fd;
    char path[]; /* of the file */
};

/* The pid that the holder wrote, or 0. */
static long holder(int fd)
{
    char text[32] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

/* True when path still names the file that fd is open on. */
static bool still_named(int fd, const char *path)
{
    struct stat mine, named;
    return fstat(fd, &mine) == 0 && stat(path, &named) == 0 && mine.st_ino == named.st_ino &&
           mine.st_dev == named.st_dev;
}

static int lock_file(const char *path, const char *batch, int *ret_fd, struct sohoa_err *err)
{
    for (;;) {
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return sohoa_disk_fail(err, errno, path, "cannot make the lock %s");
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            int why = errno;
            long pid = holder(fd);
            close(fd);
            if (why == EWOULDBLOCK)
                return sohoa_fail(err, SOHOA_RETRY,
                                  "the batch %s is in the hands of process %ld, which is alive",
                                  batch, pid);
            return sohoa_disk_fail(err, why, path, "cannot take the lock %s");
        }
        if (still_named(fd, path)) {
            *ret_fd = fd;
            return SOHOA_OK;
        }
        close(fd);
    }
}

int sohoa_batch_lock(struct sohoa_records *r, const char *batch, struct sohoa_lock **ret,
                     struct sohoa_err *err)
{
    if (r->readonly)
        return sohoa_fail(err, SOHOA_FATAL, "the store in %s is open for reading only", r->dir);
    if (!sohoa_id_valid(batch))
        return sohoa_fail(err, SOHOA_FATAL, "'%.40s' is not the id of a batch", batch);
    struct sohoa_lock *lock = malloc(sizeof *lock + SOHOA_PATH_ROOM);
    if (!lock)
        return sohoa_no_memory(err);
    int rc = sohoa_store_path(r, "lock/", batch, lock->path, SOHOA_PATH_ROOM, err);
    if (rc == SOHOA_OK)
        rc = lock_file(lock->path, batch, &lock->fd, err);
    if (rc != SOHOA_OK) {
        free(lock);
        return rc;
    }
    /* The pid is only for the message; the lock holds without it. */
    if (ftruncate(lock->fd, 0) == 0)
        (void)dprintf(lock->fd, "%ld\n", (long)getpid());
    *ret = lock;
    return SOHOA_OK;
}

void sohoa_batch_unlock(struct sohoa_lock *lock)
{
    if (!lock)
        return;
    unlink(lock->path);
    close(lock->fd);
    free(lock);
}

int sohoa_dossiers_lock(struct sohoa_records *r, int *ret, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(r, "lock/", "dossiers", path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return sohoa_disk_fail(err, errno, path, "cannot make the lock %s");
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) {
            int why = errno;
            close(fd);
            return sohoa_disk_fail(err, why, path, "cannot take the lock %s");
        }
    *ret = fd;
    return SOHOA_OK;
}

void sohoa_dossiers_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* Alone, or together with others who do not want it alone; busy: what RETRY says. */
static int share_lock(struct sohoa_records *r, const char *name, bool alone, const char *busy,
                      int *ret, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(r, "lock/", name, path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 && !alone && (errno == EROFS || errno == EACCES)) {
        *ret = -1;
        return SOHOA_OK;
    }
    if (fd < 0)
        return sohoa_disk_fail(err, errno, path, "cannot make the lock %s");
    if (flock(fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) {
        *ret = fd;
        return SOHOA_OK;
    }
    int why = errno;
    close(fd);
    if (why != EWOULDBLOCK)
        return sohoa_disk_fail(err, why, path, "cannot take the lock %s");
    return sohoa_fail(err, SOHOA_RETRY, "%s", sohoa_tr(busy));
}

int sohoa_masters_lock(struct sohoa_records *r, bool alone, int *ret, struct sohoa_err *err)
{
    return share_lock(r, "masters", alone,
                      alone ? "a backup or another gc of this store is under way: try again later"
                            : "a gc of this store is under way: try again later",
                      ret, err);
}

int sohoa_uploads_lock(struct sohoa_records *r, bool alone, int *ret, struct sohoa_err *err)
{
    return share_lock(r, "uploads", alone,
                      "uploads of this store are being cleared away: try again later", ret, err);
}
