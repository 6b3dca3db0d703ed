/* Folding text for comparing labels. */
#include "sohoa_plugin.h"
#include "unit/unit.h"

#include <string.h>

static void check(const char *from, const char *to)
{
    char out[64];
    assert_int_equal(sohoa_fold(from, out, NULL, sizeof out), strlen(to));
    assert_string_equal(out, to);
}

static void tones_marks_spaces_and_punctuation_go(void **state)
{
    (void)state;
    check("Họ, chữ đệm, tên:", "HOCHUDEMTEN");
    check("CỘNG HOÀ XÃ HỘI (1) ....", "CONGHOAXAHOI1");
    check("", "");
}

static void every_form_of_a_letter_folds_alike(void **state)
{
    (void)state;
    check("e\xCC\xA3\xCC\x82", "E");   /* NFD: the dot before the circumflex */
    check("\xC3\xAA\xCC\xA3", "E");    /* half composed */
    check("Đ\xC3\x90\xC6\x89", "DDD"); /* D with stroke, Eth, African D */
    check("a\xFF\xFE"
          "b",
          "AB"); /* not UTF-8 */
}

static void offsets_lead_back_to_the_text(void **state)
{
    (void)state;
    char out[16];
    uint32_t from[16];
    const char *text = "Số: 12";
    assert_int_equal(sohoa_fold(text, out, from, sizeof out), 4);
    assert_int_equal(from[0], 0);
    assert_int_equal(from[1], 1);
    assert_int_equal(text[from[2]], '1');
}

static void what_does_not_fit_is_cut(void **state)
{
    (void)state;
    char out[3];
    assert_int_equal(sohoa_fold("abcdef", out, NULL, sizeof out), 2);
    assert_string_equal(out, "AB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tones_marks_spaces_and_punctuation_go),
        cmocka_unit_test(every_form_of_a_letter_folds_alike),
        cmocka_unit_test(offsets_lead_back_to_the_text),
        cmocka_unit_test(what_does_not_fit_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
