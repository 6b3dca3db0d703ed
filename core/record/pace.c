/* pace.c - see pace.h. Time that was not used is not saved up for more than a second: behind a
 * pause a reader would else go at full speed for as long. */
#include "record/pace.h"

#include <errno.h>

#define SLICE_S 0.1 /* how soon a wish to stop is heard */

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

void sohoa_pace_begin(struct sohoa_pace *pace, uint64_t rate)
{
    *pace = (struct sohoa_pace){.rate = rate};
    (void)clock_gettime(CLOCK_MONOTONIC, &pace->begun);
}

bool sohoa_pace(struct sohoa_pace *pace, uint64_t bytes, const struct sohoa_call *call)
{
    pace->bytes += bytes;
    if (pace->rate == 0)
        return !sohoa_call_over(call);
    for (;;) {
        double ahead = (double)pace->bytes / (double)pace->rate - seconds_since(&pace->begun);
        if (sohoa_call_over(call))
            return false;
        if (ahead < -1)
            sohoa_pace_begin(pace, pace->rate);
        if (ahead <= 0)
            return true;
        double slice = ahead < SLICE_S ? ahead : SLICE_S;
        struct timespec wait = {.tv_nsec = (long)(slice * 1e9)};
        (void)clock_nanosleep(CLOCK_MONOTONIC, 0, &wait, NULL);
    }
}
