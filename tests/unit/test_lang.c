/* The language of talk, and the catalogue: same conversions in both, nothing twice. */
#include "host/lang.h"
#include "sohoa_plugin.h"
#include "unit/unit.h"

static void a_language_is_chosen_by_name_or_locale(void **state)
{
    (void)state;
    const char *const vietnamese[] = {"vi", "vi_VN", "vi_VN.UTF-8", "vi.UTF-8"};
    const char *const english[] = {"en", "en_GB.UTF-8", "C", "C.UTF-8", "POSIX"};
    const char *const neither[] = {"", "fr", "vix", "english!", "Vi"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(sohoa_lang_set(vietnamese[i]), 0);
        assert_int_equal(sohoa_lang_get(), SOHOA_VI);
    }
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(sohoa_lang_set(english[i]), 0);
        assert_int_equal(sohoa_lang_get(), SOHOA_EN);
    }
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(sohoa_lang_set(neither[i]), -1);
    assert_int_equal(sohoa_lang_set(NULL), -1);
}

static void texts_not_in_the_catalogue_stay_english(void **state)
{
    (void)state;
    assert_int_equal(sohoa_lang_set("vi"), 0);
    assert_string_equal(sohoa_tr("no such text"), "no such text");
    assert_string_equal(sohoa_tr("out of memory"), "hết bộ nhớ");
    assert_int_equal(sohoa_lang_set("en"), 0);
    assert_string_equal(sohoa_tr("out of memory"), "out of memory");
}

/* Moves to the next conversion and writes it whole; false at the end. */
static bool next_conversion(const char **at, char out[32])
{
    for (const char *p = *at; (p = strchr(p, '%')) != NULL; p += 2) {
        if (p[1] == '%')
            continue;
        size_t n = 1 + strcspn(p + 1, "diouxXeEfFgGcsp");
        if (!p[n] || n > 30)
            fail_msg("'%s' has an odd conversion", *at);
        memcpy(out, p, n + 1);
        out[n + 1] = '\0';
        *at = p + n + 1;
        return true;
    }
    return false;
}

static void every_translation_has_the_conversions_of_its_english(void **state)
{
    (void)state;
    for (const struct sohoa_translation *t = sohoa_catalogue_vi; t->en; t++) {
        const char *en = t->en, *vi = t->vi;
        char a[32] = "", b[32] = "";
        bool more = true, also = true;
        assert_non_null(t->vi);
        while (more) {
            more = next_conversion(&en, a);
            also = next_conversion(&vi, b);
            if (more != also || (more && strcmp(a, b) != 0))
                fail_msg("'%s' and '%s' have other conversions", t->en, t->vi);
        }
    }
}

static void no_text_is_translated_twice(void **state)
{
    (void)state;
    for (const struct sohoa_translation *t = sohoa_catalogue_vi; t->en; t++)
        for (const struct sohoa_translation *u = t + 1; u->en; u++)
            if (strcmp(t->en, u->en) == 0)
                fail_msg("'%s' is in the catalogue twice", t->en);
}

static void errors_are_translated_and_cut_at_a_character(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_lang_set("vi"), 0);
    assert_int_equal(sohoa_fail(&err, SOHOA_FATAL, "out of memory"), SOHOA_FATAL);
    assert_string_equal(err.text, "hết bộ nhớ");
    assert_int_equal(sohoa_lang_set("en"), 0);
    char text[1001];
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(text + i, "\xc4\x91", 2);
    text[1000] = '\0';
    sohoa_fail(&err, SOHOA_BAD_PAGE, "x%s", text);
    size_t n = strlen(err.text);
    assert_true(n >= 500 && n < sizeof err.text);
    assert_int_equal((n - 1) % 2, 0);
    sohoa_fail_errno(&err, SOHOA_RETRY, 2, "cannot open\n%s", "a");
    assert_string_equal(err.text, "cannot open a: No such file or directory");
    assert_int_equal(err.sys_errno, 2);
    assert_int_equal(sohoa_fail(NULL, SOHOA_END, "nobody listens"), SOHOA_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_language_is_chosen_by_name_or_locale),
        cmocka_unit_test(texts_not_in_the_catalogue_stay_english),
        cmocka_unit_test(every_translation_has_the_conversions_of_its_english),
        cmocka_unit_test(no_text_is_translated_twice),
        cmocka_unit_test(errors_are_translated_and_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
