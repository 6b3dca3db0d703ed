/* search_follow.c - the index led along the change feed.
 *
 * What a transaction indexes and how far it has come is committed together, so the index is always
 * that of some moment of the feed. A new index first walks over all dossiers, in order of their
 * ids, then follows the feed from where it stood when the walk began. Dossiers are read live: one
 * that changed since comes again with its own entry. What is erased is deleted, the index is then
 * merged into one piece without it, and freed pages are overwritten. Under the writer's lock. */
#include "query/search_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEP_DOSSIERS 64
#define STEP_PAGES 400 /* a transaction ends behind the dossier that reaches it */

/* ---- steps ---- */

static void index_again(struct search_step *s, const char *name)
{
    struct sohoa_dossier_record d;
    sohoa_search_drop(s, name);
    int rc =
        s->rc == SOHOA_OK ? sohoa_dossier_get(s->search->records, name, &d, s->err) : SOHOA_END;
    if (rc == SOHOA_OK) {
        sohoa_search_add(s, &d);
        sohoa_dossier_record_clear(&d);
    } else if (rc != SOHOA_END) {
        s->rc = rc;
    }
    s->dossiers++;
}

static bool on(const struct search_step *s)
{
    return s->rc == SOHOA_OK && s->dossiers < STEP_DOSSIERS && s->pages < STEP_PAGES;
}

static bool take_change(void *arg, const struct sohoa_news *news)
{
    struct search_step *s = arg;
    index_again(s, news->dossier);
    if (s->rc == SOHOA_OK && news->forget)
        sohoa_search_set_meta(s, "forget",
                              "1"); /* done when the transaction is through, or after a crash */
    s->seq = news->seq;
    return on(s);
}

static bool take_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct search_step *s = arg;
    sohoa_search_drop(s, d->id);
    if (s->rc == SOHOA_OK)
        sohoa_search_add(s, d);
    memcpy(s->walk, d->id, sizeof s->walk);
    s->dossiers++;
    return on(s);
}

/* The walk goes on behind `walk`; "-" begins it, and remembers where the feed stands. */
static void walk_on(struct search_step *s, const char *walk)
{
    char seq[32];
    uint64_t last = 0;
    bool begins = strcmp(walk, "-") == 0;
    if (begins) {
        s->rc = sohoa_changes_last(s->search->records, &last, s->err);
        (void)snprintf(seq, sizeof seq, "%llu", (unsigned long long)last);
        if (s->rc == SOHOA_OK)
            sohoa_search_set_meta(s, "seq", seq);
        s->seq = last;
    }
    int rc = s->rc == SOHOA_OK ? sohoa_dossiers_each(s->search->records, NULL, begins ? NULL : walk,
                                                     take_dossier, s, s->err)
                               : s->rc;
    if (s->rc == SOHOA_OK && rc < 0)
        s->rc = rc;
    if (s->rc == SOHOA_OK)
        sohoa_search_set_meta(s, "walk", s->dossiers ? s->walk : "");
}

static void follow_on(struct search_step *s)
{
    char seq[32];
    int rc = sohoa_changes_each(s->search->records, s->seq, take_change, s, s->err);
    if (s->rc == SOHOA_OK && rc < 0)
        s->rc = rc;
    (void)snprintf(seq, sizeof seq, "%llu", (unsigned long long)s->seq);
    if (s->rc == SOHOA_OK && s->dossiers)
        sohoa_search_set_meta(s, "seq", seq);
}

/* How far the index is: the walk ("" = done) and the number of the last change. */
static int where(sqlite3 *db, char walk[SOHOA_ID_SIZE], uint64_t *ret_seq, struct sohoa_err *err)
{
    char seq[32];
    int rc = sohoa_search_meta(db, "walk", walk, SOHOA_ID_SIZE, err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_meta(db, "seq", seq, sizeof seq, err);
    if (rc == SOHOA_OK)
        *ret_seq = strtoull(seq, NULL, 10);
    return rc;
}

/* One transaction. ret_done: dossiers it took in, 0 = nothing is left. */
static int step(struct sohoa_search *search, size_t *ret_done, struct sohoa_err *err)
{
    struct search_step s = {.search = search, .db = search->writer, .err = err};
    char walk[SOHOA_ID_SIZE];
    int code = sqlite3_exec(s.db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (code == SQLITE_BUSY) { /* another process is at it */
        *ret_done = 0;
        return SOHOA_OK;
    }
    if (code != SQLITE_OK)
        return sohoa_search_fail(err, code);
    s.rc = where(s.db, walk, &s.seq, err);
    if (s.rc == SOHOA_OK && walk[0])
        walk_on(&s, walk);
    else if (s.rc == SOHOA_OK)
        follow_on(&s);
    for (size_t i = 0; i < SEARCH_STATEMENTS; i++)
        (void)sqlite3_finalize(s.q[i]);
    if (s.rc == SOHOA_OK)
        s.rc = sohoa_search_exec(s.db, "COMMIT", err);
    if (s.rc != SOHOA_OK)
        (void)sqlite3_exec(s.db, "ROLLBACK", NULL, NULL, NULL);
    *ret_done = s.dossiers ? s.dossiers : (size_t)(walk[0] != '\0');
    return s.rc;
}

static bool must_forget(sqlite3 *db)
{
    char text[8];
    return sohoa_search_meta(db, "forget", text, sizeof text, NULL) == SOHOA_OK && text[0];
}

/* Nothing of what was erased is left, neither in the index nor in its log. */
static int forget(sqlite3 *db, struct sohoa_err *err)
{
    return sohoa_search_exec(db,
                             "BEGIN IMMEDIATE;"
                             "INSERT INTO pages_fts(pages_fts) VALUES('optimize');"
                             "DELETE FROM meta WHERE key='forget'; COMMIT;"
                             "PRAGMA wal_checkpoint(TRUNCATE)",
                             err);
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int left(struct sohoa_search *s, uint64_t *ret, struct sohoa_err *err)
{
    char walk[SOHOA_ID_SIZE];
    uint64_t seq = 0, last = 0;
    int rc = where(s->writer, walk, &seq, err);
    if (rc == SOHOA_OK)
        rc = sohoa_changes_last(s->records, &last, err);
    if (rc == SOHOA_OK)
        *ret = (last > seq ? last - seq : 0) + (walk[0] != '\0') + must_forget(s->writer);
    return rc;
}

/* Under the writer's lock. */
static int follow(struct sohoa_search *s, double seconds, struct sohoa_err *err)
{
    double end = seconds_now() + seconds;
    uint64_t behind = 1;
    int rc = left(s, &behind, err);
    for (size_t done = 1; rc == SOHOA_OK && behind && done;) {
        rc = step(s, &done, err);
        if (seconds > 0 && seconds_now() > end)
            break;
    }
    return rc == SOHOA_OK && must_forget(s->writer) ? forget(s->writer, err) : rc;
}

/* Takes the writer's lock; false when another thread follows for longer than there is time. */
static bool take_writer(struct sohoa_search *s, double seconds)
{
    struct timespec until;
    if (seconds <= 0)
        return pthread_mutex_lock(&s->write_lock) == 0;
    clock_gettime(CLOCK_REALTIME, &until);
    double whole = (double)until.tv_nsec * 1e-9 + seconds;
    until.tv_sec += (time_t)whole;
    until.tv_nsec = (long)((whole - (double)(time_t)whole) * 1e9);
    return pthread_mutex_timedlock(&s->write_lock, &until) == 0;
}

int sohoa_search_follow(struct sohoa_search *s, double seconds, uint64_t *ret_left,
                        struct sohoa_err *err)
{
    if (!take_writer(s, seconds)) {
        if (ret_left)
            *ret_left = 1;
        return SOHOA_OK;
    }
    int rc = follow(s, seconds, err);
    if (rc == SOHOA_OK && ret_left)
        rc = left(s, ret_left, err);
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}

static int count_walked(sqlite3 *db, uint64_t *ret)
{
    sqlite3_stmt *q = NULL;
    int code = sqlite3_prepare_v2(db, "SELECT count(*) FROM dossier", -1, &q, NULL);
    if (code == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        *ret = (uint64_t)sqlite3_column_int64(q, 0);
    return sqlite3_finalize(q);
}

static int walk_all(struct sohoa_search *s, const struct sohoa_call *call,
                    void (*progress)(void *arg, uint64_t done, uint64_t total), void *arg,
                    struct sohoa_err *err)
{
    struct sohoa_store_totals totals = {0};
    int rc = sohoa_records_totals(s->records, &totals, err);
    for (size_t done = 1; rc == SOHOA_OK && done;) {
        uint64_t walked = 0;
        if (sohoa_call_over(call))
            return sohoa_fail(err, SOHOA_RETRY, "indexing was stopped; it goes on where it is");
        rc = step(s, &done, err);
        if (progress && count_walked(s->writer, &walked) == SQLITE_OK)
            progress(arg, walked, totals.dossiers);
    }
    return rc == SOHOA_OK ? forget(s->writer, err) : rc;
}

int sohoa_search_rebuild(struct sohoa_search *s, const struct sohoa_call *call,
                         void (*progress)(void *arg, uint64_t done, uint64_t total), void *arg,
                         struct sohoa_err *err)
{
    pthread_mutex_lock(&s->write_lock);
    int rc = sohoa_search_reset(s, err);
    if (rc == SOHOA_OK)
        rc = walk_all(s, call, progress, arg, err);
    pthread_mutex_unlock(&s->write_lock);
    return rc;
}
