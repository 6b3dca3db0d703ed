/* cards_angle.c - the angle of a few lines of print: where their lower edges, projected along it,
 * pile up most sharply (Postl 1986, Baird 1987; prep_deskew does the same for pages). Pure. */
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 20000, POINTS_LEAST = 150, BINS = 4096 };
#define MOST 6.0 /* degrees */
#define COARSE 0.25
#define FINE 0.05
#define SURE 1.12

struct points {
    float x[POINTS_MAX], y[POINTS_MAX];
    int count;
};

static void collect(PIX *sketch, const struct cards_block *block, struct points *ret)
{
    int wpl = pixGetWpl(sketch), x0 = (int)block->x, y0 = (int)block->y;
    int x1 = (int)(block->x + block->w), y1 = (int)(block->y + block->h);
    x1 = x1 < pixGetWidth(sketch) ? x1 : pixGetWidth(sketch);
    y1 = y1 < pixGetHeight(sketch) - 1 ? y1 : pixGetHeight(sketch) - 1;
    for (int y = y0 > 0 ? y0 : 0; y < y1; y++) {
        l_uint32 *line = pixGetData(sketch) + (size_t)wpl * (size_t)y;
        for (int x = x0 > 0 ? x0 : 0; x < x1; x++)
            if (GET_DATA_BIT(line, x) && !GET_DATA_BIT(line + wpl, x) && ret->count < POINTS_MAX) {
                ret->x[ret->count] = (float)(x - x0);
                ret->y[ret->count++] = (float)(y - y0);
            }
    }
}

static double sharpness(const struct points *p, double degrees, uint32_t bins[BINS])
{
    float c = (float)cos(degrees * M_PI / 180), s = (float)sin(degrees * M_PI / 180);
    double energy = 0;
    memset(bins, 0, BINS * sizeof *bins);
    for (int i = 0; i < p->count; i++) {
        int at = (int)(p->y[i] * c - p->x[i] * s) + BINS / 4;
        if (at >= 0 && at < BINS)
            bins[at]++;
    }
    for (int i = 1; i < BINS; i++) {
        double change = (double)bins[i] - (double)bins[i - 1];
        energy += change * change;
    }
    return energy;
}

double cards_angle(PIX *sketch, const struct cards_block *block)
{
    struct points *points = calloc(1, sizeof *points);
    uint32_t bins[BINS];
    double best = 0, at = 0, sum = 0;
    int n = 0;
    if (!points)
        return 0;
    collect(sketch, block, points);
    for (double a = -MOST; points->count >= POINTS_LEAST && a <= MOST + 1e-9; a += COARSE, n++) {
        double energy = sharpness(points, a, bins);
        sum += energy;
        if (energy > best) {
            best = energy;
            at = a;
        }
    }
    if (n == 0 || best < SURE * sum / n) {
        free(points);
        return 0;
    }
    double around = at;
    for (double a = around - COARSE; a <= around + COARSE + 1e-9; a += FINE) {
        double energy = sharpness(points, a, bins);
        if (energy > best) {
            best = energy;
            at = a;
        }
    }
    free(points);
    return at;
}
