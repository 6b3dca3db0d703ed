/* masters.c - masters by their hash: STORE/masters/ab/cd/<sha256>, mode 0400, never rewritten.
 *
 * A master is written under a temporary name while it is hashed, synced, renamed into place, and
 * the folder synced: a name in place is always whole and durable. Any thread. */
#include "record/masters.h"
#include "host/write_all.h"
#include "record/disk_fail.h"
#include "record/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (64u * 1024) /* stays in the cache, and malloc keeps it */

int sohoa_master_path(struct sohoa_records *r, const char *sha256, char *buf, size_t room)
{
    int n = snprintf(buf, room, "%s/masters/%.2s/%.2s/%s", r->dir, sha256, sha256 + 2, sha256);
    return n > 0 && (size_t)n < room ? 0 : -1;
}

static int disk_failed(const struct sohoa_records *r, int sys_errno, struct sohoa_err *err)
{
    return sohoa_disk_fail(err, sys_errno, r->dir, "cannot write a master to %s");
}

/* Copies a file blob by reading (a mapping would die when the file shrinks under it); to -1: it is
 * only hashed. 0, an errno when writing fails, a negative one when reading does. */
static int copy_file(int from, int to, struct sohoa_hash *hash, uint64_t *ret_bytes)
{
    char *chunk = malloc(CHUNK);
    if (!chunk)
        return ENOMEM;
    int bad = 0;
    off_t at = 0;
    for (;;) {
        ssize_t n = pread(from, chunk, CHUNK, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            bad = n < 0 ? -errno : 0;
            break;
        }
        sohoa_hash_add(hash, chunk, (size_t)n);
        if (to >= 0 && (bad = sohoa_write_all(to, chunk, (size_t)n)) != 0)
            break;
        at += n;
    }
    free(chunk);
    *ret_bytes = (uint64_t)at;
    return bad;
}

static int copy_blob(struct sohoa_blob *blob, int to, struct sohoa_master *ret)
{
    struct sohoa_hash hash;
    int bad = 0;
    sohoa_hash_begin(&hash);
    if (sohoa_blob_fileno(blob) >= 0) {
        bad = copy_file(sohoa_blob_fileno(blob), to, &hash, &ret->bytes);
    } else {
        ret->bytes = sohoa_blob_size(blob);
        sohoa_hash_add(&hash, sohoa_blob_data(blob), sohoa_blob_size(blob));
        bad = sohoa_write_all(to, sohoa_blob_data(blob), sohoa_blob_size(blob));
    }
    sohoa_hash_end(&hash, ret->sha256);
    return bad;
}

int sohoa_folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int bad = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return bad;
}

/* Makes the folder and those above it that lack. How many are new, or -1 and errno. */
static int make_folders(char *folder)
{
    if (mkdir(folder, 0700) == 0)
        return 1;
    if (errno == EEXIST)
        return 0;
    char *slash = strrchr(folder, '/');
    if (errno != ENOENT || !slash || slash == folder)
        return -1;
    *slash = '\0';
    int made = make_folders(folder);
    *slash = '/';
    if (made < 0)
        return -1;
    if (mkdir(folder, 0700) == 0)
        return made + 1;
    return errno == EEXIST ? made : -1;
}

/* Cuts path back to the folder that holds it. */
static char *parent(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return path;
}

/* Syncs the folder, in which a name is new, and as many above it. Cuts folder. 0 or an errno. The
 * syncs come after everything has its name: a journal then writes once for all of them. */
static int sync_folders(char *folder, int above)
{
    int bad = sohoa_folder_sync(folder);
    for (; !bad && above > 0; above--)
        bad = sohoa_folder_sync(parent(folder));
    return bad;
}

int sohoa_master_place(struct sohoa_records *r, int fd, const char *from,
                       const struct sohoa_master *master, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM], folder[SOHOA_PATH_ROOM];
    if (sohoa_master_path(r, master->sha256, path, sizeof path) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
    struct stat st;
    int made = 0, bad = 0;
    memcpy(folder, path, sizeof folder);
    parent(folder);
    /* The touch tells whoever would remove it as unused that it is about to be used. */
    if (stat(path, &st) != 0 || (uint64_t)st.st_size != master->bytes ||
        (utimensat(AT_FDCWD, path, NULL, 0) != 0 && errno == ENOENT)) {
        made = make_folders(folder);
        if (made < 0 || fchmod(fd, 0400) != 0 || fsync(fd) != 0 || rename(from, path) != 0)
            bad = errno;
    }
    /* Also for one that was there: another process may have renamed it a moment ago. */
    if (!bad)
        bad = sync_folders(folder, made);
    return bad ? disk_failed(r, bad, err) : SOHOA_OK;
}

int sohoa_file_copy(const char *from, const char *to)
{
    char temporary[SOHOA_PATH_ROOM], id[SOHOA_ID_SIZE], path[SOHOA_PATH_ROOM];
    struct sohoa_hash ignored;
    struct stat st, there;
    uint64_t bytes = 0;
    sohoa_id_new(id);
    if (snprintf(temporary, sizeof temporary, "%s.%s", to, id) >= (int)sizeof temporary ||
        snprintf(path, sizeof path, "%s", to) >= (int)sizeof path)
        return ENAMETOOLONG;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0 || fstat(in, &st) != 0) {
        int bad = errno;
        if (in >= 0)
            close(in);
        return bad;
    }
    if (stat(to, &there) == 0 && there.st_size == st.st_size) {
        close(in);
        return 0;
    }
    int out = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int bad = out < 0 ? errno : 0;
    sohoa_hash_begin(&ignored);
    if (!bad)
        bad = copy_file(in, out, &ignored, &bytes);
    if (!bad &&
        (fchmod(out, st.st_mode & 0700) != 0 || fsync(out) != 0 || rename(temporary, to) != 0))
        bad = errno;
    if (bad && out >= 0)
        unlink(temporary);
    if (out >= 0)
        close(out);
    close(in);
    return bad ? abs(bad) : sohoa_folder_sync(parent(path));
}

int sohoa_master_link(const char *from, const char *to)
{
    char folder[SOHOA_PATH_ROOM];
    struct stat st, there;
    if (snprintf(folder, sizeof folder, "%s", to) >= (int)sizeof folder)
        return ENAMETOOLONG;
    if (stat(from, &st) != 0)
        return errno;
    if (stat(to, &there) == 0 && there.st_size == st.st_size)
        return 0;
    int made = make_folders(parent(folder));
    if (made < 0)
        return errno;
    int bad = 0;
    /* Another disk, links not allowed, too many of them, or a broken file in the way. */
    if (link(from, to) != 0)
        bad = sohoa_file_copy(from, to);
    return bad ? bad : sync_folders(folder, made);
}

/* Whether a page of the store has these bytes already: then hashing is all that a file costs which
 * is imported again. A page was committed after the folder of its master was synced. */
static bool find_used(struct sohoa_records *r, struct sohoa_blob *blob, struct sohoa_master *ret)
{
    char path[SOHOA_PATH_ROOM];
    struct sohoa_hash hash;
    struct stat st;
    bool used = false;
    if (sohoa_blob_fileno(blob) < 0)
        return false;
    sohoa_hash_begin(&hash);
    int bad = copy_file(sohoa_blob_fileno(blob), -1, &hash, &ret->bytes);
    sohoa_hash_end(&hash, ret->sha256);
    /* The touch comes first: who would remove it as unused looks at its time, then at its pages. */
    return !bad && sohoa_master_path(r, ret->sha256, path, sizeof path) == 0 &&
           stat(path, &st) == 0 && (uint64_t)st.st_size == ret->bytes &&
           utimensat(AT_FDCWD, path, NULL, 0) == 0 &&
           sohoa_master_used(r, ret->sha256, &used, NULL) == SOHOA_OK && used;
}

int sohoa_master_put(struct sohoa_records *r, struct sohoa_blob *blob, struct sohoa_master *ret,
                     struct sohoa_err *err)
{
    char temporary[SOHOA_PATH_ROOM], id[SOHOA_ID_SIZE];
    if (r->readonly)
        return sohoa_fail(err, SOHOA_FATAL, "the store in %s is open for reading only", r->dir);
    struct sohoa_master master = {0};
    (void)snprintf(master.media, sizeof master.media, "%s", sohoa_blob_media(blob));
    if (find_used(r, blob, &master)) {
        *ret = master;
        return SOHOA_OK;
    }
    sohoa_id_new(id);
    int rc = sohoa_store_path(r, "masters/.new", id, temporary, sizeof temporary, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_failed(r, errno, err);
    int bad = copy_blob(blob, fd, &master);
    if (bad < 0) /* the source's fault, not the store's */
        rc = sohoa_fail_errno(err, SOHOA_BAD_PAGE, -bad, "it cannot be read");
    else
        rc = bad ? disk_failed(r, bad, err) : sohoa_master_place(r, fd, temporary, &master, err);
    close(fd);
    unlink(temporary); /* gone already when it was renamed */
    if (rc == SOHOA_OK)
        *ret = master;
    return rc;
}

int sohoa_master_open(struct sohoa_records *r, const struct sohoa_master *master,
                      struct sohoa_blob **ret, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    if (!sohoa_sha256_valid(master->sha256))
        return SOHOA_END;
    if (sohoa_master_path(r, master->sha256, path, sizeof path) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", r->dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? SOHOA_END
                               : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot open %s", path);
    struct sohoa_blob *blob = sohoa_blob_fd(fd, master->media, err);
    if (!blob) {
        close(fd);
        return SOHOA_FATAL;
    }
    if (master->bytes && sohoa_blob_size(blob) != master->bytes) {
        sohoa_blob_unref(blob);
        return sohoa_fail(err, SOHOA_FATAL, "the master %s has another size than recorded", path);
    }
    *ret = blob;
    return SOHOA_OK;
}
