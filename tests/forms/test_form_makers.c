/* Forms as programs of other offices lay them out: sections beside each other in a frame, labels
 * beside the end of their value, captions in cells, headers that nearly touch. */
#include "form_page.h"

static void open_drawn(struct reading_rig *rig, const char *paper, size_t layout,
                       const struct piece *pieces, size_t count)
{
    reading_open(rig, "extract_form", paper);
    rig->layout = layout;
    draw(rig, pieces, count);
    assert_int_equal(reading_run(rig), SOHOA_OK);
}
#define OPEN(rig, paper, layout, pieces)                                                           \
    open_drawn((rig), PAPER(paper), (layout), (pieces), sizeof(pieces) / sizeof *(pieces))

static void sections_beside_each_other_may_break_their_lines_differently(void **state)
{
    static const struct piece pieces[] = {
        {500, 300, "BÊN NỮ"},
        {1500, 300, "BÊN NAM"},
        {200, 360, "Họ, chữ đệm, tên: Lò Hồng Tiên"},
        {1250, 360, "Họ, chữ đệm, tên: Vi Hữu Bằng"},
        {200, 420, "Ngày, tháng, năm sinh: 08.02.1985"},
        {1250, 420, "Ngày, tháng, năm sinh: ngày 21 tháng 08 năm"},
        {200, 480, "Dân tộc: Chăm"},
        {1250, 480, "1986"},
        {200, 540, "Nơi cư trú: Bản Nà Tâu, xã Hoằng Lộc"},
        {1250, 540, "Dân tộc: Kinh"},
        {200, 600, "Kết hôn lần thứ mấy: 1"},
        {1250, 600, "Nơi cư trú: Khóm 4, xã Ea Kar"},
        {1250, 660, "Kết hôn lần thứ mấy: 2"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-ket-hon", 2, pieces);
    assert_raw(&rig, "wife.name", "Lò Hồng Tiên");
    assert_raw(&rig, "wife.address", "Bản Nà Tâu, xã Hoằng Lộc");
    assert_raw(&rig, "wife.marriage_count", "1");
    assert_raw(&rig, "husband.name", "Vi Hữu Bằng");
    assert_raw(&rig, "husband.ethnicity", "Kinh");
    assert_raw(&rig, "husband.address", "Khóm 4, xã Ea Kar");
    assert_raw(&rig, "husband.marriage_count", "2");
    reading_close(&rig);
}

static void what_begins_like_a_short_value_above_is_not_its_end(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "Họ, chữ đệm, tên người yêu cầu: HOÀNG ĐỨC HOÀNG"},
        {200, 380, "Nơi cư trú:"},
        {700, 380, "Ấp 3, xã Hoằng Lộc, tỉnh Gia Lai"},
        {712, 460, "Số 066088387009 cấp ngày 28 tháng 08 năm 2021"},
        {200, 540, "Giấy tờ tùy thân:"},
        {712, 540, "tại Cục CSQLHC về TTXH và các cơ quan ở xa"},
        {200, 620, "Quan hệ với người đã chết: Cháu"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-khai-tu", 0, pieces);
    assert_raw(&rig, "requester.address", "Ấp 3, xã Hoằng Lộc, tỉnh Gia Lai");
    assert_non_null(strstr(raw(&rig, "requester.id_number", 0), "066088387009"));
    reading_close(&rig);
}

static void a_value_that_begins_as_a_label_does_not_hide_the_label_below_it(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "Họ và tên người yêu cầu: THÀO THÚY THỦY"},
        {200, 380, "Nơi cư trú: Tổ 3, phường Ngọc Lặc, Nghệ An"},
        {700, 460, "Căn cước công dân số 042169075593 do Bộ Công an cấp ngày"},
        {200, 540, "Giấy tờ tuỳ thân:"},
        {700, 540, "05/07/2024"},
        {200, 620, "Quan hệ với người đã chết: Em ruột"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-khai-tu", 0, pieces);
    assert_raw(&rig, "requester.id_number",
               "Căn cước công dân số 042169075593 do Bộ Công an cấp ngày 05/07/2024");
    reading_close(&rig);
}

static void english_may_stand_behind_the_last_of_several_strokes(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "Họ và tên người đi khai sinh/Full name of the applicant"},
        {200, 360, "QUÁCH ĐỨC THỊNH"},
        {200, 440, "Số CMND/CCCD/Identity document"},
        {200, 500, "CCCD: 038093428351; ngày cấp 14/11/2021"},
        {200, 580, "Nơi đăng ký/Place of registration"},
        {200, 640, "Ủy ban nhân dân phường Thường Xuân"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "giay-khai-sinh", 0, pieces);
    assert_raw(&rig, "requester.id_number", "CCCD: 038093428351; ngày cấp 14/11/2021");
    reading_close(&rig);
}

static void captions_in_cells_have_what_stands_below_each(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "a) Họ và tên mẹ:"},
        {1500, 300, "b) Năm sinh:"},
        {200, 360, "ĐÀO QUỲNH VÂN"},
        {1490, 360, "1992"},
        {200, 480, "d) Số CCCD:"},
        {1400, 480, "e) Dân tộc:"},
        {200, 540, "045192529768"},
        {1400, 540, "Nùng"},
        {200, 660, "h) Số con trong lần sinh này:"},
        {1400, 660, "i) Giới tính của con:"},
        {200, 720, "01"},
        {1400, 720, "Nữ"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "giay-chung-sinh", 0, pieces);
    assert_raw(&rig, "mother.name", "ĐÀO QUỲNH VÂN");
    assert_raw(&rig, "mother.birth_date", "1992");
    assert_raw(&rig, "mother.ethnicity", "Nùng");
    assert_raw(&rig, "child.gender", "Nữ");
    reading_close(&rig);
}

static void one_figure_below_a_numbered_label_is_its_value(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "BÊN NAM"},
        {200, 380, "5) Nơi cư trú:"},
        {200, 440, "Thôn 8, xã Ea Kar"},
        {200, 540, "7) Kết hôn lần thứ mấy:"},
        {200, 600, "2"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-ket-hon", 1, pieces);
    assert_raw(&rig, "husband.marriage_count", "2");
    reading_close(&rig);
}

static void a_stroke_alone_behind_the_label_of_a_count_is_the_figure_one(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "BÊN NAM"},
        {200, 380, "Họ, chữ đệm, tên: Vi Hữu Bằng"},
        {200, 460, "Kết hôn lần thứ mấy:"},
        {1000, 460, "|"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-ket-hon", 1, pieces);
    assert_raw(&rig, "husband.marriage_count", "1");
    assert_true(reading_find(&rig, "husband.marriage_count")->flags & SOHOA_READING_DOUBT);
    reading_close(&rig);
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    rig.layout = 1;
    DRAW(&rig, pieces);
    reading_mark(&rig, SOHOA_MARK_RULE, 1008, 300, 4, 300, 0); /* what is left of a rule */
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.marriage_count", "");
    reading_close(&rig);
}

static void columns_whose_headers_nearly_touch_are_told_by_their_rows(void **state)
{
    static const struct piece pieces[] = {
        {200, 40, "1. Họ, chữ đệm và tên: LƯƠNG QUỲNH MY"},
        {200, 100, "2. Ngày, tháng, năm sinh: 25/06/1997"},
        {200, 160, "10. Nội dung đề nghị: Tách hộ"},
        {200, 220, "Những thành viên trong hộ gia đình cùng thay đổi:"},
        {200, 300, "TT"},
        {320, 300, "Họ, chữ đệm và tên"},
        {880, 300, "Ngày, tháng, năm sinh Giới tính"},
        {1700, 300, "Số định danh cá nhân"},
        {210, 400, "1"},
        {320, 400, "CHU VĂN HẢI"},
        {890, 400, "22/10/1985"},
        {1400, 400, "Nam"},
        {1710, 400, "042085784187"},
        {210, 500, "2"},
        {320, 500, "SÙNG THU NHƯ"},
        {890, 500, "19/12/2013"},
        {1400, 500, "Nữ"},
        {1710, 500, "096313372188"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "ct01", 0, pieces);
    assert_raw(&rig, "members.1.birth_date", "22/10/1985");
    assert_raw(&rig, "members.1.gender", "Nam");
    assert_raw(&rig, "members.2.gender", "Nữ");
    assert_raw(&rig, "members.2.id_number", "096313372188");
    reading_close(&rig);
}

static void half_a_nationality_goes_on_below_itself(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "Họ, chữ đệm, tên người cha: CAO MINH BẰNG"},
        {200, 380, "Ngày, tháng, năm sinh:"},
        {1000, 380, "Dân tộc:"},
        {1500, 380, "Quốc tịch: Việt"},
        {200, 440, "17.06.1994"},
        {1000, 440, "Nùng"},
        {1500, 440, "Nam"},
        {200, 520, "Nơi cư trú: Khóm 1, thị trấn Vĩnh Thuận, huyện Hưng Nguyên, tỉnh Hà Nội, rộng"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "to-khai-khai-sinh", 0, pieces);
    assert_raw(&rig, "father.birth_date", "17.06.1994");
    assert_raw(&rig, "father.nationality", "Việt Nam");
    reading_close(&rig);
}

static void the_number_of_the_next_label_ends_an_address(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "1. Họ và tên mẹ: Sùng Khánh Vân"},
        {200, 380, "3. Nơi thường trú: Bản Hua Nhàn, xã Nam Đàn, tỉnh Lâm Đồng, vùng rất cao"},
        {200, 440, "4. Số CCCD/CMND/Hộ chiếu: 066186987857"},
        {200, 520, "5. Dân tộc: Kinh"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "giay-chung-sinh", 0, pieces);
    assert_raw(&rig, "mother.address", "Bản Hua Nhàn, xã Nam Đàn, tỉnh Lâm Đồng, vùng rất cao");
    reading_close(&rig);
}

static void an_agency_may_have_lost_a_capital(void **state)
{
    static const struct piece pieces[] = {
        {300, 200, "UBND TỈNH ĐẮK LẮK"}, {1300, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
        {400, 260, "Sở NỘI VỤ"},         {1500, 260, "Độc lập - Tự do - Hạnh phúc"},
        {350, 380, "Số: 1259/KH-SNV"},   {1400, 380, "Thường Xuân, ngày 21 tháng 09 năm 2025"},
        {1100, 500, "KẾ HOẠCH"},         {800, 570, "Về việc rà soát hộ nghèo năm 2026"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "van-ban", 0, pieces);
    assert_raw(&rig, "document.agency", "Sở NỘI VỤ");
    reading_close(&rig);
}

static void a_stamp_may_say_more_before_that_it_came_in(void **state)
{
    static const struct piece pieces[] = {
        {300, 200, "UBND XÃ KRÔNG PẮC"},
        {1300, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
        {1500, 260, "Độc lập - Tự do - Hạnh phúc"},
        {350, 380, "Số: 388/TB-UBND"},
        {1400, 380, "Krông Pắc, ngày 13 tháng 03 năm 2024"},
        {300, 480, "CÔNG VĂN ĐẾN"},
        {300, 540, "Số: 309"},
        {300, 600, "Ngày: 17/03/2024"},
        {1100, 700, "THÔNG BÁO"},
        {800, 770, "Tổ chức Ngày hội Đại đoàn kết"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "van-ban", 0, pieces);
    assert_raw(&rig, "document.incoming_date", "17/03/2024");
    assert_raw(&rig, "document.number", "388/TB-UBND");
    reading_close(&rig);
}

static void a_label_may_stand_beside_the_end_of_a_day_in_words(void **state)
{
    static const struct piece pieces[] = {
        {200, 300, "Họ, chữ đệm, tên: Đinh Thị Thanh Thanh"},
        {706, 380, "ngày 25 tháng 08 năm 2018 ghi bằng chữ: Ngày hai mươi"},
        {200, 440, "Ngày, tháng, năm sinh: lăm, tháng tám, năm hai nghìn không trăm mười tám"},
        {200, 520, "Giới tính: Nữ"},
    };
    struct reading_rig rig;
    (void)state;
    OPEN(&rig, "giay-khai-sinh", 0, pieces);
    assert_raw(
        &rig, "child.birth_date",
        "ngày 25 tháng 08 năm 2018 ghi bằng chữ: Ngày hai mươi lăm, tháng tám, năm hai nghìn "
        "không trăm mười tám");
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_beside_each_other_may_break_their_lines_differently),
        cmocka_unit_test(what_begins_like_a_short_value_above_is_not_its_end),
        cmocka_unit_test(a_value_that_begins_as_a_label_does_not_hide_the_label_below_it),
        cmocka_unit_test(english_may_stand_behind_the_last_of_several_strokes),
        cmocka_unit_test(captions_in_cells_have_what_stands_below_each),
        cmocka_unit_test(one_figure_below_a_numbered_label_is_its_value),
        cmocka_unit_test(a_stroke_alone_behind_the_label_of_a_count_is_the_figure_one),
        cmocka_unit_test(columns_whose_headers_nearly_touch_are_told_by_their_rows),
        cmocka_unit_test(half_a_nationality_goes_on_below_itself),
        cmocka_unit_test(the_number_of_the_next_label_ends_an_address),
        cmocka_unit_test(an_agency_may_have_lost_a_capital),
        cmocka_unit_test(a_label_may_stand_beside_the_end_of_a_day_in_words),
        cmocka_unit_test(a_stamp_may_say_more_before_that_it_came_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
