/* journal.c - the queue and the thread of journal.h; what an entry does is in entry.c.
 *
 * Invariants: entries are taken in the order posted; receipts are set under the mutex after the
 * commit that holds them; totals count only what is durable. */
#include "host/signals.h"
#include "pipeline/entry.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define GROUP_MAX 64 /* entries a commit: keeps it far under 50 ms */
#define GROUP_BYTES_MAX (1u << 20)
#define QUEUE_MAX 512  /* entries waiting; whoever posts more waits */
#define PATIENCE_MS 50 /* that entries for which nobody waits may wait for more of their kind */

struct sohoa_journal {
    struct sohoa_records *records;
    struct sohoa_events *events;
    struct sohoa_journal_readers readers; /* read NULL: none */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t posted, committed;
    struct sohoa_entry *first, **last;
    size_t queued, patient; /* patient: of these, what only tells of something stored already */
    bool closing, failed;
    struct sohoa_err err; /* why it failed */
    struct sohoa_ledger totals;
};

struct sohoa_entry *sohoa_entry_new(enum sohoa_entry_kind kind, struct sohoa_live *live)
{
    struct sohoa_entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        return NULL;
    entry->kind = kind;
    entry->live = live;
    return entry;
}

void sohoa_entry_free(struct sohoa_entry *entry)
{
    if (!entry)
        return;
    sohoa_write_free(entry->write);
    if (entry->dossier) {
        sohoa_dossier_record_clear(entry->dossier);
        free(entry->dossier);
    }
    for (uint32_t i = 0; entry->marks && i < entry->count; i++)
        free(entry->marks[i].says);
    free(entry->marks);
    free(entry->says);
    free(entry->text);
    free(entry);
}

static void settle(struct sohoa_journal *journal, struct sohoa_entry *group, int rc)
{
    size_t settled = 0;
    pthread_mutex_lock(&journal->mutex);
    while (group) {
        struct sohoa_entry *entry = group;
        group = entry->next;
        settled++;
        if (entry->receipt) {
            entry->receipt->rc = rc;
            entry->receipt->done = true;
        }
        sohoa_entry_free(entry);
    }
    pthread_cond_broadcast(&journal->committed);
    pthread_mutex_unlock(&journal->mutex);
    for (; settled > 0 && journal->readers.read; settled--)
        journal->readers.release(journal->readers.arg);
}

static bool is_patient(const struct sohoa_entry *entry)
{
    return entry->kind == SOHOA_ENTRY_ALREADY && !entry->receipt;
}

/* Until there is work. An import that finds all in place posts thousands of patient entries a
 * second: the thread is not woken for each. */
static void wait_for_entries(struct sohoa_journal *journal)
{
    struct timespec until;
    int waited = 0;
    while (!journal->first && !journal->closing)
        pthread_cond_wait(&journal->posted, &journal->mutex);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PATIENCE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (journal->patient == journal->queued && journal->queued < GROUP_MAX &&
           !journal->closing && waited == 0)
        waited = pthread_cond_timedwait(&journal->posted, &journal->mutex, &until);
}

/* Takes entries off the queue: all that fit one commit. NULL: closing, and nothing is left. */
static struct sohoa_entry *take_group(struct sohoa_journal *journal)
{
    pthread_mutex_lock(&journal->mutex);
    wait_for_entries(journal);
    struct sohoa_entry *group = journal->first, **end = &group;
    size_t count = 0, bytes = 0;
    while (*end && count < GROUP_MAX && bytes < GROUP_BYTES_MAX) {
        bytes += (*end)->write ? sohoa_write_bytes((*end)->write) : 0;
        journal->patient -= is_patient(*end);
        end = &(*end)->next;
        count++;
    }
    journal->first = *end;
    *end = NULL;
    if (!journal->first)
        journal->last = &journal->first;
    journal->queued -= count;
    pthread_cond_broadcast(&journal->committed);
    pthread_mutex_unlock(&journal->mutex);
    return group;
}

static void fail(struct sohoa_journal *journal, const struct sohoa_err *err)
{
    pthread_mutex_lock(&journal->mutex);
    if (!journal->failed)
        journal->err = *err;
    journal->failed = true;
    pthread_mutex_unlock(&journal->mutex);
    sohoa_events_nudge(journal->events);
}

static void *run(void *arg)
{
    struct sohoa_journal *journal = arg;
    for (struct sohoa_entry *group; (group = take_group(journal));) {
        struct sohoa_err err = {0};
        struct sohoa_ledger done = {0};
        int rc = SOHOA_FATAL;
        if (!sohoa_journal_failed(journal)) {
            rc = sohoa_entries_commit(journal->records, journal->events, &journal->readers, group,
                                      &done, &err);
            if (rc)
                fail(journal, &err);
        }
        if (rc == SOHOA_OK) {
            pthread_mutex_lock(&journal->mutex);
            sohoa_ledger_add(&journal->totals, &done);
            pthread_mutex_unlock(&journal->mutex);
        }
        settle(journal, group, rc);
    }
    return NULL;
}

/* Signals belong to the caller's threads. */
static int start_thread(struct sohoa_journal *journal)
{
    sigset_t before;
    sohoa_signals_hold(&before);
    int failed = pthread_create(&journal->thread, NULL, run, journal);
    sohoa_signals_restore(&before);
    return failed;
}

int sohoa_journal_open(struct sohoa_records *records, struct sohoa_events *events,
                       const struct sohoa_journal_readers *readers, struct sohoa_journal **ret,
                       struct sohoa_err *err)
{
    struct sohoa_journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return sohoa_no_memory(err);
    journal->records = records;
    journal->events = events;
    if (readers)
        journal->readers = *readers;
    journal->last = &journal->first;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&journal->mutex, NULL);
    pthread_cond_init(&journal->posted, &clock);
    pthread_condattr_destroy(&clock);
    pthread_cond_init(&journal->committed, NULL);
    int failed = start_thread(journal);
    if (failed) {
        free(journal);
        return sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot start a thread");
    }
    *ret = journal;
    return SOHOA_OK;
}

void sohoa_journal_post(struct sohoa_journal *journal, struct sohoa_entry *entry)
{
    if (journal->readers.read)
        journal->readers.hold(journal->readers.arg);
    pthread_mutex_lock(&journal->mutex);
    while (journal->queued >= QUEUE_MAX)
        pthread_cond_wait(&journal->committed, &journal->mutex);
    *journal->last = entry;
    journal->last = &entry->next;
    journal->queued++;
    journal->patient += is_patient(entry);
    if (!is_patient(entry) || journal->queued == 1 || journal->queued == GROUP_MAX)
        pthread_cond_signal(&journal->posted);
    pthread_mutex_unlock(&journal->mutex);
}

int sohoa_journal_wait(struct sohoa_journal *journal, struct sohoa_receipt *receipt,
                       struct sohoa_err *err)
{
    pthread_mutex_lock(&journal->mutex);
    while (!receipt->done)
        pthread_cond_wait(&journal->committed, &journal->mutex);
    int rc = receipt->rc;
    if (rc && err)
        *err = journal->err;
    pthread_mutex_unlock(&journal->mutex);
    return rc;
}

int sohoa_journal_put(struct sohoa_journal *journal, struct sohoa_entry *entry,
                      struct sohoa_err *err)
{
    if (!entry)
        return sohoa_no_memory(err);
    struct sohoa_receipt receipt = {0};
    entry->receipt = &receipt;
    sohoa_journal_post(journal, entry);
    return sohoa_journal_wait(journal, &receipt, err);
}

void sohoa_journal_totals(struct sohoa_journal *journal, struct sohoa_ledger *ret)
{
    pthread_mutex_lock(&journal->mutex);
    *ret = journal->totals;
    pthread_mutex_unlock(&journal->mutex);
}

bool sohoa_journal_failed(struct sohoa_journal *journal)
{
    pthread_mutex_lock(&journal->mutex);
    bool failed = journal->failed;
    pthread_mutex_unlock(&journal->mutex);
    return failed;
}

int sohoa_journal_close(struct sohoa_journal *journal, struct sohoa_ledger *ret_totals,
                        struct sohoa_err *err)
{
    if (!journal)
        return SOHOA_OK;
    pthread_mutex_lock(&journal->mutex);
    journal->closing = true;
    pthread_cond_signal(&journal->posted);
    pthread_mutex_unlock(&journal->mutex);
    pthread_join(journal->thread, NULL);
    int rc = journal->failed ? SOHOA_FATAL : SOHOA_OK;
    *ret_totals = journal->totals;
    if (rc && err)
        *err = journal->err;
    pthread_cond_destroy(&journal->posted);
    pthread_cond_destroy(&journal->committed);
    pthread_mutex_destroy(&journal->mutex);
    free(journal);
    return rc;
}
