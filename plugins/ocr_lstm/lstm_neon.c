/* lstm_neon.c - the inner loops for 64-bit ARM, twice: for every such processor, and for those that
 * add four products of bytes in one instruction (dotprod, ARMv8.2). They differ in the sums only.
 */
#include "lstm_kernel.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#include <asm/hwcap.h>
#include <string.h>
#include <sys/auxv.h>

#if defined(__clang__)
#define FOR_DOT __attribute__((target("dotprod")))
#else
#define FOR_DOT __attribute__((target("arch=armv8.2-a+dotprod")))
#endif
#define INLINE static inline __attribute__((always_inline))

enum { QUARTERS = 4 }; /* of a block of 16 rows */

static bool works(void)
{
    return true;
}

static bool dot_works(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
}

/* ---- sums: one block of rows, `vectors` (known to the compiler) vectors -----------------------
 */

INLINE int8x16_t four_times(const int8_t *x)
{
    int32_t packed;
    memcpy(&packed, x, 4);
    return vreinterpretq_s8_s32(vdupq_n_s32(packed));
}

INLINE void keep(const int32_t *bias, bool onto, int32x4_t sum, int32_t *out)
{
    sum = vaddq_s32(sum, vld1q_s32(bias));
    vst1q_s32(out, onto ? vaddq_s32(sum, vld1q_s32(out)) : sum);
}

/* Products of two neighbours are added at once, those of four at the end. */
INLINE void tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block, bool onto,
                 int32_t *sums, const int vectors)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES;
    const int8_t *w = m->weights + (size_t)block * (size_t)m->quads * LSTM_LANES * 4;
    int32x4_t low[2 * QUARTERS], high[2 * QUARTERS];
    for (int i = 0; i < vectors * QUARTERS; i++)
        low[i] = high[i] = vdupq_n_s32(0);
    for (int quad = 0; quad < m->quads; quad++, w += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            int8x16_t a = four_times(x + (size_t)v * stride + quad * 4);
            for (int q = 0; q < QUARTERS; q++) {
                int8x16_t weights = vld1q_s8(w + q * 16);
                int i = v * QUARTERS + q;
                low[i] = vpadalq_s16(low[i], vmull_s8(vget_low_s8(weights), vget_low_s8(a)));
                high[i] = vpadalq_s16(high[i], vmull_high_s8(weights, a));
            }
        }
    for (int v = 0; v < vectors; v++)
        for (int q = 0; q < QUARTERS; q++)
            keep(m->bias + block * LSTM_LANES + q * 4, onto,
                 vpaddq_s32(low[v * QUARTERS + q], high[v * QUARTERS + q]),
                 sums + (size_t)v * rows + block * LSTM_LANES + q * 4);
}

static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride, size_t count,
                    bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + 2 <= count; i += 2)
        for (int block = 0; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 2);
    for (; i < count; i++)
        for (int block = 0; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1);
}

FOR_DOT INLINE void dot_tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block,
                             bool onto, int32_t *sums, const int vectors)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES;
    const int8_t *w = m->weights + (size_t)block * (size_t)m->quads * LSTM_LANES * 4;
    int32x4_t sum[4 * QUARTERS];
    for (int i = 0; i < vectors * QUARTERS; i++)
        sum[i] = vdupq_n_s32(0);
    for (int quad = 0; quad < m->quads; quad++, w += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            int8x16_t a = four_times(x + (size_t)v * stride + quad * 4);
            for (int q = 0; q < QUARTERS; q++)
                sum[v * QUARTERS + q] = vdotq_s32(sum[v * QUARTERS + q], vld1q_s8(w + q * 16), a);
        }
    for (int v = 0; v < vectors; v++)
        for (int q = 0; q < QUARTERS; q++)
            keep(m->bias + block * LSTM_LANES + q * 4, onto, sum[v * QUARTERS + q],
                 sums + (size_t)v * rows + block * LSTM_LANES + q * 4);
}

FOR_DOT static void dot_sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride,
                                size_t count, bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + 4 <= count; i += 4)
        for (int block = 0; block < m->blocks; block++)
            dot_tile(m, x + i * stride, stride, block, onto, sums + i * rows, 4);
    for (; i < count; i++)
        for (int block = 0; block < m->blocks; block++)
            dot_tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1);
}

/* ---- tables, cells ----------------------------------------------------------------------------
 */

INLINE float32x4_t look_up(const struct lstm_table *t, float32x4_t x)
{
    float32x4_t at = vminnmq_f32(vmulq_n_f32(vabsq_f32(x), 256), vdupq_n_f32(LSTM_TABLE - 1));
    int32x4_t i = vcvtq_s32_f32(at);
    float32x4_t low = vcombine_f32(vld1_f32(t->pair[vgetq_lane_s32(i, 0)]),
                                   vld1_f32(t->pair[vgetq_lane_s32(i, 1)]));
    float32x4_t high = vcombine_f32(vld1_f32(t->pair[vgetq_lane_s32(i, 2)]),
                                    vld1_f32(t->pair[vgetq_lane_s32(i, 3)]));
    float32x4_t part = vmulq_f32(vuzp2q_f32(low, high), vsubq_f32(at, vcvtq_f32_s32(i)));
    return vaddq_f32(vuzp1q_f32(low, high), part);
}

INLINE float32x4_t tanh_of(const struct lstm_model *m, float32x4_t x)
{
    return vbslq_f32(vdupq_n_u32(0x80000000), x, look_up(&m->tanh, x));
}

INLINE float32x4_t sigmoid_of(const struct lstm_model *m, float32x4_t x)
{
    float32x4_t y = look_up(&m->sigmoid, x);
    return vbslq_f32(vcltzq_f32(x), vsubq_f32(vdupq_n_f32(1), y), y);
}

INLINE void store(float32x4_t v, int8_t *out)
{
    float32x4_t size = vaddq_f32(vmulq_n_f32(vabsq_f32(v), 127), vdupq_n_f32(0.5f));
    int32x4_t n = vcvtq_s32_f32(vminnmq_f32(size, vdupq_n_f32(127)));
    int32x4_t below = vshrq_n_s32(vreinterpretq_s32_f32(v), 31);
    int16x4_t words = vqmovn_s32(vsubq_s32(veorq_s32(n, below), below));
    int32_t packed = vget_lane_s32(vreinterpret_s32_s8(vqmovn_s16(vcombine_s16(words, words))), 0);
    memcpy(out, &packed, 4);
}

INLINE float32x4_t value_of(const int32_t *sums, const float *scale)
{
    return vmulq_f32(vcvtq_f32_s32(vld1q_s32(sums)), vld1q_f32(scale));
}

/* Four cells. */
INLINE void four_cells(const struct lstm_model *m, const int32_t *sums, const float *scale,
                       float *state, int8_t *out)
{
    float32x4_t in = tanh_of(m, value_of(sums, scale));
    float32x4_t keep_in = sigmoid_of(m, value_of(sums + 16, scale + 16));
    float32x4_t keep_old = sigmoid_of(m, value_of(sums + 32, scale + 32));
    float32x4_t show = sigmoid_of(m, value_of(sums + 48, scale + 48));
    float32x4_t now = vaddq_f32(vmulq_f32(vld1q_f32(state), keep_old), vmulq_f32(in, keep_in));
    now = vminnmq_f32(vdupq_n_f32(LSTM_STATE_MAX), now);
    now = vmaxnmq_f32(vdupq_n_f32(-LSTM_STATE_MAX), now);
    vst1q_f32(state, now);
    store(vmulq_f32(tanh_of(m, now), show), out);
}

static void cells_of(const struct lstm_model *m, const struct lstm_layer *l, const int32_t *sums,
                     float *state, int8_t *out)
{
    for (int cell = 0; cell < l->cells; cell += 4) {
        int row = cell / LSTM_LANES * 4 * LSTM_LANES + cell % LSTM_LANES;
        four_cells(m, sums + row, l->input.scale + row, state + cell, out + cell);
    }
}

static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w, const int32_t *sums,
                      int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row += 4)
        store(tanh_of(m, value_of(sums + row, w->scale + row)), out + row);
}

const struct lstm_kernel lstm_kernel_neon = {
    .name = "neon", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
const struct lstm_kernel lstm_kernel_dotprod = {.name = "dotprod",
                                                .works = dot_works,
                                                .sums = dot_sums_of,
                                                .cells = cells_of,
                                                .squash = squash_of};
#endif
