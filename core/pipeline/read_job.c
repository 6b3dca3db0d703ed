/* read_job.c - see read_job.h.
 *
 * That a dossier is due stands in the store with how often its reading was begun: a process that
 * dies over it is resumed, but not for ever. Whatever goes wrong costs its documents' fields, never
 * the dossier: it is closed with its pages. */
#include "pipeline/read_job.h"
#include "host/log.h"
#include "pipeline/duplicate.h"
#include "pipeline/feed.h"
#include "reading/changes.h"
#include "reading/extract.h"
#include <stdlib.h>
#include <string.h>

#define CRASHES_MAX 2
#define PAGE_NS 1000000000ll /* more time for each page */

struct job {
    struct sohoa_task task;
    struct sohoa_live *live;
    struct sohoa_dossier_record *dossier; /* owned */
    uint32_t begun;
    bool again;
};

/* ---- coming --------------------------------------------------------------------------------- */

static void hold(void *arg)
{
    sohoa_scheduler_hold(((struct sohoa_engine *)arg)->scheduler);
}

static void release(void *arg)
{
    sohoa_scheduler_release(((struct sohoa_engine *)arg)->scheduler);
}

static void come(void *arg, struct sohoa_live *live, struct sohoa_dossier_record *dossier,
                 uint32_t begun, bool again)
{
    struct sohoa_engine *engine = arg;
    struct job *job = calloc(1, sizeof *job);
    if (!job) {
        struct sohoa_err err;
        sohoa_dossier_record_clear(dossier);
        free(dossier);
        (void)sohoa_no_memory(&err);
        sohoa_engine_fail(engine, 5, &err);
        return;
    }
    job->live = live;
    job->dossier = dossier;
    job->begun = begun;
    job->again = again;
    job->task.order = sohoa_engine_order(live, dossier->first);
    job->task.step = sohoa_chain_steps(engine->chain);
    if (live->desk)
        sohoa_desk_enter(engine->desk);
    sohoa_scheduler_add(engine->scheduler, &job->task);
}

void sohoa_read_job_readers(struct sohoa_engine *engine, struct sohoa_journal_readers *ret)
{
    *ret = (struct sohoa_journal_readers){
        .arg = engine, .hold = hold, .release = release, .read = come};
}

bool sohoa_read_job_is(const struct sohoa_engine *engine, const struct sohoa_task *task)
{
    return task->step == sohoa_chain_steps(engine->chain);
}

void sohoa_read_job_free(struct sohoa_engine *engine, struct sohoa_task *task)
{
    struct job *job = (struct job *)task; /* task is its first member */
    if (job->live->desk)
        sohoa_desk_leave(engine->desk);
    if (job->dossier)
        sohoa_dossier_record_clear(job->dossier);
    free(job->dossier);
    free(job);
}

/* ---- going ---------------------------------------------------------------------------------- */

/* Given up by order of the user: that it was begun does not count. */
static int put_back(struct sohoa_engine *engine, const struct job *job, struct sohoa_err *err)
{
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_NOTE, job->live);
    int rc = SOHOA_FATAL;
    if (!entry || !(entry->write = sohoa_write_new(engine->records)))
        rc = sohoa_no_memory(err);
    else
        rc = sohoa_write_due(entry->write, job->dossier->id, job->begun, err);
    if (rc)
        sohoa_entry_free(entry);
    else
        sohoa_journal_post(engine->journal, entry);
    return rc;
}

/* The dossier with its new documents; documents are taken. */
static int post(struct sohoa_engine *engine, struct job *job, json_t *documents,
                struct sohoa_err *err)
{
    struct sohoa_dossier_record *dossier = job->dossier;
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_READ, job->live);
    char *changes = NULL;
    bool good = entry && (entry->write = sohoa_write_new(engine->records));
    if (good && sohoa_duplicates_look(engine->records, dossier, entry->write, err)) {
        sohoa_entry_free(entry);
        json_decref(documents);
        return SOHOA_FATAL;
    }
    if (good && job->again) {
        json_t *list = sohoa_documents_changes(dossier->documents, documents);
        changes = sohoa_json_line(list);
        json_decref(list);
        good = changes != NULL;
    }
    if (good && !dossier->code) {
        const char *code = sohoa_documents_code(documents);
        dossier->code = sohoa_text_copy(code);
        good = !code || dossier->code;
    }
    if (!good) {
        free(changes);
        sohoa_entry_free(entry);
        json_decref(documents);
        return sohoa_no_memory(err);
    }
    json_decref(dossier->documents);
    dossier->documents = documents;
    entry->dossier = dossier;
    entry->text = changes;
    job->dossier = NULL;
    sohoa_journal_post(engine->journal, entry);
    return SOHOA_OK;
}

/* What it says before any reading; a dossier read before keeps what was found then. */
static int unread(struct sohoa_engine *engine, const struct job *job, json_t **ret,
                  struct sohoa_err *err)
{
    if (json_array_size(job->dossier->documents) > 0) {
        *ret = json_incref(job->dossier->documents);
        return SOHOA_OK;
    }
    return sohoa_extract_nothing(engine->records, job->dossier, ret, err);
}

static int read_documents(struct sohoa_engine *engine, struct sohoa_reader *reader,
                          const struct job *job, json_t **ret, struct sohoa_err *err)
{
    struct sohoa_engine_call call;
    const struct sohoa_dossier_record *dossier = job->dossier;
    if (job->begun >= CRASHES_MAX) {
        sohoa_log(SOHOA_WARN, "dossier %s is kept unread: the program ended twice while at it",
                  dossier->id);
        return unread(engine, job, ret, err);
    }
    sohoa_engine_call(
        engine, engine->deadline_ns + (int64_t)(dossier->last - dossier->first) * PAGE_NS, &call);
    return sohoa_reader_run(reader, dossier, &call.call, ret, err);
}

void sohoa_read_job_run(struct sohoa_engine *engine, struct sohoa_reader *reader,
                        struct sohoa_task *task)
{
    struct job *job = (struct job *)task;
    struct sohoa_err err = {0};
    json_t *documents = NULL;
    sohoa_scheduler_leave(engine->scheduler, task);
    int rc = sohoa_engine_aborting(engine) ? SOHOA_RETRY
                                           : read_documents(engine, reader, job, &documents, &err);
    if (rc == SOHOA_OK)
        rc = post(engine, job, documents, &err);
    else if (rc == SOHOA_RETRY)
        rc = put_back(engine, job, &err);
    if (rc)
        sohoa_engine_fail(engine, 4, &err);
    sohoa_read_job_free(engine, task);
}
