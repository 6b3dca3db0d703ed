/* dict.c - the dictionaries of a store: read, and made when the store is made.
 *
 * They are made from invented records only (dict_sample.c), the same ones every time; a store
 * keeps the ones that its values were packed with, whatever later programs would make. A
 * dictionary in place is never replaced. Any thread. */
#include "record/dict.h"

#include "host/write_all.h"
#include "record/codec.h"
#include "record/dict_sample.h"
#include "record/disk_fail.h"
#include "record/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zdict.h>

#define DICT_ROOM (64u * 1024)

static int name_dict(const char *folder, unsigned number, const char *suffix, char *buf,
                     size_t room, struct sohoa_err *err)
{
    int n = snprintf(buf, room, "%s/%u.zdict%s", folder, number, suffix);
    if (n > 0 && (size_t)n < room)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", folder);
}

static int read_all(int fd, char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = pread(fd, bytes + at, size - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : EIO;
        at += (size_t)n;
    }
    return 0;
}

int sohoa_dict_read(const char *folder, unsigned number, void **ret, size_t *ret_size,
                    struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    struct stat st;
    int rc = name_dict(folder, number, "", path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the dictionary %s", path);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    void *bytes = NULL;
    if (st.st_size <= 0 || st.st_size > SOHOA_DICT_BYTES_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "the dictionary %s is damaged", path);
    else if (!(bytes = malloc((size_t)st.st_size)))
        rc = sohoa_no_memory(err);
    int bad = rc == SOHOA_OK ? read_all(fd, bytes, (size_t)st.st_size) : 0;
    if (bad)
        rc = sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot read the dictionary %s", path);
    close(fd);
    if (rc == SOHOA_OK) {
        *ret = bytes;
        *ret_size = (size_t)st.st_size;
    } else {
        free(bytes);
    }
    return rc;
}

/* Gives a whole, synced file its name unless the name is taken. 0 or an errno. */
static int publish(const char *folder, const char *temporary, const char *path, const void *bytes,
                   size_t size)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int bad = sohoa_write_all(fd, bytes, size);
    if (!bad && fsync(fd) != 0)
        bad = errno;
    close(fd);
    if (!bad && link(temporary, path) != 0 && errno != EEXIST)
        bad = errno;
    unlink(temporary);
    return bad ? bad : sohoa_folder_sync(folder);
}

static int write_dict(const char *folder, unsigned number, const void *bytes, size_t size,
                      struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM], temporary[SOHOA_PATH_ROOM], suffix[32];
    (void)snprintf(suffix, sizeof suffix, ".%ld", (long)getpid());
    int rc = name_dict(folder, number, "", path, sizeof path, err);
    if (rc == SOHOA_OK)
        rc = name_dict(folder, number, suffix, temporary, sizeof temporary, err);
    if (rc != SOHOA_OK)
        return rc;
    int bad = publish(folder, temporary, path, bytes, size);
    if (bad == 0)
        return SOHOA_OK;
    return sohoa_disk_fail(err, bad, folder, "cannot write the dictionaries in %s");
}

/* The dictionary: the samples' text with tables for their statistics. */
static int make_dict(const struct sohoa_samples *s, void *room, size_t *ret_size,
                     struct sohoa_err *err)
{
    ZDICT_params_t params = {.compressionLevel = 12, .dictID = 0};
    size_t n = ZDICT_finalizeDictionary(room, DICT_ROOM, s->content.bytes, s->content.size,
                                        s->samples.bytes, s->sizes, s->count, params);
    if (ZDICT_isError(n))
        return sohoa_fail(err, SOHOA_FATAL, "a dictionary could not be made: %s",
                          ZDICT_getErrorName(n));
    *ret_size = n;
    return SOHOA_OK;
}

static int train(const char *folder, enum sohoa_dict number, struct sohoa_err *err)
{
    struct sohoa_samples samples = {0};
    size_t size = 0;
    void *room = malloc(DICT_ROOM);
    int rc = room && sohoa_samples_make(number, &samples) == 0
                 ? make_dict(&samples, room, &size, err)
                 : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = write_dict(folder, number, room, size, err);
    sohoa_samples_clear(&samples);
    free(room);
    return rc;
}

int sohoa_codec_train(const char *folder, struct sohoa_err *err)
{
    int rc = train(folder, SOHOA_DICT_SMALL, err);
    return rc == SOHOA_OK ? train(folder, SOHOA_DICT_TEXT, err) : rc;
}
