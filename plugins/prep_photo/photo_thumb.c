/* photo_thumb.c - a picture of about 400 cells a side, four samples a cell. */
#include "photo.h"

#include <stdlib.h>

enum { CELLS = 400 };

static unsigned darkest(const l_uint32 *line, int depth, int x)
{
    if (depth == 8)
        return GET_DATA_BYTE(line, x);
    unsigned r = line[x] >> 24, g = line[x] >> 16 & 255, b = line[x] >> 8 & 255;
    unsigned low = r < g ? r : g;
    return low < b ? low : b;
}

static int bright_level(const uint8_t *cells, size_t count)
{
    size_t histogram[256] = {0}, seen = 0;
    int level = 255;
    for (size_t i = 0; i < count; i++)
        histogram[cells[i]]++;
    while (level > 0 && (seen += histogram[level]) * 4 < count)
        level--;
    return level;
}

bool photo_thumb(PIX *image, struct thumb *ret)
{
    int w = pixGetWidth(image), h = pixGetHeight(image), depth = pixGetDepth(image);
    int cell = (w > h ? w : h) / CELLS;
    cell = cell < 1 ? 1 : cell;
    struct thumb t = {.w = w / cell, .h = h / cell, .cell = cell};
    size_t count = (size_t)t.w * (size_t)t.h, wpl = (size_t)pixGetWpl(image);
    t.cells = malloc(count ? count : 1);
    if (!t.cells)
        return false;
    int a = cell / 4, b = cell - 1 - cell / 4;
    for (int y = 0; y < t.h; y++) {
        const l_uint32 *upper = pixGetData(image) + wpl * (size_t)(y * cell + a);
        const l_uint32 *lower = pixGetData(image) + wpl * (size_t)(y * cell + b);
        for (int x = 0; x < t.w; x++) {
            unsigned sum =
                darkest(upper, depth, x * cell + a) + darkest(upper, depth, x * cell + b) +
                darkest(lower, depth, x * cell + a) + darkest(lower, depth, x * cell + b);
            t.cells[(size_t)y * (size_t)t.w + (size_t)x] = (uint8_t)(sum / 4);
        }
    }
    t.paper = bright_level(t.cells, count);
    *ret = t;
    return true;
}
