/* eta.h - how fast a run is, and when it will be done. One owner.
 *
 * Files that are skipped take next to no time and files that are new take pages: the time left goes
 * by what the files of the last half minute were, so it neither promises that all that is left is
 * skipped nor forgets it. */
#ifndef SOHOA_ETA_H
#define SOHOA_ETA_H
#include <stdint.h>

#define SOHOA_ETA_TICKS 150 /* half a minute of ticks */

struct sohoa_eta_sample {
    int64_t at_ns;
    uint64_t finished, pages_in;       /* pages */
    uint64_t files_in, already, files; /* taken up; of these skipped; there are (0: not known) */
    uint64_t pending;                  /* pages captured, not finished */
};
struct sohoa_eta {
    struct sohoa_eta_sample ring[SOHOA_ETA_TICKS];
    unsigned ticks;
    double fresh; /* part of the files lately that were new */
};
/* Pages a second lately, and the seconds left, < 0: not known. [one] */
void sohoa_eta_tick(struct sohoa_eta *eta, const struct sohoa_eta_sample *now, double *ret_pages_s,
                    double *ret_left_s);
#endif
