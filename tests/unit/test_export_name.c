/* Names of exported files: filled from a dossier, safe on every file system. */
#include "unit.h"

#include "pipeline/export_name.h"

static const char dossier[] =
    "{\"dossier\":\"01ABC\",\"code\":\"000.00.14.H56-231103-0001\",\"agency\":\"H56.14\","
    "\"received\":null,\"captured\":\"2026-11-21T09:00:00+07:00\",\"part\":\"component\","
    "\"documents\":[{\"schema\":\"to-khai\",\"fields\":{\"child.name\":{\"value\":\"Lê Thị "
    "Lan\"}}}]}";

static void expect(const char *json, const char *pattern, const char *want)
{
    char name[SOHOA_EXPORT_NAME_SIZE];
    json_t *object = json_loads(json, 0, NULL);
    assert_non_null(object);
    sohoa_export_name(pattern, object, 0, "u-u-i-d", name);
    assert_string_equal(name, want);
    json_decref(object);
}

static void expect_code(const char *code, const char *want)
{
    char name[SOHOA_EXPORT_NAME_SIZE];
    json_t *object = json_pack("{s:s,s:s}", "dossier", "01ABC", "code", code);
    sohoa_export_name("{code}", object, 0, "", name);
    assert_string_equal(name, want);
    json_decref(object);
}

static void a_template_takes_members_dates_and_fields(void **state)
{
    (void)state;
    expect(dossier, "{agency}.{year}.{code}", "H56.14.2026.000.00.14.H56-231103-0001");
    expect(dossier, "{date} {child.name} ({schema})", "2026-11-21 Lê Thị Lan (to-khai)");
    expect(dossier, "urn_{fonds}_uuid_{uuid}", "urn_H56.14_uuid_u-u-i-d");
}

static void what_is_not_known_is_left_out_with_its_joint(void **state)
{
    (void)state;
    expect(dossier, "{agency}.{received}.{code}", "H56.14.000.00.14.H56-231103-0001");
    expect("{\"dossier\":\"01ABC\"}", "{agency}.{year}.{code}", "01ABC");
    expect("{\"dossier\":\"01ABC\"}", "{agency}", "01ABC");
}

static void no_name_can_leave_its_folder_or_hide(void **state)
{
    (void)state;
    expect_code("../../etc/passwd", "_.._etc_passwd");
    expect_code("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j");
    expect_code(".hidden", "hidden");
    expect_code("ends. . ", "ends");
    expect_code("line\nbreak\ttab", "line_break_tab");
}

static void windows_devices_get_another_name(void **state)
{
    (void)state;
    expect_code("CON", "_CON");
    expect_code("lpt1.txt", "_lpt1.txt");
    expect_code("CONTRACT", "CONTRACT");
}

static void a_name_in_nfd_becomes_nfc(void **state)
{
    (void)state;
    expect_code("H\x6F\xCC\x82\xCC\x80 so\xCC\x9B", "Hồ sơ");
}

static void a_long_name_is_cut_at_a_character(void **state)
{
    (void)state;
    char code[1000] = "", name[SOHOA_EXPORT_NAME_SIZE];
    for (size_t i = 0; i + 3 < sizeof code; i += 3)
        memcpy(code + i, "ồ", 3);
    json_t *object = json_pack("{s:s,s:s}", "dossier", "01ABC", "code", code);
    sohoa_export_name("{code}", object, 0, "", name);
    json_decref(object);
    assert_true(strlen(name) < SOHOA_EXPORT_NAME_SIZE && strlen(name) % 3 == 0);
    assert_true(strlen(name) > SOHOA_EXPORT_NAME_MAX - 4);
}

static void a_template_with_a_slash_or_half_a_brace_is_refused(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    static const char *const bad[] = {"{agency}/{code}", "{agency}\\{code}",
                                      "{agency",         "agency}",
                                      "{{agency}}",      "}{",
                                      "{code}{",         ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(sohoa_export_name_check(bad[i], NULL, &err), SOHOA_FATAL);
    assert_int_equal(sohoa_export_name_check("{a}{b}c", NULL, &err), SOHOA_OK);
}

static void a_name_between_braces_must_be_known(void **state)
{
    (void)state;
    static const char paper[] = "name: t\ntitle: {vi: Tờ khai, en: Declaration}\n"
                                "recognise: {titles: [Tờ khai]}\nroles: {child: person}\nitems:\n"
                                "  - {field: child.name, label: Họ và tên}\n";
    struct sohoa_schemas *papers = NULL;
    struct sohoa_err err = {0};
    int rc = sohoa_schema_parse("t.yaml", paper, sizeof paper - 1, NULL, NULL, &papers, &err);
    if (rc != SOHOA_OK)
        fail_msg("%s", err.text);
    static const char *const good[] = {"{agency}.{year}.{code}", "{child.name} {date}", "plain",
                                       "urn_{fonds}_uuid_{uuid}", "{archive.box}-{document}"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(sohoa_export_name_check(good[i], papers, &err), SOHOA_OK);
    static const char *const bad[] = {"{unknown}", "{}", "{code} {child.nam}", "{Code}",
                                      "{archive.shelf}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sohoa_err why = {0};
        assert_int_equal(sohoa_export_name_check(bad[i], papers, &why), SOHOA_FATAL);
        assert_non_null(strstr(why.text, "agency, archive.box"));
        assert_non_null(strstr(why.text, "uuid, year"));
    }
    sohoa_schemas_close(papers);
}

static void the_place_in_the_archive_gives_names(void **state)
{
    (void)state;
    expect(
        "{\"dossier\":\"01ABC\",\"agency\":\"H56\",\"archive\":{\"fonds\":\"F 7\",\"box\":\"12\"}}",
        "{fonds}.{archive.box}.{archive.file}.{dossier}", "F 7.12.01ABC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_template_takes_members_dates_and_fields),
        cmocka_unit_test(what_is_not_known_is_left_out_with_its_joint),
        cmocka_unit_test(no_name_can_leave_its_folder_or_hide),
        cmocka_unit_test(windows_devices_get_another_name),
        cmocka_unit_test(a_name_in_nfd_becomes_nfc),
        cmocka_unit_test(a_long_name_is_cut_at_a_character),
        cmocka_unit_test(a_template_with_a_slash_or_half_a_brace_is_refused),
        cmocka_unit_test(a_name_between_braces_must_be_known),
        cmocka_unit_test(the_place_in_the_archive_gives_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
