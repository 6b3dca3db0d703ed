/* sane_sink.h - encodes a picture to its master bytes, row by row, as it comes off the scanner.
 *
 * The height is not needed before the end. Rows are packed: 1 bit (1 = black, first pixel in the
 * highest bit), 8 or 16 bits a sample (native byte order), 1 or 3 samples a pixel. One bit becomes
 * a single-strip TIFF G4 (ITU-T T.6), 8 bits a JPEG of quality 90 with JFIF density, 16 bits or
 * lossless a TIFF Deflate with horizontal predictor; so does what is too large for JPEG's 65500
 * pixels a side. The bytes go to a memory file, which crosses process borders as a descriptor.
 * One thread a sink. */
#ifndef SANE_SINK_H
#define SANE_SINK_H
#include "sohoa_plugin.h"

enum { SCAN_JPEG_QUALITY = 90, SCAN_JPEG_SIDE_MAX = 65500 };
#define SCAN_PIXELS_MAX 140000000u

struct scan_picture {
    uint32_t width, channels, depth; /* channels 1 or 3; depth 1 (with 1 channel), 8 or 16 */
    uint32_t rows;                   /* announced by the scanner, 0 = unknown */
    double dpi;                      /* 0 = unknown */
    bool lossless;
};

struct scan_sink;
/* How one format writes; the functions return SOHOA_OK or SOHOA_FATAL with the text. */
struct scan_format {
    const char *media;
    int (*begin)(struct scan_sink *sink, struct sohoa_err *err);
    int (*row)(struct scan_sink *sink, uint8_t *row, struct sohoa_err *err);
    int (*end)(struct scan_sink *sink, struct sohoa_err *err);
    void (*drop)(struct scan_sink *sink); /* after end or a failure */
};
struct scan_sink {
    struct scan_picture picture;
    const struct scan_format *format;
    void *state; /* of the format */
    int fd;
    uint32_t rows; /* written so far */
};
extern const struct scan_format scan_format_jpeg, scan_format_tiff;

size_t scan_picture_row_bytes(const struct scan_picture *picture);

int scan_sink_open(struct scan_sink *sink, const struct scan_picture *picture,
                   struct sohoa_err *err);
/* Takes one packed row; may change its bytes. SOHOA_BAD_PAGE: over SCAN_PIXELS_MAX. */
int scan_sink_row(struct scan_sink *sink, uint8_t *row, struct sohoa_err *err);
/* The finished master, one reference for the caller. The sink is closed in any case. */
int scan_sink_finish(struct scan_sink *sink, struct sohoa_blob **ret_master, struct sohoa_err *err);
/* Gives up; fine after finish. */
void scan_sink_close(struct scan_sink *sink);
#endif
