/* What Vietnamese can write as a syllable. */
#include "reading/syllable.h"
#include "unit/unit.h"

static bool is_one(const char *word)
{
    struct sohoa_syllable syllable;
    return sohoa_syllable_read(word, strlen(word), &syllable);
}

static void real_syllables_are_syllables(void **state)
{
    (void)state;
    static const char *const words[] = {
        "Nguyễn", "Trương", "nghiêng", "quốc", "quý",    "giếng", "gìn",   "già",   "khuya",
        "thuở",   "ương",   "yêu",     "Đắk",  "Lắk",    "Kạn",   "hoằng", "Huỳnh", "xoong",
        "uyên",   "Ý",      "ổ",       "ăn",   "chuyện", "nghĩa", "tuyết", "quyết", "quỳnh",
        "gì",     "ghế",    "kỹ",      "Mỹ",   "oan",    "Thuỷ",  "thủy",  "hoà",   "hòa",
        "ngoằn",  "khoét",  "rượu",    "bưởi", "Tươi",   "uống",  "Chiểu"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!is_one(words[i]))
            fail_msg("'%s' is a syllable", words[i]);
}

static void what_recognition_makes_of_them_is_not(void **state)
{
    (void)state;
    static const char *const words[] = {"Nguyén", "điòa",       "quyet", "Giài1", "ưung", "xãx",
                                        "ngê",    "ka\xC3\xB6", "cê",    "bac",   "tich", "öng",
                                        "thấậ",   "",           "zô",    "fan"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_one(words[i]))
            fail_msg("'%s' is no syllable", words[i]);
}

static void the_tone_is_kept_apart_from_the_letter(void **state)
{
    (void)state;
    struct sohoa_syllable old_style, new_style;
    assert_true(sohoa_syllable_read("Thủy", strlen("Thủy"), &old_style));
    assert_true(sohoa_syllable_read("thuỷ", strlen("thuỷ"), &new_style));
    assert_string_equal(old_style.onset, new_style.onset);
    assert_string_equal(old_style.rime, "uy");
    assert_string_equal(new_style.rime, "uy");
    assert_int_equal(old_style.tone, SOHOA_VI_HOOK);
    assert_int_equal(new_style.tone, SOHOA_VI_HOOK);
}

static void numbers_and_abbreviations_do_not_count_as_words(void **state)
{
    (void)state;
    uint32_t words, valid;
    sohoa_syllable_count("UBND xã Hoằng Lộc, TP. số 12B, K Nguyén", &words, &valid);
    assert_int_equal(words, 5);
    assert_int_equal(valid, 4);
    sohoa_syllable_count("", &words, &valid);
    assert_int_equal(words, 0);
}

static void splits_into(const char *word, const char *wanted)
{
    char out[128] = "";
    size_t count = sohoa_syllable_split(word, strlen(word), NULL, NULL, out, sizeof out);
    if (strcmp(count ? out : "", wanted) != 0)
        fail_msg("'%s' is cut '%s'", word, count ? out : "");
}

static void a_word_that_lost_its_spaces_is_cut_where_only_one_way_fits(void **state)
{
    (void)state;
    splits_into("cầnchứngthực", "cần chứng thực");
    splits_into("TRẦNTHỊ", "TRẦN THỊ");
    splits_into("Thanh", "");
    splits_into("xkcd", "");
    splits_into("", "");
    splits_into("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_syllables_are_syllables),
        cmocka_unit_test(what_recognition_makes_of_them_is_not),
        cmocka_unit_test(the_tone_is_kept_apart_from_the_letter),
        cmocka_unit_test(a_word_that_lost_its_spaces_is_cut_where_only_one_way_fits),
        cmocka_unit_test(numbers_and_abbreviations_do_not_count_as_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
