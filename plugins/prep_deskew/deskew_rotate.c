/* deskew_rotate.c - turns pixels about the centre of the image by inverse mapping in 16.16 fixed
 * point. Coordinates are those of pixel corners: the centre of pixel (0, 0) is (0.5, 0.5). No
 * state, any thread. */
#include "deskew.h"

#include <leptonica/allheaders.h>
#include <math.h>

/* One row of the turned image: where its first pixel's centre lies in the old one, and the step
 * from pixel to pixel, all in 1/65536 of a pixel. */
struct walk {
    int64_t x, y, dx, dy;
};

struct source {
    const l_uint32 *data;
    int wpl, w, h;
};

static int64_t fixed(double v)
{
    return (int64_t)llround(v * 65536);
}

/* The stretch of pixels [from, to) of a row of n whose place along one axis is in [0, limit). */
static void clip_axis(int64_t start, int64_t step, int64_t limit, int *from, int *to)
{
    if (step == 0) {
        if (start < 0 || start >= limit)
            *to = *from;
        return;
    }
    double enter = (double)(step > 0 ? -start : limit - 1 - start) / (double)step;
    double leave = (double)(step > 0 ? limit - 1 - start : -start) / (double)step;
    int first = enter > 0 ? (int)ceil(fmin(enter, *to)) : 0;
    int last = leave < 0 ? -1 : (int)floor(fmin(leave, *to));
    *from = first > *from ? first : *from;
    *to = last + 1 < *to ? last + 1 : *to;
    *to = *to < *from ? *from : *to;
}

static void row_bits(const struct source *s, struct walk at, int from, int to, l_uint32 *line)
{
    int64_t x = at.x + from * at.dx, y = at.y + from * at.dy;
    for (int i = from; i < to; i++, x += at.dx, y += at.dy) {
        const l_uint32 *old = s->data + (size_t)s->wpl * (size_t)(y >> 16);
        unsigned px = (unsigned)(x >> 16);
        line[i >> 5] |= (old[px >> 5] << (px & 31) >> 31) << (31 - (i & 31));
    }
}

/* Places of the four neighbours of a sample, kept inside the image, and the weights. */
static void neighbours(const struct source *s, int64_t x, int64_t y, int *x0, int *x1,
                       const l_uint32 **top, const l_uint32 **bottom, unsigned *fx, unsigned *fy)
{
    x -= 32768;
    y -= 32768;
    int left = (int)(x >> 16), up = (int)(y >> 16);
    *fx = (unsigned)(x >> 8) & 255;
    *fy = (unsigned)(y >> 8) & 255;
    *x0 = left < 0 ? 0 : left;
    *x1 = left + 1 < s->w ? left + 1 : s->w - 1;
    *top = s->data + (size_t)s->wpl * (size_t)(up < 0 ? 0 : up);
    *bottom = s->data + (size_t)s->wpl * (size_t)(up + 1 < s->h ? up + 1 : s->h - 1);
}

static void row_gray(const struct source *s, struct walk at, int from, int to, l_uint32 *line)
{
    int64_t x = at.x + from * at.dx, y = at.y + from * at.dy;
    for (int i = from; i < to; i++, x += at.dx, y += at.dy) {
        const l_uint32 *t, *b;
        unsigned fx, fy;
        int x0, x1;
        neighbours(s, x, y, &x0, &x1, &t, &b, &fx, &fy);
        unsigned up = GET_DATA_BYTE(t, x0) * (256 - fx) + GET_DATA_BYTE(t, x1) * fx;
        unsigned low = GET_DATA_BYTE(b, x0) * (256 - fx) + GET_DATA_BYTE(b, x1) * fx;
        SET_DATA_BYTE(line, i, (l_uint8)((up * (256 - fy) + low * fy + 32768) >> 16));
    }
}

/* Two channels at a time in the halves of a word. */
static l_uint32 blend(l_uint32 a, l_uint32 b, unsigned f)
{
    l_uint32 even = (a & 0xff00ff) * (256 - f) + (b & 0xff00ff) * f;
    l_uint32 odd = (a >> 8 & 0xff00ff) * (256 - f) + (b >> 8 & 0xff00ff) * f;
    return (even >> 8 & 0xff00ff) | (odd & 0xff00ff00);
}

static void row_colour(const struct source *s, struct walk at, int from, int to, l_uint32 *line)
{
    int64_t x = at.x + from * at.dx, y = at.y + from * at.dy;
    for (int i = from; i < to; i++, x += at.dx, y += at.dy) {
        const l_uint32 *t, *b;
        unsigned fx, fy;
        int x0, x1;
        neighbours(s, x, y, &x0, &x1, &t, &b, &fx, &fy);
        line[i] = blend(blend(t[x0], t[x1], fx), blend(b[x0], b[x1], fx), fy);
    }
}

PIX *deskew_rotate(PIX *image, double degrees, double new_to_old[9])
{
    int w = pixGetWidth(image), h = pixGetHeight(image), depth = pixGetDepth(image);
    double c = cos(degrees * M_PI / 180), s = sin(degrees * M_PI / 180);
    int nw = (int)ceil(w * c + h * fabs(s) - 1e-9), nh = (int)ceil(h * c + w * fabs(s) - 1e-9);
    PIX *out = depth == 1 || depth == 8 || depth == 32 ? pixCreate(nw, nh, depth) : NULL;
    if (!out)
        return NULL;
    if (depth > 1)
        pixSetAll(out);
    pixSetResolution(out, pixGetXRes(image), pixGetYRes(image));
    /* What lies turned clockwise by the angle is found by turning the new place clockwise. */
    const double map[9] = {c, -s, w / 2.0 - c * nw / 2.0 + s * nh / 2.0,
                           s, c,  h / 2.0 - s * nw / 2.0 - c * nh / 2.0,
                           0, 0,  1};
    struct source src = {pixGetData(image), pixGetWpl(image), w, h};
    for (int y = 0; y < nh; y++) {
        l_uint32 *line = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        struct walk at = {fixed(map[0] * 0.5 + map[1] * (y + 0.5) + map[2]),
                          fixed(map[3] * 0.5 + map[4] * (y + 0.5) + map[5]), fixed(c), fixed(s)};
        int from = 0, to = nw;
        clip_axis(at.x, at.dx, (int64_t)w << 16, &from, &to);
        clip_axis(at.y, at.dy, (int64_t)h << 16, &from, &to);
        if (depth == 1)
            row_bits(&src, at, from, to, line);
        else if (depth == 8)
            row_gray(&src, at, from, to, line);
        else
            row_colour(&src, at, from, to, line);
    }
    for (int i = 0; i < 9; i++)
        new_to_old[i] = map[i];
    return out;
}
