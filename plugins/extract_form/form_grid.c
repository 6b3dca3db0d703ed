/* form_grid.c - tables whose header names roles ("Bên nữ | Bên nam") and whose rows are fields.
 *
 * Which column is whose is read from the header, for the order varies. A row reaches from rule to
 * rule, or, without rules, from its label to the next one's. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

struct header { /* the header's cells on one line, from left to right */
    struct sohoa_box box[FORM_COLUMNS_MAX];
    int32_t column[FORM_COLUMNS_MAX];
    uint32_t count;
    uint32_t read; /* of those, cells that read as a column's name */
    float fit;
    uint32_t line;
};

static bool is_header(const struct sohoa_item *item, int32_t grid)
{
    return item->kind == SOHOA_ITEM_GRID && item->grid == grid;
}

static struct sohoa_box box_of(const struct form_sheet *sheet, const struct form_hit *hit)
{
    struct sohoa_box box = {0};
    for (uint32_t i = sheet->stream.word[hit->start]; i <= sheet->stream.word[hit->end - 1]; i++)
        box = form_join(box, sheet->words[i].box);
    return box;
}

/* The same, but only of its first words that stand close together: a label broken over two lines of
 * its cell has the values of the next cell among its words. */
static struct sohoa_box close_box(const struct form_sheet *sheet, const struct form_hit *hit)
{
    uint32_t first = sheet->stream.word[hit->start], last = sheet->stream.word[hit->end - 1];
    struct sohoa_box box = sheet->words[first].box;
    int32_t most = (int32_t)(sheet->pages[sheet->words[first].page].em * 0.8);
    for (uint32_t i = first + 1; i <= last; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->line != sheet->words[first].line || word->box.x - (box.x + box.w) > most)
            break;
        box = form_join(box, word->box);
    }
    return box;
}

static void add_cell(struct header *header, struct sohoa_box box, const struct sohoa_item *item,
                     float fit)
{
    uint32_t at = header->count;
    int32_t apart = box.h; /* "của hai bên nam, nữ" is no header */
    for (uint32_t i = 0; i < header->count; i++)
        if (header->column[i] == item->column ||
            form_overlap(header->box[i].x, header->box[i].w, box.x, box.w) > -apart)
            return;
    if (at == FORM_COLUMNS_MAX - 1)
        return;
    for (; at && header->box[at - 1].x > box.x; at--) {
        header->box[at] = header->box[at - 1];
        header->column[at] = header->column[at - 1];
    }
    header->box[at] = box;
    header->column[at] = item->column;
    header->count++;
    header->fit += fit;
}

/* Box around the grid's row labels below the line; their number. The labels stand one below the
 * other at the left: words of values may read like labels too. */
static uint32_t row_labels(struct form_sheet *sheet, const struct sohoa_schema *schema,
                           int32_t grid, uint32_t line, struct sohoa_box *ret)
{
    struct sohoa_box boxes[FORM_HITS_MAX];
    uint32_t count = 0, rows = 0, page = sheet->lines[line].page;
    int32_t left = INT32_MAX, slack = (int32_t)(sheet->pages[page].em * 2.5);
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        struct form_hit hits[FORM_HITS_MAX];
        if (item->kind != SOHOA_ITEM_FIELD || item->grid != grid || item->column != 0)
            continue;
        uint32_t found = form_find_item(sheet, item, hits, FORM_HITS_MAX);
        for (uint32_t j = 0; j < found && count < FORM_HITS_MAX; j++) {
            const struct form_word *word = &sheet->words[sheet->stream.word[hits[j].start]];
            if (word->line <= line || word->page != page || !hits[j].head)
                continue;
            boxes[count] = close_box(sheet, &hits[j]);
            left = boxes[count].x < left ? boxes[count].x : left;
            count++;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (boxes[i].x > left + slack)
            continue;
        *ret = form_join(*ret, boxes[i]);
        rows++;
    }
    return rows;
}

/* Whether the word stands at the height of a header's cell; pages bend, so their lines may differ.
 */
static bool at_height(const struct form_sheet *sheet, const struct form_word *word,
                      const struct form_word *cell)
{
    int32_t off = word->box.y + word->box.h / 2 - (cell->box.y + cell->box.h / 2);
    return word->page == cell->page && abs(off) < (int32_t)(sheet->pages[cell->page].em * 0.8);
}

/* A header of two columns with one cell found: what stands beside it, behind the rows' labels, is
 * the other one, however it was misread. */
static void add_other(const struct form_sheet *sheet, struct header *header,
                      const struct form_word *cell, const struct sohoa_item *other,
                      int32_t labels_end)
{
    int32_t em = (int32_t)sheet->pages[cell->page].em;
    struct sohoa_box box = {0};
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        bool apart = form_overlap(word->box.x - 2 * em, word->box.w + 4 * em, header->box[0].x,
                                  header->box[0].w) <= 0;
        if (word->kind == FORM_TEXT && word->box.x > labels_end && apart &&
            at_height(sheet, word, cell))
            box = form_join(box, word->box);
    }
    if (box.w && box.w < 12 * em)
        add_cell(header, box, other, 0.5F);
}

struct columns { /* the header's items and all places that read like them */
    const struct sohoa_item *items[FORM_COLUMNS_MAX];
    struct form_hit hits[FORM_COLUMNS_MAX][FORM_HITS_MAX];
    uint32_t counts[FORM_COLUMNS_MAX], count;
};

/* The header around one place. */
static struct header header_at(struct form_sheet *sheet, const struct sohoa_schema *schema,
                               int32_t grid, const struct columns *columns, uint32_t column,
                               const struct form_hit *hit)
{
    const struct form_word *cell = &sheet->words[sheet->stream.word[hit->start]];
    struct header header = {.line = cell->line};
    struct sohoa_box labels = {0};
    for (uint32_t d = 0; d < columns->count; d++)
        for (uint32_t k = 0; k < columns->counts[d]; k++) {
            const struct form_hit *other = &columns->hits[d][k];
            if (at_height(sheet, &sheet->words[sheet->stream.word[other->start]], cell))
                add_cell(&header, box_of(sheet, other), columns->items[d], other->fit);
        }
    if (row_labels(sheet, schema, grid, header.line, &labels) < 2)
        return (struct header){0}; /* where both sign, at the end */
    header.read = header.count;
    if (header.count == 1 && columns->count == 2 && header.box[0].x > labels.x + labels.w)
        add_other(sheet, &header, cell, columns->items[1 - column], labels.x + labels.w);
    return header;
}

/* The topmost line with rows below it on which the most of the header's cells stand, and read as
 * they should: "Thông tin của hai bên nam, nữ" above the table is no header. */
static struct header find_header(struct form_sheet *sheet, const struct sohoa_schema *schema,
                                 int32_t grid)
{
    struct header best = {0};
    struct columns columns = {0};
    for (size_t i = (size_t)grid;
         i < sohoa_schema_items(schema) && columns.count < FORM_COLUMNS_MAX - 1; i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        uint32_t at = columns.count;
        if (!is_header(item, grid))
            break;
        columns.items[at] = item;
        columns.counts[at] = form_find_item(sheet, item, columns.hits[at], FORM_HITS_MAX);
        columns.count++;
    }
    for (uint32_t c = 0; c < columns.count; c++)
        for (uint32_t h = 0; h < columns.counts[c]; h++) {
            struct header header = header_at(sheet, schema, grid, &columns, c, &columns.hits[c][h]);
            bool better = header.count != best.count ? header.count > best.count
                          : header.read != best.read ? header.read > best.read
                                                     : header.line < best.line;
            best = better ? header : best;
        }
    return best.count >= 2 ? best : (struct header){0};
}

uint32_t form_header_columns(struct form_sheet *sheet, const struct sohoa_schema *schema,
                             int32_t grid, int32_t *ret, uint32_t max)
{
    struct header header = find_header(sheet, schema, grid);
    uint32_t count = header.count < max ? header.count : max;
    memcpy(ret, header.column, count * sizeof *ret);
    return count;
}

/* Whether dots in line with the mark begin at the labels, at x: then they part rows, and are not to
 * write on. */
static bool begins_at(const struct form_page *page, const struct sohoa_mark *mark, int32_t x)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_mark *other = &page->marks[i];
        if (other->kind == SOHOA_MARK_LEADER && other->box.x <= x + (int32_t)page->em / 4 &&
            abs(other->box.y - mark->box.y) <= (int32_t)page->em / 3)
            return true;
    }
    return false;
}

/* A level rule, or a row of dots, along the columns from..to of a table whose labels are at x. */
static bool level_rule(const struct form_page *page, const struct sohoa_mark *mark, int32_t x,
                       int32_t from, int32_t to)
{
    if (mark->box.w <= mark->box.h ||
        form_overlap(mark->box.x, mark->box.w, from, to - from) * 2 <= to - from)
        return false;
    return mark->kind == SOHOA_MARK_RULE ||
           (mark->kind == SOHOA_MARK_LEADER && begins_at(page, mark, x));
}

/* The first level rule below y that is at least as far as the labels reach; 0: none. */
static int32_t end_rule(const struct form_page *page, int32_t from, int32_t to, int32_t y)
{
    int32_t end = 0;
    for (size_t i = 0; i < page->mark_count; i++)
        if (level_rule(page, &page->marks[i], from, from, to) && page->marks[i].box.y > y &&
            (!end || page->marks[i].box.y < end))
            end = page->marks[i].box.y;
    return end;
}

/* Where the column of the header's cell i begins. Header cells are centred and their columns of
 * about one width, values stand at the left of theirs. */
static int32_t cut_before(const struct form_sheet *sheet, const struct form_band *band,
                          const struct header *header, uint32_t i, int32_t labels_end)
{
    const struct sohoa_box *box = header->box;
    int32_t em = (int32_t)sheet->pages[band->page].em;
    uint32_t next = i ? i - 1 : 1;
    int32_t middle = box[i].x + box[i].w / 2;
    int32_t width = abs(box[next].x + box[next].w / 2 - middle);
    int32_t guess = middle - width / 2, lo = guess - width / 6, hi = guess + width / 6;
    if (!i) {
        lo = labels_end - em / 4;
        hi = hi > labels_end + em ? hi : labels_end + em;
    }
    if (hi > box[i].x)
        hi = box[i].x;
    return form_cut(sheet, band->page, band->top, band->bottom, lo, hi > lo ? hi : lo + em, !i);
}

/* How far the header's line falls to the right, on a page that bends. */
static double slope_of(const struct header *header)
{
    const struct sohoa_box *a = &header->box[0], *b = &header->box[header->count - 1];
    double fall = (2.0 * b->y + b->h - 2.0 * a->y - a->h) / 2, far = b->x - a->x;
    double slope = far > 0 ? fall / far : 0;
    return slope > -0.1 && slope < 0.1 && (slope < -0.015 || slope > 0.015) ? slope : 0;
}

static bool cut_grid(struct form_sheet *sheet, const struct sohoa_schema *schema, int32_t grid,
                     struct form_bands *bands)
{
    struct header header = find_header(sheet, schema, grid);
    struct sohoa_box labels = {0};
    if (!header.count || row_labels(sheet, schema, grid, header.line, &labels) < 2)
        return true;
    uint32_t page = sheet->lines[header.line].page;
    const struct form_page *on = &sheet->pages[page];
    struct form_band band = {.page = page, .grid = grid, .cut_count = header.count};
    for (uint32_t i = 0; i < header.count; i++)
        if (header.box[i].y + header.box[i].h > band.top)
            band.top = header.box[i].y + header.box[i].h;
    band.slope = slope_of(&header);
    int32_t last = labels.y + labels.h, rule = end_rule(on, labels.x, on->right, last - 4);
    band.bottom = rule && rule - last < (int32_t)(on->pitch * 5) ? form_table_end(on, rule)
                                                                 : last + (int32_t)(on->em * 0.5);
    for (uint32_t i = 0; i < header.count; i++) {
        band.cuts[i] = cut_before(sheet, &band, &header, i, labels.x + labels.w);
        band.columns[i] = header.column[i];
    }
    bands->items[bands->count++] = band;
    return form_columns(sheet, &band);
}

bool form_grid_columns(struct form_sheet *sheet, const struct sohoa_schema *schema,
                       struct form_bands *bands)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->kind == SOHOA_ITEM_GRID && item->grid == (int32_t)i &&
            bands->count < sizeof bands->items / sizeof *bands->items &&
            !cut_grid(sheet, schema, item->grid, bands))
            return false;
    }
    return true;
}

/* ---- rows ---- */

struct row {
    uint32_t node, page;
    struct sohoa_box label;
    int32_t top, bottom;
    bool ruled; /* top and bottom are rules */
};

static void rule_row(const struct form_page *page, struct row *row, int32_t from, int32_t to)
{
    int32_t middle = row->label.y + row->label.h / 2, top = INT32_MIN, bottom = INT32_MAX;
    for (size_t i = 0; i < page->mark_count; i++) {
        int32_t y = page->marks[i].box.y;
        if (!level_rule(page, &page->marks[i], row->label.x, from, to))
            continue;
        if (y <= middle && y > top)
            top = y;
        if (y > middle && y < bottom)
            bottom = y;
    }
    row->ruled = top != INT32_MIN && bottom != INT32_MAX && bottom - top < page->pitch * 8;
    if (!row->ruled)
        return;
    row->top = top;
    row->bottom = bottom;
}

/* Whether values stand beside the middle of multi-line cells instead of at their top: words of the
 * values lie between the header and the first label. */
static bool is_centred(const struct form_sheet *sheet, const struct form_band *band,
                       const struct row *rows, uint32_t count)
{
    uint32_t above = 0, beside = 0;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        int32_t y = word->box.y + word->box.h / 2;
        if (word->page != band->page || word->kind != FORM_TEXT || y < band->top ||
            y > band->bottom || word->box.x < band->cuts[0])
            continue;
        for (uint32_t j = 0; j < count; j++) {
            int32_t middle = rows[j].label.y + rows[j].label.h / 2, em = word->box.h;
            if (abs(y - middle) < em * 2 / 5)
                beside++;
            else if (y < rows[j].label.y && y > rows[j].label.y - em * 3 / 2 &&
                     (!j || y > rows[j - 1].label.y + rows[j - 1].label.h + em * 2))
                above++;
        }
    }
    return above * 3 > beside;
}

static void set_rows(const struct form_sheet *sheet, const struct form_band *band, struct row *rows,
                     uint32_t count)
{
    const struct form_page *page = &sheet->pages[band->page];
    int32_t slack = (int32_t)(page->em * 0.35);
    bool centred = is_centred(sheet, band, rows, count);
    int32_t cut = band->top; /* between the rows by their labels alone */
    for (uint32_t i = 0; i < count; i++) {
        const struct sohoa_box *a = &rows[i].label;
        const struct sohoa_box *b = i + 1 < count ? &rows[i + 1].label : NULL;
        rows[i].top = i ? rows[i - 1].bottom : band->top;
        if (centred)
            rows[i].bottom = b ? (a->y + a->h + b->y) / 2 : band->bottom + slack;
        else
            rows[i].bottom = b ? b->y - slack : band->bottom + slack;
    }
    for (uint32_t i = 0; i < count; i++) {
        int32_t end = rows[i].bottom;
        rule_row(page, &rows[i], band->cuts[0], band->cuts[band->cut_count - 1]);
        if (!band->guessed && rows[i].top < band->top)
            rows[i].top = band->top; /* the rule below the header is lost */
        if (i && rows[i - 1].bottom > rows[i].label.y + rows[i].label.h / 2) {
            /* the rule between two rows is */
            rows[i - 1].bottom = rows[i].top = cut;
            rows[i - 1].ruled = rows[i].ruled = false;
        }
        cut = end;
    }
}

static bool give_row(struct form_sheet *sheet, const struct sohoa_schema *schema,
                     const struct form_plan *plan, const struct form_band *band,
                     const struct row *row, struct sohoa_fields *out)
{
    const struct form_node *node = &plan->nodes[row->node];
    const struct form_page *page = &sheet->pages[band->page];
    struct form_value *value = form_alloc(sheet, sizeof *value);
    if (!value)
        return false;
    for (uint32_t c = 0; c < band->cut_count; c++) {
        int32_t to =
            c + 1 < band->cut_count ? band->cuts[c + 1] : page->right + (int32_t)page->em * 3;
        int32_t lower = row->ruled ? 0 : (int32_t)(band->slope * (band->cuts[c] - row->label.x));
        memset(value, 0, sizeof *value);
        value->place = node->hit.fit - (node->rescued ? 0.2F : 0) + (row->ruled ? 0 : -0.03F);
        if (band->guessed) /* whose column it is is not known */
            value->place -= 0.5F;
        form_cell(sheet, band->page,
                  (struct sohoa_box){band->cuts[c], row->top + lower, to - band->cuts[c],
                                     row->bottom - row->top},
                  value);
        if (!form_value_finish(sheet, value))
            continue;
        for (uint32_t i = node->item; i < node->item + node->items; i++) {
            const struct sohoa_item *item = sohoa_schema_item(schema, i);
            if (item->column == band->columns[c] && item->key && *item->key &&
                !form_give(sheet, value, item->key, out))
                return false;
        }
    }
    return true;
}

/* Without a header found: the band around the row labels, columns in the schema's order. */
static bool guess_band(const struct form_sheet *sheet, const struct sohoa_schema *schema,
                       int32_t grid, const struct row *rows, uint32_t count, struct form_band *ret)
{
    struct sohoa_box labels = {0};
    uint32_t columns = 0, page = count ? rows[0].page : 0;
    for (size_t i = (size_t)grid;
         i < sohoa_schema_items(schema) && is_header(sohoa_schema_item(schema, i), grid) &&
         columns < FORM_COLUMNS_MAX - 1;
         i++)
        columns++;
    for (uint32_t i = 0; i < count; i++)
        labels = form_join(labels, rows[i].label);
    if (count < 2 || !columns)
        return false;
    const struct form_page *on = &sheet->pages[page];
    *ret = (struct form_band){.page = page, .grid = grid, .cut_count = columns, .guessed = true};
    ret->top = labels.y - (int32_t)(on->em * 0.4);
    ret->bottom = labels.y + labels.h + (int32_t)(on->em * 0.5);
    int32_t from = labels.x + labels.w, width = (on->right - from) / (int32_t)columns;
    if (width < (int32_t)on->em)
        return false;
    for (uint32_t i = 0; i < columns; i++) {
        int32_t at = from + (int32_t)i * width;
        ret->cuts[i] =
            i ? form_cut(sheet, page, ret->top, ret->bottom, at - width / 3, at + width / 3, false)
              : from;
        ret->columns[i] = (int32_t)i;
    }
    return true;
}

static bool read_grid(struct form_sheet *sheet, const struct sohoa_schema *schema,
                      const struct form_plan *plan, int32_t grid, const struct form_band *band,
                      struct sohoa_fields *out)
{
    struct row *rows = form_alloc(sheet, (plan->count + 1) * sizeof *rows);
    struct form_band guessed;
    uint32_t count = 0;
    if (!rows)
        return false;
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct form_node *node = &plan->nodes[i];
        if (!node->found || node->grid != grid || node->kind != SOHOA_ITEM_FIELD)
            continue;
        const struct form_word *word = &sheet->words[sheet->stream.word[node->hit.start]];
        if (band && (word->page != band->page || word->box.x > band->cuts[0]))
            continue;
        if (count && word->page != rows[0].page)
            continue;
        rows[count++] =
            (struct row){.node = i, .page = word->page, .label = box_of(sheet, &node->hit)};
    }
    if (!band) {
        if (!guess_band(sheet, schema, grid, rows, count, &guessed))
            return true;
        band = &guessed;
    }
    set_rows(sheet, band, rows, count);
    for (uint32_t i = 0; i < count; i++)
        if (!give_row(sheet, schema, plan, band, &rows[i], out))
            return false;
    return true;
}

bool form_grids(struct form_sheet *sheet, const struct sohoa_schema *schema,
                const struct form_plan *plan, const struct form_bands *bands,
                struct sohoa_fields *out)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        const struct form_band *band = NULL;
        if (item->kind != SOHOA_ITEM_GRID || item->grid != (int32_t)i)
            continue;
        for (uint32_t j = 0; j < bands->count; j++)
            if (bands->items[j].grid == item->grid)
                band = &bands->items[j];
        if (!read_grid(sheet, schema, plan, item->grid, band, out))
            return false;
    }
    return true;
}
