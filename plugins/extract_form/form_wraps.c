/* form_wraps.c - labels broken over two lines of a narrow column, with their value to the right of
 * the first line, or between both: the label is put together again, the value behind it.
 *
 * The rest of a label begins with a small letter below its beginning and ends with a colon, where
 * its beginning has none; nothing else on a form does. In labels in capitals it has no small
 * letter, but then no value behind it either. */
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

/* Lines from `at` on that make one: 2 or 3, else 1. */
static uint32_t wrapped(const struct form_sheet *sheet, uint32_t at)
{
    const struct form_line *line = &sheet->lines[at];
    uint32_t left = line->count ? piece_end(sheet, line) : 0;
    if (!line->count || !begins_label(sheet, line))
        return 1;
    const struct form_word *end = &sheet->words[left - 1];
    bool value = left < line->first + line->count;
    if (value && at + 1 < sheet->line_count && ends_label(sheet, line, line + 1, 1.6))
        return 2;
    bool between = !value && at + 2 < sheet->line_count && line[1].page == line->page &&
                   line[1].count && sheet->words[line[1].first].box.x > end->box.x + end->box.w;
    return between && ends_label(sheet, line, line + 2, 2.4) ? 3 : 1;
}

static void copy_words(const struct form_sheet *sheet, struct form_word *out, uint32_t *count,
                       uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        out[(*count)++] = sheet->words[i];
}

/* Lines [at, at + size) as one: the pieces of the label, then those of the value. */
static void write_line(const struct form_sheet *sheet, uint32_t at, uint32_t size,
                       struct form_word *words, struct form_line *ret)
{
    const struct form_line *line = &sheet->lines[at], *rest = line + size - 1;
    uint32_t count = ret->first, left = piece_end(sheet, line);
    copy_words(sheet, words, &count, line->first, left);
    copy_words(sheet, words, &count, rest->first, piece_end(sheet, rest));
    copy_words(sheet, words, &count, left, line->first + line->count);
    if (size == 3)
        copy_words(sheet, words, &count, line[1].first, line[1].first + line[1].count);
    copy_words(sheet, words, &count, piece_end(sheet, rest), rest->first + rest->count);
    ret->count = count - ret->first;
    for (uint32_t i = ret->first; i < count; i++)
        ret->box = form_join(ret->box, words[i].box);
}

bool form_wraps(struct form_sheet *sheet)
{
    uint32_t any = 0, count = 0;
    for (uint32_t i = 0; i < sheet->line_count; i++)
        any += wrapped(sheet, i) > 1;
    if (!any)
        return true;
    struct form_word *words = form_alloc(sheet, (sheet->word_count + 1) * sizeof *words);
    struct form_line *lines = form_alloc(sheet, (sheet->line_count + 1) * sizeof *lines);
    if (!words || !lines)
        return false;
    for (uint32_t i = 0; i < sheet->page_count; i++)
        sheet->pages[i].lines = 0;
    for (uint32_t at = 0, size, used = 0; at < sheet->line_count; at += size, count++) {
        const struct form_line *line = &sheet->lines[at];
        struct form_page *page = &sheet->pages[line->page];
        size = wrapped(sheet, at);
        lines[count] = *line;
        lines[count].first = used;
        if (size > 1)
            write_line(sheet, at, size, words, &lines[count]);
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
