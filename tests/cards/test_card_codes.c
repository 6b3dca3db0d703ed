/* extract_card: what the QR and the zone of a card say. All people are invented. */
#include "unit/unit.h"

#include "support/reading_rig.h"

#define SCHEMAS SOHOA_TEST_SOURCE "/schemas"
#define QR_2021                                                                                        \
    "038190000001|171234567|Nguyễn Thị An|02071990|Nữ|Thôn 1, Xã Mẫu, Huyện Mẫu, Thanh " \
    "Hóa|15032022"
#define QR_2024 "038190000001||Nguyễn Thị An|02071990|Nữ|Thôn 1, Xã Mẫu, Thanh Hóa|01082024||||"
#define ZONE                                                                                       \
    "IDVNM1900000015038190000001<<2\n"                                                             \
    "9007024F3007022VNM<<<<<<<<<<<4\n"                                                             \
    "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<"

static const struct sohoa_box somewhere = {100, 100, 200, 200};

static struct reading_rig rig;

static void open_card(const char *schema)
{
    char path[512];
    snprintf(path, sizeof path, SCHEMAS "/%s.yaml", schema);
    reading_open(&rig, "extract_card", path);
    reading_page(&rig, 2480, 3508, 300);
}

static void expect(const char *key, const char *source, const char *raw, bool checked)
{
    for (size_t i = 0;; i++) {
        const struct sohoa_reading *r = reading_nth(&rig, key, i);
        if (!r)
            fail_msg("no reading of %s from %s", key, source);
        if (strcmp(r->source, source) != 0)
            continue;
        assert_string_equal(r->raw, raw);
        assert_int_equal((r->flags & SOHOA_READING_CHECKED) != 0, checked);
        return;
    }
}

static void the_qr_of_2021_gives_all_it_holds(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR_2021, somewhere);
    assert_true(reading_bid(&rig) > 0.9);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "qr", "038190000001", true);
    expect("person.old_id_number", "qr", "171234567", true);
    expect("person.name", "qr", "Nguyễn Thị An", true);
    expect("person.birth_date", "qr", "02071990", true);
    expect("person.gender", "qr", "Nữ", true);
    expect("person.address", "qr", "Thôn 1, Xã Mẫu, Huyện Mẫu, Thanh Hóa", true);
    expect("person.id_issue_date", "qr", "15032022", true);
    expect("person.id_issue_place", "qr", "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
           true);
    const struct sohoa_reading *r = reading_find(&rig, "person.name");
    assert_int_equal(r->box.x, 100);
    assert_int_equal(r->page, 1);
    reading_close(&rig);
}

static void empty_fields_of_the_qr_keep_the_others_in_their_places(void **state)
{
    (void)state;
    open_card("can-cuoc");
    reading_code(&rig, "QRCode", QR_2024, somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "person.old_id_number"));
    expect("person.name", "qr", "Nguyễn Thị An", true);
    expect("person.id_issue_date", "qr", "01082024", true);
    expect("person.id_issue_place", "qr", "Bộ Công an", true);
    reading_close(&rig);
}

static void a_cancelled_number_behind_the_seventh_field_is_an_old_one(void **state)
{
    (void)state;
    open_card("can-cuoc");
    reading_code(&rig, "QRCode",
                 "038210000009||Lê Văn Mẫu|02072010|Nam|Thôn 1, Xã Mẫu, Thanh "
                 "Hóa|01082024||038210000001|Lê Văn Cha|Trần Thị Mẹ",
                 somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.old_id_number", "qr", "038210000001", true);
    expect("person.name", "qr", "Lê Văn Mẫu", true);
    reading_close(&rig);
}

static void the_zone_gives_what_its_check_digits_prove(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "MRZ", ZONE, somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "mrz", "038190000001", true);
    expect("person.birth_date", "mrz", "02/07/1990", true);
    expect("person.id_expiry_date", "mrz", "02/07/2030", true);
    expect("person.gender", "mrz", "F", true);
    expect("person.nationality", "mrz", "VNM", true);
    expect("person.name", "mrz", "NGUYEN THI AN", false);
    reading_close(&rig);
}

static void a_failed_check_digit_leaves_the_field_unchecked(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "MRZ",
                 "IDVNM1900000015038190000001<<2\n9007024F3707022VNM<<<<<<<<<<<4\n"
                 "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<",
                 somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_expiry_date", "mrz", "02/07/2037", false);
    expect("person.id_number", "mrz", "038190000001", true);
    expect("person.birth_date", "mrz", "02/07/1990", true);
    reading_close(&rig);
}

static void a_card_that_never_expires_has_no_expiry_date(void **state)
{
    (void)state;
    open_card("can-cuoc");
    reading_code(&rig, "MRZ",
                 "IDVNM0644019509010064401950<<2\n6405102M9912315VNM<<<<<<<<<<<2\n"
                 "PHAN<<NGOC<KHANH<<<<<<<<<<<<<<",
                 somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "person.id_expiry_date"));
    assert_non_null(reading_find(&rig, "person.id_number"));
    reading_close(&rig);
}

static void both_codes_of_different_people_are_both_shown(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR_2021, somewhere);
    reading_code(&rig, "MRZ",
                 "IDVNM2030045671001203004567<<2\n0301154M2801153VNM<<<<<<<<<<<2\n"
                 "TRAN<<VAN<BINH<<<<<<<<<<<<<<<<",
                 somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "qr", "038190000001", true);
    expect("person.id_number", "mrz", "001203004567", true);
    reading_close(&rig);
}

static void of_two_cards_the_one_that_more_codes_speak_of_is_read(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode",
                 "001203004567||Trần Văn Bình|15012003|Nam|Tổ 1, Phường Mẫu, Hà Nội|01022022",
                 somewhere);
    reading_code(&rig, "QRCode", QR_2021, somewhere);
    reading_code(&rig, "MRZ", ZONE, somewhere);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "qr", "038190000001", true);
    for (size_t i = 0; reading_nth(&rig, "person.name", i); i++)
        assert_string_not_equal(reading_nth(&rig, "person.name", i)->raw, "Trần Văn Bình");
    reading_close(&rig);
}

static void a_qr_that_is_no_cards_gives_nothing(void **state)
{
    static const char *const others[] = {
        "",
        "https://example.invalid/a|b|c|d|e|f|g",
        "DN4384012345678|4e677579e1bb856e|02/07/1990|2|5468c3b46e|38-001|01/01/2024|-",
        "03819000000|171234567|Nguyễn Thị An|02071990|Nữ|Thôn 1|15032022",
        "038190000001|171234567|Nguyễn Thị An|32071990|Nữ|Thôn 1|15032022",
        "038190000001|171234567|Nguyễn Thị An|29022021|Nữ|Thôn 1|15032022",
        "038190000001|171234567|Nguyễn Thị An|02071990|Nu|Thôn 1|15032022",
        "038190000001|171234567||02071990|Nữ|Thôn 1|15032022",
        "038190000001|171234567|Nguyễn Thị An|02071990|Nữ|Thôn 1",
        "||||||||||||||||||||||||||||||||||||||||||||||||||",
        "000.00.14.H56-231103-0001"};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        open_card("cccd");
        reading_code(&rig, "QRCode", others[i], somewhere);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        size_t count = 1;
        (void)sohoa_fields_all(rig.fields, &count);
        assert_int_equal(count, 0);
        reading_close(&rig);
    }
}

static void other_papers_are_left_to_others(void **state)
{
    (void)state;
    reading_open(&rig, "extract_card", SCHEMAS "/to-khai-khai-sinh.yaml");
    reading_page(&rig, 2480, 3508, 300);
    reading_code(&rig, "QRCode", QR_2021, somewhere);
    assert_true(reading_bid(&rig) <= 0);
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_qr_of_2021_gives_all_it_holds),
        cmocka_unit_test(empty_fields_of_the_qr_keep_the_others_in_their_places),
        cmocka_unit_test(a_cancelled_number_behind_the_seventh_field_is_an_old_one),
        cmocka_unit_test(the_zone_gives_what_its_check_digits_prove),
        cmocka_unit_test(a_failed_check_digit_leaves_the_field_unchecked),
        cmocka_unit_test(a_card_that_never_expires_has_no_expiry_date),
        cmocka_unit_test(both_codes_of_different_people_are_both_shown),
        cmocka_unit_test(of_two_cards_the_one_that_more_codes_speak_of_is_read),
        cmocka_unit_test(a_qr_that_is_no_cards_gives_nothing),
        cmocka_unit_test(other_papers_are_left_to_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
