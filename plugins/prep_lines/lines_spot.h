/* lines_spot.h - the surroundings of one mark of a leader. */
#ifndef LINES_SPOT_H
#define LINES_SPOT_H
#include "lines.h"

#include <leptonica/allheaders.h>
#include <math.h>

struct spot {
    PIX *bits;
    int w, h;           /* of the page */
    int x0, x1, y0, y1; /* the mark's box; x1, y1 its last pixels */
    int writing;        /* last row of letters that stand on the line */
};

static inline bool spot_ink(const struct spot *s, int x, int y)
{
    return x >= 0 && y >= 0 && x < s->w && y < s->h &&
           GET_DATA_BIT(pixGetData(s->bits) + (size_t)pixGetWpl(s->bits) * (size_t)y, x);
}

static inline struct spot spot_of(PIX *bits, const struct leader *l, double x)
{
    double y = l->at + l->slope * x;
    struct spot s = {.bits = bits, .w = pixGetWidth(bits), .h = pixGetHeight(bits)};
    s.x0 = (int)lround(x - (l->w - 1) / 2);
    s.x1 = (int)lround(x + (l->w - 1) / 2);
    s.y0 = (int)lround(y - (l->h - 1) / 2);
    s.y1 = (int)lround(y + (l->h - 1) / 2);
    s.writing = (int)lround(y) + l->writing;
    return s;
}
#endif
