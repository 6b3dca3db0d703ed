/* test_store_open.c - stores are made, opened, and refused in clear words. */
#include "record_rig.h"

#include <sys/wait.h>

static void a_new_store_is_readable_by_its_owner_only(void **state)
{
    struct support_store *s = *state;
    static const char *const folders[] = {"", "/db", "/masters", "/dict", "/lock"};
    static const char *const files[] = {"/db/data.mdb", "/db/lock.mdb", "/dict/1.zdict",
                                        "/dict/2.zdict"};
    char path[600];
    struct stat st;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        (void)snprintf(path, sizeof path, "%s%s", s->dir, folders[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0700);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(path, sizeof path, "%s%s", s->dir, files[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0600);
    }
    assert_string_equal(sohoa_records_dir(s->records), s->dir);
}

static int try_open(struct support_store *s, const char *dir, unsigned flags, struct sohoa_err *err)
{
    struct sohoa_records *r = NULL;
    memset(err, 0, sizeof *err);
    int rc = sohoa_records_open(dir, flags, s->registry, NULL, 0, &r, err);
    sohoa_records_close(r);
    return rc;
}

static void a_store_that_is_not_there_is_told(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char path[600];
    (void)snprintf(path, sizeof path, "%s/none", s->folder);
    assert_int_equal(try_open(s, path, 0, &err), SOHOA_END);
    assert_contains(err.text, "there is no store in");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(try_open(s, path, SOHOA_OPEN_READONLY | SOHOA_OPEN_CREATE, &err), SOHOA_END);
    assert_int_equal(try_open(s, path, SOHOA_OPEN_CREATE, &err), SOHOA_OK);
    (void)snprintf(path, sizeof path, "%s/deep/below/store/", s->folder);
    assert_int_equal(try_open(s, path, SOHOA_OPEN_CREATE, &err), SOHOA_OK);
    assert_int_equal(try_open(s, path, 0, &err), SOHOA_OK);
}

static void a_folder_that_is_something_else_is_left_alone(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char path[600];
    (void)snprintf(path, sizeof path, "%s/letters.txt", s->folder);
    support_write_file(path, "dear", 4);
    assert_int_equal(try_open(s, s->folder, SOHOA_OPEN_CREATE, &err), SOHOA_FATAL);
    assert_contains(err.text, "something that is no store");
    assert_int_equal(try_open(s, path, 0, &err), SOHOA_FATAL);
    assert_contains(err.text, "is a file");
}

static void a_file_that_is_no_database_is_told(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char dir[512], path[600], rubbish[8192];
    (void)snprintf(dir, sizeof dir, "%s/odd", s->folder);
    assert_int_equal(try_open(s, dir, SOHOA_OPEN_CREATE, &err), SOHOA_OK);
    (void)snprintf(path, sizeof path, "%s/db/data.mdb", dir);
    memset(rubbish, 'r', sizeof rubbish);
    support_write_file(path, rubbish, sizeof rubbish);
    assert_int_equal(try_open(s, dir, 0, &err), SOHOA_FATAL);
    assert_contains(err.text, "no database of this kind");
}

static void a_newer_format_is_refused_by_name(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    rig_put_json(s->records, "meta", "{\"format\":99,\"tool\":\"sohoa 9\"}");
    assert_int_equal(try_open(s, s->dir, 0, &err), SOHOA_FATAL);
    assert_contains(err.text, s->dir);
    assert_contains(err.text, "has format 99, this program knows formats up to 2");
}

static void what_was_written_is_there_after_reopening(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    struct sohoa_text *text = NULL;
    rig_batch(s->records, 2, 2, batch, NULL);
    support_store_reopen(s, 0);
    assert_ok(sohoa_text_get(s->records, batch, 2, 0, &text, &err), err);
    assert_int_equal(sohoa_text_words(text), 2);
    sohoa_text_free(text);
}

static void a_store_opened_for_reading_refuses_to_write(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_master master;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 2, 2, batch, NULL);
    support_store_reopen(s, SOHOA_OPEN_READONLY);
    struct sohoa_batch b;
    assert_ok(sohoa_batch_get(s->records, batch, &b, &err), err);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_batch(w, &b, &err), err);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_FATAL);
    assert_contains(err.text, "reading only");
    struct sohoa_blob *blob = sohoa_blob_new("abc", 3, "image/tiff");
    assert_int_equal(sohoa_master_put(s->records, blob, &master, &err), SOHOA_FATAL);
    assert_contains(err.text, "reading only");
    /* LMDB cannot have it twice with different rights in one process */
    assert_int_equal(try_open(s, s->dir, 0, &err), SOHOA_FATAL);
    assert_contains(err.text, "open for reading only");
    sohoa_blob_unref(blob);
    sohoa_write_free(w);
    sohoa_batch_clear(&b);
}

/* Whether somebody else, who must not, is told `words` and the store's name. */
static void assert_refused(struct support_store *s, unsigned flags, const char *words)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct sohoa_err err;
        if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(9);
        int rc = try_open(s, s->dir, flags, &err);
        _exit(rc == SOHOA_FATAL && strstr(err.text, words) && strstr(err.text, s->dir) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void a_store_without_permission_is_told_in_words(void **state)
{
    struct support_store *s = *state;
    char batch[SOHOA_ID_SIZE], command[700];
    rig_batch(s->records, 1, 1, batch, NULL);
    sohoa_records_close(s->records);
    s->records = NULL;
    (void)snprintf(command, sizeof command, "chmod -R a+rX %s && chmod -R a-w %s/db", s->folder,
                   s->dir);
    assert_int_equal(system(command), 0);
    assert_refused(s, 0, "no permission"); /* may look but not write */
    assert_int_equal(chmod(s->dir, 0), 0);
    assert_refused(s, 0, "Permission denied"); /* not even look: it is not taken for none */
    assert_refused(s, SOHOA_OPEN_CREATE, "Permission denied");
    (void)snprintf(command, sizeof command, "chmod -R u+rwX %s", s->folder);
    assert_int_equal(system(command), 0);
}

static void many_processes_may_make_the_same_store_at_once(void **state)
{
    struct support_store *s = *state;
    char dir[512];
    int go[2], status = 0, good = 0;
    (void)snprintf(dir, sizeof dir, "%s/shared", s->folder);
    assert_int_equal(pipe(go), 0);
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            struct sohoa_err err;
            struct sohoa_records *r = NULL;
            char c, batch[SOHOA_ID_SIZE];
            close(go[1]);
            (void)!read(go[0], &c, 1); /* until the parent closes its end */
            if (sohoa_records_open(dir, SOHOA_OPEN_CREATE, s->registry, NULL, 0, &r, &err) != 0)
                _exit(1);
            rig_batch(r, 3, 1, batch, NULL);
            sohoa_records_close(r);
            _exit(0);
        }
    close(go[0]);
    close(go[1]);
    for (int i = 0; i < 4; i++)
        good += wait(&status) > 0 && status == 0;
    assert_int_equal(good, 4);
    struct sohoa_err err;
    struct sohoa_records *r = NULL;
    struct sohoa_verify_report report;
    assert_ok(sohoa_records_open(dir, 0, s->registry, NULL, 0, &r, &err), err);
    assert_ok(sohoa_verify(r, NULL, NULL, NULL, &report, &err), err);
    assert_true(report.problems == 0 && report.batches == 4 && report.pages == 12);
    sohoa_records_close(r);
}

static void a_store_begun_and_never_finished_is_made_anew(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char dir[512], path[600];
    (void)snprintf(dir, sizeof dir, "%s/begun", s->folder);
    assert_int_equal(mkdir(dir, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/masters", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/dict", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(try_open(s, dir, SOHOA_OPEN_CREATE, &err), SOHOA_OK);
    rig_put_raw(s->records, "meta", NULL, 0); /* killed before the meta record */
    support_store_reopen(s, SOHOA_OPEN_CREATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_new_store_is_readable_by_its_owner_only),
        rig_test(a_store_that_is_not_there_is_told),
        rig_test(a_folder_that_is_something_else_is_left_alone),
        rig_test(a_file_that_is_no_database_is_told),
        rig_test(a_newer_format_is_refused_by_name),
        rig_test(what_was_written_is_there_after_reopening),
        rig_test(a_store_opened_for_reading_refuses_to_write),
        rig_test(a_store_without_permission_is_told_in_words),
        rig_test(many_processes_may_make_the_same_store_at_once),
        rig_test(a_store_begun_and_never_finished_is_made_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
