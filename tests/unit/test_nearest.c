/* The nearest word to a mistyped one. */
#include "host/nearest.h"
#include "unit/unit.h"

static const char *const words[] = {"threads", "memory", "store", "lang", "import", "resume"};

static const char *nearest(const char *word)
{
    return sohoa_nearest(word, words, sizeof words / sizeof words[0]);
}

static void one_slip_of_any_kind_finds_the_word(void **state)
{
    (void)state;
    assert_string_equal(nearest("threds"), "threads"); /* one left out */
    assert_string_equal(nearest("memmory"), "memory"); /* one too many */
    assert_string_equal(nearest("stare"), "store");    /* one wrong */
    assert_string_equal(nearest("imoprt"), "import");  /* two swapped */
    assert_string_equal(nearest("resume"), "resume");
}

static void the_word_with_fewer_slips_wins(void **state)
{
    (void)state;
    static const char *const close[] = {"status", "store", "stores"};
    assert_string_equal(sohoa_nearest("storee", close, 3), "store");
    assert_string_equal(sohoa_nearest("stor", close, 3), "store");
}

static void words_far_from_all_have_no_nearest(void **state)
{
    (void)state;
    assert_null(nearest("xyz"));
    assert_null(nearest(""));
    assert_null(nearest("threads-and-more"));
    assert_null(sohoa_nearest("a", words, 0));
    char lengthy[200];
    memset(lengthy, 'a', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    const char *const longer[] = {lengthy};
    assert_null(sohoa_nearest(lengthy, longer, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slip_of_any_kind_finds_the_word),
        cmocka_unit_test(the_word_with_fewer_slips_wins),
        cmocka_unit_test(words_far_from_all_have_no_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
