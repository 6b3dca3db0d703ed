/* zone_sketch.c - a bilevel picture to look for zones in. Unlike the page's sketch, which wants
 * nothing but clear ink, it follows faint print: what is ink is said tile by tile, half way between
 * the tile's paper and the darkest that it holds. Pure functions. */
#include "zone.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 32, DPI_MOST = 240, FACTOR_MOST = 16 };
#define HALF_WAY 0.5F
#define LEAST_SHARE 0.16F  /* of the paper's brightness that ink takes away at least */
#define LEAST_LEVELS 26.0F /* more than the noise of a dark desk */

static int choose_factor(const struct sohoa_page *page)
{
    double dpi = sohoa_page_image_dpi(page);
    int f = 1;
    while (f < FACTOR_MOST && dpi / f > DPI_MOST)
        f++;
    return f;
}

/* The mean of four pixels of each f x f cell (of one when f is 1). Green stands for colour. */
static void sample_row(PIX *image, int f, int y, int w, uint8_t *out)
{
    size_t wpl = (size_t)pixGetWpl(image);
    int half = f / 2;
    const l_uint32 *a = pixGetData(image) + wpl * (size_t)(y * f);
    const l_uint32 *b = a + wpl * (size_t)half;
    if (pixGetDepth(image) == 32) {
        for (int x = 0; x < w; x++) {
            int i = x * f, k = i + half;
            out[x] = (uint8_t)(((a[i] >> 16 & 255) + (a[k] >> 16 & 255) + (b[i] >> 16 & 255) +
                                (b[k] >> 16 & 255)) /
                               4);
        }
        return;
    }
    int x = 0;
    for (; f == 2 && x + 2 <= w; x += 2) { /* a word holds four pixels, the first on top */
        l_uint32 up = a[x / 2], low = b[x / 2];
        out[x] = (uint8_t)(((up >> 24) + (up >> 16 & 255) + (low >> 24) + (low >> 16 & 255)) / 4);
        out[x + 1] = (uint8_t)(((up >> 8 & 255) + (up & 255) + (low >> 8 & 255) + (low & 255)) / 4);
    }
    for (; x < w; x++) {
        int i = x * f, k = i + half;
        out[x] = (uint8_t)((GET_DATA_BYTE(a, i) + GET_DATA_BYTE(a, k) + GET_DATA_BYTE(b, i) +
                            GET_DATA_BYTE(b, k)) /
                           4);
    }
}

/* What is darker than this is ink; 0: there is none in the tile. */
static unsigned tile_limit(const uint8_t *gray, size_t stride, int w, int h)
{
    int histogram[256] = {0}, all = w * h, seen = 0, dark = 0, paper = 255;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            histogram[gray[(size_t)y * stride + (size_t)x]]++;
    for (; dark < 255 && (seen += histogram[dark]) * 50 < all; dark++)
        ;
    for (seen = 0; paper > 0 && (seen += histogram[paper]) * 4 < all; paper--)
        ;
    float least = fmaxf(LEAST_SHARE * (float)paper, LEAST_LEVELS);
    return (float)(paper - dark) < least
               ? 0
               : (unsigned)((float)dark + HALF_WAY * (float)(paper - dark));
}

static void threshold_tile(const uint8_t *gray, size_t stride, int w, int h, l_uint32 *out,
                           size_t wpl)
{
    unsigned limit = tile_limit(gray, stride, w, h);
    for (int y = 0; limit && y < h; y++) {
        l_uint32 word = 0;
        for (int x = 0; x < w; x++)
            word |= (l_uint32)(gray[(size_t)y * stride + (size_t)x] < limit) << (31 - x);
        out[(size_t)y * wpl] = word;
    }
}

static PIX *sketch_tones(PIX *image, int f)
{
    int w = pixGetWidth(image) / f, h = pixGetHeight(image) / f;
    if (w < 1 || h < 1)
        return NULL;
    PIX *scratch = pixCreateNoInit(w, h, 8), *out = pixCreate(w, h, 1); /* of a pool: no faults */
    if (scratch && out) {
        size_t stride = (size_t)pixGetWpl(scratch) * 4;
        uint8_t *gray = (uint8_t *)pixGetData(scratch);
        size_t wpl = (size_t)pixGetWpl(out);
        for (int y = 0; y < h; y++)
            sample_row(image, f, y, w, gray + stride * (size_t)y);
        for (int y = 0; y < h; y += TILE)
            for (int x = 0; x < w; x += TILE)
                threshold_tile(gray + stride * (size_t)y + x, stride, w - x < TILE ? w - x : TILE,
                               h - y < TILE ? h - y : TILE,
                               pixGetData(out) + wpl * (size_t)y + x / TILE, wpl);
    } else {
        pixDestroy(&out);
    }
    pixDestroy(&scratch);
    return out;
}

PIX *zone_sketch(const struct sohoa_page *page, double *ret_factor)
{
    uint32_t power = 1;
    if (pixGetDepth(page->image) == 1) {
        PIX *out = sohoa_page_sketch(page, &power);
        *ret_factor = power;
        return out;
    }
    int f = choose_factor(page);
    *ret_factor = f;
    return sketch_tones(page->image, f);
}
