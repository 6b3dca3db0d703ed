/* layout_sketch.c - from the picture to its glyphs: a bilevel sketch of about 150 dpi, the pieces
 * of ink on it, how high letters are. */
#include "layout_own.h"

#include "ink.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

enum {
    GLYPHS_MAX = 100000,
    HALVE_FROM = 220,
    HEIGHTS = 256,
    DARKER = 84,
    PAPER = 192,
    DARK = 128, /* letters that are not faint */
    PATTERN = 40,
    SMALL_PRINT = 11
};

/* What the chain has cut to black and white keeps a little gray along contours only. */
static bool is_toned(PIX *gray)
{
    long pure = 0, all = 0;
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    for (int y = 0; y < h; y += 4) {
        const l_uint32 *line = pixGetData(gray) + (size_t)pixGetWpl(gray) * (size_t)y;
        for (int x = y / 4 % 4; x < w; x += 4, all++) {
            int v = GET_DATA_BYTE(line, x);
            pure += v == 0 || v == 255;
        }
    }
    return pure * 10 < all * 6;
}

/* Ink where one of two by two pixels is darker than `paper`, PAPER (faint letters are gray) or
 * DARK.
 */
static PIX *halve_gray(PIX *gray, int paper)
{
    int w = pixGetWidth(gray) / 2, h = pixGetHeight(gray) / 2;
    PIX *out = w > 0 && h > 0 ? pixCreate(w, h, 1) : NULL;
    for (int y = 0; out && y < h; y++) {
        const l_uint32 *a = pixGetData(gray) + (size_t)pixGetWpl(gray) * 2 * (size_t)y;
        const l_uint32 *b = a + pixGetWpl(gray);
        l_uint32 *line = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        for (int i = 0; i * 2 < w; i++) { /* a word of four pixels gives two */
            l_uint32 both = a[i] & b[i];
            l_uint32 light =
                paper == PAPER ? both & both << 1 : both; /* it has the two highest bits */
            l_uint32 ink = ~light & 0x80808080u;
            ink |= ink << 8;
            l_uint32 two = (ink >> 31) << 1 | ((ink >> 15) & 1);
            line[i / 16] |= two << (30 - i % 16 * 2);
        }
    }
    return out;
}

/* Ink where it is darker than the middle of what is around it. */
static PIX *threshold_tones(PIX *gray, int dpi, bool halve)
{
    PIX *small = halve ? pixScaleAreaMap2(gray) : pixClone(gray);
    int r = (int)fmax(4, dpi / (halve ? 2 : 1) / 10), w = 0, h = 0;
    PIX *mean = small ? pixBlockconvGray(small, NULL, r, r) : NULL;
    PIX *bits = mean && pixGetDimensions(small, &w, &h, NULL) == 0 ? pixCreate(w, h, 1) : NULL;
    for (int y = 0; bits && y < h; y++) {
        const l_uint32 *a = pixGetData(small) + (size_t)pixGetWpl(small) * (size_t)y;
        const l_uint32 *b = pixGetData(mean) + (size_t)pixGetWpl(mean) * (size_t)y;
        l_uint32 *line = pixGetData(bits) + (size_t)pixGetWpl(bits) * (size_t)y;
        for (int x = 0; x < w; x++)
            if (GET_DATA_BYTE(a, x) * 100 < GET_DATA_BYTE(b, x) * DARKER)
                SET_DATA_BIT(line, x);
    }
    pixDestroy(&small);
    pixDestroy(&mean);
    return bits;
}

static PIX *bits_of(PIX *picture, int dpi, bool halve, int paper)
{
    PIX *bits = NULL;
    if (pixGetDepth(picture) == 1)
        return halve ? pixReduceRankBinary2(picture, 1, NULL) : pixClone(picture);
    PIX *gray = pixGetDepth(picture) == 8 ? pixClone(picture) : pixConvertTo8(picture, 0);
    if (gray && is_toned(gray))
        bits = threshold_tones(gray, dpi, halve);
    else if (gray)
        bits = halve ? halve_gray(gray, paper) : pixThresholdToBinary(gray, paper);
    pixDestroy(&gray);
    return bits;
}

static int by_x(const void *a, const void *b)
{
    const struct glyph *x = a, *y = b;
    return (x->x0 > y->x0) - (x->x0 < y->x0);
}

void glyphs_sort(struct sketch *s)
{
    if (s->count > 0)
        qsort(s->glyphs, s->count, sizeof *s->glyphs, by_x);
}

/* The middle height of what may be a letter, one to ten millimetres. */
static double middle_height(const struct sketch *s, double mm)
{
    size_t counts[HEIGHTS] = {0}, all = 0, sum = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct glyph *g = &s->glyphs[i];
        int h = g->y1 - g->y0, w = g->x1 - g->x0;
        if (h < mm || h > 10 * mm || h >= HEIGHTS || w < 2 || w > 12 * h || h > 12 * w)
            continue;
        counts[h]++;
        all++;
    }
    for (int h = 0; h < HEIGHTS; h++)
        if ((sum += counts[h]) * 2 > all)
            return h;
    return 0;
}

static enum glyph_kind kind_of(const struct sketch *s, const struct glyph *g, uint32_t area)
{
    double w = g->x1 - g->x0, h = g->y1 - g->y0, em = s->em;
    if (h > 4 * em || area < 3 || (w < 2 && h < 2))
        return GLYPH_NONE;
    if (h < 0.4 * em && w > 2.5 * em)
        return GLYPH_NONE; /* a dash drawn long: what is left of a rule */
    if (w < 0.12 * em && h > 2 * em)
        return GLYPH_NONE;
    if (w > 6 * em && area < 0.08 * w * h)
        return GLYPH_NONE; /* what is left of a frame */
    if (w > 1.8 * em && h > 1.8 * em && area > 0.65 * w * h)
        return GLYPH_NONE; /* a punched hole, a blot */
    return h < MARK_HIGH * em ? GLYPH_MARK : GLYPH_LETTER;
}

/* At half the size or all of it. */
static bool make(PIX *picture, int dpi, bool halve, int paper, struct sketch *s)
{
    PIX *bits = bits_of(picture, dpi, halve, paper);
    int rc = bits ? ink_of(bits, &s->ink) : SOHOA_BAD_PAGE;
    s->scale = halve ? 2 : 1;
    s->width = bits ? pixGetWidth(bits) : 0;
    s->height = bits ? pixGetHeight(bits) : 0;
    pixDestroy(&bits);
    if (rc == SOHOA_OK && s->ink.blob_count <= GLYPHS_MAX)
        s->glyphs = calloc(s->ink.blob_count + 1, sizeof *s->glyphs);
    for (size_t i = 0; s->glyphs && i < s->ink.blob_count; i++) {
        const struct blob *b = &s->ink.blobs[i];
        s->glyphs[i] = (struct glyph){
            .x0 = b->x0, .y0 = b->y0, .x1 = b->x1, .y1 = b->y1, .row = -1, .blob = (uint32_t)i};
    }
    s->count = s->glyphs ? s->ink.blob_count : 0;
    s->em = middle_height(s, fmax(4, dpi / s->scale / 25.4));
    for (size_t i = 0; i < s->count; i++)
        s->glyphs[i].kind =
            s->em > 0 ? kind_of(s, &s->glyphs[i], s->ink.blobs[i].area) : GLYPH_NONE;
    glyphs_sort(s);
    return s->glyphs != NULL;
}

/* Long flat glyphs, as the waves are that papers of value are printed on. */
static size_t count_flat(const struct sketch *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct glyph *g = &s->glyphs[i];
        count += g->x1 - g->x0 > 3 * (g->y1 - g->y0) && g->x1 - g->x0 > s->em;
    }
    return count;
}

static size_t count_letters(const struct sketch *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++)
        count += s->glyphs[i].kind == GLYPH_LETTER;
    return count;
}

/* A faint pattern under the print is ink like faint letters: where a sketch of what is dark has
 * hardly anything of it and loses no more letters than that, it is taken instead. */
static void without_pattern(PIX *picture, int dpi, bool halve, struct sketch *s)
{
    size_t flat = count_flat(s);
    struct sketch dark = {0};
    if (flat < PATTERN || pixGetDepth(picture) == 1)
        return;
    if (make(picture, dpi, halve, DARK, &dark) && count_flat(&dark) * 4 < flat &&
        count_letters(&dark) + flat > count_letters(s)) {
        sketch_free(s);
        *s = dark;
    } else {
        sketch_free(&dark);
    }
}

bool sketch_make(PIX *picture, int dpi, struct sketch *s)
{
    bool halve = dpi >= HALVE_FROM && pixGetWidth(picture) > 1 && pixGetHeight(picture) > 1;
    bool ok = make(picture, dpi, halve, PAPER, s);
    if (ok)
        without_pattern(picture, dpi, halve, s);
    if (ok && halve && s->em > 0 && s->em < SMALL_PRINT) {
        sketch_free(s);
        ok = make(picture, dpi, false, PAPER, s);
        if (ok)
            without_pattern(picture, dpi, false, s);
    }
    return ok;
}

void sketch_free(struct sketch *s)
{
    ink_free(&s->ink);
    free(s->glyphs);
    free(s->order);
    free(s->rows);
    *s = (struct sketch){0};
}
