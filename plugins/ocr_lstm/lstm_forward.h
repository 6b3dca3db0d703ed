/* lstm_forward.h - from a line image of 36 rows to the probability of every code in every step of
 * three columns. One at a time: the buffers are reused. */
#ifndef LSTM_FORWARD_H
#define LSTM_FORWARD_H
#include "lstm_kernel.h"

enum { LSTM_COLUMN = 40 }; /* bytes from column to column of a line: one, 36 pixels, three */

/* What a line looks like to the network: pixel (x, y) is pixels[x * LSTM_COLUMN + 1 + y], from -127
 * (black) to 127; the other bytes are any. */
struct lstm_line {
    int width; /* 3 to LSTM_WIDTH_MAX */
    int8_t *pixels;
};

struct lstm_forward {
    const struct lstm_model *model;
    const struct lstm_kernel *kernel;
    int steps;            /* of the last line */
    float *probabilities; /* steps x codes */
    /* inside */
    int room;                                    /* steps that the buffers are made for */
    int8_t *pooled, *down, *forth, *back, *last; /* activations of each layer, step by step */
    int32_t *sums;                               /* of some steps */
    float *state;                                /* of some sequences of cells */
    int8_t *noise;                               /* around the image */
    int noise_room;
};

/* Lends model and kernel. False: no memory. */
bool lstm_forward_make(struct lstm_forward *f, const struct lstm_model *model,
                       const struct lstm_kernel *kernel);
void lstm_forward_free(struct lstm_forward *f);
/* Fills steps and probabilities. False: no memory, or a width out of range. */
bool lstm_forward_run(struct lstm_forward *f, const struct lstm_line *line);
/* How sure the network was of what it saw last, 0..1, over the steps whose best code is not null.
 */
double lstm_forward_sureness(const struct lstm_forward *f);
#endif
