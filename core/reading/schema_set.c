/* schema_set.c - schemas read from files and folders into a set; see schema.h. [setup] */
#include "reading/schema_load.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sohoa_schemas {
    struct schema_box **boxes; /* by name */
    size_t count;
};

static void drop_box(struct schema_box *box)
{
    if (!box)
        return;
    sohoa_patterns_drop(box->patterns);
    sohoa_arena_drop(&box->arena);
    free(box);
}

void sohoa_schemas_close(struct sohoa_schemas *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        drop_box(set->boxes[i]);
    free(set ? set->boxes : NULL);
    free(set);
}

size_t sohoa_schemas_count(const struct sohoa_schemas *set)
{
    return set ? set->count : 0;
}

const struct sohoa_schema *sohoa_schemas_at(const struct sohoa_schemas *set, size_t index)
{
    return index < sohoa_schemas_count(set) ? &set->boxes[index]->schema : NULL;
}

/* The place of a name, or where it belongs. */
static size_t place_of(const struct sohoa_schemas *set, const char *name)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(set->boxes[middle]->schema.name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct sohoa_schema *sohoa_schemas_find(const struct sohoa_schemas *set, const char *name)
{
    size_t at = set ? place_of(set, name) : 0;
    const struct sohoa_schema *s = sohoa_schemas_at(set, at);
    return s && strcmp(s->name, name) == 0 ? s : NULL;
}

/* ---- one file ---------------------------------------------------------------------------- */

/* The other layouts: the paper once more, each with its own items. */
static struct sohoa_schema *load_layouts(struct loader *l, const struct sohoa_yaml *node)
{
    struct sohoa_schema *s = &l->box->schema;
    size_t count = node && node->kind == SOHOA_YAML_LIST ? node->count : 0;
    if (node && (count == 0 || count > SOHOA_SCHEMA_LAYOUTS_MAX)) {
        sohoa_load_fault(l, node, "`layouts:` is a list of lists like `items:`, at most %d",
                         SOHOA_SCHEMA_LAYOUTS_MAX);
        return NULL;
    }
    struct sohoa_schema *layouts = sohoa_load_take(l, count * sizeof *layouts);
    for (size_t i = 0; layouts && i < count; i++) {
        layouts[i] = *s;
        sohoa_load_items(l, &node->items[i], &layouts[i]);
    }
    s->layouts = layouts;
    s->layout_count = layouts ? count : 0;
    return layouts;
}

/* The paper of a tree; the mistakes are told. */
static void load_paper(struct loader *l, const struct sohoa_yaml *root)
{
    struct sohoa_schema *s = &l->box->schema;
    const struct sohoa_yaml *items = sohoa_yaml_get(root, "items");
    if (!sohoa_load_is_map(l, root))
        return;
    sohoa_load_head(l, root);
    if (items)
        sohoa_load_items(l, items, s);
    else
        sohoa_load_fault(l, root, "`items:` is missing: what stands on the paper");
    struct sohoa_schema *layouts = load_layouts(l, sohoa_yaml_get(root, "layouts"));
    sohoa_load_checks(l, sohoa_yaml_get(root, "checks")); /* of the keys of all layouts */
    sohoa_load_validity(l, sohoa_yaml_get(root, "validity"));
    sohoa_load_retention(l, sohoa_yaml_get(root, "retention"));
    for (size_t i = 0; i < s->layout_count; i++) {
        layouts[i].checks = s->checks;
        layouts[i].check_count = s->check_count;
    }
}

/* Takes the tree; *ret_box is set when it holds no mistake. */
static int load_tree(const char *file, struct sohoa_yaml *tree, sohoa_schema_fault *found,
                     void *arg, struct schema_box **ret_box, struct sohoa_err *err)
{
    struct schema_box *box = calloc(1, sizeof *box);
    struct loader l = {.file = file, .box = box, .found = found, .found_arg = arg, .err = err};
    if (box) {
        box->schema.path = sohoa_load_copy(&l, file, strlen(file));
        load_paper(&l, tree);
    }
    sohoa_yaml_free(tree);
    if (box && !l.no_memory && l.faults == 0) {
        *ret_box = box;
        return SOHOA_OK;
    }
    if (!box || (l.no_memory && l.faults == 0))
        (void)sohoa_fail(err, SOHOA_FATAL, "out of memory");
    drop_box(box);
    return SOHOA_FATAL;
}

/* A mistake that the YAML reader found is the only one of its file. */
static int tell_yaml(int rc, sohoa_schema_fault *found, void *arg, const struct sohoa_err *err)
{
    if (found && err)
        found(arg, err->text);
    return rc;
}

static int read_box(const char *path, sohoa_schema_fault *found, void *arg,
                    struct schema_box **ret_box, struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct sohoa_yaml *tree = NULL;
    err = err ? err : &own;
    int rc = sohoa_yaml_read(path, &tree, err);
    if (rc != 0)
        return tell_yaml(rc, found, arg, err);
    return load_tree(path, tree, found, arg, ret_box, err);
}

/* ---- sets -------------------------------------------------------------------------------- */

/* True when both paths lie in one folder. */
static bool same_folder(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    size_t length = x ? (size_t)(x - a) : 0;
    return length == (y ? (size_t)(y - b) : 0) && strncmp(a, b, length) == 0;
}

/* Takes the box also when it fails. */
static int put(struct sohoa_schemas *set, struct schema_box *box, struct sohoa_err *err)
{
    const char *name = box->schema.name, *path = box->schema.path;
    size_t at = place_of(set, name);
    int rc = SOHOA_OK;
    if (at < set->count && strcmp(set->boxes[at]->schema.name, name) == 0) {
        if (same_folder(set->boxes[at]->schema.path, path)) {
            rc = sohoa_fail(err, SOHOA_FATAL, "%s: the paper '%s' is declared in %s already", path,
                            name, set->boxes[at]->schema.path);
        } else {
            struct schema_box *old = set->boxes[at];
            set->boxes[at] = box;
            box = old;
        }
        drop_box(box);
        return rc;
    }
    struct schema_box **more = NULL;
    if (set->count == SOHOA_SCHEMAS_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "%s: more than %d papers", path, SOHOA_SCHEMAS_MAX);
    else if (!(more = realloc(set->boxes, (set->count + 1) * sizeof *more)))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc != SOHOA_OK) {
        drop_box(box);
        return rc;
    }
    set->boxes = more;
    memmove(&more[at + 1], &more[at], (set->count - at) * sizeof *more);
    more[at] = box;
    set->count++;
    return SOHOA_OK;
}

/* OK: a set of that one paper, which it takes. */
static int wrap(struct schema_box *box, struct sohoa_schemas **ret, struct sohoa_err *err)
{
    struct sohoa_schemas *set = calloc(1, sizeof *set);
    if (!set) {
        drop_box(box);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    int rc = put(set, box, err);
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_schemas_close(set);
    return rc;
}

int sohoa_schema_read(const char *path, sohoa_schema_fault *found, void *arg,
                      struct sohoa_schemas **ret, struct sohoa_err *err)
{
    struct schema_box *box = NULL;
    int rc = read_box(path, found, arg, &box, err);
    return rc == SOHOA_OK ? wrap(box, ret, err) : rc;
}

int sohoa_schema_parse(const char *name, const void *data, size_t size, sohoa_schema_fault *found,
                       void *arg, struct sohoa_schemas **ret, struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct schema_box *box = NULL;
    struct sohoa_yaml *tree = NULL;
    err = err ? err : &own;
    int rc = sohoa_yaml_parse(name, data, size, &tree, err);
    if (rc != 0)
        return tell_yaml(rc, found, arg, err);
    rc = load_tree(name, tree, found, arg, &box, err);
    return rc == SOHOA_OK ? wrap(box, ret, err) : rc;
}

static int is_schema(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && entry->d_name[0] != '.' &&
           strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int read_folder(struct sohoa_schemas *set, const char *folder, struct sohoa_err *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_schema, alphasort), rc = SOHOA_OK;
    if (count < 0 && (errno == ENOENT || errno == ENOTDIR))
        return SOHOA_OK;
    if (count < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct schema_box *box = NULL;
        int n = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (rc == SOHOA_OK && (n < 0 || (size_t)n >= sizeof path))
            rc = sohoa_fail(err, SOHOA_FATAL, "the path is too long: %s", folder);
        if (rc == SOHOA_OK)
            rc = read_box(path, NULL, NULL, &box, err);
        if (rc == SOHOA_OK)
            rc = put(set, box, err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

int sohoa_schemas_open(const char *const *folders, size_t count, struct sohoa_schemas **ret,
                       struct sohoa_err *err)
{
    struct sohoa_schemas *set = calloc(1, sizeof *set);
    int rc = set ? SOHOA_OK : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = read_folder(set, folders[i], err);
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_schemas_close(set);
    return rc;
}
