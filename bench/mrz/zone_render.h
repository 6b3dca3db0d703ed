/* zone_render.h - lines of characters as scanners and cameras see them, for training and testing
 * the reader of machine-readable zones. One thread. */
#ifndef ZONE_RENDER_H
#define ZONE_RENDER_H
#include "../../plugins/code_mrz/zone.h"
#include "../training/chance.h"

#include <leptonica/allheaders.h>

/* How hard the picture is made: 0 clean print, 1 as bad as is still read. */
struct zone_drawn {
    PIX *pix;             /* 8 bpp, or 1 bpp where it was thresholded */
    double x, y;          /* middle of the first character */
    double ux, uy;        /* along the line */
    double pitch, height; /* pixels; height of capitals */
};
/* Draws count characters of UTF-8 text (each one byte) in the Pango family. Every character stands
 * in the middle of its room. */
struct zone_drawn zone_draw(struct chance *chance, const char *family, const char *text,
                            double hardness);
/* Families to draw with: those installed of a list; NULL ends. fixed: of one width only. */
const char *const *zone_families(bool held_out);
#endif
