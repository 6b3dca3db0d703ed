/* files_raster.h - rows of pixels become the upright PIX of a page.
 *
 * A decoder writes row after row of the raster as stored; the raster puts each pixel where it
 * belongs upright, so that no second full-size buffer is needed. Rows are, by depth:
 *   1   packed bits, first pixel in the highest bit, 1 = black
 *   8   one byte a pixel, 0 = black
 *   32  four bytes a pixel in memory order X B G R (Leptonica's word on a little-endian machine)
 */
#ifndef FILES_RASTER_H
#define FILES_RASTER_H
#include "files.h"

struct Pix;

struct files_raster {
    struct files_image image;
    struct Pix *pix;
    uint8_t *line;                  /* scratch: one row, or a block of rows to be turned */
    uint32_t rows;                  /* rows put so far: always the first ones */
    bool turned;                    /* pix has width and height exchanged */
    int64_t origin, step_x, step_y; /* of depth 8 (bytes) and 32 (words): where pixel x, y goes */
};

/* Bytes of one row. */
size_t files_raster_row_bytes(const struct files_image *image);
/* Makes the PIX. The caller has checked the size (files_image_check). OK or BAD_PAGE. */
int files_raster_begin(struct files_raster *raster, const struct files_image *image,
                       struct sohoa_err *err);
/* Where the next row is to be written; then put it. */
uint8_t *files_raster_line(struct files_raster *raster);
void files_raster_put(struct files_raster *raster);
/* Rows not put become white; gives the PIX, the sizes, the resolution and the transform to page. */
int files_raster_end(struct files_raster *raster, struct sohoa_page *page, struct sohoa_err *err);
/* Frees what was begun and not ended. */
void files_raster_drop(struct files_raster *raster);

/* The 3x3 map from the upright image of a stored width x height raster back to it, and the degrees
 * clockwise by which its content lies turned (mirrored ones: after mirroring left-right). */
void files_orientation_map(uint32_t orientation, double width, double height, double ret_map[9]);
uint32_t files_orientation_turn(uint32_t orientation);
/* Turns a PIX in place of itself; takes *pix. */
int files_orientation_apply(struct Pix **pix, uint32_t orientation);
#endif
