/* extract_card: what is printed on a card. All people are invented. */
#include "unit/unit.h"

#include "support/reading_rig.h"

#define SCHEMAS SOHOA_TEST_SOURCE "/schemas"

static struct reading_rig rig;

static void open_card(const char *schema)
{
    char path[512];
    snprintf(path, sizeof path, SCHEMAS "/%s.yaml", schema);
    reading_open(&rig, "extract_card", path);
    reading_page(&rig, 2480, 3508, 300);
}

static void lines(const char *const *text, int32_t x, int32_t y)
{
    for (; *text; text++, y += 60)
        reading_line(&rig, x, y, *text);
}

static void expect(const char *key, const char *raw)
{
    const struct sohoa_reading *r = reading_find(&rig, key);
    if (!r)
        fail_msg("no reading of %s", key);
    assert_string_equal(r->raw, raw);
    assert_string_equal(r->source, "ocr");
    assert_int_equal(r->flags & SOHOA_READING_CHECKED, 0);
}

static void the_front_of_2021_is_read_by_its_labels(void **state)
{
    static const char *const front[] = {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                                        "CĂN CƯỚC CÔNG DÂN",
                                        "Citizen Identity Card",
                                        "Số / No.: 038190000001",
                                        "Họ và tên / Full name:",
                                        "NGUYỄN THỊ AN",
                                        "Ngày sinh / Date of birth: 02/07/1990",
                                        "Giới tính / Sex: Nữ Quốc tịch / Nationality: Việt Nam",
                                        "Quê quán / Place of origin:",
                                        "Xã Mẫu, Huyện Mẫu, Thanh Hóa",
                                        "Nơi thường trú / Place of residence: Thôn 1, Xã Mẫu,",
                                        "Huyện Mẫu, Thanh Hóa",
                                        NULL};
    (void)state;
    open_card("cccd");
    lines(front, 700, 400);
    reading_line(&rig, 100, 1000, "Có giá trị đến: 02/07/2030");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "038190000001");
    expect("person.name", "NGUYỄN THỊ AN");
    expect("person.birth_date", "02/07/1990");
    expect("person.gender", "Nữ");
    expect("person.nationality", "Việt Nam");
    expect("person.home_town", "Xã Mẫu, Huyện Mẫu, Thanh Hóa");
    expect("person.address", "Thôn 1, Xã Mẫu, Huyện Mẫu, Thanh Hóa");
    expect("person.id_expiry_date", "02/07/2030");
    reading_close(&rig);
}

static void both_sides_of_2024_are_read_from_two_pages(void **state)
{
    static const char *const front[] = {"Số định danh cá nhân / Personal identification number:",
                                        "038190000001",
                                        "Họ, chữ đệm và tên khai sinh / Full name:",
                                        "NGUYỄN THỊ AN",
                                        "Ngày, tháng, năm sinh / Date of birth:",
                                        "02/07/1990",
                                        "Giới tính / Sex: Nữ Quốc tịch / Nationality: Việt Nam",
                                        NULL};
    static const char *const back[] = {"Nơi cư trú / Place of residence:",
                                       "Thôn 1, Xã Mẫu,",
                                       "Thanh Hóa",
                                       "Nơi đăng ký khai sinh / Place of birth:",
                                       "Xã Mẫu, Thanh Hóa",
                                       "Ngày, tháng, năm cấp / Date of issue: 01/08/2024",
                                       "Ngày, tháng, năm hết hạn / Date of expiry: 02/07/2030",
                                       "BỘ CÔNG AN",
                                       NULL};
    (void)state;
    open_card("can-cuoc");
    lines(back, 300, 400);
    reading_page(&rig, 2480, 3508, 300);
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_number", "038190000001");
    expect("person.name", "NGUYỄN THỊ AN");
    expect("person.birth_date", "02/07/1990");
    expect("person.address", "Thôn 1, Xã Mẫu, Thanh Hóa");
    expect("person.birth_place", "Xã Mẫu, Thanh Hóa");
    expect("person.id_issue_date", "01/08/2024");
    expect("person.id_expiry_date", "02/07/2030");
    assert_int_equal(reading_find(&rig, "person.name")->page, 2);
    reading_close(&rig);
}

static void labels_read_badly_are_still_labels(void **state)
{
    static const char *const front[] = {"Hc và tên / F\xC3\xA1ll nume:",
                                        "TRẦN VĂN BÌNH",
                                        "Ngày sành / Date Gf b\xC3\xACth 15/01/2003",
                                        "Qu\xC2\xA3 quản / Plaoe of orgin",
                                        "Tân Lập, Đông Sơn, Thanh Hóa",
                                        NULL};
    (void)state;
    open_card("cccd");
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.birth_date", "15/01/2003");
    expect("person.home_town", "Tân Lập, Đông Sơn, Thanh Hóa");
    reading_close(&rig);
}

#define QR "038190000001||Nguyễn Thị An|02071990|Nữ|Thôn 1, Xã Mẫu, Huyện Mẫu, Thanh Hóa|15032022"
static const struct sohoa_box somewhere = {1600, 200, 200, 200};

static void the_known_address_shows_where_the_home_town_stands(void **state)
{
    static const char *const front[] = {"oY ¢ rân Ip Place", "Tân Lập, Đông Sơn, Thanh Hóa",
                                        "Nr tườn Thôn 1, Xã Mâu, Huyện Mẫu,", "Thanh Hóa", NULL};
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Tân Lập, Đông Sơn, Thanh Hóa");
    reading_close(&rig);
}

static void what_the_address_spells_otherwise_is_spelled_as_in_the_qr(void **state)
{
    static const char *const front[] = {"oY ¢ rân Ip Place", "Tân Lập, Huyện Mẩu. Thanh Hòa",
                                        "Nr tườn Thôn 1, Xã Mâu, Huyện Mẫu,", "Thanh Hóa", NULL};
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Tân Lập, Huyện Mẫu, Thanh Hóa");
    reading_close(&rig);
}

static void a_name_that_no_code_repeats_is_doubted(void **state)
{
    static const char *const front[] = {"Họ và tên / Full name:", "NGUYỄN THỊ AN", NULL};
    static const char zone[] = "IDVNM1900000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"
                               "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<";
    (void)state;
    for (int coded = 0; coded < 2; coded++) {
        open_card("cccd");
        if (coded)
            reading_code(&rig, "MRZ", zone, somewhere);
        lines(front, 700, 400);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        const struct sohoa_reading *name = NULL;
        for (size_t i = 0; (name = reading_nth(&rig, "person.name", i)) != NULL; i++)
            if (strcmp(name->source, "ocr") == 0)
                break;
        assert_non_null(name);
        assert_int_equal(name->flags & SOHOA_READING_DOUBT, coded ? 0 : SOHOA_READING_DOUBT);
        reading_close(&rig);
    }
}

/* How many readings of the key come from print. */
static int printed(const char *key)
{
    int count = 0;
    for (size_t i = 0; reading_nth(&rig, key, i); i++)
        count += strcmp(reading_nth(&rig, key, i)->source, "ocr") == 0;
    return count;
}

static void print_that_differs_clearly_is_a_second_opinion(void **state)
{
    static const char *const front[] = {"Họ và tên / Full name:", "TRẦN VĂN BÌNH",
                                        "Ngày sinh / Date of birth: 15/01/2003", NULL};
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_int_equal(printed("person.name"), 1);
    assert_int_equal(printed("person.birth_date"), 1);
    reading_close(&rig);
}

static void print_that_is_the_same_read_badly_is_none(void **state)
{
    static const char *const front[] = {"Họ và tên / Full name:", "NGUYỂN THI AM", NULL};
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_int_equal(printed("person.name"), 0);
    reading_close(&rig);
}

static void pages_of_anything_are_survived(void **state)
{
    (void)state;
    open_card("cccd");
    char line[2000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    for (size_t i = 9; i < sizeof line - 1; i += 10)
        line[i] = ' ';
    for (int i = 0; i < 120; i++)
        reading_line(&rig, 10, 10 + 20 * i, line);
    reading_line(&rig, 0, 0, "\xC3\x90\xC3\x90 e\xCC\xA3\xCC\x82 Họ và tên / Full name:");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    reading_clear(&rig);
    reading_page(&rig, 0, 0, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_front_of_2021_is_read_by_its_labels),
        cmocka_unit_test(both_sides_of_2024_are_read_from_two_pages),
        cmocka_unit_test(labels_read_badly_are_still_labels),
        cmocka_unit_test(the_known_address_shows_where_the_home_town_stands),
        cmocka_unit_test(what_the_address_spells_otherwise_is_spelled_as_in_the_qr),
        cmocka_unit_test(a_name_that_no_code_repeats_is_doubted),
        cmocka_unit_test(print_that_differs_clearly_is_a_second_opinion),
        cmocka_unit_test(print_that_is_the_same_read_badly_is_none),
        cmocka_unit_test(pages_of_anything_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
