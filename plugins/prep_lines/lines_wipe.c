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

/* The same from the first to the last ink of the rule's width: of a wide one, two rules of a coarse
 * scan that run side by side count as one. */
static bool band_at(const struct canvas *c, int along, int at, double half, int limit, bool wide,
                    int *from, int *to)
{
    int band = (int)(half + 1.3);
    if (!stretch_at(c, along, at, (int)(half + 2.5), limit, from, to))
        return false;
    for (int across = at - band; wide && across <= at + band; across++) {
        int first, last;
        if ((across >= *from && across <= *to) || !ink_at(c, along, across) ||
            !stretch_at(c, along, across, 0, limit, &first, &last) || last - first > 2 * half + 1)
            continue;
        *from = first < *from ? first : *from;
        *to = last > *to ? last : *to;
    }
    return true;
}

/* The ink of one column that the rule passes through. */
struct column {
    int from, to;      /* first and last of it; to < from: none */
    float over, under; /* by how much it goes on beyond the rule's edges */
    bool above, below; /* there, ink of a letter */
    bool arch, bowl;   /* the top of a letter below, the bottom of one above, hidden in the rule */
};

/* Measures the columns from `from` to `to`, following the rule where it wanders. */
static void measure(const struct canvas *c, const struct rule *r, int from, int to, double mm,
                    struct column *columns)
{
    double half = fmax(0, r->thick - 1) / 2, drift = 0;
    int limit = (int)(half + 8 + r->thick);
    for (int i = from; i < to; i++) {
        double centre = rule_at(r, i) + drift;
        int at = (int)lround(centre);
        struct column *k = &columns[i - from];
        *k = (struct column){.from = 1};
        if (at < 1 || at >= c->across - 1 ||
            !band_at(c, i, at, half, limit, r->thick > 0.3 * mm, &k->from, &k->to))
            continue;
        k->over = (float)(centre - half - k->from);
        k->under = (float)(k->to - centre - half);
        if (k->over < 1.5 && k->under < 1.5)
            drift += fmax(-0.5, fmin(0.5, ((k->from + k->to) / 2.0 - centre) * 0.1));
    }
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* By how much one edge of the rule is rougher than that of a good print: where a coarse scan broke
 * it into steps, one column of eight sticks out. Letters stick out farther; where there are any,
 * their serifs would look like steps. */
static float roughness(const struct column *columns, int count, bool under, float *room)
{
    const float smooth = 0.9f, most = 2.6f;
    int used = 0, letters = 0;
    for (int i = 0; i < count; i++) {
        float edge = under ? columns[i].under : columns[i].over;
        if (columns[i].to < columns[i].from)
            continue;
        if (edge < smooth + most + 1)
            room[used++] = edge;
        else
            letters++;
    }
    if (used < 40 || letters * 200 > used)
        return 0;
    qsort(room, (size_t)used, sizeof *room, by_size);
    return fminf(most, fmaxf(0, room[used * 7 / 8] - smooth));
}

/* Moves the rule's edges out to where its steps reach. */
static void allow_roughness(struct column *columns, int count)
{
    float *room = malloc((size_t)count * sizeof *room);
    if (!room)
        return;
    float over = roughness(columns, count, false, room);
    float under = roughness(columns, count, true, room);
    for (int i = 0; i < count; i++) {
        columns[i].over -= over;
        columns[i].under -= under;
    }
    free(room);
}

/* Letters are where ink goes on beyond the rule's rough edge, and beside there where it does so by
 * less. */
static void tell_letters(struct column *columns, int count, float sure)
{
    const float little = 0.9f;
    for (int i = 0; i < count; i++) {
        columns[i].above = columns[i].over >= sure;
        columns[i].below = columns[i].under >= sure;
    }
    for (int i = 1; i < count; i++) {
        columns[i].above |= columns[i - 1].above && columns[i].over >= little;
        columns[i].below |= columns[i - 1].below && columns[i].under >= little;
    }
    for (int i = count - 2; i >= 0; i--) {
        columns[i].above |= columns[i + 1].above && columns[i].over >= little;
        columns[i].below |= columns[i + 1].below && columns[i].under >= little;
    }
}

/* From an inked place one step at a time to the last ink in a direction. */
static int ink_end(const struct canvas *c, int along, int across, int step)
{
    int k = 0;
    while (k < 40 && along + step >= 0 && along + step < c->along &&
           ink_at(c, along + step, across)) {
        along += step;
        k++;
    }
    return along;
}

/* Do two strokes that end on the rule lean towards each other, inside and outside, as the ends of
 * an arc do? `row` is the rule's edge, `away` the way from it into the letter. */
static bool leans(const struct canvas *c, int left, int right, int row, int away)
{
    int near_row = row + away, far_row = row + 3 * away;
    if (far_row < 0 || far_row >= c->across || near_row < 0 || near_row >= c->across)
        return false;
    int l = left, r = right;
    for (int k = 0; k < 6 && !ink_at(c, l, far_row) && l > 0; k++)
        l--;
    for (int k = 0; k < 6 && !ink_at(c, r, far_row) && r + 1 < c->along; k++)
        r++;
    if (!ink_at(c, l, far_row) || !ink_at(c, r, far_row) || !ink_at(c, left, near_row) ||
        !ink_at(c, right, near_row))
        return false;
    int inner_near = ink_end(c, right, near_row, -1) - ink_end(c, left, near_row, 1);
    int inner_far = ink_end(c, r, far_row, -1) - ink_end(c, l, far_row, 1);
    bool outer = ink_end(c, left, near_row, -1) > ink_end(c, l, far_row, -1) &&
                 ink_end(c, right, near_row, 1) < ink_end(c, r, far_row, 1);
    return inner_near > 0 && inner_near + 2 <= inner_far && outer;
}

/* Finds tops and bottoms of letters that lie wholly within the rule. */
static void tell_arcs(const struct canvas *c, const struct rule *r, int from,
                      struct column *columns, int count, int wide)
{
    for (int side = 0; side < 2; side++)
        for (int i = 0, last = -1; i < count; i++) {
            if (columns[i].to < columns[i].from)
                last = -1;
            if (!(side ? columns[i].above : columns[i].below))
                continue;
            double edge = rule_at(r, from + i) + (side ? -0.5 : 0.5) * r->thick;
            if (last >= 0 && i - last > 1 && i - last <= wide &&
                leans(c, from + last, from + i, (int)lround(edge), side ? -1 : 1))
                for (int k = last + 1; k < i; k++) {
                    columns[k].bowl |= side == 1;
                    columns[k].arch |= side == 0;
                }
            last = i;
        }
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

/* Clears the rule's part of one column; `stroke` is how thick letters are at least. */
static void wipe_column(const struct canvas *c, const struct rule *r, int along,
                        const struct column *k, double stroke)
{
    double half = fmax(0, r->thick - 1) / 2;
    double middle = ((double)k->from + k->over + k->to - k->under) / 2;
    int from = k->from, to = k->to;
    if (k->above || k->bowl)
        from = (int)lround(middle - half + fmax(0, stroke - fmax(0, k->over)));
    if (k->below || k->arch)
        to = (int)lround(middle + half - fmax(0, stroke - fmax(0, k->under)));
    clear(c, along, from, to);
}

/* How far the rule goes on beyond its end `along` (step -1 or 1): thin ink in its line, as at the
 * corners of a frame, where it hangs on another rule. */
static int end_of(const struct canvas *c, const struct rule *r, int along, int step, double mm)
{
    double half = fmax(0, r->thick - 1) / 2;
    int end = along, gap = 0, most = (int)(4 * mm), thin = (int)(r->thick + 2.5);
    for (int i = 1; i <= most && gap <= (int)(0.4 * mm); i++) {
        int at = along + i * step, from, to;
        int centre = (int)lround(rule_at(r, at));
        if (at < 0 || at >= c->along || centre < 1 || centre >= c->across - 1)
            break;
        if (!stretch_at(c, at, centre, (int)(half + 1.5), thin + 2, &from, &to)) {
            gap++;
            continue;
        }
        if (to - from + 1 > thin)
            break;
        end = at;
        gap = 0;
    }
    return end;
}

/* Moves the rule's ends to where its ink ends. */
static void follow(const struct canvas *c, struct rule *r, double mm)
{
    double from = fmin(r->from, end_of(c, r, (int)r->from, -1, mm));
    double to = fmax(r->to, end_of(c, r, (int)r->to, 1, mm));
    r->at = rule_at(r, (from + to) / 2);
    r->from = from;
    r->to = to;
}

void rule_wipe(PIX *bits, struct rule *r, double mm)
{
    int w = pixGetWidth(bits), h = pixGetHeight(bits);
    struct canvas c = {.bits = bits, .upright = r->upright};
    c.along = r->upright ? h : w;
    c.across = r->upright ? w : h;
    follow(&c, r, mm);
    int from = (int)fmax(0, r->from - 2), to = (int)fmin(c.along, r->to + 2), count = to - from;
    struct column *columns = count > 0 ? calloc((size_t)count, sizeof *columns) : NULL;
    if (!columns)
        return;
    const float sure = (float)(1.7 + 0.15 * r->thick);
    measure(&c, r, from, to, mm, columns);
    allow_roughness(columns, count);
    tell_letters(columns, count, sure);
    tell_arcs(&c, r, from, columns, count, (int)(2.6 * mm));
    for (int i = 0; i < count; i++) {
        const struct column *k = &columns[i];
        int n = r->upright ? 0 : bulge(columns, count, i, r->thick);
        if (n > 0) {
            keep_bulge(&c, from + i, k, n, sure);
            i += n - 1;
        } else if (k->to >= k->from && !(k->above && k->below)) {
            wipe_column(&c, r, from + i, k, 0.22 * mm);
        }
    }
    free(columns);
}
