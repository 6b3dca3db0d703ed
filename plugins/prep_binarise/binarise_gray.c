/* binarise_gray.c - image to a plain plane of gray, and halving. Red weighs more than the eye
 * gives it, so that a red seal pales over the black text under it, but stays readable itself. */
#include "binarise.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

enum { RED = 9, GREEN = 5, BLUE = 2 }; /* sixteenths */

static void row_from_colour(const l_uint32 *line, uint8_t *out, int w)
{
    for (int x = 0; x < w; x++) {
        l_uint32 p = line[x];
        uint16_t r = (uint16_t)(p >> 24), g = (uint16_t)(p >> 16 & 255), b = p >> 8 & 255;
        out[x] = (uint8_t)((uint16_t)(RED * r + GREEN * g + BLUE * b) / 16);
    }
}

static void row_from_gray(const l_uint32 *line, uint8_t *out, int w)
{
    for (ptrdiff_t i = 0; i < w / 4; i++) {
        l_uint32 four = __builtin_bswap32(line[i]);
        memcpy(out + 4 * i, &four, sizeof four);
    }
    for (int x = w & ~3; x < w; x++)
        out[x] = (uint8_t)(line[x / 4] >> (24 - 8 * (x & 3)));
}

struct plane binarise_gray(PIX *image)
{
    struct plane p = {.w = pixGetWidth(image), .h = pixGetHeight(image)};
    p.pixels = malloc((size_t)p.w * (size_t)p.h);
    for (int y = 0; p.pixels && y < p.h; y++) {
        const l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)y;
        uint8_t *out = p.pixels + (size_t)p.w * (size_t)y;
        if (pixGetDepth(image) == 32)
            row_from_colour(line, out, p.w);
        else
            row_from_gray(line, out, p.w);
    }
    return p;
}

bool binarise_halve(struct plane *p)
{
    int w = p->w / 2, h = p->h / 2;
    if (w == 0 || h == 0)
        return false;
    for (ptrdiff_t y = 0; y < h; y++) {
        const uint8_t *a = p->pixels + (size_t)p->w * (size_t)y * 2, *b = a + p->w;
        uint8_t *out = p->pixels + (size_t)w * (size_t)y;
        for (ptrdiff_t x = 0; x < w; x++)
            out[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) / 4);
    }
    p->w = w;
    p->h = h;
    return true;
}

bool binarise_is_bilevel(const struct plane *p)
{
    size_t between = 0, seen = 0, count = (size_t)p->w * (size_t)p->h;
    for (size_t i = 0; i < count; i += 7, seen++)
        between += p->pixels[i] > 24 && p->pixels[i] < 231;
    return between * 100 < seen;
}
