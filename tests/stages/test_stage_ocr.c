/* ocr_tesseract: words, places, deadline, languages; and the whole default chain over a page. */
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

static bool always_stopping(const struct sohoa_call *call)
{
    (void)call;
    return true;
}

/* Of this process's CPU: what else the machine does counts for nothing. */
static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A third of a page, to be quick. */
static PIX *some_prose(int depth)
{
    const struct rig_piece piece = {rig_prose, 20, 15, 170};
    return rig_to_depth(rig_draw(210, 150, DPI, "Serif 13", &piece, 1), depth);
}

static void a_vietnamese_page_is_read_through_the_whole_chain(void **state)
{
    (void)state;
    static const char *const chain[] = {
        "prep_photo",  "prep_border",   "prep_blank", "prep_orient",  "prep_deskew",
        "prep_colour", "prep_binarise", "prep_lines", "prep_enlarge", "ocr_tesseract"};
    PIX *askew = some_prose(32);
    PIX *turned = rig_turn(askew, 2.5), *down = pixRotateOrth(turned, 2);
    pixDestroy(&askew);
    pixDestroy(&turned);
    struct sohoa_page page = rig_page(down, DPI);
    struct sohoa_err err = {0};
    for (size_t i = 0; i < sizeof chain / sizeof *chain; i++)
        assert_int_equal(rig_run(chain[i], NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(page.rotated, 180);
    assert_true(fabs((double)page.skew - 2.5) < 0.1);
    double found = rig_words_found(rig_prose, page.text);
    if (found < 0.95)
        fail_msg("%.3f of the words found", found);
    assert_true(sohoa_text_confidence(page.text) > 0.8);
    sohoa_page_clear(&page);
}

static void words_have_boxes_on_the_master_in_reading_order(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(some_prose(1), DPI);
    sohoa_page_moved(&page, (const double[9]){2, 0, 10, 0, 2, 20, 0, 0, 1});
    page.width = page.width * 2 + 40;
    page.height = page.height * 2 + 40;
    page.dpi *= 2;
    assert_int_equal(rig_run("ocr_tesseract", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(rig_words_found(rig_prose, page.text) > 0.95);
    struct sohoa_word first = sohoa_text_word(page.text, 0);
    assert_string_equal(first.text, "CỘNG");
    assert_true(abs(first.box.x - (int)(20 / 25.4 * DPI * 2) - 10) < DPI / 10);
    assert_true(abs(first.box.y - (int)(15 / 25.4 * DPI * 2) - 20) < DPI / 5);
    for (size_t i = 1; i < sohoa_text_lines(page.text); i++) {
        struct sohoa_line above = sohoa_text_line(page.text, i - 1);
        struct sohoa_line line = sohoa_text_line(page.text, i);
        assert_true(line.count > 0 && line.block >= above.block && line.box.y > above.box.y);
    }
    sohoa_page_clear(&page);
}

/* A name beside a seal: the engine takes both for a picture. */
static void a_line_that_the_layout_analysis_lost_is_read(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{rig_prose, 20, 15, 170},
                                       {"<b>Hồ Đức Phớc</b>", 144, 206, 60}};
    bool found[2] = {false, false};
    for (int on = 0; on < 2; on++) {
        PIX *drawn = rig_draw(210, 240, DPI, "Serif 11", pieces, 2);
        PIX *gray = rig_to_depth(drawn, 8);
        for (int ring = 0; ring < 4; ring++)
            for (int part = 0; part < 2; part++)
                rig_disk(gray, DPI, 128, 195, 19 - 4 * ring - part, part ? 255 : 0);
        for (int i = 0; i < 400; i++) { /* its emblem */
            double out = 8 * sqrt(i / 400.0);
            rig_disk(gray, DPI, 128 + out * cos(i * 2.4), 195 + out * sin(i * 2.4), 0.3, 0);
        }
        struct sohoa_page page = rig_page(pixThresholdToBinary(gray, 128), DPI);
        struct sohoa_err err = {0};
        pixDestroy(&gray);
        assert_int_equal(
            rig_run("ocr_tesseract", on ? "lost=true" : "lost=false", &page, NULL, &err), SOHOA_OK);
        for (size_t i = 0; i < sohoa_text_words(page.text); i++)
            found[on] |= !strcmp(sohoa_text_word(page.text, i).text, "Phớc");
        sohoa_page_clear(&page);
    }
    assert_false(found[0]);
    assert_true(found[1]);
}

/* Two blocks side by side on an A2 sheet: cut between them, left before right, places kept. */
static void a_large_sheet_is_read_in_parts(void **state)
{
    (void)state;
    enum { COARSE = 150 };
    const struct rig_piece pieces[] = {{rig_prose, 20, 20, 170}, {rig_prose, 230, 25, 170}};
    PIX *drawn = rig_draw(420, 594, COARSE, "Serif 13", pieces, 2);
    struct sohoa_page page = rig_page(rig_to_depth(drawn, 8), COARSE);
    struct sohoa_err err = {0};
    assert_int_equal(rig_run("ocr_tesseract", NULL, &page, NULL, &err), SOHOA_OK);
    int32_t half = (int32_t)(210 / 25.4 * COARSE);
    size_t left = 0, right = 0;
    for (size_t i = 0; i < sohoa_text_words(page.text); i++) {
        struct sohoa_word word = sohoa_text_word(page.text, i);
        bool at_right = word.box.x > half;
        if (!at_right)
            assert_true(right == 0 && word.box.x + word.box.w < half);
        *(at_right ? &right : &left) += 1;
    }
    assert_true(left > 100 && right > left * 9 / 10 && left > right * 9 / 10);
    assert_true(rig_words_found(rig_prose, page.text) > 0.9);
    sohoa_page_clear(&page);
}

static void blank_and_born_digital_pages_are_left_alone(void **state)
{
    (void)state;
    const uint32_t flags[] = {SOHOA_PAGE_BLANK, SOHOA_PAGE_BORN_DIGITAL};
    for (int i = 0; i < 2; i++) {
        struct sohoa_err err = {0};
        struct sohoa_page page = rig_page(some_prose(1), DPI);
        page.flags = flags[i];
        assert_int_equal(rig_run("ocr_tesseract", NULL, &page, NULL, &err), SOHOA_OK);
        assert_null(page.text);
        sohoa_page_clear(&page);
    }
}

static void a_deadline_ends_the_page_and_says_so(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *wide = rig_prose_page(DPI, "Serif 7", 1);
    struct sohoa_page page = rig_page(wide, DPI);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct sohoa_call call = {.size = sizeof call};
    call.deadline_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + 300000000;
    assert_int_equal(rig_run("ocr_tesseract", NULL, &page, &call, &err), SOHOA_OK);
    assert_non_null(page.text);
    assert_contains(page.note, "the time for recognising this page ran out");
    assert_true(rig_words_found(rig_prose, page.text) < 0.9);
    sohoa_page_clear(&page);
}

/* A dot on every tenth place keeps the engine's layout busy for a minute. */
static void a_page_of_noise_takes_no_time(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 8; depth += 7) {
        struct sohoa_err err = {0};
        PIX *noise = pixCreate(1654, 2339, 1);
        unsigned seed = 2463534242u;
        for (int i = 0; i < 1654 * 2339; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            if (seed % 10 == 0)
                pixSetPixel(noise, i % 1654, i / 1654, 1);
        }
        if (depth == 8) {
            PIX *gray = pixConvert1To8(NULL, noise, 255, 0);
            pixDestroy(&noise);
            noise = gray;
        }
        struct sohoa_page page = rig_page(noise, 200);
        double before = seconds();
        assert_int_equal(rig_run("ocr_tesseract", NULL, &page, NULL, &err), SOHOA_OK);
        assert_true(seconds() - before < (SLOW ? 40 : 8));
        sohoa_page_clear(&page);
    }
}

static void a_stop_leaves_the_page_for_another_time(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(some_prose(1), DPI);
    struct sohoa_call call = {.size = sizeof call, .stopping = always_stopping};
    assert_int_equal(rig_run("ocr_tesseract", NULL, &page, &call, &err), SOHOA_RETRY);
    assert_null(page.text);
    sohoa_page_clear(&page);
}

static void a_missing_language_is_told_with_its_package(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    assert_int_equal(rig_open("ocr_tesseract", "language=vie+chi_sim", &err), SOHOA_FATAL);
    assert_contains(err.text, "'chi_sim'");
    assert_contains(err.text, "vie");
    assert_contains(err.text, "tesseract-ocr-chi-sim");
    assert_int_equal(rig_open("ocr_tesseract", "language=../../etc/x", &err), SOHOA_FATAL);
    assert_int_equal(rig_open("ocr_tesseract", "language=", &err), SOHOA_FATAL);
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
        cmocka_unit_test(a_vietnamese_page_is_read_through_the_whole_chain),
        cmocka_unit_test(words_have_boxes_on_the_master_in_reading_order),
        cmocka_unit_test(a_line_that_the_layout_analysis_lost_is_read),
        cmocka_unit_test(a_large_sheet_is_read_in_parts),
        cmocka_unit_test(blank_and_born_digital_pages_are_left_alone),
        cmocka_unit_test(a_deadline_ends_the_page_and_says_so),
        cmocka_unit_test(a_page_of_noise_takes_no_time),
        cmocka_unit_test(a_stop_leaves_the_page_for_another_time),
        cmocka_unit_test(a_missing_language_is_told_with_its_package),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
