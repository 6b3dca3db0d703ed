/* test_records.c - the record layer over the real engine: what is written comes back. */
#include "unit.h"

#include "support/support.h"

static int setup(void **state)
{
    struct support_store *s = malloc(sizeof *s);
    support_store_open(s);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    support_store_close(*state);
    free(*state);
    return 0;
}

static struct sohoa_batch make_batch(void)
{
    struct sohoa_batch batch = {.kind = strdup("import"), .open = true};
    sohoa_id_new(batch.id);
    sohoa_stamp(0, batch.started);
    batch.operator_ = strdup("lan");
    batch.request = json_pack("{s:[s]}", "paths", "box3");
    batch.ledger = (struct sohoa_ledger){.captured = 3, .stored = 2, .blank = 1};
    return batch;
}

static struct sohoa_page_record make_page(struct sohoa_records *r, uint32_t number)
{
    struct sohoa_err err;
    char content[32];
    (void)snprintf(content, sizeof content, "master %u", number);
    struct sohoa_blob *blob = sohoa_blob_new(content, strlen(content), "image/tiff");
    struct sohoa_page_record page = {
        .number = number,
        .state = SOHOA_STATE_STORED,
        .source = strdup("box3/0001.tif"),
        .width = 2480,
        .height = 3508,
        .dpi = 300,
        .skew = -0.4,
        .confidence = 0.94,
        .words = 2,
        .image = 1,
        .codes = sohoa_codes_new(),
    };
    assert_int_equal(
        sohoa_codes_add(page.codes, "QRCode", "000.00.14", (struct sohoa_box){1500, 80, 180, 180}),
        0);
    assert_int_equal(sohoa_master_put(r, blob, &page.master, &err), SOHOA_OK);
    sohoa_blob_unref(blob);
    return page;
}

static void a_page_comes_back_as_it_was_written(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_batch batch = make_batch(), batch_back;
    struct sohoa_page_record page = make_page(s->records, 1), back;
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_int_equal(sohoa_write_batch(w, &batch, &err), SOHOA_OK);
    assert_int_equal(sohoa_write_page(w, batch.id, &page, &err), SOHOA_OK);
    assert_int_equal(sohoa_page_get(s->records, batch.id, 1, 0, &back, &err), SOHOA_END);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_OK);
    assert_int_equal(sohoa_write_bytes(w), 0);
    assert_int_equal(sohoa_page_get(s->records, batch.id, 1, 0, &back, &err), SOHOA_OK);
    assert_int_equal(back.state, SOHOA_STATE_STORED);
    assert_string_equal(back.source, page.source);
    assert_int_equal(back.width, 2480);
    assert_true(back.dpi == 300 && back.skew == -0.4 && back.confidence == 0.94);
    assert_string_equal(back.master.sha256, page.master.sha256);
    assert_int_equal(back.master.bytes, 8);
    assert_int_equal(back.image, 1);
    assert_string_equal(sohoa_codes_get(back.codes, 0).text, "000.00.14");
    assert_null(back.reason);
    assert_int_equal(sohoa_batch_get(s->records, batch.id, &batch_back, &err), SOHOA_OK);
    assert_true(batch_back.open);
    assert_int_equal(batch_back.ledger.captured, 3);
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(batch_back.request, "paths"), 0)), "box3");
    sohoa_batch_clear(&batch_back);
    sohoa_page_record_clear(&back);
    sohoa_page_record_clear(&page);
    sohoa_batch_clear(&batch);
    sohoa_write_free(w);
}

static void a_text_comes_back_word_for_word_and_box_for_box(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    char batch[SOHOA_ID_SIZE];
    sohoa_id_new(batch);
    struct sohoa_text *text = sohoa_text_new(), *back = NULL;
    sohoa_text_add_line(text, 0, (struct sohoa_box){10, 10, 300, 40});
    sohoa_text_add_word(text, "Cộng", (struct sohoa_box){10, 12, 80, 38}, 0.96F);
    sohoa_text_add_word(text, "hòa \"xã\"", (struct sohoa_box){100, 11, 70, 30}, 0.5F);
    sohoa_text_add_line(text, 1, (struct sohoa_box){-5, 2000000000, 3, 40});
    sohoa_text_add_word(text, "\\", (struct sohoa_box){-5, 2000000000, 3, 40}, 1.0F);
    struct sohoa_write *w = sohoa_write_new(s->records);
    assert_int_equal(sohoa_write_text(w, batch, 7, 0, text, &err), SOHOA_OK);
    assert_int_equal(sohoa_write_commit(w, &err), SOHOA_OK);
    int rc = sohoa_text_get(s->records, batch, 7, 0, &back, &err);
    if (rc != SOHOA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(sohoa_text_words(back), 3);
    assert_int_equal(sohoa_text_lines(back), 2);
    for (size_t i = 0; i < 3; i++) {
        struct sohoa_word a = sohoa_text_word(text, i), b = sohoa_text_word(back, i);
        assert_memory_equal(&a.box, &b.box, sizeof a.box);
        assert_true(a.confidence - b.confidence < 0.006F && b.confidence - a.confidence < 0.006F);
        assert_int_equal(a.line, b.line);
    }
    for (size_t i = 0; i < 2; i++) {
        struct sohoa_line a = sohoa_text_line(text, i), b = sohoa_text_line(back, i);
        assert_memory_equal(&a.box, &b.box, sizeof a.box);
        assert_int_equal(a.block, b.block);
    }
    sohoa_text_free(text);
    sohoa_text_free(back);
    sohoa_write_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_comes_back_as_it_was_written, setup, teardown),
        cmocka_unit_test_setup_teardown(a_text_comes_back_word_for_word_and_box_for_box, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
