/* test_sane_escl.c - a network scanner: sane-airscan against a small eSCL responder on loopback. */
#include "sane_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <allheaders.h>

enum { PAGE_WIDTH = 2480, PAGE_HEIGHT = 3508 }; /* A4 at 300 dpi */

static const char *folder;
static char device[100];

/* A page of one tone with a black block, as the scanner's own JPEG. */
static void put_page(const char *name, int tone, bool colour)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    PIX *pix = pixCreate(PAGE_WIDTH, PAGE_HEIGHT, 8);
    assert_non_null(pix);
    assert_int_equal(pixSetAllArbitrary(pix, (l_uint32)tone), 0);
    BOX *block = boxCreate(400, 600, 800, 1000);
    assert_int_equal(pixSetInRectArbitrary(pix, block, 0), 0);
    boxDestroy(&block);
    if (colour) {
        PIX *gray = pix;
        pix = pixConvertTo32(gray);
        pixDestroy(&gray);
        assert_non_null(pix);
    }
    (void)pixSetResolution(pix, 300, 300);
    assert_int_equal(pixWrite(path, pix, IFF_JFIF_JPEG), 0);
    pixDestroy(&pix);
}

static void check_page(struct rig *rig, int tone)
{
    struct rig_picture got = rig_decode(rig->page.master);
    assert_int_equal(got.width, PAGE_WIDTH);
    assert_int_equal(got.height, PAGE_HEIGHT);
    size_t row = (size_t)got.width * got.channels;
    assert_in_range(got.samples[100 * row + (size_t)100 * got.channels], tone - 2, tone + 2);
    assert_in_range(got.samples[1100 * row + (size_t)800 * got.channels], 0, 3);
    assert_float_equal(rig->page.dpi, 300, 0.01);
    rig_picture_free(&got);
}

static int held(const char *text)
{
    return rig_run("grep -q '%s' %s/settings.xml", text, folder);
}

static void found(void *arg, const char *name, const char *text)
{
    (void)text;
    if (strcmp(name, device) == 0)
        *(int *)arg += 1;
}

static void the_network_scanner_is_listed(void **state)
{
    (void)state;
    struct rig rig;
    int count = 0;
    rig_open(&rig, NULL);
    assert_int_equal(rig.calls->list(rig.self, NULL, found, &count, &rig.err), SOHOA_OK);
    assert_int_equal(count, 1);
    rig_close(&rig);
}

static void a_page_on_the_platen_is_scanned(void **state)
{
    (void)state;
    put_page("glass.jpg", 200, false);
    struct rig rig;
    const char *flat[] = {"source", "flatbed", "mode", "gray", NULL};
    rig_one(&rig, device, flat);
    check_page(&rig, 200);
    assert_int_equal(held("Grayscale8"), 0);
    assert_int_equal(held("Platen"), 0);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void a_bare_scan_takes_both_sides_from_the_feeder(void **state)
{
    (void)state;
    for (int i = 1; i <= 6; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "sides/%d.jpg", i);
        put_page(name, 100 + i * 10, true);
    }
    struct rig rig;
    rig_open(&rig, device);
    for (int i = 1; i <= 6; i++) {
        if (rig_next(&rig) != SOHOA_OK)
            fail_msg("side %d: %s", i, rig.err.text);
        check_page(&rig, 100 + i * 10);
        assert_int_equal(rig.page.sheet, (i + 1) / 2);
        unsigned want = i % 2 == 0 ? SOHOA_PAGE_BACK | SOHOA_PAGE_LAST_SIDE : 0u;
        assert_int_equal(rig.page.flags, want | (i == 1 ? SOHOA_PAGE_START : 0u));
    }
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "3 sheets were scanned");
    assert_int_equal(held("RGB24"), 0);
    assert_int_equal(held("Duplex>true"), 0);
    rig_close(&rig);
}

static void an_empty_feeder_is_said_to_be_empty(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, device);
    rig_set(&rig, "source", "adf");
    assert_int_equal(rig_next(&rig), SOHOA_END);
    assert_string_equal(rig.err.text, "the feeder is empty");
    rig_close(&rig);
}

static void a_jam_is_told_and_the_batch_goes_on_after_it(void **state)
{
    (void)state;
    put_page("sides/1.jpg", 110, false);
    put_page("sides/2.jpg", 120, false);
    rig_write(folder, "jam", "");
    struct rig rig;
    rig_open(&rig, device);
    rig_set(&rig, "source", "adf");
    rig_set(&rig, "mode", "gray");
    assert_int_equal(rig_next(&rig), SOHOA_RETRY);
    assert_non_null(strstr(rig.err.text, "paper jam"));
    assert_non_null(strstr(rig.err.text, "put sheet 1 back"));
    assert_int_equal(rig_run("rm %s/jam", folder), 0);
    if (rig_next(&rig) != SOHOA_OK)
        fail_msg("%s", rig.err.text);
    assert_int_equal(rig.page.sheet, 1);
    check_page(&rig, 110);
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_int_equal(rig.page.sheet, 2);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void its_constraints_are_told(void **state)
{
    (void)state;
    const char *fine[] = {"resolution", "600", NULL};
    rig_refused(device, fine, "'600' is not valid: choose 100, 300 dpi");
    const char *big[] = {"size", "A3", NULL};
    rig_refused(device, big, "larger than the 216 x 356 mm");
}

int main(void)
{
    if (rig_run("python3 -c 'import http.server' 2>/dev/null") != 0 ||
        rig_run("ls /usr/lib/*/sane/libsane-airscan.so.1 >/dev/null 2>&1") != 0) {
        (void)fprintf(stderr, "skipped: python3 or sane-airscan is not installed\n");
        return 77;
    }
    folder = rig_config("airscan\n");
    char port[20];
    char config[300];
    int number = rig_port();
    (void)snprintf(port, sizeof port, "%d", number);
    (void)snprintf(config, sizeof config,
                   "[devices]\nResponder = http://127.0.0.1:%d/eSCL, eSCL\n"
                   "[options]\ndiscovery = disable\nws-discovery = off\n",
                   number);
    rig_write(folder, "airscan.conf", config);
    (void)snprintf(device, sizeof device, "airscan:e0:Responder");
    char path[300];
    (void)snprintf(path, sizeof path, "%s/sides", folder);
    (void)mkdir(path, 0700);
    static const char script[] = SOHOA_TEST_SOURCE "/tests/sane/escl_scanner.py";
    const char *argv[] = {"python3", script, port, folder, NULL};
    pid_t scanner = rig_spawn(argv);
    rig_wait_port("127.0.0.1", number);
    const struct CMUnitTest tests[] = {
        RIG_TEST(the_network_scanner_is_listed),
        RIG_TEST(a_page_on_the_platen_is_scanned),
        RIG_TEST(a_bare_scan_takes_both_sides_from_the_feeder),
        RIG_TEST(an_empty_feeder_is_said_to_be_empty),
        RIG_TEST(a_jam_is_told_and_the_batch_goes_on_after_it),
        RIG_TEST(its_constraints_are_told),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_stop(scanner);
    rig_remove(folder);
    return rc;
}
