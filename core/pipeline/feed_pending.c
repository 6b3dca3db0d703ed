/* feed_pending.c - the feeder of what a run left: the pending pages of an adopted batch.
 *
 * A dossier is taken up again when it is open, holds a pending page or is due to be read; one that
 * was closed keeps its range whatever the stages say. A page that was in flight at two crashes is
 * not tried again.
 */
#include "host/log.h"
#include "pipeline/feed.h"
#include <stdlib.h>
#include <string.h>

#define CRASHES_MAX 2

struct pending {
    struct sohoa_feed *feed;
    struct sohoa_err *err;
    int rc;
    struct sohoa_page_mark *marks; /* of the dossier being looked at */
    uint32_t count, room, left;
};

/* ---- dossiers ----------------------------------------------------------------------------- */

static void clear_marks(struct pending *p)
{
    for (uint32_t i = 0; i < p->count; i++)
        free(p->marks[i].says);
    p->count = p->left = 0;
}

static bool add_mark(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct pending *p = arg;
    (void)place;
    if (p->count == p->room) {
        uint32_t room = p->room ? p->room * 2 : 64;
        void *marks = realloc(p->marks, room * sizeof *p->marks);
        if (!marks) {
            p->rc = sohoa_no_memory(p->err);
            return false;
        }
        p->marks = marks;
        p->room = room;
    }
    struct sohoa_separator *says = NULL;
    if (sohoa_separator_of(&p->feed->engine->separators, p->feed->live->desk, page, &says)) {
        p->rc = sohoa_no_memory(p->err);
        return false;
    }
    p->marks[p->count++] = (struct sohoa_page_mark){.number = page->number,
                                                    .sheet = page->sheet,
                                                    .state = page->state,
                                                    .start = page->start,
                                                    .says = says};
    p->left += page->state == SOHOA_STATE_PENDING;
    return true;
}

static int post_dossier(struct pending *p, const struct sohoa_dossier_record *dossier, bool open)
{
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_ADOPT, p->feed->live);
    if (!entry || !(entry->dossier = sohoa_dossier_copy(dossier))) {
        sohoa_entry_free(entry);
        return sohoa_no_memory(p->err);
    }
    entry->marks = p->marks;
    entry->count = p->count;
    p->marks = NULL;
    p->room = p->count = 0;
    bool grows = open && p->feed->growing;
    entry->binder_flags = (grows ? SOHOA_BINDER_GROWS : 0u) | (open ? 0u : SOHOA_BINDER_FIXED);
    return sohoa_journal_put(p->feed->engine->journal, entry, p->err);
}

static bool adopt_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct pending *p = arg;
    const char *state = dossier->state ? dossier->state : "";
    if (strcmp(state, "superseded") == 0 || strcmp(state, "erased") == 0)
        return true;
    bool open = strcmp(state, "open") == 0;
    clear_marks(p);
    int rc = sohoa_dossier_pages(p->feed->engine->records, dossier, add_mark, p, p->err);
    if (p->rc == SOHOA_OK && rc != SOHOA_OK && rc != SOHOA_END)
        p->rc = rc;
    bool due = !open && sohoa_due_get(p->feed->engine->records, dossier->id) >= 0;
    if (p->rc == SOHOA_OK && (open || p->left > 0 || due))
        p->rc = post_dossier(p, dossier, open);
    return p->rc == SOHOA_OK;
}

/* ---- pages -------------------------------------------------------------------------------- */

static int copy_page(struct sohoa_page_record *to, const struct sohoa_page_record *from)
{
    *to = (struct sohoa_page_record){
        .number = from->number,
        .part = from->part,
        .sheet = from->sheet,
        .back = from->back,
        .start = from->start,
        .width = from->width,
        .height = from->height,
        .dpi = from->dpi,
        .master = from->master,
        .image = from->image,
        .source = sohoa_text_copy(from->source),
    };
    return from->source && !to->source ? -1 : 0;
}

/* Third time never: the page is set aside with its master. */
static int quarantine(struct pending *p, struct sohoa_page_record *record)
{
    struct sohoa_entry *entry = sohoa_entry_new(SOHOA_ENTRY_MOVE, p->feed->live);
    if (!entry || !(entry->write = sohoa_write_new(p->feed->engine->records)) ||
        !(record->reason = strdup("crash"))) {
        sohoa_entry_free(entry);
        return sohoa_no_memory(p->err);
    }
    record->state = SOHOA_STATE_QUARANTINED;
    int rc = sohoa_write_page(entry->write, p->feed->live->id, record, p->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_try(entry->write, p->feed->live->id, record->number, 0, p->err);
    if (rc) {
        sohoa_entry_free(entry);
        return rc;
    }
    sohoa_log(SOHOA_WARN, "page %u of '%s' is set aside: the program ended twice while at it",
              record->number, record->source ? record->source : "");
    entry->first = record->number;
    entry->from = SOHOA_STATE_PENDING;
    entry->state = SOHOA_STATE_QUARANTINED;
    sohoa_journal_post(p->feed->engine->journal, entry);
    return SOHOA_OK;
}

static bool admit_page(void *arg, const struct sohoa_page_record *page)
{
    struct pending *p = arg;
    struct sohoa_page_record record;
    if (page->state != SOHOA_STATE_PENDING)
        return true;
    if (copy_page(&record, page)) {
        p->rc = sohoa_no_memory(p->err);
        return false;
    }
    uint32_t tries = sohoa_try_get(p->feed->engine->records, p->feed->live->id, page->number);
    if (tries >= CRASHES_MAX) {
        p->rc = quarantine(p, &record);
        sohoa_page_record_clear(&record);
    } else {
        const struct sohoa_admission how = {
            .charge = sohoa_budget_page(page->width, page->height, 0),
            .again = true,
            .tries = tries,
        };
        p->rc = sohoa_feed_admit(p->feed, &record, &how, p->err);
    }
    return p->rc == SOHOA_OK;
}

/* Where the batch's numbers stand. */
static bool note_number(void *arg, const struct sohoa_page_record *page)
{
    struct pending *p = arg;
    struct sohoa_feed *feed = p->feed;
    if (page->number >= feed->next)
        feed->next = page->number + 1;
    if (page->sheet > feed->last_sheet)
        feed->last_sheet = page->sheet;
    if (page->state == SOHOA_STATE_RESCAN)
        p->rc = sohoa_feed_rescan(feed, page->number, p->err);
    return p->rc == SOHOA_OK;
}

int sohoa_feed_numbers(struct sohoa_feed *feed, struct sohoa_err *err)
{
    struct pending p = {.feed = feed, .err = err};
    int rc = sohoa_pages_each(feed->engine->records, feed->live->id, 1, UINT32_MAX, note_number, &p,
                              err);
    if (p.rc)
        return p.rc;
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

int sohoa_feed_pending(struct sohoa_feed *feed, struct sohoa_err *err)
{
    struct pending p = {.feed = feed, .err = err};
    struct sohoa_records *records = feed->engine->records;
    const char *batch = feed->live->id;
    int rc = sohoa_dossiers_of(records, batch, adopt_dossier, &p, err);
    if (p.rc == SOHOA_OK && (rc == SOHOA_OK || rc == SOHOA_END))
        rc = sohoa_pages_each(records, batch, 1, UINT32_MAX, admit_page, &p, err);
    clear_marks(&p);
    free(p.marks);
    if (p.rc)
        return p.rc;
    return rc == SOHOA_END ? SOHOA_OK : rc;
}
