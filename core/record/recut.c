/* recut.c - a person mends where dossiers begin and end: cut one, or join several. New dossiers
 * are made and the old ones stay as superseded, in one commit that fails when anyone changed them
 * meanwhile. Of the documents only what persons decided is carried over: extraction reads the new
 * dossiers again. Any thread. */
#include "host/lang.h"
#include "record/carry.h"
#include "record/forms.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdlib.h>
#include <string.h>

#define JOIN_MAX 1000 /* dossiers joined at once */

/* A dossier as it was read, with the bytes that must still be there at the commit. */
struct old {
    struct sohoa_dossier_record record;
    void *raw;
    size_t raw_size;
};

static void old_clear(struct old *old)
{
    sohoa_dossier_record_clear(&old->record);
    free(old->raw);
}

static int old_read(struct sohoa_records *r, const char *id, struct old *ret, struct sohoa_err *err)
{
    int rc = sohoa_dossier_get_raw(r, id, &ret->record, &ret->raw, &ret->raw_size, err);
    const char *state = rc == SOHOA_OK && ret->record.state ? ret->record.state : "";
    if (strcmp(state, "superseded") == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier %s was superseded by %s", id,
                          ret->record.by);
    if (strcmp(state, "erased") == 0 || strcmp(state, "open") == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier %s is %s", id, sohoa_tr(state));
    return rc;
}

/* The page numbers of a dossier in order, one a number even where an image was split. */
struct numbers {
    uint32_t *at;
    size_t count, room;
    bool failed;
};

static void numbers_add(struct numbers *n, uint32_t number)
{
    if (n->count && n->at[n->count - 1] == number)
        return;
    if (n->count == n->room) {
        size_t room = n->room ? n->room * 2 : 64;
        uint32_t *at = realloc(n->at, room * sizeof *at);
        if (!at) {
            n->failed = true;
            return;
        }
        n->at = at;
        n->room = room;
    }
    n->at[n->count++] = number;
}

/* How many records a number has does not matter for the cut, but the place counts them all. */
struct gather {
    struct numbers numbers;
    uint32_t place;         /* wanted */
    size_t index;           /* in numbers of the page at that place */
    uint32_t begins, start; /* places at which the number met last, and that at index, begin */
    uint32_t places;        /* met, of the dossier walked last */
};

static bool gather_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct gather *g = arg;
    size_t before = g->numbers.count;
    numbers_add(&g->numbers, page->number);
    if (g->numbers.count > before)
        g->begins = place;
    g->places = place;
    if (place == g->place) {
        g->index = g->numbers.count - 1;
        g->start = g->begins;
    }
    return !g->numbers.failed;
}

static json_t *numbers_json(const uint32_t *at, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < count; i++)
        if (json_array_append_new(array, json_integer(at[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

/* A range when the numbers ascend by one, else the list. */
static int set_pages(struct sohoa_dossier_record *d, const uint32_t *at, size_t count)
{
    bool range = true;
    uint32_t first = at[0], last = at[0];
    for (size_t i = 1; i < count; i++) {
        range = range && at[i] == at[i - 1] + 1;
        first = at[i] < first ? at[i] : first;
        last = at[i] > last ? at[i] : last;
    }
    d->first = first;
    d->last = last;
    d->pages = range ? NULL : numbers_json(at, count);
    return range || d->pages ? 0 : -1;
}

/* Writes a dossier like `model`, with a new id, these pages and documents. */
static int write_new(struct sohoa_write *w, const struct sohoa_dossier_record *model,
                     const uint32_t *at, size_t count, json_t *documents, char ret[SOHOA_ID_SIZE],
                     struct sohoa_err *err)
{
    struct sohoa_dossier_record d = *model; /* lends its strings */
    sohoa_id_new(d.id);
    d.documents = documents;
    if (set_pages(&d, at, count) != 0)
        return sohoa_no_memory(err);
    int rc = sohoa_write_dossier(w, &d, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, sohoa_key_dossier(d.id).text, NULL, 0, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_due(w, d.id, 0, err);
    json_decref(d.pages);
    if (rc == SOHOA_OK)
        memcpy(ret, d.id, SOHOA_ID_SIZE);
    return rc;
}

static int write_superseded(struct sohoa_write *w, const struct old *old, const char *by,
                            struct sohoa_err *err)
{
    static char superseded[] = "superseded";
    struct sohoa_dossier_record d = old->record; /* lends */
    d.state = superseded;
    memcpy(d.by, by, SOHOA_ID_SIZE);
    int rc = sohoa_write_dossier(w, &d, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, sohoa_key_dossier(d.id).text, old->raw, old->raw_size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_due(w, d.id, -1, err);
    return rc;
}

/* The batch's count of live dossiers moves by `change`; it is open until the new ones are read. */
static int write_count(struct sohoa_records *r, struct sohoa_write *w, const char *id, int change,
                       struct sohoa_err *err)
{
    struct sohoa_key key = sohoa_key_batch(id);
    struct sohoa_batch batch = {0};
    json_t *object = NULL;
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_raw_get(r, key.text, &raw, &size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, key.text, (struct sohoa_bytes){.data = raw, .size = size},
                                &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_decode(object, key.text, &batch, err);
    if (rc == SOHOA_OK) {
        uint64_t less = change < 0 ? (uint64_t)-change : 0;
        batch.ledger.dossiers += change > 0 ? (uint64_t)change : 0;
        batch.ledger.dossiers -= less < batch.ledger.dossiers ? less : batch.ledger.dossiers;
        batch.open = true;
        rc = sohoa_write_batch(w, &batch, err);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, key.text, raw, size, err);
    sohoa_batch_clear(&batch);
    json_decref(object);
    free(raw);
    return rc == SOHOA_END ? SOHOA_OK : rc; /* a dossier without its batch: verify tells */
}

/* One side of the cut. */
static int write_side(struct sohoa_write *w, const struct old *old, const struct gather *g,
                      bool second, char ret[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    json_t *documents = json_array();
    uint32_t first = second ? g->start : 1, last = second ? g->places : g->start - 1;
    size_t from = second ? g->index : 0, to = second ? g->numbers.count : g->index;
    int rc = SOHOA_OK;
    if (!documents || sohoa_documents_carry(old->record.documents, first, last, 0, documents))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = write_new(w, &old->record, g->numbers.at + from, to - from, documents, ret, err);
    json_decref(documents);
    return rc;
}

int sohoa_dossier_cut(struct sohoa_records *r, const char *id, uint32_t place,
                      char ret_first[SOHOA_ID_SIZE], char ret_second[SOHOA_ID_SIZE],
                      struct sohoa_err *err)
{
    struct old old = {0};
    struct gather g = {.place = place};
    struct sohoa_write *w = NULL;
    char first[SOHOA_ID_SIZE], second[SOHOA_ID_SIZE];
    int rc = old_read(r, id, &old, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_pages(r, &old.record, gather_page, &g, err);
    if (rc == SOHOA_OK && g.numbers.failed)
        rc = sohoa_no_memory(err);
    else if (rc == SOHOA_OK && g.index == 0)
        rc = sohoa_fail(err, SOHOA_BAD_DOSSIER,
                        "the dossier %s has no page %u that a new one could begin with", id, place);
    if (rc == SOHOA_OK && !(w = sohoa_write_new(r)))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = write_side(w, &old, &g, false, first, err);
    if (rc == SOHOA_OK)
        rc = write_side(w, &old, &g, true, second, err);
    if (rc == SOHOA_OK)
        rc = write_superseded(w, &old, first, err);
    if (rc == SOHOA_OK)
        rc = write_count(r, w, old.record.batch, 1, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    if (rc == SOHOA_OK) {
        memcpy(ret_first, first, SOHOA_ID_SIZE);
        memcpy(ret_second, second, SOHOA_ID_SIZE);
    }
    sohoa_write_free(w);
    free(g.numbers.at);
    old_clear(&old);
    return rc;
}

/* Reads all and gathers their pages; they must be of one batch and each named once. */
static int join_read(struct sohoa_records *r, const char *const *ids, size_t count,
                     struct old *olds, struct gather *g, json_t *documents, struct sohoa_err *err)
{
    uint32_t behind = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++)
            if (strcmp(ids[i], ids[k]) == 0)
                return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier %s is named twice", ids[i]);
        int rc = old_read(r, ids[i], &olds[i], err);
        if (rc != SOHOA_OK)
            return rc;
        if (strcmp(olds[i].record.batch, olds[0].record.batch) != 0)
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossiers %s and %s are not of one batch",
                              ids[0], ids[i]);
        g->places = 0;
        rc = sohoa_dossier_pages(r, &olds[i].record, gather_page, g, err);
        if (rc != SOHOA_OK)
            return rc;
        if (sohoa_documents_carry(olds[i].record.documents, 1, g->places, behind, documents))
            return sohoa_no_memory(err);
        behind += g->places;
    }
    if (g->numbers.failed)
        return sohoa_no_memory(err);
    if (g->numbers.count == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossiers have no pages");
    return SOHOA_OK;
}

static int join_write(struct sohoa_records *r, const struct old *olds, size_t count,
                      const struct gather *g, json_t *documents, char ret[SOHOA_ID_SIZE],
                      struct sohoa_err *err)
{
    char id[SOHOA_ID_SIZE];
    struct sohoa_write *w = sohoa_write_new(r);
    if (!w)
        return sohoa_no_memory(err);
    int rc = write_new(w, &olds[0].record, g->numbers.at, g->numbers.count, documents, id, err);
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = write_superseded(w, &olds[i], id, err);
    if (rc == SOHOA_OK)
        rc = write_count(r, w, olds[0].record.batch, 1 - (int)count, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    if (rc == SOHOA_OK)
        memcpy(ret, id, SOHOA_ID_SIZE);
    return rc;
}

int sohoa_dossier_join(struct sohoa_records *r, const char *const *ids, size_t count,
                       char ret[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    struct gather g = {0};
    if (count < 2 || count > JOIN_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "from 2 to %d dossiers can be joined", JOIN_MAX);
    struct old *olds = calloc(count, sizeof *olds);
    json_t *documents = json_array();
    int rc = SOHOA_OK;
    if (!olds || !documents)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = join_read(r, ids, count, olds, &g, documents, err);
    if (rc == SOHOA_OK)
        rc = join_write(r, olds, count, &g, documents, ret, err);
    json_decref(documents);
    for (size_t i = 0; olds && i < count; i++)
        old_clear(&olds[i]);
    free(olds);
    free(g.numbers.at);
    return rc;
}
