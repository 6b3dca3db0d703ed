/* form_words.c - the words of a document as extract_form works on them: boxes upright, dots to
 * write on told from text. [one run] */
#include "form.h"

#include <stdlib.h>
#include <string.h>

struct form_chunk {
    struct form_chunk *next;
    max_align_t data[];
};

void *form_alloc(struct form_sheet *sheet, size_t size)
{
    struct form_chunk *chunk = calloc(1, sizeof *chunk + size + 1);
    if (!chunk)
        return NULL;
    chunk->next = sheet->chunks;
    sheet->chunks = chunk;
    return chunk->data;
}

void form_free(struct form_sheet *sheet)
{
    while (sheet->chunks) {
        struct form_chunk *next = sheet->chunks->next;
        free(sheet->chunks);
        sheet->chunks = next;
    }
}

int32_t form_overlap(int32_t a, int32_t a_size, int32_t b, int32_t b_size)
{
    int32_t from = a > b ? a : b;
    int32_t to = a + a_size < b + b_size ? a + a_size : b + b_size;
    return to - from;
}

struct sohoa_box form_join(struct sohoa_box a, struct sohoa_box b)
{
    if (!a.w)
        return b;
    if (!b.w)
        return a;
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, bottom - y};
}

/* Bytes of a character that fill-in lines are made of, at text; 0: another one. */
static size_t leader_sign(const char *text)
{
    static const char *const signs[] = {".", "_", "…", "·", "-", "–", "—", "‥", ",", "•", "~", "="};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strncmp(text, signs[i], strlen(signs[i])))
            return strlen(signs[i]);
    return 0;
}

/* Length of the run of leader signs at text, 0 when it is too short to be one: full stops,
 * hyphens and commas belong to values. */
static size_t leader_run(const char *text)
{
    size_t size = 0, weight = 0;
    for (size_t step; (step = leader_sign(text + size)) != 0; size += step)
        weight += step == 3 || text[size] == '_' ? 2 : 1;
    return weight >= 4 ? size : 0;
}

static uint8_t kind_of(const char *text, bool hand)
{
    char folded[8];
    size_t size = 0, signs = 0;
    if (sohoa_fold(text, folded, NULL, sizeof folded))
        return FORM_TEXT;
    for (size_t step; (step = leader_sign(text + size)) != 0; size += step)
        signs++;
    bool wide = signs == 1 && (text[0] == '_' || !strcmp(text, "…"));
    if (!text[size] && (signs > 1 || wide))
        return FORM_LEADER;
    return hand ? FORM_TEXT : FORM_SIGN; /* what a pen wrote is a value, be it read as signs */
}

struct filler {
    struct form_sheet *sheet;
    struct form_word *words;
    uint32_t count, room;
};

static struct sohoa_box part_of(struct sohoa_box box, size_t from, size_t to, size_t size)
{
    double share = (double)box.w / (double)size;
    int32_t left = (int32_t)((double)from * share), right = (int32_t)((double)to * share);
    box.x += left;
    box.w = right > left ? right - left : 1;
    return box;
}

static bool add_part(struct filler *filler, const struct form_word *whole, size_t from, size_t to)
{
    size_t size = strlen(whole->text);
    if (filler->count == filler->room)
        return true;
    struct form_word *word = &filler->words[filler->count++];
    *word = *whole;
    if (from || to < size) {
        char *text = form_alloc(filler->sheet, to - from + 1);
        if (!text)
            return false;
        memcpy(text, whole->text + from, to - from);
        word->text = text;
        word->box = part_of(whole->box, from, to, size);
        word->master = part_of(whole->master, from, to, size);
    }
    word->kind = kind_of(word->text, (word->flags & SOHOA_WORD_HAND) != 0);
    return true;
}

/* Byte of the one rule between two cells that was read as a sign: "tên|Nguyễn"; 0: there is none.
 * Several are the walls of boxes for single characters. */
static size_t rule_in(const char *text)
{
    const char *rule = strchr(text, '|');
    char folded[1024];
    if (!rule || rule == text || strchr(rule + 1, '|'))
        return 0;
    size_t behind = sohoa_fold(rule + 1, folded, NULL, sizeof folded);
    size_t all = sohoa_fold(text, folded, NULL, sizeof folded);
    return behind > 1 && all > behind + 1 ? (size_t)(rule - text) : 0;
}

/* Adds the word, cut where dots run through it: "1995......Dân". */
static bool add_word(struct filler *filler, const struct form_word *word)
{
    size_t rule = rule_in(word->text);
    if (rule)
        return add_part(filler, word, 0, rule) &&
               add_part(filler, word, rule + 1, strlen(word->text));
    size_t from = 0, at = 0;
    while (word->text[at]) {
        size_t run = leader_run(word->text + at);
        if (!run) {
            at++;
            while (((unsigned char)word->text[at] & 0xC0) == 0x80)
                at++;
            continue;
        }
        if ((at > from && !add_part(filler, word, from, at)) ||
            !add_part(filler, word, at, at + run))
            return false;
        from = at += run;
    }
    return at == from || add_part(filler, word, from, at);
}

static bool add_marks(struct form_sheet *sheet, struct form_page *page)
{
    const struct sohoa_page_view *view = page->view;
    size_t count = view ? sohoa_marks_count(view->marks) : 0;
    if (count > FORM_MARKS_PAGE_MAX)
        count = FORM_MARKS_PAGE_MAX;
    page->marks = form_alloc(sheet, (count + 1) * sizeof *page->marks);
    if (!page->marks)
        return false;
    for (size_t i = 0; i < count; i++) {
        page->marks[i] = sohoa_marks_get(view->marks, i);
        page->marks[i].box = sohoa_page_view_upright(view, page->marks[i].box);
    }
    page->mark_count = count;
    return true;
}

bool form_reserve(struct form_sheet *sheet, uint32_t pages, uint32_t words)
{
    sheet->page_room = pages < FORM_PAGES_MAX ? pages : FORM_PAGES_MAX;
    sheet->word_room = words < FORM_WORDS_MAX / 2 ? 2 * words : FORM_WORDS_MAX;
    sheet->words = form_alloc(sheet, (sheet->word_room + 1) * sizeof *sheet->words);
    sheet->pages = form_alloc(sheet, (sheet->page_room + 1) * sizeof *sheet->pages);
    return sheet->words && sheet->pages;
}

static bool same_letters(const char *a, const char *b)
{
    char one[256], two[256];
    size_t size = sohoa_fold(a, one, NULL, sizeof one);
    return size > 1 && size == sohoa_fold(b, two, NULL, sizeof two) && !memcmp(one, two, size) &&
           form_is_capitals(a) == form_is_capitals(b);
}

/* Whether b is what stands behind the last sign (end), or before the first one, within a; "Hồ" is
 * no part of "phố". */
static bool is_part(const struct form_word *a, const struct form_word *b, bool end)
{
    static const char signs[] = ".,:;|/-_()'";
    char text[256];
    size_t size = strlen(a->text);
    if (!size || size >= sizeof text)
        return false;
    memcpy(text, a->text, size + 1);
    while (end && size && strchr(signs, text[size - 1]))
        size--;
    text[size] = '\0';
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        if (!strchr(signs, text[i]))
            continue;
        if (end)
            from = i + 1;
        else
            text[size = i] = '\0';
    }
    return same_letters(text + from, b->text);
}

/* Where recognition cuts a line inside a word, both pieces may hold it: "dưỡng:|ĐỖ" "ĐÔ". Two words
 * would not touch. */
static bool is_read_twice(const struct form_word *words, uint32_t count, uint32_t at)
{
    const struct form_word *word = &words[at], *a = at ? word - 1 : NULL;
    const struct form_word *b = at + 1 < count ? word + 1 : NULL;
    int32_t most = word->box.h / 10;
    if (a && a->source_line == word->source_line && a->block == word->block &&
        word->box.x - (a->box.x + a->box.w) <= most && word->box.x > a->box.x)
        return is_part(a, word, true);
    return b && b->source_line == word->source_line && b->block == word->block &&
           b->box.x - (word->box.x + word->box.w) <= most && b->box.x > word->box.x &&
           strlen(word->text) < strlen(b->text) && is_part(b, word, false);
}

bool form_add_page(struct form_sheet *sheet, const struct sohoa_page_view *view,
                   const struct form_word *words, uint32_t count)
{
    if (sheet->page_count == sheet->page_room)
        return true;
    struct filler filler = {.sheet = sheet,
                            .words = sheet->words,
                            .count = sheet->word_count,
                            .room = sheet->word_room};
    for (uint32_t i = 0; i < count; i++) {
        struct form_word word = words[i];
        if (is_read_twice(words, count, i))
            continue;
        word.page = sheet->page_count;
        if (!add_word(&filler, &word))
            return false;
    }
    sheet->word_count = filler.count;
    struct form_page *page = &sheet->pages[sheet->page_count++];
    page->view = view;
    return add_marks(sheet, page);
}

static bool load_page(struct form_sheet *sheet, const struct sohoa_page_view *view)
{
    size_t count = sohoa_text_words(view->text);
    if (count > FORM_WORDS_MAX)
        count = FORM_WORDS_MAX;
    struct form_word *words = calloc(count + 1, sizeof *words);
    if (!words)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct sohoa_word word = sohoa_text_word(view->text, i);
        words[i] = (struct form_word){
            .box = sohoa_page_view_upright(view, word.box),
            .master = word.box,
            .text = word.text,
            .confidence = word.confidence,
            .flags = sohoa_text_word_flags(view->text, i),
            .source_line = word.line,
            .block = sohoa_text_line(view->text, word.line).block,
        };
    }
    bool added = form_add_page(sheet, view, words, (uint32_t)count);
    free(words);
    return added;
}

bool form_load(struct form_sheet *sheet, const struct sohoa_document *document)
{
    size_t count = sohoa_document_pages(document), words = 0;
    if (count > FORM_PAGES_MAX)
        count = FORM_PAGES_MAX;
    for (size_t i = 0; i < count; i++)
        words += sohoa_text_words(sohoa_document_page(document, i)->text);
    if (!form_reserve(sheet, (uint32_t)count, words < UINT32_MAX ? (uint32_t)words : UINT32_MAX))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!load_page(sheet, sohoa_document_page(document, i)))
            return false;
    return true;
}
