/* test_files_images.c - every kind of TIFF, JPEG and PNG comes out as the picture that was stored,
 * upright, with a map back to the raster as stored; damaged ones are refused by name. */
#include "files_make.h"
#include "files_rig.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#include <cmocka.h>

static struct rig rig;
static char folder[] = "/tmp/test_files_XXXXXX", path[128];

static int decode_file(uint32_t image, struct sohoa_page *page)
{
    struct sohoa_blob *master = rig_master(path);
    assert_non_null(master);
    struct rig_probe p = rig_probe(&rig, master);
    int rc = p.rc == SOHOA_OK ? rig_decode(&rig, master, image, page) : p.rc;
    if (p.rc != SOHOA_OK)
        sohoa_page_init(page);
    if (rc == SOHOA_OK) {
        assert_true(p.images[image].width == page->width && p.images[image].height == page->height);
        assert_int_equal(p.images[image].depth, pixGetDepth(page->image));
        assert_true(fabsf(p.images[image].dpi - page->dpi) < 0.01F);
    }
    sohoa_blob_unref(master);
    return rc;
}

/* The largest difference from the picture, each upright pixel looked up through to_master. */
static int worst_pixel(const struct sohoa_page *page)
{
    const double *m = page->to_master;
    int worst = 0, depth = pixGetDepth(page->image);
    for (int y = 0; y < pixGetHeight(page->image); y++)
        for (int x = 0; x < pixGetWidth(page->image); x++) {
            l_uint32 v;
            uint32_t sx = (uint32_t)floor(m[0] * (x + .5) + m[1] * (y + .5) + m[2]);
            uint32_t sy = (uint32_t)floor(m[3] * (x + .5) + m[4] * (y + .5) + m[5]);
            pixGetPixel(page->image, x, y, &v);
            if (depth == 1)
                worst = (v != 0) != make_black(sx, sy) ? 255 : worst;
            for (int c = 0; c < (depth == 1 ? 0 : depth == 8 ? 1 : 3); c++) {
                int got = depth == 8 ? (int)v : (int)(v >> (24 - 8 * c) & 255);
                int off = abs(got - make_value(sx, sy, c));
                worst = off > worst ? off : worst;
            }
        }
    return worst;
}

static void check_tiff(const struct make_tiff *how, int slack)
{
    struct sohoa_page page;
    make_tiff(path, how);
    if (decode_file(0, &page) != SOHOA_OK)
        fail_msg("bits %u samples %u photometric %u compression %u: %s", how->bits, how->samples,
                 how->photometric, how->compression, rig.err.text);
    int worst = worst_pixel(&page);
    if (worst > slack)
        fail_msg("bits %u samples %u photometric %u compression %u tiled %d separate %d: off by %d",
                 how->bits, how->samples, how->photometric, how->compression, how->tiled,
                 how->separate, worst);
    assert_string_equal(page.note, "");
    sohoa_page_clear(&page);
}

static void every_compression_of_one_bit_stays_one_bit_and_exact(void **state)
{
    static const uint16_t kinds[] = {
        COMPRESSION_NONE, COMPRESSION_CCITTRLE,      COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4,
        COMPRESSION_LZW,  COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int variant = 0; variant < 16; variant++) {
            struct make_tiff how = {.bits = 1, .samples = 1, .compression = kinds[i]};
            how.photometric = variant & 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_MINISWHITE;
            how.tiled = variant & 2 && kinds[i] != COMPRESSION_CCITTRLE;
            how.lsb_first = variant & 4;
            how.g3_2d = variant & 8 && kinds[i] == COMPRESSION_CCITTFAX3;
            check_tiff(&how, 0);
        }
}

static void gray_of_two_to_sixteen_bits_becomes_eight(void **state)
{
    static const uint16_t bits[] = {2, 4, 8, 16};
    static const int slack[] = {64, 16, 0, 0};
    static const uint16_t kinds[] = {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                     COMPRESSION_PACKBITS, COMPRESSION_ZSTD};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            for (int variant = 0; variant < 4; variant++) {
                struct make_tiff how = {.bits = bits[i], .samples = 1, .compression = kinds[k]};
                how.photometric = variant & 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_MINISWHITE;
                how.tiled = variant & 2;
                if (TIFFIsCODECConfigured(kinds[k]))
                    check_tiff(&how, slack[i]);
            }
}

static void colour_comes_out_of_strips_tiles_and_planes(void **state)
{
    (void)state;
    for (int variant = 0; variant < 8; variant++) {
        struct make_tiff how = {.bits = variant & 4 ? 16 : 8,
                                .samples = 3,
                                .photometric = PHOTOMETRIC_RGB,
                                .compression = COMPRESSION_LZW,
                                .tiled = variant & 1,
                                .separate = variant & 2};
        check_tiff(&how, 0);
        how.samples = 4;
        how.photometric = PHOTOMETRIC_SEPARATED;
        check_tiff(&how, 0);
    }
}

static void jpeg_and_webp_in_tiff_come_out_close(void **state)
{
    struct make_tiff how = {.bits = 8, .samples = 3, .compression = COMPRESSION_JPEG};
    (void)state;
    how.photometric = PHOTOMETRIC_YCBCR;
    check_tiff(&how, 12);
    how.tiled = true;
    check_tiff(&how, 12);
    how.photometric = PHOTOMETRIC_MINISBLACK;
    how.samples = 1;
    check_tiff(&how, 6);
    how = (struct make_tiff){.bits = 8, .samples = 3, .compression = COMPRESSION_WEBP};
    how.photometric = PHOTOMETRIC_RGB;
    if (TIFFIsCODECConfigured(COMPRESSION_WEBP))
        check_tiff(&how, 40);
}

static void every_orientation_stands_upright_and_maps_back(void **state)
{
    static const uint32_t turns[9] = {0, 0, 0, 180, 180, 90, 270, 270, 90};
    (void)state;
    for (uint16_t o = 1; o <= 8; o++)
        for (int kind = 0; kind < 4; kind++) {
            struct sohoa_page page;
            if (kind < 3) {
                struct make_tiff how = {.bits = kind ? 8 : 1,
                                        .samples = kind == 2 ? 3 : 1,
                                        .photometric =
                                            kind == 2 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK,
                                        .compression = COMPRESSION_LZW,
                                        .orientation = o};
                make_tiff(path, &how);
            } else {
                make_jpeg(path, 3, o, 300, false, MAKE_W, MAKE_H);
            }
            assert_int_equal(decode_file(0, &page), SOHOA_OK);
            assert_true(worst_pixel(&page) <= (kind == 3 ? 12 : 0));
            assert_int_equal(pixGetWidth(page.image), o >= 5 ? MAKE_H : MAKE_W);
            assert_int_equal(page.width, MAKE_W);
            assert_int_equal(page.rotated, turns[o]);
            struct sohoa_box all = {0, 0, pixGetWidth(page.image), pixGetHeight(page.image)};
            struct sohoa_box back = sohoa_page_to_master(&page, all);
            assert_true(back.x == 0 && back.y == 0 && back.w == MAKE_W && back.h == MAKE_H);
            sohoa_page_clear(&page);
        }
}

/* Where upright pixels come from is told by the map itself above: this holds it to the meaning of
 * the orientation, by the corner that must be on top. */
static void orientation_six_turns_the_left_column_to_the_top(void **state)
{
    struct make_tiff how = {.bits = 8,
                            .samples = 1,
                            .photometric = PHOTOMETRIC_MINISBLACK,
                            .compression = COMPRESSION_NONE,
                            .orientation = 6};
    struct sohoa_page page;
    l_uint32 v;
    (void)state;
    make_tiff(path, &how);
    assert_int_equal(decode_file(0, &page), SOHOA_OK);
    pixGetPixel(page.image, 0, 0, &v); /* bottom left of the stored raster */
    assert_int_equal(v, make_value(0, MAKE_H - 1, 0));
    pixGetPixel(page.image, MAKE_H - 1, 0, &v); /* its top left */
    assert_int_equal(v, make_value(0, 0, 0));
    sohoa_page_clear(&page);
}

static void palettes_lose_their_colour_map(void **state)
{
    static const uint16_t bits[] = {1, 2, 4, 8};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct make_tiff how = {.bits = bits[i],
                                .samples = 1,
                                .compression = COMPRESSION_NONE,
                                .photometric = PHOTOMETRIC_PALETTE};
        struct sohoa_page page;
        l_uint32 v;
        make_tiff(path, &how);
        assert_int_equal(decode_file(0, &page), SOHOA_OK);
        assert_int_equal(pixGetDepth(page.image), 32);
        assert_null(pixGetColormap(page.image));
        pixGetPixel(page.image, 100, 50, &v);
        uint32_t n = 1u << bits[i];
        uint32_t index =
            bits[i] == 1 ? !make_black(100, 50) : make_value(100, 50, 0) >> (8 - bits[i]);
        assert_true(abs((int)(v >> 24) - (int)(index * 255 / (n - 1))) <= 1);
        assert_int_equal(v >> 8 & 255, 0x80);
        sohoa_page_clear(&page);
    }
}

static void resolution_in_centimetres_is_told_in_inches(void **state)
{
    struct make_tiff how = {.bits = 1,
                            .samples = 1,
                            .photometric = 0,
                            .compression = COMPRESSION_CCITTFAX4,
                            .unit = RESUNIT_CENTIMETER,
                            .x_resolution = 118.11F,
                            .y_resolution = 118.11F};
    struct sohoa_page page;
    (void)state;
    make_tiff(path, &how);
    assert_int_equal(decode_file(0, &page), SOHOA_OK);
    assert_true(fabsf(page.dpi - 300) < 0.1F);
    sohoa_page_clear(&page);
}

static void jpeg_of_every_colour_decodes(void **state)
{
    (void)state;
    for (int samples = 1; samples <= 4; samples += samples == 1 ? 2 : 1)
        for (int progressive = 0; progressive < 2; progressive++) {
            struct sohoa_page page;
            make_jpeg(path, samples, 0, 200, progressive, MAKE_W, MAKE_H);
            assert_int_equal(decode_file(0, &page), SOHOA_OK);
            assert_true(worst_pixel(&page) <= 14);
            assert_int_equal(pixGetDepth(page.image), samples == 1 ? 8 : 32);
            if (samples < 4) /* Adobe's marker has no place for it */
                assert_int_equal((int)page.dpi, 200);
            assert_string_equal(page.note, "");
            sohoa_page_clear(&page);
        }
}

static long file_size(const char *name)
{
    struct stat st;
    assert_int_equal(stat(name, &st), 0);
    return (long)st.st_size;
}

static void a_jpeg_cut_in_its_last_row_is_kept_with_a_note_one_cut_early_is_not(void **state)
{
    struct sohoa_page page;
    (void)state;
    make_jpeg(path, 3, 0, 300, false, 640, 800);
    long size = file_size(path);
    assert_int_equal(truncate(path, size - 20), 0);
    assert_int_equal(decode_file(0, &page), SOHOA_OK);
    assert_non_null(strstr(page.note, "Premature end"));
    sohoa_page_clear(&page);
    assert_int_equal(truncate(path, size / 4), 0);
    assert_int_equal(decode_file(0, &page), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "cut short"));
    sohoa_page_clear(&page);
}

static void a_tiff_cut_anywhere_keeps_its_whole_pages_and_loses_none_silently(void **state)
{
    enum { PAGES = 5 };
    struct make_tiff how = {.bits = 8,
                            .samples = 1,
                            .photometric = PHOTOMETRIC_MINISBLACK,
                            .compression = COMPRESSION_LZW,
                            .pages = PAGES};
    (void)state;
    make_tiff(path, &how);
    long size = file_size(path);
    for (int part = 64; part > 0; part--) {
        struct sohoa_page page;
        assert_int_equal(truncate(path, size * part / 64), 0);
        struct sohoa_blob *master = rig_master(path);
        struct rig_probe p = rig_probe(&rig, master);
        uint32_t good = 0;
        for (uint32_t i = 0; p.rc == SOHOA_OK && i < p.count; i++) {
            int rc = rig_decode(&rig, master, p.numbers[i], &page);
            assert_true(rc == SOHOA_OK || rc == SOHOA_BAD_PAGE);
            assert_true(rc != SOHOA_OK || worst_pixel(&page) == 0);
            good += rc == SOHOA_OK;
            sohoa_page_clear(&page);
        }
        if (part == 64)
            assert_int_equal(good, PAGES);
        else if (p.rc == SOHOA_OK && good > 0)
            assert_true(p.count > good); /* the cut shows as a page that cannot be read */
        if (part > 16)
            assert_true(good >= (uint32_t)(PAGES * part / 64 - 1));
        sohoa_blob_unref(master);
    }
}

static void an_image_beyond_the_cap_is_refused_by_its_size(void **state)
{
    struct sohoa_page page;
    (void)state;
    make_jpeg(path, 1, 0, 300, false, 64, 64);
    FILE *f = fopen(path, "r+b"); /* the height and width of its frame header */
    uint8_t bytes[4096];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    for (size_t i = 0; i + 9 < n; i++)
        if (bytes[i] == 0xFF && bytes[i + 1] == 0xC0)
            memcpy(bytes + i + 5, "\x3A\x98\x3A\x98", 4); /* 15000 x 15000 */
    rewind(f);
    fwrite(bytes, 1, n, f);
    fclose(f);
    assert_int_equal(decode_file(0, &page), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "15000 x 15000"));
}

static void write_png(int type, int bits, bool interlaced, bool alpha)
{
    FILE *f = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    static uint8_t rows[MAKE_H][MAKE_W * 8];
    png_bytep lines[MAKE_H];
    png_init_io(png, f);
    png_set_IHDR(png, info, MAKE_W, MAKE_H, bits, type,
                 interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
    png_set_pHYs(png, info, 11811, 11811, PNG_RESOLUTION_METER);
    memset(rows, 0, sizeof rows);
    for (uint32_t y = 0; y < MAKE_H; y++) {
        lines[y] = rows[y];
        for (uint32_t x = 0; x < MAKE_W; x++) {
            int colours = type & PNG_COLOR_MASK_COLOR ? 3 : 1, all = colours + alpha;
            if (bits == 1 && !make_black(x, y))
                rows[y][x / 8] |= (uint8_t)(0x80 >> x % 8);
            for (int c = 0; bits >= 8 && c < all; c++) {
                uint8_t v = c == colours ? 255 : make_value(x, y, c);
                memset(&rows[y][(x * (uint32_t)all + (uint32_t)c) * (uint32_t)bits / 8], v,
                       (size_t)bits / 8);
            }
        }
    }
    png_write_info(png, info);
    png_write_image(png, lines);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(f);
}

static void png_of_every_kind_decodes(void **state)
{
    static const struct {
        int type, bits, depth;
    } kinds[] = {{PNG_COLOR_TYPE_GRAY, 1, 1},        {PNG_COLOR_TYPE_GRAY, 8, 8},
                 {PNG_COLOR_TYPE_GRAY, 16, 8},       {PNG_COLOR_TYPE_GRAY_ALPHA, 8, 8},
                 {PNG_COLOR_TYPE_GRAY_ALPHA, 16, 8}, {PNG_COLOR_TYPE_RGB, 8, 32},
                 {PNG_COLOR_TYPE_RGB, 16, 32},       {PNG_COLOR_TYPE_RGB_ALPHA, 8, 32}};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int interlaced = 0; interlaced < 2; interlaced++) {
            struct sohoa_page page;
            write_png(kinds[i].type, kinds[i].bits, interlaced, kinds[i].type & 4);
            assert_int_equal(decode_file(0, &page), SOHOA_OK);
            assert_int_equal(pixGetDepth(page.image), kinds[i].depth);
            assert_true(worst_pixel(&page) <= 1);
            assert_int_equal((int)(page.dpi + 0.5F), 300);
            sohoa_page_clear(&page);
        }
}

static void a_png_cut_short_is_refused(void **state)
{
    struct sohoa_page page;
    (void)state;
    write_png(PNG_COLOR_TYPE_RGB, 8, false, false);
    assert_int_equal(truncate(path, file_size(path) / 2), 0);
    assert_int_equal(decode_file(0, &page), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "PNG"));
    sohoa_page_clear(&page);
}

static void every_exif_sample_stands_upright(void **state)
{
    static const char *const kinds[] = {"Landscape", "Portrait"};
    (void)state;
    for (int k = 0; k < 2; k++) {
        PIX *first = NULL;
        for (int o = 0; o <= 8; o++) {
            struct sohoa_page page;
            l_float32 off = 0;
            (void)snprintf(path, sizeof path, SOHOA_TEST_DATA "/scan-exif-orientation/%s_%d.jpg",
                           kinds[k], o);
            if (access(path, R_OK) != 0) {
                print_message("skipped: no %s\n", path);
                skip();
            }
            assert_int_equal(decode_file(0, &page), SOHOA_OK);
            PIX *gray = pixConvertTo8(page.image, 0), *small = pixScaleToSize(gray, 90, 90);
            if (!first)
                first = pixClone(small);
            PIX *difference = pixAbsDifference(first, small);
            pixAverageInRect(difference, NULL, NULL, 0, 255, 1, &off);
            pixDestroy(&difference);
            pixDestroy(&gray);
            assert_int_equal(pixGetWidth(page.image) > pixGetHeight(page.image), k == 0);
            if (off > 12)
                fail_msg("%s differs from the first by %.1f", path, (double)off);
            pixDestroy(&small);
            sohoa_page_clear(&page);
        }
        pixDestroy(&first);
    }
    (void)snprintf(path, sizeof path, "%s/input", folder);
}

static int start(void **state)
{
    (void)state;
    rig_open(&rig);
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/input", folder);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    unlink(path);
    rmdir(folder);
    rig_close(&rig);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_compression_of_one_bit_stays_one_bit_and_exact),
        cmocka_unit_test(gray_of_two_to_sixteen_bits_becomes_eight),
        cmocka_unit_test(colour_comes_out_of_strips_tiles_and_planes),
        cmocka_unit_test(jpeg_and_webp_in_tiff_come_out_close),
        cmocka_unit_test(every_orientation_stands_upright_and_maps_back),
        cmocka_unit_test(orientation_six_turns_the_left_column_to_the_top),
        cmocka_unit_test(palettes_lose_their_colour_map),
        cmocka_unit_test(resolution_in_centimetres_is_told_in_inches),
        cmocka_unit_test(jpeg_of_every_colour_decodes),
        cmocka_unit_test(a_jpeg_cut_in_its_last_row_is_kept_with_a_note_one_cut_early_is_not),
        cmocka_unit_test(a_tiff_cut_anywhere_keeps_its_whole_pages_and_loses_none_silently),
        cmocka_unit_test(an_image_beyond_the_cap_is_refused_by_its_size),
        cmocka_unit_test(png_of_every_kind_decodes),
        cmocka_unit_test(a_png_cut_short_is_refused),
        cmocka_unit_test(every_exif_sample_stands_upright),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
