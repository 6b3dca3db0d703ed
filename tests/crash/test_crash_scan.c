/* test_crash_scan.c - a scan through the virtual feeder, killed at a random instant; the operator
 * puts back the sheet that resume names, and goes on. The feeder keeps its paper's place as real
 * paper does. */
#include "crash_rig.h"

#include <signal.h>

enum { SHEETS = 15, SIDES = 2 * SHEETS };

static char tray[300];

static void set_up(struct crash_rig *rig)
{
    char path[512];
    rig_begin(rig);
    (void)snprintf(path, sizeof path, "%s/sane", rig->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)setenv("SANE_CONFIG_DIR", path, 1);
    (void)strncat(path, "/dll.conf", sizeof path - strlen(path) - 1);
    support_write_file(path, "feeder\n", 7);
    (void)setenv("LD_LIBRARY_PATH", SOHOA_TEST_BUILD "/tests/feeder", 1);
    (void)snprintf(tray, sizeof tray, "%s/tray", rig->folder);
    assert_int_equal(mkdir(tray, 0700), 0);
    (void)setenv("SOHOA_FEEDER_DIR", tray, 1);
}

static void load(struct crash_rig *rig, int sheets)
{
    for (int i = 1; i <= sheets; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "../tray/%d-a.png", i);
        rig_sheet(rig, name, 2 * i - 1);
        (void)snprintf(name, sizeof name, "../tray/%d-b.png", i);
        rig_sheet(rig, name, 2 * i);
    }
    rig->pages = 2 * sheets;
}

static int feeder(const char *words)
{
    char line[512];
    const char *space = strchr(words, ' ');
    int n = snprintf(line, sizeof line, "%s/tests/feeder/feeder %.*s %s %s >/dev/null",
                     SOHOA_TEST_BUILD, (int)(space - words), words, tray, space + 1);
    assert_in_range(n, 1, sizeof line - 1);
    return system(line); /* NOLINT(cert-env33-c): our own tool, our own words */
}

/* What the operator does: the sheets that the driver named go back on top. */
static void put_back(const struct crash_rig *rig)
{
    for (const char *at = rig->out; (at = strstr(at, "putback ")) != NULL; at++) {
        char words[64];
        unsigned long sheet = strtoul(at + 8, NULL, 10);
        if (at != rig->out && at[-1] != '\n')
            continue;
        (void)snprintf(words, sizeof words, "back %lu", sheet);
        if (sheet >= 1 && sheet <= SHEETS)
            assert_int_equal(feeder(words), 0);
    }
}

static const char *const scan[] = {"scan", "-t2",       "-s", "source=duplex",
                                   "-s",   "mode=gray", "-s", "resolution=75",
                                   "-p",   "1",         NULL};

static void kill_and_resume(unsigned ms, bool feed)
{
    static struct crash_rig rig;
    static int finished[RIG_PAGES_MAX], worked[RIG_PAGES_MAX];
    set_up(&rig);
    load(&rig, SHEETS);
    (void)rig_run_killed(&rig, scan, SIGKILL, ms, 0);
    rig_look(&rig);
    memcpy(finished, rig.finished, sizeof finished);
    memcpy(worked, rig.worked, sizeof worked);
    /* The one sheet that may be on its way lies in the output tray: it is known by its number
     * before anything is resumed, so that --feed can go on at once. */
    char words[64];
    (void)snprintf(words, sizeof words, "back %u", (unsigned)rig.ledger.sheets + 1);
    if (feed && rig.ledger.sheets < SHEETS)
        assert_int_equal(feeder(words), 0);
    const char *const resume[] = {"resume", "-t2", feed ? "-F" : NULL, NULL};
    assert_in_range(rig_run(&rig, resume), 0, 1);
    if (!feed || rig.ledger.captured == 0) {
        put_back(&rig);
        if (rig.ledger.captured == 0 && rig.open_batches == 0)
            assert_int_equal(feeder("back 1"), 0); /* nothing was begun: nothing to resume */
        (void)rig_run(&rig, scan);
    }
    rig_check_whole(&rig);
    for (int mark = 1; mark <= rig.pages; mark++)
        if (finished[mark] && rig.worked[mark] != worked[mark])
            fail_msg("page %d was finished, and was done again", mark);
    assert_int_equal(rig.ledger.sheets, SHEETS);
    assert_int_equal(rig.ledger.rescan, 0);
    rig_end(&rig);
}

static void a_scan_killed_at_any_instant_loses_no_sheet(void **state)
{
    (void)state;
    int rounds = rig_rounds(8, 120);
    for (int i = 0; i < rounds; i++)
        kill_and_resume(100 + rig_random() % 1500, false);
}

static void a_scan_killed_at_any_instant_goes_on_in_its_dossier(void **state)
{
    (void)state;
    int rounds = rig_rounds(6, 80);
    for (int i = 0; i < rounds; i++)
        kill_and_resume(100 + rig_random() % 1500, true);
}

static void all_sheets_of_a_duplex_batch_are_one_dossier(void **state)
{
    static struct crash_rig rig;
    (void)state;
    set_up(&rig);
    load(&rig, 3);
    assert_int_equal(rig_run(&rig, scan), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.dossiers, 1);
    assert_int_equal(rig.ledger.sheets, 3);
    rig_end(&rig);
}

static void a_count_of_sheets_that_does_not_match_is_an_alarm(void **state)
{
    static struct crash_rig rig;
    (void)state;
    set_up(&rig);
    load(&rig, 3);
    const char *const four[] = {"scan", "-t2",       "-s", "source=duplex",
                                "-s",   "mode=gray", "-s", "resolution=75",
                                "-n",   "4",         NULL};
    assert_int_equal(rig_run(&rig, four), 1);
    assert_contains(rig.out, "alarm 4 sheets were expected, 3 came");
    rig_check_whole(&rig);
    assert_int_equal(rig.attention, 1);
    rig_end(&rig);
}

static void a_jam_is_tried_again_while_nobody_is_there(void **state)
{
    static struct crash_rig rig;
    (void)state;
    set_up(&rig);
    load(&rig, 3);
    assert_int_equal(feeder("fault 3 jam"), 0);
    assert_int_equal(rig_run(&rig, scan), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.dossiers, 1);
    rig_end(&rig);
}

static void a_jam_that_nobody_mends_ends_the_batch_with_an_alarm(void **state)
{
    static struct crash_rig rig;
    (void)state;
    set_up(&rig);
    load(&rig, 3);
    for (int i = 0; i < 20; i++)
        assert_int_equal(feeder("fault 3 jam"), 0);
    assert_int_equal(rig_run(&rig, scan), 3);
    assert_contains(rig.out, "alarm ");
    assert_contains(rig.out, "the last sheet stored is 2");
    rig.pages = 4;
    rig_check_whole(&rig);
    assert_int_equal(rig.attention, 1);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_sheets_of_a_duplex_batch_are_one_dossier),
        cmocka_unit_test(a_count_of_sheets_that_does_not_match_is_an_alarm),
        cmocka_unit_test(a_jam_is_tried_again_while_nobody_is_there),
        cmocka_unit_test(a_jam_that_nobody_mends_ends_the_batch_with_an_alarm),
        cmocka_unit_test(a_scan_killed_at_any_instant_loses_no_sheet),
        cmocka_unit_test(a_scan_killed_at_any_instant_goes_on_in_its_dossier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
