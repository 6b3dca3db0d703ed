/* sane_size.h - the size of the page, and the device's scan area set to it. */
#ifndef SANE_SIZE_H
#define SANE_SIZE_H
#include "sohoa_plugin.h"

#include <sane/sane.h>

enum scan_size_kind { SCAN_SIZE_GIVEN, SCAN_SIZE_MAX, SCAN_SIZE_AUTO };
struct scan_size {
    enum scan_size_kind kind;
    double width, height; /* mm, upright; 0 unless given */
    char name[24];        /* as told in messages */
};

/* "A3" to "A6", "B4", "B5", "letter", "legal", "card" (ISO/IEC 7810 ID-1), "WIDTHxHEIGHT" with mm
 * (default), cm or in, "max", "auto". SOHOA_FATAL: the text lists them. [any] */
int scan_size_parse(const char *text, struct scan_size *ret_size, struct sohoa_err *err);

/* Sets page-width and page-height where the device has them, then tl-x, tl-y, br-x, br-y. wish
 * NULL: A4, or what of it the device can see. SOHOA_FATAL: larger than the scan area, which is
 * told. A device without a scan area is left alone unless a size was asked for. Owner of the
 * handle. */
int scan_size_apply(SANE_Handle handle, const char *wish, double dpi, struct sohoa_err *err);
#endif
