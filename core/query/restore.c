/* restore.c - see restore.h. No state. */
#include "query/restore.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static int check_empty(const char *folder, struct sohoa_err *err)
{
    DIR *d = opendir(folder);
    if (!d)
        return errno == ENOENT
                   ? SOHOA_OK
                   : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    size_t entries = 0;
    while (readdir(d))
        entries++;
    closedir(d);
    return entries <= 2 ? SOHOA_OK
                        : sohoa_fail(err, SOHOA_BAD_DOSSIER,
                                     "the folder %s is not empty: a backup is restored into a new "
                                     "one",
                                     folder);
}

static int check_erasures(const json_t *erasures, struct sohoa_err *err)
{
    for (size_t i = 0; i < json_array_size(erasures); i++) {
        const json_t *record = json_array_get(erasures, i);
        const char *id = json_string_value(json_object_get(record, "erasure"));
        if (!id || !sohoa_id_valid(id) || !sohoa_erasure_valid(record))
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "entry %zu is not the record of an erasure",
                              i + 1);
    }
    return SOHOA_OK;
}

static int copy(const struct sohoa_restore *o, struct sohoa_err *err)
{
    struct sohoa_records *from = NULL;
    int rc = sohoa_records_open(o->from, SOHOA_OPEN_READONLY, o->registry, NULL, 0, &from, err);
    if (rc == SOHOA_OK)
        rc = sohoa_backup(from, o->call, o->to, o->progress, o->arg, err);
    sohoa_records_close(from);
    return rc;
}

/* ---- erasures -------------------------------------------------------------------------------- */

struct known {
    const char *erasure;
    bool done;
};

static bool note_done(void *arg, const char *erasure, const json_t *record)
{
    struct known *known = arg;
    if (strcmp(erasure, known->erasure) != 0)
        return true;
    known->done = json_is_true(json_object_get(record, "done"));
    return false;
}

/* A record that the backup holds as done was done before it was made. */
static int replay(struct sohoa_records *r, const json_t *erasures, uint64_t *ret_count,
                  struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; i < json_array_size(erasures) && rc == SOHOA_OK; i++) {
        const json_t *record = json_array_get(erasures, i);
        struct sohoa_erase_counts counts = {0};
        struct known known = {.erasure = json_string_value(json_object_get(record, "erasure"))};
        rc = sohoa_erasures_each(r, note_done, &known, err);
        if (rc != SOHOA_OK || known.done)
            continue;
        json_t *bare = json_copy((json_t *)(uintptr_t)record);
        if (!bare)
            return sohoa_no_memory(err);
        (void)json_object_del(bare, "erasure");
        rc = sohoa_erase_replay(r, known.erasure, bare, true, &counts, err);
        *ret_count += rc == SOHOA_OK;
        json_decref(bare);
    }
    return rc;
}

int sohoa_restore(const struct sohoa_restore *o, struct sohoa_restored *ret, struct sohoa_err *err)
{
    struct sohoa_restored done = {0};
    struct sohoa_erase_counts counts = {0};
    struct sohoa_records *r = NULL;
    int rc = check_erasures(o->erasures, err);
    if (rc == SOHOA_OK)
        rc = check_empty(o->to, err);
    if (rc == SOHOA_OK)
        rc = copy(o, err);
    if (rc == SOHOA_OK)
        rc = sohoa_records_open(o->to, 0, o->registry, NULL, 0, &r, err);
    if (rc == SOHOA_OK)
        rc = replay(r, o->erasures, &done.replayed, err);
    if (rc == SOHOA_OK)
        rc = sohoa_erase_finish(r, true, &counts, err);
    if (rc == SOHOA_OK)
        rc = sohoa_verify(r, o->call, o->found, o->arg, &done.report, err);
    sohoa_records_close(r);
    if (rc == SOHOA_OK)
        *ret = done;
    return rc;
}
