/* test_sane_testdev.c - the pictures of libsane's own test device, in every mode, against what the
 * program scanimage reads from it. */
#include "sane_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AREA "-l 0 -t 0 -x 60 -y 40 --resolution 100 "

/* Scans with the plugin and with scanimage; the samples may differ by the tolerance. */
static void compare(const char *const *options, const char *arguments, const char *media,
                    unsigned tolerance)
{
    struct rig rig;
    rig_one(&rig, "test:0", options);
    assert_string_equal(sohoa_blob_media(rig.page.master), media);
    assert_true(sohoa_blob_fileno(rig.page.master) >= 0);
    struct rig_picture got = rig_decode(rig.page.master);
    assert_int_equal(got.width, rig.page.width);
    assert_int_equal(got.height, rig.page.height);
    char command[400];
    (void)snprintf(command, sizeof command, "-d test:0 %s " AREA, arguments);
    struct rig_picture want = rig_scanimage(command);
    rig_same(&got, &want, tolerance);
    rig_picture_free(&got);
    rig_picture_free(&want);
    rig_close(&rig);
}

#define COMMON "size", "60x40mm", "resolution", "100", "source", "flatbed"

static void line_art_is_exact_and_stored_as_one_strip_of_g4(void **state)
{
    (void)state;
    const char *grid[] = {COMMON, "mode", "lineart", "test-picture", "Grid", NULL};
    compare(grid, "--mode Gray --depth 1 --test-picture Grid", "image/tiff", 0);
    const char *pattern[] = {COMMON, "mode", "lineart", "test-picture", "Color pattern", NULL};
    compare(pattern, "--mode Gray --depth 1 --test-picture 'Color pattern'", "image/tiff", 0);
}

static void eight_bit_pages_are_jpeg_close_to_the_scan(void **state)
{
    (void)state;
    const char *gray[] = {COMMON, "mode", "gray", "test-picture", "Solid white", NULL};
    compare(gray, "--mode Gray --depth 8 --test-picture 'Solid white'", "image/jpeg", 1);
    const char *color[] = {COMMON, "mode", "color", "test-picture", "Solid black", NULL};
    compare(color, "--mode Color --depth 8 --test-picture 'Solid black'", "image/jpeg", 1);
    const char *grid[] = {COMMON, "mode", "gray", "test-picture", "Grid", NULL};
    compare(grid, "--mode Gray --depth 8 --test-picture Grid", "image/jpeg", 60);
}

static void lossless_pages_are_exact(void **state)
{
    (void)state;
    const char *gray[] = {COMMON,          "mode",     "gray", "test-picture",
                          "Color pattern", "lossless", "yes",  NULL};
    compare(gray, "--mode Gray --depth 8 --test-picture 'Color pattern'", "image/tiff", 0);
    const char *color[] = {COMMON,          "mode",     "color", "test-picture",
                           "Color pattern", "lossless", "yes",   NULL};
    compare(color, "--mode Color --depth 8 --test-picture 'Color pattern'", "image/tiff", 0);
}

static void sixteen_bit_samples_are_exact(void **state)
{
    (void)state;
    const char *gray[] = {COMMON, "mode",         "gray",          "depth",
                          "16",   "test-picture", "Color pattern", NULL};
    compare(gray, "--mode Gray --depth 16 --test-picture 'Color pattern'", "image/tiff", 0);
    const char *color[] = {COMMON, "mode",         "color",         "depth",
                           "16",   "test-picture", "Color pattern", NULL};
    compare(color, "--mode Color --depth 16 --test-picture 'Color pattern'", "image/tiff", 0);
}

static void swapped_bytes_are_put_right_when_asked(void **state)
{
    (void)state;
    const char *swapped[] = {COMMON, "mode",         "gray",          "depth",
                             "16",   "test-picture", "Color pattern", "invert-endianess",
                             "yes",  "swap-endian",  "yes",           NULL};
    compare(swapped, "--mode Gray --depth 16 --test-picture 'Color pattern'", "image/tiff", 0);
}

static void three_passes_become_one_colour_picture_in_any_order(void **state)
{
    (void)state;
    static const char *const orders[] = {"RGB", "RBG", "GBR", "GRB", "BRG", "BGR"};
    for (size_t i = 0; i < 6; i++) {
        const char *pass[] = {COMMON,       "mode", "color",    "test-picture", "Color pattern",
                              "three-pass", "yes",  "lossless", "yes",          "three-pass-order",
                              orders[i],    NULL};
        compare(pass, "--mode Color --depth 8 --test-picture 'Color pattern'", "image/tiff", 0);
    }
    const char *deep[] = {COMMON,         "mode",          "color",      "depth", "16",
                          "test-picture", "Color pattern", "three-pass", "yes",   NULL};
    compare(deep, "--mode Color --depth 16 --test-picture 'Color pattern'", "image/tiff", 0);
}

static void one_bit_colour_becomes_eight_bit(void **state)
{
    (void)state;
    struct rig rig;
    const char *white[] = {COMMON,         "mode",        "color",    "depth", "1",
                           "test-picture", "Solid white", "lossless", "yes",   NULL};
    rig_one(&rig, "test:0", white);
    struct rig_picture got = rig_decode(rig.page.master);
    assert_int_equal(got.channels, 3);
    assert_int_equal(got.depth, 8);
    assert_float_equal(rig_mean(&got), 255, 0);
    rig_picture_free(&got);
    rig_close(&rig);
    const char *black[] = {COMMON,         "mode",        "color",    "depth", "1",
                           "test-picture", "Solid black", "lossless", "yes",   NULL};
    rig_one(&rig, "test:0", black);
    got = rig_decode(rig.page.master);
    assert_float_equal(rig_mean(&got), 0, 0);
    rig_picture_free(&got);
    rig_close(&rig);
}

static void a_hand_scanner_of_unknown_height_gives_all_its_rows(void **state)
{
    (void)state;
    static const char *const modes[] = {"gray", "color", "lineart"};
    static const char *const media[] = {"image/jpeg", "image/jpeg", "image/tiff"};
    for (int i = 0; i < 3; i++) {
        struct rig rig;
        const char *hand[] = {COMMON, "mode",         modes[i], "hand-scanner",
                              "yes",  "test-picture", "Grid",   NULL};
        rig_one(&rig, "test:0", hand);
        assert_string_equal(sohoa_blob_media(rig.page.master), media[i]);
        struct rig_picture got = rig_decode(rig.page.master);
        /* the device makes the picture 11 cm wide */
        assert_in_range(got.width, 430, 434);
        assert_int_equal(got.height, rig.page.height);
        assert_in_range(got.height, 100, 2000);
        rig_picture_free(&got);
        rig_close(&rig);
    }
}

static void small_and_odd_reads_change_nothing(void **state)
{
    (void)state;
    const char *odd[] = {COMMON,
                         "mode",
                         "color",
                         "test-picture",
                         "Color pattern",
                         "read-limit",
                         "yes",
                         "read-limit-size",
                         "7",
                         "lossless",
                         "yes",
                         NULL};
    compare(odd, "--mode Color --depth 8 --test-picture 'Color pattern'", "image/tiff", 0);
}

/* scanimage does not cut such lines: compared with the left part of the whole picture. */
static void lines_with_lost_pixels_at_their_end_are_cut(void **state)
{
    (void)state;
    static const char *const modes[] = {"lineart", "gray", "color"};
    static const char *const arguments[] = {"--mode Gray --depth 1", "--mode Gray --depth 8",
                                            "--mode Color --depth 8"};
    for (int i = 0; i < 3; i++) {
        struct rig rig;
        const char *loss[] = {COMMON,     "mode", modes[i],   "test-picture", "Grid",
                              "ppl-loss", "13",   "lossless", "yes",          NULL};
        rig_one(&rig, "test:0", loss);
        struct rig_picture got = rig_decode(rig.page.master);
        char command[400];
        (void)snprintf(command, sizeof command, "-d test:0 %s --test-picture Grid " AREA,
                       arguments[i]);
        struct rig_picture want = rig_scanimage(command);
        assert_int_equal(got.width, want.width - 13);
        assert_int_equal(got.height, want.height);
        size_t row = (size_t)got.width * got.channels;
        for (unsigned y = 0; y < got.height; y++)
            assert_memory_equal(got.samples + y * row,
                                want.samples + (size_t)y * want.width * want.channels,
                                row * sizeof *got.samples);
        rig_picture_free(&got);
        rig_picture_free(&want);
        rig_close(&rig);
    }
}

static void the_master_tells_its_resolution(void **state)
{
    (void)state;
    struct rig rig;
    const char *gray[] = {COMMON, "mode", "gray", NULL};
    rig_one(&rig, "test:0", gray);
    assert_float_equal(rig.page.dpi, 100, 0.01);
    const unsigned char *jfif = sohoa_blob_data(rig.page.master);
    assert_int_equal(jfif[13], 1);
    assert_int_equal(jfif[14] << 8 | jfif[15], 100);
    assert_int_equal(jfif[16] << 8 | jfif[17], 100);
    rig_close(&rig);
}

static void a_bare_scan_is_the_feeder_in_colour_at_300_dpi(void **state)
{
    (void)state;
    struct rig rig;
    rig_one(&rig, "test:0", NULL);
    assert_float_equal(rig.page.dpi, 300, 0.01);
    struct rig_picture got = rig_decode(rig.page.master);
    assert_int_equal(got.channels, 3);
    /* its area is 200 x 200 mm: less than A4, so all of it */
    assert_in_range(got.width, 2355, 2369);
    assert_in_range(got.height, 2355, 2369);
    assert_int_equal(rig.page.sheet, 1);
    assert_string_equal(rig.page.source, "test:0");
    rig_picture_free(&got);
    rig_close(&rig);
}

static void the_feeder_gives_ten_sheets_and_then_ends(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, "test:0");
    rig_set(&rig, "source", "ADF");
    rig_set(&rig, "mode", "gray");
    rig_set(&rig, "resolution", "50");
    for (unsigned i = 1; i <= 10; i++) {
        if (rig_next(&rig) != SOHOA_OK)
            fail_msg("sheet %u: %s", i, rig.err.text);
        assert_int_equal(rig.page.sheet, i);
        assert_int_equal(rig.page.flags, SOHOA_PAGE_LAST_SIDE | (i == 1 ? SOHOA_PAGE_START : 0));
    }
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "10 sheets were scanned");
    rig_close(&rig);
}

static void expected_sheets_are_counted(void **state)
{
    (void)state;
    struct rig rig;
    const char *few[] = {"source", "adf", "mode", "gray", "resolution", "50", "sheets", "12", NULL};
    rig_one(&rig, "test:0", few);
    while (rig_next(&rig) == SOHOA_OK)
        ;
    assert_string_equal(rig.err.text, "12 sheets were expected, 10 came");
    rig_close(&rig);
}

static void a_flatbed_gives_one_page_and_the_next_when_asked_again(void **state)
{
    (void)state;
    struct rig rig;
    const char *flat[] = {"source", "flatbed", "mode", "gray", "resolution", "50", NULL};
    rig_one(&rig, "test:0", flat);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_int_equal(rig.page.sheet, 2);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void a_flatbed_with_prompt_never_ends_by_itself(void **state)
{
    (void)state;
    struct rig rig;
    const char *flat[] = {"source", "flatbed", "mode", "gray", "resolution",
                          "50",     "prompt",  "yes",  NULL};
    rig_one(&rig, "test:0", flat);
    for (unsigned i = 2; i < 6; i++) {
        assert_int_equal(rig_next(&rig), SOHOA_OK);
        assert_int_equal(rig.page.sheet, i);
    }
    rig_close(&rig);
    const char *three[] = {"source", "flatbed", "mode", "gray", "resolution",
                           "50",     "sheets",  "3",    NULL};
    rig_one(&rig, "test:0", three);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void numbering_goes_on_from_the_first_sheet_given(void **state)
{
    (void)state;
    struct rig rig;
    const char *flat[] = {"source", "flatbed",     "mode", "gray", "resolution",
                          "50",     "first-sheet", "41",   NULL};
    rig_one(&rig, "test:0", flat);
    assert_int_equal(rig.page.sheet, 41);
    assert_false(rig.page.flags & SOHOA_PAGE_START);
    rig_close(&rig);
}

static void two_devices_scan_at_once(void **state)
{
    (void)state;
    struct rig first, second;
    const char *gray[] = {"source", "ADF", "mode", "gray", "resolution", "50", NULL};
    rig_one(&first, "test:0", gray);
    rig_one(&second, "test:1", gray);
    for (unsigned i = 2; i <= 10; i++) {
        assert_int_equal(rig_next(&first), SOHOA_OK);
        assert_int_equal(rig_next(&second), SOHOA_OK);
        assert_int_equal(first.page.sheet, i);
        assert_string_equal(second.page.source, "test:1");
    }
    assert_int_equal(rig_next(&first), SOHOA_END);
    assert_int_equal(rig_next(&second), SOHOA_END);
    rig_close(&first);
    rig_close(&second);
}

int main(void)
{
    const char *config = rig_config("test\n");
    const struct CMUnitTest tests[] = {
        RIG_TEST(line_art_is_exact_and_stored_as_one_strip_of_g4),
        RIG_TEST(eight_bit_pages_are_jpeg_close_to_the_scan),
        RIG_TEST(lossless_pages_are_exact),
        RIG_TEST(sixteen_bit_samples_are_exact),
        RIG_TEST(swapped_bytes_are_put_right_when_asked),
        RIG_TEST(three_passes_become_one_colour_picture_in_any_order),
        RIG_TEST(one_bit_colour_becomes_eight_bit),
        RIG_TEST(a_hand_scanner_of_unknown_height_gives_all_its_rows),
        RIG_TEST(small_and_odd_reads_change_nothing),
        RIG_TEST(lines_with_lost_pixels_at_their_end_are_cut),
        RIG_TEST(the_master_tells_its_resolution),
        RIG_TEST(a_bare_scan_is_the_feeder_in_colour_at_300_dpi),
        RIG_TEST(the_feeder_gives_ten_sheets_and_then_ends),
        RIG_TEST(expected_sheets_are_counted),
        RIG_TEST(a_flatbed_gives_one_page_and_the_next_when_asked_again),
        RIG_TEST(a_flatbed_with_prompt_never_ends_by_itself),
        RIG_TEST(numbering_goes_on_from_the_first_sheet_given),
        RIG_TEST(two_devices_scan_at_once),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
