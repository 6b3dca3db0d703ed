/* export_list.c - see export_list.h. Two chained tables over one array of entries: by dossier, and
 * by folded name; both compare whole texts. */
#include "pipeline/export_list.h"
#include "pipeline/export_name.h"
#include "pipeline/export_place.h"
#include "record/disk_fail.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LIST_NAME ".sohoa-export"
#define LINE_MAX_BYTES 2048
#define ENTRIES_MAX 50000000u
#define NONE UINT32_MAX

enum { DIGEST, SET, DOSSIER, UNIT, BYTES, TIME, NAME, FIELDS };

struct entry {
    char *line, *folded;      /* line: the texts below, each with its NUL */
    const char *text[FIELDS]; /* of line; BYTES and TIME unused */
    uint64_t bytes;
    int64_t time;
    bool seen, gone;
    uint32_t next_dossier, next_name;
};
struct sohoa_export_list {
    char *dir;
    int fd; /* of the file, locked */
    pthread_mutex_t lock;
    struct entry *entries;
    uint32_t count, room;
    uint32_t *by_dossier, *by_name; /* first entry of each bucket */
    uint32_t buckets;
};

/* ---- tables ---------------------------------------------------------------------------------- */

static uint64_t add_hash(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 0x100000001b3u; /* FNV-1a */
    return (hash ^ 0xFF) * 0x100000001b3u;
}

static uint32_t bucket_of(const struct sohoa_export_list *list, const char *a, const char *b)
{
    return (uint32_t)(add_hash(add_hash(0xcbf29ce484222325u, a), b) % list->buckets);
}

static void enter(struct sohoa_export_list *list, uint32_t index)
{
    struct entry *e = &list->entries[index];
    uint32_t *dossier = &list->by_dossier[bucket_of(list, e->text[SET], e->text[DOSSIER])];
    e->next_dossier = *dossier;
    *dossier = index;
    uint32_t *name = &list->by_name[bucket_of(list, e->folded, "")];
    e->next_name = *name;
    *name = index;
}

static int make_buckets(struct sohoa_export_list *list, uint32_t buckets)
{
    uint32_t *dossiers = malloc(buckets * sizeof *dossiers);
    uint32_t *names = malloc(buckets * sizeof *names);
    if (!dossiers || !names) {
        free(dossiers);
        free(names);
        return -1;
    }
    memset(dossiers, 0xFF, buckets * sizeof *dossiers); /* NONE */
    memset(names, 0xFF, buckets * sizeof *names);
    free(list->by_dossier);
    free(list->by_name);
    list->by_dossier = dossiers;
    list->by_name = names;
    list->buckets = buckets;
    for (uint32_t i = 0; i < list->count; i++)
        enter(list, i);
    return 0;
}

static struct entry *next_entry(struct sohoa_export_list *list)
{
    if (list->count == ENTRIES_MAX)
        return NULL;
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 64;
        struct entry *bigger = realloc(list->entries, room * sizeof *bigger);
        if (!bigger)
            return NULL;
        list->entries = bigger;
        list->room = room;
        if (make_buckets(list, room * 2) != 0)
            return NULL;
    }
    struct entry *e = &list->entries[list->count];
    memset(e, 0, sizeof *e);
    return e;
}

static struct entry *find_unit(struct sohoa_export_list *list,
                               const struct sohoa_export_entry *unit)
{
    if (!list->buckets)
        return NULL;
    uint32_t at = list->by_dossier[bucket_of(list, unit->set, unit->dossier)];
    for (; at != NONE; at = list->entries[at].next_dossier) {
        struct entry *e = &list->entries[at];
        if (!e->gone && strcmp(e->text[UNIT], unit->unit) == 0 &&
            strcmp(e->text[DOSSIER], unit->dossier) == 0 && strcmp(e->text[SET], unit->set) == 0)
            return e;
    }
    return NULL;
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* Takes a line (malloc'd, without its newline); false: it is none, or there is no memory. */
static bool take_line(struct sohoa_export_list *list, char *line, bool seen)
{
    struct entry *e = next_entry(list);
    char *at = line;
    for (int i = 0; e && i < FIELDS; i++) {
        e->text[i] = at;
        at += strcspn(at, "\t");
        if ((*at == '\0') != (i == FIELDS - 1))
            e = NULL;
        else if (*at)
            *at++ = '\0';
    }
    if (e)
        e->folded = sohoa_export_name_fold(e->text[NAME]);
    if (!e || !e->folded) {
        free(line);
        return false;
    }
    e->line = line;
    e->bytes = strtoull(e->text[BYTES], NULL, 10);
    e->time = strtoll(e->text[TIME], NULL, 10);
    e->seen = seen;
    struct entry *old = find_unit(list, &(struct sohoa_export_entry){.set = e->text[SET],
                                                                     .dossier = e->text[DOSSIER],
                                                                     .unit = e->text[UNIT]});
    if (old)
        old->gone = true;
    enter(list, list->count++);
    return true;
}

static int read_lines(struct sohoa_export_list *list, struct sohoa_err *err)
{
    int copy = fcntl(list->fd, F_DUPFD_CLOEXEC, 0);
    FILE *file = copy >= 0 ? fdopen(copy, "r") : NULL;
    if (!file) {
        if (copy >= 0)
            close(copy);
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read '%s'", LIST_NAME);
    }
    char *line = NULL;
    size_t room = 0;
    off_t whole = 0;
    for (ssize_t n; (n = getline(&line, &room, file)) > 0 && line[n - 1] == '\n'; whole += n) {
        line[n - 1] = '\0';
        char *own = n < LINE_MAX_BYTES ? strdup(line) : NULL;
        if (own)
            (void)take_line(list, own, false);
    }
    int fault = feof(file) ? 0 : errno; /* a lack of memory, too: the list is not torn there */
    free(line);
    (void)fclose(file);
    if (fault)
        return sohoa_fail_errno(err, SOHOA_FATAL, fault, "cannot read '%s'", LIST_NAME);
    /* what a killed run has torn must not stand before the next line */
    if (ftruncate(list->fd, whole) != 0 || lseek(list->fd, 0, SEEK_END) < 0)
        return sohoa_disk_fail(err, errno, list->dir, "cannot write to %s");
    return SOHOA_OK;
}

int sohoa_export_list_open(const char *dir, struct sohoa_export_list **ret, struct sohoa_err *err)
{
    char path[SOHOA_EXPORT_PATH];
    struct sohoa_export_list *list = calloc(1, sizeof *list);
    if (!list || !(list->dir = strdup(dir))) {
        free(list);
        return sohoa_no_memory(err);
    }
    pthread_mutex_init(&list->lock, NULL);
    (void)snprintf(path, sizeof path, "%s/" LIST_NAME, dir);
    list->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    int rc = SOHOA_OK;
    if (list->fd < 0)
        rc = sohoa_disk_fail(err, errno, dir, "cannot write to %s");
    else if (flock(list->fd, LOCK_EX | LOCK_NB) != 0)
        rc = sohoa_fail(err, SOHOA_RETRY, "another export to '%s' is going on", dir);
    else if (make_buckets(list, 128) != 0)
        rc = sohoa_no_memory(err);
    else
        rc = read_lines(list, err);
    if (rc == SOHOA_OK)
        *ret = list;
    else
        sohoa_export_list_close(list);
    return rc;
}

void sohoa_export_list_close(struct sohoa_export_list *list)
{
    if (!list)
        return;
    for (uint32_t i = 0; i < list->count; i++) {
        free(list->entries[i].line);
        free(list->entries[i].folded);
    }
    if (list->fd >= 0)
        close(list->fd);
    pthread_mutex_destroy(&list->lock);
    free(list->entries);
    free(list->by_dossier);
    free(list->by_name);
    free(list->dir);
    free(list);
}

/* ---- units ----------------------------------------------------------------------------------- */

static bool untouched(const struct sohoa_export_list *list, const struct entry *e)
{
    uint64_t bytes = 0;
    int64_t time = 0;
    return sohoa_export_place_stat(list->dir, e->text[NAME], &bytes, &time) && bytes == e->bytes &&
           time == e->time;
}

enum sohoa_export_found sohoa_export_list_find(struct sohoa_export_list *list,
                                               const struct sohoa_export_entry *unit)
{
    enum sohoa_export_found found = SOHOA_EXPORT_NEW;
    pthread_mutex_lock(&list->lock);
    struct entry *e = find_unit(list, unit);
    if (e)
        e->seen = true;
    if (e && strcmp(e->text[DIGEST], unit->digest) == 0) {
        if (!*e->text[NAME])
            found = SOHOA_EXPORT_SPLIT;
        else if (untouched(list, e))
            found = SOHOA_EXPORT_SAME;
    }
    pthread_mutex_unlock(&list->lock);
    return found;
}

/* Whether a former name is the base with or without a number behind it. */
static bool fits(const char *name, const char *base, const char *suffix)
{
    size_t n = strlen(base), all = strlen(name), s = strlen(suffix);
    if (all < n + s || strncmp(name, base, n) != 0 || strcmp(name + all - s, suffix) != 0)
        return false;
    size_t between = all - s - n;
    return between == 0 ||
           (name[n] == '-' && between > 1 && strspn(name + n + 1, "0123456789") == between - 1);
}

static bool is_free(const struct sohoa_export_list *list, const char *name)
{
    uint64_t bytes;
    int64_t time;
    char *folded = sohoa_export_name_fold(name);
    bool found = !folded;
    uint32_t at = folded ? list->by_name[bucket_of(list, folded, "")] : NONE;
    for (; at != NONE && !found; at = list->entries[at].next_name)
        found = !list->entries[at].gone && strcmp(list->entries[at].folded, folded) == 0;
    free(folded);
    return !found && !sohoa_export_place_stat(list->dir, name, &bytes, &time);
}

static char *free_name(const struct sohoa_export_list *list, const char *base, const char *suffix)
{
    char *name = NULL;
    for (unsigned i = 1; i < 1000000; i++) {
        int n = i == 1 ? asprintf(&name, "%s%s", base, suffix)
                       : asprintf(&name, "%s-%u%s", base, i, suffix);
        if (n < 0)
            return NULL;
        if (is_free(list, name))
            return name;
        free(name);
    }
    return NULL;
}

/* A line of the list; NULL: out of memory. */
static char *format_line(const struct sohoa_export_entry *e)
{
    char *line = NULL;
    int n = asprintf(&line, "%s\t%s\t%s\t%s\t%" PRIu64 "\t%" PRId64 "\t%s\n", e->digest, e->set,
                     e->dossier, e->unit, e->bytes, e->time, e->name);
    return n < 0 ? NULL : line;
}

char *sohoa_export_list_claim(struct sohoa_export_list *list, const struct sohoa_export_entry *unit,
                              const char *base, const char *suffix)
{
    char *name = NULL;
    pthread_mutex_lock(&list->lock);
    const struct entry *e = find_unit(list, unit);
    if (e && *e->text[NAME] && fits(e->text[NAME], base, suffix)) {
        name = strdup(e->text[NAME]);
    } else if ((name = free_name(list, base, suffix))) {
        /* in memory only: nobody else takes it meanwhile, and nothing is in place yet */
        struct sohoa_export_entry claim = *unit;
        claim.digest = "-";
        claim.name = name;
        char *line = format_line(&claim);
        if (e && *e->text[NAME] && untouched(list, e)) {
            char path[SOHOA_EXPORT_PATH]; /* the unit has another name now */
            (void)snprintf(path, sizeof path, "%s/%s", list->dir, e->text[NAME]);
            sohoa_export_place_remove(path);
        }
        if (line)
            line[strlen(line) - 1] = '\0';
        if (!line || !take_line(list, line, true)) {
            free(name);
            name = NULL;
        }
    }
    pthread_mutex_unlock(&list->lock);
    return name;
}

static int write_line(struct sohoa_export_list *list, const char *line, struct sohoa_err *err)
{
    off_t at = lseek(list->fd, 0, SEEK_END);
    ssize_t n = write(list->fd, line, strlen(line));
    if (n == (ssize_t)strlen(line))
        return SOHOA_OK;
    int why = n < 0 ? errno : ENOSPC;
    (void)ftruncate(list->fd, at);
    return sohoa_disk_fail(err, why, list->dir, "cannot write to %s");
}

int sohoa_export_list_add(struct sohoa_export_list *list, const struct sohoa_export_entry *entry,
                          struct sohoa_err *err)
{
    char *line = format_line(entry);
    if (!line)
        return sohoa_no_memory(err);
    pthread_mutex_lock(&list->lock);
    int rc = write_line(list, line, err);
    line[strlen(line) - 1] = '\0';
    if (rc != SOHOA_OK)
        free(line);
    else if (!take_line(list, line, true))
        rc = sohoa_no_memory(err);
    pthread_mutex_unlock(&list->lock);
    return rc;
}

void sohoa_export_list_prune(struct sohoa_export_list *list, const char *set, const char *dossier)
{
    pthread_mutex_lock(&list->lock);
    uint32_t at = list->by_dossier[bucket_of(list, set, dossier)];
    for (; at != NONE; at = list->entries[at].next_dossier) {
        struct entry *e = &list->entries[at];
        if (e->gone || e->seen || strcmp(e->text[DOSSIER], dossier) != 0 ||
            strcmp(e->text[SET], set) != 0)
            continue;
        char path[SOHOA_EXPORT_PATH];
        (void)snprintf(path, sizeof path, "%s/%s", list->dir, e->text[NAME]);
        if (*e->text[NAME] && untouched(list, e))
            sohoa_export_place_remove(path);
        e->gone = true;
    }
    pthread_mutex_unlock(&list->lock);
}
