/* schema_set.c - schemas read from files and folders into a set; see schema.h. [setup] */
#include "reading/declared.h"

#include <stdlib.h>
#include <string.h>

struct sohoa_schemas {
    struct sohoa_declared set;
};

void sohoa_schemas_close(struct sohoa_schemas *set)
{
    if (set)
        sohoa_declared_clear(&set->set);
    free(set);
}

size_t sohoa_schemas_count(const struct sohoa_schemas *set)
{
    return set ? set->set.count : 0;
}

const struct sohoa_schema *sohoa_schemas_at(const struct sohoa_schemas *set, size_t index)
{
    return index < sohoa_schemas_count(set) ? set->set.items[index].what : NULL;
}

const struct sohoa_schema *sohoa_schemas_find(const struct sohoa_schemas *set, const char *name)
{
    return set ? sohoa_declared_find(&set->set, name) : NULL;
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

static void load(struct loader *l, const struct sohoa_yaml *tree, const void *context,
                 struct sohoa_declaration *ret)
{
    (void)context;
    l->box->schema.path = ret->path;
    load_paper(l, tree);
    ret->name = l->box->schema.name;
    ret->what = &l->box->schema;
}

/* ---- sets -------------------------------------------------------------------------------- */

static int finish(int rc, struct sohoa_schemas *set, struct sohoa_schemas **ret)
{
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_schemas_close(set);
    return rc;
}

/* data NULL: the file of that name. */
static int one(const char *name, const void *data, size_t size, sohoa_schema_fault *found,
               void *arg, struct sohoa_schemas **ret, struct sohoa_err *err)
{
    const struct sohoa_declaring how = {
        .most = SOHOA_SCHEMAS_MAX, .load = load, .found = found, .arg = arg, .err = err};
    struct sohoa_schemas *set = calloc(1, sizeof *set);
    int rc = set ? sohoa_declared_add(&how, name, data, size, &set->set) : sohoa_no_memory(err);
    return finish(rc, set, ret);
}

int sohoa_schema_parse(const char *name, const void *data, size_t size, sohoa_schema_fault *found,
                       void *arg, struct sohoa_schemas **ret, struct sohoa_err *err)
{
    return one(name, data ? data : "", size, found, arg, ret, err);
}

int sohoa_schema_read(const char *path, sohoa_schema_fault *found, void *arg,
                      struct sohoa_schemas **ret, struct sohoa_err *err)
{
    return one(path, NULL, 0, found, arg, ret, err);
}

int sohoa_schemas_open(const char *const *folders, size_t count, struct sohoa_schemas **ret,
                       struct sohoa_err *err)
{
    const struct sohoa_declaring how = {.most = SOHOA_SCHEMAS_MAX, .load = load, .err = err};
    struct sohoa_schemas *set = calloc(1, sizeof *set);
    int rc = set ? sohoa_declared_read(&how, folders, count, &set->set) : sohoa_no_memory(err);
    return finish(rc, set, ret);
}
