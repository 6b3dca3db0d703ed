/* code_pictures.h - a place of the page as the reader gets it, in several guises. Pure. */
#ifndef CODE_PICTURES_H
#define CODE_PICTURES_H
#include "code_places.h"

enum guise {
    GUISE_PLAIN,
    GUISE_SHARP, /* twice the size, sharpened: blurred and small modules */
    GUISE_TWICE, /* twice the size */
    GUISE_SOFT,  /* blurred a little: noise, dot patterns, ragged bilevel edges */
    GUISE_HALF,  /* half the size: torn modules, noise */
    GUISE_NEGATIVE,
    GUISE_THIN,   /* four times the size, ink worn away: small modules that have run together */
    GUISE_TURNED, /* by 45 degrees: bars that no level or upright line crosses */
};

enum { PICTURE_MARGIN = 24 };
/* The place as 8 bpp gray, its own copy. NULL: out of memory. */
struct Pix *picture_cut(struct Pix *pix, const struct place *place);
/* Whether the clearest edges of the cut run in two directions, one across the other, as a code's
 * do; those of a round seal or a signature run in all. */
bool picture_square(struct Pix *cut);
/* The cut with PICTURE_MARGIN pixels of white around it: codes need a quiet zone. */
struct Pix *picture_frame(struct Pix *cut);
/* The framed cut in a guise; 8 bpp. ret_map: 2x3, from its pixels to those of the cut. */
struct Pix *picture_guise(struct Pix *framed, enum guise guise, double ret_map[6]);
#endif
