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

static unsigned sample(const l_uint32 *data, int wpl, int w, int h, int depth, int x, int y,
                       int channel)
{
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    const l_uint32 *line = data + (size_t)wpl * (size_t)y;
    if (depth == 1)
        return GET_DATA_BIT(line, x) ? 0 : 255;
    if (depth == 8)
        return GET_DATA_BYTE(line, x);
    return line[x] >> (24 - 8 * channel) & 255;
}

static unsigned mixed(PIX *old, double x, double y, int channel)
{
    int w = pixGetWidth(old), h = pixGetHeight(old), depth = pixGetDepth(old);
    int wpl = pixGetWpl(old), left = (int)floor(x - 0.5), top = (int)floor(y - 0.5);
    const l_uint32 *data = pixGetData(old);
    double fx = x - 0.5 - left, fy = y - 0.5 - top;
    double up = sample(data, wpl, w, h, depth, left, top, channel) * (1 - fx) +
                sample(data, wpl, w, h, depth, left + 1, top, channel) * fx;
    double low = sample(data, wpl, w, h, depth, left, top + 1, channel) * (1 - fx) +
                 sample(data, wpl, w, h, depth, left + 1, top + 1, channel) * fx;
    return (unsigned)(up * (1 - fy) + low * fy + 0.5);
}

static void draw(PIX *old, PIX *new, const struct part *part)
{
    int depth = pixGetDepth(new);
    for (int y = 0; y < part->h; y++) {
        l_uint32 *line = pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)(part->y + y);
        for (int x = 0; x < part->w; x++) {
            double u = (x + 0.5 - part->w / 2.0) / part->scale;
            double v = (y + 0.5 - part->h / 2.0) / part->scale;
            double ox = part->cx + u * part->c - v * part->s;
            double oy = part->cy + u * part->s + v * part->c;
            if (ox < 0 || oy < 0 || ox >= pixGetWidth(old) || oy >= pixGetHeight(old))
                continue;
            if (depth == 8)
                SET_DATA_BYTE(line, part->x + x, (l_uint8)mixed(old, ox, oy, 0));
            else
                line[part->x + x] = mixed(old, ox, oy, 0) << 24 | mixed(old, ox, oy, 1) << 16 |
                                    mixed(old, ox, oy, 2) << 8;
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
    PIX *made = (double)width * height <= PIXELS_MOST
                    ? pixCreate(width, height, pixGetDepth(page->image) == 32 ? 32 : 8)
                    : NULL;
    if (!made)
        return false;
    pixSetAll(made);
    for (uint32_t i = 0; i < count; i++)
        draw(page->image, made, &parts[i]);
    pixDestroy(&page->image);
    page->image = made;
    sohoa_page_moved(page, (const double[9]){1 / scale, 0, 0, 0, 1 / scale, 0, 0, 0, 1});
    memcpy(page->patches, patches, sizeof patches);
    page->patch_count = count;
    return true;
}
