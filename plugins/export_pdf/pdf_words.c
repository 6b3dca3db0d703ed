/* pdf_words.c - see pdf_words.h. Text render mode 3 (ISO 32000-1, 9.3.6): neither filled nor
 * stroked. The font's glyphs are one em high, so the size of the font is the word's height, and the
 * horizontal scaling gives its width. Words follow by steps from the one before, in whole pixels:
 * that deflates best. */
#include "pdf_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

void pdf_add(struct pdf_buffer *b, const void *data, size_t size)
{
    if (b->size + size > b->room) {
        size_t room = b->room ? b->room : 4096;
        while (room < b->size + size)
            room *= 2;
        char *more = b->failed ? NULL : realloc(b->data, room);
        if (!more) {
            b->failed = true;
            return;
        }
        b->data = more;
        b->room = room;
    }
    if (size)
        memcpy(b->data + b->size, data, size);
    b->size += size;
}

void pdf_addf(struct pdf_buffer *b, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pdf_add(b, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

/* A glyph's two bytes in a literal string. */
static void add_glyph(struct pdf_buffer *b, uint16_t glyph)
{
    const unsigned char bytes[2] = {(unsigned char)(glyph >> 8), (unsigned char)glyph};
    for (size_t i = 0; i < 2; i++) {
        if (bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '\\')
            pdf_add(b, "\\", 1);
        if (bytes[i] == '\r')
            pdf_add(b, "\\r", 2);
        else
            pdf_add(b, &bytes[i], 1);
    }
}

static size_t add_string(struct pdf_buffer *b, struct pdf_font *font, const char *text)
{
    size_t letters = 0;
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    while (*p) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate(p, -1, &c);
        p += n > 0 ? n : 1;
        uint16_t glyph = pdf_font_glyph(font, n > 0 ? (uint32_t)c : 0xFFFD);
        if (!glyph)
            continue;
        add_glyph(b, glyph);
        letters++;
    }
    return letters;
}

#define BELOW 0.2 /* of a word's height lies below the line of writing, as the font says */

struct way { /* how a page's text runs on its raster, y upwards; which corner it starts from */
    int along_x, along_y, up_x, up_y;
    bool right, top;
};
static struct way way_of(uint32_t rotated)
{
    static const struct way ways[] = {{1, 0, 0, 1, false, false},
                                      {0, -1, 1, 0, false, true},
                                      {-1, 0, 0, -1, true, true},
                                      {0, 1, -1, 0, true, false}};
    return ways[rotated / 90 % 4];
}

struct pen { /* where the last word began, along the text and up from it; the font's size */
    long along, up, size;
};

static void add_word(struct pdf_buffer *b, struct pdf_font *font, const struct sohoa_word *word,
                     const struct way *way, uint32_t height, struct pen *pen)
{
    struct sohoa_box box = word->box;
    struct pdf_buffer string = {0};
    size_t letters = add_string(&string, font, word->text);
    (void)add_string(&string, font, " ");
    long length = way->along_x ? box.w : box.h, high = way->along_x ? box.h : box.w;
    length = length > 1 ? length : 1;
    high = high > 1 ? high : 1;
    long x = box.x + (way->right ? box.w : 0);
    long y = (long)height - box.y - (way->top ? 0 : box.h);
    long along = x * way->along_x + y * way->along_y, up = x * way->up_x + y * way->up_y;
    up += lround(BELOW * (double)high);
    double scale =
        100.0 * (double)length / (PDF_GLYPH_WIDTH * (double)(letters ? letters : 1) * (double)high);
    char percent[40];
    (void)pdf_number(percent, sizeof percent, scale, scale < 100 ? 1 : 0);
    if (high != pen->size)
        pdf_addf(b, "/F %ld Tf ", high);
    pdf_addf(b, "%s Tz %ld %ld Td(", percent, along - pen->along, up - pen->up);
    pdf_add(b, string.data, string.size);
    pdf_add(b, ")Tj\n", 4);
    *pen = (struct pen){along, up, high};
    b->failed = b->failed || string.failed;
    free(string.data);
}

void pdf_words(struct pdf_buffer *b, struct pdf_font *font, const struct sohoa_page_view *view)
{
    size_t count = sohoa_text_words(view->text);
    struct way way = way_of(view->rotated);
    if (count == 0)
        return;
    struct pen pen = {0};
    pdf_addf(b, "BT 3 Tr %d %d %d %d 0 0 Tm\n", way.along_x, way.along_y, way.up_x, way.up_y);
    for (size_t i = 0; i < count; i++) {
        struct sohoa_word word = sohoa_text_word(view->text, i);
        add_word(b, font, &word, &way, view->height, &pen);
    }
    pdf_addf(b, "ET\n");
}
