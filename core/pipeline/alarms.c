/* alarms.c - the alarms of a batch; see alarms.h. */
#include "pipeline/alarms.h"

#include <string.h>

enum { ALARMS_MAX = 1000 }; /* of a batch, whose record holds them: nobody reads more */

bool sohoa_alarms_open(const struct sohoa_batch *batch)
{
    for (size_t i = 0; i < json_array_size(batch->alarms); i++)
        if (!json_is_true(json_object_get(json_array_get(batch->alarms, i), "acknowledged")))
            return true;
    return false;
}

static bool has(const json_t *alarms, const char *text)
{
    for (size_t i = 0; i < json_array_size(alarms); i++) {
        const char *known = json_string_value(json_object_get(json_array_get(alarms, i), "text"));
        if (known && strcmp(known, text) == 0)
            return true;
    }
    return false;
}

int sohoa_alarms_add(struct sohoa_batch *batch, uint32_t page, const char *text, bool *ret_known)
{
    char now[SOHOA_STAMP_SIZE];
    if (has(batch->alarms, text) || json_array_size(batch->alarms) >= ALARMS_MAX) {
        *ret_known = true;
        return 0;
    }
    sohoa_stamp(0, now);
    json_t *alarm = json_pack("{s:s, s:s, s:b}", "text", text, "time", now, "acknowledged", 0);
    if (alarm && page)
        json_object_set_new(alarm, "page", json_integer(page));
    if (!batch->alarms)
        batch->alarms = json_array();
    if (!alarm || json_array_append_new(batch->alarms, alarm))
        return -1;
    *ret_known = false;
    return 0;
}
