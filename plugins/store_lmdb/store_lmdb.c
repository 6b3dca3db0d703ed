/* store_lmdb.c - the ordered key-value engine on LMDB, the default store.
 *
 * Snapshots are LMDB read transactions not tied to a thread (MDB_NOTLS), commits are write
 * transactions synced by LMDB itself (no MDB_WRITEMAP, no MDB_NOSYNC). lmdb_env.c keeps the
 * environment and its gate. A thread must not begin or commit while it holds a snapshot: a
 * growing map would wait for it. Threads: shared, every call [many]. */
#include "lmdb_env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAIN_DBI 1 /* what mdb_dbi_open gives for the unnamed database */

struct store_lmdb {
    const char *path;
    int64_t map, readers;
    bool readonly;
    struct lmdb_env *env;
};

static const struct sohoa_option options[] = {
    {.name = "path",
     .type = SOHOA_STRING,
     .offset = offsetof(struct store_lmdb, path),
     .help = "Folder of the database; must exist."},
    {.name = "map",
     .type = SOHOA_INT,
     .offset = offsetof(struct store_lmdb, map),
     .fallback = "1073741824",
     .min = 65536,
     .max = 17592186044416.0,
     .help = "Size of the memory map at the start, bytes; it doubles when it is full."},
    {.name = "readers",
     .type = SOHOA_INT,
     .offset = offsetof(struct store_lmdb, readers),
     .fallback = "1024",
     .min = 2,
     .max = 65536,
     .help = "Snapshots that all processes together may hold at once."},
    {.name = "readonly",
     .type = SOHOA_BOOL,
     .offset = offsetof(struct store_lmdb, readonly),
     .fallback = "false",
     .help = "Open for reading only."},
    {0},
};

static int store_open(void *self, struct sohoa_err *err)
{
    struct store_lmdb *s = self;
    struct lmdb_env_wish wish = {.path = s->path,
                                 .map = (size_t)s->map,
                                 .readers = (unsigned)s->readers,
                                 .readonly = s->readonly};
    return lmdb_env_open(&wish, &s->env, err);
}

static void store_close(void *self)
{
    struct store_lmdb *s = self;
    lmdb_env_close(s->env);
}

/* A new transaction with its cursor, or an LMDB code. */
static int snapshot_start(MDB_env *mdb, struct lmdb_snapshot **ret)
{
    struct lmdb_snapshot *snap = calloc(1, sizeof *snap);
    MDB_dbi dbi;
    if (!snap)
        return ENOMEM;
    int rc = mdb_txn_begin(mdb, NULL, MDB_RDONLY, &snap->txn);
    if (rc == 0 && ((rc = mdb_dbi_open(snap->txn, NULL, 0, &dbi)) != 0 ||
                    (rc = mdb_cursor_open(snap->txn, MAIN_DBI, &snap->cursor)) != 0))
        mdb_txn_abort(snap->txn);
    if (rc == 0)
        *ret = snap;
    else
        free(snap);
    return rc;
}

/* The one at rest brought to the present, or a new one. Takes it. */
static int snapshot_renew(MDB_env *mdb, struct lmdb_snapshot *rested, struct lmdb_snapshot **ret)
{
    if (rested && mdb_txn_renew(rested->txn) == 0 &&
        mdb_cursor_renew(rested->txn, rested->cursor) == 0) {
        *ret = rested;
        return 0;
    }
    lmdb_snapshot_free(rested);
    return snapshot_start(mdb, ret);
}

static int store_begin(void *self, void **ret_snapshot, struct sohoa_err *err)
{
    struct store_lmdb *s = self;
    for (;;) {
        MDB_env *mdb = NULL;
        struct lmdb_snapshot *snap = NULL;
        int rc = lmdb_env_enter(s->env, &mdb, &snap, err);
        if (rc != SOHOA_OK)
            return rc;
        int bad = snapshot_renew(mdb, snap, &snap);
        if (bad == 0) {
            *ret_snapshot = snap;
            return SOHOA_OK;
        }
        size_t map = lmdb_env_map(mdb);
        lmdb_env_leave(s->env, NULL);
        rc = lmdb_env_mend(s->env, bad, map, err);
        if (rc != SOHOA_OK)
            return rc;
    }
}

static void store_end(void *self, void *snapshot)
{
    struct store_lmdb *s = self;
    struct lmdb_snapshot *snap = snapshot;
    mdb_txn_reset(snap->txn);
    lmdb_env_leave(s->env, snap);
}

/* What a read returns: OK, END, or the failure in words. */
static int answer(struct store_lmdb *s, int rc, struct sohoa_err *err)
{
    if (rc == 0)
        return SOHOA_OK;
    return rc == MDB_NOTFOUND ? SOHOA_END : lmdb_env_mend(s->env, rc, 0, err);
}

static MDB_val to_val(struct sohoa_bytes bytes)
{
    return (MDB_val){.mv_size = bytes.size, .mv_data = (void *)(uintptr_t)bytes.data};
}

static struct sohoa_bytes to_bytes(MDB_val val)
{
    return (struct sohoa_bytes){.data = val.mv_data, .size = val.mv_size};
}

static int store_get(void *self, void *snapshot, struct sohoa_bytes key,
                     struct sohoa_bytes *ret_value, struct sohoa_err *err)
{
    struct lmdb_snapshot *snap = snapshot;
    MDB_val k = to_val(key), v;
    int rc = answer(self, mdb_get(snap->txn, MAIN_DBI, &k, &v), err);
    if (rc == SOHOA_OK)
        *ret_value = to_bytes(v);
    return rc;
}

static int found(struct store_lmdb *s, int rc, MDB_val k, MDB_val v, struct sohoa_bytes *key,
                 struct sohoa_bytes *ret_value, struct sohoa_err *err)
{
    rc = answer(s, rc, err);
    if (rc == SOHOA_OK) {
        *key = to_bytes(k);
        *ret_value = to_bytes(v);
    }
    return rc;
}

static int store_next(void *self, void *snapshot, struct sohoa_bytes *key,
                      struct sohoa_bytes *ret_value, struct sohoa_err *err)
{
    struct lmdb_snapshot *snap = snapshot;
    MDB_val k = to_val(*key), v = {0};
    int rc = mdb_cursor_get(snap->cursor, &k, &v, key->size ? MDB_SET_RANGE : MDB_FIRST);
    return found(self, rc, k, v, key, ret_value, err);
}

static int store_prev(void *self, void *snapshot, struct sohoa_bytes *key,
                      struct sohoa_bytes *ret_value, struct sohoa_err *err)
{
    struct lmdb_snapshot *snap = snapshot;
    if (key->size == 0)
        return SOHOA_END;
    MDB_val k = to_val(*key), v = {0};
    int rc = mdb_cursor_get(snap->cursor, &k, &v, MDB_SET_RANGE);
    if (rc == 0 || rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(snap->cursor, &k, &v, rc == 0 ? MDB_PREV : MDB_LAST);
    return found(self, rc, k, v, key, ret_value, err);
}

/* True when the key holds what the step expects. */
static bool as_expected(int rc, MDB_val now, const struct sohoa_bytes *expect)
{
    if (rc == MDB_NOTFOUND)
        return expect->size == 0;
    return expect->size == now.mv_size && expect->size > 0 &&
           memcmp(expect->data, now.mv_data, now.mv_size) == 0;
}

/* One step; *ret_held tells whether its expectation held. */
static int apply(MDB_txn *txn, const struct sohoa_change *c, bool *ret_held)
{
    MDB_val k = to_val(c->key), v = to_val(c->value), now = {0};
    int rc = 0;
    if (c->expect) {
        rc = mdb_get(txn, MAIN_DBI, &k, &now);
        if (rc != 0 && rc != MDB_NOTFOUND)
            return rc;
        *ret_held = as_expected(rc, now, c->expect);
        if (!*ret_held)
            return 0;
    }
    if (c->value.data)
        return mdb_put(txn, MAIN_DBI, &k, &v, 0);
    rc = mdb_del(txn, MAIN_DBI, &k, NULL);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

static int commit_once(MDB_env *mdb, const struct sohoa_change *changes, size_t count,
                       size_t stride, bool *ret_held)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(mdb, NULL, 0, &txn);
    if (rc != 0)
        return rc;
    MDB_dbi dbi;
    rc = mdb_dbi_open(txn, NULL, 0, &dbi);
    *ret_held = true;
    for (size_t i = 0; rc == 0 && *ret_held && i < count; i++)
        rc = apply(txn, (const void *)((const char *)changes + i * stride), ret_held);
    if (rc == 0 && *ret_held)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

static int store_commit(void *self, const struct sohoa_change *changes, size_t count, size_t stride,
                        struct sohoa_err *err)
{
    struct store_lmdb *s = self;
    if (s->readonly)
        return sohoa_fail(err, SOHOA_FATAL, "the store in %s is open for reading only",
                          lmdb_env_path(s->env));
    for (;;) {
        MDB_env *mdb = NULL;
        int rc = lmdb_env_enter(s->env, &mdb, NULL, err);
        if (rc != SOHOA_OK)
            return rc;
        bool held = true;
        int bad = commit_once(mdb, changes, count, stride, &held);
        size_t map = lmdb_env_map(mdb);
        lmdb_env_leave(s->env, NULL);
        if (bad == 0)
            return held ? SOHOA_OK
                        : sohoa_fail(err, SOHOA_RETRY,
                                     "a record in %s was changed by another program",
                                     lmdb_env_path(s->env));
        rc = lmdb_env_mend(s->env, bad, map, err);
        if (rc != SOHOA_OK)
            return rc;
    }
}

static int copy_into(struct store_lmdb *s, int fd, struct sohoa_err *err)
{
    for (;;) {
        MDB_env *mdb = NULL;
        int rc = lmdb_env_enter(s->env, &mdb, NULL, err);
        if (rc != SOHOA_OK)
            return rc;
        int bad = mdb_env_copyfd2(mdb, fd, 0);
        size_t map = lmdb_env_map(mdb);
        lmdb_env_leave(s->env, NULL);
        if (bad == 0)
            return SOHOA_OK;
        if (bad != MDB_MAP_RESIZED && bad != MDB_READERS_FULL)
            return sohoa_fail(err, SOHOA_FATAL, "the copy of %s failed: %s", lmdb_env_path(s->env),
                              mdb_strerror(bad));
        rc = lmdb_env_mend(s->env, bad, map, err);
        if (rc == SOHOA_OK && (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0))
            rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "the copy of %s failed",
                                  lmdb_env_path(s->env));
        if (rc != SOHOA_OK)
            return rc;
    }
}

static int sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int rc = fsync(fd);
    close(fd);
    return rc;
}

/* path: the folder that gets data.mdb; made when absent, must hold none. */
static int store_backup(void *self, const struct sohoa_call *call, const char *path,
                        struct sohoa_err *err)
{
    struct store_lmdb *s = self;
    if (sohoa_call_over(call))
        return sohoa_fail(err, SOHOA_RETRY, "stopped before the copy began");
    char file[4096];
    if (snprintf(file, sizeof file, "%s/data.mdb", path) >= (int)sizeof file)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot make the folder %s", path);
    int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot make the file %s", file);
    int rc = s->readonly ? SOHOA_OK : lmdb_env_make_room(s->env, err);
    if (rc == SOHOA_OK)
        rc = copy_into(s, fd, err);
    if (rc == SOHOA_OK && (fsync(fd) != 0 || sync_folder(path) != 0))
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot sync %s", file);
    close(fd);
    if (rc != SOHOA_OK)
        unlink(file);
    return rc;
}

static int store_usage(void *self, uint64_t *ret_used, uint64_t *ret_room, struct sohoa_err *err)
{
    struct store_lmdb *s = self;
    return lmdb_env_size(s->env, ret_used, ret_room, err);
}

static const struct sohoa_store calls = {
    .size = sizeof calls,
    .begin = store_begin,
    .end = store_end,
    .get = store_get,
    .next = store_next,
    .prev = store_prev,
    .commit = store_commit,
    .backup = store_backup,
    .usage = store_usage,
};

SOHOA_PLUGIN(STORE, .threads = SOHOA_SHARED, .name = "store_lmdb", .version = "0.1.0",
             .summary = "Keeps the records in an LMDB database.", .options = options,
             .self_size = sizeof(struct store_lmdb), .open = store_open, .close = store_close,
             .calls = &calls);
