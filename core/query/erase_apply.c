/* erase_apply.c - an erasure's record put into effect on one batch; see erase.h.
 *
 * Everything of a batch is one commit under its lock: its dossiers (also superseded ones, which
 * hold the same fields), pages, texts and ledger. Doing it again finds nothing to do. */
#include "query/erase_apply.h"
#include "query/erase_parts.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct apply {
    struct sohoa_records *r;
    const json_t *drop, *strip;
    struct sohoa_batch batch;
    struct sohoa_write *write;
    json_t *masters; /* of dropped pages: {sha256: true} */
    json_t *words;   /* {page number: [fields]} */
    struct sohoa_erase_counts counts;
    struct sohoa_err *err;
    int rc;
};

/* ---- documents ------------------------------------------------------------------------------- */

struct moved { /* a dossier's places before and after */
    const struct erase_places *places;
    uint32_t *now; /* by place - 1; 0: it goes */
    bool dropped;  /* one of them goes */
};

static json_int_t number_of(const struct moved *m, json_int_t place)
{
    return place >= 1 && (size_t)place <= m->places->count ? m->places->at[place - 1].number : 0;
}

static json_int_t place_now(const struct moved *m, json_int_t place)
{
    return place >= 1 && (size_t)place <= m->places->count ? (json_int_t)m->now[place - 1] : 0;
}

/* One of the document's pages is one of the entry's. */
static bool on_pages(const struct moved *m, const json_t *document, const json_t *numbers)
{
    const json_t *pages = json_object_get(document, "pages");
    for (size_t i = 0; i < json_array_size(pages); i++)
        if (sohoa_erase_has(numbers, number_of(m, json_integer_value(json_array_get(pages, i)))))
            return true;
    return false;
}

static bool is_stripped(const struct apply *a, const struct moved *m, const json_t *document,
                        const char *key)
{
    const char *schema = json_string_value(json_object_get(document, "schema"));
    for (size_t i = 0; i < json_array_size(a->strip); i++) {
        const json_t *entry = json_array_get(a->strip, i);
        const char *role = json_string_value(json_object_get(entry, "role"));
        const char *paper = json_string_value(json_object_get(entry, "schema"));
        if (role && paper && schema && strcmp(paper, schema) == 0 && sohoa_erase_is_of(key, role) &&
            on_pages(m, document, json_object_get(entry, "pages")))
            return true;
    }
    return false;
}

/* His nationality stands on the page for others too. */
static bool names_him(const char *key)
{
    static const char *const attributes[] = {
        "name", "id_number", "old_id_number", "cancelled_id_number", "phone", "email"};
    const char *last = strrchr(key, '.');
    for (size_t i = 0; last && i < sizeof attributes / sizeof *attributes; i++)
        if (strcmp(last + 1, attributes[i]) == 0)
            return true;
    return false;
}

/* What was read of the field is to go from the words of all pages of its document. */
static int remember(struct apply *a, const struct moved *m, const json_t *document, const char *key,
                    const json_t *field)
{
    const json_t *pages = json_object_get(document, "pages");
    json_int_t own = number_of(m, json_integer_value(json_object_get(field, "page")));
    for (size_t i = 0; i < json_array_size(pages); i++) {
        char name[24];
        json_int_t number = number_of(m, json_integer_value(json_array_get(pages, i)));
        (void)snprintf(name, sizeof name, "%lld", (long long)number);
        json_t *list = json_object_get(a->words, name);
        if (!list && json_object_set_new(a->words, name, list = json_array()))
            return -1;
        json_t *entry = json_pack("[O,b,b]", field, number == own, names_him(key));
        if (!entry || json_array_append_new(list, entry))
            return -1;
    }
    return 0;
}

static int move_pages(const struct moved *m, json_t *field)
{
    json_t *readings = json_object_get(field, "readings"),
           *machine = json_object_get(field, "machine");
    json_int_t page = json_integer_value(json_object_get(field, "page"));
    int bad = page ? json_object_set_new(field, "page", json_integer(place_now(m, page))) : 0;
    for (size_t i = 0; i < json_array_size(readings) && !bad; i++)
        bad = move_pages(m, json_array_get(readings, i));
    return bad || (machine && move_pages(m, machine)) ? -1 : 0;
}

static json_t *keep_fields(struct apply *a, const struct moved *m, const json_t *document)
{
    json_t *kept = json_object(), *field;
    const char *key;
    bool failed = !kept;
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        json_int_t page = json_integer_value(json_object_get(field, "page"));
        if (is_stripped(a, m, document, key)) {
            a->counts.fields++;
            failed = failed || remember(a, m, document, key, field);
            continue;
        }
        if (page && !place_now(m, page))
            continue;
        json_t *copy = json_deep_copy(field);
        if (!copy || move_pages(m, copy)) {
            json_decref(copy);
            failed = true;
        } else {
            failed = json_object_set_new(kept, key, copy) || failed;
        }
    }
    if (!failed)
        return kept;
    json_decref(kept);
    return NULL;
}

static json_t *keep_pages(const struct moved *m, const json_t *document)
{
    const json_t *pages = json_object_get(document, "pages");
    json_t *kept = json_array();
    for (size_t i = 0; kept && i < json_array_size(pages); i++) {
        json_int_t now = place_now(m, json_integer_value(json_array_get(pages, i)));
        if (now && json_array_append_new(kept, json_integer(now))) {
            json_decref(kept);
            return NULL;
        }
    }
    return kept;
}

/* The documents that stay, with what stays of them; NULL: out of memory. */
static json_t *keep_documents(struct apply *a, const struct moved *m, const json_t *documents)
{
    json_t *kept = json_array();
    bool failed = !kept;
    for (size_t i = 0; i < json_array_size(documents) && !failed; i++) {
        const json_t *document = json_array_get(documents, i);
        json_t *copy = json_copy((json_t *)(uintptr_t)document);
        json_t *pages = keep_pages(m, document), *fields = keep_fields(a, m, document);
        failed = !copy || !pages || !fields || json_object_set(copy, "pages", pages) ||
                 json_object_set(copy, "fields", fields) ||
                 (json_array_size(pages) > 0 && json_array_append(kept, copy));
        json_decref(copy);
        json_decref(pages);
        json_decref(fields);
    }
    if (!failed)
        return kept;
    json_decref(kept);
    return NULL;
}

/* ---- dossiers -------------------------------------------------------------------------------- */

/* The numbers that stay, as a list: a range would go on counting those that went. */
static json_t *keep_numbers(const struct moved *m)
{
    json_t *kept = json_array();
    uint32_t last = 0;
    for (size_t i = 0; kept && i < m->places->count; i++) {
        uint32_t number = m->places->at[i].number;
        if (m->now[i] && number != last && json_array_append_new(kept, json_integer(number))) {
            json_decref(kept);
            return NULL;
        }
        last = m->now[i] ? number : last;
    }
    return kept;
}

/* True when a paper that stays has the field and none loses it. */
static bool stays_given(const struct apply *a, const struct moved *m, const json_t *before,
                        const json_t *kept, const char *key)
{
    bool there = false;
    for (size_t i = 0; i < json_array_size(before); i++)
        if (is_stripped(a, m, json_array_get(before, i), key))
            return false;
    for (size_t i = 0; i < json_array_size(kept); i++)
        there |= json_object_get(json_object_get(json_array_get(kept, i), "fields"), key) != NULL;
    return there;
}

/* What a manifest says without the fields that go: they would come back when the paper is read
 * again. */
static json_t *keep_given(const struct apply *a, const struct moved *m,
                          const struct sohoa_dossier_record *d, const json_t *documents)
{
    json_t *kept = json_deep_copy(d->given), *fields = json_object_get(kept, "fields"), *field;
    const char *key;
    void *next;
    json_object_foreach_safe(fields, next, key, field)
    {
        if (!stays_given(a, m, d->documents, documents, key))
            json_object_del(fields, key);
    }
    if (json_object_size(fields) == 0)
        json_object_del(kept, "fields");
    return kept;
}

static int write_dossier(struct apply *a, const struct sohoa_dossier_record *d,
                         const struct moved *m, json_t *documents, bool empty)
{
    static char erased[] = "erased";
    struct sohoa_dossier_record changed = *d; /* lends */
    changed.documents = documents;
    changed.given = keep_given(a, m, d, documents);
    if (d->given && !changed.given)
        return sohoa_no_memory(a->err);
    changed.pages = m->dropped ? keep_numbers(m) : json_incref(d->pages);
    if (m->dropped && !changed.pages) {
        json_decref(changed.given);
        return sohoa_no_memory(a->err);
    }
    if (empty) {
        changed.state = erased;
        changed.source = NULL; /* a file's name may name the person */
        a->counts.dossiers++;
    }
    int rc = sohoa_write_dossier(a->write, &changed, a->err);
    if (rc == SOHOA_OK && empty)
        rc = sohoa_write_due(a->write, d->id, -1, a->err);
    json_decref(changed.pages);
    json_decref(changed.given);
    return rc;
}

/* True when the dossier has to do with it; fills the places. */
static bool is_touched(const struct apply *a, const struct erase_places *places, struct moved *m)
{
    bool touched = false;
    uint32_t next = 1;
    for (size_t i = 0; i < places->count; i++) {
        json_int_t number = places->at[i].number;
        bool goes = sohoa_erase_has(a->drop, number);
        m->now[i] = goes ? 0 : next++;
        m->dropped = m->dropped || goes;
        touched = touched || goes;
        for (size_t k = 0; k < json_array_size(a->strip) && !touched; k++)
            touched =
                sohoa_erase_has(json_object_get(json_array_get(a->strip, k), "pages"), number);
    }
    return touched;
}

static int change_dossier(struct apply *a, const struct sohoa_dossier_record *d,
                          const struct erase_places *places)
{
    struct moved m = {.places = places, .now = calloc(places->count + 1, sizeof *m.now)};
    if (!m.now)
        return sohoa_no_memory(a->err);
    int rc = SOHOA_OK;
    if (is_touched(a, places, &m)) {
        bool empty = true;
        for (size_t i = 0; i < places->count; i++)
            empty = empty && m.now[i] == 0;
        json_t *documents = keep_documents(a, &m, d->documents);
        bool same = !empty && json_equal(documents, d->documents);
        rc = !documents ? sohoa_no_memory(a->err)
             : same     ? SOHOA_OK
                        : write_dossier(a, d, &m, documents, empty);
        json_decref(documents);
    }
    free(m.now);
    return rc;
}

static bool visit_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct apply *a = arg;
    struct erase_places places = {0};
    a->rc = sohoa_erase_places(a->r, d, &places, a->err);
    if (a->rc == SOHOA_OK && places.count > 0)
        a->rc = change_dossier(a, d, &places);
    free(places.at);
    return a->rc == SOHOA_OK;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void leave_ledger(struct sohoa_ledger *ledger, enum sohoa_page_state state)
{
    uint64_t *columns[] = {[SOHOA_STATE_PENDING] = &ledger->pending,
                           [SOHOA_STATE_STORED] = &ledger->stored,
                           [SOHOA_STATE_BLANK] = &ledger->blank,
                           [SOHOA_STATE_SEPARATOR] = &ledger->separator,
                           [SOHOA_STATE_QUARANTINED] = &ledger->quarantined,
                           [SOHOA_STATE_RESCAN] = &ledger->rescan};
    *columns[state] -= *columns[state] > 0;
    if (state != SOHOA_STATE_RESCAN)
        ledger->captured -= ledger->captured > 0;
}

static bool drop_page(void *arg, const struct sohoa_page_record *page)
{
    struct apply *a = arg;
    leave_ledger(&a->batch.ledger, page->state);
    a->counts.pages++;
    if (page->master.sha256[0] && json_object_set_new(a->masters, page->master.sha256, json_true()))
        a->rc = sohoa_no_memory(a->err);
    if (a->rc == SOHOA_OK)
        a->rc = sohoa_write_drop_page(a->write, a->batch.id, page->number, page->part, a->err);
    return a->rc == SOHOA_OK;
}

static int gather_words(const json_t *list, struct erase_words *ret)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        sohoa_erase_words_add(ret, json_array_get(entry, 0), json_is_true(json_array_get(entry, 1)),
                              json_is_true(json_array_get(entry, 2)));
    }
    return ret->failed ? -1 : 0;
}

static int redact_text(struct apply *a, struct sohoa_page_record *page,
                       const struct erase_words *words)
{
    struct sohoa_text *text = NULL, *copy = NULL;
    int rc = sohoa_text_get(a->r, a->batch.id, page->number, page->part, &text, a->err);
    if (rc != SOHOA_OK)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    copy = sohoa_erase_text(text, words, &a->counts.words);
    rc = copy ? sohoa_write_text(a->write, a->batch.id, page->number, page->part, copy, a->err)
              : sohoa_no_memory(a->err);
    page->words = (uint32_t)sohoa_text_words(copy);
    sohoa_text_free(text);
    sohoa_text_free(copy);
    return rc;
}

/* The page stays for others; its words about him go, and recognition does not bring them back. */
static bool redact_page(void *arg, const struct sohoa_page_record *page)
{
    struct apply *a = arg;
    char name[24];
    (void)snprintf(name, sizeof name, "%u", page->number);
    struct erase_words words = {0};
    struct sohoa_page_record changed = *page; /* lends */
    bool failed = gather_words(json_object_get(a->words, name), &words) != 0;
    struct sohoa_codes *codes = failed ? NULL : sohoa_erase_codes(page->codes, &words);
    changed.redacted = true;
    changed.codes = codes;
    changed.signatures = NULL; /* they name people */
    a->rc = codes ? redact_text(a, &changed, &words) : sohoa_no_memory(a->err);
    if (a->rc == SOHOA_OK)
        a->rc = sohoa_write_page(a->write, a->batch.id, &changed, a->err);
    sohoa_codes_free(codes);
    sohoa_erase_words_clear(&words);
    return a->rc == SOHOA_OK;
}

/* A record from a file may name a page twice: it leaves the ledger once. */
static bool was_there(const json_t *numbers, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (json_equal(json_array_get(numbers, i), json_array_get(numbers, at)))
            return true;
    return false;
}

static int each_number(struct apply *a, const json_t *numbers, bool stay,
                       bool (*each)(void *, const struct sohoa_page_record *))
{
    int rc = SOHOA_OK;
    for (size_t i = 0; i < json_array_size(numbers) && rc == SOHOA_OK; i++) {
        json_int_t number = json_integer_value(json_array_get(numbers, i));
        if (number < 1 || number > UINT32_MAX || was_there(numbers, i) ||
            (stay && sohoa_erase_has(a->drop, number)))
            continue;
        rc = sohoa_pages_each(a->r, a->batch.id, (uint32_t)number, (uint32_t)number, each, a,
                              a->err);
        rc = rc == SOHOA_OK || rc == SOHOA_END ? a->rc : rc;
    }
    return rc;
}

/* Only of pages that a field was taken from now: the others were done before. */
static int redact_pages(struct apply *a)
{
    json_t *numbers = json_array();
    const char *name;
    json_t *fields;
    int rc = numbers ? SOHOA_OK : sohoa_no_memory(a->err);
    json_object_foreach(a->words, name, fields)
    {
        if (rc == SOHOA_OK && json_array_append_new(numbers, json_integer(strtoll(name, NULL, 10))))
            rc = sohoa_no_memory(a->err);
    }
    if (rc == SOHOA_OK)
        rc = each_number(a, numbers, true, redact_page);
    json_decref(numbers);
    return rc;
}

/* ---- the batch ------------------------------------------------------------------------------- */

static int change_batch(struct apply *a)
{
    int rc = sohoa_dossiers_of(a->r, a->batch.id, visit_dossier, a, a->err);
    rc = a->rc ? a->rc : rc;
    if (rc == SOHOA_OK)
        rc = redact_pages(a);
    if (rc == SOHOA_OK)
        rc = each_number(a, a->drop, false, drop_page);
    if (rc == SOHOA_OK && a->counts.pages > 0)
        rc = sohoa_write_batch(a->write, &a->batch, a->err);
    return rc == SOHOA_OK ? sohoa_write_commit(a->write, a->err) : rc;
}

static void add_counts(struct sohoa_erase_counts *to, const struct sohoa_erase_counts *more)
{
    to->dossiers += more->dossiers;
    to->fields += more->fields;
    to->pages += more->pages;
    to->words += more->words;
}

int sohoa_erase_batch(struct sohoa_records *r, const json_t *what, json_t *masters,
                      struct sohoa_erase_counts *counts, struct sohoa_err *err)
{
    const char *id = json_string_value(json_object_get(what, "batch"));
    struct apply a = {.r = r,
                      .drop = json_object_get(what, "drop"),
                      .strip = json_object_get(what, "strip"),
                      .masters = masters,
                      .words = json_object(),
                      .write = sohoa_write_new(r),
                      .err = err};
    int lock = -1, rc = a.words && a.write ? SOHOA_OK : sohoa_no_memory(a.err);
    if (rc == SOHOA_OK)
        sohoa_write_forget(a.write); /* who follows the changes deletes his copies */
    if (rc == SOHOA_OK)
        rc = sohoa_batch_get(r, id ? id : "", &a.batch, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossiers_lock(r, &lock, err);
    if (rc == SOHOA_OK)
        rc = change_batch(&a);
    sohoa_dossiers_unlock(lock);
    if (rc == SOHOA_OK)
        add_counts(counts, &a.counts);
    sohoa_batch_clear(&a.batch);
    sohoa_write_free(a.write);
    json_decref(a.words);
    return rc == SOHOA_END ? SOHOA_OK : rc; /* a backup from before the batch */
}
