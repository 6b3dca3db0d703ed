/* files_make.c - see files_make.h. */
#include "files_make.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <jpeglib.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

uint8_t make_value(uint32_t x, uint32_t y, int c)
{
    uint32_t v = c == 0 ? x + y / 2 : c == 1 ? 255 - x - y / 4 : 40 + y * 2;
    return (uint8_t)(v > 255 ? 255 : v);
}

bool make_black(uint32_t x, uint32_t y)
{
    return (x / 5 + y / 3) % 3 == 0 || x == y;
}

/* One sample as the file holds it: bits wide, for channel c. */
static uint32_t stored(const struct make_tiff *how, uint32_t x, uint32_t y, int c)
{
    if (how->bits == 1) {
        bool black = make_black(x, y);
        return how->photometric == PHOTOMETRIC_MINISWHITE ? black : !black;
    }
    uint32_t v = make_value(x, y, c);
    if (how->photometric == PHOTOMETRIC_SEPARATED)
        v = c == 3 ? 0 : 255 - v;
    if (how->photometric == PHOTOMETRIC_MINISWHITE)
        v = 255 - v;
    return how->bits == 16 ? v * 257 : v >> (8 - how->bits);
}

/* Fills a buffer of `width` samples groups from x0, y; plane -1: all samples. */
static void fill_row(const struct make_tiff *how, uint8_t *to, uint32_t x0, uint32_t width,
                     uint32_t y, int plane)
{
    size_t at = 0;
    int first = plane < 0 ? 0 : plane, last = plane < 0 ? how->samples - 1 : plane;
    memset(to, 0, ((size_t)width * (size_t)(last - first + 1) * how->bits + 7) / 8);
    for (uint32_t i = 0; i < width; i++)
        for (int c = first; c <= last; c++, at += how->bits) {
            uint32_t x = x0 + i < MAKE_W ? x0 + i : MAKE_W - 1;
            uint32_t v = stored(how, x, y < MAKE_H ? y : MAKE_H - 1, c);
            if (how->bits == 16)
                memcpy(to + at / 8, &(uint16_t){(uint16_t)v}, 2);
            else
                to[at / 8] |= (uint8_t)(v << (8 - how->bits - at % 8));
        }
}

static void set_fields(TIFF *tif, const struct make_tiff *how)
{
    TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, MAKE_W);
    TIFFSetField(tif, TIFFTAG_IMAGELENGTH, MAKE_H);
    TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, how->bits);
    TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, how->samples);
    TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, how->photometric);
    TIFFSetField(tif, TIFFTAG_COMPRESSION, how->compression);
    TIFFSetField(tif, TIFFTAG_ORIENTATION, how->orientation ? how->orientation : 1);
    TIFFSetField(tif, TIFFTAG_PLANARCONFIG, how->separate ? PLANARCONFIG_SEPARATE : 1);
    if (how->x_resolution > 0) {
        TIFFSetField(tif, TIFFTAG_XRESOLUTION, (double)how->x_resolution);
        TIFFSetField(tif, TIFFTAG_YRESOLUTION, (double)how->y_resolution);
        TIFFSetField(tif, TIFFTAG_RESOLUTIONUNIT, how->unit ? how->unit : RESUNIT_INCH);
    }
    if (how->lsb_first)
        TIFFSetField(tif, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
    if (how->g3_2d)
        TIFFSetField(tif, TIFFTAG_GROUP3OPTIONS, (uint32_t)GROUP3OPT_2DENCODING);
    if (how->compression == COMPRESSION_JPEG && how->photometric == PHOTOMETRIC_YCBCR)
        TIFFSetField(tif, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (how->compression == COMPRESSION_JPEG)
        TIFFSetField(tif, TIFFTAG_JPEGQUALITY, 98);
}

static void set_palette(TIFF *tif, const struct make_tiff *how)
{
    uint16_t map[3][256];
    uint32_t n = 1u << how->bits;
    for (uint32_t i = 0; i < n; i++) {
        map[0][i] = (uint16_t)(i * 65535 / (n - 1));
        map[1][i] = (uint16_t)(65535 - i * 65535 / (n - 1));
        map[2][i] = 0x8080;
    }
    TIFFSetField(tif, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
}

static void write_tiles(TIFF *tif, const struct make_tiff *how)
{
    enum { SIDE = 32 };
    TIFFSetField(tif, TIFFTAG_TILEWIDTH, SIDE);
    TIFFSetField(tif, TIFFTAG_TILELENGTH, SIDE);
    tmsize_t size = TIFFTileSize(tif), row = TIFFTileRowSize(tif);
    uint8_t *tile = calloc(1, (size_t)size + 16);
    for (int plane = 0; plane < (how->separate ? how->samples : 1); plane++)
        for (uint32_t y = 0; y < MAKE_H; y += SIDE)
            for (uint32_t x = 0; x < MAKE_W; x += SIDE) {
                for (uint32_t r = 0; r < SIDE; r++)
                    fill_row(how, tile + (tmsize_t)r * row, x, SIDE, y + r,
                             how->separate ? plane : -1);
                assert_true(TIFFWriteTile(tif, tile, x, y, 0, (uint16_t)plane) >= 0);
            }
    free(tile);
}

static void write_rows(TIFF *tif, const struct make_tiff *how)
{
    uint8_t row[MAKE_W * 4 * 2 + 16];
    TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, how->rows_per_strip ? how->rows_per_strip : 16);
    for (int plane = 0; plane < (how->separate ? how->samples : 1); plane++)
        for (uint32_t y = 0; y < MAKE_H; y++) {
            fill_row(how, row, 0, MAKE_W, y, how->separate ? plane : -1);
            assert_int_equal(TIFFWriteScanline(tif, row, y, (uint16_t)plane), 1);
        }
}

void make_tiff(const char *path, const struct make_tiff *how)
{
    TIFF *tif = TIFFOpen(path, "w");
    assert_non_null(tif);
    for (unsigned page = 0; page < (how->pages ? how->pages : 1); page++) {
        set_fields(tif, how);
        if (how->photometric == PHOTOMETRIC_PALETTE)
            set_palette(tif, how);
        if (how->tiled)
            write_tiles(tif, how);
        else
            write_rows(tif, how);
        assert_int_equal(TIFFWriteDirectory(tif), 1);
    }
    TIFFClose(tif);
}

static void write_exif(struct jpeg_compress_struct *c, unsigned orientation)
{
    uint8_t exif[] = {'E', 'x', 'i', 'f', 0,    0, 'M', 'M', 0, '*', 0, 0, 0,
                      8,   0,   1,   1,   0x12, 0, 3,   0,   0, 0,   1, 0, (uint8_t)orientation,
                      0,   0,   0,   0,   0,    0};
    jpeg_write_marker(c, JPEG_APP0 + 1, exif, sizeof exif);
}

void make_jpeg(const char *path, int samples, unsigned orientation, unsigned dpi, bool progressive,
               uint32_t width, uint32_t height)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    FILE *f = fopen(path, "wb");
    uint8_t *row = malloc((size_t)width * 4);
    assert_true(f && row);
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_stdio_dest(&c, f);
    c.image_width = width;
    c.image_height = height;
    c.input_components = samples;
    c.in_color_space = samples == 1 ? JCS_GRAYSCALE : samples == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&c);
    if (samples == 4)
        jpeg_set_colorspace(&c, JCS_YCCK);
    jpeg_set_quality(&c, 97, TRUE);
    if (progressive)
        jpeg_simple_progression(&c);
    c.density_unit = dpi ? 1 : 0;
    c.X_density = c.Y_density = (UINT16)(dpi ? dpi : 1);
    jpeg_start_compress(&c, TRUE);
    if (orientation)
        write_exif(&c, orientation);
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++)
            for (int s = 0; s < samples; s++) /* Adobe's CMYK is inverted: 255 is no ink */
                row[x * (uint32_t)samples + (uint32_t)s] = s == 3 ? 255 : make_value(x, y, s);
        JSAMPROW lines[1] = {row};
        jpeg_write_scanlines(&c, lines, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    free(row);
    fclose(f);
}
