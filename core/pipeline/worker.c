/* worker.c - a worker: takes the oldest page, runs its steps, hands the result to the journal.
 *
 * Before a page's first step in this process its attempt is noted, durably: a page that was in
 * flight at two crashes is never tried a third time. Decoding runs in a helper process, so the
 * note's sync and the decoding go on at the same time. */
#include "host/log.h"
#include "host/look.h"
#include "host/page.h"
#include "host/pdf_signed.h"
#include "host/upright.h"
#include "pipeline/read_job.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NICE_BACKGROUND 10
#define YIELD_LOOK_MS 50
#define YIELD_MOST_MS 20000 /* a page: an import is never starved */

/* ---- desk before archive ------------------------------------------------------------------ */

static void be_nice(void)
{
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE_BACKGROUND);
}

static void yield_to_desk(struct sohoa_engine *engine)
{
    const struct timespec look = {.tv_nsec = YIELD_LOOK_MS * 1000000L};
    for (int waited = 0; waited < YIELD_MOST_MS; waited += YIELD_LOOK_MS) {
        if (sohoa_engine_stopping(engine) || !sohoa_desk_busy(engine->desk))
            return;
        (void)nanosleep(&look, NULL);
    }
}

/* ---- results -------------------------------------------------------------------------------- */

static int note_attempt(struct sohoa_engine *engine, struct sohoa_job *job, uint32_t count,
                        struct sohoa_receipt *receipt)
{
    struct sohoa_err err = {0};
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_NOTE, job->live);
    int rc = SOHOA_FATAL;
    if (!entry || !(entry->write = sohoa_write_new(engine->records)))
        rc = sohoa_no_memory(&err);
    else
        rc = sohoa_write_try(entry->write, job->live->id, job->record.number, count, &err);
    if (rc) {
        sohoa_entry_free(entry);
        return sohoa_engine_fail(engine, 4, &err);
    }
    entry->receipt = receipt;
    sohoa_journal_post(engine->journal, entry);
    return SOHOA_OK;
}

static enum sohoa_page_state state_of(const struct sohoa_page *page)
{
    if (page->flags & SOHOA_PAGE_SEPARATOR)
        return SOHOA_STATE_SEPARATOR;
    return page->flags & SOHOA_PAGE_BLANK ? SOHOA_STATE_BLANK : SOHOA_STATE_STORED;
}

/* What the chain found out, into the record. */
static void describe(struct sohoa_job *job)
{
    struct sohoa_page_record *record = &job->record;
    struct sohoa_page *page = &job->page;
    if (page->width && page->height) {
        record->width = page->width;
        record->height = page->height;
    }
    if (page->dpi > 0)
        record->dpi = (double)page->dpi;
    record->skew = (double)page->skew;
    record->rotated = page->rotated;
    record->words = (uint32_t)sohoa_text_words(page->text);
    record->confidence = sohoa_text_confidence(page->text);
    record->born_digital = (page->flags & SOHOA_PAGE_BORN_DIGITAL) != 0;
    record->start = (page->flags & SOHOA_PAGE_START) != 0;
    sohoa_codes_free(record->codes);
    record->codes = page->codes;
    page->codes = NULL;
    sohoa_marks_free(record->marks);
    record->marks = page->marks;
    page->marks = NULL;
    record->look = sohoa_page_look(page);
    json_decref(record->signatures);
    record->signatures = sohoa_pdf_signed_take(page->signatures);
    if (!sohoa_page_projected(page, record->to_master))
        record->to_master[8] = 0;
    record->patch_count = sohoa_page_patched(page, record->patches);
    free(record->note);
    record->note = page->note[0] ? strdup(page->note) : NULL;
    free(record->reason);
    record->reason = NULL;
}

/* Text of an earlier round that this one did not find again must go: an empty one replaces it. */
static int write_no_text(struct sohoa_engine *engine, const struct sohoa_job *job,
                         struct sohoa_write *write, struct sohoa_err *err)
{
    const struct sohoa_page_record *record = &job->record;
    struct sohoa_text *text = NULL;
    int rc =
        sohoa_text_get(engine->records, job->live->id, record->number, record->part, &text, err);
    sohoa_text_free(text);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    if (!(text = sohoa_text_new()))
        return sohoa_no_memory(err);
    rc = sohoa_write_text(write, job->live->id, record->number, record->part, text, err);
    sohoa_text_free(text);
    return rc;
}

static int write_result(struct sohoa_engine *engine, struct sohoa_job *job,
                        struct sohoa_write *write, struct sohoa_err *err)
{
    const char *batch = job->live->id;
    const struct sohoa_page_record *record = &job->record;
    bool has_text =
        record->state != SOHOA_STATE_QUARANTINED && sohoa_text_words(job->page.text) > 0;
    int rc = sohoa_write_page(write, batch, record, err);
    if (rc == SOHOA_OK && has_text)
        rc = sohoa_write_text(write, batch, record->number, record->part, job->page.text, err);
    else if (rc == SOHOA_OK && job->again)
        rc = write_no_text(engine, job, write, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_try(write, batch, record->number, 0, err);
    return rc;
}

/* Posts the page in its final state; frees the job. */
static void finish(struct sohoa_engine *engine, struct sohoa_job *job, enum sohoa_page_state state)
{
    struct sohoa_err err = {0};
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_MOVE, job->live);
    job->record.state = state;
    int rc = SOHOA_FATAL;
    if (!entry || !(entry->write = sohoa_write_new(engine->records)) ||
        sohoa_separator_of(&engine->separators, job->live->desk, &job->record, &entry->says))
        rc = sohoa_no_memory(&err);
    else
        rc = write_result(engine, job, entry->write, &err);
    if (rc) {
        sohoa_entry_free(entry);
        sohoa_engine_fail(engine, 4, &err);
    } else {
        entry->first = job->record.number;
        entry->from = SOHOA_STATE_PENDING;
        entry->state = state;
        entry->start = job->record.start;
        entry->sheet = job->record.sheet;
        sohoa_journal_post(engine->journal, entry);
    }
    sohoa_job_free(engine, job);
}

static void quarantine(struct sohoa_engine *engine, struct sohoa_job *job, const char *why)
{
    describe(job);
    free(job->record.reason);
    job->record.reason = strdup(why && *why ? why : "unreadable");
    sohoa_log(SOHOA_WARN, "page %u of '%s' is set aside: %s", job->record.number,
              job->record.source ? job->record.source : "", why);
    finish(engine, job, SOHOA_STATE_QUARANTINED);
}

/* ---- the way through the chain -------------------------------------------------------------- */

static bool wait_noted(struct sohoa_engine *engine, struct sohoa_job *job)
{
    return sohoa_journal_wait(engine->journal, &job->noted, NULL) == SOHOA_OK;
}

/* The page is given up by order of the user: it stays pending, the attempt does not count. */
static void abandon(struct sohoa_engine *engine, struct sohoa_job *job)
{
    note_attempt(engine, job, job->tries, NULL);
    sohoa_job_free(engine, job);
}

static void set_up_page(struct sohoa_job *job)
{
    const struct sohoa_page_record *record = &job->record;
    struct sohoa_page *page = &job->page;
    page->master_image = record->image;
    page->source = record->source;
    page->number = record->number;
    page->sheet = record->sheet;
    page->dpi = (float)record->dpi;
    page->flags = (record->start ? SOHOA_PAGE_START : 0u) | (record->back ? SOHOA_PAGE_BACK : 0u);
}

/* Notes the attempt and brings the master. False: the job is gone. */
static bool begin(struct sohoa_engine *engine, struct sohoa_job *job)
{
    struct sohoa_err err = {0};
    if (sohoa_engine_stopping(engine)) {
        sohoa_job_free(engine, job); /* never begun: it stays pending */
        return false;
    }
    set_up_page(job);
    job->deadline_ns = sohoa_now_ns() + engine->deadline_ns;
    if (note_attempt(engine, job, job->tries + 1, &job->noted)) {
        sohoa_job_free(engine, job);
        return false;
    }
    int rc = sohoa_master_open(engine->records, &job->record.master, &job->page.master, &err);
    if (rc == SOHOA_OK)
        return true;
    if (wait_noted(engine, job) && rc == SOHOA_END) {
        (void)sohoa_fail(&err, rc, "its master is not in the store");
        quarantine(engine, job, err.text);
    } else {
        sohoa_engine_fail(engine, 4, &err);
        sohoa_job_free(engine, job);
    }
    return false;
}

static int run_step(struct sohoa_engine *engine, struct sohoa_crew *crew, struct sohoa_job *job,
                    struct sohoa_err *err)
{
    struct sohoa_engine_call call;
    bool optional = sohoa_chain_optional(engine->chain, job->task.step);
    int64_t quarter = sohoa_now_ns() + engine->deadline_ns / 4;
    sohoa_engine_call(engine, 0, &call);
    call.call.deadline_ns = optional && quarter < job->deadline_ns ? quarter : job->deadline_ns;
    int rc = SOHOA_FATAL;
    bool charged = job->task.step == 0 && sohoa_budget_charge(engine->decoding, job->charge);
    for (int attempt = 0; attempt < 2; attempt++) {
        rc = sohoa_crew_run(crew, job->task.step, &call.call, &job->page, err);
        if ((rc != SOHOA_RETRY && rc != SOHOA_FATAL) || sohoa_call_over(&call.call))
            break;
    }
    if (charged)
        sohoa_budget_release(engine->decoding, job->charge);
    if (!optional || (rc != SOHOA_BAD_PAGE && rc != SOHOA_RETRY) || sohoa_engine_aborting(engine))
        return rc;
    sohoa_log(SOHOA_WARN, "page %u of '%s' goes on: %s", job->record.number,
              job->record.source ? job->record.source : "", err->text);
    sohoa_page_note(&job->page, "%s", err->text);
    return SOHOA_OK;
}

/* What a failed step costs: the page, or the run. */
static void give_up(struct sohoa_engine *engine, struct sohoa_job *job, int rc,
                    const struct sohoa_err *err)
{
    sohoa_scheduler_leave(engine->scheduler, &job->task);
    if (sohoa_engine_aborting(engine)) {
        abandon(engine, job);
    } else if (rc == SOHOA_FATAL) {
        sohoa_engine_fail(engine, 5, err); /* the attempt stays noted: resume does not loop */
        sohoa_job_free(engine, job);
    } else {
        quarantine(engine, job, err->text);
    }
}

/* A separator sheet needs no further step. */
static bool is_separator(const struct sohoa_engine *engine, struct sohoa_job *job)
{
    struct sohoa_separator found;
    if (sohoa_separator_read(&engine->separators, job->live->desk, job->page.codes, &found) &&
        found.kind != SOHOA_SEPARATOR_NONE)
        job->page.flags |= SOHOA_PAGE_SEPARATOR;
    return job->page.flags & SOHOA_PAGE_SEPARATOR;
}

/* The decoded page as a person said that it lies; decoding may have turned it already. */
static int turn(struct sohoa_job *job, struct sohoa_err *err)
{
    struct sohoa_page *page = &job->page;
    uint32_t left = (job->rotated + 360 - page->rotated % 360) % 360;
    if (page->image && left && !sohoa_page_turn(page, left))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    page->rotated = job->rotated;
    page->flags |= SOHOA_PAGE_TURNED;
    return SOHOA_OK;
}

/* Runs the job's steps until it is finished or must wait for a serial step. */
static void work(struct sohoa_engine *engine, struct sohoa_crew *crew, struct sohoa_job *job)
{
    for (;;) {
        uint32_t step = job->task.step;
        if (step == 0 && !begin(engine, job))
            return;
        struct sohoa_err err = {0};
        int rc = run_step(engine, crew, job, &err);
        if (step == 0 && !wait_noted(engine, job)) {
            sohoa_job_free(engine, job);
            return;
        }
        if (rc || sohoa_engine_aborting(engine)) {
            give_up(engine, job, rc, &err);
            return;
        }
        if (step == 0 && job->turned && turn(job, &err) != SOHOA_OK) {
            give_up(engine, job, SOHOA_BAD_PAGE, &err);
            return;
        }
        if (job->keep)
            job->page.flags &= ~(unsigned)(SOHOA_PAGE_BLANK | SOHOA_PAGE_SEPARATOR);
        uint32_t next = !job->keep && is_separator(engine, job)
                            ? sohoa_chain_steps(engine->chain)
                            : sohoa_chain_next(engine->chain, step + 1, &job->page);
        if (next == sohoa_chain_steps(engine->chain)) {
            sohoa_scheduler_leave(engine->scheduler, &job->task);
            describe(job);
            finish(engine, job, state_of(&job->page));
            return;
        }
        if (!sohoa_scheduler_move(engine->scheduler, &job->task, next))
            return;
    }
}

static int open_own(struct sohoa_engine *engine, struct sohoa_crew **ret_crew,
                    struct sohoa_reader **ret_reader, struct sohoa_err *err)
{
    int rc = sohoa_crew_open(engine->chain, engine->request->lazy, ret_crew, err);
    if (rc == SOHOA_OK && engine->readers)
        rc = sohoa_reader_open(engine->readers, ret_reader, err);
    return rc;
}

void *sohoa_worker_run(void *arg)
{
    struct sohoa_engine *engine = arg;
    struct sohoa_crew *crew = NULL;
    struct sohoa_reader *reader = NULL;
    struct sohoa_err err = {0};
    bool opened = false;
    if (engine->background)
        be_nice(); /* helper processes started from here inherit it */
    if (open_own(engine, &crew, &reader, &err))
        sohoa_engine_fail(engine, 2, &err);
    else
        opened = true;
    atomic_fetch_add(&engine->ready, 1);
    sohoa_events_nudge(engine->events);
    struct sohoa_task *task;
    while (opened && (task = sohoa_scheduler_take(engine->scheduler))) {
        if (engine->background)
            yield_to_desk(engine);
        if (sohoa_read_job_is(engine, task))
            sohoa_read_job_run(engine, reader, task);
        else
            work(engine, crew, (struct sohoa_job *)task); /* task is its first member */
    }
    sohoa_reader_close(reader);
    sohoa_crew_close(crew);
    atomic_fetch_sub(&engine->working, 1);
    sohoa_events_nudge(engine->events);
    return NULL;
}
