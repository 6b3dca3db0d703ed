/* files_tiff.h - a TIFF master opened over its bytes in memory, and one of its images. */
#ifndef FILES_TIFF_H
#define FILES_TIFF_H
#include "files.h"
#include "files_raster.h"

#include <tiffio.h>

struct files_tiff {
    TIFF *tif;
    struct files_job *job;
    uint64_t at;
    unsigned errors; /* libtiff's error messages about the current image */
    char first_error[240];
    TIFFOpenOptions *options;
};

/* How the samples of an image become pixels. */
enum files_tiff_way {
    FILES_TIFF_BITS,    /* one bit a pixel, kept as such */
    FILES_TIFF_GRAY,    /* first sample is light, the next may be alpha */
    FILES_TIFF_PALETTE, /* one sample indexes colours */
    FILES_TIFF_RGB,
    FILES_TIFF_CMYK,
    FILES_TIFF_OTHER, /* what only libtiff's own conversion knows: Lab, old JPEG, raw YCbCr */
};

struct files_tiff_kind {
    enum files_tiff_way way;
    uint32_t tile_width, tile_height; /* 0: strips */
    uint16_t bits, samples, photometric, compression, format;
    bool separate;  /* one plane a sample */
    bool invert;    /* 0 is white (GRAY), or 0 is white (BITS) */
    uint16_t alpha; /* index of the alpha sample, 0 = none */
    bool alpha_applied;
    const uint16_t *palette[3]; /* libtiff's, lent while the image is the current one */
    uint32_t palette_shift;
    bool colour; /* the palette holds more than grays */
};

/* Opens at the first image. OK or BAD_PAGE; always to be closed. */
int files_tiff_open(struct files_tiff *t, struct files_job *job);
void files_tiff_close(struct files_tiff *t);
/* Reads the header of the current image. OK, or BAD_PAGE: not one that can be decoded. */
int files_tiff_look(struct files_tiff *t, struct files_image *ret_image,
                    struct files_tiff_kind *ret_kind);
/* Decodes the current image; only when OK is raster begun, for the caller to end or drop. */
int files_tiff_rows(struct files_tiff *t, const struct files_image *image,
                    const struct files_tiff_kind *kind, struct files_raster *raster);
/* BAD_PAGE with libtiff's first complaint. */
int files_tiff_fail(struct files_tiff *t);
/* One row: samples (raw[0] when contiguous, else one pointer a plane) to a row of the raster.
 * scratch holds width * samples bytes. */
void files_tiff_convert(const struct files_tiff_kind *kind, uint32_t width,
                        const uint8_t *const *raw, uint8_t *scratch, uint8_t *to);
#endif
