/* zone_render.h - lines of characters as scanners and cameras see them, for training and testing
 * the reader of machine-readable zones. One thread. */
#ifndef ZONE_RENDER_H
#define ZONE_RENDER_H
#include "../../plugins/code_mrz/zone.h"

#include <leptonica/allheaders.h>

struct zone_chance { /* SplitMix64 */
    uint64_t state;
};
uint64_t zone_chance_next(struct zone_chance *chance);
double zone_chance_real(struct zone_chance *chance, double low, double high);
int zone_chance_int(struct zone_chance *chance, int low, int high); /* both included */

/* How hard the picture is made: 0 clean print, 1 as bad as is still read. */
struct zone_drawn {
    PIX *pix;             /* 8 bpp, or 1 bpp where it was thresholded */
    double x, y;          /* middle of the first character */
    double ux, uy;        /* along the line */
    double pitch, height; /* pixels; height of capitals */
};
/* Draws count characters of UTF-8 text (each one byte) in the Pango family. Every character stands
 * in the middle of its room. */
struct zone_drawn zone_draw(struct zone_chance *chance, const char *family, const char *text,
                            double hardness);
/* Families to draw with: those installed of a list; NULL ends. fixed: of one width only. */
const char *const *zone_families(bool held_out);
#endif
