/* Vietnamese letters taken apart, put together, compared. */
#include "reading/vi_text.h"
#include "unit/unit.h"

static void tidies(const char *raw, const char *wanted)
{
    char out[256];
    size_t n = sohoa_vi_tidy(raw, strlen(raw), out, sizeof out);
    assert_string_equal(out, wanted);
    assert_int_equal(n, strlen(wanted));
}

static void marks_in_any_order_compose(void **state)
{
    (void)state;
    tidies("e\xCC\x82\xCC\xA3", "ệ"); /* circumflex, dot */
    tidies("e\xCC\xA3\xCC\x82", "ệ"); /* dot, circumflex: canonical */
    tidies("\xC3\xAA\xCC\xA3", "ệ");  /* half composed */
    tidies("a\xCC\x81\xCC\x82", "ấ"); /* tone before shape */
    tidies("o\xCC\x9B\xCC\xA3", "ợ"); /* horn, dot */
    tidies("o\xCC\xA3\xCC\x9B", "ợ"); /* dot, horn */
    tidies("NGUYE\xCC\x83\xCC\x82N", "NGUYỄN");
    tidies("a\xCD\x81", "á"); /* the deprecated acute */
}

static void every_letter_of_the_alphabet_survives(void **state)
{
    (void)state;
    static const char all[] = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
    size_t n, letters = 0;
    tidies(all, all);
    for (const char *at = all; *at; at += n) {
        struct sohoa_vi_letter letter;
        int32_t c = sohoa_vi_at(at, &n);
        assert_true(sohoa_vi_letter(c, &letter));
        assert_int_equal(sohoa_vi_compose(letter), c);
        letter.upper = true;
        assert_int_equal(sohoa_vi_compose(letter), sohoa_vi_upper(c));
        letters++;
    }
    assert_int_equal(letters, 67);
}

static void look_alikes_of_crossed_d_become_it(void **state)
{
    (void)state;
    tidies("\xC3\x90\xE1\xBB\x97 \xC3\xB0\xC6\x89", "Đỗ đĐ");
}

static void letters_of_other_alphabets_are_none_of_ours(void **state)
{
    (void)state;
    struct sohoa_vi_letter letter;
    static const int32_t others[] = {0xF6, 0xEF, 0xE4, 0xE5,  0x10D,
                                     0xB5, 0xF1, 0xDF, 0x430, 0x4E2D};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(sohoa_vi_letter(others[i], &letter));
    assert_int_equal(sohoa_vi_base(0xF6), 'o');
    assert_int_equal(sohoa_vi_base(0x4E2D), 0);
}

static void broken_bytes_and_controls_go_white_space_is_one_space(void **state)
{
    (void)state;
    tidies("  a\xFF\xC3\t\n b\xE2\x80\x8B\x01 ", "a b");
    tidies("a\xC2\xA0\xC2\xA0"
           "b",
           "a b");
    tidies("", "");
}

static void what_does_not_fit_is_cut_at_a_letter(void **state)
{
    (void)state;
    char out[6];
    assert_int_equal(sohoa_vi_tidy("ệệệ", 9, out, sizeof out), 3);
    assert_string_equal(out, "ệ");
    assert_int_equal(sohoa_vi_tidy("ệệệ", 4, out, sizeof out), 3); /* limit inside a letter */
}

static void strips(const char *raw, const char *wanted)
{
    char text[256];
    (void)snprintf(text, sizeof text, "%s", raw);
    assert_int_equal(sohoa_vi_strip(text), strlen(wanted));
    assert_string_equal(text, wanted);
}

static void leaders_and_note_marks_around_a_value_go(void **state)
{
    (void)state;
    strips(": ......Nguyễn Thị An.........", "Nguyễn Thị An");
    strips("(2) Thôn 1.... Xã Mẫu (3)", "Thôn 1 Xã Mẫu");
    strips("……………", "");
    strips(". . . . . .", "");
    strips("____ 038190000001 ____", "038190000001");
    strips("02.07.1990", "02.07.1990");
    strips("H'Mông", "H'Mông");
    strips("15/2024", "15/2024");
    strips("(Việt Nam", "Việt Nam");
    strips("Bản (sao)", "Bản (sao)");
}

static void both_places_of_a_tone_mark_are_one_spelling(void **state)
{
    (void)state;
    assert_true(sohoa_vi_same("Thanh Hoá", "THANH HÓA"));
    assert_true(sohoa_vi_same("Thuỷ", "thủy"));
    assert_true(sohoa_vi_same("Lê  Thị,Lan", "lê thị lan"));
    assert_false(sohoa_vi_same("Hòa", "Hóa"));
    assert_false(sohoa_vi_same("Đo", "Do"));
    assert_false(sohoa_vi_same("Lan", "Lân"));
}

static void plain_text_has_neither_tones_nor_signs(void **state)
{
    (void)state;
    char out[64];
    sohoa_vi_plain("Đặng H'Mông, (số 5)", out, sizeof out);
    assert_string_equal(out, "dang hmong so 5");
    sohoa_vi_plain("a 'b", out, sizeof out);
    assert_string_equal(out, "a b");
}

static void distance_counts_letters_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(sohoa_vi_distance("Nguyén", "Nguyễn", 5), 1);
    assert_int_equal(sohoa_vi_distance("ab", "ba", 5), 1);
    assert_int_equal(sohoa_vi_distance("abc", "xyz", 1), 2);
    assert_int_equal(sohoa_vi_changed("Nguyén", "Nguyễn"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_in_any_order_compose),
        cmocka_unit_test(every_letter_of_the_alphabet_survives),
        cmocka_unit_test(look_alikes_of_crossed_d_become_it),
        cmocka_unit_test(letters_of_other_alphabets_are_none_of_ours),
        cmocka_unit_test(broken_bytes_and_controls_go_white_space_is_one_space),
        cmocka_unit_test(what_does_not_fit_is_cut_at_a_letter),
        cmocka_unit_test(leaders_and_note_marks_around_a_value_go),
        cmocka_unit_test(both_places_of_a_tone_mark_are_one_spelling),
        cmocka_unit_test(plain_text_has_neither_tones_nor_signs),
        cmocka_unit_test(distance_counts_letters_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
