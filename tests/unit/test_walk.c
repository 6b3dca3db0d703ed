/* test_walk.c - walks in order, from anywhere, stopped at will, and written under while they go. */
#include "record_rig.h"

enum { PAGES = 150 }; /* more than one chunk of a scan */

struct seen {
    struct support_store *store;
    const char *batch;
    uint32_t count, last, stop_at;
    char ids[64][SOHOA_ID_SIZE];
    bool write;
};

static bool see_page(void *arg, const struct sohoa_page_record *page)
{
    struct seen *s = arg;
    assert_true(page->number > s->last);
    s->last = page->number;
    s->count++;
    if (s->write) {
        struct sohoa_err err;
        struct sohoa_write *w = sohoa_write_new(s->store->records);
        assert_ok(sohoa_write_try(w, s->batch, page->number, 1, &err), err);
        assert_ok(sohoa_write_commit(w, &err), err);
        sohoa_write_free(w);
    }
    return s->count != s->stop_at;
}

static bool see_batch(void *arg, const struct sohoa_batch *batch)
{
    struct seen *s = arg;
    memcpy(s->ids[s->count++], batch->id, SOHOA_ID_SIZE);
    return s->count != s->stop_at;
}

static bool see_dossier(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct seen *s = arg;
    memcpy(s->ids[s->count++], dossier->id, SOHOA_ID_SIZE);
    return s->count != s->stop_at;
}

static void pages_come_in_order_within_the_range(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], other[SOHOA_ID_SIZE];
    rig_batch(s->records, PAGES, 50, batch, NULL);
    rig_batch(s->records, 3, 3, other, NULL);
    struct seen all = {0}, some = {0}, stopped = {.stop_at = 7},
                writing = {.store = s, .write = true};
    assert_ok(sohoa_pages_each(s->records, batch, 1, UINT32_MAX, see_page, &all, &err), err);
    assert_int_equal(all.count, PAGES);
    assert_ok(sohoa_pages_each(s->records, batch, 60, 70, see_page, &some, &err), err);
    assert_true(some.count == 11 && some.last == 70);
    assert_ok(sohoa_pages_each(s->records, batch, 1, UINT32_MAX, see_page, &stopped, &err), err);
    assert_int_equal(stopped.count, 7);
    writing.batch = batch;
    assert_ok(sohoa_pages_each(s->records, batch, 1, UINT32_MAX, see_page, &writing, &err), err);
    assert_int_equal(writing.count, PAGES);
    assert_int_equal(sohoa_try_get(s->records, batch, PAGES), 1);
}

static void batches_and_dossiers_go_on_behind_one(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batches[3][SOHOA_ID_SIZE], ids[6][SOHOA_ID_SIZE];
    for (int i = 0; i < 3; i++)
        rig_batch(s->records, 2, 1, batches[i], ids + (size_t)i * 2);
    struct seen seen = {0};
    assert_ok(sohoa_batches_each(s->records, NULL, see_batch, &seen, &err), err);
    assert_int_equal(seen.count, 3);
    assert_memory_equal(seen.ids, batches, sizeof batches);
    seen.count = 0;
    assert_ok(sohoa_batches_each(s->records, batches[0], see_batch, &seen, &err), err);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.ids[0], batches[1]);
    seen.count = 0;
    assert_ok(sohoa_dossiers_each(s->records, NULL, NULL, see_dossier, &seen, &err), err);
    assert_int_equal(seen.count, 6);
    assert_memory_equal(seen.ids, ids, sizeof ids);
    seen.count = 0;
    assert_ok(sohoa_dossiers_each(s->records, NULL, ids[3], see_dossier, &seen, &err), err);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.ids[0], ids[4]);
    seen.count = 0;
    assert_ok(sohoa_dossiers_of(s->records, batches[1], see_dossier, &seen, &err), err);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.ids[0], ids[2]);
}

static void dossiers_are_found_by_their_code_alone(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[3][SOHOA_ID_SIZE];
    rig_batch(s->records, 3, 1, batch, ids);
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(s->records, ids[1], &d, &err), err);
    free(d.code);
    d.code = strdup("000.00.14.H56-231103-00010"); /* begins with the others' code */
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    struct seen seen = {0};
    assert_ok(sohoa_dossiers_each(s->records, "000.00.14.H56-231103-0001", NULL, see_dossier, &seen,
                                  &err),
              err);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.ids[0], ids[0]);
    assert_string_equal(seen.ids[1], ids[2]);
    seen.count = 0;
    assert_ok(sohoa_dossiers_each(s->records, d.code, NULL, see_dossier, &seen, &err), err);
    assert_int_equal(seen.count, 1);
    seen.count = 0;
    assert_ok(sohoa_dossiers_each(s->records, "000.00.14.H56-231103-0001", ids[0], see_dossier,
                                  &seen, &err),
              err);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.ids[0], ids[2]);
    sohoa_dossier_record_clear(&d);
}

struct places {
    uint32_t numbers[16], count;
};

static bool see_place(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct places *p = arg;
    p->numbers[p->count++] = page->number;
    assert_int_equal(place, p->count);
    return p->count < 16;
}

static void the_pages_of_a_dossier_come_in_its_own_order(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], ids[3][SOHOA_ID_SIZE];
    rig_batch(s->records, 6, 2, batch, ids);
    struct sohoa_dossier_record d;
    struct places places = {0};
    assert_ok(sohoa_dossier_get(s->records, ids[1], &d, &err), err);
    assert_ok(sohoa_dossier_pages(s->records, &d, see_place, &places, &err), err);
    assert_true(places.count == 2 && places.numbers[0] == 3 && places.numbers[1] == 4);
    d.pages = json_pack("[i,i,i]", 6, 1, 2);
    places.count = 0;
    assert_ok(sohoa_dossier_pages(s->records, &d, see_place, &places, &err), err);
    assert_true(places.count == 3 && places.numbers[0] == 6 && places.numbers[1] == 1);
    sohoa_dossier_record_clear(&d);
}

static bool count_key(void *arg, const char *key)
{
    assert_int_equal(strncmp(key, "page/", 5), 0);
    return ++*(int *)arg < 5;
}

static void any_key_and_value_can_be_looked_at(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], *json = NULL;
    int count = 0;
    rig_batch(s->records, 7, 7, batch, NULL);
    assert_ok(sohoa_records_keys(s->records, "page/", count_key, &count, &err), err);
    assert_int_equal(count, 5);
    assert_ok(sohoa_records_dump(s->records, sohoa_key_page(batch, 3, 0).text, &json, &err), err);
    assert_contains(json, "\"state\":\"stored\"");
    free(json);
    assert_ok(sohoa_records_dump(s->records, "meta", &json, &err), err);
    assert_contains(json, "\"format\":2");
    free(json);
    assert_int_equal(sohoa_records_dump(s->records, "page/none", &json, &err), SOHOA_END);
    assert_int_equal(sohoa_records_dump(s->records, "", &json, &err), SOHOA_END);
    char long_key[2000];
    memset(long_key, 'k', sizeof long_key - 1);
    long_key[sizeof long_key - 1] = '\0';
    assert_int_equal(sohoa_records_dump(s->records, long_key, &json, &err), SOHOA_END);
}

static void totals_are_the_sum_of_the_ledgers(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_store_totals totals;
    char batch[SOHOA_ID_SIZE];
    rig_batch(s->records, 7, 2, batch, NULL);
    rig_batch(s->records, 3, 3, batch, NULL);
    assert_ok(sohoa_records_totals(s->records, &totals, &err), err);
    assert_true(totals.batches == 2 && totals.open_batches == 0 && totals.dossiers == 5 &&
                totals.pages == 10 && totals.quarantined == 0);
    assert_true(totals.db_bytes > 4096 && totals.map_bytes >= 1u << 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(pages_come_in_order_within_the_range),
        rig_test(batches_and_dossiers_go_on_behind_one),
        rig_test(dossiers_are_found_by_their_code_alone),
        rig_test(the_pages_of_a_dossier_come_in_its_own_order),
        rig_test(any_key_and_value_can_be_looked_at),
        rig_test(totals_are_the_sum_of_the_ledgers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
