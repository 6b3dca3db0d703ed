/* ocr_collect.c - walks Tesseract's result once and makes a sohoa_text of it. */
#include "ocr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct walk {
    const struct sohoa_page *page;
    TessResultIterator *words; /* the same object as `places` */
    TessPageIterator *places;
    double least;
    uint32_t block;
    bool line_open; /* the line of the present word is already in the text */
};

static struct sohoa_box box_of(const struct walk *w, TessPageIteratorLevel level)
{
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    TessPageIteratorBoundingBox(w->places, level, &x0, &y0, &x1, &y1);
    return sohoa_page_to_master(w->page,
                                (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0});
}

/* Adds the word at the iterator; its line first, so that a line without words is never made. */
static int add_word(struct walk *w, struct sohoa_text *text)
{
    char *raw = TessResultIteratorGetUTF8Text(w->words, RIL_WORD);
    double confidence = (double)TessResultIteratorConfidence(w->words, RIL_WORD) / 100;
    confidence = fmax(0, fmin(1, confidence));
    int rc = 0;
    if (raw && raw[strspn(raw, " \t\r\n")] && confidence >= w->least) {
        utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)raw);
        if (nfc && !w->line_open) {
            rc = sohoa_text_add_line(text, w->block, box_of(w, RIL_TEXTLINE));
            w->line_open = rc == 0;
        }
        if (nfc && rc == 0)
            rc = sohoa_text_add_word(text, (const char *)nfc, box_of(w, RIL_WORD),
                                     (float)confidence);
        free(nfc);
    }
    TessDeleteText(raw);
    return rc;
}

struct sohoa_text *ocr_collect(TessBaseAPI *api, const struct sohoa_page *page, double least)
{
    struct sohoa_text *text = sohoa_text_new();
    TessResultIterator *it = text ? TessBaseAPIGetIterator(api) : NULL;
    if (!it)
        return text;
    struct walk w = {.page = page, .words = it, .least = least};
    w.places = TessResultIteratorGetPageIterator(it);
    bool first = true;
    do {
        if (!first && TessPageIteratorIsAtBeginningOf(w.places, RIL_PARA))
            w.block++;
        if (TessPageIteratorIsAtBeginningOf(w.places, RIL_TEXTLINE))
            w.line_open = false;
        first = false;
        if (add_word(&w, text) != 0)
            break; /* over the caps: the page keeps what fits */
    } while (TessResultIteratorNext(it, RIL_WORD));
    TessResultIteratorDelete(it);
    return text;
}
