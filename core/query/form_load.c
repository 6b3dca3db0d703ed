/* form_load.c - printed forms read from their files; see form_print.h. One loader, one thread. */
#include "query/form_parts.h"

#include "reading/schemas_usual.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USUAL_SIZE 13

static const char *const hows[] = {"plain", "words",  "day",   "month", "year",
                                   "hour",  "minute", "boxes", "paper", NULL};

/* ---- lines ---------------------------------------------------------------------------------- */

static uint32_t take_number(struct loader *l, const struct sohoa_yaml *map, const char *key,
                            uint32_t fallback, uint32_t most)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(map, key);
    char *end = NULL;
    if (!node)
        return fallback;
    unsigned long value = node->kind == SOHOA_YAML_TEXT && *node->text >= '0' && *node->text <= '9'
                              ? strtoul(node->text, &end, 10)
                              : ULONG_MAX;
    if (!end || *end || value > most) {
        sohoa_load_fault(l, node, "a whole number from 0 to %u is wanted here", most);
        return fallback;
    }
    return (uint32_t)value;
}

/* "#" is the row's number; "members.*.name" stands for each row. */
static bool is_known(const struct sohoa_schema *schema, const char *key)
{
    char row[SOHOA_SCHEMA_KEY_MAX + 1];
    if (strcmp(key, "#") == 0)
        return true;
    (void)snprintf(row, sizeof row, "%s", key);
    char *star = strstr(row, ".*.");
    if (star)
        star[1] = '1';
    return sohoa_schema_has_key(schema, row);
}

/* A place: "", "20" (mm), "key" or "key:how". */
static void load_place(struct loader *l, const struct sohoa_yaml *at, const char *text,
                       size_t length, const struct sohoa_schema *schema,
                       struct sohoa_form_piece *piece)
{
    const char *how = memchr(text, ':', length);
    size_t key = how ? (size_t)(how - text) : length;
    if (length > 0 && *text >= '0' && *text <= '9') {
        piece->width = (uint32_t)strtoul(text, NULL, 10);
        if (piece->width > 200)
            sohoa_load_fault(l, at, "a place of %u mm is wider than the page", piece->width);
        return;
    }
    if (how) {
        char name[16];
        int which = 0;
        (void)snprintf(name, sizeof name, "%.*s", (int)(length - key - 1), how + 1);
        while (hows[which] && strcmp(hows[which], name) != 0)
            which++;
        if (!hows[which])
            sohoa_load_fault(l, at,
                             "'%s' is not one of: plain words day month year hour minute "
                             "boxes paper",
                             name);
        piece->how = (enum sohoa_form_how)(hows[which] ? which : 0);
    }
    if (key == 0)
        return;
    piece->key = sohoa_load_copy(l, text, key);
    if (piece->key && schema && !is_known(schema, piece->key))
        sohoa_load_fault(l, at, "the paper '%s' has no field '%s'", schema->name, piece->key);
}

struct sohoa_form_text sohoa_form_pieces(struct loader *l, const struct sohoa_yaml *at,
                                         const char *text, const struct sohoa_schema *schema)
{
    struct sohoa_form_piece *pieces = NULL;
    size_t count = 0;
    while (text && *text) {
        const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
        size_t length = open ? (size_t)(open - text) : strlen(text);
        if (open && !close) {
            sohoa_load_fault(l, at, "a '{' without its '}'");
            break;
        }
        if (count + 2 > SOHOA_FORM_PIECES_MAX) {
            sohoa_load_fault(l, at, "more than %d texts and places", SOHOA_FORM_PIECES_MAX);
            break;
        }
        if (length > 0) {
            if (!(pieces = sohoa_load_grow(l, pieces, count, sizeof *pieces)))
                break;
            pieces[count++] = (struct sohoa_form_piece){.text = sohoa_load_copy(l, text, length)};
        }
        if (open) {
            if (!(pieces = sohoa_load_grow(l, pieces, count, sizeof *pieces)))
                break;
            pieces[count] = (struct sohoa_form_piece){0};
            load_place(l, at, open + 1, (size_t)(close - open) - 1, schema, &pieces[count++]);
        }
        text = open ? close + 1 : text + length;
    }
    return (struct sohoa_form_text){.pieces = pieces, .count = pieces ? count : 0};
}

/* A cell may be empty, which no other text is. */
static struct sohoa_form_text load_cell(struct loader *l, const struct sohoa_yaml *node,
                                        const struct sohoa_schema *schema)
{
    if (sohoa_yaml_is_empty(node) || (node->kind == SOHOA_YAML_TEXT && !*node->text))
        return (struct sohoa_form_text){0};
    return sohoa_form_pieces(l, node, sohoa_load_text(l, node), schema);
}

static void load_cells(struct loader *l, const struct sohoa_yaml *rows,
                       const struct sohoa_schema *schema, struct sohoa_form_line *line)
{
    if (rows->kind != SOHOA_YAML_LIST || rows->count == 0 || rows->count > SOHOA_FORM_ROWS_MAX) {
        sohoa_load_fault(l, rows, "a list of at most %d rows is wanted here", SOHOA_FORM_ROWS_MAX);
        return;
    }
    struct sohoa_form_text *cells = sohoa_load_take(l, rows->count * line->columns * sizeof *cells);
    for (size_t r = 0; cells && r < rows->count; r++) {
        const struct sohoa_yaml *row = &rows->items[r];
        if (row->kind != SOHOA_YAML_LIST || row->count != line->columns) {
            sohoa_load_fault(l, row, "a list of %zu cells is wanted here", line->columns);
            continue;
        }
        for (size_t c = 0; c < line->columns; c++)
            cells[r * line->columns + c] = load_cell(l, &row->items[c], schema);
    }
    line->cells = cells;
    line->rows = cells ? rows->count : 0;
}

static void load_table(struct loader *l, const struct sohoa_yaml *node,
                       const struct sohoa_yaml *shares, const struct sohoa_schema *schema,
                       struct sohoa_form_line *line)
{
    const struct sohoa_yaml *rows = sohoa_yaml_get(node, "rows");
    const struct sohoa_yaml *each = sohoa_yaml_get(node, "each");
    if (shares->kind != SOHOA_YAML_LIST || shares->count == 0 ||
        shares->count > SOHOA_FORM_COLUMNS_MAX || !rows) {
        sohoa_load_fault(l, node, "a table has the widths of 1 to %d columns, and `rows:`",
                         SOHOA_FORM_COLUMNS_MAX);
        return;
    }
    uint32_t *widths = sohoa_load_take(l, shares->count * sizeof *widths);
    for (size_t c = 0; widths && c < shares->count; c++) {
        const char *text = shares->items[c].kind == SOHOA_YAML_TEXT ? shares->items[c].text : "";
        widths[c] = strlen(text) <= 3 ? (uint32_t)strtoul(text, NULL, 10) : 0;
        if (widths[c] == 0)
            sohoa_load_fault(l, &shares->items[c], "a column needs a width from 1 to 999");
    }
    line->columns = shares->count;
    line->shares = widths;
    load_cells(l, rows, schema, line);
    line->head = take_number(l, node, "head", 1, (uint32_t)line->rows);
    line->least = take_number(l, node, "least", 0, SOHOA_FORM_ROWS_MAX);
    line->each = each ? sohoa_load_text(l, each) : NULL;
}

/* `sign:` lists the blocks, each of one or two texts. */
static void load_sign(struct loader *l, const struct sohoa_yaml *blocks,
                      const struct sohoa_schema *schema, struct sohoa_form_line *line)
{
    if (blocks->kind != SOHOA_YAML_LIST || blocks->count == 0 || blocks->count > 4) {
        sohoa_load_fault(l, blocks, "`sign:` is a list of 1 to 4 blocks of one or two texts");
        return;
    }
    struct sohoa_form_text *cells = sohoa_load_take(l, 2 * blocks->count * sizeof *cells);
    for (size_t b = 0; cells && b < blocks->count; b++) {
        const struct sohoa_yaml *block = &blocks->items[b];
        size_t texts = sohoa_load_count(block);
        if (texts < 1 || texts > 2)
            sohoa_load_fault(l, block, "`sign:` is a list of 1 to 4 blocks of one or two texts");
        for (size_t i = 0; i < texts && i < 2; i++)
            cells[i * blocks->count + b] = load_cell(l, sohoa_load_each(block, i), schema);
    }
    line->cells = cells;
    line->rows = 2;
    line->columns = cells ? blocks->count : 0;
}

static const struct {
    const char *key;
    enum sohoa_form_kind kind;
} kinds[] = {
    {"motto", SOHOA_PRINT_MOTTO}, {"title", SOHOA_PRINT_TITLE},   {"heading", SOHOA_PRINT_HEADING},
    {"line", SOHOA_PRINT_LINE},   {"centre", SOHOA_PRINT_CENTRE}, {"right", SOHOA_PRINT_RIGHT},
    {"text", SOHOA_PRINT_TEXT},   {"note", SOHOA_PRINT_NOTE},     {"table", SOHOA_PRINT_TABLE},
    {"sign", SOHOA_PRINT_SIGN},   {"back", SOHOA_PRINT_BACK}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void load_line(struct loader *l, const struct sohoa_yaml *node,
                      const struct sohoa_schema *schema, struct sohoa_form_line *line)
{
    static const char *const plain[] = {"space", NULL};
    static const char *const table[] = {"table", "rows", "head", "each", "least", "space", NULL};
    if (!sohoa_load_is_map(l, node))
        return;
    size_t k = 0;
    while (k < KINDS && !sohoa_yaml_get(node, kinds[k].key))
        k++;
    if (k == KINDS) {
        sohoa_load_fault(l, node,
                         "a line is one of: motto title heading line centre right text "
                         "note table sign back");
        return;
    }
    const struct sohoa_yaml *value = sohoa_yaml_get(node, kinds[k].key);
    line->kind = kinds[k].kind;
    line->space = take_number(l, node, "space", line->kind == SOHOA_PRINT_SIGN ? 25 : 0, 200);
    if (line->kind == SOHOA_PRINT_TABLE) {
        sohoa_load_known(l, node, table);
        load_table(l, node, value, schema, line);
        return;
    }
    const char *known[] = {kinds[k].key, plain[0], NULL};
    sohoa_load_known(l, node, known);
    if (line->kind == SOHOA_PRINT_SIGN)
        load_sign(l, value, schema, line);
    else if (line->kind == SOHOA_PRINT_MOTTO || line->kind == SOHOA_PRINT_BACK)
        (void)sohoa_load_bool(l, node, kinds[k].key);
    else
        line->text = sohoa_form_pieces(l, value, sohoa_load_text(l, value), schema);
}

/* ---- files ---------------------------------------------------------------------------------- */

static void load_form(struct loader *l, const struct sohoa_yaml *root,
                      const struct sohoa_schemas *schemas, const struct sohoa_schema *schema,
                      struct sohoa_form *form)
{
    static const char *const known[] = {"form", "basis", "size", "lines", NULL};
    const struct sohoa_yaml *name = sohoa_yaml_get(root, "form");
    const struct sohoa_yaml *basis = sohoa_yaml_get(root, "basis");
    const struct sohoa_yaml *lines = sohoa_yaml_get(root, "lines");
    if (!sohoa_load_is_map(l, root))
        return;
    sohoa_load_known(l, root, known);
    form->schema = name ? sohoa_load_text(l, name) : NULL;
    if (!name)
        sohoa_load_fault(l, root, "`form:` is missing: the name of the paper");
    if (form->schema && schemas && !(schema = sohoa_schemas_find(schemas, form->schema)))
        sohoa_load_fault(l, name, "there is no paper '%s'", form->schema);
    if (form->schema && schema && strcmp(schema->name, form->schema) != 0)
        sohoa_load_fault(l, name, "this file is of the paper '%s'", schema->name);
    form->basis = basis ? sohoa_load_text(l, basis) : NULL;
    form->size = take_number(l, root, "size", USUAL_SIZE, 30);
    if (form->size < 6)
        sohoa_load_fault(l, root, "letters are 6 to 30 points high");
    if (!lines || lines->kind != SOHOA_YAML_LIST || lines->count == 0 ||
        lines->count > SOHOA_FORM_LINES_MAX) {
        sohoa_load_fault(l, lines ? lines : root, "`lines:` is a list of 1 to %d lines",
                         SOHOA_FORM_LINES_MAX);
        return;
    }
    struct sohoa_form_line *list = sohoa_load_take(l, lines->count * sizeof *list);
    for (size_t i = 0; list && i < lines->count; i++)
        load_line(l, &lines->items[i], schema, &list[i]);
    form->lines = list;
    form->line_count = list ? lines->count : 0;
}

void sohoa_form_close(struct sohoa_form_print *print)
{
    if (print && print->box)
        sohoa_arena_drop(&print->box->arena);
    free(print ? print->box : NULL);
    free(print);
}

const struct sohoa_form *sohoa_form_of(const struct sohoa_form_print *print)
{
    return &print->form;
}

/* Takes the tree; NULL: the form is made of the schema. */
static int make_form(const char *file, struct sohoa_yaml *tree, const struct sohoa_schemas *schemas,
                     const struct sohoa_schema *schema, sohoa_schema_fault *found, void *arg,
                     struct sohoa_form_print **ret, struct sohoa_err *err)
{
    struct sohoa_form_print *print = calloc(1, sizeof *print);
    struct loader l = {.file = file, .found = found, .found_arg = arg, .err = err};
    if (print)
        l.box = print->box = calloc(1, sizeof *print->box);
    if (l.box && tree) {
        print->form.path = sohoa_load_copy(&l, file, strlen(file));
        load_form(&l, tree, schemas, schema, &print->form);
    } else if (l.box) {
        print->form.size = USUAL_SIZE;
        sohoa_form_derive(&l, schema, &print->form);
    }
    sohoa_yaml_free(tree);
    if (l.box && l.faults == 0 && !l.no_memory) {
        *ret = print;
        return SOHOA_OK;
    }
    if (l.faults == 0)
        (void)sohoa_no_memory(err);
    sohoa_form_close(print);
    return SOHOA_FATAL;
}

static int tell_yaml(int rc, sohoa_schema_fault *found, void *arg, const struct sohoa_err *err)
{
    if (found)
        found(arg, err->text);
    return rc;
}

int sohoa_form_parse(const char *name, const void *data, size_t size,
                     const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                     struct sohoa_form_print **ret, struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct sohoa_yaml *tree = NULL;
    err = err ? err : &own;
    int rc = sohoa_yaml_parse(name, data, size, &tree, err);
    return rc != SOHOA_OK ? tell_yaml(rc, found, arg, err)
                          : make_form(name, tree, schemas, NULL, found, arg, ret, err);
}

int sohoa_form_read(const char *path, const struct sohoa_schemas *schemas,
                    sohoa_schema_fault *found, void *arg, struct sohoa_form_print **ret,
                    struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct sohoa_yaml *tree = NULL;
    err = err ? err : &own;
    int rc = sohoa_yaml_read(path, &tree, err);
    return rc != SOHOA_OK ? tell_yaml(rc, found, arg, err)
                          : make_form(path, tree, schemas, NULL, found, arg, ret, err);
}

/* True when the file lies directly in the folder. */
static bool lies_in(const char *file, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(file, folder, length) == 0 && file[length] == '/' &&
           !strchr(file + length + 1, '/');
}

int sohoa_form_open(const char *const *folders, size_t count, const struct sohoa_schema *schema,
                    struct sohoa_form_print **ret, struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    bool newer = false; /* the folder before holds the paper: prints further up are of another */
    err = err ? err : &own;
    for (size_t i = count; !newer && i-- > 0;) {
        char path[PATH_MAX];
        int n = snprintf(path, sizeof path, "%s/print/%s.yaml", folders[i], schema->name);
        struct sohoa_yaml *tree = NULL;
        newer = lies_in(schema->path, folders[i]);
        if (n < 0 || (size_t)n >= sizeof path || access(path, F_OK) != 0)
            continue;
        int rc = sohoa_yaml_read(path, &tree, err);
        return rc != SOHOA_OK ? rc : make_form(path, tree, NULL, schema, NULL, NULL, ret, err);
    }
    return make_form("", NULL, NULL, schema, NULL, NULL, ret, err);
}

int sohoa_form_usual(const struct sohoa_config *config, const struct sohoa_schema *schema,
                     struct sohoa_form_print **ret, struct sohoa_err *err)
{
    struct sohoa_schema_folders folders;
    int rc = sohoa_schema_folders_usual(config, &folders, err);
    return rc == SOHOA_OK ? sohoa_form_open(folders.paths, folders.count, schema, ret, err) : rc;
}
