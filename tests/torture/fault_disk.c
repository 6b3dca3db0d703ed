/* fault_disk.c - preloaded: a disk that fails from the n-th change on, and a log of all changes.
 *
 *   FAULT_AT=N      the N-th change and all behind it fail (0 or unset: none)
 *   FAULT_ERRNO=E   with this errno
 *   FAULT_LOG=PATH  one line a change: what, on which file
 *   FAULT_FS=N      statfs tells this type of file system
 * Changes are write, pwrite, pwritev, fsync, fdatasync, ftruncate, mkdir, rename, link and open
 * that makes a file; only regular files and folders count, so that pipes go on working. */
#undef _FILE_OFFSET_BITS /* it would make one symbol of pwrite and pwrite64 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long changes;

static long number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 0) : 0;
}

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void log_change(const char *what, const char *path, const char *to)
{
    const char *file = getenv("FAULT_LOG");
    char line[9000];
    if (!file)
        return;
    int (*real_open)(const char *, int, ...) = (int (*)(const char *, int, ...))real("open");
    ssize_t (*real_write)(int, const void *, size_t) =
        (ssize_t(*)(int, const void *, size_t))real("write");
    int fd = real_open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int n = snprintf(line, sizeof line, "%s %s%s%s\n", what, path, to ? " " : "", to ? to : "");
    if (fd >= 0) {
        (void)!real_write(fd, line, (size_t)n);
        close(fd);
    }
}

/* True when this change fails. */
static bool fails(const char *what, const char *path, const char *to)
{
    long at = number_of("FAULT_AT"), count = atomic_fetch_add(&changes, 1) + 1;
    if (at && count >= at) {
        errno = (int)number_of("FAULT_ERRNO");
        return true;
    }
    log_change(what, path, to);
    return false;
}

static bool fails_fd(const char *what, int fd)
{
    char link[64], path[4096];
    struct stat st;
    if (fstat(fd, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return fails(what, path, NULL);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): types and names */

/* A wrapper of a call whose first argument is the file: name, result, failure, arguments. */
#define WRAP(ret, name, params, args)                                                              \
    ret name params;                                                                               \
    ret name params                                                                                \
    {                                                                                              \
        ret(*original) params = (ret(*) params)real(#name);                                        \
        return fails_fd(#name, fd) ? -1 : original args;                                           \
    }
WRAP(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WRAP(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRAP(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRAP(ssize_t, writev, (int fd, const struct iovec *io, int count), (fd, io, count))
WRAP(ssize_t, pwritev, (int fd, const struct iovec *io, int count, off_t at), (fd, io, count, at))
WRAP(ssize_t, pwritev64, (int fd, const struct iovec *io, int count, off64_t at),
     (fd, io, count, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))

#define WRAP_PATH(name, params, args, to)                                                          \
    int name params;                                                                               \
    int name params                                                                                \
    {                                                                                              \
        int(*original) params = (int(*) params)real(#name);                                        \
        return fails(#name, path, to) ? -1 : original args;                                        \
    }
WRAP_PATH(mkdir, (const char *path, mode_t mode), (path, mode), NULL)
WRAP_PATH(rename, (const char *path, const char *other), (path, other), other)
WRAP_PATH(link, (const char *path, const char *other), (path, other), other)

#define WRAP_OPEN(name)                                                                            \
    int name(const char *path, int flags, ...);                                                    \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        int (*original)(const char *, int, ...) = (int (*)(const char *, int, ...))real(#name);    \
        mode_t mode = 0;                                                                           \
        if (flags & O_CREAT) {                                                                     \
            va_list args;                                                                          \
            va_start(args, flags);                                                                 \
            mode = va_arg(args, mode_t);                                                           \
            va_end(args);                                                                          \
            if (access(path, F_OK) != 0 && fails("open", path, NULL))                              \
                return -1;                                                                         \
        }                                                                                          \
        return original(path, flags, mode);                                                        \
    }
WRAP_OPEN(open)
WRAP_OPEN(open64)

#define WRAP_STATFS(name, type)                                                                    \
    int name(const char *path, struct type *fs);                                                   \
    int name(const char *path, struct type *fs)                                                    \
    {                                                                                              \
        int (*original)(const char *, struct type *) =                                             \
            (int (*)(const char *, struct type *))real(#name);                                     \
        int rc = original(path, fs);                                                               \
        if (rc == 0 && getenv("FAULT_FS"))                                                         \
            fs->f_type = (__typeof__(fs->f_type))number_of("FAULT_FS");                            \
        return rc;                                                                                 \
    }
WRAP_STATFS(statfs, statfs)
WRAP_STATFS(statfs64, statfs64)

/* NOLINTEND(bugprone-macro-parentheses) */
