/* sane_jpeg.c - 8-bit pages to JPEG while they are read; see sane_sink.h.
 *
 * JPEG states its height in the header, which is written first. The header is therefore written for
 * the largest height, rows are encoded as they come, the last block row is filled up with its own
 * last line, and the true height is then put into the header: the coded data is exactly that of a
 * picture of this height (ITU-T T.81, A.2.4: lines past the end are padding). */
#include "sane_sink.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <jpeglib.h>

struct jpeg_state {
    struct jpeg_compress_struct codec;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    FILE *file;
    uint8_t *last; /* copy of the last row, for padding */
};

static void on_error(j_common_ptr codec)
{
    struct jpeg_state *state = codec->client_data;
    longjmp(state->failed, 1);
}

static void on_message(j_common_ptr codec, int level)
{
    (void)codec;
    (void)level;
}

static int codec_failed(struct jpeg_state *state, struct sohoa_err *err)
{
    char why[JMSG_LENGTH_MAX];
    state->errors.format_message((j_common_ptr)&state->codec, why);
    return sohoa_fail(err, SOHOA_FATAL, "cannot encode a scanned page as JPEG: %s", why);
}

static void set_parameters(struct jpeg_compress_struct *codec, const struct scan_picture *picture)
{
    codec->image_width = picture->width;
    codec->image_height = SCAN_JPEG_SIDE_MAX;
    codec->input_components = (int)picture->channels;
    codec->in_color_space = picture->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, SCAN_JPEG_QUALITY, TRUE);
    if (picture->dpi >= 1 && picture->dpi <= 65535) {
        codec->density_unit = 1; /* dots an inch */
        codec->X_density = codec->Y_density = (UINT16)(picture->dpi + 0.5);
    }
}

static int jpeg_begin(struct scan_sink *sink, struct sohoa_err *err)
{
    struct jpeg_state *state = calloc(1, sizeof *state);
    if (!state)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    sink->state = state;
    int fd = fcntl(sink->fd, F_DUPFD_CLOEXEC, 0);
    state->file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    state->last = malloc(scan_picture_row_bytes(&sink->picture));
    if (!state->file && fd >= 0)
        (void)close(fd);
    if (!state->file || !state->last)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    state->codec.err = jpeg_std_error(&state->errors);
    state->errors.error_exit = on_error;
    state->errors.emit_message = on_message;
    state->codec.client_data = state;
    if (setjmp(state->failed))
        return codec_failed(state, err);
    jpeg_create_compress(&state->codec);
    state->codec.client_data = state;
    jpeg_stdio_dest(&state->codec, state->file);
    set_parameters(&state->codec, &sink->picture);
    jpeg_start_compress(&state->codec, TRUE);
    return SOHOA_OK;
}

static int jpeg_row(struct scan_sink *sink, uint8_t *row, struct sohoa_err *err)
{
    struct jpeg_state *state = sink->state;
    if (setjmp(state->failed))
        return codec_failed(state, err);
    JSAMPROW rows[1] = {row};
    (void)jpeg_write_scanlines(&state->codec, rows, 1);
    memcpy(state->last, row, scan_picture_row_bytes(&sink->picture));
    return SOHOA_OK;
}

/* Finds the frame header (SOF0 or SOF1) and writes the height into it. */
static int patch_height(int fd, uint32_t height)
{
    uint8_t head[4]; /* FF, marker, length of the segment */
    off_t at = 2;
    for (;;) {
        if (pread(fd, head, sizeof head, at) != (ssize_t)sizeof head || head[0] != 0xFF)
            return -1;
        if (head[1] == 0xC0 || head[1] == 0xC1)
            break;
        at += 2 + (head[2] << 8 | head[3]);
    }
    const uint8_t bytes[2] = {(uint8_t)(height >> 8), (uint8_t)height};
    return pwrite(fd, bytes, sizeof bytes, at + 5) == (ssize_t)sizeof bytes ? 0 : -1;
}

static void pad_and_finish(struct scan_sink *sink)
{
    struct jpeg_state *state = sink->state;
    struct jpeg_compress_struct *codec = &state->codec;
    JDIMENSION block = (JDIMENSION)(codec->max_v_samp_factor * DCTSIZE);
    JSAMPROW rows[1] = {state->last};
    while (codec->next_scanline % block != 0 && codec->next_scanline < codec->image_height)
        (void)jpeg_write_scanlines(codec, rows, 1);
    codec->image_height = codec->next_scanline;
    jpeg_finish_compress(codec);
}

static int jpeg_end(struct scan_sink *sink, struct sohoa_err *err)
{
    struct jpeg_state *state = sink->state;
    if (setjmp(state->failed))
        return codec_failed(state, err);
    pad_and_finish(sink);
    if (fflush(state->file) != 0 || patch_height(sink->fd, sink->rows) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "cannot make room for a scanned page");
    return SOHOA_OK;
}

static void jpeg_drop(struct scan_sink *sink)
{
    struct jpeg_state *state = sink->state;
    if (state->codec.err)
        jpeg_destroy_compress(&state->codec);
    if (state->file)
        (void)fclose(state->file);
    free(state->last);
    free(state);
}

const struct scan_format scan_format_jpeg = {
    .media = "image/jpeg",
    .begin = jpeg_begin,
    .row = jpeg_row,
    .end = jpeg_end,
    .drop = jpeg_drop,
};
