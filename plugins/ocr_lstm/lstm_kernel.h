/* lstm_kernel.h - the inner loops of the network, for one kind of processor each. All give the
 * same bytes as the scalar ones: sums are whole numbers, and the few steps in floating point are
 * done one by one, each rounded to 32 bits. Built without contraction of a*b+c. [any] */
#ifndef LSTM_KERNEL_H
#define LSTM_KERNEL_H
#include "lstm_model.h"

struct lstm_kernel {
    const char *name;
    bool (*works)(void); /* on this processor */
    /* sums[i][row] = (onto ? sums[i][row] : 0) + bias[row] + weights[row] * x[i], for count vectors
     * of 4 * quads activations (what is beyond cols: any), `stride` bytes apart (a multiple of 4).
     */
    void (*sums)(const struct lstm_matrix *m, const int8_t *x, size_t stride, size_t count,
                 bool onto, int32_t *sums);
    /* One step of a layer's cells: its sums in, its state changed, its activations out. */
    void (*cells)(const struct lstm_model *model, const struct lstm_layer *layer,
                  const int32_t *sums, float *state, int8_t *out);
    /* out[row] = tanh of the sum; of as many rows as the matrix has (padding included). */
    void (*squash)(const struct lstm_model *model, const struct lstm_matrix *m, const int32_t *sums,
                   int8_t *out);
};

/* "scalar", "sse41", "avx2", "vnni", "neon", "dotprod", as far as built in; NULL, "" or "auto": the
 * fastest that works here. NULL: not known, or does not work on this processor. */
const struct lstm_kernel *lstm_kernel_find(const char *name);
/* All that are built in, scalar first; NULL beyond the last. */
const struct lstm_kernel *lstm_kernel_at(int index);

extern const struct lstm_kernel lstm_kernel_scalar;
#if defined(__x86_64__)
extern const struct lstm_kernel lstm_kernel_sse41, lstm_kernel_avx2, lstm_kernel_vnni;
#elif defined(__aarch64__)
extern const struct lstm_kernel lstm_kernel_neon, lstm_kernel_dotprod;
#endif

#define LSTM_STATE_MAX 100.0f
#endif
