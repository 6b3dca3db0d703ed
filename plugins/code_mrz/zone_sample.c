/* zone_sample.c - a character's place in the image as a small picture of its ink. Pure functions.
 */
#include "zone.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

/* Rows of a cell reach a little over the capitals' height. */
#define OVER 1.3
#define LEAST_CONTRAST 24.0F

struct zone_picture zone_picture_of(PIX *image)
{
    return (struct zone_picture){.data = pixGetData(image),
                                 .wpl = pixGetWpl(image),
                                 .width = pixGetWidth(image),
                                 .height = pixGetHeight(image),
                                 .depth = pixGetDepth(image)};
}

static float pixel(const struct zone_picture *p, int x, int y)
{
    if (x < 0 || y < 0 || x >= p->width || y >= p->height)
        return 255;
    const l_uint32 *line = p->data + (size_t)y * (size_t)p->wpl;
    if (p->depth == 1)
        return GET_DATA_BIT(line, x) ? 0 : 255;
    if (p->depth == 8)
        return GET_DATA_BYTE(line, x);
    l_uint32 rgb = line[x];
    return (float)((rgb >> 24) + 2 * (rgb >> 16 & 255) + (rgb >> 8 & 255)) / 4;
}

/* Coordinates of pixel corners, as everywhere: the middle of pixel (0, 0) is (0.5, 0.5). */
static float bilinear(const struct zone_picture *p, double x, double y)
{
    double left = floor(x - 0.5), top = floor(y - 0.5);
    float fx = (float)(x - 0.5 - left), fy = (float)(y - 0.5 - top);
    int ix = (int)left, iy = (int)top;
    float up = pixel(p, ix, iy) * (1 - fx) + pixel(p, ix + 1, iy) * fx;
    float low = pixel(p, ix, iy + 1) * (1 - fx) + pixel(p, ix + 1, iy + 1) * fx;
    return up * (1 - fy) + low * fy;
}

void zone_sample(const struct zone_picture *picture, const struct zone_cell *cell,
                 float ret[ZONE_INPUTS])
{
    enum { SUB = 2 };
    double across = cell->pitch / (ZONE_COLUMNS * SUB);
    double down = cell->height * OVER / (ZONE_ROWS * SUB);
    for (int i = 0; i < ZONE_INPUTS; i++)
        ret[i] = 0;
    for (int r = 0; r < ZONE_ROWS * SUB; r++)
        for (int c = 0; c < ZONE_COLUMNS * SUB; c++) {
            double u = (c + 0.5 - ZONE_COLUMNS * SUB / 2.0) * across;
            double v = (r + 0.5 - ZONE_ROWS * SUB / 2.0) * down;
            ret[r / SUB * ZONE_COLUMNS + c / SUB] +=
                bilinear(picture, cell->x + u * cell->ux - v * cell->uy,
                         cell->y + u * cell->uy + v * cell->ux) /
                (SUB * SUB);
        }
}

/* The value that would stand at `at` were they sorted (C. A. R. Hoare, "Find", 1961); reorders
 * them. */
static float nth(float *v, int count, int at)
{
    for (int from = 0, to = count - 1; from < to;) {
        float middle = v[(from + to) / 2];
        int i = from, k = to;
        while (i <= k) {
            while (v[i] < middle)
                i++;
            while (v[k] > middle)
                k--;
            if (i <= k) {
                float other = v[i];
                v[i++] = v[k];
                v[k--] = other;
            }
        }
        if (at <= k)
            to = k;
        else if (at >= i)
            from = i;
        else
            break;
    }
    return v[at];
}

/* Paper is what most of a cell shows; ink is as dark as in most characters of the line. */
void zone_normalise(float (*cells)[ZONE_INPUTS], int count)
{
    float sorted[ZONE_INPUTS], paper[ZONE_CELLS_MAX], contrast[ZONE_CELLS_MAX];
    count = count < ZONE_CELLS_MAX ? count : ZONE_CELLS_MAX;
    for (int i = 0; i < count; i++) {
        memcpy(sorted, cells[i], sizeof sorted);
        paper[i] = nth(sorted, ZONE_INPUTS, ZONE_INPUTS * 85 / 100);
        contrast[i] = paper[i] - nth(sorted, ZONE_INPUTS, ZONE_INPUTS * 4 / 100);
    }
    memcpy(sorted, contrast, (size_t)count * sizeof *contrast);
    float usual = count ? nth(sorted, count, count * 6 / 10) : LEAST_CONTRAST;
    usual = usual > LEAST_CONTRAST ? usual : LEAST_CONTRAST;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < ZONE_INPUTS; k++) {
            float ink = (paper[i] - cells[i][k]) / usual;
            cells[i][k] = ink < 0 ? 0 : ink > 1.25F ? 1.25F : ink;
        }
}
