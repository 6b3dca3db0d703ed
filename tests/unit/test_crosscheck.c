/* Fields of one person and one paper mended by each other. */
#include "unit/reconcile_rig.h"

static void one_easily_misread_figure_is_mended_by_the_surer_field(void **state)
{
    (void)state;
    struct given given = {0};
    give_full(&given, "person.id_number", "citizen_id", "ocr", "038196000001", 0.5f, 0);
    give(&given, "person.birth_date", "date", "ocr", "02/07/1990");
    struct sohoa_field_set *set = settle(&given);
    const struct sohoa_field *id = field(set, "person.id_number");
    assert_string_equal(id->value, "038190000001");
    assert_string_equal(id->raw, "038196000001");
    assert_int_equal(check(id, "mended"), 1);
    assert_true(id->confidence < 0.9);
    sohoa_field_set_free(set);
    given.readings[0].confidence = 0.99f; /* whichever is mended, neither passes for certain */
    given.readings[1].confidence = 0.5f;
    given.readings[1].flags = 0;
    set = settle(&given);
    assert_string_equal(field(set, "person.birth_date")->value, "1996-07-02");
    assert_true(field(set, "person.birth_date")->confidence < 0.9);
    assert_true(field(set, "person.id_number")->confidence < 0.9);
    sohoa_field_set_free(set);
    given.readings[0].source = "qr"; /* a QR is not mended */
    set = settle(&given);
    assert_string_equal(field(set, "person.id_number")->value, "038196000001");
    sohoa_field_set_free(set);
}

static void what_cannot_be_read_follows_from_the_number_and_the_name(void **state)
{
    (void)state;
    struct given given = {0};
    give(&given, "person.id_number", "citizen_id", "ocr", "038190000001");
    give(&given, "person.name", "person_name", "ocr", "Nguyễn Ngọc Vân");
    give(&given, "person.gender", "gender", "ocr", "Wx");
    give(&given, "person.birth_date", "date", "ocr", "+gao");
    give(&given, "person.email", "email", "ocr", "nguyanngocvan90@gmail.com");
    give(&given, "certificate.number", "number", "ocr", "29/2028");
    give(&given, "certificate.register_date", "date", "ocr", "02/03/2025");
    struct sohoa_field_set *set = settle(&given);
    static const char *const wanted[][2] = {{"person.gender", "Nữ"},
                                            {"person.birth_date", "1990"},
                                            {"person.email", "nguyenngocvan90@gmail.com"}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_string_equal(field(set, wanted[i][0])->value, wanted[i][1]);
        assert_true(field(set, wanted[i][0])->confidence < 0.9);
    }
    assert_true(field(set, "certificate.number")->confidence < 0.9);
    sohoa_field_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_easily_misread_figure_is_mended_by_the_surer_field),
        cmocka_unit_test(what_cannot_be_read_follows_from_the_number_and_the_name),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
