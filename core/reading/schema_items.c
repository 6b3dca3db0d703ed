/* schema_items.c - the items of a schema: what stands on the paper, in the order of the print.
 *
 * The nested form of the file (grids, tables, blocks side by side) becomes the flat list that
 * schema.h describes. One thread. */
#include "reading/schema_load.h"
#include "reading/type.h"

#include "host/nearest.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 16, LABEL_LETTERS = 2, TEXT_LETTERS = 2, TYPES_MAX = 64 };

struct builder {
    struct loader *l;
    struct sohoa_item *items;
    size_t count;
    int32_t grid, column, group; /* of what is added now */
    const char *role;            /* of a grid's column or a table: put before attributes */
    bool full;                   /* the cap was told */
};

/* The attributes that every person may have, and the type each usually is of. */
static const struct {
    const char *name, *type;
} usual[] = {
    {"name", "person_name"},
    {"birth_date", "date"},
    {"gender", "gender"},
    {"ethnicity", "ethnicity"},
    {"nationality", "nationality"},
    {"address", "address"},
    {"home_town", "address"},
    {"birth_place", "place"},
    {"id_number", "id_number"},
    {"old_id_number", "old_id"},
    {"id_issue_date", "date"},
    {"id_issue_place", "issuing_place"},
    {"id_expiry_date", "date"},
    {"phone", "phone"},
    {"email", "email"},
    {"relation", "relation"},
};
enum { USUAL = sizeof usual / sizeof *usual };

static const char *usual_type(const char *attribute)
{
    for (size_t i = 0; i < USUAL; i++)
        if (strcmp(usual[i].name, attribute) == 0)
            return usual[i].type;
    return NULL;
}

static struct sohoa_item *add(struct builder *b, const struct sohoa_yaml *at,
                              enum sohoa_item_kind kind)
{
    if (b->count == SOHOA_SCHEMA_ITEMS_MAX) {
        if (!b->full)
            sohoa_load_fault(b->l, at, "more than %d items", SOHOA_SCHEMA_ITEMS_MAX);
        b->full = true;
        return NULL;
    }
    struct sohoa_item *more = sohoa_load_grow(b->l, b->items, b->count, sizeof *b->items);
    if (!more)
        return NULL;
    b->items = more;
    struct sohoa_item *item = &b->items[b->count++];
    *item = (struct sohoa_item){.size = sizeof *item,
                                .kind = kind,
                                .key = "",
                                .grid = b->grid,
                                .column = b->column,
                                .group = b->group};
    return item;
}

static void set_labels(struct builder *b, struct sohoa_item *item, const struct sohoa_yaml *node,
                       size_t least)
{
    struct sohoa_phrases phrases = sohoa_load_phrases(b->l, node, least);
    const char **labels = sohoa_load_take(b->l, (phrases.count + 1) * sizeof *labels);
    for (size_t i = 0; labels && i < phrases.count; i++)
        labels[i] = phrases.items[i].text;
    item->labels = labels;
    item->label_count = labels ? phrases.count : 0;
}

/* ---- keys -------------------------------------------------------------------------------- */

static bool is_attribute(const struct loader *l, const char *name)
{
    for (size_t i = 0; i < l->attribute_count; i++)
        if (strcmp(l->attributes[i], name) == 0)
            return true;
    return usual_type(name) != NULL;
}

static void unknown_attribute(struct loader *l, const struct sohoa_yaml *at, const char *name)
{
    const char *all[USUAL + 256];
    size_t count = 0;
    for (size_t i = 0; i < USUAL; i++)
        all[count++] = usual[i].name;
    for (size_t i = 0; i < l->attribute_count && count < sizeof all / sizeof *all; i++)
        all[count++] = l->attributes[i];
    const char *near = sohoa_nearest(name, all, count);
    if (near)
        sohoa_load_fault(l, at,
                         "there is no attribute '%s'; '%s' is perhaps meant, else list it "
                         "below `attributes:`",
                         name, near);
    else
        sohoa_load_fault(l, at, "there is no attribute '%s': list it below `attributes:`", name);
}

static bool is_role(struct loader *l, const struct sohoa_yaml *at, const char *name, size_t length)
{
    const struct sohoa_schema *s = &l->box->schema;
    const char *all[64];
    char word[SOHOA_SCHEMA_KEY_MAX];
    size_t count = 0;
    (void)snprintf(word, sizeof word, "%.*s", (int)length, name);
    for (size_t i = 0; i < s->role_count; i++) {
        if (strcmp(l->roles[i].name, word) == 0)
            return true;
        if (count < sizeof all / sizeof *all)
            all[count++] = l->roles[i].name;
    }
    const char *near = sohoa_nearest(word, all, count);
    if (near)
        sohoa_load_fault(l, at,
                         "there is no role '%s'; '%s' is perhaps meant, else list it below "
                         "`roles:`",
                         word, near);
    else
        sohoa_load_fault(l, at, "there is no role '%s': list it below `roles:`", word);
    return false;
}

/* "role.attribute", or inside a grid's column or a table "attribute" alone, or an attribute of the
 * paper itself ("request"); NULL after a mistake. */
static const char *take_key(struct builder *b, const struct sohoa_yaml *node)
{
    struct loader *l = b->l;
    char key[2 * SOHOA_SCHEMA_KEY_MAX];
    const char *text = sohoa_load_text(l, node);
    if (!text)
        return NULL;
    const char *dot = strchr(text, '.'), *attribute = dot ? dot + 1 : text;
    if (b->role && dot) {
        sohoa_load_fault(l, node, "only the attribute stands here: the role is '%s'", b->role);
        return NULL;
    }
    if (dot && !is_role(l, node, text, (size_t)(dot - text)))
        return NULL;
    if (!is_attribute(l, attribute)) {
        unknown_attribute(l, node, attribute);
        return NULL;
    }
    (void)snprintf(key, sizeof key, "%s%s%s", b->role ? b->role : "", b->role ? "." : "", text);
    if (strlen(key) > SOHOA_SCHEMA_KEY_MAX) {
        sohoa_load_fault(l, node, "longer than %d bytes", SOHOA_SCHEMA_KEY_MAX);
        return NULL;
    }
    return sohoa_load_copy(l, key, strlen(key));
}

static const char *take_type(struct loader *l, const struct sohoa_yaml *field, const char *key,
                             const struct sohoa_yaml *key_node)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(field, "type");
    if (node) {
        const char *names[TYPES_MAX + 1] = {NULL};
        for (size_t i = 0; i < TYPES_MAX && sohoa_type_name(i); i++)
            names[i] = sohoa_type_name(i);
        int which = sohoa_load_choice(l, node, names);
        return which < 0 ? NULL : names[which];
    }
    const char *dot = strrchr(key, '.');
    const char *type = usual_type(dot ? dot + 1 : key);
    if (!type)
        sohoa_load_fault(l, key_node, "'%s' needs a `type:`, for it is the paper's own", key);
    return type;
}

/* A key stands once, unless the second place says that it is meant. */
static void check_twice(struct builder *b, const struct sohoa_yaml *at,
                        const struct sohoa_item *item, bool again)
{
    for (const struct sohoa_item *i = b->items; i < item; i++) {
        if (i->kind != SOHOA_ITEM_FIELD || strcmp(i->key, item->key) != 0)
            continue;
        if (!again)
            sohoa_load_fault(b->l, at,
                             "the key '%s' is there already; `again: true` if both are meant",
                             item->key);
        else if (item->type && i->type && strcmp(item->type, i->type) != 0)
            sohoa_load_fault(b->l, at, "the key '%s' was of the type %s before, not %s", item->key,
                             i->type, item->type);
        return;
    }
}

/* ---- fields ------------------------------------------------------------------------------ */

static uint32_t take_flags(struct loader *l, const struct sohoa_yaml *node)
{
    return (sohoa_load_bool(l, node, "required") ? SOHOA_ITEM_REQUIRED : 0u) |
           (sohoa_load_bool(l, node, "lines") ? SOHOA_ITEM_LINES : 0u) |
           (sohoa_load_bool(l, node, "below") ? SOHOA_ITEM_AFTER : 0u) |
           (sohoa_load_bool(l, node, "bare") ? SOHOA_ITEM_BARE : 0u);
}

/* `with: KEY` or `with: {field: KEY, type: T}`: one more field that stands in the same place. */
static void add_with(struct builder *b, const struct sohoa_yaml *with)
{
    static const char *const known[] = {"field", "type", NULL};
    const struct sohoa_yaml *key_node = with;
    if (with->kind == SOHOA_YAML_MAP) {
        sohoa_load_known(b->l, with, known);
        key_node = sohoa_yaml_get(with, "field");
    }
    if (!key_node) {
        sohoa_load_fault(b->l, with, "`field:` is missing");
        return;
    }
    const char *key = take_key(b, key_node);
    struct sohoa_item *item = key ? add(b, with, SOHOA_ITEM_FIELD) : NULL;
    if (!item)
        return;
    item->key = key;
    item->type = take_type(b->l, with, key, key_node);
    check_twice(b, key_node, item, false);
}

static void add_field(struct builder *b, const struct sohoa_yaml *node,
                      const struct sohoa_yaml *key_node)
{
    static const char *const known[] = {"field", "label", "type",  "required", "lines", "below",
                                        "bare",  "with",  "again", "find",     NULL};
    const struct sohoa_yaml *label = sohoa_yaml_get(node, "label");
    const struct sohoa_yaml *find = sohoa_yaml_get(node, "find");
    const struct sohoa_yaml *with = sohoa_yaml_get(node, "with");
    sohoa_load_known(b->l, node, known);
    const char *key = take_key(b, key_node);
    struct sohoa_item *item = key ? add(b, node, SOHOA_ITEM_FIELD) : NULL;
    if (!label && !find)
        sohoa_load_fault(b->l, node, "a field needs a `label:`, or `find:` where it has none");
    if (item) {
        item->key = key;
        item->type = take_type(b->l, node, key, key_node);
        item->flags = take_flags(b->l, node);
        check_twice(b, key_node, item, sohoa_load_bool(b->l, node, "again"));
        item->find = find ? sohoa_load_text(b->l, find) : NULL;
        set_labels(b, item, label, LABEL_LETTERS);
    }
    for (size_t i = 0; i < sohoa_load_count(with); i++)
        add_with(b, sohoa_load_each(with, i));
}

static void add_ignored(struct builder *b, const struct sohoa_yaml *node,
                        const struct sohoa_yaml *label)
{
    static const char *const known[] = {"ignore", "lines", "below", "bare", NULL};
    sohoa_load_known(b->l, node, known);
    struct sohoa_item *item = add(b, node, SOHOA_ITEM_FIELD);
    if (item) {
        item->flags = take_flags(b->l, node);
        set_labels(b, item, label, LABEL_LETTERS);
    }
}

/* One row of a grid or one column of a table: a field or what is not kept. */
static void add_cell(struct builder *b, const struct sohoa_yaml *node)
{
    const struct sohoa_yaml *field = sohoa_yaml_get(node, "field");
    const struct sohoa_yaml *ignore = sohoa_yaml_get(node, "ignore");
    if (!sohoa_load_is_map(b->l, node))
        return;
    if (field)
        add_field(b, node, field);
    else if (ignore)
        add_ignored(b, node, ignore);
    else
        sohoa_load_fault(b->l, node, "`field:` or `ignore:` is wanted here");
}

/* ---- grids, tables, blocks --------------------------------------------------------------- */

static void add_grid(struct builder *b, const struct sohoa_yaml *node,
                     const struct sohoa_yaml *roles)
{
    static const char *const known[] = {"grid", "rows", NULL};
    const struct sohoa_yaml *rows = sohoa_yaml_get(node, "rows");
    sohoa_load_known(b->l, node, known);
    if (!sohoa_load_is_map(b->l, roles))
        return;
    if (roles->count > COLUMNS_MAX || !rows) {
        sohoa_load_fault(b->l, node, "a grid has `rows:` and at most %d columns", COLUMNS_MAX);
        return;
    }
    b->grid = (int32_t)b->count;
    for (size_t c = 0; c < roles->count; c++) {
        const struct sohoa_yaml *role = &roles->items[c];
        b->column = (int32_t)c;
        struct sohoa_item *item = add(b, role, SOHOA_ITEM_GRID);
        if (!item || !is_role(b->l, role, role->key, strlen(role->key)))
            continue;
        item->key = sohoa_load_copy(b->l, role->key, strlen(role->key));
        set_labels(b, item, role, TEXT_LETTERS);
    }
    for (size_t r = 0; r < sohoa_load_count(rows); r++) {
        size_t before = b->l->faults; /* a mistake in a row is told once, not for every column */
        for (size_t c = 0; c < roles->count && b->l->faults == before; c++) {
            b->column = (int32_t)c;
            b->role = roles->items[c].key;
            add_cell(b, sohoa_load_each(rows, r));
        }
    }
    b->grid = b->column = -1;
    b->role = NULL;
}

static void add_table(struct builder *b, const struct sohoa_yaml *node,
                      const struct sohoa_yaml *role)
{
    static const char *const known[] = {"table", "label", "columns", NULL};
    const struct sohoa_yaml *columns = sohoa_yaml_get(node, "columns");
    const char *name = sohoa_load_text(b->l, role);
    char row[SOHOA_SCHEMA_KEY_MAX];
    sohoa_load_known(b->l, node, known);
    if (!columns || sohoa_load_count(columns) > COLUMNS_MAX) {
        sohoa_load_fault(b->l, node, "a table has `columns:`, at most %d", COLUMNS_MAX);
        return;
    }
    if (!name || !is_role(b->l, role, name, strlen(name)))
        return;
    b->grid = (int32_t)b->count;
    struct sohoa_item *item = add(b, node, SOHOA_ITEM_TABLE);
    if (item) {
        item->key = name;
        set_labels(b, item, sohoa_yaml_get(node, "label"), TEXT_LETTERS);
    }
    (void)snprintf(row, sizeof row, "%s.*", name);
    b->role = row;
    for (size_t c = 0; c < sohoa_load_count(columns); c++) {
        b->column = (int32_t)c;
        add_cell(b, sohoa_load_each(columns, c));
    }
    b->grid = b->column = -1;
    b->role = NULL;
}

static void add_item(struct builder *b, const struct sohoa_yaml *node);

static void add_beside(struct builder *b, const struct sohoa_yaml *node,
                       const struct sohoa_yaml *blocks)
{
    static const char *const known[] = {"beside", NULL};
    sohoa_load_known(b->l, node, known);
    if (blocks->kind != SOHOA_YAML_LIST || blocks->count < 2 || blocks->count > COLUMNS_MAX ||
        b->group >= 0) {
        sohoa_load_fault(b->l, blocks,
                         "`beside:` is a list of two or more lists of items, and "
                         "stands in no other");
        return;
    }
    for (size_t g = 0; g < blocks->count; g++) {
        const struct sohoa_yaml *block = &blocks->items[g];
        b->group = (int32_t)g;
        if (block->kind != SOHOA_YAML_LIST)
            sohoa_load_fault(b->l, block, "a list of items is wanted here");
        for (size_t i = 0; block->kind == SOHOA_YAML_LIST && i < block->count; i++)
            add_item(b, &block->items[i]);
    }
    b->group = -1;
}

static void add_text(struct builder *b, const struct sohoa_yaml *node,
                     const struct sohoa_yaml *text)
{
    static const char *const known[] = {"text", NULL};
    sohoa_load_known(b->l, node, known);
    struct sohoa_item *item = add(b, node, SOHOA_ITEM_TEXT);
    if (item)
        set_labels(b, item, text, TEXT_LETTERS);
}

static void add_item(struct builder *b, const struct sohoa_yaml *node)
{
    static const struct {
        const char *key;
        void (*add)(struct builder *, const struct sohoa_yaml *, const struct sohoa_yaml *);
    } kinds[] = {{"field", add_field}, {"ignore", add_ignored}, {"text", add_text},
                 {"grid", add_grid},   {"table", add_table},    {"beside", add_beside}};
    if (!sohoa_load_is_map(b->l, node))
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct sohoa_yaml *value = sohoa_yaml_get(node, kinds[i].key);
        if (value) {
            kinds[i].add(b, node, value);
            return;
        }
    }
    sohoa_load_fault(b->l, node, "an item is one of: field ignore text grid table beside");
}

void sohoa_load_items(struct loader *l, const struct sohoa_yaml *items, struct sohoa_schema *ret)
{
    struct builder b = {.l = l, .grid = -1, .column = -1, .group = -1};
    if (items->kind != SOHOA_YAML_LIST || items->count == 0) {
        sohoa_load_fault(l, items, "`items:` is a list of what stands on the paper");
        return;
    }
    for (size_t i = 0; i < items->count && !l->no_memory; i++)
        add_item(&b, &items->items[i]);
    ret->items = b.items;
    ret->item_count = b.count;
}
