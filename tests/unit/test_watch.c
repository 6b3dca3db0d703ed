/* test_watch.c - a watched folder tells files when they are complete, and never before. */
#include "unit.h"

#include "pipeline/watch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTLE 60 /* ms */

struct place {
    char root[64], in[80], done[80];
    struct sohoa_watch *watch;
    struct sohoa_err err;
};

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static bool holds(const char *folder, const char *name, const char *text)
{
    char path[256], got[64] = "";
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    size_t n = fread(got, 1, sizeof got - 1, f);
    fclose(f);
    return n == strlen(text) && memcmp(got, text, n) == 0;
}

static void open_watch(struct place *p, bool blind)
{
    struct sohoa_watch_options o = {.folder = p->in,
                                    .done = p->done,
                                    .settle_ms = SETTLE,
                                    .rescan_ms = blind ? 20 : 0,
                                    .without_notify = blind};
    assert_int_equal(sohoa_watch_open(&o, &p->watch, &p->err), SOHOA_OK);
}

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    strncpy(p->root, "/tmp/test_watch_XXXXXX", sizeof p->root - 1);
    if (!mkdtemp(p->root))
        return -1;
    (void)snprintf(p->in, sizeof p->in, "%s/in", p->root);
    (void)snprintf(p->done, sizeof p->done, "%s/done", p->root);
    *state = p;
    return mkdir(p->in, 0700);
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    sohoa_watch_close(p->watch);
    (void)snprintf(command, sizeof command, "rm -rf %s", p->root);
    int rc = system(command);
    free(p);
    return rc;
}

static void expect(struct place *p, const char *name)
{
    const char *path = NULL;
    char want[256];
    (void)snprintf(want, sizeof want, "%s/%s", p->in, name);
    assert_int_equal(sohoa_watch_next(p->watch, 10000, &path, &p->err), SOHOA_OK);
    assert_string_equal(path, want);
}

static void expect_none(struct place *p)
{
    const char *path = NULL;
    assert_int_equal(sohoa_watch_next(p->watch, 4 * SETTLE, &path, &p->err), SOHOA_END);
}

static void files_that_are_there_already_are_told_once_the_oldest_first(void **state)
{
    struct place *p = *state;
    put(p->in, "b.pdf", "one");
    put(p->in, "a.tif", "two");
    put(p->in, "note.txt", "no page");
    put(p->in, ".hidden.pdf", "no page");
    const struct timespec old[2] = {{1000, 0}, {1000, 0}};
    char path[256];
    (void)snprintf(path, sizeof path, "%s/b.pdf", p->in);
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    open_watch(p, false);
    expect(p, "b.pdf");
    expect(p, "a.tif");
    expect_none(p);
}

static void a_file_being_written_is_not_told_before_it_is_closed(void **state)
{
    struct place *p = *state;
    char path[256];
    (void)snprintf(path, sizeof path, "%s/slow.pdf", p->in);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(write(fd, "half", 4), 4);
    open_watch(p, false);
    expect_none(p); /* it stood still for longer than it takes to settle, but is open */
    assert_int_equal(write(fd, "+half", 5), 5);
    close(fd);
    expect(p, "slow.pdf");
    assert_true(holds(p->in, "slow.pdf", "half+half"));
}

static void a_file_that_arrives_by_rename_is_told_without_inotify_too(void **state)
{
    struct place *p = *state;
    char from[256], to[256];
    open_watch(p, true);
    expect_none(p);
    put(p->root, "x", "whole");
    (void)snprintf(from, sizeof from, "%s/x", p->root);
    (void)snprintf(to, sizeof to, "%s/x.jpg", p->in);
    assert_int_equal(rename(from, to), 0);
    expect(p, "x.jpg");
}

static void a_file_that_changes_after_it_was_told_is_told_again_and_stays(void **state)
{
    struct place *p = *state;
    char path[256];
    put(p->in, "a.pdf", "first");
    open_watch(p, false);
    expect(p, "a.pdf");
    put(p->in, "a.pdf", "second one");
    (void)snprintf(path, sizeof path, "%s/a.pdf", p->in);
    assert_int_equal(sohoa_watch_done(p->watch, path, &p->err), SOHOA_RETRY);
    expect(p, "a.pdf");
    assert_int_equal(sohoa_watch_done(p->watch, path, &p->err), SOHOA_OK);
    assert_true(holds(p->done, "a.pdf", "second one"));
}

static void done_files_are_moved_and_never_over_another(void **state)
{
    struct place *p = *state;
    char path[256];
    open_watch(p, false);
    put(p->done, "a.pdf", "older");
    put(p->done, "a-1.pdf", "old");
    put(p->in, "a.pdf", "new");
    expect(p, "a.pdf");
    (void)snprintf(path, sizeof path, "%s/a.pdf", p->in);
    assert_int_equal(sohoa_watch_done(p->watch, path, &p->err), SOHOA_OK);
    assert_true(holds(p->done, "a.pdf", "older"));
    assert_true(holds(p->done, "a-1.pdf", "old"));
    assert_true(holds(p->done, "a-2.pdf", "new"));
    assert_int_not_equal(access(path, F_OK), 0);
    expect_none(p);
}

static void an_empty_file_is_told_in_the_end(void **state)
{
    struct place *p = *state;
    put(p->in, "empty.pdf", "");
    open_watch(p, false);
    expect_none(p);
    expect(p, "empty.pdf");
}

static void a_move_across_file_systems_copies_then_removes(void **state)
{
    struct place *p = *state;
    char other[] = "/dev/shm/test_watch_XXXXXX", name[64] = "", command[96];
    struct stat a, b;
    if (!mkdtemp(other) || stat(other, &a) != 0 || stat(p->in, &b) != 0 || a.st_dev == b.st_dev) {
        print_message("skipped: /dev/shm is no other file system than /tmp\n");
        skip();
    }
    put(p->in, "a.pdf", "bytes");
    put(other, "a.pdf", "older");
    int from = open(p->in, O_RDONLY | O_DIRECTORY), to = open(other, O_RDONLY | O_DIRECTORY);
    assert_int_equal(sohoa_watch_move(from, "a.pdf", to, name, sizeof name, &p->err), SOHOA_OK);
    assert_string_equal(name, "a-1.pdf");
    assert_true(holds(other, "a-1.pdf", "bytes"));
    assert_true(holds(other, "a.pdf", "older"));
    assert_false(holds(p->in, "a.pdf", "bytes"));
    close(from);
    close(to);
    (void)snprintf(command, sizeof command, "rm -rf %s", other);
    assert_int_equal(system(command), 0);
}

static void the_watched_folder_cannot_be_its_own_done_folder(void **state)
{
    struct place *p = *state;
    struct sohoa_watch_options o = {.folder = p->in, .done = p->in};
    assert_int_equal(sohoa_watch_open(&o, &p->watch, &p->err), SOHOA_FATAL);
    assert_contains(p->err.text, "name another one");
    o.folder = "/nonexistent";
    assert_int_equal(sohoa_watch_open(&o, &p->watch, &p->err), SOHOA_FATAL);
    assert_contains(p->err.text, "/nonexistent");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_that_are_there_already_are_told_once_the_oldest_first),
        TEST(a_file_being_written_is_not_told_before_it_is_closed),
        TEST(a_file_that_arrives_by_rename_is_told_without_inotify_too),
        TEST(a_file_that_changes_after_it_was_told_is_told_again_and_stays),
        TEST(done_files_are_moved_and_never_over_another),
        TEST(an_empty_file_is_told_in_the_end),
        TEST(a_move_across_file_systems_copies_then_removes),
        TEST(the_watched_folder_cannot_be_its_own_done_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
