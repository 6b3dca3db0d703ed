/* test_audit.c - the access record: what is written, how it is kept together, what it refuses. */
#include "audit_rig.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

static void what_is_recorded_can_be_listed_and_is_whole(void **state)
{
    struct sohoa_audit *a = audit_open(*state);
    audit_say(a, "01K9");
    audit_say(a, "01KA");
    struct sohoa_audit_report report = audit_check(a, NULL, NULL);
    assert_int_equal(report.entries, 3); /* with the chain's head */
    assert_int_equal(report.chains, 1);
    assert_int_equal(report.problems, 0);
    sohoa_audit_close(a);
}

static void the_next_process_goes_on_with_the_chain(void **state)
{
    struct sohoa_audit_report report;
    for (int i = 0; i < 3; i++) {
        struct sohoa_audit *a = audit_open(*state);
        audit_say(a, "01K9");
        report = audit_check(a, NULL, NULL);
        sohoa_audit_close(a);
    }
    assert_int_equal(report.chains, 1);
    assert_int_equal(report.files, 1);
    assert_int_equal(report.entries, 4);
    assert_int_equal(report.problems, 0);
}

static void a_chain_has_one_owner_and_a_second_process_its_own(void **state)
{
    struct sohoa_audit *a = audit_open(*state), *b = audit_open(*state);
    audit_say(a, "a");
    audit_say(b, "b");
    audit_say(a, "a");
    struct sohoa_audit_report report = audit_check(a, NULL, NULL);
    assert_int_equal(report.chains, 2);
    assert_int_equal(report.problems, 0);
    sohoa_audit_close(a);
    sohoa_audit_close(b);
}

static void a_copied_record_is_not_written_on(void **state)
{
    struct audit_rig *r = *state, copy = *r;
    char command[1000], path[400];
    struct stat before, after;
    struct sohoa_audit *a = audit_open(r);
    audit_say(a, "01K9");
    sohoa_audit_close(a);
    (void)snprintf(copy.store, sizeof copy.store, "%s/copy", r->folder);
    (void)snprintf(command, sizeof command, "cp -a %s %s", r->store, copy.store);
    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c): a test
    audit_path(&copy, 0, path, sizeof path);
    assert_int_equal(stat(path, &before), 0);
    a = audit_open(&copy);
    audit_say(a, "01KA");
    struct sohoa_audit_report report = audit_check(a, NULL, NULL);
    sohoa_audit_close(a);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(report.chains, 2);
    assert_int_equal(report.problems, 0);
}

static void a_file_that_is_long_enough_is_followed_by_the_next(void **state)
{
    struct sohoa_audit *a = audit_open_with(*state, 1000, false);
    char path[400], first[512];
    for (int i = 0; i < 10; i++)
        audit_say(a, "01K9");
    struct sohoa_audit_report report = audit_check(a, NULL, NULL);
    assert_int_equal(report.chains, 1);
    assert_true(report.files > 2);
    assert_int_equal(report.problems, 0);
    audit_path(*state, 1, path, sizeof path);
    assert_int_equal(unlink(path), 0);
    assert_true(audit_check(a, NULL, first).problems > 0);
    assert_contains(first, "is missing");
    sohoa_audit_close(a);
}

static void a_service_lays_space_out_ahead_and_leaves_none_behind(void **state)
{
    struct sohoa_audit *a = audit_open_with(*state, 0, true);
    char path[400];
    struct stat st;
    audit_say(a, "01K9");
    audit_path(*state, 0, path, sizeof path);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 1 << 20);
    assert_int_equal(audit_check(a, NULL, NULL).problems, 0);
    assert_int_equal(audit_check(a, NULL, NULL).entries, 2);
    sohoa_audit_close(a);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size < 4096);
}

/* ---- persons ---- */

static void every_person_in_an_answer_has_an_entry_and_no_id_is_written(void **state)
{
    static const char *const ids[] = {"038190000001", "038190000002", "person/038190000001"};
    struct sohoa_audit *a = audit_open(*state);
    struct sohoa_whose whose = {0};
    struct sohoa_err err;
    char path[400];
    size_t size;
    for (size_t i = 0; i < 3; i++)
        sohoa_whose_add(&whose, ids[i]);
    assert_int_equal(whose.count, 2);
    struct sohoa_audit_entry entry = {.who = "os:038190000001",
                                      .from = "x",
                                      .action = "read",
                                      .what = "GET /v1/citizens/038190000001",
                                      .whose = &whose,
                                      .why = "case 038190000002"};
    assert_ok(sohoa_audit_record(a, &entry, &err), err);
    assert_int_equal(audit_check(a, NULL, NULL).entries, 3);
    audit_path(*state, 0, path, sizeof path);
    char *text = audit_read(path, &size);
    assert_null(strstr(text, "03819000000"));
    assert_contains(text, "/v1/citizens/*********001");
    free(text);
    sohoa_whose_clear(&whose);
    sohoa_audit_close(a);
}

static void names_that_the_program_makes_are_not_masked(void **state)
{
    static const char name[] = "01K9123456789012ABCDEFGHJK";
    struct sohoa_audit *a = audit_open(*state);
    char path[400];
    size_t size;
    audit_say(a, name);
    audit_path(*state, 0, path, sizeof path);
    char *text = audit_read(path, &size);
    assert_contains(text, name);
    free(text);
    sohoa_audit_close(a);
}

static void persons_are_found_in_documents_and_in_text(void **state)
{
    (void)state;
    struct sohoa_whose whose = {0};
    json_t *documents = json_loads(
        "[{\"fields\":{\"a.id\":{\"value\":\"038190000001\"},\"b\":{\"value\":\"0381900000011\"},"
        "\"c.id\":{\"value\":\"x\",\"readings\":[{\"value\":\"038190000002\"},{}]}}},{},7]",
        0, NULL);
    sohoa_whose_documents(&whose, documents);
    assert_int_equal(whose.count, 2);
    sohoa_whose_text(&whose, "so 038190000003, 1234567890123 138190000001 038190000001");
    assert_int_equal(whose.count, 3);
    assert_string_equal(whose.ids[2], "038190000003");
    sohoa_whose_clear(&whose);
    json_decref(documents);
}

/* ---- many at once ---- */

enum { THREADS = 16, EACH = 60 };

static atomic_int told;

static void count_told(void *arg, int rc, const struct sohoa_err *err)
{
    (void)err;
    (void)arg;
    if (rc == SOHOA_OK)
        atomic_fetch_add(&told, 1);
}

static void *append_many(void *arg)
{
    struct sohoa_err err;
    const struct sohoa_audit_entry entry = {.who = "token:portal", .action = "read"};
    for (int i = 0; i < EACH; i++) {
        int rc = i % 4 ? sohoa_audit_append(arg, &entry, count_told, NULL, &err)
                       : sohoa_audit_record(arg, &entry, &err);
        if (rc != SOHOA_OK)
            return arg;
        if (i % 4 == 0)
            atomic_fetch_add(&told, 1);
    }
    return NULL;
}

static void entries_of_many_threads_are_each_written_once_and_told_once(void **state)
{
    struct sohoa_audit *a = audit_open(*state);
    pthread_t threads[THREADS];
    atomic_store(&told, 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, append_many, a), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    sohoa_audit_close(a); /* tells what still waits */
    assert_int_equal(atomic_load(&told), THREADS * EACH);
    a = audit_open(*state);
    struct sohoa_audit_report report = audit_check(a, NULL, NULL);
    assert_int_equal(report.entries, THREADS * EACH + 1);
    assert_int_equal(report.problems, 0);
    sohoa_audit_close(a);
}

static void an_entry_that_cannot_be_written_is_refused_and_the_next_one_is_tried_anew(void **state)
{
    struct audit_rig *r = *state;
    struct sohoa_audit *a = audit_open(r);
    struct sohoa_err err = {0};
    char folder[400], away[400];
    const struct sohoa_audit_entry entry = {.who = "os:lan", .action = "read"};
    (void)snprintf(folder, sizeof folder, "%s/audit", r->store);
    (void)snprintf(away, sizeof away, "%s/away", r->folder);
    assert_int_equal(rename(folder, away), 0);
    assert_int_equal(sohoa_audit_record(a, &entry, &err), SOHOA_FATAL);
    assert_contains(err.text, "cannot be written");
    assert_int_equal(rename(away, folder), 0);
    assert_ok(sohoa_audit_record(a, &entry, &err), err);
    assert_int_equal(audit_check(a, NULL, NULL).entries, 2);
    sohoa_audit_close(a);
}

/* ---- the key ---- */

static int try_open(struct audit_rig *r, const char *key, struct sohoa_err *err)
{
    struct sohoa_audit *a = NULL;
    struct sohoa_audit_options o = {.key = key};
    int rc = sohoa_audit_open(r->store, &o, &a, NULL, err);
    sohoa_audit_close(a);
    return rc;
}

static void a_key_is_made_for_a_store_without_a_record_and_only_its_owner_reads_it(void **state)
{
    struct audit_rig *r = *state;
    struct sohoa_audit *a = NULL;
    struct sohoa_audit_options o = {.key = r->key};
    struct sohoa_err err;
    struct stat st;
    char *made = NULL;
    assert_ok(sohoa_audit_open(r->store, &o, &a, &made, &err), err);
    assert_string_equal(made, r->key);
    assert_int_equal(stat(r->key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_size, 65);
    sohoa_audit_close(a);
    free(made);
    made = NULL;
    assert_ok(sohoa_audit_open(r->store, &o, &a, &made, &err), err);
    assert_null(made);
    sohoa_audit_close(a);
}

static void a_missing_another_or_an_open_key_is_refused(void **state)
{
    struct audit_rig *r = *state;
    struct sohoa_err err;
    char other[400], inside[400];
    (void)snprintf(other, sizeof other, "%s/other.key", r->folder);
    (void)snprintf(inside, sizeof inside, "%s/audit.key", r->store);
    assert_int_equal(try_open(r, inside, &err), SOHOA_FATAL);
    assert_contains(err.text, "must not lie in the store");
    assert_ok(try_open(r, r->key, &err), err);
    assert_int_equal(try_open(r, other, &err), SOHOA_FATAL);
    assert_contains(err.text, "is missing");
    support_write_file(other, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
                       65);
    assert_int_equal(try_open(r, other, &err), SOHOA_FATAL);
    assert_contains(err.text, "is kept with the key");
    support_write_file(other, "0011\n", 5);
    assert_int_equal(try_open(r, other, &err), SOHOA_FATAL);
    assert_contains(err.text, "64 hexadecimal digits");
    assert_int_equal(chmod(r->key, 0640), 0);
    assert_int_equal(try_open(r, r->key, &err), SOHOA_FATAL);
    assert_contains(err.text, "open to others");
}

static void the_mac_is_the_one_of_rfc_4231(void **state)
{
    (void)state;
    struct sohoa_mac mac;
    char hex[SOHOA_AUDIT_HASH_SIZE], key[131];
    sohoa_mac_begin(&mac, "Jefe", 4);
    sohoa_mac_hex(&mac, "what do ya want for nothing?", 28, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xAA, sizeof key);
    sohoa_mac_begin(&mac, key, sizeof key);
    sohoa_mac_hex(&mac, "Test Using Larger Than Block-Size Key - Hash Key First", 54, hex);
    assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* ---- questions ---- */

static bool count_entry(void *arg, const json_t *entry)
{
    assert_null(json_object_get(entry, "mac"));
    assert_null(json_object_get(entry, "chain"));
    ++*(size_t *)arg;
    return true;
}

static size_t count(struct sohoa_audit *a, struct sohoa_audit_filter filter)
{
    struct sohoa_err err;
    size_t n = 0;
    assert_ok(sohoa_audit_each(a, &filter, count_entry, &n, &err), err);
    return n;
}

static void entries_are_found_by_person_user_action_and_time(void **state)
{
    struct sohoa_audit *a = audit_open(*state);
    struct sohoa_whose whose = {0};
    struct sohoa_err err;
    char now[SOHOA_STAMP_SIZE];
    sohoa_stamp(0, now);
    sohoa_whose_add(&whose, "038190000001");
    struct sohoa_audit_entry entry = {.who = "token:portal", .action = "export", .whose = &whose};
    audit_say(a, "01K9");
    assert_ok(sohoa_audit_record(a, &entry, &err), err);
    assert_int_equal(count(a, (struct sohoa_audit_filter){0}), 2);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.citizen = "038190000001"}), 1);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.citizen = "038190000002"}), 0);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.who = "os:lan"}), 1);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.action = "export"}), 1);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.limit = 1}), 1);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.from = "2999"}), 0);
    assert_int_equal(count(a, (struct sohoa_audit_filter){.to = "1999-12-31"}), 0);
    now[10] = '\0';
    assert_int_equal(count(a, (struct sohoa_audit_filter){.from = now, .to = "2999"}), 2);
    sohoa_whose_clear(&whose);
    sohoa_audit_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        audit_test(what_is_recorded_can_be_listed_and_is_whole),
        audit_test(the_next_process_goes_on_with_the_chain),
        audit_test(a_chain_has_one_owner_and_a_second_process_its_own),
        audit_test(a_copied_record_is_not_written_on),
        audit_test(a_file_that_is_long_enough_is_followed_by_the_next),
        audit_test(a_service_lays_space_out_ahead_and_leaves_none_behind),
        audit_test(every_person_in_an_answer_has_an_entry_and_no_id_is_written),
        audit_test(names_that_the_program_makes_are_not_masked),
        audit_test(persons_are_found_in_documents_and_in_text),
        audit_test(entries_of_many_threads_are_each_written_once_and_told_once),
        audit_test(an_entry_that_cannot_be_written_is_refused_and_the_next_one_is_tried_anew),
        audit_test(a_key_is_made_for_a_store_without_a_record_and_only_its_owner_reads_it),
        audit_test(a_missing_another_or_an_open_key_is_refused),
        audit_test(the_mac_is_the_one_of_rfc_4231),
        audit_test(entries_are_found_by_person_user_action_and_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
