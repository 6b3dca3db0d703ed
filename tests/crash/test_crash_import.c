/* test_crash_import.c - an import killed at a random instant, stopped once, stopped twice; a page
 * that ends the program each time. */
#include "crash_rig.h"

#include <signal.h>

enum { FILES = 20, PAGES_A_FILE = 3, PAGES = FILES * PAGES_A_FILE };

static void fill(struct crash_rig *rig)
{
    char name[32];
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(name, sizeof name, "%02d.tif", i);
        rig_picture(rig, name, 1 + i * PAGES_A_FILE, PAGES_A_FILE);
    }
    rig->pages = PAGES;
}

static void check_nothing_again(struct crash_rig *rig, const int *finished, const int *worked)
{
    for (int mark = 1; mark <= rig->pages; mark++)
        if (finished[mark] && rig->worked[mark] != worked[mark])
            fail_msg("page %d was finished, and was done again", mark);
}

static void kill_and_resume(unsigned ms, const char *per)
{
    static struct crash_rig rig;
    static int finished[RIG_PAGES_MAX], worked[RIG_PAGES_MAX];
    rig_begin(&rig);
    fill(&rig);
    rig_configure(&rig, "{ms: 4}");
    const char *const import[] = {"import", "-t2", per, rig.input, NULL};
    const char *const resume[] = {"resume", "-t2", NULL};
    (void)rig_run_killed(&rig, import, SIGKILL, ms, 0);
    rig_look(&rig);
    memcpy(finished, rig.finished, sizeof finished);
    memcpy(worked, rig.worked, sizeof worked);
    bool begun = rig.ledger.captured > 0;
    assert_in_range(rig_run(&rig, resume), 0, 1);
    if (!begun) /* killed before anything was captured: there is nothing to resume */
        assert_int_equal(rig_run(&rig, import), 0);
    rig_check_whole(&rig);
    check_nothing_again(&rig, finished, worked);
    assert_int_equal(rig.ledger.captured, PAGES);
    assert_int_equal(rig.dossiers, per[1] == 'f' ? 1 : FILES);
    assert_int_equal(rig.incomplete, 0);
    rig_end(&rig);
}

static void an_import_killed_at_any_instant_is_finished_by_resume(void **state)
{
    (void)state;
    int rounds = rig_rounds(14, 140);
    for (int i = 0; i < rounds; i++)
        kill_and_resume(20 + rig_random() % 700, "-t2");
}

static void a_folder_killed_at_any_instant_goes_on_in_its_dossier(void **state)
{
    (void)state;
    int rounds = rig_rounds(6, 60);
    for (int i = 0; i < rounds; i++)
        kill_and_resume(20 + rig_random() % 700, "-f");
}

static void a_page_in_flight_at_two_crashes_is_set_aside(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 5);
    rig_configure(&rig, "{crash: 3}");
    const char *const import[] = {"import", "-t1", rig.input, NULL};
    const char *const resume[] = {"resume", "-t1", NULL};
    assert_int_equal(rig_run(&rig, import), 128 + SIGABRT);
    assert_int_equal(rig_run(&rig, resume), 128 + SIGABRT);
    assert_int_equal(rig_run(&rig, resume), 1);
    rig_look(&rig);
    assert_int_equal(rig.ledger.stored, 4);
    assert_int_equal(rig.ledger.quarantined, 1);
    assert_int_equal(rig.crashes, 1);
    assert_int_equal(rig.incomplete, 1);
    assert_int_equal(rig.open_batches, 0);
    rig_end(&rig);
}

static void a_bad_page_is_set_aside_and_the_rest_goes_on(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 5);
    rig_picture(&rig, "b.tif", 6, 1);
    rig_configure(&rig, "{bad: 3}");
    const char *const import[] = {"import", "-t2", rig.input, NULL};
    assert_int_equal(rig_run(&rig, import), 1);
    rig_look(&rig);
    assert_int_equal(rig.ledger.stored, 5);
    assert_int_equal(rig.ledger.quarantined, 1);
    assert_int_equal(rig.incomplete, 1);
    assert_int_equal(rig.dossiers, 2);
    rig_end(&rig);
}

static void a_source_without_a_page_is_one_captured_and_one_set_aside(void **state)
{
    static struct crash_rig rig;
    char path[512];
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 1);
    (void)snprintf(path, sizeof path, "%s/b.tif", rig.input);
    support_write_file(path, "II*\0 this is no picture", 23);
    const char *const import[] = {"import", "-t2", rig.input, NULL};
    assert_int_equal(rig_run(&rig, import), 1);
    rig_look(&rig);
    assert_int_equal(rig.ledger.captured, 2);
    assert_int_equal(rig.ledger.quarantined, 1);
    assert_int_equal(rig.incomplete, 1);
    assert_int_equal(rig.open_batches, 0);
    assert_int_equal(rig_run(&rig, import), 0); /* both are there: nothing is done */
    assert_contains(rig.out, "already=2");
    rig_end(&rig);
}

static void what_is_there_already_is_not_captured_again(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 2);
    rig_picture(&rig, "b.tif", 3, 2);
    const char *const per_file[] = {"import", "-t2", rig.input, NULL};
    const char *const per_folder[] = {"import", "-t2", "-f", rig.input, NULL};
    const char *const again[] = {"import", "-t2", "-a", rig.input, NULL};
    assert_int_equal(rig_run(&rig, per_file), 0);
    assert_contains(rig.out, "captured=4");
    assert_int_equal(rig_run(&rig, per_file), 0);
    assert_contains(rig.out, "captured=0");
    assert_contains(rig.out, "already=2");
    assert_int_equal(rig_run(&rig, per_folder), 0); /* other boundaries: another dossier */
    assert_contains(rig.out, "captured=4");
    assert_int_equal(rig_run(&rig, per_folder), 0);
    assert_contains(rig.out, "already=1");
    assert_int_equal(rig_run(&rig, again), 0);
    assert_contains(rig.out, "captured=4");
    rig_end(&rig);
}

static void the_first_stop_finishes_the_pages_in_flight(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    fill(&rig);
    rig_configure(&rig, "{ms: 30}");
    const char *const import[] = {"import", "-t2", rig.input, NULL};
    const char *const resume[] = {"resume", "-t2", NULL};
    assert_int_equal(rig_run_killed(&rig, import, SIGINT, 700, 0), 130);
    rig_look(&rig);
    int worked = 0;
    for (int mark = 1; mark <= PAGES; mark++)
        worked += rig.worked[mark];
    assert_int_equal(rig.ledger.stored, worked); /* whatever was begun is stored */
    assert_in_range(worked, 1, PAGES - 1);
    assert_int_equal(rig_run(&rig, resume), 0);
    rig_check_whole(&rig);
    rig_end(&rig);
}

static void the_second_stop_gives_the_work_up_and_loses_nothing(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    fill(&rig);
    rig_configure(&rig, "{ms: 400}");
    const char *const import[] = {"import", "-t2", rig.input, NULL};
    const char *const resume[] = {"resume", "-t2", NULL};
    for (int i = 0; i < 3; i++) { /* given up is not crashed: three times are no reason */
        const char *const *arguments = i ? resume : import;
        assert_int_equal(rig_run_killed(&rig, arguments, SIGINT, 600, 20), 130);
    }
    rig_configure(&rig, "{}");
    assert_int_equal(rig_run(&rig, resume), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.ledger.quarantined, 0);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_page_is_set_aside_and_the_rest_goes_on),
        cmocka_unit_test(a_source_without_a_page_is_one_captured_and_one_set_aside),
        cmocka_unit_test(what_is_there_already_is_not_captured_again),
        cmocka_unit_test(a_page_in_flight_at_two_crashes_is_set_aside),
        cmocka_unit_test(the_first_stop_finishes_the_pages_in_flight),
        cmocka_unit_test(the_second_stop_gives_the_work_up_and_loses_nothing),
        cmocka_unit_test(an_import_killed_at_any_instant_is_finished_by_resume),
        cmocka_unit_test(a_folder_killed_at_any_instant_goes_on_in_its_dossier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
