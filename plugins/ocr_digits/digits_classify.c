/* digits_classify.c - a small net over the ink of one glyph, and its weights' readable form. */
#include "digits.h"

#include <math.h>
#include <string.h>

const char digits_alphabet[] = "#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
                               "abcdefghijklmnopqrstuvwxyz{|}~";

static void load_row(const char *row, const float scales[2], int count, float *ret)
{
    for (int i = 0; i < count; i++) {
        const char *at = strchr(digits_alphabet, row[i]);
        ret[i] = scales[0] * (float)((at ? at - digits_alphabet : 44) - 44);
    }
    ret[count] = scales[1];
}

void digits_net_load(struct digits_net *ret)
{
    for (int i = 0; i < DIGITS_HIDDEN; i++)
        load_row(digits_hidden_rows[i], digits_hidden_scales[i], DIGITS_INPUTS, ret->hidden[i]);
    for (int i = 0; i < DIGITS_CLASSES; i++)
        load_row(digits_out_rows[i], digits_out_scales[i], DIGITS_HIDDEN, ret->out[i]);
}

static float weighted(const float *weights, const float *values, int count)
{
    float sum = weights[count];
    for (int i = 0; i < count; i++)
        sum += weights[i] * values[i];
    return sum;
}

int digits_classify(const struct digits_net *net, const float ink[DIGITS_INPUTS],
                    float *ret_probability)
{
    float hidden[DIGITS_HIDDEN], out[DIGITS_CLASSES], sum = 0;
    int best = 0;
    for (int i = 0; i < DIGITS_HIDDEN; i++) {
        float value = weighted(net->hidden[i], ink, DIGITS_INPUTS);
        hidden[i] = value > 0 ? value : 0;
    }
    for (int i = 0; i < DIGITS_CLASSES; i++) {
        out[i] = weighted(net->out[i], hidden, DIGITS_HIDDEN);
        best = out[i] > out[best] ? i : best;
    }
    for (int i = 0; i < DIGITS_CLASSES; i++)
        sum += expf(out[i] - out[best]);
    *ret_probability = 1 / sum;
    return best;
}
