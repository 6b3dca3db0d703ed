/* deskew_angle.c - the angle of the text lines, by projecting the lower contour of the ink. No
 * state, any thread. */
#include "deskew.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 60000, COARSE_MAX = 12000, POINTS_MIN = 60 };
#define COARSE_STEP 0.25
#define FINE_STEP 0.05
/* By how much the best angle must stand out from the typical one: more where little tells. */
#define SURE 1.5
#define SURE_FEW 25

struct points {
    int16_t *x, *y;
    int count, width, height;
    uint32_t *bins; /* two projections, bins_count each */
    int bins_count;
};

/* Ink with white below it: baselines, rules and cell borders, but no flanks of letters. */
static int collect(PIX *pix, struct points *p, int every)
{
    int wpl = pixGetWpl(pix), seen = 0, kept = 0;
    for (int y = 0; y + 1 < p->height; y++) {
        const l_uint32 *line = pixGetData(pix) + (size_t)wpl * (size_t)y;
        for (int i = 0; i < wpl; i++) {
            l_uint32 edge = line[i] & ~line[i + wpl];
            for (; edge; edge &= edge - 1, seen++) {
                int x = i * 32 + 31 - __builtin_ctz(edge);
                if (x >= p->width || (p->x && seen % every))
                    continue;
                if (p->x && kept < POINTS_MAX) {
                    p->x[kept] = (int16_t)x;
                    p->y[kept] = (int16_t)y;
                }
                kept++;
            }
        }
    }
    return kept < POINTS_MAX || !p->x ? kept : POINTS_MAX;
}

/* How sharply the points pile up in rows when the page is sheared back by the angle: the energy
 * of the projection's change from row to row. Neighbours mostly fall into one row and are counted
 * in turns in two projections, so that no count waits for the one before it. */
static double sharpness(const struct points *p, int every, double degrees)
{
    double rad = degrees * M_PI / 180;
    int64_t sine = (int64_t)lround(sin(rad) * 65536), cosine = (int64_t)lround(cos(rad) * 65536);
    int64_t base = ((int64_t)((double)p->width * fabs(sin(rad)) + 2) << 16) + 32768;
    uint32_t *even = p->bins, *odd = even + p->bins_count, before;
    int64_t energy = 0;
    int i = 0;
    memset(p->bins, 0, 2 * (size_t)p->bins_count * sizeof *p->bins);
    for (; i + every < p->count; i += 2 * every) {
        int k = i + every;
        even[(base + p->y[i] * cosine - p->x[i] * sine) >> 16]++;
        odd[(base + p->y[k] * cosine - p->x[k] * sine) >> 16]++;
    }
    if (i < p->count)
        even[(base + p->y[i] * cosine - p->x[i] * sine) >> 16]++;
    before = even[0] + odd[0];
    for (i = 1; i < p->bins_count; i++) {
        uint32_t here = even[i] + odd[i];
        int64_t change = (int64_t)here - before;
        energy += change * change;
        before = here;
    }
    return (double)energy;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool coarse(const struct points *p, double most, double *ret_degrees)
{
    double energy[256], sorted[256], best = 0;
    int n = 0, every = 1 + p->count / COARSE_MAX;
    for (double a = -most; a <= most + 1e-9 && n < 256; a += COARSE_STEP, n++) {
        energy[n] = sorted[n] = sharpness(p, every, a);
        if (energy[n] > best) {
            best = energy[n];
            *ret_degrees = a;
        }
    }
    qsort(sorted, (size_t)n, sizeof *sorted, compare);
    return best > (SURE + SURE_FEW / sqrt(p->count)) * sorted[n / 2];
}

static double fine(const struct points *p, double around)
{
    double best = 0, at = around;
    for (int step = -7; step <= 7; step++) {
        double angle = around + step * FINE_STEP, e = sharpness(p, 1, angle);
        if (e > best) {
            best = e;
            at = angle;
        }
    }
    double before = sharpness(p, 1, at - FINE_STEP), after = sharpness(p, 1, at + FINE_STEP);
    double bend = before - 2 * best + after;
    if (bend < 0)
        at += FINE_STEP * fmax(-0.5, fmin(0.5, 0.5 * (before - after) / bend));
    return at;
}

bool deskew_angle(PIX *sketch, double most, double *ret_degrees)
{
    struct points p = {.width = pixGetWidth(sketch), .height = pixGetHeight(sketch)};
    if (p.width > INT16_MAX || p.height > INT16_MAX)
        return false;
    int all = collect(sketch, &p, 1);
    if (all < POINTS_MIN)
        return false;
    double reach = (double)p.width * sin((most + 1) * M_PI / 180);
    p.bins_count = p.height + (int)(2 * reach) + 8;
    p.x = malloc(POINTS_MAX * sizeof *p.x);
    p.y = malloc(POINTS_MAX * sizeof *p.y);
    p.bins = malloc(2 * (size_t)p.bins_count * sizeof *p.bins);
    bool sure = false;
    if (p.x && p.y && p.bins) {
        p.count = collect(sketch, &p, 1 + all / POINTS_MAX);
        double angle = 0;
        sure = coarse(&p, most, &angle);
        if (sure)
            *ret_degrees = fine(&p, angle);
    }
    free(p.x);
    free(p.y);
    free(p.bins);
    return sure;
}
