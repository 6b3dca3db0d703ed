/* test_manifest.c - manifest.h: what a CSV may look like, and which row a file takes. */
#include "unit.h"

#include "pipeline/manifest.h"

static struct sohoa_manifest *parse(const char *text)
{
    struct sohoa_manifest *manifest = NULL;
    struct sohoa_err err = {0};
    if (sohoa_manifest_parse(text, strlen(text), "/box", &manifest, &err))
        fail_msg("%s", err.text);
    return manifest;
}

static void refuse(const char *text, const char *why)
{
    struct sohoa_manifest *manifest = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_manifest_parse(text, strlen(text), "/box", &manifest, &err),
                     SOHOA_FATAL);
    assert_null(manifest);
    assert_contains(err.text, why);
}

static void a_file_takes_its_own_row_or_that_of_the_nearest_folder(void **state)
{
    (void)state;
    struct sohoa_manifest *m = parse("file,code,received\n"
                                     "a,C-1,2023-11-03\n"
                                     "a/b/1.tif,C-2,\n"
                                     "/other,C-3,\n");
    assert_int_equal(sohoa_manifest_count(m), 3);
    assert_string_equal(sohoa_manifest_find(m, "/box/a/b/1.tif")->code, "C-2");
    assert_null(sohoa_manifest_find(m, "/box/a/b/1.tif")->received);
    assert_string_equal(sohoa_manifest_find(m, "/box/a/b/2.tif")->code, "C-1");
    assert_string_equal(sohoa_manifest_find(m, "/box/a/x")->received, "2023-11-03");
    assert_string_equal(sohoa_manifest_find(m, "/other/deep/er/file")->code, "C-3");
    assert_null(sohoa_manifest_find(m, "/box/ab"));
    assert_null(sohoa_manifest_find(m, "/elsewhere"));
    sohoa_manifest_close(m);
}

static void quotes_semicolons_marks_and_dates_are_understood(void **state)
{
    (void)state;
    struct sohoa_manifest *m = parse("\xEF\xBB\xBF"
                                     "code;file;received;part;agency\r\n"
                                     "\"C;\"\"1\"\"\";\"x 1.tif\";03/11/2023;result;\r\n"
                                     "\r\n"
                                     "C-2;y.tif;2023-11-03T09:00:00+07:00;;\"UBND\nxã\"\r\n");
    const struct sohoa_manifest_row *row = sohoa_manifest_find(m, "/box/x 1.tif");
    assert_non_null(row);
    assert_string_equal(row->code, "C;\"1\"");
    assert_string_equal(row->received, "2023-11-03");
    assert_string_equal(row->part, "result");
    assert_null(row->agency);
    assert_string_equal(sohoa_manifest_find(m, "/box/y.tif")->agency, "UBND\nxã");
    sohoa_manifest_close(m);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    (void)state;
    refuse("", "no column 'path'");
    refuse("code,part\n", "no column 'path'");
    refuse("file,cod\n", "unknown column 'cod'");
    refuse("file,part\na,nonsense\n", "line 2");
    refuse("file,received\na,31/13/2023\n", "line 2");
    refuse("file,received\n\na,gestern\n", "line 3");
    refuse("file,code\n,C-1\n", "line 2");
    refuse("file\na,b\n", "line 2");
    refuse("file\n\"a\n", "not closed");
    refuse("file\na\na\n", "two rows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_takes_its_own_row_or_that_of_the_nearest_folder),
        cmocka_unit_test(quotes_semicolons_marks_and_dates_are_understood),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
