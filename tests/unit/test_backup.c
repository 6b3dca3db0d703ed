/* test_backup.c - a backup is a store; it is taken beside writers and never half there. */
#include "record_rig.h"

#include "record/masters.h"
#include "record/store.h"

#include <pthread.h>
#include <stdatomic.h>

static void target_of(const struct support_store *s, char *buf, size_t room)
{
    (void)snprintf(buf, room, "%s/backup", s->folder);
}

/* Opens the folder as a store and verifies it. */
static struct sohoa_verify_report check(struct support_store *s, const char *dir)
{
    struct sohoa_err err;
    struct sohoa_records *r = NULL;
    struct sohoa_verify_report report;
    assert_ok(sohoa_records_open(dir, SOHOA_OPEN_READONLY, s->registry, NULL, 0, &r, &err), err);
    assert_ok(sohoa_verify(r, NULL, NULL, NULL, &report, &err), err);
    sohoa_records_close(r);
    return report;
}

static void count_masters(void *arg, uint64_t done, uint64_t total)
{
    uint64_t *seen = arg;
    assert_true(done == *seen + 1 && done <= total);
    *seen = done;
}

static void a_backup_is_a_store_with_everything_in_it(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], to[512], path[600];
    uint64_t seen = 0;
    target_of(s, to, sizeof to);
    rig_batch(s->records, 6, 2, batch, NULL);
    assert_ok(sohoa_backup(s->records, NULL, to, count_masters, &seen, &err), err);
    assert_int_equal(seen, 6);
    struct sohoa_verify_report report = check(s, to);
    assert_true(report.problems == 0 && report.pages == 6 && report.masters == 6 &&
                report.dossiers == 3);
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/db/data.mdb", to);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    (void)snprintf(path, sizeof path, "%s/db.new", to);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void an_older_backup_is_brought_up_to_date(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], to[512];
    target_of(s, to, sizeof to);
    rig_batch(s->records, 2, 2, batch, NULL);
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    rig_batch(s->records, 4, 2, batch, NULL);
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    struct sohoa_verify_report report = check(s, to);
    assert_true(report.problems == 0 && report.batches == 2 && report.pages == 6);
}

static void folders_that_are_no_backup_of_this_store_are_refused(void **state)
{
    struct support_store *s = *state, other;
    struct sohoa_err err;
    char to[512], path[600], batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 1, 1, batch, NULL);
    assert_int_equal(sohoa_backup(s->records, NULL, s->dir, NULL, NULL, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "is the store itself");
    (void)snprintf(path, sizeof path, "%s/backup", s->dir);
    assert_int_equal(sohoa_backup(s->records, NULL, path, NULL, NULL, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "lies in the store itself");
    assert_int_not_equal(access(path, F_OK), 0);
    target_of(s, to, sizeof to);
    assert_int_equal(mkdir(to, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/letters.txt", to);
    support_write_file(path, "dear", 4);
    assert_int_equal(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "no backup");
    support_store_open(&other);
    assert_int_equal(sohoa_backup(s->records, NULL, other.dir, NULL, NULL, &err),
                     SOHOA_BAD_DOSSIER);
    assert_contains(err.text, "another store");
    support_store_close(&other);
}

static bool stop_now(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

static void a_stopped_backup_leaves_the_older_one_whole(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], to[512];
    target_of(s, to, sizeof to);
    rig_batch(s->records, 2, 2, batch, NULL);
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    rig_batch(s->records, 4, 2, batch, NULL);
    struct sohoa_call call = {.size = sizeof call, .stopping = stop_now};
    assert_int_equal(sohoa_backup(s->records, &call, to, NULL, NULL, &err), SOHOA_RETRY);
    struct sohoa_verify_report report = check(s, to);
    assert_true(report.problems == 0 && report.pages == 2);
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    assert_int_equal(check(s, to).pages, 6);
}

static void a_missing_master_is_told_by_its_hash(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], to[512], path[600];
    struct sohoa_page_record page;
    target_of(s, to, sizeof to);
    rig_batch(s->records, 2, 2, batch, NULL);
    assert_ok(sohoa_page_get(s->records, batch, 1, 0, &page, &err), err);
    assert_int_equal(sohoa_master_path(s->records, page.master.sha256, path, sizeof path), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), SOHOA_FATAL);
    assert_contains(err.text, page.master.sha256);
    sohoa_page_record_clear(&page);
}

struct writer {
    struct sohoa_records *records;
    atomic_bool stop;
    uint32_t batches;
};

static void *keep_writing(void *arg)
{
    struct writer *w = arg;
    char batch[SOHOA_ID_SIZE];
    do {
        rig_batch(w->records, 3, 1, batch, NULL);
        w->batches++;
    } while (!atomic_load(&w->stop) && w->batches < 200);
    return NULL;
}

static void a_backup_beside_a_writer_holds_whole_batches(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char to[512];
    struct writer w = {.records = s->records};
    pthread_t thread;
    target_of(s, to, sizeof to);
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &w), 0);
    for (int i = 0; i < 3; i++) {
        assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
        struct sohoa_verify_report report = check(s, to);
        assert_true(report.problems == 0 && report.pages == 3 * report.batches &&
                    report.dossiers == report.pages);
    }
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
}

#define JOB "01K9ABCDEFGHJKMNPQRSTVWXYZ"

static void write_job(struct support_store *s, const char *state)
{
    struct sohoa_err err;
    struct sohoa_write *w = sohoa_write_new(s->records);
    json_t *job = json_pack("{s:s}", "state", state);
    assert_ok(sohoa_write_value(w, "job/" JOB, job, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    json_decref(job);
}

static bool is_there(const char *folder, const char *name)
{
    char path[700];
    (void)snprintf(path, sizeof path, "%s/uploads/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void what_was_handed_in_and_waits_is_in_the_backup_until_it_is_done(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char to[512], path[700];
    int lock = -1;
    target_of(s, to, sizeof to);
    for (int i = 0; i < 3; i++) {
        static const char *const below[] = {"", ("/" JOB), "/never-finished"};
        (void)snprintf(path, sizeof path, "%s/uploads%s", s->dir, below[i]);
        assert_int_equal(mkdir(path, 0700), 0);
        (void)snprintf(path, sizeof path, "%s/uploads%s/000-page.png", s->dir, below[i]);
        FILE *file = i ? fopen(path, "w") : NULL;
        assert_true(!i || (fputs("bytes", file) >= 0 && fclose(file) == 0));
    }
    write_job(s, "waiting");
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    assert_true(is_there(to, JOB "/000-page.png"));
    assert_false(is_there(to, "never-finished"));
    write_job(s, "done");
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
    assert_false(is_there(to, JOB));
    /* who clears them away and a backup exclude each other */
    assert_ok(sohoa_uploads_lock(s->records, true, &lock, &err), err);
    assert_int_equal(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), SOHOA_RETRY);
    sohoa_dossiers_unlock(lock);
    assert_ok(sohoa_backup(s->records, NULL, to, NULL, NULL, &err), err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_backup_is_a_store_with_everything_in_it),
        rig_test(an_older_backup_is_brought_up_to_date),
        rig_test(folders_that_are_no_backup_of_this_store_are_refused),
        rig_test(a_stopped_backup_leaves_the_older_one_whole),
        rig_test(a_missing_master_is_told_by_its_hash),
        rig_test(a_backup_beside_a_writer_holds_whole_batches),
        rig_test(what_was_handed_in_and_waits_is_in_the_backup_until_it_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
