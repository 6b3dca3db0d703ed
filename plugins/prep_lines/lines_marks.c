/* lines_marks.c - the small marks of a page that may be of a leader, binned by height. */
#include "lines_finder.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

enum { CANDIDATES_MAX = 40000 };
#define DOT_MAX_MM 1.1
#define DASH_MAX_MM 4.2
#define DASH_HIGH_MM 0.75

static bool is_candidate(const struct blob *b, double mm)
{
    double w = b->x1 - b->x0, h = b->y1 - b->y0;
    bool dot = w <= DOT_MAX_MM * mm && h <= DOT_MAX_MM * mm && w <= 2.2 * h + 1 && h <= 1.6 * w + 1;
    bool dash = w <= DASH_MAX_MM * mm && h <= DASH_HIGH_MM * mm && w > h;
    return w >= 2 && h >= 1 && b->area >= 0.5 * w * h && b->area >= 3 && (dot || dash);
}

int marks_bin(const struct finder *f, double y)
{
    int bin = (int)(y / f->bin_high);
    return bin < 0 ? 0 : bin >= f->bins ? f->bins - 1 : bin;
}

static int by_place(const void *a, const void *b, void *arg)
{
    const struct finder *f = arg;
    const struct blob *x = &f->ink->blobs[*(const uint32_t *)a];
    const struct blob *y = &f->ink->blobs[*(const uint32_t *)b];
    int bx = marks_bin(f, centre_y(x)), by = marks_bin(f, centre_y(y));
    return bx != by ? (bx > by) - (bx < by) : (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* The first candidate of a bin that begins at x or behind it. */
size_t marks_from(const struct finder *f, int bin, double x)
{
    size_t low = f->bin[bin], high = f->bin[bin + 1];
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (f->ink->blobs[f->order[mid]].x0 < x)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The candidate nearest to (x, y) within (dx, dy) that has the size of a mark, give or
 * take `slack` of it, and at most that state; count when there is none. */
size_t marks_nearest(const struct finder *f, double x, double y, double dx, double dy,
                     const struct core *like, double slack, enum state most)
{
    const double w = like->w, h = like->h;
    size_t best = f->count;
    double best_off = INFINITY;
    for (int bin = marks_bin(f, y - dy); bin <= marks_bin(f, y + dy); bin++) {
        size_t low = marks_from(f, bin, x - dx - w - 4);
        for (size_t i = low; i < f->bin[bin + 1]; i++) {
            const struct blob *b = &f->ink->blobs[f->order[i]];
            if (b->x0 > x + dx)
                break;
            double off = fabs(centre_x(b) - x), bw = b->x1 - b->x0, bh = b->y1 - b->y0;
            if (off <= dx && off < best_off && fabs(centre_y(b) - y) <= dy && f->state[i] <= most &&
                fabs(bw - w) <= fmax(1.2, slack * w) && fabs(bh - h) <= fmax(1.2, slack * h)) {
                best = i;
                best_off = off;
            }
        }
    }
    return best;
}

/* The lower dot of a colon is no mark: its like stands above it, with paper between. */
static bool is_colon(const struct finder *f, const struct blob *b)
{
    double w = b->x1 - b->x0, h = b->y1 - b->y0, x = centre_x(b), y = centre_y(b);
    if (w > 2 * h)
        return false;
    const struct core like = {.w = w, .h = h};
    size_t above = marks_nearest(f, x, y - 3.6 * h, fmax(1.5, 0.3 * w), 2.0 * h, &like, 0.3, FREE);
    if (above == f->count)
        return false;
    for (int row = f->ink->blobs[f->order[above]].y1; row < b->y0; row++) {
        const l_uint32 *line = pixGetData(f->bits) + (size_t)pixGetWpl(f->bits) * (size_t)row;
        if (GET_DATA_BIT(line, (int)x))
            return false;
    }
    return true;
}

int marks_gather(struct finder *f)
{
    size_t *colons = NULL, colon_count = 0;
    f->bin_high = fmax(4, 0.5 * f->mm);
    f->bins = (int)(pixGetHeight(f->bits) / f->bin_high) + 1;
    f->order = malloc((f->ink->blob_count + 1) * sizeof *f->order);
    f->bin = calloc((size_t)f->bins + 2, sizeof *f->bin);
    for (size_t i = 0; f->order && i < f->ink->blob_count; i++)
        if (is_candidate(&f->ink->blobs[i], f->mm))
            f->order[f->count++] = (uint32_t)i;
    f->state = calloc(f->count + 1, 1);
    colons = calloc(f->count + 1, sizeof *colons);
    if (!f->order || !f->bin || !f->state || !colons) {
        free(colons);
        return SOHOA_BAD_PAGE;
    }
    if (f->count > CANDIDATES_MAX) /* a picture in dots */
        f->count = 0;
    qsort_r(f->order, f->count, sizeof *f->order, by_place, f);
    for (size_t i = 0; i < f->count; i++)
        f->bin[marks_bin(f, centre_y(&f->ink->blobs[f->order[i]])) + 1] = i + 1;
    for (int b = 1; b <= f->bins; b++)
        if (f->bin[b] < f->bin[b - 1])
            f->bin[b] = f->bin[b - 1];
    for (size_t i = 0; i < f->count; i++)
        if (is_colon(f, &f->ink->blobs[f->order[i]]))
            colons[colon_count++] = i;
    for (size_t i = 0; i < colon_count; i++)
        f->state[colons[i]] = COLON;
    free(colons);
    return SOHOA_OK;
}

/* Share of ink in the round (or long) mark centred there. */
static double ink_share(const struct finder *f, double x, double y, const struct core *core)
{
    double rx = core->w / 2, ry = core->h / 2;
    int x0 = (int)ceil(x - rx), x1 = (int)(x + rx), y0 = (int)ceil(y - ry), y1 = (int)(y + ry);
    int n = 0, all = 0;
    if (x0 < 0 || y0 < 0 || x1 >= pixGetWidth(f->bits) || y1 >= pixGetHeight(f->bits))
        return 0;
    for (int row = y0; row <= y1; row++) {
        const l_uint32 *line = pixGetData(f->bits) + (size_t)pixGetWpl(f->bits) * (size_t)row;
        for (int col = x0; col <= x1; col++) {
            double ex = (col - x) / rx, ey = (row - y) / ry;
            if (core->w < 2 * core->h && ex * ex + ey * ey > 0.9)
                continue;
            all++;
            n += GET_DATA_BIT(line, col) ? 1 : 0;
        }
    }
    return all ? (double)n / all : 0;
}

/* Where next to x a mark is hidden in other ink; NAN when none can be. */
double marks_hidden(const struct finder *f, double x, double y, const struct core *core)
{
    static const double offs[] = {0, -1, 1, -2, 2};
    double best = NAN, most = 0.82;
    for (size_t i = 0; i < sizeof offs / sizeof *offs; i++) {
        double share = ink_share(f, x + offs[i], y, core);
        if (share > most + 0.02) {
            most = share;
            best = x + offs[i];
        }
    }
    return best;
}

size_t marks_alone(const struct finder *f, double x, double y, const struct core *core)
{
    return marks_nearest(f, x, y, 0.17 * core->pitch + 0.6, fmax(1.1, 0.1 * f->mm), core, 0.2,
                         IN_CORE);
}

void marks_free(struct finder *f)
{
    free(f->order);
    free(f->bin);
    free(f->state);
}
