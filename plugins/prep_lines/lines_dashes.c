/* lines_dashes.c - finds what is left of a ruled line that faint toner or a coarse scan broke into
 * dashes: flat marks that stand alone, one behind the other on one straight line, with more ink
 * than gaps. Bars and serifs of letters hang on their letters, tones above them lie too far apart.
 */
#include "lines_parts.h"

#include <math.h>
#include <stdlib.h>

enum { DASHES_MAX = 8000 };
#define DASH_MM 0.5 /* the shortest dash */
#define THIN_MM 0.5 /* thicker is none */
#define GAP_MM 3.0  /* the widest gap */
#define MEMORY_MM                                                                                  \
    40.0 /* paper is not flat: what lies farther back says little of the next dash                 \
          */
#define SLOPE_MAX 0.02

struct dash {
    double from, to, at, thick;
    bool flat; /* a mark by itself, not a part of a larger one */
};
struct dashes {
    struct dash *items;
    size_t count;
};

/* A straight line through dashes; a little ink is added level, as a line is after deskewing. */
struct fit {
    double n, x, y, xx, xy;
};

static void fit_add(struct fit *f, const struct dash *d)
{
    double n = d->to - d->from, x = (d->from + d->to) / 2;
    f->n += n;
    f->x += n * x;
    f->y += n * d->at;
    f->xx += n * (x * x + n * n / 12);
    f->xy += n * x * d->at;
}

static void fit_fade(struct fit *f, double share)
{
    f->n *= share;
    f->x *= share;
    f->y *= share;
    f->xx *= share;
    f->xy *= share;
}

static double fit_slope(const struct fit *f, double mm)
{
    double mx = f->x / f->n, level = 75 * mm * mm * mm;
    return (f->xy - mx * f->y) / (f->xx - mx * f->x + level);
}

static double fit_at(const struct fit *f, double x, double mm)
{
    return f->y / f->n + fit_slope(f, mm) * (x - f->x / f->n);
}

/* The flat blobs, and the long pieces that hang on something. */
static bool collect(const struct ink *ink, const struct rules *pieces, double mm, bool upright,
                    struct dashes *ret)
{
    ret->items = malloc((DASHES_MAX + 1) * sizeof *ret->items);
    if (!ret->items)
        return false;
    for (size_t i = 0; i < ink->blob_count && ret->count < DASHES_MAX; i++) {
        const struct blob *b = &ink->blobs[i];
        double along = upright ? b->y1 - b->y0 : b->x1 - b->x0;
        double across = upright ? b->x1 - b->x0 : b->y1 - b->y0;
        if (along < DASH_MM * mm || along < 2 * across - 1 || b->area > THIN_MM * mm * along ||
            across > THIN_MM * mm + 0.03 * along)
            continue;
        ret->items[ret->count++] =
            (struct dash){.from = upright ? b->y0 : b->x0,
                          .to = upright ? b->y1 : b->x1,
                          .at = (upright ? b->x0 + b->x1 : b->y0 + b->y1 - 1) / 2.0,
                          .thick = b->area / along,
                          .flat = true};
    }
    for (size_t i = 0; i < pieces->count && ret->count < DASHES_MAX; i++) {
        const struct rule *r = &pieces->items[i];
        if (r->thick <= 1.5 * THIN_MM * mm)
            ret->items[ret->count++] =
                (struct dash){.from = r->from, .to = r->to, .at = r->at, .thick = r->thick};
    }
    return true;
}

static int by_from(const void *a, const void *b)
{
    const struct dash *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* A line as it grows. */
struct line {
    struct fit near, all;
    double from, to, ink, flat_to, flat, thick;
};

static void take(struct line *line, const struct dash *d, double mm)
{
    double fresh = d->to - fmax(d->from, line->to), flat = d->to - fmax(d->from, line->flat_to);
    fit_fade(&line->near, exp(-fmax(0, d->to - line->to) / (MEMORY_MM * mm)));
    fit_add(&line->near, d);
    fit_add(&line->all, d);
    line->ink += fmax(0, fresh);
    line->thick += d->thick * (d->to - d->from);
    if (d->flat) {
        line->flat += fmax(0, flat);
        line->flat_to = fmax(line->flat_to, d->to);
    }
    line->to = fmax(line->to, d->to);
}

static struct line grow(const struct dashes *dashes, size_t first, bool *used, double mm)
{
    const struct dash *d = &dashes->items[first];
    struct line line = {.from = d->from, .to = d->from, .flat_to = d->from};
    take(&line, d, mm);
    for (size_t i = first + 1; i < dashes->count; i++) {
        d = &dashes->items[i];
        if (d->from > line.to + GAP_MM * mm)
            break;
        double off = fabs(fit_at(&line.near, (d->from + d->to) / 2, mm) - d->at);
        if (used[i] || off > 0.1 * mm + 0.8)
            continue;
        used[i] = true;
        take(&line, d, mm);
    }
    return line;
}

static bool known(const struct rules *rules, const struct rule *rule, double mm)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *r = &rules->items[i];
        double common = fmin(r->to, rule->to) - fmax(r->from, rule->from);
        double middle = (rule->from + rule->to) / 2;
        if (r->upright == rule->upright && common > 0.7 * (rule->to - rule->from) &&
            fabs(rule_at(r, middle) - rule->at) < 0.2 * mm + 1)
            return true;
    }
    return false;
}

int dashes_find(const struct ink *ink, const struct rules *pieces, double mm, bool upright,
                double shortest, struct rules *out)
{
    struct dashes dashes = {0};
    bool ok = collect(ink, pieces, mm, upright, &dashes);
    bool *used = ok ? calloc(dashes.count + 1, sizeof *used) : NULL;
    ok = used;
    if (ok && dashes.count)
        qsort(dashes.items, dashes.count, sizeof *dashes.items, by_from);
    for (size_t i = 0; ok && i < dashes.count; i++) {
        if (used[i])
            continue;
        struct line line = grow(&dashes, i, used, mm);
        double length = line.to - line.from, middle = (line.from + line.to) / 2;
        struct rule r = {.from = line.from, .to = line.to, .upright = upright};
        r.thick = line.thick / line.all.n;
        r.slope = fit_slope(&line.all, mm);
        r.at = fit_at(&line.all, middle, mm);
        if (length >= shortest && line.ink >= (upright ? 0.65 : 0.5) * length &&
            line.flat >= 0.35 * length && fabs(r.slope) <= SLOPE_MAX && !known(out, &r, mm))
            ok = rules_add(out, &r);
    }
    free(dashes.items);
    free(used);
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}
