/* files_png.h - the parts of reading a usual PNG: rows of 8-bit gray or RGB, not interlaced. */
#ifndef FILES_PNG_H
#define FILES_PNG_H
#include "files_raster.h"

/* Bytes of a row's end that files_png_unfilter may read beyond the last row. */
#define FILES_PNG_SLACK 64u

/* Undoes the filters (PNG, 9) of `count` rows in place. Each is `stride` bytes: the number of its
 * filter, at most 4, and then the pixels, `channels` (1 or 3) bytes each. The row before the first
 * stands at rows - stride, unfiltered; FILES_PNG_SLACK bytes behind the last may be read. */
void files_png_unfilter(uint8_t *rows, size_t stride, uint32_t count, unsigned channels);

/* Puts every row of the PNG whose first IDAT chunk starts at `at` in the raster that was begun.
 * *ret_done = false: it is not wholly as it should be, or unusual, and the raster is as at its
 * begin. OK, or why the call must end (files_over). */
int files_png_plain(struct files_job *job, size_t at, struct files_raster *raster, bool *ret_done);
#endif
