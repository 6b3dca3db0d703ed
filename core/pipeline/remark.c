/* remark.c - what a person says of pages and batches: this page is blank, that alarm was seen.
 *
 * Both hold the lock of the batch, so neither meets a living run. Any thread. */
#include "pipeline/remark.h"
#include "host/lang.h"
#include "pipeline/ledger.h"
#include "pipeline/run.h"
#include "record/json_read.h"
#include <stdio.h>
#include <string.h>

/* ---- alarms ---------------------------------------------------------------------------------- */

struct release {
    struct sohoa_records *records;
    struct sohoa_write *write;
    struct sohoa_err *err;
    int rc;
};

static bool is_set_aside(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    (void)place;
    *(bool *)arg = page->state == SOHOA_STATE_QUARANTINED;
    return !*(bool *)arg;
}

static bool release_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct release *r = arg;
    if (!dossier->state || strcmp(dossier->state, "attention") != 0)
        return true;
    char complete[] = "complete", incomplete[] = "incomplete";
    struct sohoa_dossier_record changed = *dossier;
    bool bad = false;
    r->rc = sohoa_dossier_pages(r->records, dossier, is_set_aside, &bad, r->err);
    changed.state = bad ? incomplete : complete;
    if (r->rc == SOHOA_OK || r->rc == SOHOA_END)
        r->rc = sohoa_write_dossier(r->write, &changed, r->err);
    return r->rc == SOHOA_OK;
}

/* Those that nobody has seen yet. */
static int sign_alarms(const struct sohoa_batch *batch, const char *operator_)
{
    char now[SOHOA_STAMP_SIZE];
    sohoa_stamp(0, now);
    int failed = 0;
    for (size_t i = 0; i < json_array_size(batch->alarms) && !failed; i++) {
        json_t *alarm = json_array_get(batch->alarms, i);
        if (json_is_true(json_object_get(alarm, "acknowledged")))
            continue;
        failed = json_object_set_new(alarm, "acknowledged", json_true()) ||
                 json_object_set_new(alarm, "seen", json_string(now)) ||
                 (operator_ && json_object_set_new(alarm, "by", sohoa_json_text(operator_)));
    }
    return failed ? -1 : 0;
}

static int acknowledge(struct sohoa_records *records, struct sohoa_batch *batch,
                       const char *operator_, struct sohoa_err *err)
{
    struct release r = {.records = records, .write = sohoa_write_new(records), .err = err};
    if (!r.write)
        return sohoa_no_memory(err);
    int rc = sign_alarms(batch, operator_) ? sohoa_no_memory(err)
                                           : sohoa_write_batch(r.write, batch, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_of(records, batch->id, release_dossier, &r, err);
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    if (rc == SOHOA_OK)
        rc = r.rc;
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(r.write, err);
    sohoa_write_free(r.write);
    return rc;
}

int sohoa_run_acknowledge(struct sohoa_records *records, const char *batch, const char *operator_,
                          struct sohoa_err *err)
{
    struct sohoa_lock *lock = NULL;
    struct sohoa_batch record = {0};
    int dossiers = -1;
    int rc = sohoa_batch_lock(records, batch, &lock, err);
    if (rc)
        return rc;
    rc = sohoa_batch_get(records, batch, &record, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_lock(records, &dossiers, err);
    if (rc == SOHOA_OK)
        rc = acknowledge(records, &record, operator_, err);
    sohoa_dossiers_unlock(dossiers);
    sohoa_batch_clear(&record);
    sohoa_batch_unlock(lock);
    return rc;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static json_t *marks_of(const struct sohoa_batch *batch)
{
    return json_object_get(batch->request, "marked");
}

static size_t find_mark(const struct sohoa_batch *batch, uint32_t number)
{
    const json_t *marks = marks_of(batch);
    size_t i = 0;
    while (i < json_array_size(marks) &&
           json_integer_value(json_array_get(marks, i)) != (json_int_t)number)
        i++;
    return i;
}

bool sohoa_mark_stands(const struct sohoa_batch *batch, uint32_t number)
{
    return find_mark(batch, number) < json_array_size(marks_of(batch));
}

void sohoa_mark_forget(struct sohoa_batch *batch, uint32_t number)
{
    size_t at = find_mark(batch, number);
    if (at < json_array_size(marks_of(batch)))
        (void)json_array_remove(marks_of(batch), at);
}

bool sohoa_turn_stands(const json_t *request, uint32_t number, uint32_t *ret_rotated)
{
    char name[16];
    (void)snprintf(name, sizeof name, "%u", number);
    const json_t *said = json_object_get(json_object_get(request, "turned"), name);
    json_int_t rotated = json_integer_value(json_object_get(said, "rotated"));
    if (!said || rotated < 0 || rotated >= 360 || rotated % 90 != 0)
        return false;
    *ret_rotated = (uint32_t)rotated;
    return true;
}

int sohoa_turn_remember(struct sohoa_batch *batch, uint32_t number, uint32_t rotated,
                        const char *by)
{
    char name[16], now[SOHOA_STAMP_SIZE];
    (void)snprintf(name, sizeof name, "%u", number);
    sohoa_stamp(0, now);
    if (!batch->request)
        batch->request = json_object();
    json_t *turned = json_object_get(batch->request, "turned");
    if (!turned && (turned = json_object()) &&
        json_object_set_new(batch->request, "turned", turned) != 0)
        return -1;
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "rotated", json_integer(rotated));
    sohoa_put_text(&put, "by", by);
    sohoa_put_text(&put, "time", now);
    return json_object_set_new(turned, name, sohoa_put_end(&put));
}

static int remember_mark(struct sohoa_batch *batch, uint32_t number)
{
    if (sohoa_mark_stands(batch, number))
        return 0;
    if (!batch->request)
        batch->request = json_object();
    if (!marks_of(batch) && json_object_set_new(batch->request, "marked", json_array()))
        return -1;
    return json_array_append_new(marks_of(batch), json_integer(number));
}

struct marking {
    struct sohoa_records *records;
    struct sohoa_dossier_record dossier;
    struct sohoa_batch batch;
    uint32_t place, number, part;
    enum sohoa_page_state state;
    const char *operator_;
    struct sohoa_err *err;
};

static bool find_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct marking *m = arg;
    if (place != m->place)
        return true;
    m->number = page->number;
    m->part = page->part;
    return false;
}

static int find(struct marking *m, const char *dossier)
{
    int rc = sohoa_dossier_get(m->records, dossier, &m->dossier, m->err);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? sohoa_fail(m->err, rc, "there is no dossier %.40s", dossier) : rc;
    const char *state = m->dossier.state ? m->dossier.state : "";
    if (strcmp(state, "superseded") == 0)
        return sohoa_fail(m->err, SOHOA_BAD_DOSSIER, "the dossier %s was superseded by %s",
                          m->dossier.id, m->dossier.by);
    if (strcmp(state, "erased") == 0 || strcmp(state, "open") == 0)
        return sohoa_fail(m->err, SOHOA_BAD_DOSSIER, "the dossier %s is %s", m->dossier.id,
                          sohoa_tr(state));
    rc = sohoa_dossier_pages(m->records, &m->dossier, find_page, m, m->err);
    if (rc == SOHOA_OK && m->number == 0)
        rc = sohoa_fail(m->err, SOHOA_END, "dossier %s has no page %u", m->dossier.id, m->place);
    return rc;
}

/* The page in its new state, the ledger that follows, and the dossier due to be read. */
static int write_mark(struct marking *m, struct sohoa_page_record *page)
{
    char note[200], now[SOHOA_STAMP_SIZE], *before = page->note;
    sohoa_stamp(0, now);
    (void)snprintf(note, sizeof note, "%s: %.120s, %s", sohoa_page_state_name(m->state),
                   m->operator_, now);
    struct sohoa_write *w = sohoa_write_new(m->records);
    if (!w || remember_mark(&m->batch, m->number)) {
        sohoa_write_free(w);
        return sohoa_no_memory(m->err);
    }
    sohoa_ledger_move(&m->batch.ledger, page->state, m->state);
    page->state = m->state;
    page->note = note;
    m->batch.open = true;
    m->batch.ended[0] = '\0';
    int rc = sohoa_write_page(w, m->batch.id, page, m->err);
    page->note = before;
    if (rc == SOHOA_OK)
        rc = sohoa_write_batch(w, &m->batch, m->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_due(w, m->dossier.id, 0, m->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, m->err);
    sohoa_write_free(w);
    return rc;
}

static int mark(struct marking *m)
{
    struct sohoa_page_record page = {0};
    int rc = sohoa_batch_get(m->records, m->dossier.batch, &m->batch, m->err);
    if (rc == SOHOA_OK)
        rc = sohoa_page_get(m->records, m->batch.id, m->number, m->part, &page, m->err);
    if (rc != SOHOA_OK)
        return rc;
    bool fits = page.state == SOHOA_STATE_STORED || page.state == SOHOA_STATE_BLANK ||
                page.state == SOHOA_STATE_SEPARATOR;
    if (!fits)
        rc = sohoa_fail(m->err, SOHOA_BAD_PAGE, "the page is %s: it cannot be marked",
                        sohoa_tr(sohoa_page_state_name(page.state)));
    else
        rc = write_mark(m, &page);
    sohoa_page_record_clear(&page);
    return rc;
}

int sohoa_run_mark(struct sohoa_records *records, const char *dossier, uint32_t place,
                   enum sohoa_page_state state, const char *operator_, struct sohoa_err *err)
{
    struct marking m = {
        .records = records, .place = place, .state = state, .operator_ = operator_, .err = err};
    struct sohoa_lock *lock = NULL;
    int rc = find(&m, dossier);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_lock(records, m.dossier.batch, &lock, err);
    if (rc == SOHOA_OK)
        rc = mark(&m);
    sohoa_batch_unlock(lock);
    sohoa_batch_clear(&m.batch);
    sohoa_dossier_record_clear(&m.dossier);
    return rc;
}
