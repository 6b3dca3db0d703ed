/* Labels and values of declarations: sequence, lines, leaders, what recognition does to them. */
#include "form_page.h"

#include <unistd.h>

/* The request for birth registration as recognition gives it, 80 pixels a line. */
static const char *const birth[] = {
    "Kính gửi: Ủy ban nhân dân xã Yên Định",
    "Họ, chữ đệm, tên người yêu cầu: NGUYỄN VĂN GIANG ........................... c.cc HS",
    "Nơi cư trú: (2) Số 405 đường Bà Triệu, phường Long Khê,",
    "tỉnh Ninh Bình",
    "Giấy tờ tùy thân: CCCD số 096088753119, cấp ngày 18/03/2024, Bộ Công an",
    "Quan hệ với người được khai sinh: Cha..........................",
    "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:",
    "Họ, chữ đệm, tên:NGUYỄN TRỌNG ANH",
    "Ngày, tháng, năm sinh: 18/07/2025 ghi bằng chữ: Ngày mười tám, tháng bảy, năm hai nghìn",
    "Giới tính: Nam ........ Dân tộc: Kinh ......Quốc tịch: Việt Nam ......",
    "Nơi sinh: Trạm Y tế phường Long Khê, tỉnh Ninh Bình",
    "Quê quán: phường Long Khê, tỉnh Ninh Bình",
    "Họ, chữ đệm, tên người mẹ: NGUYỄN NGỌC HUỆ",
    "Năm sinh: 1995................................. Dân tộc: Thái Quốc tịch: Lào",
    "Nơi cư trú: ....................................",
    "Họ, chữ đệm, tên người cha: NGUYỄN VĂN GIANG",
    "Năm sinh: 1988........ Dân tộc: Mường Quốc tịch: Việt Nam",
    "Nơi cư trú: Thôn 3, xã Đông Nghĩa, tỉnh Lai Châu",
    "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự",
    "thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật.",
};
enum { BIRTH_LINES = sizeof birth / sizeof *birth };

static void draw_birth(struct reading_rig *rig, const char *const *lines, uint32_t count)
{
    page(rig);
    for (uint32_t i = 0; i < count; i++)
        reading_line(rig, 200, 400 + 80 * (int32_t)i, lines[i]);
}

static void labels_that_repeat_are_told_by_their_order(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, birth, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "NGUYỄN VĂN GIANG");
    assert_raw(&rig, "requester.address", "Số 405 đường Bà Triệu, phường Long Khê, tỉnh Ninh Bình");
    assert_raw(&rig, "requester.id_number",
               "CCCD số 096088753119, cấp ngày 18/03/2024, Bộ Công an");
    assert_raw(&rig, "requester.relation", "Cha");
    assert_raw(&rig, "child.name", "NGUYỄN TRỌNG ANH");
    assert_raw(&rig, "child.birth_date", "18/07/2025");
    assert_string_equal(raw(&rig, "child.birth_date", 1),
                        "Ngày mười tám, tháng bảy, năm hai nghìn");
    assert_raw(&rig, "child.gender", "Nam");
    assert_raw(&rig, "child.ethnicity", "Kinh");
    assert_raw(&rig, "child.nationality", "Việt Nam");
    assert_raw(&rig, "mother.birth_date", "1995");
    assert_raw(&rig, "mother.ethnicity", "Thái");
    assert_raw(&rig, "mother.nationality", "Lào");
    assert_raw(&rig, "father.ethnicity", "Mường");
    assert_raw(&rig, "father.address", "Thôn 3, xã Đông Nghĩa, tỉnh Lai Châu");
    reading_close(&rig);
}

static void an_empty_field_is_absent(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, birth, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "mother.address"));
    assert_null(reading_find(&rig, "requester.birth_date"));
    reading_close(&rig);
}

static void labels_with_wrong_letters_are_found(void **state)
{
    (void)state;
    struct reading_rig rig;
    const char *lines[BIRTH_LINES];
    memcpy(lines, birth, sizeof birth);
    lines[7] = "Ho. chũ dệm, tẻn : NGUYỄN TRỌNG ANH";
    lines[9] = "Giởi tinh: Nam Dản tỏc: Kinh Quỏc tich; Việt Nam";
    lines[12] = "Họ, chừ đèm, tên nguời rnẹ: NGUYỄN NGỌC HUỆ";
    lines[17] = "Noi cu trù: Thôn 3, xã Đông Nghĩa, tỉnh Lai Châu";
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, lines, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "NGUYỄN TRỌNG ANH");
    assert_raw(&rig, "child.gender", "Nam");
    assert_raw(&rig, "child.ethnicity", "Kinh");
    assert_raw(&rig, "child.nationality", "Việt Nam");
    assert_raw(&rig, "mother.name", "NGUYỄN NGỌC HUỆ");
    assert_raw(&rig, "father.address", "Thôn 3, xã Đông Nghĩa, tỉnh Lai Châu");
    reading_close(&rig);
}

/* The letter that a label lost is not taken from the value, nor one of it for a label's. */
static void a_label_without_its_last_letter_leaves_the_value_whole(void **state)
{
    (void)state;
    struct reading_rig rig;
    const char *lines[BIRTH_LINES];
    memcpy(lines, birth, sizeof birth);
    lines[7] = "Họ, chữ đệm, tê: NGUYỄN TRỌNG ANH";
    lines[12] = "Họ, chữ đệm, tên người m: NGUYỄN NGỌC HUỆ";
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, lines, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "NGUYỄN TRỌNG ANH");
    assert_raw(&rig, "mother.name", "NGUYỄN NGỌC HUỆ");
    reading_close(&rig);
}

/* "nơi cấp:" at the head of a line is no other label. */
static void an_identity_paper_goes_on_behind_colons_of_its_own(void **state)
{
    (void)state;
    struct reading_rig rig;
    const char *lines[BIRTH_LINES];
    memcpy(lines, birth, sizeof birth);
    lines[2] = "Giấy tờ tùy thân: CCCD số: 096088753119; ngày cấp: 18/03/2024; nơi";
    lines[3] = "cấp: Bộ Công an -"; /* on dots */
    lines[4] = "Nơi cấp lại: Hà Nội";
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, lines, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.id_number",
               "CCCD số: 096088753119; ngày cấp: 18/03/2024; nơi cấp: Bộ Công an");
    reading_close(&rig);
}

/* A form of its own lines for number, day and place: without colons too. */
static void day_and_place_of_issue_may_have_labels_of_their_own(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-bao-tu"));
    page(&rig);
    reading_line(&rig, 900, 300, "GIẤY BÁO TỬ");
    reading_line(&rig, 200, 400, "Họ và tên người chết Lê Văn Hùng");
    reading_line(&rig, 200, 480, "Nơi thường trú/tạm trú:2 Thôn 3, xã Đông Nghĩa");
    reading_line(&rig, 200, 560, "Số định danh cá nhân/CCCD/Hộ chiếu|008046127563");
    reading_line(&rig, 200, 640, "Ngày cấp 30/01/2024 Nơi cấp Bộ Công an");
    reading_line(&rig, 200, 720, "Nguyên nhân tử vong Già yếu");
    reading_line(&rig, 1300, 900, "Thái Châu. ngày 21 tháng 02 năm 2024");
    reading_line(&rig, 1300, 980, "Thủ trưởng cơ sở y tế");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "person.address", "Thôn 3, xã Đông Nghĩa"); /* 2: a note mark */
    assert_raw(&rig, "person.id_number", "008046127563");
    assert_raw(&rig, "person.id_issue_date", "30/01/2024");
    assert_raw(&rig, "person.id_issue_place", "Bộ Công an");
    assert_raw(&rig, "certificate.date", "ngày 21 tháng 02 năm 2024");
    reading_close(&rig);
}

/* The register's book stands below the number, or at the end with the registration. */
static void the_book_of_an_extract_is_found_at_either_place(void **state)
{
    (void)state;
    for (int top = 0; top < 2; top++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("trich-luc-khai-tu"));
        page(&rig);
        reading_line(&rig, 900, 300, "TRÍCH LỤC KHAI TỬ");
        reading_line(&rig, 200, 360, "Số: 262/2026/TLKT-BS");
        if (top)
            reading_line(&rig, 200, 420, "Quyển số: 03/2026");
        reading_line(&rig, 200, 500, "Họ, chữ đệm, tên: TRẦN VĂN TRUNG");
        reading_line(&rig, 200, 580, "Ngày, tháng, năm sinh: 02/02/1960");
        reading_line(&rig, 200, 660, "Nơi chết: Tại nhà");
        reading_line(&rig, 200, 740, "Đã được đăng ký khai tử tại: UBND xã Yên Khê");
        if (!top)
            reading_line(&rig, 200, 820, "Quyển số: 03/2026");
        reading_line(&rig, 200, 900, "Ngày, tháng, năm đăng ký: 05/03/2026");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_raw(&rig, "certificate.book", "03/2026");
        assert_raw(&rig, "certificate.register_date", "05/03/2026");
        reading_close(&rig);
    }
}

static void word(struct reading_rig *rig, const char *text, int32_t x, int32_t y, int32_t w)
{
    reading_word(rig, text, (struct sohoa_box){x, y, w, 40}, 0.9F, 0);
}

/* A line cut inside a word holds it in both pieces: they touch, as two words would not. */
static void a_word_read_twice_counts_once(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-sinh"));
    page(&rig);
    reading_line(&rig, 900, 300, "GIẤY CHỨNG SINH");
    struct sohoa_box line = {200, 500, 1200, 40};
    assert_int_equal(sohoa_text_add_line(reading_text(&rig), 2, line), 0);
    word(&rig, "Họ", 200, 500, 50);
    word(&rig, "và", 265, 500, 50);
    word(&rig, "tên", 330, 500, 60);
    word(&rig, "mẹ:|ĐỖ", 405, 500, 130);
    word(&rig, "ĐÔ", 535, 500, 20);
    word(&rig, "MỸ", 570, 500, 60);
    word(&rig, "MỸ", 645, 500, 60); /* a name may have it twice */
    reading_line(&rig, 200, 600, "Năm sinh: 1990");
    reading_line(&rig, 200, 700, "Nơi thường trú: Thôn 3, xã Đông Nghĩa");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "mother.name", "ĐỖ MỸ MỸ");
    reading_close(&rig);
}

/* "ngày" misread, or the comma before it lost: the date at the end is still the paper's. */
static void a_dateline_without_its_first_word_is_found(void **state)
{
    (void)state;
    static const char *const lines[] = {"Minh Mỹ 28 tháng 6 năm 2025",
                                        "VĨNH HÀ ngày 28 tháng 6 năm 2025"};
    static const char *const dates[] = {"28 tháng 6 năm 2025", "ngày 28 tháng 6 năm 2025"};
    for (size_t i = 0; i < 2; i++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("giay-chung-sinh"));
        page(&rig);
        reading_line(&rig, 900, 300, "GIẤY CHỨNG SINH");
        reading_line(&rig, 200, 500, "Họ và tên mẹ: ĐỖ THỊ VÂN");
        reading_line(&rig, 200, 600, "Năm sinh: 1990");
        reading_line(&rig, 200, 700, "Đã sinh con vào lúc: 10 giờ, ngày 26 tháng 6 năm 2025");
        reading_line(&rig, 1300, 900, lines[i]);
        reading_line(&rig, 1300, 980, "Thủ trưởng cơ sở y tế");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_raw(&rig, "certificate.date", dates[i]);
        assert_true(reading_find(&rig, "certificate.date")->place < 0.8F);
        reading_close(&rig);
    }
}

/* A label that recognition lost does not shift what the others hold. */
static void a_lost_label_costs_only_its_own_value(void **state)
{
    (void)state;
    struct reading_rig rig;
    const char *lines[BIRTH_LINES];
    memcpy(lines, birth, sizeof birth);
    lines[15] = "9))1:590)1-1 0<0:)0(1 8009";
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, lines, BIRTH_LINES);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "father.name"));
    assert_raw(&rig, "father.birth_date", "1988");
    assert_raw(&rig, "father.address", "Thôn 3, xã Đông Nghĩa, tỉnh Lai Châu");
    assert_raw(&rig, "mother.ethnicity", "Thái");
    reading_close(&rig);
}

static void values_carry_what_is_known_of_their_words(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    page(&rig);
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên người yêu cầu:");
    reading_word(&rig, "Lê", (struct sohoa_box){1000, 400, 44, 42}, 0.9F,
                 SOHOA_WORD_HAND | SOHOA_WORD_AGREED);
    reading_word(&rig, "Lan", (struct sohoa_box){1066, 400, 66, 42}, 0.6F,
                 SOHOA_WORD_DOUBTED | SOHOA_WORD_AGREED);
    reading_mark(&rig, SOHOA_MARK_LEADER, 900, 444, 1300, 6, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    const struct sohoa_reading *reading = reading_find(&rig, "requester.name");
    assert_non_null(reading);
    assert_string_equal(reading->raw, "Lê Lan");
    assert_int_equal(reading->flags, SOHOA_READING_HAND | SOHOA_READING_DOUBT |
                                         SOHOA_READING_AGREED | SOHOA_READING_LEADER);
    assert_true(reading->confidence > 0.59F && reading->confidence < 0.61F);
    assert_int_equal(reading->box.x, 1000);
    assert_int_equal(reading->box.w, 132);
    assert_int_equal(reading->page, 1);
    assert_true(reading->place > 0.8F);
    reading_close(&rig);
}

static void signs_are_a_value_when_a_pen_wrote_them(void **state)
{
    (void)state;
    struct reading_rig rig;
    for (int hand = 0; hand < 2; hand++) {
        reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
        page(&rig);
        reading_line(&rig, 200, 400, "Họ, chữ đệm, tên người yêu cầu:");
        reading_word(&rig, "#?", (struct sohoa_box){1000, 400, 144, 42}, 0.1F,
                     hand ? SOHOA_WORD_HAND : 0);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        const struct sohoa_reading *reading = reading_find(&rig, "requester.name");
        assert_int_equal(reading != NULL, hand);
        if (hand) {
            assert_string_equal(reading->raw, "#?");
            assert_int_equal(reading->flags & SOHOA_READING_HAND, SOHOA_READING_HAND);
        }
        reading_close(&rig);
    }
}

static void a_letter_by_hand_does_not_make_a_printed_value_handwritten(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    page(&rig);
    reading_line(&rig, 200, 400, "Họ, chữ đệm, tên người yêu cầu:");
    reading_word(&rig, "Nguyễn", (struct sohoa_box){1000, 400, 144, 42}, 0.9F, 0);
    reading_word(&rig, "Phương", (struct sohoa_box){1166, 400, 144, 42}, 0.9F, 0);
    reading_word(&rig, "ị", (struct sohoa_box){1330, 400, 8, 42}, 0.4F, SOHOA_WORD_HAND);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    const struct sohoa_reading *reading = reading_find(&rig, "requester.name");
    assert_non_null(reading);
    assert_int_equal(reading->flags & SOHOA_READING_HAND, 0);
    reading_close(&rig);
}

static void labels_go_on_over_pages(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    draw_birth(&rig, birth, 12);
    draw_birth(&rig, birth + 12, BIRTH_LINES - 12);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.home_town", "phường Long Khê, tỉnh Ninh Bình");
    assert_raw(&rig, "mother.name", "NGUYỄN NGỌC HUỆ");
    assert_int_equal(reading_find(&rig, "mother.name")->page, 2);
    reading_close(&rig);
}

/* Label alone, value on the next line; and values printed a little above their labels. */
static void values_below_their_labels_are_found(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    page(&rig);
    const char *lines[] = {
        "Họ, chữ đệm, tên người yêu cầu:",   "LÊ THỊ LAN", "Nơi cư trú:", "Thôn 2, xã Hà Trung",
        "Quan hệ với người được khai sinh:", "Mẹ"};
    for (int32_t i = 0; i < 6; i++)
        reading_line(&rig, 200, 400 + 70 * i, lines[i]);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "LÊ THỊ LAN");
    assert_raw(&rig, "requester.address", "Thôn 2, xã Hà Trung");
    assert_raw(&rig, "requester.relation", "Mẹ");
    reading_close(&rig);
}

static void values_printed_above_their_labels_are_found(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-khai-sinh"));
    page(&rig);
    const char *labels[] = {
        "Họ, chữ đệm, tên:", "Ngày, tháng, năm sinh:", "Nơi sinh:", "Quê quán:"};
    const char *values[] = {"LÊ THỊ LAN", "02/07/1990", "Trạm Y tế xã Hà Trung",
                            "Hà Trung, Thanh Hóa"};
    for (int32_t i = 0; i < 4; i++) {
        reading_line(&rig, 900, 400 + 120 * i - 44, values[i]);
        reading_line(&rig, 200, 400 + 120 * i, labels[i]);
    }
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.name", "LÊ THỊ LAN");
    assert_raw(&rig, "child.birth_date", "02/07/1990");
    assert_raw(&rig, "child.birth_place", "Trạm Y tế xã Hà Trung");
    assert_raw(&rig, "child.home_town", "Hà Trung, Thanh Hóa");
    reading_close(&rig);
}

/* Headings tell whose the fields are when sections, and fields in them, change places. */
static void sections_and_fields_may_change_places(void **state)
{
    (void)state;
    static const char schema[] = "name: two-people\n"
                                 "title: {vi: Hai người, en: Two people}\n"
                                 "recognise: {titles: [Two people]}\n"
                                 "roles: {wife: woman, husband: man}\n"
                                 "items:\n"
                                 "  - text: Part about the husband\n"
                                 "  - {field: husband.name, label: Full name}\n"
                                 "  - {field: husband.birth_date, label: Date of birth}\n"
                                 "  - {field: husband.address, label: Place of residence}\n"
                                 "  - text: Part about the wife\n"
                                 "  - {field: wife.name, label: Full name}\n"
                                 "  - {field: wife.birth_date, label: Date of birth}\n"
                                 "  - {field: wife.address, label: Place of residence}\n";
    char path[] = "/tmp/test_form_XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, schema, sizeof schema - 1), sizeof schema - 1);
    assert_int_equal(close(fd), 0);
    struct reading_rig rig;
    reading_open(&rig, "extract_form", path);
    assert_int_equal(unlink(path), 0);
    page(&rig);
    const char *lines[] = {"II. Part about the wife",
                           "1. Place of residence: Hanoi",
                           "2. Full name: Mary Major",
                           "3. Date of birth: 1990",
                           "III Part about the husband", /* without its full stop */
                           "1. Full name / Họ và tên: John Minor",
                           "2. Date of birth (day, month, year): 1988"};
    for (int32_t i = 0; i < 7; i++)
        reading_line(&rig, 200, 400 + 80 * i, lines[i]);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.name", "Mary Major");
    assert_raw(&rig, "wife.birth_date", "1990");
    assert_raw(&rig, "wife.address", "Hanoi");
    assert_raw(&rig, "husband.name", "John Minor");
    assert_raw(&rig, "husband.birth_date", "1988");
    assert_null(reading_find(&rig, "husband.address"));
    reading_close(&rig);
}

/* In two columns without rules: the rest of a label stands below it, its value beside the first
 * line or between both; the father comes before the mother here. */
static void labels_broken_beside_their_values_and_people_in_another_order_are_read(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-khai-sinh"));
    page(&rig);
    static const struct {
        int32_t x, y;
        const char *text;
    } pieces[] = {
        {800, 300, "TỜ KHAI ĐĂNG KÝ KHAI SINH"},
        {200, 450, "Họ, chữ đệm, tên người yêu"},
        {1100, 450, "Hồ Thị Hồng Nga"},
        {200, 510, "cầu:"},
        {200, 590, "Nơi cư trú:"},
        {1100, 590, "Thôn 8, xã Hoằng Lộc"},
        {200, 670, "Quan hệ với người được khai"},
        {1100, 700, "Mẹ"},
        {200, 730, "sinh:"},
        {200, 830, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:"},
        {200, 910, "Họ, chữ đệm, tên:"},
        {1100, 910, "Lê Thị Vy"},
        {200, 990, "Giới tính:"},
        {1100, 990, "Nữ"},
        {200, 1070, "Họ, chữ đệm, tên người cha:"},
        {1100, 1070, "Lê Văn Hùng"},
        {200, 1150, "Năm sinh:"},
        {1100, 1150, "1986"},
        {200, 1230, "Họ, chữ đệm, tên người mẹ:"},
        {1100, 1230, "Hồ Thị Hồng Nga"},
        {200, 1310, "Năm sinh:"},
        {1100, 1310, "1989"},
        {200, 1400, "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật"},
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        reading_line(&rig, pieces[i].x, pieces[i].y, pieces[i].text);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "requester.name", "Hồ Thị Hồng Nga");
    assert_raw(&rig, "requester.address", "Thôn 8, xã Hoằng Lộc");
    assert_raw(&rig, "requester.relation", "Mẹ");
    assert_raw(&rig, "father.name", "Lê Văn Hùng");
    assert_raw(&rig, "father.birth_date", "1986");
    assert_raw(&rig, "mother.name", "Hồ Thị Hồng Nga");
    assert_raw(&rig, "mother.birth_date", "1989");
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_that_repeat_are_told_by_their_order),
        cmocka_unit_test(an_empty_field_is_absent),
        cmocka_unit_test(labels_with_wrong_letters_are_found),
        cmocka_unit_test(a_label_without_its_last_letter_leaves_the_value_whole),
        cmocka_unit_test(an_identity_paper_goes_on_behind_colons_of_its_own),
        cmocka_unit_test(day_and_place_of_issue_may_have_labels_of_their_own),
        cmocka_unit_test(the_book_of_an_extract_is_found_at_either_place),
        cmocka_unit_test(a_word_read_twice_counts_once),
        cmocka_unit_test(a_dateline_without_its_first_word_is_found),
        cmocka_unit_test(a_lost_label_costs_only_its_own_value),
        cmocka_unit_test(values_carry_what_is_known_of_their_words),
        cmocka_unit_test(signs_are_a_value_when_a_pen_wrote_them),
        cmocka_unit_test(a_letter_by_hand_does_not_make_a_printed_value_handwritten),
        cmocka_unit_test(labels_go_on_over_pages),
        cmocka_unit_test(values_below_their_labels_are_found),
        cmocka_unit_test(values_printed_above_their_labels_are_found),
        cmocka_unit_test(labels_broken_beside_their_values_and_people_in_another_order_are_read),
        cmocka_unit_test(sections_and_fields_may_change_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
