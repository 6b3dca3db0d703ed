/* lines_cells.c - rows of boxes for one character each, drawn side by side or with gaps: upright
 * strokes of one height, every two of them joined at top and bottom or (gap) not at all. */
#include "lines_parts.h"

#include <math.h>
#include <stdlib.h>

#define SIDE_MIN_MM 3.0
#define SIDE_MAX_MM 14.0
enum { CELLS_MIN = 4 };

/* Share of from..to that level pieces near height y cover. */
static double covered(const struct rules *levels, double from, double to, double y, double mm)
{
    double sum = 0;
    for (size_t i = 0; i < levels->count; i++) {
        const struct rule *r = &levels->items[i];
        double overlap = fmin(r->to, to) - fmax(r->from, from);
        if (overlap > 0 && fabs(rule_at(r, (from + to) / 2) - y) < 0.6 * mm + r->thick)
            sum += overlap;
    }
    return fmin(1, sum / (to - from));
}

static int by_at(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
    return (x->at > y->at) - (x->at < y->at);
}

/* A row as it grows from left to right. */
struct row {
    double width;  /* of the first box */
    double x0, x1; /* so far */
    uint32_t count;
    size_t last; /* index of the stroke it ends with */
};

static bool same_height(const struct rule *a, const struct rule *b, double mm)
{
    double tilt = fabs(a->at - b->at) * 0.015, higher = fabs(a->to - a->from - b->to + b->from);
    return fabs(a->from - b->from) < 0.7 * mm + tilt && fabs(a->to - b->to) < 0.7 * mm + tilt &&
           higher < 0.6 * mm;
}

/* The next stroke right of `i` that can be a side of the same row; count when none. */
static size_t next_side(const struct rule *const *sides, size_t count, size_t i, double mm)
{
    size_t k = i + 1;
    while (k < count &&
           !(same_height(sides[i], sides[k], mm) && sides[k]->at - sides[i]->at > 0.4 * mm))
        k++;
    return k;
}

static bool is_box(const struct rules *levels, const struct rule *a, const struct rule *b,
                   double mm)
{
    double width = b->at - a->at, height = a->to - a->from;
    return width > 0.5 * height && width < 1.7 * height &&
           covered(levels, a->at, b->at, a->from, mm) > 0.7 &&
           covered(levels, a->at, b->at, a->to, mm) > 0.7;
}

/* Follows boxes of one width from stroke `start` on; gaps of up to a box's width between them. */
static struct row follow(const struct rules *levels, const struct rule *const *sides, size_t count,
                         size_t start, double mm)
{
    struct row row = {.last = start, .x0 = sides[start]->at, .x1 = sides[start]->at};
    for (;;) {
        size_t next = next_side(sides, count, row.last, mm);
        if (next == count)
            return row;
        double width = sides[next]->at - sides[row.last]->at;
        bool fits = row.count == 0 || fabs(width - row.width) < 0.12 * row.width + 0.2 * mm;
        if (fits && is_box(levels, sides[row.last], sides[next], mm)) {
            row.width = row.count ? row.width : width;
            row.count++;
            row.x1 = sides[next]->at;
        } else if (row.count == 0 || width > row.width) {
            return row;
        }
        row.last = next;
    }
}

/* The sides of the boxes go out with the rules. */
static bool add_sides(const struct rules *levels, const struct rule *const *sides, size_t count,
                      const struct row *row, const struct rule *first, double mm, struct rules *out)
{
    double top = first->from, bottom = first->to;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const struct rule *s = sides[i];
        bool in = s->at >= row->x0 - 1 && s->at <= row->x1 + 1 && same_height(s, first, mm);
        if (in)
            ok = rules_add(out, s);
    }
    for (size_t i = 0; ok && i < levels->count; i++) {
        const struct rule *r = &levels->items[i];
        double off = fmin(fabs(r->at - top), fabs(r->at - bottom));
        bool edge = off < 0.2 * mm + r->thick && r->to - r->from > 0.7 * row->width;
        if (edge && r->from > row->x0 - mm && r->to < row->x1 + mm)
            ok = rules_add(out, r);
    }
    return ok;
}

int cells_find(const struct rules *levels, const struct rules *ups, double mm, struct rules *out,
               struct cells *ret_cells, size_t *ret_count)
{
    const struct rule **sides = calloc(ups->count + 1, sizeof *sides);
    size_t count = 0, found = 0;
    bool ok = sides;
    for (size_t i = 0; ok && i < ups->count; i++) {
        double height = ups->items[i].to - ups->items[i].from;
        if (height >= SIDE_MIN_MM * mm && height <= SIDE_MAX_MM * mm)
            sides[count++] = &ups->items[i];
    }
    if (ok)
        qsort(sides, count, sizeof *sides, by_at);
    bool *used = calloc(count + 1, sizeof *used);
    ok = ok && used;
    for (size_t i = 0; ok && i < count && found < CELLS_MAX; i++) {
        struct row row = used[i] ? (struct row){0} : follow(levels, sides, count, i, mm);
        if (row.count < CELLS_MIN)
            continue;
        double top = sides[i]->from, bottom = sides[i]->to;
        ret_cells[found++] = (struct cells){.count = row.count,
                                            .box = {.x = (int32_t)row.x0,
                                                    .y = (int32_t)top,
                                                    .w = (int32_t)(row.x1 - row.x0 + 1.5),
                                                    .h = (int32_t)(bottom - top + 0.5)}};
        for (size_t k = i; k < count && sides[k]->at <= row.x1; k++)
            used[k] = used[k] || same_height(sides[i], sides[k], mm);
        ok = add_sides(levels, sides, count, &row, sides[i], mm, out);
    }
    free(sides);
    free(used);
    *ret_count = found;
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}
