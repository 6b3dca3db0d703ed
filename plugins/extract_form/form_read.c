/* form_read.c - which value belongs to each label found: behind it, below it, beside it, in boxes.
 *
 * Papers printed over afterwards hold values a little above or below their labels: words that
 * belong to nothing else are given to the empty place they lie nearest to. */
#include "form_read.h"

#include <stdlib.h>
#include <string.h>

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* ---- all labels ---- */

static float place_of(const struct form_plan *plan, uint32_t node)
{
    const struct form_node *n = &plan->nodes[node];
    float place = n->hit.fit + (n->hit.head ? 0 : 0.1F);
    if (n->rescued)
        place -= 0.2F;
    if (node && !plan->nodes[node - 1].found)
        place -= 0.04F;
    if (node + 1 < plan->count && !plan->nodes[node + 1].found)
        place -= 0.04F;
    return place;
}

/* "Nơi cư trú:2 Thôn ...", "Nơi cư trú: 2 Khu phố ...": a note mark that lost its brackets. An
 * address begins with a figure too, but not before such a word. */
static struct form_cursor behind_note(const struct form_sheet *sheet, struct form_cursor at,
                                      uint32_t line)
{
    static const char *const words[] = {"THON", "XOM", "KHU",  "BAN",    "TO", "AP",
                                        "SO",   "XA",  "LANG", "PHUONG", "DOI"};
    if (!form_same_line(sheet, at.word, line) || !form_same_line(sheet, at.word + 1, line))
        return at;
    const char *text = sheet->words[at.word].text + at.from;
    const struct form_word *next = &sheet->words[at.word + 1];
    if (*text < '1' || *text > '9' || text[1])
        return at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (next->size == strlen(words[i]) &&
            !memcmp(sheet->stream.letters + next->at, words[i], next->size))
            return (struct form_cursor){at.word + 1, 0};
    return at;
}

static void read_behind(struct form_reader *reader, uint32_t index)
{
    struct form_node *node = &reader->plan->nodes[index];
    const struct sohoa_item *item = sohoa_schema_item(reader->schema, node->item);
    struct form_sheet *sheet = reader->sheet;
    uint32_t line = sheet->words[sheet->stream.word[node->hit.end - 1]].line;
    struct form_value *value = &reader->values[index];
    value->place = place_of(reader->plan, index);
    struct form_cursor start = form_value_start(sheet, &node->hit);
    if (item->type && !strcmp(item->type, "address"))
        start = behind_note(sheet, start, line);
    if (form_same_line(sheet, start.word, line))
        form_take_line(sheet, item, start, line, value);
}

/* How far the lines of the line's column reach to the right. */
static int32_t column_right(const struct form_sheet *sheet, const struct form_line *line)
{
    int32_t right = 0;
    if (!line->column)
        return sheet->pages[line->page].right;
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        const struct form_line *other = &sheet->lines[i];
        if (other->page == line->page && other->column == line->column &&
            other->box.x + other->box.w > right)
            right = other->box.x + other->box.w;
    }
    return right;
}

/* Whether the line may be the next one of a value above it that begins at x as well: that value's
 * own line had no room for the line's first word. */
static bool is_column_of_other(const struct form_reader *reader, uint32_t index, int32_t x,
                               const struct form_line *line)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_page *page = &sheet->pages[reader->values[index].page];
    int32_t room = sheet->words[line->first].box.w + (int32_t)page->em, y = line->box.y;
    for (uint32_t i = 0; i < reader->plan->count; i++) {
        const struct form_value *value = &reader->values[i];
        int32_t bottom = value->box.y + value->box.h;
        if (i != index && value->words && value->page == reader->values[index].page &&
            abs(value->box.x - x) < (int32_t)page->em && bottom < y + (int32_t)page->em &&
            y - bottom < (int32_t)(page->pitch * 0.8) &&
            value->box.x + value->box.w + room > column_right(sheet, line))
            return true;
    }
    return false;
}

/* Whether the line above `below` holds words of the value that begins at x behind the label: it
 * begins at x as well, where no other value does, and has no label of its own. */
static bool is_above(const struct form_reader *reader, uint32_t index, uint32_t below, int32_t x)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_line *line = &sheet->lines[below - 1], *next = &sheet->lines[below];
    const struct form_page *page = &sheet->pages[line->page];
    int32_t step = next->box.y + next->box.h / 2 - (line->box.y + line->box.h / 2);
    uint32_t letters = 0;
    if (!line->count || line->page != next->page || line->column != next->column || step <= 0 ||
        step > (int32_t)(page->pitch * 1.4))
        return false;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->taken || word->kind == FORM_LEADER ||
            (word->size && sheet->stream.cover[word->at]))
            return false;
        letters += word->size;
    }
    return letters > 4 && abs(sheet->words[line->first].box.x - x) < (int32_t)(page->em * 0.7) &&
           !is_column_of_other(reader, index, x, line);
}

/* Where the value behind the label begins, also inside a word: "trú:Xuân". */
static int32_t value_x(const struct form_sheet *sheet, const struct form_value *value,
                       struct form_cursor start)
{
    const struct form_word *word = &sheet->words[start.word];
    size_t size = strlen(word->text);
    return start.from && start.from < size
               ? word->box.x + (int32_t)((double)word->box.w * (double)start.from / (double)size)
               : value->box.x;
}

/* A label may stand beside the last line of its value. */
static void read_above(struct form_reader *reader, uint32_t index)
{
    enum { MORE_LINES = 4 };
    struct form_sheet *sheet = reader->sheet;
    struct form_value *value = &reader->values[index], own = *value;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct sohoa_item *item =
        sohoa_schema_item(reader->schema, reader->plan->nodes[index].item);
    const struct form_word *label = &sheet->words[sheet->stream.word[hit->end - 1]];
    struct form_cursor start = form_value_start(sheet, hit);
    uint32_t line = label->line, first = line;
    int32_t x = own.box.x;
    if (!own.words || !form_same_line(sheet, start.word, line) ||
        !(item->flags & SOHOA_ITEM_LINES) || !hit->head)
        return;
    x = value_x(sheet, &own, start);
    if (x == own.box.x && x < label->box.x + label->box.w)
        return;
    while (first > 0 && line - first < MORE_LINES && is_above(reader, index, first, x))
        first--;
    if (first == line)
        return;
    memset(value, 0, sizeof *value);
    value->place = own.place - 0.05F;
    for (; first < line; first++)
        form_take_line(sheet, item, (struct form_cursor){sheet->lines[first].first, 0}, first,
                       value);
    form_take_line(sheet, item, start, line, value);
}

static bool is_of_day(const struct sohoa_item *item)
{
    return item->type && (!strncmp(item->type, "date", 4) || !strcmp(item->type, "time"));
}

/* "ngày 03/06/2025 ghi bằng chữ: Ngày ba, tháng sáu," with the label beside the end of the words:
 * the day is on the line above, and what stands behind the label ends its words. */
static void read_day_above(struct form_reader *reader, uint32_t index)
{
    struct form_sheet *sheet = reader->sheet;
    struct form_value *value = &reader->values[index];
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct sohoa_item *item =
        sohoa_schema_item(reader->schema, reader->plan->nodes[index].item);
    const struct form_word *label = &sheet->words[sheet->stream.word[hit->end - 1]];
    struct form_cursor start = form_value_start(sheet, hit);
    uint32_t line = label->line;
    if (!is_of_day(item) || !value->words || strpbrk(value->raw, "0123456789") || !hit->head ||
        !line || !form_same_line(sheet, start.word, line))
        return;
    const struct form_line *above = &sheet->lines[line - 1];
    const struct form_word *first = &sheet->words[above->first];
    const struct form_page *page = &sheet->pages[label->page];
    int32_t x = value_x(sheet, value, start);
    if (!above->count || above->page != label->page || first->taken || !first->size ||
        sheet->stream.cover[first->at] || abs(first->box.x - x) > (int32_t)(page->em * 0.7) ||
        label->box.y - first->box.y > (int32_t)(page->pitch * 1.6))
        return;
    float place = value->place - 0.05F;
    memset(value, 0, sizeof *value);
    value->place = place;
    form_take_line(sheet, item, (struct form_cursor){above->first, 0}, line - 1, value);
    for (uint32_t i = 0; i < reader->plan->count; i++) { /* "ghi bằng chữ" was found */
        const struct form_node *words = &reader->plan->nodes[i];
        if (words->found && reader->values[i].words &&
            sheet->words[sheet->stream.word[words->hit.start]].line == line - 1)
            value = &reader->values[i];
    }
    form_take_line(sheet, item, start, line, value);
}

/* The level room of a node's value on its line. */
static void room_of(const struct form_reader *reader, uint32_t index, int32_t *ret_from,
                    int32_t *ret_to)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *last = &sheet->words[sheet->stream.word[hit->end - 1]];
    const struct form_line *line = &sheet->lines[last->line];
    *ret_from = last->box.x + last->box.w;
    *ret_to = sheet->pages[last->page].right + (int32_t)sheet->pages[last->page].em * 4;
    for (const struct form_word *word = last + 1; word < sheet->words + line->first + line->count;
         word++)
        if (word->size && sheet->stream.cover[word->at]) {
            *ret_to = word->box.x;
            return;
        }
}

/* Free words whose middle lies over (side -1) or under (+1) the node's empty place: how many, and
 * how far off. They go into value unless it is NULL. */
static uint32_t floating(struct form_reader *reader, uint32_t index, int side,
                         struct form_value *value, double *ret_off)
{
    struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *label = &sheet->words[sheet->stream.word[hit->end - 1]];
    int32_t from, to, middle = label->box.y + label->box.h / 2;
    uint32_t found = 0;
    room_of(reader, index, &from, &to);
    *ret_off = 0;
    for (uint32_t i = label->line > 3 ? label->line - 3 : 0;
         i < sheet->line_count && i <= label->line + 3; i++) {
        const struct form_line *line = &sheet->lines[i];
        int32_t off = (line->box.y + line->box.h / 2 - middle) * side;
        if (i == label->line || line->page != label->page || off < 0 ||
            off > (int32_t)(reader->pitch * 0.6))
            continue;
        for (uint32_t j = line->first; j < line->first + line->count; j++) {
            struct form_word *word = &sheet->words[j];
            int32_t x = word->box.x + word->box.w / 2;
            if (word->taken || word->kind == FORM_LEADER || x < from || x > to ||
                (word->size && sheet->stream.cover[word->at]))
                continue;
            found += word->kind == FORM_TEXT;
            *ret_off = off;
            if (value)
                form_value_word(value, word, 0, strlen(word->text));
        }
    }
    return found;
}

/* Median distance of lines with labels. */
static double label_pitch(const struct form_sheet *sheet, const struct form_plan *plan)
{
    int32_t steps[256];
    uint32_t count = 0;
    const struct form_word *above = NULL;
    for (uint32_t i = 0; i < plan->count && count < 256; i++) {
        if (!plan->nodes[i].found)
            continue;
        const struct form_word *word = &sheet->words[sheet->stream.word[plan->nodes[i].hit.start]];
        if (above && above->page == word->page &&
            word->box.y - above->box.y > sheet->pages[word->page].em * 0.6)
            steps[count++] = word->box.y - above->box.y;
        above = word;
    }
    if (!count)
        return sheet->page_count ? sheet->pages[0].pitch : 1;
    qsort(steps, count, sizeof *steps, compare_int);
    return steps[count / 2];
}

static bool is_read(const struct form_node *node)
{
    return node->found && node->kind == SOHOA_ITEM_FIELD && node->grid < 0;
}

static bool is_empty(const struct form_reader *reader, uint32_t index)
{
    return is_read(&reader->plan->nodes[index]) && !reader->values[index].words;
}

/* Whether the line below the node's label, or a cell of it, begins under that label, without one of
 * its own: values that only lie too low stand to the right of their labels. */
static bool is_under(const struct form_reader *reader, uint32_t index)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *label = &sheet->words[form_label_first(sheet, hit)];
    const struct form_word *end = &sheet->words[sheet->stream.word[hit->end - 1]];
    const struct form_line *line = &sheet->lines[end->line];
    int32_t em = (int32_t)sheet->pages[label->page].em;
    if (!hit->head || end->line + 1 >= sheet->line_count || line[1].page != line->page)
        return false;
    for (uint32_t i = line[1].first; i < line[1].first + line[1].count; i++) {
        const struct form_word *word = &sheet->words[i], *before = word - 1;
        bool begins = i == line[1].first || word->box.x - (before->box.x + before->box.w) > em;
        if (begins && word->box.x > label->box.x - 2 * em &&
            word->box.x < end->box.x + end->box.w && !sheet->stream.cover[word->at] &&
            !word->taken && word->kind == FORM_TEXT)
            return true;
    }
    return false;
}

/* On which side of their labels values stand that are not behind them: -1 above, 1 below. All of
 * a paper are off to the same side, and nearer to their own label than to another's. */
static int side_of(struct form_reader *reader)
{
    uint32_t found[2] = {0};
    uint32_t empty = 0, under = 0;
    double off[2] = {0};
    for (uint32_t i = 0; i < reader->plan->count; i++) {
        double distance;
        empty += is_empty(reader, i);
        under += is_empty(reader, i) && is_under(reader, i);
        for (int side = 0; side < 2 && is_empty(reader, i); side++)
            if (floating(reader, i, 2 * side - 1, NULL, &distance)) {
                found[side]++;
                off[side] += distance;
            }
    }
    if (found[0] < 2 || found[0] < found[1] || (under > 2 && under * 2 > empty))
        return 1;
    return found[0] > found[1] + 1 || off[0] / found[0] < off[1] / found[1] * 0.8 ? -1 : 1;
}

static void read_floating(struct form_reader *reader, int side)
{
    double distance;
    for (uint32_t i = 0; i < reader->plan->count; i++)
        if (is_empty(reader, i) && floating(reader, i, side, &reader->values[i], &distance))
            reader->values[i].place -= 0.1F;
}

/* Labels side by side, their values in the line below: each has what stands below it. */
static void read_cell_below(struct form_reader *reader, uint32_t index, int32_t from, int32_t to)
{
    struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *label = &sheet->words[form_label_first(sheet, hit)];
    const struct form_page *page = &sheet->pages[label->page];
    const struct form_line *on = &sheet->lines[label->line], *line = on + 1;
    struct form_value *value = &reader->values[index];
    if (label->line + 1 >= sheet->line_count || line->page != on->page ||
        line->column != on->column || line->box.y - on->box.y > (int32_t)(page->pitch * 1.7))
        return;
    for (uint32_t i = line->first; i < line->first + line->count; i++)
        if (sheet->words[i].size && sheet->stream.cover[sheet->words[i].at])
            return; /* a line of labels again */
    int32_t em = (int32_t)page->em;
    from = from ? label->box.x - em : INT32_MIN;
    to = to == INT32_MAX ? to : to - em / 2;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        struct form_word *word = &sheet->words[i];
        int32_t x = word->box.x + word->box.w / 2;
        if (!word->taken && word->kind != FORM_LEADER && x >= from && x < to)
            form_value_word(value, word, 0, strlen(word->text));
    }
    value->place -= value->words ? 0.12F : 0;
}

/* A value that goes on, or begins, in the lines below its label. */
static void read_below(struct form_reader *reader, uint32_t index, int side)
{
    struct form_sheet *sheet = reader->sheet;
    const struct form_node *node = &reader->plan->nodes[index];
    const struct sohoa_item *item = sohoa_schema_item(reader->schema, node->item);
    uint32_t last = sheet->stream.word[node->hit.end - 1], line = sheet->words[last].line;
    const struct form_line *on = &sheet->lines[line];
    int32_t from, to;
    bool leader = false, empty = !reader->values[index].words;
    for (uint32_t i = last + 1; i < on->first + on->count; i++)
        leader |= sheet->words[i].kind == FORM_LEADER && strlen(sheet->words[i].text) >= 3;
    bool after = (item->flags & SOHOA_ITEM_AFTER) != 0;
    if (empty && (side < 0 || (leader && !after)))
        return;
    form_labels_beside(reader, index, &from, &to);
    if (empty && (from || to != INT32_MAX))
        read_cell_below(reader, index, from, to);
    if (to == INT32_MAX && (!empty || !reader->values[index].words))
        form_take_below(sheet, node, item, &reader->values[index], line);
}

/* Digits in one-character boxes to the right of the label or below it. */
static void read_cells(struct form_reader *reader, uint32_t index)
{
    struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *label = &sheet->words[sheet->stream.word[hit->end - 1]];
    const struct form_page *page = &sheet->pages[label->page];
    const struct sohoa_box *row = NULL;
    int32_t middle = label->box.y + label->box.h / 2;
    for (size_t i = 0; i < page->mark_count && !row; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        int32_t off = box->y + box->h / 2 - middle;
        bool right = abs(off) < (int32_t)page->em && box->x > label->box.x;
        bool under =
            off > 0 && off < (int32_t)(page->pitch * 1.8) && box->x + box->w > label->box.x;
        if (page->marks[i].kind == SOHOA_MARK_CELLS && (right || under))
            row = box;
    }
    for (uint32_t i = sheet->lines[page->first_line].first;
         row && i < sheet->word_count && sheet->words[i].page == label->page; i++) {
        struct form_word *word = &sheet->words[i];
        bool inside = form_overlap(row->x, row->w, word->box.x, word->box.w) * 2 > word->box.w &&
                      form_overlap(row->y, row->h, word->box.y, word->box.h) * 2 > word->box.h;
        if (inside && !word->taken && word->kind == FORM_TEXT)
            form_value_word(&reader->values[index], word, 0, strlen(word->text));
    }
}

static bool give_all(struct form_reader *reader, struct sohoa_fields *out)
{
    for (uint32_t i = 0; i < reader->plan->count; i++) {
        const struct form_node *node = &reader->plan->nodes[i];
        struct form_value *value = &reader->values[i];
        if (!is_read(node) || !form_value_finish(reader->sheet, value))
            continue;
        for (uint32_t j = node->item; j < node->item + node->items; j++) {
            const struct sohoa_item *item = sohoa_schema_item(reader->schema, j);
            if (item->key && *item->key && !form_give(reader->sheet, value, item->key, out))
                return false;
        }
    }
    return true;
}

bool form_values(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 struct form_plan *plan, struct sohoa_fields *out)
{
    struct form_reader reader = {.sheet = sheet, .schema = schema, .plan = plan};
    reader.values = form_alloc(sheet, (plan->count + 1) * sizeof *reader.values);
    if (!reader.values)
        return false;
    reader.pitch = label_pitch(sheet, plan);
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_read(&plan->nodes[i]))
            read_behind(&reader, i);
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_empty(&reader, i))
            read_cells(&reader, i);
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_read(&plan->nodes[i])) {
            read_above(&reader, i);
            read_day_above(&reader, i);
        }
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_read(&plan->nodes[i]))
            form_cell_wrap(&reader, i);
    int side = side_of(&reader);
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_read(&plan->nodes[i]))
            read_below(&reader, i, side);
    read_floating(&reader, side);
    return give_all(&reader, out);
}
