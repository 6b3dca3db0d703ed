/* form_wraps.c - labels broken over two lines of a narrow column, with their value to the right of
 * the first line, or between both: the label is put together again, the value behind it.
 *
 * The rest of a label begins with a small letter below its beginning and ends with a colon, where
 * its beginning has none; nothing else on a form does. In labels in capitals it has no small
 * letter, but then no value behind it either. Without those signs what stands before the value and
 * what stands below it are a label of the schema together. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

/* What is left of a rule or a leader between label and value. */
static bool is_dash(const struct form_word *word)
{
    return word->kind == FORM_SIGN && !strchr(word->text, ':');
}

/* The end of the words from `first` on that stand close together. */
static uint32_t piece_end(const struct form_sheet *sheet, const struct form_line *line)
{
    double em = sheet->pages[line->page].em;
    uint32_t i = line->first + 1, end = line->first + line->count;
    while (i < end && !is_dash(&sheet->words[i]) &&
           sheet->words[i].box.x - (sheet->words[i - 1].box.x + sheet->words[i - 1].box.w) <=
               em * 1.2)
        i++;
    return i;
}

static bool has_colon(const struct form_sheet *sheet, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (strchr(sheet->words[i].text, ':'))
            return true;
    return false;
}

/* Whether the line begins a label that has no colon yet; its letters are enough for one. */
static bool begins_label(const struct form_sheet *sheet, const struct form_line *line)
{
    uint32_t end = piece_end(sheet, line), letters = 0;
    for (uint32_t i = line->first; i < end; i++)
        letters += sheet->words[i].size;
    return letters >= 6 && !has_colon(sheet, line->first, end);
}

static bool ends_in_colon(const char *text)
{
    size_t size = strlen(text);
    return size && text[size - 1] == ':';
}

/* Whether the words [from, to) are in capitals. */
static bool in_capitals(const struct form_sheet *sheet, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (sheet->words[i].kind == FORM_TEXT && !form_is_capitals(sheet->words[i].text))
            return false;
    return true;
}

/* Whether line b holds the rest of the label that begins on line a, above it. Where labels are
 * printed in capitals it stands there alone. */
static bool ends_label(const struct form_sheet *sheet, const struct form_line *a,
                       const struct form_line *b, double lines)
{
    const struct form_page *page = &sheet->pages[a->page];
    if (!b->count) /* a line of boxes or of ink that was not read */
        return false;
    uint32_t end = piece_end(sheet, b);
    const struct form_word *first = &sheet->words[b->first], *last = &sheet->words[end - 1];
    int32_t step = first->box.y - sheet->words[a->first].box.y;
    bool capitals = end == b->first + b->count && in_capitals(sheet, b->first, end) &&
                    in_capitals(sheet, a->first, piece_end(sheet, a));
    return a->page == b->page && a->column == b->column && step > 0 &&
           step < (int32_t)(page->pitch * lines) && end - b->first <= 4 &&
           abs(first->box.x - sheet->words[a->first].box.x) <= (int32_t)page->em &&
           (form_begins_small(first->text) || capitals) && ends_in_colon(last->text);
}

/* Lines that are one: how many (1: the line is whole), where the label's first piece ends, and its
 * rest on the last of them. */
struct wrap {
    uint32_t lines, left, rest;
    size_t off; /* edits that make it a label of the schema */
};

/* ---- labels of the schema ---- */

struct labels { /* folded */
    char (*items)[FORM_LABEL_MAX];
    uint32_t *sizes, count;
};

/* The labels that may be broken, those of values: none where a table has its own columns. False:
 * out of memory. */
static bool load_labels(struct form_sheet *sheet, const struct sohoa_schema *schema,
                        struct labels *ret)
{
    enum { LEAST = 10 };
    size_t items = sohoa_schema_items(schema), room = 0;
    for (size_t i = 0; i < items; i++) {
        if (sohoa_schema_item(schema, i)->kind == SOHOA_ITEM_GRID)
            return true;
        room += sohoa_schema_item(schema, i)->label_count;
    }
    ret->items = form_alloc(sheet, (room + 1) * sizeof *ret->items);
    ret->sizes = form_alloc(sheet, (room + 1) * sizeof *ret->sizes);
    if (!ret->items || !ret->sizes)
        return false;
    for (size_t i = 0; i < items; i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->kind != SOHOA_ITEM_FIELD || item->grid >= 0 || !item->key || !*item->key)
            continue;
        for (size_t j = 0; j < item->label_count; j++) {
            char folded[512];
            size_t size = sohoa_fold(item->labels[j], folded, NULL, sizeof folded);
            if (size < LEAST || size >= FORM_LABEL_MAX)
                continue;
            memcpy(ret->items[ret->count], folded, size);
            ret->sizes[ret->count++] = (uint32_t)size;
        }
    }
    return true;
}

/* Whether the label begins as the letters do; one may be misread. */
static bool begins_alike(const char *letters, uint32_t size, const char *label)
{
    enum { HEAD = 6 };
    uint32_t other = 0;
    for (uint32_t i = 0; i < HEAD && size >= HEAD; i++)
        other += letters[i] != label[i];
    return size >= HEAD && other <= 1;
}

/* The number before a label: "4." "a)". */
static bool is_number(const struct form_word *word)
{
    size_t size = strlen(word->text);
    return word->size == 1 || (word->size == 2 && strchr(".)/", word->text[size - 1]));
}

/* How many words at the head of the line read best as the letters; 0: none do. */
static uint32_t words_of(const struct form_sheet *sheet, const struct form_line *line,
                         const char *letters, uint32_t size, size_t *ret_off)
{
    enum { REST = 4 };
    const struct form_word *first = &sheet->words[line->first];
    const char *text = sheet->stream.letters + first->at;
    size_t used = 0, least = size / 5 + 1;
    uint32_t best = 0;
    for (uint32_t i = 0; i < line->count && i < REST; i++) {
        used += first[i].size;
        size_t off = form_edits(text, used, letters, size, size / 5);
        if (off < least) {
            least = off;
            best = i + 1;
        }
    }
    *ret_off = least;
    return best;
}

/* The wrap that makes the label of the words from `first` on in line a, a value behind them, and of
 * words at the head of line b; lines 1: there is none. */
static struct wrap wrap_of(const struct form_sheet *sheet, const struct form_line *a,
                           const struct form_line *b, uint32_t first, const char *label,
                           uint32_t letters)
{
    enum { LEAST = 6, REST = 3 }; /* letters on either line */
    const struct form_word *words = sheet->words;
    const char *text = sheet->stream.letters + words[first].at;
    for (uint32_t i = first; i + 1 < a->first + a->count; i++) {
        uint32_t size = words[i].at + words[i].size - words[first].at, next = words[i + 1].size;
        if (size + REST > letters || strchr(words[i].text, ':'))
            break;
        uint32_t rest = letters - size, same = next < rest ? next : rest;
        size_t off = form_edits(text, size, label, size, size / 8), more = 0;
        if (size < LEAST || (same && !memcmp(text + size, label + size, same)) || off > size / 8)
            continue;
        uint32_t count = words_of(sheet, b, label + size, rest, &more);
        if (count)
            return (struct wrap){2, i + 1, b->first + count, off + more};
    }
    return (struct wrap){.lines = 1};
}

/* The label of the schema that is broken over the line and the next: what reads best, of those the
 * longest. */
static struct wrap known_wrap(const struct form_sheet *sheet, const struct labels *labels,
                              uint32_t at)
{
    const struct form_line *a = &sheet->lines[at], *b = a + 1;
    struct wrap best = {.lines = 1};
    uint32_t longest = 0, first = a->first;
    if (at + 1 >= sheet->line_count || !b->count || b->page != a->page || b->column != a->column)
        return best;
    const struct form_page *page = &sheet->pages[a->page];
    const struct form_word *words = sheet->words;
    int32_t step = words[b->first].box.y - words[a->first].box.y, em = (int32_t)page->em;
    if (a->count > 1 && is_number(&words[first]))
        first++;
    if (step <= em / 2 || step > (int32_t)(page->pitch * 1.6) ||
        (abs(words[b->first].box.x - words[a->first].box.x) > em &&
         abs(words[b->first].box.x - words[first].box.x) > em))
        return best;
    const char *letters = sheet->stream.letters + words[first].at;
    for (uint32_t i = 0; i < labels->count; i++) {
        if (!begins_alike(letters, sheet->stream.size - words[first].at, labels->items[i]))
            continue;
        struct wrap wrap = wrap_of(sheet, a, b, first, labels->items[i], labels->sizes[i]);
        if (wrap.lines == 1 || (longest && (wrap.off > best.off ||
                                            (wrap.off == best.off && labels->sizes[i] <= longest))))
            continue;
        best = wrap;
        longest = labels->sizes[i];
    }
    return best;
}

/* ---- lines that make one ---- */

static struct wrap wrapped(const struct form_sheet *sheet, const struct labels *labels, uint32_t at)
{
    const struct form_line *line = &sheet->lines[at];
    struct wrap wrap = {.lines = 1, .left = line->count ? piece_end(sheet, line) : 0};
    if (!line->count)
        return wrap;
    struct wrap known = known_wrap(sheet, labels, at);
    if (known.lines > 1)
        return known;
    if (!begins_label(sheet, line))
        return wrap;
    const struct form_word *end = &sheet->words[wrap.left - 1];
    bool value = wrap.left < line->first + line->count;
    bool between = !value && at + 2 < sheet->line_count && line[1].page == line->page &&
                   line[1].count && sheet->words[line[1].first].box.x > end->box.x + end->box.w;
    if (value && at + 1 < sheet->line_count && ends_label(sheet, line, line + 1, 1.6))
        wrap.lines = 2;
    else if (between && ends_label(sheet, line, line + 2, 2.4))
        wrap.lines = 3;
    wrap.rest = wrap.lines > 1 ? piece_end(sheet, line + wrap.lines - 1) : 0;
    return wrap;
}

static void copy_words(const struct form_sheet *sheet, struct form_word *out, uint32_t *count,
                       uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        out[(*count)++] = sheet->words[i];
}

/* The lines from `at` on as one: the pieces of the label, then those of the value. */
static void write_line(const struct form_sheet *sheet, uint32_t at, const struct wrap *wrap,
                       struct form_word *words, struct form_line *ret)
{
    const struct form_line *line = &sheet->lines[at], *rest = line + wrap->lines - 1;
    uint32_t count = ret->first;
    copy_words(sheet, words, &count, line->first, wrap->left);
    copy_words(sheet, words, &count, rest->first, wrap->rest);
    copy_words(sheet, words, &count, wrap->left, line->first + line->count);
    if (wrap->lines == 3)
        copy_words(sheet, words, &count, line[1].first, line[1].first + line[1].count);
    copy_words(sheet, words, &count, wrap->rest, rest->first + rest->count);
    ret->count = count - ret->first;
    for (uint32_t i = ret->first; i < count; i++)
        ret->box = form_join(ret->box, words[i].box);
}

bool form_wraps(struct form_sheet *sheet, const struct sohoa_schema *schema)
{
    uint32_t any = 0, count = 0;
    struct labels labels = {0};
    if (!load_labels(sheet, schema, &labels))
        return false;
    for (uint32_t i = 0; i < sheet->line_count; i++)
        any += wrapped(sheet, &labels, i).lines > 1;
    if (!any)
        return true;
    struct form_word *words = form_alloc(sheet, (sheet->word_count + 1) * sizeof *words);
    struct form_line *lines = form_alloc(sheet, (sheet->line_count + 1) * sizeof *lines);
    if (!words || !lines)
        return false;
    for (uint32_t i = 0; i < sheet->page_count; i++)
        sheet->pages[i].lines = 0;
    struct wrap wrap;
    for (uint32_t at = 0, used = 0; at < sheet->line_count; at += wrap.lines, count++) {
        const struct form_line *line = &sheet->lines[at];
        struct form_page *page = &sheet->pages[line->page];
        wrap = wrapped(sheet, &labels, at);
        lines[count] = *line;
        lines[count].first = used;
        if (wrap.lines > 1)
            write_line(sheet, at, &wrap, words, &lines[count]);
        else
            memcpy(words + used, sheet->words + line->first, line->count * sizeof *words);
        used += lines[count].count;
        for (uint32_t i = lines[count].first; i < used; i++)
            words[i].line = count;
        page->first_line = page->lines ? page->first_line : count;
        page->lines++;
    }
    sheet->words = words;
    sheet->lines = lines;
    sheet->line_count = count;
    return form_stream(sheet);
}
