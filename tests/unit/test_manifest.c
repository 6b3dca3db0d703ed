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
    refuse("file,code,archive.shelf\n", "line 1, column 3: unknown column 'archive.shelf'");
    refuse("file,Mother Name\n", "line 1, column 2");
    refuse("file,code,code\n", "column 3: a second column 'code'");
    refuse("file;mother.name\na;\xff\n", "line 2, column 2 (mother.name): it is not UTF-8");
    refuse("file,part\na,nonsense\n", "line 2");
    refuse("file,received\na,31/13/2023\n", "line 2");
    refuse("file,received\na,31/02/2023\n", "line 2");
    refuse("file,received\n\na,gestern\n", "line 3");
    refuse("file,code\n,C-1\n", "line 2");
    refuse("file\na,b\n", "line 2");
    refuse("file\n\"a\n", "not closed");
    refuse("file\na\na\n", "two rows");
}

static const char *text_at(const struct sohoa_manifest_row *row, const char *part, const char *key)
{
    return json_string_value(json_object_get(json_object_get(row->says, part), key));
}

static void where_the_paper_lies_and_its_fields_are_taken(void **state)
{
    (void)state;
    struct sohoa_manifest *m = parse("file;schema;archive.fonds;archive.box;mother.name\n"
                                     "1.tif;giay-khai-sinh;P.017;12;Lê Thị Lan\n"
                                     "2.tif;;;;\n");
    const struct sohoa_manifest_row *row = sohoa_manifest_find(m, "/box/1.tif");
    assert_string_equal(row->schema, "giay-khai-sinh");
    assert_string_equal(text_at(row, "archive", "fonds"), "P.017");
    assert_string_equal(text_at(row, "archive", "box"), "12");
    assert_null(text_at(row, "archive", "file"));
    assert_string_equal(text_at(row, "fields", "mother.name"), "Lê Thị Lan");
    assert_null(sohoa_manifest_find(m, "/box/2.tif")->says);
    assert_true(sohoa_manifest_names_schemas(m));
    assert_string_equal(sohoa_manifest_notes(m), "");
    sohoa_manifest_close(m);
}

static void an_id_of_eleven_digits_is_noted_and_not_used(void **state)
{
    (void)state;
    struct sohoa_manifest *m = parse("file,mother.id_number,father.id_number\n"
                                     "1.tif,38190000001,038190000002\n");
    const struct sohoa_manifest_row *row = sohoa_manifest_find(m, "/box/1.tif");
    assert_null(text_at(row, "fields", "mother.id_number"));
    assert_non_null(text_at(row, "flagged", "mother.id_number"));
    assert_string_equal(text_at(row, "fields", "father.id_number"), "038190000002");
    assert_contains(sohoa_manifest_notes(m), "line 2, column 2 (mother.id_number): 11 digits");
    assert_null(strstr(sohoa_manifest_notes(m), "38190000001"));
    sohoa_manifest_close(m);
}

static void schemas_and_fields_must_be_there(void **state)
{
    (void)state;
    static const char folder[] = SOHOA_TEST_SOURCE "/schemas";
    const char *const folders[] = {folder};
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"file,schema\na,giay-khai-sinh\nb,no-such\n", "line 3: there is no schema 'no-such'"},
        {"file,mother.name\na,\nb,Lan\n", "line 3: 'mother.name' is given, but not the schema"},
        {"file,schema,mother.shoe\na,giay-khai-sinh,38\n", "has no field 'mother.shoe'"},
    };
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_schemas_open(folders, 1, &schemas, &err), SOHOA_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sohoa_manifest *m = parse(cases[i].text);
        assert_int_equal(sohoa_manifest_check(m, schemas, &err), SOHOA_FATAL);
        assert_contains(err.text, cases[i].why);
        sohoa_manifest_close(m);
    }
    struct sohoa_manifest *m = parse("file,schema,mother.name\na,giay-khai-sinh,Lan\n");
    assert_int_equal(sohoa_manifest_check(m, schemas, &err), SOHOA_OK);
    sohoa_manifest_close(m);
    sohoa_schemas_close(schemas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_takes_its_own_row_or_that_of_the_nearest_folder),
        cmocka_unit_test(quotes_semicolons_marks_and_dates_are_understood),
        cmocka_unit_test(what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(where_the_paper_lies_and_its_fields_are_taken),
        cmocka_unit_test(an_id_of_eleven_digits_is_noted_and_not_used),
        cmocka_unit_test(schemas_and_fields_must_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
