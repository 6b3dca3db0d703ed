/* lines_wipe.c - takes a rule out of the picture column by column (for an upright one row by row).
 * Where the ink goes on to both sides of the rule a stroke crosses it, and the column stays; where
 * it goes on to one side a stroke ends on it, and is cut at the rule's edge. */
#include "lines.h"

#include <leptonica/allheaders.h>
#include <math.h>

struct canvas {
    PIX *bits;
    int along, across; /* pixels in both directions */
    bool upright;
};

static bool ink_at(const struct canvas *c, int along, int across)
{
    int x = c->upright ? across : along, y = c->upright ? along : across;
    const l_uint32 *line = pixGetData(c->bits) + (size_t)pixGetWpl(c->bits) * (size_t)y;
    return across >= 0 && across < c->across && GET_DATA_BIT(line, x);
}

static void clear(const struct canvas *c, int along, int from, int to)
{
    for (int across = from; across <= to; across++) {
        int x = c->upright ? across : along, y = c->upright ? along : across;
        l_uint32 *line = pixGetData(c->bits) + (size_t)pixGetWpl(c->bits) * (size_t)y;
        CLEAR_DATA_BIT(line, x);
    }
}

/* The stretch of ink at `along` that holds the place nearest to `at`, within `reach`. */
static bool stretch_at(const struct canvas *c, int along, int at, int reach, int limit, int *from,
                       int *to)
{
    int start = at, step = 0;
    while (step <= reach && !ink_at(c, along, start)) {
        step++;
        start = at + (step % 2 ? (step + 1) / 2 : -(step / 2));
    }
    if (step > reach)
        return false;
    *from = *to = start;
    while (*from > at - limit && ink_at(c, along, *from - 1))
        (*from)--;
    while (*to < at + limit && ink_at(c, along, *to + 1))
        (*to)++;
    return true;
}

void rule_wipe(PIX *bits, const struct rule *r)
{
    int w = pixGetWidth(bits), h = pixGetHeight(bits);
    struct canvas c = {.bits = bits, .upright = r->upright};
    c.along = r->upright ? h : w;
    c.across = r->upright ? w : h;
    double half = fmax(0, r->thick - 1) / 2, drift = 0;
    int reach = (int)(half + 2.5), limit = (int)(half + 8);
    const double slack = 1.2 + 0.15 * r->thick;
    int from = (int)fmax(0, r->from - 2), to = (int)fmin(c.along, r->to + 2);
    for (int i = from; i < to; i++) {
        double centre = rule_at(r, i) + drift;
        int at = (int)lround(centre), u, v;
        if (at < 1 || at >= c.across - 1 || !stretch_at(&c, i, at, reach, limit, &u, &v))
            continue;
        bool before = centre - half - u > slack, behind = v - centre - half > slack;
        if (!before && !behind)
            drift += fmax(-0.5, fmin(0.5, ((u + v) / 2.0 - centre) * 0.1));
        if (!before || !behind)
            clear(&c, i, before ? (int)lround(centre - half) : u,
                  behind ? (int)lround(centre + half) : v);
    }
}
