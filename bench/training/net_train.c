/* net_train.c - see net_train.h. */
#include "net_train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool adam_open(struct adam *adam, size_t count)
{
    *adam = (struct adam){.count = count};
    adam->slopes = calloc(3 * count, sizeof *adam->slopes);
    if (!adam->slopes)
        return false;
    adam->first = adam->slopes + count;
    adam->second = adam->first + count;
    return true;
}

void adam_close(struct adam *adam)
{
    free(adam->slopes);
    *adam = (struct adam){0};
}

void adam_step(struct adam *adam, float *weights, float rate, int batch, float decay)
{
    float t = (float)++adam->steps;
    float correct = sqrtf(1 - powf(0.999F, t)) / (1 - powf(0.9F, t));
    for (size_t i = 0; i < adam->count; i++) {
        float slope = adam->slopes[i] / (float)batch;
        adam->first[i] += 0.1F * (slope - adam->first[i]);
        adam->second[i] += 0.001F * (slope * slope - adam->second[i]);
        weights[i] -= rate * (correct * adam->first[i] / (sqrtf(adam->second[i]) + 1e-8F) +
                              decay * weights[i]);
        adam->slopes[i] = 0;
    }
}

static void scatter(const struct sohoa_net *net, int layer, double reach, struct chance *chance)
{
    int units = layer ? net->classes : net->hidden, width = layer ? net->hidden : net->inputs;
    for (int i = 0; i < units; i++)
        for (int k = 0; k < width; k++)
            sohoa_net_row(net, layer, i)[k] = (float)chance_real(chance, -reach, reach);
}

bool net_train_open(struct net_train *train, int inputs, int hidden, int classes,
                    struct chance *chance)
{
    struct sohoa_err err = {0};
    if (sohoa_net_new(inputs, hidden, classes, &train->net, &err) != SOHOA_OK)
        return false;
    if (!adam_open(&train->adam, sohoa_net_count(&train->net))) {
        sohoa_net_clear(&train->net);
        return false;
    }
    scatter(&train->net, 0, 0.12, chance);
    scatter(&train->net, 1, 0.2, chance);
    return true;
}

void net_train_close(struct net_train *train)
{
    adam_close(&train->adam);
    sohoa_net_clear(&train->net);
}

static void forward(const struct sohoa_net *net, const float *inputs, float *ret_hidden)
{
    for (int i = 0; i < net->hidden; i++) {
        const float *row = sohoa_net_row(net, 0, i);
        float value = row[net->inputs];
        for (int k = 0; k < net->inputs; k++)
            value += row[k] * inputs[k];
        ret_hidden[i] = value > 0 ? value : 0;
    }
}

void net_train_learn(struct net_train *train, const float *inputs, int class, float doubt)
{
    const struct sohoa_net *net = &train->net;
    struct sohoa_net slope = *net;
    float costs[SOHOA_NET_WIDTH_MAX], hidden[SOHOA_NET_HIDDEN_MAX];
    float back[SOHOA_NET_HIDDEN_MAX] = {0};
    slope.weights = train->adam.slopes;
    forward(net, inputs, hidden);
    sohoa_net_costs(net, inputs, costs);
    for (int i = 0; i < net->classes; i++) {
        float want = i == class ? 1 - doubt : doubt / (float)(net->classes - 1);
        float delta = expf(-costs[i]) - want, *slopes = sohoa_net_row(&slope, 1, i);
        const float *row = sohoa_net_row(net, 1, i);
        for (int k = 0; k < net->hidden; k++) {
            slopes[k] += delta * hidden[k];
            back[k] += delta * row[k];
        }
        slopes[net->hidden] += delta;
    }
    for (int i = 0; i < net->hidden; i++) {
        float *slopes = sohoa_net_row(&slope, 0, i);
        if (hidden[i] <= 0)
            continue;
        for (int k = 0; k < net->inputs; k++)
            slopes[k] += back[i] * inputs[k];
        slopes[net->inputs] += back[i];
    }
}

void net_train_step(struct net_train *train, float rate, int batch)
{
    adam_step(&train->adam, train->net.weights, rate, batch, 2e-5F);
}

static float largest(const float *row, int width)
{
    float most = 1e-9F;
    for (int k = 0; k < width; k++)
        most = fabsf(row[k]) > most ? fabsf(row[k]) : most;
    return most;
}

enum { PER_LINE = 240 }; /* characters: as few lines as editors still show */

static void write_layer(const struct sohoa_net *net, int layer)
{
    const char *name = layer ? "out" : "hidden";
    int units = layer ? net->classes : net->hidden, width = layer ? net->hidden : net->inputs;
    printf("static const float %s_scales[%d][2] = {\n", name, units);
    for (int i = 0; i < units; i++) {
        const float *row = sohoa_net_row(net, layer, i);
        printf("{%.6gF, %.6gF},%s", (double)(largest(row, width) / SOHOA_NET_STEPS),
               (double)row[width], i % 3 == 2 ? "\n" : " ");
    }
    printf("};\nstatic const char *const %s_rows[%d] = {\n", name, units);
    for (int i = 0; i < units; i++) {
        const float *row = sohoa_net_row(net, layer, i);
        float most = largest(row, width);
        for (int k = 0; k < width; k++)
            printf("%s%c%s", k % PER_LINE == 0 ? "\"" : "",
                   sohoa_net_alphabet[lroundf(row[k] / most * SOHOA_NET_STEPS) + SOHOA_NET_STEPS],
                   k % PER_LINE == PER_LINE - 1 || k + 1 == width ? "\"\n" : "");
        printf(",");
    }
    printf("};\n");
}

void net_train_write(const struct sohoa_net *net, const char *name, const char *trainer)
{
    printf("/* %s_weights.c - written by bench/%s; do not edit. */\n"
           "/* clang-format off */\n#include \"%s.h\"\n",
           name, trainer, name);
    write_layer(net, 0);
    write_layer(net, 1);
    printf("const struct sohoa_net_text %s_weights = {%d, %d, %d, {{hidden_scales, hidden_rows}, "
           "{out_scales, out_rows}}};\n",
           name, net->inputs, net->hidden, net->classes);
}
