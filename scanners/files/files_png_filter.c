/* files_png_filter.c - the row filters of PNG, eight rows at a time. A byte depends on those left
 * of it, above it and above left, so bytes of one row come one after the other; but each row can
 * follow the row above at a distance. Eight rows are the lanes of a vector: in one step every lane
 * does the byte that stands LAG bytes left of the one in the lane above. No branch depends on
 * pixels. Pure functions. */
#include "files_png.h"

#include "../../plugins/common/wide.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 12")

enum { LANES = 8, MOST = 3, LAG_MORE = 2 };

typedef int16_t lanes __attribute__((vector_size(2 * LANES)));   /* a byte of each row */
typedef uint8_t bytes __attribute__((vector_size(2 * LANES)));   /* two bytes of each row */
typedef uint64_t halves __attribute__((vector_size(2 * LANES))); /* eight bytes of two rows */

/* Which lanes have which filter; none of them: the bytes stand as they are. */
struct filters {
    lanes left, up, average, paeth;
};

struct octet {
    uint8_t *rows; /* the first row's pixels */
    const uint8_t *above;
    size_t stride, width; /* bytes */
    size_t lag;
    uint32_t count; /* rows, at most LANES */
};

INLINE lanes either(lanes mask, lanes yes, lanes no)
{
    return (mask & yes) | (~mask & no);
}

#ifdef __SSE2__
INLINE lanes lower(lanes a, lanes b)
{
    return (lanes)_mm_min_epi16((__m128i)a, (__m128i)b);
}

INLINE lanes higher(lanes a, lanes b)
{
    return (lanes)_mm_max_epi16((__m128i)a, (__m128i)b);
}

INLINE bytes narrow(lanes a, lanes b)
{
    return (bytes)_mm_packus_epi16((__m128i)a, (__m128i)b);
}
#else
INLINE lanes lower(lanes a, lanes b)
{
    return either(a < b, a, b);
}

INLINE lanes higher(lanes a, lanes b)
{
    return either(a < b, b, a);
}

INLINE bytes narrow(lanes a, lanes b)
{
    return __builtin_shufflevector((bytes)a, (bytes)b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22,
                                   24, 26, 28, 30);
}
#endif

/* The sums of bytes, modulo 256. */
INLINE lanes sum(lanes a, lanes b)
{
    return (lanes)((bytes)a + (bytes)b);
}

INLINE bytes mix_low(bytes a, bytes b)
{
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

INLINE bytes mix_high(bytes a, bytes b)
{
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                   31);
}

/* 8 x 8 bytes: rows become columns. */
INLINE void turn(bytes m[LANES / 2])
{
    UNROLL for (int i = 0; i < 3; i++)
    {
        bytes a = mix_low(m[0], m[2]), b = mix_high(m[0], m[2]);
        bytes c = mix_low(m[1], m[3]), d = mix_high(m[1], m[3]);
        m[0] = a;
        m[1] = b;
        m[2] = c;
        m[3] = d;
    }
}

/* What Paeth's filter foretells, of a left, b above and c above left, in the lanes of `mask`; else
 * 0. Of a, b, c the one nearest to a + b - c: c lies between the others, or the one at whose side c
 * lies is the far one. */
INLINE lanes paeth(lanes a, lanes b, lanes c, lanes mask)
{
    lanes bound = (c + c + c - b) - a, low = lower(a, b), high = higher(a, b);
    return either(bound <= low, high & mask, either(high <= bound, low & mask, c & mask));
}

INLINE uint64_t eight(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* The bytes of step s and the seven after it, row by row. inner: every lane has eight. */
INLINE void fetch(const struct octet *o, size_t s, bool inner, bytes m[LANES / 2])
{
    uint8_t tile[LANES * LANES] = {0};
    const uint8_t *at = o->rows + s;
    if (inner) {
        UNROLL for (size_t i = 0; i < LANES; i += 2) m[i / 2] = (bytes)(halves){
            eight(at + i * (o->stride - o->lag)), eight(at + (i + 1) * (o->stride - o->lag))};
        return;
    }
    for (size_t i = 0; i < o->count; i++)
        for (size_t x = s; x < s + LANES; x++)
            if (x >= i * o->lag && x - i * o->lag < o->width)
                tile[i * LANES + x - s] = o->rows[i * o->stride + x - i * o->lag];
    memcpy(m, tile, sizeof tile);
}

INLINE void store(const struct octet *o, size_t s, bool inner, const bytes m[LANES / 2])
{
    uint8_t tile[LANES * LANES];
    uint8_t *at = o->rows + s;
    if (inner) {
        UNROLL for (size_t i = 0; i < LANES; i++)
        {
            uint64_t value = ((halves)m[i / 2])[i % 2];
            memcpy(at + i * (o->stride - o->lag), &value, sizeof value);
        }
        return;
    }
    memcpy(tile, m, sizeof tile);
    for (size_t i = 0; i < o->count; i++)
        for (size_t x = s; x < s + LANES; x++)
            if (x >= i * o->lag && x - i * o->lag < o->width)
                o->rows[i * o->stride + x - i * o->lag] = tile[i * LANES + x - s];
}

INLINE struct filters read_filters(const struct octet *o)
{
    struct filters f = {0};
    for (uint32_t i = 0; i < o->count; i++) {
        unsigned kind = o->rows[i * o->stride - 1];
        f.left[i] = kind == 1 ? -1 : 0;
        f.up[i] = kind == 2 ? -1 : 0;
        f.average[i] = kind == 3 ? -1 : 0;
        f.paeth[i] = kind == 4 ? -1 : 0;
    }
    return f;
}

/* Left of the first column everything is 0 and stays 0, as the standard wants it. */
INLINE void unfilter(const struct octet *o, const int channels)
{
    const int lag = channels + LAG_MORE;
    const struct filters f = read_filters(o);
    lanes done[LANES + MOST + LAG_MORE] = {0}; /* of this tile's steps, `lag` older ones before */
    lanes up[LANES + MOST] = {0};              /* what stands above them */
    size_t steps = o->width + (size_t)lag * (o->count - 1);
    for (size_t s = 0; s < steps; s += LANES) {
        bool inner = s >= o->lag * (LANES - 1) && s + LANES <= o->width && o->count == LANES;
        bytes m[LANES / 2];
        fetch(o, s, inner, m);
        turn(m);
        UNROLL for (int k = 0; k < LANES; k++)
        {
            bytes raw = k % 2 ? mix_high(m[k / 2], (bytes){0}) : mix_low(m[k / 2], (bytes){0});
            lanes first = {o->above[s + (size_t)k]};
            lanes a = done[lag + k - channels], c = up[k];
            lanes b = __builtin_shufflevector(done[k], (lanes){0}, 8, 0, 1, 2, 3, 4, 5, 6) | first;
            lanes plain = (a & f.left) | (b & f.up) | (((a + b) >> 1) & f.average);
            up[channels + k] = b;
            done[lag + k] = sum(sum((lanes)raw, plain), paeth(a, b, c, f.paeth));
        }
        UNROLL for (int k = 0; k < LANES; k += 2) m[k / 2] =
            narrow(done[lag + k], done[lag + k + 1]);
        UNROLL for (int k = 0; k < lag; k++) done[k] = done[LANES + k];
        UNROLL for (int k = 0; k < channels; k++) up[k] = up[LANES + k];
        turn(m);
        store(o, s, inner, m);
    }
}

WIDE static void unfilter_gray(const struct octet *o)
{
    unfilter(o, 1);
}

WIDE static void unfilter_rgb(const struct octet *o)
{
    unfilter(o, 3);
}

void files_png_unfilter(uint8_t *rows, size_t stride, uint32_t count, unsigned channels)
{
    struct octet o = {.stride = stride, .width = stride - 1, .lag = channels + LAG_MORE};
    for (uint32_t y = 0; y < count; y += LANES) {
        o.rows = rows + y * stride + 1;
        o.above = o.rows - stride;
        o.count = count - y < LANES ? count - y : LANES;
        if (channels == 1)
            unfilter_gray(&o);
        else
            unfilter_rgb(&o);
    }
}
