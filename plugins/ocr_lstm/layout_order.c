/* layout_order.c - rows into reading order: the page is cut along ruled lines and wide white
 * spaces, again and again, until what is left are rows. Rows of one height side by side are one
 * line. */
#include "layout_own.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PARAGRAPH                                                                                  \
    2.2             /* white between rows, from line of writing to small letters, in x-heights     \
                     */
#define GUTTER 2.4  /* white between columns */
#define ALIGNED 0.6 /* share of rows with one at its height over there: a table or a form */
enum { DEPTH_MAX = 40 };

struct orderer {
    const struct sketch *s;
    struct row *rows; /* the part that is being ordered */
    uint32_t block;
};

/* What of a row counts for white space: from the small letters' heads to their feet. */
static double head(const struct row *r)
{
    return r->level - r->x_height;
}

static int by_head(const void *a, const void *b)
{
    double x = head(a), y = head(b);
    return (x > y) - (x < y);
}

static int by_level(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->level > y->level) - (x->level < y->level);
}

static int by_left(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* A cut between two rows: behind `at` of them. */
struct cut {
    size_t at; /* 0: none */
    double white;
};

/* The widest level white; rows get sorted downwards. */
static struct cut level_cut(struct row *rows, size_t count)
{
    struct cut cut = {0};
    qsort(rows, count, sizeof *rows, by_head);
    double bottom = rows[0].level;
    for (size_t i = 1; i < count; i++) {
        double white = head(&rows[i]) - bottom;
        if (white > cut.white)
            cut = (struct cut){.at = i, .white = white};
        bottom = fmax(bottom, rows[i].level);
    }
    return cut;
}

/* The widest upright white; rows get sorted to the right. */
static struct cut upright_cut(struct row *rows, size_t count)
{
    struct cut cut = {0};
    qsort(rows, count, sizeof *rows, by_left);
    double right = rows[0].x1;
    for (size_t i = 1; i < count; i++) {
        double white = rows[i].x0 - right;
        if (white > cut.white)
            cut = (struct cut){.at = i, .white = white};
        right = fmax(right, rows[i].x1);
    }
    return cut;
}

static bool side_by_side(const struct row *a, const struct row *b)
{
    double least = fmin(a->x_height, b->x_height), slope = (a->slope + b->slope) / 2;
    double across = (b->x0 + b->x1 - a->x0 - a->x1) / 2.0;
    double off = fmin(fabs(a->base + slope * across - b->base), fabs(a->level - b->level));
    return off < 0.6 * least;
}

static double middle_x_height(const struct row *rows, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += rows[i].x_height;
    return sum / (double)count;
}

/* Whether rows of one part mostly have one at their height in the other. */
static bool are_aligned(const struct row *rows, size_t count, size_t at)
{
    size_t fewer = at < count - at ? at : count - at, paired = 0;
    bool left = at <= count - at;
    for (size_t i = left ? 0 : at; i < (left ? at : count); i++)
        for (size_t k = left ? at : 0; k < (left ? count : at); k++)
            if (side_by_side(&rows[i], &rows[k])) {
                paired++;
                break;
            }
    return (double)paired >= ALIGNED * (double)fewer;
}

/* Columns of prose: rows fill the width of both. */
static bool is_prose(const struct row *rows, size_t count)
{
    double x0 = INFINITY, x1 = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++) {
        x0 = fmin(x0, rows[i].x0);
        x1 = fmax(x1, rows[i].x1);
        sum += rows[i].x1 - rows[i].x0;
    }
    return count >= 4 && x1 - x0 > 18 * rows[0].x_height && sum > 0.75 * (x1 - x0) * (double)count;
}

/* A ruled line through all of the part: how many rows stand over it, or left of it; 0: none. */
static size_t rule_cut(const struct orderer *o, struct row *rows, size_t count, bool upright)
{
    double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        x0 = fmin(x0, rows[i].x0);
        x1 = fmax(x1, rows[i].x1);
        y0 = fmin(y0, rows[i].base - rows[i].x_height);
        y1 = fmax(y1, rows[i].base);
    }
    qsort(rows, count, sizeof *rows, upright ? by_left : by_level);
    for (size_t r = 0; r < o->s->rule_count; r++) {
        const struct stroke *k = &o->s->rules[r];
        double at = upright ? (k->x0 + k->x1) / 2.0 : (k->y0 + k->y1) / 2.0;
        double from = upright ? k->y0 - y0 : k->x0 - x0, to = upright ? y1 - k->y1 : x1 - k->x1;
        double room = 0.1 * (upright ? y1 - y0 : x1 - x0);
        if ((k->y1 - k->y0 > k->x1 - k->x0) != upright || from > room || to > room)
            continue;
        size_t before = 0;
        bool clean = true;
        for (size_t i = 0; i < count && clean; i++) {
            double middle =
                upright ? (rows[i].x0 + rows[i].x1) / 2.0 : rows[i].base - rows[i].x_height / 2;
            clean = middle > at || before == i;
            before += middle <= at && before == i;
        }
        if (clean && before > 0 && before < count)
            return before;
    }
    return 0;
}

static void emit(struct row *rows, size_t count, uint32_t block)
{
    qsort(rows, count, sizeof *rows, by_level);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && side_by_side(&rows[i], &rows[end]);)
            end++;
        qsort(rows + i, end - i, sizeof *rows, by_left);
        for (size_t k = i; k < end; k++) {
            rows[k].starts_line = k == i;
            rows[k].block = block;
        }
    }
}

/* Columns of prose are parted before their paragraphs, other columns after. How many rows stand
 * before the cut; 0: none. */
static size_t white_cut(struct row *rows, size_t count)
{
    double xh = middle_x_height(rows, count);
    struct cut cut = upright_cut(rows, count);
    bool gutter = cut.white > GUTTER * xh;
    if (gutter && is_prose(rows, cut.at) && is_prose(rows + cut.at, count - cut.at))
        return cut.at;
    bool columns = gutter && !are_aligned(rows, count, cut.at);
    struct cut level = level_cut(rows, count);
    if (level.white > PARAGRAPH * xh)
        return level.at;
    if (!columns)
        return 0;
    return upright_cut(rows, count).at; /* sorts as it was */
}

static void order(struct orderer *o, struct row *rows, size_t count, int depth)
{
    if (count == 0)
        return;
    size_t at = depth < DEPTH_MAX && count > 1 ? rule_cut(o, rows, count, false) : 0;
    if (at == 0 && depth < DEPTH_MAX && count > 1)
        at = rule_cut(o, rows, count, true);
    if (at == 0 && depth < DEPTH_MAX && count > 1)
        at = white_cut(rows, count);
    if (at == 0) {
        emit(rows, count, o->block++);
        return;
    }
    order(o, rows, at, depth + 1);
    order(o, rows + at, count - at, depth + 1);
}

/* Levels the rows: photographs and copies of books slant here and there. */
static void find_levels(struct sketch *s)
{
    double sum = 0, width = 0;
    for (size_t r = 0; r < s->row_count; r++) {
        double w = s->rows[r].x1 - s->rows[r].x0;
        sum += w * s->rows[r].slope;
        width += w;
    }
    for (size_t r = 0; r < s->row_count; r++) {
        struct row *row = &s->rows[r];
        row->level = row->base - (width > 0 ? sum / width : 0) * (row->x0 + row->x1) / 2;
    }
}

bool rows_order(struct sketch *s)
{
    find_levels(s);
    struct orderer o = {.s = s, .rows = s->rows};
    order(&o, s->rows, s->row_count, 0);
    return true;
}
