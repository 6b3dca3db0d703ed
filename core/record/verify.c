/* verify.c - looks at everything a store holds: every value unpacked and understood, every master
 * hashed, every ledger recounted, every reference followed. Runs beside writers: what may be
 * caught in the middle (open batches) is read from one snapshot or read twice. A sample leaves keys
 * out by their hash. The order of the parts and of their keys is what an interrupted run goes on
 * by (verify_place.h). Any thread. */
#include "host/lang.h"
#include "record/forms.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/masters.h"
#include "record/pace.h"
#include "record/store.h"
#include "record/text_form.h"
#include "record/verify_facts.h"
#include "record/verify_masters.h"
#include "record/verify_place.h"
#include "record/verify_signature.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part;

struct check {
    struct sohoa_records *r;
    const struct sohoa_verify_options *o;
    const struct sohoa_call *call;
    struct sohoa_verify_report report;
    struct sohoa_err *err;
    struct sohoa_verify_place *place; /* NULL: nobody goes on with this run */
    struct sohoa_pace pace;
    const struct part *part;
    json_t *problems;               /* of the key that is looked at */
    char master[SOHOA_SHA256_SIZE]; /* the one hashed last */
    uint64_t change;                /* number of the last change met */
};

static void add_problem(void *arg, const char *text)
{
    struct check *c = arg;
    c->report.problems++;
    if (c->problems)
        (void)json_array_append_new(c->problems, sohoa_json_text(text));
    if (c->o->found)
        c->o->found(c->o->arg, text);
}

static void problem(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void problem(struct check *c, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, sohoa_tr(fmt), args);
    va_end(args);
    add_problem(c, text);
}

static int stopped(struct check *c)
{
    return sohoa_fail(c->err, SOHOA_RETRY, "verify was stopped");
}

/* Goes on after damage, which is told; stops for what is no finding, such as memory. */
static int told(struct check *c, int rc, const struct sohoa_err *why)
{
    if (sohoa_call_over(c->call))
        return stopped(c);
    if (rc != SOHOA_OK)
        problem(c, "%s", why->text);
    return SOHOA_OK;
}

static bool absent(struct check *c, const char *key)
{
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_raw_get(c->r, key, &raw, &size, NULL);
    free(raw);
    return rc == SOHOA_END;
}

/* ---- masters ---- */

/* A key of used/: its master once, its page always. */
static int check_used(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct check *c = arg;
    char sha256[SOHOA_SHA256_SIZE], now[SOHOA_SHA256_SIZE], path[SOHOA_PATH_ROOM];
    (void)snprintf(sha256, sizeof sha256, "%.64s", key + strlen("used/"));
    if (!sohoa_sha256_valid(sha256) || sohoa_master_path(c->r, sha256, path, sizeof path) != 0) {
        problem(c, "the key %s is damaged", key);
        return SOHOA_OK;
    }
    if (strcmp(sha256, c->master) == 0)
        return SOHOA_OK;
    int bad = sohoa_verify_hash(path, &c->pace, c->call, now, &c->report.bytes);
    if (bad == ECANCELED)
        return stopped(c);
    memcpy(c->master, sha256, sizeof sha256);
    c->report.masters++;
    if (bad == ENOENT)
        problem(c, "the master %s is missing", sha256);
    else if (bad)
        problem(c, "the master %s cannot be read: %s", sha256, strerror(bad));
    else if (strcmp(now, sha256) != 0)
        problem(c, "the master %s is damaged: its bytes have another hash", sha256);
    sohoa_verify_signature(c->r, sha256, &c->report.signatures, add_problem, c);
    return SOHOA_OK;
}

/* ---- batches and their pages ---- */

struct recount {
    struct check *c;
    const char *batch;
    bool sign; /* its masters were signed */
    struct sohoa_ledger ledger;
};

static void count_page(struct sohoa_ledger *l, enum sohoa_page_state state)
{
    l->captured += state != SOHOA_STATE_RESCAN;
    l->stored += state == SOHOA_STATE_STORED;
    l->blank += state == SOHOA_STATE_BLANK;
    l->separator += state == SOHOA_STATE_SEPARATOR;
    l->quarantined += state == SOHOA_STATE_QUARANTINED;
    l->pending += state == SOHOA_STATE_PENDING;
    l->rescan += state == SOHOA_STATE_RESCAN;
}

static int check_page(void *arg, const char *key, struct sohoa_bytes value)
{
    struct recount *count = arg;
    struct check *c = count->c;
    struct sohoa_page_record page;
    struct sohoa_err why;
    json_t *object = NULL;
    int rc = sohoa_object_parse(c->r, key, value, &object, &why);
    if (rc == SOHOA_OK)
        rc = sohoa_page_decode(object, key, &page, &why);
    json_decref(object);
    c->report.pages++;
    if (rc == SOHOA_OK) {
        count_page(&count->ledger, page.state);
        struct sohoa_key used = sohoa_key_used(page.master.sha256, count->batch, page.number);
        if (page.master.sha256[0] && page.part == 0 && absent(c, used.text) && !absent(c, key))
            problem(c, "the key %s is missing", used.text);
        if (count->sign && page.master.sha256[0] && !absent(c, used.text) &&
            sohoa_signature_lacks(c->r, page.master.sha256))
            problem(c, "the signature of master %s is missing", page.master.sha256);
        sohoa_page_record_clear(&page);
    }
    return told(c, rc, &why);
}

static bool ledgers_differ(const struct sohoa_ledger *a, const struct sohoa_ledger *b)
{
    return a->captured != b->captured || a->stored != b->stored || a->blank != b->blank ||
           a->separator != b->separator || a->quarantined != b->quarantined ||
           a->pending != b->pending || a->rescan != b->rescan;
}

static int check_batch(struct check *c, const struct sohoa_batch *batch)
{
    struct recount count = {
        .c = c, .batch = batch->id, .sign = json_is_true(json_object_get(batch->request, "sign"))};
    struct sohoa_key prefix = sohoa_key_prefix("page", batch->id);
    int rc = sohoa_scan(c->r, prefix.text, prefix.text, 0, check_page, &count, c->err);
    if (rc != SOHOA_OK)
        return rc;
    c->report.batches++;
    if (!sohoa_ledger_closes(&batch->ledger))
        problem(c, "the ledger of batch %s does not close", batch->id);
    /* An open batch changes while it is read. */
    if (!batch->open && ledgers_differ(&batch->ledger, &count.ledger))
        problem(c, "the ledger of batch %s is not what its pages add up to", batch->id);
    if (!batch->open && count.ledger.pending)
        problem(c, "the batch %s is closed, but has pages that are pending", batch->id);
    return SOHOA_OK;
}

static int visit_batch(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    struct sohoa_batch batch;
    struct sohoa_err why;
    json_t *object = NULL;
    int rc = sohoa_object_parse(c->r, key, value, &object, &why);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_decode(object, key, &batch, &why);
    json_decref(object);
    if (rc != SOHOA_OK)
        return told(c, rc, &why);
    rc = check_batch(c, &batch);
    sohoa_batch_clear(&batch);
    return rc;
}

/* ---- texts, dossiers, the keys that point at them ---- */

static int check_text(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    struct sohoa_err why;
    struct sohoa_text *text = NULL;
    json_t *object = NULL;
    int rc = sohoa_object_parse(c->r, key, value, &object, &why);
    if (rc == SOHOA_OK)
        rc = sohoa_text_decode(object, key, &text, &why);
    json_decref(object);
    sohoa_text_free(text);
    c->report.texts++;
    struct sohoa_key page = {.text = ""};
    (void)snprintf(page.text, sizeof page.text, "page%s", key + strlen("text"));
    if (absent(c, page.text) && !absent(c, key))
        problem(c, "the record %s has no page", key);
    return told(c, rc, &why);
}

struct placed {
    uint32_t count;
};

static bool count_placed(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    (void)page;
    ((struct placed *)arg)->count = place;
    return true;
}

static void check_references(struct check *c, const struct sohoa_dossier_record *d)
{
    struct placed placed = {0};
    if (absent(c, sohoa_key_batch(d->batch).text))
        problem(c, "the dossier %s names the batch %s, which is missing", d->id, d->batch);
    if (absent(c, sohoa_key_of(d->batch, d->first, d->id).text))
        problem(c, "the key %s is missing", sohoa_key_of(d->batch, d->first, d->id).text);
    if (d->code && absent(c, sohoa_key_code(d->code, d->id).text))
        problem(c, "the key %s is missing", sohoa_key_code(d->code, d->id).text);
    if (d->by[0] && absent(c, sohoa_key_dossier(d->by).text))
        problem(c, "the dossier %s names its successor %s, which is missing", d->id, d->by);
    if (sohoa_dossier_pages(c->r, d, count_placed, &placed, NULL) == SOHOA_OK && !placed.count &&
        d->first && !(d->state && strcmp(d->state, "erased") == 0))
        problem(c, "the dossier %s has no pages", d->id);
}

static int check_dossier(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    struct sohoa_dossier_record d;
    struct sohoa_err why;
    json_t *object = NULL;
    int rc = sohoa_object_parse(c->r, key, value, &object, &why);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_decode(object, key, &d, &why);
    json_decref(object);
    c->report.dossiers++;
    if (rc == SOHOA_OK) {
        if (!absent(c, key))
            check_references(c, &d);
        sohoa_dossier_record_clear(&d);
    }
    return told(c, rc, &why);
}

/* Keys of code/, of/ and source/ end in the dossier they point at. */
static int check_pointer(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct check *c = arg;
    if (absent(c, sohoa_key_dossier(sohoa_key_last(key)).text) && !absent(c, key))
        problem(c, "the key %s names a dossier that is missing", key);
    return told(c, SOHOA_OK, NULL);
}

/* Keys of like/ and alike/ end in the page they speak of, one of like/ in a page with a text. */
static int check_like(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    bool like = key[0] == 'l';
    const char *page = strchr(key, '/') + 1;
    char text[SOHOA_KEY_ROOM];
    (void)value;
    page = like && strchr(page, '/') ? strchr(page, '/') + 1 : page;
    (void)snprintf(text, sizeof text, "%s/%s", like ? "text" : "page", page);
    if (absent(c, text) && !absent(c, key))
        problem(c, "the key %s names a page that is missing", key);
    return told(c, SOHOA_OK, NULL);
}

/* Changes are numbered without a gap, up to the last number at least. */
static int check_change(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    struct sohoa_err why = {0};
    json_t *object = NULL;
    uint64_t number = strtoull(sohoa_key_last(key), NULL, 10);
    int rc = sohoa_object_parse(c->r, key, value, &object, &why);
    json_decref(object);
    if (number != c->change + 1)
        problem(c, "a change before %s is missing", key);
    c->change = number;
    return told(c, rc, &why);
}

static int check_last_change(struct check *c)
{
    struct sohoa_err why = {0};
    uint64_t last = 0;
    int rc = sohoa_changes_last(c->r, &last, &why);
    if (rc == SOHOA_OK && c->change < last)
        problem(c, "the last changes are missing: %llu of %llu are there",
                (unsigned long long)c->change, (unsigned long long)last);
    return told(c, rc, &why);
}

static int check_filed(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct check *c = arg;
    return sohoa_verify_filed(c->r, key, add_problem, c, c->err);
}

static int check_fact(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct check *c = arg;
    c->report.facts += strncmp(key, "fact/", 5) == 0;
    return sohoa_verify_fact(c->r, key, add_problem, c, c->err);
}

/* ---- all of it ---- */

/* In this order, which runs that go on rely on. */
static const struct part {
    const char *prefix;
    unsigned flags;
    int (*each)(void *arg, const char *key, struct sohoa_bytes value);
    bool facts, whole; /* only in a store that has facts; no key is left out of a sample */
} parts[] = {
    {.prefix = "batch/", .each = visit_batch},
    {.prefix = "text/", .each = check_text},
    {.prefix = "dossier/", .each = check_dossier},
    {.prefix = "code/", .flags = SOHOA_SCAN_KEYS, .each = check_pointer},
    {.prefix = "of/", .flags = SOHOA_SCAN_KEYS, .each = check_pointer},
    {.prefix = "source/", .flags = SOHOA_SCAN_KEYS, .each = check_pointer},
    {.prefix = "used/", .flags = SOHOA_SCAN_KEYS, .each = check_used},
    {.prefix = "dossier/", .flags = SOHOA_SCAN_KEYS, .each = check_filed, .facts = true},
    {.prefix = "fact/", .flags = SOHOA_SCAN_KEYS, .each = check_fact, .facts = true},
    {.prefix = "claim/", .flags = SOHOA_SCAN_KEYS, .each = check_fact, .facts = true},
    {.prefix = "alias/", .flags = SOHOA_SCAN_KEYS, .each = check_fact, .facts = true},
    {.prefix = "name/", .flags = SOHOA_SCAN_KEYS, .each = check_fact, .facts = true},
    {.prefix = "like/", .flags = SOHOA_SCAN_KEYS, .each = check_like},
    {.prefix = "alike/", .flags = SOHOA_SCAN_KEYS, .each = check_like},
    {.prefix = "change/", .each = check_change, .whole = true},
};
#define PARTS (sizeof parts / sizeof *parts)

/* The key is done: what was found there may be noted for whoever goes on behind it. */
static void done(struct check *c, size_t part, const char *key)
{
    sohoa_verify_place_done(c->place, part, key, &c->report, c->problems);
    if (c->problems)
        (void)json_array_clear(c->problems);
    if (c->o->progress)
        c->o->progress(c->o->arg, &c->report);
}

static int visit(void *arg, const char *key, struct sohoa_bytes value)
{
    struct check *c = arg;
    const struct part *part = c->part;
    if (sohoa_call_over(c->call) || !sohoa_pace(&c->pace, value.size, c->call))
        return stopped(c);
    if (!part->whole && !sohoa_verify_takes(c->place, key))
        return SOHOA_OK;
    int rc = part->each(c, key, value);
    if (rc == SOHOA_OK)
        done(c, (size_t)(part - parts), key);
    return rc;
}

/* Records, from the key behind `from` in the part `first` on. */
static int visit_records(struct check *c, size_t first, const char *from)
{
    char start[SOHOA_KEY_ROOM + 64];
    int rc = SOHOA_OK;
    for (size_t i = first; rc == SOHOA_OK && i < PARTS; i++) {
        c->part = &parts[i];
        if (c->part->facts && !c->r->filed)
            continue;
        /* No key holds this byte: what comes right behind `from`. */
        int n = from[0] ? snprintf(start, sizeof start, "%s\x01", from)
                        : snprintf(start, sizeof start, "%s", c->part->prefix);
        if (n >= (int)sizeof start)
            return sohoa_fail(c->err, SOHOA_FATAL, "a key of %zu bytes is too long", strlen(from));
        rc = sohoa_scan(c->r, c->part->prefix, start, c->part->flags, visit, c, c->err);
        from = "";
    }
    return rc;
}

/* Folders of masters from `first` on; masters itself comes behind ff. */
static int visit_folders(struct check *c, unsigned first)
{
    char folder[SOHOA_PATH_ROOM], name[8];
    int rc = SOHOA_OK;
    for (unsigned i = first; rc == SOHOA_OK && i <= 256; i++) {
        (void)snprintf(name, sizeof name, "%02x", i);
        rc = sohoa_store_path(c->r, "masters/", i < 256 ? name : "", folder, sizeof folder, c->err);
        if (rc == SOHOA_OK)
            rc = sohoa_verify_strays(c->r, folder, i < 256, c->call, &c->report.stray, c->err);
        (void)snprintf(name, sizeof name, "%u", i);
        if (rc == SOHOA_OK)
            done(c, PARTS, name);
    }
    return rc;
}

/* What the checks remember of the keys before. */
static void recall(struct check *c, size_t part, const char *key)
{
    if (part < PARTS && parts[part].each == check_used)
        (void)snprintf(c->master, sizeof c->master, "%.64s", key + strlen("used/"));
    if (part < PARTS && parts[part].each == check_change)
        c->change = strtoull(sohoa_key_last(key), NULL, 10);
}

static int check_all(struct check *c)
{
    char key[SOHOA_KEY_ROOM] = "";
    size_t part = 0;
    if (sohoa_verify_place_at(c->place, &part, key, sizeof key))
        recall(c, part, key);
    int rc = part < PARTS ? visit_records(c, part, key) : SOHOA_OK;
    if (rc == SOHOA_OK && part < PARTS)
        rc = check_last_change(c);
    /* Strays are no part of a sample. */
    if (rc == SOHOA_OK && !(c->o->share > 0) && !c->o->masters)
        rc = visit_folders(c, part < PARTS ? 0 : (unsigned)strtoul(key, NULL, 10) + 1);
    return rc;
}

int sohoa_verify_with(struct sohoa_records *r, const struct sohoa_verify_options *o,
                      struct sohoa_verify_report *ret, struct sohoa_err *err)
{
    struct check c = {.r = r, .o = o, .call = o->call, .err = err};
    sohoa_pace_begin(&c.pace, o->rate);
    int rc = sohoa_verify_place_open(r, o, &c.place, &c.report, err);
    if (rc != SOHOA_OK)
        return rc;
    c.problems = json_array();
    rc = check_all(&c);
    json_decref(c.problems);
    sohoa_verify_place_close(c.place, rc == SOHOA_OK);
    *ret = c.report;
    return rc;
}

int sohoa_verify(struct sohoa_records *r, const struct sohoa_call *call,
                 void (*found)(void *arg, const char *problem), void *arg,
                 struct sohoa_verify_report *ret, struct sohoa_err *err)
{
    struct sohoa_verify_options o = {.call = call, .found = found, .arg = arg};
    struct sohoa_verify_report report;
    int rc = sohoa_verify_with(r, &o, &report, err);
    if (rc == SOHOA_OK)
        *ret = report;
    return rc;
}
