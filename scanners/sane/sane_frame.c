/* sane_frame.c - one side of a sheet, from a started device to its master bytes; see sane_frame.h.
 */
#include "sane_frame.h"
#include "sane_sink.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHUNK_BYTES = 1 << 16, STRIDE_MAX = 1 << 26, IDLE_NS = 5000000 };
enum { RED_BAND = 0, BANDS = 3 };

/* One frame as announced, made safe. */
struct frame {
    SANE_Frame format;
    bool last;
    uint32_t width, channels, depth; /* depth as sent */
    uint32_t lines;                  /* 0 = unknown */
    size_t stride, used;             /* bytes a line as sent, and those that hold pixels */
};

/* One colour of a three-pass picture, kept until the others came. */
struct band {
    uint8_t *rows;
    size_t count, room;
};

struct taking {
    const struct scan_shot *shot;
    struct sohoa_page *page;
    struct sohoa_err *err;
    SANE_Status status; /* of the device, GOOD while all is well */
    struct frame frame;
    struct scan_picture picture;
    struct scan_sink sink;
    struct band bands[BANDS];
    uint8_t *row;    /* one packed row of the picture, or of one band */
    uint8_t *buffer; /* of whole lines as sent */
    uint32_t rows;   /* of the current frame */
};

static size_t line_bytes(uint32_t width, uint32_t channels, uint32_t depth)
{
    /* At one bit a sample, colours come byte by byte: eight reds, eight greens, eight blues. */
    if (depth == 1)
        return ((size_t)width + 7) / 8 * channels;
    return (size_t)width * channels * (depth / 8);
}

/* The pixels that fit into the line as sent, when it is shorter than its width says. */
static uint32_t pixels_in(size_t stride, uint32_t channels, uint32_t depth)
{
    if (depth == 1)
        return (uint32_t)(stride / channels * 8);
    return (uint32_t)(stride / ((size_t)channels * (depth / 8)));
}

static int check_frame(const SANE_Parameters *p, struct taking *t)
{
    if (p->format < SANE_FRAME_GRAY || p->format > SANE_FRAME_BLUE)
        return sohoa_fail(t->err, SOHOA_FATAL,
                          "the scanner sends pictures in a form (%d) that is not supported: choose "
                          "another mode or turn its compression off",
                          (int)p->format);
    if ((p->depth != 1 && p->depth != 8 && p->depth != 16) || p->pixels_per_line <= 0 ||
        p->bytes_per_line <= 0 || p->bytes_per_line > STRIDE_MAX)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE,
                          "the scanner announced a picture that cannot be: %d pixels in %d bytes a "
                          "line, %d bit",
                          p->pixels_per_line, p->bytes_per_line, p->depth);
    struct frame f = {.format = p->format,
                      .last = p->last_frame,
                      .width = (uint32_t)p->pixels_per_line,
                      .channels = p->format == SANE_FRAME_RGB ? 3 : 1,
                      .depth = (uint32_t)p->depth,
                      .lines = p->lines > 0 ? (uint32_t)p->lines : 0,
                      .stride = (size_t)p->bytes_per_line};
    if (line_bytes(f.width, f.channels, f.depth) > f.stride) {
        f.width = pixels_in(f.stride, f.channels, f.depth);
        sohoa_page_note(t->page, "the scanner sent only %u of %d pixels a line", f.width,
                        p->pixels_per_line);
    }
    if (f.width == 0 || (uint64_t)f.width * (f.lines ? f.lines : 1) > SCAN_PIXELS_MAX)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE,
                          "the scanned page is larger than %u megapixels: choose a smaller size or "
                          "resolution",
                          SCAN_PIXELS_MAX / 1000000u);
    f.used = line_bytes(f.width, f.channels, f.depth);
    t->frame = f;
    return SOHOA_OK;
}

static void swap_samples(uint8_t *row, size_t bytes)
{
    for (size_t i = 0; i + 1 < bytes; i += 2) {
        uint8_t low = row[i];
        row[i] = row[i + 1];
        row[i + 1] = low;
    }
}

/* One-bit colour samples to bytes; here a set bit is full light. */
static void spread_bits(const struct frame *f, const uint8_t *line, uint8_t *row)
{
    for (uint32_t x = 0; x < f->width; x++)
        for (uint32_t c = 0; c < f->channels; c++) {
            uint8_t byte = line[(size_t)(x / 8) * f->channels + c];
            *row++ = (byte & (0x80 >> (x % 8))) != 0 ? 255 : 0;
        }
}

static bool is_band(const struct frame *f)
{
    return f->format >= SANE_FRAME_RED && f->format <= SANE_FRAME_BLUE;
}

static int keep_band_row(struct taking *t, size_t bytes)
{
    struct band *band = &t->bands[t->frame.format - SANE_FRAME_RED];
    if ((uint64_t)t->picture.width * (band->count + 1) > SCAN_PIXELS_MAX)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE,
                          "the scanned page is larger than %u megapixels: choose a smaller size or "
                          "resolution",
                          SCAN_PIXELS_MAX / 1000000u);
    if (band->count == band->room) {
        size_t room = band->room ? band->room * 2 : t->frame.lines ? t->frame.lines : 1024;
        uint8_t *rows = realloc(band->rows, room * bytes + 1);
        if (!rows)
            return sohoa_fail(t->err, SOHOA_FATAL, "out of memory");
        band->rows = rows;
        band->room = room;
    }
    memcpy(band->rows + band->count++ * bytes, t->row, bytes);
    return SOHOA_OK;
}

static int take_line(struct taking *t, const uint8_t *line)
{
    const struct frame *f = &t->frame;
    bool spread = f->depth == 1 && t->picture.depth == 8;
    size_t bytes = spread ? (size_t)f->width * f->channels : f->used;
    if (spread)
        spread_bits(f, line, t->row);
    else
        memcpy(t->row, line, bytes);
    if (f->depth == 16 && t->shot->swap_endian)
        swap_samples(t->row, bytes);
    t->rows++;
    return is_band(f) ? keep_band_row(t, bytes) : scan_sink_row(&t->sink, t->row, t->err);
}

/* Blocks until some bytes came. SOHOA_END: the frame is over. Otherwise status tells. */
static int read_some(struct taking *t, uint8_t *at, size_t room, size_t *ret_size)
{
    const struct scan_shot *shot = t->shot;
    for (;;) {
        if (shot->stopped(shot->arg) || sohoa_call_over(shot->call)) {
            t->status = SANE_STATUS_CANCELLED;
            return SOHOA_BAD_PAGE;
        }
        SANE_Int size = 0;
        SANE_Status status = sane_read(shot->handle, at, (SANE_Int)room, &size);
        if (status == SANE_STATUS_EOF)
            return SOHOA_END;
        if (status != SANE_STATUS_GOOD) {
            t->status = status;
            return SOHOA_BAD_PAGE;
        }
        if (size > 0) {
            *ret_size = (size_t)size;
            return SOHOA_OK;
        }
        /* A blocking read should not come back empty; some backends do while they wait. */
        (void)nanosleep(&(struct timespec){.tv_nsec = IDLE_NS}, NULL);
    }
}

static int read_frame(struct taking *t)
{
    size_t stride = t->frame.stride;
    size_t room = stride + CHUNK_BYTES;
    uint8_t *buffer = realloc(t->buffer, room);
    if (!buffer)
        return sohoa_fail(t->err, SOHOA_FATAL, "out of memory");
    t->buffer = buffer;
    t->rows = 0;
    size_t have = 0;
    int rc;
    size_t size;
    while ((rc = read_some(t, buffer + have, room - have, &size)) == SOHOA_OK) {
        have += size;
        size_t at = 0;
        for (; rc == SOHOA_OK && have - at >= stride; at += stride)
            rc = take_line(t, buffer + at);
        if (rc != SOHOA_OK)
            return rc;
        have -= at;
        memmove(buffer, buffer + at, have);
    }
    if (rc != SOHOA_END)
        return rc;
    if (t->frame.lines && t->rows < t->frame.lines)
        sohoa_page_note(t->page, "the scanner sent only %u of %u lines", t->rows, t->frame.lines);
    return SOHOA_OK;
}

static int begin_frame(struct taking *t)
{
    SANE_Parameters parameters = {0};
    SANE_Status status = sane_get_parameters(t->shot->handle, &parameters);
    if (status != SANE_STATUS_GOOD) {
        t->status = status;
        return SOHOA_BAD_PAGE;
    }
    return check_frame(&parameters, t);
}

/* The picture follows from the first frame; later ones must fit it. */
static int begin_picture(struct taking *t)
{
    const struct frame *f = &t->frame;
    bool colour = is_band(f) || f->channels == 3;
    double dpi = t->shot->dpi;
    t->picture = (struct scan_picture){.width = f->width,
                                       .channels = colour ? 3 : 1,
                                       .depth = colour && f->depth == 1 ? 8 : f->depth,
                                       .rows = f->lines,
                                       .dpi = dpi,
                                       .lossless = t->shot->lossless};
    t->row = malloc(line_bytes(f->width, BANDS, t->picture.depth) + 1);
    if (!t->row)
        return sohoa_fail(t->err, SOHOA_FATAL, "out of memory");
    return scan_sink_open(&t->sink, &t->picture, t->err);
}

static int next_band(struct taking *t, unsigned seen)
{
    if (t->frame.last)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE,
                          "the scanner sent only some of the three colours");
    struct frame first = t->frame;
    t->status = sane_start(t->shot->handle);
    if (t->status != SANE_STATUS_GOOD)
        return SOHOA_BAD_PAGE;
    int rc = begin_frame(t);
    if (rc != SOHOA_OK)
        return rc;
    bool again = is_band(&t->frame) && (seen & 1u << (t->frame.format - SANE_FRAME_RED)) != 0;
    if (!is_band(&t->frame) || again || t->frame.width != first.width ||
        t->frame.depth != first.depth)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE, "the scanner sent three colours that do not fit");
    return SOHOA_OK;
}

static void weave_row(const struct taking *t, size_t y)
{
    size_t sample = t->picture.depth / 8;
    size_t bytes = t->picture.width * sample;
    uint8_t *out = t->row;
    for (size_t x = 0; x < bytes; x += sample)
        for (int c = 0; c < BANDS; c++, out += sample)
            memcpy(out, t->bands[c].rows + y * bytes + x, sample);
}

/* The other two colours, then the rows that all three have. */
static int take_bands(struct taking *t)
{
    unsigned seen = 1u << (t->frame.format - SANE_FRAME_RED);
    while (seen != (1u << BANDS) - 1) {
        int rc = next_band(t, seen);
        if (rc == SOHOA_OK)
            rc = read_frame(t);
        if (rc != SOHOA_OK)
            return rc;
        seen |= 1u << (t->frame.format - SANE_FRAME_RED);
    }
    size_t rows = t->bands[RED_BAND].count;
    for (int c = 1; c < BANDS; c++)
        rows = t->bands[c].count < rows ? t->bands[c].count : rows;
    int rc = SOHOA_OK;
    for (size_t y = 0; y < rows && rc == SOHOA_OK; y++) {
        weave_row(t, y);
        rc = scan_sink_row(&t->sink, t->row, t->err);
    }
    return rc;
}

static int finish_picture(struct taking *t)
{
    uint32_t rows = t->sink.rows;
    if (rows == 0)
        return sohoa_fail(t->err, SOHOA_BAD_PAGE, "the scanner sent an empty picture");
    struct sohoa_blob *master;
    int rc = scan_sink_finish(&t->sink, &master, t->err);
    if (rc != SOHOA_OK)
        return rc;
    t->page->master = master;
    t->page->master_image = 0;
    t->page->width = t->picture.width;
    t->page->height = rows;
    t->page->dpi = (float)t->picture.dpi;
    return SOHOA_OK;
}

int scan_shot_take(const struct scan_shot *shot, struct sohoa_page *page, SANE_Status *ret_status,
                   struct sohoa_err *err)
{
    struct taking t = {.shot = shot, .page = page, .err = err, .sink = {.fd = -1}};
    int rc = begin_frame(&t);
    if (rc == SOHOA_OK)
        rc = begin_picture(&t);
    if (rc == SOHOA_OK)
        rc = read_frame(&t);
    if (rc == SOHOA_OK && is_band(&t.frame))
        rc = take_bands(&t);
    if (rc == SOHOA_OK)
        rc = finish_picture(&t);
    scan_sink_close(&t.sink);
    for (int c = 0; c < BANDS; c++)
        free(t.bands[c].rows);
    free(t.row);
    free(t.buffer);
    *ret_status = t.status;
    return rc;
}
