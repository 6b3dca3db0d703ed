/* verify_masters.c - see verify_masters.h. Any thread. */
#include "record/verify_masters.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/master_sign.h"
#include "record/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int sohoa_verify_hash(const char *path, struct sohoa_pace *pace, const struct sohoa_call *call,
                      char ret[SOHOA_SHA256_SIZE], uint64_t *bytes)
{
    struct sohoa_hash hash;
    char chunk[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC), bad = 0;
    if (fd < 0)
        return errno;
    sohoa_hash_begin(&hash);
    while (!bad) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            bad = n < 0 ? errno : 0;
            break;
        }
        sohoa_hash_add(&hash, chunk, (size_t)n);
        *bytes += (uint64_t)n;
        if (!sohoa_pace(pace, (uint64_t)n, call))
            bad = ECANCELED;
    }
    sohoa_hash_end(&hash, ret);
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
    return bad;
}

int sohoa_verify_strays(struct sohoa_records *r, const char *folder, bool deeper,
                        const struct sohoa_call *call, uint64_t *count, struct sohoa_err *err)
{
    char path[SOHOA_PATH_ROOM];
    DIR *d = opendir(folder);
    int rc = SOHOA_OK;
    if (!d)
        return errno == ENOENT
                   ? SOHOA_OK
                   : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (struct dirent *entry; rc == SOHOA_OK && (entry = readdir(d));) {
        const char *name = entry->d_name;
        int n = snprintf(path, sizeof path, "%s/%s", folder, name);
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || n >= (int)sizeof path)
            continue;
        if (sohoa_call_over(call)) {
            rc = sohoa_fail(err, SOHOA_RETRY, "verify was stopped");
        } else if (strlen(name) == 2) {
            rc = deeper ? sohoa_verify_strays(r, path, false, call, count, err) : SOHOA_OK;
        } else {
            bool used = false;
            char master[SOHOA_SHA256_SIZE];
            if (sohoa_signature_name(name, master))
                rc = sohoa_master_used(r, master, &used, err);
            else if (sohoa_sha256_valid(name))
                rc = sohoa_master_used(r, name, &used, err);
            *count += rc == SOHOA_OK && !used;
        }
    }
    closedir(d);
    return rc;
}
