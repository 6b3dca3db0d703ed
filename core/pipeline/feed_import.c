/* feed_import.c - the feeder of an import: each source captured, then its pages admitted in order.
 *
 * A file is a dossier, or a folder is. A folder can only be there before if each of its files is:
 * its files are held back, unprobed, while that may be so, and captured as they come from the
 * first new one on. A file that cannot be read is known by its path: it is set aside once, and
 * taken in when it can be read. */
#include "host/log.h"
#include "pipeline/import.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder {
    bool streaming; /* its dossier exists */
    char dossier[SOHOA_ID_SIZE];
    struct sohoa_source *held;
    size_t held_count;
    struct sohoa_source_part *parts;
    size_t part_count;
    bool undigested; /* cut off of another: never recognised again */
};

struct import {
    struct sohoa_feed *feed;
    struct sohoa_records *records;
    struct sohoa_walk *walk;
    struct sohoa_manifest *manifest;
    struct sohoa_seen seen;
    struct folder folder;
    const char *base; /* folder of relative paths */
    bool per_folder, again;
};

/* ---- what is said of a dossier -------------------------------------------------------------- */

static const struct sohoa_manifest_row *row_of(const struct import *im, const char *name)
{
    char path[PATH_MAX];
    if (!im->manifest)
        return NULL;
    int n = name[0] == '/' ? snprintf(path, sizeof path, "%s", name)
                           : snprintf(path, sizeof path, "%s/%s", im->base, name);
    return n < 0 || (size_t)n >= sizeof path ? NULL : sohoa_manifest_find(im->manifest, path);
}

static const char *code_of(const struct import *im, const char *name)
{
    const struct sohoa_manifest_row *row = row_of(im, name);
    if (row && row->code)
        return row->code;
    return json_string_value(json_object_get(im->feed->request, "code"));
}

static int replace(char **text, const char *by, struct sohoa_err *err)
{
    if (!by)
        return SOHOA_OK;
    char *copy = strdup(by);
    if (!copy)
        return sohoa_no_memory(err);
    free(*text);
    *text = copy;
    return SOHOA_OK;
}

/* A dossier's source: the file, or the folder of its first file. */
static char *dossier_source(const struct import *im, const char *name)
{
    const char *slash = im->per_folder ? strrchr(name, '/') : NULL;
    if (!im->per_folder)
        return strdup(name);
    if (!slash)
        return strdup(".");
    return slash == name ? strdup("/") : strndup(name, (size_t)(slash - name));
}

static int describe(const struct import *im, const char *name, struct sohoa_dossier_record *ret,
                    struct sohoa_err *err)
{
    int rc = sohoa_feed_dossier(im->feed, ret, err);
    if (rc)
        return rc;
    const struct sohoa_manifest_row *row = row_of(im, name);
    if (row) {
        rc = replace(&ret->code, row->code, err);
        rc = rc ? rc : replace(&ret->part, row->part, err);
        rc = rc ? rc : replace(&ret->procedure, row->procedure, err);
        rc = rc ? rc : replace(&ret->received, row->received, err);
        rc = rc ? rc : replace(&ret->agency, row->agency, err);
        rc = rc ? rc : replace(&ret->operator_, row->operator_, err);
        if (rc == SOHOA_OK && (row->says || row->schema)) {
            ret->given = row->says ? json_deep_copy(row->says) : json_object();
            if (!ret->given || (row->schema && json_object_set_new(ret->given, "schema",
                                                                   json_string(row->schema))))
                rc = sohoa_no_memory(err);
        }
    }
    if (rc == SOHOA_OK && !(ret->source = dossier_source(im, name)))
        rc = sohoa_no_memory(err);
    if (rc)
        sohoa_dossier_record_clear(ret);
    return rc;
}

/* ---- capturing one source ------------------------------------------------------------------- */

static int admit_all(struct import *im, struct sohoa_leaves *leaves, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (uint32_t i = 0; i < leaves->count && rc == SOHOA_OK; i++) {
        const struct sohoa_admission how = {.charge = leaves->charges[i]};
        rc = sohoa_feed_admit(im->feed, &leaves->pages[i], &how, err);
    }
    return rc;
}

/* first: it begins a new dossier, told in ret_dossier. */
static int capture(struct import *im, const struct sohoa_source *source, bool first, bool grows,
                   const char *digest, char ret_dossier[SOHOA_ID_SIZE], struct sohoa_err *err)
{
    struct sohoa_leaves leaves;
    struct sohoa_dossier_record dossier = {0};
    int rc = SOHOA_OK;
    if (first && im->seen.open) { /* the folder that waited for more is behind us now */
        im->seen.open = false;
        rc = sohoa_feed_grown(im->feed, NULL, NULL, err);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_walk_leaves(im->walk, source, &leaves, err);
    if (rc)
        return rc;
    if (first)
        rc = describe(im, source->name, &dossier, err);
    if (rc == SOHOA_OK) {
        leaves.pages[0].start = first;
        struct sohoa_capture asked = {
            .pages = leaves.pages,
            .count = leaves.count,
            .state = leaves.state,
            .dossier = first ? &dossier : NULL,
            .grows = grows,
            .digest = digest,
        };
        rc = sohoa_feed_capture(im->feed, &asked, err);
    }
    if (first && ret_dossier)
        memcpy(ret_dossier, dossier.id, SOHOA_ID_SIZE);
    sohoa_dossier_record_clear(&dossier);
    if (rc == SOHOA_OK && leaves.state == SOHOA_STATE_PENDING)
        rc = admit_all(im, &leaves, err);
    sohoa_leaves_clear(&leaves);
    return rc;
}

/* The file as a part of what a digest is made of. */
static struct sohoa_source_part part_of(const struct import *im, const struct sohoa_source *source)
{
    struct sohoa_source_part part = {.count = UINT32_MAX};
    if (source->master.sha256[0])
        memcpy(part.sha256, source->master.sha256, sizeof part.sha256);
    else
        sohoa_source_unread(im->base, source->name, part.sha256);
    return part;
}

/* Says why the source is not taken in. */
static int tell_before(struct import *im, const char *name, const char *id, struct sohoa_err *err)
{
    struct sohoa_dossier_record dossier;
    int rc = sohoa_dossier_get(im->records, id, &dossier, err);
    if (rc != SOHOA_OK)
        return rc;
    char *source = dossier_source(im, name);
    bool whole = !dossier.state || strcmp(dossier.state, "incomplete") != 0;
    sohoa_log(SOHOA_INFO,
              whole ? "%s is already digitised as %s; --again makes it anew"
                    : "%s is already in as %s, not whole; `sohoa quarantine` tells why",
              source ? source : name, id);
    free(source);
    sohoa_dossier_record_clear(&dossier);
    return SOHOA_OK;
}

/* OK: the dossier that was made of these before, told. END: there is none. name: the file, or one
 * of the folder. */
static int find_before(struct import *im, const char *name, const char *digest,
                       struct sohoa_err *err)
{
    char dossier[SOHOA_ID_SIZE];
    if (im->again)
        return SOHOA_END;
    int rc = sohoa_source_find(im->records, digest, dossier, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = tell_before(im, name, dossier, err);
    if (rc == SOHOA_OK)
        rc = sohoa_feed_already(im->feed, dossier, err);
    while (rc == SOHOA_OK) { /* separators may have cut it into several */
        rc = sohoa_source_next(im->records, dossier, dossier, err);
        if (rc == SOHOA_OK)
            rc = sohoa_feed_already(im->feed, dossier, err);
    }
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

static int take_file(struct import *im, const struct sohoa_source *source, struct sohoa_err *err)
{
    char digest[SOHOA_SHA256_SIZE];
    const struct sohoa_source_part part = part_of(im, source);
    sohoa_source_digest(code_of(im, source->name), &part, 1, digest);
    int rc = find_before(im, source->name, digest, err);
    return rc == SOHOA_END ? capture(im, source, true, false, digest, NULL, err) : rc;
}

/* ---- folders ----------------------------------------------------------------------------------
 */

static void clear_folder(struct folder *folder)
{
    for (size_t i = 0; i < folder->held_count; i++)
        sohoa_source_clear(&folder->held[i]);
    free(folder->held);
    free(folder->parts);
    *folder = (struct folder){0};
}

/* Captures what is held back: from now on the folder's files go in as they come. */
static int stream(struct import *im, struct sohoa_err *err)
{
    struct folder *folder = &im->folder;
    int rc = SOHOA_OK;
    for (size_t i = 0; i < folder->held_count && rc == SOHOA_OK; i++) {
        rc = capture(im, &folder->held[i], !folder->streaming, true, NULL, folder->dossier, err);
        folder->streaming = true;
    }
    for (size_t i = 0; i < folder->held_count; i++)
        sohoa_source_clear(&folder->held[i]);
    folder->held_count = 0;
    return rc;
}

static int end_folder(struct import *im, const char *name, struct sohoa_err *err)
{
    struct folder *folder = &im->folder;
    char digest[SOHOA_SHA256_SIZE] = "";
    int rc = SOHOA_OK;
    if (folder->held_count == 0 && !folder->streaming)
        return SOHOA_OK;
    if (!folder->undigested)
        sohoa_source_digest(code_of(im, name), folder->parts, folder->part_count, digest);
    if (!folder->streaming) {
        rc = digest[0] ? find_before(im, name, digest, err) : SOHOA_END;
        if (rc == SOHOA_END)
            rc = stream(im, err);
    }
    if (rc == SOHOA_OK && folder->streaming)
        rc = sohoa_feed_grown(im->feed, digest[0] ? digest : NULL, folder->dossier, err);
    clear_folder(folder);
    return rc;
}

static bool any_key(void *arg, const char *key)
{
    (void)key;
    *(bool *)arg = true;
    return false;
}

/* True when a page of the store has this master. */
static bool is_known(struct import *im, const struct sohoa_master *master)
{
    char prefix[8 + SOHOA_SHA256_SIZE];
    bool known = false;
    (void)snprintf(prefix, sizeof prefix, "used/%s/", master->sha256);
    (void)sohoa_records_keys(im->records, prefix, any_key, &known, NULL);
    return known;
}

static int add_part(struct import *im, const struct sohoa_source *source, struct sohoa_err *err)
{
    struct folder *folder = &im->folder;
    void *grown = realloc(folder->parts, (folder->part_count + 1) * sizeof *folder->parts);
    if (!grown)
        return sohoa_no_memory(err);
    folder->parts = grown;
    folder->parts[folder->part_count++] = part_of(im, source);
    return SOHOA_OK;
}

/* Takes the source. */
static int take_in_folder(struct import *im, struct sohoa_source *source, struct sohoa_err *err)
{
    struct folder *folder = &im->folder;
    int rc = add_part(im, source, err);
    if (rc)
        return rc;
    if (folder->streaming)
        return capture(im, source, false, true, NULL, NULL, err);
    void *grown = realloc(folder->held, (folder->held_count + 1) * sizeof *folder->held);
    if (!grown)
        return sohoa_no_memory(err);
    folder->held = grown;
    folder->held[folder->held_count++] = *source;
    bool new_here = im->again || (source->master.sha256[0] && !is_known(im, &source->master));
    *source = (struct sohoa_source){0};
    return new_here ? stream(im, err) : SOHOA_OK;
}

/* The folder in which the batch was cut off goes on with its dossier. */
static void restore_folder(struct import *im)
{
    struct sohoa_seen *seen = &im->seen;
    im->folder.streaming = true;
    memcpy(im->folder.dossier, seen->dossier, sizeof im->folder.dossier);
    im->folder.parts = seen->parts;
    im->folder.part_count = seen->part_count;
    im->folder.undigested = seen->undigested;
    seen->parts = NULL;
    seen->open = false;
}

/* ---- the run over all sources ------------------------------------------------------------------
 */

static int take(struct import *im, struct sohoa_source *source, char **last, struct sohoa_err *err)
{
    bool seen = sohoa_seen_has(&im->seen, source->name);
    if (!im->per_folder)
        return seen ? SOHOA_OK : take_file(im, source, err);
    int rc = SOHOA_OK;
    if (source->start)
        rc = end_folder(im, *last ? *last : "", err);
    if (rc == SOHOA_OK && im->seen.open && strcmp(im->seen.first, source->name) == 0)
        restore_folder(im);
    free(*last);
    *last = strdup(source->name);
    if (rc || seen)
        return rc;
    return take_in_folder(im, source, err);
}

static int take_all(struct import *im, struct sohoa_err *err)
{
    struct sohoa_engine *engine = im->feed->engine;
    char *last = NULL;
    int rc = SOHOA_OK;
    while (rc == SOHOA_OK && !sohoa_engine_stopping(engine)) {
        struct sohoa_source source = {0};
        rc = sohoa_walk_next(im->walk, &source, err);
        if (rc == SOHOA_OK) {
            rc = take(im, &source, &last, err);
            pthread_mutex_lock(&engine->mutex);
            engine->files_in++;
            pthread_mutex_unlock(&engine->mutex);
        } else if (rc == SOHOA_END) {
            rc = im->per_folder ? end_folder(im, last ? last : "", err) : SOHOA_OK;
            if (rc == SOHOA_OK)
                rc = sohoa_feed_end(im->feed, err);
            sohoa_source_clear(&source);
            break;
        }
        sohoa_source_clear(&source);
    }
    free(last);
    return rc == SOHOA_END ? SOHOA_OK : rc; /* END: the run is stopping */
}

static int open_manifest(struct import *im, struct sohoa_err *err)
{
    const json_t *manifest = json_object_get(im->feed->request, "manifest");
    const char *text = json_string_value(json_object_get(manifest, "text"));
    const char *folder = json_string_value(json_object_get(manifest, "folder"));
    if (!text || !folder)
        return SOHOA_OK;
    return sohoa_manifest_parse(text, strlen(text), folder, &im->manifest, err);
}

int sohoa_feed_import(struct sohoa_feed *feed, struct sohoa_err *err)
{
    const json_t *request = feed->request;
    const char *per = json_string_value(json_object_get(request, "per"));
    const char *base = json_string_value(json_object_get(request, "folder"));
    struct import im = {
        .feed = feed,
        .records = feed->engine->records,
        .per_folder = per && strcmp(per, "folder") == 0,
        .again = json_is_true(json_object_get(request, "again")),
        .base = base ? base : "",
    };
    int rc = open_manifest(&im, err);
    if (rc == SOHOA_OK && feed->live)
        rc = sohoa_seen_load(im.records, feed->live->id, im.per_folder ? im.base : NULL, &im.seen,
                             err);
    if (rc == SOHOA_OK)
        rc = sohoa_walk_open(feed->engine, request, &im.walk, err);
    if (rc == SOHOA_OK)
        rc = take_all(&im, err);
    clear_folder(&im.folder);
    sohoa_seen_clear(&im.seen);
    sohoa_walk_close(im.walk);
    sohoa_manifest_close(im.manifest);
    return rc;
}
