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

/* Pixels of the image to half a millimetre, at least one. */
int colour_cell(double dpi);

/* The light that fell on each part of the page. The caller frees it; NULL: no memory. */
struct light;
struct light *light_of(PIX *image, int cell);
void light_free(struct light *light);
/* The pixel as it would be on white paper in good light; what is taken of a gray there. */
l_uint32 light_evened(const struct light *light, int x, int y, l_uint32 p);
l_uint32 light_taken(const struct light *light, int x, int y, uint8_t gray);

/* Round seals in red, large pen strokes in blue, at most SPOTS_MAX. The number; -1: no memory. */
int colour_find(PIX *image, double dpi, const struct light *light, struct spot *ret);
/* The box of what was signed across the seal, from cells that are blue or nearly so; the caller
 * frees it. NULL: nothing, or no memory. */
BOX *colour_signature(PIX *bluish, int cell, BOX *seal);
/* Brings the ink within the spot up to the paper; black under it stays as dark as it was, ink of
 * another colour stays. */
void colour_pale(PIX *image, const struct light *light, const struct spot *spot);

/* The colour picture in 8 bpp, weighed as prep_binarise does: red more than the eye gives it, so
 * that a red seal pales over the black print under it, but stays readable itself. NULL: no memory.
 */
PIX *colour_to_gray(PIX *image);

/* The least of 256 levels that, with all below it, holds that share of the counted; 255: none was
 * counted. */
int colour_level(const size_t *histogram, double share);

/* Brightness of a gray page: its paper, and between which a seal's ink lies. */
struct tones {
    int paper, from, to;
};
/* False: the page has too little contrast to tell. */
bool gray_tones(PIX *image, struct tones *ret);
/* Sets in ret the square cells, `cell` pixels wide, that hold such ink and no black. The number;
 * -1: no memory. */
int gray_cells(PIX *image, const struct tones *tones, int cell, PIX *ret);
/* The same as colour_find for the seals of a gray page. */
int gray_find(PIX *image, double dpi, const struct tones *tones, struct spot *ret);
/* The same as colour_pale, in the ellipse of the spot. */
void gray_pale(PIX *image, const struct tones *tones, const struct spot *spot);
#endif
