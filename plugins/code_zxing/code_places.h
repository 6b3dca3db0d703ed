/* code_places.h - where on a page a code may stand. Pure, any thread. */
#ifndef CODE_PLACES_H
#define CODE_PLACES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Pix;

enum { PLACES_MAX = 16 };

struct place {
    int x, y, w, h; /* pixels of the picture, quiet zone included */
    int windows;    /* how many windows of about 5 mm look like a code: its weight */
    int solid;      /* how much of it they fill: 0 read it once, 1 look twice, 2 be sure */
};

/* Finds what has the texture of a code: half ink, many changes, little paper between lines. pix: 1,
 * 8 or 32 bpp, step: pixels a third of a millimetre wide, at least 1. The heaviest first. Returns
 * how many, -1: out of memory. */
int places_find(struct Pix *pix, int step, struct place ret[PLACES_MAX]);
#endif
