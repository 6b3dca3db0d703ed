/* sketch.c - a small bilevel picture of a page, for stages that look before they touch. Ink is
 * what is clearly darker than the paper around it in any colour. Pure functions, any thread. */
#include "sohoa_plugin.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 32, FACTOR_MAX = 16, SKETCH_MAX = 1 << 23 };
#define INK_SHARE 0.72   /* of the paper's brightness; show-through stays above it */
#define PAPER_FLOOR 0.55 /* no paper is darker than this share of the page's usual paper */

static uint32_t choose_factor(const struct sohoa_page *page, l_int32 w, l_int32 h)
{
    double dpi = sohoa_page_image_dpi(page);
    uint32_t f = 1;
    while (f < FACTOR_MAX &&
           (dpi / f >= 240 || (double)w / f * ((double)h / f) > (double)SKETCH_MAX))
        f *= 2;
    return f;
}

static PIX *sketch_bilevel(PIX *image, uint32_t f)
{
    PIX *out = f > 1 ? pixReduceRankBinary2(image, 2, NULL) : pixCopy(NULL, image);
    for (f /= 2; out && f > 1; f /= 2) {
        PIX *half = pixReduceRankBinary2(out, 2, NULL);
        pixDestroy(&out);
        out = half;
    }
    return out;
}

static unsigned darkest(l_uint32 rgb)
{
    unsigned r = rgb >> 24, g = rgb >> 16 & 255, b = rgb >> 8 & 255;
    unsigned low = r < g ? r : g;
    return low < b ? low : b;
}

/* Two samples of each f x f cell: enough against noise, and only a part of the rows is read. */
static void sample_row(PIX *image, uint32_t f, int y, int w, uint8_t *out)
{
    int wpl = pixGetWpl(image);
    ptrdiff_t step = (ptrdiff_t)f, off = step / 2;
    const l_uint32 *a = pixGetData(image) + (size_t)wpl * (size_t)y * f;
    const l_uint32 *b = a + (size_t)wpl * (size_t)off;
    if (pixGetDepth(image) == 32) {
        for (int x = 0; x < w; x++)
            out[x] = (uint8_t)((darkest(a[x * step]) + darkest(b[x * step + off])) / 2);
        return;
    }
    int x = 0;
    if (f == 1)
        for (; x + 4 <= w; x += 4) {
            l_uint32 four = __builtin_bswap32(a[x / 4]);
            memcpy(out + x, &four, sizeof four);
        }
    if (f == 2)
        for (; x + TILE <= w; x += TILE) {
            uint16_t pairs[TILE / 2]; /* of each word, which holds four pixels, the first on top */
            for (int i = 0; i < TILE / 2; i++) {
                l_uint32 up = a[x / 2 + i] >> 8 & 0xff00ff, low = b[x / 2 + i] & 0xff00ff;
                l_uint32 mean = (up + low) >> 1;
                pairs[i] = (uint16_t)(mean << 8 | mean >> 16); /* the first one first in memory */
            }
            memcpy(out + x, pairs, sizeof pairs);
        }
    for (; x < w; x++)
        out[x] = (uint8_t)((GET_DATA_BYTE(a, x * step) + GET_DATA_BYTE(b, x * step + off)) / 2);
}

/* Sum of a row's pixels that are at least so bright, and their number; at most TILE of them. */
static uint32_t row_bright(const uint8_t *row, int w, uint8_t least, uint32_t *count)
{
    uint16_t sum = 0, n = 0;
    if (w == TILE)
        for (int x = 0; x < TILE; x++) {
            sum = (uint16_t)(sum + (row[x] >= least ? row[x] : 0));
            n = (uint16_t)(n + (row[x] >= least));
        }
    else
        for (int x = 0; x < w; x++) {
            sum = (uint16_t)(sum + (row[x] >= least ? row[x] : 0));
            n = (uint16_t)(n + (row[x] >= least));
        }
    *count += n;
    return sum;
}

/* Mean of what is brighter than the tile's mean: the paper, wherever there is some. */
static uint8_t tile_paper(const uint8_t *gray, int stride, int w, int h)
{
    uint32_t sum = 0, n = 0, bright = 0, bright_n = 0;
    for (int y = 0; y < h; y++)
        sum += row_bright(gray + (size_t)y * (size_t)stride, w, 0, &n);
    uint8_t mean = (uint8_t)(sum / n);
    for (int y = 0; y < h; y++)
        bright += row_bright(gray + (size_t)y * (size_t)stride, w, mean, &bright_n);
    return (uint8_t)(bright / (bright_n ? bright_n : 1));
}

static uint8_t usual_paper(const uint8_t *papers, int count)
{
    int histogram[256] = {0}, seen = 0, level = 255;
    for (int i = 0; i < count; i++)
        histogram[papers[i]]++;
    while (level > 0 && (seen += histogram[level]) * 10 < count * 4)
        level--;
    return (uint8_t)level;
}

/* Eight comparisons become a byte by one multiplication. */
static void threshold_row(const uint8_t *gray, const uint8_t *papers, double floor_level, int w,
                          l_uint32 *line)
{
    for (int x0 = 0, tile = 0; x0 < w; x0 += TILE, tile++) {
        uint8_t limit = (uint8_t)(INK_SHARE * fmax(papers[tile], floor_level)), ink[TILE] = {0};
        int n = w - x0 < TILE ? w - x0 : TILE;
        if (n == TILE)
            for (int x = 0; x < TILE; x++)
                ink[x] = gray[x0 + x] < limit;
        else
            for (int x = 0; x < n; x++)
                ink[x] = gray[x0 + x] < limit;
        l_uint32 word = 0;
        for (int x = 0; x < TILE; x += 8) {
            uint64_t eight;
            memcpy(&eight, ink + x, sizeof eight);
            word = word << 8 | (l_uint32)((eight * 0x8040201008040201u) >> 56);
        }
        line[tile] = word;
    }
}

static PIX *sketch_gray(PIX *image, uint32_t f)
{
    int w = pixGetWidth(image) / (int)f, h = pixGetHeight(image) / (int)f;
    w = w ? w : 1;
    h = h ? h : 1;
    int cols = (w + TILE - 1) / TILE, rows = (h + TILE - 1) / TILE;
    PIX *scratch = pixCreateNoInit(w, h, 8), *out = pixCreate(w, h, 1); /* of a pool: no faults */
    uint8_t *papers = calloc((size_t)cols, (size_t)rows);
    if (scratch && papers && out) {
        uint8_t *gray = (uint8_t *)pixGetData(scratch);
        int stride = pixGetWpl(scratch) * 4;
        for (int y = 0; y < h; y++)
            sample_row(image, f, y, w, gray + (size_t)y * (size_t)stride);
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < cols; c++)
                papers[r * cols + c] =
                    tile_paper(gray + (size_t)r * TILE * (size_t)stride + (size_t)c * TILE, stride,
                               w - c * TILE < TILE ? w - c * TILE : TILE,
                               h - r * TILE < TILE ? h - r * TILE : TILE);
        double floor_level = PAPER_FLOOR * usual_paper(papers, cols * rows);
        for (int y = 0; y < h; y++)
            threshold_row(gray + (size_t)y * (size_t)stride, papers + (ptrdiff_t)(y / TILE) * cols,
                          floor_level, w, pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y);
    } else {
        pixDestroy(&out);
    }
    pixDestroy(&scratch);
    free(papers);
    return out;
}

struct Pix *sohoa_page_sketch(const struct sohoa_page *page, uint32_t *ret_factor)
{
    PIX *image = page->image;
    if (!image)
        return NULL;
    l_int32 w = pixGetWidth(image), h = pixGetHeight(image), d = pixGetDepth(image);
    uint32_t f = choose_factor(page, w, h);
    while (f > 1 && ((uint32_t)w < f || (uint32_t)h < f))
        f /= 2;
    PIX *out = d == 1 ? sketch_bilevel(image, f) : d == 8 || d == 32 ? sketch_gray(image, f) : NULL;
    if (out)
        *ret_factor = f;
    return out;
}
