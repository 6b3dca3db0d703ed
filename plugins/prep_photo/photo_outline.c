/* photo_outline.c - finds the sheet in a photograph. From each side of the picture, every row (or
 * column) notes where it first steps from darker to paper; steps vote for lines (P. Hough, US
 * 3069654, with slope and offset); of the strong lines the outermost is the sheet's edge. Then the
 * four are tried hard, since a scanner's page must not be taken for a photograph: paper all along
 * inside, darker all along outside up to the picture's edge, and corners that are not right (or no
 * resolution given, which scanners do) and a ground that is not the even black or grey of a
 * scanner. */
#include "photo.h"

#include <math.h>
#include <stdlib.h>

enum { LEFT, TOP, RIGHT, BOTTOM };
enum { STEPS = 4, SLOPES = 57, REACH = 3 };
#define SLOPE_MAX 0.28
/* A flatbed gives right angles; its lid may have texture, dark lids are even. Degrees, and levels.
 */
#define ASKEW 0.8
#define ROUGH 4
#define PAPER_LEAST 0.33 /* of the brightness of usual paper: the sheet where shade is deepest */

/* A side's line: depth = at + slope * (along - middle), in cells from its side of the picture. */
struct line {
    double at, slope;
};
struct side {
    const struct thumb *t;
    int side, along, depth;
    int16_t (*steps)[STEPS]; /* depths of the first steps, -1: no more */
};

static int cell_at(const struct thumb *t, int x, int y)
{
    return t->cells[(size_t)y * (size_t)t->w + (size_t)x];
}

static int value(const struct side *s, int along, int depth)
{
    bool far = s->side == RIGHT || s->side == BOTTOM;
    int d = far ? s->depth - 1 - depth : depth;
    return s->side == LEFT || s->side == RIGHT ? cell_at(s->t, d, along) : cell_at(s->t, along, d);
}

static bool steps_up(int inside, int outside, int paper, double share)
{
    return inside - outside > 10 && inside - outside > share * inside &&
           inside > PAPER_LEAST * paper;
}

/* Depths at which row `along` turns from REACH darker cells to REACH of paper. */
static void find_steps(struct side *s, int along)
{
    int count = 0, most = s->depth * 45 / 100, best = 0, at = -1;
    int16_t *out = s->steps[along];
    for (int i = 0; i < STEPS; i++)
        out[i] = -1;
    for (int d = REACH; d < most && count < STEPS; d++) {
        int inside = 0, outside = 0;
        for (int k = 1; k <= REACH; k++) {
            inside += value(s, along, d + k);
            outside += value(s, along, d - k);
        }
        inside /= REACH;
        outside /= REACH;
        if (steps_up(inside, outside, s->t->paper, 0.14)) {
            if (inside - outside > best) {
                best = inside - outside;
                at = d;
            }
        } else if (at >= 0) {
            out[count++] = (int16_t)at;
            at = -1;
            best = 0;
        }
    }
}

static double slope_of(int index)
{
    return SLOPE_MAX * (2.0 * index / (SLOPES - 1) - 1);
}

static void vote(const struct side *s, uint16_t *votes)
{
    for (int a = 0; a < s->along; a++)
        for (int i = 0; i < STEPS && s->steps[a][i] >= 0; i++)
            for (int k = 0; k < SLOPES; k++) {
                int at = (int)lround(s->steps[a][i] - slope_of(k) * (a - s->along / 2.0));
                if (at >= 0 && at < s->depth)
                    votes[k * s->depth + at]++;
            }
}

/* Least squares through the steps near the line, twice. */
static struct line refined(const struct side *s, struct line line)
{
    for (int pass = 0; pass < 2; pass++) {
        double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, near = pass ? 1.3 : 2.5;
        for (int a = 0; a < s->along; a++)
            for (int i = 0; i < STEPS && s->steps[a][i] >= 0; i++) {
                double x = a - s->along / 2.0, y = s->steps[a][i];
                if (fabs(y - line.at - line.slope * x) > near)
                    continue;
                n++;
                sx += x;
                sy += y;
                sxx += x * x;
                sxy += x * y;
            }
        double det = n * sxx - sx * sx;
        if (n < 8 || det <= 0)
            break;
        line.slope = (n * sxy - sx * sy) / det;
        line.at = (sy - line.slope * sx) / n;
    }
    return line;
}

/* The outermost of the lines that have at least three fifths of the most votes. */
static bool find_line(const struct thumb *t, int which, struct line *ret)
{
    bool flank = which == LEFT || which == RIGHT;
    struct side s = {t, which, flank ? t->h : t->w, flank ? t->w : t->h, NULL};
    uint16_t *votes = calloc((size_t)SLOPES * (size_t)s.depth, sizeof *votes);
    s.steps = malloc((size_t)s.along * sizeof *s.steps);
    int most = 0, enough, outermost = s.depth;
    if (votes && s.steps) {
        for (int a = 0; a < s.along; a++)
            find_steps(&s, a);
        vote(&s, votes);
    }
    for (int i = 0; votes && s.steps && i < SLOPES * s.depth; i++)
        most = votes[i] > most ? votes[i] : most;
    enough = most * 3 / 5 > s.along / 5 ? most * 3 / 5 : s.along / 5;
    for (int k = 0, strongest = 0; most > enough && k < SLOPES; k++)
        for (int d = 0; d < s.depth; d++) {
            int n = votes[k * s.depth + d];
            if (n < enough || d > outermost + 2 || (d >= outermost - 2 && n <= strongest))
                continue;
            if (outermost == s.depth || d < outermost - 2 || n > strongest) {
                outermost = d;
                strongest = n;
                *ret = (struct line){d, slope_of(k)};
            }
        }
    bool found = outermost < s.depth;
    if (found)
        *ret = refined(&s, *ret);
    free(votes);
    free(s.steps);
    return found;
}

/* Corner of a flank (x by y) and a level line (y by x), both in cells from the top left. */
static struct point crossing(const struct thumb *t, struct line flank, bool right,
                             struct line level, bool bottom)
{
    double fa = right ? t->w - 1 - flank.at : flank.at, fs = right ? -flank.slope : flank.slope;
    double la = bottom ? t->h - 1 - level.at : level.at, ls = bottom ? -level.slope : level.slope;
    double cx = t->w / 2.0, cy = t->h / 2.0;
    double y = (la + ls * (fa - fs * cy - cx)) / (1 - ls * fs);
    return (struct point){fa + fs * (y - cy) + 0.5, y + 0.5};
}

static double mean_at(const struct thumb *t, double x, double y)
{
    int cx = (int)floor(x), cy = (int)floor(y), n = 0, sum = 0;
    for (int v = cy - 1; v <= cy + 1; v++)
        for (int u = cx - 1; u <= cx + 1; u++)
            if (u >= 0 && v >= 0 && u < t->w && v < t->h) {
                sum += cell_at(t, u, v);
                n++;
            }
    return n >= 4 ? (double)sum / n : -1;
}

struct ground {
    double n, sum, squares, darker;
};

/* Paper inside and darker outside along one edge, and what the ground beyond it is like. */
static bool edge_holds(const struct thumb *t, struct point a, struct point b, struct ground *g)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy), nx = dy / length,
           ny = -dx / length;
    int held = 0, seen = 0;
    for (double s = 3; s < length - 3; s++) {
        double x = a.x + dx * s / length, y = a.y + dy * s / length;
        double inside = mean_at(t, x - nx * 3, y - ny * 3), out;
        if (inside < 0 || (out = mean_at(t, x + nx * 3, y + ny * 3)) < 0)
            continue; /* a corner that the picture cuts off */
        seen++;
        held += steps_up((int)inside, (int)out, t->paper, 0.09);
        for (double far = 3; (out = mean_at(t, x + nx * far, y + ny * far)) >= 0; far *= 1.5) {
            g->n++;
            g->sum += out;
            g->squares += out * out;
            g->darker += out < 0.93 * inside;
        }
    }
    return seen > 20 && seen > 0.5 * length && held > 0.8 * seen;
}

/* By how many degrees a corner differs from a right angle. */
static double skewed(struct point a, struct point b, struct point c)
{
    double turn = atan2(a.y - b.y, a.x - b.x) - atan2(c.y - b.y, c.x - b.x);
    return fabs(fabs(remainder(turn, 2 * M_PI)) - M_PI / 2) * 180 / M_PI;
}

static bool is_photo(const struct thumb *t, const struct point c[4], bool scaled)
{
    struct ground g = {0};
    double area = 0, askew = 0;
    for (int i = 0; i < 4; i++) {
        struct point p = c[i], q = c[(i + 1) % 4], r = c[(i + 2) % 4];
        askew = fmax(askew, skewed(p, q, r));
        area += (p.x * q.y - q.x * p.y) / 2;
        if ((q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x) <= 0 || p.x < -0.08 * t->w ||
            p.x > 1.08 * t->w || p.y < -0.08 * t->h || p.y > 1.08 * t->h)
            return false;
    }
    if (area < 0.2 * t->w * t->h)
        return false;
    for (int i = 0; i < 4; i++)
        if (!edge_holds(t, c[i], c[(i + 1) % 4], &g))
            return false;
    if (g.n < 200 || g.darker < 0.9 * g.n)
        return false;
    double mean = g.sum / g.n, rough = sqrt(fmax(0, g.squares / g.n - mean * mean));
    return (askew > ASKEW || !scaled) && (rough > ROUGH || askew > 2 * ASKEW);
}

bool photo_outline(const struct thumb *t, bool scaled, struct point ret[4])
{
    struct line lines[4];
    if (t->w < 60 || t->h < 60)
        return false;
    for (int i = LEFT; i <= BOTTOM; i++)
        if (!find_line(t, i, &lines[i]))
            return false;
    struct point c[4] = {crossing(t, lines[LEFT], false, lines[TOP], false),
                         crossing(t, lines[RIGHT], true, lines[TOP], false),
                         crossing(t, lines[RIGHT], true, lines[BOTTOM], true),
                         crossing(t, lines[LEFT], false, lines[BOTTOM], true)};
    if (!is_photo(t, c, scaled))
        return false;
    for (int i = 0; i < 4; i++)
        ret[i] = (struct point){c[i].x * t->cell, c[i].y * t->cell};
    return true;
}
