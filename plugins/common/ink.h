/* ink.h - a bilevel picture taken apart into runs and blobs. Lengths are its pixels. One picture at
 * a time: whoever holds the structs may change them. */
#ifndef INK_H
#define INK_H
#include "sohoa_plugin.h"

/* A level stretch of ink: row y, columns x0 to x1 - 1, part of blob `blob`. */
struct run {
    int32_t y, x0, x1;
    uint32_t blob;
};

/* Ink that hangs together (8 neighbours). */
struct blob {
    int32_t x0, y0, x1, y1; /* x1, y1: behind the last */
    uint32_t area;
    bool gone; /* to be wiped out whole */
};

struct ink {
    struct run *runs; /* by row, then column */
    struct blob *blobs;
    size_t run_count, blob_count;
};

/* One bit a pixel of an 8 bpp picture: ink where it is below 128. NULL: no memory. */
struct Pix *ink_dark(struct Pix *gray);
/* OK; END when the picture holds more marks than a page of print (noise: leave it alone);
 * BAD_PAGE: no memory. */
int ink_of(struct Pix *bits, struct ink *ret_ink);
/* Numbers the blobs of runs that stand by row and column, and measures them. OK or BAD_PAGE. */
int ink_join(struct ink *ink);
void ink_free(struct ink *ink);
/* Clears the runs of blobs that are `gone`. */
void ink_wipe(const struct ink *ink, struct Pix *bits);
#endif
