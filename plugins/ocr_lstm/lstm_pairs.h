/* lstm_pairs.h - the inner loops for processors that multiply bytes in pairs (SSSE3 and what came
 * after it, but VNNI), once for every width of their registers. The size of the activation times
 * the weight with the activation's sign: pairs of products stay below 32,768, so nothing saturates.
 *
 * Included once by a kernel's source, which defines before it:
 *   PAIRS_FOR  the attribute of functions for the processor
 *   FLOATS, WHOLES  a register of floats, of whole numbers
 *   V(NAME)  the instruction of this width: V(add_epi32)
 *   WIDTH  32-bit lanes of a register; AT_ONCE  vectors that are multiplied together, or blocks of
 *   one vector: as many as there are registers for
 * and what differs by more than width: whole, keep, bits, below_zero, entries, pack. */
#define INLINE static inline __attribute__((always_inline)) PAIRS_FOR

INLINE WHOLES whole(const void *p);      /* from memory */
INLINE void keep(void *p, WHOLES v);     /* to memory */
INLINE WHOLES bits(FLOATS x);            /* the same bits */
INLINE FLOATS below_zero(FLOATS x);      /* all bits of a lane, or none */
INLINE void pack(WHOLES n, int8_t *out); /* WIDTH lanes, each a byte */
/* A lane's entry and the step to the next. */
INLINE void entries(const struct lstm_table *t, WHOLES at, FLOATS *ret_value, FLOATS *ret_step);

enum { PARTS = LSTM_LANES / WIDTH }; /* registers a block of rows */

/* `vectors` vectors by `parts` parts of blocks, both known to the compiler. */
INLINE void tile(const struct lstm_matrix *m, const int8_t *x, size_t stride, int block, bool onto,
                 int32_t *sums, const int vectors, const int parts)
{
    size_t rows = (size_t)m->blocks * LSTM_LANES, size = (size_t)m->quads * LSTM_LANES * 4;
    const int8_t *weights = m->weights + (size_t)block * size;
    const int32_t *bias = m->bias + block * LSTM_LANES;
    int32_t *out = sums + (size_t)block * LSTM_LANES;
    const WHOLES ones = V(set1_epi16)(1);
    WHOLES sum[AT_ONCE * PARTS];
    for (int v = 0; v < vectors; v++)
        for (int p = 0; p < parts; p++) {
            WHOLES *s = &sum[v * parts + p];
            *s = whole(bias + p * WIDTH);
            if (onto)
                *s = V(add_epi32)(*s, whole(out + (size_t)v * rows + p * WIDTH));
        }
    for (int quad = 0; quad < m->quads; quad++, weights += LSTM_LANES * 4)
        for (int v = 0; v < vectors; v++) {
            int32_t packed;
            memcpy(&packed, x + (size_t)v * stride + quad * 4, 4);
            WHOLES a = V(set1_epi32)(packed), big = V(abs_epi8)(a);
            for (int p = 0; p < parts; p++) {
                const int8_t *w =
                    weights + (size_t)(p / PARTS) * size + (size_t)(p % PARTS) * WIDTH * 4;
                WHOLES pairs = V(maddubs_epi16)(big, V(sign_epi8)(whole(w), a));
                WHOLES *s = &sum[v * parts + p];
                *s = V(add_epi32)(*s, V(madd_epi16)(pairs, ones));
            }
        }
    for (int v = 0; v < vectors; v++)
        for (int p = 0; p < parts; p++)
            keep(out + (size_t)v * rows + p * WIDTH, sum[v * parts + p]);
}

PAIRS_FOR static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride,
                              size_t count, bool onto, int32_t *sums)
{
    size_t i = 0, rows = (size_t)m->blocks * LSTM_LANES;
    for (; i + AT_ONCE <= count; i += AT_ONCE)
        for (int block = 0; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, AT_ONCE, PARTS);
    for (; i < count; i++) {
        int block = 0;
        for (; block + AT_ONCE <= m->blocks; block += AT_ONCE)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, AT_ONCE * PARTS);
        for (; block < m->blocks; block++)
            tile(m, x + i * stride, stride, block, onto, sums + i * rows, 1, PARTS);
    }
}

INLINE FLOATS size_of(FLOATS x)
{
    return V(andnot_ps)(V(set1_ps)(-0.0f), x);
}

INLINE FLOATS look_up(const struct lstm_table *t, FLOATS x)
{
    FLOATS value, step;
    FLOATS at = V(min_ps)(V(mul_ps)(V(set1_ps)(256), size_of(x)), V(set1_ps)(LSTM_TABLE - 1));
    WHOLES i = V(cvttps_epi32)(at);
    entries(t, i, &value, &step);
    return V(add_ps)(value, V(mul_ps)(step, V(sub_ps)(at, V(cvtepi32_ps)(i))));
}

INLINE FLOATS tanh_of(const struct lstm_model *m, FLOATS x)
{
    return V(or_ps)(look_up(&m->tanh, x), V(and_ps)(x, V(set1_ps)(-0.0f)));
}

INLINE FLOATS sigmoid_of(const struct lstm_model *m, FLOATS x)
{
    FLOATS y = look_up(&m->sigmoid, x);
    return V(blendv_ps)(y, V(sub_ps)(V(set1_ps)(1), y), below_zero(x));
}

INLINE void store(FLOATS v, int8_t *out)
{
    FLOATS size = V(add_ps)(V(mul_ps)(V(set1_ps)(127), size_of(v)), V(set1_ps)(0.5f));
    WHOLES n = V(cvttps_epi32)(V(min_ps)(size, V(set1_ps)(127)));
    pack(V(sign_epi32)(n, bits(v)), out);
}

INLINE FLOATS value_of(const int32_t *sums, const float *scale)
{
    return V(mul_ps)(V(cvtepi32_ps)(whole(sums)), V(loadu_ps)(scale));
}

/* WIDTH cells. */
INLINE void some_cells(const struct lstm_model *m, const int32_t *sums, const float *scale,
                       float *state, int8_t *out)
{
    FLOATS in = tanh_of(m, value_of(sums, scale));
    FLOATS keep_in = sigmoid_of(m, value_of(sums + 16, scale + 16));
    FLOATS keep_on = sigmoid_of(m, value_of(sums + 32, scale + 32));
    FLOATS show = sigmoid_of(m, value_of(sums + 48, scale + 48));
    FLOATS kept = V(mul_ps)(V(loadu_ps)(state), keep_on);
    FLOATS now = V(add_ps)(kept, V(mul_ps)(in, keep_in));
    now = V(min_ps)(V(set1_ps)(LSTM_STATE_MAX), now);
    now = V(max_ps)(V(set1_ps)(-LSTM_STATE_MAX), now);
    V(storeu_ps)(state, now);
    store(V(mul_ps)(tanh_of(m, now), show), out);
}

PAIRS_FOR static void cells_of(const struct lstm_model *m, const struct lstm_layer *l,
                               const int32_t *sums, float *state, int8_t *out)
{
    for (int cell = 0; cell < l->cells; cell += WIDTH) {
        int row = cell / LSTM_LANES * 4 * LSTM_LANES + cell % LSTM_LANES;
        some_cells(m, sums + row, l->input.scale + row, state + cell, out + cell);
    }
}

PAIRS_FOR static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w,
                                const int32_t *sums, int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row += WIDTH)
        store(tanh_of(m, value_of(sums + row, w->scale + row)), out + row);
}
