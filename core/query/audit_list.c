/* audit_list.c - entries out of all chains, by time. A file is written in the order of time but for
 * milliseconds, and its head line tells when it begins; so a question about last week does not
 * read the years before. Runs beside writers. [any] */
#include "query/audit_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOUND_MAX 1000000u

/* A line that answers the question. */
struct found {
    char at[SOHOA_STAMP_SIZE + 8];
    uint64_t n;
    char *line;
};

struct look {
    const struct sohoa_audit_filter *filter;
    const char *whose; /* the citizen's hash, NULL = anybody */
    struct found *all;
    size_t count, room;
    int rc;
    struct sohoa_err *err;
};

/* Whether a stamp lies from `from` on and before or within `to`; both may be cut short. */
static bool in_time(const struct sohoa_audit_filter *f, const char *at)
{
    return (!f->from || strcmp(at, f->from) >= 0) &&
           (!f->to || strncmp(at, f->to, strlen(f->to)) <= 0);
}

static bool is(const json_t *object, const char *name, const char *wanted)
{
    const char *text = json_string_value(json_object_get(object, name));
    return !wanted || (text && strcmp(text, wanted) == 0);
}

static bool wanted(const struct look *l, const json_t *object, const char *at)
{
    const struct sohoa_audit_filter *f = l->filter;
    return in_time(f, at) && !json_object_get(object, "chain") && is(object, "who", f->who) &&
           is(object, "action", f->action) && is(object, "whose", l->whose);
}

static int by_time(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    int order = strcmp(x->at, y->at);
    return order ? order : (x->n > y->n) - (x->n < y->n);
}

/* Drops what is older than the newest `limit`. */
static void keep_newest(struct look *l, size_t limit)
{
    if (l->count > 1)
        qsort(l->all, l->count, sizeof *l->all, by_time);
    if (!limit || l->count <= limit)
        return;
    size_t drop = l->count - limit;
    for (size_t i = 0; i < drop; i++)
        free(l->all[i].line);
    memmove(l->all, l->all + drop, limit * sizeof *l->all);
    l->count = limit;
}

static int add(struct look *l, const char *at, uint64_t n, const char *line, size_t size)
{
    if (l->count == FOUND_MAX)
        return sohoa_fail(l->err, SOHOA_FATAL, "more than %u entries match; ask for a shorter time",
                          FOUND_MAX);
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 256;
        void *grown = realloc(l->all, room * sizeof *l->all);
        if (!grown)
            return sohoa_no_memory(l->err);
        l->all = grown;
        l->room = room;
    }
    struct found *f = &l->all[l->count];
    (void)snprintf(f->at, sizeof f->at, "%s", at);
    f->n = n;
    f->line = strndup(line, size);
    if (!f->line)
        return sohoa_no_memory(l->err);
    l->count++;
    if (l->filter->limit && l->count >= 4 * l->filter->limit + 1000)
        keep_newest(l, l->filter->limit);
    return SOHOA_OK;
}

/* The stamp of a line as it stands there, without parsing: in front, behind the number. */
static bool may_be_in_time(const struct sohoa_audit_filter *f, const char *line, size_t size)
{
    static const char name[] = ",\"at\":\"";
    char at[24];
    const char *found = memmem(line, size < 40 ? size : 40, name, sizeof name - 1);
    if (!found || size - (size_t)(found - line) < sizeof name - 1 + sizeof at)
        return true;
    memcpy(at, found + sizeof name - 1, sizeof at - 1);
    at[sizeof at - 1] = '\0';
    return in_time(f, at);
}

/* A line is parsed only when its time fits and the hash that is looked for stands in it. */
static bool each_line(void *arg, const char *line, size_t size)
{
    struct look *l = arg;
    if (!may_be_in_time(l->filter, line, size))
        return true;
    if (l->whose && !memmem(line, size, l->whose, SOHOA_AUDIT_HASH_SIZE - 1))
        return true;
    json_t *object = json_loadb(line, size, 0, NULL);
    const char *at = json_string_value(json_object_get(object, "at"));
    if (at && strlen(at) < sizeof l->all->at && wanted(l, object, at))
        l->rc = add(l, at, (uint64_t)json_integer_value(json_object_get(object, "n")), line, size);
    json_decref(object);
    return l->rc == SOHOA_OK;
}

/* When the file begins. */
static bool first_line(void *arg, const char *line, size_t size)
{
    json_t *object = json_loadb(line, size, 0, NULL);
    const char *at = json_string_value(json_object_get(object, "at"));
    (void)snprintf(arg, SOHOA_STAMP_SIZE + 8, "%s", at ? at : "");
    json_decref(object);
    return false;
}

static void begin_of(const char *path, char ret[SOHOA_STAMP_SIZE + 8])
{
    enum sohoa_audit_end end;
    bool owned;
    ret[0] = '\0';
    (void)sohoa_audit_file_read(path, first_line, ret, &end, &owned, NULL);
}

/* A file that another one of its chain follows ends before that one begins. */
static bool before_from(struct sohoa_audit *a, const struct sohoa_audit_filter *f,
                        const struct sohoa_audit_file *next)
{
    char path[AUDIT_PATH_ROOM], at[SOHOA_STAMP_SIZE + 8];
    if (!f->from ||
        sohoa_audit_file_path(a->store, next->chain, next->number, path, sizeof path, NULL) != 0)
        return false;
    begin_of(path, at);
    return at[0] && strncmp(at, f->from, strlen(f->from)) < 0 && strlen(f->from) <= 10;
}

static int look_into(struct sohoa_audit *a, struct look *l, const struct sohoa_audit_file *files,
                     size_t count)
{
    char path[AUDIT_PATH_ROOM];
    for (size_t i = 0; i < count; i++) {
        enum sohoa_audit_end end;
        bool owned;
        bool followed = i + 1 < count && strcmp(files[i].chain, files[i + 1].chain) == 0;
        if (followed && before_from(a, l->filter, &files[i + 1]))
            continue;
        int rc = sohoa_audit_file_path(a->store, files[i].chain, files[i].number, path, sizeof path,
                                       l->err);
        if (rc == SOHOA_OK)
            rc = sohoa_audit_file_read(path, each_line, l, &end, &owned, l->err);
        if (rc == SOHOA_OK)
            rc = l->rc;
        if (rc != SOHOA_OK && rc != SOHOA_END)
            return rc;
    }
    return SOHOA_OK;
}

static bool tell(const struct look *l, bool (*each)(void *arg, const json_t *entry), void *arg)
{
    for (size_t i = 0; i < l->count; i++) {
        json_t *object = json_loads(l->all[i].line, 0, NULL);
        json_object_del(object, "n");
        json_object_del(object, "prev");
        json_object_del(object, "mac");
        bool on = !object || each(arg, object);
        json_decref(object);
        if (!on)
            return false;
    }
    return true;
}

int sohoa_audit_each(struct sohoa_audit *a, const struct sohoa_audit_filter *filter,
                     bool (*each)(void *arg, const json_t *entry), void *arg, struct sohoa_err *err)
{
    static const struct sohoa_audit_filter all;
    char whose[SOHOA_AUDIT_HASH_SIZE];
    struct look l = {.filter = filter ? filter : &all, .err = err};
    struct sohoa_audit_file *files = NULL;
    size_t count = 0;
    if (l.filter->citizen) {
        sohoa_audit_hash(a, l.filter->citizen, whose);
        l.whose = whose;
    }
    int rc = sohoa_audit_files(a->store, &files, &count, err);
    if (rc == SOHOA_OK)
        rc = look_into(a, &l, files, count);
    if (rc == SOHOA_OK) {
        keep_newest(&l, l.filter->limit);
        (void)tell(&l, each, arg);
    }
    for (size_t i = 0; i < l.count; i++)
        free(l.all[i].line);
    free(l.all);
    free(files);
    return rc;
}
