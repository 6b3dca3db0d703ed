/* lstm_sse41.c - the inner loops for SSE4.1: 16 products in three instructions. */
#include "lstm_kernel.h"

#if defined(__x86_64__)
#include <smmintrin.h>
#include <string.h>

#define PAIRS_FOR __attribute__((target("sse4.1")))
#define FLOATS __m128
#define WHOLES __m128i
#define V(name) _mm_##name
#define WIDTH 4
#define AT_ONCE 2
#include "lstm_pairs.h"

static bool works(void)
{
    return __builtin_cpu_supports("sse4.1");
}

INLINE __m128i whole(const void *p)
{
    return _mm_loadu_si128((const __m128i *)p);
}

INLINE void keep(void *p, __m128i v)
{
    _mm_storeu_si128((__m128i *)p, v);
}

INLINE __m128i bits(__m128 x)
{
    return _mm_castps_si128(x);
}

INLINE __m128 below_zero(__m128 x)
{
    return _mm_cmplt_ps(x, _mm_setzero_ps());
}

INLINE void pack(__m128i n, int8_t *out)
{
    n = _mm_packs_epi32(n, n);
    int32_t packed = _mm_cvtsi128_si32(_mm_packs_epi16(n, n));
    memcpy(out, &packed, 4);
}

INLINE __m128 pair_at(const struct lstm_table *t, int i)
{
    return _mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(const void *)t->pair[i]));
}

INLINE void entries(const struct lstm_table *t, __m128i at, __m128 *ret_value, __m128 *ret_step)
{
    __m128 low =
        _mm_unpacklo_ps(pair_at(t, _mm_cvtsi128_si32(at)), pair_at(t, _mm_extract_epi32(at, 1)));
    __m128 high =
        _mm_unpacklo_ps(pair_at(t, _mm_extract_epi32(at, 2)), pair_at(t, _mm_extract_epi32(at, 3)));
    *ret_value = _mm_movelh_ps(low, high);
    *ret_step = _mm_movehl_ps(high, low);
}

const struct lstm_kernel lstm_kernel_sse41 = {
    .name = "sse41", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
#endif
