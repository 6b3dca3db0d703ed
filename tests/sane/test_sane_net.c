/* test_sane_net.c - a scanner at another desk: libsane's net backend and a saned of our own.
 * saned's port is fixed for its clients, so it listens on an address of loopback that is ours
 * alone. */
#include "sane_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SANE_PORT = 6566 };
static char address[40], device[100];
static pid_t server;

static void count_own(void *arg, const char *name, const char *text)
{
    (void)text;
    if (strstr(name, address))
        *(int *)arg += 1;
}

static void the_devices_of_the_server_are_listed(void **state)
{
    (void)state;
    struct rig rig;
    int count = 0;
    rig_open(&rig, NULL);
    assert_int_equal(rig.calls->list(rig.self, NULL, count_own, &count, &rig.err), SOHOA_OK);
    assert_int_equal(count, 2);
    rig_close(&rig);
}

static void pictures_come_over_the_net_unchanged(void **state)
{
    (void)state;
    static const char *const modes[][2] = {
        {"gray", "8"}, {"color", "8"}, {"color", "16"}, {"lineart", "1"}};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct rig rig;
        const char *options[] = {
            "mode",    modes[i][0],    "depth",         modes[i][1], "resolution", "100", "size",
            "60x40mm", "test-picture", "Color pattern", "lossless",  "yes",        NULL};
        rig_one(&rig, device, options);
        struct rig_picture got = rig_decode(rig.page.master);
        char command[300];
        (void)snprintf(command, sizeof command,
                       "-d %s --mode %s --depth %s --resolution 100 -l 0 -t 0 -x 60 -y 40 "
                       "--test-picture 'Color pattern'",
                       device, strcmp(modes[i][0], "color") == 0 ? "Color" : "Gray", modes[i][1]);
        assert_string_equal(rig.page.source, device);
        rig_close(&rig); /* one user a device */
        struct rig_picture want = rig_scanimage(command);
        rig_same(&got, &want, 0);
        rig_picture_free(&got);
        rig_picture_free(&want);
    }
}

static void its_feeder_gives_ten_sheets(void **state)
{
    (void)state;
    struct rig rig;
    const char *adf[] = {"source", "adf", "mode", "gray", "resolution", "50", NULL};
    rig_one(&rig, device, adf);
    for (unsigned i = 2; i <= 10; i++) {
        if (rig_next(&rig) != SOHOA_OK)
            fail_msg("sheet %u: %s", i, rig.err.text);
        assert_int_equal(rig.page.sheet, i);
    }
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
}

static void a_wrong_value_is_told_as_for_a_local_device(void **state)
{
    (void)state;
    const char *options[] = {"resolution", "5000", NULL};
    rig_refused(device, options, "choose 1 to 1200 dpi");
    rig_refused("net:127.0.0.254:test:0", NULL, "scanner net:127.0.0.254:test:0");
}

static void cancel_between_pages_is_safe(void **state)
{
    (void)state;
    struct rig rig;
    const char *adf[] = {"source", "adf", "mode", "gray", "resolution", "50", NULL};
    rig_one(&rig, device, adf);
    rig.calls->cancel(rig.self);
    assert_int_equal(rig_next(&rig), SOHOA_END);
    rig_close(&rig);
    rig_one(&rig, device, adf);
    rig_close(&rig);
}

/* Last: the server goes away in the middle of a batch. */
static void a_server_that_goes_away_does_not_hang_the_batch(void **state)
{
    (void)state;
    struct rig rig;
    const char *adf[] = {"source", "adf", "mode", "gray", "resolution", "50", NULL};
    rig_one(&rig, device, adf);
    assert_int_equal(rig_run("pkill -KILL -P %d; kill -KILL %d", (int)server, (int)server) >= 0, 1);
    int rc = rig_next(&rig);
    assert_true(rc == SOHOA_RETRY || rc == SOHOA_BAD_PAGE);
    assert_true(strlen(rig.err.text) > 0);
    rc = rig_next(&rig);
    assert_int_equal(rc, SOHOA_RETRY);
    if (!strstr(rig.err.text, "cable and power"))
        fail_msg("'%s'", rig.err.text);
    rig_close(&rig);
}

int main(void)
{
    if (access("/usr/sbin/saned", X_OK) != 0) {
        (void)fprintf(stderr, "skipped: saned is not installed\n");
        return 77;
    }
    const char *there = rig_folder();
    rig_write(there, "dll.conf", "test\n");
    rig_write(there, "saned.conf", "127.0.0.1\n");
    const char *here = rig_config("net\n");
    int pid = (int)getpid();
    (void)snprintf(address, sizeof address, "127.%d.%d.%d", 64 + pid / 62500 % 64,
                   1 + pid / 250 % 250, 1 + pid % 250);
    rig_write(here, "net.conf", address);
    (void)snprintf(device, sizeof device, "net:%s:test:0", address);
    char config[200];
    (void)snprintf(config, sizeof config, "SANE_CONFIG_DIR=%s", there);
    const char *argv[] = {"env", config, "/usr/sbin/saned", "-l", "-e",   "-d",
                          "0",   "-b",   address,           "-p", "6566", NULL};
    server = rig_spawn(argv);
    rig_wait_port(address, SANE_PORT);
    const struct CMUnitTest tests[] = {
        RIG_TEST(the_devices_of_the_server_are_listed),
        RIG_TEST(pictures_come_over_the_net_unchanged),
        RIG_TEST(its_feeder_gives_ten_sheets),
        RIG_TEST(a_wrong_value_is_told_as_for_a_local_device),
        RIG_TEST(cancel_between_pages_is_safe),
        RIG_TEST(a_server_that_goes_away_does_not_hang_the_batch),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_stop(server);
    rig_remove(there);
    rig_remove(here);
    return rc;
}
