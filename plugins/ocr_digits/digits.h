/* digits.h - a second reading of numbers: a word's glyphs cut out (digits_cut.c), each classified
 * (digits_weights.c). Pure functions. */
#ifndef DIGITS_H
#define DIGITS_H
#include "sohoa_plugin.h"

enum {
    DIGITS_COLUMNS = 16, /* a glyph as it is classified */
    DIGITS_ROWS = 24,
    DIGITS_INPUTS = DIGITS_COLUMNS * DIGITS_ROWS,
    DIGITS_HIDDEN = 48,
    DIGITS_OTHER = 10, /* class: no figure */
    DIGITS_CLASSES = 11,
    DIGITS_GLYPHS_MAX = 48,
};

/* A glyph's place in a bilevel picture of one word. */
struct digits_glyph {
    int x, y, w, h;
};
/* The tall glyphs of a word from left to right: broken ones joined, touching ones parted; dots,
 * commas and hyphens are none. Returns how many, 0 when there is no order in it. [any] */
int digits_cut(struct Pix *word, struct digits_glyph ret[DIGITS_GLYPHS_MAX]);
/* Ink, 0..1, of a glyph in its frame: as high as the frame, in the middle. [any] */
void digits_sample(struct Pix *word, const struct digits_glyph *glyph, float ret[DIGITS_INPUTS]);

extern const struct sohoa_net_text digits_weights; /* trained by bench/digits */
#endif
