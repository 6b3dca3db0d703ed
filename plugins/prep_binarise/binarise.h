/* binarise.h - the parts of prep_binarise. Pure functions, any thread. */
#ifndef BINARISE_H
#define BINARISE_H
#include "sohoa_plugin.h"

/* A plane of gray bytes; x right, y down. An 8 bpp picture is lent as it is (in_words), others are
 * made plain: a row of pix is then w bytes in order. Freed with pixDestroy(&pix). */
struct plane {
    struct Pix *pix;
    int w, h;
    bool in_words;
};

/* Gray of an 8 or 32 bpp image. pix NULL: no memory. */
struct plane binarise_gray(struct Pix *image);
/* A row in order; room: at least w + 3 bytes, where it is made if the plane has it otherwise. */
const uint8_t *binarise_row(const struct plane *plane, int y, uint8_t *room);

/* Half the width and height, each pixel the mean of four. False, and the plane left as it is: it
 * has one row or column, or there is no memory. */
bool binarise_halve(struct plane *plane);

/* True when the plane holds next to nothing between black and white: a bilevel scan that came with
 * something drawn over it. */
bool binarise_is_bilevel(const struct plane *plane);

/* 1-bit image of the plane, ink black, by a threshold that follows the paper; or, steep over 0, an
 * 8-bit one whose levels are 128 at the threshold, below it ink, and `steep` times as far from it
 * as in the plane. NULL: no memory. */
struct Pix *binarise_threshold(const struct plane *plane, double k, int steep);

/* What a tile of the plane holds: n pixels, their sum and squares, and the darkest, which
 * is looked for in even rows and columns of tiles only. */
struct tile {
    uint32_t n, sum, squares;
    uint8_t least;
};

/* How dark, as a share of the paper around it, ink must at least be on a page whose paper is
 * printed all over with something paler than its text (waves of a certificate, print that shows
 * through); 1: the page has none. */
double binarise_ground(const struct tile *tiles, int cols, int rows);
/* The paper around a tile: the brightest mean of it and its neighbours. */
double binarise_paper(const struct tile *tiles, int cols, int rows, int c, int r);

/* The plane enlarged, linearly between its pixels, in place. False: no memory, plane untouched. */
bool binarise_grow(struct plane *plane, double scale);
#endif
