/* test_sane_options.c - every kind of option of libsane's test device: set, checked, told. */
#include "sane_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TESTS "enable-test-options", "yes", "mode", "gray", "resolution", "50"

struct lines {
    char text[200000];
    int count;
};

static void collect(void *arg, const char *name, const char *text)
{
    struct lines *lines = arg;
    size_t n = strlen(lines->text);
    (void)snprintf(lines->text + n, sizeof lines->text - n, "%s = %s\n", name, text);
    lines->count++;
}

static struct lines lines;

static void describe(struct rig *rig)
{
    lines.text[0] = '\0';
    lines.count = 0;
    if (rig->calls->describe(rig->self, NULL, collect, &lines, &rig->err) != SOHOA_OK)
        fail_msg("%s", rig->err.text);
}

static void told(const char *line)
{
    if (!strstr(lines.text, line))
        fail_msg("'%s' is not told in:\n%s", line, lines.text);
}

static void the_devices_are_listed_with_maker_model_and_kind(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, NULL);
    lines.text[0] = '\0';
    assert_int_equal(rig.calls->list(rig.self, NULL, collect, &lines, &rig.err), SOHOA_OK);
    told("test:0 = Noname frontend-tester (virtual device)\n");
    told("test:1 = Noname frontend-tester (virtual device)\n");
    rig_close(&rig);
}

static void a_device_describes_all_its_options(void **state)
{
    (void)state;
    struct rig rig;
    rig_open(&rig, "test:0");
    describe(&rig);
    assert_in_range(lines.count, 40, 60);
    told("mode = text: 'Gray', 'Color'; now 'Gray'\n");
    told("depth = integer: 1, 8, 16; now 8\n");
    told("source = text: 'Flatbed', 'Automatic Document Feeder'; now 'Flatbed'\n");
    told("br-x = number: 0 to 200 mm in steps of 1; now 80\n");
    told("hand-scanner = bool: yes, no; now no\n");
    told("three-pass = bool: yes, no; inactive\n");
    told("print-options = button: press\n");
    rig_close(&rig);
}

static void several_scanners_need_a_choice(void **state)
{
    (void)state;
    rig_refused(NULL, NULL, "test:0, test:1");
    rig_refused("test:7", NULL, "there is no scanner test:7");
}

static void the_environment_may_name_the_device(void **state)
{
    (void)state;
    (void)setenv("SANE_DEFAULT_DEVICE", "test:1", 1);
    struct rig rig;
    const char *gray[] = {"mode", "gray", "resolution", "50", NULL};
    rig_one(&rig, NULL, gray);
    assert_string_equal(rig.page.source, "test:1");
    rig_close(&rig);
    (void)unsetenv("SANE_DEFAULT_DEVICE");
}

static void every_kind_of_option_is_set_by_its_name(void **state)
{
    (void)state;
    struct rig rig;
    const char *all[] = {TESTS,
                         "bool-soft-select-soft-detect",
                         "on",
                         "bool-soft-select-soft-detect-emulated",
                         "true",
                         "bool-soft-select-soft-detect-auto",
                         "auto",
                         "int",
                         "-7",
                         "int-constraint-range",
                         "26",
                         "int-constraint-word-list",
                         "-42",
                         "int-constraint-array",
                         "1,2,3,4,5,6",
                         "int-constraint-array-constraint-range",
                         "4, 6, 8, 10, 12, 192",
                         "int-constraint-array-constraint-word-list",
                         "-42,0,-8,17,42,42",
                         "fixed",
                         "3.25",
                         "fixed-constraint-range",
                         "-40.17",
                         "fixed-constraint-word-list",
                         "12.1",
                         "string",
                         "another text",
                         "string-constraint-string-list",
                         "second entry",
                         "button",
                         "press",
                         NULL};
    rig_one(&rig, "test:0", all);
    describe(&rig);
    told("bool-soft-select-soft-detect = bool: yes, no; now yes\n");
    told("bool-soft-select-soft-detect-emulated = bool: yes, no; now yes\n");
    told("int = integer: an integer; now -7\n");
    told("int-constraint-range = integer: 4 to 192 pixels in steps of 2; now 26\n");
    told("int-constraint-word-list = integer: -42, -8, 0, 17, 42, 256, 65536, 16777216, 1073741824 "
         "bit; now -42\n");
    told("int-constraint-array = integer x 6: an integer mm; now 1,2,3,4,5,6\n");
    told("int-constraint-array-constraint-range = integer x 6: 4 to 192 dpi in steps of 2; now "
         "4,6,8,10,12,192\n");
    told("; now -42,0,-8,17,42,42\n");
    told("fixed = number: a number; now 3.25\n");
    told("; now -40.17\n");
    told("; now 12.1\n");
    told("string = text: a text of up to");
    told("; now 'another text'\n");
    told("; now 'Second entry'\n");
    rig_close(&rig);
}

static void a_gamma_table_is_set_as_numbers(void **state)
{
    (void)state;
    static char table[20000];
    size_t n = 0;
    for (int i = 0; i < 4096; i++)
        n += (size_t)snprintf(table + n, sizeof table - n, "%s%d", i ? "," : "", 255 - i / 16);
    struct rig rig;
    const char *gamma[] = {TESTS, "gamma-table", table, NULL};
    rig_one(&rig, "test:0", gamma);
    describe(&rig);
    told("gamma-table = integer x 4096: 0 to 255; now 255,255,255,255,255,255,255,255,...\n");
    rig_close(&rig);
}

static void a_value_that_is_not_valid_names_those_that_are(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *text;
    } bad[] = {
        {"depth", "12", "'depth': '12' is not valid: choose 1, 8, 16"},
        {"resolution", "1300", "'resolution': '1300' is not valid: choose 1 to 1200 dpi"},
        {"resolution", "fine", "'resolution': 'fine' is not valid"},
        {"mode", "sepia", "'mode': 'sepia' is not valid: choose 'Gray', 'Color'"},
        {"source", "duplex",
         "'source': 'duplex' is not a source of this device: choose 'Flatbed', "
         "'Automatic Document Feeder'"},
        {"source", "sofa", "'source': 'sofa' is not a source"},
        {"size", "A4", "'size': A4 (210 x 297 mm) is larger than the 200 x 200 mm"},
        {"size", "A9", "'A9' is not A3, A4"},
        {"size", "0x5", "'0x5' is not A3, A4"},
        {"size", "100x1e9", "'100x1e9' is not A3, A4"},
        {"batch", "some", "'batch': 'some' is not auto, one or manual"},
        {"sheets", "-1", "'sheets': '-1' is not a number"},
        {"lossless", "perhaps", "'lossless': 'perhaps' is not yes or no"},
        {"int-constraint-range", "5", "choose 4 to 192 pixels in steps of 2"},
        {"int-constraint-range", "26mm", "'26mm' is not valid"},
        {"int-constraint-word-list", "1", "choose -42, -8, 0"},
        {"int-constraint-array", "1,2", "needs 6 numbers separated by commas, has 2"},
        {"int-constraint-array", "1,2,3,4,5,6,7", "'1,2,3,4,5,6,7' is not valid"},
        {"int-constraint-array", "", "'' is not valid"},
        {"int-constraint-array-constraint-range", "4,4,4,4,4,5", "choose 4 to 192 dpi"},
        {"int-inexact", "3", "the device takes"},
        {"fixed-constraint-word-list", "12.2", "choose -32.7, 12.1, 42, 129.5"},
        {"string-constraint-string-list", "Third", "choose 'First entry', 'Second entry'"},
        {"bool-soft-select-soft-detect", "2", "choose yes, no"},
        {"bool-hard-select-soft-detect", "yes", "is set by hand on the device"},
        {"bool-soft-detect", "yes", "can only be read"},
        {"three-pass-order", "RGB", "is not active with the other settings"},
        {"button", "no", "choose press"},
        {"resoluton", "300", "no option 'resoluton'; the nearest is 'resolution'"},
        {"sheet", "3", "no option 'sheet'; the nearest is 'sheets'"},
        {"test-pictur", "x", "the nearest is 'test-picture'"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *options[] = {TESTS, bad[i].name, bad[i].value, NULL};
        rig_refused("test:0", options, bad[i].text);
    }
}

static void an_over_long_text_is_refused(void **state)
{
    (void)state;
    static char text[70000];
    memset(text, 'x', sizeof text - 1);
    const char *options[] = {TESTS, "string", text, NULL};
    rig_refused("test:0", options, "over 65536 bytes");
    text[5000] = '\0';
    rig_refused("test:0", options, "a text of up to");
}

static void a_default_resolution_is_300_and_the_page_as_large_as_can_be(void **state)
{
    (void)state;
    struct rig rig;
    const char *gray[] = {"mode", "gray", "test-picture", "Grid", NULL};
    rig_one(&rig, "test:0", gray);
    describe(&rig);
    told("resolution = number: 1 to 1200 dpi in steps of 1; now 300\n");
    told("br-x = number: 0 to 200 mm in steps of 1; now 200\n");
    told("br-y = number: 0 to 200 mm in steps of 1; now 200\n");
    told(
        "source = text: 'Flatbed', 'Automatic Document Feeder'; now 'Automatic Document Feeder'\n");
    rig_close(&rig);
}

static void the_size_sets_the_scan_area_and_never_cuts(void **state)
{
    (void)state;
    static const struct {
        const char *size, *x, *y;
    } sizes[] = {
        {"card", "now 86\n", "now 54\n"},        {"CARD", "now 86\n", "now 54\n"},
        {"A6", "now 105\n", "now 148\n"},        {"100x150", "now 100\n", "now 150\n"},
        {"10x15cm", "now 100\n", "now 150\n"},   {"4x6in", "now 102\n", "now 153\n"},
        {"max", "now 200\n", "now 200\n"},       {"auto", "now 200\n", "now 200\n"},
        {"201x202mm", "now 200\n", "now 200\n"},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct rig rig;
        const char *options[] = {"mode", "gray", "resolution", "50", "size", sizes[i].size, NULL};
        rig_one(&rig, "test:0", options);
        describe(&rig);
        char line[100];
        (void)snprintf(line, sizeof line, "br-x = number: 0 to 200 mm in steps of 1; %s",
                       sizes[i].x);
        told(line);
        (void)snprintf(line, sizeof line, "br-y = number: 0 to 200 mm in steps of 1; %s",
                       sizes[i].y);
        told(line);
        rig_close(&rig);
    }
}

static void edges_given_by_name_win_over_the_size(void **state)
{
    (void)state;
    struct rig rig;
    const char *options[] = {"br_x", "30", "mode", "gray", "resolution", "254",
                             "size", "A6", "br-y", "2cm",  NULL};
    rig_one(&rig, "test:0", options);
    assert_int_equal(rig.page.width, 300);
    assert_int_equal(rig.page.height, 200);
    rig_close(&rig);
}

static void settings_may_change_between_pages(void **state)
{
    (void)state;
    struct rig rig;
    const char *options[] = {"mode",    "gray",  "resolution", "50", "source",
                             "flatbed", "batch", "manual",     NULL};
    rig_one(&rig, "test:0", options);
    unsigned width = rig.page.width;
    rig_set(&rig, "resolution", "100");
    assert_int_equal(rig_next(&rig), SOHOA_OK);
    assert_in_range(rig.page.width, width * 2 - 2, width * 2 + 2);
    assert_int_equal(rig.page.sheet, 2);
    rig_close(&rig);
}

static void the_plugin_opens_and_closes_over_and_over(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct rig rig;
        rig_open(&rig, NULL);
        rig_close(&rig);
        rig_open(&rig, "test:0");
        describe(&rig);
        rig_close(&rig);
    }
}

int main(void)
{
    const char *config = rig_config("test\n");
    const struct CMUnitTest tests[] = {
        RIG_TEST(the_devices_are_listed_with_maker_model_and_kind),
        RIG_TEST(a_device_describes_all_its_options),
        RIG_TEST(several_scanners_need_a_choice),
        RIG_TEST(the_environment_may_name_the_device),
        RIG_TEST(every_kind_of_option_is_set_by_its_name),
        RIG_TEST(a_gamma_table_is_set_as_numbers),
        RIG_TEST(a_value_that_is_not_valid_names_those_that_are),
        RIG_TEST(an_over_long_text_is_refused),
        RIG_TEST(a_default_resolution_is_300_and_the_page_as_large_as_can_be),
        RIG_TEST(the_size_sets_the_scan_area_and_never_cuts),
        RIG_TEST(edges_given_by_name_win_over_the_size),
        RIG_TEST(settings_may_change_between_pages),
        RIG_TEST(the_plugin_opens_and_closes_over_and_over),
    };
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rig_remove(config);
    return rc;
}
