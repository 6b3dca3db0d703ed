/* form_table.c - tables whose header names fields and whose rows are entries ("Những thành viên
 * trong hộ gia đình cùng thay đổi").
 *
 * The header's cells are told from each other by upright rules, else by the gaps between them;
 * which column is whose by their text. A row begins at a level rule, else where a number stands in
 * the first column, else where a line fills most columns. Rows with nothing but a number are none.
 */
#include "form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_LETTERS = 160, ITEM_LABELS = 16, HEADERS = 3 };

struct cell { /* a column of the header */
    int32_t from, to;
    char letters[CELL_LETTERS];
    uint32_t size;
    int32_t item; /* the schema's, -1: none of the fields */
};
struct table {
    struct form_sheet *sheet;
    const struct sohoa_schema *schema;
    uint32_t item; /* the table's */
    uint32_t page;
    int32_t top, bottom; /* of header and rows */
    int32_t body;        /* where the header ends */
    struct cell cells[FORM_COLUMNS_MAX];
    uint32_t cell_count;
    int32_t rows[FORM_ROWS_MAX + 1]; /* where each begins; the last is the end */
    uint32_t row_count;
};

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int32_t middle_x(const struct form_word *word)
{
    return word->box.x + word->box.w / 2;
}

static int32_t middle_y(const struct form_word *word)
{
    return word->box.y + word->box.h / 2;
}

static bool inside(const struct table *table, const struct form_word *word)
{
    return word->page == table->page && middle_y(word) > table->top &&
           middle_y(word) < table->bottom && word->kind == FORM_TEXT;
}

/* A row's number, or a value that no header holds: the rows have begun. */
static bool begins_rows(const struct form_word *word)
{
    size_t digits = 0;
    for (const char *c = word->text; *c; c++)
        digits += *c >= '0' && *c <= '9';
    return digits >= 4 ||
           (digits && digits <= 2 && word->size == digits && !strchr(word->text, '('));
}

/* ---- the header ---- */

/* Where upright rules stand in the table, from left to right, doubles once. */
static uint32_t upright_rules(const struct table *table, int32_t *ret, uint32_t max)
{
    const struct form_page *page = &table->sheet->pages[table->page];
    uint32_t count = 0, kept = 0;
    int32_t height = table->bottom - table->top;
    for (size_t i = 0; i < page->mark_count && count < max; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        int32_t common = form_overlap(box->y, box->h, table->top, height);
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->h > box->w &&
            common > (int32_t)(page->em * 2))
            ret[count++] = box->x + box->w / 2;
    }
    qsort(ret, count, sizeof *ret, compare_int);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || ret[i] - ret[kept - 1] > (int32_t)(page->em * 0.8))
            ret[kept++] = ret[i];
    return kept;
}

static uint32_t level_rules(const struct table *table, int32_t *ret, uint32_t max)
{
    const struct form_page *page = &table->sheet->pages[table->page];
    uint32_t count = 0, kept = 0;
    for (size_t i = 0; i < page->mark_count && count < max; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->w > box->h &&
            box->w * 2 > page->right - page->left && box->y > table->top - (int32_t)page->em &&
            box->y < table->bottom + (int32_t)page->em)
            ret[count++] = box->y + box->h / 2;
    }
    qsort(ret, count, sizeof *ret, compare_int);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || ret[i] - ret[kept - 1] > (int32_t)(page->em * 0.8))
            ret[kept++] = ret[i];
    return kept;
}

/* Without rules: the header ends above the first line, below `from`, that holds a number; the
 * height of that. */
static int32_t find_body(struct table *table, int32_t from)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t rules[FORM_ROWS_MAX];
    uint32_t count = level_rules(table, rules, FORM_ROWS_MAX);
    int32_t first = table->bottom;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (inside(table, word) && begins_rows(word) && word->box.y >= from && word->box.y < first)
            first = word->box.y;
    }
    table->body = first - (int32_t)(sheet->pages[table->page].em * 0.3);
    for (uint32_t i = 1; i < count; i++)
        if (rules[i] <= first + (int32_t)sheet->pages[table->page].em) {
            table->body = rules[i];
            break;
        }
    return first;
}

static void columns_by_rules(struct table *table, const int32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i + 1 < count && table->cell_count < FORM_COLUMNS_MAX; i++)
        table->cells[table->cell_count++] = (struct cell){.from = rules[i], .to = rules[i + 1]};
}

static int compare_span(const void *a, const void *b)
{
    return compare_int(a, b);
}

/* Columns by the gaps between the header's words. */
static void columns_by_gaps(struct table *table)
{
    const struct form_sheet *sheet = table->sheet;
    struct {
        int32_t from, to;
    } spans[256];
    uint32_t count = 0;
    int32_t gap = (int32_t)(sheet->pages[table->page].em * 0.75);
    for (uint32_t i = 0; i < sheet->word_count && count < 256; i++) {
        const struct form_word *word = &sheet->words[i];
        if (!inside(table, word) || middle_y(word) > table->body)
            continue;
        spans[count].from = word->box.x;
        spans[count++].to = word->box.x + word->box.w;
    }
    qsort(spans, count, sizeof *spans, compare_span);
    for (uint32_t i = 0; i < count; i++) {
        struct cell *last = table->cell_count ? &table->cells[table->cell_count - 1] : NULL;
        if (last && spans[i].from - last->to < gap) {
            last->to = spans[i].to > last->to ? spans[i].to : last->to;
            continue;
        }
        if (table->cell_count == FORM_COLUMNS_MAX)
            break;
        table->cells[table->cell_count++] = (struct cell){.from = spans[i].from, .to = spans[i].to};
    }
    for (uint32_t i = 0; i < table->cell_count; i++) { /* cells meet between the words */
        struct cell *cell = &table->cells[i];
        if (i + 1 == table->cell_count) {
            cell->to = sheet->pages[table->page].right + 3 * gap;
            break;
        }
        int32_t cut = form_cut(sheet, table->page, table->top, table->bottom, cell->to,
                               table->cells[i + 1].from, false);
        cell->to = table->cells[i + 1].from = cut;
    }
    if (table->cell_count)
        table->cells[0].from -= 4 * gap;
}

static void read_header(struct table *table)
{
    const struct form_sheet *sheet = table->sheet;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (!inside(table, word) || middle_y(word) > table->body)
            continue;
        for (uint32_t c = 0; c < table->cell_count; c++) {
            struct cell *cell = &table->cells[c];
            if (middle_x(word) < cell->from || middle_x(word) >= cell->to)
                continue;
            for (uint32_t j = 0; j < word->size && cell->size + 1 < CELL_LETTERS; j++)
                cell->letters[cell->size++] = sheet->stream.letters[word->at + j];
        }
    }
}

/* Edits between two texts, at most CELL_LETTERS letters each. */
static uint32_t distance(const char *a, uint32_t as, const char *b, uint32_t bs)
{
    uint32_t row[CELL_LETTERS + 1];
    for (uint32_t j = 0; j <= bs; j++)
        row[j] = j;
    for (uint32_t i = 0; i < as; i++) {
        uint32_t corner = row[0];
        row[0] = i + 1;
        for (uint32_t j = 0; j < bs; j++) {
            uint32_t same = corner + (a[i] != b[j]);
            corner = row[j + 1];
            uint32_t other = (row[j] < corner ? row[j] : corner) + 1;
            row[j + 1] = same < other ? same : other;
        }
    }
    return row[bs];
}

/* How well the cell reads as the header of the item, 0..1. */
static double likeness(const struct cell *cell, const struct sohoa_item *item)
{
    double best = 0;
    for (size_t i = 0; i < item->label_count && i < ITEM_LABELS; i++) {
        char folded[CELL_LETTERS];
        uint32_t size = (uint32_t)sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
        uint32_t longer = size > cell->size ? size : cell->size;
        if (!size || !cell->size)
            continue;
        double like = 1 - (double)distance(cell->letters, cell->size, folded, size) / longer;
        best = like > best ? like : best;
    }
    return best;
}

/* Gives the schema's columns to the header's cells, the likest pair first; what is left goes in
 * order between its neighbours. The number given by likeness. */
static uint32_t name_columns(struct table *table)
{
    uint32_t named = 0;
    int32_t items[FORM_COLUMNS_MAX];
    uint32_t count = 0;
    for (size_t i = table->item + 1; i < sohoa_schema_items(table->schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(table->schema, i);
        if (item->grid != (int32_t)table->item || count == FORM_COLUMNS_MAX)
            break;
        items[count++] = (int32_t)i;
    }
    for (uint32_t c = 0; c < table->cell_count; c++)
        table->cells[c].item = -1;
    for (;;) {
        double best = 0.5;
        uint32_t at = 0, which = 0;
        for (uint32_t c = 0; c < table->cell_count; c++)
            for (uint32_t i = 0; i < count && table->cells[c].item < 0; i++) {
                double like = items[i] < 0
                                  ? 0
                                  : likeness(&table->cells[c],
                                             sohoa_schema_item(table->schema, (size_t)items[i]));
                if (like > best) {
                    best = like;
                    at = c;
                    which = i;
                }
            }
        if (best <= 0.5)
            break;
        table->cells[at].item = items[which];
        items[which] = -1;
        named++;
    }
    for (uint32_t i = 0; i < count && table->cell_count >= count; i++) {
        uint32_t c = i + table->cell_count - count; /* a column of numbers may stand first */
        if (items[i] >= 0 && table->cells[c].item < 0 && named * 2 >= count)
            table->cells[c].item = items[i];
    }
    return named;
}

/* ---- rows ---- */

/* Whether the first column holds the rows' numbers and no field. */
static bool is_numbered(const struct table *table)
{
    int32_t item = table->cell_count ? table->cells[0].item : 0;
    const char *key = item < 0 ? NULL : sohoa_schema_item(table->schema, (size_t)item)->key;
    return table->cell_count && (!key || !strchr(key, '*'));
}

/* Whether the line begins a row: its number stands in the first column, or it fills more than
 * half of the columns: numbers may be missing, or misread. */
static bool begins_row(const struct table *table, const struct form_line *line)
{
    bool filled[FORM_COLUMNS_MAX] = {false}, number = false;
    uint32_t cells = 0;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        for (uint32_t c = 0; c < table->cell_count; c++) {
            if (word->kind != FORM_TEXT || middle_x(word) < table->cells[c].from ||
                middle_x(word) >= table->cells[c].to || filled[c])
                continue;
            filled[c] = true;
            cells++;
            number |= !c && is_numbered(table) && begins_rows(word);
        }
    }
    return number || cells * 2 > table->cell_count;
}

static void rows_by_words(struct table *table)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t slack = (int32_t)(sheet->pages[table->page].em * 0.2);
    for (uint32_t i = 0; i < sheet->line_count && table->row_count < FORM_ROWS_MAX; i++) {
        const struct form_line *line = &sheet->lines[i];
        int32_t middle = line->box.y + line->box.h / 2;
        if (line->page != table->page || middle <= table->body || middle >= table->bottom ||
            !begins_row(table, line))
            continue;
        int32_t top = table->row_count ? line->box.y - slack : table->body;
        table->rows[table->row_count] = top;
        table->row_count++;
    }
    table->rows[table->row_count] = table->bottom;
}

static void find_rows(struct table *table)
{
    int32_t rules[FORM_ROWS_MAX];
    uint32_t count = level_rules(table, rules, FORM_ROWS_MAX);
    int32_t em = (int32_t)table->sheet->pages[table->page].em;
    for (uint32_t i = 0; i + 1 < count; i++)
        if (rules[i] >= table->body - em / 2)
            table->rows[table->row_count++] = rules[i];
    if (!table->row_count) {
        rows_by_words(table);
        return;
    }
    table->rows[table->row_count] = rules[count - 1];
    if (table->rows[0] > table->body + em && table->row_count < FORM_ROWS_MAX) {
        /* the rule below the header was not found: what stands above the first one is a row */
        memmove(table->rows + 1, table->rows, (table->row_count + 1) * sizeof *table->rows);
        table->rows[0] = table->body;
        table->row_count++;
    }
}

/* The number printed in the first column of row r, where that is no field; 0: none. */
static uint32_t printed_number(const struct table *table, uint32_t r)
{
    const struct cell *cell = &table->cells[0];
    uint32_t number = 0, words = 0;
    if (r >= table->row_count || !is_numbered(table))
        return 0;
    for (uint32_t i = 0; i < table->sheet->word_count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        if (!inside(table, word) || middle_x(word) < cell->from || middle_x(word) >= cell->to ||
            middle_y(word) < table->rows[r] || middle_y(word) >= table->rows[r + 1])
            continue;
        size_t digits = strspn(word->text, "0123456789");
        number = 0;
        for (size_t k = 0; k < digits && digits <= 2; k++)
            number = number * 10 + (uint32_t)(word->text[k] - '0');
        words++;
    }
    return words == 1 ? number : 0;
}

/* The number of an entry: the one behind `last`, or, where rows were lost, the printed one when
 * the next row's confirms it. */
static uint32_t entry_number(const struct table *table, uint32_t r, uint32_t last)
{
    uint32_t printed = printed_number(table, r);
    bool jumps = printed > last + 1 && printed <= last + 6;
    return jumps && printed_number(table, r + 1) == printed + 1 ? printed : last + 1;
}

static bool give_rows(struct table *table, struct sohoa_fields *out)
{
    struct form_value *value = form_alloc(table->sheet, sizeof *value);
    uint32_t number = 0;
    if (!value)
        return false;
    for (uint32_t r = 0; r < table->row_count; r++) {
        bool counted = false;
        for (uint32_t c = 0; c < table->cell_count; c++) {
            const struct cell *cell = &table->cells[c];
            if (cell->item < 0)
                continue;
            const struct sohoa_item *item = sohoa_schema_item(table->schema, (size_t)cell->item);
            const char *star = item->key ? strchr(item->key, '*') : NULL;
            memset(value, 0, sizeof *value);
            value->place = 0.9F;
            form_cell(table->sheet, table->page,
                      (struct sohoa_box){cell->from, table->rows[r], cell->to - cell->from,
                                         table->rows[r + 1] - table->rows[r]},
                      value);
            if (!star || !form_value_finish(table->sheet, value))
                continue;
            if (!counted)
                number = entry_number(table, r, number);
            counted = true;
            char key[96];
            snprintf(key, sizeof key, "%.*s%u%s", (int)(star - item->key), item->key, number,
                     star + 1);
            if (!form_give(table->sheet, value, key, out))
                return false;
        }
    }
    return true;
}

/* The region of the table: from its heading, or what was found before it, to what comes after. */
static bool find_region(struct table *table, const struct form_plan *plan)
{
    const struct form_sheet *sheet = table->sheet;
    const struct form_word *above = NULL, *below = NULL;
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct form_node *node = &plan->nodes[i];
        if (!node->found)
            continue;
        if (node->item <= table->item)
            above = &sheet->words[sheet->stream.word[node->hit.end - 1]];
        else if (!below)
            below = &sheet->words[sheet->stream.word[node->hit.start]];
    }
    if (!above)
        return false;
    table->page = above->page;
    table->top = sheet->lines[above->line].box.y + sheet->lines[above->line].box.h;
    if (below && below->page == table->page) {
        table->bottom = sheet->lines[below->line].box.y;
        return table->bottom > table->top;
    }
    table->bottom = table->top;
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        int32_t end = sheet->lines[i].box.y + sheet->lines[i].box.h + 1;
        if (sheet->lines[i].page == table->page && end > table->bottom)
            table->bottom = end;
    }
    return table->bottom > table->top;
}

/* The header down to the first number below `from`; how many of its columns are known. */
static uint32_t try_header(struct table *table, int32_t from, int32_t *ret_first)
{
    int32_t rules[FORM_COLUMNS_MAX * 4];
    table->cell_count = 0;
    memset(table->cells, 0, sizeof table->cells);
    *ret_first = find_body(table, from);
    uint32_t count = upright_rules(table, rules, FORM_COLUMNS_MAX * 4);
    if (count >= 3)
        columns_by_rules(table, rules, count);
    else
        columns_by_gaps(table);
    read_header(table);
    return name_columns(table);
}

static bool read_table(struct table *table, const struct form_plan *plan, struct sohoa_fields *out)
{
    if (!find_region(table, plan))
        return true;
    int32_t em = (int32_t)table->sheet->pages[table->page].em;
    int32_t from = table->top, first = from, best = from;
    uint32_t most = 0;
    for (int i = 0; i < HEADERS && first < table->bottom; i++) { /* a stray number is no row */
        uint32_t named = try_header(table, from, &first);
        if (named > most) {
            most = named;
            best = from;
        }
        from = first + em;
    }
    if (most < 2)
        return true;
    try_header(table, best, &first);
    find_rows(table);
    return give_rows(table, out);
}

bool form_tables(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 const struct form_plan *plan, struct sohoa_fields *out)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        if (sohoa_schema_item(schema, i)->kind != SOHOA_ITEM_TABLE)
            continue;
        struct table *table = form_alloc(sheet, sizeof *table);
        if (!table)
            return false;
        *table = (struct table){.sheet = sheet, .schema = schema, .item = (uint32_t)i};
        if (!read_table(table, plan, out))
            return false;
    }
    return true;
}
