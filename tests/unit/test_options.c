/* Option values: text in, typed values out. */
#include "host/options.h"
#include "unit/unit.h"

#include <locale.h>

struct self {
    bool flag;
    int64_t whole;
    double real;
    char *text;
};
static const struct sohoa_option options[] = {
    {"flag", SOHOA_BOOL, offsetof(struct self, flag), "yes", 0, 0, "?"},
    {"whole", SOHOA_INT, offsetof(struct self, whole), "3", -5, 5, "?"},
    {"real", SOHOA_REAL, offsetof(struct self, real), "0.5", 0, 1, "?"},
    {"text", SOHOA_STRING, offsetof(struct self, text), "vie", 0, 0, "?"},
    {0},
};
static const struct sohoa_plugin plugin = {
    .name = "probe", .options = options, .self_size = sizeof(struct self)};

static int fill(const struct sohoa_setting *settings, size_t count, struct self *self, char **owned,
                struct sohoa_err *err)
{
    memset(self, 0, sizeof *self);
    memset(owned, 0, 4 * sizeof *owned);
    return sohoa_options_fill(&plugin, settings, count, self, owned, err);
}

static void fallbacks_fill_what_nobody_sets(void **state)
{
    (void)state;
    struct self self;
    char *owned[4];
    struct sohoa_err err = {0};
    assert_int_equal(fill(NULL, 0, &self, owned, &err), 0);
    assert_true(self.flag && self.whole == 3 && self.real > 0.49 && self.real < 0.51);
    assert_string_equal(self.text, "vie");
    sohoa_options_drop(&plugin, owned);
}

static void later_settings_win_and_strings_are_copies(void **state)
{
    (void)state;
    struct self self;
    char *owned[4], value[] = "eng";
    struct sohoa_err err = {0};
    struct sohoa_setting set[] = {{"text", "fra", "f:1"},
                                  {"whole", "-5", "f:2"},
                                  {"flag", "Off", "f:3"},
                                  {"text", value, "--set"}};
    assert_int_equal(fill(set, 4, &self, owned, &err), 0);
    value[0] = 'X';
    assert_string_equal(self.text, "eng");
    assert_int_equal(self.whole, -5);
    assert_false(self.flag);
    sohoa_options_drop(&plugin, owned);
}

static void refuse(const char *key, const char *value, const char *part)
{
    struct sohoa_setting set = {key, value, "sohoa.yaml:12"};
    struct sohoa_err err = {0};
    if (sohoa_settings_check(&plugin, &set, 1, &err) != SOHOA_FATAL)
        fail_msg("%s=%s was taken", key, value);
    assert_contains(err.text, part);
    assert_contains(err.text, "sohoa.yaml:12");
}

static void wrong_values_name_origin_plugin_option_value_and_range(void **state)
{
    (void)state;
    refuse(
        "whole", "6",
        "sohoa.yaml:12: option 'whole' of 'probe' is '6' but must be a whole number from -5 to 5");
    refuse("flag", "maybe", "must be true or false");
    refuse("real", "1.01", "must be a number from 0 to 1");
    const char *const whole[] = {"",   " 1", "1 ", "1.0", "0x1", "1e1", "99999999999999999999",
                                 "--1"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        refuse("whole", whole[i], "a whole number");
    const char *const real[] = {"", "nan", "inf", "0,5", "0x1p-1", "1e999", " 0.5", "."};
    for (size_t i = 0; i < sizeof real / sizeof real[0]; i++)
        refuse("real", real[i], "a number");
}

static void an_unknown_option_names_the_nearest_or_all(void **state)
{
    (void)state;
    refuse("wole", "1", "'probe' has no option 'wole'; the nearest is 'whole'");
    refuse("entirely_else", "1", "it has: flag, whole, real, text");
}

static void a_required_option_must_be_set(void **state)
{
    (void)state;
    const struct sohoa_option need[] = {{"path", SOHOA_STRING, 0, NULL, 0, 0, "?"}, {0}};
    const struct sohoa_plugin p = {.name = "probe", .options = need, .self_size = 8};
    struct sohoa_err err = {0};
    struct sohoa_setting set = {"path", "", "--set"};
    assert_int_equal(sohoa_settings_check(&p, NULL, 0, &err), SOHOA_FATAL);
    assert_string_equal(err.text, "'probe' needs its option 'path' set");
    assert_int_equal(sohoa_settings_check(&p, &set, 1, &err), 0);
    assert_int_equal(sohoa_options_known(&p, NULL, 0, &err), 0);
}

static void a_text_has_a_cap(void **state)
{
    (void)state;
    char *big = malloc(SOHOA_OPTION_BYTES_MAX + 2);
    assert_non_null(big);
    memset(big, 'a', SOHOA_OPTION_BYTES_MAX + 1);
    big[SOHOA_OPTION_BYTES_MAX + 1] = '\0';
    refuse("text", big, "longer than");
    free(big);
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    double real = 0;
    /* de_DE writes a comma; where it is not installed this shows less. */
    locale_t comma = newlocale(LC_ALL_MASK, "de_DE.UTF-8", (locale_t)0), before = (locale_t)0;
    if (comma)
        before = uselocale(comma);
    int point = sohoa_parse_real("2.5", &real), other = sohoa_parse_real("2,5", &real);
    if (comma) {
        uselocale(before);
        freelocale(comma);
    }
    assert_int_equal(point, 0);
    assert_int_equal(other, -1);
    assert_true(real > 2.49 && real < 2.51);
}

static void names_are_small_letters_digits_and_underscores(void **state)
{
    (void)state;
    assert_true(sohoa_name_ok("prep_invert2"));
    const char *const wrong[] = {"", "2x", "_x", "Prep", "a-b", "a b", "\xc4\x91"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(sohoa_name_ok(wrong[i]));
    assert_false(sohoa_name_ok(NULL));
    assert_false(sohoa_name_ok("a234567890123456789012345678901234567890123456789012345678901234"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fallbacks_fill_what_nobody_sets),
        cmocka_unit_test(later_settings_win_and_strings_are_copies),
        cmocka_unit_test(wrong_values_name_origin_plugin_option_value_and_range),
        cmocka_unit_test(an_unknown_option_names_the_nearest_or_all),
        cmocka_unit_test(a_required_option_must_be_set),
        cmocka_unit_test(a_text_has_a_cap),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(names_are_small_letters_digits_and_underscores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
