/* binarise_gray.c - image to a plain plane of gray, and halving. Red weighs more than the eye
 * gives it, so that a red seal pales over the black text under it, but stays readable itself. */
#include "binarise.h"
#include "wide.h"

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

/* Also what stands behind the row in its last word. */
WIDE static void row_from_gray(const l_uint32 *line, uint8_t *out, int w)
{
    for (ptrdiff_t i = 0; i < (w + 3) / 4; i++) {
        l_uint32 four = __builtin_bswap32(line[i]);
        memcpy(out + 4 * i, &four, sizeof four);
    }
}

static l_uint32 *line_of(const struct plane *p, int y)
{
    return pixGetData(p->pix) + (size_t)pixGetWpl(p->pix) * (size_t)y;
}

const uint8_t *binarise_row(const struct plane *plane, int y, uint8_t *room)
{
    const l_uint32 *line = line_of(plane, y);
    if (!plane->in_words)
        return (const uint8_t *)line;
    row_from_gray(line, room, plane->w);
    return room;
}

struct plane binarise_gray(PIX *image)
{
    bool lent = pixGetDepth(image) == 8;
    struct plane p = {.w = pixGetWidth(image), .h = pixGetHeight(image), .in_words = lent};
    p.pix = lent ? pixClone(image) : pixCreateNoInit(p.w, p.h, 8);
    for (int y = 0; p.pix && !lent && y < p.h; y++)
        row_from_colour(pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)y,
                        (uint8_t *)line_of(&p, y), p.w);
    return p;
}

bool binarise_halve(struct plane *p)
{
    struct plane half = {.w = p->w / 2, .h = p->h / 2};
    size_t room = ((size_t)p->w + 3) & ~(size_t)3;
    uint8_t *rows = malloc(2 * room);
    if (half.w > 0 && half.h > 0 && rows)
        half.pix = pixCreateNoInit(half.w, half.h, 8);
    for (int y = 0; half.pix && y < half.h; y++) {
        const uint8_t *a = binarise_row(p, 2 * y, rows),
                      *b = binarise_row(p, 2 * y + 1, rows + room);
        uint8_t *out = (uint8_t *)line_of(&half, y);
        for (ptrdiff_t x = 0; x < half.w; x++)
            out[x] = (uint8_t)((a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) / 4);
    }
    free(rows);
    if (!half.pix)
        return false;
    pixDestroy(&p->pix);
    *p = half;
    return true;
}

bool binarise_is_bilevel(const struct plane *p)
{
    size_t between = 0, seen = 0;
    for (int y = 0; y < p->h; y += 4) { /* the order within a word does not matter here */
        const uint8_t *row = (const uint8_t *)line_of(p, y);
        for (int x = y % 7; x < (p->w & ~3); x += 7, seen++)
            between += row[x] > 24 && row[x] < 231;
    }
    return between * 100 < seen;
}
