/* test_crash_read.c - the program is killed, stopped or ends by itself while documents are read: no
 * page is lost or recognised again, every dossier is closed, and read if that is possible. */
#include "crash_rig.h"

#include <signal.h>

enum { FILES = 16, PAGES_A_FILE = 2 };

static const char *const import[] = {"import", "-t2", NULL, NULL};
static const char *const resume[] = {"resume", "-t2", NULL};

static void fill(struct crash_rig *rig, const char **arguments)
{
    char name[32];
    rig_begin(rig);
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(name, sizeof name, "%02d.tif", i);
        rig_picture(rig, name, 1 + i * PAGES_A_FILE, PAGES_A_FILE);
    }
    rig->pages = FILES * PAGES_A_FILE;
    memcpy(arguments, import, sizeof import);
    arguments[2] = rig->input;
}

static void check_all_read(struct crash_rig *rig)
{
    rig_check_whole(rig);
    assert_int_equal(rig->dossiers, FILES);
    assert_int_equal(rig->read, FILES);
    assert_int_equal(rig->incomplete, 0);
    for (int mark = 1; mark <= rig->pages; mark++)
        assert_in_range(rig->worked[mark], 1, 2); /* twice only if it was in flight itself */
}

static void killed_while_it_reads_it_reads_on(void **state)
{
    static struct crash_rig rig;
    const char *arguments[4];
    (void)state;
    int rounds = rig_rounds(8, 80);
    for (int i = 0; i < rounds; i++) {
        fill(&rig, arguments);
        rig_configure_reading(&rig, "    ms: 40\n");
        (void)rig_run_killed(&rig, arguments, SIGKILL, 100 + rig_random() % 500, 0);
        rig_look(&rig);
        bool begun = rig.ledger.captured > 0;
        int read = rig.read;
        assert_int_equal(rig_run(&rig, resume), 0);
        if (!begun)
            assert_int_equal(rig_run(&rig, arguments), 0);
        check_all_read(&rig);
        /* Each page has the title, so it is a document; twice read are at most two dossiers. */
        assert_in_range(rig.worked[0], rig.pages, rig.pages + 2 * PAGES_A_FILE);
        assert_true(read <= FILES);
        rig_end(&rig);
    }
}

static void a_redo_killed_at_any_instant_is_finished_by_resume_and_nothing_twice(void **state)
{
    static struct crash_rig rig;
    const char *arguments[4];
    (void)state;
    fill(&rig, arguments);
    rig_configure_reading(&rig, "    ms: 0\n");
    assert_int_equal(rig_run(&rig, arguments), 0);
    int rounds = rig_rounds(5, 50), before = rig.pages;
    const char *const redo[] = {"redo", "-t2", "-R", NULL};
    rig_configure_reading(&rig, "    ms: 30\n");
    for (int i = 0; i < rounds; i++) {
        (void)rig_run_killed(&rig, redo, SIGKILL, 60 + rig_random() % 500, 0);
        rig_look(&rig);
        assert_int_equal(rig.read, FILES); /* the old documents stay until there are new ones */
        bool begun = rig.open_batches > 0 || rig.worked[0] > before;
        assert_int_equal(rig_run(&rig, resume), 0);
        check_all_read(&rig);
        int read = rig.worked[0] - before; /* all once, but those in flight, or none at all */
        before = rig.worked[0];
        assert_in_range(read, begun ? rig.pages : 0, begun ? rig.pages + 2 * PAGES_A_FILE : 0);
        for (int mark = 1; mark <= rig.pages; mark++)
            assert_int_equal(rig.worked[mark], 1); /* no page was recognised again */
    }
    rig_end(&rig);
}

static void stopped_twice_while_it_reads_it_reads_on(void **state)
{
    static struct crash_rig rig;
    const char *arguments[4];
    (void)state;
    fill(&rig, arguments);
    rig_configure_reading(&rig, "    ms: 2000\n");
    for (int i = 0; i < 3; i++) /* given up is not crashed: three times are no reason */
        assert_int_equal(rig_run_killed(&rig, arguments, SIGINT, 500, 20), 130);
    rig_configure_reading(&rig, "    ms: 0\n");
    assert_int_equal(rig_run(&rig, arguments), 0); /* resumes, then goes on */
    check_all_read(&rig);
    rig_end(&rig);
}

static void a_document_that_ends_the_program_is_kept_unread_at_last(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 3);
    rig.pages = 3;
    rig_configure_reading(&rig, "    crash: yes\n");
    const char *const arguments[] = {"import", "-t1", rig.input, NULL};
    assert_int_equal(rig_run(&rig, arguments), 128 + SIGABRT);
    assert_int_equal(rig_run(&rig, resume), 128 + SIGABRT);
    assert_int_equal(rig_run(&rig, resume), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.dossiers, 1);
    assert_int_equal(rig.read, 0);
    assert_int_equal(rig.incomplete, 0);
    rig_end(&rig);
}

static void a_document_that_cannot_be_read_costs_its_fields_only(void **state)
{
    static struct crash_rig rig;
    const char *arguments[4];
    (void)state;
    fill(&rig, arguments);
    rig_configure_reading(&rig, "    bad: yes\n");
    assert_int_equal(rig_run(&rig, arguments), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.dossiers, FILES);
    assert_int_equal(rig.read, 0);
    rig_end(&rig);
}

static void a_document_that_takes_too_long_costs_its_fields_only(void **state)
{
    static struct crash_rig rig;
    (void)state;
    rig_begin(&rig);
    rig_picture(&rig, "a.tif", 1, 1);
    rig.pages = 1;
    rig_configure_reading(&rig, "    ms: 60000\n");
    const char *const arguments[] = {"import", "-t1", "-c", "deadline=1", rig.input, NULL};
    assert_int_equal(rig_run(&rig, arguments), 0);
    rig_check_whole(&rig);
    assert_int_equal(rig.read, 0);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_that_cannot_be_read_costs_its_fields_only),
        cmocka_unit_test(a_document_that_takes_too_long_costs_its_fields_only),
        cmocka_unit_test(a_document_that_ends_the_program_is_kept_unread_at_last),
        cmocka_unit_test(stopped_twice_while_it_reads_it_reads_on),
        cmocka_unit_test(a_redo_killed_at_any_instant_is_finished_by_resume_and_nothing_twice),
        cmocka_unit_test(killed_while_it_reads_it_reads_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
