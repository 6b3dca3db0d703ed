/* colour_light.c - the light a page was taken in. In shade, or under a warm lamp, ink differs from
 * paper by a fraction of what it does in good light; seen against the paper around it, it has the
 * same tint everywhere. Of each 12 mm the paper is what most of it is as bright as. */
#include "colour.h"

#include <stdlib.h>

enum { TILE_CELLS = 24, PAPER = 240, DARK = 50, PLAIN = 256 };

struct light {
    int cols, rows, tile;
    uint16_t (*gain)[3]; /* of red, green and blue of each tile; PLAIN: as it is */
};

static void tile_gain(PIX *image, int x, int y, int tile, int step, uint16_t *ret)
{
    size_t histogram[3][256] = {0};
    int right = x + tile, bottom = y + tile;
    right = right < pixGetWidth(image) ? right : pixGetWidth(image);
    bottom = bottom < pixGetHeight(image) ? bottom : pixGetHeight(image);
    for (int v = y; v < bottom; v += step) {
        const l_uint32 *line = pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)v;
        for (int u = x; u < right; u += step)
            for (int i = 0; i < 3; i++)
                histogram[i][line[u] >> (24 - 8 * i) & 255]++;
    }
    int level[3];
    bool dark = false;
    for (int i = 0; i < 3; i++) {
        level[i] = colour_level(histogram[i], 0.7);
        dark = dark || level[i] < DARK;
    }
    for (int i = 0; i < 3; i++)
        ret[i] = dark || level[i] > PAPER ? PLAIN : (uint16_t)(PLAIN * PAPER / level[i]);
}

struct light *light_of(PIX *image, int cell)
{
    struct light *light = calloc(1, sizeof *light);
    if (!light)
        return NULL;
    light->tile = cell * TILE_CELLS;
    light->cols = (pixGetWidth(image) + light->tile - 1) / light->tile;
    light->rows = (pixGetHeight(image) + light->tile - 1) / light->tile;
    light->gain = malloc((size_t)light->cols * (size_t)light->rows * sizeof *light->gain);
    if (!light->gain) {
        free(light);
        return NULL;
    }
    for (int r = 0; r < light->rows; r++)
        for (int c = 0; c < light->cols; c++)
            tile_gain(image, c * light->tile, r * light->tile, light->tile, cell,
                      light->gain[r * light->cols + c]);
    return light;
}

void light_free(struct light *light)
{
    if (light)
        free(light->gain);
    free(light);
}

static const uint16_t *gain_at(const struct light *light, int x, int y)
{
    return light->gain[y / light->tile * light->cols + x / light->tile];
}

l_uint32 light_evened(const struct light *light, int x, int y, l_uint32 p)
{
    const uint16_t *gain = gain_at(light, x, y);
    l_uint32 out = 0;
    for (int i = 0; i < 3; i++) {
        l_uint32 c = (p >> (24 - 8 * i) & 255) * gain[i] / PLAIN;
        out |= (c > 255 ? 255 : c) << (24 - 8 * i);
    }
    return out;
}

l_uint32 light_taken(const struct light *light, int x, int y, uint8_t gray)
{
    const uint16_t *gain = gain_at(light, x, y);
    l_uint32 out = 0;
    for (int i = 0; i < 3; i++)
        out |= (l_uint32)gray * PLAIN / gain[i] << (24 - 8 * i);
    return out;
}
