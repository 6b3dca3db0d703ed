/* audit.c - entries in, lines durable: the queue and the one thread that writes.
 *
 * Whoever appends hands over finished members and goes away; the thread takes all that waits,
 * numbers and chains it, writes and syncs once, and tells each whether it is durable. While it
 * syncs, the next group gathers: with one client an entry costs a sync, with many they share it.
 * The thread starts with the first entry, so that a command that reads nothing has none. */
#include "host/signals.h"
#include "query/audit_parts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_MAX ((size_t)256 << 20) /* bytes; more means that the disk does not keep up */
#define GROUP_MAX ((size_t)4 << 20)     /* bytes written at once, or little more */

/* One entry: members, and behind them the hashes of its persons. */
struct item {
    struct item *next;
    void (*done)(void *arg, int rc, const struct sohoa_err *err);
    void *arg;
    size_t size, persons;
    char bytes[];
};

struct sohoa_audit_queue {
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    bool running, over; /* under lock, as all below */
    struct item *first, **last;
    size_t waiting;                  /* bytes */
    struct sohoa_audit_chain *chain; /* the thread's */
};

static const char *person(const struct item *item, size_t index)
{
    return item->bytes + item->size + index * SOHOA_AUDIT_HASH_SIZE;
}

static size_t weight(const struct item *item)
{
    return (item->size + 200) * (item->persons ? item->persons : 1);
}

/* ---- the thread ---- */

static void put_item(struct sohoa_audit_bytes *lines, const struct sohoa_mac *mac,
                     const struct item *item, uint64_t *n, char *prev)
{
    for (size_t i = 0; i < (item->persons ? item->persons : 1); i++)
        sohoa_audit_put_line(lines, mac, item->bytes, item->size,
                             item->persons ? person(item, i) : NULL, n, prev);
}

/* Writes the group; one answer for all of it. */
static int write_group(struct sohoa_audit *a, const struct item *group,
                       struct sohoa_audit_bytes *lines, struct sohoa_err *err)
{
    uint64_t *n = NULL;
    char *prev = NULL;
    int rc = sohoa_audit_chain_ready(a->queue->chain, &n, &prev, err);
    if (rc != SOHOA_OK)
        return rc;
    lines->size = 0;
    for (const struct item *item = group; item; item = item->next)
        put_item(lines, &a->key.line, item, n, prev);
    if (lines->failed) /* the chain's number moved on without its lines */
        return sohoa_no_memory(err);
    return sohoa_audit_chain_write(a->queue->chain, lines->data, lines->size, err);
}

static void tell_group(struct item *group, int rc, const struct sohoa_err *err)
{
    while (group) {
        struct item *next = group->next;
        group->done(group->arg, rc, err);
        free(group);
        group = next;
    }
}

/* All that waits, up to a size. NULL: over. */
static struct item *take_group(struct sohoa_audit_queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->over)
        pthread_cond_wait(&q->more, &q->lock);
    struct item *group = q->first, **end = &group;
    size_t taken = 0;
    while (*end && (taken == 0 || taken + weight(*end) <= GROUP_MAX)) {
        taken += weight(*end);
        end = &(*end)->next;
    }
    q->first = *end;
    if (!q->first)
        q->last = &q->first;
    q->waiting -= taken;
    *end = NULL;
    pthread_mutex_unlock(&q->lock);
    return group;
}

static void *write_groups(void *arg)
{
    struct sohoa_audit *a = arg;
    struct sohoa_audit_bytes lines = {0};
    for (struct item *group; (group = take_group(a->queue));) {
        struct sohoa_err err = {0};
        int rc = write_group(a, group, &lines, &err);
        if (lines.failed) {
            sohoa_audit_chain_drop(a->queue->chain);
            free(lines.data);
            lines = (struct sohoa_audit_bytes){0};
        }
        tell_group(group, rc, &err);
    }
    free(lines.data);
    return NULL;
}

/* Under the lock. Signals are the main thread's. */
static int start(struct sohoa_audit *a, struct sohoa_err *err)
{
    sigset_t before;
    if (a->queue->running)
        return SOHOA_OK;
    sohoa_signals_hold(&before);
    int bad = pthread_create(&a->queue->thread, NULL, write_groups, a);
    sohoa_signals_restore(&before);
    if (bad)
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot start a thread");
    a->queue->running = true;
    return SOHOA_OK;
}

/* ---- entries ---- */

void sohoa_audit_hash(const struct sohoa_audit *a, const char *id, char ret[SOHOA_AUDIT_HASH_SIZE])
{
    static const char prefix[] = "person/";
    if (strncmp(id, prefix, sizeof prefix - 1) == 0)
        id += sizeof prefix - 1;
    sohoa_mac_hex(&a->key.person, id, strlen(id), ret);
}

static struct item *make_item(const struct sohoa_audit *a, const struct sohoa_audit_entry *entry)
{
    struct sohoa_audit_bytes members = {0};
    size_t persons = entry->whose ? entry->whose->count : 0;
    sohoa_audit_put_entry(&members, entry);
    struct item *item = NULL;
    if (!members.failed)
        item = malloc(sizeof *item + members.size + persons * SOHOA_AUDIT_HASH_SIZE);
    if (item) {
        *item = (struct item){.size = members.size, .persons = persons};
        memcpy(item->bytes, members.data, members.size);
        for (size_t i = 0; i < persons; i++)
            sohoa_audit_hash(a, entry->whose->ids[i],
                             item->bytes + members.size + i * SOHOA_AUDIT_HASH_SIZE);
    }
    free(members.data);
    return item;
}

int sohoa_audit_append(struct sohoa_audit *a, const struct sohoa_audit_entry *entry,
                       void (*done)(void *arg, int rc, const struct sohoa_err *err), void *arg,
                       struct sohoa_err *err)
{
    if (entry->whose && entry->whose->failed)
        return sohoa_fail(err, SOHOA_FATAL, "too many persons in one answer");
    struct item *item = make_item(a, entry);
    if (!item)
        return sohoa_no_memory(err);
    item->done = done;
    item->arg = arg;
    struct sohoa_audit_queue *q = a->queue;
    pthread_mutex_lock(&q->lock);
    int rc = start(a, err);
    if (rc == SOHOA_OK && q->waiting > WAITING_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "the access record does not keep up");
    if (rc == SOHOA_OK) {
        *q->last = item;
        q->last = &item->next;
        q->waiting += weight(item);
        pthread_cond_signal(&q->more);
    }
    pthread_mutex_unlock(&q->lock);
    if (rc != SOHOA_OK)
        free(item);
    return rc;
}

/* Somebody who waits for an entry. */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool done;
    int rc;
    struct sohoa_err err;
};

static void wake(void *arg, int rc, const struct sohoa_err *err)
{
    struct waiter *w = arg;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    w->rc = rc;
    if (rc != SOHOA_OK)
        w->err = *err;
    pthread_cond_signal(&w->told);
    pthread_mutex_unlock(&w->lock);
}

int sohoa_audit_record(struct sohoa_audit *a, const struct sohoa_audit_entry *entry,
                       struct sohoa_err *err)
{
    struct waiter w = {.lock = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER};
    int rc = sohoa_audit_append(a, entry, wake, &w, err);
    if (rc == SOHOA_OK) {
        pthread_mutex_lock(&w.lock);
        while (!w.done)
            pthread_cond_wait(&w.told, &w.lock);
        pthread_mutex_unlock(&w.lock);
        rc = w.rc;
        if (rc != SOHOA_OK && err)
            *err = w.err;
    }
    pthread_mutex_destroy(&w.lock);
    pthread_cond_destroy(&w.told);
    return rc;
}

/* ---- opening ---- */

int sohoa_audit_open(const char *store, const struct sohoa_audit_options *options,
                     struct sohoa_audit **ret, char **ret_made, struct sohoa_err *err)
{
    struct sohoa_audit *a = calloc(1, sizeof *a);
    struct sohoa_audit_queue *q = calloc(1, sizeof *q);
    int rc = SOHOA_OK;
    if (!a || !q || !(a->store = strdup(store)))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_audit_key_open(store, options ? options->key : NULL, &a->key, ret_made, err);
    if (rc == SOHOA_OK && !(q->chain = sohoa_audit_chain_new(a->store, &a->key, options)))
        rc = sohoa_no_memory(err);
    if (rc != SOHOA_OK) {
        if (a)
            free(a->store);
        free(a);
        free(q);
        return rc;
    }
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->more, NULL);
    q->last = &q->first;
    a->queue = q;
    *ret = a;
    return SOHOA_OK;
}

void sohoa_audit_close(struct sohoa_audit *a)
{
    if (!a)
        return;
    struct sohoa_audit_queue *q = a->queue;
    pthread_mutex_lock(&q->lock);
    q->over = true;
    pthread_cond_signal(&q->more);
    pthread_mutex_unlock(&q->lock);
    if (q->running)
        pthread_join(q->thread, NULL);
    sohoa_audit_chain_free(q->chain);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->more);
    free(q);
    free(a->store);
    explicit_bzero(&a->key, sizeof a->key);
    free(a);
}
