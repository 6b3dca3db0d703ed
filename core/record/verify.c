/* verify.c - looks at everything a store holds: every value unpacked and understood, every master
 * hashed, every ledger recounted, every reference followed. Runs beside writers: what may be
 * caught in the middle (open batches) is read from one snapshot or read twice. Any thread. */
#include "host/lang.h"
#include "record/forms.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/masters.h"
#include "record/store.h"
#include "record/text_form.h"
#include "record/verify_facts.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
    struct sohoa_records *r;
    const struct sohoa_call *call;
    void (*found)(void *arg, const char *problem);
    void *arg;
    struct sohoa_verify_report report;
    struct sohoa_err *err;
    char master[SOHOA_SHA256_SIZE]; /* the one hashed last */
    uint64_t change;                /* number of the last change met */
};

static void problem(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void problem(struct check *c, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, sohoa_tr(fmt), args);
    va_end(args);
    c->report.problems++;
    if (c->found)
        c->found(c->arg, text);
}

static void fact_problem(void *arg, const char *text)
{
    struct check *c = arg;
    c->report.problems++;
    if (c->found)
        c->found(c->arg, text);
}

/* Goes on after damage, which is told; stops for what is no finding, such as memory. */
static int told(struct check *c, int rc, const struct sohoa_err *why)
{
    if (sohoa_call_over(c->call))
        return sohoa_fail(c->err, SOHOA_RETRY, "verify was stopped");
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

int sohoa_hash_file(const char *path, char ret[SOHOA_SHA256_SIZE], uint64_t *ret_bytes)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return errno;
    struct sohoa_hash hash;
    char chunk[65536];
    uint64_t bytes = 0;
    sohoa_hash_begin(&hash);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0; bytes += n)
        sohoa_hash_add(&hash, chunk, n);
    int bad = ferror(f) ? EIO : 0;
    (void)fclose(f);
    sohoa_hash_end(&hash, ret);
    *ret_bytes = bytes;
    return bad;
}

/* A key of used/: its master once, its page always. */
static int check_used(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct check *c = arg;
    char sha256[SOHOA_SHA256_SIZE], now[SOHOA_SHA256_SIZE], path[SOHOA_PATH_ROOM];
    (void)snprintf(sha256, sizeof sha256, "%.64s", key + strlen("used/"));
    if (sohoa_call_over(c->call))
        return sohoa_fail(c->err, SOHOA_RETRY, "verify was stopped");
    if (!sohoa_sha256_valid(sha256) || sohoa_master_path(c->r, sha256, path, sizeof path) != 0) {
        problem(c, "the key %s is damaged", key);
        return SOHOA_OK;
    }
    if (strcmp(sha256, c->master) == 0)
        return SOHOA_OK;
    memcpy(c->master, sha256, sizeof sha256);
    uint64_t bytes = 0;
    int bad = sohoa_hash_file(path, now, &bytes);
    c->report.masters++;
    c->report.bytes += bytes;
    if (bad == ENOENT)
        problem(c, "the master %s is missing", sha256);
    else if (bad)
        problem(c, "the master %s cannot be read: %s", sha256, strerror(bad));
    else if (strcmp(now, sha256) != 0)
        problem(c, "the master %s is damaged: its bytes have another hash", sha256);
    return SOHOA_OK;
}

static int any_key(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)key;
    (void)value;
    *(bool *)arg = true;
    return SOHOA_END;
}

/* Counts the files two folders down that no page uses, and what an interrupted put left. */
static int count_strays(struct check *c, const char *folder, int depth)
{
    char path[SOHOA_PATH_ROOM];
    DIR *d = opendir(folder);
    int rc = SOHOA_OK;
    if (!d)
        return sohoa_fail_errno(c->err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (struct dirent *entry; rc == SOHOA_OK && (entry = readdir(d));) {
        const char *name = entry->d_name;
        int n = snprintf(path, sizeof path, "%s/%s", folder, name);
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || n >= (int)sizeof path)
            continue;
        if (depth < 2 && strlen(name) == 2) {
            rc = count_strays(c, path, depth + 1);
            continue;
        }
        bool used = false;
        struct sohoa_key prefix = sohoa_key_prefix("used", name);
        if (sohoa_sha256_valid(name))
            rc =
                sohoa_scan(c->r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, any_key, &used, c->err);
        c->report.stray += !used;
    }
    closedir(d);
    return rc;
}

/* ---- batches and their pages ---- */

struct recount {
    struct check *c;
    const char *batch;
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
    struct recount count = {.c = c, .batch = batch->id};
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

static int check_changes(struct check *c)
{
    struct sohoa_err why = {0};
    uint64_t last = 0;
    int rc = sohoa_changes_last(c->r, &last, &why);
    if (rc == SOHOA_OK) {
        rc = sohoa_scan(c->r, "change/", "change/", 0, check_change, c, c->err);
        if (rc == SOHOA_OK && c->change < last)
            problem(c, "the last changes are missing: %llu of %llu are there",
                    (unsigned long long)c->change, (unsigned long long)last);
        return rc;
    }
    return told(c, rc, &why);
}

int sohoa_verify(struct sohoa_records *r, const struct sohoa_call *call,
                 void (*found)(void *arg, const char *problem), void *arg,
                 struct sohoa_verify_report *ret, struct sohoa_err *err)
{
    struct check c = {.r = r, .call = call, .found = found, .arg = arg, .err = err};
    const struct {
        const char *prefix;
        unsigned flags;
        int (*each)(void *arg, const char *key, struct sohoa_bytes value);
    } parts[] = {
        {"batch/", 0, visit_batch},
        {"text/", 0, check_text},
        {"dossier/", 0, check_dossier},
        {"code/", SOHOA_SCAN_KEYS, check_pointer},
        {"of/", SOHOA_SCAN_KEYS, check_pointer},
        {"source/", SOHOA_SCAN_KEYS, check_pointer},
        {"used/", SOHOA_SCAN_KEYS, check_used},
    };
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < sizeof parts / sizeof *parts; i++)
        rc =
            sohoa_scan(r, parts[i].prefix, parts[i].prefix, parts[i].flags, parts[i].each, &c, err);
    if (rc == SOHOA_OK)
        rc = sohoa_verify_facts(r, call, fact_problem, &c, &c.report.facts, err);
    char masters[SOHOA_PATH_ROOM];
    if (rc == SOHOA_OK)
        rc = check_changes(&c);
    if (rc == SOHOA_OK)
        rc = sohoa_store_path(r, "masters", "", masters, sizeof masters, err);
    if (rc == SOHOA_OK)
        rc = count_strays(&c, masters, 0);
    if (rc == SOHOA_OK)
        *ret = c.report;
    return rc;
}
