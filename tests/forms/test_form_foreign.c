/* Forms as other offices print them: values above their labels, codes broken over lines, numbered
 * labels, headings, certifications at the left. */
#include "form_page.h"

static struct reading_rig open_page(const char *paper)
{
    struct reading_rig rig;
    reading_open(&rig, "extract_form", paper);
    page(&rig);
    return rig;
}

static void a_label_may_stand_beside_the_last_line_of_its_value(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("to-khai-khai-tu"));
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên người yêu cầu: HOÀNG ĐỨC HOÀNG");
    reading_line(&rig, 200, 480, "Nơi cư trú: Ấp 3, xã Hoằng Lộc, tỉnh Gia Lai");
    reading_line(&rig, 700, 560, "CCCD số 066088387009 do Cục Cảnh sát quản");
    reading_line(&rig, 200, 640, "Giấy tờ tùy thân:");
    reading_line(&rig, 700, 640, "lý hành chính về trật tự xã hội cấp ngày 21/06/2022");
    reading_line(&rig, 200, 720, "Quan hệ với người đã chết: Cháu");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.address", "Ấp 3, xã Hoằng Lộc, tỉnh Gia Lai");
    assert_raw(&rig, "requester.id_number",
               "CCCD số 066088387009 do Cục Cảnh sát quản lý hành chính về trật tự xã hội cấp ngày "
               "21/06/2022");
    reading_close(&rig);
}

static void a_code_broken_behind_a_hyphen_is_whole(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-tiep-nhan"));
    reading_line(&rig, 200, 400, "Mã hồ sơ: H56.24.19-");
    reading_line(&rig, 200, 480, "260625-0191");
    reading_line(&rig, 200, 560, "Tiếp nhận hồ sơ của: Lê Thị Hoa");
    reading_line(&rig, 200, 640, "Số điện thoại: 0976087607");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "dossier.code", "H56.24.19- 260625-0191");
    assert_raw(&rig, "submitter.name", "Lê Thị Hoa");
    reading_close(&rig);
}

static void a_heading_ends_the_value_above_it(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("to-khai-khai-sinh"));
    reading_line(&rig, 200, 400, "III. THÔNG TIN VỀ NGƯỜI CHA");
    reading_line(&rig, 200, 480, "Họ, chữ đệm, tên: Vi Ngọc Dũng");
    reading_line(&rig, 200, 560,
                 "Nơi cư trú: Số nhà 96, ngõ 199, đường Điện Biên Phủ, phường Bảo Lâm,");
    reading_line(&rig, 200, 640, "IV. Phần dành cho cơ quan");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    for (size_t i = 0; i < 3; i++)
        assert_null(strstr(raw(&rig, i ? "father.address" : "requester.address", 0), "IV."));
    reading_close(&rig);
}

static void a_number_before_a_label_in_the_middle_of_a_line_is_its_own(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-bao-tu"));
    reading_line(&rig, 200, 400, "1. Họ, chữ đệm, tên: Vũ Công Quý");
    reading_line(&rig, 200, 480, "2. Quốc tịch: Việt Nam");
    reading_line(&rig, 1100, 480, "3. Giới tính: Nam");
    reading_line(&rig, 200, 560, "4. Dân tộc: Tày");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.gender", "Nam");
    assert_raw(&rig, "person.nationality", "Việt Nam");
    assert_raw(&rig, "person.ethnicity", "Tày");
    reading_close(&rig);
}

static void the_line_below_a_second_label_is_not_the_firsts(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("trich-luc-khai-tu"));
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên: Đoàn Thị Thanh Nhi");
    reading_line(&rig, 200, 480, "Đã chết vào lúc:");
    reading_line(&rig, 240, 560,
                 "02 giờ 15 phút, ngày 10/06/2021 ghi bằng chữ: Ngày mười, tháng sáu, năm hai");
    reading_line(&rig, 240, 640, "nghìn không trăm hai mươi mốt");
    reading_line(&rig, 200, 720, "Nơi chết: Trạm Y tế xã Ea Kar");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "deceased.death_time", "02 giờ 15 phút, ngày 10/06/2021");
    assert_raw(&rig, "deceased.death_place", "Trạm Y tế xã Ea Kar");
    reading_close(&rig);
}

static void a_certification_may_stand_at_the_left(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("chung-thuc-ban-sao"));
    reading_line(&rig, 200, 300,
                 "Điều 1. Nâng bậc lương cho bà Đỗ Thị Ngọc Hoa, giáo viên, từ bậc 4");
    reading_line(&rig, 200, 1400, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 260, 1480, "Số chứng thực: 1619 quyển số: 02/2025-SCT/BS");
    reading_line(&rig, 280, 1560, "Ngày 13 tháng 10 năm 2025");
    reading_line(&rig, 260, 1640, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    reading_line(&rig, 300, 1720, "TRƯỞNG PHÒNG TƯ PHÁP");
    reading_line(&rig, 320, 1960, "Cao Thị Kim Quỳnh");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.number", "1619");
    assert_raw(&rig, "certification.officer", "Cao Thị Kim Quỳnh");
    reading_close(&rig);
}

static void what_is_said_of_a_paper_stays_with_its_number(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-chung-sinh"));
    reading_line(&rig, 200, 400, "Họ và tên mẹ: Phùng Thu Hiên");
    reading_line(&rig, 200, 480,
                 "Giấy tờ tùy thân: CCCD: 033195355798; ngày cấp 08/09/2023; Bộ Công an");
    reading_line(&rig, 200, 560, "Dân tộc: Hoa");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "mother.id_number", "CCCD: 033195355798; ngày cấp 08/09/2023; Bộ Công an");
    assert_raw(&rig, "mother.ethnicity", "Hoa");
    reading_close(&rig);
}

static void sections_are_told_by_their_headings_whoever_comes_first(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "I. Người yêu cầu",
        "Họ, chữ đệm, tên: Đặng Thị Ngọc Dung",
        "Số định danh cá nhân/CCCD: 033300100056",
        "Nơi cư trú: Thôn 2, xã Hậu Lộc, tỉnh Nghệ An",
        "Quan hệ với người được khai sinh: Mẹ",
        "II. Thông tin của người được khai sinh",
        "Họ, chữ đệm, tên: Lò Xuân Ước",
        "Ngày, tháng, năm sinh: 03/05/2024",
        "Giới tính: Nam",
        "Dân tộc: Kinh",
        "III. Thông tin về người mẹ",
        "Họ, chữ đệm, tên: Đặng Thị Ngọc Dung",
        "Ngày, tháng, năm sinh: 07/01/2000",
        "Dân tộc: Chăm",
        "IV. Thông tin về người cha",
        "Họ, chữ đệm, tên: Lâm Ngọc Tuấn",
        "Ngày, tháng, năm sinh: 18/11/1987",
        "Dân tộc: Tày",
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật.",
    };
    struct reading_rig rig = open_page(PAPER("to-khai-khai-sinh"));
    rig.layout = 2;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        reading_line(&rig, 200, 400 + 80 * (int32_t)i, lines[i]);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "Đặng Thị Ngọc Dung");
    assert_raw(&rig, "requester.id_number", "033300100056");
    assert_raw(&rig, "child.name", "Lò Xuân Ước");
    assert_raw(&rig, "child.ethnicity", "Kinh");
    assert_raw(&rig, "mother.birth_date", "07/01/2000");
    assert_raw(&rig, "father.name", "Lâm Ngọc Tuấn");
    assert_raw(&rig, "father.ethnicity", "Tày");
    reading_close(&rig);
}

/* Two columns with labels in each, without rules; the groom's at the left. */
static void draw_couple(struct reading_rig *rig)
{
    static const char *const left[] = {"Bên nam",
                                       "Họ, chữ đệm, tên: Vi Hữu Trọng",
                                       "Ngày sinh: 19/03/2001",
                                       "Dân tộc: Mường",
                                       "Quốc tịch: Việt Nam",
                                       "Nơi cư trú: Thôn 7, xã Kim"};
    static const char *const right[] = {"Bên nữ",
                                        "Họ, chữ đệm, tên: Lý Quỳnh Thanh",
                                        "Ngày sinh: 05/05/2006",
                                        "Dân tộc: Thổ",
                                        "Quốc tịch: Lào",
                                        "Nơi cư trú: Tổ dân phố số 14,"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        reading_line(rig, 200, 400 + 80 * (int32_t)i, left[i]);
        reading_line(rig, 1300, 400 + 80 * (int32_t)i, right[i]);
    }
    reading_line(rig, 200, 880, "Sơn, tỉnh Lào Cai");
    reading_line(rig, 1300, 880, "Phú Thọ");
    reading_line(rig, 200, 1100, "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật");
}

static void assert_couple(const struct reading_rig *rig)
{
    assert_raw(rig, "husband.name", "Vi Hữu Trọng");
    assert_raw(rig, "husband.ethnicity", "Mường");
    assert_raw(rig, "husband.address", "Thôn 7, xã Kim Sơn, tỉnh Lào Cai");
    assert_raw(rig, "wife.name", "Lý Quỳnh Thanh");
    assert_raw(rig, "wife.birth_date", "05/05/2006");
    assert_raw(rig, "wife.nationality", "Lào");
    assert_raw(rig, "wife.address", "Tổ dân phố số 14, Phú Thọ");
}

static void a_table_whose_columns_each_have_the_labels_is_read_by_columns(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("to-khai-ket-hon"));
    draw_couple(&rig);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_couple(&rig);
    reading_close(&rig);
}

static void sections_may_be_printed_side_by_side(void **state)
{
    (void)state;
    for (size_t layout = 1; layout <= 2; layout++) {
        struct reading_rig rig = open_page(PAPER("to-khai-ket-hon"));
        rig.layout = layout;
        draw_couple(&rig);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_couple(&rig);
        reading_close(&rig);
    }
}

static void labels_side_by_side_have_what_stands_below_each(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-bao-tu"));
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên:");
    reading_line(&rig, 240, 480, "Cao Hữu Hòa");
    reading_line(&rig, 200, 560, "Giới tính:");
    reading_line(&rig, 900, 560, "Dân tộc:");
    reading_line(&rig, 1500, 560, "Quốc tịch:");
    reading_line(&rig, 200, 640, "Nam");
    reading_line(&rig, 900, 640, "Ê Đê");
    reading_line(&rig, 1500, 640, "Việt Nam");
    reading_line(&rig, 200, 720, "Nơi cư trú:");
    reading_line(&rig, 240, 800, "Khóm 1, thị trấn Ngọc Lặc, tỉnh Phú Thọ");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.name", "Cao Hữu Hòa");
    assert_raw(&rig, "person.gender", "Nam");
    assert_raw(&rig, "person.ethnicity", "Ê Đê");
    assert_raw(&rig, "person.nationality", "Việt Nam");
    assert_raw(&rig, "person.address", "Khóm 1, thị trấn Ngọc Lặc, tỉnh Phú Thọ");
    reading_close(&rig);
}

static void the_english_of_a_paper_in_two_languages_is_no_value(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 300, "GIẤY KHAI SINH"},
        {900, 380, "BIRTH CERTIFICATE"},
        {200, 460, "Họ, chữ đệm, tên/Full name: NGUYỄN HỮU QUÝ"},
        {200, 540, "Ngày, tháng, năm sinh/Pate of birth: 06/11/2016"},
        {200, 620, "Giới tính/Gender"},
        {900, 620, "Dân tộc/Ethnic group"},
        {1600, 620, "Quốc tịch/Nationality"},
        {200, 690, "Nam"},
        {900, 690, "Thái"},
        {1600, 690, "Việt Nam"},
        {200, 780, "Nơi sinh"},
        {200, 860, "Place of birth Ấp 5, xã Thường Xuân, tỉnh An Giang"},
        {200, 940, "Quê quán"},
        {200, 1020, "Place of origin Ea Kar, An Giang"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-khai-sinh"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "NGUYỄN HỮU QUÝ");
    assert_raw(&rig, "child.birth_date", "06/11/2016");
    assert_raw(&rig, "child.gender", "Nam");
    assert_raw(&rig, "child.ethnicity", "Thái");
    assert_raw(&rig, "child.nationality", "Việt Nam");
    assert_raw(&rig, "child.birth_place", "Ấp 5, xã Thường Xuân, tỉnh An Giang");
    assert_raw(&rig, "child.home_town", "Ea Kar, An Giang");
    reading_close(&rig);
}

static void one_english_word_on_a_paper_in_one_language_stays(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("to-khai-khai-tu"));
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên người yêu cầu: HOÀNG ĐỨC HOÀNG");
    reading_line(&rig, 200, 480, "Nơi cư trú: Chung cư Residence, xã Hoằng Lộc, tỉnh Gia Lai");
    reading_line(&rig, 200, 560, "Quan hệ với người đã chết: Cháu");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.address", "Chung cư Residence, xã Hoằng Lộc, tỉnh Gia Lai");
    reading_close(&rig);
}

static void numbered_labels_in_a_row_have_what_stands_below_each(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {200, 400, "1. Họ, chữ đệm, tên:"},
        {200, 465, "Đào Trung Hải"},
        {200, 560, "2. Ngày sinh:"},
        {200, 625, "ngày 05 tháng 02 năm 2009"},
        {200, 720, "3. Giới tính:"},
        {900, 720, "4. Dân tộc:"},
        {1600, 720, "5. Quốc tịch:"},
        {200, 785, "Nam"},
        {900, 785, "Ê Đê"},
        {1600, 785, "Việt Nam"},
        {200, 880, "6. Nơi sinh:"},
        {200, 945, "Trạm Y tế xã Nam Đàn, tỉnh Phú Thọ"},
        {200, 1040, "7. Quê quán:"},
        {200, 1105, "Lương Tài, Phú Thọ"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-khai-sinh"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "Đào Trung Hải");
    assert_raw(&rig, "child.birth_date", "ngày 05 tháng 02 năm 2009");
    assert_raw(&rig, "child.gender", "Nam");
    assert_raw(&rig, "child.ethnicity", "Ê Đê");
    assert_raw(&rig, "child.birth_place", "Trạm Y tế xã Nam Đàn, tỉnh Phú Thọ");
    assert_raw(&rig, "child.home_town", "Lương Tài, Phú Thọ");
    reading_close(&rig);
}

static void a_number_that_lost_its_full_stop_is_still_its_labels(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-bao-tu"));
    reading_line(&rig, 200, 400, "1. Họ, chữ đệm, tên: Vũ Công Quý");
    reading_line(&rig, 200, 480, "2. Năm sinh: 1940");
    reading_line(&rig, 900, 480, "3. Giới tính: Nam");
    reading_line(&rig, 1600, 480, "4. Dân tộc: Tày");
    reading_line(&rig, 200, 560, "5. Quốc tịch: Việt Nam");
    reading_line(&rig, 1300, 560, "6 Nơi cư trú: Thôn 2, xã Hậu Lộc");
    reading_line(&rig, 200, 640, "7. Nơi chết: Tại nhà");
    reading_line(&rig, 1300, 640, "8. Nguyên nhân chết: Già yếu");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.birth_date", "1940");
    assert_raw(&rig, "person.nationality", "Việt Nam");
    assert_raw(&rig, "person.death_place", "Tại nhà");
    reading_close(&rig);
}

static void a_value_without_room_beside_a_label_goes_on_below_itself(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("ct01"));
    reading_line(&rig, 200, 400, "1. Họ, chữ đệm và tên: Vũ Công Quý");
    reading_line(&rig, 200, 480, "7. Họ, chữ đệm và tên chủ hộ: Đào Gia");
    reading_line(&rig, 1000, 480, "8. Mối quan hệ với chủ hộ: Con");
    reading_line(&rig, 200, 550, "Trọng");
    reading_line(&rig, 200, 640, "10. Nội dung đề nghị: Tách hộ");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "household_head.name", "Đào Gia Trọng");
    assert_raw(&rig, "person.relation", "Con");
    reading_close(&rig);
}

static void what_stands_below_a_value_with_room_is_not_its_end(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("ct01"));
    reading_line(&rig, 200, 400, "1. Họ, chữ đệm và tên: Vũ Công Quý");
    reading_line(&rig, 200, 480, "7. Họ, chữ đệm và tên chủ hộ: Đào Gia");
    reading_line(&rig, 1500, 480, "8. Mối quan hệ với chủ hộ: Con");
    reading_line(&rig, 200, 550, "Trọng");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "household_head.name", "Đào Gia");
    reading_close(&rig);
}

static void who_asks_is_named_under_a_heading(void **state)
{
    (void)state;
    static const char *const lines[] = {"A. Thông tin về người yêu cầu",
                                        "1. Họ, chữ đệm, tên: Trần Thị My",
                                        "2. Nơi cư trú: Thôn 2, xã Hậu Lộc, tỉnh Nghệ An",
                                        "3. Quan hệ với người đã chết: Con đẻ",
                                        "B. Thông tin về người đã chết",
                                        "1. Họ, chữ đệm, tên: Lý Diệu Linh",
                                        "2. Ngày, tháng, năm sinh: 05/09/1958",
                                        "3. Nơi cư trú cuối cùng: Khóm 9, xã Hậu Lộc"};
    struct reading_rig rig = open_page(PAPER("to-khai-khai-tu"));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        reading_line(&rig, 200, 400 + 80 * (int32_t)i, lines[i]);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "Trần Thị My");
    assert_raw(&rig, "deceased.name", "Lý Diệu Linh");
    assert_raw(&rig, "deceased.birth_date", "05/09/1958");
    reading_close(&rig);
}

static void labels_in_capitals_may_be_broken_beside_their_values(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-khai-sinh"));
    reading_line(&rig, 200, 400, "HỌ, CHỮ ĐỆM, TÊN NGƯỜI");
    reading_line(&rig, 1000, 400, "VI THỊ HIỀN");
    reading_line(&rig, 200, 460, "ĐƯỢC KHAI SINH:");
    reading_line(&rig, 200, 540, "NGÀY, THÁNG, NĂM SINH:");
    reading_line(&rig, 1000, 540, "18/06/2018");
    reading_line(&rig, 200, 620, "HỌ, CHỮ ĐỆM, TÊN NGƯỜI");
    reading_line(&rig, 1000, 620, "MAI THU THẢO");
    reading_line(&rig, 200, 680, "MẸ:");
    reading_line(&rig, 200, 760, "NĂM SINH:");
    reading_line(&rig, 1000, 760, "1983");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "VI THỊ HIỀN");
    assert_raw(&rig, "child.birth_date", "18/06/2018");
    assert_raw(&rig, "mother.name", "MAI THU THẢO");
    assert_raw(&rig, "mother.birth_date", "1983");
    reading_close(&rig);
}

/* Nothing of the number is there yet when the next word is looked at. */
static void a_stroke_before_a_number_is_not_its_beginning(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("giay-bao-tu"));
    reading_line(&rig, 200, 200, "TRẠM Y TẾ XÃ HẬU LỘC");
    reading_line(&rig, 300, 300, "Số: ~ 12/2026/GBT");
    reading_line(&rig, 1000, 420, "GIẤY BÁO TỬ");
    reading_line(&rig, 200, 560, "Họ, chữ đệm, tên: Vũ Công Quý");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certificate.number", "12/2026/GBT");
    reading_close(&rig);
}

static void a_certification_may_be_signed_without_a_position(void **state)
{
    (void)state;
    struct reading_rig rig = open_page(PAPER("chung-thuc-ban-sao"));
    reading_line(&rig, 200, 300,
                 "Bên cho thuê: ông Sùng Đức Hoàng. Hai bên thỏa thuận thuê căn nhà với giá");
    reading_line(&rig, 200, 1400, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 260, 1480, "Số chứng thực: 258; quyển số: 07-SCT/BS");
    reading_line(&rig, 280, 1560, "Ngày 06 tháng 12 năm 2025");
    reading_line(&rig, 260, 1640, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    reading_line(&rig, 300, 1720, "(ký, ghi rõ họ, tên, đóng dấu)");
    reading_line(&rig, 380, 1960, "Đoàn Văn Thành");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.officer", "Đoàn Văn Thành");
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_may_stand_beside_the_last_line_of_its_value),
        cmocka_unit_test(a_code_broken_behind_a_hyphen_is_whole),
        cmocka_unit_test(a_heading_ends_the_value_above_it),
        cmocka_unit_test(a_number_before_a_label_in_the_middle_of_a_line_is_its_own),
        cmocka_unit_test(the_line_below_a_second_label_is_not_the_firsts),
        cmocka_unit_test(a_certification_may_stand_at_the_left),
        cmocka_unit_test(what_is_said_of_a_paper_stays_with_its_number),
        cmocka_unit_test(a_table_whose_columns_each_have_the_labels_is_read_by_columns),
        cmocka_unit_test(labels_side_by_side_have_what_stands_below_each),
        cmocka_unit_test(sections_may_be_printed_side_by_side),
        cmocka_unit_test(sections_are_told_by_their_headings_whoever_comes_first),
        cmocka_unit_test(the_english_of_a_paper_in_two_languages_is_no_value),
        cmocka_unit_test(one_english_word_on_a_paper_in_one_language_stays),
        cmocka_unit_test(numbered_labels_in_a_row_have_what_stands_below_each),
        cmocka_unit_test(a_number_that_lost_its_full_stop_is_still_its_labels),
        cmocka_unit_test(a_value_without_room_beside_a_label_goes_on_below_itself),
        cmocka_unit_test(what_stands_below_a_value_with_room_is_not_its_end),
        cmocka_unit_test(who_asks_is_named_under_a_heading),
        cmocka_unit_test(labels_in_capitals_may_be_broken_beside_their_values),
        cmocka_unit_test(a_stroke_before_a_number_is_not_its_beginning),
        cmocka_unit_test(a_certification_may_be_signed_without_a_position),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
