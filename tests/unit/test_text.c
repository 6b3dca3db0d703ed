/* Recognised text, codes and blobs: what plugins fill. */
#include "sohoa_plugin.h"
#include "unit/unit.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <unistd.h>

static const struct sohoa_box box = {1, 2, 3, 4};

static void words_come_back_in_order_with_their_lines(void **state)
{
    (void)state;
    struct sohoa_text *t = sohoa_text_new();
    assert_non_null(t);
    assert_int_equal(sohoa_text_add_word(t, "first", box, 0.5f), 0); /* starts a line by itself */
    assert_int_equal(sohoa_text_add_line(t, 3, box), 0);
    assert_int_equal(sohoa_text_add_word(t, "hồ", box, 2), 0);
    assert_int_equal(sohoa_text_add_word(t, "sơ", box, NAN), 0);
    assert_int_equal(sohoa_text_add_word(t, "", box, 1), -1);
    assert_int_equal(sohoa_text_words(t), 3);
    assert_int_equal(sohoa_text_lines(t), 2);
    struct sohoa_word w = sohoa_text_word(t, 1);
    assert_string_equal(w.text, "hồ");
    assert_int_equal(w.line, 1);
    assert_int_equal(w.box.h, 4);
    assert_true(w.confidence > 0.99f && w.confidence < 1.01f);
    assert_true(sohoa_text_word(t, 2).confidence < 0.01f);
    struct sohoa_line l = sohoa_text_line(t, 1);
    assert_int_equal(l.block, 3);
    assert_int_equal(l.first, 1);
    assert_int_equal(l.count, 2);
    sohoa_text_free(t);
}

static void flags_of_words_add_up(void **state)
{
    (void)state;
    struct sohoa_text *t = sohoa_text_new();
    assert_int_equal(sohoa_text_add_word(t, "tay", box, 0.5f), 0);
    assert_int_equal(sohoa_text_word_flags(t, 0), 0);
    sohoa_text_flag_word(t, 0, SOHOA_WORD_HAND);
    sohoa_text_flag_word(t, 0, SOHOA_WORD_DOUBTED);
    assert_int_equal(sohoa_text_word_flags(t, 0), SOHOA_WORD_HAND | SOHOA_WORD_DOUBTED);
    sohoa_text_free(t);
}

static void marks_have_a_cap(void **state)
{
    (void)state;
    struct sohoa_marks *m = sohoa_marks_new();
    assert_non_null(m);
    for (uint32_t i = 0; i < SOHOA_MARKS_MAX; i++)
        assert_int_equal(sohoa_marks_add(m, (struct sohoa_mark){SOHOA_MARK_CELLS, i, box}), 0);
    assert_int_equal(sohoa_marks_add(m, (struct sohoa_mark){SOHOA_MARK_RULE, 0, box}), -1);
    assert_int_equal(sohoa_marks_count(m), SOHOA_MARKS_MAX);
    assert_int_equal(sohoa_marks_get(m, 7).count, 7);
    assert_int_equal(sohoa_marks_count(NULL), 0);
    sohoa_marks_free(m);
}

static void confidence_is_weighed_by_length(void **state)
{
    (void)state;
    struct sohoa_text *t = sohoa_text_new();
    assert_true(sohoa_text_confidence(t) < 1e-9);
    sohoa_text_add_word(t, "aaa", box, 1);
    sohoa_text_add_word(t, "b", box, 0);
    double c = sohoa_text_confidence(t);
    assert_true(c > 0.749 && c < 0.751);
    sohoa_text_free(t);
    assert_int_equal(sohoa_text_words(NULL), 0);
    assert_int_equal(sohoa_text_lines(NULL), 0);
}

static void a_word_too_long_is_cut_at_a_character_and_words_have_a_cap(void **state)
{
    (void)state;
    char lengthy[602];
    for (size_t i = 0; i < 600; i += 3)
        memcpy(lengthy + i, "\xe1\xbb\x93", 3);
    lengthy[600] = '\0';
    struct sohoa_text *t = sohoa_text_new();
    assert_int_equal(sohoa_text_add_word(t, lengthy, box, 1), 0);
    assert_int_equal(strlen(sohoa_text_word(t, 0).text), 510);
    for (size_t i = 1; i < SOHOA_TEXT_WORDS_MAX; i++)
        assert_int_equal(sohoa_text_add_word(t, "x", box, 1), 0);
    assert_int_equal(sohoa_text_add_word(t, "x", box, 1), -1);
    assert_int_equal(sohoa_text_words(t), SOHOA_TEXT_WORDS_MAX);
    sohoa_text_free(t);
    sohoa_text_free(NULL);
}

static void codes_are_copied_and_capped(void **state)
{
    (void)state;
    struct sohoa_codes *c = sohoa_codes_new();
    char text[] = "038190000001|x";
    assert_int_equal(sohoa_codes_add(c, "QRCode", text, box), 0);
    text[0] = 'X';
    assert_string_equal(sohoa_codes_get(c, 0).text, "038190000001|x");
    assert_string_equal(sohoa_codes_get(c, 0).symbology, "QRCode");
    for (size_t i = 1; i < SOHOA_CODES_MAX; i++)
        assert_int_equal(sohoa_codes_add(c, "MRZ", "y", box), 0);
    assert_int_equal(sohoa_codes_add(c, "MRZ", "y", box), -1);
    assert_int_equal(sohoa_codes_count(c), SOHOA_CODES_MAX);
    sohoa_codes_free(c);
    c = sohoa_codes_new();
    char *big = malloc(SOHOA_CODE_BYTES_MAX + 2);
    assert_non_null(big);
    memset(big, 'a', SOHOA_CODE_BYTES_MAX + 1);
    big[SOHOA_CODE_BYTES_MAX + 1] = '\0';
    assert_int_equal(sohoa_codes_add(c, "QRCode", big, box), -1);
    big[SOHOA_CODE_BYTES_MAX] = '\0';
    assert_int_equal(sohoa_codes_add(c, "QRCode", big, box), 0);
    free(big);
    sohoa_codes_free(c);
    assert_int_equal(sohoa_codes_count(NULL), 0);
}

static void count(void *arg)
{
    ++*(int *)arg;
}

static void a_wrapped_blob_is_released_once_after_its_last_reference(void **state)
{
    (void)state;
    int released = 0;
    struct sohoa_blob *b = sohoa_blob_wrap("abc", 3, "text/plain", count, &released);
    assert_ptr_equal(sohoa_blob_ref(b), b);
    sohoa_blob_unref(b);
    assert_int_equal(released, 0);
    assert_string_equal(sohoa_blob_media(b), "text/plain");
    assert_int_equal(sohoa_blob_fileno(b), -1);
    sohoa_blob_unref(b);
    assert_int_equal(released, 1);
    sohoa_blob_unref(NULL);
    assert_null(sohoa_blob_ref(NULL));
}

static void *read_it(void *arg)
{
    return (void *)(uintptr_t)sohoa_blob_data(arg);
}

static void a_file_blob_is_mapped_once_whoever_asks_first(void **state)
{
    (void)state;
    char path[] = "/tmp/sohoa-blob-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, "master", 6), 6);
    struct sohoa_err err = {0};
    struct sohoa_blob *b = sohoa_blob_fd(fd, "image/tiff", &err);
    assert_non_null(b);
    assert_int_equal(sohoa_blob_size(b), 6);
    pthread_t t[4];
    void *seen[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, read_it, b), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], &seen[i]);
    for (int i = 0; i < 4; i++)
        assert_ptr_equal(seen[i], seen[0]);
    assert_memory_equal(seen[0], "master", 6);
    sohoa_blob_unref(b);
    assert_int_equal(fcntl(fd, F_GETFD), -1); /* closed with it */
    assert_null(sohoa_blob_fd(fd, "image/tiff", &err));
    assert_contains(err.text, "Bad file descriptor");
}

static void a_copied_blob_is_its_own(void **state)
{
    (void)state;
    char text[] = "abc";
    struct sohoa_blob *b = sohoa_blob_new(text, 3, NULL), *none = sohoa_blob_new(NULL, 0, "x/y");
    text[0] = 'X';
    assert_memory_equal(sohoa_blob_data(b), "abc", 3);
    assert_string_equal(sohoa_blob_media(b), "");
    assert_int_equal(sohoa_blob_size(none), 0);
    sohoa_blob_unref(b);
    sohoa_blob_unref(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_come_back_in_order_with_their_lines),
        cmocka_unit_test(flags_of_words_add_up),
        cmocka_unit_test(marks_have_a_cap),
        cmocka_unit_test(confidence_is_weighed_by_length),
        cmocka_unit_test(a_word_too_long_is_cut_at_a_character_and_words_have_a_cap),
        cmocka_unit_test(codes_are_copied_and_capped),
        cmocka_unit_test(a_wrapped_blob_is_released_once_after_its_last_reference),
        cmocka_unit_test(a_file_blob_is_mapped_once_whoever_asks_first),
        cmocka_unit_test(a_copied_blob_is_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
