/* zone_classify.c - a small net over the ink of one character. Pure functions. */
#include "zone.h"

#include <math.h>

/* Ninety printable characters, each a whole number from -44 to 45; none needs an escape. */
const char zone_alphabet[] = "#$%&'()*+,-./0123456789:;<=>@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~";

static float weighted(const float *weights, const float *values, int count)
{
    float parts[8] = {0}; /* apart, so that the sums need not wait for one another */
    for (int i = 0; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; k++)
            parts[k] += weights[i + k] * values[i + k];
    float sum = weights[count];
    for (int k = 0; k < 8; k++)
        sum += parts[k];
    return sum;
}

void zone_classify(const struct zone_net *net, const float ink[ZONE_INPUTS],
                   float ret_costs[ZONE_CLASSES])
{
    float hidden[ZONE_HIDDEN], most = -INFINITY, sum = 0;
    _Static_assert(ZONE_INPUTS % 8 == 0 && ZONE_HIDDEN % 8 == 0, "weighted() takes eights");
    for (int i = 0; i < ZONE_HIDDEN; i++) {
        float value = weighted(net->hidden[i], ink, ZONE_INPUTS);
        hidden[i] = value > 0 ? value : 0;
    }
    for (int i = 0; i < ZONE_CLASSES; i++) {
        ret_costs[i] = weighted(net->out[i], hidden, ZONE_HIDDEN);
        most = ret_costs[i] > most ? ret_costs[i] : most;
    }
    for (int i = 0; i < ZONE_CLASSES; i++)
        sum += expf(ret_costs[i] - most);
    for (int i = 0; i < ZONE_CLASSES; i++)
        ret_costs[i] = logf(sum) + most - ret_costs[i];
}
