/* zone_net.c - the classifier's weights from their readable form. Pure functions. */
#include "zone.h"

#include <string.h>

static void load_row(const char *row, const float scales[2], int count, float *ret)
{
    for (int i = 0; i < count; i++) {
        const char *at = strchr(zone_alphabet, row[i]);
        ret[i] = scales[0] * (float)((at ? at - zone_alphabet : 44) - 44);
    }
    ret[count] = scales[1];
}

void zone_net_load(struct zone_net *ret)
{
    for (int i = 0; i < ZONE_HIDDEN; i++)
        load_row(zone_hidden_rows[i], zone_hidden_scales[i], ZONE_INPUTS, ret->hidden[i]);
    for (int i = 0; i < ZONE_CLASSES; i++)
        load_row(zone_out_rows[i], zone_out_scales[i], ZONE_HIDDEN, ret->out[i]);
}
