/* files_walk.c - the walk over files and folders; see files_walk.h. A stack of open folders, each
 * with its sorted entries; paths are rebuilt from it, no file is opened. */
#include "files_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 128u        /* folders inside folders */
#define ENTRIES_MAX 20000000u /* of one folder */

struct entry {
    char *name, *key;
    bool is_folder;
};

struct folder {
    char *path;
    struct entry *entries;
    size_t count, room, next;
};

struct files_walk {
    char **roots;
    size_t root_count, root_next;
    struct folder stack[DEPTH_MAX];
    unsigned depth;
    struct seen {
        dev_t dev;
        ino_t ino;
    } * seen; /* folders of this root */
    size_t seen_count, seen_room;
    uint64_t skipped;
    void (*passed)(void *arg, const char *path);
    void *passed_arg;
    char *path;        /* last one returned */
    char *last_folder; /* of the last file returned */
};

struct files_walk *files_walk_new(void)
{
    return calloc(1, sizeof(struct files_walk));
}

static void clear_folder(struct folder *f)
{
    for (size_t i = 0; i < f->count; i++) {
        free(f->entries[i].name);
        free(f->entries[i].key);
    }
    free(f->entries);
    free(f->path);
    *f = (struct folder){0};
}

void files_walk_free(struct files_walk *w)
{
    if (!w)
        return;
    while (w->depth > 0)
        clear_folder(&w->stack[--w->depth]);
    for (size_t i = 0; i < w->root_count; i++)
        free(w->roots[i]);
    free(w->roots);
    free(w->seen);
    free(w->path);
    free(w->last_folder);
    free(w);
}

int files_walk_add(struct files_walk *w, const char *path)
{
    char *copy = strdup(path);
    char **more = realloc(w->roots, (w->root_count + 1) * sizeof *more);
    if (more)
        w->roots = more;
    if (!copy || !more) {
        free(copy);
        return -1;
    }
    w->roots[w->root_count++] = copy;
    return 0;
}

uint64_t files_walk_skipped(const struct files_walk *w)
{
    return w->skipped;
}

static char *join(const char *folder, const char *name)
{
    size_t n = strlen(folder), m = strlen(name);
    while (n > 1 && folder[n - 1] == '/')
        n--;
    bool slash = n > 0 && folder[n - 1] == '/';
    char *path = malloc(n + m + 2);
    if (path)
        (void)snprintf(path, n + m + 2, "%.*s%s%s", (int)n, folder, slash ? "" : "/", name);
    return path;
}

static int add_entry(struct folder *f, const char *name, bool is_folder)
{
    if (f->count >= ENTRIES_MAX)
        return -1;
    if (f->count == f->room) {
        size_t room = f->room ? f->room * 2 : 64;
        struct entry *more = realloc(f->entries, room * sizeof *more);
        if (!more)
            return -1;
        f->entries = more;
        f->room = room;
    }
    struct entry *e = &f->entries[f->count];
    *e = (struct entry){
        .name = strdup(name), .key = files_natural_key(name), .is_folder = is_folder};
    f->count++;
    return e->name && e->key ? 0 : -1;
}

static int by_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->is_folder != y->is_folder)
        return x->is_folder ? 1 : -1;
    return files_natural_compare(x->key, x->name, y->key, y->name);
}

/* 1 folder, 0 file, -1 neither. A link counts as what it leads to; one that leads nowhere is left
 * to the opening of the file, which names the fault. */
static int kind_of(int dir, const struct dirent *d)
{
    struct stat st;
    if (d->d_type == DT_DIR)
        return 1;
    if (d->d_type == DT_REG)
        return 0;
    if (d->d_type != DT_LNK && d->d_type != DT_UNKNOWN)
        return -1;
    if (fstatat(dir, d->d_name, &st, 0) != 0)
        return 0;
    return S_ISDIR(st.st_mode) ? 1 : S_ISREG(st.st_mode) ? 0 : -1;
}

/* Notes a folder as visited: 1 new, 0 seen before, -1 out of memory. */
static int note_folder(struct files_walk *w, const struct stat *st)
{
    for (size_t i = 0; i < w->seen_count; i++)
        if (w->seen[i].dev == st->st_dev && w->seen[i].ino == st->st_ino)
            return 0;
    if (w->seen_count == w->seen_room) {
        size_t room = w->seen_room ? w->seen_room * 2 : 64;
        struct seen *more = realloc(w->seen, room * sizeof *more);
        if (!more)
            return -1;
        w->seen = more;
        w->seen_room = room;
    }
    w->seen[w->seen_count++] = (struct seen){.dev = st->st_dev, .ino = st->st_ino};
    return 1;
}

void files_walk_listen(struct files_walk *w, void (*passed)(void *arg, const char *path), void *arg)
{
    w->passed = passed;
    w->passed_arg = arg;
}

static void pass_over(struct files_walk *w, const struct folder *f, const char *name)
{
    char *path = w->passed ? join(f->path, name) : NULL;
    w->skipped++;
    if (path)
        w->passed(w->passed_arg, path);
    free(path);
}

static int read_entries(struct files_walk *w, struct folder *f, DIR *dir)
{
    struct dirent *d;
    while (errno = 0, (d = readdir(dir)) != NULL) {
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
            continue;
        int kind = d->d_name[0] == '.' ? -1 : kind_of(dirfd(dir), d);
        if (kind < 0 || (kind == 0 && !files_name_fits(d->d_name))) {
            pass_over(w, f, d->d_name);
            continue;
        }
        if (add_entry(f, d->d_name, kind == 1) != 0)
            return ENOMEM;
    }
    int fault = errno;
    if (fault == 0 && f->count > 1)
        qsort(f->entries, f->count, sizeof *f->entries, by_order);
    return fault;
}

/* Pushes a folder; takes path. OK, or BAD_PAGE with w->path naming it. */
static int enter(struct files_walk *w, char *path, struct sohoa_err *err)
{
    struct folder f = {.path = path};
    struct stat st;
    int fault = 0;
    DIR *dir = w->depth < DEPTH_MAX ? opendir(path) : NULL;
    if (!dir)
        fault = w->depth < DEPTH_MAX ? errno : ELOOP;
    else if (fstat(dirfd(dir), &st) != 0)
        fault = errno;
    else if (note_folder(w, &st) == 1)
        fault = read_entries(w, &f, dir);
    if (dir)
        closedir(dir);
    if (fault == 0) {
        w->stack[w->depth++] = f;
        return SOHOA_OK;
    }
    free(w->path);
    w->path = f.path;
    f.path = NULL;
    clear_folder(&f);
    return sohoa_fail_errno(err, SOHOA_BAD_PAGE, fault, "the folder %s cannot be read", w->path);
}

/* The next path in order; *ret_folder says that it is one to enter. NULL: no more, or no memory. */
static char *step(struct files_walk *w, bool *ret_folder, bool *ret_memory)
{
    while (w->depth > 0) {
        struct folder *f = &w->stack[w->depth - 1];
        if (f->next < f->count) {
            struct entry *e = &f->entries[f->next++];
            char *path = join(f->path, e->name);
            *ret_folder = e->is_folder;
            *ret_memory = path != NULL;
            return path;
        }
        clear_folder(f);
        w->depth--;
    }
    if (w->root_next == w->root_count)
        return NULL;
    char *path = strdup(w->roots[w->root_next++]);
    struct stat st;
    w->seen_count = 0;
    *ret_memory = path != NULL;
    *ret_folder = path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    return path;
}

static bool another_folder(struct files_walk *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
    bool another = !folder || !w->last_folder || strcmp(folder, w->last_folder) != 0;
    free(w->last_folder);
    w->last_folder = folder;
    return another;
}

int files_walk_next(struct files_walk *w, struct files_found_file *ret_file, struct sohoa_err *err)
{
    for (;;) {
        bool is_folder = false, memory = true;
        char *path = step(w, &is_folder, &memory);
        if (!path)
            return memory ? SOHOA_END : sohoa_fail(err, SOHOA_FATAL, "out of memory");
        if (!is_folder) {
            free(w->path);
            w->path = path;
            *ret_file =
                (struct files_found_file){.path = path, .new_folder = another_folder(w, path)};
            return SOHOA_OK;
        }
        int rc = enter(w, path, err);
        if (rc != SOHOA_OK) {
            *ret_file = (struct files_found_file){.path = w->path, .new_folder = true};
            return rc;
        }
    }
}
