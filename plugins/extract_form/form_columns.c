/* form_columns.c - blocks side by side: a band of the page is cut at x and its words ordered column
 * by column, so that one person's labels and values come before the other's. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

static int32_t centre_x(const struct sohoa_box *box)
{
    return box->x + box->w / 2;
}

static int32_t centre_y(const struct sohoa_box *box)
{
    return box->y + box->h / 2;
}

/* An upright rule of the band between lo and hi, the longest; 0: none. */
static int32_t upright_rule(const struct form_page *page, int32_t top, int32_t bottom, int32_t lo,
                            int32_t hi)
{
    int32_t best = (bottom - top) / 3, x = 0;
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        int32_t common = form_overlap(box->y, box->h, top, bottom - top);
        if (page->marks[i].kind == SOHOA_MARK_RULE && box->h > box->w && centre_x(box) > lo &&
            centre_x(box) < hi && common > best) {
            best = common;
            x = centre_x(box);
        }
    }
    return x;
}

int32_t form_cut(const struct form_sheet *sheet, uint32_t page, int32_t top, int32_t bottom,
                 int32_t lo, int32_t hi, bool first)
{
    enum { SLOTS = 256 };
    uint16_t crossed[SLOTS] = {0};
    if (hi <= lo)
        return lo;
    int32_t rule = upright_rule(&sheet->pages[page], top, bottom, lo, hi);
    if (rule)
        return rule;
    double slot = (double)(hi - lo) / SLOTS;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        int32_t y = centre_y(&word->box);
        if (word->page != page || word->kind != FORM_TEXT || y < top || y > bottom)
            continue;
        int32_t from = (int32_t)((word->box.x - lo) / slot);
        int32_t to = (int32_t)((word->box.x + word->box.w - lo) / slot);
        for (int32_t s = from < 0 ? 0 : from; s <= to && s < SLOTS; s++)
            crossed[s]++;
    }
    int32_t best = 0, best_size = -1;
    for (int32_t s = 0; s < SLOTS;) {
        int32_t end = s;
        while (end < SLOTS && crossed[end] == crossed[s])
            end++;
        bool fewer = best_size < 0 || crossed[s] < crossed[best];
        bool wide = (end - s) * slot > sheet->pages[page].em * 0.2;
        if (fewer || (!first && crossed[s] == crossed[best] && end - s > best_size)) {
            best = s;
            best_size = end - s;
        }
        if (first && wide && !crossed[s])
            break;
        s = end;
    }
    return lo + (int32_t)((best + best_size / 2.0) * slot);
}

static uint32_t column_of(const struct form_band *band, const struct form_word *word)
{
    uint32_t column = 0;
    while (column < band->cut_count && centre_x(&word->box) >= band->cuts[column])
        column++;
    return column;
}

static bool in_band(const struct form_band *band, const struct form_line *line)
{
    int32_t y = centre_y(&line->box);
    return line->page == band->page && y >= band->top && y <= band->bottom;
}

struct writer {
    const struct form_sheet *sheet;
    struct form_word *words;
    struct form_line *lines;
    uint32_t word_count, line_count;
};

/* Copies the words of the line that lie in the column (FORM_NONE: all) as a line of their own. */
static void copy_line(struct writer *writer, const struct form_line *line,
                      const struct form_band *band, uint32_t column)
{
    struct form_line made = {
        .first = writer->word_count, .page = line->page, .column = line->column};
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &writer->sheet->words[i];
        if (column != FORM_NONE && column_of(band, word) != column)
            continue;
        struct form_word *copy = &writer->words[writer->word_count++];
        *copy = *word;
        copy->line = writer->line_count;
        made.box = form_join(made.box, word->box);
        made.count++;
    }
    if (column != FORM_NONE)
        made.column = column + 1;
    if (made.count)
        writer->lines[writer->line_count++] = made;
}

bool form_columns(struct form_sheet *sheet, const struct form_band *band)
{
    struct writer writer = {.sheet = sheet};
    writer.words = form_alloc(sheet, (sheet->word_count + 1) * sizeof *writer.words);
    writer.lines = form_alloc(sheet, (sheet->word_count + 1) * sizeof *writer.lines);
    if (!writer.words || !writer.lines)
        return false;
    for (uint32_t i = 0; i < sheet->line_count;) {
        if (!in_band(band, &sheet->lines[i])) {
            copy_line(&writer, &sheet->lines[i++], band, FORM_NONE);
            continue;
        }
        uint32_t end = i;
        while (end < sheet->line_count && in_band(band, &sheet->lines[end]))
            end++;
        for (uint32_t column = 0; column <= band->cut_count; column++)
            for (uint32_t j = i; j < end; j++)
                copy_line(&writer, &sheet->lines[j], band, column);
        i = end;
    }
    sheet->words = writer.words;
    sheet->lines = writer.lines;
    sheet->line_count = writer.line_count;
    for (uint32_t i = 0; i < sheet->page_count; i++)
        sheet->pages[i].lines = 0;
    for (uint32_t i = sheet->line_count; i-- > 0;) {
        sheet->pages[sheet->lines[i].page].first_line = i;
        sheet->pages[sheet->lines[i].page].lines++;
    }
    return form_stream(sheet);
}

uint32_t form_find_item(struct form_sheet *sheet, const struct sohoa_item *item,
                        struct form_hit *ret, uint32_t max)
{
    uint32_t count = 0;
    for (size_t i = 0; i < item->label_count; i++) {
        char folded[512];
        struct form_hit hits[FORM_HITS_MAX];
        uint32_t letters = (uint32_t)sohoa_fold(item->labels[i], folded, NULL, sizeof folded);
        uint32_t found = form_find(sheet, folded, letters, form_tolerance(letters), 0,
                                   sheet->stream.size, hits, FORM_HITS_MAX);
        for (uint32_t j = 0; j < found && count < max; j++)
            if (hits[j].fit >= 0.5F)
                ret[count++] = hits[j];
    }
    return count;
}

void form_cell(struct form_sheet *sheet, uint32_t page, struct sohoa_box box,
               struct form_value *value)
{
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        struct form_word *word = &sheet->words[i];
        int32_t x = centre_x(&word->box) - box.x, y = centre_y(&word->box) - box.y;
        if (word->page == page && !word->taken && word->kind != FORM_LEADER && x >= 0 &&
            x < box.w && y >= 0 && y < box.h)
            form_value_word(value, word, 0, strlen(word->text));
    }
}

/* ---- blocks side by side ---- */

enum { LEAST_ROWS = 3 }; /* that make blocks of what a paper has otherwise */

static const struct form_word *first_word(const struct form_sheet *sheet,
                                          const struct form_hit *hit)
{
    return &sheet->words[sheet->stream.word[hit->start]];
}

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

struct pairs { /* lines where a label of the left block and its twin stand side by side */
    int32_t x[FORM_HITS_MAX], left[FORM_HITS_MAX];
    uint32_t lines[FORM_HITS_MAX], ends[FORM_HITS_MAX]; /* one, or two that overlap */
    uint32_t count;
    const char *keys[2]; /* of a field of each block */
    int32_t margin;      /* where labels at the head of their lines begin; 0: there are none */
};

/* The places of one wording of a label. */
static uint32_t find_wording(struct form_sheet *sheet, const char *label, struct form_hit *ret)
{
    char folded[512];
    uint32_t letters = (uint32_t)sohoa_fold(label, folded, NULL, sizeof folded), kept = 0;
    uint32_t count = form_find(sheet, folded, letters, form_tolerance(letters), 0,
                               sheet->stream.size, ret, FORM_HITS_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (ret[i].fit >= 0.5F)
            ret[kept++] = ret[i];
    return kept;
}

/* Adds the lines on which one of the places b stands behind one of the places a; the number. */
static uint32_t add_pairs(const struct form_sheet *sheet, const struct form_hit *a, uint32_t as,
                          const struct form_hit *b, uint32_t bs, struct pairs *pairs)
{
    uint32_t before = pairs->count;
    for (uint32_t i = 0; i < as; i++) {
        const struct form_word *x = first_word(sheet, &a[i]);
        if (a[i].head && a[i].fit >= 0.75F && (!pairs->margin || x->box.x < pairs->margin))
            pairs->margin = x->box.x;
        for (uint32_t j = 0; j < bs && pairs->count < FORM_HITS_MAX; j++) {
            const struct form_word *y = first_word(sheet, &b[j]);
            int32_t least = x->box.h < y->box.h ? x->box.h : y->box.h;
            bool level = x->line == y->line
                             ? b[j].start >= a[i].end
                             : x->page == y->page && y->box.x > x->box.x &&
                                   form_overlap(x->box.y, x->box.h, y->box.y, y->box.h) * 2 > least;
            if (!level)
                continue;
            pairs->x[pairs->count] = y->box.x;
            pairs->left[pairs->count] = x->box.x;
            pairs->ends[pairs->count] = x->line > y->line ? x->line : y->line;
            pairs->lines[pairs->count++] = x->line < y->line ? x->line : y->line;
            break;
        }
    }
    return pairs->count - before;
}

/* Both blocks use the same wording: "Giấy tờ tùy thân: Số CCCD: ..." is no pair. The right block
 * may stand at the left. */
static void find_pairs(struct form_sheet *sheet, const struct sohoa_item *left,
                       const struct sohoa_item *right, struct pairs *pairs)
{
    struct form_hit a[FORM_HITS_MAX], b[FORM_HITS_MAX];
    for (size_t k = 0; k < left->label_count && k < right->label_count; k++) {
        uint32_t as = find_wording(sheet, left->labels[k], a);
        uint32_t bs = find_wording(sheet, right->labels[k], b);
        if (!add_pairs(sheet, a, as, b, bs, pairs))
            add_pairs(sheet, b, bs, a, as, pairs);
    }
}

/* Whether the line runs across the cut between two blocks; right: where the right one's lines
 * begin. */
static bool crosses(const struct form_sheet *sheet, const struct form_line *line, int32_t cut,
                    int32_t right)
{
    int32_t em = (int32_t)sheet->pages[line->page].em;
    const struct sohoa_box *before = NULL;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct sohoa_box *box = &sheet->words[i].box;
        if (sheet->words[i].kind != FORM_TEXT)
            continue;
        if (box->x < cut - em / 3 && box->x + box->w > cut + em / 3)
            return true;
        if (before && box->x >= cut - em / 3) { /* the first word to the right */
            int32_t gap = box->x - (before->x + before->w);
            return gap < (abs(box->x - right) < em * 2 / 3 ? em / 3 : em * 7 / 10);
        }
        if (box->x >= cut - em / 3)
            return false; /* nothing to the left */
        before = box;
    }
    return false;
}

static bool same_role(const char *a, const char *b)
{
    size_t size = a ? strcspn(a, ".") : 0;
    return size && b && a[size] && !strncmp(a, b, size + 1);
}

/* Whether a field of one of the blocks has a label of the item: where it stands a block goes on. */
static bool is_of_blocks(const struct sohoa_schema *schema, const struct sohoa_item *item,
                         const struct pairs *pairs)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *other = sohoa_schema_item(schema, i);
        if (!same_role(pairs->keys[0], other->key) && !same_role(pairs->keys[1], other->key))
            continue;
        for (size_t j = 0; j < other->label_count; j++)
            for (size_t k = 0; k < item->label_count; k++)
                if (!strcmp(other->labels[j], item->labels[k]))
                    return true;
    }
    return false;
}

/* Lines below the last pair that still belong to the blocks. */
static uint32_t last_line(struct form_sheet *sheet, const struct sohoa_schema *schema,
                          const struct pairs *pairs, uint32_t line, int32_t cut, int32_t right)
{
    uint32_t most = sheet->line_count;
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        struct form_hit hits[FORM_HITS_MAX];
        if (item->group >= 0 || item->grid >= 0 || (item->flags & SOHOA_ITEM_BARE) ||
            is_of_blocks(schema, item, pairs))
            continue;
        uint32_t count = form_find_item(sheet, item, hits, FORM_HITS_MAX);
        for (uint32_t j = 0; j < count; j++) {
            uint32_t at = first_word(sheet, &hits[j])->line;
            if (at > line && at < most && hits[j].head && hits[j].fit >= 0.75F)
                most = at;
        }
    }
    uint32_t end = line;
    while (end + 1 < most && end - line < 16 &&
           sheet->lines[end + 1].page == sheet->lines[line].page &&
           !crosses(sheet, &sheet->lines[end + 1], cut, right))
        end++;
    return end;
}

static bool cut_groups(struct form_sheet *sheet, const struct sohoa_schema *schema,
                       struct pairs *pairs)
{
    uint32_t first = FORM_NONE, last = 0;
    int32_t sorted[FORM_HITS_MAX];
    memcpy(sorted, pairs->x, sizeof sorted);
    qsort(sorted, pairs->count, sizeof *sorted, compare_int);
    int32_t x = sorted[pairs->count / 2];
    for (uint32_t i = 0; i < pairs->count; i++) {
        const struct form_line *line = &sheet->lines[pairs->lines[i]];
        if (abs(pairs->x[i] - x) > (int32_t)sheet->pages[line->page].em * 3)
            continue;
        first = pairs->lines[i] < first ? pairs->lines[i] : first;
        last = pairs->ends[i] > last ? pairs->ends[i] : last;
    }
    uint32_t page = sheet->lines[first].page;
    if (sheet->lines[last].page != page)
        return true;
    int32_t em = (int32_t)sheet->pages[page].em, right = INT32_MAX;
    struct form_band band = {.page = page,
                             .top = sheet->lines[first].box.y,
                             .bottom = sheet->lines[last].box.y + sheet->lines[last].box.h,
                             .cut_count = 1,
                             .grid = -1};
    band.cuts[0] = form_cut(sheet, page, band.top, band.bottom, x - 4 * em, x + em / 4, false);
    for (uint32_t i = sheet->lines[first].first;
         i < sheet->lines[last].first + sheet->lines[last].count; i++)
        if (sheet->words[i].box.x >= band.cuts[0] && sheet->words[i].box.x < right)
            right = sheet->words[i].box.x;
    /* lines of the right block begin alike; those of the left one may come near */
    band.cuts[0] = right == INT32_MAX ? band.cuts[0] : right - em * 3 / 10;
    last = last_line(sheet, schema, pairs, last, band.cuts[0], right);
    band.bottom = sheet->lines[last].box.y + sheet->lines[last].box.h;
    return form_columns(sheet, &band);
}

/* Whether the items are the same attribute of two roles, in blocks side by side or, in a paper
 * that has none, anywhere but in a grid. */
static bool are_twins(const struct sohoa_item *left, const struct sohoa_item *right, bool blocks)
{
    const char *a = left->key ? strchr(left->key, '.') : NULL;
    const char *b = right->key ? strchr(right->key, '.') : NULL;
    bool stand = blocks ? right->group == 1 : right->group < 0 && right->grid < 0;
    return stand && right->label_count && a && b && !strcmp(a, b) &&
           strcmp(left->key, right->key) != 0;
}

/* Lines with labels of two blocks; the number of different labels on them. */
static uint32_t pairs_of(struct form_sheet *sheet, const struct sohoa_schema *schema, bool blocks,
                         struct pairs *pairs)
{
    size_t count = sohoa_schema_items(schema);
    uint32_t labels = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sohoa_item *left = sohoa_schema_item(schema, i);
        uint32_t before = pairs->count;
        bool stands = blocks ? left->group == 0 : left->group < 0 && left->grid < 0;
        if (!stands || !left->label_count || left->kind != SOHOA_ITEM_FIELD)
            continue;
        for (size_t j = i + 1; j < count; j++) {
            const struct sohoa_item *right = sohoa_schema_item(schema, j);
            if (right->kind == SOHOA_ITEM_FIELD && are_twins(left, right, blocks)) {
                find_pairs(sheet, left, right, pairs);
                if (pairs->count > before && !pairs->keys[0]) {
                    pairs->keys[0] = left->key;
                    pairs->keys[1] = right->key;
                }
                break;
            }
        }
        labels += pairs->count > before;
    }
    return labels;
}

/* Whether lines that have no twin beside them show two blocks too: below the first pair at least
 * LEAST_ROWS more labels of the right block's role begin where its lines do. The blocks' lines may
 * be broken differently, so that only the first labels stand side by side. */
static bool right_block(struct form_sheet *sheet, const struct sohoa_schema *schema,
                        const struct pairs *pairs)
{
    uint32_t rows = 0, first = pairs->lines[0], page = sheet->lines[first].page;
    int32_t em = (int32_t)sheet->pages[page].em;
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        struct form_hit hits[FORM_HITS_MAX];
        if (!same_role(pairs->keys[1], item->key))
            continue;
        uint32_t count = form_find_item(sheet, item, hits, FORM_HITS_MAX), own = 0;
        for (uint32_t j = 0; j < count && !own; j++) {
            const struct form_word *word = first_word(sheet, &hits[j]);
            own = word->page == page && word->line > first && hits[j].head &&
                  hits[j].fit >= 0.75F && abs(word->box.x - pairs->x[0]) < em * 3 / 2;
        }
        rows += own;
    }
    return rows >= LEAST_ROWS;
}

bool form_groups(struct form_sheet *sheet, const struct sohoa_schema *schema)
{
    struct pairs pairs = {0};
    (void)pairs_of(sheet, schema, true, &pairs);
    if (pairs.count >= 2)
        return cut_groups(sheet, schema, &pairs);
    /* sections that a paper has one below the other may be printed side by side */
    pairs.count = 0;
    uint32_t labels = pairs_of(sheet, schema, false, &pairs);
    bool blocks = labels >= LEAST_ROWS || (labels && right_block(sheet, schema, &pairs));
    return !blocks || cut_groups(sheet, schema, &pairs);
}

/* Labels of a table's rows stand at the left margin; words of its values that read like labels, in
 * both cells of a row, do not: "Căn cước công dân số ...". */
static uint32_t drop_inner(const struct form_sheet *sheet, struct pairs *pairs, uint32_t *rows)
{
    uint32_t kept = 0, different = 0, last = FORM_NONE;
    for (uint32_t i = 0; i < pairs->count; i++) {
        int32_t em = (int32_t)sheet->pages[sheet->lines[pairs->lines[i]].page].em;
        if (pairs->left[i] > pairs->margin + 3 * em)
            continue;
        different += rows[i] != last;
        last = rows[i];
        pairs->x[kept] = pairs->x[i];
        pairs->left[kept] = pairs->left[i];
        pairs->ends[kept] = pairs->ends[i];
        pairs->lines[kept++] = pairs->lines[i];
    }
    pairs->count = kept;
    return different;
}

bool form_twins(struct form_sheet *sheet, const struct sohoa_schema *schema, struct form_twins *ret)
{
    *ret = (struct form_twins){.grid = -1};
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        struct pairs pairs = {0};
        uint32_t rows[FORM_HITS_MAX];
        if (item->kind != SOHOA_ITEM_GRID || item->grid != (int32_t)i)
            continue;
        for (size_t j = i + 1; j < sohoa_schema_items(schema); j++) {
            const struct sohoa_item *row = sohoa_schema_item(schema, j);
            uint32_t before = pairs.count;
            if (row->kind == SOHOA_ITEM_FIELD && row->grid == item->grid && row->column == 0)
                find_pairs(sheet, row, row, &pairs);
            for (; before < pairs.count; before++)
                rows[before] = (uint32_t)j;
        }
        if (drop_inner(sheet, &pairs, rows) < LEAST_ROWS)
            continue;
        ret->count = form_header_columns(sheet, schema, item->grid, ret->columns, FORM_TWINS_MAX);
        if (ret->count == 2)
            ret->grid = item->grid;
        return ret->grid < 0 || cut_groups(sheet, schema, &pairs);
    }
    return true;
}
