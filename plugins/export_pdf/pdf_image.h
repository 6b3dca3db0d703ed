/* pdf_image.h - the picture of a page as an image object: JPEG files and single-strip G4 streams
 * as they stand, everything else decoded and stored without loss. */
#ifndef PDF_IMAGE_H
#define PDF_IMAGE_H
#include "pdf_out.h"

/* A coded picture that a PDF reader understands as it stands. */
struct pdf_coded {
    const uint8_t *data; /* lent */
    size_t size;
    uint32_t width, height;
    bool g4;         /* else a JPEG file */
    bool black_is_1; /* G4: coded black is white */
    bool reversed;   /* G4: bits run from the lowest to the highest */
    int components;  /* JPEG: 1 or 3 */
};
/* Whether it is a JPEG file that may stand in a PDF/A: 8 bits, one or three components whose
 * colour space is certain. (pdf_jpeg.c) */
bool pdf_jpeg_look(const uint8_t *data, size_t size, struct pdf_coded *ret);
/* Whether the index-th image of a TIFF file is one strip of G4. ret_bits: of a sample, 0 = not
 * known, whatever is answered. (pdf_tiff.c) */
bool pdf_tiff_look(const uint8_t *data, size_t size, uint32_t index, struct pdf_coded *ret,
                   unsigned *ret_bits);

/* The objects of the colour spaces; gray is given a number by its first use. Bilevel pictures need
 * none: black and white are DeviceGray's under any output intent (ISO 19005-1, 6.2.3.3). */
struct pdf_colours {
    uint32_t rgb, gray;
};
uint32_t pdf_gray(struct pdf_out *o, struct pdf_colours *colours);
void pdf_coded_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                     const struct pdf_coded *coded);
/* Stores pixels (1, 8 or 32 bits) without loss: as G4 or deflated, in as few bits as they need.
 * -1: out of memory. (pdf_pixels.c) */
int pdf_pixels_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                     struct Pix *pix);
/* Stores them with loss, scaled down by factor (at most 1): bilevel ones as G4, others as JPEG.
 * data of ret_coded is malloc'd. -1: out of memory. */
int pdf_pixels_reduce(struct Pix *pix, double factor, struct pdf_coded *ret_coded);

/* What is done to pictures: nothing, or reduced to so many dots an inch at least. */
struct pdf_how {
    double dpi; /* 0 = as they stand */
};
/* Writes the picture of the index-th page. ret_sixteen: its samples had 16 bits and now have 8.
 * What sohoa_export_raster answers. */
int pdf_image_write(struct pdf_out *o, uint32_t number, struct pdf_colours *colours,
                    const struct sohoa_dossier *in, const struct sohoa_call *call, size_t index,
                    const struct sohoa_output_page *page, const struct pdf_how *how,
                    bool *ret_sixteen, struct sohoa_err *err);
#endif
