/* orient_judge.c - from the marks of a page to how its text lies. Our own method:
 *
 * Sideways or not: the centres of the letters are projected across the page and along it, at
 * every skew to 16 degrees; lines of text pile up in one of the two only.
 *
 * Up or down: letters stand on their baseline. Of two neighbours in a line that differ in height,
 * the upright pair agrees at the bottom (b-a, T-r, a letter and one with its accent) far more
 * often than at the top (a-g). And small marks that float by a letter - dots of i, tones,
 * circumflexes, horns - float above it more often than below, in Vietnamese too, where the dot
 * below is one tone of five. Both are counted as votes; capitals are told by the second alone.
 * The dots of a fill-in line lie below the letters that stand on it, and touch them: they have no
 * vote, and those letters not the first. */
#include "orient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ANGLES = 65, LETTERS_MIN = 12, LETTERS_MAX = 6000 };
#define STEP 0.5  /* degrees */
#define LEAN 0.15 /* share of the votes by which one side must win; of text it is a third */

/* A mark seen in the frame of its text: u along the line, v down from line to line. */
struct glyph {
    float u0, u1, v0, v1;
};

struct glyphs {
    struct glyph *letters, *floats;
    int letter_count, float_count;
    double size; /* median height of letters, pixels */
};

static int compare_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int width_of(const struct mark *m)
{
    return m->right - m->left + 1;
}

static int height_of(const struct mark *m)
{
    return m->bottom - m->top + 1;
}

static int larger_side(const struct mark *m)
{
    return width_of(m) > height_of(m) ? width_of(m) : height_of(m);
}

/* Neither a speck nor a rule, a frame, a picture. */
static bool may_be_letter(const struct mark *m, int low, int high)
{
    int big = larger_side(m), small = width_of(m) + height_of(m) - big;
    return big >= low && big <= high && big <= 6 * small;
}

static int median_size(const struct mark *marks, int count, int *sizes)
{
    int n = 0;
    for (int i = 0; i < count; i++)
        if (may_be_letter(&marks[i], 7, 70))
            sizes[n++] = larger_side(&marks[i]);
    if (n == 0)
        return 0;
    qsort(sizes, (size_t)n, sizeof *sizes, compare_int);
    return sizes[n / 2];
}

/* Energy of the projection of the letters' centres in bins of a third of their size. */
static double pile(const struct glyphs *g, double degrees, bool along, uint16_t *bins, int count)
{
    double s = sin(degrees * M_PI / 180), c = cos(degrees * M_PI / 180), bin = g->size / 3;
    double energy = 0, shift = count / 2.0;
    memset(bins, 0, (size_t)count * sizeof *bins);
    for (int i = 0; i < g->letter_count; i++) {
        const struct glyph *l = &g->letters[i];
        double u = (double)(l->u0 + l->u1) / 2, v = (double)(l->v0 + l->v1) / 2;
        double place = along ? v * c - u * s : u * c + v * s;
        int at = (int)(place / bin + shift);
        if (at >= 0 && at < count)
            bins[at]++;
    }
    for (int i = 1; i < count; i++)
        energy += ((double)bins[i] - bins[i - 1]) * ((double)bins[i] - bins[i - 1]);
    return energy;
}

static double sharpest(const struct glyphs *g, bool along, uint16_t *bins, int count,
                       double *ret_degrees)
{
    double best = 0;
    for (int i = 0; i < ANGLES; i++) {
        int from_middle = i - ANGLES / 2;
        double degrees = from_middle * STEP, e = pile(g, degrees, along, bins, count);
        if (e > best) {
            best = e;
            *ret_degrees = degrees;
        }
    }
    return best;
}

/* The frame of text that runs down the page: u = y, v = width - x. */
static void lay_down(struct glyph *all, int count, int width)
{
    for (int i = 0; i < count; i++) {
        struct glyph g = all[i];
        all[i] = (struct glyph){
            .u0 = g.v0, .u1 = g.v1, .v0 = (float)width - g.u1, .v1 = (float)width - g.u0};
    }
}

/* Skew taken out of the places, boxes kept as they are. */
static void straighten(struct glyph *all, int count, double degrees)
{
    float s = (float)sin(degrees * M_PI / 180), c = (float)cos(degrees * M_PI / 180);
    for (int i = 0; i < count; i++) {
        struct glyph g = all[i];
        float u = (g.u0 + g.u1) / 2, v = (g.v0 + g.v1) / 2;
        float du = u * c + v * s - u, dv = v * c - u * s - v;
        all[i] = (struct glyph){g.u0 + du, g.u1 + du, g.v0 + dv, g.v1 + dv};
    }
}

static int compare_u(const void *a, const void *b)
{
    float x = ((const struct glyph *)a)->u0, y = ((const struct glyph *)b)->u0;
    return (x > y) - (x < y);
}

static float overlap(float a0, float a1, float b0, float b1)
{
    return fminf(a1, b1) - fmaxf(a0, b0);
}

/* The next letter of the same line, or NULL. */
static const struct glyph *next_in_line(const struct glyphs *g, int i)
{
    const struct glyph *a = &g->letters[i], *best = NULL;
    float reach = (float)g->size * 1.2f;
    for (int k = i + 1; k < g->letter_count && g->letters[k].u0 < a->u1 + reach; k++) {
        const struct glyph *b = &g->letters[k];
        float low = fminf(a->v1 - a->v0, b->v1 - b->v0);
        if (b->u0 > a->u0 + 2 && overlap(a->v0, a->v1, b->v0, b->v1) > 0.6f * low &&
            (!best || b->u0 < best->u0))
            best = b;
    }
    return best;
}

/* Votes of neighbours: + for agreeing at the bottom only, - for the top only. */
static void vote_pairs(const struct glyphs *g, int *up, int *down)
{
    float same = fmaxf(1.6f, 0.09f * (float)g->size), differ = 0.17f * (float)g->size;
    for (int i = 0; i < g->letter_count; i++) {
        const struct glyph *a = &g->letters[i], *b = next_in_line(g, i);
        if (!b)
            continue;
        float top = fabsf(a->v0 - b->v0), bottom = fabsf(a->v1 - b->v1);
        *up += bottom <= same && top >= differ + same;
        *down += top <= same && bottom >= differ + same;
    }
}

/* The first that begins at u or behind it; all sorted by u0. */
static int first_from(const struct glyph *all, int count, float u)
{
    int low = 0, high = count;
    while (low < high) {
        int mid = (low + high) / 2;
        if (all[mid].u0 < u)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Votes of small marks: the nearest letter over or under them tells on which side they float. */
static void vote_floats(const struct glyphs *g, int *up, int *down)
{
    float wide = (float)g->size * 2.5f, reach = (float)g->size * 0.55f;
    for (int i = 0; i < g->float_count; i++) {
        const struct glyph *f = &g->floats[i];
        float above = reach, below = reach;
        for (int k = first_from(g->letters, g->letter_count, f->u0 - wide);
             k < g->letter_count && g->letters[k].u0 < f->u1; k++) {
            const struct glyph *l = &g->letters[k];
            float w = fminf(f->u1 - f->u0, l->u1 - l->u0);
            if (overlap(f->u0, f->u1, l->u0, l->u1) < 0.6f * w)
                continue;
            float middle = (f->v0 + f->v1) / 2;
            if (middle < l->v0 + 1)
                above = fminf(above, l->v0 - f->v1);
            else if (middle > l->v1 - 1)
                below = fminf(below, f->v0 - l->v1);
        }
        *up += above < below;
        *down += below < above;
    }
}

/* Four others of its size close by at its height: accents are not so regular. */
static bool is_leader_dot(const struct glyphs *g, int i)
{
    const struct glyph *f = &g->floats[i];
    float reach = (float)g->size * 2.5f, w = f->u1 - f->u0, h = f->v1 - f->v0;
    int like = 0, k = first_from(g->floats, g->float_count, f->u0 - reach);
    for (; k < g->float_count && g->floats[k].u0 < f->u0 + reach && like < 5; k++) {
        const struct glyph *o = &g->floats[k];
        like += fabsf(o->v1 - f->v1) <= 1.5f && fabsf(o->v0 - f->v0) <= 1.5f &&
                fabsf(o->u1 - o->u0 - w) <= 0.35f * w + 1.1f && h < 0.6f * (float)g->size;
    }
    return like >= 5; /* with itself */
}

/* Do dots stand on both sides of the letter, at its feet or (upside down) its head? */
static bool is_among(const struct glyphs *g, const struct glyph *dots, int count,
                     const struct glyph *l)
{
    float reach = (float)g->size * 1.5f, slack = (float)g->size * 0.3f;
    bool left = false, right = false;
    for (int k = first_from(dots, count, l->u0 - reach); k < count && dots[k].u0 < l->u1 + reach;
         k++)
        if (dots[k].v0 < l->v1 + slack && dots[k].v1 > l->v0 - slack) {
            left = left || dots[k].u0 < l->u0;
            right = right || dots[k].u1 > l->u1;
        }
    return left && right;
}

/* Takes the dots of leaders from the floats and gives them; both sorted by u0. NULL: none. */
static struct glyph *take_leaders(struct glyphs *g, int *ret_count)
{
    struct glyph *dots = malloc(((size_t)g->float_count + 1) * sizeof *dots);
    bool *is_dot = malloc((size_t)g->float_count + 1);
    int count = 0, kept = 0;
    for (int i = 0; dots && is_dot && i < g->float_count; i++)
        is_dot[i] = is_leader_dot(g, i);
    for (int i = 0; dots && is_dot && i < g->float_count; i++) {
        if (is_dot[i])
            dots[count++] = g->floats[i];
        else
            g->floats[kept++] = g->floats[i];
    }
    if (dots && is_dot)
        g->float_count = kept;
    free(is_dot);
    if (count == 0) {
        free(dots);
        dots = NULL;
    }
    *ret_count = count;
    return dots;
}

/* Takes the letters that stand on leaders out. */
static void drop_standing(struct glyphs *g, const struct glyph *dots, int count)
{
    int kept = 0;
    for (int i = 0; i < g->letter_count; i++)
        if (!is_among(g, dots, count, &g->letters[i]))
            g->letters[kept++] = g->letters[i];
    g->letter_count = kept;
}

/* Letters are about the median or larger; floats smaller, but no specks. */
static void sort_out(const struct mark *marks, int count, double size, struct glyphs *g)
{
    int letter_low = (int)(0.6 * size), float_low = (int)fmax(2, 0.13 * size);
    for (int i = 0; i < count; i++) {
        const struct mark *m = &marks[i];
        struct glyph as = {m->left, (float)(m->right + 1), m->top, (float)(m->bottom + 1)};
        if (g->letter_count < LETTERS_MAX &&
            may_be_letter(m, letter_low < 5 ? 5 : letter_low, (int)(3 * size)))
            g->letters[g->letter_count++] = as;
        else if (g->float_count < LETTERS_MAX && larger_side(m) >= float_low &&
                 larger_side(m) < letter_low)
            g->floats[g->float_count++] = as;
    }
    g->size = size;
}

static void judge(struct glyphs *g, int width, uint16_t *bins, int bin_count, struct verdict *out)
{
    double skew = 0, across = 0;
    double lines = sharpest(g, true, bins, bin_count, &skew);
    double columns = sharpest(g, false, bins, bin_count, &across);
    out->sideways = log2((columns + 1) / (lines + 1));
    out->rotated = 0;
    if (columns > lines) {
        out->rotated = 90;
        lay_down(g->letters, g->letter_count, width);
        lay_down(g->floats, g->float_count, width);
        skew = across;
    }
    straighten(g->letters, g->letter_count, skew);
    straighten(g->floats, g->float_count, skew);
    qsort(g->letters, (size_t)g->letter_count, sizeof *g->letters, compare_u);
    qsort(g->floats, (size_t)g->float_count, sizeof *g->floats, compare_u);
    out->letters = g->letter_count;
    int pairs_up = 0, pairs_down = 0, up = 0, down = 0, dot_count = 0;
    struct glyph *dots = take_leaders(g, &dot_count);
    vote_floats(g, &up, &down);
    drop_standing(g, dots, dot_count);
    vote_pairs(g, &pairs_up, &pairs_down);
    free(dots);
    int votes = pairs_up + pairs_down + up + down, balance = pairs_up - pairs_down + up - down;
    if (balance < 0)
        out->rotated += 180;
    out->upright = abs(balance) > LEAN * votes ? abs(balance) / sqrt(votes + 1) : 0;
}

bool orient_judge(const struct mark *marks, int count, int width, int height,
                  struct verdict *ret_verdict)
{
    struct glyphs g = {0};
    int *sizes = malloc(((size_t)count + 1) * sizeof *sizes);
    double size = sizes ? median_size(marks, count, sizes) : 0;
    free(sizes);
    if (size < 5)
        return false;
    int bin_count = (int)(3 * 2.2 * (width + height) / size) + 16;
    uint16_t *bins = malloc((size_t)bin_count * sizeof *bins);
    g.letters = malloc(LETTERS_MAX * sizeof *g.letters);
    g.floats = malloc(LETTERS_MAX * sizeof *g.floats);
    bool told = false;
    if (bins && g.letters && g.floats) {
        sort_out(marks, count, size, &g);
        told = g.letter_count >= LETTERS_MIN;
        if (told)
            judge(&g, width, bins, bin_count, ret_verdict);
    }
    free(bins);
    free(g.letters);
    free(g.floats);
    return told;
}
