/* form_header.c - the header of a table whose header names fields: its cells are told from each
 * other by upright rules, else by the gaps between them; which column is whose by their text. */
#include "form_table.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_LABELS = 16, PIECES = 512 };
static const double PART_LIKE = 0.6;

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

bool form_in_table(const struct form_table *table, const struct form_word *word)
{
    return word->page == table->page && form_middle_y(word) > table->top &&
           form_middle_y(word) < table->bottom && form_middle_x(word) > table->left &&
           form_middle_x(word) < table->right && word->kind == FORM_TEXT;
}

/* A row's number, or a value that no header holds: the rows have begun. */
bool form_begins_rows(const struct form_word *word)
{
    size_t digits = 0;
    for (const char *c = word->text; *c; c++)
        digits += *c >= '0' && *c <= '9';
    return digits >= 4 ||
           (digits && digits <= 2 && word->size == digits && !strchr(word->text, '('));
}

/* Where upright rules stand in the table, from left to right, doubles once. */
static uint32_t upright_rules(const struct form_table *table, int32_t *ret, uint32_t max)
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

int32_t form_upright_foot(const struct form_table *table)
{
    const struct form_page *page = &table->sheet->pages[table->page];
    int32_t feet[FORM_COLUMNS_MAX * 4];
    uint32_t count = 0;
    for (size_t i = 0; i < page->mark_count && count < FORM_COLUMNS_MAX * 4; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->h > box->w &&
            box->y > table->top - (int32_t)page->em &&
            box->y + box->h < table->bottom + (int32_t)page->em && box->h > (int32_t)(page->em * 2))
            feet[count++] = box->y + box->h;
    }
    qsort(feet, count, sizeof *feet, compare_int);
    return count >= 3 ? feet[count / 2] : 0;
}

/* A piece of a level rule. */
struct piece {
    int32_t y, from, to;
};

static int compare_piece(const void *a, const void *b)
{
    return compare_int(a, b);
}

/* Pieces of level rules about the table, from top to bottom; the number. */
static uint32_t level_pieces(const struct form_table *table, struct piece *ret, uint32_t max)
{
    const struct form_page *page = &table->sheet->pages[table->page];
    uint32_t count = 0;
    int32_t em = (int32_t)page->em;
    for (size_t i = 0; i < page->mark_count && count < max; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->w > box->h && box->w > 2 * em &&
            box->y > table->top - em && box->y < table->bottom + em)
            ret[count++] = (struct piece){box->y + box->h / 2, box->x, box->x + box->w};
    }
    qsort(ret, count, sizeof *ret, compare_piece);
    return count;
}

uint32_t form_level_rules(const struct form_table *table, int32_t *ret, uint32_t max)
{
    struct piece pieces[PIECES];
    const struct form_page *page = &table->sheet->pages[table->page];
    uint32_t count = level_pieces(table, pieces, PIECES), kept = 0;
    int32_t near = (int32_t)(page->em * 0.8);
    for (uint32_t i = 0, end; i < count && kept < max; i = end) {
        int64_t length = 0, height = 0; /* together, for worn rules stand in pieces */
        for (end = i; end < count && pieces[end].y - pieces[i].y <= near; end++) {
            int32_t size = pieces[end].to - pieces[end].from;
            length += size;
            height += (int64_t)size * pieces[end].y;
        }
        if (length * 2 > page->right - page->left)
            ret[kept++] = (int32_t)(height / length);
    }
    return kept;
}

void form_table_reach(struct form_table *table)
{
    struct piece pieces[PIECES];
    int32_t rules[FORM_ROWS_MAX], em = (int32_t)table->sheet->pages[table->page].em;
    uint32_t count = level_pieces(table, pieces, PIECES);
    uint32_t whole = form_level_rules(table, rules, FORM_ROWS_MAX);
    int32_t left = INT32_MAX, right = INT32_MIN;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t r = 0; r < whole; r++) {
            if (abs(pieces[i].y - rules[r]) > em)
                continue;
            left = pieces[i].from < left ? pieces[i].from : left;
            right = pieces[i].to > right ? pieces[i].to : right;
        }
    table->left = whole >= 2 ? left : INT32_MIN / 2;
    table->right = whole >= 2 ? right : INT32_MAX / 2;
}

/* Without rules: the header ends above the first line, below `from`, that holds a number; the
 * height of that. */
static int32_t find_body(struct form_table *table, int32_t from)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t rules[FORM_ROWS_MAX];
    uint32_t count = form_level_rules(table, rules, FORM_ROWS_MAX);
    int32_t first = table->bottom;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (form_in_table(table, word) && form_begins_rows(word) && word->box.y >= from &&
            word->box.y < first)
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

/* The outer rules of the table where level ones reach further, without those that stand off it. */
static uint32_t close_sides(const struct form_table *table, int32_t *rules, uint32_t count,
                            uint32_t max)
{
    int32_t left = table->left, right = table->right;
    int32_t em = (int32_t)table->sheet->pages[table->page].em;
    if (right == INT32_MAX / 2)
        return count;
    while (count && rules[count - 1] > right + 2 * em)
        count--;
    uint32_t off = 0;
    while (off < count && rules[off] < left - 2 * em)
        off++;
    memmove(rules, rules + off, (count - off) * sizeof *rules);
    count -= off;
    if (count && count < max && rules[count - 1] < right - 3 * em)
        rules[count++] = right;
    if (count && count < max && rules[0] > left + 2 * em) {
        memmove(rules + 1, rules, count * sizeof *rules);
        rules[0] = left;
        count++;
    }
    return count;
}

static void columns_by_rules(struct form_table *table, const int32_t *rules, uint32_t count)
{
    for (uint32_t i = 0; i + 1 < count && table->cell_count < FORM_COLUMNS_MAX; i++)
        table->cells[table->cell_count++] =
            (struct form_cell){.from = rules[i], .to = rules[i + 1]};
}

static int compare_span(const void *a, const void *b)
{
    return compare_int(a, b);
}

/* A gap too wide to stand between two words of one text; typewriter faces have wide ones. */
int32_t form_wide_gap(const struct form_sheet *sheet, uint32_t page)
{
    int32_t gaps[512], em = (int32_t)sheet->pages[page].em;
    uint32_t count = 0;
    for (uint32_t i = 1; i < sheet->word_count && count < 512; i++) {
        const struct form_word *a = &sheet->words[i - 1], *b = &sheet->words[i];
        int32_t gap = b->box.x - (a->box.x + a->box.w);
        if (a->page == page && a->line == b->line && gap > 0 && gap < 2 * em)
            gaps[count++] = gap;
    }
    qsort(gaps, count, sizeof *gaps, compare_int);
    int32_t usual = count ? gaps[count / 2] * 17 / 10 : 0, least = em * 3 / 4;
    return usual > least ? usual : least;
}

/* The header's words between from and to put together where no wide gap parts them; at most max. */
static uint32_t parts_by_gaps(const struct form_table *table, int32_t from, int32_t to,
                              struct form_cell *ret, uint32_t max)
{
    const struct form_sheet *sheet = table->sheet;
    struct {
        int32_t from, to;
    } spans[256];
    uint32_t count = 0, parts = 0;
    int32_t gap = form_wide_gap(sheet, table->page);
    for (uint32_t i = 0; i < sheet->word_count && count < 256; i++) {
        const struct form_word *word = &sheet->words[i];
        if (!form_in_table(table, word) || form_middle_y(word) > table->body ||
            form_middle_x(word) < from || form_middle_x(word) >= to)
            continue;
        spans[count].from = word->box.x;
        spans[count++].to = word->box.x + word->box.w;
    }
    qsort(spans, count, sizeof *spans, compare_span);
    for (uint32_t i = 0; i < count; i++) {
        struct form_cell *last = parts ? &ret[parts - 1] : NULL;
        if (last && spans[i].from - last->to < gap) {
            last->to = spans[i].to > last->to ? spans[i].to : last->to;
            continue;
        }
        if (parts == max)
            break;
        ret[parts++] = (struct form_cell){.from = spans[i].from, .to = spans[i].to, .item = -1};
    }
    return parts;
}

/* Columns by the gaps between the header's words. */
static void columns_by_gaps(struct form_table *table)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t gap = form_wide_gap(sheet, table->page);
    table->cell_count = parts_by_gaps(table, INT32_MIN, INT32_MAX, table->cells, FORM_COLUMNS_MAX);
    for (uint32_t i = 0; i < table->cell_count; i++) { /* cells meet between the words */
        struct form_cell *cell = &table->cells[i];
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

static void read_header(const struct form_table *table, struct form_cell *cells, uint32_t count)
{
    const struct form_sheet *sheet = table->sheet;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (!form_in_table(table, word) || form_middle_y(word) > table->body)
            continue;
        for (uint32_t c = 0; c < count; c++) {
            struct form_cell *cell = &cells[c];
            if (form_middle_x(word) < cell->from || form_middle_x(word) >= cell->to)
                continue;
            for (uint32_t j = 0; j < word->size && cell->size + 1 < FORM_CELL_LETTERS; j++)
                cell->letters[cell->size++] = sheet->stream.letters[word->at + j];
        }
    }
}

/* Edits between two texts, at most FORM_CELL_LETTERS letters each. */
static uint32_t distance(const char *a, uint32_t as, const char *b, uint32_t bs)
{
    uint32_t row[FORM_CELL_LETTERS + 1];
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
static double likeness(const struct form_cell *cell, const struct sohoa_item *item)
{
    double best = 0;
    for (size_t i = 0; i < item->label_count && i < ITEM_LABELS; i++) {
        char folded[FORM_CELL_LETTERS];
        uint32_t size = (uint32_t)sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
        uint32_t longer = size > cell->size ? size : cell->size;
        if (!size || !cell->size)
            continue;
        double like = 1 - (double)distance(cell->letters, cell->size, folded, size) / longer;
        best = like > best ? like : best;
    }
    return best;
}

/* How well the cell reads as the likest of the table's columns, 0..1. */
static double likest(const struct form_table *table, const struct form_cell *cell)
{
    double best = 0;
    for (size_t i = table->item + 1; i < sohoa_schema_items(table->schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(table->schema, i);
        if (item->grid != (int32_t)table->item)
            break;
        double like = likeness(cell, item);
        best = like > best ? like : best;
    }
    return best;
}

/* Whether no word of the table's rows stands across x. */
static bool parts_rows(const struct form_table *table, int32_t x)
{
    const struct form_sheet *sheet = table->sheet;
    uint32_t left = 0, right = 0;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (!form_in_table(table, word) || form_middle_y(word) < table->body)
            continue;
        if (word->box.x < x && word->box.x + word->box.w > x)
            return false;
        left += word->box.x < x;
        right += word->box.x >= x;
    }
    return left && right;
}

/* The cell cut at x; how well its parts read as headers, 0: not as two, or better as one. */
static double parts_like(const struct form_table *table, const struct form_cell *cell, int32_t x,
                         struct form_cell *parts)
{
    memset(parts, 0, 2 * sizeof *parts);
    parts[0].from = cell->from;
    parts[0].to = parts[1].from = x;
    parts[1].to = cell->to;
    read_header(table, parts, 2);
    double one = likest(table, cell), a = likest(table, &parts[0]), b = likest(table, &parts[1]);
    return a < PART_LIKE || b < PART_LIKE || a <= one || b <= one ? 0 : a + b;
}

/* The cut before one of the cell's words, through none of the rows, that makes the likest headers:
 * for headers that nearly touch; 0: there is none. */
static int32_t cut_at_word(const struct form_table *table, const struct form_cell *cell)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t slack = (int32_t)(sheet->pages[table->page].em / 8), best_x = 0;
    double best = 0;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        struct form_cell parts[2];
        int32_t x = word->box.x - slack;
        if (!form_in_table(table, word) || form_middle_y(word) > table->body || x <= cell->from ||
            form_middle_x(word) >= cell->to || !parts_rows(table, x))
            continue;
        double like = parts_like(table, cell, x, parts);
        if (like > best) {
            best = like;
            best_x = x;
        }
    }
    return best_x;
}

/* A rule between two columns that was not found: a cell whose words read as two headers, side by
 * side, and not as one. */
static void part_cells(struct form_table *table)
{
    for (uint32_t c = 0; c < table->cell_count && table->cell_count < FORM_COLUMNS_MAX; c++) {
        struct form_cell parts[2], *cell = &table->cells[c];
        int32_t cut;
        if (parts_by_gaps(table, cell->from, cell->to, parts, 2) == 2)
            cut = form_cut(table->sheet, table->page, table->top, table->bottom, parts[0].to,
                           parts[1].from, false);
        else
            cut = cut_at_word(table, cell);
        if (cut <= cell->from || parts_like(table, cell, cut, parts) <= 0)
            continue;
        memmove(cell + 2, cell + 1, (table->cell_count - c - 1) * sizeof *cell);
        cell[0] = parts[0];
        cell[1] = parts[1];
        table->cell_count++;
    }
}

/* Gives the schema's columns to the header's cells, the likest pair first; what is left goes in
 * order between its neighbours. The number given by likeness. */
static uint32_t name_columns(struct form_table *table)
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

/* The header down to the first number below `from`; how many of its columns are known. */
uint32_t form_table_header(struct form_table *table, int32_t from, int32_t *ret_first)
{
    int32_t rules[FORM_COLUMNS_MAX * 4];
    table->cell_count = 0;
    memset(table->cells, 0, sizeof table->cells);
    *ret_first = find_body(table, from);
    uint32_t count = upright_rules(table, rules, FORM_COLUMNS_MAX * 4);
    if (count >= 3)
        count = close_sides(table, rules, count, FORM_COLUMNS_MAX * 4);
    if (count >= 3)
        columns_by_rules(table, rules, count);
    else
        columns_by_gaps(table);
    read_header(table, table->cells, table->cell_count);
    part_cells(table);
    return name_columns(table);
}
