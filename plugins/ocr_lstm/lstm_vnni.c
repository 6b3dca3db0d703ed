/* lstm_vnni.c - the inner loops for AVX-512 with VNNI: 64 products an instruction. It multiplies
 * unsigned by signed, so activations go in plus 128, and sums begin with what that is too much. */
#include "lstm_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define FOR_VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define INLINE static inline __attribute__((always_inline)) FOR_VNNI

static bool works(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
}

INLINE __m512i four(const int8_t *x)
{
    int32_t packed;
    memcpy(&packed, x, 4);
    return _mm512_set1_epi32(packed ^ (int32_t)0x80808080u);
}

/* `vectors` vectors by `blocks` blocks of rows, both known to the compiler. */
INLINE void tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block, bool onto,
                 int32_t *sums, const int vectors, const int blocks)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES, size = (size_t)m->quads * LSTM_LANES * 4;
    const int8_t *weights = m->weights + (size_t)block * size;
    int32_t *out = sums + (size_t)block * LSTM_LANES;
    __m512i sum[16];
    for (int v = 0; v < vectors; v++)
        for (int b = 0; b < blocks; b++) {
            sum[v * blocks + b] = _mm512_load_si512(m->shifted + (block + b) * LSTM_LANES);
            if (onto)
                sum[v * blocks + b] =
                    _mm512_add_epi32(sum[v * blocks + b],
                                     _mm512_loadu_si512(out + (size_t)v * rows + b * LSTM_LANES));
        }
    for (int quad = 0; quad < m->quads; quad++, weights += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            __m512i a = four(x + (size_t)v * stride + quad * 4);
            for (int b = 0; b < blocks; b++)
                sum[v * blocks + b] = _mm512_dpbusd_epi32(
                    sum[v * blocks + b], a, _mm512_load_si512(weights + (size_t)b * size));
        }
    for (int v = 0; v < vectors; v++)
        for (int b = 0; b < blocks; b++)
            _mm512_storeu_si512(out + (size_t)v * rows + b * LSTM_LANES, sum[v * blocks + b]);
}

/* All rows of `vectors` vectors. */
INLINE void strip(const struct lstm_matrix *m, const int8_t *x, size_t stride, bool onto,
                  int32_t *sums, const int vectors)
{
    int block = 0;
    if (vectors == 1)
        for (; block + 12 <= m->blocks; block += 12)
            tile(m, x, stride, block, onto, sums, vectors, 12);
    for (; block + 4 <= m->blocks; block += 4)
        tile(m, x, stride, block, onto, sums, vectors, 4);
    for (; block < m->blocks; block++)
        tile(m, x, stride, block, onto, sums, vectors, 1);
}

FOR_VNNI static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride,
                             size_t count, bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + 4 <= count; i += 4)
        strip(m, x + i * stride, stride, onto, sums + i * rows, 4);
    for (; i < count; i++)
        strip(m, x + i * stride, stride, onto, sums + i * rows, 1);
}

/* Entries of two lanes. */
INLINE __m128i two_entries(const struct lstm_table *t, const int32_t *i)
{
    __m128i first = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[0]]);
    __m128i second = _mm_loadl_epi64((const __m128i *)(const void *)t->pair[i[1]]);
    return _mm_unpacklo_epi64(first, second);
}

INLINE __m256i four_entries(const struct lstm_table *t, const int32_t *i)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(two_entries(t, i)), two_entries(t, i + 2),
                                   1);
}

/* Eight lanes, loaded one by one: processors gather more slowly than that. */
INLINE __m512 entries(const struct lstm_table *t, const int32_t *i)
{
    return _mm512_castsi512_ps(
        _mm512_inserti64x4(_mm512_castsi256_si512(four_entries(t, i)), four_entries(t, i + 4), 1));
}

INLINE __m512 look_up(const struct lstm_table *t, __m512 x)
{
    const __m512i even =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i odd =
        _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    _Alignas(64) int32_t indices[LSTM_LANES];
    __m512 at = _mm512_min_ps(_mm512_mul_ps(_mm512_set1_ps(256), _mm512_abs_ps(x)),
                              _mm512_set1_ps(LSTM_TABLE - 1));
    __m512i i = _mm512_cvttps_epi32(at);
    _mm512_store_si512(indices, i);
    __m512 low = entries(t, indices), high = entries(t, indices + 8);
    __m512 value = _mm512_permutex2var_ps(low, even, high);
    __m512 step = _mm512_permutex2var_ps(low, odd, high);
    __m512 part = _mm512_mul_ps(step, _mm512_sub_ps(at, _mm512_cvtepi32_ps(i)));
    return _mm512_add_ps(value, part);
}

INLINE __m512 tanh_of(const struct lstm_model *m, __m512 x)
{
    __m512 sign = _mm512_and_ps(x, _mm512_set1_ps(-0.0f));
    return _mm512_or_ps(look_up(&m->tanh, x), sign);
}

INLINE __m512 sigmoid_of(const struct lstm_model *m, __m512 x)
{
    __m512 y = look_up(&m->sigmoid, x);
    __mmask16 below = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_sub_ps(y, below, _mm512_set1_ps(1), y);
}

INLINE void store(__m512 v, int8_t *out)
{
    __m512 size =
        _mm512_add_ps(_mm512_mul_ps(_mm512_set1_ps(127), _mm512_abs_ps(v)), _mm512_set1_ps(0.5f));
    __m512i whole = _mm512_cvttps_epi32(_mm512_min_ps(size, _mm512_set1_ps(127)));
    __mmask16 below = _mm512_movepi32_mask(_mm512_castps_si512(v));
    whole = _mm512_mask_sub_epi32(whole, below, _mm512_setzero_si512(), whole);
    _mm_storeu_si128((__m128i *)(void *)out, _mm512_cvtepi32_epi8(whole));
}

INLINE __m512 value_of(const int32_t *sums, const float *scale)
{
    return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_loadu_si512(sums)), _mm512_load_ps(scale));
}

FOR_VNNI static void cells_of(const struct lstm_model *m, const struct lstm_layer *l,
                              const int32_t *sums, float *state, int8_t *out)
{
    const __m512 most = _mm512_set1_ps(LSTM_STATE_MAX), least = _mm512_set1_ps(-LSTM_STATE_MAX);
    const float *scale = l->input.scale;
    for (int cell = 0; cell < l->cells; cell += LSTM_LANES) {
        __m512 in = tanh_of(m, value_of(sums, scale));
        __m512 keep_in = sigmoid_of(m, value_of(sums + 16, scale + 16));
        __m512 keep = sigmoid_of(m, value_of(sums + 32, scale + 32));
        __m512 show = sigmoid_of(m, value_of(sums + 48, scale + 48));
        __m512 kept = _mm512_mul_ps(_mm512_loadu_ps(state + cell), keep);
        __m512 now = _mm512_add_ps(kept, _mm512_mul_ps(in, keep_in));
        now = _mm512_max_ps(least, _mm512_min_ps(most, now));
        _mm512_storeu_ps(state + cell, now);
        store(_mm512_mul_ps(tanh_of(m, now), show), out + cell);
        sums += 64;
        scale += 64;
    }
}

FOR_VNNI static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w,
                               const int32_t *sums, int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row += LSTM_LANES)
        store(tanh_of(m, value_of(sums + row, w->scale + row)), out + row);
}

const struct lstm_kernel lstm_kernel_vnni = {
    .name = "vnni", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
#endif
