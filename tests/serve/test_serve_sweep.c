/* test_serve_sweep.c - jobs that ended long ago go with their keys; nothing else does. */
#include "unit/unit.h"

#include "record/store.h"
#include "serve/upload.h"
#include "support/support.h"

#include <sys/stat.h>
#include <time.h>

#define OLD_DONE "01K9ABCDEFGHJKMNPQRSTVWX01"
#define NEW_DONE "01K9ABCDEFGHJKMNPQRSTVWX02"
#define OLD_WAITING "01K9ABCDEFGHJKMNPQRSTVWX03"
#define FAILED_KEPT "01K9ABCDEFGHJKMNPQRSTVWX04"
#define FAILED_GONE "01K9ABCDEFGHJKMNPQRSTVWX05"

static void put(struct sohoa_records *r, const char *id, const char *state, int days)
{
    struct sohoa_err err = {0};
    struct sohoa_write *w = sohoa_write_new(r);
    char stamp[SOHOA_STAMP_SIZE], key[80];
    sohoa_stamp(time(NULL) - (time_t)days * 86400, stamp);
    json_t *job = json_pack("{s:s,s:s}", "state", state, "ended", stamp);
    json_t *idem = json_pack("{s:s}", "job", id);
    (void)snprintf(key, sizeof key, "job/%s", id);
    assert_int_equal(sohoa_write_value(w, key, job, &err), SOHOA_OK);
    (void)snprintf(key, sizeof key, "idem/%s", id);
    assert_int_equal(sohoa_write_value(w, key, idem, &err), SOHOA_OK);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_OK);
    sohoa_write_free(w);
    json_decref(job);
    json_decref(idem);
}

static bool has(struct sohoa_records *r, const char *kind, const char *id)
{
    char key[80];
    json_t *object = NULL;
    (void)snprintf(key, sizeof key, "%s/%s", kind, id);
    int rc = sohoa_object_get(r, key, &object, NULL);
    json_decref(object);
    assert_true(rc == SOHOA_OK || rc == SOHOA_END);
    return rc == SOHOA_OK;
}

static void
a_job_that_ended_long_ago_goes_with_its_key_but_not_before_a_failed_ones_files(void **state)
{
    struct support_store s;
    char path[700];
    (void)state;
    support_store_open(&s);
    put(s.records, OLD_DONE, "done", 31);
    put(s.records, NEW_DONE, "done", 29);
    put(s.records, OLD_WAITING, "waiting", 31);
    put(s.records, FAILED_KEPT, "failed", 31);
    put(s.records, FAILED_GONE, "failed", 31);
    (void)snprintf(path, sizeof path, "%s/uploads", s.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/uploads/" FAILED_KEPT, s.dir);
    assert_int_equal(mkdir(path, 0700), 0);
    upload_sweep(s.records, 30);
    static const struct {
        const char *id;
        bool stays;
    } jobs[] = {{OLD_DONE, false},
                {NEW_DONE, true},
                {OLD_WAITING, true},
                {FAILED_KEPT, true},
                {FAILED_GONE, false}};
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        assert_int_equal(has(s.records, "job", jobs[i].id), jobs[i].stays);
        assert_int_equal(has(s.records, "idem", jobs[i].id), jobs[i].stays);
    }
    support_store_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_job_that_ended_long_ago_goes_with_its_key_but_not_before_a_failed_ones_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
