/* colour.h - the parts of prep_colour: where round seals and signatures are, and paling their ink.
 * Pure functions, any thread. */
#ifndef COLOUR_H
#define COLOUR_H
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

enum ink { INK_RED, INK_BLUE, INKS };

/* What stands in coloured ink on something else: box in pixels of the image. */
struct spot {
    enum ink ink;
    BOX *box; /* owned by whoever holds the spot */
};
enum { SPOTS_MAX = 32 };

/* Round seals in red, large pen strokes in blue, at most SPOTS_MAX. The number; -1: no memory. */
int colour_find(PIX *image, double dpi, struct spot *ret);
/* Brings the ink within the spot up to the paper; black under it stays as dark as it was, ink of
 * another colour stays. */
void colour_pale(PIX *image, const struct spot *spot);
#endif
