/* pace.h - reading no faster than so many bytes a second. One owner. */
#ifndef SOHOA_PACE_H
#define SOHOA_PACE_H
#include "sohoa_plugin.h"

#include <time.h>

struct sohoa_pace {
    uint64_t rate;         /* bytes a second, 0: any */
    struct timespec begun; /* since when `bytes` were read */
    uint64_t bytes;
};
void sohoa_pace_begin(struct sohoa_pace *pace, uint64_t rate);
/* So many bytes were read: waits until they may have been. False: the call is over. */
bool sohoa_pace(struct sohoa_pace *pace, uint64_t bytes, const struct sohoa_call *call);
#endif
