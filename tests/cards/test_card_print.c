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

#define ZONE                                                                                       \
    "IDVNM1900000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"                             \
    "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<"
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
    (void)state;
    for (int coded = 0; coded < 2; coded++) {
        open_card("cccd");
        if (coded)
            reading_code(&rig, "MRZ", ZONE, somewhere);
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

static void what_is_left_of_a_label_is_no_name(void **state)
{
    static const char *const front[] = {"Họ và tên RUN nante:", "NGUYỄN THỊ AN", NULL};
    (void)state;
    open_card("cccd");
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.name", "NGUYỄN THỊ AN");
    reading_close(&rig);
}

static void the_day_of_issue_is_known_without_its_label(void **state)
{
    static const char *const printed[] = {"15/03/2022", "15/03 /2022", "15/0322022", "15:03/2022",
                                          "15/0 3/2022"};
    (void)state;
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        open_card("cccd");
        reading_code(&rig, "MRZ", ZONE, somewhere);
        reading_line(&rig, 400, 400, "Nop 70 tei va");
        reading_line(&rig, 1200, 400, printed[i]);
        reading_line(&rig, 300, 900, "02/07/2030"); /* ends on a birthday */
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        expect("person.id_issue_date", "15/03/2022");
        reading_close(&rig);
    }
    open_card("cccd");
    reading_code(&rig, "MRZ", ZONE, somewhere);
    reading_line(&rig, 1200, 400, "15/03/2026"); /* no such card was issued then: a stamp's */
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "person.id_issue_date"));
    reading_line(&rig, 1200, 600, "15/03/2022");
    reading_line(&rig, 1200, 800, "16/03/2022"); /* two: nobody knows which */
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "person.id_issue_date"));
    reading_close(&rig);
}

static void gender_and_nationality_follow_from_the_number(void **state)
{
    static const char *const numbers[] = {"Số / No.: 038190000001", "Số / No.: 038090000001",
                                          "Số / No.: 038310000001"};
    static const char *const genders[] = {"Nữ", "Nam", "Nữ"};
    (void)state;
    for (int i = 0; i < 3; i++) {
        open_card("cccd");
        reading_line(&rig, 700, 400, numbers[i]);
        reading_line(&rig, 700, 460, "Qtj Natiooauty: NAI");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        expect("person.gender", genders[i]);
        expect("person.nationality", "Việt Nam");
        assert_true(reading_find(&rig, "person.gender")->flags & SOHOA_READING_DOUBT);
        reading_close(&rig);
    }
    open_card("cccd"); /* print that says so goes first */
    reading_line(&rig, 700, 400, numbers[0]);
    reading_line(&rig, 700, 460, "Giới tính / Sex: Nam Quốc tịch / Nationality: VIỆỆ Na.");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.gender", "Nam");
    expect("person.nationality", "Việt Nam");
    assert_null(reading_nth(&rig, "person.gender", 1));
    reading_close(&rig);
}

static void a_date_that_was_mended_is_doubted(void **state)
{
    (void)state;
    for (int clean = 0; clean < 2; clean++) {
        open_card("cccd");
        reading_line(&rig, 400, 400,
                     clean ? "Ngày, tháng, năm / Date, month, year: 12/03/2023"
                           : "Ngày, tháng, năm / Date, month, year: 12/0322023");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        expect("person.id_issue_date", "12/03/2023");
        assert_int_equal(
            (reading_find(&rig, "person.id_issue_date")->flags & SOHOA_READING_DOUBT) != 0, !clean);
        reading_close(&rig);
    }
}

#define CODE(birth, issued) "038190000001||Nguyễn Thị An|" birth "|Nữ|Thôn 1, Thanh Hóa|" issued

static void the_law_says_on_which_birthday_a_card_ends(void **state)
{
    static const struct {
        const char *code, *expiry;
    } cases[] = {{CODE("02071990", "15032022"), "02/07/2030"},
                 {CODE("02072000", "15032021"), "02/07/2025"},
                 {CODE("02071998", "15032022"), "02/07/2038"}, /* 25 in a year: at 40 */
                 {CODE("02071980", "15032022"), "02/07/2040"},
                 {CODE("02071998", "15032021"), NULL}, /* two years end that year */
                 {CODE("29021984", "15032023"), "29/02/2044"},
                 {CODE("02071963", "15032022"), NULL},  /* never ends */
                 {CODE("02072012", "15032022"), NULL}}; /* a child's */
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_card("cccd");
        reading_code(&rig, "QRCode", cases[i].code, somewhere);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        const struct sohoa_reading *r = reading_find(&rig, "person.id_expiry_date");
        if (!cases[i].expiry)
            assert_null(r);
        else
            assert_string_equal(r ? r->raw : "none", cases[i].expiry);
        assert_true(!r || (r->flags & SOHOA_READING_DOUBT && r->confidence < 0.9F));
        reading_line(&rig, 100, 1000, "Có giá trị đến: Không thời hạn");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_null(reading_find(&rig, "person.id_expiry_date"));
        reading_close(&rig);
    }
    open_card("cccd"); /* what is printed goes first, its label unread */
    reading_code(&rig, "QRCode", cases[0].code, somewhere);
    reading_line(&rig, 100, 1000, "02/07/2050");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.id_expiry_date", "02/07/2050");
    reading_close(&rig);
}

static void the_home_town_begins_left_of_the_address(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    reading_line(&rig, 600, 400, "Tân Lập, Đông Sơn");
    reading_line(&rig, 1150, 460, "Thôn 1, Xã Mẫu, Huyện Mẫu,");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Tân Lập, Đông Sơn");
    reading_close(&rig);
}

static void an_address_without_its_beginning_still_shows_the_place(void **state)
{
    static const char *const back[] = {"Xã Mẫu, Huyện Mẫu, Thanh Hóa", "Nơi khinh / Pce of I JmM",
                                       "Xã Thiệu Khánh, Thanh Hóa", NULL};
    (void)state;
    open_card("can-cuoc");
    reading_code(&rig, "QRCode", QR "||||", somewhere);
    lines(back, 300, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.birth_place", "Xã Thiệu Khánh, Thanh Hóa");
    reading_close(&rig);
}

static void a_label_read_as_words_is_no_part_of_a_place(void **state)
{
    (void)state;
    open_card("cccd");
    reading_line(&rig, 600, 400, "Quê quán / PAy oe of Vĩnh Thành, Thanh Hóa");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Vĩnh Thành, Thanh Hóa");
    assert_true(reading_find(&rig, "person.home_town")->flags & SOHOA_READING_DOUBT);
    reading_close(&rig);
}

static void a_place_whose_middle_was_lost_is_doubted(void **state)
{
    (void)state;
    for (int whole = 0; whole < 2; whole++) {
        open_card("cccd");
        reading_line(&rig, 600, 400, "Quê quán / Place of origin:");
        reading_line(&rig, 600, 460, whole ? "Xã Hải Thượng, Nam Định" : "Xã Hải");
        if (!whole)
            reading_line(&rig, 900, 460, ", Nam Định");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        const struct sohoa_reading *r = reading_find(&rig, "person.home_town");
        assert_non_null(r);
        assert_non_null(strstr(r->raw, "Nam Định"));
        assert_int_equal((r->flags & SOHOA_READING_DOUBT) != 0, !whole);
        assert_true(whole || r->confidence < 0.5F);
        reading_close(&rig);
    }
}

static void an_address_of_several_lines_is_whole(void **state)
{
    static const char *const front[] = {"Quê quán / Place of origin: Xã Mẫu, Huyện Phố",
                                        "Mới, Thanh Hóa",
                                        "Nơi thường trú / Place of residence: Số 8 ngõ 3 phố Mới,",
                                        "Xã Mẫu, Huyện Mẫu, Thanh Hóa", NULL};
    (void)state;
    open_card("cccd");
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Xã Mẫu, Huyện Phố Mới, Thanh Hóa");
    expect("person.address", "Số 8 ngõ 3 phố Mới, Xã Mẫu, Huyện Mẫu, Thanh Hóa");
    reading_close(&rig);
}

static void an_address_goes_on_beside_the_day_of_expiry(void **state)
{
    (void)state;
    open_card("cccd");
    reading_line(&rig, 900, 400, "Nơi thường trú / Place of residence: Bản Mẫu, Xã");
    reading_line(&rig, 174, 448, "Có giá trị đến / Date of expiry: Mới, Huyện Mẫu, Thanh Hóa");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.address", "Bản Mẫu, Xã Mới, Huyện Mẫu, Thanh Hóa");
    reading_close(&rig);
}

static void two_places_without_labels_are_known_by_their_order(void **state)
{
    static const char *const back[] = {"Tổ dân phố 5, Xã Mới, Thanh Hóa", "tcmrn hnrs crnsr mnc",
                                       "Xã Mẫu, Nghệ An", "Thg nan tmr 01/08/2024", NULL};
    (void)state;
    open_card("can-cuoc");
    lines(back, 300, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.address", "Tổ dân phố 5, Xã Mới, Thanh Hóa");
    expect("person.birth_place", "Xã Mẫu, Nghệ An");
    reading_close(&rig);
}

#define TOWN "Quê quán / Place of origin: "

static void print_on_another_persons_card_is_left_out(void **state)
{
    (void)state;
    open_card("cccd");
    reading_code(&rig, "QRCode", QR, somewhere);
    reading_line(&rig, 700, 400, "Họ và tên / Full name:");
    reading_page(&rig, 2480, 3508, 300);
    reading_line(&rig, 700, 400, "Số / No.: 001203004567");
    reading_line(&rig, 700, 460, "Họ và tên / Full name:");
    reading_line(&rig, 700, 520, TOWN "Xã Khác, Nghệ An");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "person.home_town"));
    reading_page(&rig, 2480, 3508, 300); /* nobody's */
    reading_line(&rig, 700, 400, TOWN "Xã Nào, Nam Định");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Xã Nào, Nam Định");
    assert_true(reading_find(&rig, "person.home_town")->confidence < 0.5F);
    reading_close(&rig);
}

static void letters_that_a_label_took_come_back_and_splinters_go(void **state)
{
    static const char *const front[] = {
        "Quê quán / Place of ogs Nhân Mẫu, Thạch h Mẫu, Hòa Bình",
        "Nơi thường trú / Place of residenc e. Thôn 1, la Mẫu, Gia Lai", NULL};
    (void)state;
    open_card("cccd");
    lines(front, 700, 400);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    expect("person.home_town", "Nhân Mẫu, Thạch Mẫu, Hòa Bình");
    expect("person.address", "Thôn 1, Ia Mẫu, Gia Lai");
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
        cmocka_unit_test(what_is_left_of_a_label_is_no_name),
        cmocka_unit_test(the_day_of_issue_is_known_without_its_label),
        cmocka_unit_test(gender_and_nationality_follow_from_the_number),
        cmocka_unit_test(a_date_that_was_mended_is_doubted),
        cmocka_unit_test(the_law_says_on_which_birthday_a_card_ends),
        cmocka_unit_test(the_home_town_begins_left_of_the_address),
        cmocka_unit_test(an_address_without_its_beginning_still_shows_the_place),
        cmocka_unit_test(a_label_read_as_words_is_no_part_of_a_place),
        cmocka_unit_test(a_place_whose_middle_was_lost_is_doubted),
        cmocka_unit_test(an_address_of_several_lines_is_whole),
        cmocka_unit_test(an_address_goes_on_beside_the_day_of_expiry),
        cmocka_unit_test(two_places_without_labels_are_known_by_their_order),
        cmocka_unit_test(print_on_another_persons_card_is_left_out),
        cmocka_unit_test(letters_that_a_label_took_come_back_and_splinters_go),
        cmocka_unit_test(pages_of_anything_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
