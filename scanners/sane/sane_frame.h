/* sane_frame.h - one side of a sheet, from a started device to its master bytes.
 *
 * What a scanner says of a picture and what it sends often differ: the height may be unknown or
 * wrong, lines padded, the last one cut, colour may come in three frames. What came is kept and
 * noted on the page; only a picture without one whole row, or one too large, is bad. */
#ifndef SANE_FRAME_H
#define SANE_FRAME_H
#include "sohoa_plugin.h"

#include <sane/sane.h>

struct scan_shot {
    SANE_Handle handle; /* sane_start has succeeded */
    const struct sohoa_call *call;
    bool (*stopped)(void *arg); /* asked between reads */
    void *arg;
    bool swap_endian, lossless;
    double dpi; /* 0 = unknown */
};

/* Reads to the end of the picture, starting further frames for three-pass colour, and fills master,
 * width, height, dpi and notes of the page. When *ret_status is not GOOD the fault is the device's
 * (CANCELLED: stopped) and *err is untouched; otherwise the result is OK, BAD_PAGE or FATAL with
 * its text. The page is untouched on failure but for notes. Owner of the handle. */
int scan_shot_take(const struct scan_shot *shot, struct sohoa_page *page, SANE_Status *ret_status,
                   struct sohoa_err *err);
#endif
