/* form_derive.c - the print of a paper that has no file of its own: its items in their order, each
 * label followed by its value. One thread. */
#include "query/form_parts.h"

#include <stdio.h>
#include <string.h>

struct deriver {
    struct loader *l;
    const struct sohoa_schema *schema;
    struct sohoa_form_line *lines;
    size_t count;
};

static struct sohoa_form_line *add(struct deriver *d, enum sohoa_form_kind kind)
{
    if (d->count == SOHOA_FORM_LINES_MAX)
        return NULL;
    struct sohoa_form_line *more = sohoa_load_grow(d->l, d->lines, d->count, sizeof *d->lines);
    if (!more)
        return NULL;
    d->lines = more;
    d->lines[d->count] = (struct sohoa_form_line){.kind = kind};
    return &d->lines[d->count++];
}

static const char *label_of(const struct sohoa_item *item)
{
    return item->label_count ? item->labels[0] : NULL;
}

/* LABEL, a colon unless there is one, and the place; a second place for a field that shares it. */
static struct sohoa_form_text labelled(struct deriver *d, const struct sohoa_item *item,
                                       const struct sohoa_item *with)
{
    struct sohoa_form_piece *pieces = sohoa_load_take(d->l, 4 * sizeof *pieces);
    const char *label = label_of(item);
    char text[SOHOA_SCHEMA_TEXT_MAX + 8];
    size_t count = 0;
    if (!pieces)
        return (struct sohoa_form_text){0};
    if (label) {
        size_t length = strlen(label);
        bool ends = length > 0 && strchr(":?.", label[length - 1]);
        int n = snprintf(text, sizeof text, "%s%s ", label, ends ? "" : ":");
        pieces[count++].text = sohoa_load_copy(d->l, text, n > 0 ? (size_t)n : 0);
    }
    pieces[count++] = (struct sohoa_form_piece){
        .key = *item->key ? item->key : NULL,
        .how = item->type && strcmp(item->type, "identity_paper") == 0 ? SOHOA_HOW_PAPER
                                                                       : SOHOA_HOW_PLAIN};
    if (with) {
        pieces[count++].text = " ";
        pieces[count++].key = with->key;
    }
    return (struct sohoa_form_text){.pieces = pieces, .count = count};
}

/* A text alone. */
static struct sohoa_form_text plain(struct deriver *d, const char *text)
{
    struct sohoa_form_piece *piece = text ? sohoa_load_take(d->l, sizeof *piece) : NULL;
    if (piece)
        piece->text = text;
    return (struct sohoa_form_text){.pieces = piece, .count = piece ? 1 : 0};
}

static struct sohoa_form_text place(struct deriver *d, const struct sohoa_item *item)
{
    struct sohoa_item bare = *item;
    bare.label_count = 0;
    return *item->key ? labelled(d, &bare, NULL) : (struct sohoa_form_text){0};
}

static bool shares_place(const struct sohoa_item *item)
{
    return item->kind == SOHOA_ITEM_FIELD && item->label_count == 0 && !item->find && *item->key;
}

/* How many items from first on belong to the grid or table that begins there. */
static size_t extent(const struct sohoa_schema *s, size_t first)
{
    size_t end = first;
    while (end < s->item_count && s->items[end].grid == (int32_t)first)
        end++;
    return end - first;
}

static uint32_t *even_shares(struct deriver *d, size_t columns, uint32_t label_share)
{
    uint32_t *shares = sohoa_load_take(d->l, columns * sizeof *shares);
    for (size_t c = 0; shares && c < columns; c++)
        shares[c] = c == 0 ? label_share : 2;
    return shares;
}

/* Labels in the first column, a role in each of the others. */
static void derive_grid(struct deriver *d, size_t first, size_t count)
{
    const struct sohoa_item *items = d->schema->items + first;
    size_t roles = 0;
    while (roles < count && items[roles].kind == SOHOA_ITEM_GRID)
        roles++;
    size_t rows = roles ? (count - roles) / roles : 0;
    struct sohoa_form_line *line =
        rows && roles < SOHOA_FORM_COLUMNS_MAX && rows < SOHOA_FORM_ROWS_MAX
            ? add(d, SOHOA_PRINT_TABLE)
            : NULL;
    struct sohoa_form_text *cells =
        line ? sohoa_load_take(d->l, (rows + 1) * (roles + 1) * sizeof *cells) : NULL;
    if (!cells)
        return;
    for (size_t c = 0; c < roles; c++)
        cells[c + 1] = plain(d, label_of(&items[c]));
    for (size_t r = 0; r < rows; r++) {
        const struct sohoa_item *row = items + roles + r * roles;
        cells[(r + 1) * (roles + 1)] = plain(d, label_of(row));
        for (size_t c = 0; c < roles; c++)
            cells[(r + 1) * (roles + 1) + c + 1] = place(d, &row[c]);
    }
    line->cells = cells;
    line->rows = rows + 1;
    line->columns = roles + 1;
    line->head = 1;
    line->shares = even_shares(d, roles + 1, 2);
}

/* A column an attribute, a row an entry. */
static void derive_table(struct deriver *d, size_t first, size_t count)
{
    const struct sohoa_item *items = d->schema->items + first;
    const char *heading = label_of(items);
    size_t columns = count - 1;
    struct sohoa_form_line *line = NULL;
    if (heading && (line = add(d, SOHOA_PRINT_LINE)))
        line->text = plain(d, heading);
    line = columns && columns <= SOHOA_FORM_COLUMNS_MAX ? add(d, SOHOA_PRINT_TABLE) : NULL;
    struct sohoa_form_text *cells =
        line ? sohoa_load_take(d->l, 2 * columns * sizeof *cells) : NULL;
    if (!cells)
        return;
    for (size_t c = 0; c < columns; c++) {
        cells[c] = plain(d, label_of(&items[c + 1]));
        cells[columns + c] = place(d, &items[c + 1]);
    }
    line->cells = cells;
    line->rows = 2;
    line->columns = columns;
    line->head = 1;
    line->each = items->key;
    line->least = 3;
    line->shares = even_shares(d, columns, columns > 2 && !*items[1].key ? 1 : 2);
}

static void derive_item(struct deriver *d, size_t at)
{
    const struct sohoa_item *item = &d->schema->items[at];
    bool more = at + 1 < d->schema->item_count && shares_place(item + 1);
    struct sohoa_form_line *line;
    if (item->kind == SOHOA_ITEM_TEXT) {
        if ((line = add(d, SOHOA_PRINT_TEXT)))
            line->text = plain(d, label_of(item));
    } else if (item->kind == SOHOA_ITEM_FIELD && !shares_place(item) && label_of(item)) {
        if ((line = add(d, SOHOA_PRINT_LINE)))
            line->text = labelled(d, item, more ? item + 1 : NULL);
    }
}

void sohoa_form_derive(struct loader *l, const struct sohoa_schema *schema, struct sohoa_form *ret)
{
    struct deriver d = {.l = l, .schema = schema};
    struct sohoa_form_line *line;
    if (schema->authority && (line = add(&d, SOHOA_PRINT_CENTRE)))
        line->text = plain(&d, schema->authority);
    if ((line = add(&d, SOHOA_PRINT_TITLE)))
        line->text = plain(&d, schema->vi);
    for (size_t i = 0; i < schema->item_count; i++) {
        const struct sohoa_item *item = &schema->items[i];
        size_t count = item->grid == (int32_t)i ? extent(schema, i) : 0;
        if (item->kind == SOHOA_ITEM_GRID)
            derive_grid(&d, i, count);
        else if (item->kind == SOHOA_ITEM_TABLE)
            derive_table(&d, i, count);
        else
            derive_item(&d, i);
        i += count ? count - 1 : 0;
    }
    ret->schema = schema->name;
    ret->lines = d.lines;
    ret->line_count = d.count;
}
