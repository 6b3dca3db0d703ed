/* lstm_scalar.c - the inner loops in plain C: the reference for the others, and for processors
 * without one of theirs. */
#include "lstm_kernel.h"

#include <math.h>

static bool works(void)
{
    return true;
}

static void sums_of(const struct lstm_matrix *m, const int8_t *x, size_t stride, size_t count,
                    bool onto, int32_t *sums)
{
    for (size_t i = 0; i < count; i++, x += stride, sums += m->blocks * LSTM_LANES) {
        const int8_t *w = m->weights;
        for (int row = 0; row < m->blocks * LSTM_LANES; row++)
            sums[row] = m->bias[row] + (onto ? sums[row] : 0);
        for (int block = 0; block < m->blocks; block++)
            for (int quad = 0; quad < m->quads; quad++)
                for (int lane = 0; lane < LSTM_LANES; lane++)
                    for (int k = 0; k < 4; k++)
                        sums[block * LSTM_LANES + lane] += *w++ * x[quad * 4 + k];
    }
}

/* f(|x|) out of the table, between two entries in a straight line. */
static float look_up(const struct lstm_table *t, float x)
{
    float at = fminf(256 * fabsf(x), LSTM_TABLE - 1);
    int i = (int)at;
    float part = t->pair[i][1] * (at - (float)i);
    return t->pair[i][0] + part;
}

static float tanh_of(const struct lstm_model *m, float x)
{
    return copysignf(look_up(&m->tanh, x), x);
}

static float sigmoid_of(const struct lstm_model *m, float x)
{
    float y = look_up(&m->sigmoid, x);
    return x < 0 ? 1 - y : y;
}

/* An activation as it is stored: half away from zero. */
static int8_t store(float v)
{
    float size = fminf(127 * fabsf(v) + 0.5f, 127);
    return (int8_t)copysignf(truncf(size), v);
}

static void cells_of(const struct lstm_model *m, const struct lstm_layer *l, const int32_t *sums,
                     float *state, int8_t *out)
{
    for (int cell = 0; cell < l->cells; cell++) {
        int row = cell / LSTM_LANES * 4 * LSTM_LANES + cell % LSTM_LANES;
        const int32_t *sum = sums + row;
        const float *scale = l->input.scale + row;
        float in = tanh_of(m, (float)sum[0] * scale[0]);
        float keep_in = sigmoid_of(m, (float)sum[LSTM_LANES] * scale[LSTM_LANES]);
        float keep = sigmoid_of(m, (float)sum[2 * LSTM_LANES] * scale[2 * LSTM_LANES]);
        float show = sigmoid_of(m, (float)sum[3 * LSTM_LANES] * scale[3 * LSTM_LANES]);
        float kept = state[cell] * keep, gained = in * keep_in;
        float now = fmaxf(-LSTM_STATE_MAX, fminf(LSTM_STATE_MAX, kept + gained));
        state[cell] = now;
        out[cell] = store(tanh_of(m, now) * show);
    }
}

static void squash_of(const struct lstm_model *m, const struct lstm_matrix *w, const int32_t *sums,
                      int8_t *out)
{
    for (int row = 0; row < w->blocks * LSTM_LANES; row++)
        out[row] = store(tanh_of(m, (float)sums[row] * w->scale[row]));
}

const struct lstm_kernel lstm_kernel_scalar = {
    .name = "scalar", .works = works, .sums = sums_of, .cells = cells_of, .squash = squash_of};
