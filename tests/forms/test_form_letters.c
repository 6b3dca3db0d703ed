/* Papers whose parts have places: letters, decisions, signature blocks; and papers that are none.
 */
#include "form_page.h"

#include <time.h>

static void draw_dated(struct reading_rig *rig, const char *dateline)
{
    page(rig);
    reading_line(rig, 260, 200, "UBND TỈNH QUẢNG NINH");
    reading_line(rig, 1100, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    reading_line(rig, 280, 260, "SỞ NÔNG NGHIỆP VÀ");
    reading_line(rig, 1250, 260, "Độc lập - Tự do - Hạnh phúc");
    reading_line(rig, 330, 320, "MÔI TRƯỜNG");
    reading_line(rig, 300, 420, "Số: 2624/QĐ-SNNMT");
    reading_line(rig, 1200, 420, dateline);
    reading_line(rig, 1120, 540, "QUYÊT ĐỊNH");
    reading_line(rig, 690, 620, "Về việc công bố danh mục thủ tục hành chính thuộc");
    reading_line(rig, 856, 690, "thẩm quyền giải quyết của Sở Nội vụ");
    reading_line(rig, 1140, 800, "GIÁM ĐỐC");
    reading_line(rig, 300, 880, "Căn cứ Luật Giao dịch điện tử ngày 30 tháng 01 năm 2013;");
    reading_line(rig, 200, 2500, "Nơi nhận:");
    reading_line(rig, 1500, 2500, "KT. GIÁM ĐỐC");
    reading_line(rig, 200, 2560, "- Như Điều 3;");
    reading_line(rig, 1480, 2560, "PHÓ GIÁM ĐỐC");
    reading_line(rig, 200, 2620, "- Lưu: VT.");
    reading_line(rig, 1470, 2700, "e4 ~ ) Y");
    reading_line(rig, 1500, 2860, "Phan Xuân Hoàng");
}

static void draw_decision(struct reading_rig *rig)
{
    draw_dated(rig, "Hạ Long, ngày 29 tháng 5 năm 2023");
}

static void a_decision_is_read_by_its_layout(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    draw_decision(&rig);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "document.agency", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG");
    assert_raw(&rig, "document.number", "2624/QĐ-SNNMT");
    assert_raw(&rig, "document.place", "Hạ Long");
    assert_raw(&rig, "document.date", "ngày 29 tháng 5 năm 2023");
    assert_raw(&rig, "document.type", "QUYẾT ĐỊNH");
    assert_raw(&rig, "document.title",
               "Về việc công bố danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của Sở "
               "Nội vụ");
    assert_raw(&rig, "document.signatory_position", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC");
    assert_raw(&rig, "document.signatory", "Phan Xuân Hoàng");
    assert_null(reading_find(&rig, "document.incoming_date"));
    reading_close(&rig);
}

/* A seal over the head leaves a few unsure letters between the lines of the subject, and in the
 * date. */
static void a_seal_over_the_head_adds_nothing(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    draw_dated(&rig, "Hạ Long, ngày 29 thóng 5 năm 2023");
    reading_word(&rig, "ki", (struct sohoa_box){1180, 658, 40, 20}, 0.5F, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "document.title",
               "Về việc công bố danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của Sở "
               "Nội vụ");
    assert_raw(&rig, "document.date", "ngày 29 thóng 5 năm 2023");
    reading_close(&rig);
}

static void a_stamp_tells_when_it_came_in(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    draw_decision(&rig);
    reading_line(&rig, 210, 1000, "SỞ TƯ PHÁP");
    reading_line(&rig, 210, 1060, "ĐẾN Số: 118");
    reading_line(&rig, 320, 1110, "Ngày: 01/6/2023");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "document.incoming_date", "01/6/2023");
    assert_raw(&rig, "document.number", "2624/QĐ-SNNMT");
    reading_close(&rig);
}

static void a_letter_has_its_subject_below_its_number(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    page(&rig);
    reading_line(&rig, 300, 200, "ỦY BAN NHÂN DÂN");
    reading_line(&rig, 1100, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    reading_line(&rig, 350, 260, "XÃ TÂN LẬP");
    reading_line(&rig, 1250, 260, "Độc lập - Tự do - Hạnh phúc");
    reading_line(&rig, 300, 360, "Số: 3429/UBND-HTQT");
    reading_line(&rig, 1200, 360, "Tân Lập, ngày 30tháng 10 năm 2023");
    reading_line(&rig, 220, 450, "V/v thành lập tổ công tác rà soát");
    reading_line(&rig, 350, 510, "chữ ký số chuyên dùng");
    reading_line(&rig, 800, 650, "Kính gửi: Ủy ban nhân dân các xã, phường");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "document.agency", "ỦY BAN NHÂN DÂN XÃ TÂN LẬP");
    assert_raw(&rig, "document.number", "3429/UBND-HTQT");
    assert_raw(&rig, "document.title", "V/v thành lập tổ công tác rà soát chữ ký số chuyên dùng");
    assert_raw(&rig, "document.date", "ngày 30tháng 10 năm 2023");
    assert_null(reading_find(&rig, "document.type"));
    reading_close(&rig);
}

static void the_place_of_an_attestation_may_stand_before_its_date(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("chung-thuc-ban-sao"));
    page(&rig);
    reading_line(&rig, 500, 2000, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 300, 2080, "Số chứng thực: 976 quyển số: 03-SCT/BS");
    reading_line(&rig, 300, 2160, "Tại: Ủy ban nhân dân xã Xuân Lập");
    reading_line(&rig, 800, 2240, "Ngày 04 tháng 10 năm 2026");
    reading_line(&rig, 1300, 2340, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    reading_line(&rig, 1450, 2600, "Huỳnh Văn Thắng");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.place", "Ủy ban nhân dân xã Xuân Lập");
    assert_raw(&rig, "certification.date", "04 tháng 10 năm 2026");
    reading_close(&rig);
}

static void the_number_has_a_label_in_two_languages_and_no_health_office_is_one(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-sinh"));
    page(&rig);
    reading_line(&rig, 260, 200, "SỞ Y TẾ THANH-HÓA");
    reading_line(&rig, 1100, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    reading_line(&rig, 260, 260, "BỆNH VIỆN NHI");
    reading_line(&rig, 1250, 260, "Độc lập - Tự do - Hạnh phúc");
    reading_line(&rig, 300, 330, "Số/No.: 9/2025");
    reading_line(&rig, 900, 480, "GIẤY CHỨNG SINH");
    reading_line(&rig, 260, 600, "Họ và tên mẹ: VŨ LAN NGA");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certificate.number", "9/2025");
    reading_close(&rig);
}

static void an_attestation_names_its_officer(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("chung-thuc-ban-sao"));
    page(&rig);
    reading_line(&rig, 500, 2000, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 300, 2080, "Số chứng thực: 408, quyển số: 06/2022-SCT/BS");
    reading_line(&rig, 300, 2160, "Ngày 10 tháng 8 năm 2022");
    reading_line(&rig, 1300, 2260, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    reading_line(&rig, 1500, 2330, "CHỦ TỊCH");
    reading_line(&rig, 1450, 2600, "Huỳnh Văn Thắng");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.number", "408");
    assert_raw(&rig, "certification.book", "06/2022-SCT/BS");
    assert_raw(&rig, "certification.date", "10 tháng 8 năm 2022");
    assert_raw(&rig, "certification.officer", "Huỳnh Văn Thắng");
    reading_close(&rig);
}

static void an_officer_whose_position_lies_under_the_seal_is_found_and_doubted(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("chung-thuc-ban-sao"));
    page(&rig);
    reading_line(&rig, 500, 2000, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 300, 2080, "Số chứng thực: 408, quyển số: 06/2022-SCT/BS");
    reading_line(&rig, 300, 2160, "Ngày 10 tháng 8 năm 2022");
    reading_line(&rig, 1500, 2330, "CHI: TỊC");
    reading_line(&rig, 1450, 2600, "Huỳnh Văn Thắng");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.officer", "Huỳnh Văn Thắng");
    assert_true(reading_find(&rig, "certification.officer")->flags & SOHOA_READING_DOUBT);
    reading_close(&rig);
}

/* Its end went with the signature, or lies under a seal that was found. */
static void an_officer_off_the_middle_or_under_a_seal_is_doubted(void **state)
{
    (void)state;
    static const struct {
        int32_t x, seal;
        const char *name;
        bool doubted;
    } cases[] = {{1450, 0, "Huỳnh Văn Thắng", false},
                 {1400, 0, "Huỳnh Văn Th", true},
                 {1450, 1400, "Huỳnh Văn Thắng", true},
                 {1450, 600, "Huỳnh Văn Thắng", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("chung-thuc-ban-sao"));
        page(&rig);
        reading_line(&rig, 500, 2000, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
        reading_line(&rig, 300, 2080, "Số chứng thực: 408, quyển số: 06/2022-SCT/BS");
        reading_line(&rig, 300, 2160, "Ngày 10 tháng 8 năm 2022");
        reading_line(&rig, 1500, 2330, "CHỦ TỊCH");
        reading_line(&rig, cases[i].x, 2600, cases[i].name);
        if (cases[i].seal)
            reading_mark(&rig, SOHOA_MARK_SEAL, cases[i].seal, 2350, 300, 300, 1);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_raw(&rig, "certification.officer", cases[i].name);
        bool doubted = reading_find(&rig, "certification.officer")->flags & SOHOA_READING_DOUBT;
        assert_int_equal(doubted, cases[i].doubted);
        reading_close(&rig);
    }
}

static void an_officers_name_goes_on_in_a_second_line_of_a_narrow_column(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("chung-thuc-ban-sao"));
    page(&rig);
    reading_line(&rig, 500, 2000, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    reading_line(&rig, 300, 2080, "Số chứng thực: 408, quyển số: 06/2022-SCT/BS");
    reading_line(&rig, 300, 2160, "Ngày 10 tháng 8 năm 2022");
    reading_line(&rig, 1300, 2260, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    reading_line(&rig, 1500, 2330, "CHỦ TỊCH");
    reading_line(&rig, 1450, 2600, "Huỳnh Văn");
    reading_line(&rig, 1480, 2662, "Thắng");
    reading_line(&rig, 1450, 2900, "Bản");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "certification.officer", "Huỳnh Văn Thắng");
    reading_close(&rig);
}

/* ---- what is no form ---- */

static double cpu(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *const papers[] = {PAPER("to-khai-khai-sinh"),
                                     PAPER("to-khai-ket-hon"),
                                     PAPER("giay-chung-nhan-ket-hon"),
                                     PAPER("ct01"),
                                     PAPER("van-ban"),
                                     PAPER("chung-thuc-chu-ky")};

static void a_page_of_nothing_gives_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct reading_rig rig;
        size_t count = 9;
        reading_open(&rig, "extract_form", papers[i]);
        assert_int_equal(reading_run(&rig), SOHOA_OK); /* no page at all */
        page(&rig);
        reading_page(&rig, 0, 0, 0);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        (void)sohoa_fields_all(rig.fields, &count);
        assert_int_equal(count, 0);
        reading_close(&rig);
    }
}

/* Labels, values, rules and noise thrown over a page of 20,000 words. */
static void throw_words(struct reading_rig *rig, uint32_t count)
{
    static const char *const bits[] = {
        "Họ,",  "chữ", "đệm,", "tên:", "Nơi",   "cư",     "trú:", "Số:",  "....",   "___",  "|",
        "Bên",  "nữ",  "nam",  "Dân",  "tộc",   "12/3/4", "TT",   "1",    "(2)",    "ĐẾN",  "\xff",
        "Ngày", "năm", "sinh", "Vợ",   "tháng", "KT.",    "CHỦ",  "TỊCH", "a....b", "Kinh", "…",
    };
    uint32_t seed = 12345;
    page(rig);
    for (uint32_t i = 0; i < count; i++) {
        seed = seed * 1664525U + 1013904223U;
        const char *bit = bits[(seed >> 16) % (sizeof bits / sizeof *bits)];
        int32_t x = (int32_t)(seed >> 8) % 2400, y = (int32_t)(seed >> 4) % 3400;
        struct sohoa_box box = {x, y, 10 + (int32_t)(seed % 300), (int32_t)(seed % 97)};
        if (i % 7 == 0)
            assert_int_equal(sohoa_text_add_line(reading_text(rig), i / 50, box), 0);
        reading_word(rig, bit, box, (float)(seed % 100) / 100, seed % 16);
    }
    for (uint32_t i = 0; i < 500; i++) {
        seed = seed * 1664525U + 1013904223U;
        reading_mark(rig, (enum sohoa_mark_kind)(1 + i % 5), (int32_t)(seed >> 8) % 2400,
                     (int32_t)(seed >> 4) % 3400, (int32_t)(seed % 1500),
                     i % 2 ? 4 : (int32_t)(seed % 900), seed % 13);
    }
}

static void noise_of_any_size_is_survived_in_little_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", papers[i]);
        throw_words(&rig, 20000);
        double before = cpu();
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        double spent = cpu() - before;
        print_message("%s: %.0f ms\n", papers[i], spent * 1e3);
        assert_true(spent < 5); /* a hundred times that of a form; slack for sanitizers */
        reading_close(&rig);
    }
}

/* What a seal over the head and over the block at the end leaves: parts of the kind, its sign in
 * the number; the end of a name that the paper tells whole. */
static void draw_sealed(struct reading_rig *rig, const char *number, const char *kind,
                        const char *name)
{
    page(rig);
    reading_line(rig, 300, 200, "THỦ TƯỚNG CHÍNH PHỦ");
    reading_line(rig, 1100, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    reading_line(rig, 1250, 260, "Độc lập - Tự do - Hạnh phúc");
    reading_line(rig, 300, 420, number);
    reading_line(rig, 1200, 420, "Hà Nội, ngày 15 tháng 9 năm 2024");
    reading_line(rig, 1120, 540, kind);
    reading_word(rig, "px", (struct sohoa_box){1280, 540, 60, 40}, 0.4F, 0);
    reading_line(rig, 690, 620, "Về việc xuất cấp hóa chất khử khuẩn từ nguồn");
    reading_line(rig, 300, 880, "Căn cứ Luật Dự trữ quốc gia ngày 20 tháng 11 năm 2012;");
    reading_line(rig, 200, 2500, "Nơi nhận:");
    reading_line(rig, 1500, 2500, "THỦ TƯỚNG");
    reading_line(rig, 200, 2560, "- Thủ tướng CP, PTTg Hồ Đức Phước;");
    reading_line(rig, 1520, 2560, "Ủ TƯỚNG");
    reading_line(rig, 200, 2620, "- Ông Trần Nguyễn Thị Lan;");
    reading_line(rig, 1500, 2860, name);
}

static void a_kind_under_a_seal_is_known_by_its_number_and_doubted(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    draw_sealed(&rig, "Số: 985/QĐ-TTg", "NQUYÉT", "Lê Văn Bình");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "document.type", "QUYẾT ĐỊNH");
    assert_true(reading_find(&rig, "document.type")->flags & SOHOA_READING_DOUBT);
    assert_raw(&rig, "document.title", "Về việc xuất cấp hóa chất khử khuẩn từ nguồn");
    reading_close(&rig);
    reading_open(&rig, "extract_form", PAPER("van-ban"));
    draw_sealed(&rig, "Số: 985/TTg-KTTH", "NQUYÉT", "Lê Văn Bình");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_null(reading_find(&rig, "document.type"));
    reading_close(&rig);
}

static void a_kind_with_a_wrong_letter_is_known_when_it_is_no_other(void **state)
{
    (void)state;
    static const char *const read[][3] = {
        {"Số: 3/UBND-VX", "KẾ HOACN", "KẾ HOẠCH"},
        {"Số: 3/UBND-VX", "THÔNG RÁO", NULL}, /* "THÔNG CÁO" is no farther than "THÔNG BÁO" */
        {"Số: 3/TB-UBND", "THÔNG RÁO", "THÔNG BÁO"},
        {"Số: 3/TC-UBND", "THÔNG RÁO", "THÔNG CÁO"},
    };
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("van-ban"));
        page(&rig);
        reading_line(&rig, 300, 200, "ỦY BAN NHÂN DÂN");
        reading_line(&rig, 1100, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
        reading_line(&rig, 1250, 260, "Độc lập - Tự do - Hạnh phúc");
        reading_line(&rig, 300, 360, read[i][0]);
        reading_line(&rig, 1080, 540, read[i][1]);
        reading_line(&rig, 300, 880, "Căn cứ Luật Dự trữ quốc gia ngày 20 tháng 11 năm 2012;");
        reading_line(&rig, 300, 940, "bổ sung một số điều của Luật Tổ chức chính quyền địa phương");
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        const struct sohoa_reading *kind = reading_find(&rig, "document.type");
        print_message("%s, %s\n", read[i][0], read[i][1]);
        if (read[i][2])
            assert_raw(&rig, "document.type", read[i][2]);
        else
            assert_null(kind);
        assert_true(!kind || (kind->flags & SOHOA_READING_DOUBT));
        reading_close(&rig);
    }
}

static void a_name_cut_by_the_seal_is_whole_where_the_paper_tells_it(void **state)
{
    (void)state;
    static const char *const read[][2] = {
        {"Đức Phước", "Hồ Đức Phước"},
        {"ức Phước", "Hồ Đức Phước"},
        {"Lê Phước", "Lê Phước"}, /* another person */
        {"Nguyễn Thị Lan", "Nguyễn Thị Lan"},
        {"Thị Hoa", "Thị Hoa"},
    };
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        struct reading_rig rig;
        reading_open(&rig, "extract_form", PAPER("van-ban"));
        draw_sealed(&rig, "Số: 985/QĐ-TTg", "QUYẾT ĐỊNH", read[i][0]);
        assert_int_equal(reading_run(&rig), SOHOA_OK);
        assert_raw(&rig, "document.signatory", read[i][1]);
        bool doubted = reading_find(&rig, "document.signatory")->flags & SOHOA_READING_DOUBT;
        assert_true(doubted || !strcmp(read[i][0], read[i][1]));
        reading_close(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_is_read_by_its_layout),
        cmocka_unit_test(a_seal_over_the_head_adds_nothing),
        cmocka_unit_test(a_kind_under_a_seal_is_known_by_its_number_and_doubted),
        cmocka_unit_test(a_kind_with_a_wrong_letter_is_known_when_it_is_no_other),
        cmocka_unit_test(a_name_cut_by_the_seal_is_whole_where_the_paper_tells_it),
        cmocka_unit_test(a_stamp_tells_when_it_came_in),
        cmocka_unit_test(a_letter_has_its_subject_below_its_number),
        cmocka_unit_test(an_attestation_names_its_officer),
        cmocka_unit_test(the_place_of_an_attestation_may_stand_before_its_date),
        cmocka_unit_test(the_number_has_a_label_in_two_languages_and_no_health_office_is_one),
        cmocka_unit_test(an_officer_off_the_middle_or_under_a_seal_is_doubted),
        cmocka_unit_test(an_officers_name_goes_on_in_a_second_line_of_a_narrow_column),
        cmocka_unit_test(an_officer_whose_position_lies_under_the_seal_is_found_and_doubted),
        cmocka_unit_test(a_page_of_nothing_gives_nothing),
        cmocka_unit_test(noise_of_any_size_is_survived_in_little_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
