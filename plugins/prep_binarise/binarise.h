/* binarise.h - the parts of prep_binarise. Pure functions, any thread. */
#ifndef BINARISE_H
#define BINARISE_H
#include "sohoa_plugin.h"

/* A plain plane of gray bytes, row after row; x right, y down. Freed with free(pixels). */
struct plane {
    uint8_t *pixels;
    int w, h;
};

/* Gray of an 8 or 32 bpp image. pixels NULL: no memory. */
struct plane binarise_gray(struct Pix *image);

/* Half the width and height, each pixel the mean of four. In place; a plane of one row or column
 * is left as it is and answers false. */
bool binarise_halve(struct plane *plane);

/* True when the plane holds next to nothing between black and white: a bilevel scan that came with
 * something drawn over it. */
bool binarise_is_bilevel(const struct plane *plane);

/* 1-bit image of the plane, ink black, by a threshold that follows the paper; or, steep over 0, an
 * 8-bit one whose levels are 128 at the threshold, below it ink, and `steep` times as far from it
 * as in the plane. NULL: no memory. */
struct Pix *binarise_threshold(const struct plane *plane, double k, int steep);

/* The plane enlarged, linearly between its pixels, in place. False: no memory, plane untouched. */
bool binarise_grow(struct plane *plane, double scale);
#endif
