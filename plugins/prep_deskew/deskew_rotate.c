/* deskew_rotate.c - turns pixels about the centre of the image by inverse mapping in 16.16 fixed
 * point. Coordinates are those of pixel corners: the centre of pixel (0, 0) is (0.5, 0.5). No
 * state, any thread. */
#include "deskew.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

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

/* The four neighbours of a sample and its place between them. */
struct cell {
    const l_uint32 *top, *bottom;
    int left, right;
    unsigned fx, fy; /* 1/256 */
};

static struct cell cell_inside(const struct source *s, int64_t x, int64_t y)
{
    x -= 32768;
    y -= 32768;
    const l_uint32 *top = s->data + (size_t)s->wpl * (size_t)(y >> 16);
    return (struct cell){.top = top,
                         .bottom = top + s->wpl,
                         .left = (int)(x >> 16),
                         .right = (int)(x >> 16) + 1,
                         .fx = (unsigned)(x >> 8) & 255,
                         .fy = (unsigned)(y >> 8) & 255};
}

/* The same at the rim, where a neighbour may lie outside: the nearest inside stands for it. */
static struct cell cell_at_rim(const struct source *s, int64_t x, int64_t y)
{
    int64_t left = (x - 32768) >> 16, up = (y - 32768) >> 16;
    struct cell c = cell_inside(s, x, y);
    c.left = left < 0 ? 0 : (int)left;
    c.right = left + 1 < s->w ? (int)left + 1 : s->w - 1;
    c.top = s->data + (size_t)s->wpl * (size_t)(up < 0 ? 0 : up);
    c.bottom = s->data + (size_t)s->wpl * (size_t)(up + 1 < s->h ? up + 1 : s->h - 1);
    return c;
}

static void mix_gray(struct cell c, int i, l_uint32 *line)
{
    unsigned up =
        GET_DATA_BYTE(c.top, c.left) * (256 - c.fx) + GET_DATA_BYTE(c.top, c.right) * c.fx;
    unsigned low =
        GET_DATA_BYTE(c.bottom, c.left) * (256 - c.fx) + GET_DATA_BYTE(c.bottom, c.right) * c.fx;
    SET_DATA_BYTE(line, i, (l_uint8)((up * (256 - c.fy) + low * c.fy + 32768) >> 16));
}

typedef uint8_t byte4 __attribute__((vector_size(4)));
typedef uint8_t byte8 __attribute__((vector_size(8)));
typedef uint16_t word4 __attribute__((vector_size(8)));
typedef uint16_t word8 __attribute__((vector_size(16)));

/* All channels of the left and the right neighbour at a time: first downwards, then across. */
static l_uint32 mix_colour(struct cell c)
{
    l_uint32 up[2] = {c.top[c.left], c.top[c.right]};
    l_uint32 low[2] = {c.bottom[c.left], c.bottom[c.right]}, out;
    byte8 t, b;
    word4 half[2];
    memcpy(&t, up, sizeof t);
    memcpy(&b, low, sizeof b);
    word8 column = (__builtin_convertvector(t, word8) * (uint16_t)(256 - c.fy) +
                    __builtin_convertvector(b, word8) * (uint16_t)c.fy) >>
                   8;
    memcpy(half, &column, sizeof half);
    byte4 mixed = __builtin_convertvector(
        (half[0] * (uint16_t)(256 - c.fx) + half[1] * (uint16_t)c.fx) >> 8, byte4);
    memcpy(&out, &mixed, sizeof out);
    return out;
}

static void row_gray(const struct source *s, struct walk at, int from, int to, bool inside,
                     l_uint32 *line)
{
    int64_t x = at.x + from * at.dx, y = at.y + from * at.dy;
    for (int i = from; inside && i < to; i++, x += at.dx, y += at.dy)
        mix_gray(cell_inside(s, x, y), i, line);
    for (int i = from; !inside && i < to; i++, x += at.dx, y += at.dy)
        mix_gray(cell_at_rim(s, x, y), i, line);
}

static void row_colour(const struct source *s, struct walk at, int from, int to, bool inside,
                       l_uint32 *line)
{
    int64_t x = at.x + from * at.dx, y = at.y + from * at.dy;
    for (int i = from; inside && i < to; i++, x += at.dx, y += at.dy)
        line[i] = mix_colour(cell_inside(s, x, y));
    for (int i = from; !inside && i < to; i++, x += at.dx, y += at.dy)
        line[i] = mix_colour(cell_at_rim(s, x, y));
}

/* One row of the turned image: what has all its neighbours inside, and the rim on either side. */
static void turn_row(const struct source *s, struct walk at, int width, int depth, l_uint32 *line)
{
    void (*row)(const struct source *, struct walk, int, int, bool, l_uint32 *) =
        depth == 8 ? row_gray : row_colour;
    int from = 0, to = width;
    clip_axis(at.x, at.dx, (int64_t)s->w << 16, &from, &to);
    clip_axis(at.y, at.dy, (int64_t)s->h << 16, &from, &to);
    if (depth == 1) {
        row_bits(s, at, from, to, line);
        return;
    }
    int in = from, out = to;
    clip_axis(at.x - 32768, at.dx, (int64_t)(s->w - 1) << 16, &in, &out);
    clip_axis(at.y - 32768, at.dy, (int64_t)(s->h - 1) << 16, &in, &out);
    in = in < to ? in : to;
    out = out > in ? out : in;
    row(s, at, from, in, false, line);
    row(s, at, in, out, true, line);
    row(s, at, out, to, false, line);
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
        turn_row(&src, at, nw, depth, line);
    }
    for (int i = 0; i < 9; i++)
        new_to_old[i] = map[i];
    return out;
}
