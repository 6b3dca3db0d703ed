/* digits.h - a second reading of numbers: a word's glyphs cut out (digits_cut.c), each classified
 * (digits_classify.c with digits_weights.c). Pure functions. */
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

/* One hidden layer (rectified), softmax; trained by bench/digits. */
struct digits_net {
    float hidden[DIGITS_HIDDEN][DIGITS_INPUTS + 1]; /* the last is the bias */
    float out[DIGITS_CLASSES][DIGITS_HIDDEN + 1];
};
/* Fills the net with the weights of digits_weights.c. [any] */
void digits_net_load(struct digits_net *ret);
/* The likeliest class and its probability. [any] */
int digits_classify(const struct digits_net *net, const float ink[DIGITS_INPUTS],
                    float *ret_probability);

/* Weights as printable characters, a whole number from -44 to 45 each, and a scale a row. */
extern const char digits_alphabet[];
extern const char *const digits_hidden_rows[DIGITS_HIDDEN];
extern const float digits_hidden_scales[DIGITS_HIDDEN][2]; /* of the weights; the bias itself */
extern const char *const digits_out_rows[DIGITS_CLASSES];
extern const float digits_out_scales[DIGITS_CLASSES][2];
#endif
