/* corpus_bilevel.c - the threshold of a page of line art. See corpus_wear.h. */
#include "corpus_wear.h"
#include <glib.h>

#define INK 128 /* darker is print; greens, tints and what shines through are lighter */

/* The lowest level at which a share of all counted lies at it or below. */
static int share_level(const int counts[256], double share)
{
    int level = 0;
    int all = 0;

    for (int i = 0; i < 256; i++) {
        all += counts[i];
    }
    for (int below = counts[0]; below < all * share; below += counts[++level]) {
    }
    return level;
}

/* Counts the worn levels of the print in the square whose corner is at left, top; how many. */
static int count_print(cairo_surface_t *surface, const struct corpus_raster *raster, int left,
                       int top, int side, int counts[256])
{
    const uint8_t *drawn = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    int count = 0;

    for (int y = top; y < top + side; y++) {
        const uint8_t *p = drawn + (size_t)y * stride + 4 * (size_t)left;
        const uint8_t *level = raster->pixels + (size_t)y * (size_t)raster->width + left;
        for (int x = 0; x < side; x++, p += 4) {
            if (p[2] * 77 + p[1] * 150 + p[0] * 29 < INK << 8) {
                counts[level[x]]++;
                count++;
            }
        }
    }
    return count;
}

int corpus_wear_threshold(const struct corpus_wear *wear, cairo_surface_t *surface,
                          const struct corpus_raster *raster, int dpi)
{
    /* In an office all print stays; of what is folded, streaked and copied the most, thinly. */
    bool office = wear->level == WEAR_OFFICE;
    int paper = (int)(wear->paper * (1 - wear->light) - 3 * wear->noise - 10);
    int side = dpi / 6; /* a letter and a half */
    int needs[256] = {0};

    if (raster->samples != 1 || (!office && wear->level != WEAR_WORN)) {
        return wear->threshold;
    }
    for (int y = 0; y + side <= raster->height; y += side) {
        for (int x = 0; x + side <= raster->width; x += side) {
            int counts[256] = {0};
            if (count_print(surface, raster, x, y, side, counts) > side * side / 50) {
                needs[share_level(counts, office ? 0.35 : 0.1)]++;
            }
        }
    }
    int need = share_level(needs, office ? 1 : 0.98) + 1;
    return MAX(wear->threshold, MIN(need, paper));
}
