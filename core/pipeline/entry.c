/* entry.c - see entry.h. Runs in the store thread. */
#include "pipeline/entry.h"
#include "pipeline/alarms.h"
#include "pipeline/decided.h"
#include "pipeline/feed.h"
#include "pipeline/request_file.h"
#include <stdlib.h>
#include <string.h>

/* One commit in the making. Events wait until it is durable. */
struct commit {
    struct sohoa_records *records;
    struct sohoa_events *events;
    const struct sohoa_journal_readers *readers;
    struct sohoa_write *write;
    struct sohoa_ledger *done;
    struct sohoa_live *live; /* the batch being looked at */
    struct sohoa_err *err;
    struct told {
        struct told *next;
        enum sohoa_event_kind kind;
        char id[SOHOA_ID_SIZE];
        char *text;
    } * first, **last;
    struct due { /* dossiers that are to be read once this is durable */
        struct due *next;
        struct sohoa_live *live;
        struct sohoa_dossier_record *dossier;
        uint32_t begun;
        bool again;
    } * due, **due_last;
};

static int tell(struct commit *c, enum sohoa_event_kind kind, const char *id, const char *text)
{
    struct told *told = calloc(1, sizeof *told);
    if (!told || (text && !(told->text = strdup(text)))) {
        free(told);
        return sohoa_no_memory(c->err);
    }
    told->kind = kind;
    memcpy(told->id, id, SOHOA_ID_SIZE);
    *c->last = told;
    c->last = &told->next;
    return SOHOA_OK;
}

static void tell_all(struct commit *c, bool durable)
{
    while (c->first) {
        struct told *told = c->first;
        c->first = told->next;
        if (durable)
            sohoa_events_post(c->events, told->kind, told->id, 0, told->text);
        free(told->text);
        free(told);
    }
}

static void hand_over_due(struct commit *c, bool durable)
{
    while (c->due) {
        struct due *due = c->due;
        c->due = due->next;
        if (durable) {
            c->readers->read(c->readers->arg, due->live, due->dossier, due->begun, due->again);
        } else {
            sohoa_dossier_record_clear(due->dossier);
            free(due->dossier);
        }
        free(due);
    }
}

static void touch(struct sohoa_live *live)
{
    live->touched = true;
}

/* ---- what each kind does ------------------------------------------------------------------ */

static void move_page(struct commit *c, struct sohoa_live *live, enum sohoa_page_state from,
                      enum sohoa_page_state to)
{
    sohoa_ledger_move(&live->batch.ledger, from, to);
    if (to != SOHOA_STATE_PENDING) /* else adopt() counts it */
        sohoa_ledger_move(c->done, from, to);
    touch(live);
}

static int open_dossier(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_live *live = entry->live;
    if (sohoa_binder_open(live->binder, entry->dossier, entry->binder_flags))
        return sohoa_no_memory(c->err);
    live->batch.ledger.dossiers++;
    c->done->dossiers++;
    return sohoa_write_dossier(c->write, entry->dossier, c->err);
}

static int capture(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_live *live = entry->live;
    int rc = entry->dossier ? open_dossier(c, entry) : SOHOA_OK;
    if (rc)
        return rc;
    if (!entry->dossier) {
        if (sohoa_binder_extend(live->binder, entry->first + entry->count - 1))
            return sohoa_no_memory(c->err);
        rc = sohoa_write_dossier(c->write, sohoa_binder_newest(live->binder), c->err);
        if (rc)
            return rc;
    }
    live->batch.ledger.sheets += entry->sheets;
    c->done->sheets += entry->sheets;
    touch(live);
    if (entry->state == SOHOA_STATE_RESCAN) {
        live->batch.ledger.rescan += entry->count;
        c->done->rescan += entry->count;
    } else {
        sohoa_ledger_capture(&live->batch.ledger, entry->count);
        sohoa_ledger_capture(c->done, entry->count);
    }
    if (entry->state == SOHOA_STATE_PENDING)
        return SOHOA_OK;
    const struct sohoa_bound_page bound = {.state = entry->state, .sheet = entry->sheet};
    for (uint32_t i = 0; i < entry->count; i++) { /* finished as they come */
        if (entry->state != SOHOA_STATE_RESCAN)
            move_page(c, live, SOHOA_STATE_PENDING, entry->state);
        if (sohoa_binder_finish(live->binder, entry->first + i, &bound))
            return sohoa_no_memory(c->err);
    }
    return SOHOA_OK;
}

/* Numbers of the range that hold no page (lost sheets, dropped since) count as finished. */
static int skip_gaps(struct sohoa_live *live, const struct sohoa_dossier_record *dossier,
                     uint32_t *next, uint64_t to)
{
    static const struct sohoa_bound_page nothing = {.state = SOHOA_STATE_BLANK};
    int rc = 0;
    while (!dossier->pages && *next < to)
        rc |= sohoa_binder_finish(live->binder, (*next)++, &nothing);
    ++*next;
    return rc;
}

static int adopt_page(struct commit *c, struct sohoa_live *live, const struct sohoa_page_mark *mark)
{
    const struct sohoa_bound_page bound = {
        .state = mark->state, .start = mark->start, .sheet = mark->sheet, .says = mark->says};
    if (mark->state != SOHOA_STATE_PENDING)
        return sohoa_binder_finish(live->binder, mark->number, &bound);
    c->done->pending++;
    return 0;
}

static int adopt(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_live *live = entry->live;
    const struct sohoa_dossier_record *dossier = entry->dossier;
    if (sohoa_binder_open(live->binder, dossier, entry->binder_flags | SOHOA_BINDER_ADOPTED))
        return sohoa_no_memory(c->err);
    live->attention |=
        sohoa_alarms_open(&live->batch); /* the run may have died before they said so */
    uint32_t next = dossier->first;
    for (uint32_t i = 0; i < entry->count; i++)
        if (skip_gaps(live, dossier, &next, entry->marks[i].number) ||
            adopt_page(c, live, &entry->marks[i]))
            return sohoa_no_memory(c->err);
    if (skip_gaps(live, dossier, &next, (uint64_t)dossier->last + 1))
        return sohoa_no_memory(c->err);
    return SOHOA_OK;
}

static int move(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_live *live = entry->live;
    move_page(c, live, entry->from, entry->state);
    if (entry->state == SOHOA_STATE_PENDING) {
        live->batch.open = true; /* a page of a closed batch goes through the chain again */
        live->batch.ended[0] = '\0';
        return SOHOA_OK;
    }
    const struct sohoa_bound_page bound = {
        .state = entry->state, .start = entry->start, .sheet = entry->sheet, .says = entry->says};
    return sohoa_binder_finish(live->binder, entry->first, &bound) ? sohoa_no_memory(c->err)
                                                                   : SOHOA_OK;
}

struct attention {
    struct commit *commit;
    int rc;
};

static bool set_attention(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct attention *a = arg;
    if (!dossier->state ||
        (strcmp(dossier->state, "complete") != 0 && strcmp(dossier->state, "incomplete") != 0))
        return true;
    char state[] = "attention";
    struct sohoa_dossier_record changed = *dossier;
    changed.state = state;
    a->rc = sohoa_write_dossier(a->commit->write, &changed, a->commit->err);
    return a->rc == SOHOA_OK;
}

/* Dossiers closed before follow in settle(). */
static int alarm_raise(struct commit *c, struct sohoa_live *live, uint32_t page, const char *text)
{
    bool known = false;
    if (sohoa_alarms_add(&live->batch, page, text, &known))
        return sohoa_no_memory(c->err);
    if (known) /* raised before a crash */
        return SOHOA_OK;
    touch(live);
    live->attention = true;
    return tell(c, SOHOA_EVENT_ALARM, live->id, text);
}

static struct sohoa_reading_due **find_due(struct sohoa_live *live, const char *dossier)
{
    struct sohoa_reading_due **at = &live->due;
    while (*at && strcmp((*at)->dossier, dossier) != 0)
        at = &(*at)->next;
    return at;
}

static int already(struct commit *c, const struct sohoa_entry *entry)
{
    if (entry->live && sohoa_binder_echo(entry->live->binder, entry->dossier_id))
        return SOHOA_OK;
    struct sohoa_reading_due *due = entry->live ? *find_due(entry->live, entry->dossier_id) : NULL;
    if (due) {
        due->echoes++;
        return SOHOA_OK;
    }
    return tell(c, SOHOA_EVENT_ALREADY, entry->dossier_id, NULL);
}

static void fed(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_live *live = entry->live;
    sohoa_binder_end(live->binder);
    live->fed = true;
    live->batch.ledger.rescan -= entry->count;
    c->done->rescan -= entry->count;
    json_object_set_new(live->batch.request, "fed", json_true());
    touch(live);
}

/* The dossier in its final state, and all that wait for it told. */
static int close_dossier(struct commit *c, const struct sohoa_live *live,
                         const struct sohoa_dossier_record *dossier, uint32_t echoes)
{
    char attention[] = "attention";
    struct sohoa_dossier_record final = *dossier;
    if (sohoa_alarms_open(&live->batch))
        final.state = attention;
    int rc = sohoa_write_dossier(c->write, &final, c->err);
    if (rc == SOHOA_OK)
        rc = tell(c, SOHOA_EVENT_COMMITTED, dossier->id, NULL);
    for (uint32_t i = 0; i < echoes && rc == SOHOA_OK; i++)
        rc = tell(c, SOHOA_EVENT_ALREADY, dossier->id, NULL);
    return rc;
}

static int was_read(struct commit *c, const struct sohoa_entry *entry)
{
    struct sohoa_reading_due **at = find_due(entry->live, entry->dossier->id), *due = *at;
    uint32_t echoes = due ? due->echoes : 0;
    if (due) {
        *at = due->next;
        free(due);
    }
    bool gone = false;
    int rc = sohoa_write_due(c->write, entry->dossier->id, -1, c->err);
    if (rc == SOHOA_OK)
        rc = sohoa_decided_merge(c->records, entry->dossier, &gone, c->err);
    if (gone)
        return rc;
    if (rc == SOHOA_OK && entry->text)
        rc = tell(c, SOHOA_EVENT_CHANGED, entry->dossier->id, entry->text);
    return rc ? rc : close_dossier(c, entry->live, entry->dossier, echoes);
}

static int apply(struct commit *c, const struct sohoa_entry *entry)
{
    if (entry->write) {
        int rc = sohoa_write_append(c->write, entry->write, c->err);
        if (rc)
            return rc;
    }
    switch (entry->kind) {
    case SOHOA_ENTRY_CAPTURE:
        return capture(c, entry);
    case SOHOA_ENTRY_ADOPT:
        return adopt(c, entry);
    case SOHOA_ENTRY_GROWN:
        sohoa_binder_end(entry->live->binder);
        return SOHOA_OK;
    case SOHOA_ENTRY_MOVE:
        return move(c, entry);
    case SOHOA_ENTRY_READ:
        return was_read(c, entry);
    case SOHOA_ENTRY_NOTE:
        return SOHOA_OK;
    case SOHOA_ENTRY_ALREADY:
        return already(c, entry);
    case SOHOA_ENTRY_ALARM:
        return alarm_raise(c, entry->live, entry->first, entry->text);
    case SOHOA_ENTRY_PAUSED:
        json_object_set_new(entry->live->batch.request, "paused", json_true());
        touch(entry->live);
        return SOHOA_OK;
    case SOHOA_ENTRY_FED:
        fed(c, entry);
        return SOHOA_OK;
    }
    return SOHOA_OK;
}

/* ---- what closes ---------------------------------------------------------------------------- */

/* Keeps what a reader gets, until it is durable that the dossier is due. */
static int add_due(struct commit *c, const struct sohoa_dossier_record *dossier, uint32_t begun,
                   bool again, uint32_t echoes)
{
    struct due *due = calloc(1, sizeof *due);
    struct sohoa_reading_due *mark = calloc(1, sizeof *mark);
    struct sohoa_dossier_record *copy = sohoa_dossier_copy(dossier);
    if (!due || !mark || !copy) {
        free(due);
        free(mark);
        free(copy);
        return sohoa_no_memory(c->err);
    }
    memcpy(mark->dossier, dossier->id, SOHOA_ID_SIZE);
    mark->echoes = echoes;
    mark->next = c->live->due;
    c->live->due = mark;
    *due = (struct due){.live = c->live, .dossier = copy, .begun = begun, .again = again};
    *c->due_last = due;
    c->due_last = &due->next;
    return SOHOA_OK;
}

/* Its range is settled; it stays open (or as it was before) until it is read. */
static int closed(void *arg, const struct sohoa_dossier_record *dossier, bool before,
                  uint32_t echoes)
{
    struct commit *c = arg;
    int64_t begun = sohoa_due_get(c->records, dossier->id);
    int rc = SOHOA_OK;
    if (!c->readers->read) {
        if (begun >= 0) /* by a run that would have read it */
            rc = sohoa_write_due(c->write, dossier->id, -1, c->err);
        return rc ? rc : close_dossier(c, c->live, dossier, echoes);
    }
    char open[] = "open";
    struct sohoa_dossier_record unread = *dossier;
    unread.state = open;
    begun = begun > 0 ? begun : 0;
    rc = before ? SOHOA_OK : sohoa_write_dossier(c->write, &unread, c->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_due(c->write, dossier->id, begun + 1, c->err);
    return rc ? rc : add_due(c, dossier, (uint32_t)begun, before, echoes);
}

static int opened(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct commit *c = arg;
    c->live->batch.ledger.dossiers++;
    c->done->dossiers++;
    touch(c->live);
    return sohoa_write_dossier(c->write, dossier, c->err);
}

static int alarm(void *arg, uint32_t page, const char *text)
{
    struct commit *c = arg;
    return alarm_raise(c, c->live, page, text);
}

static int close_dossiers(struct commit *c, struct sohoa_live *live)
{
    const struct sohoa_binder_calls calls = {c, closed, opened, alarm};
    c->live = live;
    int rc = sohoa_binder_close(live->binder, &calls);
    return rc == -1 ? sohoa_no_memory(c->err) : rc;
}

/* The batch is done: nothing pending, no dossier open, no alarm that its dossiers do not tell. */
static void close_batch(struct sohoa_live *live)
{
    if (!live->fed || !live->batch.open || live->batch.ledger.pending > 0 ||
        !sohoa_binder_empty(live->binder) || live->due || live->attention)
        return;
    live->batch.open = false;
    sohoa_stamp(0, live->batch.ended);
    touch(live);
}

/* Writes the record of every batch the group touched; closes the batch when all is done. */
static int write_batches(struct commit *c, const struct sohoa_entry *group)
{
    for (const struct sohoa_entry *entry = group; entry; entry = entry->next) {
        struct sohoa_live *live = entry->live;
        if (!live)
            continue;
        int rc = close_dossiers(c, live);
        if (rc)
            return rc;
        close_batch(live);
        if (!live->touched)
            continue;
        live->touched = false;
        rc = sohoa_write_batch(c->write, &live->batch, c->err);
        if (rc)
            return rc;
    }
    return SOHOA_OK;
}

/* The second commit of a group that raised an alarm: dossiers closed before, all of them in the
 * store now, change their state. Until then the batch stays open. */
static int settle(struct commit *c, struct sohoa_live *live)
{
    struct attention a = {c, SOHOA_OK};
    int rc = sohoa_dossiers_of(c->records, live->id, set_attention, &a, c->err);
    if (a.rc || (rc && rc != SOHOA_END))
        return a.rc ? a.rc : rc;
    live->attention = false;
    close_batch(live);
    rc = live->touched ? sohoa_write_batch(c->write, &live->batch, c->err) : SOHOA_OK;
    live->touched = false;
    return rc ? rc : sohoa_write_commit(c->write, c->err);
}

/* The batch's state is durable now. */
static void note_closed(struct commit *c, struct sohoa_live *live)
{
    bool closed = !live->batch.open;
    if (closed && !atomic_load(&live->closed))
        sohoa_request_drop(c->records, live->id, live->batch.request);
    atomic_store(&live->closed, closed);
}

int sohoa_entries_commit(struct sohoa_records *records, struct sohoa_events *events,
                         const struct sohoa_journal_readers *readers, struct sohoa_entry *group,
                         struct sohoa_ledger *ret_done, struct sohoa_err *err)
{
    struct commit c = {
        .records = records, .events = events, .readers = readers, .done = ret_done, .err = err};
    c.last = &c.first;
    c.due_last = &c.due;
    int lock = -1, rc = sohoa_dossiers_lock(records, &lock, err);
    if (rc)
        goto done;
    if (!(c.write = sohoa_write_new(records))) {
        rc = sohoa_no_memory(c.err);
        goto done;
    }
    for (struct sohoa_entry *entry = group; entry && rc == SOHOA_OK; entry = entry->next)
        rc = apply(&c, entry);
    if (rc == SOHOA_OK)
        rc = write_batches(&c, group);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(c.write, err);
    for (struct sohoa_entry *entry = group; entry && rc == SOHOA_OK; entry = entry->next)
        if (entry->live && entry->live->attention)
            rc = settle(&c, entry->live);
    for (struct sohoa_entry *entry = group; entry && rc == SOHOA_OK; entry = entry->next)
        if (entry->live)
            note_closed(&c, entry->live);
done:
    sohoa_dossiers_unlock(lock);
    tell_all(&c, rc == SOHOA_OK);
    hand_over_due(&c, rc == SOHOA_OK);
    sohoa_write_free(c.write);
    return rc ? SOHOA_FATAL : SOHOA_OK;
}
