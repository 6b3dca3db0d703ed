/* Values in two directions: blocks side by side, tables, one-character boxes. */
#include "form_page.h"

/* Two people side by side, every value broken in its own column. */
static void blocks_side_by_side_are_kept_apart(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    static const struct piece certificate[] = {
        {900, 300, "GIẤY CHỨNG NHẬN KẾT HÔN"},
        {200, 400, "Số: 12/2025"},
        {200, 500, "Họ, chữ đệm, tên vợ: ĐINH THANH"},
        {1200, 500, "Họ, chữ đệm, tên chồng: VÕ ĐÌNH TIẾN"},
        {200, 570, "ANH"},
        {200, 650, "Ngày, tháng, năm sinh: 02/04/1988"},
        {1200, 650, "Ngày, tháng, năm sinh: 12/03/1987"},
        {200, 730, "Dân tộc: Kinh"},
        {620, 730, "Quốc tịch: Việt Nam"},
        {1200, 730, "Dân tộc: Thái"},
        {1620, 730, "Quốc tịch: Lào"},
        {200, 810, "Nơi cư trú: Thôn Yên Lâm, xã Xuân"},
        {1200, 810, "Nơi cư trú: Khu phố 9, xã Thọ Long,"},
        {200, 870, "Hòa, huyện Bá Thước"},
        {1200, 870, "tỉnh Thanh Hóa"},
        {200, 960, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Hậu Lộc, tỉnh Thanh Hóa"},
        {200, 1040, "Ngày, tháng, năm đăng ký: 21/08/2025"},
    };
    DRAW(&rig, certificate);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certificate.number", "12/2025");
    assert_raw(&rig, "wife.name", "ĐINH THANH ANH");
    assert_raw(&rig, "husband.name", "VÕ ĐÌNH TIẾN");
    assert_raw(&rig, "wife.birth_date", "02/04/1988");
    assert_raw(&rig, "husband.birth_date", "12/03/1987");
    assert_raw(&rig, "wife.nationality", "Việt Nam");
    assert_raw(&rig, "husband.ethnicity", "Thái");
    assert_raw(&rig, "husband.nationality", "Lào");
    assert_raw(&rig, "wife.address", "Thôn Yên Lâm, xã Xuân Hòa, huyện Bá Thước");
    assert_raw(&rig, "husband.address", "Khu phố 9, xã Thọ Long, tỉnh Thanh Hóa");
    assert_raw(&rig, "certificate.register_place", "Ủy ban nhân dân xã Hậu Lộc, tỉnh Thanh Hóa");
    reading_close(&rig);
}

/* Long values below the last labels go on as far as a label of the whole width, and no line across
 * is cut. */
static void blocks_side_by_side_go_on_with_their_values(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    static const struct piece certificate[] = {
        {900, 300, "GIẤY CHỨNG NHẬN KẾT HÔN"},
        {200, 500, "Họ, chữ đệm, tên vợ: ĐINH THANH"},
        {1200, 500, "Họ, chữ đệm, tên chồng: VÕ ĐÌNH TIẾN"},
        {200, 570, "Ngày, tháng, năm sinh: 02/04/1988"},
        {1200, 570, "Ngày, tháng, năm sinh: 12/03/1987"},
        {200, 640, "Nơi cư trú: Số 15, ngõ 2,"},
        {1200, 640, "Nơi cư trú: Số 7, ngách 4,"},
        {200, 700, "đường Trần Hưng Đạo,"},
        {1200, 700, "ngõ 19, đường Lê Lợi,"},
        {200, 760, "Khu phố 3,"},
        {1200, 760, "Khu phố 9,"},
        {200, 820, "phường Hạc Thành,"},
        {1200, 820, "phường Sầm Sơn,"},
        {200, 880, "tỉnh Thanh Hóa"},
        {1200, 880, "tỉnh Thanh Hóa"},
        {200, 960, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Hậu Lộc, tỉnh Thanh Hóa"},
    };
    DRAW(&rig, certificate);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.address",
               "Số 15, ngõ 2, đường Trần Hưng Đạo, Khu phố 3, phường Hạc Thành, tỉnh Thanh Hóa");
    assert_raw(&rig, "husband.address",
               "Số 7, ngách 4, ngõ 19, đường Lê Lợi, Khu phố 9, phường Sầm Sơn, tỉnh Thanh Hóa");
    assert_raw(&rig, "certificate.register_place", "Ủy ban nhân dân xã Hậu Lộc, tỉnh Thanh Hóa");
    reading_close(&rig);
}

/* Values set at a tabulator: what stands there by itself is no other label either. */
static void a_value_that_names_its_label_again_is_kept(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    static const struct piece declaration[] = {
        {200, 300, "Họ, chữ đệm, tên người mẹ:"},
        {1000, 300, "ĐINH THANH ANH"},
        {200, 380, "Nơi cư trú:"},
        {1000, 380, "Thôn Yên Lâm, xã Xuân Hòa, tỉnh Thanh Hóa"},
        {200, 460, "Giấy tờ tùy thân:"},
        {1000, 460, "Số CCCD: 038188000017, do Bộ Công an cấp ngày"},
        {200, 540, "01/02/2023"},
        {200, 620, "Họ, chữ đệm, tên người cha:"},
        {1000, 620, "VÕ ĐÌNH TIẾN"},
        {200, 700, "Nơi cư trú:"},
        {1000, 700, "Khu phố 9, xã Thọ Long, tỉnh Thanh Hóa"},
        {200, 780, "Giấy tờ tùy thân:"},
        {1000, 780, "CCCD 038087000019, cấp ngày 03/02/2023"},
    };
    DRAW(&rig, declaration);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "mother.id_number",
               "Số CCCD: 038188000017, do Bộ Công an cấp ngày 01/02/2023");
    assert_raw(&rig, "father.id_number", "CCCD 038087000019, cấp ngày 03/02/2023");
    reading_close(&rig);
}

/* One person below the other: what stands behind a label may read as another wording of it. */
static void blocks_one_below_the_other_are_not_cut(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    static const struct piece certificate[] = {
        {900, 300, "TRÍCH LỤC KẾT HÔN"},
        {200, 400, "Số: 12/2025"},
        {200, 500, "Họ, chữ đệm, tên vợ: ĐINH THANH ANH"},
        {200, 570, "Ngày, tháng, năm sinh: ngày 02 tháng 4 năm 1988"},
        {200, 650, "Nơi cư trú: Thôn Yên Lâm, xã Xuân Hòa, tỉnh Thanh Hóa"},
        {200, 730, "Giấy tờ tùy thân: Số CCCD: 038188000017, do Bộ Công an cấp ngày"},
        {200, 800, "01/02/2023"},
        {200, 880, "Họ, chữ đệm, tên chồng: VÕ ĐÌNH TIẾN"},
        {200, 960, "Ngày, tháng, năm sinh: ngày 12 tháng 3 năm 1987"},
        {200, 1040, "Nơi cư trú: Khu phố 9, xã Thọ Long, tỉnh Thanh Hóa"},
        {200, 1120, "Giấy tờ tùy thân: Số CCCD: 038087000019, do Bộ Công an cấp ngày"},
        {200, 1190, "03/02/2023"},
        {200, 1270, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Hậu Lộc, tỉnh Thanh Hóa"},
        {200, 1350, "Ngày, tháng, năm đăng ký: 21/08/2025"},
    };
    DRAW(&rig, certificate);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.name", "ĐINH THANH ANH");
    assert_raw(&rig, "husband.name", "VÕ ĐÌNH TIẾN");
    assert_raw(&rig, "wife.id_number", "Số CCCD: 038188000017, do Bộ Công an cấp ngày 01/02/2023");
    assert_raw(&rig, "husband.id_number",
               "Số CCCD: 038087000019, do Bộ Công an cấp ngày 03/02/2023");
    assert_raw(&rig, "husband.address", "Khu phố 9, xã Thọ Long, tỉnh Thanh Hóa");
    reading_close(&rig);
}

static const struct piece residence[] = {
    {700, 200, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"},
    {200, 300, "1. Họ, chữ đệm và tên: LÊ VĂN BA"},
    {200, 380, "2. Ngày, tháng, năm sinh: 01/02/1980"},
    {1300, 380, "3. Giới tính: Nam"},
    {200, 460, "4. Số định danh cá nhân:"},
    {200, 540, "7. Họ, chữ đệm và tên chủ hộ: LÊ VĂN TƯ"},
    {1500, 540, "8. Mối quan hệ với chủ hộ: con"},
    {200, 620, "9. Số định danh cá nhân của chủ hộ:"},
    {200, 700, "10. Nội dung đề nghị:(2) Gia hạn tạm trú"},
    {200, 780, "11. Những thành viên trong hộ gia đình cùng thay đổi:"},
    {200, 880, "TT"},
    {330, 880, "Họ, chữ đệm"},
    {380, 940, "và tên"},
    {800, 880, "Ngày, tháng,"},
    {830, 940, "năm sinh"},
    {1150, 880, "Giới"},
    {1150, 940, "tính"},
    {1320, 880, "Số định danh"},
    {1340, 940, "cá nhân"},
    {1750, 880, "Mối quan hệ"},
    {1760, 940, "với chủ hộ"},
    {210, 1060, "1"},
    {320, 1060, "Trần Thị Uyên"},
    {800, 1060, "28/06/1981"},
    {1150, 1060, "Nữ"},
    {1310, 1060, "067181256696"},
    {1750, 1060, "Vợ"},
    {210, 1160, "2"},
    {320, 1160, "Lê Nguyễn"},
    {320, 1215, "Bảo Hương"},
    {800, 1160, "29/01/2013"},
    {1150, 1160, "Nữ"},
    {1750, 1160, "Con"},
    {210, 1300, "3"},
    {1500, 1500, "NGƯỜI KÊ KHAI"},
};

static void check_residence(struct reading_rig *rig)
{
    assert_raw(rig, "person.name", "LÊ VĂN BA");
    assert_raw(rig, "person.gender", "Nam");
    assert_raw(rig, "household_head.name", "LÊ VĂN TƯ");
    assert_raw(rig, "person.relation", "con");
    assert_raw(rig, "request", "Gia hạn tạm trú");
    assert_raw(rig, "members.1.name", "Trần Thị Uyên");
    assert_raw(rig, "members.1.birth_date", "28/06/1981");
    assert_raw(rig, "members.1.gender", "Nữ");
    assert_raw(rig, "members.1.id_number", "067181256696");
    assert_raw(rig, "members.1.relation", "Vợ");
    assert_raw(rig, "members.2.name", "Lê Nguyễn Bảo Hương");
    assert_raw(rig, "members.2.relation", "Con");
    assert_null(reading_find(rig, "members.2.id_number"));
    assert_null(reading_find(rig, "members.3.name"));
}

static void rows_of_a_table_are_entries(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    DRAW(&rig, residence);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    check_residence(&rig);
    reading_close(&rig);
}

/* A seven that recognition made of a rule stands in the header: the rows begin farther down. */
static void a_stray_number_in_the_header_begins_no_rows(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    DRAW(&rig, residence);
    reading_line(&rig, 1255, 880, "7");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    check_residence(&rig);
    reading_close(&rig);
}

/* Also where the first line of a name stands beside the row's number and all else lower. */
static void rules_bound_the_cells_of_a_table(void **state)
{
    (void)state;
    static const int32_t levels[] = {860, 1020, 1140, 1270, 1360};
    static const int32_t uprights[] = {190, 300, 770, 1130, 1290, 1720, 2200};
    for (int32_t low = 0; low <= 55; low += 55) {
        struct piece pieces[sizeof residence / sizeof *residence];
        memcpy(pieces, residence, sizeof pieces);
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("ct01"));
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
            pieces[i].y += pieces[i].y == 1160 && pieces[i].x >= 800 ? low : 0;
        DRAW(&rig, pieces);
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2010, 4, 0);
        for (size_t i = 0; i < sizeof uprights / sizeof *uprights; i++)
            reading_mark(&rig, SOHOA_MARK_RULE, uprights[i], 860, 4, 500, 0);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        check_residence(&rig);
        reading_close(&rig);
    }
}

/* The rule below the header was not found: the first row is one all the same. */
static void a_row_without_a_rule_above_it_is_not_lost(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    DRAW(&rig, residence);
    static const int32_t levels[] = {860, 1140, 1270, 1360};
    static const int32_t uprights[] = {190, 300, 770, 1130, 1290, 1720, 2200};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2010, 4, 0);
    for (size_t i = 0; i < sizeof uprights / sizeof *uprights; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, uprights[i], 860, 4, 500, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    check_residence(&rig);
    reading_close(&rig);
}

/* Of the rules one alone was not found: no row is lost, none is two. */
static void a_rule_that_is_lost_joins_and_hides_no_rows(void **state)
{
    (void)state;
    static const int32_t uprights[] = {190, 300, 770, 1130, 1290, 1720, 2200};
    static const int32_t levels[][2] = {{860, 1020}, {1140, 1270}};
    for (size_t lost = 0; lost < 2; lost++) { /* the table's last one; that between two rows */
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("ct01"));
        DRAW(&rig, residence);
        reading_line(&rig, 1310, 1420, "Mộc Châu, ngày 06 tháng 01 năm 2026");
        for (size_t i = 0; i < 2; i++)
            reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[0][i], 2010, 4, 0);
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[1][lost], 2010, 4, 0);
        for (size_t i = 0; i < sizeof uprights / sizeof *uprights; i++)
            reading_mark(&rig, SOHOA_MARK_RULE, uprights[i], 860, 4, 500, 0);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        check_residence(&rig);
        reading_close(&rig);
    }
}

/* Level rules in pieces, none half a page long; of the last one nothing is left but how far the
 * upright ones come down. Two columns are not parted by a rule, the last has none behind it; a mark
 * beside the table is of no row. */
static void rules_that_wear_broke_bound_the_cells_all_the_same(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    DRAW(&rig, residence);
    reading_line(&rig, 2330, 960, "5");
    static const int32_t levels[] = {860, 1020, 1140, 1270};
    static const int32_t uprights[] = {190, 300, 770, 1290, 1720};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        for (int32_t x = 190; x < 2100; x += 670)
            reading_mark(&rig, SOHOA_MARK_RULE, x, levels[i] + x % 7, 640, 4, 0);
    for (size_t i = 0; i < sizeof uprights / sizeof *uprights; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, uprights[i], 860, 4, 500, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    check_residence(&rig);
    reading_close(&rig);
}

/* Recognition lost the first row: the others keep their numbers. */
static void a_lost_row_does_not_shift_the_others(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    page(&rig);
    for (size_t i = 0; i < sizeof residence / sizeof *residence; i++)
        if (residence[i].y != 1060)
            reading_line(&rig, residence[i].x, residence[i].y, residence[i].text);
    reading_line(&rig, 320, 1300, "Lê Văn Năm");
    reading_line(&rig, 800, 1300, "03/04/2015");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "members.1.name"));
    assert_raw(&rig, "members.2.name", "Lê Nguyễn Bảo Hương");
    assert_raw(&rig, "members.3.name", "Lê Văn Năm");
    reading_close(&rig);
}

/* Label and value in cells of their own, labels broken over two lines with the value beside their
 * middle, a long value broken beside a short label. */
static void a_ruled_row_is_a_label_and_its_value(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {1000, 300, "GIẤY BÁO TỬ"},
        {210, 500, "Họ, chữ đệm, tên:"},
        {1010, 500, "Lê Văn Hùng"},
        {210, 590, "Ngày, tháng, năm sinh:"},
        {1010, 590, "18/10/1938"},
        {210, 680, "Nơi thường trú:"},
        {1010, 650, "Số 190 đường Nguyễn Trãi,"},
        {1010, 710, "tỉnh Phú Thọ"},
        {210, 830, "Số định danh cá nhân/CCCD/Hộ"},
        {1010, 855, "038038000123"},
        {210, 890, "chiếu:"},
        {210, 980, "Nguyên nhân chết:"},
        {1010, 980, "Bệnh già"},
        {210, 1090, "THÔNG TIN CỦA NGƯỜI BÁO"},
    };
    static const int32_t levels[] = {480, 570, 630, 800, 950, 1050};
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-bao-tu"));
    DRAW(&rig, pieces);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2000, 4, 0);
    for (int x = 190; x <= 2190; x += x == 190 ? 800 : 1200)
        reading_mark(&rig, SOHOA_MARK_RULE, x, 480, 4, 570, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.name", "Lê Văn Hùng");
    assert_raw(&rig, "person.address", "Số 190 đường Nguyễn Trãi, tỉnh Phú Thọ");
    assert_raw(&rig, "person.id_number", "038038000123");
    assert_raw(&rig, "person.death_cause", "Bệnh già");
    reading_close(&rig);
}

/* A table for each of two people: their rows are no lines one below the other. */
static void tables_side_by_side_are_two_people(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 300, "TRÍCH LỤC KẾT HÔN"},
        {210, 500, "Họ, chữ đệm, tên vợ:"},
        {700, 500, "Nguyễn Thu Lan"},
        {1310, 500, "Họ, chữ đệm, tên chồng:"},
        {1800, 500, "Trần Công Thành"},
        {210, 600, "Ngày, tháng, năm sinh:"},
        {700, 600, "02/04/1981"},
        {1310, 600, "Ngày, tháng, năm sinh:"},
        {1800, 600, "09/08/1985"},
        {210, 700, "Dân tộc:"},
        {700, 700, "Kinh"},
        {1310, 700, "Dân tộc:"},
        {1800, 700, "Mường"},
        {210, 800, "Quốc tịch:"},
        {700, 800, "Việt Nam"},
        {1310, 800, "Quốc tịch:"},
        {1800, 800, "Việt Nam"},
        {210, 960, "Nơi đăng ký kết hôn:"},
        {700, 960, "Ủy ban nhân dân xã Hậu Lộc"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    DRAW(&rig, pieces);
    for (int x = 190; x <= 1290; x += 1100) {
        for (int y = 470; y <= 870; y += 100)
            reading_mark(&rig, SOHOA_MARK_RULE, x, y, 1000, 4, 0);
        for (int side = 0; side <= 1000; side += 500)
            reading_mark(&rig, SOHOA_MARK_RULE, x + side, 470, 4, 400, 0);
    }
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.name", "Nguyễn Thu Lan");
    assert_raw(&rig, "husband.name", "Trần Công Thành");
    assert_raw(&rig, "wife.birth_date", "02/04/1981");
    assert_raw(&rig, "husband.birth_date", "09/08/1985");
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    assert_raw(&rig, "husband.ethnicity", "Mường");
    reading_close(&rig);
}

/* Recognition took the left block's line and the right one's value for one line, the right one's
 * label for another. */
static void a_label_in_the_gap_of_another_line_is_put_between(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 300, "GIẤY CHỨNG NHẬN KẾT HÔN"},
        {200, 500, "Họ, chữ đệm, tên vợ: ĐINH THANH"},
        {1300, 500, "Họ, chữ đệm, tên chồng: VÕ ĐÌNH TIẾN"},
        {200, 600, "Dân tộc: Kinh"},
        {1300, 600, "Dân tộc: Thái"},
        {200, 700, "Quốc tịch: Việt Nam"},
        {1300, 700, "Quốc tịch: Lào"},
        {1300, 808, "Nơi cư trú:"},
        {200, 870, "tỉnh Thanh Hóa"},
        {1300, 878, "Anh, thành phố Hà Nội"},
        {200, 1000, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Hậu Lộc"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    DRAW(&rig, pieces);
    static const struct {
        const char *text;
        int32_t x, w;
    } words[] = {{"Nơi", 200, 70},  {"cư", 285, 40},      {"trú:", 340, 70},
                 {"Thôn", 430, 90}, {"Giang,", 535, 110}, {"Thôn", 1560, 90},
                 {"11,", 1665, 50}, {"huyện", 1730, 110}, {"Đông", 1855, 90}};
    struct sohoa_box line = {200, 800, 1750, 40};
    assert_int_equal(sohoa_text_add_line(reading_text(&rig), 20, line), 0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        reading_word(&rig, words[i].text, (struct sohoa_box){words[i].x, 800, words[i].w, 40}, 0.9F,
                     0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.address", "Thôn Giang, tỉnh Thanh Hóa");
    assert_raw(&rig, "husband.address", "Thôn 11, huyện Đông Anh, thành phố Hà Nội");
    reading_close(&rig);
}

/* Twelve boxes to the right of one label, twelve below the other: two numbers. */
static void digits_in_boxes_are_one_number(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("ct01"));
    DRAW(&rig, residence);
    const char *digits[2] = {"067181256696", "038060000123"};
    const int32_t x[2] = {800, 1050}, y[2] = {458, 618};
    for (int n = 0; n < 2; n++) {
        struct sohoa_box row = {x[n], y[n], 12 * 60, 50};
        assert_int_equal(sohoa_text_add_line(reading_text(&rig), 9, row), 0);
        for (int32_t i = 0; i < 12; i++) {
            char digit[2] = {digits[n][i], 0};
            reading_word(&rig, digit, (struct sohoa_box){x[n] + i * 60 + 15, y[n] + 8, 28, 36},
                         0.9F, SOHOA_WORD_CELLS);
        }
        reading_mark(&rig, SOHOA_MARK_CELLS, x[n], y[n], 12 * 60, 50, 12);
    }
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.id_number", "067181256696");
    assert_raw(&rig, "household_head.id_number", "038060000123");
    assert_true(reading_find(&rig, "person.id_number")->flags & SOHOA_READING_CELLS);
    assert_true(reading_find(&rig, "person.id_number")->flags & SOHOA_READING_LEADER);
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_that_names_its_label_again_is_kept),
        cmocka_unit_test(blocks_one_below_the_other_are_not_cut),
        cmocka_unit_test(blocks_side_by_side_are_kept_apart),
        cmocka_unit_test(blocks_side_by_side_go_on_with_their_values),
        cmocka_unit_test(rows_of_a_table_are_entries),
        cmocka_unit_test(a_stray_number_in_the_header_begins_no_rows),
        cmocka_unit_test(rules_bound_the_cells_of_a_table),
        cmocka_unit_test(a_row_without_a_rule_above_it_is_not_lost),
        cmocka_unit_test(a_rule_that_is_lost_joins_and_hides_no_rows),
        cmocka_unit_test(rules_that_wear_broke_bound_the_cells_all_the_same),
        cmocka_unit_test(a_lost_row_does_not_shift_the_others),
        cmocka_unit_test(a_ruled_row_is_a_label_and_its_value),
        cmocka_unit_test(tables_side_by_side_are_two_people),
        cmocka_unit_test(a_label_in_the_gap_of_another_line_is_put_between),
        cmocka_unit_test(digits_in_boxes_are_one_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
