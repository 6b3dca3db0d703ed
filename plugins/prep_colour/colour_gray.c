/* colour_gray.c - colour to gray, and red seals on pages scanned in gray: their ink lies between
 * paper and black print, so black under it can still be told from it. Everywhere else gray is the
 * rim of black letters: only cells without any black count. */
#include "colour.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { CONTRAST_LEAST = 80 };
enum { RED = 9, GREEN = 5, BLUE = 2 }; /* sixteenths */

bool gray_tones(PIX *image, struct tones *ret)
{
    size_t histogram[256] = {0};
    int w = pixGetWidth(image), h = pixGetHeight(image);
    for (int y = 0; y < h; y += 8) {
        const l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)y;
        for (int x = 0; x < w; x += 2)
            histogram[GET_DATA_BYTE(line, x)]++;
    }
    int paper = colour_level(histogram, 0.6);
    for (int i = paper * 3 / 4; i < 256; i++)
        histogram[i] = 0;
    int black = colour_level(histogram, 0.2); /* of what is ink, the darkest is print */
    ret->paper = paper;
    ret->from = black + (paper - black) * 30 / 100;
    ret->to = black + (paper - black) * 78 / 100;
    return paper - black >= CONTRAST_LEAST;
}

/* The least of every second row of a row of cells, byte by byte in the order of the words. */
static void least_rows(PIX *image, int from, int cell, uint8_t *ret, size_t bytes)
{
    memset(ret, 255, bytes);
    for (int v = 0; v < cell; v += 2) {
        const uint8_t *line =
            (const uint8_t *)(pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)(from + v));
        for (size_t i = 0; i < bytes; i++)
            ret[i] = line[i] < ret[i] ? line[i] : ret[i];
    }
}

int gray_cells(PIX *image, const struct tones *tones, int cell, PIX *ret)
{
    int w = pixGetWidth(ret), h = pixGetHeight(ret), count = 0;
    size_t words = (size_t)pixGetWpl(image);
    l_uint32 *row = malloc(words * sizeof *row);
    if (!row)
        return -1;
    for (int y = 0; y < h; y++) {
        least_rows(image, y * cell, cell, (uint8_t *)row, words * sizeof *row);
        for (int x = 0; x < w; x++) {
            int least = 255;
            for (int u = x * cell; u < (x + 1) * cell; u++) {
                int p = GET_DATA_BYTE(row, u);
                least = p < least ? p : least;
            }
            if (least >= tones->from && least < tones->to) {
                pixSetPixel(ret, x, y, 1);
                count++;
            }
        }
    }
    free(row);
    return count;
}

void gray_pale(PIX *image, const struct tones *tones, const struct spot *spot)
{
    BOX *box = boxClipToRectangle(spot->box, pixGetWidth(image), pixGetHeight(image));
    size_t histogram[256] = {0};
    l_uint8 to[256] = {0};
    l_int32 x, y, w, h;
    if (!box)
        return;
    boxGetGeometry(box, &x, &y, &w, &h);
    boxDestroy(&box);
    for (int pass = 0; pass < 2; pass++) {
        for (int v = y; v < y + h; v++) {
            l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)v;
            double dy = (2.0 * (v - y) - h) / h;
            for (int u = x; u < x + w; u++) {
                int p = GET_DATA_BYTE(line, u);
                double dx = (2.0 * (u - x) - w) / w;
                if (dx * dx + dy * dy > 1)
                    continue;
                if (pass)
                    SET_DATA_BYTE(line, u, to[p]);
                else if (p >= tones->from && p < tones->to)
                    histogram[p]++;
            }
        }
        int usual = colour_level(histogram, 0.35);
        for (int i = 0; i < 256; i++)
            to[i] = (l_uint8)(i >= usual ? tones->paper : i * tones->paper / usual);
    }
}

static l_uint32 weighed(l_uint32 p)
{
    return (RED * (p >> 24) + GREEN * (p >> 16 & 255) + BLUE * (p >> 8 & 255)) / 16;
}

PIX *colour_to_gray(PIX *image)
{
    int w = pixGetWidth(image), h = pixGetHeight(image);
    PIX *out = pixCreateNoInit(w, h, 8);
    if (!out)
        return NULL;
    pixCopyResolution(out, image);
    for (int y = 0; y < h; y++) {
        const l_uint32 *from = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)y;
        l_uint32 *to = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        for (ptrdiff_t i = 0; i < w / 4; i++)
            to[i] = weighed(from[4 * i]) << 24 | weighed(from[4 * i + 1]) << 16 |
                    weighed(from[4 * i + 2]) << 8 | weighed(from[4 * i + 3]);
        if (w & 3)
            to[w / 4] = 0xffffffff;
        for (int x = w & ~3; x < w; x++)
            SET_DATA_BYTE(to, x, (l_uint8)weighed(from[x]));
    }
    return out;
}
