/* sane_tiff.c - line art to a single-strip TIFF G4, 16-bit and lossless pages to TIFF Deflate,
 * while they are read; see sane_sink.h. */
#include "sane_sink.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tiffio.h>

enum { DEFLATE_STRIP_BYTES = 1 << 18 };

struct tiff_state {
    TIFF *file;
    uint8_t *strip; /* NULL: line by line */
    uint32_t strip_rows, filled;
    char why[200]; /* libtiff's last words */
};

__attribute__((format(printf, 4, 0))) static int on_error(TIFF *file, void *arg, const char *module,
                                                          const char *fmt, va_list args)
{
    (void)file;
    (void)module;
    struct tiff_state *state = arg;
    (void)vsnprintf(state->why, sizeof state->why, fmt, args);
    return 1;
}

__attribute__((format(printf, 4, 0))) static int
on_warning(TIFF *file, void *arg, const char *module, const char *fmt, va_list args)
{
    (void)file;
    (void)arg;
    (void)module;
    (void)fmt;
    (void)args;
    return 1;
}

static int codec_failed(const struct tiff_state *state, struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_FATAL, "cannot encode a scanned page as TIFF: %s", state->why);
}

static TIFF *open_file(struct scan_sink *sink, struct tiff_state *state)
{
    int fd = fcntl(sink->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return NULL;
    TIFFOpenOptions *how = TIFFOpenOptionsAlloc();
    TIFF *file = NULL;
    if (how) {
        TIFFOpenOptionsSetErrorHandlerExtR(how, on_error, state);
        TIFFOpenOptionsSetWarningHandlerExtR(how, on_warning, state);
        file = TIFFFdOpenExt(fd, "scanned page", "w", how);
        TIFFOpenOptionsFree(how);
    }
    if (!file)
        (void)close(fd);
    return file;
}

static bool set_fields(TIFF *file, const struct scan_picture *picture, uint32_t strip_rows)
{
    bool bilevel = picture->depth == 1;
    int photometric = bilevel                  ? PHOTOMETRIC_MINISWHITE
                      : picture->channels == 3 ? PHOTOMETRIC_RGB
                                               : PHOTOMETRIC_MINISBLACK;
    bool ok = TIFFSetField(file, TIFFTAG_IMAGEWIDTH, picture->width) &&
              TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, (int)picture->depth) &&
              TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, (int)picture->channels) &&
              TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) &&
              TIFFSetField(file, TIFFTAG_PHOTOMETRIC, photometric) &&
              TIFFSetField(file, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT) &&
              TIFFSetField(file, TIFFTAG_COMPRESSION,
                           bilevel ? COMPRESSION_CCITTFAX4 : COMPRESSION_ADOBE_DEFLATE) &&
              TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, strip_rows);
    if (ok && !bilevel)
        ok = TIFFSetField(file, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    if (ok && picture->dpi > 0)
        ok = TIFFSetField(file, TIFFTAG_XRESOLUTION, picture->dpi) &&
             TIFFSetField(file, TIFFTAG_YRESOLUTION, picture->dpi) &&
             TIFFSetField(file, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    return ok;
}

static int tiff_begin(struct scan_sink *sink, struct sohoa_err *err)
{
    struct tiff_state *state = calloc(1, sizeof *state);
    if (!state)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    sink->state = state;
    size_t bytes = scan_picture_row_bytes(&sink->picture);
    state->strip_rows = UINT32_MAX; /* all in one strip */
    if (sink->picture.depth != 1) {
        state->strip_rows =
            bytes < DEFLATE_STRIP_BYTES ? (uint32_t)(DEFLATE_STRIP_BYTES / bytes) : 1;
        state->strip = malloc(state->strip_rows * bytes);
        if (!state->strip)
            return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    state->file = open_file(sink, state);
    if (!state->file)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    return set_fields(state->file, &sink->picture, state->strip_rows) ? SOHOA_OK
                                                                      : codec_failed(state, err);
}

/* Writes the rows gathered; those up to and with row number `end` - 1 of the picture. */
static bool flush_strip(struct scan_sink *sink, uint32_t end)
{
    struct tiff_state *state = sink->state;
    if (state->filled == 0)
        return true;
    size_t bytes = state->filled * scan_picture_row_bytes(&sink->picture);
    uint32_t index = (end - state->filled) / state->strip_rows;
    state->filled = 0;
    return TIFFSetField(state->file, TIFFTAG_IMAGELENGTH, end) &&
           TIFFWriteEncodedStrip(state->file, index, state->strip, (tmsize_t)bytes) >= 0;
}

static int tiff_row(struct scan_sink *sink, uint8_t *row, struct sohoa_err *err)
{
    struct tiff_state *state = sink->state;
    bool ok = true;
    if (!state->strip) {
        ok = TIFFWriteScanline(state->file, row, sink->rows, 0) == 1;
    } else {
        size_t bytes = scan_picture_row_bytes(&sink->picture);
        memcpy(state->strip + state->filled++ * bytes, row, bytes);
        if (state->filled == state->strip_rows)
            ok = flush_strip(sink, sink->rows + 1);
    }
    return ok ? SOHOA_OK : codec_failed(state, err);
}

static int tiff_end(struct scan_sink *sink, struct sohoa_err *err)
{
    struct tiff_state *state = sink->state;
    bool ok = flush_strip(sink, sink->rows) && TIFFWriteDirectory(state->file) == 1;
    return ok ? SOHOA_OK : codec_failed(state, err);
}

static void tiff_drop(struct scan_sink *sink)
{
    struct tiff_state *state = sink->state;
    if (state->file)
        TIFFClose(state->file);
    free(state->strip);
    free(state);
}

const struct scan_format scan_format_tiff = {
    .media = "image/tiff",
    .begin = tiff_begin,
    .row = tiff_row,
    .end = tiff_end,
    .drop = tiff_drop,
};
