/* files_tiff_rows.c - the rows of a TIFF image, whatever its strips, tiles and planes are, pushed
 * into a raster. Contiguous strips are read line by line; tiles and planes by bands, the only
 * buffers of more than a line. What libtiff alone can convert goes through its RGBA reader straight
 * into the PIX. */
#include "files_tiff.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define BAND_MAX (512ull << 20) /* bytes of one row of tiles, or of the strips of all planes */

struct rows {
    struct files_tiff *t;
    const struct files_image *image;
    const struct files_tiff_kind *kind;
    struct files_raster *raster;
    uint8_t *scratch;
};

static void push(struct rows *r, const uint8_t *const *raw)
{
    files_tiff_convert(r->kind, r->image->width, raw, r->scratch, files_raster_line(r->raster));
    files_raster_put(r->raster);
}

static int read_lines(struct rows *r)
{
    uint64_t need = ((uint64_t)r->image->width * r->kind->bits * r->kind->samples + 7) / 8;
    tmsize_t size = TIFFScanlineSize(r->t->tif);
    if (size <= 0 || (uint64_t)size < need)
        return files_tiff_fail(r->t);
    uint8_t *line = malloc((size_t)size);
    if (!line)
        return sohoa_fail(r->t->job->err, SOHOA_BAD_PAGE, "out of memory");
    const uint8_t *raw[1] = {line};
    int rc = SOHOA_OK;
    for (uint32_t y = 0; rc == SOHOA_OK && y < r->image->height; y++) {
        if (y % 256 == 0)
            rc = files_over(r->t->job);
        if (rc == SOHOA_OK && TIFFReadScanline(r->t->tif, line, y, 0) < 0)
            rc = files_tiff_fail(r->t);
        if (rc == SOHOA_OK)
            push(r, raw);
    }
    free(line);
    return rc;
}

struct band {
    uint32_t rows;    /* of a full band */
    uint32_t planes;  /* 1 or one a sample */
    size_t row_bytes; /* of one plane */
    uint8_t *data;    /* plane after plane */
    uint8_t *tile;
    tmsize_t tile_size, tile_row;
};

static bool read_strips(struct rows *r, struct band *b, uint32_t y)
{
    for (uint32_t plane = 0; plane < b->planes; plane++) {
        uint32_t strip = TIFFComputeStrip(r->t->tif, y, (uint16_t)plane);
        if (TIFFReadEncodedStrip(r->t->tif, strip, b->data + plane * b->row_bytes * b->rows,
                                 (tmsize_t)(b->row_bytes * b->rows)) < 0)
            return false;
    }
    return true;
}

static bool read_tiles(struct rows *r, struct band *b, uint32_t y)
{
    if (!b->tile || !b->data)
        return false;
    for (uint32_t plane = 0; plane < b->planes; plane++) {
        uint8_t *to = b->data + plane * b->row_bytes * b->rows;
        for (uint32_t x = 0; x < r->image->width; x += r->kind->tile_width) {
            uint32_t tile = TIFFComputeTile(r->t->tif, x, y, 0, (uint16_t)plane);
            if (TIFFReadEncodedTile(r->t->tif, tile, b->tile, b->tile_size) < 0)
                return false;
            for (uint32_t row = 0; row < b->rows; row++)
                memcpy(to + row * b->row_bytes, b->tile + (tmsize_t)row * b->tile_row,
                       (size_t)b->tile_row);
            to += b->tile_row;
        }
    }
    return true;
}

/* Measures and allocates a band. OK or BAD_PAGE. */
static int make_band(struct rows *r, struct band *b)
{
    const struct files_tiff_kind *kind = r->kind;
    struct sohoa_err *err = r->t->job->err;
    uint64_t samples = kind->separate ? 1 : kind->samples, across = 1;
    *b = (struct band){.planes = kind->separate ? kind->samples : 1};
    if (kind->tile_width) {
        b->rows = kind->tile_height;
        b->tile_row = TIFFTileRowSize(r->t->tif);
        b->tile_size = TIFFTileSize(r->t->tif);
        across = ((uint64_t)r->image->width + kind->tile_width - 1) / kind->tile_width;
        if (kind->tile_width * samples * kind->bits % 8 != 0 || b->tile_row <= 0 ||
            (uint64_t)b->tile_row < kind->tile_width * samples * kind->bits / 8 ||
            (uint64_t)b->tile_size < (uint64_t)b->tile_row * b->rows)
            return sohoa_fail(err, SOHOA_BAD_PAGE, "the TIFF cannot be decoded: its tiles are odd");
        b->row_bytes = (size_t)(across * (uint64_t)b->tile_row);
    } else {
        uint32_t rows = 0;
        TIFFGetFieldDefaulted(r->t->tif, TIFFTAG_ROWSPERSTRIP, &rows);
        b->rows = rows == 0 || rows > r->image->height ? r->image->height : rows;
        b->row_bytes = (size_t)((r->image->width * samples * kind->bits + 7) / 8);
    }
    if (b->row_bytes == 0 || b->rows == 0 ||
        (uint64_t)b->row_bytes * b->rows > BAND_MAX / b->planes ||
        (uint64_t)b->tile_size > BAND_MAX)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "the TIFF cannot be decoded: its strips or tiles are too large");
    b->data = calloc((size_t)b->planes * b->rows, b->row_bytes);
    b->tile = kind->tile_width ? malloc((size_t)b->tile_size) : NULL;
    if (!b->data || (kind->tile_width && !b->tile))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    return SOHOA_OK;
}

#define PLANES_MAX 32u

static int read_bands(struct rows *r)
{
    struct band b = {0};
    const uint8_t *raw[PLANES_MAX] = {0};
    int rc =
        r->kind->samples > PLANES_MAX
            ? sohoa_fail(r->t->job->err, SOHOA_BAD_PAGE,
                         "the TIFF cannot be decoded: it has %u samples a pixel", r->kind->samples)
            : make_band(r, &b);
    for (uint32_t y = 0; rc == SOHOA_OK && y < r->image->height; y += b.rows) {
        rc = files_over(r->t->job);
        bool read =
            rc == SOHOA_OK && (r->kind->tile_width ? read_tiles(r, &b, y) : read_strips(r, &b, y));
        if (rc == SOHOA_OK && !read)
            rc = files_tiff_fail(r->t);
        for (uint32_t row = 0; rc == SOHOA_OK && row < b.rows && y + row < r->image->height;
             row++) {
            for (uint32_t plane = 0; plane < b.planes; plane++)
                raw[plane] = b.data + (plane * (size_t)b.rows + row) * b.row_bytes;
            push(r, raw);
        }
        if (b.rows > r->image->height - y)
            break;
    }
    free(b.data);
    free(b.tile);
    return rc;
}

/* libtiff's reader gives one word A B G R a pixel, alpha already applied. */
static void finish_rgba(PIX *pix)
{
    uint32_t *data = pixGetData(pix);
    size_t words = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);
    for (size_t i = 0; i < words; i++) {
        uint32_t v = data[i], paper = 255 - TIFFGetA(v);
        uint32_t red = TIFFGetR(v) + paper, green = TIFFGetG(v) + paper, blue = TIFFGetB(v) + paper;
        red = red > 255 ? 255 : red;
        green = green > 255 ? 255 : green;
        blue = blue > 255 ? 255 : blue;
        data[i] = red << 24 | green << 16 | blue << 8 | 255;
    }
}

static int read_rgba(struct files_tiff *t, struct files_raster *raster)
{
    TIFFRGBAImage reader;
    char why[1024] = "";
    if (!TIFFRGBAImageOK(t->tif, why) || !TIFFRGBAImageBegin(&reader, t->tif, 1, why))
        return sohoa_fail(t->job->err, SOHOA_BAD_PAGE, "the TIFF cannot be decoded: %s", why);
    reader.req_orientation = reader.orientation; /* the raster as stored */
    PIX *pix = raster->pix;
    int done = TIFFRGBAImageGet(&reader, pixGetData(pix), (uint32_t)pixGetWidth(pix),
                                (uint32_t)pixGetHeight(pix));
    TIFFRGBAImageEnd(&reader);
    if (!done)
        return files_tiff_fail(t);
    finish_rgba(pix);
    raster->rows = raster->image.height;
    return SOHOA_OK;
}

static int decode_rgba(struct files_tiff *t, const struct files_image *image,
                       struct files_raster *raster)
{
    struct files_image stored = *image;
    stored.orientation = 1;
    int rc = files_raster_begin(raster, &stored, t->job->err);
    if (rc != SOHOA_OK)
        return rc;
    rc = read_rgba(t, raster);
    raster->image.orientation = image->orientation;
    if (rc == SOHOA_OK && files_orientation_apply(&raster->pix, image->orientation) != 0)
        rc = sohoa_fail(t->job->err, SOHOA_BAD_PAGE, "out of memory");
    if (rc != SOHOA_OK)
        files_raster_drop(raster);
    return rc;
}

int files_tiff_rows(struct files_tiff *t, const struct files_image *image,
                    const struct files_tiff_kind *kind, struct files_raster *raster)
{
    if (kind->way == FILES_TIFF_OTHER)
        return decode_rgba(t, image, raster);
    if (!TIFFIsCODECConfigured(kind->compression))
        return sohoa_fail(t->job->err, SOHOA_BAD_PAGE,
                          "the TIFF cannot be decoded: its compression %u is unknown",
                          kind->compression);
    struct rows r = {.t = t, .image = image, .kind = kind, .raster = raster};
    r.scratch = malloc((size_t)image->width * kind->samples + 8);
    if (!r.scratch)
        return sohoa_fail(t->job->err, SOHOA_BAD_PAGE, "out of memory");
    int rc = files_raster_begin(raster, image, t->job->err);
    if (rc == SOHOA_OK) {
        rc = kind->tile_width || kind->separate ? read_bands(&r) : read_lines(&r);
        if (rc != SOHOA_OK)
            files_raster_drop(raster);
    }
    free(r.scratch);
    return rc;
}
