/* lines_tones.c - which marks of a leader fell on a dot below a letter. The marks that stand alone
 * show how a mark looks; a dot below a letter that one fell on shows as ink around it where marks
 * have none, small all together, with a letter above. */
#include "lines_spot.h"

#include <string.h>

enum { DEPTH_MAX = 64, LOOK_MAX = 48, SIDE = 2 * LOOK_MAX + 1 };

/* How often each pixel around a mark's middle is ink, in marks that stand alone. */
struct look {
    int rx, ry; /* it reaches from -rx to rx, -ry to ry */
    uint32_t count[SIDE][SIDE], marks;
    double area; /* of a mark, pixels */
};

static void learn_look(PIX *bits, const struct ink *ink, const struct leaders *all,
                       const struct leader *l, struct look *look)
{
    *look = (struct look){.rx = (int)(l->w * 1.2 + 2), .ry = (int)(l->h * 1.2 + 2)};
    look->rx = look->rx < LOOK_MAX ? look->rx : LOOK_MAX;
    look->ry = look->ry < LOOK_MAX ? look->ry : LOOK_MAX;
    for (uint32_t i = 0; i < l->count; i++) {
        const struct place *p = &all->places[l->first + i];
        struct spot s = spot_of(bits, l, p->x);
        int x = (int)lround(p->x), y = (int)lround(l->at + l->slope * p->x);
        if (!p->alone)
            continue;
        look->marks++;
        look->area += ink->blobs[p->mark].area;
        for (int dy = -look->ry; dy <= look->ry; dy++)
            for (int dx = -look->rx; dx <= look->rx; dx++)
                look->count[dy + LOOK_MAX][dx + LOOK_MAX] += spot_ink(&s, x + dx, y + dy);
    }
    look->area /= look->marks;
}

/* Ink that hangs together at a mark's place below the line of writing, around (x, y). */
struct thing {
    bool in[SIDE][SIDE];
    int x, y, rx, ry;
};

static void thing_at(const struct spot *s, const struct look *look, int x, int y, struct thing *t)
{
    bool grown = true;
    *t = (struct thing){.x = x, .y = y, .rx = look->rx, .ry = look->ry};
    for (int yy = s->y0; yy <= s->y1; yy++)
        for (int xx = s->x0; xx <= s->x1; xx++)
            t->in[yy - y + LOOK_MAX][xx - x + LOOK_MAX] = yy > s->writing && spot_ink(s, xx, yy);
    while (grown) {
        grown = false;
        for (int dy = 1 - t->ry; dy < t->ry; dy++)
            for (int dx = 1 - t->rx; dx < t->rx; dx++) {
                bool *here = &t->in[dy + LOOK_MAX][dx + LOOK_MAX];
                if (*here || y + dy <= s->writing || !spot_ink(s, x + dx, y + dy))
                    continue;
                *here = here[-1] || here[1] || here[-SIDE] || here[SIDE];
                grown = grown || *here;
            }
    }
}

/* Small, not going on beyond where we look, and with ink where marks have none. */
static bool is_dot_and_mark(const struct spot *s, const struct look *look, const struct thing *t)
{
    int x0 = t->rx, x1 = -t->rx, y0 = t->ry, y1 = -t->ry, excess = 0;
    for (int dy = 1 - t->ry; dy < t->ry; dy++)
        for (int dx = 1 - t->rx; dx < t->rx; dx++) {
            if (!t->in[dy + LOOK_MAX][dx + LOOK_MAX])
                continue;
            x0 = dx < x0 ? dx : x0;
            x1 = dx > x1 ? dx : x1;
            y0 = dy < y0 ? dy : y0;
            y1 = dy > y1 ? dy : y1;
            if (t->y + dy > s->writing + 2) /* round letters reach a little deeper */
                excess += look->count[dy + LOOK_MAX][dx + LOOK_MAX] * 20 <= look->marks;
        }
    bool within = y1 < t->ry - 1 && x1 < t->rx - 1 && x0 > 1 - t->rx;
    bool small = y1 - y0 < 2.1 * (s->y1 - s->y0 + 1) && x1 - x0 < 2.1 * (s->x1 - s->x0 + 1);
    return within && small && excess >= fmax(4, 0.25 * look->area);
}

static int run_at(const struct spot *s, int x, int y)
{
    int from = x, to = x;
    while (x - from < 24 && spot_ink(s, from, y))
        from--;
    while (to - x < 24 && spot_ink(s, to, y))
        to++;
    return to > from ? to - from - 1 : 0;
}

/* Does a stroke of a letter come down into the mark, as of p, y or a comma? Where the mark lies
 * clear of the letters, ink between them tells; where it touches them, the same width above and
 * below does. */
static bool stroke_comes_down(const struct spot *s)
{
    if (s->y0 - 1 >= s->writing + 2) {
        for (int x = s->x0 - 1; x <= s->x1 + 1; x++)
            if (spot_ink(s, x, s->y0 - 1) && spot_ink(s, x, s->y0 - 2))
                return true;
        return false;
    }
    for (int x = s->x0; x <= s->x1; x++) {
        int above = run_at(s, x, s->writing - 2), below = run_at(s, x, s->y1 + 1);
        if (above > 0 && below > 0 && above <= below + 1 + below / 3)
            return true;
    }
    return false;
}

/* Is there a letter close above? */
static bool below_letter(const struct spot *s)
{
    int reach = 2 * (s->y1 - s->y0 + 1) + 2;
    for (int y = s->y0 - 1; y > s->y0 - reach; y--)
        for (int x = s->x0; x <= s->x1; x++)
            if (y <= s->writing && spot_ink(s, x, y))
                return true;
    return false;
}

/* The row, relative to the marks' centres, on which most letters end between the marks. */
static int writing_line(PIX *bits, const struct leaders *all, const struct leader *l, int reach)
{
    int votes[2 * DEPTH_MAX + 1] = {0}, best = 0, most = 0;
    struct spot s = spot_of(bits, l, l->x0);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct place *p = &all->places[l->first + i];
        for (double x = p->x + l->w / 2 + 1.5; x <= p->x + l->pitch - l->w / 2 - 1.5; x++) {
            int centre = (int)lround(l->at + l->slope * x), y = centre + reach;
            while (y > centre - reach && !(spot_ink(&s, (int)x, y) && !spot_ink(&s, (int)x, y + 1)))
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

void leader_judge(PIX *bits, struct ink *ink, struct leaders *all, struct leader *l, double mm)
{
    struct look look;
    struct thing thing;
    l->writing = writing_line(bits, all, l, (int)fmin(DEPTH_MAX - 1, 1.2 * mm));
    learn_look(bits, ink, all, l, &look);
    bool round = l->w < 2 * l->h && l->w < LOOK_MAX && l->h < LOOK_MAX && look.marks >= 5;
    for (uint32_t i = 0; i < l->count; i++) {
        struct place *p = &all->places[l->first + i];
        struct spot s = spot_of(bits, l, p->x);
        if (round && below_letter(&s) && (p->alone || !stroke_comes_down(&s))) {
            thing_at(&s, &look, (int)lround(p->x), (int)lround(l->at + l->slope * p->x), &thing);
            p->tone = is_dot_and_mark(&s, &look, &thing);
        }
        if (p->alone && !p->tone)
            ink->blobs[p->mark].gone = true;
    }
}
