/* test_request_file.c - request_file.h: a small request stays in the record, a large one does not.
 */
#include "unit.h"

#include "pipeline/request_file.h"
#include "support/support.h"

static json_t *request_of(int paths)
{
    json_t *list = json_array();
    for (int i = 0; i < paths; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "/a/rather/long/folder/%06d.tif", i);
        json_array_append_new(list, json_string(path));
    }
    return json_pack("{s:s, s:o}", "per", "file", "paths", list);
}

static size_t record_size(const json_t *kept)
{
    char *text = json_dumps(kept, JSON_COMPACT);
    size_t size = strlen(text);
    free(text);
    return size;
}

static void check(int paths, bool filed)
{
    struct support_store store;
    struct sohoa_err err = {0};
    char path[400], id[SOHOA_ID_SIZE];
    json_t *request = request_of(paths), *kept = NULL;
    support_store_open(&store);
    (void)snprintf(path, sizeof path, "%s/lock", store.dir);
    (void)mkdir(path, 0700);
    sohoa_id_new(id);
    if (sohoa_request_save(store.records, id, request, &kept, &err))
        fail_msg("%s", err.text);
    assert_true(record_size(kept) < 9000);
    (void)snprintf(path, sizeof path, "%s/lock/%s.json", store.dir, id);
    assert_int_equal(access(path, F_OK), filed ? 0 : -1);
    json_t *whole = sohoa_request_load(store.records, id, kept);
    assert_true(json_equal(json_object_get(whole, "paths"), json_object_get(request, "paths")));
    assert_string_equal(json_string_value(json_object_get(whole, "per")), "file");
    json_decref(whole);
    sohoa_request_drop(store.records, id, kept);
    assert_int_equal(access(path, F_OK), -1);
    whole = sohoa_request_load(store.records, id, kept); /* as in a store that was restored */
    assert_non_null(whole);
    assert_int_equal(json_array_size(json_object_get(whole, "paths")), filed ? 0 : paths);
    json_decref(whole);
    json_decref(kept);
    json_decref(request);
    support_store_close(&store);
}

static void a_small_request_stays_in_the_record(void **state)
{
    (void)state;
    check(3, false);
}

static void a_large_request_goes_to_a_file_until_the_batch_is_closed(void **state)
{
    (void)state;
    check(20000, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_request_stays_in_the_record),
        cmocka_unit_test(a_large_request_goes_to_a_file_until_the_batch_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
