/* photo.h - the parts of prep_photo: a small picture, the sheet's outline in it, the straightened
 * sheet. Pure functions, any thread. */
#ifndef PHOTO_H
#define PHOTO_H
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

/* The darkest channel of each cell x cell pixels: white paper is bright in it, wood and skin are
 * not. */
struct thumb {
    uint8_t *cells;
    int w, h, cell;
    int paper; /* what a quarter of the cells exceed */
};
/* false: no memory. depth 8 or 32. The caller frees cells. */
bool photo_thumb(PIX *image, struct thumb *ret);

struct point {
    double x, y;
};
/* The corners of a sheet that lies on something darker, clockwise from the top left, in pixels of
 * the image; false where that is not plain. scaled: the picture tells its resolution, as scanners'
 * do; then a rectangle is a scanned sheet on a dark lid and no photograph. */
bool photo_outline(const struct thumb *thumb, bool scaled, struct point ret[4]);

/* The map that takes the rectangle 0..w x 0..h to the corners, row by row, last member 1. */
void photo_map(const struct point corner[4], double w, double h, double ret[9]);
/* The picture of w x h pixels that the map takes to the image; NULL: no memory. */
PIX *photo_flatten(PIX *image, const double map[9], int w, int h);
#endif
