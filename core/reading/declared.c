/* declared.c - see declared.h. [setup] */
#include "reading/declared.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void drop(struct schema_box *box)
{
    if (!box)
        return;
    sohoa_patterns_drop(box->patterns);
    sohoa_arena_drop(&box->arena);
    free(box);
}

void sohoa_declared_clear(struct sohoa_declared *set)
{
    for (size_t i = 0; i < set->count; i++)
        drop(set->items[i].box);
    free(set->items);
    *set = (struct sohoa_declared){0};
}

/* The place of a name, or where it belongs. */
static size_t place_of(const struct sohoa_declared *set, const char *name)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(set->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const void *sohoa_declared_find(const struct sohoa_declared *set, const char *name)
{
    size_t at = place_of(set, name);
    return at < set->count && strcmp(set->items[at].name, name) == 0 ? set->items[at].what : NULL;
}

/* Takes the tree. */
static int load(const struct sohoa_declaring *how, const char *file, struct sohoa_yaml *tree,
                struct sohoa_declaration *ret, struct sohoa_err *err)
{
    struct schema_box *box = calloc(1, sizeof *box);
    struct loader l = {
        .file = file, .box = box, .found = how->found, .found_arg = how->arg, .err = err};
    struct sohoa_declaration one = {.box = box};
    if (box) {
        one.path = sohoa_load_copy(&l, file, strlen(file));
        how->load(&l, tree, how->context, &one);
    }
    sohoa_yaml_free(tree);
    if (box && !l.no_memory && l.faults == 0) {
        *ret = one;
        return SOHOA_OK;
    }
    drop(box);
    return l.faults ? SOHOA_FATAL : sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

/* True when both paths lie in one folder. */
static bool same_folder(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    size_t length = x ? (size_t)(x - a) : 0;
    return length == (y ? (size_t)(y - b) : 0) && strncmp(a, b, length) == 0;
}

/* Takes the declaration when it answers OK. */
static int put(const struct sohoa_declaring *how, const struct sohoa_declaration *one,
               struct sohoa_declared *set, struct sohoa_err *err)
{
    size_t at = place_of(set, one->name);
    struct sohoa_declaration *old = at < set->count ? &set->items[at] : NULL;
    if (old && strcmp(old->name, one->name) == 0) {
        if (same_folder(old->path, one->path))
            return sohoa_fail(err, SOHOA_FATAL, "%s: '%s' is declared in %s already", one->path,
                              one->name, old->path);
        drop(old->box);
        *old = *one;
        return SOHOA_OK;
    }
    if (set->count == how->most)
        return sohoa_fail(err, SOHOA_FATAL, "%s: more than %zu declarations", one->path, how->most);
    struct sohoa_declaration *more = realloc(set->items, (set->count + 1) * sizeof *more);
    if (!more)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    set->items = more;
    memmove(&more[at + 1], &more[at], (set->count - at) * sizeof *more);
    more[at] = *one;
    set->count++;
    return SOHOA_OK;
}

int sohoa_declared_add(const struct sohoa_declaring *how, const char *name, const void *data,
                       size_t size, struct sohoa_declared *set)
{
    struct sohoa_err own = {0}, *err = how->err ? how->err : &own;
    struct sohoa_declaration one;
    struct sohoa_yaml *tree = NULL;
    int rc =
        data ? sohoa_yaml_parse(name, data, size, &tree, err) : sohoa_yaml_read(name, &tree, err);
    if (rc != SOHOA_OK) { /* the only mistake of its file */
        if (how->found)
            how->found(how->arg, err->text);
        return rc;
    }
    rc = load(how, name, tree, &one, err);
    if (rc == SOHOA_OK && (rc = put(how, &one, set, err)) != SOHOA_OK)
        drop(one.box);
    return rc;
}

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && entry->d_name[0] != '.' &&
           strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int read_folder(const struct sohoa_declaring *how, const char *folder,
                       struct sohoa_declared *set)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_yaml, alphasort), rc = SOHOA_OK;
    if (count < 0 && (errno == ENOENT || errno == ENOTDIR))
        return SOHOA_OK;
    if (count < 0)
        return sohoa_fail_errno(how->err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        int n = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (rc == SOHOA_OK && (n < 0 || (size_t)n >= sizeof path))
            rc = sohoa_fail(how->err, SOHOA_FATAL, "the path is too long: %s", folder);
        if (rc == SOHOA_OK)
            rc = sohoa_declared_add(how, path, NULL, 0, set);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

int sohoa_declared_read(const struct sohoa_declaring *how, const char *const *folders, size_t count,
                        struct sohoa_declared *set)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = read_folder(how, folders[i], set);
    return rc;
}
