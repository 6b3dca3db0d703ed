/* lines_cells.c - rows of boxes for one character each, drawn side by side or with gaps: upright
 * strokes of one height, every two of them joined at top and bottom or (gap) not at all. Where wear
 * broke strokes, a row side by side goes on at its pace as far as top and bottom do. */
#include "lines_parts.h"

#include <math.h>
#include <stdlib.h>

#define SIDE_MIN_MM 3.0
#define SIDE_MAX_MM 14.0
#define WALL_MIN 0.35 /* of a side's height that must be left of it */
enum { CELLS_MIN = 4, WHOLE_MIN = 2, ROW_MAX = 40 };

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

/* How much of the better and of the worse of a box's two edges, or a row's, is there. */
struct edges {
    double better, worse;
};
static struct edges edges_of(const struct rules *levels, double from, double to,
                             const struct rule *side, double mm)
{
    double top = covered(levels, from, to, side->from, mm);
    double bottom = covered(levels, from, to, side->to, mm);
    return (struct edges){fmax(top, bottom), fmin(top, bottom)};
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
    bool gaps;   /* between its boxes */
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
           edges_of(levels, a->at, b->at, a, mm).better > 0.7;
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
        } else {
            row.gaps = true;
        }
        row.last = next;
    }
}

/* What wear left of a side of the row that `whole` is one of. */
static bool is_part(const struct rule *part, const struct rule *whole, double mm)
{
    double slack = 0.7 * mm + fabs(part->at - whole->at) * 0.015;
    return part->from > whole->from - slack && part->to < whole->to + slack &&
           part->to - part->from > WALL_MIN * (whole->to - whole->from);
}

/* A row side by side with strokes to go by. */
struct walls {
    const struct rules *levels;
    const struct rule *const *sides;
    size_t count;
    const struct rule *whole; /* a side of it */
    double pace, mm;
};

/* The side of which something is left near x, NULL: none. */
static const struct rule *wall_near(const struct walls *w, double x)
{
    const struct rule *best = NULL;
    for (size_t i = 0; i < w->count; i++) {
        double off = fabs(w->sides[i]->at - x);
        if (off < 0.1 * w->pace + 0.2 * w->mm && is_part(w->sides[i], w->whole, w->mm) &&
            (!best || off < fabs(best->at - x)))
            best = w->sides[i];
    }
    return best;
}

static struct edges joined(const struct walls *w, double a, double b)
{
    return edges_of(w->levels, fmin(a, b), fmax(a, b), w->whole, w->mm);
}

/* Whether the row has one more box behind `end`; where that ends. A side of which nothing is left
 * must have one behind it, or be where top and bottom end, too. */
static bool one_more(struct walls *w, double end, double way, double *ret_end)
{
    double next = end + way * w->pace;
    const struct rule *wall = wall_near(w, next);
    if (wall && joined(w, end, wall->at).better > 0.6) {
        if (same_height(wall, w->whole, w->mm))
            w->whole = wall; /* its heights are those of here */
        *ret_end = wall->at;
        return true;
    }
    bool last = joined(w, next + 0.2 * way * w->pace, next + way * w->pace).better < 0.3;
    *ret_end = next;
    return !wall && joined(w, end, next).worse > 0.8 &&
           (last || wall_near(w, next + way * w->pace));
}

/* Takes broken sides into a row that was found by its whole ones. */
static void widen(const struct rules *levels, const struct rule *const *sides, size_t count,
                  const struct rule *first, double mm, struct row *row)
{
    struct walls w = {levels, sides, count, first, (row->x1 - row->x0) / row->count, mm};
    double end;
    while (row->count < ROW_MAX && one_more(&w, row->x0, -1, &end)) {
        row->x0 = end;
        row->count++;
    }
    w.whole = sides[row->last];
    while (row->count < ROW_MAX && one_more(&w, row->x1, 1, &end)) {
        row->x1 = end;
        row->count++;
    }
}

/* Whether a stroke is (what is left of) a side of the row's boxes. */
static bool is_side(const struct row *row, const struct rule *s, const struct rule *first,
                    double mm)
{
    if (s->at < row->x0 - 1 || s->at > row->x1 + 1)
        return false;
    double box = (s->at - row->x0) / row->width;
    bool wall = !row->gaps && fabs(box - round(box)) < 0.15 && is_part(s, first, mm);
    return wall || same_height(s, first, mm);
}

/* The sides of the boxes go out with the rules. */
static bool add_sides(const struct rules *levels, const struct rule *const *sides, size_t count,
                      const struct row *row, const struct rule *first, double mm, struct rules *out)
{
    double top = first->from, bottom = first->to;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const struct rule *s = sides[i];
        if (is_side(row, s, first, mm))
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
        if (row.count >= WHOLE_MIN && !row.gaps) {
            widen(levels, sides, count, sides[i], mm, &row);
            row.width = (row.x1 - row.x0) / row.count;
        }
        if (row.count < CELLS_MIN || edges_of(levels, row.x0, row.x1, sides[i], mm).worse < 0.3)
            continue;
        double top = sides[i]->from, bottom = sides[i]->to;
        ret_cells[found++] = (struct cells){.count = row.count,
                                            .box = {.x = (int32_t)row.x0,
                                                    .y = (int32_t)top,
                                                    .w = (int32_t)(row.x1 - row.x0 + 1.5),
                                                    .h = (int32_t)(bottom - top + 0.5)}};
        for (size_t k = 0; k < count && sides[k]->at <= row.x1 + 1; k++)
            used[k] = used[k] || is_side(&row, sides[k], sides[i], mm);
        ok = add_sides(levels, sides, count, &row, sides[i], mm, out);
    }
    free(sides);
    free(used);
    *ret_count = found;
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}
