/* lang_vi.c - the Vietnamese of every message; see lang.h. Order of conversions must match. */
#include "host/lang.h"

#include <stddef.h>

const struct sohoa_translation sohoa_catalogue_vi[] = {
    {"out of memory", "hết bộ nhớ"},
    {NULL, NULL},
};
