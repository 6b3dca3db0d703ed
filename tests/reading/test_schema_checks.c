/* test_schema_checks - what a paper's file demands of its fields is held against what was read. */
#include "reading/reconcile.h"
#include "reading/schema.h"
#include "unit/unit.h"

static const char paper[] = "name: x\n"
                            "title: x\n"
                            "recognise: {titles: [Some paper]}\n"
                            "roles: {bride: woman, groom: man}\n"
                            "attributes: [issued]\n"
                            "items:\n"
                            "  - {field: bride.name, label: Bride}\n"
                            "  - {field: bride.id_number, label: Number}\n"
                            "  - {field: bride.birth_date, label: Born}\n"
                            "  - {field: groom.id_number, label: Number}\n"
                            "  - {field: issued, type: date, label: Issued}\n"
                            "checks:\n"
                            "  - {before: [bride.birth_date, issued]}\n"
                            "  - {differ: [bride.id_number, groom.id_number]}\n";

static struct sohoa_field_set *read_paper(const char *const values[5])
{
    static const char *const keys[] = {"bride.name", "bride.id_number", "bride.birth_date",
                                       "groom.id_number", "issued"};
    static const char *const types[] = {"person_name", "id_number", "date", "id_number", "date"};
    struct sohoa_type_env env = {.today = 20260101};
    struct sohoa_reading readings[5] = {{0}};
    struct sohoa_field_set *set = NULL;
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_err err = {0};
    if (sohoa_schema_parse("x", paper, strlen(paper), NULL, NULL, &schemas, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < 5; i++)
        readings[i] = (struct sohoa_reading){.size = sizeof readings[i],
                                             .key = keys[i],
                                             .raw = values[i],
                                             .source = "ocr",
                                             .page = 1,
                                             .confidence = 0.95F,
                                             .place = 1};
    assert_int_equal(sohoa_reconcile(&env, readings, types, 5, &set, &err), SOHOA_OK);
    sohoa_reconcile_schema(set, sohoa_schemas_at(schemas, 0));
    sohoa_schemas_close(schemas);
    return set;
}

/* 1 held, 0 failed, -1 not made. */
static int check_of(const struct sohoa_field_set *set, const char *key, const char *name)
{
    const struct sohoa_field *field = sohoa_field_set_find(set, key);
    assert_non_null(field);
    for (uint32_t i = 0; i < field->check_count; i++)
        if (strcmp(field->checks[i].name, name) == 0)
            return field->checks[i].held;
    return -1;
}

static void a_sound_paper_holds_all_its_checks(void **state)
{
    (void)state;
    struct sohoa_field_set *set = read_paper((const char *const[]){
        "Lê Thị Lan", "038190000001", "02/07/1990", "038088000002", "05/01/2024"});
    assert_int_equal(check_of(set, "bride.id_number", "gender"), 1);
    assert_int_equal(check_of(set, "groom.id_number", "gender"), 1);
    assert_int_equal(check_of(set, "issued", "before"), 1);
    assert_int_equal(check_of(set, "groom.id_number", "differ"), 1);
    assert_int_equal(check_of(set, "bride.name", "role"), -1);
    sohoa_field_set_free(set);
}

static void a_man_s_number_in_a_woman_s_place_makes_the_whole_role_doubtful(void **state)
{
    (void)state;
    struct sohoa_field_set *set = read_paper((const char *const[]){
        "Lê Thị Lan", "038090000001", "02/07/1990", "038088000002", "05/01/2024"});
    assert_int_equal(check_of(set, "bride.id_number", "gender"), 0);
    assert_int_equal(check_of(set, "bride.name", "role"), 0);
    assert_true(sohoa_field_set_find(set, "bride.name")->confidence < 0.9);
    sohoa_field_set_free(set);
}

static void dates_out_of_order_and_one_number_for_two_are_seen(void **state)
{
    (void)state;
    struct sohoa_field_set *set = read_paper((const char *const[]){
        "Lê Thị Lan", "038190000001", "02/07/1990", "038190000001", "05/01/1989"});
    assert_int_equal(check_of(set, "issued", "before"), 0);
    assert_int_equal(check_of(set, "bride.id_number", "differ"), 0);
    assert_int_equal(check_of(set, "groom.id_number", "gender"), 0);
    sohoa_field_set_free(set);
}

static void a_gender_taken_from_the_number_s_own_print_confirms_nothing(void **state)
{
    static const char *const types[] = {"citizen_id", "gender"};
    struct sohoa_type_env env = {.today = 20260101};
    (void)state;
    for (int apart = 0; apart < 2; apart++) {
        struct sohoa_reading readings[2] = {{.key = "person.id_number", .raw = "038190000001"},
                                            {.key = "person.gender", .raw = "Nữ"}};
        struct sohoa_field_set *set = NULL;
        struct sohoa_err err = {0};
        for (int i = 0; i < 2; i++) {
            readings[i].size = sizeof readings[i];
            readings[i].source = "ocr";
            readings[i].confidence = 0.95F;
            readings[i].box = (struct sohoa_box){10, 20 + 50 * i * apart, 300, 40};
        }
        assert_int_equal(sohoa_reconcile(&env, readings, types, 2, &set, &err), SOHOA_OK);
        assert_int_equal(check_of(set, "person.id_number", "gender"), apart ? 1 : -1);
        assert_int_equal(sohoa_field_set_find(set, "person.gender")->confidence >= 0.9, apart);
        sohoa_field_set_free(set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_paper_holds_all_its_checks),
        cmocka_unit_test(a_man_s_number_in_a_woman_s_place_makes_the_whole_role_doubtful),
        cmocka_unit_test(dates_out_of_order_and_one_number_for_two_are_seen),
        cmocka_unit_test(a_gender_taken_from_the_number_s_own_print_confirms_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
