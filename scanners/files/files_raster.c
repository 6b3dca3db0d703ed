/* files_raster.c - rows become an upright PIX; see files_raster.h. One owner, no globals.
 * Depth 8 and 32 pixels go straight to their upright place; depth 1 is turned at the end, where a
 * second copy costs an eighth of a byte a pixel. */
#include "files_raster.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16u /* rows turned together: a cache line of 32-bit pixels */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "rows are written in Leptonica's words");

int files_image_check(const struct files_image *image, uint64_t packed, struct sohoa_err *err)
{
    uint64_t w = image->width, h = image->height, pixels = w * h;
    if (w == 0 || h == 0)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the image is empty (%u x %u pixels)", image->width,
                          image->height);
    if (w > FILES_SIDE_MAX || h > FILES_SIDE_MAX || pixels > FILES_PIXELS_MAX)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "the image is too large: %u x %u pixels, at most %u million are taken",
                          image->width, image->height, (unsigned)(FILES_PIXELS_MAX / 1000000));
    uint64_t bytes = pixels * image->depth / 8;
    if (packed && bytes > FILES_RATIO_FREE && bytes / FILES_RATIO_MAX > packed)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "%u x %u pixels out of %llu bytes: this looks like a decompression bomb",
                          image->width, image->height, (unsigned long long)packed);
    return SOHOA_OK;
}

void files_image_tell(const struct files_image *image, struct sohoa_image_info *ret_info)
{
    *ret_info = (struct sohoa_image_info){
        .size = sizeof *ret_info,
        .width = image->width,
        .height = image->height,
        .depth = image->depth,
        .dpi = files_dpi(image->width, image->height, image->x_dpi, image->y_dpi)};
}

size_t files_raster_row_bytes(const struct files_image *image)
{
    return ((size_t)image->width * image->depth + 7) / 8;
}

/* The linear address of an upright pixel as a function of the stored x and y: every one of the
 * eight orientations is affine. */
static void address(struct files_raster *r, int64_t pitch)
{
    int64_t w = r->image.width, h = r->image.height;
    static const struct {
        int8_t x_by_pitch, x_sign, y_sign;
    } kinds[9] = {{0, 1, 1}, {0, 1, 1},  {0, -1, 1},  {0, -1, -1}, {0, 1, -1},
                  {1, 1, 1}, {1, 1, -1}, {1, -1, -1}, {1, -1, 1}};
    uint32_t o = r->image.orientation;
    int64_t x_unit = kinds[o].x_by_pitch ? pitch : 1, y_unit = kinds[o].x_by_pitch ? 1 : pitch;
    r->step_x = x_unit * kinds[o].x_sign;
    r->step_y = y_unit * kinds[o].y_sign;
    r->origin =
        (kinds[o].x_sign < 0 ? (w - 1) * x_unit : 0) + (kinds[o].y_sign < 0 ? (h - 1) * y_unit : 0);
    r->turned = kinds[o].x_by_pitch != 0;
}

int files_raster_begin(struct files_raster *r, const struct files_image *image,
                       struct sohoa_err *err)
{
    *r = (struct files_raster){.image = *image};
    if (r->image.orientation < 1 || r->image.orientation > 8)
        r->image.orientation = 1;
    address(r, 0);
    bool turn = r->turned && image->depth != 1;
    int w = (int)(turn ? image->height : image->width);
    int h = (int)(turn ? image->width : image->height);
    r->line = malloc(files_raster_row_bytes(image) * (turn ? BLOCK : 1) + 8);
    r->pix = r->line ? pixCreateNoInit(w, h, (int)image->depth) : NULL;
    if (!r->pix) {
        files_raster_drop(r);
        return sohoa_fail(err, SOHOA_BAD_PAGE, "no memory for an image of %u x %u pixels",
                          image->width, image->height);
    }
    int64_t wpl = pixGetWpl(r->pix);
    address(r, image->depth == 32 ? wpl : wpl * 4);
    /* The pad bits of each line stay defined whatever writes the pixels. */
    if (image->depth != 32)
        for (int y = 0; y < h; y++)
            pixGetData(r->pix)[(int64_t)y * wpl + wpl - 1] = 0;
    return SOHOA_OK;
}

static bool direct(const struct files_raster *r)
{
    return r->image.depth == 32 && r->image.orientation == 1;
}

static uint8_t *pix_row(const struct files_raster *r, uint32_t y)
{
    return (uint8_t *)(pixGetData(r->pix) + (int64_t)y * pixGetWpl(r->pix));
}

static bool turning(const struct files_raster *r)
{
    return r->turned && r->image.depth != 1;
}

uint8_t *files_raster_line(struct files_raster *r)
{
    if (direct(r) && r->rows < r->image.height)
        return pix_row(r, r->rows);
    return r->line + (turning(r) ? r->rows % BLOCK * files_raster_row_bytes(&r->image) : 0);
}

/* Puts `count` rows from `first` on, which lie in line: column by column, so that a turned image
 * is written in runs and not one pixel a cache line. */
static void put_32(struct files_raster *r, uint32_t first, uint32_t count)
{
    uint32_t *to = pixGetData(r->pix) + r->origin + r->step_y * (int64_t)first;
    for (uint32_t x = 0; x < r->image.width; x++, to += r->step_x)
        for (uint32_t y = 0; y < count; y++)
            memcpy(to + r->step_y * (int64_t)y, r->line + ((size_t)y * r->image.width + x) * 4, 4);
}

static void put_8(struct files_raster *r, uint32_t first, uint32_t count)
{
    uint8_t *base = (uint8_t *)pixGetData(r->pix);
    int64_t at = r->origin + r->step_y * (int64_t)first;
    for (uint32_t x = 0; x < r->image.width; x++, at += r->step_x)
        for (uint32_t y = 0; y < count; y++)
            base[(at + r->step_y * (int64_t)y) ^ 3] = r->line[(size_t)y * r->image.width + x];
}

/* Rows of bytes in reading order become big-endian words. */
static void put_words(struct files_raster *r, uint32_t y)
{
    size_t bytes = files_raster_row_bytes(&r->image);
    uint32_t odd = r->image.width % 8;
    if (r->image.depth == 1 && odd)
        r->line[bytes - 1] &= (uint8_t)(0xFFu << (8 - odd));
    memset(r->line + bytes, 0, 4);
    uint8_t *to = pix_row(r, y);
    for (size_t i = 0; i < bytes; i += 4) {
        uint32_t word;
        memcpy(&word, r->line + i, 4);
        word = __builtin_bswap32(word);
        memcpy(to + i, &word, 4);
    }
}

void files_raster_put(struct files_raster *r)
{
    if (r->rows >= r->image.height)
        return;
    uint32_t at = r->rows++, count = turning(r) ? at % BLOCK + 1 : 1;
    if (r->image.depth == 1 || (r->image.depth == 8 && r->image.orientation == 1))
        put_words(r, at);
    else if (turning(r) && count < BLOCK && r->rows < r->image.height)
        return; /* the block is not full */
    else if (r->image.depth == 8)
        put_8(r, r->rows - count, count);
    else if (r->image.orientation != 1)
        put_32(r, r->rows - count, count);
}

static void fill_rest(struct files_raster *r)
{
    size_t bytes = files_raster_row_bytes(&r->image);
    while (r->rows < r->image.height) {
        memset(files_raster_line(r), r->image.depth == 1 ? 0 : 0xFF, bytes);
        files_raster_put(r);
    }
}

/* 0, or -1 out of memory. */
static int drop_colours(struct files_raster *r, struct sohoa_page *page)
{
    if (r->image.depth != 32 || (uint64_t)r->image.width * r->image.height <= FILES_COLOUR_MAX)
        return 0;
    PIX *gray = pixConvertRGBToLuminance(r->pix);
    if (!gray)
        return -1;
    pixDestroy(&r->pix);
    r->pix = gray;
    sohoa_page_note(page, "too large for its colours: recognised in gray");
    return 0;
}

int files_raster_end(struct files_raster *r, struct sohoa_page *page, struct sohoa_err *err)
{
    fill_rest(r);
    const struct files_image *image = &r->image;
    if ((image->depth == 1 && files_orientation_apply(&r->pix, image->orientation) != 0) ||
        drop_colours(r, page) != 0) {
        files_raster_drop(r);
        return sohoa_fail(err, SOHOA_BAD_PAGE, "no memory for an image of %u x %u pixels",
                          image->width, image->height);
    }
    double map[9];
    files_orientation_map(image->orientation, image->width, image->height, map);
    page->image = r->pix;
    r->pix = NULL;
    page->width = image->width;
    page->height = image->height;
    page->dpi = files_dpi(image->width, image->height, image->x_dpi, image->y_dpi);
    page->rotated = files_orientation_turn(image->orientation);
    memcpy(page->to_master, map, sizeof map);
    int dpi = (int)(page->dpi + 0.5F);
    pixSetResolution(page->image, dpi, dpi);
    files_raster_drop(r);
    return SOHOA_OK;
}

void files_raster_drop(struct files_raster *r)
{
    pixDestroy(&r->pix);
    free(r->line);
    r->line = NULL;
}
