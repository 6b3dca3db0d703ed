/* test_sane_values.c - values of SANE options as text, and their constraints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sane_value.h"

static const SANE_Range steps = {4, 192, 2};
static const SANE_Range wide = {SANE_FIX(0), SANE_FIX(215.9), 0};
static const SANE_Word dpis[] = {4, 75, 150, 300, 600};

static SANE_Option_Descriptor ranged(SANE_Value_Type type, const SANE_Range *range)
{
    return (SANE_Option_Descriptor){.name = "x",
                                    .type = type,
                                    .unit = SANE_UNIT_MM,
                                    .size = sizeof(SANE_Word),
                                    .constraint_type = SANE_CONSTRAINT_RANGE,
                                    .constraint.range = range};
}

static SANE_Option_Descriptor listed(void)
{
    return (SANE_Option_Descriptor){.name = "resolution",
                                    .type = SANE_TYPE_INT,
                                    .unit = SANE_UNIT_DPI,
                                    .size = sizeof(SANE_Word),
                                    .constraint_type = SANE_CONSTRAINT_WORD_LIST,
                                    .constraint.word_list = dpis};
}

static void a_range_is_checked_with_its_steps(void **state)
{
    (void)state;
    SANE_Option_Descriptor o = ranged(SANE_TYPE_INT, &steps);
    assert_true(scan_word_allowed(&o, 4));
    assert_true(scan_word_allowed(&o, 6));
    assert_true(scan_word_allowed(&o, 192));
    assert_false(scan_word_allowed(&o, 5));
    assert_false(scan_word_allowed(&o, 2));
    assert_false(scan_word_allowed(&o, 194));
}

static void a_list_holds_only_its_words(void **state)
{
    (void)state;
    SANE_Option_Descriptor o = listed();
    assert_true(scan_word_allowed(&o, 300));
    assert_false(scan_word_allowed(&o, 4));
    assert_false(scan_word_allowed(&o, 301));
}

static void the_nearest_value_upward_is_at_or_above(void **state)
{
    (void)state;
    SANE_Option_Descriptor o = listed();
    assert_int_equal(scan_word_nearest(&o, 300, true), 300);
    assert_int_equal(scan_word_nearest(&o, 151, true), 300);
    assert_int_equal(scan_word_nearest(&o, 151, false), 150);
    assert_int_equal(scan_word_nearest(&o, 1200, true), 600);
    SANE_Option_Descriptor r = ranged(SANE_TYPE_INT, &steps);
    assert_int_equal(scan_word_nearest(&r, 5, true), 6);
    assert_int_equal(scan_word_nearest(&r, 1000, true), 192);
    assert_int_equal(scan_word_nearest(&r, -7, false), 4);
}

static void numbers_are_read_with_their_unit(void **state)
{
    (void)state;
    SANE_Option_Descriptor mm = ranged(SANE_TYPE_FIXED, &wide);
    double n = 0;
    assert_true(scan_number_parse(&mm, "21cm", 4, &n));
    assert_float_equal(n, 210, 1e-9);
    assert_true(scan_number_parse(&mm, "8.5 in", 6, &n));
    assert_float_equal(n, 215.9, 1e-9);
    assert_true(scan_number_parse(&mm, "12.25", 5, &n));
    assert_float_equal(n, 12.25, 1e-9);
    assert_false(scan_number_parse(&mm, "12 dpi", 6, &n));
    assert_false(scan_number_parse(&mm, "", 0, &n));
    assert_false(scan_number_parse(&mm, "nan", 3, &n));
    assert_false(scan_number_parse(&mm, "40000", 5, &n));
    SANE_Option_Descriptor dpi = listed();
    assert_true(scan_number_parse(&dpi, "300dpi", 6, &n));
    assert_float_equal(n, 300, 1e-9);
    assert_false(scan_number_parse(&dpi, "300.5", 5, &n));
    assert_false(scan_number_parse(&dpi, "99999999999", 11, &n));
}

static void valid_values_are_told_in_words(void **state)
{
    (void)state;
    char text[200];
    SANE_Option_Descriptor o = listed();
    scan_valid_text(&o, text, sizeof text);
    assert_string_equal(text, "75, 150, 300, 600 dpi");
    SANE_Option_Descriptor r = ranged(SANE_TYPE_INT, &steps);
    scan_valid_text(&r, text, sizeof text);
    assert_string_equal(text, "4 to 192 mm in steps of 2");
    static const SANE_String_Const words[] = {"Gray", "Color", NULL};
    SANE_Option_Descriptor s = {.type = SANE_TYPE_STRING,
                                .size = 32,
                                .constraint_type = SANE_CONSTRAINT_STRING_LIST,
                                .constraint.string_list = words};
    scan_valid_text(&s, text, sizeof text);
    assert_string_equal(text, "'Gray', 'Color'");
    char small[12];
    scan_valid_text(&s, small, sizeof small);
    assert_true(strlen(small) < sizeof small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_is_checked_with_its_steps),
        cmocka_unit_test(a_list_holds_only_its_words),
        cmocka_unit_test(the_nearest_value_upward_is_at_or_above),
        cmocka_unit_test(numbers_are_read_with_their_unit),
        cmocka_unit_test(valid_values_are_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
