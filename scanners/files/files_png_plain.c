/* files_png_plain.c - the pixels of a usual PNG, inflated by ISA-L a few rows at a time. It gives
 * up on all that is unusual or wrong, without a word: libpng then reads the file from its start and
 * says what there is to say. So nothing here decides what is an error. One thread at a time. */
#include "files_png.h"

#include <isa-l.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (64u << 10) /* rows inflated together: they stay in the cache */
#define TEXTS_MAX 100u          /* chunks behind the pixels */
#define PIECE_MAX (8u << 20)    /* bytes of a chunk, when the pixels are fewer */
#define ZLIB_WINDOW 0x78u       /* deflate with its full window; libpng judges the others */

struct plain {
    struct files_job *job;
    size_t at;
    struct inflate_state inflate;
    uint64_t raw; /* bytes of all rows with their filters */
    bool begun;
};

struct chunk {
    const uint8_t *type, *data;
    uint32_t size;
};

static uint32_t read_32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The next chunk, when it is there to its end and its sum is right. */
static bool take_chunk(struct plain *p, struct chunk *chunk)
{
    const struct files_job *job = p->job;
    if (p->at > job->size || job->size - p->at < 12)
        return false;
    const uint8_t *head = job->data + p->at;
    *chunk = (struct chunk){.type = head + 4, .data = head + 8, .size = read_32(head)};
    if (chunk->size > job->size - p->at - 12)
        return false;
    p->at += 12 + (size_t)chunk->size;
    return crc32_gzip_refl(0, chunk->type, 4 + (uint64_t)chunk->size) ==
           read_32(chunk->data + chunk->size);
}

static bool is(const struct chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

/* More for the inflater, which has nothing left. */
static bool feed(struct plain *p)
{
    struct chunk chunk;
    if (!take_chunk(p, &chunk) || !is(&chunk, "IDAT") ||
        (chunk.size > PIECE_MAX && chunk.size > p->raw))
        return false;
    if (!p->begun && chunk.size > 0) {
        if (chunk.data[0] != ZLIB_WINDOW)
            return false;
        p->begun = true;
    }
    p->inflate.next_in = (uint8_t *)chunk.data;
    p->inflate.avail_in = chunk.size;
    return true;
}

/* Fills `size` bytes. False: they are not to be had, or not in the usual way. */
static bool inflate_to(struct plain *p, uint8_t *to, size_t size)
{
    struct inflate_state *z = &p->inflate;
    z->next_out = to;
    z->avail_out = (uint32_t)size;
    while (z->avail_out > 0) {
        if (z->block_state == ISAL_BLOCK_FINISH || (z->avail_in == 0 && !feed(p)) ||
            isal_inflate(z) != ISAL_DECOMP_OK)
            return false;
    }
    return true;
}

/* True when the stream ends here, its sum right, and the last chunk with it. */
static bool inflate_ends(struct plain *p)
{
    struct inflate_state *z = &p->inflate;
    uint8_t more;
    z->next_out = &more;
    z->avail_out = 1;
    while (z->block_state != ISAL_BLOCK_FINISH) {
        if ((z->avail_in == 0 && !feed(p)) || isal_inflate(z) != ISAL_DECOMP_OK ||
            z->avail_out == 0)
            return false;
    }
    return z->avail_out == 1 && z->avail_in == 0;
}

/* True when nothing but texts and a time stands behind the pixels. */
static bool file_ends(struct plain *p)
{
    struct chunk chunk;
    bool time = false;
    for (unsigned i = 0; i < TEXTS_MAX && take_chunk(p, &chunk); i++) {
        if (is(&chunk, "IEND"))
            return chunk.size == 0;
        if (is(&chunk, "tIME") && chunk.size == 7 && !time)
            time = true;
        else if (!is(&chunk, "tEXt") || chunk.size > BLOCK_BYTES)
            return false;
    }
    return false;
}

static void put_rgb(uint8_t *to, const uint8_t *from, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++, from += 3) {
        uint32_t word =
            (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | 255u;
        memcpy(to + 4 * (size_t)x, &word, 4);
    }
}

static void put_rows(struct files_raster *raster, const uint8_t *rows, size_t stride,
                     uint32_t count)
{
    for (uint32_t y = 0; y < count; y++, rows += stride) {
        uint8_t *line = files_raster_line(raster);
        if (raster->image.depth == 8)
            memcpy(line, rows + 1, stride - 1);
        else
            put_rgb(line, rows + 1, raster->image.width);
        files_raster_put(raster);
    }
}

/* block: one row and then `most` rows. */
static int read_blocks(struct plain *p, struct files_raster *raster, uint8_t *block, size_t stride,
                       uint32_t most, bool *ret_done)
{
    uint32_t height = raster->image.height;
    while (raster->rows < height) {
        uint32_t left = height - raster->rows, count = left < most ? left : most;
        int rc = files_over(p->job);
        if (rc != SOHOA_OK)
            return rc;
        if (!inflate_to(p, block + stride, stride * count))
            return SOHOA_OK;
        for (uint32_t y = 1; y <= count; y++)
            if (block[y * stride] > 4)
                return SOHOA_OK;
        files_png_unfilter(block + stride, stride, count, raster->image.depth == 8 ? 1 : 3);
        put_rows(raster, block + stride, stride, count);
        memcpy(block, block + stride * count, stride);
    }
    *ret_done = inflate_ends(p) && file_ends(p);
    return SOHOA_OK;
}

int files_png_plain(struct files_job *job, size_t at, struct files_raster *raster, bool *ret_done)
{
    const struct files_image *image = &raster->image;
    size_t stride = 1 + (size_t)image->width * (image->depth == 8 ? 1 : 3);
    uint32_t most = 8 * (uint32_t)(1 + BLOCK_BYTES / (8 * stride));
    bool done = false;
    int rc = SOHOA_OK;
    struct plain *p = malloc(sizeof *p);
    uint8_t *block = calloc(1, stride * (most + 1) + FILES_PNG_SLACK);
    if (p && block) {
        p->job = job;
        p->at = at;
        p->raw = (uint64_t)stride * image->height;
        p->begun = false;
        isal_inflate_init(&p->inflate);
        p->inflate.crc_flag = ISAL_ZLIB;
        rc = read_blocks(p, raster, block, stride, most, &done);
    }
    free(block);
    free(p);
    if (!done)
        raster->rows = 0;
    *ret_done = done;
    return rc;
}
