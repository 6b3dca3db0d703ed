/* lmdb_env.c - see lmdb_env.h.
 *
 * Invariants: the map is resized only with users == 0 and resizing == true; a resize that failed
 * after LMDB unmapped the old one leaves the environment dead, and every later call says so.
 * The table of environments is the one piece of process-wide state: LMDB's rule is process-wide.
 * Threads: any. */
#include "lmdb_env.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#define RESIZE_WAIT_S 60 /* longest wait for this process's own snapshots */
#define FULL_BYTES 65536 /* a disk with less than this free is full */
#define RESTED_MAX 8     /* snapshots kept: each has a place in the table of readers */

struct lmdb_env {
    struct lmdb_env *next;
    dev_t dev;
    ino_t ino;
    unsigned refs;
    bool readonly;
    char *path;
    MDB_env *mdb;
    pthread_mutex_t gate;
    pthread_cond_t moved; /* users fell to 0, or resizing ended */
    unsigned users;
    bool resizing, dead;
    struct lmdb_snapshot *rested; /* reset transactions: renewing one costs less than a new one */
    unsigned rested_count;
};

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct lmdb_env *table;

static bool disk_is_full(const char *path)
{
    struct statvfs fs;
    return statvfs(path, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < FULL_BYTES;
}

/* An LMDB or system code in words. */
static int explain(const char *path, int rc, struct sohoa_err *err)
{
    /* LMDB answers EIO to a short write, which is how a full disk mostly shows. */
    if (rc == EIO && disk_is_full(path))
        rc = ENOSPC;
    int code = SOHOA_FATAL;
    switch (rc) {
    case ENOSPC:
    case EDQUOT:
        code = sohoa_fail(err, SOHOA_FATAL, "the disk that holds %s is full", path);
        break;
    case EIO:
        code = sohoa_fail(err, SOHOA_FATAL, "the disk that holds %s fails to read or write", path);
        break;
    case EACCES:
    case EPERM:
        code = sohoa_fail(err, SOHOA_FATAL, "no permission to use the store in %s", path);
        break;
    case EROFS:
        code = sohoa_fail(err, SOHOA_FATAL, "the disk that holds %s is read-only", path);
        break;
    case ENOENT:
        code = sohoa_fail(err, SOHOA_FATAL, "there is no database in %s", path);
        break;
    case ENOMEM:
        code = sohoa_fail(err, SOHOA_FATAL, "out of memory");
        break;
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
        code = sohoa_fail(err, SOHOA_FATAL, "the file data.mdb in %s is no database of this kind",
                          path);
        break;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
        code = sohoa_fail(err, SOHOA_FATAL, "the database in %s is damaged", path);
        break;
    case MDB_PANIC:
        code = sohoa_fail(err, SOHOA_FATAL,
                          "the database in %s was closed after an earlier write failed", path);
        break;
    case MDB_READERS_FULL:
        code = sohoa_fail(err, SOHOA_FATAL, "too many readers of the database in %s", path);
        break;
    case MDB_TXN_FULL:
        code = sohoa_fail(err, SOHOA_FATAL, "too many changes in one commit to %s", path);
        break;
    case MDB_BAD_VALSIZE:
        code =
            sohoa_fail(err, SOHOA_FATAL, "a key for the database in %s is empty or too long", path);
        break;
    default:
        code =
            sohoa_fail(err, SOHOA_FATAL, "the database in %s failed: %s", path, mdb_strerror(rc));
    }
    if (err)
        err->sys_errno = rc > 0 ? rc : 0;
    return code;
}

void lmdb_snapshot_free(struct lmdb_snapshot *snapshot)
{
    if (!snapshot)
        return;
    mdb_cursor_close(snapshot->cursor);
    mdb_txn_abort(snapshot->txn);
    free(snapshot);
}

static void env_free(struct lmdb_env *e)
{
    if (!e)
        return;
    while (e->rested) {
        struct lmdb_snapshot *one = e->rested;
        e->rested = one->next;
        lmdb_snapshot_free(one);
    }
    if (e->mdb)
        mdb_env_close(e->mdb);
    pthread_cond_destroy(&e->moved);
    pthread_mutex_destroy(&e->gate);
    free(e->path);
    free(e);
}

static struct lmdb_env *env_new(const struct lmdb_env_wish *wish, const struct stat *st)
{
    struct lmdb_env *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&e->moved, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&e->gate, NULL);
    e->dev = st->st_dev;
    e->ino = st->st_ino;
    e->refs = 1;
    e->readonly = wish->readonly;
    e->path = strdup(wish->path);
    if (!e->path) {
        env_free(e);
        return NULL;
    }
    return e;
}

static int env_start(struct lmdb_env *e, const struct lmdb_env_wish *wish)
{
    int rc = mdb_env_create(&e->mdb);
    if (rc != 0) {
        e->mdb = NULL;
        return rc;
    }
    unsigned flags = MDB_NOTLS | (wish->readonly ? MDB_RDONLY : 0u);
    if ((rc = mdb_env_set_maxreaders(e->mdb, wish->readers)) != 0 ||
        (rc = mdb_env_open(e->mdb, wish->path, flags, 0600)) != 0)
        return rc;
    /* The size kept in the file wins when it is larger: set only now, when it is known. */
    if (!wish->readonly && lmdb_env_map(e->mdb) < wish->map &&
        (rc = mdb_env_set_mapsize(e->mdb, wish->map)) != 0)
        return rc;
    int dead = 0;
    return wish->readonly ? 0 : mdb_reader_check(e->mdb, &dead);
}

static int table_find(const struct lmdb_env_wish *wish, const struct stat *st,
                      struct lmdb_env **ret, struct sohoa_err *err)
{
    struct lmdb_env *e = table;
    while (e && (e->dev != st->st_dev || e->ino != st->st_ino))
        e = e->next;
    if (!e)
        return SOHOA_END;
    if (e->readonly && !wish->readonly)
        return sohoa_fail(err, SOHOA_FATAL,
                          "this program has %s open for reading only: close it before writing",
                          wish->path);
    e->refs++;
    *ret = e;
    return SOHOA_OK;
}

int lmdb_env_open(const struct lmdb_env_wish *wish, struct lmdb_env **ret, struct sohoa_err *err)
{
    struct stat st;
    if (stat(wish->path, &st) != 0)
        return explain(wish->path, errno, err);
    pthread_mutex_lock(&table_lock);
    int rc = table_find(wish, &st, ret, err);
    if (rc == SOHOA_END) {
        struct lmdb_env *e = env_new(wish, &st);
        int bad = e ? env_start(e, wish) : ENOMEM;
        if (bad) {
            rc = explain(wish->path, bad, err);
            env_free(e);
        } else {
            rc = SOHOA_OK;
            e->next = table;
            table = e;
            *ret = e;
        }
    }
    pthread_mutex_unlock(&table_lock);
    return rc;
}

void lmdb_env_close(struct lmdb_env *e)
{
    if (!e)
        return;
    pthread_mutex_lock(&table_lock);
    if (--e->refs == 0) {
        struct lmdb_env **at = &table;
        while (*at != e)
            at = &(*at)->next;
        *at = e->next;
        env_free(e);
    }
    pthread_mutex_unlock(&table_lock);
}

const char *lmdb_env_path(const struct lmdb_env *e)
{
    return e->path;
}

size_t lmdb_env_map(MDB_env *mdb)
{
    MDB_envinfo info;
    return mdb_env_info(mdb, &info) == 0 ? info.me_mapsize : 0;
}

int lmdb_env_enter(struct lmdb_env *e, MDB_env **ret, struct lmdb_snapshot **ret_rested,
                   struct sohoa_err *err)
{
    pthread_mutex_lock(&e->gate);
    while (e->resizing)
        pthread_cond_wait(&e->moved, &e->gate);
    bool dead = e->dead;
    if (!dead)
        e->users++;
    if (!dead && ret_rested && (*ret_rested = e->rested)) {
        e->rested = e->rested->next;
        e->rested_count--;
    }
    pthread_mutex_unlock(&e->gate);
    if (dead)
        return sohoa_fail(err, SOHOA_FATAL, "the database in %s could not be enlarged", e->path);
    *ret = e->mdb;
    return SOHOA_OK;
}

void lmdb_env_leave(struct lmdb_env *e, struct lmdb_snapshot *rested)
{
    pthread_mutex_lock(&e->gate);
    if (rested && e->rested_count < RESTED_MAX) {
        rested->next = e->rested;
        e->rested = rested;
        e->rested_count++;
        rested = NULL;
    }
    if (--e->users == 0 && e->resizing)
        pthread_cond_broadcast(&e->moved);
    pthread_mutex_unlock(&e->gate);
    lmdb_snapshot_free(rested);
}

/* With the gate locked and resizing set: waits until nobody is inside. */
static bool wait_for_users(struct lmdb_env *e)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RESIZE_WAIT_S;
    while (e->users > 0)
        if (pthread_cond_timedwait(&e->moved, &e->gate, &until) == ETIMEDOUT)
            return e->users == 0;
    return true;
}

/* Maps `want` bytes (0: what the file says), unless the map is no longer the `seen` one. */
static int resize(struct lmdb_env *e, size_t seen, size_t want, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    pthread_mutex_lock(&e->gate);
    while (e->resizing)
        pthread_cond_wait(&e->moved, &e->gate);
    if (e->dead || lmdb_env_map(e->mdb) != seen)
        goto out; /* another thread did it */
    e->resizing = true;
    if (!wait_for_users(e)) {
        rc = sohoa_fail(err, SOHOA_RETRY, "the database in %s waits for a reader to finish",
                        e->path);
        if (err)
            err->sys_errno = EAGAIN;
    } else if (mdb_env_set_mapsize(e->mdb, want) != 0) {
        e->dead = true;
        rc = sohoa_fail(err, SOHOA_FATAL, "the database in %s could not be enlarged", e->path);
    }
    e->resizing = false;
    pthread_cond_broadcast(&e->moved);
out:
    pthread_mutex_unlock(&e->gate);
    return rc;
}

int lmdb_env_mend(struct lmdb_env *e, int rc, size_t map, struct sohoa_err *err)
{
    if (rc == MDB_MAP_FULL && map <= SIZE_MAX / 4)
        return resize(e, map, map * 2, err);
    if (rc == MDB_MAP_RESIZED)
        return resize(e, map, 0, err);
    if (rc == MDB_READERS_FULL) {
        int dead = 0;
        if (mdb_reader_check(e->mdb, &dead) == 0 && dead > 0)
            return SOHOA_OK;
    }
    return explain(e->path, rc, err);
}

int lmdb_env_size(struct lmdb_env *e, uint64_t *ret_used, uint64_t *ret_map, struct sohoa_err *err)
{
    MDB_env *mdb = NULL;
    int rc = lmdb_env_enter(e, &mdb, NULL, err);
    if (rc != SOHOA_OK)
        return rc;
    MDB_envinfo info = {0};
    MDB_stat stat = {0};
    mdb_env_info(mdb, &info);
    mdb_env_stat(mdb, &stat);
    lmdb_env_leave(e, NULL);
    *ret_used = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
    *ret_map = info.me_mapsize;
    return SOHOA_OK;
}

int lmdb_env_make_room(struct lmdb_env *e, struct sohoa_err *err)
{
    uint64_t used = 0, map = 0;
    int rc = lmdb_env_size(e, &used, &map, err);
    if (rc != SOHOA_OK || used <= map / 2 || e->readonly)
        return rc;
    return resize(e, (size_t)map, (size_t)map * 2, err);
}
