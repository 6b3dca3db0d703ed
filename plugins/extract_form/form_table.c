/* form_table.c - tables whose header names fields and whose rows are entries ("Những thành viên
 * trong hộ gia đình cùng thay đổi").
 *
 * A row begins at a level rule, else where a number stands in the first column, else where a line
 * fills most columns. Rows with nothing but a number are none. */
#include "form_table.h"

#include <stdio.h>
#include <string.h>

enum { HEADERS = 3 };

/* Whether the first column holds the rows' numbers and no field. */
static bool is_numbered(const struct form_table *table)
{
    int32_t item = table->cell_count ? table->cells[0].item : 0;
    const char *key = item < 0 ? NULL : sohoa_schema_item(table->schema, (size_t)item)->key;
    return table->cell_count && (!key || !strchr(key, '*'));
}

/* Whether the line begins a row: its number stands in the first column, or it fills more than
 * half of the columns: numbers may be missing, or misread. */
static bool begins_row(const struct form_table *table, const struct form_line *line)
{
    bool filled[FORM_COLUMNS_MAX] = {false}, number = false;
    uint32_t cells = 0;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        for (uint32_t c = 0; c < table->cell_count; c++) {
            if (word->kind != FORM_TEXT || form_middle_x(word) < table->cells[c].from ||
                form_middle_x(word) >= table->cells[c].to || filled[c])
                continue;
            filled[c] = true;
            cells++;
            number |= !c && is_numbered(table) && form_begins_rows(word);
        }
    }
    return number || cells * 2 > table->cell_count;
}

/* Whether the line's words run on across columns without a gap, as no row's do: the date below the
 * table. */
static bool runs_across(const struct form_table *table, const struct form_line *line, int32_t gap)
{
    const struct form_word *last = NULL, *first = NULL;
    uint32_t words = 0;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        if (word->kind != FORM_TEXT)
            continue;
        if (last && word->box.x - (last->box.x + last->box.w) > gap)
            return false;
        first = first ? first : word;
        last = word;
        words++;
    }
    for (uint32_t c = 1; c < table->cell_count && words >= 4; c++)
        if (form_middle_x(first) < table->cells[c].from &&
            form_middle_x(last) > table->cells[c].from)
            return true;
    return false;
}

/* Whether the line holds what only rows do: a long number behind the first column, or the row's own
 * number in it. */
static bool is_row(const struct form_table *table, const struct form_line *line)
{
    const struct form_word *first = &table->sheet->words[line->first];
    bool number =
        is_numbered(table) && form_middle_x(first) < table->cells[0].to && form_begins_rows(first);
    for (uint32_t i = line->first + 1; i < line->first + line->count && !number; i++) {
        const char *text = table->sheet->words[i].text;
        number = strspn(text, "0123456789./-") >= 4;
    }
    return number && begins_row(table, line);
}

/* Adds the rows that stand below `below`; ruled: below rows that have rules, where only what is
 * surely a row is one more. */
static void rows_by_words(struct form_table *table, int32_t below, bool ruled)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t gap = form_wide_gap(sheet, table->page);
    int32_t slack = (int32_t)(sheet->pages[table->page].em * 0.2);
    uint32_t before = table->row_count;
    for (uint32_t i = 0; i < sheet->line_count && table->row_count < FORM_ROWS_MAX; i++) {
        const struct form_line *line = &sheet->lines[i];
        int32_t middle = line->box.y + line->box.h / 2;
        if (line->page != table->page || !line->count || middle <= below || middle >= table->bottom)
            continue;
        if ((table->row_count || ruled) && runs_across(table, line, gap)) {
            table->bottom = line->box.y;
            break;
        }
        if (ruled ? !is_row(table, line) : !begins_row(table, line))
            continue;
        table->rows[table->row_count] = table->row_count == before ? below : line->box.y - slack;
        table->row_count++;
    }
    if (!ruled || table->row_count > before)
        table->rows[table->row_count] = table->bottom;
}

/* The columns that the line has words in, a bit each. */
static uint32_t columns_of(const struct form_table *table, const struct form_line *line)
{
    uint32_t columns = 0;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        for (uint32_t c = 0; c < table->cell_count && c < 32; c++)
            if (word->kind == FORM_TEXT && form_middle_x(word) >= table->cells[c].from &&
                form_middle_x(word) < table->cells[c].to)
                columns |= 1U << c;
    }
    return columns;
}

/* Parts rows whose rule between them was not found: both fill the same columns. Lines of one row,
 * a name of two lines beside its number, do not. */
static void part_rows(struct form_table *table)
{
    const struct form_sheet *sheet = table->sheet;
    int32_t slack = (int32_t)(sheet->pages[table->page].em * 0.2), last = -1;
    uint32_t r = 0, above = 0;
    for (uint32_t i = 0; i < sheet->line_count && table->row_count < FORM_ROWS_MAX; i++) {
        const struct form_line *line = &sheet->lines[i];
        int32_t middle = line->box.y + line->box.h / 2;
        if (line->page != table->page || !line->count || middle < table->rows[0])
            continue;
        while (r < table->row_count && middle >= table->rows[r + 1])
            r++;
        if (r == table->row_count)
            break;
        if (!is_row(table, line))
            continue;
        uint32_t own = columns_of(table, line), common = above & own;
        if (last == (int32_t)r && !(common & (common - 1))) {
            above |= own;
            continue;
        }
        above = own;
        if (last == (int32_t)r) {
            memmove(table->rows + r + 2, table->rows + r + 1,
                    (table->row_count - r) * sizeof *table->rows);
            table->rows[++r] = line->box.y - slack;
            table->row_count++;
        }
        last = (int32_t)r;
    }
}

static void find_rows(struct form_table *table)
{
    int32_t rules[FORM_ROWS_MAX];
    uint32_t count = form_level_rules(table, rules, FORM_ROWS_MAX - 1);
    int32_t em = (int32_t)table->sheet->pages[table->page].em;
    int32_t foot = form_upright_foot(table);
    if (count && foot > rules[count - 1] + em) /* the last rule was not found */
        rules[count++] = foot;
    for (uint32_t i = 0; i + 1 < count; i++)
        if (rules[i] >= table->body - em / 2)
            table->rows[table->row_count++] = rules[i];
    if (!table->row_count) {
        rows_by_words(table, table->body, false);
        return;
    }
    table->rows[table->row_count] = rules[count - 1];
    if (table->rows[0] > table->body + em && table->row_count < FORM_ROWS_MAX) {
        /* the rule below the header was not found: what stands above the first one is a row */
        memmove(table->rows + 1, table->rows, (table->row_count + 1) * sizeof *table->rows);
        table->rows[0] = table->body;
        table->row_count++;
    }
    part_rows(table);
    rows_by_words(table, rules[count - 1], true);
}

/* The number printed in the first column of row r, where that is no field; 0: none. */
static uint32_t printed_number(const struct form_table *table, uint32_t r)
{
    const struct form_cell *cell = &table->cells[0];
    uint32_t number = 0, words = 0;
    if (r >= table->row_count || !is_numbered(table))
        return 0;
    for (uint32_t i = 0; i < table->sheet->word_count; i++) {
        const struct form_word *word = &table->sheet->words[i];
        if (!form_in_table(table, word) || form_middle_x(word) < cell->from ||
            form_middle_x(word) >= cell->to || form_middle_y(word) < table->rows[r] ||
            form_middle_y(word) >= table->rows[r + 1])
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
static uint32_t entry_number(const struct form_table *table, uint32_t r, uint32_t last)
{
    uint32_t printed = printed_number(table, r);
    bool jumps = printed > last + 1 && printed <= last + 6;
    return jumps && printed_number(table, r + 1) == printed + 1 ? printed : last + 1;
}

static bool give_rows(struct form_table *table, struct sohoa_fields *out)
{
    struct form_value *value = form_alloc(table->sheet, sizeof *value);
    uint32_t number = 0;
    if (!value)
        return false;
    for (uint32_t r = 0; r < table->row_count; r++) {
        bool counted = false;
        for (uint32_t c = 0; c < table->cell_count; c++) {
            const struct form_cell *cell = &table->cells[c];
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
static bool find_region(struct form_table *table, const struct form_plan *plan)
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

static bool read_table(struct form_table *table, const struct form_plan *plan,
                       struct sohoa_fields *out)
{
    if (!find_region(table, plan))
        return true;
    form_table_reach(table);
    int32_t em = (int32_t)table->sheet->pages[table->page].em;
    int32_t from = table->top, first = from, best = from;
    uint32_t most = 0;
    for (int i = 0; i < HEADERS && first < table->bottom; i++) { /* a stray number is no row */
        uint32_t named = form_table_header(table, from, &first);
        if (named > most) {
            most = named;
            best = from;
        }
        from = first + em;
    }
    if (most < 2)
        return true;
    form_table_header(table, best, &first);
    find_rows(table);
    return give_rows(table, out);
}

bool form_tables(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 const struct form_plan *plan, struct sohoa_fields *out)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        if (sohoa_schema_item(schema, i)->kind != SOHOA_ITEM_TABLE)
            continue;
        struct form_table *table = form_alloc(sheet, sizeof *table);
        if (!table)
            return false;
        *table = (struct form_table){.sheet = sheet, .schema = schema, .item = (uint32_t)i};
        if (!read_table(table, plan, out))
            return false;
    }
    return true;
}
