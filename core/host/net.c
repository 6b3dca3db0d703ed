/* net.c - small classifying nets: see sohoa_net.h. Pure functions over one block of weights. */
#include "sohoa_plugin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char sohoa_net_alphabet[] = "#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
                                  "abcdefghijklmnopqrstuvwxyz{|}~";

size_t sohoa_net_count(const struct sohoa_net *net)
{
    return (size_t)net->hidden * ((size_t)net->inputs + 1) +
           (size_t)net->classes * ((size_t)net->hidden + 1);
}

float *sohoa_net_row(const struct sohoa_net *net, int layer, int unit)
{
    size_t behind = layer ? (size_t)net->hidden * ((size_t)net->inputs + 1) : 0;
    int width = layer ? net->hidden : net->inputs;
    return net->weights + behind + (size_t)unit * ((size_t)width + 1);
}

int sohoa_net_new(int inputs, int hidden, int classes, struct sohoa_net *ret, struct sohoa_err *err)
{
    struct sohoa_net net = {inputs, hidden, classes, NULL};
    if (inputs < 1 || inputs > SOHOA_NET_WIDTH_MAX || hidden < 1 || hidden > SOHOA_NET_HIDDEN_MAX ||
        classes < 1 || classes > SOHOA_NET_WIDTH_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "a net of %d, %d and %d units cannot be made", inputs,
                          hidden, classes);
    net.weights = calloc(sohoa_net_count(&net), sizeof *net.weights);
    if (!net.weights)
        return sohoa_no_memory(err);
    *ret = net;
    return SOHOA_OK;
}

void sohoa_net_clear(struct sohoa_net *net)
{
    free(net->weights);
    *net = (struct sohoa_net){0};
}

/* False: the row is not `count` characters of the alphabet. */
static bool load_row(const char *row, const float scales[2], int count, float *ret)
{
    if (strlen(row) != (size_t)count || strspn(row, sohoa_net_alphabet) != (size_t)count)
        return false;
    for (int i = 0; i < count; i++)
        ret[i] = scales[0] *
                 (float)(strchr(sohoa_net_alphabet, row[i]) - sohoa_net_alphabet - SOHOA_NET_STEPS);
    ret[count] = scales[1];
    return true;
}

int sohoa_net_load(const struct sohoa_net_text *text, struct sohoa_net *ret, struct sohoa_err *err)
{
    struct sohoa_net net;
    int rc = sohoa_net_new(text->inputs, text->hidden, text->classes, &net, err);
    for (int l = 0; l < 2 && rc == SOHOA_OK; l++) {
        const struct sohoa_net_layer *layer = &text->layers[l];
        int units = l ? text->classes : text->hidden, width = l ? text->hidden : text->inputs;
        for (int i = 0; i < units && rc == SOHOA_OK; i++)
            if (!load_row(layer->rows[i], layer->scales[i], width, sohoa_net_row(&net, l, i)))
                rc = sohoa_fail(err, SOHOA_FATAL, "row %d of layer %d of a net is damaged", i, l);
        if (rc != SOHOA_OK)
            sohoa_net_clear(&net);
    }
    if (rc == SOHOA_OK)
        *ret = net;
    return rc;
}

enum { LANES = 8, ROWS = 4 }; /* sums apart, so that they need not wait for one another */

static float weighted(const float *weights, const float *values, int count)
{
    float parts[LANES] = {0};
    int i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++)
            parts[k] += weights[i + k] * values[i + k];
    float sum = weights[count];
    for (; i < count; i++)
        sum += weights[i] * values[i];
    for (int k = 0; k < LANES; k++)
        sum += parts[k];
    return sum;
}

/* ret[u] = what unit u of a layer sums up. */
static void sum_units(const struct sohoa_net *net, int layer, const float *values, float *ret)
{
    int count = layer ? net->hidden : net->inputs, units = layer ? net->classes : net->hidden;
    for (int u = 0; u < units; u++)
        ret[u] = weighted(sohoa_net_row(net, layer, u), values, count);
}

#ifdef __x86_64__
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));

/* The same to the bit (no fused sums): ROWS units at a time, a register each. */
__attribute__((target("avx2"))) static void sum_units_avx2(const struct sohoa_net *net, int layer,
                                                           const float *values, float *ret)
{
    int count = layer ? net->hidden : net->inputs, units = layer ? net->classes : net->hidden;
    for (int first = 0; first < units; first += ROWS) {
        const float *rows[ROWS];
        for (int r = 0; r < ROWS; r++) /* beyond the last unit the last one again */
            rows[r] = sohoa_net_row(net, layer, first + r < units ? first + r : units - 1);
        lanes a = {0}, b = {0}, c = {0}, d = {0};
        int whole = count / LANES * LANES;
        for (int i = 0; i < whole; i += LANES) {
            lanes in = *(const lanes *)(const void *)(values + i);
            a += *(const lanes *)(const void *)(rows[0] + i) * in;
            b += *(const lanes *)(const void *)(rows[1] + i) * in;
            c += *(const lanes *)(const void *)(rows[2] + i) * in;
            d += *(const lanes *)(const void *)(rows[3] + i) * in;
        }
        const lanes parts[ROWS] = {a, b, c, d};
        for (int r = 0; r < ROWS && first + r < units; r++) {
            float sum = rows[r][count];
            for (int i = whole; i < count; i++)
                sum += rows[r][i] * values[i];
            for (int k = 0; k < LANES; k++)
                sum += parts[r][k];
            ret[first + r] = sum;
        }
    }
}

static void sum_layer(const struct sohoa_net *net, int layer, const float *values, float *ret)
{
    if (__builtin_cpu_supports("avx2"))
        sum_units_avx2(net, layer, values, ret);
    else
        sum_units(net, layer, values, ret);
}
#else
#define sum_layer sum_units
#endif

void sohoa_net_costs(const struct sohoa_net *net, const float *inputs, float *ret_costs)
{
    float hidden[SOHOA_NET_HIDDEN_MAX], most = -INFINITY, sum = 0;
    sum_layer(net, 0, inputs, hidden);
    for (int i = 0; i < net->hidden; i++)
        hidden[i] = hidden[i] > 0 ? hidden[i] : 0;
    sum_layer(net, 1, hidden, ret_costs);
    for (int i = 0; i < net->classes; i++)
        most = ret_costs[i] > most ? ret_costs[i] : most;
    for (int i = 0; i < net->classes; i++)
        sum += expf(ret_costs[i] - most);
    for (int i = 0; i < net->classes; i++)
        ret_costs[i] = logf(sum) + most - ret_costs[i];
}

int sohoa_net_classify(const struct sohoa_net *net, const float *inputs, float *ret_probability)
{
    float costs[SOHOA_NET_WIDTH_MAX];
    int best = 0;
    sohoa_net_costs(net, inputs, costs);
    for (int i = 1; i < net->classes; i++)
        best = costs[i] < costs[best] ? i : best;
    if (ret_probability)
        *ret_probability = expf(-costs[best]);
    return best;
}
