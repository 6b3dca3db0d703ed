/* test_sane_words.c - what vendors' wordings mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sane_words.h"

static void sources_of_many_vendors_are_told_by_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum scan_paper paper;
    } known[] = {
        {"Flatbed", SCAN_FLATBED},
        {"FlatBed", SCAN_FLATBED},
        {"fb", SCAN_FLATBED},
        {"Normal", SCAN_FLATBED},
        {"Platen", SCAN_FLATBED},
        {"Document Table", SCAN_FLATBED},
        {"ADF", SCAN_FEEDER},
        {"adf", SCAN_FEEDER},
        {"ADF Front", SCAN_FEEDER},
        {"ADF Back", SCAN_FEEDER},
        {"ADF Simplex", SCAN_FEEDER},
        {"Automatic Document Feeder", SCAN_FEEDER},
        {"Automatic Document Feeder(left aligned)", SCAN_FEEDER},
        {"Manual Feed Tray", SCAN_FEEDER},
        {"sheetfed scanner", SCAN_FEEDER},
        {"ADF Duplex", SCAN_DUPLEX},
        {"ADF-Duplex", SCAN_DUPLEX},
        {"duplex", SCAN_DUPLEX},
        {"Automatic Document Feeder(centrally aligned,Duplex)", SCAN_DUPLEX},
        {"ADF both sides", SCAN_DUPLEX},
        {"Duplex ADF", SCAN_DUPLEX},
        {"Transparency Adapter", SCAN_PAPER_OTHER},
        {"TMA Slides", SCAN_PAPER_OTHER},
        {"Auto", SCAN_PAPER_OTHER},
        {"", SCAN_PAPER_OTHER},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int penalty;
        if (scan_paper_of(known[i].word, &penalty) != known[i].paper)
            fail_msg("%s", known[i].word);
    }
}

static void the_front_feeder_is_preferred_to_the_back(void **state)
{
    (void)state;
    static const char *const list[] = {"Flatbed", "ADF Back", "ADF Front", "ADF Duplex", NULL};
    assert_int_equal(scan_paper_find(list, SCAN_FEEDER), 2);
    assert_int_equal(scan_paper_find(list, SCAN_DUPLEX), 3);
    assert_int_equal(scan_paper_find(list, SCAN_FLATBED), 0);
    static const char *const glass[] = {"Flatbed", NULL};
    assert_int_equal(scan_paper_find(glass, SCAN_FEEDER), -1);
}

static void modes_of_many_vendors_are_told_by_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum scan_colour colour;
    } known[] = {
        {"Color", SCAN_COLOR},
        {"color", SCAN_COLOR},
        {"24bit Color", SCAN_COLOR},
        {"24bit Color[Fast]", SCAN_COLOR},
        {"RGB", SCAN_COLOR},
        {"Colour", SCAN_COLOR},
        {"Gray", SCAN_GRAY},
        {"Grayscale", SCAN_GRAY},
        {"True Gray", SCAN_GRAY},
        {"Greyscale", SCAN_GRAY},
        {"8 Bit Gray", SCAN_GRAY},
        {"Black & White", SCAN_LINEART},
        {"Lineart", SCAN_LINEART},
        {"LineArt", SCAN_LINEART},
        {"Line Art", SCAN_LINEART},
        {"Binary", SCAN_LINEART},
        {"Monochrome", SCAN_LINEART},
        {"B/W", SCAN_LINEART},
        {"Halftone", SCAN_COLOUR_OTHER},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int penalty;
        if (scan_colour_of(known[i].word, &penalty) != known[i].colour)
            fail_msg("%s", known[i].word);
    }
}

static void the_plain_mode_is_preferred_to_its_variants(void **state)
{
    (void)state;
    static const char *const brother[] = {"Black & White",     "Gray[Error Diffusion]", "True Gray",
                                          "24bit Color[Fast]", "24bit Color",           NULL};
    assert_int_equal(scan_colour_find(brother, SCAN_LINEART), 0);
    assert_int_equal(scan_colour_find(brother, SCAN_GRAY), 2);
    assert_int_equal(scan_colour_find(brother, SCAN_COLOR), 4);
    static const char *const canon[] = {"48 bits color", "16 bits gray",  "Color", "Gray",
                                        "Lineart",       "Color Lineart", NULL};
    assert_int_equal(scan_colour_find(canon, SCAN_COLOR), 2);
    assert_int_equal(scan_colour_find(canon, SCAN_GRAY), 3);
    assert_int_equal(scan_colour_find(canon, SCAN_LINEART), 4);
}

static void yes_and_no_come_in_several_words(void **state)
{
    (void)state;
    bool value = false;
    assert_true(scan_word_bool("Yes", &value) && value);
    assert_true(scan_word_bool("off", &value) && !value);
    assert_true(scan_word_bool("1", &value) && value);
    assert_false(scan_word_bool("maybe", &value));
    assert_true(value);
}

static void the_distance_counts_edits_whatever_the_case(void **state)
{
    (void)state;
    assert_int_equal(scan_word_distance("resolution", "Resolution"), 0);
    assert_int_equal(scan_word_distance("resolution", "resoluton"), 1);
    assert_int_equal(scan_word_distance("", "abc"), 3);
    char far[200];
    memset(far, 'x', sizeof far - 1);
    far[sizeof far - 1] = '\0';
    assert_true(scan_word_distance(far, "mode") > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_of_many_vendors_are_told_by_their_words),
        cmocka_unit_test(the_front_feeder_is_preferred_to_the_back),
        cmocka_unit_test(modes_of_many_vendors_are_told_by_their_words),
        cmocka_unit_test(the_plain_mode_is_preferred_to_its_variants),
        cmocka_unit_test(yes_and_no_come_in_several_words),
        cmocka_unit_test(the_distance_counts_edits_whatever_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
