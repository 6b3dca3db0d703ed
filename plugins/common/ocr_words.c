/* ocr_words.c - what was read: walks Tesseract's result once, holds the words while they are
 * mended, makes a sohoa_text of them. */
#include "ocr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool ocr_words_add_line(struct ocr_words *w, struct ocr_line line)
{
    if (w->line_count == w->line_room) {
        size_t room = w->line_room ? w->line_room * 2 : 64;
        struct ocr_line *bigger = realloc(w->lines, room * sizeof *bigger);
        if (!bigger)
            return false;
        w->lines = bigger;
        w->line_room = room;
    }
    w->lines[w->line_count++] = line;
    return true;
}

bool ocr_words_insert_line(struct ocr_words *w, size_t at, struct ocr_line line)
{
    if (!ocr_words_add_line(w, line))
        return false;
    memmove(w->lines + at + 1, w->lines + at, (w->line_count - 1 - at) * sizeof *w->lines);
    w->lines[at] = line;
    for (size_t i = 0; i < w->count; i++)
        w->words[i].line += w->words[i].line >= at;
    return true;
}

/* The engine gives two crossed letters D of different code points for one. */
static void mend_crossed(char *text)
{
    for (char *at = strstr(text, "ĐÐ"); at; at = strstr(at, "ĐÐ"))
        memmove(at + 2, at + 4, strlen(at + 4) + 1);
}

bool ocr_words_insert(struct ocr_words *w, size_t at, const struct ocr_word *word)
{
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 512;
        struct ocr_word *bigger = realloc(w->words, room * sizeof *bigger);
        if (!bigger)
            return false;
        w->words = bigger;
        w->room = room;
    }
    char *text = strdup(word->text);
    if (!text)
        return false;
    mend_crossed(text);
    memmove(w->words + at + 1, w->words + at, (w->count - at) * sizeof *w->words);
    w->words[at] = *word;
    w->words[at].text = text;
    w->count++;
    return true;
}

void ocr_words_clear(struct ocr_words *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->words[i].text);
    free(w->words);
    free(w->lines);
    *w = (struct ocr_words){0};
}

static struct sohoa_box box_of(const TessPageIterator *places, TessPageIteratorLevel level)
{
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    TessPageIteratorBoundingBox(places, level, &x0, &y0, &x1, &y1);
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

/* The word at the iterator. */
static bool collect_word(struct ocr_words *w, TessResultIterator *it)
{
    char *raw = TessResultIteratorGetUTF8Text(it, RIL_WORD);
    bool ok = true;
    if (raw && raw[strspn(raw, " \t\r\n")]) {
        utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)raw);
        struct ocr_word word = {.text = (char *)nfc, .line = (uint32_t)w->line_count - 1};
        float percent = TessResultIteratorConfidence(it, RIL_WORD);
        word.confidence = fmaxf(0, fminf(1, percent / 100));
        word.box = box_of(TessResultIteratorGetPageIteratorConst(it), RIL_WORD);
        ok = nfc && ocr_words_insert(w, w->count, &word);
        free(nfc);
    }
    TessDeleteText(raw);
    return ok;
}

bool ocr_words_collect(struct ocr_words *w, TessBaseAPI *api)
{
    TessResultIterator *it = TessBaseAPIGetIterator(api);
    TessPageIterator *places = it ? TessResultIteratorGetPageIterator(it) : NULL; /* the same */
    uint32_t block = w->line_count ? w->lines[w->line_count - 1].block + 1 : 0;
    bool first = true, ok = true;
    if (!it)
        return true;
    do {
        if (!first && TessPageIteratorIsAtBeginningOf(places, RIL_PARA))
            block++;
        if (first || TessPageIteratorIsAtBeginningOf(places, RIL_TEXTLINE))
            ok = ocr_words_add_line(
                w, (struct ocr_line){.box = box_of(places, RIL_TEXTLINE), .block = block});
        first = false;
        ok = ok && collect_word(w, it);
    } while (ok && TessResultIteratorNext(it, RIL_WORD));
    TessResultIteratorDelete(it);
    return ok;
}

struct sohoa_text *ocr_words_text(const struct ocr_words *w, const struct sohoa_page *page,
                                  double least)
{
    struct sohoa_text *text = sohoa_text_new();
    uint32_t open = UINT32_MAX; /* a line without words is never made */
    for (size_t i = 0; text && i < w->count; i++) {
        const struct ocr_word *word = &w->words[i];
        if (!word->text || (double)word->confidence < least)
            continue;
        const struct ocr_line *line = &w->lines[word->line];
        int rc = 0;
        if (open != word->line)
            rc = sohoa_text_add_line(text, line->block, sohoa_page_to_master(page, line->box));
        open = word->line;
        if (rc == 0)
            rc = sohoa_text_add_word(text, word->text, sohoa_page_to_master(page, word->box),
                                     word->confidence);
        if (rc != 0)
            break; /* over the caps: the page keeps what fits */
        sohoa_text_flag_word(text, sohoa_text_words(text) - 1, word->flags);
    }
    return text;
}
