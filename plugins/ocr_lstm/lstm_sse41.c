/* lstm_sse41.c - the inner loops for SSE4.1, as those for AVX2 with half the width; table entries
 * are loaded one by one. */
#include "lstm_kernel.h"

#if defined(__x86_64__)
#include <smmintrin.h>
#include <string.h>

#define FOR_SSE41 __attribute__((target("sse4.1")))
#define INLINE static inline __attribute__((always_inline)) FOR_SSE41

enum { QUARTERS = 4 }; /* of a block of 16 rows */

static bool works(void)
{
    return __builtin_cpu_supports("sse4.1");
}

INLINE __m128i whole(const void *p)
{
    return _mm_loadu_si128((const __m128i *)p);
}

/* `vectors` vectors by `quarters` quarters of blocks, both known to the compiler. */
INLINE void tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block, bool onto,
                 int32_t *sums, const int vectors, const int quarters)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES, size = (size_t)m->quads * LSTM_LANES * 4;
    const int8_t *weights = m->weights + (size_t)block * size;
    const int32_t *bias = m->bias + block * LSTM_LANES;
    int32_t *out = sums + (size_t)block * LSTM_LANES;
    const __m128i ones = _mm_set1_epi16(1);
    __m128i sum[8];
    for (int v = 0; v < vectors; v++)
        for (int h = 0; h < quarters; h++) {
            sum[v * quarters + h] = whole(bias + h * 4);
            if (onto)
                sum[v * quarters + h] =
                    _mm_add_epi32(sum[v * quarters + h], whole(out + (size_t)v * rows + h * 4));
        }
    for (int quad = 0; quad < m->quads; quad++, weights += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            int32_t packed;
            memcpy(&packed, x + (size_t)v * stride + quad * 4, 4);
            __m128i a = _mm_set1_epi32(packed), big = _mm_abs_epi8(a);
            for (int h = 0; h < quarters; h++) {
                const int8_t *w =
                    weights + (size_t)(h / QUARTERS) * size + (size_t)(h % QUARTERS) * 16;
                __m128i pairs = _mm_maddubs_epi16(big, _mm_sign_epi8(whole(w), a));
                sum[v * quarters + h] =
                    _mm_add_epi32(sum[v * quarters + h], _mm_madd_epi16(pairs, ones));
            }
        }
    for (int v = 0; v < vectors; v++)
        for (int h = 0; h < quarters; h++)
            _mm_storeu_si128((__m128i *)(void *)(out + (size_t)v * rows + h * 4),
                             sum[v * quarters + h]);
}

FOR_SSE41 static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride,
                              size_t count, bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + 2 <= count; i += 2)
        for (int block = 0; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 2, QUARTERS);
    for (; i < count; i++) {
        int block = 0;
        for (; block + 2 <= m->blocks; block += 2)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, 2 * QUARTERS);
        for (; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, QUARTERS);
    }
}

INLINE __m128 size_of(__m128 x)
{
    return _mm_andnot_ps(_mm_set1_ps(-0.0f), x);
}

INLINE __m128 pair_at(const struct lstm_table *t, int i)
{
    return _mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(const void *)t->pair[i]));
}

INLINE __m128 look_up(const struct lstm_table *t, __m128 x)
{
    __m128 at = _mm_min_ps(_mm_mul_ps(_mm_set1_ps(256), size_of(x)), _mm_set1_ps(LSTM_TABLE - 1));
    __m128i i = _mm_cvttps_epi32(at);
    __m128 low =
        _mm_unpacklo_ps(pair_at(t, _mm_cvtsi128_si32(i)), pair_at(t, _mm_extract_epi32(i, 1)));
    __m128 high =
        _mm_unpacklo_ps(pair_at(t, _mm_extract_epi32(i, 2)), pair_at(t, _mm_extract_epi32(i, 3)));
    __m128 part = _mm_mul_ps(_mm_movehl_ps(high, low), _mm_sub_ps(at, _mm_cvtepi32_ps(i)));
    return _mm_add_ps(_mm_movelh_ps(low, high), part);
}

INLINE __m128 tanh_of(const struct lstm_model *m, __m128 x)
{
    return _mm_or_ps(look_up(&m->tanh, x), _mm_and_ps(x, _mm_set1_ps(-0.0f)));
}

INLINE __m128 sigmoid_of(const struct lstm_model *m, __m128 x)
{
    __m128 y = look_up(&m->sigmoid, x);
    return _mm_blendv_ps(y, _mm_sub_ps(_mm_set1_ps(1), y), _mm_cmplt_ps(x, _mm_setzero_ps()));
}

INLINE void store(__m128 v, int8_t *out)
{
    __m128 size = _mm_add_ps(_mm_mul_ps(_mm_set1_ps(127), size_of(v)), _mm_set1_ps(0.5f));
    __m128i n = _mm_cvttps_epi32(_mm_min_ps(size, _mm_set1_ps(127)));
    __m128i below = _mm_srai_epi32(_mm_castps_si128(v), 31);
    n = _mm_sub_epi32(_mm_xor_si128(n, below), below);
    n = _mm_packs_epi32(n, n);
    int32_t packed = _mm_cvtsi128_si32(_mm_packs_epi16(n, n));
    memcpy(out, &packed, 4);
}

INLINE __m128 value_of(const int32_t *sums, const float *scale)
{
    return _mm_mul_ps(_mm_cvtepi32_ps(whole(sums)), _mm_loadu_ps(scale));
}

/* Four cells. */
INLINE void four_cells(const struct lstm_model *m, const int32_t *sums, const float *scale,
                       float *state, int8_t *out)
{
    __m128 in = tanh_of(m, value_of(sums, scale));
    __m128 keep_in = sigmoid_of(m, value_of(sums + 16, scale + 16));
    __m128 keep = sigmoid_of(m, value_of(sums + 32, scale + 32));
    __m128 show = sigmoid_of(m, value_of(sums + 48, scale + 48));
    __m128 now = _mm_add_ps(_mm_mul_ps(_mm_loadu_ps(state), keep), _mm_mul_ps(in, keep_in));
    now = _mm_min_ps(_mm_set1_ps(LSTM_STATE_MAX), now);
    now = _mm_max_ps(_mm_set1_ps(-LSTM_STATE_MAX), now);
    _mm_storeu_ps(state, now);
    store(_mm_mul_ps(tanh_of(m, now), show), out);
}

FOR_SSE41 static void cells_of(const struct lstm_model *m, const struct lstm_layer *l,
                               const int32_t *sums, float *state, int8_t *out)
{
    for (int cell = 0; cell < l->cells; cell += 4) {
        int row = cell / LSTM_LANES * 4 * LSTM_LANES + cell % LSTM_LANES;
        four_cells(m, sums + row, l->input.scale + row, state + cell, out + cell);
    }
}

FOR_SSE41 static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w,
                                const int32_t *sums, int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row += 4)
        store(tanh_of(m, value_of(sums + row, w->scale + row)), out + row);
}

const struct lstm_kernel lstm_kernel_sse41 = {
    .name = "sse41", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
#endif
