/* export_place.c - see export_place.h. */
#include "pipeline/export_place.h"
#include "record/disk_fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMP_FRONT ".sohoa-"
#define TEMP_BACK ".tmp"
#define DEPTH 16 /* folders open at once while walking */

static int failed(struct sohoa_err *err, int sys_errno, const char *dir)
{
    return sohoa_disk_fail(err, sys_errno, dir, "cannot write to %s");
}

int sohoa_export_place_make(const char *dir, struct sohoa_err *err)
{
    char path[SOHOA_EXPORT_PATH];
    size_t n = strlen(dir);
    if (n == 0 || n >= sizeof path - 300)
        return sohoa_fail(err, SOHOA_FATAL, "the path '%s' is empty or too long", dir);
    memcpy(path, dir, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        path[i] = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST && (i == n || errno != EROFS))
            return failed(err, errno, dir);
        path[i] = i < n ? '/' : '\0';
    }
    struct stat st;
    if (stat(dir, &st) != 0)
        return failed(err, errno, dir);
    if (!S_ISDIR(st.st_mode))
        return failed(err, ENOTDIR, dir);
    return SOHOA_OK;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    (void)remove(path);
    return 0;
}

void sohoa_export_place_remove(const char *path)
{
    (void)nftw(path, remove_one, DEPTH, FTW_DEPTH | FTW_PHYS);
}

static bool is_temp(const char *name)
{
    size_t n = strlen(name), front = sizeof TEMP_FRONT - 1, back = sizeof TEMP_BACK - 1;
    return n > front + back && strncmp(name, TEMP_FRONT, front) == 0 &&
           strcmp(name + n - back, TEMP_BACK) == 0;
}

int sohoa_export_place_clean(const char *dir, struct sohoa_err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return failed(err, errno, dir);
    for (struct dirent *e; (e = readdir(d));) {
        char path[SOHOA_EXPORT_PATH];
        if (is_temp(e->d_name) &&
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name) < (int)sizeof path)
            sohoa_export_place_remove(path);
    }
    closedir(d);
    return SOHOA_OK;
}

int sohoa_export_place_temp(const char *dir, char ret[SOHOA_EXPORT_PATH], struct sohoa_err *err)
{
    static atomic_uint counter; /* only makes names different */
    int n = snprintf(ret, SOHOA_EXPORT_PATH, "%s/" TEMP_FRONT "%ld-%u" TEMP_BACK, dir,
                     (long)getpid(), atomic_fetch_add(&counter, 1));
    if (n >= SOHOA_EXPORT_PATH)
        return sohoa_fail(err, SOHOA_FATAL, "the path '%s' is empty or too long", dir);
    return SOHOA_OK;
}

/* ---- syncing and renaming -------------------------------------------------------------------- */

static int sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return errno;
    int bad = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return bad;
}

static int sync_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)at;
    if (kind == FTW_F)
        return sync_path(path, O_NOFOLLOW);
    return kind == FTW_DP ? sync_path(path, O_DIRECTORY) : 0;
}

static int give_name(const char *dir, const char *temp, const char *to, struct sohoa_err *err)
{
    char old[SOHOA_EXPORT_PATH];
    if (rename(temp, to) == 0)
        return 0;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != EISDIR && errno != ENOTDIR)
        return errno;
    if (renameat2(AT_FDCWD, temp, AT_FDCWD, to, RENAME_EXCHANGE) == 0) {
        sohoa_export_place_remove(temp); /* what stood there before */
        return 0;
    }
    if (sohoa_export_place_temp(dir, old, err) != SOHOA_OK || rename(to, old) != 0 ||
        rename(temp, to) != 0)
        return errno ? errno : EIO;
    sohoa_export_place_remove(old);
    return 0;
}

int sohoa_export_place_settle(const char *dir, const char *temp, const char *name,
                              struct sohoa_err *err)
{
    char to[SOHOA_EXPORT_PATH];
    if (snprintf(to, sizeof to, "%s/%s", dir, name) >= (int)sizeof to)
        return sohoa_fail(err, SOHOA_FATAL, "the path '%s' is empty or too long", dir);
    int bad = nftw(temp, sync_one, DEPTH, FTW_DEPTH | FTW_PHYS);
    if (bad < 0)
        bad = errno;
    if (!bad)
        bad = give_name(dir, temp, to, err);
    if (!bad)
        bad = sync_path(dir, O_DIRECTORY);
    return bad ? failed(err, bad, dir) : SOHOA_OK;
}

bool sohoa_export_place_stat(const char *dir, const char *name, uint64_t *ret_bytes,
                             int64_t *ret_time)
{
    char path[SOHOA_EXPORT_PATH];
    struct stat st;
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path ||
        lstat(path, &st) != 0)
        return false;
    *ret_bytes = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    *ret_time = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
    return true;
}
