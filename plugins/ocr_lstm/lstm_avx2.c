/* lstm_avx2.c - the inner loops for AVX2: 32 products in three instructions. */
#include "lstm_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define PAIRS_FOR __attribute__((target("avx2")))
#define FLOATS __m256
#define WHOLES __m256i
#define V(name) _mm256_##name
#define WIDTH 8
#define AT_ONCE 4
#include "lstm_pairs.h"

static bool works(void)
{
    return __builtin_cpu_supports("avx2");
}

INLINE __m256i whole(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

INLINE void keep(void *p, __m256i v)
{
    _mm256_storeu_si256((__m256i *)p, v);
}

INLINE __m256i bits(__m256 x)
{
    return _mm256_castps_si256(x);
}

INLINE __m256 below_zero(__m256 x)
{
    return _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ);
}

INLINE void pack(__m256i n, int8_t *out)
{
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(n), _mm256_extracti128_si256(n, 1));
    _mm_storel_epi64((__m128i *)(void *)out, _mm_packs_epi16(words, words));
}

/* Those of four lanes, loaded one by one: processors gather more slowly than that. */
INLINE __m256 four_entries(const struct lstm_table *t, const int32_t *i)
{
    __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[0]]);
    __m128i second = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[1]]);
    __m128i third = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[2]]);
    __m128i fourth = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[3]]);
    __m256i low = _mm256_castsi128_si256(_mm_unpacklo_epi64(first, second));
    return _mm256_castsi256_ps(_mm256_inserti128_si256(low, _mm_unpacklo_epi64(third, fourth), 1));
}

INLINE void entries(const struct lstm_table *t, __m256i at, __m256 *ret_value, __m256 *ret_step)
{
    _Alignas(32) int32_t indices[WIDTH];
    _mm256_store_si256((__m256i *)(void *)indices, at);
    __m256 low = four_entries(t, indices), high = four_entries(t, indices + 4);
    __m256d value = _mm256_castps_pd(_mm256_shuffle_ps(low, high, 0x88));
    __m256d step = _mm256_castps_pd(_mm256_shuffle_ps(low, high, 0xDD));
    *ret_value = _mm256_castpd_ps(_mm256_permute4x64_pd(value, 0xD8));
    *ret_step = _mm256_castpd_ps(_mm256_permute4x64_pd(step, 0xD8));
}

const struct lstm_kernel lstm_kernel_avx2 = {
    .name = "avx2", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
#endif
