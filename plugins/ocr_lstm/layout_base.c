/* layout_base.c - the line of writing of a row, and how high its letters are. The line is the
 * middle of the feet of a letter's neighbours, so that it follows wavy lines and leaves tails out.
 */
#include "layout_own.h"

#include <math.h>
#include <stdlib.h>

#define CAPITAL 1.42 /* height of capitals over that of small letters */
#define STEEP 0.2    /* rows run up or down by no more */
enum { WINDOW = 6, SHORT_ROW = 6, LEAST_PAIRS = 3 };

static double centre(const struct glyph *g)
{
    return (g->x0 + g->x1) / 2.0;
}

double row_base(const struct sketch *s, const struct row *row, double x)
{
    size_t low = 0, high = row->count;
    while (high - low > 1) {
        size_t half = (low + high) / 2;
        if (row_glyph(s, row, half)->x0 <= x)
            low = half;
        else
            high = half;
    }
    const struct glyph *g = row_glyph(s, row, low);
    return g->base + row->slope * (x - centre(g));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values; the one behind which `share` of them lie. */
static double ranked(double *values, size_t count, double share)
{
    qsort(values, count, sizeof *values, compare);
    return values[(size_t)((double)(count - 1) * share)];
}

/* How the row runs: the middle of how its feet do, half a row apart. */
static double slope_of(const struct sketch *s, const struct row *row, double *room)
{
    size_t half = row->count / 2, count = 0;
    for (size_t i = 0; half >= LEAST_PAIRS && i + half < row->count; i++) {
        const struct glyph *a = row_glyph(s, row, i), *b = row_glyph(s, row, i + half);
        double across = centre(b) - centre(a);
        if (across > 2 * s->em)
            room[count++] = (b->y1 - a->y1) / across;
    }
    return count >= LEAST_PAIRS ? fmax(-STEEP, fmin(STEEP, ranked(room, count, 0.5))) : 0;
}

/* The line of writing under every letter of the row: the middle of its neighbours' feet. */
static void find_base(const struct sketch *s, struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        double feet[2 * WINDOW + 1];
        size_t count = 0, from = i > WINDOW ? i - WINDOW : 0;
        struct glyph *g = row_glyph(s, row, i);
        for (size_t k = from; k < row->count && k <= i + WINDOW; k++) {
            const struct glyph *o = row_glyph(s, row, k);
            feet[count++] = o->y1 - row->slope * (centre(o) - centre(g));
        }
        g->base = ranked(feet, count, 0.5);
    }
}

/* While a row holds letters only: the line of writing, then how high they are. `room` has as many
 * places as the row has letters. */
static void measure(const struct sketch *s, struct row *row, double *room)
{
    row->slope = slope_of(s, row, room);
    find_base(s, row);
    for (size_t i = 0; i < row->count; i++)
        room[i] = row_glyph(s, row, i)->base - row_glyph(s, row, i)->y0;
    double low = fmax(1, ranked(room, row->count, 0.35));
    size_t above = 0;
    for (size_t i = 0; i < row->count; i++)
        above += room[i] > 1.22 * low;
    row->x_height = low;
    /* letters of two heights: small ones and some that reach up */
    row->mixed = row->count >= SHORT_ROW && above * 12 >= row->count;
}

/* Rows of one height are of capitals or digits, unless they are short and as high as the small
 * letters of the page. */
static void settle_heights(struct sketch *s, size_t from, double *room)
{
    size_t count = 0;
    for (size_t r = 0; r < s->row_count; r++)
        if (s->rows[r].mixed)
            room[count++] = s->rows[r].x_height;
    s->x_height = count > 0 ? ranked(room, count, 0.5) : s->em / 1.2;
    for (size_t r = from; r < s->row_count; r++) {
        struct row *row = &s->rows[r];
        double share = row->x_height / s->x_height;
        bool few = row->count < SHORT_ROW;
        if (!row->mixed && (!few || share < 0.8 || share > 1.18))
            row->x_height /= CAPITAL;
    }
}

void row_bound(const struct sketch *s, struct row *row)
{
    row->x0 = row->y0 = INT32_MAX;
    row->x1 = row->y1 = INT32_MIN;
    for (size_t i = 0; i < row->count; i++) {
        const struct glyph *g = row_glyph(s, row, i);
        int32_t top = (int32_t)(g->base - REACH_UP * row->x_height);
        int32_t bottom = (int32_t)(g->base + REACH_DOWN * row->x_height);
        top = g->y0 > top ? g->y0 : top;
        bottom = g->y1 < bottom ? g->y1 : bottom;
        row->x0 = g->x0 < row->x0 ? g->x0 : row->x0;
        row->x1 = g->x1 > row->x1 ? g->x1 : row->x1;
        row->y0 = top < row->y0 ? top : row->y0;
        row->y1 = bottom > row->y1 ? bottom : row->y1;
    }
    row->base = row_base(s, row, (row->x0 + row->x1) / 2);
}

bool rows_measure(struct sketch *s, size_t from)
{
    double *room = malloc((s->count + s->row_count + 1) * sizeof *room);
    for (size_t r = from; room && r < s->row_count; r++)
        measure(s, &s->rows[r], room);
    if (room)
        settle_heights(s, from, room);
    for (size_t r = from; r < s->row_count; r++)
        row_bound(s, &s->rows[r]);
    bool ok = room != NULL;
    free(room);
    return ok;
}
