/* layout_rows.c - letters to rows: each is joined with the nearest to its right that stands at its
 * height; what is small goes to the row at whose letters it stands. The line of writing is the
 * middle of the feet of a letter's neighbours, so that it follows wavy lines. */
#include "layout_own.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2.6          /* letters further apart than so many heights are not joined */
#define GAP_LEAST 0.8    /* these count as so many em at least */
#define GAP_SMALL 1.0    /* between letters of words in small print */
#define GAP_UNEQUAL 1.2  /* of very different heights */
#define TONE_HEIGHT 1.05 /* of touching tones, in x-heights */
#define TONE_ASIDE 0.35  /* tones stand no further from a letter, in x-heights */
#define TONE_OFF 0.5     /* and no further over or under it */
#define CELLS_APART 0.5  /* a rule may part letters that far from each other */
enum {
    LOOKS_MAX = 4000,
    LEAST_HEIGHT = 5,
    TONES_MAX = 6,
    SHORT = 3,
    SMALL_PRINT = 4,
    LEAST_TURNED = 12,
    NEIGHBOURS = 12
};

bool rule_between(const struct sketch *s, int32_t x0, int32_t x1, int32_t y)
{
    for (size_t i = 0; i < s->rule_count; i++) {
        const struct stroke *r = &s->rules[i];
        if (r->y1 - r->y0 > r->x1 - r->x0 && r->x1 >= x0 && r->x0 <= x1 && r->y0 <= y && r->y1 >= y)
            return true;
    }
    return false;
}

static int32_t common(const struct glyph *a, const struct glyph *b)
{
    int32_t top = a->y0 > b->y0 ? a->y0 : b->y0, bottom = a->y1 < b->y1 ? a->y1 : b->y1;
    return bottom - top;
}

static int32_t high(const struct glyph *g)
{
    return g->y1 - g->y0;
}

/* Whether b may stand beside a, which begins further left, in one row. What is much higher than the
 * other needs to be near: a punched hole, a stamp, a bracket. */
static bool beside(const struct sketch *s, const struct glyph *a, const struct glyph *b)
{
    int32_t least = high(a) < high(b) ? high(a) : high(b);
    int32_t most = high(a) < high(b) ? high(b) : high(a);
    int32_t gap = b->x0 - a->x1;
    double reach = most > 1.7 * least ? fmin(s->reach, GAP_UNEQUAL) : s->reach;
    return common(a, b) * 2 > least && most < 4 * least &&
           gap < reach * fmax(least, s->least_reach * s->em) && gap > -least;
}

/* Two letters one above the other to a side of a high glyph: it hangs together with both lines. */
static bool is_bridge(const struct sketch *s, size_t at)
{
    const struct glyph *g = &s->glyphs[at];
    for (int side = -1; side <= 1; side += 2) {
        const struct glyph *upper = NULL, *lower = NULL;
        for (size_t n = 1; n < LOOKS_MAX; n++) {
            if (side < 0 ? n > at : at + n >= s->count)
                break;
            const struct glyph *o = &s->glyphs[side < 0 ? at - n : at + n];
            int32_t gap = side < 0 ? g->x0 - o->x1 : o->x0 - g->x1;
            if (side < 0 ? g->x0 - o->x0 > 8 * s->em : gap > 1.5 * s->em)
                break;
            bool within = side < 0 ? o->x0 >= g->x0 : o->x1 <= g->x1;
            if (o->kind != GLYPH_LETTER || gap > 1.5 * s->em || (within && gap < -0.5 * s->em) ||
                high(o) * 1.7 > high(g) || common(g, o) * 3 < high(o))
                continue;
            upper = !upper || o->y1 < upper->y1 ? o : upper;
            lower = !lower || o->y0 > lower->y0 ? o : lower;
        }
        if (upper && lower && lower->y0 >= upper->y1)
            return true;
    }
    return false;
}

static uint32_t root(uint32_t *parents, uint32_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* Whether b, right of a, may be of its row and no ruled line parts them. */
static bool goes_on(const struct sketch *s, const struct glyph *a, const struct glyph *b)
{
    int32_t slack = (int32_t)(0.15 * s->em);
    return beside(s, a, b) && (b->x0 - a->x1 < CELLS_APART * s->em ||
                               !rule_between(s, a->x1 - slack, b->x0 + slack, (a->y0 + a->y1) / 2));
}

/* The nearest to a side of glyph `at` that is of its kind, in no row yet and goes on in its row;
 * `at` when there is none. */
static size_t nearest(const struct sketch *s, size_t at, bool right)
{
    const struct glyph *g = &s->glyphs[at];
    double best = INFINITY;
    size_t with = at;
    for (size_t n = 1; n < LOOKS_MAX && (right ? at + n < s->count : n <= at); n++) {
        const struct glyph *o = &s->glyphs[right ? at + n : at - n];
        int32_t gap = right ? o->x0 - g->x1 : g->x0 - o->x1;
        if (right ? gap > best || gap > GAP * 4 * s->em : g->x0 - o->x0 > GAP * 4 * s->em)
            break;
        double off = gap + 0.5 * abs(g->y1 - o->y1);
        if (o->kind == g->kind && o->row < 0 && off < best &&
            goes_on(s, right ? g : o, right ? o : g)) {
            best = off;
            with = right ? at + n : at - n;
        }
    }
    return with;
}

/* Joins the glyphs of the kind that are in no row yet to rows, numbered on from row_count. */
static bool join(struct sketch *s, enum glyph_kind kind)
{
    uint32_t *parents = malloc((s->count + 1) * sizeof *parents);
    if (!parents)
        return false;
    for (uint32_t i = 0; i < s->count; i++)
        parents[i] = i;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->glyphs[i].kind != kind || s->glyphs[i].row >= 0)
            continue;
        for (int side = 0; side < 2; side++) {
            uint32_t a = root(parents, i), b = root(parents, (uint32_t)nearest(s, i, side > 0));
            parents[a > b ? a : b] = a > b ? b : a;
        }
    }
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->glyphs[i].kind != kind || s->glyphs[i].row >= 0)
            continue;
        uint32_t first = root(parents, i); /* the first of a row is its root */
        s->glyphs[i].row = first == i ? (int32_t)s->row_count++ : s->glyphs[first].row;
    }
    free(parents);
    return true;
}

/* Numbers the rows that have glyphs anew. `number` has row_count places. */
static void close_ranks(struct sketch *s, int32_t *number)
{
    size_t kept = 0;
    for (size_t r = 0; r < s->row_count; r++)
        number[r] = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->glyphs[i].row >= 0)
            number[s->glyphs[i].row]++;
    for (size_t r = 0; r < s->row_count; r++) {
        size_t glyphs = (size_t)number[r];
        s->rows[kept] = s->rows[r];
        s->rows[kept].count = glyphs;
        number[r] = (int32_t)kept;
        kept += glyphs > 0;
    }
    for (size_t i = 0; i < s->count; i++)
        if (s->glyphs[i].row >= 0)
            s->glyphs[i].row = number[s->glyphs[i].row];
    s->row_count = kept;
}

/* Lists the glyphs row by row, each by x; rows without any go. */
static bool list(struct sketch *s)
{
    struct row *rows = realloc(s->rows, (s->row_count + 1) * sizeof *rows);
    int32_t *number = malloc((s->row_count + 1) * sizeof *number);
    s->rows = rows ? rows : s->rows;
    if (!rows || !number) {
        free(number);
        return false;
    }
    close_ranks(s, number);
    free(number);
    for (size_t r = 0, at = 0; r < s->row_count; r++) {
        rows[r].first = at;
        at += rows[r].count;
        rows[r].count = 0;
    }
    for (uint32_t i = 0; i < s->count; i++)
        if (s->glyphs[i].row >= 0) {
            struct row *row = &rows[s->glyphs[i].row];
            s->order[row->first + row->count++] = i;
        }
    return true;
}

/* ---- what is small -----------------------------------------------------------------------------
 */

/* How far glyph g stands from the letters of the row; INFINITY: it is none of theirs. */
static double off_row(const struct sketch *s, const struct row *row, const struct glyph *g)
{
    double x = (g->x0 + g->x1) / 2.0;
    double xh = row->x_height, aside = fmax(0, fmax(row->x0 - x, x - row->x1));
    double y = (g->y0 + g->y1) / 2.0;
    if (aside > 1.2 * xh || y < row->y0 - 2 * xh || y > row->y1 + xh)
        return INFINITY;
    double up = (row_base(s, row, x) - y) / xh;
    if (up < -REACH_DOWN || up > REACH_UP)
        return INFINITY;
    return aside / xh / 2 + (up < 0 ? -1.2 * up : up > 1 ? 0.6 * (up - 1) : 0);
}

/* Whether g stands where tones of the row's letters are, with letters in its column. */
static bool over_or_under(const struct sketch *s, const struct row *row, const struct glyph *g)
{
    double x = (g->x0 + g->x1) / 2.0;
    double y = (g->y0 + g->y1) / 2.0, xh = row->x_height;
    if (x < row->x0 - 0.3 * xh || x > row->x1 + 0.3 * xh)
        return false;
    double up = (row_base(s, row, x) - y) / xh;
    return up > -REACH_DOWN && up < REACH_UP && (up < 0.1 || up > 0.95);
}

/* Gives glyphs of the kind to the row they stand nearest to; `most` heights at most. */
static void attach(struct sketch *s, enum glyph_kind kind)
{
    for (size_t i = 0; i < s->count; i++) {
        struct glyph *g = &s->glyphs[i];
        double best = INFINITY;
        if (g->kind != kind || g->row >= 0)
            continue;
        for (size_t r = 0; r < s->row_count; r++) {
            double off = off_row(s, &s->rows[r], g);
            if (off < best) {
                best = off;
                g->row = (int32_t)r;
                g->base = row_base(s, &s->rows[r], (g->x0 + g->x1) / 2.0);
            }
        }
    }
}

/* How far the two are apart, 0 where they overlap. */
static int32_t apart(int32_t a0, int32_t a1, int32_t b0, int32_t b1)
{
    return b0 > a1 ? b0 - a1 : a0 > b1 ? a0 - b1 : 0;
}

/* Whether glyph `at` of the row stands where tones do: over the small letters or under the line of
 * writing. */
static bool is_tone(const struct row *row, const struct glyph *g)
{
    double xh = row->x_height;
    return g->kind == GLYPH_MARK && (g->base - g->y1 > 0.95 * xh || g->y0 - g->base > 0.05 * xh);
}

/* Whether something of the row stands close to its glyph `at`: no tone unless `over_tones`. */
static bool has_support(const struct sketch *s, const struct row *row, size_t at, bool over_tones)
{
    const struct glyph *g = row_glyph(s, row, at);
    double aside = TONE_ASIDE * row->x_height, off = TONE_OFF * row->x_height;
    for (int side = -1; side <= 1; side += 2)
        for (size_t n = 1; n <= NEIGHBOURS && (side < 0 ? n <= at : at + n < row->count); n++) {
            const struct glyph *o = row_glyph(s, row, side < 0 ? at - n : at + n);
            bool tone = o->kind == GLYPH_NONE || is_tone(row, o);
            if ((!tone || (over_tones && o->kind == GLYPH_MARK)) &&
                apart(g->x0, g->x1, o->x0, o->x1) < aside &&
                apart(g->y0, g->y1, o->y0, o->y1) < off)
                return true;
        }
    return false;
}

/* Tones and dots stand at letters, or at other tones: what is left of a pattern between the lines,
 * and specks, are none. */
static void drop_loose(struct sketch *s, const struct row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (is_tone(row, row_glyph(s, row, i)) && !has_support(s, row, i, false) &&
            !has_support(s, row, i, true))
            row_glyph(s, row, i)->kind = GLYPH_NONE;
    for (size_t i = 0; i < row->count; i++)
        if (row_glyph(s, row, i)->kind == GLYPH_NONE)
            row_glyph(s, row, i)->row = -1;
}

/* Whether all glyphs of a row are as high as tones and stand over or under letters of another. */
static bool are_tones(const struct sketch *s, const struct row *few, const struct row *row)
{
    for (size_t k = 0; k < few->count; k++) {
        const struct glyph *g = row_glyph(s, few, k);
        if (high(g) > TONE_HEIGHT * row->x_height || !over_or_under(s, row, g))
            return false;
    }
    return true;
}

/* Whether the row is a short word in capitals, "SINH": as tones do not, its letters stand close to
 * each other on one line of writing and are of one height. */
static bool is_short_word(const struct sketch *s, const struct row *few, double x_height)
{
    const struct glyph *first = few->count >= SHORT ? row_glyph(s, few, 0) : NULL, *last = first;
    size_t letters = 0;
    for (size_t k = 0; first && k < few->count; k++) {
        const struct glyph *g = row_glyph(s, few, k);
        double h = high(g);
        if (h < 0.8 * x_height || abs(g->y1 - last->y1) > 0.2 * x_height ||
            g->x0 - last->x1 > 0.6 * x_height)
            return false;
        last = g;
        letters++;
    }
    return letters >= SHORT;
}

/* Tones that touch are as high as letters: a short row that stands over or under the letters of a
 * longer one is marks of it. */
static void absorb(struct sketch *s)
{
    for (size_t i = 0; i < s->row_count; i++) {
        const struct row *few = &s->rows[i];
        bool tones = false;
        for (size_t r = 0; r < s->row_count && few->count <= TONES_MAX && !tones; r++)
            tones = r != i && s->rows[r].count > 2 * few->count && are_tones(s, few, &s->rows[r]) &&
                    !is_short_word(s, few, s->rows[r].x_height);
        for (size_t k = 0; tones && k < few->count; k++)
            row_glyph(s, few, k)->kind = GLYPH_MARK;
    }
    for (size_t i = 0; i < s->count; i++)
        if (s->glyphs[i].kind == GLYPH_MARK)
            s->glyphs[i].row = -1;
}

/* What is small and stands at no row may be small print. */
static void promote(struct sketch *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct glyph *g = &s->glyphs[i];
        if (g->kind == GLYPH_MARK && g->row < 0 && high(g) >= LEAST_HEIGHT &&
            g->x1 - g->x0 < 8 * high(g))
            g->kind = GLYPH_LETTER;
    }
}

/* A lonely upright stroke is what is left of a frame. */
static void drop_strokes(struct sketch *s)
{
    for (size_t r = 0; r < s->row_count; r++) {
        struct glyph *g = row_glyph(s, &s->rows[r], 0);
        if (s->rows[r].count == 1 && (g->x1 - g->x0) * 5 < high(g)) {
            g->kind = GLYPH_NONE;
            g->row = -1;
        }
    }
}

/* Rows from number `from` on need several letters. */
static void drop_short(struct sketch *s, size_t from)
{
    for (size_t r = from; r < s->row_count; r++)
        for (size_t i = 0; s->rows[r].count < SHORT && i < s->rows[r].count; i++) {
            row_glyph(s, &s->rows[r], i)->kind = GLYPH_NONE;
            row_glyph(s, &s->rows[r], i)->row = -1;
        }
}

bool rows_turned(const struct sketch *s)
{
    size_t level = 0, upright = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct glyph *g = &s->glyphs[i];
        double aside = INFINITY, below = INFINITY;
        for (size_t k = i + 1; k < s->count && g->kind == GLYPH_LETTER && k < i + LOOKS_MAX; k++) {
            const struct glyph *o = &s->glyphs[k];
            if (o->x0 - g->x1 > GAP * s->em)
                break;
            if (o->kind != GLYPH_LETTER)
                continue;
            if (common(g, o) * 2 > high(o))
                aside = fmin(aside, fmax(0, o->x0 - g->x1));
            else if (2 * (g->x1 - o->x0) > o->x1 - o->x0)
                below = fmin(below, fmax(0, fmax(o->y0 - g->y1, g->y0 - o->y1)));
        }
        level += aside < below;
        upright += below < aside && below < s->em;
    }
    return upright > LEAST_TURNED && upright > level;
}

/* Marks close to each other in a row are letters of small print: tones and dots stand further
 * apart. */
static bool find_small_print(struct sketch *s)
{
    s->reach = GAP_SMALL;
    s->least_reach = 0;
    bool ok = join(s, GLYPH_MARK) && list(s);
    for (size_t r = 0; ok && r < s->row_count; r++) {
        const struct row *row = &s->rows[r];
        size_t letters = 0;
        for (size_t i = 0; i < row->count; i++)
            letters += high(row_glyph(s, row, i)) >= LEAST_HEIGHT;
        for (size_t i = 0; i < row->count; i++) {
            struct glyph *g = row_glyph(s, row, i);
            bool print = letters >= SMALL_PRINT && high(g) >= LEAST_HEIGHT;
            g->kind = print ? GLYPH_LETTER : GLYPH_MARK;
            g->row = -1;
        }
    }
    s->row_count = 0;
    return ok;
}

/* Letters to rows, rows that touch parted, measured. */
static bool find_rows(struct sketch *s)
{
    s->row_count = 0;
    for (size_t i = 0; i < s->count; i++)
        s->glyphs[i].row = -1;
    if (!join(s, GLYPH_LETTER) || !list(s))
        return false;
    rows_split(s);
    return list(s) && rows_measure(s, 0);
}

bool rows_find(struct sketch *s)
{
    size_t parted = 0;
    s->order = malloc((s->count + 1) * sizeof *s->order);
    if (!s->order || !find_small_print(s))
        return false;
    s->reach = GAP;
    s->least_reach = GAP_LEAST;
    for (size_t i = 0; i < s->count; i++)
        if (s->glyphs[i].kind == GLYPH_LETTER && high(&s->glyphs[i]) > 1.7 * s->em &&
            is_bridge(s, i))
            s->glyphs[i].kind = GLYPH_BRIDGE;
    if (!find_rows(s) || !bridges_part(s, &parted) || (parted > 0 && !find_rows(s)))
        return false;
    absorb(s);
    drop_strokes(s);
    rows_merge(s);
    if (!list(s) || !rows_measure(s, 0))
        return false;
    attach(s, GLYPH_MARK);
    size_t before = s->row_count;
    promote(s);
    if (!join(s, GLYPH_LETTER) || !list(s))
        return false;
    drop_short(s, before);
    if (!list(s) || !rows_measure(s, before))
        return false;
    attach(s, GLYPH_MARK);
    attach(s, GLYPH_BRIDGE);
    if (!list(s))
        return false;
    for (size_t r = 0; r < s->row_count; r++)
        drop_loose(s, &s->rows[r]);
    if (!list(s))
        return false;
    for (size_t r = 0; r < s->row_count; r++)
        row_bound(s, &s->rows[r]);
    return true;
}
