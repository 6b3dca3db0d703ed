/* Layouts of other offices: sections under headings, blocks side by side, tables without rules, and
 * what stands above and below them. */
#include "form_page.h"

static struct reading_rig open_page(const char *paper, size_t layout)
{
    struct reading_rig rig;
    reading_open(&rig, "extract_form", paper);
    rig.layout = layout;
    page(&rig);
    return rig;
}

static void draw_lines(struct reading_rig *rig, int32_t x, int32_t y, const char *const *lines,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        reading_line(rig, x, y + 80 * (int32_t)i, lines[i]);
}
#define DRAW_LINES(rig, x, y, lines)                                                               \
    draw_lines((rig), (x), (y), (lines), sizeof(lines) / sizeof *(lines))

static void what_an_identity_paper_says_may_begin_with_its_name(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Họ, chữ đệm, tên người chết:",
        "Võ Diệu Vy",
        "Số định danh cá nhân/Giấy tờ tùy thân:",
        "CCCD: 038134687786; cấp ngày 01/05/2021",
        "Đã tử vong vào lúc:",
        "22 giờ 58 phút, ngày 02/12/2024",
    };
    struct reading_rig rig = open_page(PAPER("giay-bao-tu"), 0);
    DRAW_LINES(&rig, 200, 400, lines);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.name", "Võ Diệu Vy");
    assert_raw(&rig, "person.id_number", "CCCD: 038134687786; cấp ngày 01/05/2021");
    reading_close(&rig);
}

static void plain_names_under_headings_are_their_sections(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "1. Thông tin người yêu cầu",
        "Họ và tên: Vi Tiến Bằng",
        "Nơi cư trú: Thôn 2, xã Bảo Lâm, tỉnh Bắc Ninh",
        "Số CMND/CCCD: 086099746985",
        "Quan hệ với người được khai sinh: Cha",
        "2. Thông tin người được khai sinh",
        "Họ và tên: Vi Thu Phương",
        "Ngày, tháng, năm sinh: 20/07/2026",
        "Giới tính: Nữ",
        "3. Thông tin về người mẹ",
        "Họ và tên: Nguyễn Thu Hà",
        "Ngày, tháng, năm sinh: 13/08/1999",
        "Nơi cư trú: Tổ dân phố số 17, Phú Thọ",
        "4. Thông tin về người cha",
        "Họ và tên: Vi Tiến Bằng",
        "Năm sinh: 1999",
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật.",
    };
    struct reading_rig rig = open_page(PAPER("to-khai-khai-sinh"), 3);
    DRAW_LINES(&rig, 200, 400, lines);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "Vi Tiến Bằng");
    assert_raw(&rig, "requester.id_number", "086099746985");
    assert_raw(&rig, "child.name", "Vi Thu Phương");
    assert_raw(&rig, "mother.name", "Nguyễn Thu Hà");
    assert_raw(&rig, "mother.address", "Tổ dân phố số 17, Phú Thọ");
    assert_raw(&rig, "father.name", "Vi Tiến Bằng");
    assert_raw(&rig, "father.birth_date", "1999");
    reading_close(&rig);
}

/* The schema has a line between a section's fields that the paper leaves out. */
static void a_field_behind_a_line_left_out_stays_with_its_section(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "1. Bên nam",
        "Họ, chữ đệm, tên: Vi Đức Nghĩa",
        "Ngày, tháng, năm sinh: 24/05/1975",
        "Giấy tờ tùy thân: 033075327233",
        "Kết hôn lần thứ mấy: 2",
        "2. Bên nữ",
        "Họ, chữ đệm, tên: Vũ Bích Vy",
        "Ngày, tháng, năm sinh: 13/08/1995",
        "Giấy tờ tùy thân: 066195320821",
        "Kết hôn lần thứ mấy: 1",
    };
    struct reading_rig rig = open_page(PAPER("to-khai-ket-hon"), 2);
    DRAW_LINES(&rig, 200, 400, lines);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Vi Đức Nghĩa");
    assert_raw(&rig, "husband.marriage_count", "2");
    assert_raw(&rig, "wife.name", "Vũ Bích Vy");
    assert_raw(&rig, "wife.marriage_count", "1");
    reading_close(&rig);
}

/* Another section has a field of the same name; it does not end the blocks. */
static void blocks_go_on_as_far_as_their_own_labels(void **state)
{
    (void)state;
    static const char *const above[] = {"Họ và tên người yêu cầu: Hoàng Thị Thủy",
                                        "Nơi thường trú: Ấp Tân Hòa, tỉnh Lâm Đồng",
                                        "Họ và tên: Lưu Thúy Hường", "Ngày sinh: 02/10/2023"};
    static const char *const left[] = {"Họ và tên người mẹ: Hoàng Thị Thủy",
                                       "Ngày sinh: 16/05/2002",
                                       "Dân tộc: Mông",
                                       "Quốc tịch: Lào",
                                       "Nơi thường trú: Ấp Tân",
                                       "Hòa, tỉnh Lâm Đồng"};
    static const char *const right[] = {"Họ và tên người cha: Lưu Quang Tiến",
                                        "Ngày sinh: 05/10/1980",
                                        "Dân tộc: Kinh",
                                        "Quốc tịch: Việt Nam",
                                        "Nơi thường trú: Thôn 4,",
                                        "xã Krông Pắc"};
    struct reading_rig rig = open_page(PAPER("to-khai-khai-sinh"), 0);
    DRAW_LINES(&rig, 200, 400, above);
    DRAW_LINES(&rig, 200, 800, left);
    DRAW_LINES(&rig, 1350, 800, right);
    reading_line(&rig, 200, 1400,
                 "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật.");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "mother.name", "Hoàng Thị Thủy");
    assert_raw(&rig, "father.name", "Lưu Quang Tiến");
    assert_raw(&rig, "mother.address", "Ấp Tân Hòa, tỉnh Lâm Đồng");
    assert_raw(&rig, "father.address", "Thôn 4, xã Krông Pắc");
    reading_close(&rig);
}

/* The page bends, and values stand a little above their labels. */
static void blocks_whose_lines_are_not_level_are_kept_apart(void **state)
{
    (void)state;
    static const struct piece paper[] = {
        {200, 500, "1. Họ, chữ đệm, tên vợ: LÊ MINH VÂN"},
        {1750, 495, "NGUYỄN VĂN"},
        {1200, 520, "2. Họ, chữ đệm, tên chồng:"},
        {1200, 590, "KHÁNH"},
        {200, 680, "3. Ngày, tháng, năm sinh: 29/10/1986"},
        {1200, 680, "4. Ngày, tháng, năm sinh: 01/02/1987"},
        {460, 755, "Kinh"},
        {200, 775, "5. Dân tộc:"},
        {1460, 755, "Mông"},
        {1200, 775, "6. Dân tộc:"},
        {200, 860, "7. Quốc tịch: Việt Nam"},
        {1200, 860, "8. Quốc tịch: Việt Nam"},
    };
    struct reading_rig rig = open_page(PAPER("giay-chung-nhan-ket-hon"), 0);
    for (size_t i = 0; i < sizeof paper / sizeof *paper; i++)
        reading_line(&rig, paper[i].x, paper[i].y, paper[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.name", "LÊ MINH VÂN");
    assert_raw(&rig, "wife.birth_date", "29/10/1986");
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    assert_raw(&rig, "husband.birth_date", "01/02/1987");
    assert_raw(&rig, "husband.ethnicity", "Mông");
    reading_close(&rig);
}

/* No colon says where the label ends, and the value stands close by. */
static void a_label_of_the_schema_may_be_broken_beside_its_value(void **state)
{
    (void)state;
    static const struct piece paper[] = {
        {200, 400, "1. Họ, chữ đệm, tên người yêu cầu: Huỳnh Tiến Hoàng"},
        {200, 480, "2. Quan hệ với người đã Con trai"},
        {200, 560, "chết"},
        {200, 640, "3. Họ, chữ đệm, tên: Lương Diệu Tiên"},
        {200, 720, "4. Giới tính: Nữ"},
        {200, 800, "5. Nơi cư trú cuối Tổ dân phố 12, phường"},
        {200, 860, "cùng"},
        {800, 860, "Bảo Lâm, Sơn La"},
        {200, 940, "6. Số định danh cá nhân/Giấy tờ Thẻ căn cước số 056137617735, cấp"},
        {200, 1000, "tùy thân:"},
        {950, 1000, "ngày 15/06/2025"},
        {200, 1080, "7. Nơi chết: Tại nhà"},
    };
    struct reading_rig rig = open_page(PAPER("to-khai-khai-tu"), 0);
    for (size_t i = 0; i < sizeof paper / sizeof *paper; i++)
        reading_line(&rig, paper[i].x, paper[i].y, paper[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.relation", "Con trai");
    assert_raw(&rig, "deceased.name", "Lương Diệu Tiên");
    assert_raw(&rig, "deceased.last_address", "Tổ dân phố 12, phường Bảo Lâm, Sơn La");
    assert_raw(&rig, "deceased.id_number", "Thẻ căn cước số 056137617735, cấp ngày 15/06/2025");
    assert_raw(&rig, "deceased.death_place", "Tại nhà");
    reading_close(&rig);
}

/* "Giấy tờ tùy thân" without its colon, and a paper's name that is a label elsewhere. */
static void what_an_identity_paper_is_called_is_no_second_label(void **state)
{
    (void)state;
    static const struct piece paper[] = {
        {200, 400, "Họ, chữ đệm, tên: CAO ĐỨC CHIẾN"},
        {200, 480, "Giới tính Nam"},
        {200, 560, "Giấy tờ tùy thân"},
        {900, 560, "Căn cước công dân số 014094834157 do Bộ Công an"},
        {900, 620, "cấp ngày 18/07/2024"},
        {200, 700, "Nơi cư trú"},
        {900, 700, "188 Hùng Vương, phường Quỳnh Lưu"},
        {200, 780, "Tình trạng hôn nhân"},
        {900, 780, "Đã ly hôn"},
    };
    struct reading_rig rig = open_page(PAPER("xac-nhan-hon-nhan"), 0);
    for (size_t i = 0; i < sizeof paper / sizeof *paper; i++)
        reading_line(&rig, paper[i].x, paper[i].y, paper[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.id_number",
               "Căn cước công dân số 014094834157 do Bộ Công an cấp ngày 18/07/2024");
    assert_raw(&rig, "person.address", "188 Hùng Vương, phường Quỳnh Lưu");
    reading_close(&rig);
}

static void a_title_that_names_both_sides_is_no_header(void **state)
{
    (void)state;
    static const struct piece table[] = {
        {650, 500, "Thông tin của hai bên nam, nữ"},
        {200, 600, "Nội dung khai"},
        {1000, 600, "Bên nam"},
        {1800, 600, "Bên nữ"},
        {200, 700, "Họ, chữ đệm, tên"},
        {780, 700, "Mai Ngọc Tú"},
        {1560, 700, "Hà Thị Kim Hường"},
        {200, 800, "Ngày, tháng, năm sinh"},
        {780, 800, "26/10/1981"},
        {1560, 800, "09/06/1986"},
        {200, 900, "Nơi thường trú"},
        {780, 900, "343 Tô Hiến Thành, phường Ba"},
        {1560, 900, "Xóm 11, Hoằng Lộc, Đồng"},
        {780, 960, "Đình, tỉnh Lào Cai"},
        {1560, 960, "Tháp"},
        {200, 1060, "Kết hôn lần thứ mấy"},
        {780, 1060, "2"},
        {1560, 1060, "1"},
        {200, 1300, "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật"},
    };
    struct reading_rig rig = open_page(PAPER("to-khai-ket-hon"), 0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        reading_line(&rig, table[i].x, table[i].y, table[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Mai Ngọc Tú");
    assert_raw(&rig, "wife.name", "Hà Thị Kim Hường");
    assert_raw(&rig, "husband.address", "343 Tô Hiến Thành, phường Ba Đình, tỉnh Lào Cai");
    assert_raw(&rig, "wife.address", "Xóm 11, Hoằng Lộc, Đồng Tháp");
    reading_close(&rig);
}

static void the_date_below_a_table_is_none_of_its_rows(void **state)
{
    (void)state;
    static const struct piece table[] = {
        {200, 400, "11. Những thành viên trong hộ gia đình cùng thay đổi:"},
        {200, 500, "TT"},
        {330, 500, "Họ, chữ đệm"},
        {380, 560, "và tên"},
        {800, 500, "Ngày, tháng,"},
        {830, 560, "năm sinh"},
        {1150, 500, "Giới"},
        {1150, 560, "tính"},
        {1320, 500, "Số định danh"},
        {1340, 560, "cá nhân"},
        {1750, 500, "Mối quan hệ"},
        {1760, 560, "với chủ hộ"},
        {210, 660, "1"},
        {320, 660, "Vàng Văn Hải"},
        {800, 660, "12/03/2014"},
        {1150, 660, "Nam"},
        {1310, 660, "027214537495"},
        {1750, 660, "Con"},
        {210, 740, "2"},
        {320, 740, "Đào Thị Nhi"},
        {800, 740, "27/10/1993"},
        {1150, 740, "Nữ"},
        {1310, 740, "087193175240"},
        {1750, 740, "Con dâu"},
        {1310, 820, "Mộc Châu, ngày 06 tháng 01 năm 2026"},
        {1500, 900, "NGƯỜI KÊ KHAI"},
    };
    struct reading_rig rig = open_page(PAPER("ct01"), 0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        reading_line(&rig, table[i].x, table[i].y, table[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "members.1.name", "Vàng Văn Hải");
    assert_raw(&rig, "members.2.name", "Đào Thị Nhi");
    assert_raw(&rig, "members.2.id_number", "087193175240");
    assert_raw(&rig, "members.2.relation", "Con dâu");
    assert_null(reading_find(&rig, "members.3.id_number"));
    reading_close(&rig);
}

/* Rules of two lengths, so that a row reaches over part of another: no word is told twice. */
static void rows_that_overlap_double_no_words(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {1000, 300, "GIẤY BÁO TỬ"}, {210, 500, "Họ, chữ đệm, tên:"},
        {1010, 500, "Lê Văn Hùng"}, {210, 590, "Ngày, tháng, năm sinh:"},
        {1010, 590, "18/10/1938"},
    };
    static const int32_t levels[][2] = {{190, 480}, {190, 570}, {330, 487}, {330, 640}};
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-bao-tu"));
    DRAW(&rig, pieces);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, levels[i][0], levels[i][1], 2000, 4, 0);
    reading_mark(&rig, SOHOA_MARK_RULE, 990, 480, 4, 160, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.name", "Lê Văn Hùng");
    assert_raw(&rig, "person.birth_date", "18/10/1938");
    reading_close(&rig);
}

/* A fold went through the first and the last rule of a table, which then are of one length. */
static void rows_between_broken_rules_stay_rows(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {1000, 300, "TRÍCH LỤC KHAI TỬ"},    {210, 500, "Nơi chết:"},
        {1010, 506, "Bệnh viện Phụ sản"},    {210, 590, "Nguyên nhân chết:"},
        {1010, 596, "Tai nạn giao thông"},   {210, 680, "Đã được đăng ký khai tử tại:"},
        {1010, 686, "UBND phường Hàm Rồng"}, {210, 770, "Ngày, tháng, năm đăng ký:"},
        {1010, 776, "13/06/2025"},
    };
    static const int32_t rules[][4] = {
        {190, 480, 970, 4},  {1280, 480, 910, 4}, {190, 570, 2000, 4},
        {190, 660, 2000, 4}, {190, 750, 2000, 4}, {190, 840, 970, 4},
        {1280, 840, 910, 4}, {990, 480, 4, 360},  {2186, 480, 4, 360},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("trich-luc-khai-tu"));
    DRAW(&rig, pieces);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, rules[i][0], rules[i][1], rules[i][2], rules[i][3], 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "deceased.death_place", "Bệnh viện Phụ sản");
    assert_raw(&rig, "deceased.death_cause", "Tai nạn giao thông");
    assert_raw(&rig, "certificate.register_place", "UBND phường Hàm Rồng");
    assert_raw(&rig, "certificate.register_date", "13/06/2025");
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_between_broken_rules_stay_rows),
        cmocka_unit_test(rows_that_overlap_double_no_words),
        cmocka_unit_test(what_an_identity_paper_says_may_begin_with_its_name),
        cmocka_unit_test(plain_names_under_headings_are_their_sections),
        cmocka_unit_test(a_field_behind_a_line_left_out_stays_with_its_section),
        cmocka_unit_test(blocks_go_on_as_far_as_their_own_labels),
        cmocka_unit_test(blocks_whose_lines_are_not_level_are_kept_apart),
        cmocka_unit_test(a_label_of_the_schema_may_be_broken_beside_its_value),
        cmocka_unit_test(what_an_identity_paper_is_called_is_no_second_label),
        cmocka_unit_test(a_title_that_names_both_sides_is_no_header),
        cmocka_unit_test(the_date_below_a_table_is_none_of_its_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
