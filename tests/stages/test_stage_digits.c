/* ocr_digits: numbers are read a second time; what both say is flagged, slips are put right. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <string.h>

enum { DPI = 300 };

/* A bilevel page with the number printed, recognised as `read`, after ocr_digits; its word. */
static struct sohoa_word second_reading(struct sohoa_page *page, const char *font,
                                        const char *printed, const char *read, uint32_t *ret_flags)
{
    struct sohoa_err err = {0};
    struct rig_piece piece = {printed, 20, 20, 120};
    PIX *bits = rig_to_depth(rig_draw(150, 50, DPI, font, &piece, 1), 1);
    BOX *ink = NULL;
    assert_int_equal(pixClipToForeground(bits, NULL, &ink), 0);
    l_int32 x, y, w, h;
    boxGetGeometry(ink, &x, &y, &w, &h);
    boxDestroy(&ink);
    *page = rig_page(bits, DPI);
    page->text = sohoa_text_new();
    assert_non_null(page->text);
    assert_int_equal(sohoa_text_add_word(page->text, read, (struct sohoa_box){x, y, w, h}, 0.9F),
                     0);
    assert_int_equal(rig_run("ocr_digits", NULL, page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page->text), 1);
    *ret_flags = sohoa_text_word_flags(page->text, 0);
    return sohoa_text_word(page->text, 0);
}

static void becomes(const char *font, const char *printed, const char *read, const char *wanted,
                    uint32_t flags)
{
    struct sohoa_page page;
    uint32_t got = 0;
    struct sohoa_word word = second_reading(&page, font, printed, read, &got);
    assert_string_equal(word.text, wanted);
    assert_int_equal(got, flags);
    sohoa_page_clear(&page);
}

static const char *const fonts[] = {"Liberation Serif 13", "Liberation Sans 12",
                                    "Liberation Mono 11", "DejaVu Sans 11", "DejaVu Serif 11"};

static void numbers_read_alike_are_flagged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        becomes(fonts[i], "038190264758", "038190264758", "038190264758", SOHOA_WORD_AGREED);
    becomes(fonts[0], "15/03/2022,", "15/03/2022,", "15/03/2022,", SOHOA_WORD_AGREED);
}

static void a_letter_in_place_of_a_figure_gives_way(void **state)
{
    (void)state;
    becomes(fonts[0], "054180611406", "054180ó11406", "054180611406", 0);
    becomes(fonts[1], "2026", "202ó", "2026", 0);
}

static void a_wrong_figure_is_doubted_and_replaced_where_that_is_sure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++) {
        struct sohoa_page page;
        uint32_t flags = 0;
        (void)second_reading(&page, fonts[i], "051091460586", "051991460586", &flags);
        assert_int_equal(flags, SOHOA_WORD_DOUBTED);
        sohoa_page_clear(&page);
    }
    becomes(fonts[0], "051091460586", "051991460586", "051091460586", SOHOA_WORD_DOUBTED);
    becomes(fonts[1], "25/08/2023", "26/08/2023", "25/08/2023", SOHOA_WORD_DOUBTED);
}

static void words_and_torn_counts_are_left_alone(void **state)
{
    (void)state;
    becomes(fonts[0], "Nguyễn", "Nguyễn", "Nguyễn", 0);
    becomes(fonts[0], "0381902647", "038190264758", "038190264758", 0);
}

static void what_is_no_number_in_the_picture_is_never_agreed(void **state)
{
    (void)state;
    struct sohoa_page page;
    uint32_t flags = 0;
    struct sohoa_word word = second_reading(&page, fonts[1], "NHKMXE", "123456", &flags);
    assert_int_equal(flags & SOHOA_WORD_AGREED, 0);
    assert_int_equal(strlen(word.text), 6);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_read_alike_are_flagged),
        cmocka_unit_test(a_letter_in_place_of_a_figure_gives_way),
        cmocka_unit_test(a_wrong_figure_is_doubted_and_replaced_where_that_is_sure),
        cmocka_unit_test(words_and_torn_counts_are_left_alone),
        cmocka_unit_test(what_is_no_number_in_the_picture_is_never_agreed),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return rc;
}
