/* lines_wipe.c - takes a rule out of the picture column by column (for an upright one row by row).
 * Where the ink goes on to both sides of the rule a stroke crosses it, and the column stays; where
 * it goes on to one side a stroke ends on it, and is cut at the rule's edge. */
#include "lines.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

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

/* The ink of one column that the rule passes through. */
struct column {
    int from, to;      /* first and last of it; to < from: none */
    float over, under; /* by how much it goes on beyond the rule's edges */
};

/* Measures the columns from `from` to `to`, following the rule where it wanders. */
static void measure(const struct canvas *c, const struct rule *r, int from, int to,
                    struct column *columns)
{
    double half = fmax(0, r->thick - 1) / 2, drift = 0;
    int reach = (int)(half + 2.5), limit = (int)(half + 8 + r->thick);
    for (int i = from; i < to; i++) {
        double centre = rule_at(r, i) + drift;
        int at = (int)lround(centre);
        struct column *k = &columns[i - from];
        *k = (struct column){.from = 1, .to = 0};
        if (at < 1 || at >= c->across - 1 || !stretch_at(c, i, at, reach, limit, &k->from, &k->to))
            continue;
        k->over = (float)(centre - half - k->from);
        k->under = (float)(k->to - centre - half);
        if (k->over < 1.5 && k->under < 1.5)
            drift += fmax(-0.5, fmin(0.5, ((k->from + k->to) / 2.0 - centre) * 0.1));
    }
}

/* Three columns side by side that reach beyond the rule by as much: ink of a letter, where one
 * alone is the rule's rough edge. */
static bool reaches(const struct column *columns, int count, int i, bool over, float by)
{
    int run = 0;
    for (int k = i > 2 ? i - 2 : 0; k <= i + 2 && k < count; k++) {
        bool beyond =
            columns[k].to >= columns[k].from && (over ? columns[k].over : columns[k].under) >= by;
        run = beyond ? run + 1 : 0;
        if (run >= 3 && k >= i)
            return true;
    }
    return false;
}

/* Columns from i on that bulge below the rule by a pixel or two: 0 when there are none, or too many
 * for a dot below a letter, of which the rule covers the rest. */
static int bulge(const struct column *columns, int count, int i, double thick)
{
    int n = 0;
    float deepest = 0;
    while (i + n < count && columns[i + n].to >= columns[i + n].from &&
           columns[i + n].under >= 1.3f) {
        deepest = fmaxf(deepest, columns[i + n].under);
        n++;
    }
    return n >= 3 && n <= 6 + 1.5 * thick && deepest < 4 + 0.2 * thick ? n : 0;
}

/* Leaves in a bulge of n columns as much ink as makes it round, or joins it to what stands above.
 */
static void keep_bulge(const struct canvas *c, int along, const struct column *columns, int n,
                       float sure)
{
    bool stands = false;
    for (int i = 0; i < n; i++)
        stands = stands || columns[i].over >= sure;
    for (int i = 0; i < n && !stands; i++)
        clear(c, along + i, columns[i].from, columns[i].to - n);
}

void rule_wipe(PIX *bits, const struct rule *r)
{
    int w = pixGetWidth(bits), h = pixGetHeight(bits);
    struct canvas c = {.bits = bits, .upright = r->upright};
    c.along = r->upright ? h : w;
    c.across = r->upright ? w : h;
    int from = (int)fmax(0, r->from - 2), to = (int)fmin(c.along, r->to + 2), count = to - from;
    struct column *columns = count > 0 ? calloc((size_t)count, sizeof *columns) : NULL;
    if (!columns)
        return;
    measure(&c, r, from, to, columns);
    const float sure = (float)(1.7 + 0.15 * r->thick), little = 0.9f;
    const double half = fmax(0, r->thick - 1) / 2;
    for (int i = 0; i < count; i++) {
        const struct column *k = &columns[i];
        int n = r->upright ? 0 : bulge(columns, count, i, r->thick);
        if (n > 0) {
            keep_bulge(&c, from + i, k, n, sure);
            i += n - 1;
            continue;
        }
        if (k->to < k->from)
            continue;
        bool over = k->over >= sure, under = k->under >= sure;
        bool dot = k->over + k->under >= sure && reaches(columns, count, i, true, little) &&
                   reaches(columns, count, i, false, little);
        if ((over && under) || dot)
            continue; /* a stroke that crosses it, a dot below a letter that it cuts */
        double middle = ((double)k->from + k->over + k->to - k->under) / 2;
        clear(&c, from + i, over ? (int)lround(middle - half) : k->from,
              under ? (int)lround(middle + half) : k->to);
    }
    free(columns);
}
