/* cards_compose.c - a picture of the blocks alone, each straight and large enough for its small
 * print, below each other with room between them. Pure but for the page it changes. */
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#define PIXELS_MOST 40e6

struct part {
    int x, y, w, h;     /* in the new image */
    double cx, cy;      /* middle, in the old one */
    double c, s, scale; /* turn */
};

/* Brightness of a pixel: green counts double, as in gray. */
static unsigned pixel(PIX *old, int x, int y)
{
    int w = pixGetWidth(old), h = pixGetHeight(old), depth = pixGetDepth(old);
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    const l_uint32 *line = pixGetData(old) + (size_t)pixGetWpl(old) * (size_t)y;
    if (depth == 1)
        return GET_DATA_BIT(line, x) ? 0 : 255;
    if (depth == 8)
        return GET_DATA_BYTE(line, x);
    return ((line[x] >> 24) + 2 * (line[x] >> 16 & 255) + (line[x] >> 8 & 255)) / 4;
}

/* x, y in 1/256 of a pixel, from the middle of pixel (0, 0). */
static uint8_t mixed(PIX *old, int64_t x, int64_t y)
{
    int left = (int)(x >> 8), top = (int)(y >> 8);
    unsigned fx = (unsigned)(x & 255), fy = (unsigned)(y & 255);
    unsigned up = pixel(old, left, top) * (256 - fx) + pixel(old, left + 1, top) * fx;
    unsigned low = pixel(old, left, top + 1) * (256 - fx) + pixel(old, left + 1, top + 1) * fx;
    return (uint8_t)((up * (256 - fy) + low * fy + 32768) >> 16);
}

static void draw(PIX *old, PIX *new, const struct part *part)
{
    int64_t w = (int64_t)pixGetWidth(old) << 8, h = (int64_t)pixGetHeight(old) << 8;
    for (int y = 0; y < part->h; y++) {
        l_uint32 *line = pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)(part->y + y);
        for (int x = 0; x < part->w; x++) {
            double u = (x + 0.5 - part->w / 2.0) / part->scale;
            double v = (y + 0.5 - part->h / 2.0) / part->scale;
            int64_t ox = (int64_t)floor((part->cx + u * part->c - v * part->s - 0.5) * 256);
            int64_t oy = (int64_t)floor((part->cy + u * part->s + v * part->c - 0.5) * 256);
            if (ox >= -128 && oy >= -128 && ox < w - 128 && oy < h - 128)
                SET_DATA_BYTE(line, part->x + x, mixed(old, ox, oy));
        }
    }
}

/* The part's paper becomes white and its ink black, so that one threshold finds the lines of all
 * parts. Paper is what three quarters of it are no brighter than. */
static void stretch(PIX *new, const struct part *part)
{
    int histogram[256] = {0}, all = part->w * part->h, seen = 0, ink = 0, paper = 255;
    for (int y = part->y; y < part->y + part->h; y++)
        for (int x = part->x; x < part->x + part->w; x++)
            histogram[GET_DATA_BYTE(pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)y, x)]++;
    for (; ink < 255 && (seen += histogram[ink]) < all / 100; ink++)
        ;
    for (seen = 0; paper > 0 && (seen += histogram[paper]) < all / 4; paper--)
        ;
    if (paper - ink < 40)
        return;
    for (int y = part->y; y < part->y + part->h; y++) {
        l_uint32 *line = pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)y;
        for (int x = part->x; x < part->x + part->w; x++) {
            int v = ((int)GET_DATA_BYTE(line, x) - ink) * 255 / (paper - ink);
            SET_DATA_BYTE(line, x, (l_uint8)(v < 0 ? 0 : v > 255 ? 255 : v));
        }
    }
}

static void multiply(const double a[9], const double b[9], double ret[9])
{
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) {
            ret[row * 3 + col] = 0;
            for (int k = 0; k < 3; k++)
                ret[row * 3 + col] += a[row * 3 + k] * b[k * 3 + col];
        }
}

static struct sohoa_patch patch_of(const struct sohoa_page *page, const struct part *part)
{
    struct sohoa_patch patch = {.box = {part->x, part->y, part->w, part->h}};
    double c = part->c / part->scale, s = part->s / part->scale;
    double mx = part->x + part->w / 2.0, my = part->y + part->h / 2.0;
    const double map[9] = {c, -s, part->cx - c * mx + s * my, s, c, part->cy - s * mx - c * my, 0,
                           0, 1};
    multiply(page->to_master, map, patch.to_master);
    return patch;
}

bool cards_compose(struct sohoa_page *page, const struct cards_block *blocks, uint32_t count,
                   double factor, double scale, double margin)
{
    struct part parts[SOHOA_PATCHES_MAX];
    struct sohoa_patch patches[SOHOA_PATCHES_MAX];
    int gap = (int)(margin * scale) + 8, width = 0, height = gap;
    for (uint32_t i = 0; i < count; i++) {
        const struct cards_block *b = &blocks[i];
        double radians = b->angle * M_PI / 180;
        parts[i] = (struct part){.x = gap,
                                 .y = height,
                                 .w = (int)((b->w * factor + 2 * margin) * scale),
                                 .h = (int)((b->h * factor + 2 * margin) * scale),
                                 .cx = (b->x + b->w / 2) * factor,
                                 .cy = (b->y + b->h / 2) * factor,
                                 .c = cos(radians),
                                 .s = sin(radians),
                                 .scale = scale};
        patches[i] = patch_of(page, &parts[i]);
        width = parts[i].w > width ? parts[i].w : width;
        height += parts[i].h + gap;
    }
    width += 2 * gap;
    PIX *made = (double)width * height <= PIXELS_MOST ? pixCreate(width, height, 8) : NULL;
    if (!made)
        return false;
    pixSetAll(made);
    for (uint32_t i = 0; i < count; i++) {
        draw(page->image, made, &parts[i]);
        stretch(made, &parts[i]);
    }
    pixDestroy(&page->image);
    page->image = made;
    sohoa_page_moved(page, (const double[9]){1 / scale, 0, 0, 0, 1 / scale, 0, 0, 0, 1});
    memcpy(page->patches, patches, sizeof patches);
    page->patch_count = count;
    return true;
}
