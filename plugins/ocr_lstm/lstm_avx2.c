/* lstm_avx2.c - the inner loops for AVX2: 32 products in three instructions. The size of the
 * activation times the weight with the activation's sign: pairs of products stay below 32,768, so
 * nothing saturates. */
#include "lstm_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define FOR_AVX2 __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline)) FOR_AVX2

enum { HALVES = 2 }; /* of a block of 16 rows */

static bool works(void)
{
    return __builtin_cpu_supports("avx2");
}

INLINE __m256i whole(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

/* `vectors` vectors by `halves` halves of blocks, both known to the compiler. */
INLINE void tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block, bool onto,
                 int32_t *sums, const int vectors, const int halves)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES, size = (size_t)m->quads * LSTM_LANES * 4;
    const int8_t *weights = m->weights + (size_t)block * size;
    const int32_t *bias = m->bias + block * LSTM_LANES;
    int32_t *out = sums + (size_t)block * LSTM_LANES;
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sum[8];
    for (int v = 0; v < vectors; v++)
        for (int h = 0; h < halves; h++) {
            sum[v * halves + h] = whole(bias + h * 8);
            if (onto)
                sum[v * halves + h] =
                    _mm256_add_epi32(sum[v * halves + h], whole(out + (size_t)v * rows + h * 8));
        }
    for (int quad = 0; quad < m->quads; quad++, weights += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            int32_t packed;
            memcpy(&packed, x + (size_t)v * stride + quad * 4, 4);
            __m256i a = _mm256_set1_epi32(packed), big = _mm256_abs_epi8(a);
            for (int h = 0; h < halves; h++) {
                const int8_t *w = weights + (size_t)(h / HALVES) * size + (size_t)(h % HALVES) * 32;
                __m256i pairs = _mm256_maddubs_epi16(big, _mm256_sign_epi8(whole(w), a));
                sum[v * halves + h] =
                    _mm256_add_epi32(sum[v * halves + h], _mm256_madd_epi16(pairs, ones));
            }
        }
    for (int v = 0; v < vectors; v++)
        for (int h = 0; h < halves; h++)
            _mm256_storeu_si256((__m256i *)(void *)(out + (size_t)v * rows + h * 8),
                                sum[v * halves + h]);
}

FOR_AVX2 static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride,
                             size_t count, bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + 4 <= count; i += 4)
        for (int block = 0; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 4, HALVES);
    for (; i < count; i++) {
        int block = 0;
        for (; block + 4 <= m->blocks; block += 4)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, 4 * HALVES);
        for (; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, HALVES);
    }
}

INLINE __m256 size_of(__m256 x)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x);
}

/* Entries of four lanes, loaded one by one: processors gather more slowly than that. */
INLINE __m256 four_entries(const struct lstm_table *t, const int32_t *i)
{
    __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[0]]);
    __m128i second = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[1]]);
    __m128i third = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[2]]);
    __m128i fourth = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[3]]);
    __m256i low = _mm256_castsi128_si256(_mm_unpacklo_epi64(first, second));
    return _mm256_castsi256_ps(_mm256_inserti128_si256(low, _mm_unpacklo_epi64(third, fourth), 1));
}

INLINE __m256 look_up(const struct lstm_table *t, __m256 x)
{
    _Alignas(32) int32_t indices[8];
    __m256 at = _mm256_min_ps(_mm256_mul_ps(_mm256_set1_ps(256), size_of(x)),
                              _mm256_set1_ps(LSTM_TABLE - 1));
    __m256i i = _mm256_cvttps_epi32(at);
    _mm256_store_si256((__m256i *)(void *)indices, i);
    __m256 low = four_entries(t, indices), high = four_entries(t, indices + 4);
    __m256d value = _mm256_castps_pd(_mm256_shuffle_ps(low, high, 0x88));
    __m256d step = _mm256_castps_pd(_mm256_shuffle_ps(low, high, 0xDD));
    value = _mm256_permute4x64_pd(value, 0xD8);
    step = _mm256_permute4x64_pd(step, 0xD8);
    __m256 part = _mm256_mul_ps(_mm256_castpd_ps(step), _mm256_sub_ps(at, _mm256_cvtepi32_ps(i)));
    return _mm256_add_ps(_mm256_castpd_ps(value), part);
}

INLINE __m256 tanh_of(const struct lstm_model *m, __m256 x)
{
    return _mm256_or_ps(look_up(&m->tanh, x), _mm256_and_ps(x, _mm256_set1_ps(-0.0f)));
}

INLINE __m256 sigmoid_of(const struct lstm_model *m, __m256 x)
{
    __m256 y = look_up(&m->sigmoid, x);
    __m256 below = _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ);
    return _mm256_blendv_ps(y, _mm256_sub_ps(_mm256_set1_ps(1), y), below);
}

INLINE void store(__m256 v, int8_t *out)
{
    __m256 size =
        _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(127), size_of(v)), _mm256_set1_ps(0.5f));
    __m256i n = _mm256_cvttps_epi32(_mm256_min_ps(size, _mm256_set1_ps(127)));
    __m256i below = _mm256_srai_epi32(_mm256_castps_si256(v), 31);
    n = _mm256_sub_epi32(_mm256_xor_si256(n, below), below);
    __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(n), _mm256_extracti128_si256(n, 1));
    _mm_storel_epi64((__m128i *)(void *)out, _mm_packs_epi16(words, words));
}

INLINE __m256 value_of(const int32_t *sums, const float *scale)
{
    return _mm256_mul_ps(_mm256_cvtepi32_ps(whole(sums)), _mm256_loadu_ps(scale));
}

/* Eight cells. */
INLINE void eight_cells(const struct lstm_model *m, const int32_t *sums, const float *scale,
                        float *state, int8_t *out)
{
    __m256 in = tanh_of(m, value_of(sums, scale));
    __m256 keep_in = sigmoid_of(m, value_of(sums + 16, scale + 16));
    __m256 keep = sigmoid_of(m, value_of(sums + 32, scale + 32));
    __m256 show = sigmoid_of(m, value_of(sums + 48, scale + 48));
    __m256 kept = _mm256_mul_ps(_mm256_loadu_ps(state), keep);
    __m256 now = _mm256_add_ps(kept, _mm256_mul_ps(in, keep_in));
    now = _mm256_min_ps(_mm256_set1_ps(LSTM_STATE_MAX), now);
    now = _mm256_max_ps(_mm256_set1_ps(-LSTM_STATE_MAX), now);
    _mm256_storeu_ps(state, now);
    store(_mm256_mul_ps(tanh_of(m, now), show), out);
}

FOR_AVX2 static void cells_of(const struct lstm_model *m, const struct lstm_layer *l,
                              const int32_t *sums, float *state, int8_t *out)
{
    for (int cell = 0; cell < l->cells; cell += 8) {
        int row = cell / LSTM_LANES * 4 * LSTM_LANES + cell % LSTM_LANES;
        eight_cells(m, sums + row, l->input.scale + row, state + cell, out + cell);
    }
}

FOR_AVX2 static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w,
                               const int32_t *sums, int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row += 8)
        store(tanh_of(m, value_of(sums + row, w->scale + row)), out + row);
}

const struct lstm_kernel lstm_kernel_avx2 = {
    .name = "avx2", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
#endif
