/* lines_dots.c - takes the marks of a leader out of the letters they touch. Column by column of a
 * mark's box: what reaches up out of it belongs to a letter and ends at the line of writing; what
 * stays inside is the mark's, unless ink on both flanks shows that the bottom of a letter passes
 * through. */
#include "lines_spot.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

static void wipe(const struct spot *s, int x, int from, int to)
{
    if (x < 0 || x >= s->w)
        return;
    for (int y = from < 0 ? 0 : from; y <= to && y < s->h; y++) {
        l_uint32 *line = pixGetData(s->bits) + (size_t)pixGetWpl(s->bits) * (size_t)y;
        CLEAR_DATA_BIT(line, x);
    }
}

/* First and last ink of column x within the box's rows and one more. */
static bool flank(const struct spot *s, int x, int *from, int *to)
{
    int y0 = s->y0 - 1, y1 = s->y1 + 1;
    while (y0 <= y1 && !spot_ink(s, x, y0))
        y0++;
    while (y1 >= y0 && !spot_ink(s, x, y1))
        y1--;
    *from = y0;
    *to = y1;
    return y0 <= y1;
}

static void wipe_mark(const struct spot *s)
{
    int lu = 0, lv = 0, ru = 0, rv = 0;
    bool left = flank(s, s->x0 - 1, &lu, &lv), right = flank(s, s->x1 + 1, &ru, &rv);
    for (int x = s->x0; x <= s->x1; x++) {
        bool up = spot_ink(s, x, s->y0 - 1) && spot_ink(s, x, s->y0 - 2) && spot_ink(s, x, s->y0);
        bool down = spot_ink(s, x, s->y1 + 1) && spot_ink(s, x, s->y1 + 2) && spot_ink(s, x, s->y1);
        double t = (double)(x - s->x0 + 1) / (s->x1 - s->x0 + 2);
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

/* Cuts a dot below a letter off the letter that the mark joined it to. */
static void part_tone(const struct spot *s)
{
    int h = s->y1 - s->y0 + 1, bottom = s->y1, top;
    bool any = true;
    while (any && bottom < s->y1 + h) {
        any = false;
        for (int x = s->x0; x <= s->x1; x++)
            any = any || spot_ink(s, x, bottom + 1);
        bottom += any;
    }
    top = bottom - h - h / 4;
    top = top > s->writing + 2 ? top : s->writing + 2;
    for (int x = s->x0 - h; x <= s->x1 + h; x++)
        wipe(s, x, s->writing + 1, top - 1);
}

void leader_wipe(PIX *bits, const struct leaders *all, const struct leader *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const struct place *p = &all->places[l->first + i];
        struct spot s = spot_of(bits, l, p->x);
        if (!p->alone && s.x0 > 0 && s.y0 > 1 && s.x1 < s.w - 1 && s.y1 < s.h - 2) {
            if (p->tone)
                part_tone(&s);
            else
                wipe_mark(&s);
        }
    }
}
