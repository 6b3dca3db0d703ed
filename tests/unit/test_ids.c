/* test_ids.c - identifiers and time stamps. */
#include "unit.h"

#include "record/records.h"

#include <pthread.h>
#include <time.h>

static void ids_ascend_even_within_a_millisecond(void **state)
{
    (void)state;
    char before[SOHOA_ID_SIZE] = "", id[SOHOA_ID_SIZE];
    for (int i = 0; i < 20000; i++) {
        sohoa_id_new(id);
        assert_true(sohoa_id_valid(id));
        assert_true(strcmp(before, id) < 0);
        memcpy(before, id, sizeof id);
    }
}

static void an_id_begins_with_its_time(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char id[SOHOA_ID_SIZE];
    uint64_t ms = 0;
    struct timespec now;
    sohoa_id_new(id);
    clock_gettime(CLOCK_REALTIME, &now);
    for (int i = 0; i < 10; i++)
        ms = ms * 32 + (uint64_t)(strchr(alphabet, id[i]) - alphabet);
    assert_true(ms / 1000 <= (uint64_t)now.tv_sec + 2 && ms / 1000 + 60 > (uint64_t)now.tv_sec);
}

enum { MANY = 2000 };

static void *make_many(void *arg)
{
    char(*ids)[SOHOA_ID_SIZE] = arg;
    for (int i = 0; i < MANY; i++)
        sohoa_id_new(ids[i]);
    return NULL;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void two_threads_never_make_the_same_id(void **state)
{
    (void)state;
    char(*ids)[SOHOA_ID_SIZE] = calloc((size_t)MANY * 2, sizeof *ids);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, make_many, ids + MANY), 0);
    make_many(ids);
    pthread_join(other, NULL);
    qsort(ids, (size_t)MANY * 2, sizeof *ids, by_text);
    for (size_t i = 1; i < (size_t)MANY * 2; i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
    free(ids);
}

static void what_is_no_ulid_is_refused(void **state)
{
    (void)state;
    assert_true(sohoa_id_valid("01K9ABCDEFGHJKMNPQRSTVWXYZ"));
    assert_false(sohoa_id_valid(NULL));
    assert_false(sohoa_id_valid(""));
    assert_false(sohoa_id_valid("01K9ABCDEFGHJKMNPQRSTVWXY"));
    assert_false(sohoa_id_valid("01K9ABCDEFGHJKMNPQRSTVWXYZ0"));
    assert_false(sohoa_id_valid("01K9ABCDEFGHJKMNPQRSTVWXYI"));
    assert_false(sohoa_id_valid("01k9abcdefghjkmnpqrstvwxyz"));
    assert_false(sohoa_id_valid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assert_false(sohoa_id_valid("../../../../../etc/passwd0"));
}

static void a_stamp_is_the_time_in_hanoi(void **state)
{
    (void)state;
    char stamp[SOHOA_STAMP_SIZE];
    sohoa_stamp(1795226400, stamp);
    assert_string_equal(stamp, "2026-11-21T09:00:00+07:00");
    sohoa_stamp(1798736400, stamp); /* the new year comes seven hours earlier than in Greenwich */
    assert_string_equal(stamp, "2027-01-01T00:00:00+07:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_ascend_even_within_a_millisecond),
        cmocka_unit_test(an_id_begins_with_its_time),
        cmocka_unit_test(two_threads_never_make_the_same_id),
        cmocka_unit_test(what_is_no_ulid_is_refused),
        cmocka_unit_test(a_stamp_is_the_time_in_hanoi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
