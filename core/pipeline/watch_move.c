/* watch_move.c - a file that is stored leaves the watched folder: moved, or copied across file
 * systems, never over another file, durable before the source is gone. No state. */
#include "host/write_all.h"
#include "pipeline/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 100000u /* files of one name */

/* "a.pdf", "a-1.pdf", "a-2.pdf", ...: the stem is cut where the whole would not fit. */
static void nth_name(const char *name, unsigned n, char *to, size_t room)
{
    const char *dot = strrchr(name, '.'), *ending = dot && dot != name ? dot : "";
    size_t stem = strlen(name) - strlen(ending);
    char count[24] = "";
    if (n > 0)
        (void)snprintf(count, sizeof count, "-%u", n);
    size_t rest = strlen(count) + strlen(ending) + 1;
    if (stem + rest > room)
        stem = room > rest ? room - rest : 0;
    (void)snprintf(to, room, "%.*s%s%s", (int)stem, name, count, ending);
}

/* A rename that never replaces. 0 or the errno. */
static int rename_new(int from_dir, const char *from, int to_dir, const char *to)
{
    if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    /* A file system without that call: a second name fails where one exists. */
    if (linkat(from_dir, from, to_dir, to, 0) != 0)
        return errno;
    return unlinkat(from_dir, from, 0) == 0 ? 0 : errno;
}

static int rename_somewhere(int from_dir, const char *from, const char *name, int to_dir,
                            char *ret_name, size_t room)
{
    for (unsigned n = 0; n < NAMES_MAX; n++) {
        nth_name(name, n, ret_name, room);
        int fault = rename_new(from_dir, from, to_dir, ret_name);
        if (fault != EEXIST)
            return fault;
    }
    return EEXIST;
}

static int copy_bytes(int from, int to)
{
    char part[65536];
    for (;;) {
        ssize_t n = read(from, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 ? 0 : errno;
        int bad = sohoa_write_all(to, part, (size_t)n);
        if (bad)
            return bad;
    }
}

/* Copies to a temporary name of the other folder, durably. 0 or the errno. */
static int copy_across(int from_dir, const char *name, int to_dir, const char *temporary)
{
    struct stat st = {0};
    int fault = 0, to = -1;
    int from = openat(from_dir, name, O_RDONLY | O_CLOEXEC);
    if (from < 0 || fstat(from, &st) != 0)
        fault = errno;
    if (!fault) {
        to = openat(to_dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        fault = to < 0 ? errno : copy_bytes(from, to);
    }
    if (!fault) {
        const struct timespec times[2] = {st.st_atim, st.st_mtim};
        (void)futimens(to, times);
        (void)fchmod(to, st.st_mode & 0777);
        fault = fsync(to) == 0 ? 0 : errno;
    }
    if (to >= 0 && close(to) != 0 && !fault)
        fault = errno;
    if (from >= 0)
        close(from);
    if (fault && to >= 0)
        (void)unlinkat(to_dir, temporary, 0);
    return fault;
}

int sohoa_watch_move(int from_dir, const char *name, int to_dir, char *ret_name, size_t room,
                     struct sohoa_err *err)
{
    char temporary[64];
    int fault = rename_somewhere(from_dir, name, name, to_dir, ret_name, room);
    if (fault == EXDEV) {
        (void)snprintf(temporary, sizeof temporary, ".sohoa-%ld.part", (long)getpid());
        fault = copy_across(from_dir, name, to_dir, temporary);
        if (!fault) {
            fault = rename_somewhere(to_dir, temporary, name, to_dir, ret_name, room);
            if (fault)
                (void)unlinkat(to_dir, temporary, 0);
        }
        if (!fault && fsync(to_dir) != 0)
            fault = errno;
        if (!fault && unlinkat(from_dir, name, 0) != 0)
            fault = errno;
    }
    if (fault)
        return sohoa_fail_errno(err, SOHOA_FATAL, fault, "%s cannot be moved", name);
    if (fsync(to_dir) != 0 || fsync(from_dir) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "the move of %s is not durable", name);
    return SOHOA_OK;
}
