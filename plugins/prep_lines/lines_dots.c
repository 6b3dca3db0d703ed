/* lines_dots.c - takes the marks of a leader out of the letters they touch. Column by column of a
 * mark's box: what reaches up out of it belongs to a letter and ends at the line of writing; what
 * stays inside is the mark's, unless ink on both flanks shows that the bottom of a letter passes
 * through. */
#include "lines.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

struct spot {
    PIX *bits;
    int w, h;           /* of the page */
    int x0, x1, y0, y1; /* the mark's box; x1, y1 its last pixels */
    int writing;        /* last row of letters that stand on the line */
};

static bool at(const struct spot *s, int x, int y)
{
    const l_uint32 *line = pixGetData(s->bits) + (size_t)pixGetWpl(s->bits) * (size_t)y;
    return x >= 0 && y >= 0 && x < s->w && y < s->h && GET_DATA_BIT(line, x);
}

static void wipe(const struct spot *s, int x, int from, int to)
{
    for (int y = from < 0 ? 0 : from; y <= to && y < s->h; y++) {
        l_uint32 *line = pixGetData(s->bits) + (size_t)pixGetWpl(s->bits) * (size_t)y;
        CLEAR_DATA_BIT(line, x);
    }
}

/* First and last ink of column x within the box's rows and one more. */
static bool flank(const struct spot *s, int x, int *from, int *to)
{
    int y0 = s->y0 - 1, y1 = s->y1 + 1;
    while (y0 <= y1 && !at(s, x, y0))
        y0++;
    while (y1 >= y0 && !at(s, x, y1))
        y1--;
    *from = y0;
    *to = y1;
    return y0 <= y1;
}

/* Last row of something as small as the mark that hangs below it: a dot below a letter, bridged
 * to its letter by the mark. -1: what goes on below is a stroke. */
static int hanging(const struct spot *s)
{
    int w = s->x1 - s->x0 + 1, h = s->y1 - s->y0 + 1, y = s->y1 + 1;
    int left = s->x0 - w / 2 - 1, right = s->x1 + w / 2 + 1;
    for (; y <= s->y1 + h + h / 2; y++) {
        bool any = false;
        for (int x = left + 1; x < right; x++)
            any = any || at(s, x, y);
        if (!any)
            return y - 1;
        if ((at(s, left, y) && at(s, left + 1, y)) || (at(s, right, y) && at(s, right - 1, y)))
            return -1;
    }
    return -1;
}

static void wipe_mark(const struct spot *s)
{
    int below = hanging(s), top = below - (s->y1 - s->y0 + 1);
    int lu = 0, lv = 0, ru = 0, rv = 0;
    bool left = flank(s, s->x0 - 1, &lu, &lv), right = flank(s, s->x1 + 1, &ru, &rv);
    for (int x = s->x0; x <= s->x1; x++) {
        bool up = at(s, x, s->y0 - 1) && at(s, x, s->y0 - 2) && at(s, x, s->y0);
        bool down = at(s, x, s->y1 + 1) && at(s, x, s->y1 + 2) && at(s, x, s->y1);
        double t = (double)(x - s->x0 + 1) / (s->x1 - s->x0 + 2);
        if (up && down && below >= 0 && s->writing < below - 2) {
            int from = s->writing > s->y0 - 1 ? s->writing + 1 : s->y0 - 1;
            wipe(s, x, from, top > from ? top : from);
            continue;
        }
        if (up && down)
            continue; /* a stroke that goes through */
        if (up) {
            int end = s->writing > s->y0 - 1 ? s->writing : s->y0 - 1;
            wipe(s, x, end + 1, s->y1 + 1);
        } else if (down) {
            wipe(s, x, s->y0 - 1, s->y1);
        } else if (left && right) {
            wipe(s, x, s->y0 - 1, (int)lround(lu + (ru - lu) * t) - 1);
            wipe(s, x, (int)lround(lv + (rv - lv) * t) + 1, s->y1 + 1);
        } else {
            wipe(s, x, s->y0 - 1, s->y1 + 1);
        }
    }
}

enum { DEPTH_MAX = 64 };

/* The row, relative to the marks' centres, on which most letters end between the marks. */
static int writing_line(PIX *bits, const struct leaders *all, const struct leader *l, int reach)
{
    int votes[2 * DEPTH_MAX + 1] = {0}, best = 0, most = 0;
    struct spot s = {.bits = bits, .w = pixGetWidth(bits), .h = pixGetHeight(bits)};
    for (uint32_t i = 0; i < l->count; i++) {
        const struct place *p = &all->places[l->first + i];
        if (p->alone)
            continue;
        for (double x = p->x + l->w / 2 + 1.5; x <= p->x + l->pitch - l->w / 2 - 1.5; x++) {
            int centre = (int)lround(l->at + l->slope * x), y = centre + reach;
            while (y > centre - reach && !(at(&s, (int)x, y) && !at(&s, (int)x, y + 1)))
                y--;
            if (y > centre - reach)
                votes[y - centre + DEPTH_MAX]++;
        }
    }
    for (int i = 1; i < 2 * DEPTH_MAX; i++) {
        int sum = votes[i - 1] + 2 * votes[i] + votes[i + 1];
        if (sum > most) {
            most = sum;
            best = i - DEPTH_MAX;
        }
    }
    return most ? best : (int)(l->h / 2);
}

void leader_wipe(PIX *bits, const struct leaders *all, const struct leader *l, double mm)
{
    int reach = (int)fmin(DEPTH_MAX - 1, 1.2 * mm);
    int writing = writing_line(bits, all, l, reach);
    struct spot s = {.bits = bits, .w = pixGetWidth(bits), .h = pixGetHeight(bits)};
    for (uint32_t i = 0; i < l->count; i++) {
        const struct place *p = &all->places[l->first + i];
        double y = l->at + l->slope * p->x;
        if (p->alone || p->tone)
            continue;
        s.x0 = (int)lround(p->x - (l->w - 1) / 2);
        s.x1 = (int)lround(p->x + (l->w - 1) / 2);
        s.y0 = (int)lround(y - (l->h - 1) / 2);
        s.y1 = (int)lround(y + (l->h - 1) / 2);
        s.writing = (int)lround(y) + writing;
        if (s.x0 > 0 && s.y0 > 1 && s.x1 < s.w - 1 && s.y1 < s.h - 2)
            wipe_mark(&s);
    }
}
