/* test_sane_sink.c - pages encoded row by row without knowing their height. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jpeglib.h>
#include <tiffio.h>

#include "sane_sink.h"

/* A smooth slope, so that JPEG comes close to it. */
static uint8_t sample(unsigned x, unsigned y)
{
    return (uint8_t)(40 + x * 2 + y * 3);
}

static struct sohoa_blob *encode(const struct scan_picture *picture, unsigned rows)
{
    struct scan_sink sink;
    struct sohoa_err err = {0};
    struct sohoa_blob *master = NULL;
    size_t bytes = scan_picture_row_bytes(picture);
    uint8_t *row = malloc(bytes + 1);
    assert_int_equal(scan_sink_open(&sink, picture, &err), SOHOA_OK);
    for (unsigned y = 0; y < rows; y++) {
        for (size_t i = 0; i < bytes; i++)
            row[i] = sample((unsigned)i / picture->channels, y);
        if (scan_sink_row(&sink, row, &err) != SOHOA_OK)
            fail_msg("row %u: %s", y, err.text);
    }
    if (scan_sink_finish(&sink, &master, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    free(row);
    return master;
}

static void check_jpeg(struct sohoa_blob *master, const struct scan_picture *picture, unsigned rows)
{
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, sohoa_blob_data(master), sohoa_blob_size(master));
    assert_int_equal(jpeg_read_header(&codec, TRUE), JPEG_HEADER_OK);
    assert_true(jpeg_start_decompress(&codec));
    assert_int_equal(codec.output_width, picture->width);
    assert_int_equal(codec.output_height, rows);
    assert_int_equal(codec.X_density, 300);
    uint8_t *row = malloc((size_t)picture->width * 3 + 1);
    for (unsigned y = 0; y < rows; y++) {
        JSAMPROW lines[1] = {row};
        assert_int_equal(jpeg_read_scanlines(&codec, lines, 1), 1);
        for (unsigned x = 0; x < picture->width; x++)
            for (unsigned c = 0; c < picture->channels; c++)
                assert_in_range(row[x * picture->channels + c], sample(x, y) - 4, sample(x, y) + 4);
    }
    assert_true(jpeg_finish_decompress(&codec));
    assert_int_equal(errors.num_warnings, 0);
    jpeg_destroy_decompress(&codec);
    free(row);
}

static void a_jpeg_of_any_height_is_whole_and_valid(void **state)
{
    (void)state;
    for (unsigned channels = 1; channels <= 3; channels += 2)
        for (unsigned rows = 1; rows <= 35; rows++) {
            struct scan_picture picture = {
                .width = 21, .channels = channels, .depth = 8, .dpi = 300};
            struct sohoa_blob *master = encode(&picture, rows);
            assert_string_equal(sohoa_blob_media(master), "image/jpeg");
            check_jpeg(master, &picture, rows);
            sohoa_blob_unref(master);
        }
}

static TIFF *open_tiff(struct sohoa_blob *master)
{
    char name[64];
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", sohoa_blob_fileno(master));
    TIFF *tiff = TIFFOpen(name, "r");
    assert_non_null(tiff);
    return tiff;
}

static void check_tiff(struct sohoa_blob *master, const struct scan_picture *picture, unsigned rows)
{
    TIFF *tiff = open_tiff(master);
    uint32_t height = 0;
    float dpi = 0;
    assert_true(TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height));
    assert_int_equal(height, rows);
    assert_true(TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dpi));
    assert_float_equal(dpi, 300, 0.01);
    assert_int_equal(TIFFNumberOfDirectories(tiff), 1);
    size_t bytes = scan_picture_row_bytes(picture);
    uint8_t *row = malloc(bytes + 1);
    for (unsigned y = 0; y < rows; y++) {
        assert_int_equal(TIFFReadScanline(tiff, row, y, 0), 1);
        for (size_t i = 0; i < bytes; i++) {
            unsigned mask = 0xff; /* the bits past the last pixel mean nothing */
            if (picture->depth == 1 && i + 1 == bytes && picture->width % 8)
                mask = 0xffu << (8 - picture->width % 8) & 0xff;
            assert_int_equal(row[i] & mask, sample((unsigned)i / picture->channels, y) & mask);
        }
    }
    free(row);
    TIFFClose(tiff);
}

static void a_tiff_of_any_height_and_depth_is_exact(void **state)
{
    (void)state;
    static const struct scan_picture kinds[] = {
        {.width = 21, .channels = 1, .depth = 1, .dpi = 300},
        {.width = 21, .channels = 1, .depth = 16, .dpi = 300},
        {.width = 21, .channels = 3, .depth = 16, .dpi = 300},
        {.width = 21, .channels = 3, .depth = 8, .dpi = 300, .lossless = true},
        {.width = 20000, .channels = 3, .depth = 16, .dpi = 300}, /* strips of 2 rows */
        {.width = 50000, .channels = 3, .depth = 16, .dpi = 300}, /* a row is over a strip */
        {.width = 65501, .channels = 1, .depth = 8, .dpi = 300},  /* over JPEG's side */
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (unsigned rows = 1; rows <= 9; rows += 2) {
            struct sohoa_blob *master = encode(&kinds[i], rows);
            assert_string_equal(sohoa_blob_media(master), "image/tiff");
            check_tiff(master, &kinds[i], rows);
            sohoa_blob_unref(master);
        }
}

static void line_art_has_one_strip_whatever_its_height(void **state)
{
    (void)state;
    struct scan_picture picture = {.width = 2480, .channels = 1, .depth = 1, .dpi = 300};
    struct sohoa_blob *master = encode(&picture, 3508);
    TIFF *tiff = open_tiff(master);
    uint16_t compression = 0, photometric = 9;
    assert_true(TIFFGetField(tiff, TIFFTAG_COMPRESSION, &compression));
    assert_true(TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric));
    assert_int_equal(compression, COMPRESSION_CCITTFAX4);
    assert_int_equal(photometric, PHOTOMETRIC_MINISWHITE);
    assert_int_equal(TIFFNumberOfStrips(tiff), 1);
    TIFFClose(tiff);
    sohoa_blob_unref(master);
}

static void a_page_of_140_megapixels_fits_and_no_larger(void **state)
{
    (void)state;
    struct scan_picture picture = {.width = 70000, .channels = 1, .depth = 1, .dpi = 300};
    struct scan_sink sink;
    struct sohoa_err err = {0};
    struct sohoa_blob *master = NULL;
    static uint8_t row[70000 / 8];
    assert_int_equal(scan_sink_open(&sink, &picture, &err), SOHOA_OK);
    for (unsigned y = 0; y < 2000; y++)
        assert_int_equal(scan_sink_row(&sink, row, &err), SOHOA_OK);
    assert_int_equal(scan_sink_row(&sink, row, &err), SOHOA_BAD_PAGE);
    assert_non_null(strstr(err.text, "larger than 140 megapixels"));
    assert_int_equal(scan_sink_finish(&sink, &master, &err), SOHOA_OK);
    sohoa_blob_unref(master);
}

static void a_page_given_up_leaves_nothing(void **state)
{
    (void)state;
    static uint8_t row[3000];
    for (unsigned depth = 1; depth <= 16; depth = depth == 1 ? 8 : depth * 2) {
        struct scan_picture picture = {.width = 300, .channels = 1, .depth = depth};
        struct scan_sink sink;
        struct sohoa_err err = {0};
        assert_int_equal(scan_sink_open(&sink, &picture, &err), SOHOA_OK);
        for (unsigned y = 0; y < 5; y++)
            assert_int_equal(scan_sink_row(&sink, row, &err), SOHOA_OK);
        scan_sink_close(&sink);
        scan_sink_close(&sink);
        assert_int_equal(sink.fd, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jpeg_of_any_height_is_whole_and_valid),
        cmocka_unit_test(a_tiff_of_any_height_and_depth_is_exact),
        cmocka_unit_test(line_art_has_one_strip_whatever_its_height),
        cmocka_unit_test(a_page_of_140_megapixels_fits_and_no_larger),
        cmocka_unit_test(a_page_given_up_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
