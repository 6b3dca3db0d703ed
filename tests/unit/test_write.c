/* test_write.c - changes are committed all or none, and the secondary keys follow. */
#include "record_rig.h"

#include <math.h>
#include <pthread.h>

static bool key_there(struct sohoa_records *r, struct sohoa_key key)
{
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_raw_get(r, key.text, &raw, &size, NULL);
    free(raw);
    return rc == SOHOA_OK;
}

static void a_page_comes_back_as_it_was_written(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    struct sohoa_page_record page = rig_page(s->records, 1), back = {0};
    sohoa_id_new(batch);
    page.state = SOHOA_STATE_QUARANTINED;
    page.sheet = 4;
    page.back = page.start = page.born_digital = true;
    page.rotated = 270;
    page.image = 6;
    page.reason = strdup("the image is cut off");
    page.note = strdup("ghi chú");
    page.marks = sohoa_marks_new();
    const struct sohoa_mark marks[] = {
        {.kind = SOHOA_MARK_LEADER, .box = {700, 1210, 1512, 5}},
        {.kind = SOHOA_MARK_CELLS, .count = 12, .box = {-3, 1330, 960, 80}},
        {.kind = SOHOA_MARK_SEAL, .box = {1 << 20, 0, 0, 1 << 20}},
    };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(sohoa_marks_add(page.marks, marks[i]), 0);
    const double map[9] = {0.98, -0.031, 12.5, 0.02, 1.01, -40, 1.25e-05, -3.5e-06, 1};
    memcpy(page.to_master, map, sizeof map);
    page.patch_count = 1;
    page.patches[0].box = (struct sohoa_box){10, 20, 800, 500};
    memcpy(page.patches[0].to_master, map, sizeof map);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_page(w, batch, &page, &err), err);
    assert_true(sohoa_write_bytes(w) > 0);
    assert_int_equal(sohoa_page_get(s->records, batch, 1, 0, &back, &err), SOHOA_END);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(sohoa_write_bytes(w), 0);
    assert_ok(sohoa_page_get(s->records, batch, 1, 0, &back, &err), err);
    assert_true(back.number == 1 && back.part == 0 && back.state == page.state);
    assert_string_equal(back.source, page.source);
    assert_true(back.sheet == 4 && back.back && back.start && back.born_digital);
    assert_true(back.width == 2480 && back.height == 3508 && back.rotated == 270);
    assert_true(back.dpi == 300 && back.skew == -0.4 && back.confidence == 0.94);
    assert_int_equal(back.words, 2);
    assert_memory_equal(&back.master, &page.master, sizeof page.master);
    assert_int_equal(back.image, 6);
    assert_int_equal(sohoa_codes_count(back.codes), 1);
    assert_string_equal(sohoa_codes_get(back.codes, 0).text, "000.00.14");
    assert_int_equal(sohoa_codes_get(back.codes, 0).box.w, 180);
    assert_int_equal(sohoa_marks_count(back.marks), 3);
    for (size_t i = 0; i < 3; i++) {
        struct sohoa_mark mark = sohoa_marks_get(back.marks, i);
        assert_memory_equal(&mark, &marks[i], sizeof mark);
    }
    for (size_t i = 0; i < 9; i++)
        assert_true(fabs(back.to_master[i] - map[i]) < 1e-8 * fabs(map[i]) + 1e-15);
    assert_int_equal(back.patch_count, 1);
    assert_int_equal(back.patches[0].box.w, 800);
    assert_true(fabs(back.patches[0].to_master[0] - map[0]) < 1e-8);
    assert_string_equal(back.reason, page.reason);
    assert_string_equal(back.note, page.note);
    sohoa_page_record_clear(&back);
    sohoa_page_record_clear(&page);
    sohoa_write_free(w);
}

static void a_batch_and_a_dossier_come_back_as_they_were_written(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char id[SOHOA_ID_SIZE], dossiers[2][SOHOA_ID_SIZE];
    struct sohoa_batch batch = {0};
    struct sohoa_dossier_record d = {0};
    rig_batch(s->records, 4, 2, id, dossiers);
    assert_ok(sohoa_batch_get(s->records, id, &batch, &err), err);
    assert_string_equal(batch.id, id);
    assert_string_equal(batch.kind, "import");
    assert_string_equal(batch.operator_, "lan");
    assert_null(batch.agency);
    assert_false(batch.open);
    assert_true(sohoa_ledger_closes(&batch.ledger) && batch.ledger.captured == 4);
    assert_int_equal(json_array_size(json_object_get(batch.request, "paths")), 1);
    assert_int_equal(json_array_size(batch.alarms), 0);
    assert_ok(sohoa_dossier_get(s->records, dossiers[1], &d, &err), err);
    assert_string_equal(d.batch, id);
    assert_string_equal(d.captured, "2026-11-21T09:00:00+07:00");
    assert_true(d.first == 3 && d.last == 4 && !d.pages && d.by[0] == '\0');
    assert_string_equal(d.code, "000.00.14.H56-231103-0001");
    assert_int_equal(json_array_size(d.documents), 0);
    sohoa_dossier_record_clear(&d);
    sohoa_batch_clear(&batch);
}

static void what_is_not_there_is_the_end(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_batch batch;
    struct sohoa_dossier_record d;
    struct sohoa_text *text = NULL;
    char id[SOHOA_ID_SIZE];
    sohoa_id_new(id);
    assert_int_equal(sohoa_batch_get(s->records, id, &batch, &err), SOHOA_END);
    assert_int_equal(sohoa_dossier_get(s->records, id, &d, &err), SOHOA_END);
    assert_int_equal(sohoa_text_get(s->records, id, 1, 0, &text, &err), SOHOA_END);
    assert_int_equal(sohoa_try_get(s->records, id, 1), 0);
}

static void bytes_that_are_not_utf8_do_not_lose_the_page(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    struct sohoa_page_record page = rig_page(s->records, 1), back;
    sohoa_id_new(batch);
    free(page.source);
    page.source = strdup("h\xF4p 3/\xFF.tif");
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_page(w, batch, &page, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_ok(sohoa_page_get(s->records, batch, 1, 0, &back, &err), err);
    assert_string_equal(back.source, "h\xEF\xBF\xBDp 3/\xEF\xBF\xBD.tif");
    sohoa_page_record_clear(&back);
    sohoa_page_record_clear(&page);
    sohoa_write_free(w);
}

static void the_used_key_follows_the_master_of_a_page(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    struct sohoa_page_record first = rig_page(s->records, 1), other = rig_page(s->records, 2);
    sohoa_id_new(batch);
    other.number = 1;
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_page(w, batch, &first, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_true(key_there(s->records, sohoa_key_used(first.master.sha256, batch, 1)));
    assert_ok(sohoa_write_page(w, batch, &other, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_false(key_there(s->records, sohoa_key_used(first.master.sha256, batch, 1)));
    assert_true(key_there(s->records, sohoa_key_used(other.master.sha256, batch, 1)));
    assert_ok(sohoa_write_try(w, batch, 1, 2, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(sohoa_try_get(s->records, batch, 1), 2);
    assert_ok(sohoa_write_drop_page(w, batch, 1, 0, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_false(key_there(s->records, sohoa_key_used(other.master.sha256, batch, 1)));
    assert_false(key_there(s->records, sohoa_key_page(batch, 1, 0)));
    assert_int_equal(sohoa_try_get(s->records, batch, 1), 0);
    sohoa_page_record_clear(&first);
    sohoa_page_record_clear(&other);
    sohoa_write_free(w);
}

static void the_keys_of_a_dossier_follow_its_code_and_place(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], id[1][SOHOA_ID_SIZE];
    struct sohoa_dossier_record d;
    rig_batch(s->records, 2, 2, batch, id);
    assert_ok(sohoa_dossier_get(s->records, id[0], &d, &err), err);
    assert_true(key_there(s->records, sohoa_key_code(d.code, d.id)));
    struct sohoa_key old_code = sohoa_key_code(d.code, d.id), old_of = sohoa_key_of(batch, 1, d.id);
    free(d.code);
    d.code = strdup("000.00.14.H56-231103-0002");
    d.first = 2;
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_false(key_there(s->records, old_code));
    assert_false(key_there(s->records, old_of));
    assert_true(key_there(s->records, sohoa_key_code(d.code, d.id)));
    assert_true(key_there(s->records, sohoa_key_of(batch, 2, d.id)));
    sohoa_dossier_record_clear(&d);
    sohoa_write_free(w);
}

static void a_change_that_expects_what_is_gone_writes_nothing(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    sohoa_id_new(batch);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_try(w, batch, 1, 1, &err), err);
    assert_ok(sohoa_write_try(w, batch, 2, 1, &err), err);
    assert_ok(sohoa_write_expect(w, sohoa_key_try(batch, 2).text, "other", 5, &err), err);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_RETRY);
    assert_contains(err.text, "changed by another program");
    assert_int_equal(sohoa_try_get(s->records, batch, 1), 0);
    assert_true(sohoa_write_bytes(w) > 0);
    sohoa_write_free(w);
}

static void appended_writes_are_committed_together(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    sohoa_id_new(batch);
    struct sohoa_write *w = sohoa_write_new(s->records), *from = sohoa_write_new(s->records);
    for (uint32_t n = 1; n <= 40; n++)
        assert_ok(sohoa_write_try(n % 2 ? w : from, batch, n, n, &err), err);
    size_t bytes = sohoa_write_bytes(w) + sohoa_write_bytes(from);
    assert_ok(sohoa_write_append(w, from, &err), err);
    assert_int_equal(sohoa_write_bytes(w), bytes);
    assert_int_equal(sohoa_write_bytes(from), 0);
    sohoa_write_free(from);
    assert_ok(sohoa_write_commit(w, &err), err);
    for (uint32_t n = 1; n <= 40; n++)
        assert_int_equal(sohoa_try_get(s->records, batch, n), n);
    sohoa_write_free(w);
}

static void a_source_is_found_until_its_dossier_is_superseded(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE], id[1][SOHOA_ID_SIZE], found[SOHOA_ID_SIZE] = "";
    char digest[SOHOA_SHA256_SIZE], other[SOHOA_SHA256_SIZE];
    struct sohoa_source_part parts[2] = {{.first = 0, .count = UINT32_MAX},
                                         {.first = 3, .count = 2}};
    rig_batch(s->records, 2, 2, batch, id);
    (void)snprintf(parts[0].sha256, sizeof parts[0].sha256, "%064d", 1);
    (void)snprintf(parts[1].sha256, sizeof parts[1].sha256, "%064d", 2);
    sohoa_source_digest(NULL, parts, 2, digest);
    sohoa_source_digest("", parts, 2, other);
    assert_string_equal(digest, other);
    sohoa_source_digest("code", parts, 2, other);
    assert_string_not_equal(digest, other);
    sohoa_source_digest(NULL, parts, 1, other);
    assert_string_not_equal(digest, other);
    parts[1].first = 4;
    sohoa_source_digest(NULL, parts, 2, other);
    assert_string_not_equal(digest, other);

    assert_int_equal(sohoa_source_find(s->records, digest, found, &err), SOHOA_END);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_ok(sohoa_write_source(w, digest, id[0], &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_ok(sohoa_source_find(s->records, digest, found, &err), err);
    assert_string_equal(found, id[0]);
    struct sohoa_dossier_record d;
    assert_ok(sohoa_dossier_get(s->records, id[0], &d, &err), err);
    free(d.state);
    d.state = strdup("superseded");
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    assert_int_equal(sohoa_source_find(s->records, digest, found, &err), SOHOA_END);
    sohoa_dossier_record_clear(&d);
    sohoa_write_free(w);
}

static void clients_see_their_names_of_files_not_our_folders(void **state)
{
    (void)state;
    static const char job[] = "/var/lib/sohoa/uploads/01M81SBV5ZZTED5TCQCJCFKH3P";
    char path[128];
    assert_null(sohoa_source_shown(NULL));
    assert_null(sohoa_source_shown(job));
    (void)snprintf(path, sizeof path, "%s/002-khai sinh.pdf", job);
    assert_string_equal(sohoa_source_shown(path), "khai sinh.pdf");
    (void)snprintf(path, sizeof path, "%s/1002-12-a.tif", job);
    assert_string_equal(sohoa_source_shown(path), "12-a.tif");
    static const char *const as_they_are[] = {"in/001-a.tif", "/srv/uploads/2024/001-a.tif", "",
                                              "/uploads/",
                                              "/uploads/01M81SBV5ZZTED5TCQCJCFKH3Px/1"};
    for (size_t i = 0; i < sizeof as_they_are / sizeof *as_they_are; i++)
        assert_string_equal(sohoa_source_shown(as_they_are[i]), as_they_are[i]);
}

static void a_file_that_cannot_be_read_is_known_by_its_path(void **state)
{
    (void)state;
    char one[SOHOA_SHA256_SIZE], two[SOHOA_SHA256_SIZE];
    sohoa_source_unread("/in", "a.tif", one);
    sohoa_source_unread("/elsewhere", "/in/a.tif", two);
    assert_string_equal(one, two);
    sohoa_source_unread("/in", "b.tif", two);
    assert_string_not_equal(one, two);
}

static void *write_and_read(void *arg)
{
    struct sohoa_records *r = arg;
    uintptr_t wrong = 0;
    for (int i = 0; i < 5; i++) {
        char batch[SOHOA_ID_SIZE];
        struct sohoa_err err;
        rig_batch(r, 4, 2, batch, NULL);
        for (uint32_t n = 1; n <= 4; n++) {
            struct sohoa_text *text = NULL;
            wrong += sohoa_text_get(r, batch, n, 0, &text, &err) != SOHOA_OK ||
                     sohoa_text_words(text) != 2;
            sohoa_text_free(text);
        }
    }
    return (void *)wrong;
}

static void threads_write_and_read_one_store_at_once(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_verify_report report;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_and_read, s->records), 0);
    for (int i = 0; i < 4; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    assert_ok(sohoa_verify(s->records, NULL, NULL, NULL, &report, &err), err);
    assert_true(report.problems == 0 && report.batches == 20 && report.pages == 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_page_comes_back_as_it_was_written),
        rig_test(a_batch_and_a_dossier_come_back_as_they_were_written),
        rig_test(what_is_not_there_is_the_end),
        rig_test(bytes_that_are_not_utf8_do_not_lose_the_page),
        rig_test(the_used_key_follows_the_master_of_a_page),
        rig_test(the_keys_of_a_dossier_follow_its_code_and_place),
        rig_test(a_change_that_expects_what_is_gone_writes_nothing),
        rig_test(appended_writes_are_committed_together),
        rig_test(threads_write_and_read_one_store_at_once),
        rig_test(a_source_is_found_until_its_dossier_is_superseded),
        cmocka_unit_test(clients_see_their_names_of_files_not_our_folders),
        cmocka_unit_test(a_file_that_cannot_be_read_is_known_by_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
