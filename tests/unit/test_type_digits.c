/* Citizen and old IDs, tax codes, telephone numbers; numbers put right by the fields beside them.
 */
#include "unit/reconcile_rig.h"

static void a_citizen_id_is_read_however_it_is_spaced(void **state)
{
    (void)state;
    reads_as("citizen_id", "038190000001", "038190000001");
    reads_as("citizen_id", ": 038 190 000 001 .......", "038190000001");
    reads_as("citizen_id", "038.190.000.001", "038190000001");
    reads_as("citizen_id", "0 3 8 1 9 0 0 0 0 0 0 1", "038190000001");
    reads_as("citizen_id", "0|3|8|1|9|0|0|0|0|0|0|1", "038190000001");
    reads_as("citizen_id", "Số 038190000001 (4)", "038190000001");
}

static void letters_that_stand_for_digits_are_mended_and_counted(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "O3819000S00l");
    assert_string_equal(typed.value, "038190005001");
    assert_int_equal(typed.corrected, 3);
    reads_as("citizen_id", "O 3 8 1 9 O 0 0 0 0 0 I", "038190000001");
    reads_as("citizen_id", "03819ó000001", "038196000001");
    reads_as("citizen_id", "838190000001", "038190000001"); /* no province begins so */
    reads_as("phone", "Q912345678.. 6", "0912345678");
}

static void structure_of_a_citizen_id_is_checked(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "038190000001");
    assert_int_equal(check_of(&typed, "format"), 1);
    assert_int_equal(check_of(&typed, "province"), 1);
    assert_int_equal(check_of(&typed, "century"), 1);
    typed = typed_as("citizen_id", "038490000001"); /* born in 2190 */
    assert_int_equal(check_of(&typed, "century"), 0);
    typed = typed_as("citizen_id", "038399000001"); /* born in 2099 */
    assert_int_equal(check_of(&typed, "century"), 0);
    typed = typed_as("citizen_id", "13819000001");
    assert_int_equal(check_of(&typed, "format"), 0);
}

static void an_unknown_prefix_is_foreign_or_unknown_not_an_error(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "129190000001");
    assert_string_equal(typed.value, "129190000001");
    assert_int_equal(check_of(&typed, "province"), 0);
    assert_true(typed.plausible < 0.5f && typed.plausible > 0.1f);
}

static void a_lost_leading_zero_is_restored_doubtfully(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "38190000001");
    assert_string_equal(typed.value, "038190000001");
    assert_int_equal(typed.corrected, 1);
    assert_true(typed.plausible < 0.5f);
}

static void a_century_that_cannot_be_is_restored_for_a_person_to_see(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "002966881925");
    assert_string_equal(typed.value, "002066881925");
    assert_int_equal(check_of(&typed, "century"), 1);
    assert_true(typed.corrected >= 3);
    typed = typed_as("citizen_id", "002766881925");
    assert_string_equal(typed.value, "002166881925");
}

static void an_empty_line_is_no_value(void **state)
{
    (void)state;
    struct sohoa_typed ret[SOHOA_TYPED_MAX];
    static const char *const empty[] = {"", "   ", ".........", "……………", ": ____", "(3) ....."};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        assert_int_equal(sohoa_type_read(&types_env, "citizen_id", empty[i], ret), 0);
}

static void old_numbers_and_passports_are_id_numbers_too(void **state)
{
    (void)state;
    reads_as("id_number", "171234567", "171234567");
    reads_as("id_number", "171 234 567", "171234567");
    reads_as("id_number", "CMND: 171234567", "171234567");
    reads_as("id_number", "038190000001", "038190000001");
    reads_as("id_number", "B1234567", "B1234567");
    reads_as("old_id", "171234567", "171234567");
}

static void a_tax_code_has_a_check_digit(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("tax_code", "0100109106");
    assert_int_equal(check_of(&typed, "check_digit"), 1);
    typed = typed_as("tax_code", "0100109107");
    assert_int_equal(check_of(&typed, "check_digit"), 0);
    reads_as("tax_code", "0100109106-001", "0100109106-001");
    reads_as("tax_code", "0100109106 001", "0100109106-001");
    reads_as("tax_code", "038190000001", "038190000001");
}

static void telephone_numbers_lose_their_spaces(void **state)
{
    (void)state;
    reads_as("phone", "0912 345 678", "0912345678");
    reads_as("phone", "0912.345.678", "0912345678");
    reads_as("phone", "+84 912 345 678", "0912345678");
    reads_as("phone", "0237 3852 246", "02373852246");
    reads_as("phone", "912345678", "0912345678");
    struct sohoa_typed typed = typed_as("phone", "1234");
    assert_int_equal(check_of(&typed, "format"), 0);
}

static void words_instead_of_digits_are_kept_and_distrusted(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "chưa có");
    assert_string_equal(typed.value, "chưa có");
    assert_true(typed.flags & SOHOA_TYPED_FREE);
    assert_true(typed.plausible < 0.1f);
}

static void a_number_behind_another_fields_label_is_not_of_this_field(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("id_number", "thoại: 077077382");
    assert_int_equal(check_of(&typed, "label"), 0);
}

static void twelve_figures_of_a_citizens_number_are_known_among_what_was_misread(void **state)
{
    (void)state;
    reads_as("id_number", "Căn cước số xố038190000001.", "038190000001");
    reads_as("id_number", "Căn cước QQ038190000001", "038190000001");
    reads_as("citizen_id", "038190000001 Z", "038190000001");
    struct sohoa_typed typed = typed_as("id_number", "031 038190000001");
    assert_string_equal(typed.value, "038190000001");
    assert_true(typed.corrected >= 3);
    typed = typed_as("id_number", "038190000001 038190000002"); /* whose? */
    assert_true(typed.plausible < 0.9f || strlen(typed.value) != 12 || typed.corrected >= 3);
}

static void a_figure_seen_twice_goes_where_but_one_number_is_left(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "0381922000001");
    assert_true(strlen(typed.value) != 12 || typed.corrected >= 3);
    typed = typed_as("citizen_id", "0381944612357");
    assert_string_equal(typed.value, "038194612357");
    assert_true(typed.corrected >= 3);
}

static void a_first_figure_that_no_province_has_is_a_nought_for_a_person_to_see(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("citizen_id", "438190000001");
    assert_string_equal(typed.value, "038190000001");
    assert_true(typed.corrected >= 3);
    reads_as("citizen_id", "238190000001", "238190000001"); /* registered abroad */
}

static void a_number_that_was_lost_is_the_same_persons_in_another_role(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "mother.name", "person_name", "ocr", "Lê Thị Lan");
    give(&given, "mother.id_number", "citizen_id", "ocr", "038190000001");
    give(&given, "father.id_number", "citizen_id", "ocr", "0380917");
    give(&given, "requester.name", "person_name", "ocr", "Lê Thị Lan");
    give(&given, "requester.id_number", "citizen_id", "ocr", "038190000");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "requester.id_number")->value, "038190000001");
    assert_true(field(set, "requester.id_number")->confidence < 0.9);
    assert_string_equal(field(set, "father.id_number")->value, "0380917"); /* another's */
    sohoa_field_set_free(set);
}

static void a_figure_too_many_goes_where_birth_and_gender_say_which(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "mother.birth_date", "date", "ocr", "12/05/1990");
    give(&given, "mother.id_number", "citizen_id", "ocr", "0381690123456");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "mother.id_number")->value, "038190123456");
    assert_true(field(set, "mother.id_number")->confidence < 0.9);
    sohoa_field_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_behind_another_fields_label_is_not_of_this_field),
        cmocka_unit_test(twelve_figures_of_a_citizens_number_are_known_among_what_was_misread),
        cmocka_unit_test(a_figure_seen_twice_goes_where_but_one_number_is_left),
        cmocka_unit_test(a_first_figure_that_no_province_has_is_a_nought_for_a_person_to_see),
        cmocka_unit_test(a_number_that_was_lost_is_the_same_persons_in_another_role),
        cmocka_unit_test(a_figure_too_many_goes_where_birth_and_gender_say_which),
        cmocka_unit_test(a_citizen_id_is_read_however_it_is_spaced),
        cmocka_unit_test(letters_that_stand_for_digits_are_mended_and_counted),
        cmocka_unit_test(structure_of_a_citizen_id_is_checked),
        cmocka_unit_test(an_unknown_prefix_is_foreign_or_unknown_not_an_error),
        cmocka_unit_test(a_lost_leading_zero_is_restored_doubtfully),
        cmocka_unit_test(a_century_that_cannot_be_is_restored_for_a_person_to_see),
        cmocka_unit_test(an_empty_line_is_no_value),
        cmocka_unit_test(old_numbers_and_passports_are_id_numbers_too),
        cmocka_unit_test(a_tax_code_has_a_check_digit),
        cmocka_unit_test(telephone_numbers_lose_their_spaces),
        cmocka_unit_test(words_instead_of_digits_are_kept_and_distrusted),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
