/* test_sane_pnm.c - libsane's pnm device: a picture file read as a scanner, its statuses, its three
 * passes and its unknown height. It has no source, no mode and no scan area. */
#include "sane_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char picture_path[300];
static struct rig_picture original;

/* 61 x 43 pixels, every sample another one. */
static void make_picture_file(const char *folder)
{
    static unsigned short samples[61 * 43 * 3];
    original = (struct rig_picture){61, 43, 3, 8, samples};
    (void)snprintf(picture_path, sizeof picture_path, "%s/page.ppm", folder);
    FILE *file = fopen(picture_path, "wbe");
    assert_non_null(file);
    (void)fprintf(file, "P6\n61 43\n255\n");
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        samples[i] = (unsigned short)((i * 37 + i / 7) % 256);
        (void)fputc(samples[i], file);
    }
    assert_int_equal(fclose(file), 0);
}

static void scan(struct rig *rig, const char *name, const char *value)
{
    const char *options[] = {"filename", picture_path, "lossless", "yes", name, value, NULL};
    rig_one(rig, "pnm:0", options);
}

static void a_picture_file_is_scanned_as_it_is(void **state)
{
    (void)state;
    struct rig rig;
    scan(&rig, NULL, NULL);
    struct rig_picture got = rig_decode(rig.page.master);
    rig_same(&got, &original, 0);
    rig_picture_free(&got);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void three_passes_and_unknown_height_give_the_same_picture(void **state)
{
    (void)state;
    static const char *const ways[] = {"three-pass", "hand-scanner"};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        scan(&rig, ways[i], "yes");
        struct rig_picture got = rig_decode(rig.page.master);
        rig_same(&got, &original, 0);
        rig_picture_free(&got);
        rig_close(&rig);
    }
}

static void a_gray_picture_has_one_channel(void **state)
{
    (void)state;
    struct rig rig;
    scan(&rig, "grayify", "yes");
    struct rig_picture got = rig_decode(rig.page.master);
    assert_int_equal(got.channels, 1);
    assert_int_equal(got.width, 61);
    assert_int_equal(got.height, 43);
    rig_picture_free(&got);
    rig_close(&rig);
}

static void its_simulated_statuses_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *option;
        int rc;
        const char *text;
    } known[] = {
        {"status-eof", SOHOA_BAD_PAGE, "empty picture"},
        {"status-jammed", SOHOA_RETRY, "paper jam"},
        {"status-nodocs", SOHOA_END, "the feeder is empty"},
        {"status-coveropen", SOHOA_RETRY, "cover"},
        {"status-ioerror", SOHOA_BAD_PAGE, "in the middle of sheet 1"},
        {"status-nomem", SOHOA_FATAL, "out of memory"},
        {"status-accessdenied", SOHOA_FATAL, "refuses"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct rig rig;
        rig_open(&rig, "pnm:0");
        rig_set(&rig, "filename", picture_path);
        rig_set(&rig, "status", "no");
        rig_set(&rig, known[i].option, "yes");
        int rc = rig_next(&rig);
        if (rc != known[i].rc || !strstr(rig.err.text, known[i].text))
            fail_msg("%s: %d '%s'", known[i].option, rc, rig.err.text);
        rig_close(&rig);
    }
}

static void what_the_device_does_not_have_is_refused(void **state)
{
    (void)state;
    const char *adf[] = {"source", "adf", NULL};
    rig_refused("pnm:0", adf, "just one source");
    const char *gray[] = {"mode", "gray", NULL};
    rig_refused("pnm:0", gray, "just one mode");
    const char *size[] = {"size", "A5", NULL};
    rig_refused("pnm:0", size, "no scan area");
    const char *fixed[] = {"read-only", "1", NULL};
    rig_refused("pnm:0", fixed, "can only be read");
    const char *deep[] = {"depth", "16", NULL};
    rig_refused("pnm:0", deep, "'depth': cannot be set to '16'");
    const char *missing[] = {"filename", "/nonexistent/page.pnm", NULL};
    struct rig rig;
    rig_open(&rig, "pnm:0");
    rig_set(&rig, missing[0], missing[1]);
    int rc = rig_next(&rig);
    assert_true(rc == SOHOA_FATAL || rc == SOHOA_RETRY);
    rig_close(&rig);
}

int main(void)
{
    const char *config = rig_config("pnm\n");
    make_picture_file(config);
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_picture_file_is_scanned_as_it_is),
        RIG_TEST(three_passes_and_unknown_height_give_the_same_picture),
        RIG_TEST(a_gray_picture_has_one_channel),
        RIG_TEST(its_simulated_statuses_are_told),
        RIG_TEST(what_the_device_does_not_have_is_refused),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
