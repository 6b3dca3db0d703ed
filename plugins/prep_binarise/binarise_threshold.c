/* binarise_threshold.c - local threshold after J. Sauvola and M. Pietikainen, "Adaptive document
 * image binarization", Pattern Recognition 33 (2000): T = m (1 + k (s / 128 - 1)), m and s mean
 * and standard deviation of the neighbourhood. Their window slides over every pixel; here m and s
 * stand on a grid of 16 pixels, over 3 x 3 of its tiles, and T is interpolated between. What the
 * engine reads best is not the two levels but a steep ramp around T: it keeps the smooth contours
 * that it was taught on. */
#include "binarise.h"
#include "wide.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 16 };
#define SOLID 0.25 /* of the page's paper: darker is ink wherever it is, so areas stay solid */

/* A tile's width of numbers. */
typedef uint16_t words __attribute__((vector_size(TILE * 2)));
typedef uint8_t bytes __attribute__((vector_size(TILE)));
typedef uint32_t longs __attribute__((vector_size(TILE * 4)));

/* A full tile; the order of its bytes does not matter. */
static struct tile full_sums(const uint8_t *at, size_t stride, int rows)
{
    words sums = {0};
    longs squares = {0};
    struct tile s = {.n = (uint32_t)(rows * TILE), .least = 255};
    for (int y = 0; y < rows; y++) {
        bytes some;
        memcpy(&some, at + stride * (size_t)y, sizeof some);
        words wide = __builtin_convertvector(some, words);
        sums += wide;
        squares += __builtin_convertvector(wide * wide, longs);
    }
    for (int i = 0; i < TILE; i++) {
        s.sum += sums[i];
        s.squares += squares[i];
    }
    return s;
}

static uint8_t full_least(const uint8_t *at, size_t stride, int rows)
{
    bytes least = (bytes){0} - 1;
    uint8_t out = 255;
    for (int y = 0; y < rows; y++) {
        bytes some;
        memcpy(&some, at + stride * (size_t)y, sizeof some);
        bytes darker = (bytes)(some < least);
        least = (some & darker) | (least & ~darker);
    }
    for (int i = 0; i < TILE; i++)
        out = least[i] < out ? least[i] : out;
    return out;
}

/* The last tile of a row, n pixels wide. */
static struct tile part_sums(const struct plane *p, int x, int n, int y0, int rows, uint8_t *room)
{
    struct tile s = {.n = (uint32_t)(rows * n), .least = 255};
    for (int y = y0; y < y0 + rows; y++) {
        const uint8_t *row = binarise_row(p, y, room) + x;
        for (int i = 0; i < n; i++) {
            s.sum += row[i];
            s.squares += (uint32_t)row[i] * row[i];
            s.least = row[i] < s.least ? row[i] : s.least;
        }
    }
    return s;
}

WIDE static void tile_sums(const struct plane *p, int cols, uint8_t *room, struct tile *tiles)
{
    size_t stride = (size_t)pixGetWpl(p->pix) * 4;
    const uint8_t *data = (const uint8_t *)pixGetData(p->pix);
    for (int y = 0; y < p->h; y += TILE, tiles += cols) {
        int rows = p->h - y < TILE ? p->h - y : TILE, full = p->w / TILE;
        for (int c = 0; c < full; c++) {
            const uint8_t *at = data + stride * (size_t)y + (ptrdiff_t)c * TILE;
            tiles[c] = full_sums(at, stride, rows);
            if (c % 2 == 0 && y / TILE % 2 == 0)
                tiles[c].least = full_least(at, stride, rows);
        }
        if (full < cols)
            tiles[full] = part_sums(p, full * TILE, p->w - full * TILE, y, rows, room);
    }
}

/* The mean that a third of the tiles exceed: paper. */
static double paper_level(const struct tile *tiles, int count)
{
    int histogram[256] = {0}, seen = 0, level = 255;
    for (int i = 0; i < count; i++)
        histogram[tiles[i].n ? tiles[i].sum / tiles[i].n : 255]++;
    while (level > 0 && (seen += histogram[level]) * 3 < count)
        level--;
    return level;
}

static uint8_t tile_limit(const struct tile *tiles, int cols, int rows, int c, int r, double k,
                          double solid, double ground)
{
    double n = 0, sum = 0, squares = 0;
    for (int y = r > 0 ? r - 1 : 0; y <= r + 1 && y < rows; y++)
        for (int x = c > 0 ? c - 1 : 0; x <= c + 1 && x < cols; x++) {
            const struct tile *t = &tiles[(size_t)y * (size_t)cols + (size_t)x];
            n += t->n;
            sum += t->sum;
            squares += t->squares;
        }
    double mean = sum / n, deviation = sqrt(fmax(squares / n - mean * mean, 0));
    double limit = mean * (1 + k * (deviation / 128 - 1));
    if (ground < 1)
        limit = fmin(limit, ground * binarise_paper(tiles, cols, rows, c, r));
    return (uint8_t)fmin(255, fmax(limit, solid));
}

/* Limits of one pixel row: between tile centres linear, beyond the outermost constant. */
WIDE static void row_limits(const uint8_t *grid, int cols, int rows, int y, uint8_t *mixed,
                            uint8_t *out)
{
    int above = (y - TILE / 2) < 0 ? -1 : (y - TILE / 2) / TILE, f = (y + TILE / 2) % TILE;
    const uint8_t *a = grid + (size_t)cols * (size_t)(above < 0 ? 0 : above);
    const uint8_t *b = grid + (size_t)cols * (size_t)(above + 1 < rows ? above + 1 : rows - 1);
    for (int c = 0; c < cols; c++)
        mixed[c] = (uint8_t)((a[c] * (TILE - f) + b[c] * f) / TILE);
    memset(out, mixed[0], TILE / 2);
    const words ramp = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (ptrdiff_t c = 0; c < cols; c++) {
        uint16_t left = mixed[c], right = mixed[c + 1 < cols ? c + 1 : c];
        words stretch = (left * (TILE - ramp) + right * ramp) >> 4; /* by TILE */
        bytes limits = __builtin_convertvector(stretch, bytes);
        memcpy(out + c * TILE + TILE / 2, &limits, sizeof limits);
    }
}

/* Eight comparisons at a time, gathered into a byte by a multiplication. */
WIDE static void pack_row(const uint8_t *pixels, const uint8_t *limits, uint8_t *ink, int w,
                          l_uint32 *line)
{
    for (int x = 0; x < w; x++)
        ink[x] = pixels[x] < limits[x];
    memset(ink + w, 0, 32);
    for (ptrdiff_t i = 0; i < (w + 31) / 32; i++) {
        l_uint32 word = 0;
        for (ptrdiff_t byte = 0; byte < 4; byte++) {
            uint64_t eight;
            memcpy(&eight, ink + i * 32 + byte * 8, sizeof eight);
            word = word << 8 | (l_uint32)((eight * 0x8040201008040201u) >> 56);
        }
        line[i] = word;
    }
}

/* Distances from the limit, `steep` times as large, around the middle of gray. */
WIDE static void soften_row(const uint8_t *pixels, const uint8_t *limits, uint8_t *gray, int w,
                            int steep, l_uint32 *line)
{
    const int16_t slope = (int16_t)steep, far = (int16_t)(127 / steep + 1); /* black or white */
    for (int x = 0; x < w; x++) {
        int16_t d = (int16_t)(pixels[x] - limits[x]);
        d = d < -far ? (int16_t)-far : d > far ? far : d;
        int16_t v = (int16_t)(128 + d * slope);
        gray[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    memset(gray + w, 255, 4);
    for (ptrdiff_t i = 0; i < (w + 3) / 4; i++)
        line[i] = (l_uint32)gray[4 * i] << 24 | (l_uint32)gray[4 * i + 1] << 16 |
                  (l_uint32)gray[4 * i + 2] << 8 | (l_uint32)gray[4 * i + 3];
}

PIX *binarise_threshold(const struct plane *p, double k, int steep)
{
    int cols = (p->w + TILE - 1) / TILE, rows = (p->h + TILE - 1) / TILE;
    size_t count = (size_t)cols * (size_t)rows, room = ((size_t)cols + 2) * (size_t)TILE + 32;
    struct tile *tiles = calloc(count, sizeof *tiles);
    uint8_t *grid = calloc(count, 1), *mixed = calloc((size_t)cols, 1);
    uint8_t *limits = calloc(room, 1), *ink = calloc(room, 1), *order = calloc(room, 1);
    PIX *out = pixCreateNoInit(p->w, p->h, steep ? 8 : 1);
    if (tiles && grid && mixed && limits && ink && order && out) {
        tile_sums(p, cols, order, tiles);
        double solid = SOLID * paper_level(tiles, (int)count);
        double ground = binarise_ground(tiles, cols, rows);
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < cols; c++)
                grid[(size_t)r * (size_t)cols + (size_t)c] =
                    tile_limit(tiles, cols, rows, c, r, k, solid, ground);
        for (int y = 0; y < p->h; y++) {
            row_limits(grid, cols, rows, y, mixed, limits);
            const uint8_t *pixels = binarise_row(p, y, order);
            l_uint32 *line = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
            if (steep)
                soften_row(pixels, limits, ink, p->w, steep, line);
            else
                pack_row(pixels, limits, ink, p->w, line);
        }
    } else {
        pixDestroy(&out);
    }
    free(tiles);
    free(grid);
    free(mixed);
    free(limits);
    free(ink);
    free(order);
    return out;
}
