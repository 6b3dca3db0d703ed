/* Readings of one document into fields, and fields against each other. */
#include "reading/confidence.h"
#include "unit/reconcile_rig.h"

static void a_reading_becomes_a_field_with_raw_and_value(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "child.name", "person_name", "ocr", "LÊ THỊ LAN");
    give(&given, "child.gender", "gender", "ocr", "......");
    struct sohoa_field_set *set = settle(&given);
    assert_int_equal(set->count, 1);
    assert_string_equal(set->fields[0].value, "Lê Thị Lan");
    assert_string_equal(set->fields[0].raw, "LÊ THỊ LAN");
    assert_string_equal(set->fields[0].source, "ocr");
    assert_int_equal(set->fields[0].state, SOHOA_FIELD_MACHINE);
    assert_true(set->fields[0].confidence >= 0.9);
    sohoa_field_set_free(set);
}

static void a_place_of_a_code_keeps_its_spelling(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.address", "address", "qr", "Tổ 2, Xã Nghỉ Sơn, Thanh Hóa");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "person.address")->value, "Tổ 2, Xã Nghỉ Sơn, Thanh Hóa");
    sohoa_field_set_free(set);
    given.readings[0].source = "ocr";
    set = settle(&given);
    assert_string_equal(field(set, "person.address")->value, "Tổ 2, Xã Nghi Sơn, Thanh Hóa");
    sohoa_field_set_free(set);
}

static void a_name_of_a_code_keeps_its_spelling(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.name", "person_name", "qr", "Lê ầ Thanh");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "person.name")->value, "Lê ầ Thanh");
    sohoa_field_set_free(set);
}

static void a_day_of_the_past_in_the_next_decade_was_one_of_this(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.id_issue_date", "date", "ocr", "18/04/2032");
    give(&given, "person.id_expiry_date", "date", "ocr", "18/04/2037");
    struct sohoa_field_set *set = settle(&given);
    const struct sohoa_field *issue = field(set, "person.id_issue_date");
    assert_string_equal(issue->value, "2022-04-18");
    assert_true(issue->confidence < 0.9);
    assert_string_equal(field(set, "person.id_expiry_date")->value, "2037-04-18");
    sohoa_field_set_free(set);
}

static void sources_that_agree_make_a_field_surer(void **state)
{
    (void)state;
    struct given one = {0}, two = {0};
    give_full(&one, "person.id_number", "citizen_id", "ocr", "038190000001", 0.6f, 0);
    two = one;
    give(&two, "person.id_number", "citizen_id", "qr", "038190000001");
    struct sohoa_field_set *print = settle(&one), *both = settle(&two);
    const struct sohoa_field *sure = field(both, "person.id_number");
    assert_true(sure->confidence > field(print, "person.id_number")->confidence);
    assert_true(sure->confidence >= 0.9);
    assert_string_equal(sure->source, "qr");
    assert_int_equal(sure->state, SOHOA_FIELD_MACHINE);
    assert_int_equal(sure->reading_count, 2);
    sohoa_field_set_free(print);
    sohoa_field_set_free(both);
}

static void sources_that_disagree_are_a_conflict_that_shows_them_all(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.id_number", "citizen_id", "ocr", "038190000007");
    give(&given, "person.id_number", "citizen_id", "mrz", "038190000001");
    give(&given, "person.id_number", "citizen_id", "qr", "038190000001");
    struct sohoa_field_set *set = settle(&given);
    const struct sohoa_field *id = field(set, "person.id_number");
    assert_int_equal(id->state, SOHOA_FIELD_CONFLICT);
    assert_string_equal(id->value, "038190000001");
    assert_string_equal(id->source, "qr");
    assert_true(id->confidence < 0.9);
    assert_int_equal(id->reading_count, 3);
    assert_string_equal(id->readings[0].source, "qr");
    assert_string_equal(id->readings[1].source, "mrz");
    assert_string_equal(id->readings[2].value, "038190000007");
    sohoa_field_set_free(set);
}

static void a_name_without_tones_agrees_with_print_and_never_replaces_it(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.name", "person_name", "mrz", "NGUYEN<<THI<AN");
    give_full(&given, "person.name", "person_name", "ocr", "NGUYỄN THỊ AN", 0.9f, 0);
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "person.name")->value, "Nguyễn Thị An");
    assert_int_equal(field(set, "person.name")->state, SOHOA_FIELD_MACHINE);
    assert_true(field(set, "person.name")->confidence >= 0.9);
    sohoa_field_set_free(set);
    given.count = 1;
    set = settle(&given);
    assert_string_equal(field(set, "person.name")->value, "Nguyen Thi An");
    assert_true(field(set, "person.name")->confidence < 0.9);
    sohoa_field_set_free(set);
    given.readings[0].raw = "NGUYEN VAN HUNG"; /* no tones are guessed */
    set = settle(&given);
    assert_string_equal(field(set, "person.name")->value, "Nguyen Van Hung");
    sohoa_field_set_free(set);
}

static void two_digit_years_of_a_zone_are_past_births_and_coming_expiries(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.birth_date", "date", "mrz", "900702");
    give(&given, "person.id_expiry_date", "date", "mrz", "300702");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "person.birth_date")->value, "1990-07-02");
    assert_string_equal(field(set, "person.id_expiry_date")->value, "2030-07-02");
    sohoa_field_set_free(set);
}

static void a_date_in_words_confirms_or_contradicts_the_figures(void **state)
{
    (void)state;
    struct given given = {0};
    give_full(&given, "child.birth_date", "date", "ocr", "02/07/1990", 0.85f, 0);
    struct sohoa_field_set *set = settle(&given);
    double alone = field(set, "child.birth_date")->confidence;
    sohoa_field_set_free(set);
    give(&given, "child.birth_date", "date", "ocr",
         "Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi");
    set = settle(&given);
    const struct sohoa_field *date = field(set, "child.birth_date");
    assert_string_equal(date->value, "1990-07-02");
    assert_true(date->confidence > alone && date->confidence >= 0.9);
    assert_int_equal(check(date, "words"), 1);
    sohoa_field_set_free(set);
    given.readings[0].raw = "02/01/1990";
    set = settle(&given);
    date = field(set, "child.birth_date");
    assert_string_equal(date->value, "1990-07-02");
    assert_int_equal(date->state, SOHOA_FIELD_CONFLICT);
    assert_true(date->confidence < 0.9);
    sohoa_field_set_free(set);
    given.readings[1].raw = "(không đọc được)"; /* what is no date says nothing against one */
    set = settle(&given);
    assert_int_equal(field(set, "child.birth_date")->state, SOHOA_FIELD_MACHINE);
    sohoa_field_set_free(set);
}

static void an_identity_paper_gives_three_fields(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "mother.id_number", "identity_paper", "ocr",
         "CCCD số 038190000001, cấp ngày 15/03/2022, nơi cấp Bộ Công an");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "mother.id_number")->value, "038190000001");
    assert_string_equal(field(set, "mother.id_issue_date")->value, "2022-03-15");
    assert_string_equal(field(set, "mother.id_issue_place")->value, "Bộ Công an");
    assert_string_equal(field(set, "mother.id_issue_date")->type, "date");
    sohoa_field_set_free(set);
    given.readings[0].key = "certification.signer_id_number";
    set = settle(&given);
    assert_string_equal(field(set, "certification.signer_id_number")->value, "038190000001");
    sohoa_field_set_free(set);
}

static void a_number_is_checked_against_birth_and_gender_of_its_person(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "members.1.id_number", "citizen_id", "ocr", "038190000001");
    give(&given, "members.1.birth_date", "date", "ocr", "02/07/1990");
    give(&given, "members.1.gender", "gender", "ocr", "Nữ");
    give(&given, "members.2.birth_date", "date", "ocr", "02/07/1985");
    struct sohoa_field_set *set = settle(&given);
    const struct sohoa_field *id = field(set, "members.1.id_number");
    assert_int_equal(check(id, "birth_date"), 1);
    assert_int_equal(check(id, "gender"), 1);
    assert_int_equal(check(field(set, "members.1.birth_date"), "id_number"), 1);
    assert_int_equal(check(field(set, "members.2.birth_date"), "id_number"), -1);
    sohoa_field_set_free(set);
    given.readings[1].raw = "02/07/1975";
    given.readings[2].raw = "Nam";
    set = settle(&given);
    id = field(set, "members.1.id_number");
    assert_int_equal(check(id, "birth_date"), 0);
    assert_int_equal(check(id, "gender"), 0);
    assert_true(id->confidence < 0.9);
    assert_true(field(set, "members.1.birth_date")->confidence < 0.9);
    sohoa_field_set_free(set);
}

static void a_woman_s_number_in_a_man_s_role_doubts_the_whole_role(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "husband.name", "person_name", "ocr", "Nguyễn Thị An");
    give(&given, "husband.id_number", "citizen_id", "ocr", "038190000001");
    give(&given, "wife.name", "person_name", "ocr", "Nguyễn Thị An");
    give(&given, "wife.id_number", "citizen_id", "ocr", "038190000001");
    struct sohoa_field_set *set = settle(&given);
    assert_int_equal(check(field(set, "husband.name"), "role"), 0);
    assert_true(field(set, "husband.name")->confidence < 0.9);
    assert_int_equal(check(field(set, "wife.name"), "role"), -1);
    assert_int_equal(check(field(set, "wife.id_number"), "gender"), 1);
    sohoa_field_set_free(set);
}

static void
a_rare_name_that_was_not_read_surely_becomes_the_usual_one_for_a_person_to_see(void **state)
{
    (void)state;
    struct given given = {0};
    give_full(&given, "child.name", "person_name", "ocr", "PHẠM TUẦN", 0.8f, SOHOA_READING_DOUBT);
    give_full(&given, "mother.name", "person_name", "ocr", "PHẠM TUẦN", 0.97f, 0);
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "child.name")->value, "Phạm Tuấn");
    assert_string_equal(field(set, "child.name")->raw, "PHẠM TUẦN");
    assert_true(field(set, "child.name")->confidence < 0.9);
    assert_string_equal(field(set, "mother.name")->value, "Phạm Tuần");
    sohoa_field_set_free(set);
}

static void a_number_that_two_looks_read_differently_is_not_used_unseen(void **state)
{
    (void)state;
    struct given given = {0};
    give_full(&given, "child.id_number", "citizen_id", "ocr", "038190000001", 0.99f,
              SOHOA_READING_DOUBT);
    give_full(&given, "mother.id_number", "citizen_id", "ocr", "038190000002", 0.99f,
              SOHOA_READING_DOUBT | SOHOA_READING_AGREED);
    struct sohoa_field_set *set = settle(&given);
    assert_true(field(set, "child.id_number")->confidence < 0.9);
    assert_true(field(set, "mother.id_number")->confidence >= 0.9);
    sohoa_field_set_free(set);
}

static void a_place_name_with_a_rare_tone_is_less_sure(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "child.home_town", "address", "ocr",
         "xã Cấm Nghĩa, huyện Quan Hóa, tỉnh Thanh Hóa");
    give(&given, "mother.address", "address", "ocr",
         "xã Cẩm Nghĩa, huyện Quan Hóa, tỉnh Thanh Hóa");
    struct sohoa_field_set *set = settle(&given);
    assert_true(field(set, "child.home_town")->confidence <
                field(set, "mother.address")->confidence);
    sohoa_field_set_free(set);
}

/* Their numbers tell whose the blocks are when the headings were not read. */
static void a_couple_whose_numbers_are_both_of_the_other_changes_roles(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "wife.name", "person_name", "ocr", "Trần Văn Bình");
    give(&given, "wife.id_number", "citizen_id", "ocr", "038090000001");
    give(&given, "husband.name", "person_name", "ocr", "Nguyễn Thị An");
    give(&given, "husband.id_number", "citizen_id", "ocr", "038190000002");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "wife.name")->value, "Nguyễn Thị An");
    assert_string_equal(field(set, "husband.name")->value, "Trần Văn Bình");
    assert_int_equal(check(field(set, "wife.id_number"), "gender"), 1);
    assert_int_equal(check(field(set, "husband.name"), "role"), -1);
    sohoa_field_set_free(set);
}

static void parents_whose_numbers_are_both_of_the_other_change_roles(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "mother.name", "person_name", "ocr", "Trần Văn Bình");
    give(&given, "mother.id_number", "citizen_id", "ocr", "038090000001");
    give(&given, "father.name", "person_name", "ocr", "Nguyễn Thị An");
    give(&given, "father.id_number", "citizen_id", "ocr", "038190000002");
    struct sohoa_field_set *set = settle(&given);
    assert_string_equal(field(set, "mother.name")->value, "Nguyễn Thị An");
    assert_string_equal(field(set, "father.name")->value, "Trần Văn Bình");
    assert_int_equal(check(field(set, "mother.id_number"), "gender"), 1);
    assert_int_equal(check(field(set, "father.name"), "role"), -1);
    sohoa_field_set_free(set);
}

static void dates_that_cannot_follow_each_other_are_doubted(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.birth_date", "date", "ocr", "02/07/2015");
    give(&given, "person.id_issue_date", "date", "ocr", "02/07/2014");
    give(&given, "mother.birth_date", "date", "ocr", "1990");
    give(&given, "child.birth_date", "date", "ocr", "01/01/1991");
    give(&given, "father.birth_date", "date", "ocr", "01/01/2091");
    struct sohoa_field_set *set = settle(&given);
    assert_int_equal(check(field(set, "person.id_issue_date"), "order"), 0);
    assert_int_equal(check(field(set, "mother.birth_date"), "parent"), 0);
    assert_int_equal(check(field(set, "father.birth_date"), "past"), 0);
    for (size_t i = 0; i < set->count; i++)
        assert_true(set->fields[i].confidence < 0.9);
    sohoa_field_set_free(set);
}

static void handwriting_and_failed_checks_stay_below_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *type, *raw;
        uint32_t flags;
    } cases[] = {{"person_name", "NGUYỄN THỊ AN", SOHOA_READING_HAND},
                 {"citizen_id", "038190000001", SOHOA_READING_HAND | SOHOA_READING_CELLS},
                 {"citizen_id", "03819000000", 0},
                 {"date", "31/02/1990", 0},
                 {"gender", "Xyz", 0},
                 {"person_name", "Nguyễn Thị \xC3\x85n", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct given given = {0};
        give_full(&given, "person.x", cases[i].type, "ocr", cases[i].raw, 1.0f,
                  cases[i].flags | SOHOA_READING_AGREED | SOHOA_READING_LEADER);
        struct sohoa_field_set *set = settle(&given);
        assert_true(set->fields[0].confidence < 0.9);
        assert_int_equal(set->fields[0].hand, (cases[i].flags & SOHOA_READING_HAND) != 0);
        sohoa_field_set_free(set);
    }
}

static void the_order_of_readings_does_not_matter(void **state)
{
    (void)state;
    struct given there = {0}, back = {0};
    give(&there, "person.id_number", "citizen_id", "qr", "038190000001");
    give(&there, "person.id_number", "citizen_id", "mrz", "038190000001");
    give(&there, "person.id_number", "citizen_id", "ocr", "038190000007");
    for (size_t i = there.count; i-- > 0;) {
        back.types[back.count] = there.types[i];
        back.readings[back.count++] = there.readings[i];
    }
    struct sohoa_field_set *a = settle(&there), *b = settle(&back);
    assert_string_equal(a->fields[0].value, b->fields[0].value);
    assert_string_equal(a->fields[0].source, b->fields[0].source);
    assert_true(a->fields[0].confidence == b->fields[0].confidence);
    sohoa_field_set_free(a);
    sohoa_field_set_free(b);
}

static void the_same_person_on_two_papers_is_held_against_itself(void **state)
{
    (void)state;
    struct given card = {0}, form = {0};
    give(&card, "person.id_number", "citizen_id", "qr", "038190000001");
    give(&card, "person.name", "person_name", "qr", "Nguyễn Thị An");
    give(&card, "person.birth_date", "date", "qr", "02071990");
    give_full(&form, "mother.id_number", "identity_paper", "ocr", "CCCD số 038190000001", 0.7f, 0);
    give_full(&form, "mother.name", "person_name", "ocr", "Nguyễn Thị An", 0.7f, 0);
    give_full(&form, "mother.birth_date", "date", "ocr", "03/07/1990", 0.7f, 0);
    struct sohoa_field_set *sets[3] = {settle(&card), NULL, settle(&form)};
    double before = field(sets[2], "mother.name")->confidence;
    sohoa_reconcile_dossier(sets, 3);
    assert_true(field(sets[2], "mother.name")->confidence > before);
    assert_int_equal(check(field(sets[2], "mother.name"), "dossier"), 1);
    assert_int_equal(check(field(sets[2], "mother.birth_date"), "dossier"), 0);
    assert_true(field(sets[2], "mother.birth_date")->confidence < 0.9);
    assert_int_equal(check(field(sets[0], "person.birth_date"), "dossier"), -1);
    assert_string_equal(field(sets[2], "mother.birth_date")->value, "1990-07-03");
    sohoa_field_set_free(sets[0]);
    sohoa_field_set_free(sets[2]);
}

static void many_readings_of_one_key_are_bounded(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct sohoa_reading *readings = calloc(MANY, sizeof *readings);
    struct sohoa_field_set *set = NULL;
    struct sohoa_err err = {0};
    char(*keys)[24] = calloc(MANY, sizeof *keys);
    assert_non_null(readings);
    assert_non_null(keys);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(keys[i], sizeof keys[i], "members.%zu.name", i % 300);
        readings[i] = (struct sohoa_reading){
            .size = sizeof *readings, .key = keys[i], .raw = "Nguyễn Thị An", .source = "ocr"};
    }
    assert_int_equal(sohoa_reconcile(&types_env, readings, NULL, MANY, &set, &err), SOHOA_OK);
    assert_int_equal(set->count, 300);
    sohoa_field_set_free(set);
    free(readings);
    free(keys);
}

static void every_type_has_a_group_and_every_feature_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < SOHOA_GROUPS; i++)
        assert_non_null(sohoa_type_group_name((enum sohoa_type_group)i));
    for (int i = 0; i < SOHOA_FEATURES; i++)
        assert_non_null(sohoa_feature_name((enum sohoa_feature)i));
    assert_int_equal(sohoa_type_group("citizen_id"), SOHOA_GROUP_ID);
    assert_int_equal(sohoa_type_group("person_name"), SOHOA_GROUP_NAME);
    assert_int_equal(sohoa_type_group(NULL), SOHOA_GROUP_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_becomes_a_field_with_raw_and_value),
        cmocka_unit_test(a_place_of_a_code_keeps_its_spelling),
        cmocka_unit_test(a_name_of_a_code_keeps_its_spelling),
        cmocka_unit_test(a_day_of_the_past_in_the_next_decade_was_one_of_this),
        cmocka_unit_test(sources_that_agree_make_a_field_surer),
        cmocka_unit_test(sources_that_disagree_are_a_conflict_that_shows_them_all),
        cmocka_unit_test(a_name_without_tones_agrees_with_print_and_never_replaces_it),
        cmocka_unit_test(two_digit_years_of_a_zone_are_past_births_and_coming_expiries),
        cmocka_unit_test(a_date_in_words_confirms_or_contradicts_the_figures),
        cmocka_unit_test(an_identity_paper_gives_three_fields),
        cmocka_unit_test(a_number_is_checked_against_birth_and_gender_of_its_person),
        cmocka_unit_test(a_woman_s_number_in_a_man_s_role_doubts_the_whole_role),
        cmocka_unit_test(
            a_rare_name_that_was_not_read_surely_becomes_the_usual_one_for_a_person_to_see),
        cmocka_unit_test(a_number_that_two_looks_read_differently_is_not_used_unseen),
        cmocka_unit_test(a_place_name_with_a_rare_tone_is_less_sure),
        cmocka_unit_test(a_couple_whose_numbers_are_both_of_the_other_changes_roles),
        cmocka_unit_test(parents_whose_numbers_are_both_of_the_other_change_roles),
        cmocka_unit_test(dates_that_cannot_follow_each_other_are_doubted),
        cmocka_unit_test(handwriting_and_failed_checks_stay_below_the_line),
        cmocka_unit_test(the_order_of_readings_does_not_matter),
        cmocka_unit_test(the_same_person_on_two_papers_is_held_against_itself),
        cmocka_unit_test(many_readings_of_one_key_are_bounded),
        cmocka_unit_test(every_type_has_a_group_and_every_feature_a_name),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
