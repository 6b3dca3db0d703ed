/* test_text_form.c - recognised text as a record: exact, small, and safe to read. */
#include "record_rig.h"

#include "record/column.h"
#include "record/text_form.h"

static struct sohoa_text *round_trip(const struct sohoa_text *text)
{
    struct sohoa_err err;
    char *json = NULL;
    size_t size = 0;
    struct sohoa_text *back = NULL;
    assert_ok(sohoa_text_encode(text, &json, &size, &err), err);
    json_t *object = json_loadb(json, size, 0, NULL);
    assert_non_null(object);
    assert_ok(sohoa_text_decode(object, "text/x", &back, &err), err);
    json_decref(object);
    free(json);
    return back;
}

static void assert_same_text(const struct sohoa_text *a, const struct sohoa_text *b)
{
    assert_int_equal(sohoa_text_words(a), sohoa_text_words(b));
    assert_int_equal(sohoa_text_lines(a), sohoa_text_lines(b));
    for (size_t i = 0; i < sohoa_text_words(a); i++) {
        struct sohoa_word x = sohoa_text_word(a, i), y = sohoa_text_word(b, i);
        assert_string_equal(x.text, y.text);
        assert_memory_equal(&x.box, &y.box, sizeof x.box);
        assert_int_equal(x.line, y.line);
        assert_int_equal(sohoa_text_word_flags(a, i), sohoa_text_word_flags(b, i));
        assert_true((int)(x.confidence * 100 + 0.5F) == (int)(y.confidence * 100 + 0.5F));
    }
    for (size_t i = 0; i < sohoa_text_lines(a); i++) {
        struct sohoa_line x = sohoa_text_line(a, i), y = sohoa_text_line(b, i);
        assert_memory_equal(&x.box, &y.box, sizeof x.box);
        assert_true(x.block == y.block && x.first == y.first && x.count == y.count);
    }
}

/* A page as an engine would set it; seed varies it. */
static struct sohoa_text *page_of_text(unsigned seed, uint32_t lines)
{
    static const char *const words[] = {
        "Căn",  "cứ",    "Nghị",  "định", "số",      "123/2015/NĐ-CP",
        "ngày", "15",    "tháng", "11",   "năm",     "2015",
        "của",  "Chính", "phủ",   "về",   "quản",    "lý",
        "hộ",   "tịch;", "xét",   "đề",   "nghị",    "Ơn",
        "\"",   "\\",    "Đặng",  "Thị",  "Phượng,", "(bà)"};
    struct sohoa_text *text = sohoa_text_new();
    for (uint32_t i = 0; i < lines; i++) {
        int32_t x = 300, y = 200 + (int32_t)i * 58;
        assert_int_equal(sohoa_text_add_line(text, i / 5, (struct sohoa_box){300, y - 2, 1900, 44}),
                         0);
        for (uint32_t k = 0; k < 11; k++) {
            seed = seed * 1103515245 + 12345;
            const char *word = words[(seed >> 16) % 30];
            int32_t w = (int32_t)strlen(word) * 17 + (int32_t)(seed >> 9) % 7;
            struct sohoa_box box = {x, y + (int32_t)(seed >> 12) % 5, w,
                                    30 + (int32_t)(seed >> 20) % 9};
            assert_int_equal(
                sohoa_text_add_word(text, word, box, (float)(100 - (seed >> 24) % 12) / 100.0F), 0);
            x += w + 10 + (int32_t)(seed >> 5) % 3;
        }
    }
    return text;
}

static void words_boxes_confidences_lines_and_blocks_come_back(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 30; seed++) {
        struct sohoa_text *text = page_of_text(seed, seed), *back = round_trip(text);
        assert_same_text(text, back);
        sohoa_text_free(text);
        sohoa_text_free(back);
    }
}

static void boxes_at_the_edges_of_the_numbers_come_back(void **state)
{
    (void)state;
    static const int32_t edges[] = {
        0, 1, -1, 41, 42, -42, -43, 100000, INT32_MAX / 2, INT32_MIN / 2};
    enum { COUNT = sizeof edges / sizeof *edges };
    struct sohoa_text *text = sohoa_text_new();
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < COUNT; k++) {
            struct sohoa_box box = {edges[i], edges[k], edges[(i + k) % COUNT],
                                    edges[(i * 3 + k) % COUNT]};
            if (k == 0)
                assert_int_equal(sohoa_text_add_line(text, (uint32_t)i, box), 0);
            assert_int_equal(sohoa_text_add_word(text, "x", box, (float)k / 10.0F), 0);
        }
    struct sohoa_text *back = round_trip(text);
    assert_same_text(text, back);
    sohoa_text_free(text);
    sohoa_text_free(back);
}

static void a_page_without_words_is_a_record_too(void **state)
{
    (void)state;
    struct sohoa_text *text = sohoa_text_new(), *back = round_trip(text);
    assert_int_equal(sohoa_text_words(back), 0);
    sohoa_text_free(back);
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){1, 2, 3, 4}), 0);
    back = round_trip(text);
    assert_int_equal(sohoa_text_lines(back), 0); /* a line without words is not kept */
    sohoa_text_free(back);
    sohoa_text_free(text);
}

static void odd_bytes_in_words_neither_break_nor_multiply_them(void **state)
{
    (void)state;
    struct sohoa_text *text = sohoa_text_new();
    const struct sohoa_box box = {1, 2, 3, 4};
    static const char *const words[] = {"a b",      "\n\n",         "\xff\xfe",  "\"\\\x01\x1f\t",
                                        "\xe1\xba", "\xed\xa0\x80", "{\"v\":1}", "😀"};
    enum { COUNT = sizeof words / sizeof *words };
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(sohoa_text_add_word(text, words[i], box, 0.5F), 0);
    struct sohoa_text *back = round_trip(text);
    assert_int_equal(sohoa_text_words(back), COUNT);
    assert_string_equal(sohoa_text_word(back, 0).text, "a\xC2\xA0"
                                                       "b");
    assert_string_equal(sohoa_text_word(back, 6).text, "{\"v\":1}");
    assert_string_equal(sohoa_text_word(back, 7).text, "😀");
    sohoa_text_free(text);
    sohoa_text_free(back);
}

static void the_words_can_be_read_by_anyone(void **state)
{
    (void)state;
    struct sohoa_err err;
    char *json = NULL;
    size_t size = 0;
    struct sohoa_text *text = rig_text();
    assert_int_equal(sohoa_text_add_line(text, 0, (struct sohoa_box){10, 60, 300, 40}), 0);
    assert_int_equal(sohoa_text_add_word(text, "xã", (struct sohoa_box){10, 62, 30, 38}, 0.9F), 0);
    assert_int_equal(sohoa_text_add_line(text, 1, (struct sohoa_box){10, 160, 300, 40}), 0);
    assert_int_equal(sohoa_text_add_word(text, "hội", (struct sohoa_box){10, 162, 30, 38}, 0.9F),
                     0);
    assert_ok(sohoa_text_encode(text, &json, &size, &err), err);
    assert_contains(json, "{\"v\":1,\"text\":\"Cộng hòa\\nxã\\n\\nhội\",\"x\":\"");
    free(json);
    sohoa_text_free(text);
}

static void flags_of_words_come_back(void **state)
{
    (void)state;
    struct sohoa_text *text = page_of_text(3, 20);
    sohoa_text_flag_word(text, 0, SOHOA_WORD_HAND);
    for (size_t i = 17; i < 120; i++)
        sohoa_text_flag_word(text, i, SOHOA_WORD_AGREED | (i % 40 ? 0 : 1u << 31));
    struct sohoa_text *back = round_trip(text);
    assert_same_text(text, back);
    sohoa_text_free(back);
    sohoa_text_flag_word(text, sohoa_text_words(text) - 1, SOHOA_WORD_CELLS);
    back = round_trip(text);
    assert_same_text(text, back);
    sohoa_text_free(back);
    sohoa_text_free(text);
}

static void a_stored_page_takes_at_most_nine_bytes_a_word(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    size_t bytes = 0, words = 0;
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct sohoa_text *text = page_of_text(seed, 35);
        struct sohoa_write *w = sohoa_write_new(s->records);
        char batch[SOHOA_ID_SIZE];
        void *raw = NULL;
        size_t size = 0;
        sohoa_id_new(batch);
        for (size_t i = seed; i < sohoa_text_words(text); i += 9) /* values among the print */
            sohoa_text_flag_word(text, i, i % 2 ? SOHOA_WORD_AGREED : SOHOA_WORD_DOUBTED);
        assert_ok(sohoa_write_text(w, batch, 1, 0, text, &err), err);
        assert_ok(sohoa_write_commit(w, &err), err);
        assert_ok(sohoa_raw_get(s->records, sohoa_key_text(batch, 1, 0).text, &raw, &size, &err),
                  err);
        bytes += size;
        words += sohoa_text_words(text);
        free(raw);
        sohoa_write_free(w);
        sohoa_text_free(text);
    }
    printf("%.2f bytes a word\n", (double)bytes / (double)words);
    assert_true(bytes <= 9 * words);
}

static void damaged_columns_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{}",
        "{\"v\":1}",
        "{\"v\":2,\"text\":\"a\",\"x\":\"!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\",\"l\":"
        "\"!!!!\"}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\",\"l\":"
        "\"!!!!\"}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"!!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\","
        "\"l\":\"!!!!\"}",
        "{\"v\":1,\"text\":\"a \",\"x\":\"!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\","
        "\"l\":\"!!!!\"}",
        "{\"v\":1,\"text\":\"a\\n\\n\\nb\",\"x\":\"!!\",\"w\":\"!!\",\"y\":\"!!\",\"h\":\"!!\","
        "\"c\":\"!!\",\"l\":\"!!!!!!!!\"}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"~~~~~~~~\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":"
        "\"!\",\"l\":\"!!!!\"}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"#\",\"l\":"
        "\"!!!!\"}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\",\"l\":"
        "\"!!!!\",\"f\":7}",
        "{\"v\":1,\"text\":\"a\",\"x\":\"!\",\"w\":\"!\",\"y\":\"!\",\"h\":\"!\",\"c\":\"!\",\"l\":"
        "\"!!!!\",\"f\":\"&$\"}", /* flags of more words than there are */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct sohoa_err err;
        struct sohoa_text *text = NULL;
        json_t *object = json_loads(wrong[i], 0, NULL);
        assert_non_null(object);
        if (sohoa_text_decode(object, "text/x", &text, &err) != SOHOA_FATAL)
            fail_msg("'%s' was read", wrong[i]);
        assert_string_equal(err.text, "the record text/x is damaged");
        json_decref(object);
    }
}

static void numbers_of_every_size_come_back(void **state)
{
    (void)state;
    struct sohoa_column c = {0};
    int64_t values[400];
    size_t count = 0;
    for (int64_t v = -150; v <= 150; v++)
        values[count++] = v;
    for (int64_t v = 1000; v < ((int64_t)1 << 36) && count + 2 < 400; v *= 3) {
        values[count++] = v;
        values[count++] = -v;
    }
    for (size_t i = 0; i < count; i++)
        sohoa_column_add(&c, values[i]);
    struct sohoa_numbers numbers = sohoa_numbers_of(c.bytes, c.size);
    for (size_t i = 0; i < count; i++)
        assert_true(sohoa_numbers_next(&numbers) == values[i]);
    assert_true(sohoa_numbers_ended(&numbers));
    assert_int_equal(sohoa_numbers_next(&numbers), 0);
    assert_false(sohoa_numbers_ended(&numbers));
    free(c.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_boxes_confidences_lines_and_blocks_come_back),
        cmocka_unit_test(boxes_at_the_edges_of_the_numbers_come_back),
        cmocka_unit_test(a_page_without_words_is_a_record_too),
        cmocka_unit_test(odd_bytes_in_words_neither_break_nor_multiply_them),
        cmocka_unit_test(the_words_can_be_read_by_anyone),
        cmocka_unit_test(flags_of_words_come_back),
        rig_test(a_stored_page_takes_at_most_nine_bytes_a_word),
        cmocka_unit_test(damaged_columns_are_refused),
        cmocka_unit_test(numbers_of_every_size_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
