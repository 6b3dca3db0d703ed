/* eta.c - see eta.h. */
#include "pipeline/eta.h"

static double per_second(uint64_t now, uint64_t before, double seconds)
{
    return seconds > 0 && now > before ? (double)(now - before) / seconds : 0;
}

void sohoa_eta_tick(struct sohoa_eta *eta, const struct sohoa_eta_sample *now, double *ret_pages_s,
                    double *ret_left_s)
{
    unsigned at = eta->ticks % SOHOA_ETA_TICKS;
    unsigned oldest = eta->ticks < SOHOA_ETA_TICKS ? 0 : (eta->ticks + 1) % SOHOA_ETA_TICKS;
    eta->ring[at] = *now;
    if (eta->ticks++ == 0)
        eta->fresh = 1;
    const struct sohoa_eta_sample *then = &eta->ring[oldest];
    double seconds = (double)(now->at_ns - then->at_ns) / 1e9;
    double pages_s = per_second(now->finished, then->finished, seconds);
    double files_s = per_second(now->files_in, then->files_in, seconds);
    uint64_t files = now->files_in - then->files_in, skipped = now->already - then->already;
    if (files > 0) /* else the files in hand take long: what was known holds */
        eta->fresh = skipped < files ? 1 - (double)skipped / (double)files : 0;
    *ret_pages_s = pages_s;
    *ret_left_s = -1;
    if (now->files == 0 || now->files_in == 0)
        return;
    uint64_t left = now->files > now->files_in ? now->files - now->files_in : 0;
    uint64_t taken = now->files_in > now->already ? now->files_in - now->already : 0;
    double pages_a_file = taken ? (double)now->pages_in / (double)taken : 1;
    double pages = (double)now->pending + (double)left * eta->fresh * pages_a_file;
    double skip = (double)left * (1 - eta->fresh);
    if ((pages > 0 && pages_s <= 0) || (skip > 0 && files_s <= 0 && pages_s <= 0))
        return;
    *ret_left_s = (pages > 0 ? pages / pages_s : 0) +
                  (skip > 0 && files_s > 0 && eta->fresh < 0.5 ? skip / files_s : 0);
}
