/* The loader: models made here, Tesseract's own, and such that are cut, too large, random or of
 * another kind; and how the word graphs are walked. */
#include "unit/unit.h"

#include "lstm_dict.h"
#include "lstm_made.h"

#include <unistd.h>

#define TESSDATA "/usr/share/tesseract-ocr/5/tessdata/"

static uint8_t bytes[MADE_ROOM];

static int load(const struct made *made, struct lstm_model **ret, struct sohoa_err *err)
{
    return lstm_model_new(bytes, made_write(made, bytes), ret, err);
}

static void a_made_model_loads_with_its_widths_characters_and_codes(void **state)
{
    (void)state;
    struct lstm_model *m = NULL;
    struct sohoa_err err = {0};
    if (load(&made_small, &m, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(m->net.forth.in, 16);
    assert_int_equal(m->net.forth.cells, 32);
    assert_int_equal(m->net.out.rows, 17);
    assert_int_equal(m->null_code, 16);
    assert_int_equal(m->net.sample_iteration, 12345);
    assert_string_equal(m->characters[0].text, " ");
    assert_string_equal(m->characters[2].text, "a");
    assert_true(m->characters[16].digit && !m->characters[2].digit);
    assert_int_equal(m->character_of[1], 2);
    assert_int_equal(m->character_of[16], -1);
    lstm_model_free(m);
}

static void tesseracts_own_models_load(void **state)
{
    (void)state;
    static const char *const files[] = {TESSDATA "vie.traineddata", TESSDATA "eng.traineddata"};
    static const int codes[] = {269, 111};
    for (size_t i = 0; i < 2; i++) {
        struct lstm_model *m = NULL;
        struct sohoa_err err = {0};
        if (access(files[i], R_OK) != 0)
            continue;
        if (lstm_model_open(files[i], &m, &err) != SOHOA_OK)
            fail_msg("%s", err.text);
        assert_int_equal(m->codes, codes[i]);
        assert_true(m->dawgs[LSTM_DAWG_WORD].count > 100);
        lstm_model_free(m);
    }
}

static void refused(const struct made *made, const char *why)
{
    struct lstm_model *m = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(load(made, &m, &err), SOHOA_FATAL);
    assert_null(m);
    assert_contains(err.text, why);
}

static void models_of_another_kind_are_refused_by_name(void **state)
{
    (void)state;
    struct made made = made_small;
    made.softmax = "LSTMSoftmax";
    refused(&made, "LSTMSoftmax");
    made = made_small;
    made.weight_mode = 128;
    refused(&made, "not int8");
    made = made_small;
    made.code_length = 2;
    refused(&made, "not one code");
    made = made_small;
    made.script = "Han";
    refused(&made, "Han");
    made = made_small;
    made.forth = 24;
    refused(&made, "widths");
    made = made_small;
    made.back = 1040;
    refused(&made, "widths");
}

static void a_file_cut_anywhere_is_refused_with_a_text(void **state)
{
    (void)state;
    size_t size = made_write(&made_small, bytes);
    for (size_t cut = 0; cut < size; cut += cut < 600 || size - cut < 600 ? 1 : 97) {
        struct lstm_model *m = NULL;
        struct sohoa_err err = {0};
        uint8_t *part = malloc(cut + !cut); /* so that a read beyond it is seen */
        assert_non_null(part);
        memcpy(part, bytes, cut);
        assert_int_equal(lstm_model_new(part, cut, &m, &err), SOHOA_FATAL);
        assert_true(err.text[0]);
        free(part);
    }
}

static void random_changes_load_or_are_refused_and_never_crash(void **state)
{
    (void)state;
    static uint8_t changed[MADE_ROOM];
    uint32_t random = 3;
    size_t size = made_write(&made_small, bytes);
    for (int round = 0; round < 3000; round++) {
        struct lstm_model *m = NULL;
        memcpy(changed, bytes, size);
        for (int i = 0; i < 3; i++) {
            /* Mostly where numbers stand: the head, the first layers, the tail. */
            size_t at = made_random(&random) % size;
            if (round % 2)
                at = round % 4 == 1 ? at % 700 : size - 1 - at % 1500;
            changed[at] = (uint8_t)made_random(&random);
        }
        if (lstm_model_new(changed, size, &m, NULL) == SOHOA_OK)
            lstm_model_free(m);
    }
    for (int round = 0; round < 200; round++) {
        struct lstm_model *m = NULL;
        for (size_t i = 0; i < 4096; i++)
            changed[i] = (uint8_t)made_random(&random);
        changed[0] = 24;
        changed[1] = changed[2] = changed[3] = 0;
        assert_int_equal(lstm_model_new(changed, 4096, &m, NULL), SOHOA_FATAL);
    }
}

static void a_missing_or_empty_file_is_told(void **state)
{
    (void)state;
    struct lstm_model *m = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(lstm_model_open("/nowhere/x.traineddata", &m, &err), SOHOA_FATAL);
    assert_contains(err.text, "/nowhere/x.traineddata");
    assert_int_equal(lstm_model_open("/dev/null", &m, &err), SOHOA_FATAL);
    assert_int_equal(lstm_model_open("/dev/zero", &m, &err), SOHOA_FATAL);
}

/* Follows the letters from before a word; the last step. */
static struct dict_step follow(const struct lstm_model *m, const char *letters)
{
    struct dict_step at, to = {0};
    dict_start(m, &at);
    for (; *letters; letters++, at = to) {
        int id = 2;
        while (m->characters[id].text[0] != *letters)
            id++;
        dict_follow(m, at.at, at.count, id, &to);
        if (to.kind == DICT_NONE)
            return to;
    }
    return to;
}

static void words_numbers_and_punctuation_are_followed_letter_by_letter(void **state)
{
    (void)state;
    struct lstm_model *m = NULL;
    assert_int_equal(load(&made_small, &m, NULL), SOHOA_OK);
    struct dict_step s = follow(m, "a");
    assert_true(s.kind == DICT_WORD && !s.ends);
    s = follow(m, "ab");
    assert_true(s.kind == DICT_WORD && s.ends);
    s = follow(m, "abc"); /* the word, and "ab" with its mark */
    assert_true(s.kind == DICT_WORD && s.ends && s.count == 2);
    s = follow(m, "abcc");
    assert_true(s.kind == DICT_WORD && s.ends);
    assert_int_equal(follow(m, "abccc").kind, DICT_NONE);
    assert_int_equal(follow(m, "c").kind, DICT_NONE);
    assert_int_equal(follow(m, "ba").kind, DICT_NONE);
    assert_true(follow(m, "bc").ends);
    char digits[3] = {m->characters[16].text[0], m->characters[14].text[0], 0};
    s = follow(m, digits);
    assert_true(s.kind == DICT_NUMBER && s.ends);
    lstm_model_free(m);
    struct made bare = made_small;
    bare.without_dawgs = true;
    assert_int_equal(load(&bare, &m, NULL), SOHOA_OK);
    assert_false(dict_exists(m));
    lstm_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_model_loads_with_its_widths_characters_and_codes),
        cmocka_unit_test(tesseracts_own_models_load),
        cmocka_unit_test(models_of_another_kind_are_refused_by_name),
        cmocka_unit_test(a_file_cut_anywhere_is_refused_with_a_text),
        cmocka_unit_test(random_changes_load_or_are_refused_and_never_crash),
        cmocka_unit_test(a_missing_or_empty_file_is_told),
        cmocka_unit_test(words_numbers_and_punctuation_are_followed_letter_by_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
