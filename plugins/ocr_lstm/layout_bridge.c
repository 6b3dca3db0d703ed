/* layout_bridge.c - letters of two lines that touch, on cards above all: what hangs together with
 * several lines of writing is cut between them where it is thinnest, so that each line keeps its
 * letters. What reaches beyond what letters do (a stamp, a signature), upright strokes (of a bar
 * code) and large print beside small lines (a logo's) stay whole. */
#include "layout_own.h"

#include <math.h>
#include <stdlib.h>

#define NEAR 8.0     /* lines begin or end no further from a bridge, in em */
#define NEAR_FEW 1.0 /* rows of few letters */
#define ONE_LINE 0.6 /* two rows are of one line when they run so near, in x-heights */
#define STRAY 0.1    /* this share of a bridge may lie outside of what letters reach */
#define THICK 0.6    /* a stroke so wide between the lines is none of their letters, in x-heights */
#define BAND_LEAST 0.6 /* of a line's small letters as much is beside the bridge */
enum { LINES_MAX = 6, LEAST_LETTERS = 4, TALL_MAX = 512, STROKE = 4 };

/* A line of writing as it runs by a bridge. */
struct passing {
    double base, x_height, off;
};

struct passings {
    struct passing lines[LINES_MAX]; /* downwards */
    size_t count;
};

/* How far the row is from the bridge. */
static double off_bridge(const struct row *row, const struct glyph *g)
{
    return fmax(0, fmax(row->x0 - g->x1, g->x0 - row->x1));
}

/* Of rows on one line the nearest counts. */
static void add_line(struct passings *p, struct passing line)
{
    size_t at = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct passing *o = &p->lines[i];
        if (fabs(o->base - line.base) < ONE_LINE * fmin(o->x_height, line.x_height)) {
            *o = line.off < o->off ? line : *o;
            return;
        }
        at += o->base < line.base;
    }
    if (p->count == LINES_MAX)
        return;
    for (size_t i = p->count++; i > at; i--)
        p->lines[i] = p->lines[i - 1];
    p->lines[at] = line;
}

static struct passings lines_by(const struct sketch *s, const struct glyph *g)
{
    struct passings p = {0};
    double x = (g->x0 + g->x1) / 2.0;
    for (size_t r = 0; r < s->row_count; r++) {
        const struct row *row = &s->rows[r];
        double off = off_bridge(row, g), xh = row->x_height;
        if (off > (row->count < LEAST_LETTERS ? NEAR_FEW : NEAR) * s->em || row->count < 2)
            continue;
        double base = row_base(s, row, x);
        if (fmin(base, g->y1) - fmax(base - xh, g->y0) > BAND_LEAST * xh)
            add_line(&p, (struct passing){.base = base, .x_height = xh, .off = off});
    }
    return p;
}

/* The first run of the bridge's rows. */
static size_t first_run(const struct ink *ink, int32_t y)
{
    size_t low = 0, high = ink->run_count;
    while (low < high) {
        size_t half = (low + high) / 2;
        if (ink->runs[half].y < y)
            low = half + 1;
        else
            high = half;
    }
    return low;
}

/* Where the bridge is thinnest between two lines. `ink` has its pixels row by row. */
static int32_t thinnest(const struct glyph *g, const int32_t *ink, const struct passing *upper,
                        const struct passing *lower)
{
    int32_t from = (int32_t)ceil(upper->base), to = (int32_t)(lower->base - lower->x_height);
    int32_t at = (from + to) / 2;
    from = from > g->y0 ? from : g->y0;
    to = to < g->y1 - 1 ? to : g->y1 - 1;
    for (int32_t y = from, best = INT32_MAX; y <= to; y++)
        if (ink[y - g->y0] < best) {
            best = ink[y - g->y0];
            at = y;
        }
    return at;
}

static int by_left(const void *a, const void *b)
{
    const struct run *x = a, *y = b;
    return (x->x0 > y->x0) - (x->x0 < y->x0);
}

static enum glyph_kind kind_of_piece(const struct sketch *s, const struct glyph *g)
{
    int32_t w = g->x1 - g->x0, h = g->y1 - g->y0;
    if (w < 2 && h < 2)
        return GLYPH_NONE;
    return h < MARK_HIGH * s->em ? GLYPH_MARK : GLYPH_LETTER;
}

/* The runs of a bridge on one line become glyphs, a new one where there is white between them. */
static bool add_pieces(struct sketch *s, struct run *runs, size_t count, uint32_t blob)
{
    if (count == 0)
        return true;
    struct glyph *glyphs = realloc(s->glyphs, (s->count + count + 1) * sizeof *glyphs);
    if (!glyphs)
        return false;
    s->glyphs = glyphs;
    qsort(runs, count, sizeof *runs, by_left);
    struct glyph *g = NULL;
    size_t first = s->count;
    for (size_t i = 0; i < count; i++) {
        const struct run *r = &runs[i];
        if (!g || r->x0 > g->x1) {
            g = &glyphs[s->count++];
            *g = (struct glyph){
                .x0 = r->x0, .y0 = r->y, .x1 = r->x1, .y1 = r->y + 1, .row = -1, .blob = blob};
        }
        g->x1 = r->x1 > g->x1 ? r->x1 : g->x1;
        g->y0 = r->y < g->y0 ? r->y : g->y0;
        g->y1 = r->y >= g->y1 ? r->y + 1 : g->y1;
    }
    for (size_t i = first; i < s->count; i++)
        glyphs[i].kind = kind_of_piece(s, &glyphs[i]);
    return true;
}

/* The share of the bridge's ink that is further from every line than letters reach. */
static double stray(const struct glyph *g, const int32_t *ink, const struct passings *p)
{
    double all = 0, out = 0;
    for (int32_t y = g->y0; y < g->y1; y++) {
        bool reached = false;
        for (size_t i = 0; i < p->count && !reached; i++) {
            const struct passing *l = &p->lines[i];
            reached =
                y > l->base - REACH_UP * l->x_height && y < l->base + REACH_DOWN * l->x_height;
        }
        all += ink[y - g->y0];
        out += reached ? 0 : ink[y - g->y0];
    }
    return all > 0 ? out / all : 1;
}

/* Whether the bridge is one thick stroke about row y, where it would be cut: not letters that
 * touch, which are thin there but for a serif, but one large letter. */
static bool is_thick(const struct sketch *s, const struct glyph *g, int32_t y, double x_height)
{
    int32_t about = (int32_t)ceil(x_height / 4), least = INT32_MAX;
    for (int32_t row = y - about; row <= y + about; row++) {
        int32_t widest = 0;
        for (size_t i = first_run(&s->ink, row); i < s->ink.run_count; i++) {
            const struct run *r = &s->ink.runs[i];
            if (r->y > row)
                break;
            int32_t wide = r->blob == g->blob ? r->x1 - r->x0 : 0;
            widest = wide > widest ? wide : widest;
        }
        least = widest < least ? widest : least;
    }
    return least > THICK * x_height;
}

/* The rows that the bridge is cut at; false: it stays whole. */
static bool find_cuts(const struct sketch *s, const struct glyph *g, const int32_t *ink,
                      const struct passings *p, int32_t *ret_cuts)
{
    for (size_t l = 0; l + 1 < p->count; l++) {
        const struct passing *upper = &p->lines[l], *lower = &p->lines[l + 1];
        ret_cuts[l] = thinnest(g, ink, upper, lower);
        if (is_thick(s, g, ret_cuts[l], fmax(upper->x_height, lower->x_height)))
            return false;
    }
    ret_cuts[p->count - 1] = g->y1;
    return true;
}

/* Cuts glyph `at` between the lines that it hangs together with. */
static bool part(struct sketch *s, size_t at, struct run *room, size_t *parted)
{
    struct glyph g = s->glyphs[at];
    struct passings p = lines_by(s, &g);
    int32_t ink[TALL_MAX] = {0};
    if (p.count < 2 || g.y1 - g.y0 > TALL_MAX || (g.x1 - g.x0) * STROKE < g.y1 - g.y0)
        return true;
    size_t first = first_run(&s->ink, g.y0);
    for (size_t i = first; i < s->ink.run_count && s->ink.runs[i].y < g.y1; i++)
        if (s->ink.runs[i].blob == g.blob)
            ink[s->ink.runs[i].y - g.y0] += s->ink.runs[i].x1 - s->ink.runs[i].x0;
    int32_t cuts[LINES_MAX];
    if (stray(&g, ink, &p) > STRAY || !find_cuts(s, &g, ink, &p, cuts))
        return true;
    size_t run = first;
    for (size_t l = 0; l < p.count; l++) {
        size_t count = 0;
        for (; run < s->ink.run_count && s->ink.runs[run].y < cuts[l]; run++)
            if (s->ink.runs[run].blob == g.blob)
                room[count++] = s->ink.runs[run];
        if (!add_pieces(s, room, count, g.blob))
            return false;
    }
    s->glyphs[at].kind = GLYPH_NONE;
    ++*parted;
    return true;
}

bool bridges_part(struct sketch *s, size_t *ret_parted)
{
    size_t count = s->count, parted = 0;
    bool ok = true;
    struct run *room = malloc((s->ink.run_count + 1) * sizeof *room);
    for (size_t i = 0; room && ok && i < count; i++)
        if (s->glyphs[i].kind == GLYPH_BRIDGE)
            ok = part(s, i, room, &parted);
    free(room);
    uint32_t *order = realloc(s->order, (s->count + 1) * sizeof *order);
    s->order = order ? order : s->order;
    if (!room || !ok || !order)
        return false;
    if (parted > 0)
        glyphs_sort(s);
    *ret_parted = parted;
    return true;
}
