/* form_value.c - the words of a value put together: text, boxes, how sure. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { HAND_SHARE = 5 }; /* one letter in so many by hand makes a value handwritten */

/* Bytes of the sign at text that never begins or ends a value, 0: another one. */
static size_t stray(const char *text, bool leading)
{
    static const char *const signs[] = {
        ".", ",", ":",  ";", "_",      "-", "…", "·", "–", "—", "|", "*", "'", "\"",
        "`", "~", "=",  "‘", "’",      "“", "”", "°", "®", "©", "•", "«", "»", "<",
        ">", "¬", "\\", "^", "\u00a0", "!", "[", "]", "{", "}", "+", "□", " "};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(text, signs[i], strlen(signs[i])) && !(leading && *text == '+'))
            return strlen(signs[i]);
    return leading && (*text == ')' || *text == '/') ? 1 : 0;
}

/* Punctuation that may stand alone inside a value. */
static bool is_joint(const char *text)
{
    static const char *const joints[] = {"-", "–", "/", "&", "+", "(", ")", ","};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (!strcmp(text, joints[i]))
            return true;
    return false;
}

void form_value_word(struct form_value *value, struct form_word *word, size_t from, size_t to)
{
    const char *text = word->text + from;
    size_t size = to > from ? to - from : 0;
    if (!size || value->size + size + 2 > sizeof value->raw ||
        (word->kind != FORM_TEXT && !is_joint(text)))
        return;
    bool cells = (word->flags & SOHOA_WORD_CELLS) != 0;
    bool joined = cells && value->single && word->size <= 1;
    if (value->size && !joined)
        value->raw[value->size++] = ' ';
    memcpy(value->raw + value->size, text, size);
    value->size += size;
    value->raw[value->size] = '\0';
    word->taken = true;
    if (word->kind != FORM_TEXT)
        return;
    if (!value->words || word->page == value->page) {
        value->page = word->page;
        value->box = form_join(value->box, word->box);
        value->master = form_join(value->master, word->master);
    }
    if (!value->words || word->confidence < value->confidence)
        value->confidence = word->confidence;
    value->words++;
    value->cells += cells;
    value->single = cells && word->size <= 1;
    value->agreed += (word->flags & SOHOA_WORD_AGREED) != 0;
    uint32_t letters = word->size ? word->size : 1;
    value->letters += letters;
    if (word->flags & SOHOA_WORD_HAND)
        value->by_hand += letters;
    if (word->flags & SOHOA_WORD_DOUBTED)
        value->flags |= SOHOA_READING_DOUBT;
}

/* A printed value does not become a written one by a table's rule that was read as a letter. */
static bool is_by_hand(const struct form_value *value)
{
    return value->by_hand * HAND_SHARE >= value->letters && value->by_hand > 0;
}

/* Whether it holds signs alone that a pen wrote: nobody could read it, so nothing is stripped. */
static bool is_scrawl(const struct form_value *value)
{
    char folded[4];
    return is_by_hand(value) && !sohoa_fold(value->raw, folded, NULL, sizeof folded);
}

static void strip(struct form_value *value)
{
    size_t from = 0, step;
    while (from < value->size && (step = stray(value->raw + from, true)) != 0)
        from += step;
    size_t end = from, open = 0, kept = from; /* kept: end of the last byte that is no stray */
    for (size_t at = from; at < value->size; at = end) {
        step = stray(value->raw + at, false);
        end = at + (step ? step : 1);
        open += value->raw[at] == '(';
        if (value->raw[at] == '(' || (value->raw[at] == ')' && !open))
            continue;
        if (!step)
            kept = end;
    }
    value->size = kept > from ? kept - from : 0;
    memmove(value->raw, value->raw + from, value->size);
    value->raw[value->size] = '\0';
}

/* Digits written one by one belong together: "0 3 8 1 9 0". */
static void close_digits(struct form_value *value)
{
    size_t tokens = 0, single = 0, at = 0, out = 0;
    for (size_t i = 0; i < value->size; i++) {
        char c = value->raw[i];
        if (c == ' ' || c == '|')
            continue;
        if (c < '0' || c > '9')
            return;
        bool first = !i || value->raw[i - 1] == ' ';
        bool last = i + 1 == value->size || value->raw[i + 1] == ' ';
        tokens += first;
        single += first && last;
    }
    if (tokens < 5 || single * 2 < tokens)
        return;
    for (; at < value->size; at++)
        if (value->raw[at] != ' ' && value->raw[at] != '|')
            value->raw[out++] = value->raw[at];
    value->raw[out] = '\0';
    value->size = out;
}

/* Whether the value stands on a line to write on, or in boxes. */
static bool stands_on_mark(const struct form_page *page, const struct sohoa_box *box)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_box *mark = &page->marks[i].box;
        int32_t common = form_overlap(mark->x, mark->w, box->x, box->w);
        if (page->marks[i].kind == SOHOA_MARK_CELLS) {
            if (common * 2 > box->w && form_overlap(mark->y, mark->h, box->y, box->h) * 2 > box->h)
                return true;
            continue;
        }
        bool line = page->marks[i].kind == SOHOA_MARK_LEADER ||
                    (page->marks[i].kind == SOHOA_MARK_RULE && mark->w > mark->h);
        int32_t below = mark->y + mark->h / 2 - (box->y + box->h);
        if (line && common * 5 > box->w * 2 && below > -box->h * 6 / 10 &&
            below < (int32_t)(page->em * 0.7))
            return true;
    }
    return false;
}

void form_value_end_line(const struct form_sheet *sheet, struct form_value *value)
{
    static const char *const dashes[] = {" -", " –"};
    if (!value->words || !stands_on_mark(&sheet->pages[value->page], &value->box))
        return;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
            size_t size = strlen(dashes[i]);
            if (value->size > size && !strcmp(value->raw + value->size - size, dashes[i])) {
                value->raw[value->size -= size] = '\0';
                again = true;
            }
        }
    }
}

bool form_value_finish(const struct form_sheet *sheet, struct form_value *value)
{
    char folded[4];
    bool scrawl = is_scrawl(value);
    if (!scrawl)
        strip(value);
    close_digits(value);
    if (!value->words || (!scrawl && !sohoa_fold(value->raw, folded, NULL, sizeof folded)))
        return false;
    if (is_by_hand(value))
        value->flags |= SOHOA_READING_HAND;
    if (value->agreed == value->words)
        value->flags |= SOHOA_READING_AGREED;
    if (value->cells * 2 > value->words)
        value->flags |= SOHOA_READING_CELLS;
    if (stands_on_mark(&sheet->pages[value->page], &value->box))
        value->flags |= SOHOA_READING_LEADER;
    return true;
}

static void note_number(struct form_given *given, const char *key, const char *raw)
{
    size_t size = strlen(key), figures = 0;
    if (!given || size < 10 || size >= sizeof given->keys[0] ||
        strcmp(key + size - 9, "id_number") != 0)
        return;
    while (*raw) {
        size_t run = strspn(raw, "0123456789");
        figures += run;
        if (run == 12 && given->id_count < sizeof given->ids / sizeof *given->ids)
            memcpy(given->ids[given->id_count++], raw, 12);
        raw += run ? run : 1;
    }
    if (figures >= 9 && given->count < sizeof given->keys / sizeof *given->keys)
        memcpy(given->keys[given->count++], key, size + 1);
}

bool form_give(const struct form_sheet *sheet, const struct form_value *value, const char *key,
               struct sohoa_fields *out)
{
    const struct sohoa_page_view *view = sheet->pages[value->page].view;
    float place = value->place < 0 ? 0 : value->place > 1 ? 1 : value->place;
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = key,
                                    .raw = value->raw,
                                    .source = view && view->born_digital ? "pdf" : "ocr",
                                    .page = view ? view->number : 1,
                                    .box = value->master,
                                    .confidence = value->confidence,
                                    .place = place,
                                    .flags = value->flags};
    note_number(sheet->given, key, value->raw);
    return sohoa_fields_add(out, &reading) == 0;
}
