/* lines_cores.c - the cores of leaders: marks that stand alone, of one size, at one height and one
 * distance. */
#include "lines_finder.h"

#include <math.h>
#include <stdlib.h>

enum { TRIES = 4 };
#define GAP_MAX_MM 2.6 /* between two marks */

/* The free candidate next to the right of x within reach of blob b, of its size. */
static size_t next_right(const struct finder *f, const struct blob *b, double x,
                         const struct core *like)
{
    double y = centre_y(b), to = centre_x(b) + like->w + GAP_MAX_MM * f->mm;
    double dy = fmax(1.3, 0.12 * f->mm), best_x = INFINITY;
    size_t best = f->count;
    for (int bin = marks_bin(f, y - dy); bin <= marks_bin(f, y + dy); bin++)
        for (size_t i = marks_from(f, bin, x - 0.5 * like->w - 2); i < f->bin[bin + 1]; i++) {
            const struct blob *c = &f->ink->blobs[f->order[i]];
            double cx = centre_x(c), w = c->x1 - c->x0, h = c->y1 - c->y0;
            if (c->x0 > to || cx >= best_x)
                break;
            if (cx > x && f->state[i] == FREE && fabs(centre_y(c) - y) <= dy &&
                fabs(w - like->w) <= fmax(1.5, 0.3 * like->w) &&
                fabs(h - like->h) <= fmax(1.2, 0.3 * like->h)) {
                best = i;
                best_x = cx;
            }
        }
    return best;
}

/* Goes on from the pair first, second by their distance; state `mark` for its members if not
 * FREE. */
static struct core grow(struct finder *f, size_t first, size_t second, enum state mark)
{
    const struct blob *blobs = f->ink->blobs, *a = &blobs[f->order[first]];
    struct core core = {.first = first, .count = 1};
    double x0 = centre_x(a), y0 = centre_y(a), y = y0, x = x0, w = 0, h = 0;
    core.w = a->x1 - a->x0;
    core.h = a->y1 - a->y0;
    w = core.w;
    h = core.h;
    for (size_t next = second; next < f->count;) {
        const struct blob *b = &blobs[f->order[next]];
        x = centre_x(b);
        y = centre_y(b);
        w += b->x1 - b->x0;
        h += b->y1 - b->y0;
        core.count++;
        core.pitch = (x - x0) / (core.count - 1);
        core.w = w / core.count;
        core.h = h / core.count;
        if (mark != FREE)
            f->state[next] = (uint8_t)mark;
        next = marks_nearest(f, x + core.pitch, y, 0.15 * core.pitch + 0.8, fmax(1.3, 0.12 * f->mm),
                             &core, 0.3, FREE);
    }
    if (mark != FREE)
        f->state[first] = (uint8_t)mark;
    core.length = x - x0;
    core.slope = core.length > 0 ? (y - y0) / core.length : 0;
    return core;
}

/* A core may have taken every second or third mark: then there are marks between its own. */
static void halve(const struct finder *f, struct core *core)
{
    const struct blob *b = &f->ink->blobs[f->order[core->first]];
    double x0 = centre_x(b), y0 = centre_y(b), pitch = core->pitch;
    for (int parts = 3; parts >= 2; parts--) {
        int steps = (int)lround(core->length / pitch) * parts, held = 0, alone = 0, all = 0;
        core->pitch = pitch / parts;
        if (core->pitch < core->w + 1)
            continue;
        for (int i = 1; i < steps; i++) {
            double x = x0 + i * core->pitch, y = y0 + core->slope * (x - x0);
            if (i % parts == 0)
                continue;
            all++;
            bool one = marks_alone(f, x, y, core) < f->count;
            alone += one;
            held += one || !isnan(marks_hidden(f, x, y, core));
        }
        if (held >= 0.8 * all && alone >= 0.4 * all)
            return;
    }
    core->pitch = pitch;
}

/* All cores of the page; at most CORES_MAX. */
static size_t find_cores(struct finder *f, struct core *cores)
{
    size_t count = 0;
    for (size_t i = 0; i < f->count && count < CORES_MAX; i++) {
        const struct blob *b = &f->ink->blobs[f->order[i]];
        struct core best = {.w = b->x1 - b->x0, .h = b->y1 - b->y0}, like = best;
        size_t second = f->count, next = f->count;
        double x = centre_x(b);
        for (int t = 0; f->state[i] == FREE && t < TRIES; t++) {
            next = next_right(f, b, x, &like);
            if (next == f->count)
                break;
            x = centre_x(&f->ink->blobs[f->order[next]]);
            struct core core = grow(f, i, next, FREE);
            if (core.count > best.count) {
                best = core;
                second = next;
            }
        }
        if (best.count >= CORE_MIN) {
            cores[count] = grow(f, i, second, IN_CORE);
            halve(f, &cores[count++]);
        }
    }
    return count;
}

static int by_count(const void *a, const void *b)
{
    const struct core *x = a, *y = b;
    return (x->count < y->count) - (x->count > y->count);
}

/* Long cores know the page's tilt and the pitch of its leaders better than short ones. */
static double learn(struct core *cores, size_t count, double mm)
{
    double slope = 0, weight = 0;
    qsort(cores, count, sizeof *cores, by_count);
    for (size_t i = 0; i < count; i++) {
        if (cores[i].length > 15 * mm) {
            slope += cores[i].slope * cores[i].length;
            weight += cores[i].length;
        }
        for (size_t k = 0; k < i && cores[i].count < 16; k++)
            if (fabs(cores[k].pitch - cores[i].pitch) < 0.03 * cores[i].pitch) {
                cores[i].pitch = cores[k].pitch;
                break;
            }
    }
    return weight > 0 ? slope / weight : 0;
}

size_t cores_find(struct finder *f, struct core *cores, double *ret_slope)
{
    size_t count = find_cores(f, cores);
    *ret_slope = learn(cores, count, f->mm);
    return count;
}
