/* watch.c - which files of a watched folder are complete; see watch.h. The table of entries is what
 * was seen at the last reading of the folder. One thread. */
#include "pipeline/watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SETTLE_MS 1000u
#define EMPTY_SETTLES 10 /* an empty file is mostly one about to be written: wait longer */
#define RESCAN_MS 5000u
#define RESCAN_BLIND_MS 500u
#define ENTRIES_MAX 1000000u

struct entry {
    char *name;
    struct stat seen;
    int64_t since_ms; /* it has looked like this since then */
    bool told, met;   /* told: as it looks now; met: in the reading under way */
};

struct sohoa_watch {
    char *folder, *done, *path;
    int dir, done_dir, notify;
    unsigned settle_ms, rescan_ms;
    struct entry *entries;
    size_t count, room;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The endings that scanners/files decodes. */
static bool name_fits(const char *name)
{
    static const char *const ends[] = {"tif",  "tiff", "jpg",  "jpeg", "jpe",
                                       "jfif", "png",  "webp", "pdf"};
    const char *dot = strrchr(name, '.');
    if (name[0] == '.' || !dot)
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcasecmp(dot + 1, ends[i]) == 0)
            return true;
    return false;
}

/* ---- opening ------------------------------------------------------------------------------- */

static int open_folder(const char *path, int *ret_fd, struct sohoa_err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "the folder %s cannot be opened", path);
    *ret_fd = fd;
    return SOHOA_OK;
}

static int open_done(struct sohoa_watch *w, struct sohoa_err *err)
{
    struct stat a, b;
    if (mkdir(w->done, 0700) != 0 && errno != EEXIST)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "the folder %s cannot be made", w->done);
    int rc = open_folder(w->done, &w->done_dir, err);
    if (rc != SOHOA_OK)
        return rc;
    if (fstat(w->dir, &a) == 0 && fstat(w->done_dir, &b) == 0 && a.st_ino == b.st_ino &&
        a.st_dev == b.st_dev)
        return sohoa_fail(err, SOHOA_FATAL, "%s is the watched folder itself: name another one",
                          w->done);
    return SOHOA_OK;
}

int sohoa_watch_open(const struct sohoa_watch_options *o, struct sohoa_watch **ret,
                     struct sohoa_err *err)
{
    struct sohoa_watch *w = calloc(1, sizeof *w);
    if (!w)
        return sohoa_no_memory(err);
    w->dir = w->done_dir = w->notify = -1;
    w->folder = strdup(o->folder);
    w->done = o->done ? strdup(o->done) : NULL;
    int rc = !w->folder || (o->done && !w->done) ? sohoa_no_memory(err)
                                                 : open_folder(o->folder, &w->dir, err);
    if (rc == SOHOA_OK && w->done)
        rc = open_done(w, err);
    if (rc == SOHOA_OK && !o->without_notify)
        w->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->notify >= 0 &&
        inotify_add_watch(w->notify, w->folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE) < 0) {
        close(w->notify); /* no more watches allowed, or none on this file system */
        w->notify = -1;
    }
    w->settle_ms = o->settle_ms ? o->settle_ms : SETTLE_MS;
    w->rescan_ms = o->rescan_ms ? o->rescan_ms : w->notify < 0 ? RESCAN_BLIND_MS : RESCAN_MS;
    if (rc == SOHOA_OK)
        *ret = w;
    else
        sohoa_watch_close(w);
    return rc;
}

void sohoa_watch_close(struct sohoa_watch *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->count; i++)
        free(w->entries[i].name);
    free(w->entries);
    free(w->folder);
    free(w->done);
    free(w->path);
    if (w->dir >= 0)
        close(w->dir);
    if (w->done_dir >= 0)
        close(w->done_dir);
    if (w->notify >= 0)
        close(w->notify);
    free(w);
}

/* ---- reading the folder -------------------------------------------------------------------- */

static struct entry *find(struct sohoa_watch *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->entries[i].name, name) == 0)
            return &w->entries[i];
    return NULL;
}

static struct entry *add(struct sohoa_watch *w, const char *name)
{
    if (w->count == ENTRIES_MAX)
        return NULL;
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 64;
        struct entry *more = realloc(w->entries, room * sizeof *more);
        if (!more)
            return NULL;
        w->entries = more;
        w->room = room;
    }
    struct entry *e = &w->entries[w->count];
    *e = (struct entry){.name = strdup(name)};
    if (!e->name)
        return NULL;
    w->count++;
    return e;
}

static bool see(struct sohoa_watch *w, const char *name)
{
    struct stat st;
    if (!name_fits(name) || fstatat(w->dir, name, &st, 0) != 0 || !S_ISREG(st.st_mode))
        return true;
    struct entry *e = find(w, name);
    bool changed = !e || !same(&e->seen, &st);
    if (!e)
        e = add(w, name);
    if (!e)
        return false;
    e->met = true;
    if (changed) {
        e->seen = st;
        e->since_ms = now_ms();
        e->told = false;
    }
    return true;
}

static void drop_gone(struct sohoa_watch *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (w->entries[i].met)
            w->entries[kept++] = w->entries[i];
        else
            free(w->entries[i].name);
    }
    w->count = kept;
}

static int read_folder(struct sohoa_watch *w, struct sohoa_err *err)
{
    int fd = openat(w->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), fault = 0;
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *d;
    bool room = true;
    if (!dir) {
        fault = errno;
        if (fd >= 0)
            close(fd);
        return sohoa_fail_errno(err, SOHOA_RETRY, fault, "the folder %s cannot be read", w->folder);
    }
    for (size_t i = 0; i < w->count; i++)
        w->entries[i].met = false;
    while (room && (errno = 0, d = readdir(dir)) != NULL)
        room = see(w, d->d_name);
    fault = room ? errno : ENOMEM;
    closedir(dir);
    if (fault)
        return sohoa_fail_errno(err, SOHOA_RETRY, fault, "the folder %s cannot be read", w->folder);
    drop_gone(w);
    return SOHOA_OK;
}

/* ---- complete or not ----------------------------------------------------------------------- */

/* Does some process of ours hold the file open for writing? As far as /proc lets us see. */
static bool has_writer_in_proc(const struct stat *file)
{
    DIR *proc = opendir("/proc");
    bool found = false;
    for (struct dirent *p; proc && !found && (p = readdir(proc)) != NULL;) {
        char path[PATH_MAX];
        if (p->d_name[0] < '0' || p->d_name[0] > '9')
            continue;
        (void)snprintf(path, sizeof path, "/proc/%s/fd", p->d_name);
        DIR *fds = opendir(path);
        for (struct dirent *f; fds && !found && (f = readdir(fds)) != NULL;) {
            struct stat st, link;
            found = fstatat(dirfd(fds), f->d_name, &st, 0) == 0 && st.st_ino == file->st_ino &&
                    st.st_dev == file->st_dev &&
                    fstatat(dirfd(fds), f->d_name, &link, AT_SYMLINK_NOFOLLOW) == 0 &&
                    (link.st_mode & S_IWUSR); /* the mode of the link is that of the opening */
        }
        if (fds)
            closedir(fds);
    }
    if (proc)
        closedir(proc);
    return found;
}

static bool has_writer(struct sohoa_watch *w, const struct entry *e)
{
    int fd = openat(w->dir, e->name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false; /* opening it for good will say why */
    bool writer;
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        writer = false;
        (void)fcntl(fd, F_SETLEASE, F_UNLCK);
    } else {
        writer = errno == EAGAIN || has_writer_in_proc(&e->seen);
    }
    close(fd);
    return writer;
}

static int64_t due_ms(const struct sohoa_watch *w, const struct entry *e)
{
    return e->since_ms + (int64_t)w->settle_ms * (e->seen.st_size == 0 ? EMPTY_SETTLES : 1);
}

static bool before(const struct entry *a, const struct entry *b)
{
    const struct timespec *x = &a->seen.st_mtim, *y = &b->seen.st_mtim;
    if (x->tv_sec != y->tv_sec || x->tv_nsec != y->tv_nsec)
        return x->tv_sec < y->tv_sec || (x->tv_sec == y->tv_sec && x->tv_nsec < y->tv_nsec);
    return strcmp(a->name, b->name) < 0;
}

/* The oldest file that is complete, or NULL; *ret_wait_ms: when to look again. */
static struct entry *complete(struct sohoa_watch *w, int64_t *ret_wait_ms)
{
    int64_t now = now_ms(), wait = w->rescan_ms;
    struct entry *best = NULL;
    for (size_t i = 0; i < w->count; i++) {
        struct entry *e = &w->entries[i];
        if (e->told)
            continue;
        if (due_ms(w, e) > now) {
            wait = due_ms(w, e) - now < wait ? due_ms(w, e) - now : wait;
        } else if ((!best || before(e, best)) && !has_writer(w, e)) {
            best = e;
        } else if (!best) {
            wait = w->settle_ms < wait ? w->settle_ms : wait;
        }
    }
    *ret_wait_ms = wait;
    return best;
}

static void sleep_until_change(struct sohoa_watch *w, int64_t wait_ms)
{
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    struct pollfd p = {.fd = w->notify, .events = POLLIN};
    int ms = wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
    if (poll(&p, w->notify >= 0 ? 1 : 0, ms) > 0)
        while (read(w->notify, events, sizeof events) > 0)
            continue;
}

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    size_t n = strlen(folder);
    return asprintf(&path, "%s%s%s", folder, n > 0 && folder[n - 1] == '/' ? "" : "/", name) < 0
               ? NULL
               : path;
}

static int tell(struct sohoa_watch *w, struct entry *e, const char **ret_path,
                struct sohoa_err *err)
{
    free(w->path);
    w->path = join(w->folder, e->name);
    if (!w->path)
        return sohoa_no_memory(err);
    e->told = true;
    *ret_path = w->path;
    return SOHOA_OK;
}

int sohoa_watch_next(struct sohoa_watch *w, unsigned timeout_ms, const char **ret_path,
                     struct sohoa_err *err)
{
    int64_t end = now_ms() + timeout_ms;
    for (;;) {
        int64_t wait = w->rescan_ms;
        int rc = read_folder(w, err);
        struct entry *e = rc == SOHOA_OK ? complete(w, &wait) : NULL;
        if (e)
            return tell(w, e, ret_path, err);
        int64_t left = end - now_ms();
        if (left <= 0)
            return rc == SOHOA_OK ? SOHOA_END : rc;
        sleep_until_change(w, wait < left ? wait : left);
    }
}

int sohoa_watch_done(struct sohoa_watch *w, const char *path, struct sohoa_err *err)
{
    char new_name[NAME_MAX + 1];
    struct stat st;
    if (!w->done)
        return SOHOA_OK;
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct entry *e = find(w, name);
    if (!e || !e->told || fstatat(w->dir, name, &st, 0) != 0 || !same(&st, &e->seen))
        return sohoa_fail(err, SOHOA_RETRY, "%s changed after it was taken: it stays", path);
    return sohoa_watch_move(w->dir, name, w->done_dir, new_name, sizeof new_name, err);
}
