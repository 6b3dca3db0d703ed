/* Conditions of a chain. */
#include "host/page.h"
#include "host/when.h"
#include "unit/unit.h"

#include <leptonica/allheaders.h>

static bool holds(const char *text, const struct sohoa_page *page)
{
    struct sohoa_when *when = NULL;
    struct sohoa_err err = {0};
    if (sohoa_when_parse(text, &when, &err) != 0)
        fail_msg("%s", err.text);
    bool result = sohoa_when_holds(when, page);
    sohoa_when_free(when);
    return result;
}

static struct sohoa_err refused(const char *text)
{
    struct sohoa_when *when = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_when_parse(text, &when, &err), SOHOA_FATAL);
    assert_null(when);
    return err;
}

static void no_condition_always_holds(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_true(holds(NULL, &page));
    assert_true(sohoa_when_holds(NULL, &page));
    assert_true(holds("always", &page));
    assert_false(holds("never", &page));
}

static void facts_follow_the_page(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_true(holds("not blank and not separator and not back and not born_digital", &page));
    page.flags = SOHOA_PAGE_BLANK;
    assert_true(holds("blank", &page));
    assert_false(holds("separator or back or born_digital or text", &page));
    page.flags = SOHOA_PAGE_SEPARATOR | SOHOA_PAGE_BACK | SOHOA_PAGE_BORN_DIGITAL;
    assert_true(holds("separator and back and born_digital", &page));
    page.text = sohoa_text_new();
    assert_false(holds("text", &page));
    sohoa_text_add_word(page.text, "a", (struct sohoa_box){0}, 1);
    assert_true(holds("text", &page));
    sohoa_page_clear(&page);
}

static void numbers_are_compared(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_true(holds("depth == 0", &page));
    page.image = pixCreate(4, 4, 8);
    page.dpi = 300;
    page.width = 2480;
    page.height = 3508;
    page.skew = -0.5f;
    page.rotated = 90;
    assert_true(holds("depth > 1 and depth<=8 and depth != 32", &page));
    assert_true(holds("dpi >= 300 and not dpi > 300 and dpi < 300.5", &page));
    assert_true(holds("width==2480 and height==3508 and rotated == 90", &page));
    assert_true(holds("skew < -0.25 and skew > -1.0", &page));
    sohoa_page_clear(&page);
}

static void not_binds_before_and_and_and_before_or(void **state)
{
    (void)state;
    struct sohoa_page page;
    sohoa_page_init(&page);
    assert_true(holds("always or never and never", &page));
    assert_false(holds("(always or never) and never", &page));
    assert_true(holds("not never or always and never", &page));
    assert_false(holds("not (never or always)", &page));
    assert_true(holds("not not always", &page));
}

static void a_wrong_word_is_named_with_its_place_and_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(refused("not blnak").text,
                        "condition 'not blnak': place 5 has the unknown word 'blnak'; the nearest "
                        "is 'blank'");
    assert_contains(refused("xyzzyplugh").text, "born_digital");
}

static void what_is_not_a_condition_is_refused(void **state)
{
    (void)state;
    assert_contains(refused("").text, "ends where it needs");
    assert_contains(refused("blank and").text, "ends where it needs");
    assert_contains(refused("depth").text, "needs one of: < <=");
    assert_contains(refused("depth > many").text, "needs a number");
    assert_contains(refused("depth => 1").text, "needs one of: < <=");
    assert_contains(refused("(blank").text, "needs ')'");
    assert_contains(refused("blank back").text, "needs and, or");
    assert_contains(refused("blank; back").text, "';'");
    assert_contains(refused("dpi > 1.2.3").text, "needs a number");
}

static void length_and_depth_have_caps(void **state)
{
    (void)state;
    char text[2000];
    memset(text, '(', sizeof text);
    text[100] = '\0';
    assert_contains(refused(text).text, "nested too deep");
    text[100] = '(';
    text[sizeof text - 1] = '\0';
    assert_contains(refused(text).text, "longer than");
    size_t n = 0;
    for (int i = 0; i < 80; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, i ? " or text" : "text");
    assert_contains(refused(text).text, "more than 64 parts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_condition_always_holds),
        cmocka_unit_test(facts_follow_the_page),
        cmocka_unit_test(numbers_are_compared),
        cmocka_unit_test(not_binds_before_and_and_and_before_or),
        cmocka_unit_test(a_wrong_word_is_named_with_its_place_and_the_nearest),
        cmocka_unit_test(what_is_not_a_condition_is_refused),
        cmocka_unit_test(length_and_depth_have_caps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
