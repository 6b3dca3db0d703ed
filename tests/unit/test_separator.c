/* test_separator.c - separator.h: what codes on a page say about dossiers. */
#include "unit.h"

#include "pipeline/separator.h"

static struct sohoa_separators settings(const char *yaml)
{
    struct sohoa_config *c = NULL;
    struct sohoa_separators set;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_parse("t.yaml", yaml, strlen(yaml), &c, &err), 0);
    if (sohoa_separators_read(c, &set, &err) != 0)
        fail_msg("%s", err.text);
    sohoa_config_close(c);
    return set;
}

static bool read_texts(const struct sohoa_separators *set, bool scan, const char *first,
                       const char *second, struct sohoa_separator *ret)
{
    struct sohoa_codes *codes = sohoa_codes_new();
    const struct sohoa_box box = {0, 0, 10, 10};
    assert_int_equal(sohoa_codes_add(codes, "QRCode", first, box), 0);
    if (second)
        assert_int_equal(sohoa_codes_add(codes, "QRCode", second, box), 0);
    bool says = sohoa_separator_read(set, scan, codes, ret);
    sohoa_codes_free(codes);
    return says;
}

static void a_header_sheet_is_read_as_it_was_written(void **state)
{
    (void)state;
    char text[128];
    struct sohoa_separator s;
    const struct sohoa_separators set = settings("");
    assert_true(sohoa_header_text("000.00.14.H56-231103-0001", 12, text, sizeof text));
    assert_true(read_texts(&set, true, text, NULL, &s));
    assert_int_equal(s.kind, SOHOA_SEPARATOR_HEADER);
    assert_string_equal(s.code, "000.00.14.H56-231103-0001");
    assert_int_equal(s.sheets, 12);
    assert_true(sohoa_header_text("h/so:7", 0, text, sizeof text));
    assert_true(read_texts(&set, false, "PATCHT", text, &s));
    assert_int_equal(s.kind, SOHOA_SEPARATOR_HEADER);
    assert_string_equal(s.code, "h/so:7");
    assert_int_equal(s.sheets, 0);
}

static void what_cannot_be_a_code_makes_no_header_sheet(void **state)
{
    (void)state;
    char text[128], long_code[70];
    memset(long_code, 'A', sizeof long_code - 1);
    long_code[sizeof long_code - 1] = '\0';
    assert_false(sohoa_header_text("", 1, text, sizeof text));
    assert_false(sohoa_header_text("A B", 1, text, sizeof text));
    assert_false(sohoa_header_text("A\n", 1, text, sizeof text));
    assert_false(sohoa_header_text(long_code, 1, text, sizeof text));
    assert_false(sohoa_header_text("A", 10000, text, sizeof text));
    assert_false(sohoa_header_text("A", 1, text, 5));
}

static void damaged_headers_say_nothing_and_later_versions_still_separate(void **state)
{
    (void)state;
    struct sohoa_separator s;
    const struct sohoa_separators set = settings("");
    const char *const bad[] = {"SOHOA:",      "SOHOA:1",     "SOHOA:1:",
                               "SOHOA:1:5",   "SOHOA:1:5:",  "SOHOA:1:99999:A",
                               "SOHOA:x:5:A", "sohoa:1:5:A", " SOHOA:1:5:A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(read_texts(&set, true, bad[i], NULL, &s));
    assert_true(read_texts(&set, true, "SOHOA:2:A:new", NULL, &s));
    assert_int_equal(s.kind, SOHOA_SEPARATOR_PATCH);
    assert_string_equal(s.code, "");
}

static void separator_texts_are_the_configurations(void **state)
{
    (void)state;
    struct sohoa_separator s;
    const struct sohoa_separators usual = settings("");
    assert_true(read_texts(&usual, true, "PATCHT", NULL, &s));
    assert_int_equal(s.kind, SOHOA_SEPARATOR_PATCH);
    assert_false(read_texts(&usual, true, "CUSTOM BARCODE", NULL, &s));
    assert_false(read_texts(&usual, true, "PATCHTX", NULL, &s));
    const struct sohoa_separators own = settings("separator_texts: CUSTOM BARCODE, ADAR-NEXTDOC\n");
    assert_true(read_texts(&own, true, "CUSTOM BARCODE", NULL, &s));
    assert_true(read_texts(&own, false, "x", "ADAR-NEXTDOC", &s));
    assert_false(read_texts(&own, true, "PATCHT", NULL, &s));
}

static void separators_can_be_left_to_scans_or_off(void **state)
{
    (void)state;
    struct sohoa_separator s;
    const struct sohoa_separators scans = settings("separators: scans\n");
    assert_true(read_texts(&scans, true, "PATCHT", NULL, &s));
    assert_false(read_texts(&scans, false, "PATCHT", NULL, &s));
    const struct sohoa_separators none = settings("separators: none\n");
    assert_false(read_texts(&none, true, "SOHOA:1:2:A", NULL, &s));
    assert_true(read_texts(&none, true, "H56.14-231103-0001", NULL, &s)); /* a code stays one */

    struct sohoa_config *c = NULL;
    struct sohoa_separators set;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_config_parse("t", "separators: maybe\n", 18, &c, &err), 0);
    assert_int_equal(sohoa_separators_read(c, &set, &err), SOHOA_FATAL);
    assert_contains(err.text, "maybe");
    sohoa_config_close(c);
}

static void dossier_codes_are_found_by_their_shape(void **state)
{
    (void)state;
    char code[SOHOA_DOSSIER_CODE_MAX + 1];
    static const struct {
        const char *text, *code;
    } good[] = {
        {"000.00.14.H56-200203-0001", "000.00.14.H56-200203-0001"},
        {"https://dvc.example.vn/tra-cuu?ma=000.17.22.H56-210531-0001&x=1",
         "000.17.22.H56-210531-0001"},
        {"H15.50.05.13-251008-0001|1.001193|Giấy khai sinh", "H15.50.05.13-251008-0001"},
        {"G15-240229-1234567", "G15-240229-1234567"},
        {"a-b 9.1-991301-1 H56.1-230131-0002.", "H56.1-230131-0002"},
    };
    static const char *const bad[] = {
        "",
        "PATCHT",
        "0912-345678-9012", /* a mere number */
        "H56-231303-0001",  /* no such month */
        "H56-230229-0001",  /* no such day */
        "H56-990101-0001",  /* not yet */
        "H56-23110-0001",
        "H56-231103-001",
        "H56-231103-00010001",
        "H56-231103-0001A",
        "ABCDE-231103-0001", /* a group of five */
        "A..B-231103-0001",
        "-231103-0001",
        "038190000001||Nguyễn Thị An|02071990|Nữ|Thôn 1|15032022", /* a card */
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(sohoa_dossier_code_find(good[i].text, code));
        assert_string_equal(code, good[i].code);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (sohoa_dossier_code_find(bad[i], code))
            fail_msg("'%s' holds '%s'", bad[i], code);
}

static void a_place_is_a_sheet_or_a_page_of_a_file(void **state)
{
    (void)state;
    const struct sohoa_separators set = settings("");
    char source[400];
    struct sohoa_page_record page = {.state = SOHOA_STATE_SEPARATOR, .image = 2, .source = source};
    struct sohoa_separator *says = NULL;
    (void)snprintf(source, sizeof source, "box/0001.pdf");
    assert_int_equal(sohoa_separator_of(&set, false, &page, &says), 0);
    assert_int_equal(says->kind, SOHOA_SEPARATOR_PATCH); /* a stage said so */
    assert_string_equal(says->place, "page 3 of 'box/0001.pdf'");
    free(says);
    says = NULL;
    for (size_t i = 0; i + 3 < sizeof source; i += 2) /* cut inside of a letter it is not */
        memcpy(source + i, "ễ", 3);
    source[sizeof source - 1] = '\0';
    page.sheet = 7;
    assert_int_equal(sohoa_separator_of(&set, true, &page, &says), 0);
    assert_string_equal(says->place, "sheet 7");
    free(says);
    says = NULL;
    page.state = SOHOA_STATE_STORED;
    assert_int_equal(sohoa_separator_of(&set, true, &page, &says), 0);
    assert_null(says);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_sheet_is_read_as_it_was_written),
        cmocka_unit_test(what_cannot_be_a_code_makes_no_header_sheet),
        cmocka_unit_test(damaged_headers_say_nothing_and_later_versions_still_separate),
        cmocka_unit_test(separator_texts_are_the_configurations),
        cmocka_unit_test(separators_can_be_left_to_scans_or_off),
        cmocka_unit_test(dossier_codes_are_found_by_their_shape),
        cmocka_unit_test(a_place_is_a_sheet_or_a_page_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
