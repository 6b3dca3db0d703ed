/* form_read.c - the value that belongs to each label found: behind it, below it, beside it.
 *
 * A value reaches to the next printed label of its line; it goes on in the lines below when its
 * item says so. Papers printed over afterwards hold values a little above or below their labels:
 * words that belong to nothing else are given to the empty place they lie nearest to. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { MORE_LINES = 4 }; /* a value goes on for */

/* What of a word is still to be read. */
struct cursor {
    uint32_t word;
    size_t from; /* byte */
};

struct reader {
    struct form_sheet *sheet;
    const struct sohoa_schema *schema;
    struct form_plan *plan;
    struct form_value *values; /* one a node */
    double pitch;              /* median distance of lines with labels */
};

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static size_t next_character(const char *text, size_t at)
{
    at++;
    while (((unsigned char)text[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* Byte of the word where a printed label begins at or behind `from`; its length: none. */
static size_t label_in(const struct form_sheet *sheet, const struct form_word *word, size_t from)
{
    const struct form_stream *stream = &sheet->stream;
    for (uint32_t i = word->at; i < word->at + word->size; i++)
        if (stream->cover[i] && stream->offset[i] >= from)
            return stream->offset[i];
    return strlen(word->text);
}

static bool same_line(const struct form_sheet *sheet, uint32_t word, uint32_t line)
{
    return word < sheet->word_count && sheet->words[word].line == line;
}

/* "(1)", "(2" and what recognition makes of small raised note marks. */
static bool is_note(const char *text)
{
    size_t size = strlen(text);
    bool round = strchr(text, '(') || strchr(text, ')');
    if (!strncmp(text, "®", 2) || !strncmp(text, "©", 2))
        return size <= 3;
    size_t inner = 0;
    for (const char *c = text; *c; c++)
        inner += !strchr("():.,*[]", *c);
    return round && inner <= 2 && size <= 5;
}

static bool begins_small(const char *text)
{
    if (*text >= 'a' && *text <= 'z')
        return true;
    /* Vietnamese small letters that the fold knows: compare with the folded capital's bytes */
    static const char small[] =
        "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";
    size_t step = next_character(text, 0);
    for (size_t i = 0; *text && i + 1 < sizeof small; i = next_character(small, i))
        if (!strncmp(small + i, text, step) && next_character(small, i) - i == step)
            return true;
    return false;
}

/* Whether what stands between a label found and the next colon is still the label: a note mark,
 * words in brackets, its English, a few small words ("người được khai sinh"). */
static bool rest_of_label(const struct form_sheet *sheet, struct cursor at, uint32_t line,
                          struct cursor *ret)
{
    uint32_t words = 0;
    bool bracket = false, other = false;
    for (uint32_t i = at.word; same_line(sheet, i, line) && words <= 14; i++) {
        const struct form_word *word = &sheet->words[i];
        size_t from = i == at.word ? at.from : 0, end = strlen(word->text);
        if (from >= end)
            continue;
        if (i > at.word && label_in(sheet, word, from) < end)
            return false;
        const char *text = word->text + from, *colon = strchr(text, ':');
        bracket |= *text == '(';
        other |= *text == '/';
        bool note = is_note(text) || word->kind != FORM_TEXT;
        if (!note && colon != text && !bracket && !other && !begins_small(text))
            return false;
        if (colon) {
            *ret = (struct cursor){i, (size_t)(colon - word->text) + 1};
            return true;
        }
        words++;
        if (!bracket && !other && words > 6)
            return false;
        if (word->kind == FORM_LEADER)
            return false;
    }
    return false;
}

/* Skips a colon and note marks behind the label. */
static struct cursor value_start(const struct form_sheet *sheet, const struct form_hit *hit)
{
    const struct form_stream *stream = &sheet->stream;
    uint32_t last = hit->end - 1, line = sheet->words[stream->word[last]].line;
    const char *text = sheet->words[stream->word[last]].text;
    struct cursor at = {stream->word[last], next_character(text, stream->offset[last])};
    struct cursor later;
    if (rest_of_label(sheet, at, line, &later))
        at = later;
    for (int notes = 0; notes < 2; notes++) {
        if (at.from >= strlen(sheet->words[at.word].text))
            at = (struct cursor){at.word + 1, 0};
        if (!same_line(sheet, at.word, line) || !is_note(sheet->words[at.word].text + at.from))
            break;
        at = (struct cursor){at.word + 1, 0};
    }
    return at;
}

/* ---- the value's own line ---- */

struct segment { /* words between leaders or wide gaps */
    uint32_t first, last;
    double sum;
    uint32_t words, letters;
    bool leader; /* dots stand before it */
};

static bool wide_gap(const struct form_sheet *sheet, uint32_t word, double ems)
{
    const struct form_word *b = &sheet->words[word], *a = b - 1;
    double em = sheet->pages[b->page].em;
    double gap = b->box.x - (a->box.x + a->box.w);
    return gap > em * ems && (a->source_line != b->source_line || gap > em * ems * 2);
}

/* The words from the cursor to the next label of the line, cut into segments. */
static uint32_t segments_of(const struct form_sheet *sheet, struct cursor at, uint32_t line,
                            struct segment *ret, uint32_t max)
{
    uint32_t count = 0;
    bool fresh = true, leader = false;
    for (uint32_t i = at.word; same_line(sheet, i, line); i++) {
        const struct form_word *word = &sheet->words[i];
        size_t from = i == at.word ? at.from : 0;
        if (label_in(sheet, word, from) == from && word->text[from] && word->kind == FORM_TEXT &&
            sheet->stream.cover[word->at + (from ? word->size - 1 : 0)])
            break;
        if (word->kind == FORM_LEADER) {
            fresh = leader = true;
            continue;
        }
        if (!fresh && wide_gap(sheet, i, 2.5)) {
            fresh = true;
            leader = false;
        }
        if (fresh && word->kind == FORM_SIGN)
            continue;
        if (fresh) {
            if (count == max)
                break;
            ret[count++] = (struct segment){.first = i, .last = i, .leader = leader};
            fresh = leader = false;
        }
        struct segment *segment = &ret[count - 1];
        segment->last = i;
        segment->sum += word->confidence * (double)word->size;
        segment->letters += word->size;
        segment->words++;
        if (label_in(sheet, word, from) < strlen(word->text))
            break;
    }
    return count;
}

/* What recognition makes of dots: a few letters it is not sure of. */
static bool is_noise(const struct segment *segment, bool after_value)
{
    double mean = segment->letters ? segment->sum / segment->letters : 0;
    if (!segment->letters)
        return true;
    if (segment->leader && after_value)
        return mean < 0.75 || segment->letters / segment->words < 2;
    return segment->leader && mean < 0.3;
}

static bool is_date(const struct sohoa_item *item)
{
    return item->type && (!strncmp(item->type, "date", 4) || !strncmp(item->type, "time", 4));
}

static void take_line(struct reader *reader, const struct sohoa_item *item, struct cursor at,
                      uint32_t line, struct form_value *value)
{
    struct form_sheet *sheet = reader->sheet;
    struct segment segments[16];
    uint32_t count = segments_of(sheet, at, line, segments, 16);
    bool begun = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct segment *segment = &segments[i];
        if (is_noise(segment, begun && !is_date(item)))
            continue;
        if (begun && !segment->leader && !is_date(item) && wide_gap(sheet, segment->first, 5))
            break;
        for (uint32_t j = segment->first; j <= segment->last; j++) {
            struct form_word *word = &sheet->words[j];
            size_t from = j == at.word ? at.from : 0;
            form_value_word(value, word, from, label_in(sheet, word, from));
        }
        begun = true;
    }
}

/* ---- the lines below ---- */

/* Whether the line begins with words and a colon, as printed labels do. */
static bool looks_printed(const struct form_sheet *sheet, const struct form_line *line)
{
    uint32_t words = 0;
    for (uint32_t i = line->first; i < line->first + line->count && words < 8; i++) {
        const struct form_word *word = &sheet->words[i];
        const char *colon = strchr(word->text, ':');
        bool digits = strpbrk(word->text, "0123456789") != NULL;
        if (digits && words)
            return false;
        if (colon && (words || colon > word->text + 1))
            return true;
        words += word->kind == FORM_TEXT;
    }
    return false;
}

/* A leader or rule below the box that reaches on to the left or right of it. */
static bool on_leader(const struct form_page *page, const struct sohoa_box *box)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_mark *mark = &page->marks[i];
        int32_t below = mark->box.y - (box->y + box->h);
        if (mark->kind == SOHOA_MARK_LEADER && below > -box->h && below < (int32_t)page->em &&
            form_overlap(mark->box.x, mark->box.w, box->x, box->w) * 2 > box->w)
            return true;
    }
    return false;
}

/* Whether the value, read up to line `above`, may go on in the next line. */
static bool goes_on(const struct reader *reader, const struct form_node *node,
                    const struct sohoa_item *item, const struct form_value *value, uint32_t above)
{
    const struct form_sheet *sheet = reader->sheet;
    if (above + 1 >= sheet->line_count)
        return false;
    const struct form_line *line = &sheet->lines[above + 1], *last = &sheet->lines[above];
    const struct form_page *page = &sheet->pages[line->page];
    const struct form_word *first = &sheet->words[line->first];
    double step = line->box.y + line->box.h / 2 - (last->box.y + last->box.h / 2);
    if (line->page != last->page || line->column != last->column ||
        step > page->pitch * (value->words ? 1.7 : 2.0) || step < page->em * 0.5)
        return false;
    while (first->kind != FORM_TEXT && first < &sheet->words[line->first + line->count - 1])
        first++;
    if (first->kind != FORM_TEXT || first->taken || sheet->stream.cover[first->at] ||
        looks_printed(sheet, line))
        return false;
    const struct form_word *label = &sheet->words[sheet->stream.word[node->hit.start]];
    if (!value->words)
        return line->box.x + line->box.w > label->box.x;
    int32_t width = page->right - page->left, end = value->box.x + value->box.w;
    struct sohoa_box box = line->box;
    return (item->flags & SOHOA_ITEM_LINES) != 0 &&
           (line->column || page->right - end < width * 35 / 100 || on_leader(page, &box));
}

static void take_below(struct reader *reader, const struct form_node *node,
                       const struct sohoa_item *item, struct form_value *value, uint32_t line)
{
    const struct form_sheet *sheet = reader->sheet;
    bool empty = !value->words;
    uint32_t most = item->flags & SOHOA_ITEM_LINES ? MORE_LINES : 1;
    for (uint32_t more = 0; more < most && goes_on(reader, node, item, value, line + more);
         more++) {
        uint32_t before = value->words;
        take_line(reader, item, (struct cursor){sheet->lines[line + more + 1].first, 0},
                  line + more + 1, value);
        if (value->words == before)
            break;
        if (empty)
            value->place -= item->flags & SOHOA_ITEM_AFTER ? 0.02F : 0.12F;
        empty = false;
    }
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

static void read_behind(struct reader *reader, uint32_t index)
{
    struct form_node *node = &reader->plan->nodes[index];
    const struct sohoa_item *item = sohoa_schema_item(reader->schema, node->item);
    struct form_sheet *sheet = reader->sheet;
    uint32_t line = sheet->words[sheet->stream.word[node->hit.end - 1]].line;
    struct form_value *value = &reader->values[index];
    value->place = place_of(reader->plan, index);
    struct cursor start = value_start(sheet, &node->hit);
    if (same_line(sheet, start.word, line))
        take_line(reader, item, start, line, value);
}

/* The level room of a node's value on its line. */
static void room_of(const struct reader *reader, uint32_t index, int32_t *ret_from, int32_t *ret_to)
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
static uint32_t floating(struct reader *reader, uint32_t index, int side, struct form_value *value,
                         double *ret_off)
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

static bool is_empty(const struct reader *reader, uint32_t index)
{
    return is_read(&reader->plan->nodes[index]) && !reader->values[index].words;
}

/* On which side of their labels values stand that are not behind them: -1 above, 1 below. All of
 * a paper are off to the same side, and nearer to their own label than to another's. */
static int side_of(struct reader *reader)
{
    uint32_t found[2] = {0};
    double off[2] = {0};
    for (uint32_t i = 0; i < reader->plan->count; i++) {
        double distance;
        for (int side = 0; side < 2 && is_empty(reader, i); side++)
            if (floating(reader, i, 2 * side - 1, NULL, &distance)) {
                found[side]++;
                off[side] += distance;
            }
    }
    if (found[0] < 2 || found[0] < found[1])
        return 1;
    return found[0] > found[1] + 1 || off[0] / found[0] < off[1] / found[1] * 0.8 ? -1 : 1;
}

static void read_floating(struct reader *reader, int side)
{
    double distance;
    for (uint32_t i = 0; i < reader->plan->count; i++)
        if (is_empty(reader, i) && floating(reader, i, side, &reader->values[i], &distance))
            reader->values[i].place -= 0.1F;
}

/* A value that goes on, or begins, in the lines below its label. */
static void read_below(struct reader *reader, uint32_t index, int side)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_node *node = &reader->plan->nodes[index];
    const struct sohoa_item *item = sohoa_schema_item(reader->schema, node->item);
    uint32_t last = sheet->stream.word[node->hit.end - 1], line = sheet->words[last].line;
    const struct form_line *on = &sheet->lines[line];
    bool leader = false;
    for (uint32_t i = last + 1; i < on->first + on->count; i++) {
        leader |= sheet->words[i].kind == FORM_LEADER;
        if (sheet->words[i].size && sheet->stream.cover[sheet->words[i].at])
            return; /* the lines below are another label's */
    }
    bool after = (item->flags & SOHOA_ITEM_AFTER) != 0;
    if (!reader->values[index].words && (side < 0 || (leader && !after)))
        return;
    take_below(reader, node, item, &reader->values[index], line);
}

/* Digits in one-character boxes to the right of the label or below it. */
static void read_cells(struct reader *reader, uint32_t index)
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

static bool give_all(struct reader *reader, struct sohoa_fields *out)
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
    struct reader reader = {.sheet = sheet, .schema = schema, .plan = plan};
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
    int side = side_of(&reader);
    for (uint32_t i = 0; i < plan->count; i++)
        if (is_read(&plan->nodes[i]))
            read_below(&reader, i, side);
    read_floating(&reader, side);
    return give_all(&reader, out);
}
