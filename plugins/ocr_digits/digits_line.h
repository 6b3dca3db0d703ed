/* digits_line.h - a number read along its line without being cut: a net looks through a window at
 * every step of the line and says which figure stands in its middle, or that none does; then the
 * figures are those of a row at one pace that fits best. So print that falls to pieces, touches or
 * stands on the dots of a leader is read as a whole. Pure functions. */
#ifndef DIGITS_LINE_H
#define DIGITS_LINE_H
#include "sohoa_plugin.h"

enum {
    DIGITS_LINE_ROWS = 24, /* of a window, in cells */
    DIGITS_LINE_TALL = 20, /* of them a figure is tall; it stands in the middle */
    DIGITS_LINE_COLUMNS = 20,
    DIGITS_LINE_INPUTS = DIGITS_LINE_ROWS * DIGITS_LINE_COLUMNS, /* column by column */
    DIGITS_LINE_HIDDEN = 160,
    DIGITS_LINE_NONE = 10, /* class: no figure stands in the middle */
    DIGITS_LINE_CLASSES = 11,
    DIGITS_LINE_CELLS_MAX = 640, /* of a strip, from left to right */
    DIGITS_LINE_FIGURES_MAX = 16,
};

/* Where the figures of a line stand in its picture: pixels. */
struct digits_line_place {
    double top; /* of the figures at x = 0 */
    double slope, height;
};
/* A line in cells, ink 0..1 where its tone is 1, column by column. */
struct digits_strip {
    int columns;
    float ink[DIGITS_LINE_CELLS_MAX * DIGITS_LINE_ROWS];
};
/* Figures from left to right. */
struct digits_string {
    char text[DIGITS_LINE_FIGURES_MAX + 1];
    float costs[DIGITS_LINE_FIGURES_MAX][10]; /* -ln p of every figure at every place */
    float cost;                               /* of the whole, a place */
    float from, to; /* middles of the first and the last, columns of the strip */
};

/* Finds the figures' height by the tall pieces of ink between `left` and `right` and from `rim` to
 * the same above the picture's lower edge. False: there are none. [any] */
bool digits_line_find(struct Pix *bits, int rim, int left, int right,
                      struct digits_line_place *ret);
/* The picture (8 bpp) from x `left` to `right`, tone: see digits_tone. [any] */
void digits_line_strip(struct Pix *gray, int tone, const struct digits_line_place *place,
                       double left, double right, struct digits_strip *ret);
/* The `count` figures at one pace that fit best. False: the strip is too short. [any] */
bool digits_line_read(const struct sohoa_net *net, const struct digits_strip *strip, int count,
                      struct digits_string *ret);

extern const struct sohoa_net_text digits_line_weights; /* trained by bench/digits */
#endif
