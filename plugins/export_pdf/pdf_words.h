/* pdf_words.h - the recognised words of a page as invisible text over its picture. */
#ifndef PDF_WORDS_H
#define PDF_WORDS_H
#include "pdf_glyphs.h"

/* Bytes that grow; all zero = empty. */
struct pdf_buffer {
    char *data;
    size_t size, room;
    bool failed;
};
void pdf_add(struct pdf_buffer *b, const void *data, size_t size);
void pdf_addf(struct pdf_buffer *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds the words in pixels of the master raster, y upwards from its foot: each as wide and as high
 * as its box, running the way it is read. Words follow each other with blanks, so that phrases are
 * found. Nothing without words. */
void pdf_words(struct pdf_buffer *b, struct pdf_font *font, const struct sohoa_page_view *view);
#endif
