/* test_object.c - the objects that people and programs see. */
#include "record_rig.h"

static void a_dossier_object_is_as_designed(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[2][SOHOA_ID_SIZE], expected[2048];
    struct sohoa_dossier_record d;
    struct sohoa_page_record page;
    rig_batch(s->records, 2, 1, batch, ids);
    assert_ok(sohoa_dossier_get(s->records, ids[1], &d, &err), err);
    assert_ok(sohoa_page_get(s->records, batch, 2, 0, &page, &err), err);
    json_t *object = sohoa_dossier_object(s->records, &d, false, &err);
    assert_non_null(object);
    char *json = json_dumps(object, SOHOA_JSON_FLAGS);
    (void)snprintf(
        expected, sizeof expected,
        "{\"dossier\":\"%s\",\"code\":\"000.00.14.H56-231103-0001\",\"part\":\"component\","
        "\"state\":\"complete\",\"batch\":\"%s\",\"agency\":null,\"procedure\":null,"
        "\"operator\":null,\"source\":\"box3/0001.tif\",\"received\":null,"
        "\"captured\":\"2026-11-21T09:00:00+07:00\",\"pages\":[{\"number\":1,"
        "\"state\":\"stored\",\"source\":\"box3/0001.tif\",\"width\":2480,\"height\":3508,"
        "\"dpi\":300,\"skew\":-0.4,\"rotated\":0,\"confidence\":0.94,\"master\":{\"sha256\":"
        "\"%s\",\"media\":\"image/tiff\",\"bytes\":21,\"image\":0},\"codes\":[{\"symbology\":"
        "\"QRCode\",\"text\":\"000.00.14\",\"box\":[1500,80,180,180]}]}],\"documents\":[]}",
        ids[1], batch, page.master.sha256);
    assert_string_equal(json, expected);
    free(json);
    json_decref(object);
    object = sohoa_dossier_object(s->records, &d, true, &err);
    assert_true(json_is_true(json_object_get(object, "already")));
    json_decref(object);
    sohoa_page_record_clear(&page);
    sohoa_dossier_record_clear(&d);
}

static void a_quarantined_source_says_why_and_has_no_made_up_numbers(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_write *w = sohoa_write_new(s->records);
    struct sohoa_page_record page = {.number = 1,
                                     .state = SOHOA_STATE_QUARANTINED,
                                     .source = strdup("a.tif"),
                                     .reason = strdup("the file is empty")};
    struct sohoa_dossier_record d = {.state = strdup("incomplete"), .first = 1, .last = 1};
    sohoa_id_new(d.id);
    sohoa_id_new(d.batch);
    assert_ok(sohoa_write_page(w, d.batch, &page, &err), err);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    json_t *object = sohoa_dossier_object(s->records, &d, false, &err);
    char *json = json_dumps(json_object_get(object, "pages"), SOHOA_JSON_FLAGS);
    assert_string_equal(json, "[{\"number\":1,\"state\":\"quarantined\",\"source\":\"a.tif\","
                              "\"width\":null,\"height\":null,\"dpi\":null,\"skew\":0,"
                              "\"rotated\":0,\"confidence\":null,\"master\":null,\"codes\":[],"
                              "\"reason\":\"the file is empty\"}]");
    assert_true(json_is_null(json_object_get(object, "code")));
    free(json);
    json_decref(object);
    sohoa_write_free(w);
    sohoa_page_record_clear(&page);
    sohoa_dossier_record_clear(&d);
}

static void a_batch_object_carries_its_ledger_and_alarms(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char id[SOHOA_ID_SIZE];
    struct sohoa_batch batch;
    rig_batch(s->records, 3, 3, id, NULL);
    assert_ok(sohoa_batch_get(s->records, id, &batch, &err), err);
    assert_int_equal(
        json_array_append_new(batch.alarms,
                              json_pack("{s:s,s:i}", "text", "a sheet is missing", "page", 3)),
        0);
    json_t *object = sohoa_batch_object(&batch);
    assert_string_equal(json_string_value(json_object_get(object, "batch")), id);
    assert_string_equal(json_string_value(json_object_get(object, "state")), "closed");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(object, "ledger"), "captured")), 3);
    assert_int_equal(json_array_size(json_object_get(object, "alarms")), 1);
    json_decref(object);
    sohoa_batch_clear(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_dossier_object_is_as_designed),
        rig_test(a_quarantined_source_says_why_and_has_no_made_up_numbers),
        rig_test(a_batch_object_carries_its_ledger_and_alarms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
