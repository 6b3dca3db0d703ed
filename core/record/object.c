/* object.c - dossiers and batches as the objects that people and programs see (DESIGN section 7).
 * An absent text or number is null; what is only sometimes of interest (sheet, reason, note, by)
 * is there only when it says something. Any thread. */
#include "record/alike.h"
#include "record/forms.h"
#include "record/json_read.h"
#include "record/store.h"

#include <string.h>

#define DIGITS 3 /* decimals of confidences and angles */

static void put_text_or_null(struct sohoa_put *put, const char *key, const char *text)
{
    sohoa_put(put, key, text && *text ? sohoa_json_text(text) : json_null());
}

static void put_count_or_null(struct sohoa_put *put, const char *key, uint64_t count)
{
    sohoa_put(put, key, count ? json_integer((json_int_t)count) : json_null());
}

static json_t *master_object(const struct sohoa_page_record *page)
{
    if (!page->master.sha256[0])
        return json_null();
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "sha256", page->master.sha256);
    put_text_or_null(&put, "media", page->master.media);
    sohoa_put(&put, "bytes", json_integer((json_int_t)page->master.bytes));
    sohoa_put(&put, "image", json_integer(page->image));
    return sohoa_put_end(&put);
}

/* The earlier page that this one resembles, or NULL: hardly any page has one. */
static json_t *like_object(struct sohoa_records *r, const char *batch,
                           const struct sohoa_page_record *page)
{
    struct sohoa_page_name name = {.number = page->number, .part = page->part};
    struct sohoa_alike alike;
    char dossier[SOHOA_ID_SIZE];
    uint32_t place = 0;
    memcpy(name.batch, batch, sizeof name.batch);
    if (sohoa_alike_get(r, &name, &alike, NULL) != SOHOA_OK ||
        sohoa_page_home(r, &alike.like, dossier, &place, NULL) != SOHOA_OK)
        return NULL;
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "dossier", dossier);
    sohoa_put_count(&put, "page", place);
    sohoa_put(&put, "share", sohoa_json_number(alike.share, DIGITS));
    sohoa_put_text(&put, "decided", alike.decided[0] ? alike.decided : NULL);
    sohoa_put_text(&put, "by", alike.by[0] ? alike.by : NULL);
    return sohoa_put_end(&put);
}

static json_t *page_object(struct sohoa_records *r, const char *batch, uint32_t place,
                           const struct sohoa_page_record *page)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "number", json_integer(place));
    sohoa_put_text(&put, "state", sohoa_page_state_name(page->state));
    put_text_or_null(&put, "source", sohoa_source_shown(page->source));
    put_count_or_null(&put, "width", page->width);
    put_count_or_null(&put, "height", page->height);
    sohoa_put(&put, "dpi", page->dpi > 0 ? sohoa_json_number(page->dpi, 2) : json_null());
    sohoa_put(&put, "skew", sohoa_json_number(page->skew, DIGITS - 1));
    sohoa_put(&put, "rotated", json_integer(page->rotated));
    sohoa_put(&put, "confidence",
              page->words ? sohoa_json_number(page->confidence, DIGITS) : json_null());
    sohoa_put(&put, "master", master_object(page));
    sohoa_put(&put, "codes", sohoa_codes_encode(page->codes));
    sohoa_put_count(&put, "sheet", page->sheet);
    sohoa_put_flag(&put, "back", page->back);
    sohoa_put_text(&put, "reason", page->reason);
    sohoa_put_text(&put, "note", page->note);
    if (page->signatures)
        sohoa_put(&put, "signatures", json_incref(page->signatures));
    sohoa_put_flag(&put, "redacted", page->redacted);
    json_t *like = like_object(r, batch, page);
    if (like)
        sohoa_put(&put, "like", like);
    return sohoa_put_end(&put);
}

struct pages {
    struct sohoa_records *r;
    const char *batch;
    struct sohoa_put put; /* of an array */
};

static bool add_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct pages *p = arg;
    if (json_array_append_new(p->put.object, page_object(p->r, p->batch, place, page)) != 0)
        p->put.failed = true;
    return !p->put.failed;
}

json_t *sohoa_dossier_object(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                             bool already, struct sohoa_err *err)
{
    struct pages pages = {.r = r, .batch = dossier->batch, .put = {.object = json_array()}};
    if (!pages.put.object)
        pages.put.failed = true;
    else if (sohoa_dossier_pages(r, dossier, add_page, &pages, err) != SOHOA_OK) {
        json_decref(pages.put.object);
        return NULL;
    }
    struct sohoa_put put = {.object = json_object(), .failed = pages.put.failed};
    sohoa_put_text(&put, "dossier", dossier->id);
    put_text_or_null(&put, "code", dossier->code);
    put_text_or_null(&put, "part", dossier->part);
    put_text_or_null(&put, "state", dossier->state);
    put_text_or_null(&put, "batch", dossier->batch);
    put_text_or_null(&put, "agency", dossier->agency);
    put_text_or_null(&put, "procedure", dossier->procedure);
    put_text_or_null(&put, "operator", dossier->operator_);
    put_text_or_null(&put, "source", sohoa_source_shown(dossier->source));
    put_text_or_null(&put, "received", dossier->received);
    put_text_or_null(&put, "captured", dossier->captured);
    sohoa_put_text(&put, "by", dossier->by);
    sohoa_put_flag(&put, "already", already);
    json_t *archive = json_object_get(dossier->given, "archive");
    if (archive)
        sohoa_put(&put, "archive", json_incref(archive));
    sohoa_put(&put, "pages", pages.put.object);
    sohoa_put(&put, "documents",
              dossier->documents ? json_incref(dossier->documents) : json_array());
    json_t *object = sohoa_put_end(&put);
    if (!object)
        sohoa_no_memory(err);
    return object;
}

json_t *sohoa_batch_object(const struct sohoa_batch *batch)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "batch", batch->id);
    put_text_or_null(&put, "kind", batch->kind);
    sohoa_put_text(&put, "state", batch->open ? "open" : "closed");
    put_text_or_null(&put, "agency", batch->agency);
    put_text_or_null(&put, "operator", batch->operator_);
    put_text_or_null(&put, "device", batch->device);
    put_text_or_null(&put, "started", batch->started);
    put_text_or_null(&put, "ended", batch->ended);
    sohoa_put(&put, "ledger", sohoa_ledger_encode(&batch->ledger));
    sohoa_put(&put, "alarms", batch->alarms ? json_incref(batch->alarms) : json_array());
    return sohoa_put_end(&put);
}
