/* audit_verify.c - the access record held against its key, and against an anchor.
 *
 * Within a chain each line must have the next number, the MAC of the line before, and its own MAC
 * right; a file begins with its head, and files follow each other without a gap. What a chain
 * cannot tell is that its end, or all of it, is gone: that is what anchors are for. Runs beside
 * writers. [any] */
#include "query/audit_parts.h"

#include "host/lang.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANCHORS_MAX 1000000u

/* A head that an anchor names. */
struct anchor {
    char chain[SOHOA_ID_SIZE];
    char mac[SOHOA_AUDIT_HASH_SIZE];
    uint64_t n;
    bool seen;
};

struct check {
    struct sohoa_audit *audit;
    struct anchor *anchors;                      /* by chain, then number */
    size_t anchor_count, anchor_from, anchor_to; /* those of the chain at hand */
    void (*found)(void *arg, const char *problem);
    void *arg;
    struct sohoa_audit_report report;
    /* the chain at hand */
    const struct sohoa_audit_file *file;
    uint64_t line; /* in the file, from 1 */
    uint64_t n;
    char prev[SOHOA_AUDIT_HASH_SIZE];
    bool lost; /* a fault was told: until a line is right again its followers say nothing */
    bool head; /* the file's first line is still to come */
    char at[SOHOA_STAMP_SIZE + 8];
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

static void see_anchor(struct check *c, const struct sohoa_audit_line *line)
{
    for (size_t i = c->anchor_from; i < c->anchor_to; i++) {
        struct anchor *a = &c->anchors[i];
        if (a->seen || a->n != line->n)
            continue;
        a->seen = true;
        if (strcmp(a->mac, line->mac) != 0)
            problem(c, "access record %s: entry %llu is not the one of the anchor", c->file->chain,
                    (unsigned long long)line->n);
    }
}

static void check_head(struct check *c, const char *line, size_t size)
{
    char chain[SOHOA_ID_SIZE], key[AUDIT_KEY_ID_SIZE];
    uint64_t number = 0;
    if (!sohoa_audit_head_parse(line, size, chain, &number, key))
        problem(c, "access record %s, file %u: the first line is no head", c->file->chain,
                c->file->number);
    else if (strcmp(chain, c->file->chain) != 0 || number != c->file->number)
        problem(c, "access record %s, file %u: the head names chain %s, file %llu", c->file->chain,
                c->file->number, chain, (unsigned long long)number);
    else if (strcmp(key, c->audit->key.id) != 0)
        problem(c, "access record %s, file %u: kept with another key, %s", c->file->chain,
                c->file->number, key);
}

/* One line against the key and the line before. */
static bool check_line(void *arg, const char *text, size_t size)
{
    struct check *c = arg;
    struct sohoa_audit_line line;
    char mac[SOHOA_AUDIT_HASH_SIZE] = "";
    c->line++;
    bool sound = sohoa_audit_line_parse(text, size, &line);
    if (sound) {
        sohoa_mac_hex(&c->audit->key.line, text, line.signed_size, mac);
        sound = strcmp(mac, line.mac) == 0;
    }
    if (!sound) {
        problem(c, "access record %s, file %u, line %llu: altered, its MAC is wrong",
                c->file->chain, c->file->number, (unsigned long long)c->line);
        c->lost = true;
        c->head = false;
        return true;
    }
    if (c->head)
        check_head(c, text, size);
    c->head = false;
    bool follows = line.n == c->n && strcmp(line.prev, c->prev) == 0;
    if (c->lost ? line.n < c->n : !follows)
        problem(c,
                "access record %s, file %u, line %llu: entry %llu does not follow the one before "
                "it: something was removed or put elsewhere",
                c->file->chain, c->file->number, (unsigned long long)c->line,
                (unsigned long long)line.n);
    c->lost = false;
    c->n = line.n + 1;
    memcpy(c->prev, line.mac, sizeof c->prev);
    c->report.entries++;
    if (c->anchor_from < c->anchor_to)
        see_anchor(c, &line);
    return true;
}

static void check_end(struct check *c, enum sohoa_audit_end end, bool owned, bool last)
{
    if (end == AUDIT_END_ODD)
        problem(c, "access record %s, file %u, line %llu: no text of a record", c->file->chain,
                c->file->number, (unsigned long long)c->line + 1);
    else if (end == AUDIT_END_TORN && !last)
        problem(c, "access record %s, file %u: ends in the middle of a line, but another follows",
                c->file->chain, c->file->number);
    else if (!owned && (end == AUDIT_END_TORN || c->line == 0))
        c->report.torn++; /* killed before its first line was whole: nothing was acknowledged */
}

static int check_file(struct check *c, const struct sohoa_audit_file *file, bool last,
                      struct sohoa_err *err)
{
    char path[AUDIT_PATH_ROOM];
    enum sohoa_audit_end end = AUDIT_END_WHOLE;
    bool owned = false;
    c->file = file;
    c->line = 0;
    c->head = true;
    int rc =
        sohoa_audit_file_path(c->audit->store, file->chain, file->number, path, sizeof path, err);
    if (rc == SOHOA_OK)
        rc = sohoa_audit_file_read(path, check_line, c, &end, &owned, err);
    if (rc == SOHOA_END)
        return SOHOA_OK; /* let go by a process that could not write it */
    if (rc == SOHOA_OK) {
        c->report.files++;
        check_end(c, end, owned, last);
    }
    return rc;
}

static void begin_chain(struct check *c, const char *chain)
{
    c->anchor_from = c->anchor_to;
    while (c->anchor_from < c->anchor_count && strcmp(c->anchors[c->anchor_from].chain, chain) < 0)
        c->anchor_from++;
    c->anchor_to = c->anchor_from;
    while (c->anchor_to < c->anchor_count && strcmp(c->anchors[c->anchor_to].chain, chain) == 0)
        c->anchor_to++;
    c->report.chains++;
    c->n = 0;
    memset(c->prev, '0', sizeof c->prev - 1);
    c->prev[sizeof c->prev - 1] = '\0';
    c->lost = false;
}

static int check_files(struct check *c, const struct sohoa_audit_file *files, size_t count,
                       struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++) {
        bool first = i == 0 || strcmp(files[i].chain, files[i - 1].chain) != 0;
        bool last = i + 1 == count || strcmp(files[i].chain, files[i + 1].chain) != 0;
        uint32_t wanted = first ? 1 : files[i - 1].number + 1;
        if (first)
            begin_chain(c, files[i].chain);
        if (files[i].number != wanted) {
            c->file = &files[i];
            problem(c, "access record %s: file %u is missing", files[i].chain, wanted);
            c->lost = true;
        }
        rc = check_file(c, &files[i], last, err);
    }
    return rc;
}

/* ---- anchors ---- */

static bool parse_anchor(const char *line, size_t size, struct anchor *ret)
{
    json_t *object = json_loadb(line, size, 0, NULL);
    const char *chain = json_string_value(json_object_get(object, "chain"));
    const char *mac = json_string_value(json_object_get(object, "mac"));
    const json_t *n = json_object_get(object, "n");
    bool fits = sohoa_id_valid(chain) && mac && strlen(mac) == SOHOA_AUDIT_HASH_SIZE - 1 &&
                json_is_integer(n) && json_integer_value(n) >= 0;
    if (fits) {
        *ret = (struct anchor){.n = (uint64_t)json_integer_value(n)};
        memcpy(ret->chain, chain, sizeof ret->chain);
        memcpy(ret->mac, mac, sizeof ret->mac);
    }
    json_decref(object);
    return fits;
}

static int by_chain(const void *a, const void *b)
{
    return strcmp(((const struct anchor *)a)->chain, ((const struct anchor *)b)->chain);
}

static int read_anchors(struct check *c, const char *text, struct sohoa_err *err)
{
    size_t room = 0, line = 1;
    for (const char *at = text; *at; line++) {
        size_t size = strcspn(at, "\n");
        if (c->anchor_count == room) {
            room = room ? room * 2 : 16;
            void *grown =
                room <= ANCHORS_MAX ? realloc(c->anchors, room * sizeof *c->anchors) : NULL;
            if (!grown)
                return sohoa_no_memory(err);
            c->anchors = grown;
        }
        if (size && !parse_anchor(at, size, &c->anchors[c->anchor_count++]))
            return sohoa_fail(err, SOHOA_END, "line %zu of the anchor is no head of a chain", line);
        at += size + (at[size] == '\n');
    }
    if (c->anchor_count > 1)
        qsort(c->anchors, c->anchor_count, sizeof *c->anchors, by_chain);
    return SOHOA_OK;
}

static void check_anchors(struct check *c)
{
    for (size_t i = 0; i < c->anchor_count; i++)
        if (!c->anchors[i].seen)
            problem(
                c,
                "access record %s: entry %llu of the anchor is missing: the end of the record was "
                "cut off, or all of it",
                c->anchors[i].chain, (unsigned long long)c->anchors[i].n);
}

int sohoa_audit_verify(struct sohoa_audit *audit, const char *anchor,
                       void (*found)(void *arg, const char *problem), void *arg,
                       struct sohoa_audit_report *ret, struct sohoa_err *err)
{
    struct check c = {.audit = audit, .found = found, .arg = arg};
    struct sohoa_audit_file *files = NULL;
    size_t count = 0;
    int rc = anchor ? read_anchors(&c, anchor, err) : SOHOA_OK;
    if (rc == SOHOA_OK)
        rc = sohoa_audit_files(audit->store, &files, &count, err);
    if (rc == SOHOA_OK)
        rc = check_files(&c, files, count, err);
    if (rc == SOHOA_OK) {
        check_anchors(&c);
        *ret = c.report;
    }
    free(files);
    free(c.anchors);
    return rc;
}

/* ---- making one ---- */

static bool keep_last(void *arg, const char *line, size_t size)
{
    struct sohoa_audit_line parsed;
    if (sohoa_audit_line_parse(line, size, &parsed))
        *(struct sohoa_audit_line *)arg = parsed;
    return true;
}

static int put_anchor(struct sohoa_audit *audit, const struct sohoa_audit_file *file,
                      struct sohoa_audit_bytes *to, struct sohoa_err *err)
{
    char path[AUDIT_PATH_ROOM], text[256];
    struct sohoa_audit_line last = {0};
    enum sohoa_audit_end end;
    bool owned;
    int rc = sohoa_audit_file_path(audit->store, file->chain, file->number, path, sizeof path, err);
    if (rc == SOHOA_OK)
        rc = sohoa_audit_file_read(path, keep_last, &last, &end, &owned, err);
    if (rc == SOHOA_OK && last.mac[0]) {
        (void)snprintf(text, sizeof text,
                       "{\"chain\":\"%s\",\"file\":%u,\"n\":%llu,\"mac\":\"%s\"}\n", file->chain,
                       file->number, (unsigned long long)last.n, last.mac);
        sohoa_audit_puts(to, text);
    }
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

int sohoa_audit_anchor(struct sohoa_audit *audit, char **ret, struct sohoa_err *err)
{
    struct sohoa_audit_file *files = NULL;
    struct sohoa_audit_bytes text = {0};
    size_t count = 0;
    int rc = sohoa_audit_files(audit->store, &files, &count, err);
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        if (i + 1 == count || strcmp(files[i].chain, files[i + 1].chain) != 0)
            rc = put_anchor(audit, &files[i], &text, err);
    sohoa_audit_put(&text, "", 1);
    if (rc == SOHOA_OK && text.failed)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        *ret = text.data;
    else
        free(text.data);
    free(files);
    return rc;
}
