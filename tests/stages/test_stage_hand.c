/* ocr_hand: handwriting is told from print, on straight, turned and scaled pictures. The words are
 * given, so that nothing depends on recognition. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { DPI = 250, LINES = 14 };

static const char *const labels[] = {
    "Họ, chữ đệm, tên:",  "Ngày, tháng, năm sinh:", "Nơi cư trú:",     "Giấy tờ tùy thân:",
    "Quan hệ với người:", "Dân tộc, quốc tịch:",    "Nơi cấp giấy tờ:"};
static const char *const values[] = {"Tran Minh Quang",  "12/08/1987",     "Thanh Liem, Ha Nam",
                                     "038087001234",     "Nguyen Thi Mai", "Kinh, Viet Nam",
                                     "Cong an Hai Duong"};

/* The next word of *text, which may have run out. */
static void next_word(const char **text, char *ret, size_t room)
{
    size_t length = strcspn(*text, " ");
    snprintf(ret, room, "%.*s", (int)length, *text);
    *text += length + ((*text)[length] == ' ');
    if (!ret[0])
        snprintf(ret, room, "-");
}

/* Columns of ink of a row of the picture become words, as recognition would find them. */
static void add_words(struct sohoa_text *text, PIX *bits, const char *line, float confidence,
                      int x0, int x1, int y0, int y1)
{
    char word[64];
    struct sohoa_box box = {.x = -1, .y = y0, .h = y1 - y0};
    int blank = 0, gap = DPI / 32;
    for (int x = x0; x <= x1; x++) {
        l_uint32 ink = 0, value = 0;
        for (int y = y0; x < x1 && y < y1 && !ink; y++) {
            pixGetPixel(bits, x, y, &value);
            ink |= value;
        }
        blank = ink ? 0 : blank + 1;
        if (ink && box.x < 0)
            box.x = x;
        if (ink)
            box.w = x + 1 - box.x;
        if (box.x >= 0 && (blank > gap || x == x1)) {
            next_word(&line, word, sizeof word);
            assert_int_equal(sohoa_text_add_word(text, word, box, confidence), 0);
            box.x = -1;
        }
    }
}

/* A form whose values are set in `face`; words left of the middle are labels. */
static struct sohoa_page make_form(const char *face, float confidence)
{
    char markup[LINES * 2][256];
    struct rig_piece pieces[LINES * 2];
    for (int i = 0; i < LINES; i++) {
        snprintf(markup[2 * i], sizeof markup[0], "%s", labels[i % 7]);
        snprintf(markup[2 * i + 1], sizeof markup[0], "<span font=\"%s\">%s</span>", face,
                 values[i % 7]);
        pieces[2 * i] = (struct rig_piece){markup[2 * i], 20, 20 + 12 * i, 80};
        pieces[2 * i + 1] = (struct rig_piece){markup[2 * i + 1], 105, 20 + 12 * i, 100};
    }
    PIX *pix = rig_to_depth(rig_draw(210, 200, DPI, "Liberation Serif 12", pieces, LINES * 2), 1);
    struct sohoa_text *text = sohoa_text_new();
    for (int i = 0; i < LINES; i++) {
        int y0 = (int)((19 + 12 * i) / 25.4 * DPI), y1 = y0 + (int)(9 / 25.4 * DPI);
        int middle = (int)(103 / 25.4 * DPI);
        struct sohoa_box line = {0, y0, pixGetWidth(pix), y1 - y0};
        assert_int_equal(sohoa_text_add_line(text, 0, line), 0);
        add_words(text, pix, labels[i % 7], 0.93F, 0, middle, y0, y1);
        add_words(text, pix, values[i % 7], confidence, middle, pixGetWidth(pix), y0, y1);
    }
    struct sohoa_page page = rig_page(pix, DPI);
    page.text = text;
    return page;
}

/* The shares of flagged words left and right of the middle. */
static void flagged(const struct sohoa_page *page, double scale, double *ret_labels,
                    double *ret_values)
{
    double count[2] = {0}, hand[2] = {0};
    for (size_t i = 0; i < sohoa_text_words(page->text); i++) {
        int side = sohoa_text_word(page->text, i).box.x > 103 / 25.4 * DPI * scale;
        count[side]++;
        hand[side] += (sohoa_text_word_flags(page->text, i) & SOHOA_WORD_HAND) != 0;
    }
    assert_true(count[0] > 20 && count[1] > 20);
    *ret_labels = hand[0] / count[0];
    *ret_values = hand[1] / count[1];
}

static void judge(const char *face, float confidence, double *ret_labels, double *ret_values)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = make_form(face, confidence);
    assert_int_equal(rig_run("ocr_hand", NULL, &page, NULL, &err), SOHOA_OK);
    flagged(&page, 1, ret_labels, ret_values);
    sohoa_page_clear(&page);
}

static void values_by_hand_are_flagged_and_their_printed_labels_are_not(void **state)
{
    (void)state;
    static const char *const faces[] = {"Dancing Script 15", "Kristi 22", "Rufscript 13"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        double labels_flagged = 1, values_flagged = 0;
        judge(faces[i], 0.4F, &labels_flagged, &values_flagged);
        if (values_flagged < 0.85 || labels_flagged > 0.3)
            fail_msg("%s: %.2f of the values, %.2f of the labels", faces[i], values_flagged,
                     labels_flagged);
    }
}

static void neat_letters_that_were_read_surely_are_flagged(void **state)
{
    (void)state;
    double labels_flagged = 1, values_flagged = 0;
    judge("Because We Organize 14", 0.95F, &labels_flagged, &values_flagged);
    if (values_flagged < 0.8 || labels_flagged > 0.3)
        fail_msg("%.2f of the values, %.2f of the labels", values_flagged, labels_flagged);
}

/* Sentences in print; in the last ones a pen filled in names. */
static struct sohoa_page make_sentences(int from)
{
    static const char *const print = "Ông bà Nguyễn Lan cùng với Trần Quang đã ký tên vào đây";
    static const char *const mixed = "Ông bà <span font=\"Kristi 22\">Nguyen Lan</span> cùng với "
                                     "<span font=\"Kristi 22\">Tran Quang</span> đã ký tên vào đây";
    struct rig_piece pieces[LINES];
    for (int i = 0; i < LINES; i++)
        pieces[i] = (struct rig_piece){i < from ? print : mixed, 20, 20 + 12 * i, 180};
    PIX *pix = rig_to_depth(rig_draw(210, 200, DPI, "Liberation Serif 12", pieces, LINES), 1);
    struct sohoa_text *text = sohoa_text_new();
    for (int i = 0; i < LINES; i++) {
        int y0 = (int)((19 + 12 * i) / 25.4 * DPI), y1 = y0 + (int)(9 / 25.4 * DPI);
        struct sohoa_box line = {0, y0, pixGetWidth(pix), y1 - y0};
        assert_int_equal(sohoa_text_add_line(text, 0, line), 0);
        add_words(text, pix, print, 0.9F, 0, pixGetWidth(pix), y0, y1);
    }
    struct sohoa_page page = rig_page(pix, DPI);
    page.text = text;
    return page;
}

static void names_by_hand_within_a_few_sentences_are_flagged(void **state)
{
    (void)state;
    enum { FROM = LINES - 5 };
    struct sohoa_err err = {0};
    struct sohoa_page page = make_sentences(FROM);
    int hand[2] = {0};
    assert_int_equal(rig_run("ocr_hand", NULL, &page, NULL, &err), SOHOA_OK);
    for (size_t i = 0; i < sohoa_text_words(page.text); i++)
        hand[sohoa_text_word(page.text, i).line >= FROM] +=
            (sohoa_text_word_flags(page.text, i) & SOHOA_WORD_HAND) != 0;
    if (hand[0] > 0 || hand[1] < 9)
        fail_msg("%d words of print, %d of the last sentences", hand[0], hand[1]);
    sohoa_page_clear(&page);
}

static void values_typed_in_other_faces_are_not_flagged(void **state)
{
    (void)state;
    static const char *const faces[] = {"Liberation Serif Italic 12", "Liberation Sans Bold 11",
                                        "Liberation Mono 11", "DejaVu Serif 11",
                                        "DejaVu Sans Oblique 10"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        double labels_flagged = 1, values_flagged = 1;
        judge(faces[i], 0.9F, &labels_flagged, &values_flagged);
        if (values_flagged > 0.05 || labels_flagged > 0.05)
            fail_msg("%s: %.2f of the values, %.2f of the labels", faces[i], values_flagged,
                     labels_flagged);
    }
}

static void words_are_found_on_a_picture_that_was_moved(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = make_form("Dancing Script 15", 0.4F);
    struct sohoa_text *moved = sohoa_text_new();
    double labels_flagged = 0, values_flagged = 0;
    sohoa_page_moved(&page, (const double[9]){2, 0, 10, 0, 2, 20, 0, 0, 1});
    page.width = page.width * 2 + 40;
    page.height = page.height * 2 + 40;
    for (size_t i = 0; i < sohoa_text_words(page.text); i++) {
        struct sohoa_word word = sohoa_text_word(page.text, i);
        if (i == 0 || word.line != sohoa_text_word(page.text, i - 1).line)
            assert_int_equal(sohoa_text_add_line(moved, 0, word.box), 0);
        struct sohoa_box box = sohoa_page_to_master(&page, word.box);
        assert_int_equal(sohoa_text_add_word(moved, word.text, box, word.confidence), 0);
    }
    sohoa_text_free(page.text);
    page.text = moved;
    assert_int_equal(rig_run("ocr_hand", NULL, &page, NULL, &err), SOHOA_OK);
    flagged(&page, 2, &labels_flagged, &values_flagged);
    assert_true(values_flagged >= 0.85 && labels_flagged <= 0.3);
    sohoa_page_clear(&page);
}

/* Takes the words right of `from` (mm) out of a line, as if recognition had left them out. */
static void leave_out(struct sohoa_page *page, uint32_t line, double from)
{
    struct sohoa_text *less = sohoa_text_new();
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < sohoa_text_words(page->text); i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        if (word.line == line && word.box.x > from / 25.4 * DPI)
            continue;
        if (word.line != last)
            assert_int_equal(sohoa_text_add_line(less, 0, word.box), 0);
        last = word.line;
        assert_int_equal(sohoa_text_add_word(less, word.text, word.box, word.confidence), 0);
    }
    sohoa_text_free(page->text);
    page->text = less;
}

static void ink_behind_a_colon_that_was_left_out_is_a_word_on_a_page_by_hand(void **state)
{
    (void)state;
    static const char *const faces[] = {"Dancing Script 15", "Liberation Sans 12"};
    enum { LINE = 4 };
    for (int print = 0; print < 2; print++) {
        struct sohoa_err err = {0};
        struct sohoa_page page = make_form(faces[print], print ? 0.9F : 0.4F);
        leave_out(&page, LINE, 103);
        size_t before = sohoa_text_words(page.text), lines = sohoa_text_lines(page.text);
        assert_int_equal(rig_run("ocr_hand", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(sohoa_text_words(page.text), before + !print);
        assert_int_equal(sohoa_text_lines(page.text), lines);
        if (!print) {
            struct sohoa_line line = sohoa_text_line(page.text, LINE);
            size_t last = (size_t)line.first + line.count - 1;
            struct sohoa_word word = sohoa_text_word(page.text, last);
            assert_string_equal(word.text, "?");
            assert_true(sohoa_text_word_flags(page.text, last) & SOHOA_WORD_HAND);
            assert_true(word.confidence == 0.0F && word.box.x > 103 / 25.4 * DPI);
            assert_true(abs(word.box.y - (int)((20 + 12 * LINE) / 25.4 * DPI)) < DPI / 6);
        }
        sohoa_page_clear(&page);
    }
}

/* A rule from (x0, y0) to (x1, y1), in mm; the stage before took it off the picture. */
static void add_rule(struct sohoa_page *page, double x0, double y0, double x1, double y1)
{
    double unit = DPI / 25.4;
    struct sohoa_box box = {(int32_t)(x0 * unit), (int32_t)(y0 * unit),
                            (int32_t)((x1 - x0) * unit) + 3, (int32_t)((y1 - y0) * unit) + 3};
    if (!page->marks)
        page->marks = sohoa_marks_new();
    assert_int_equal(
        sohoa_marks_add(page->marks,
                        (struct sohoa_mark){.kind = SOHOA_MARK_RULE, .count = 1, .box = box}),
        0);
}

static void ink_in_a_cell_that_was_left_out_is_a_word_on_a_page_by_hand(void **state)
{
    (void)state;
    enum { LINE = 4, TOP = 18 + 12 * LINE, BOTTOM = TOP + 11 };
    for (int closed = 0; closed < 2; closed++) {
        struct sohoa_err err = {0};
        struct sohoa_page page = make_form("Dancing Script 15", 0.4F);
        leave_out(&page, LINE, 0); /* its label too: ink outside of cells stays what it is */
        add_rule(&page, 103, TOP, 103, BOTTOM);
        add_rule(&page, 205, TOP, 205, BOTTOM);
        add_rule(&page, 103, TOP, 205, TOP);
        if (closed)
            add_rule(&page, 103, BOTTOM, 205, BOTTOM);
        size_t before = sohoa_text_words(page.text);
        assert_int_equal(rig_run("ocr_hand", NULL, &page, NULL, &err), SOHOA_OK);
        size_t after = sohoa_text_words(page.text);
        assert_int_equal(after > before, closed);
        for (size_t i = before; i < after; i++) {
            struct sohoa_word word = sohoa_text_word(page.text, i);
            assert_string_equal(word.text, "?");
            assert_true(sohoa_text_word_flags(page.text, i) & SOHOA_WORD_HAND);
            assert_true(word.box.x > 103 / 25.4 * DPI && word.box.y > TOP / 25.4 * DPI);
            assert_true(word.box.y + word.box.h < BOTTOM / 25.4 * DPI);
        }
        sohoa_page_clear(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_by_hand_are_flagged_and_their_printed_labels_are_not),
        cmocka_unit_test(names_by_hand_within_a_few_sentences_are_flagged),
        cmocka_unit_test(values_typed_in_other_faces_are_not_flagged),
        cmocka_unit_test(words_are_found_on_a_picture_that_was_moved),
        cmocka_unit_test(ink_behind_a_colon_that_was_left_out_is_a_word_on_a_page_by_hand),
        cmocka_unit_test(ink_in_a_cell_that_was_left_out_is_a_word_on_a_page_by_hand),
        cmocka_unit_test(neat_letters_that_were_read_surely_are_flagged),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
