/* ocr_digits: numbers are read a second time; what both say is flagged, slips are put right. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

enum { DPI = 300 };

#define UNSURE 0.45F
static float confidence = UNSURE; /* of the word as recognised */

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
    assert_int_equal(
        sohoa_text_add_word(page->text, read, (struct sohoa_box){x, y, w, h}, confidence), 0);
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
    becomes(fonts[0], "054180611406", "054180ó11406", "054180611406", SOHOA_WORD_AGREED);
    becomes(fonts[1], "2026", "202ó", "2026", 0);
    becomes(fonts[1], "080178233661", "080178233óóé", "080178233661", SOHOA_WORD_AGREED);
}

static void letters_that_stand_together_stay(void **state)
{
    (void)state;
    struct sohoa_page page;
    uint32_t flags = 0;
    struct sohoa_word word = second_reading(&page, fonts[1], "275/2018-85", "275/2018-BS", &flags);
    assert_string_equal(word.text, "275/2018-BS");
    assert_int_equal(flags & SOHOA_WORD_AGREED, 0);
    sohoa_page_clear(&page);
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

static void twelve_figures_that_were_miscounted_are_all_read_from_the_picture(void **state)
{
    (void)state;
    confidence = 0.95F;
    becomes(fonts[0], "060036404734,", "6069036404734,", "060036404734,", SOHOA_WORD_DOUBTED);
    becomes(fonts[1], "094084203765", "0940842063765", "094084203765", SOHOA_WORD_DOUBTED);
    becomes(fonts[0], "0940842037651", "0940842037651", "0940842037651", SOHOA_WORD_AGREED);
    confidence = UNSURE;
}

static void what_was_recognised_surely_gives_way_only_to_a_surer_figure(void **state)
{
    (void)state;
    confidence = 0.93F;
    becomes(fonts[0], "051091460586", "051991460586", "051091460586", SOHOA_WORD_DOUBTED);
    becomes(fonts[0], "198/2024", "1098/2024", "1098/2024", SOHOA_WORD_DOUBTED);
    becomes(fonts[0], "054180611406", "054180ó11406", "054180611406", SOHOA_WORD_AGREED);
    confidence = UNSURE;
}

static void a_number_of_one_registered_abroad_stays_as_it_is_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        becomes(fonts[i], "140190264758", "140190264758", "140190264758", SOHOA_WORD_AGREED);
}

/* A word that stands for itself among others on the line. */
static void a_short_word_between_those_of_a_date_is_a_number(void **state)
{
    (void)state;
    static const char *const read[] = {"ngày", "Úổ", "tháng", "Úổ", "ký"};
    static const double at[] = {10, 30, 50, 80, 100};
    struct sohoa_err err = {0};
    const double mm = DPI / 25.4;
    struct rig_piece pieces[] = {{"08", 30, 20, 8}, {"08", 80, 20, 8}};
    struct sohoa_page page =
        rig_page(rig_to_depth(rig_draw(150, 50, DPI, fonts[0], pieces, 2), 1), DPI);
    page.text = sohoa_text_new();
    assert_int_equal(sohoa_text_add_line(page.text, 0, (struct sohoa_box){0, 200, 1700, 90}), 0);
    for (size_t i = 0; i < 5; i++) {
        struct sohoa_box box = {(int)((at[i] - 1) * mm), (int)(19 * mm), (int)(7 * mm),
                                (int)(6 * mm)};
        assert_int_equal(sohoa_text_add_word(page.text, read[i], box, 0.4F), 0);
    }
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_string_equal(sohoa_text_word(page.text, 1).text, "08");
    assert_string_equal(sohoa_text_word(page.text, 3).text, "Úổ");
    sohoa_page_clear(&page);
}

static void words_and_torn_counts_are_left_alone(void **state)
{
    (void)state;
    becomes(fonts[0], "Nguyễn", "Nguyễn", "Nguyễn", 0);
    becomes(fonts[0], "0381902647", "038190264758", "038190264758", 0);
}

static void a_figure_too_many_or_too_few_is_put_right_and_doubted(void **state)
{
    (void)state;
    becomes(fonts[0], "198/2024", "1098/2024", "198/2024", SOHOA_WORD_DOUBTED);
    becomes(fonts[1], "070303269788", "07030329788", "070303269788", SOHOA_WORD_DOUBTED);
    becomes(fonts[2], "1992", "10992", "1992", SOHOA_WORD_DOUBTED);
}

/* A number printed over other ink or with gaps in its strokes, recognised as `read`. */
enum harm { ON_A_LEADER, IN_PIECES };

static void is_read_as_printed(enum harm harm, const char *printed, const char *read)
{
    struct sohoa_err err = {0};
    struct rig_piece piece = {printed, 20, 20, 120};
    PIX *bits = rig_to_depth(rig_draw(150, 50, DPI, fonts[0], &piece, 1), 1);
    BOX *ink = NULL;
    l_int32 x, y, w, h;
    assert_int_equal(pixClipToForeground(bits, NULL, &ink), 0);
    boxGetGeometry(ink, &x, &y, &w, &h);
    boxDestroy(&ink);
    for (int dot = 0; harm == ON_A_LEADER && dot < w / 14 + 6; dot++)
        pixRasterop(bits, x - 20 + 14 * dot, y + h - 5, 5, 5, PIX_SET, NULL, 0, 0);
    for (int gap = 1; harm == IN_PIECES && gap < 3; gap++)
        pixRasterop(bits, x, y + gap * h / 3, w, 2, PIX_CLR, NULL, 0, 0);
    struct sohoa_page page = rig_page(bits, DPI);
    page.text = sohoa_text_new();
    assert_int_equal(sohoa_text_add_word(page.text, read, (struct sohoa_box){x, y, w, h}, UNSURE),
                     0);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_string_equal(sohoa_text_word(page.text, 0).text, printed);
    assert_true(sohoa_text_word_flags(page.text, 0) & SOHOA_WORD_DOUBTED);
    sohoa_page_clear(&page);
}

static void a_number_on_a_leader_or_in_pieces_is_read_along_its_line(void **state)
{
    (void)state;
    is_read_as_printed(ON_A_LEADER, "031077117558", "431077117358");
    is_read_as_printed(ON_A_LEADER, "062082337913", "62082337913");
    is_read_as_printed(IN_PIECES, "058304137253", "05304137253");
    is_read_as_printed(IN_PIECES, "014182185384", "011132185381");
}

static void a_figure_left_out_and_another_made_two_is_read_from_the_picture(void **state)
{
    (void)state;
    is_read_as_printed(IN_PIECES, "067095051915", "067090519155");
}

static void a_number_that_is_half_letters_is_read_where_one_is_printed(void **state)
{
    (void)state;
    is_read_as_printed(IN_PIECES, "038174540036", "03§VTA540036");
    becomes(fonts[0], "0935VTBSA50036", "0935VTBSA50036", "0935VTBSA50036", 0);
}

static void the_strokes_of_a_date_are_no_figures(void **state)
{
    (void)state;
    becomes(fonts[0], "23/06/12027", "23I06I12027", "23I06I12027", SOHOA_WORD_AGREED);
}

/* "0741822589" and "72," where "074182258972," is printed: what was cut off is put back once. */
static void the_end_of_a_number_that_was_cut_off_is_joined_to_it(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct rig_piece piece = {"074182258972,", 20, 20, 120};
    PIX *bits = rig_to_depth(rig_draw(150, 50, DPI, fonts[0], &piece, 1), 1);
    BOX *ink = NULL;
    l_int32 x, y, w, h;
    assert_int_equal(pixClipToForeground(bits, NULL, &ink), 0);
    boxGetGeometry(ink, &x, &y, &w, &h);
    boxDestroy(&ink);
    struct sohoa_page page = rig_page(bits, DPI);
    int cut = w * 10 / 12;
    page.text = sohoa_text_new();
    struct sohoa_box line = {x, y, w, h}, first = {x, y, cut, h}, rest = {x + cut, y, w - cut, h};
    assert_int_equal(sohoa_text_add_line(page.text, 0, line), 0);
    assert_int_equal(sohoa_text_add_word(page.text, "0741822589", first, 0.9F), 0);
    assert_int_equal(sohoa_text_add_word(page.text, "72,", rest, 0.9F), 0);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "074182258972,");
    assert_int_equal(sohoa_text_word_flags(page.text, 0) & SOHOA_WORD_AGREED, 0);
    sohoa_page_clear(&page);
}

/* A number printed in one, recognised as words that cover it up to `cuts` twelfths; what became of
 * it, separated by blanks. Faint: it shows in the page's tones only. */
static void torn_becomes(const char *printed, const char *const read[3], const int cuts[3],
                         bool faint, const char *wanted)
{
    struct sohoa_err err = {0};
    struct rig_piece piece = {printed, 20, 20, 120};
    PIX *gray = rig_draw(150, 50, DPI, fonts[0], &piece, 1);
    PIX *bits = rig_to_depth(pixCopy(NULL, gray), 1);
    BOX *ink = NULL;
    l_int32 x, y, w, h, left = 0;
    assert_int_equal(pixClipToForeground(bits, NULL, &ink), 0);
    boxGetGeometry(ink, &x, &y, &w, &h);
    boxDestroy(&ink);
    if (faint)
        pixRasterop(bits, x + w / 4, y, w / 3, h, PIX_CLR, NULL, 0, 0);
    struct sohoa_page page = rig_page(bits, DPI);
    page.tones = faint ? rig_to_depth(pixCopy(NULL, gray), 8) : NULL;
    pixDestroy(&gray);
    page.text = sohoa_text_new();
    assert_int_equal(sohoa_text_add_line(page.text, 0, (struct sohoa_box){x, y, w, h}), 0);
    for (int i = 0; i < 3 && read[i]; i++) {
        struct sohoa_box box = {x + left, y, w * cuts[i] / 12 - left, h};
        assert_int_equal(sohoa_text_add_word(page.text, read[i], box, UNSURE), 0);
        left = w * cuts[i] / 12;
    }
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    char got[100] = "";
    for (size_t i = 0; i < sohoa_text_words(page.text); i++) {
        size_t used = strlen(got);
        (void)snprintf(got + used, sizeof got - used, "%s%s", i ? " " : "",
                       sohoa_text_word(page.text, i).text);
    }
    assert_string_equal(got, wanted);
    if (faint)
        assert_true(sohoa_text_word_flags(page.text, 0) & SOHOA_WORD_DOUBTED);
    sohoa_page_clear(&page);
}

static void a_number_torn_to_pieces_is_put_together(void **state)
{
    (void)state;
    torn_becomes("025181151189", (const char *[3]){"0251811", "5 1", "]189"}, (int[3]){7, 9, 12},
                 false, "025181151189");
    torn_becomes("064183245410", (const char *[3]){"06-118.3245-4410"}, (int[3]){12}, false,
                 "064183245410");
}

static void figures_that_are_no_citizens_number_stay_in_their_words(void **state)
{
    (void)state;
    torn_becomes("09123 45678", (const char *[3]){"09123", "45678"}, (int[3]){6, 12}, false,
                 "09123 45678");
    torn_becomes("04.08.2024", (const char *[3]){"04.08.2024"}, (int[3]){12}, false, "04.08.2024");
}

static void figures_too_faint_for_the_threshold_are_read_from_the_tones(void **state)
{
    (void)state;
    torn_becomes("025181151189", (const char *[3]){"025", "1189"}, (int[3]){3, 12}, true,
                 "025181151189");
}

/* A page with the number in twelve boxes, a figure each, of which two parts are marked, the second
 * by `askew` boxes too far to the left. */
static struct sohoa_page boxed(const char *number, double askew)
{
    static char figures[12][2];
    struct rig_piece pieces[12];
    const double step = 6.35, mm = DPI / 25.4;
    for (int i = 0; i < 12; i++) {
        figures[i][0] = number[i];
        pieces[i] = (struct rig_piece){figures[i], 20 + step * (i + 0.3), 20, 6};
    }
    struct sohoa_page page =
        rig_page(rig_to_depth(rig_draw(150, 50, DPI, fonts[0], pieces, 12), 1), DPI);
    page.marks = sohoa_marks_new();
    for (int part = 0; part < 2; part++) {
        double first = part ? 7 - askew : 1;
        struct sohoa_mark mark = {.kind = SOHOA_MARK_CELLS, .count = part ? 4 : 5};
        mark.box = (struct sohoa_box){.x = (int)((20 + step * first) * mm),
                                      .y = (int)(18 * mm),
                                      .w = (int)(step * mark.count * mm),
                                      .h = (int)(9 * mm)};
        assert_int_equal(sohoa_marks_add(page.marks, mark), 0);
    }
    page.text = sohoa_text_new();
    assert_non_null(page.text);
    return page;
}

static void a_row_of_boxes_is_read_to_both_ends_when_parts_of_it_were_seen(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    for (int i = 0; i < 2; i++) {
        struct sohoa_page page = boxed("014091413972", i * 0.2);
        struct sohoa_box where = {.x = 500, .y = 240, .w = 60, .h = 60};
        assert_int_equal(sohoa_text_add_word(page.text, "1409ñ", where, 0.4F), 0);
        assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(sohoa_text_words(page.text), 1);
        assert_string_equal(sohoa_text_word(page.text, 0).text, "014091413972");
        assert_int_equal(sohoa_text_word_flags(page.text, 0), SOHOA_WORD_CELLS);
        sohoa_page_clear(&page);
    }
}

static void a_row_of_boxes_that_was_not_recognised_at_all_is_found(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = boxed("038078758290", 0);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "038078758290");
    sohoa_page_clear(&page);
}

/* Figures whose frames were wiped are words that stand alone. */
static void figures_that_stand_alone_at_one_pace_are_a_row_of_boxes(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    const double mm = DPI / 25.4;
    struct sohoa_page page = boxed("089171271684", 0);
    sohoa_marks_free(page.marks);
    page.marks = NULL;
    for (int i = 0; i < 12; i += i == 2 ? 4 : 2) { /* not all of them were recognised */
        struct sohoa_box where = {.x = (int)((21.5 + 6.35 * i) * mm),
                                  .y = (int)(20.5 * mm),
                                  .w = (int)(3 * mm),
                                  .h = (int)(4 * mm)};
        char figure[2] = {"089171271684"[i], 0};
        assert_int_equal(sohoa_text_add_word(page.text, figure, where, 0.4F), 0);
    }
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "089171271684");
    sohoa_page_clear(&page);
}

static void boxes_with_letters_are_left_alone(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = boxed("NGUYENVANHAI", 0);
    struct sohoa_box where = {.x = 500, .y = 240, .w = 60, .h = 60};
    assert_int_equal(sohoa_text_add_word(page.text, "NGUYENVANHAI", where, 0.4F), 0);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "NGUYENVANHAI");
    sohoa_page_clear(&page);
}

/* Twelve figures `step` mm apart between bars that nobody took out, recognised as in life. */
static struct sohoa_page barred(const char *number, double step)
{
    static char signs[25][2];
    struct rig_piece pieces[25];
    const double mm = DPI / 25.4;
    for (int i = 0; i < 25; i++) {
        signs[i][0] = i % 2 ? number[i / 2] : '|';
        pieces[i] = (struct rig_piece){signs[i], 30 + step * (i / 2 + (i % 2 ? 0.35 : 0)), 20, 6};
    }
    struct sohoa_page page =
        rig_page(rig_to_depth(rig_draw(150, 50, DPI, fonts[0], pieces, 25), 1), DPI);
    page.text = sohoa_text_new();
    assert_non_null(page.text);
    struct sohoa_box where = {
        .x = (int)(30 * mm), .y = (int)(19 * mm), .w = (int)(12 * step * mm), .h = (int)(7 * mm)};
    assert_int_equal(sohoa_text_add_word(page.text, "(0|7|2|ø|s|4|4|s|s|r|7|9", where, 0.2F), 0);
    return page;
}

static void figures_at_one_pace_between_bars_are_a_row_of_boxes(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = barred("074084465179", 6.35);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "074084465179");
    assert_int_equal(sohoa_text_word_flags(page.text, 0), SOHOA_WORD_CELLS);
    sohoa_page_clear(&page);
}

static void letters_between_bars_are_left_alone(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = barred("07408NAM5179", 6.35);
    assert_int_equal(rig_run("ocr_digits", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_text_words(page.text), 1);
    assert_string_equal(sohoa_text_word(page.text, 0).text, "(0|7|2|ø|s|4|4|s|s|r|7|9");
    sohoa_page_clear(&page);
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
        cmocka_unit_test(letters_that_stand_together_stay),
        cmocka_unit_test(a_wrong_figure_is_doubted_and_replaced_where_that_is_sure),
        cmocka_unit_test(twelve_figures_that_were_miscounted_are_all_read_from_the_picture),
        cmocka_unit_test(what_was_recognised_surely_gives_way_only_to_a_surer_figure),
        cmocka_unit_test(a_figure_left_out_and_another_made_two_is_read_from_the_picture),
        cmocka_unit_test(a_number_that_is_half_letters_is_read_where_one_is_printed),
        cmocka_unit_test(a_number_of_one_registered_abroad_stays_as_it_is_printed),
        cmocka_unit_test(a_short_word_between_those_of_a_date_is_a_number),
        cmocka_unit_test(words_and_torn_counts_are_left_alone),
        cmocka_unit_test(a_figure_too_many_or_too_few_is_put_right_and_doubted),
        cmocka_unit_test(a_number_on_a_leader_or_in_pieces_is_read_along_its_line),
        cmocka_unit_test(the_strokes_of_a_date_are_no_figures),
        cmocka_unit_test(the_end_of_a_number_that_was_cut_off_is_joined_to_it),
        cmocka_unit_test(a_number_torn_to_pieces_is_put_together),
        cmocka_unit_test(figures_that_are_no_citizens_number_stay_in_their_words),
        cmocka_unit_test(figures_too_faint_for_the_threshold_are_read_from_the_tones),
        cmocka_unit_test(figures_that_stand_alone_at_one_pace_are_a_row_of_boxes),
        cmocka_unit_test(a_row_of_boxes_is_read_to_both_ends_when_parts_of_it_were_seen),
        cmocka_unit_test(a_row_of_boxes_that_was_not_recognised_at_all_is_found),
        cmocka_unit_test(boxes_with_letters_are_left_alone),
        cmocka_unit_test(figures_at_one_pace_between_bars_are_a_row_of_boxes),
        cmocka_unit_test(letters_between_bars_are_left_alone),
        cmocka_unit_test(what_is_no_number_in_the_picture_is_never_agreed),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return rc;
}
