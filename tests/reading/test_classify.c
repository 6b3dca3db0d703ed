/* test_classify - pages become papers: by title, labels, codes; joined, paired, left unknown. */
#include "classify_rig.h"
#include "unit/unit.h"

static struct sohoa_schemas *set;

static int open_schemas(void **state)
{
    (void)state;
    const char *folder = SOHOA_TEST_SOURCE "/schemas";
    struct sohoa_err err = {0};
    if (sohoa_schemas_open(&folder, 1, &set, &err) == SOHOA_OK)
        return 0;
    print_error("%s\n", err.text);
    return -1;
}

static int close_schemas(void **state)
{
    (void)state;
    sohoa_schemas_close(set);
    return 0;
}

#define MOTTO "=CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n=Độc lập - Tự do - Hạnh phúc\n"
#define BIRTH_LABELS                                                                               \
    "Kính gửi: UBND xã Hoằng Lộc\n"                                                        \
    "Họ, chữ đệm, tên người yêu cầu: Nguyễn Văn Mẫu\n"                          \
    "Nơi cư trú: xã Hoằng Lộc, tỉnh Thanh Hóa\n"                                        \
    "Giấy tờ tùy thân: CCCD số 038090000001\n"                                             \
    "Quan hệ với người được khai sinh: Bố\n"                                          \
    "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:\n"                     \
    "Họ, chữ đệm, tên: Nguyễn Thị Mẫu\n"                                             \
    "Ngày, tháng, năm sinh: 02/07/2024 ghi bằng chữ: Ngày hai tháng bảy\n"              \
    "Giới tính: Nữ\tDân tộc: Kinh\tQuốc tịch: Việt Nam\n"                            \
    "Nơi sinh: Bệnh viện Phụ sản Thanh Hóa\n"                                            \
    "Quê quán: xã Hoằng Lộc\n"                                                              \
    "Họ, chữ đệm, tên người mẹ: Trần Thị Mẫu\n"                                 \
    "Năm sinh: 1995\tDân tộc: Kinh\tQuốc tịch: Việt Nam\n"                               \
    "Nơi cư trú: xã Hoằng Lộc\n"                                                           \
    "Họ, chữ đệm, tên người cha: Nguyễn Văn Mẫu\n"                                 \
    "Năm sinh: 1990\tDân tộc: Kinh\tQuốc tịch: Việt Nam\n"                               \
    "Nơi cư trú: xã Hoằng Lộc\n"
#define BIRTH MOTTO "\n#TỜ KHAI ĐĂNG KÝ KHAI SINH\n" BIRTH_LABELS
#define CERTIFICATE                                                                                                   \
    MOTTO "\n#GIẤY KHAI SINH\nSố: 12/2024\n"                                                                      \
          "Họ, chữ đệm, tên: NGUYỄN THỊ MẪU\n"                                                          \
          "Ngày, tháng, năm sinh: 02/07/2024 ghi bằng chữ: Ngày hai tháng bảy\n"                           \
          "Giới tính: Nữ\tDân tộc: Kinh\tQuốc tịch: Việt Nam\n"                                         \
          "Nơi sinh: Bệnh viện Phụ sản\nQuê quán: Thanh Hóa\nSố định danh cá nhân: 038324000001\n" \
          "Họ, chữ đệm, tên người mẹ: Trần Thị Mẫu\n"                                              \
          "Năm sinh: 1995\tDân tộc: Kinh\tQuốc tịch: Việt Nam\nNơi cư trú: Thanh Hóa\n"                 \
          "Họ, chữ đệm, tên người cha: Nguyễn Văn Mẫu\n"                                              \
          "Năm sinh: 1990\tDân tộc: Kinh\tQuốc tịch: Việt Nam\nNơi cư trú: Thanh Hóa\n"                 \
          "Họ, chữ đệm, tên người đi khai sinh: Nguyễn Văn Mẫu\n"                                    \
          "Nơi đăng ký khai sinh: UBND xã Hoằng Lộc\nNgày, tháng, năm đăng ký: 05/07/2024\n"           \
          ">NGƯỜI KÝ GIẤY KHAI SINH\n"
#define DECISION                                                                                         \
    "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"                               \
    "TỈNH THANH HÓA\tĐộc lập - Tự do - Hạnh phúc\n"                                         \
    "Số: 123/QĐ-UBND\tThanh Hóa, ngày 05 tháng 01 năm 2025\n\n"                                   \
    "=QUYẾT ĐỊNH\n=Về việc thu hồi và hủy bỏ\n=GIẤY KHAI SINH\n"                       \
    "Căn cứ Luật Hộ tịch; xét giấy khai sinh số 12/2024 của bà Nguyễn Thị Mẫu,\n" \
    "dân tộc Kinh, quốc tịch Việt Nam, có CCCD số 038324000001;\n=QUYẾT ĐỊNH:\n"        \
    "Điều 1. Thu hồi giấy khai sinh nêu trên do Ủy ban nhân dân xã cấp.\n"               \
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.\n>KT. CHỦ TỊCH\n>PHÓ CHỦ TỊCH\n"
#define CARD_FRONT                                                                                           \
    "=CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n=SOCIALIST REPUBLIC OF VIET NAM\n"                      \
    "=Độc lập - Tự do - Hạnh phúc\n=Independence - Freedom - Happiness\n"                          \
    "#CĂN CƯỚC CÔNG DÂN\n=Citizen Identity Card\nSố / No.: 038190000001\n"                           \
    "Họ và tên / Full name:\nNGUYỄN THỊ AN\nNgày sinh / Date of birth: 02/07/1990\n"                \
    "Giới tính / Sex: Nữ\tQuốc tịch / Nationality: Việt Nam\n"                                    \
    "Quê quán / Place of origin:\nMẫu, Thanh Hóa\nNơi thường trú / Place of residence:\nThôn 1\n" \
    "Có giá trị đến / Date of expiry: 02/07/2030\n"
#define CARD_BACK                                                                                  \
    "Đặc điểm nhận dạng / Personal identification:\nNốt ruồi C 1cm\n"                \
    "Ngày, tháng, năm / Date, month, year: 15/03/2022\n"                                        \
    "CỤC TRƯỞNG CỤC CẢNH SÁT\nQUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI\n"      \
    "Ngón trỏ trái / Left index finger\tNgón trỏ phải / Right index finger\n"             \
    "IDVNM1900000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\nNGUYEN<<THI<AN<<<<<<\n"
#define CARD24_FRONT                                                                                 \
    "#CĂN CƯỚC\n=IDENTITY CARD\nSố định danh cá nhân / Personal identification number:\n" \
    "045203004567\nHọ, chữ đệm và tên khai sinh / Full name:\nTRẦN VĂN BÌNH\n"          \
    "Ngày, tháng, năm sinh / Date of birth:\n15/01/2003\nGiới tính / Sex: Nam\n"               \
    "Quốc tịch / Nationality: Việt Nam\n"
#define CARD24_BACK                                                                                \
    "Nơi cư trú / Place of residence:\nThôn 2, Quảng Trị\n"                                \
    "Nơi đăng ký khai sinh / Place of birth:\nQuảng Trị\n"                                 \
    "Ngày, tháng, năm cấp / Date of issue: 01/08/2024\n"                                      \
    "Ngày, tháng, năm hết hạn / Date of expiry: 15/01/2028\n"                               \
    "BỘ CÔNG AN / MINISTRY OF PUBLIC SECURITY\n"                                                \
    "IDVNM2030045671045203004567<<2\n0301154M2801153VNM<<<<<<<<<<<2\nTRAN<<VAN<BINH<<<<\n"

static void check_pages(const char *const *texts, size_t count, const char *wanted)
{
    struct sohoa_page_view *pages[16];
    char got[1000];
    for (size_t i = 0; i < count; i++)
        pages[i] = rig_page(texts[i], 0, 1);
    rig_classify(set, pages, count, got, sizeof got);
    for (size_t i = 0; i < count; i++)
        rig_free(pages[i]);
    assert_string_equal(got, wanted);
}
#define check(wanted, ...)                                                                         \
    check_pages((const char *const[]){__VA_ARGS__},                                                \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), wanted)

/* How many of 40 damaged copies of the page are still the paper. */
static int count_right(const char *text, double noise, const char *wanted)
{
    int right = 0;
    for (unsigned seed = 1; seed <= 40; seed++) {
        char got[1000];
        struct sohoa_page_view *page = rig_page(text, noise, seed);
        rig_classify(set, &page, 1, got, sizeof got);
        right += strcmp(got, wanted) == 0;
        rig_free(page);
    }
    return right;
}

static void a_paper_is_known_by_its_title_line(void **state)
{
    (void)state;
    check("to-khai-khai-sinh:1", BIRTH);
    check("giay-khai-sinh:1", CERTIFICATE);
    check("van-ban:1", DECISION);
}

static void a_title_may_be_broken_over_two_lines(void **state)
{
    (void)state;
    check("to-khai-khai-sinh:1", MOTTO "#TỜ KHAI\n#ĐĂNG KÝ KHAI SINH\n" BIRTH_LABELS);
    check("xac-nhan-hon-nhan:1",
          MOTTO "Số: 15/UBND-XNTTHN\n#GIẤY XÁC NHẬN\n#TÌNH TRẠNG HÔN NHÂN\n"
                "Xét đề nghị của ông Nguyễn Văn Mẫu\n=XÁC NHẬN:\nHọ, chữ đệm, tên: Nguyễn Văn Mẫu\n"
                "Ngày, tháng, năm sinh: 02/07/1990\nGiới tính: Nam\tDân tộc: Kinh\n"
                "Giấy tờ tùy thân: CCCD 038090000001\nTình trạng hôn nhân: chưa đăng ký kết hôn\n");
}

static void a_title_with_a_fifth_of_its_letters_wrong_is_known(void **state)
{
    (void)state;
    assert_true(count_right(BIRTH, 0.1, "to-khai-khai-sinh:1") == 40);
    assert_true(count_right(CERTIFICATE, 0.1, "giay-khai-sinh:1") == 40);
    assert_true(count_right(BIRTH, 0.2, "to-khai-khai-sinh:1") >= 39);
    assert_true(count_right(CERTIFICATE, 0.2, "giay-khai-sinh:1") >= 38);
}

static void a_paper_without_its_title_is_known_by_its_labels(void **state)
{
    (void)state;
    check("to-khai-khai-sinh:1", BIRTH_LABELS);
    check("giay-khai-sinh:1", strstr(CERTIFICATE, "Số: 12"));
    assert_true(count_right(BIRTH_LABELS, 0.1, "to-khai-khai-sinh:1") >= 39);
}

static void a_decision_that_names_a_paper_is_not_that_paper(void **state)
{
    (void)state;
    assert_true(count_right(DECISION, 0.08, "van-ban:1") >= 38);
}

static void a_request_that_speaks_of_a_paper_is_not_that_paper(void **state)
{
    (void)state;
    check("unknown:1",
          MOTTO "#TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN\n"
                "Họ, chữ đệm, tên người yêu cầu: Nguyễn Văn Mẫu\nNơi cư trú: Thanh Hóa\n"
                "Giấy tờ tùy thân: CCCD số 038090000001\nTình trạng hôn nhân: độc thân\n");
    check("unknown:1", MOTTO "#ĐƠN ĐỀ NGHỊ CẤP LẠI\nTên tôi là Nguyễn Văn Mẫu, CCCD 038090000001\n"
                             "Tôi làm mất giấy khai sinh, căn cước công dân.\n");
}

static void a_receipt_that_lists_papers_stays_a_receipt(void **state)
{
    (void)state;
    const char *text =
        MOTTO "Mã hồ sơ: 000.17.22.H56-210531-0001\n"
              "#GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ\n"
              "Bộ phận tiếp nhận và trả kết quả: UBND xã\nTiếp nhận hồ sơ của: Nguyễn Văn Mẫu\n"
              "CCCD/MST: 038090000001\nĐịa chỉ: Thanh Hóa\nSố điện thoại: 0912345678\n"
              "Thủ tục hành chính cần giải quyết: Đăng ký khai sinh\n"
              "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:\n"
              "STT\tTên giấy tờ\tLoại giấy tờ (Bản chính/Bản sao)\tSố lượng\n"
              "1\tTờ khai đăng ký khai sinh\tBản chính\t1\n2\tGiấy chứng sinh\tBản chính\t1\n"
              "3\tCăn cước công dân\tBản sao\t1\n"
              "2. Số lượng hồ sơ: 1 (bộ)\n3. Thời gian nhận hồ sơ: 8 giờ 30 phút\n"
              "4. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ\n";
    check("giay-tiep-nhan:1", text);
    assert_true(count_right(text, 0.1, "giay-tiep-nhan:1") == 40);
}

static void pages_without_a_beginning_go_on_with_the_paper_before(void **state)
{
    (void)state;
    const char *second =
        "Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành.\nNơi nhận:\n- Như trên;\n"
        ">KT. CHỦ TỊCH\n>PHÓ CHỦ TỊCH\n>Nguyễn Văn Mẫu\n";
    check("van-ban:1,2 to-khai-khai-sinh:3", DECISION, second, BIRTH);
    check("to-khai-khai-sinh:1 to-khai-khai-sinh:2", BIRTH, BIRTH);
    check("unknown:1,2", "Trang giấy lạ không có gì quen\nchữ viết\n", second);
    check("to-khai-khai-sinh:1 unknown:2", BIRTH,
          MOTTO "#HỢP ĐỒNG THUÊ NHÀ\nHôm nay hai bên gồm có\nBên cho thuê\n");
}

static void cards_are_known_and_told_apart(void **state)
{
    (void)state;
    check("cccd:1", CARD_FRONT);
    check("cccd:1", CARD_BACK);
    check("cccd:1", CARD_FRONT CARD_BACK);
    check("can-cuoc:1", CARD24_FRONT);
    check("can-cuoc:1", CARD24_BACK);
    check("can-cuoc:1", CARD24_FRONT CARD24_BACK);
    assert_true(count_right(CARD_FRONT CARD_BACK, 0.15, "cccd:1") >= 39);
    assert_true(count_right(CARD24_FRONT CARD24_BACK, 0.15, "can-cuoc:1") >= 39);
}

static void a_card_of_which_only_the_title_was_read_is_known(void **state)
{
    (void)state;
    check("can-cuoc:1", MOTTO "#CĂN CƯỚC\n=IDTLNTITY CARD\n015211158360\nNGUYỄN VĂN DŨNG\n"
                              "xatuig đaan hloan 25/12/2011\nsu: nam\nViệt Nam\n");
    check("cccd:1", MOTTO "#CĂN CƯỚC CÔNG DÂN\nmờ nhòe\n");
}

static void the_sides_of_a_card_are_joined_by_its_number(void **state)
{
    (void)state;
    check("cccd:1,2", CARD_FRONT, CARD_BACK);
    check("cccd:1,2", CARD_BACK, CARD_FRONT);
    check("cccd:1,3 to-khai-khai-sinh:2", CARD_FRONT, BIRTH, CARD_BACK);
    check("cccd:1,4 can-cuoc:2,3", CARD_FRONT, CARD24_FRONT, CARD24_BACK, CARD_BACK);
    check("cccd:1,3 can-cuoc:2,4", CARD_FRONT, CARD24_FRONT, CARD_BACK, CARD24_BACK);
    check("cccd:1 unknown:2", CARD_FRONT, "một tờ giấy khác\n");
}

static void a_code_tells_a_card_whose_print_is_lost(void **state)
{
    (void)state;
    struct sohoa_page_view *pages[2] = {rig_page("mờ\n", 0, 1), rig_page("mờ\n", 0, 1)};
    char got[200];
    rig_code(pages[0], "QRCode",
             "038190000001|171234567|Nguyễn Thị An|02071990|Nữ|Thôn 1, Thanh Hóa|15032022");
    rig_code(pages[1], "MRZ",
             "IDVNM1900000015038190000001<<2\n9007024F3007022VNM<<<<<<<<<<<4\n"
             "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<");
    rig_classify(set, pages, 2, got, sizeof got);
    assert_string_equal(got, "cccd:1,2");
    rig_free(pages[0]);
    pages[0] = rig_page("mờ\n", 0, 1);
    rig_code(pages[0], "QRCode",
             "038190000001||Nguyễn Thị An|02071990|Nữ|Thôn 1, Thanh Hóa|01082024||||");
    rig_classify(set, pages, 1, got, sizeof got);
    assert_string_equal(got, "can-cuoc:1");
    rig_free(pages[0]);
    rig_free(pages[1]);
}

static void a_certification_is_a_paper_beside_the_one_it_stands_on(void **state)
{
    (void)state;
    static const char words[] = "#CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH\n"
                                "Số chứng thực: 123 quyển số: 01/2024-SCT/BS\n"
                                "Ngày 05 tháng 07 năm 2024\n>NGƯỜI THỰC HIỆN CHỨNG THỰC\n";
    char both[4000];
    (void)snprintf(both, sizeof both, "%s\n\n%s", CERTIFICATE, words);
    check("chung-thuc-ban-sao:1", words);
    check("giay-khai-sinh:1 chung-thuc-ban-sao:1", both);
}

static void what_is_no_paper_is_unknown_and_no_page_is_lost(void **state)
{
    (void)state;
    check("unknown:1", "");
    check("unknown:1", "xyz\n");
    check("unknown:1,2,3", "", "a b c\n", "");
    struct sohoa_papers *papers = NULL;
    assert_int_equal(sohoa_classify(set, NULL, 0, &papers, NULL), SOHOA_OK);
    assert_int_equal(papers->count, 0);
    sohoa_papers_free(papers);
}

static void an_authorization_in_two_languages_is_no_card(void **state)
{
    (void)state;
    check("unknown:1", MOTTO "SOCIALIST REPUBLIC OF VIET NAM\n#GIẤY ỦY QUYỀN\n"
                             "Họ, chữ đệm, tên/Full name:\nĐỗ Văn Đạt\n"
                             "Ngày, tháng, năm sinh/Date of birth:\nngày 25 tháng 01 năm 1995\n"
                             "Số CCCD/Personal identification number:\n045095970744\n"
                             "Nơi cư trú/Place of residence:\nSố nhà 48, phường Quỳnh Lưu\n"
                             "Ủy quyền cho:\nHọ, chữ đệm, tên/Full name:\nLưu Quỳnh Nguyệt\n"
                             "Số CCCD/Personal identification number:\n014193349925\n"
                             "Thay mặt tôi nộp hồ sơ và nhận kết quả tại bộ phận một cửa.\n");
}

static void the_layout_that_fits_the_page_is_lent(void **state)
{
    (void)state;
    struct sohoa_page_view *page = rig_page(
        MOTTO "#TỜ KHAI ĐĂNG KÝ KẾT HÔN\nKính gửi: UBND xã\nI. BÊN NAM\nHọ, chữ đệm, tên: A\n"
              "Ngày, tháng, năm sinh: 1\nDân tộc: Kinh\nQuốc tịch: Việt Nam\n"
              "Số định danh cá nhân/CCCD/Hộ chiếu: 1\nNơi thường trú: x\n"
              "Tình trạng hôn nhân hiện tại: x\nII. BÊN NỮ\nHọ, chữ đệm, tên: A\n"
              "Ngày, tháng, năm sinh: 1\nDân tộc: Kinh\nQuốc tịch: Việt Nam\n"
              "Số định danh cá nhân/CCCD/Hộ chiếu: 1\nNơi thường trú: x\n",
        0, 1);
    const struct sohoa_page_view *views[] = {page};
    struct sohoa_papers *papers = NULL;
    assert_int_equal(sohoa_classify(set, views, 1, &papers, NULL), SOHOA_OK);
    assert_string_equal(papers->items[0].schema->name, "to-khai-ket-hon");
    const char *first = NULL;
    for (size_t i = 0; !first && i < papers->items[0].schema->item_count; i++)
        if (papers->items[0].schema->items[i].kind == SOHOA_ITEM_FIELD &&
            *papers->items[0].schema->items[i].key)
            first = papers->items[0].schema->items[i].key;
    assert_string_equal(first, "husband.name");
    sohoa_papers_free(papers);
    rig_free(page);
}

static void a_table_with_its_header_beside_tells_the_layout_though_both_sign_below(void **state)
{
    (void)state;
    struct sohoa_page_view *page =
        rig_page(MOTTO "#TỜ KHAI ĐĂNG KÝ KẾT HÔN\nKính gửi: UBND xã\nThông tin\tBên nữ\tBên nam\n"
                       "Họ, chữ đệm, tên\tTẠ HỒNG NHƯ\tVI TIẾN TÚ\n"
                       "Ngày, tháng, năm sinh\t19/12/2004\t20/03/1976\nDân tộc\tKinh\tKinh\n"
                       "Quốc tịch\tViệt Nam\tViệt Nam\nNơi cư trú\tXóm 13\tXóm 2\n"
                       "Giấy tờ tùy thân\t038304665585\t040076060366\nKết hôn lần thứ mấy\t01\t01\n"
                       "Bên nữ\t\t\tBên nam\nHọ, chữ đệm, tên\t\t\tHọ, chữ đệm, tên\n",
                 0, 1);
    const struct sohoa_page_view *views[] = {page};
    struct sohoa_papers *papers = NULL;
    assert_int_equal(sohoa_classify(set, views, 1, &papers, NULL), SOHOA_OK);
    assert_string_equal(papers->items[0].schema->name, "to-khai-ket-hon");
    size_t grids = 0;
    for (size_t i = 0; i < papers->items[0].schema->item_count; i++)
        grids += papers->items[0].schema->items[i].kind == SOHOA_ITEM_GRID;
    assert_int_equal(grids, 2);
    sohoa_papers_free(papers);
    rig_free(page);
}

static void a_page_of_twenty_thousand_words_is_looked_at_in_time(void **state)
{
    (void)state;
    char *text = calloc(1, 400000);
    size_t used = 0;
    for (int i = 0; i < 2000; i++)
        used += (size_t)snprintf(text + used, 400000 - used,
                                 "Giới tính Dân tộc Quốc tịch Nơi cư trú số %d tám chín\n", i);
    check("unknown:1", text);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_is_known_by_its_title_line),
        cmocka_unit_test(a_title_may_be_broken_over_two_lines),
        cmocka_unit_test(a_title_with_a_fifth_of_its_letters_wrong_is_known),
        cmocka_unit_test(a_paper_without_its_title_is_known_by_its_labels),
        cmocka_unit_test(a_decision_that_names_a_paper_is_not_that_paper),
        cmocka_unit_test(a_request_that_speaks_of_a_paper_is_not_that_paper),
        cmocka_unit_test(a_receipt_that_lists_papers_stays_a_receipt),
        cmocka_unit_test(pages_without_a_beginning_go_on_with_the_paper_before),
        cmocka_unit_test(cards_are_known_and_told_apart),
        cmocka_unit_test(a_card_of_which_only_the_title_was_read_is_known),
        cmocka_unit_test(the_sides_of_a_card_are_joined_by_its_number),
        cmocka_unit_test(a_code_tells_a_card_whose_print_is_lost),
        cmocka_unit_test(a_certification_is_a_paper_beside_the_one_it_stands_on),
        cmocka_unit_test(what_is_no_paper_is_unknown_and_no_page_is_lost),
        cmocka_unit_test(an_authorization_in_two_languages_is_no_card),
        cmocka_unit_test(the_layout_that_fits_the_page_is_lent),
        cmocka_unit_test(a_table_with_its_header_beside_tells_the_layout_though_both_sign_below),
        cmocka_unit_test(a_page_of_twenty_thousand_words_is_looked_at_in_time),
    };
    return cmocka_run_group_tests(tests, open_schemas, close_schemas);
}
