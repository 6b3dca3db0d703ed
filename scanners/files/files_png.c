/* files_png.c - PNG through libpng: every depth, palettes, alpha over white, interlaced. Rows are
 * written in place in the PIX, so interlacing needs no second buffer. The pixels of the usual kinds
 * are read faster (files_png_plain); what is odd about one of those, libpng finds again and tells.
 * One thread at a time; errors leave by longjmp to the one setjmp of each entry. */
#include "files_png.h"

#include <leptonica/allheaders.h>
#include <png.h>
#include <string.h>

#define CHUNK_MAX (8u << 20) /* bytes of one chunk that is not pixels */
#define CHUNKS_MAX 1000      /* text and the like */

struct png {
    struct files_job *job;
    png_structp png;
    png_infop info;
    size_t at;
    struct files_image image;
    struct files_raster raster;
    bool begun, inverted;
    bool usual; /* 8-bit gray or RGB, not interlaced, nothing clear */
    int rc;
};

static _Noreturn void leave(struct png *p, int rc)
{
    p->rc = rc;
    png_longjmp(p->png, 1);
}

static _Noreturn void on_error(png_structp png, png_const_charp text)
{
    struct png *p = png_get_error_ptr(png);
    leave(p, sohoa_fail(p->job->err, SOHOA_BAD_PAGE, "the PNG cannot be decoded: %s", text));
}

static void on_warning(png_structp png, png_const_charp text)
{
    struct png *p = png_get_error_ptr(png);
    files_warn(p->job, text);
}

static void on_read(png_structp png, png_bytep to, size_t size)
{
    struct png *p = png_get_io_ptr(png);
    if (size > p->job->size - p->at)
        png_error(png, "the file is cut short");
    memcpy(to, p->job->data + p->at, size);
    p->at += size;
}

static bool is_gray(const png_color *c)
{
    return c->red == c->green && c->green == c->blue;
}

/* The depth that a palette needs: 1 when it is black and white, 8 when gray. */
static uint32_t palette_depth(struct png *p, unsigned bits)
{
    png_colorp colours = NULL;
    int count = 0;
    png_get_PLTE(p->png, p->info, &colours, &count);
    if (bits == 1 && count == 2 && is_gray(&colours[0]) && is_gray(&colours[1]) &&
        colours[0].red + colours[1].red == 255 && colours[0].red % 255 == 0) {
        p->inverted = colours[0].red == 255;
        return 1;
    }
    for (int i = 0; i < count; i++)
        if (!is_gray(&colours[i]))
            return 32;
    return 8;
}

static void read_stated(struct png *p)
{
    png_uint_32 x = 0, y = 0;
    int unit = 0;
    if (png_get_pHYs(p->png, p->info, &x, &y, &unit) && unit == PNG_RESOLUTION_METER) {
        p->image.x_dpi = x * 0.0254;
        p->image.y_dpi = y * 0.0254;
    }
}

/* Asks libpng for rows of the raster's kind. */
static void set_transforms(struct png *p, int colour, int bits, bool clear)
{
    png_structp png = p->png;
    if (p->image.depth == 1)
        return; /* eight pixels a byte, as they come */
    png_set_expand(png);
    if (clear || (colour & PNG_COLOR_MASK_ALPHA)) {
        png_uint_16 white = bits == 16 ? 65535 : 255;
        png_color_16 paper = {.red = white, .green = white, .blue = white, .gray = white};
        png_set_background(png, &paper, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    }
    png_set_scale_16(png);
    if (p->image.depth == 8 && colour == PNG_COLOR_TYPE_PALETTE)
        png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, -1, -1);
    if (p->image.depth == 32) {
        png_set_filler(png, 0xFF, PNG_FILLER_BEFORE);
        png_set_bgr(png);
    }
}

static void read_header(struct png *p)
{
    png_uint_32 w, h;
    int bits, colour, interlaced;
    png_set_read_fn(p->png, p, on_read);
    png_set_user_limits(p->png, FILES_SIDE_MAX, FILES_SIDE_MAX);
    png_set_chunk_malloc_max(p->png, CHUNK_MAX);
    png_set_chunk_cache_max(p->png, CHUNKS_MAX);
    png_read_info(p->png, p->info);
    png_get_IHDR(p->png, p->info, &w, &h, &bits, &colour, &interlaced, NULL, NULL);
    bool clear = png_get_valid(p->png, p->info, PNG_INFO_tRNS) != 0;
    p->image = (struct files_image){.width = w, .height = h, .orientation = 1, .depth = 32};
    if (colour == PNG_COLOR_TYPE_PALETTE)
        p->image.depth = clear ? 32 : palette_depth(p, (unsigned)bits);
    else if (!(colour & PNG_COLOR_MASK_COLOR))
        p->image.depth = bits == 1 && !clear ? 1 : 8;
    if (colour == PNG_COLOR_TYPE_GRAY)
        p->inverted = false;
    p->usual = bits == 8 && !clear && interlaced == PNG_INTERLACE_NONE &&
               (colour == PNG_COLOR_TYPE_GRAY || colour == PNG_COLOR_TYPE_RGB);
    read_stated(p);
    int rc = files_image_check(&p->image, p->job->size, p->job->err);
    if (rc != SOHOA_OK)
        leave(p, rc);
    set_transforms(p, colour, bits, clear);
}

/* The rows by files_png_plain; false: libpng must. It stands behind the head of the first IDAT. */
static bool read_usual(struct png *p)
{
    bool done = false;
    int rc = p->usual ? files_png_plain(p->job, p->at - 8, &p->raster, &done) : SOHOA_OK;
    if (rc != SOHOA_OK)
        leave(p, rc);
    return done;
}

static void read_rows(struct png *p)
{
    int rc = files_raster_begin(&p->raster, &p->image, p->job->err);
    if (rc != SOHOA_OK)
        leave(p, rc);
    p->begun = true;
    if (read_usual(p))
        return;
    int passes = png_set_interlace_handling(p->png);
    png_read_update_info(p->png, p->info);
    if (png_get_rowbytes(p->png, p->info) != files_raster_row_bytes(&p->image))
        png_error(p->png, "its rows have another length than its header says");
    PIX *pix = p->raster.pix;
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < p->image.height; y++) {
            if (y % 256 == 0 && files_over(p->job) != SOHOA_OK)
                leave(p, files_over(p->job));
            png_read_row(p->png, (png_bytep)(pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix)),
                         NULL);
        }
    png_read_end(p->png, NULL);
    p->raster.rows = p->image.height;
    if (p->image.depth == 32)
        return;
    pixEndianByteSwap(pix);
    if (p->image.depth == 1 && !p->inverted)
        pixInvert(pix, pix);
    pixSetPadBits(pix, 0);
}

static int run(struct png *p, struct files_job *job, bool rows)
{
    p->job = job;
    p->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, p, on_error, on_warning);
    p->info = p->png ? png_create_info_struct(p->png) : NULL;
    if (!p->info) {
        png_destroy_read_struct(&p->png, NULL, NULL);
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "out of memory");
    }
    if (setjmp(png_jmpbuf(p->png)) == 0) {
        read_header(p);
        if (rows)
            read_rows(p);
    }
    png_destroy_read_struct(&p->png, &p->info, NULL);
    if (p->rc != SOHOA_OK && p->begun)
        files_raster_drop(&p->raster);
    return p->rc;
}

int files_png_probe(struct files_job *job, files_found *found, void *arg)
{
    struct png p = {0};
    struct sohoa_image_info info;
    int rc = run(&p, job, false);
    if (rc != SOHOA_OK)
        return rc;
    files_image_tell(&p.image, &info);
    found(arg, 0, &info);
    return SOHOA_OK;
}

int files_png_decode(struct files_job *job, uint32_t image)
{
    struct png p = {0};
    if (image != 0)
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the file has no image %u", image + 1);
    int rc = run(&p, job, true);
    return rc == SOHOA_OK ? files_raster_end(&p.raster, job->page, job->err) : rc;
}
