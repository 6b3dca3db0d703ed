/* ocr_lstm beside ocr_tesseract: the same words, confidences and boxes; what it leaves to
 * Tesseract. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#ifdef SOHOA_SANITIZED
enum { DPI = 200, SLOW = 1 };
#else
enum { DPI = 300, SLOW = 0 };
#endif

static char noted[512];

static void take_note(const struct sohoa_call *call, const char *text)
{
    (void)call;
    snprintf(noted, sizeof noted, "%s", text);
}

static PIX *some_prose(int depth)
{
    const struct rig_piece piece = {rig_prose, 20, 15, 170};
    return rig_to_depth(rig_draw(210, SLOW ? 60 : 150, DPI, "Serif 13", &piece, 1), depth);
}

static struct sohoa_page read_by(const char *stage, const char *setting, PIX *picture)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(pixCopy(NULL, picture), DPI);
    struct sohoa_call call = {.size = sizeof call, .note = take_note};
    if (rig_run(stage, setting, &page, &call, &err) != SOHOA_OK)
        fail_msg("%s: %s", stage, err.text);
    return page;
}

/* A word or two of a font, drawn and cut to a raw line. */
static void compare_raw_line(const char *markup, const char *font, int depth, bool negative)
{
    const struct rig_piece piece = {markup, 2, 2, 170};
    PIX *line = rig_to_depth(rig_draw(175, 9, DPI, font, &piece, 1), depth);
    if (negative)
        pixInvert(line, line);
    struct sohoa_page a = read_by("ocr_tesseract", "psm=13;again=false", line);
    struct sohoa_page b = read_by("ocr_lstm", "psm=13;again=false", line);
    assert_true(sohoa_text_words(a.text) > 0);
    assert_int_equal(sohoa_text_words(a.text), sohoa_text_words(b.text));
    for (size_t i = 0; i < sohoa_text_words(a.text); i++) {
        struct sohoa_word x = sohoa_text_word(a.text, i), y = sohoa_text_word(b.text, i);
        assert_string_equal(x.text, y.text);
        if (fabs((double)(x.confidence - y.confidence)) > 1e-5)
            fail_msg("%d bpp: %s: %f and %f", depth, x.text, (double)x.confidence,
                     (double)y.confidence);
    }
    sohoa_page_clear(&a);
    sohoa_page_clear(&b);
    pixDestroy(&line);
}

static void raw_lines_have_tesseracts_words_and_confidences(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Họ, chữ đệm, tên người yêu cầu: Nguyễn Thị Tường Vân",
        "Số định danh cá nhân: 038190000001, cấp ngày 05/03/2021",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM (2024) - \"Điều 12\"; 15%...",
    };
    static const char *const fonts[] = {"Serif 13", "Sans Bold 11", "Serif Italic 14"};
    for (size_t i = 0; i < 3; i++) {
        compare_raw_line(lines[i], fonts[i], 8, false);
        compare_raw_line(lines[i], fonts[(i + 1) % 3], 1, false);
    }
    compare_raw_line(lines[0], fonts[0], 32, false);
    compare_raw_line(lines[1], fonts[1], 8, true);
}

/* More than italics do, so that it does not hang on a font. */
static void words_that_slant_are_read_better_with_a_second_look(void **state)
{
    (void)state;
    const struct rig_piece piece = {rig_prose, 45, 15, 160};
    PIX *straight =
        rig_to_depth(rig_draw(210, SLOW ? 60 : 120, DPI, "Serif Italic 11", &piece, 1), 8);
    PIX *picture = pixHShearLI(straight, pixGetHeight(straight) / 2, 0.3f, L_BRING_IN_WHITE);
    struct sohoa_page once = read_by("ocr_lstm", "again=false", picture);
    struct sohoa_page again = read_by("ocr_lstm", NULL, picture);
    double first = rig_words_found(rig_prose, once.text);
    double second = rig_words_found(rig_prose, again.text);
    print_message("%.3f of the words, with a second look %.3f\n", first, second);
    assert_true(second > 1.5 * first);
    sohoa_page_clear(&once);
    sohoa_page_clear(&again);
    pixDestroy(&straight);
    pixDestroy(&picture);
}

static void with_its_layout_a_page_has_tesseracts_words_boxes_and_lines(void **state)
{
    (void)state;
    PIX *picture = some_prose(1);
    struct sohoa_page a = read_by("ocr_tesseract", NULL, picture);
    struct sohoa_page b = read_by("ocr_lstm", "layout=tesseract", picture);
    size_t count = sohoa_text_words(a.text), off = 0, moved = 0;
    assert_true(count > 20);
    assert_int_equal(count, sohoa_text_words(b.text));
    assert_int_equal(sohoa_text_lines(a.text), sohoa_text_lines(b.text));
    for (size_t i = 0; i < count; i++) {
        struct sohoa_word x = sohoa_text_word(a.text, i), y = sohoa_text_word(b.text, i);
        off += strcmp(x.text, y.text) != 0;
        moved += abs(x.box.x - y.box.x) > 1 || abs(x.box.y - y.box.y) > 1 ||
                 abs(x.box.w - y.box.w) > 2 || abs(x.box.h - y.box.h) > 2;
        assert_int_equal(x.line, y.line);
    }
    if (off * 100 > count || moved * 100 > count)
        fail_msg("%zu of %zu words differ, %zu boxes", off, count, moved);
    sohoa_page_clear(&a);
    sohoa_page_clear(&b);
    pixDestroy(&picture);
}

static void every_kernel_reads_the_same_text(void **state)
{
    (void)state;
    static const char *const settings[] = {"kernel=sse41", "kernel=avx2", "kernel=vnni"};
    const struct rig_piece piece = {rig_prose, 20, 10, 170};
    PIX *picture = rig_to_depth(rig_draw(210, 40, DPI, "Serif 13", &piece, 1), 8);
    struct sohoa_page a = read_by("ocr_lstm", "kernel=scalar", picture);
    assert_true(sohoa_text_words(a.text) > 10);
    for (size_t k = 0; k < 3; k++) {
        struct sohoa_err err = {0};
        if (rig_open("ocr_lstm", settings[k], &err) != SOHOA_OK)
            continue; /* not on this processor */
        struct sohoa_page b = read_by("ocr_lstm", settings[k], picture);
        assert_int_equal(sohoa_text_words(a.text), sohoa_text_words(b.text));
        for (size_t i = 0; i < sohoa_text_words(a.text); i++) {
            struct sohoa_word x = sohoa_text_word(a.text, i), y = sohoa_text_word(b.text, i);
            assert_string_equal(x.text, y.text);
            assert_memory_equal(&x.confidence, &y.confidence, sizeof x.confidence);
        }
        sohoa_page_clear(&b);
    }
    sohoa_page_clear(&a);
    pixDestroy(&picture);
}

static void what_is_not_known_is_left_to_tesseract_with_a_note(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    if (rig_open("ocr_tesseract", "language=vie+eng", &err) != SOHOA_OK) {
        print_message("skipped: the models vie and eng are not installed\n");
        return;
    }
    const struct rig_piece piece = {"Ủy ban nhân dân xã Tân Lập, the people of Tân Lập", 20, 10,
                                    170};
    PIX *picture = rig_to_depth(rig_draw(210, 30, DPI, "Serif 13", &piece, 1), 8);
    noted[0] = '\0';
    struct sohoa_page page = read_by("ocr_lstm", "language=vie+eng", picture);
    assert_contains(noted, "several languages");
    assert_true(rig_words_found(piece.markup, page.text) > 0.8);
    sohoa_page_clear(&page);
    pixDestroy(&picture);
}

static void odd_options_are_told(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    assert_int_equal(rig_open("ocr_lstm", "kernel=abacus", &err), SOHOA_FATAL);
    assert_contains(err.text, "abacus");
    assert_int_equal(rig_open("ocr_lstm", "layout=guess", &err), SOHOA_FATAL);
    assert_contains(err.text, "guess");
    assert_int_equal(rig_open("ocr_lstm", "language=xx_none", &err), SOHOA_FATAL);
    assert_contains(err.text, "tesseract-ocr-xx-none");
}

static void a_page_whose_time_is_over_keeps_what_was_read(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(some_prose(8), DPI);
    struct sohoa_call call = {.size = sizeof call, .deadline_ns = 1};
    assert_int_equal(rig_run("ocr_lstm", NULL, &page, &call, &err), SOHOA_OK);
    assert_non_null(page.text);
    assert_contains(page.note, "the time for recognising this page ran out");
    sohoa_page_clear(&page);
}

int main(int argc, char **argv)
{
    (void)argc;
    /* What the core does first: libgomp looks at it when it is loaded. */
    if (!getenv("OMP_THREAD_LIMIT")) {
        setenv("OMP_THREAD_LIMIT", "1", 1);
        execv("/proc/self/exe", argv);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_lines_have_tesseracts_words_and_confidences),
        cmocka_unit_test(words_that_slant_are_read_better_with_a_second_look),
        cmocka_unit_test(with_its_layout_a_page_has_tesseracts_words_boxes_and_lines),
        cmocka_unit_test(every_kernel_reads_the_same_text),
        cmocka_unit_test(what_is_not_known_is_left_to_tesseract_with_a_note),
        cmocka_unit_test(odd_options_are_told),
        cmocka_unit_test(a_page_whose_time_is_over_keeps_what_was_read),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
