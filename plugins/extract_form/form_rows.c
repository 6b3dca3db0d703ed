/* form_rows.c - ruled rows of cells, a label and its value: the words of one row are one line, cell
 * after cell, however the lines of its cells lie to each other.
 *
 * A label broken over two lines of its cell has its value beside the middle of both; read line by
 * line, neither would be found whole. A row counts when level rules of one length stand above and
 * below it and an upright one between its cells runs through it. Where two tables stand side by
 * side (the bride's and the groom's) their rows stay lines as they are: form_columns parts them. */
#include "form.h"

#include <stdlib.h>

enum {
    ROWS_MAX = 200,    /* of one page */
    LINES_OF_ROW = 6,  /* most of one cell */
    RULED_ROW = 10000, /* what the columns of such lines begin with: none goes on in the next */
};

struct rule {
    int32_t from, to, at;
};
struct row {
    int32_t left, right, top, bottom;
    int32_t cuts[FORM_COLUMNS_MAX];
    uint32_t cut_count;
    bool beside; /* another one stands beside it */
    bool done;
};

static int compare_rule(const void *a, const void *b)
{
    const struct rule *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* The page's rules, level or upright, in order; at most max. */
static uint32_t rules_of(const struct form_page *page, bool level, struct rule *ret, uint32_t max)
{
    uint32_t count = 0;
    for (size_t i = 0; i < page->mark_count && count < max; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind != SOHOA_MARK_RULE || (box->w > box->h) != level)
            continue;
        if (level && box->w > page->em * 8)
            ret[count++] = (struct rule){box->x, box->x + box->w, box->y + box->h / 2};
        else if (!level && box->h > page->em)
            ret[count++] = (struct rule){box->y, box->y + box->h, box->x + box->w / 2};
    }
    qsort(ret, count, sizeof *ret, compare_rule);
    return count;
}

int32_t form_table_end(const struct form_page *page, int32_t end)
{
    int32_t em = (int32_t)page->em;
    struct sohoa_box last = {0};
    for (size_t i = 0; i < page->mark_count; i++)
        if (page->marks[i].kind == SOHOA_MARK_RULE && page->marks[i].box.y == end)
            last = page->marks[i].box;
    for (int32_t next = end; last.w > 0 && next; end = next ? next : end) {
        next = 0;
        for (size_t i = 0; i < page->mark_count; i++) {
            const struct sohoa_box *box = &page->marks[i].box;
            if (page->marks[i].kind == SOHOA_MARK_RULE && box->w > box->h && box->y > end + em &&
                box->y - end < (int32_t)(page->pitch * LINES_OF_ROW) &&
                abs(box->x - last.x) <= em && abs(box->x + box->w - last.x - last.w) <= em &&
                (!next || box->y < next))
                next = box->y;
        }
    }
    return end;
}

/* Where upright rules run through the row between its ends. */
static void cut_row(const struct form_page *page, const struct rule *upright, uint32_t count,
                    struct row *row)
{
    int32_t em = (int32_t)page->em, height = row->bottom - row->top, last = row->left;
    for (uint32_t i = 0; i < count && row->cut_count < FORM_COLUMNS_MAX; i++) {
        const struct rule *rule = &upright[i];
        int32_t common = form_overlap(rule->from, rule->to - rule->from, row->top, height);
        if (common * 10 < height * 7 || rule->at < last + em || rule->at > row->right - em)
            continue;
        row->cuts[row->cut_count++] = last = rule->at;
    }
}

/* The rows between rules of the page that stand next to each other. */
static uint32_t rows_of(const struct form_page *page, uint32_t most_cells, struct row *ret)
{
    static const int32_t slack = 2; /* ems by which rules of one table differ */
    struct rule level[ROWS_MAX + 1], upright[ROWS_MAX];
    uint32_t levels = rules_of(page, true, level, ROWS_MAX + 1), count = 0;
    uint32_t uprights = rules_of(page, false, upright, ROWS_MAX);
    int32_t em = (int32_t)page->em;
    for (uint32_t i = 0; i + 1 < levels; i++) {
        uint32_t below = i + 1;
        while (below < levels && (abs(level[below].from - level[i].from) > slack * em ||
                                  abs(level[below].to - level[i].to) > slack * em ||
                                  level[below].at < level[i].at + em))
            below++;
        if (below == levels || level[below].at - level[i].at > page->pitch * LINES_OF_ROW)
            continue;
        struct row row = {.left = level[i].from,
                          .right = level[i].to,
                          .top = level[i].at,
                          .bottom = level[below].at};
        cut_row(page, upright, uprights, &row);
        if (row.cut_count && row.cut_count < most_cells)
            ret[count++] = row;
    }
    return count;
}

static bool in_row(const struct row *row, const struct form_word *word)
{
    int32_t x = word->box.x + word->box.w / 2, y = word->box.y + word->box.h / 2;
    return x > row->left && x < row->right && y > row->top && y <= row->bottom;
}

static uint32_t cell_of(const struct row *row, const struct form_word *word)
{
    uint32_t cell = 0;
    while (cell < row->cut_count && word->box.x + word->box.w / 2 > row->cuts[cell])
        cell++;
    return cell;
}

/* Whether a label can stand in the row's first cell: not a running number, and only a few lines.
 * What has more to its left is the end of a row that lost its rules. */
static bool has_label(const struct form_sheet *sheet, const struct form_page *page,
                      const struct row *row)
{
    uint32_t letters = 0, other = 0, lines = 0, before = 0;
    for (uint32_t i = 0; i < page->lines; i++) {
        const struct form_line *line = &sheet->lines[page->first_line + i];
        uint32_t words = 0;
        for (uint32_t j = line->first; j < line->first + line->count; j++) {
            const struct form_word *word = &sheet->words[j];
            int32_t y = word->box.y + word->box.h / 2;
            before += word->size > 1 && word->box.x + word->box.w < row->left && y > row->top &&
                      y < row->bottom;
            if (!in_row(row, word) || word->kind != FORM_TEXT)
                continue;
            words++;
            *(cell_of(row, word) ? &other : &letters) += word->size;
        }
        lines += words != 0;
    }
    return letters >= 4 && other && before < 2 && lines <= 2 * LINES_OF_ROW;
}

static void mark_beside(struct row *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            if (rows[i].top < rows[j].bottom && rows[j].top < rows[i].bottom &&
                (rows[i].right <= rows[j].left || rows[j].right <= rows[i].left))
                rows[i].beside = true;
}

struct writer {
    const struct form_sheet *sheet;
    struct form_word *words;
    struct form_line *lines;
    uint32_t word_count, line_count;
};

static void add_word(struct writer *writer, const struct form_word *word)
{
    struct form_line *line = &writer->lines[writer->line_count];
    struct form_word *copy = &writer->words[writer->word_count++];
    *copy = *word;
    copy->line = writer->line_count;
    line->box = form_join(line->box, word->box);
    line->count++;
}

static void end_line(struct writer *writer)
{
    writer->line_count += writer->lines[writer->line_count].count != 0;
}

static void begin_line(struct writer *writer, uint32_t page, uint32_t column)
{
    writer->lines[writer->line_count] =
        (struct form_line){.first = writer->word_count, .page = page, .column = column};
}

static struct row *row_at(struct row *rows, uint32_t count, const struct form_word *word)
{
    for (uint32_t i = 0; i < count; i++)
        if (in_row(&rows[i], word))
            return &rows[i];
    return NULL;
}

/* One line of all words of the row at `at`, cell after cell. Where rows overlap a word is the
 * first one's. */
static void write_row(struct writer *writer, const struct form_page *page, struct row *rows,
                      uint32_t count, uint32_t at)
{
    const struct form_sheet *sheet = writer->sheet;
    struct row *row = &rows[at];
    begin_line(writer, sheet->lines[page->first_line].page, RULED_ROW + at);
    for (uint32_t cell = 0; cell <= row->cut_count; cell++)
        for (uint32_t i = 0; i < page->lines; i++) {
            const struct form_line *line = &sheet->lines[page->first_line + i];
            for (uint32_t j = line->first; j < line->first + line->count; j++)
                if (row_at(rows, count, &sheet->words[j]) == row &&
                    cell_of(row, &sheet->words[j]) == cell)
                    add_word(writer, &sheet->words[j]);
        }
    end_line(writer);
    row->done = true;
}

/* Writes the lines of the page, each row in the place of its first word. */
static void write_page(struct writer *writer, struct form_page *page, struct row *rows,
                       uint32_t count)
{
    const struct form_sheet *sheet = writer->sheet;
    uint32_t first_line = writer->line_count;
    for (uint32_t i = 0; i < page->lines; i++) {
        const struct form_line *line = &sheet->lines[page->first_line + i];
        for (uint32_t j = line->first; count && j < line->first + line->count; j++) {
            struct row *row = row_at(rows, count, &sheet->words[j]);
            if (row && !row->done)
                write_row(writer, page, rows, count, (uint32_t)(row - rows));
        }
        begin_line(writer, line->page, line->column);
        for (uint32_t j = line->first; j < line->first + line->count; j++)
            if (!count || !row_at(rows, count, &sheet->words[j]))
                add_word(writer, &sheet->words[j]);
        end_line(writer);
    }
    page->first_line = first_line;
    page->lines = writer->line_count - first_line;
}

bool form_rows(struct form_sheet *sheet, const struct sohoa_schema *schema)
{
    uint32_t cells = FORM_COLUMNS_MAX, all = 0, counts[FORM_PAGES_MAX] = {0};
    for (size_t i = 0; i < sohoa_schema_items(schema); i++)
        if (sohoa_schema_item(schema, i)->grid >= 0)
            cells = 2; /* wider rows are of its tables */
    struct row *rows = form_alloc(sheet, sheet->page_count * ROWS_MAX * sizeof *rows);
    if (!rows)
        return false;
    for (uint32_t i = 0; i < sheet->page_count; i++) {
        struct row *found = rows + (size_t)i * ROWS_MAX;
        uint32_t count = rows_of(&sheet->pages[i], cells, found);
        mark_beside(found, count);
        for (uint32_t j = 0; j < count; j++)
            if (!found[j].beside && has_label(sheet, &sheet->pages[i], &found[j]))
                found[counts[i]++] = found[j];
        all += counts[i];
    }
    if (!all)
        return true;
    struct writer writer = {.sheet = sheet};
    writer.words = form_alloc(sheet, (sheet->word_count + 1) * sizeof *writer.words);
    writer.lines = form_alloc(sheet, (sheet->word_count + 2) * sizeof *writer.lines);
    if (!writer.words || !writer.lines)
        return false;
    for (uint32_t i = 0; i < sheet->page_count; i++)
        write_page(&writer, &sheet->pages[i], rows + (size_t)i * ROWS_MAX, counts[i]);
    sheet->words = writer.words;
    sheet->word_count = writer.word_count;
    sheet->lines = writer.lines;
    sheet->line_count = writer.line_count;
    return form_stream(sheet);
}
