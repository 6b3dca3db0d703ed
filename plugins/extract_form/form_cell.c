/* form_cell.c - labels side by side on a line: the cell that each leaves to its value, and what of
 * a value found no room there and goes on below. */
#include "form_read.h"

#include <stdlib.h>
#include <string.h>

uint32_t form_label_first(const struct form_sheet *sheet, const struct form_hit *hit)
{
    uint32_t first = sheet->stream.word[hit->start];
    const struct form_word *word = &sheet->words[first], *before = word - 1;
    if (first && before->line == word->line && before->taken && before->size <= 2 &&
        word->box.x - (before->box.x + before->box.w) < (int32_t)sheet->pages[word->page].em)
        return first - 1;
    return first;
}

void form_labels_beside(const struct form_reader *reader, uint32_t index, int32_t *ret_from,
                        int32_t *ret_to)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    uint32_t first = form_label_first(sheet, hit), last = sheet->stream.word[hit->end - 1];
    const struct form_line *line = &sheet->lines[sheet->words[last].line];
    *ret_from = 0;
    *ret_to = INT32_MAX;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &sheet->words[i];
        bool label = word->size && sheet->stream.cover[word->at];
        if (label && i < first)
            *ret_from = word->box.x + word->box.w;
        if (label && i > last && word->box.x < *ret_to)
            *ret_to = word->box.x;
    }
}

/* The free words of the line in a cell from..to: the first of them and behind the last; false:
 * there are none, or a label stands among them. */
static bool cell_words(const struct form_sheet *sheet, const struct form_line *line, int32_t from,
                       int32_t to, uint32_t *ret_first, uint32_t *ret_end)
{
    uint32_t first = FORM_NONE, end = 0;
    for (uint32_t i = line->first; i < line->first + line->count; i++) {
        const struct form_word *word = &sheet->words[i];
        int32_t x = word->box.x + word->box.w / 2;
        if (x < from || x >= to)
            continue;
        if (word->taken || word->kind == FORM_LEADER ||
            (word->size && sheet->stream.cover[word->at]))
            return false;
        if (word->kind != FORM_TEXT)
            continue;
        first = first == FORM_NONE ? i : first;
        end = i + 1;
    }
    *ret_first = first;
    *ret_end = end;
    return first != FORM_NONE;
}

/* Whether the last label of the line is that of a value of several lines: then what stands below
 * is its end, from the margin on. */
static bool line_goes_on(const struct form_reader *reader, uint32_t line)
{
    const struct form_sheet *sheet = reader->sheet;
    const struct form_node *last = NULL;
    for (uint32_t i = 0; i < reader->plan->count; i++) {
        const struct form_node *node = &reader->plan->nodes[i];
        if (node->found && sheet->words[sheet->stream.word[node->hit.start]].line == line &&
            (!last || node->hit.start > last->hit.start))
            last = node;
    }
    return last && (sohoa_schema_item(reader->schema, last->item)->flags & SOHOA_ITEM_LINES);
}

/* Dots between the value and the next label: it ended for want of text, not of room. */
static bool dots_follow(const struct form_sheet *sheet, const struct form_page *page,
                        const struct sohoa_box *value, int32_t to)
{
    int32_t from = value->x + value->w, em = (int32_t)page->em;
    for (size_t i = 0; to != INT32_MAX && i < page->mark_count; i++) {
        const struct sohoa_box *box = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_LEADER && box->x > value->x + value->w / 2 &&
            form_overlap(box->x, box->w, from, to - from) > em &&
            form_overlap(box->y, box->h + 1, value->y, value->h + em / 2) > 0)
            return true;
    }
    for (uint32_t i = 0; to != INT32_MAX && i < sheet->word_count; i++) {
        const struct sohoa_box *box = &sheet->words[i].box;
        if (sheet->words[i].kind == FORM_LEADER && &sheet->pages[sheet->words[i].page] == page &&
            form_overlap(box->x, box->w, from, to - from) > em &&
            form_overlap(box->y, box->h + 1, value->y, value->h + em / 2) > 0)
            return true;
    }
    return false;
}

void form_cell_wrap(struct form_reader *reader, uint32_t index)
{
    enum { MORE_LINES = 2, MORE_WORDS = 6 };
    struct form_sheet *sheet = reader->sheet;
    struct form_value *value = &reader->values[index];
    const struct form_hit *hit = &reader->plan->nodes[index].hit;
    const struct form_word *label = &sheet->words[form_label_first(sheet, hit)];
    const struct form_page *page = &sheet->pages[label->page];
    int32_t from, to, em = (int32_t)page->em, end = value->box.x + value->box.w;
    const char *type = sohoa_schema_item(reader->schema, reader->plan->nodes[index].item)->type;
    form_labels_beside(reader, index, &from, &to);
    if (type && (!strcmp(type, "number") || !strcmp(type, "count")))
        return;
    bool half = type && !strcmp(type, "nationality") && value->words == 1; /* "Việt" */
    if (!value->words || (!from && to == INT32_MAX) || line_goes_on(reader, label->line) ||
        dots_follow(sheet, page, &value->box, to))
        return;
    int32_t right = to == INT32_MAX ? page->right : to;
    from = label->box.x - em;
    for (uint32_t at = sheet->words[sheet->stream.word[hit->end - 1]].line, more = 0;
         more < MORE_LINES && at + 1 < sheet->line_count; more++, at++) {
        const struct form_line *on = &sheet->lines[at], *line = on + 1;
        int32_t step = line->box.y + line->box.h / 2 - (on->box.y + on->box.h / 2);
        uint32_t first, last;
        if (line->page != on->page || line->column != on->column ||
            step > (int32_t)(page->pitch * 1.5) ||
            !cell_words(sheet, line, from, to, &first, &last))
            return;
        const struct form_word *word = &sheet->words[first], *before = word - 1;
        if (first > line->first && word->box.x - (before->box.x + before->box.w) < em)
            return; /* in the middle of what stands there */
        if (word->size < 2 || word->confidence < 0.5F)
            return;
        bool begins =
            abs(word->box.x - label->box.x) < 2 * em || abs(word->box.x - value->box.x) < 2 * em;
        bool room = !half && end + word->box.w + em / 2 < right;
        if (!begins || room || last - first > MORE_WORDS || strchr(word->text, ':'))
            return;
        for (uint32_t i = first; i < last; i++) {
            form_value_word(value, &sheet->words[i], 0, strlen(sheet->words[i].text));
            end = sheet->words[i].box.x + sheet->words[i].box.w;
        }
    }
}
