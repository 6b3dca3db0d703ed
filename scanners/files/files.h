/* files.h - what the parts of the scanner `files` share.
 *
 * A master is bytes with a media type; a decoder tells its images (files_found) and decodes one of
 * them into a raster. Decoders keep no state between calls and run on one thread at a time. Every
 * size that comes from a file meets a named cap before memory is asked for. */
#ifndef FILES_H
#define FILES_H
#include "sohoa_plugin.h"

#include <stddef.h>
#include <stdint.h>

/* A0 at 300 dpi (9933 x 14043) fits; what is larger is quarantined by its size. */
#define FILES_PIXELS_MAX 141000000ull
#define FILES_SIDE_MAX 100000u /* pixels */
/* A colour raster beyond this (A1 at 300 dpi) is handed on in gray: with the copies that stages
 * make, its colours would take more than a GiB. The master keeps them. */
#define FILES_COLOUR_MAX 72000000ull
#define FILES_IMAGES_MAX 20000u /* images of one master */
/* A compressed image whose pixels take this many times its file's bytes is a bomb, unless it is
 * small anyway. G4 reaches 16384 : 1 on blank paper only beyond A0. */
#define FILES_RATIO_MAX 16384ull
#define FILES_RATIO_FREE (4ull << 20) /* bytes of pixels that are always allowed */

/* Everything one decoder call needs. */
struct files_job {
    const struct sohoa_call *call;
    struct sohoa_blob *master;
    const uint8_t *data;
    size_t size;
    struct sohoa_page *page; /* NULL while probing */
    struct sohoa_err *err;
    unsigned warnings; /* told so far: only the first few are kept as notes */
};

/* One image as its header tells it. */
struct files_image {
    uint32_t width, height; /* of the raster as stored */
    uint32_t depth;         /* 1, 8 or 32 */
    uint32_t orientation;   /* EXIF / TIFF: 1..8 */
    double x_dpi, y_dpi;    /* as stated, 0 = not */
};

typedef bool files_found(void *arg, uint32_t image, const struct sohoa_image_info *info);

/* The media of the first bytes of a file (SNIFF_BYTES are enough), or NULL when it is none that
 * can be decoded; *ret_known then names the format where it is known, else NULL. */
#define FILES_SNIFF_BYTES 1100u
const char *files_sniff(const uint8_t *head, size_t size, const char **ret_known);
/* True when a name ends like a file that can be decoded. */
bool files_name_fits(const char *name);

/* The resolution of a raster: what the file states when that is believable, otherwise what the
 * page size says; 0 = cannot tell. The rule stands in files_dpi.c. */
float files_dpi(uint32_t width, uint32_t height, double x_dpi, double y_dpi);

/* SOHOA_OK, or BAD_PAGE when a raster is empty or beyond the caps. packed: bytes of its compressed
 * data, 0 = not to be judged. */
int files_image_check(const struct files_image *image, uint64_t packed, struct sohoa_err *err);
void files_image_tell(const struct files_image *image, struct sohoa_image_info *ret_info);
/* Keeps a library's warning as a note of the page and in the log. */
void files_warn(struct files_job *job, const char *text);
/* OK while the call may go on; RETRY when it was told to stop, BAD_PAGE past its deadline. */
int files_over(const struct files_job *job);

/* The orientation stored in EXIF bytes (a TIFF structure), and the resolution in dpi. Values that
 * are absent stay untouched. */
void files_exif_read(const uint8_t *data, size_t size, uint32_t *orientation, double *x_dpi,
                     double *y_dpi);

/* The decoders: probe tells every image, decode fills job->page from one. */
int files_tiff_probe(struct files_job *job, files_found *found, void *arg);
int files_tiff_decode(struct files_job *job, uint32_t image);
int files_jpeg_probe(struct files_job *job, files_found *found, void *arg);
int files_jpeg_decode(struct files_job *job, uint32_t image);
int files_png_probe(struct files_job *job, files_found *found, void *arg);
int files_png_decode(struct files_job *job, uint32_t image);
int files_webp_probe(struct files_job *job, files_found *found, void *arg);
int files_webp_decode(struct files_job *job, uint32_t image);
int files_pdf_probe(struct files_job *job, files_found *found, void *arg);
int files_pdf_decode(struct files_job *job, uint32_t image);
#endif
