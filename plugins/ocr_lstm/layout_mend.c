/* layout_mend.c - rows that are not what lines are: two rows in each other's place are one, one
 * row of letters that stand one above the other is two. */
#include "layout_own.h"

#include <math.h>

#define ONE_LINE 1.5 /* rows on one line of writing: their x-heights differ by less */
#define ONE_BAND 0.6 /* and this share of the lower is common to both */
enum { ROWS_MAX = 5000, LETTERS_MAX = 400, LEAST = 3 };

/* Whether two rows stand in each other's place on one line of writing: something wide among their
 * letters, such as a line under them, kept them from being joined. */
static bool is_one_line(const struct sketch *s, const struct row *a, const struct row *b)
{
    double x0 = a->x0 > b->x0 ? a->x0 : b->x0, x1 = a->x1 < b->x1 ? a->x1 : b->x1;
    double least = fmin(a->x_height, b->x_height), most = fmax(a->x_height, b->x_height);
    double at_a = row_base(s, a, (x0 + x1) / 2), at_b = row_base(s, b, (x0 + x1) / 2);
    double both = fmin(at_a, at_b) - fmax(at_a - a->x_height, at_b - b->x_height);
    return x1 > x0 && most < ONE_LINE * least && both > ONE_BAND * least;
}

void rows_merge(struct sketch *s)
{
    for (size_t r = 0; r < s->row_count && s->row_count <= ROWS_MAX; r++)
        for (size_t k = 0; k < s->row_count; k++) {
            const struct row *few = &s->rows[r], *more = &s->rows[k];
            bool fewer = few->count < more->count || (few->count == more->count && r < k);
            if (few->count == 0 || !fewer || few->y0 > more->y1 || more->y0 > few->y1 ||
                !is_one_line(s, few, more))
                continue;
            int32_t to = row_glyph(s, more, 0)->row; /* it may have gone to another itself */
            for (size_t i = 0; i < few->count; i++)
                row_glyph(s, few, i)->row = to;
            break;
        }
}

/* How a row parts at a height. */
struct parting {
    size_t above, below;
    int32_t x0[2], x1[2]; /* of what is above, below */
};

static struct parting part(const struct sketch *s, const struct row *row, int32_t y)
{
    struct parting p = {.x0 = {INT32_MAX, INT32_MAX}, .x1 = {INT32_MIN, INT32_MIN}};
    for (size_t i = 0; i < row->count; i++) {
        const struct glyph *g = row_glyph(s, row, i);
        if (g->y1 > y && g->y0 < y)
            continue;
        int side = g->y1 > y;
        p.above += !side;
        p.below += side != 0;
        p.x0[side] = g->x0 < p.x0[side] ? g->x0 : p.x0[side];
        p.x1[side] = g->x1 > p.x1[side] ? g->x1 : p.x1[side];
    }
    return p;
}

/* Whether the row is two, one above the other for at least half of the shorter one; nearly all of
 * its letters are of one or the other. */
static bool parts(const struct row *row, const struct parting *p)
{
    if (p->above < LEAST || p->below < LEAST || (p->above + p->below) * 5 < row->count * 4)
        return false;
    int32_t x0 = p->x0[0] > p->x0[1] ? p->x0[0] : p->x0[1];
    int32_t x1 = p->x1[0] < p->x1[1] ? p->x1[0] : p->x1[1];
    int32_t a = p->x1[0] - p->x0[0], b = p->x1[1] - p->x0[1];
    return (x1 - x0) * 2 > (a < b ? a : b);
}

/* The lower part becomes a row of its own. What holds both together counts as a letter of the row
 * that has more of it, as far as it reaches there. */
static void split_at(struct sketch *s, const struct row *row, int32_t y)
{
    for (size_t i = 0; i < row->count; i++) {
        struct glyph *g = row_glyph(s, row, i);
        if (g->y1 > y && g->y0 < y && g->y1 - y < y - g->y0)
            g->y1 = y;
        else if (g->y1 > y && g->y0 < y)
            g->y0 = y;
        if (g->y1 > y)
            g->row = (int32_t)s->row_count;
    }
    s->row_count++;
}

void rows_split(struct sketch *s)
{
    size_t count = s->row_count;
    for (size_t r = 0; r < count; r++) {
        const struct row *row = &s->rows[r];
        size_t best = 0;
        int32_t at = 0;
        for (size_t i = 0; i < row->count && row->count <= LETTERS_MAX; i++) {
            int32_t y = row_glyph(s, row, i)->y1;
            struct parting p = part(s, row, y);
            if (p.above + p.below > best && parts(row, &p)) {
                best = p.above + p.below;
                at = y;
            }
        }
        if (best > 0)
            split_at(s, row, at);
    }
}
