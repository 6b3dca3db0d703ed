/* deskew_rotate.c - turns pixels about the centre of the image by inverse mapping in 16.16 fixed
 * point. Coordinates are those of pixel corners: the centre of pixel (0, 0) is (0.5, 0.5). Along a
 * row of the turned image stretches of pixels come from stretches of two rows of the old one, so
 * gray and colour are mixed byte by byte in plain loops. No state, any thread. */
#include "deskew.h"
#include "wide.h"

#include <leptonica/allheaders.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One row of the turned image: where its first pixel's centre lies in the old one, and the step
 * from pixel to pixel, all in 1/65536 of a pixel. */
struct walk {
    int64_t x, y, dx, dy;
};

enum { BLOCK = 16 }; /* bytes that are mixed at once */

/* The old image as plain bytes, `step` a pixel. Of a gray one the rows that are in use, which come
 * into a ring as they are reached: they are in the cache then, which a slanting walk over the whole
 * would miss at each stretch. */
struct source {
    PIX *image;
    uint8_t *ring; /* NULL: the image's own rows are plain bytes */
    size_t stride;
    int w, h, step, ring_rows, reached;
};

/* A row under way: its bytes and, a byte each, the shares of the right and the lower neighbours in
 * 1/256. */
struct row {
    uint8_t *bytes;
    uint16_t *across, *down;
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

/* How many steps of d from a fraction of 1/65536 stay within its whole. */
static int steps_within(int64_t at, int64_t d)
{
    int64_t fraction = at & 65535;
    if (d == 0)
        return INT_MAX;
    return (int)((d > 0 ? (65535 - fraction) / d : fraction / -d) + 1);
}

/* Adds n bits to a row of white, word by word. */
static void copy_bits(const l_uint32 *old, unsigned from, l_uint32 *line, unsigned to, unsigned n)
{
    while (n > 0) {
        unsigned shift = from & 31, room = 32 - (to & 31), some = n < room ? n : room;
        l_uint32 bits = old[from >> 5] << shift;
        if (shift + some > 32)
            bits |= old[(from >> 5) + 1] >> (32 - shift);
        line[to >> 5] |= (bits & ~(l_uint32)(UINT64_C(0xffffffff) >> some)) >> (to & 31);
        from += some;
        to += some;
        n -= some;
    }
}

static void row_bits(PIX *image, struct walk at, int from, int to, l_uint32 *line)
{
    for (int i = from, n; i < to; i += n) {
        int64_t x = at.x + i * at.dx, y = at.y + i * at.dy;
        int level = steps_within(y, at.dy), even = steps_within(x, at.dx - 65536);
        n = level < even ? level : even;
        n = n < to - i ? n : to - i;
        copy_bits(pixGetData(image) + (size_t)pixGetWpl(image) * (size_t)(y >> 16),
                  (unsigned)(x >> 16), line, (unsigned)i, (unsigned)n);
    }
}

/* ---- gray and colour --------------------------------------------------------------------- */

/* Shares for the pixels [from, to); at: of samples' upper left neighbours. */
WIDE static void share_row(struct walk at, int from, int to, int step, const struct row *row)
{
    uint16_t x = (uint16_t)at.x, y = (uint16_t)at.y, dx = (uint16_t)at.dx, dy = (uint16_t)at.dy;
    for (int i = from; step == 1 && i < to; i++) {
        row->across[i] = (uint16_t)(x + (uint16_t)i * dx) >> 8;
        row->down[i] = (uint16_t)(y + (uint16_t)i * dy) >> 8;
    }
    for (int i = from; step == 4 && i < to; i++) { /* the same for a pixel's four bytes */
        uint64_t right = ((uint16_t)(x + (uint16_t)i * dx) >> 8) * UINT64_C(0x0001000100010001);
        uint64_t low = ((uint16_t)(y + (uint16_t)i * dy) >> 8) * UINT64_C(0x0001000100010001);
        memcpy(row->across + (ptrdiff_t)i * 4, &right, sizeof right);
        memcpy(row->down + (ptrdiff_t)i * 4, &low, sizeof low);
    }
}

static const uint8_t *row_of(const struct source *s, int y)
{
    return s->ring ? s->ring + s->stride * (size_t)(y % s->ring_rows)
                   : (const uint8_t *)pixGetData(s->image) + s->stride * (size_t)y;
}

/* n bytes of the turned row; top and bottom: their upper and lower left neighbours. */
static inline void mix(const uint8_t *restrict top, const uint8_t *restrict bottom, int step, int n,
                       const uint16_t *restrict across, const uint16_t *restrict down,
                       uint8_t *restrict out)
{
    for (int i = 0; i < n; i++) {
        uint16_t right = across[i], left = (uint16_t)(256 - right);
        uint16_t low = down[i], high = (uint16_t)(256 - low);
        uint16_t a = (uint16_t)((uint16_t)(top[i] * left + top[i + step] * right + 128) >> 8);
        uint16_t b = (uint16_t)((uint16_t)(bottom[i] * left + bottom[i + step] * right + 128) >> 8);
        out[i] = (uint8_t)((uint16_t)(a * high + b * low + 128) >> 8);
    }
}

/* Pixels that have all four neighbours inside. */
WIDE static void row_inside(const struct source *s, struct walk at, int from, int to,
                            const struct row *row)
{
    for (int i = from, n; i < to; i += n) {
        int64_t x = at.x + i * at.dx, y = at.y + i * at.dy;
        int level = steps_within(y, at.dy), even = steps_within(x, at.dx - 65536);
        n = level < even ? level : even;
        n = n < to - i ? n : to - i;
        /* Whole blocks are quicker; what is too much of one the next stretch writes over. */
        int blocks = (n + BLOCK - 1) / BLOCK * BLOCK, some = blocks <= to - i ? blocks : n;
        ptrdiff_t o = (ptrdiff_t)i * s->step, left = (x >> 16) * s->step;
        mix(row_of(s, (int)(y >> 16)) + left, row_of(s, (int)(y >> 16) + 1) + left, s->step,
            (s->ring ? some : n) * s->step, row->across + o, row->down + o, row->bytes + o);
    }
}

static int within(int64_t at, int size)
{
    int64_t whole = at >> 16;
    return whole < 0 ? 0 : whole < size ? (int)whole : size - 1;
}

/* Pixels at the rim, where a neighbour may lie outside: the nearest inside stands for it. */
static void row_at_rim(const struct source *s, struct walk at, int from, int to,
                       const struct row *row)
{
    for (int i = from; i < to; i++) {
        int64_t x = at.x + i * at.dx, y = at.y + i * at.dy;
        int left = within(x, s->w) * s->step, right = within(x + 65536, s->w) * s->step;
        const uint8_t *top = row_of(s, within(y, s->h));
        const uint8_t *bottom = row_of(s, within(y + 65536, s->h));
        for (int c = 0; c < s->step; c++) {
            ptrdiff_t o = (ptrdiff_t)i * s->step + c;
            const uint8_t up[2] = {top[left + c], top[right + c]};
            const uint8_t low[2] = {bottom[left + c], bottom[right + c]};
            mix(up, low, 1, 1, row->across + o, row->down + o, row->bytes + o);
        }
    }
}

/* One row of the turned image, white where the old one does not reach: what has all its neighbours
 * inside, and the rim on either side. */
static void turn_row(const struct source *s, struct walk at, int width, const struct row *row)
{
    int from = 0, to = width;
    clip_axis(at.x, at.dx, (int64_t)s->w << 16, &from, &to);
    clip_axis(at.y, at.dy, (int64_t)s->h << 16, &from, &to);
    at.x -= 32768; /* from a sample to the centres of the pixels around it */
    at.y -= 32768;
    int in = from, out = to;
    clip_axis(at.x, at.dx, (int64_t)(s->w - 1) << 16, &in, &out);
    clip_axis(at.y, at.dy, (int64_t)(s->h - 1) << 16, &in, &out);
    in = in < to ? in : to;
    out = out > in ? out : in;
    memset(row->bytes, 255, (size_t)from * (size_t)s->step);
    memset(row->bytes + (ptrdiff_t)to * s->step, 255, (size_t)(width - to) * (size_t)s->step);
    share_row(at, from, to, s->step, row);
    row_at_rim(s, at, from, in, row);
    row_inside(s, at, in, out, row);
    row_at_rim(s, at, out, to, row);
}

/* Bytes in the order of the pixels from words, or the other way round: four words at a time, which
 * a compiler does not see for itself where the processor may be any. */
WIDE static void swap_words(const l_uint32 *from, l_uint32 *to, size_t count)
{
    typedef l_uint32 four __attribute__((vector_size(16)));
    size_t i = 0;
    for (four v; i + 4 <= count; i += 4) {
        memcpy(&v, from + i, sizeof v);
        v = v << 16 | v >> 16;
        v = (v & 0x00ff00ff) << 8 | (v >> 8 & 0x00ff00ff);
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < count; i++)
        to[i] = from[i] << 24 | (from[i] & 0xff00) << 8 | (from[i] >> 8 & 0xff00) | from[i] >> 24;
}

static struct walk walk_of(const double map[9], int y)
{
    return (struct walk){fixed(map[0] * 0.5 + map[1] * (y + 0.5) + map[2]),
                         fixed(map[3] * 0.5 + map[4] * (y + 0.5) + map[5]), fixed(map[0]),
                         fixed(map[3])};
}

static PIX *turn_bits(PIX *image, const double map[9], int w, int h)
{
    PIX *out = pixCreate(w, h, 1);
    for (int y = 0; out && y < h; y++) {
        struct walk at = walk_of(map, y);
        int from = 0, to = w;
        clip_axis(at.x, at.dx, (int64_t)pixGetWidth(image) << 16, &from, &to);
        clip_axis(at.y, at.dy, (int64_t)pixGetHeight(image) << 16, &from, &to);
        row_bits(image, at, from, to, pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y);
    }
    return out;
}

/* Rows that a row of the turned image comes from, at most; some for the neighbours of each. */
static int slant(const double map[9], int w)
{
    return (int)(fabs(map[3]) * w) + 8;
}

static bool source_open(struct source *s, PIX *image, const double map[9], int w)
{
    *s = (struct source){.image = image,
                         .stride = (size_t)pixGetWpl(image) * 4,
                         .w = pixGetWidth(image),
                         .h = pixGetHeight(image),
                         .step = pixGetDepth(image) / 8};
    if (s->step == 4)
        return true;
    s->ring_rows = slant(map, w);
    s->ring = malloc(s->stride * (size_t)s->ring_rows + BLOCK);
    return s->ring != NULL;
}

/* Brings in the rows that the walk comes by. */
static void source_reach(struct source *s, struct walk at, int w)
{
    int64_t a = at.y >> 16, b = (at.y + w * at.dy) >> 16;
    int64_t high = (a > b ? a : b) + 2, low = (a < b ? a : b) - 2;
    if (s->reached < low)
        s->reached = (int)low;
    for (; s->ring && s->reached <= high && s->reached < s->h; s->reached++)
        swap_words(pixGetData(s->image) + (size_t)pixGetWpl(s->image) * (size_t)s->reached,
                   (l_uint32 *)(s->ring + s->stride * (size_t)(s->reached % s->ring_rows)),
                   s->stride / 4);
}

static PIX *turn_bytes(PIX *image, const double map[9], int w, int h)
{
    struct source s;
    bool well = source_open(&s, image, map, w);
    PIX *out = well ? pixCreateNoInit(w, h, pixGetDepth(image)) : NULL;
    size_t room = out ? (size_t)pixGetWpl(out) * 4 : 0;
    l_uint32 *line = malloc(room ? room : 1);
    uint16_t *shares = malloc(room ? 2 * room * sizeof *shares : 1);
    if (!out || !line || !shares) {
        pixDestroy(&out);
        goto end;
    }
    const struct row row = {.bytes = (uint8_t *)line, .across = shares, .down = shares + room};
    memset(line, 255, room);
    for (int y = 0; y < h; y++) {
        l_uint32 *to = pixGetData(out) + (size_t)pixGetWpl(out) * (size_t)y;
        struct walk at = walk_of(map, y);
        source_reach(&s, at, w);
        turn_row(&s, at, w, &row);
        if (s.ring)
            swap_words(line, to, room / 4);
        else
            memcpy(to, line, room);
    }
end:
    free(s.ring);
    free(line);
    free(shares);
    return out;
}

PIX *deskew_rotate(PIX *image, double degrees, double new_to_old[9])
{
    int w = pixGetWidth(image), h = pixGetHeight(image), depth = pixGetDepth(image);
    double c = cos(degrees * M_PI / 180), s = sin(degrees * M_PI / 180);
    int nw = (int)ceil(w * c + h * fabs(s) - 1e-9), nh = (int)ceil(h * c + w * fabs(s) - 1e-9);
    /* What lies turned clockwise by the angle is found by turning the new place clockwise. */
    const double map[9] = {c, -s, w / 2.0 - c * nw / 2.0 + s * nh / 2.0,
                           s, c,  h / 2.0 - s * nw / 2.0 - c * nh / 2.0,
                           0, 0,  1};
    PIX *out = depth == 1                  ? turn_bits(image, map, nw, nh)
               : depth == 8 || depth == 32 ? turn_bytes(image, map, nw, nh)
                                           : NULL;
    if (!out)
        return NULL;
    pixSetResolution(out, pixGetXRes(image), pixGetYRes(image));
    memcpy(new_to_old, map, sizeof map);
    return out;
}
