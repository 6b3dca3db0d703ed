/* search.c - the index opened: one connection that writes, a few that read, each used by one thread
 * at a time. Errors are told in SQLite's general words, never with a statement in them. */
#include "query/search_parts.h"
#include "record/disk_fail.h"
#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000

int sohoa_search_fail(struct sohoa_err *err, int code)
{
    return sohoa_fail(err, SOHOA_FATAL, "the index of searches: %s (`sohoa reindex` makes it anew)",
                      sqlite3_errstr(code));
}

int sohoa_search_exec(sqlite3 *db, const char *sql, struct sohoa_err *err)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? SOHOA_OK : sohoa_search_fail(err, code);
}

static int connect_index(const char *path, sqlite3 **ret, struct sohoa_err *err)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(
        path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(db, BUSY_MS);
    if (code == SQLITE_OK)
        code = sohoa_search_register(db);
    int rc = code == SQLITE_OK ? SOHOA_OK : sohoa_search_fail(err, code);
    if (rc == SOHOA_OK)
        rc = sohoa_search_exec(db,
                               "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                               "PRAGMA secure_delete=ON; PRAGMA cache_size=-32768;"
                               "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824",
                               err);
    if (rc == SOHOA_OK)
        *ret = db;
    else
        (void)sqlite3_close(db);
    return rc;
}

/* The folder and the file, so that SQLite's own files get the modes of ours. */
static int make_file(const struct sohoa_search *s, struct sohoa_err *err)
{
    char folder[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(s->records, "index", "", folder, sizeof folder, err);
    if (rc != SOHOA_OK)
        return rc;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return sohoa_disk_fail(err, errno, folder, "cannot make the index of searches in %s");
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return sohoa_disk_fail(err, errno, folder, "cannot make the index of searches in %s");
    close(fd);
    return SOHOA_OK;
}

static void remove_files(const struct sohoa_search *s)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[SOHOA_PATH_ROOM + 8];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", s->path, ends[i]);
        (void)unlink(path);
    }
}

int sohoa_search_meta(sqlite3 *db, const char *key, char *buf, size_t room, struct sohoa_err *err)
{
    sqlite3_stmt *q = NULL;
    buf[0] = '\0';
    int code = sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE key=?1", -1, &q, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(q, 1, key, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(q);
    if (code == SQLITE_ROW)
        (void)snprintf(buf, room, "%s", (const char *)sqlite3_column_text(q, 0));
    (void)sqlite3_finalize(q);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SOHOA_OK : sohoa_search_fail(err, code);
}

/* An index of this version, of this store, that is not ahead of it (as after a restore). */
static bool fits(struct sohoa_search *s)
{
    char version[16], store[SOHOA_ID_SIZE], seq[32];
    uint64_t last = 0;
    return sohoa_search_meta(s->writer, "version", version, sizeof version, NULL) == SOHOA_OK &&
           sohoa_search_meta(s->writer, "store", store, sizeof store, NULL) == SOHOA_OK &&
           sohoa_search_meta(s->writer, "seq", seq, sizeof seq, NULL) == SOHOA_OK &&
           strcmp(version, SEARCH_VERSION) == 0 && strcmp(store, s->records->id) == 0 &&
           sohoa_changes_last(s->records, &last, NULL) == SOHOA_OK &&
           strtoull(seq, NULL, 10) <= last;
}

static int put_store(struct sohoa_search *s, struct sohoa_err *err)
{
    sqlite3_stmt *q = NULL;
    int code = sqlite3_prepare_v2(s->writer, "INSERT INTO meta VALUES('store',?1)", -1, &q, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(q, 1, s->records->id, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(q);
    (void)sqlite3_finalize(q);
    return code == SQLITE_DONE ? SOHOA_OK : sohoa_search_fail(err, code);
}

/* Made anew, unless another process did meanwhile. */
static int make_tables(struct sohoa_search *s, bool always, struct sohoa_err *err)
{
    int rc = sohoa_search_exec(s->writer, "BEGIN IMMEDIATE", err);
    if (rc != SOHOA_OK)
        return rc;
    if (always || !fits(s)) {
        rc = sohoa_search_create(s->writer, err);
        if (rc == SOHOA_OK)
            rc = put_store(s, err);
    }
    if (rc == SOHOA_OK)
        return sohoa_search_exec(s->writer, "COMMIT", err);
    (void)sohoa_search_exec(s->writer, "ROLLBACK", NULL);
    return rc;
}

int sohoa_search_reset(struct sohoa_search *s, struct sohoa_err *err)
{
    return make_tables(s, true, err);
}

/* The writer's connection on an index that fits; a damaged or foreign one is made anew. */
static int open_writer(struct sohoa_search *s, struct sohoa_err *err)
{
    int rc = make_file(s, err);
    if (rc == SOHOA_OK)
        rc = connect_index(s->path, &s->writer, err);
    if (rc == SOHOA_OK && !fits(s))
        rc = make_tables(s, false, err);
    return rc;
}

static int open_all(struct sohoa_search *s, struct sohoa_err *err)
{
    int rc = open_writer(s, err);
    if (rc != SOHOA_OK) {
        (void)sqlite3_close(s->writer);
        s->writer = NULL;
        remove_files(s);
        rc = open_writer(s, err);
    }
    for (size_t i = 0; rc == SOHOA_OK && i < SEARCH_READERS; i++, s->idle += rc == SOHOA_OK)
        rc = connect_index(s->path, &s->readers[i], err);
    return rc;
}

int sohoa_search_open(struct sohoa_records *r, struct sohoa_search **ret, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    int rc = sohoa_store_path(r, "index/search.db", "", path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_search *s = calloc(1, sizeof *s);
    if (!s)
        return sohoa_no_memory(err);
    s->records = r;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->write_lock, NULL);
    pthread_cond_init(&s->free, NULL);
    s->path = strdup(path);
    rc = s->path ? open_all(s, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        *ret = s;
    else
        sohoa_search_close(s);
    return rc;
}

void sohoa_search_close(struct sohoa_search *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < SEARCH_READERS; i++)
        (void)sqlite3_close(s->readers[i]);
    (void)sqlite3_close(s->writer);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->write_lock);
    pthread_cond_destroy(&s->free);
    free(s->path);
    free(s);
}

int sohoa_search_catch_up(struct sohoa_records *r, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    struct sohoa_search *search = NULL;
    int rc = sohoa_store_path(r, "index/search.db", "", path, sizeof path, err);
    if (rc != SOHOA_OK || access(path, F_OK) != 0)
        return rc;
    rc = sohoa_search_open(r, &search, err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_follow(search, 0, NULL, err);
    sohoa_search_close(search);
    return rc;
}

sqlite3 *sohoa_search_borrow(struct sohoa_search *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->idle == 0)
        pthread_cond_wait(&s->free, &s->lock);
    sqlite3 *db = s->readers[--s->idle];
    pthread_mutex_unlock(&s->lock);
    return db;
}

void sohoa_search_give_back(struct sohoa_search *s, sqlite3 *db)
{
    pthread_mutex_lock(&s->lock);
    s->readers[s->idle++] = db;
    pthread_cond_signal(&s->free);
    pthread_mutex_unlock(&s->lock);
}
