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

/* What stands in the rims belongs to other lines. */
static int pieces_of(PIX *word, int rim, struct digits_glyph *pieces)
{
    BOXA *boxes = pixConnCompBB(word, 8);
    int count = boxes ? boxaGetCount(boxes) : 0, kept = 0;
    if (count > PIECES_MAX)
        count = 0;
    for (int i = 0; i < count; i++) {
        struct digits_glyph *g = &pieces[kept++];
        boxaGetBoxGeometry(boxes, i, &g->x, &g->y, &g->w, &g->h);
        int middle = g->y + g->h / 2;
        kept -= middle < rim || middle >= pixGetHeight(word) - rim;
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

int digits_cut(PIX *word, int rim, struct digits_glyph ret[DIGITS_GLYPHS_MAX])
{
    struct digits_glyph pieces[PIECES_MAX];
    int room = pixGetHeight(word) - 2 * rim, made = 0;
    int count = pieces_of(word, rim, pieces), height = figure_height(pieces, count, room);
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

PIX *digits_picture(PIX *image, struct sohoa_box box)
{
    int depth = pixGetDepth(image);
    PIX *out = pixCreate(box.w, box.h, depth);
    if (out && depth == 8)
        pixSetAll(out);
    if (out)
        pixRasterop(out, 0, 0, box.w, box.h, PIX_SRC, image, box.x, box.y);
    if (!out || depth == 8)
        return out;
    PIX *gray = pixConvert1To8(NULL, out, 255, 0);
    pixDestroy(&out);
    return gray;
}

int digits_tone(PIX *gray)
{
    enum { DARKEST = 25, FAINTEST = 170 }; /* a share of 1/DARKEST of the pixels is ink for sure */
    int histogram[256] = {0}, tone = 0, seen = 0;
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    for (int y = 0; y < h; y++) {
        const l_uint32 *line = pixGetData(gray) + (ptrdiff_t)y * pixGetWpl(gray);
        for (int x = 0; x < w; x++)
            histogram[GET_DATA_BYTE(line, x)]++;
    }
    while (tone < FAINTEST && (seen += histogram[tone]) * DARKEST < w * h)
        tone++;
    return tone;
}

int digits_tone_of(PIX *gray, const struct digits_glyph *glyph)
{
    PIX *figure = digits_picture(gray, (struct sohoa_box){glyph->x, glyph->y, glyph->w, glyph->h});
    int tone = figure ? digits_tone(figure) : 0;
    pixDestroy(&figure);
    return tone;
}

/* How much of the stretch from a to b lies in pixel i. */
static double share(double a, double b, int i)
{
    return fmin(b, i + 1) - fmax(a, i);
}

double digits_mean(PIX *gray, double x0, double y0, double x1, double y1)
{
    double dark = 0;
    int left = (int)fmax(floor(x0), 0), right = (int)fmin(ceil(x1), pixGetWidth(gray));
    int top = (int)fmax(floor(y0), 0), low = (int)fmin(ceil(y1), pixGetHeight(gray));
    for (int y = top; y < low; y++) {
        const l_uint32 *line = pixGetData(gray) + (ptrdiff_t)y * pixGetWpl(gray);
        double row = 0;
        for (int x = left; x < right; x++)
            row += (255 - GET_DATA_BYTE(line, x)) * share(x0, x1, x);
        dark += row * share(y0, y1, y);
    }
    return dark / ((x1 - x0) * (y1 - y0));
}

void digits_sample(PIX *gray, int tone, const struct digits_glyph *glyph, float ret[DIGITS_INPUTS])
{
    double unit = (double)glyph->h / (DIGITS_ROWS - 2); /* pixels a cell */
    double across = unit;
    if (glyph->w > (DIGITS_COLUMNS - 1) * unit)
        across = (double)glyph->w / (DIGITS_COLUMNS - 1);
    double left = glyph->x + glyph->w / 2.0 - DIGITS_COLUMNS / 2.0 * across, top = glyph->y - unit;
    for (int row = 0; row < DIGITS_ROWS; row++)
        for (int column = 0; column < DIGITS_COLUMNS; column++) {
            double x = left + column * across, y = top + row * unit;
            double x0 = fmax(x, glyph->x - 1), x1 = fmin(x + across, glyph->x + glyph->w + 1);
            double ink = x1 > x0 ? digits_mean(gray, x0, y, x1, y + unit) * (x1 - x0) / across : 0;
            ret[row * DIGITS_COLUMNS + column] = (float)fmin(ink / (255 - tone), 1);
        }
}
