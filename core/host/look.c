/* look.c - see look.h. Pure functions, any thread. */
#include "host/look.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    GRID = 32,   /* cells a side */
    LOW = 8,     /* frequencies a side */
    SAMPLES = 12 /* pixels a side of a cell, at most */
};
#define FLAT 0.5 /* a page whose strongest frequency is below this has nothing on it */

static unsigned brightness(const l_uint32 *row, int depth, int x)
{
    if (depth == 1)
        return GET_DATA_BIT(row, x) ? 0 : 255;
    if (depth == 8)
        return GET_DATA_BYTE(row, x);
    return (unsigned)(row[x] >> 16 & 255); /* green: the most of brightness */
}

/* Mean brightness of each cell; samples lie in the middle of equal parts. */
static void look_at(PIX *image, double ret[GRID][GRID])
{
    int w = pixGetWidth(image), h = pixGetHeight(image), depth = pixGetDepth(image),
        wpl = pixGetWpl(image), side = GRID * SAMPLES;
    const l_uint32 *data = pixGetData(image);
    for (int sy = 0; sy < side; sy++) {
        const l_uint32 *row = data + (size_t)wpl * (size_t)((int64_t)h * (2 * sy + 1) / (2 * side));
        for (int sx = 0; sx < side; sx++)
            ret[sy / SAMPLES][sx / SAMPLES] +=
                brightness(row, depth, (int)((int64_t)w * (2 * sx + 1) / (2 * side)));
    }
    for (int i = 0; i < GRID * GRID; i++)
        ret[i / GRID][i % GRID] /= SAMPLES * SAMPLES;
}

/* The lowest frequencies of a DCT-II, without those that are constant in both directions. */
static void transform(double cells[GRID][GRID], double ret[LOW * LOW])
{
    double wave[LOW][GRID], rows[GRID][LOW];
    for (int k = 0; k < LOW; k++)
        for (int i = 0; i < GRID; i++)
            wave[k][i] = cos(k * (2 * i + 1) * M_PI / (2 * GRID));
    for (int y = 0; y < GRID; y++)
        for (int k = 0; k < LOW; k++) {
            rows[y][k] = 0;
            for (int x = 0; x < GRID; x++)
                rows[y][k] += cells[y][x] * wave[k][x];
        }
    for (int l = 0; l < LOW; l++)
        for (int k = 0; k < LOW; k++) {
            double sum = 0;
            for (int y = 0; y < GRID; y++)
                sum += rows[y][k] * wave[l][y];
            ret[l * LOW + k] = sum / (GRID * GRID);
        }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

uint64_t sohoa_page_look(const struct sohoa_page *page)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if (depth != 1 && depth != 8 && depth != 32)
        return 0;
    double cells[GRID][GRID] = {{0}}, low[LOW * LOW], sorted[LOW * LOW], most = 0;
    uint64_t look = 0;
    look_at(page->image, cells);
    transform(cells, low);
    low[0] = 0; /* how bright the page is says nothing */
    for (int i = 1; i < LOW * LOW; i++)
        most = fabs(low[i]) > most ? fabs(low[i]) : most;
    if (most < FLAT)
        return 0;
    memcpy(sorted, low, sizeof low);
    qsort(sorted, LOW * LOW, sizeof *sorted, by_value);
    for (int i = 0; i < LOW * LOW; i++)
        look |= (uint64_t)(low[i] > sorted[LOW * LOW / 2]) << i;
    return look;
}

unsigned sohoa_look_distance(uint64_t a, uint64_t b)
{
    return (unsigned)__builtin_popcountll(a ^ b);
}
