/* Names of persons. */
#include "unit/types.h"

static void capitals_become_name_case_and_stay_in_raw(void **state)
{
    (void)state;
    reads_as("person_name", "NGUYỄN THỊ AN", "Nguyễn Thị An");
    reads_as("person_name", "LÊ THỊ LAN", "Lê Thị Lan");
    reads_as("person_name", "Trần Văn Bình", "Trần Văn Bình");
    reads_as("person_name", "nguyễn thị an", "Nguyễn Thị An");
    reads_as("person_name", "NGÔ THÙY DƯƠNG", "Ngô Thùy Dương");
    reads_as("person_name", "NGÔ THUỲ DƯƠNG", "Ngô Thuỳ Dương"); /* the print's tone mark stays */
}

static void names_of_minorities_keep_their_letters(void **state)
{
    (void)state;
    reads_as("person_name", "GIÀNG A PÁO", "Giàng A Páo");
    reads_as("person_name", "VÀNG A DỎ", "Vàng A Dỏ");
    reads_as("person_name", "H'MÔNG NIÊ", "H'Mông Niê");
    reads_as("person_name", "H\xE2\x80\x99MÔNG NIÊ", "H'Mông Niê");
    reads_as("person_name", "Y BHIÔ NIÊ", "Y Bhiô Niê");
    reads_as("person_name", "K' BRỐP", "K' Brốp");
    reads_as("person_name", "SIU H-LAN", "Siu H-Lan");
}

static void a_word_that_no_syllable_fits_becomes_the_only_name_that_does(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("person_name", "Nguyén Thị An");
    assert_string_equal(typed.value, "Nguyễn Thị An");
    assert_int_equal(typed.corrected, 1);
    reads_as("person_name", "NGUYẾN VĂN HÙNG", "Nguyễn Văn Hùng");
    reads_as("person_name", "Nguyên Thị An", "Nguyễn Thị An"); /* no such surname */
    reads_as("person_name", "Lê Thỉ Lan", "Lê Thị Lan");
    reads_as("person_name", "Phạm Vãn Nam", "Phạm Văn Nam");
}

static void words_torn_apart_or_run_together_are_put_right(void **state)
{
    (void)state;
    reads_as("person_name", "NGU YỄN MINH NGỌC", "Nguyễn Minh Ngọc");
    reads_as("person_name", "Nguyễn TrọngNam", "Nguyễn Trọng Nam");
    reads_as("person_name", "TRẦNQUANGTÚ", "Trần Quang Tú");
    assert_true(typed_as("person_name", "TRẦNQUANGTÚ").corrected > 0);
}

static void the_position_of_a_signatory_is_no_part_of_the_name(void **state)
{
    (void)state;
    reads_as("person_name", "Nguyễn Hữu Thành Ịa Chủ tịch Ủy ban nhân dân xã Quảng Mỹ",
             "Nguyễn Hữu Thành");
    reads_as("person_name", "Nguyễn Văn Phong", "Nguyễn Văn Phong");
    assert_true(typed_as("person_name", "CÔNG CHỨNG VIÊN").flags & SOHOA_TYPED_FREE);
    assert_true(typed_as("person_name", "Phó Chủ tịch").plausible < 0.1f);
}

static void a_name_that_may_be_right_is_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Lê Vân Anh",  "Đỗ Thi",        "Hồ Thủy Tiên", "Hứa Hoà",      "Trương Vân Văn",
        "Cao Bá Quát", "Mai Thúy Thùy", "Bế Văn Đàn",   "Lương Thị Ỏi", "Quách Thị Ngoãn"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct sohoa_typed typed = typed_as("person_name", names[i]);
        assert_string_equal(typed.value, names[i]);
        assert_int_equal(typed.corrected, 0);
    }
}

static void what_a_name_hardly_is_becomes_the_usual_one_for_a_person_to_see(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"Đỗ Thi Ân", "Đỗ Thị Ân"},
        {"Hồ Thụ Vy", "Hồ Thu Vy"},
        {"VỮ NGỌC AN", "Vũ Ngọc An"},
        {"Đặng Thanh Dững", "Đặng Thanh Dũng"},
        {"Vàng Xuân Việt ah", "Vàng Xuân Việt"},
        {"MAI VĂN HÙNG sư <7 VN SE sổ", "Mai Văn Hùng"},
        {"VÕ BẢO DIỆP, TS C77777", "Võ Bảo Diệp"},
        {"Thào Quang Sơn, Phó", "Thào Quang Sơn"},
        {"NGUYÊN BẢO, MẠI", "Nguyễn Bảo Mai"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        reads_as("person_name", names[i][0], names[i][1]);
    for (size_t i = 0; i < 8; i++)
        assert_true(typed_as("person_name", names[i][0]).corrected >= 3);
    assert_true(typed_as("person_name", "Diệu Hoa").corrected >= 3);
    assert_true(typed_as("person_name", "Thần Thị Uyên").corrected >= 3); /* Trần, or Thân */
    assert_true(typed_as("person_name", "ĐÀO THÙỶ VÂN").plausible < 0.3f);
    assert_true(typed_as("person_name", "Nguyễn Hữu").plausible < 0.7f);
    reads_as("person_name", "Nguyễn Văn An", "Nguyễn Văn An");
}

static void a_surname_that_lost_a_letter_gets_it_back(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("person_name", "GUYỄN VĂN NGHĨA");
    assert_string_equal(typed.value, "Nguyễn Văn Nghĩa");
    assert_true(typed.corrected > 0);
    assert_string_equal(typed_as("person_name", "Hoan Văn Nghĩa").value, "Hoan Văn Nghĩa");
    reads_as("person_name", "RẦN MỸ THẢO", "Trần Mỹ Thảo");
    reads_as("person_name", "HẠM BÍCH THÚY", "Phạm Bích Thúy");
    reads_as("person_name", "Ê THỊ PHƯỢNG", "Lê Thị Phượng");
    reads_as("person_name", "Y Khoa Niê", "Y Khoa Niê");
    assert_true(typed_as("person_name", "RẦN MỸ THẢO").corrected >= 3);
    reads_as("person_name", "tên:NGUYỄN MỸ LIÊN", "Nguyễn Mỹ Liên");
}

static void specks_at_words_are_no_part_of_the_name(void **state)
{
    (void)state;
    reads_as("person_name", "Huỳnh 'Thị Hoa", "Huỳnh Thị Hoa");
    reads_as("person_name", "Phạm 'thị Trang'", "Phạm Thị Trang");
    reads_as("person_name", "K' Brốp", "K' Brốp");
}

static void digits_and_noise_make_a_name_doubtful(void **state)
{
    (void)state;
    assert_true(typed_as("person_name", "Nguyễn Thị An").plausible > 0.95f);
    assert_true(typed_as("person_name", "Nguyễn Thị Xzkw").plausible < 0.5f);
    assert_true(typed_as("person_name", "An").plausible < 0.5f);
    assert_true(typed_as("person_name", "Nguyễn Văn").plausible < 0.5f);
    assert_true(typed_as("person_name", "Lê Thị").plausible < 0.5f);
    assert_true(typed_as("person_name", "Nguyễn Thị A1234 An").plausible < 0.5f);
    struct sohoa_typed typed = typed_as("person_name", "Nguyễn Thị \xC3\x85n");
    assert_true(typed.flags & SOHOA_TYPED_FOREIGN);
    assert_int_equal(check_of(&typed, "alphabet"), 0);
}

static void names_of_a_machine_readable_zone_are_known_as_plain(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("person_name", "NGUYEN<<THI<AN<<<<<<<");
    assert_string_equal(typed.value, "Nguyen Thi An");
    assert_string_equal(typed_as("person_name", "NGHIEM<<VAN<THUAN").value, "Nghiem Van Thuan");
    assert_true(typed.flags & SOHOA_TYPED_PLAIN);
}

static void decomposed_input_and_eth_become_composed_names(void **state)
{
    (void)state;
    reads_as("person_name", "NGUYE\xCC\x82\xCC\x83N THI\xCC\xA3 AN", "Nguyễn Thị An");
    reads_as("person_name", "\xC3\x90\xE1\xBB\x97 Văn Đức", "Đỗ Văn Đức");
}

static void lone_letters_of_specks_are_none_of_a_name(void **state)
{
    (void)state;
    reads_as("person_name", "Lê ầ Thanh Tuyết", "Lê Thanh Tuyết");
    reads_as("person_name", "NGUYỄN Ầ QUANG HOÀNG", "Nguyễn Quang Hoàng");
    reads_as("person_name", "NGUYỄN ĐỨC THẮNG Ì", "Nguyễn Đức Thắng");
    reads_as("person_name", "Ì Lê Thanh Nhi", "Lê Thanh Nhi");
    reads_as("person_name", "Nguyễn Thị I inh", "Nguyễn Thị Linh");
    assert_true(typed_as("person_name", "Lê ầ Thanh Tuyết").corrected >= 3);
    /* letters that names have */
    reads_as("person_name", "Y Blô Niê", "Y Blô Niê");
    reads_as("person_name", "Nguyễn Thị Ý", "Nguyễn Thị Ý");
    reads_as("person_name", "Rah Lan H Nga", "Rah Lan H Nga");
    assert_string_not_equal(typed_as("person_name", "ê Thị Mỹ").value, "Thị Mỹ"); /* "Lê" */
}

static void behind_a_comma_a_word_in_small_letters_begins_a_title(void **state)
{
    (void)state;
    reads_as("person_name", "Nguyễn Bảo Ngọc, tạ Chủ tịch Ủy ban nhân dân xã Long Nghĩa",
             "Nguyễn Bảo Ngọc");
    reads_as("person_name", "Lê, Thị Hoa", "Lê Thị Hoa");
}

static void a_word_that_is_no_syllable_becomes_the_one_name_that_a_letter_makes_of_it(void **state)
{
    (void)state;
    reads_as("person_name", "Tiần Hồng Thư", "Trần Hồng Thư");
    reads_as("person_name", "Nguyễn Bảa Hùng", "Nguyễn Bảo Hùng");
    reads_as("person_name", "MAI THỊ QANH", "Mai Thị Oanh");
    assert_true(typed_as("person_name", "Tiần Hồng Thư").corrected >= 3);
}

static void a_name_that_another_mark_would_make_another_usual_name_is_less_sure(void **state)
{
    (void)state;
    float sure = typed_as("person_name", "Nguyễn Kim Loan").plausible;
    assert_true(typed_as("person_name", "Nguyễn Kim Thùy").plausible < sure);
    assert_true(typed_as("person_name", "NGUYỄN THỦY YẾN").plausible < sure);
    assert_true(typed_as("person_name", "Nguyễn Loan").plausible < sure); /* or a word is lost */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_another_mark_would_make_another_usual_name_is_less_sure),
        cmocka_unit_test(lone_letters_of_specks_are_none_of_a_name),
        cmocka_unit_test(behind_a_comma_a_word_in_small_letters_begins_a_title),
        cmocka_unit_test(a_word_that_is_no_syllable_becomes_the_one_name_that_a_letter_makes_of_it),
        cmocka_unit_test(capitals_become_name_case_and_stay_in_raw),
        cmocka_unit_test(names_of_minorities_keep_their_letters),
        cmocka_unit_test(a_word_that_no_syllable_fits_becomes_the_only_name_that_does),
        cmocka_unit_test(words_torn_apart_or_run_together_are_put_right),
        cmocka_unit_test(the_position_of_a_signatory_is_no_part_of_the_name),
        cmocka_unit_test(a_name_that_may_be_right_is_left_alone),
        cmocka_unit_test(what_a_name_hardly_is_becomes_the_usual_one_for_a_person_to_see),
        cmocka_unit_test(a_surname_that_lost_a_letter_gets_it_back),
        cmocka_unit_test(specks_at_words_are_no_part_of_the_name),
        cmocka_unit_test(digits_and_noise_make_a_name_doubtful),
        cmocka_unit_test(names_of_a_machine_readable_zone_are_known_as_plain),
        cmocka_unit_test(decomposed_input_and_eth_become_composed_names),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
