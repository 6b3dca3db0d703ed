/* request_file.c - see request_file.h. [any]; a batch has one owner. */
#include "pipeline/request_file.h"
#include "host/write_all.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INLINE_MAX 8192u /* bytes of JSON that the record takes */
static const char *const large[] = {"paths", "manifest"};

static int path_of(struct sohoa_records *records, const char *batch, const char *ending, char *buf,
                   size_t room)
{
    int n = snprintf(buf, room, "%s/lock/%s%s", sohoa_records_dir(records), batch, ending);
    return n > 0 && (size_t)n < room ? 0 : -1;
}

static int write_whole(const char *path, const char *text, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int failed = sohoa_write_all(fd, text, size);
    if (!failed && fsync(fd))
        failed = errno;
    close(fd);
    return failed;
}

static int sync_folder(struct sohoa_records *records)
{
    char path[PATH_MAX];
    if (path_of(records, "", "", path, sizeof path))
        return ENAMETOOLONG;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) ? errno : 0;
    if (fd >= 0)
        close(fd);
    return failed;
}

static int write_file(struct sohoa_records *records, const char *batch, const char *text,
                      struct sohoa_err *err)
{
    char path[PATH_MAX], temporary[PATH_MAX];
    int failed = ENAMETOOLONG;
    if (path_of(records, batch, ".json", path, sizeof path) == 0 &&
        path_of(records, batch, ".new", temporary, sizeof temporary) == 0) {
        failed = write_whole(temporary, text, strlen(text));
        if (!failed && rename(temporary, path))
            failed = errno;
        if (!failed)
            failed = sync_folder(records);
        if (failed)
            unlink(temporary);
    }
    return failed ? sohoa_fail_errno(err, SOHOA_FATAL, failed, "cannot write to '%s'", path)
                  : SOHOA_OK;
}

int sohoa_request_save(struct sohoa_records *records, const char *batch, const json_t *request,
                       json_t **ret, struct sohoa_err *err)
{
    char *text = sohoa_json_line(request);
    json_t *kept = json_deep_copy(request);
    int rc = text && kept ? SOHOA_OK : sohoa_no_memory(err);
    /* A manifest may name people: it goes with the file when the batch closes. */
    if (rc == SOHOA_OK && (strlen(text) > INLINE_MAX || json_object_get(request, "manifest"))) {
        for (size_t i = 0; i < sizeof large / sizeof *large; i++)
            json_object_del(kept, large[i]);
        json_object_set_new(kept, "file", json_true());
        rc = write_file(records, batch, text, err);
    }
    free(text);
    if (rc)
        json_decref(kept);
    else
        *ret = kept;
    return rc;
}

json_t *sohoa_request_load(struct sohoa_records *records, const char *batch, const json_t *kept)
{
    char path[PATH_MAX];
    json_t *whole = json_deep_copy(kept);
    if (!whole || !json_is_true(json_object_get(kept, "file")) ||
        path_of(records, batch, ".json", path, sizeof path))
        return whole;
    json_t *filed = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    for (size_t i = 0; i < sizeof large / sizeof *large && filed; i++)
        json_object_set(whole, large[i], json_object_get(filed, large[i]));
    json_decref(filed);
    return whole;
}

void sohoa_request_drop(struct sohoa_records *records, const char *batch, const json_t *kept)
{
    char path[PATH_MAX];
    if (json_is_true(json_object_get(kept, "file")) &&
        path_of(records, batch, ".json", path, sizeof path) == 0)
        unlink(path);
}
