/* test_gc.c - masters that nobody refers to go after the grace time, and nothing else. */
#include "record_rig.h"

#include "record/masters.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY 86400u

/* Puts a master that no page refers to, last touched so many seconds ago. */
static struct sohoa_master put(struct support_store *s, const char *content, unsigned age)
{
    struct sohoa_err err;
    struct sohoa_master master;
    char path[512];
    struct sohoa_blob *blob = sohoa_blob_new(content, strlen(content), "image/jpeg");
    assert_ok(sohoa_master_put(s->records, blob, &master, &err), err);
    sohoa_blob_unref(blob);
    assert_int_equal(sohoa_master_path(s->records, master.sha256, path, sizeof path), 0);
    struct timespec at[2] = {{.tv_sec = time(NULL) - age}, {.tv_sec = time(NULL) - age}};
    assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
    return master;
}

static bool there(struct support_store *s, const struct sohoa_master *master)
{
    char path[512];
    assert_int_equal(sohoa_master_path(s->records, master->sha256, path, sizeof path), 0);
    return access(path, F_OK) == 0;
}

static struct sohoa_gc_report collect(struct support_store *s, uint64_t grace, bool dry)
{
    struct sohoa_err err;
    struct sohoa_gc_report report = {0};
    assert_ok(sohoa_gc(s->records, NULL, grace, dry, &report, &err), err);
    return report;
}

static void what_nobody_refers_to_goes_after_the_grace_time(void **state)
{
    struct support_store *s = *state;
    struct sohoa_master old = put(s, "eight days", 8 * DAY), young = put(s, "six days", 6 * DAY);
    struct sohoa_gc_report report = collect(s, 7 * DAY, false);
    assert_int_equal(report.removed, 1);
    assert_int_equal(report.bytes, strlen("eight days"));
    assert_int_equal(report.waiting, 1);
    assert_false(there(s, &old));
    assert_true(there(s, &young));
}

static void a_dry_run_removes_nothing_and_tells_the_same(void **state)
{
    struct support_store *s = *state;
    struct sohoa_master old = put(s, "eight days", 8 * DAY);
    struct sohoa_gc_report report = collect(s, 7 * DAY, true);
    assert_int_equal(report.removed, 1);
    assert_int_equal(report.bytes, strlen("eight days"));
    assert_true(there(s, &old));
}

static void what_a_page_refers_to_stays_however_old(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_verify_report report;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 3, 3, batch, NULL);
    for (unsigned n = 1; n <= 3; n++) {
        char content[64];
        (void)snprintf(content, sizeof content, "the bytes of master %u", n);
        put(s, content, 400 * DAY);
    }
    assert_int_equal(collect(s, 0, false).removed, 0);
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_int_equal(report.problems, 0);
    assert_int_equal(report.masters, 3);
}

static void what_was_put_a_moment_ago_stays_without_any_grace(void **state)
{
    struct support_store *s = *state;
    struct sohoa_master fresh = put(s, "a moment", 60);
    assert_int_equal(collect(s, 0, false).removed, 0);
    assert_true(there(s, &fresh));
}

static void what_was_put_while_a_living_import_goes_on_stays(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_lock *lock = NULL;
    char batch[SOHOA_ID_SIZE], path[512];
    sohoa_id_new(batch);
    assert_ok(sohoa_batch_lock(s->records, batch, &lock, &err), err);
    (void)snprintf(path, sizeof path, "%s/lock/%s", s->dir, batch);
    struct timespec at[2] = {{.tv_sec = time(NULL) - 5 * 3600}, {.tv_sec = time(NULL) - 5 * 3600}};
    assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
    struct sohoa_master during = put(s, "four hours", 4 * 3600), older = put(s, "a day", DAY);
    assert_int_equal(collect(s, 0, false).removed, 1);
    assert_true(there(s, &during));
    assert_false(there(s, &older));
    sohoa_batch_unlock(lock);
    assert_int_equal(collect(s, 0, false).removed, 1);
    assert_false(there(s, &during));
}

static void nothing_goes_while_a_backup_is_under_way(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_gc_report report;
    int lock = -1;
    struct sohoa_master old = put(s, "eight days", 8 * DAY);
    assert_ok(sohoa_masters_lock(s->records, false, &lock, &err), err);
    assert_int_equal(sohoa_gc(s->records, NULL, DAY, false, &report, &err), SOHOA_RETRY);
    assert_contains(err.text, "backup");
    assert_true(there(s, &old));
    sohoa_dossiers_unlock(lock);
    assert_int_equal(collect(s, DAY, false).removed, 1);
}

static void what_a_drop_has_just_moved_aside_is_left_to_it(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], id[SOHOA_ID_SIZE], path[512], aside[512];
    rig_batch(s->records, 1, 1, batch, NULL);
    struct sohoa_master master = put(s, "the bytes of master 1", 400 * DAY);
    sohoa_id_new(id);
    assert_int_equal(sohoa_master_path(s->records, master.sha256, path, sizeof path), 0);
    (void)snprintf(aside, sizeof aside, "%s/masters/.old%s", s->dir, id);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(collect(s, 0, false).removed, 0); /* it was moved just now */
    assert_false(there(s, &master));
    assert_int_equal(access(aside, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(what_nobody_refers_to_goes_after_the_grace_time),
        rig_test(a_dry_run_removes_nothing_and_tells_the_same),
        rig_test(what_a_page_refers_to_stays_however_old),
        rig_test(what_was_put_a_moment_ago_stays_without_any_grace),
        rig_test(what_was_put_while_a_living_import_goes_on_stays),
        rig_test(nothing_goes_while_a_backup_is_under_way),
        rig_test(what_a_drop_has_just_moved_aside_is_left_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
