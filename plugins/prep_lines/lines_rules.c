/* lines_rules.c - finds ruled lines: long runs of ink, level ones as they are, upright ones in the
 * picture opened by an upright stroke. Runs that lie side by side are one piece; pieces in one
 * line with short gaps are one rule. Bars of letters are too short, pictures too thick. */
#include "lines_parts.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

enum { PIECES_MAX = 6000 };
#define RUN_MM 2.5   /* the shortest run that can be of a rule */
#define THICK_MM 1.1 /* thicker is not a rule */
#define RULE_MM 12.0 /* the shortest rule that stands for itself */
#define PIECE_MM 3.9 /* bars of letters are shorter */
#define SLOPE_MAX 0.03
#define THROUGH 0.85   /* of the page's height: no side of a table that has no level rule */
#define BEYOND_MM 12.0 /* no table's side goes on so far behind its last level rule */

/* Moments of the pixels of a piece, along and across. */
struct sums {
    double n, x, y, xx, xy, yy;
};

/* One pixel row of `n` pixels from `x` on; upright pieces swap the roles of x and y. */
static void add_run(struct sums *s, const struct run *r, bool upright)
{
    double n = r->x1 - r->x0, mid = (r->x0 + r->x1 - 1) / 2.0, y = r->y;
    s->n += n;
    s->x += n * (upright ? y : mid);
    s->y += n * (upright ? mid : y);
    s->xx += upright ? n * y * y : n * (mid * mid + (n * n - 1) / 12);
    s->yy += upright ? n * (mid * mid + (n * n - 1) / 12) : n * y * y;
    s->xy += n * mid * y;
}

static struct rule rule_of(const struct sums *s, const struct blob *b, bool upright)
{
    double mx = s->x / s->n, my = s->y / s->n, vx = s->xx / s->n - mx * mx;
    struct rule r = {.from = b->x0, .to = b->x1, .upright = upright};
    if (upright) {
        r.from = b->y0;
        r.to = b->y1;
    }
    r.slope = vx > 0.5 ? (s->xy / s->n - mx * my) / vx : 0;
    r.thick = s->n / (r.to - r.from);
    r.at = my + r.slope * ((r.from + r.to) / 2 - mx);
    return r;
}

bool rules_add(struct rules *rules, const struct rule *rule)
{
    if (rules->count == rules->room) {
        size_t room = rules->room ? rules->room * 2 : 64;
        struct rule *bigger = realloc(rules->items, room * sizeof *bigger);
        if (!bigger)
            return false;
        rules->items = bigger;
        rules->room = room;
    }
    rules->items[rules->count++] = *rule;
    return true;
}

/* The ink strays from a straight stroke's middle no further than its thickness, a little roughness
 * and the wobble of a feeder explain; that of an arc, as of a round seal, does. */
static bool is_straight(const struct sums *s, const struct rule *r)
{
    double mx = s->x / s->n, my = s->y / s->n;
    double vy = s->yy / s->n - my * my, cross = s->xy / s->n - mx * my;
    double stray = sqrt(fmax(0, vy - r->slope * cross));
    return stray <= r->thick * 0.32 + 0.35 + 0.0008 * (r->to - r->from);
}

/* The thin straight ones among the blobs. */
static int pieces_of(const struct ink *ink, double mm, bool upright, struct rules *pieces)
{
    struct sums *sums = calloc(ink->blob_count + 1, sizeof *sums);
    bool ok = sums;
    for (size_t i = 0; ok && i < ink->run_count; i++)
        add_run(&sums[ink->runs[i].blob], &ink->runs[i], upright);
    for (size_t i = 0; ok && i < ink->blob_count && pieces->count < PIECES_MAX; i++) {
        const struct blob *b = &ink->blobs[i];
        struct rule r = rule_of(&sums[i], b, upright);
        double across = upright ? b->x1 - b->x0 : b->y1 - b->y0;
        if (r.to - r.from >= RUN_MM * mm && r.thick <= THICK_MM * mm &&
            fabs(r.slope) <= SLOPE_MAX && is_straight(&sums[i], &r) &&
            across <= THICK_MM * mm + SLOPE_MAX * (r.to - r.from))
            ok = rules_add(pieces, &r);
    }
    free(sums);
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}

/* The long level runs, joined where they lie side by side in neighbouring rows. */
static int level_pieces(const struct ink *ink, double mm, struct rules *pieces)
{
    struct ink longs = {.runs = malloc((ink->run_count + 1) * sizeof(struct run))};
    if (!longs.runs)
        return SOHOA_BAD_PAGE;
    for (size_t i = 0; i < ink->run_count; i++)
        if (ink->runs[i].x1 - ink->runs[i].x0 >= RUN_MM * mm)
            longs.runs[longs.run_count++] = ink->runs[i];
    int rc = ink_join(&longs);
    if (rc == SOHOA_OK)
        rc = pieces_of(&longs, mm, false, pieces);
    ink_free(&longs);
    return rc;
}

/* Every row and (or or) the row `step` below (above): word by word, in place. */
static void fold_rows(PIX *bits, int step, bool erode)
{
    int h = pixGetHeight(bits);
    size_t wpl = (size_t)pixGetWpl(bits);
    l_uint32 *data = pixGetData(bits);
    for (int i = 0; i < h; i++) {
        int y = erode ? i : h - 1 - i, other = erode ? y + step : y - step;
        l_uint32 *line = data + wpl * (size_t)y;
        const l_uint32 *from = data + wpl * (size_t)(other < 0 || other >= h ? y : other);
        bool outside = other < 0 || other >= h;
        for (size_t k = 0; k < wpl; k++)
            line[k] = erode ? line[k] & (outside ? 0 : from[k]) : line[k] | from[k];
    }
}

/* What is left of the picture when no stroke is shorter than `length` upright. */
static PIX *uprights(PIX *bits, int length)
{
    PIX *out = pixCopy(NULL, bits);
    for (int pass = 0; out && pass < 2; pass++)
        for (int have = 1, step; have < length; have += step) {
            step = have < length - have ? have : length - have;
            fold_rows(out, step, pass == 0);
        }
    return out;
}

static int upright_pieces(PIX *bits, double mm, struct rules *pieces)
{
    struct ink ink = {0};
    PIX *stood = uprights(bits, (int)(RUN_MM * mm));
    int rc = stood ? ink_of(stood, &ink) : SOHOA_BAD_PAGE;
    pixDestroy(&stood);
    if (rc == SOHOA_OK)
        rc = pieces_of(&ink, mm, true, pieces);
    ink_free(&ink);
    return rc;
}

static int by_from(const void *a, const void *b)
{
    const struct rule *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* How far the next piece may begin behind the end of this one. */
static double gap_allowed(double have, double mm)
{
    return fmin(3 * mm, fmax(1.6 * mm, 0.1 * have));
}

static bool in_line(const struct rule *a, const struct rule *b, double mm)
{
    double gap = b->from - a->to, length = a->to - a->from;
    if (gap > gap_allowed(length, mm) || b->to <= a->to || gap < -1 * mm)
        return false;
    double slack = 0.12 * mm + 1 + 0.01 * fmax(gap, 0);
    double joint = (a->to + b->from) / 2;
    bool level = fabs(rule_at(a, joint) - rule_at(b, joint)) <= slack;
    return level && a->thick < 2 * b->thick + 1.5 && b->thick < 2 * a->thick + 1.5;
}

/* One line through both. */
static struct rule joined(const struct rule *a, const struct rule *b)
{
    double la = a->to - a->from, lb = b->to - b->from;
    double ma = (a->from + a->to) / 2, mb = (b->from + b->to) / 2;
    struct rule r = {.from = a->from, .to = fmax(a->to, b->to), .upright = a->upright};
    r.thick = (a->thick * la + b->thick * lb) / (la + lb);
    double apart = (b->at - a->at) / fmax(mb - ma, 1);
    r.slope = la + lb > 0 ? (la > 4 * lb ? a->slope : lb > 4 * la ? b->slope : apart) : 0;
    double at = (a->at * la + b->at * lb) / (la + lb), mid = (ma * la + mb * lb) / (la + lb);
    r.at = at + r.slope * ((r.from + r.to) / 2 - mid);
    return r;
}

/* Joins pieces (sorted by where they begin) into lines; `solid` gets, for each line, the length
 * of its pieces that are longer than a letter's bar. */
static int join_pieces(struct rules *pieces, double mm, struct rules *lines, double **ret_solid)
{
    if (pieces->count)
        qsort(pieces->items, pieces->count, sizeof *pieces->items, by_from);
    double *solid = calloc(pieces->count + 1, sizeof *solid);
    bool *used = calloc(pieces->count + 1, sizeof *used);
    bool ok = solid && used;
    for (size_t i = 0; ok && i < pieces->count; i++) {
        if (used[i])
            continue;
        struct rule line = pieces->items[i];
        double sum = line.to - line.from >= PIECE_MM * mm ? line.to - line.from : 0;
        for (size_t k = i + 1; k < pieces->count && pieces->items[k].from < line.to + 3 * mm; k++) {
            const struct rule *p = &pieces->items[k];
            if (used[k] || !in_line(&line, p, mm))
                continue;
            sum += p->to - p->from >= PIECE_MM * mm ? p->to - p->from : 0;
            line = joined(&line, p);
            used[k] = true;
        }
        solid[lines->count] = sum;
        ok = rules_add(lines, &line);
    }
    free(used);
    *ret_solid = solid;
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}

static bool stands_alone(const struct rule *r, double solid, double mm)
{
    double length = r->to - r->from;
    return length >= RULE_MM * mm && length >= 20 * r->thick && solid >= 0.7 * length;
}

/* Ends on a level rule: a side of a table or box. */
static bool ends_on(const struct rules *levels, double x, double y, double mm)
{
    for (size_t i = 0; i < levels->count; i++) {
        const struct rule *r = &levels->items[i];
        if (!r->upright && x > r->from - mm && x < r->to + mm &&
            fabs(rule_at(r, x) - y) < 0.4 * mm + r->thick)
            return true;
    }
    return false;
}

/* A dirty drum or glass draws lines through the whole page, tables and all. */
static bool is_streak(const struct rules *levels, const struct rule *r, double mm, int height)
{
    double first = r->to, last = r->from;
    for (size_t i = 0; i < levels->count; i++) {
        const struct rule *l = &levels->items[i];
        double x = rule_at(r, (r->from + r->to) / 2), y = rule_at(l, x);
        if (l->upright || x < l->from - mm || x > l->to + mm || y < r->from - mm || y > r->to + mm)
            continue;
        first = fmin(first, y);
        last = fmax(last, y);
    }
    if (last < first)
        return r->to - r->from > THROUGH * height;
    return first - r->from > BEYOND_MM * mm && r->to - last > BEYOND_MM * mm;
}

static void mark_streaks(struct rules *rules, double mm, int height)
{
    for (size_t i = 0; i < rules->count; i++)
        rules->items[i].streak =
            rules->items[i].upright && is_streak(rules, &rules->items[i], mm, height);
}

static int keep(const struct rules *lines, const double *solid, double mm, struct rules *out)
{
    struct rules levels = *out;
    bool ok = true;
    for (size_t i = 0; ok && i < lines->count; i++) {
        const struct rule *r = &lines->items[i];
        bool side = r->upright && r->to - r->from >= 3.5 * mm &&
                    ends_on(&levels, rule_at(r, r->from), r->from, mm) &&
                    ends_on(&levels, rule_at(r, r->to), r->to, mm);
        if (side || stands_alone(r, solid[i], mm))
            ok = rules_add(out, r);
        levels.items = out->items;
    }
    return ok ? SOHOA_OK : SOHOA_BAD_PAGE;
}

/* Sides of boxes and tables of which only dashes are left. */
static int broken_sides(const struct ink *ink, const struct rules *ups, double mm,
                        struct rules *out)
{
    struct rules sides = {0};
    int rc = dashes_find(ink, ups, mm, true, 3.5 * mm, &sides);
    for (size_t i = 0; rc == SOHOA_OK && i < sides.count; i++) {
        const struct rule *r = &sides.items[i];
        if (ends_on(out, rule_at(r, r->from), r->from, mm) &&
            ends_on(out, rule_at(r, r->to), r->to, mm) && !rules_add(out, r))
            rc = SOHOA_BAD_PAGE;
    }
    free(sides.items);
    return rc;
}

int rules_find(PIX *bits, const struct ink *ink, double mm, struct rules *ret_rules,
               struct cells *ret_cells, size_t *ret_cell_count)
{
    struct rules levels = {0}, ups = {0}, level_lines = {0}, up_lines = {0}, out = {0};
    double *level_solid = NULL, *up_solid = NULL;
    int rc = level_pieces(ink, mm, &levels);
    if (rc == SOHOA_OK)
        rc = upright_pieces(bits, mm, &ups);
    if (rc == SOHOA_OK)
        rc = join_pieces(&levels, mm, &level_lines, &level_solid);
    if (rc == SOHOA_OK)
        rc = join_pieces(&ups, mm, &up_lines, &up_solid);
    if (rc == SOHOA_OK)
        rc = keep(&level_lines, level_solid, mm, &out);
    if (rc == SOHOA_OK)
        rc = dashes_find(ink, &levels, mm, false, RULE_MM * mm, &out);
    if (rc == SOHOA_OK)
        rc = cells_find(&levels, &ups, mm, &out, ret_cells, ret_cell_count);
    if (rc == SOHOA_OK)
        rc = keep(&up_lines, up_solid, mm, &out);
    if (rc == SOHOA_OK)
        mark_streaks(&out, mm, pixGetHeight(bits));
    free(levels.items);
    free(ups.items);
    free(level_lines.items);
    free(up_lines.items);
    free(level_solid);
    free(up_solid);
    if (rc == SOHOA_OK)
        *ret_rules = out;
    else
        free(out.items);
    return rc;
}

int rules_sides(PIX *bits, double mm, struct rules *rules)
{
    struct ink ink = {0};
    struct rules ups = {0};
    int rc = ink_of(bits, &ink);
    if (rc == SOHOA_OK)
        rc = upright_pieces(bits, mm, &ups);
    if (rc == SOHOA_OK)
        rc = broken_sides(&ink, &ups, mm, rules);
    free(ups.items);
    ink_free(&ink);
    return rc;
}
