/* digits_cut.c - the glyphs of one word, and each in its frame. Figures of one number are equally
 * high: that height tells what is a figure, what a dot and what two figures that touch. */
#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 200 };
#define PIECE_LEAST 0.25 /* of the height of figures: lower ones are dots and hyphens */
#define TALL_LEAST 0.72
#define TALL_MOST 1.5
#define WIDE 0.92   /* wider than this two figures touch */
#define FIGURE 0.66 /* usual room along the line, times the height */

static int by_x(const void *a, const void *b)
{
    const struct digits_glyph *p = a, *q = b;
    return p->x + p->w / 2 - (q->x + q->w / 2);
}

static int by_size(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int pieces_of(PIX *word, struct digits_glyph *pieces)
{
    BOXA *boxes = pixConnCompBB(word, 8);
    int count = boxes ? boxaGetCount(boxes) : 0, kept = 0;
    if (count > PIECES_MAX)
        count = 0;
    for (int i = 0; i < count; i++) {
        struct digits_glyph *g = &pieces[kept++];
        boxaGetBoxGeometry(boxes, i, &g->x, &g->y, &g->w, &g->h);
    }
    boxaDestroy(&boxes);
    return kept;
}

/* The height of the figures: the median of the high pieces. */
static int figure_height(const struct digits_glyph *pieces, int count, int room)
{
    int heights[PIECES_MAX], high = 0;
    for (int i = 0; i < count; i++)
        if (pieces[i].h >= room * 0.4)
            heights[high++] = pieces[i].h;
    if (!high)
        return 0;
    qsort(heights, (size_t)high, sizeof *heights, by_size);
    return heights[high / 2];
}

static bool overlap(const struct digits_glyph *a, const struct digits_glyph *b)
{
    int left = a->x > b->x ? a->x : b->x;
    int right = a->x + a->w < b->x + b->w ? a->x + a->w : b->x + b->w;
    return right - left > 0.5 * (a->w < b->w ? a->w : b->w);
}

static void join(struct digits_glyph *a, const struct digits_glyph *b)
{
    int right = a->x + a->w > b->x + b->w ? a->x + a->w : b->x + b->w;
    int bottom = a->y + a->h > b->y + b->h ? a->y + a->h : b->y + b->h;
    a->x = a->x < b->x ? a->x : b->x;
    a->y = a->y < b->y ? a->y : b->y;
    a->w = right - a->x;
    a->h = bottom - a->y;
}

/* Pieces above one another become one glyph, unless that would be too high. */
static int joined(struct digits_glyph *pieces, int count, int height)
{
    int made = 0;
    for (int i = 0; i < count; i++) {
        if (pieces[i].h < PIECE_LEAST * height)
            continue;
        struct digits_glyph both = pieces[i];
        if (made && overlap(&pieces[made - 1], &pieces[i])) {
            join(&both, &pieces[made - 1]);
            if (both.h <= 1.2 * height) {
                pieces[made - 1] = both;
                continue;
            }
        }
        pieces[made++] = pieces[i];
    }
    return made;
}

static int ink_of_column(PIX *word, int x, const struct digits_glyph *g)
{
    int ink = 0;
    for (int y = g->y; y < g->y + g->h; y++)
        ink += GET_DATA_BIT(pixGetData(word) + (ptrdiff_t)y * pixGetWpl(word), x) != 0;
    return ink;
}

/* The column with the least ink near x. */
static int seam(PIX *word, int x, const struct digits_glyph *g, int reach)
{
    int best = x, least = g->h + 1;
    for (int at = x - reach; at <= x + reach; at++) {
        if (at <= g->x || at >= g->x + g->w)
            continue;
        int ink = ink_of_column(word, at, g);
        if (ink < least || (ink == least && abs(at - x) < abs(best - x))) {
            least = ink;
            best = at;
        }
    }
    return best;
}

/* The room a figure takes along the line: the median width of those that stand alone, and the gap
 * that touching ones lack. */
static double figure_width(const struct digits_glyph *pieces, int count, int height)
{
    int widths[PIECES_MAX], alone = 0;
    for (int i = 0; i < count; i++)
        if (pieces[i].h >= TALL_LEAST * height && pieces[i].w > 0.35 * height &&
            pieces[i].w <= WIDE * height)
            widths[alone++] = pieces[i].w;
    if (alone < 2)
        return FIGURE * height;
    qsort(widths, (size_t)alone, sizeof *widths, by_size);
    return widths[alone / 2] + 0.06 * height;
}

static int part(PIX *word, const struct digits_glyph *g, int height, double figure,
                struct digits_glyph *ret, int room)
{
    int count = g->w > WIDE * height ? (int)lround(g->w / figure) : 1;
    if (count > room)
        return 0;
    int from = g->x;
    for (int i = 0; i < count; i++) {
        int to =
            i + 1 < count ? seam(word, g->x + (i + 1) * g->w / count, g, height / 7) : g->x + g->w;
        ret[i] = (struct digits_glyph){from, g->y, to - from > 0 ? to - from : 1, g->h};
        from = to;
    }
    return count;
}

int digits_cut(PIX *word, struct digits_glyph ret[DIGITS_GLYPHS_MAX])
{
    struct digits_glyph pieces[PIECES_MAX];
    int count = pieces_of(word, pieces);
    int height = figure_height(pieces, count, pixGetHeight(word)), made = 0;
    if (height < 8)
        return 0;
    qsort(pieces, (size_t)count, sizeof *pieces, by_x);
    count = joined(pieces, count, height);
    double figure = figure_width(pieces, count, height);
    for (int i = 0; i < count; i++) {
        if (pieces[i].h < TALL_LEAST * height || pieces[i].h > TALL_MOST * height)
            continue;
        int parts = part(word, &pieces[i], height, figure, ret + made, DIGITS_GLYPHS_MAX - made);
        if (!parts)
            return 0;
        made += parts;
    }
    return made;
}

/* Mean ink of a rectangle of the picture with fractional edges, taken at its nearest pixels. */
static float mean_ink(PIX *word, double x0, double y0, double x1, double y1)
{
    int left = (int)floor(x0), right = (int)ceil(x1), top = (int)floor(y0), low = (int)ceil(y1);
    int ink = 0, all = 0;
    for (int y = top; y < low; y++) {
        const l_uint32 *line = pixGetData(word) + (ptrdiff_t)y * pixGetWpl(word);
        for (int x = left; x < right; x++, all++)
            if (x >= 0 && y >= 0 && x < pixGetWidth(word) && y < pixGetHeight(word))
                ink += GET_DATA_BIT(line, x) != 0;
    }
    return all ? (float)ink / (float)all : 0;
}

void digits_sample(PIX *word, const struct digits_glyph *glyph, float ret[DIGITS_INPUTS])
{
    double unit = (double)glyph->h / (DIGITS_ROWS - 2); /* pixels a cell */
    double across = unit;
    if (glyph->w > (DIGITS_COLUMNS - 1) * unit)
        across = (double)glyph->w / (DIGITS_COLUMNS - 1);
    double left = glyph->x + glyph->w / 2.0 - DIGITS_COLUMNS / 2.0 * across, top = glyph->y - unit;
    for (int row = 0; row < DIGITS_ROWS; row++)
        for (int column = 0; column < DIGITS_COLUMNS; column++) {
            double x = left + column * across, y = top + row * unit;
            bool inside = x + across > glyph->x - 1 && x < glyph->x + glyph->w + 1;
            ret[row * DIGITS_COLUMNS + column] =
                inside ? mean_ink(word, x, y, x + across, y + unit) : 0;
        }
}
