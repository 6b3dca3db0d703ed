/* verify_place.c - see verify_place.h.
 *
 * A sample is all keys whose hash, salted anew for each run, is under a line. For a number of
 * masters the line is the hash of the last of those with the smallest. */
#include "record/verify_place.h"
#include "record/disk_fail.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define NOTE_S 2                      /* so often a place is written down */
#define LINE_MAX_BYTES (256u * 1024u) /* of the file */
#define FILE_NAME "lock/verify"

struct sohoa_verify_place {
    FILE *file; /* NULL: not kept */
    char path[SOHOA_PATH_ROOM];
    bool sampled;
    uint64_t salt, line;
    char begun[SOHOA_STAMP_SIZE];
    struct sohoa_verify_report report; /* at the place */
    bool reached;
    size_t part;
    char key[SOHOA_KEY_ROOM];
    time_t noted;
};

/* ---- the sample ---- */

/* FNV-1a, then the last step of splitmix64, which spreads it over all bits. */
static uint64_t hash_key(uint64_t salt, const char *key)
{
    uint64_t h = salt ^ 0xcbf29ce484222325u;
    /* used/<sha256>/...: what belongs to one master has one hash. */
    size_t size = strncmp(key, "used/", 5) == 0 ? 5 + SOHOA_SHA256_SIZE - 1 : strlen(key);
    for (size_t i = 0; i < size && key[i]; i++)
        h = (h ^ (unsigned char)key[i]) * 0x100000001b3u;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return h ^ (h >> 31);
}

bool sohoa_verify_takes(const struct sohoa_verify_place *place, const char *key)
{
    return !place->sampled || hash_key(place->salt, key) <= place->line;
}

/* The `most` smallest hashes: a heap with the largest on top. */
struct smallest {
    uint64_t salt, *items;
    size_t count, most;
    char last[SOHOA_SHA256_SIZE];
};

static void sift_up(struct smallest *s, size_t i)
{
    for (; i > 0 && s->items[i] > s->items[(i - 1) / 2]; i = (i - 1) / 2) {
        uint64_t item = s->items[i];
        s->items[i] = s->items[(i - 1) / 2];
        s->items[(i - 1) / 2] = item;
    }
}

static void sift_down(struct smallest *s)
{
    for (size_t i = 0, child; (child = 2 * i + 1) < s->count; i = child) {
        child += child + 1 < s->count && s->items[child + 1] > s->items[child];
        if (s->items[child] <= s->items[i])
            return;
        uint64_t item = s->items[i];
        s->items[i] = s->items[child];
        s->items[child] = item;
    }
}

static bool add_master(void *arg, const char *key)
{
    struct smallest *s = arg;
    const char *sha256 = key + strlen("used/");
    if (strncmp(sha256, s->last, SOHOA_SHA256_SIZE - 1) == 0)
        return true;
    (void)snprintf(s->last, sizeof s->last, "%.64s", sha256);
    uint64_t hash = hash_key(s->salt, key);
    if (s->count < s->most) {
        s->items[s->count++] = hash;
        sift_up(s, s->count - 1);
    } else if (hash < s->items[0]) {
        s->items[0] = hash;
        sift_down(s);
    }
    return true;
}

static int line_of_masters(struct sohoa_records *r, struct sohoa_verify_place *place,
                           uint64_t masters, struct sohoa_err *err)
{
    struct smallest s = {.salt = place->salt};
    s.most = masters < SOHOA_VERIFY_MASTERS_MAX ? (size_t)masters : SOHOA_VERIFY_MASTERS_MAX;
    s.items = malloc(s.most * sizeof *s.items);
    if (!s.items)
        return sohoa_no_memory(err);
    int rc = sohoa_records_keys(r, "used/", add_master, &s, err);
    /* Fewer masters than asked for: all are looked at, and all records. */
    place->line = s.count < s.most ? UINT64_MAX : s.items[0];
    free(s.items);
    return rc < 0 ? rc : SOHOA_OK;
}

static int begin(struct sohoa_records *r, const struct sohoa_verify_options *o,
                 struct sohoa_verify_place *place, struct sohoa_err *err)
{
    char id[SOHOA_ID_SIZE];
    sohoa_id_new(id); /* 80 of its bits are random */
    place->salt = hash_key(0, id);
    place->sampled = o->share > 0 || o->masters > 0;
    place->line = o->share >= 1 ? UINT64_MAX : (uint64_t)(o->share * 18446744073709549568.0);
    sohoa_stamp(0, place->begun);
    return o->masters ? line_of_masters(r, place, o->masters, err) : SOHOA_OK;
}

/* ---- the file ---- */

/* One member a count, in the order of the line. */
static const size_t counts[] = {
    offsetof(struct sohoa_verify_report, batches),
    offsetof(struct sohoa_verify_report, pages),
    offsetof(struct sohoa_verify_report, texts),
    offsetof(struct sohoa_verify_report, dossiers),
    offsetof(struct sohoa_verify_report, masters),
    offsetof(struct sohoa_verify_report, bytes),
    offsetof(struct sohoa_verify_report, problems),
    offsetof(struct sohoa_verify_report, facts),
    offsetof(struct sohoa_verify_report, signatures),
    offsetof(struct sohoa_verify_report, stray),
};
#define COUNTS (sizeof counts / sizeof *counts)

static uint64_t *count_at(struct sohoa_verify_report *report, size_t i)
{
    return (uint64_t *)(void *)((char *)report + counts[i]);
}

static void write_line(struct sohoa_verify_place *place, json_t *object)
{
    char *text = sohoa_json_line(object);
    if (text)
        (void)fprintf(place->file, "%s\n", text);
    free(text);
    json_decref(object);
}

static void write_place(struct sohoa_verify_place *place)
{
    json_t *numbers = json_array();
    for (size_t i = 0; i < COUNTS; i++)
        (void)json_array_append_new(numbers,
                                    json_integer((json_int_t)*count_at(&place->report, i)));
    write_line(place, json_pack("{s:I,s:s,s:o}", "part", (json_int_t)place->part, "key", place->key,
                                "counts", numbers));
    (void)fflush(place->file);
}

static void write_head(struct sohoa_verify_place *place, const struct sohoa_verify_options *o)
{
    char salt[32], line[32];
    (void)snprintf(salt, sizeof salt, "%" PRIx64, place->salt);
    (void)snprintf(line, sizeof line, "%" PRIx64, place->line);
    write_line(place, json_pack("{s:s,s:f,s:I,s:s,s:s}", "begun", place->begun, "share", o->share,
                                "masters", (json_int_t)o->masters, "salt", salt, "line", line));
    (void)fflush(place->file);
}

/* The next whole line as an object; NULL: the end, or a line that a kill cut off. */
static json_t *read_line(FILE *f, char *line)
{
    if (!fgets(line, LINE_MAX_BYTES, f) || !strchr(line, '\n'))
        return NULL;
    json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(object))
        return object;
    json_decref(object);
    return NULL;
}

/* The head of a run with the same sample. */
static bool read_head(struct sohoa_verify_place *place, const struct sohoa_verify_options *o,
                      char *line)
{
    json_t *head = read_line(place->file, line);
    const char *begun = json_string_value(json_object_get(head, "begun")),
               *salt = json_string_value(json_object_get(head, "salt")),
               *under = json_string_value(json_object_get(head, "line"));
    double off = json_real_value(json_object_get(head, "share")) - o->share;
    bool same = begun && salt && under && off < 1e-9 && off > -1e-9 &&
                json_integer_value(json_object_get(head, "masters")) == (json_int_t)o->masters;
    if (same) {
        (void)snprintf(place->begun, sizeof place->begun, "%s", begun);
        place->salt = strtoull(salt, NULL, 16);
        place->line = strtoull(under, NULL, 16);
        place->sampled = o->share > 0 || o->masters > 0;
    }
    json_decref(head);
    return same;
}

static bool read_place(struct sohoa_verify_place *place, const json_t *object)
{
    const char *key = json_string_value(json_object_get(object, "key"));
    const json_t *numbers = json_object_get(object, "counts");
    if (!key || strlen(key) >= sizeof place->key || json_array_size(numbers) != COUNTS)
        return false;
    for (size_t i = 0; i < COUNTS; i++)
        *count_at(&place->report, i) = (uint64_t)json_integer_value(json_array_get(numbers, i));
    (void)snprintf(place->key, sizeof place->key, "%s", key);
    place->part = (size_t)json_integer_value(json_object_get(object, "part"));
    return true;
}

/* Reads on to the last place, tells the problems before it, and cuts off what is behind. */
static void read_rest(struct sohoa_verify_place *place, const struct sohoa_verify_options *o,
                      char *line)
{
    long whole = ftell(place->file);
    json_t *waiting = json_array(), *object, *text;
    while ((object = read_line(place->file, line))) {
        json_t *problem = json_object_get(object, "problem");
        size_t i;
        if (problem) {
            (void)json_array_append(waiting, problem);
        } else if (read_place(place, object)) {
            place->reached = true;
            whole = ftell(place->file);
            json_array_foreach(waiting, i, text)
            {
                if (o->found && json_is_string(text))
                    o->found(o->arg, json_string_value(text));
            }
            (void)json_array_clear(waiting);
        }
        json_decref(object);
    }
    json_decref(waiting);
    if (whole < 0 || ftruncate(fileno(place->file), whole) != 0 ||
        fseek(place->file, whole, SEEK_SET) != 0)
        place->reached = false;
}

/* False: there is nothing to go on with. */
static bool take_over(struct sohoa_verify_place *place, const struct sohoa_verify_options *o)
{
    char *line = malloc(LINE_MAX_BYTES);
    bool same = line && !o->restart && read_head(place, o, line);
    if (same)
        read_rest(place, o, line);
    free(line);
    return same && place->reached;
}

/* Opens and locks the file; place->file stays NULL where it cannot be written. */
static int open_file(struct sohoa_records *r, struct sohoa_verify_place *place,
                     struct sohoa_err *err)
{
    int rc = sohoa_store_path(r, FILE_NAME, "", place->path, sizeof place->path, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(place->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return SOHOA_OK;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return sohoa_fail(err, SOHOA_RETRY, "another verify of this store is under way");
    }
    place->file = fdopen(fd, "r+");
    if (!place->file)
        close(fd);
    return SOHOA_OK;
}

int sohoa_verify_place_open(struct sohoa_records *r, const struct sohoa_verify_options *o,
                            struct sohoa_verify_place **ret, struct sohoa_verify_report *ret_report,
                            struct sohoa_err *err)
{
    struct sohoa_verify_place *place = calloc(1, sizeof *place);
    if (!place)
        return sohoa_no_memory(err);
    int rc = o->keep ? open_file(r, place, err) : SOHOA_OK;
    bool resumed = rc == SOHOA_OK && place->file && take_over(place, o);
    if (rc == SOHOA_OK && !resumed) {
        memset(&place->report, 0, sizeof place->report);
        rc = begin(r, o, place, err);
    }
    if (rc == SOHOA_OK && !resumed && place->file) {
        rewind(place->file);
        if (ftruncate(fileno(place->file), 0) == 0)
            write_head(place, o);
    }
    if (rc != SOHOA_OK) {
        sohoa_verify_place_close(place, false);
        return rc;
    }
    *ret_report = place->report;
    memcpy(ret_report->begun, place->begun, sizeof ret_report->begun);
    ret_report->resumed = resumed;
    *ret = place;
    return SOHOA_OK;
}

void sohoa_verify_place_close(struct sohoa_verify_place *place, bool done)
{
    if (!place)
        return;
    if (place->file) {
        if (done)
            unlink(place->path);
        else if (place->reached)
            write_place(place);
        (void)fclose(place->file);
    }
    free(place);
}

bool sohoa_verify_place_at(const struct sohoa_verify_place *place, size_t *ret_part, char *ret_key,
                           size_t room)
{
    if (place->reached) {
        *ret_part = place->part;
        (void)snprintf(ret_key, room, "%s", place->key);
    }
    return place->reached;
}

void sohoa_verify_place_done(struct sohoa_verify_place *place, size_t part, const char *key,
                             const struct sohoa_verify_report *report, const json_t *problems)
{
    size_t i;
    json_t *text;
    if (!place->file)
        return;
    place->reached = true;
    place->report = *report;
    place->part = part;
    (void)snprintf(place->key, sizeof place->key, "%s", key);
    json_array_foreach(problems, i, text)
    {
        write_line(place, json_pack("{s:O}", "problem", text));
    }
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (now.tv_sec - place->noted < NOTE_S)
        return;
    place->noted = now.tv_sec;
    write_place(place);
}

bool sohoa_verify_waits(struct sohoa_records *r, char ret_begun[SOHOA_STAMP_SIZE])
{
    char path[SOHOA_PATH_ROOM], line[1024] = "";
    if (sohoa_store_path(r, FILE_NAME, "", path, sizeof path, NULL) != SOHOA_OK)
        return false;
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    bool read = fgets(line, sizeof line, f) != NULL;
    (void)fclose(f);
    json_t *head = read ? json_loads(line, 0, NULL) : NULL;
    const char *begun = json_string_value(json_object_get(head, "begun"));
    if (begun)
        (void)snprintf(ret_begun, SOHOA_STAMP_SIZE, "%s", begun);
    json_decref(head);
    return begun != NULL;
}
