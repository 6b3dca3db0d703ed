/* The parts of extract_form by themselves: lines of words, labels among letters, columns. */
#include "form_page.h"

#include "../../plugins/extract_form/form.h"

static struct form_word word(const char *text, int32_t x, int32_t y, int32_t w, uint32_t line)
{
    struct sohoa_box box = {x, y, w, 40};
    return (struct form_word){
        .text = text, .box = box, .master = box, .confidence = 0.9F, .source_line = line};
}

static void make(struct form_sheet *sheet, const struct form_word *words, uint32_t count)
{
    *sheet = (struct form_sheet){0};
    assert_true(form_reserve(sheet, 1, count));
    assert_true(form_add_page(sheet, NULL, words, count));
    assert_true(form_lines(sheet));
}

static void assert_line(const struct form_sheet *sheet, uint32_t line, const char *text)
{
    char all[256] = "";
    assert_true(line < sheet->line_count);
    for (uint32_t i = 0; i < sheet->lines[line].count; i++) {
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i ? " " : "",
                 sheet->words[sheet->lines[line].first + i].text);
    }
    assert_string_equal(all, text);
}

/* Recognition gave the left and the right half of a page as blocks, and jumped inside a line. */
static void words_of_one_height_become_one_line(void **state)
{
    (void)state;
    struct form_sheet sheet;
    const struct form_word words[] = {
        word("a1", 100, 100, 80, 0), word("a2", 200, 103, 80, 0),  word(".", 300, 130, 8, 0),
        word("b1", 100, 200, 80, 1), word("b2", 200, 198, 80, 1),  word("a3", 900, 108, 80, 2),
        word("b3", 900, 196, 80, 2), word("b4", 1000, 199, 80, 2),
    };
    make(&sheet, words, 8);
    assert_int_equal(sheet.line_count, 2);
    assert_line(&sheet, 0, "a1 a2 . a3");
    assert_line(&sheet, 1, "b1 b2 b3 b4");
    form_free(&sheet);
}

static void dots_inside_a_word_part_it(void **state)
{
    (void)state;
    struct form_sheet sheet;
    const struct form_word words[] = {word("1995......Dân", 100, 100, 400, 0),
                                      word("TP.Vinh", 600, 100, 100, 0),
                                      word("…", 720, 100, 30, 0)};
    make(&sheet, words, 3);
    assert_line(&sheet, 0, "1995 ...... Dân TP.Vinh …");
    assert_int_equal(sheet.words[1].kind, FORM_LEADER);
    assert_int_equal(sheet.words[3].kind, FORM_TEXT);
    assert_int_equal(sheet.words[4].kind, FORM_LEADER);
    assert_true(sheet.words[2].box.x > 350);
    form_free(&sheet);
}

static uint32_t find(struct form_sheet *sheet, const char *label, struct form_hit *hits)
{
    char folded[128];
    uint32_t size = (uint32_t)sohoa_fold(label, folded, NULL, sizeof folded);
    return form_find(sheet, folded, size, form_tolerance(size), 0, sheet->stream.size, hits, 8);
}

static void labels_are_found_with_wrong_letters(void **state)
{
    (void)state;
    struct form_sheet sheet;
    struct form_hit hits[8];
    const struct form_word words[] = {
        word("Nol", 100, 100, 80, 0),        word("cu", 200, 100, 60, 0),
        word("trủ:", 300, 100, 80, 0),       word("Nơi", 400, 100, 80, 0),
        word("sinh", 500, 100, 80, 0),       word("Quê", 100, 200, 80, 1),
        word("quán:Vinh", 200, 200, 160, 1),
    };
    make(&sheet, words, 7);
    assert_int_equal(find(&sheet, "Nơi cư trú", hits), 1);
    assert_int_equal(hits[0].cost, 1);
    assert_int_equal(sheet.stream.word[hits[0].start], 0);
    assert_int_equal(sheet.stream.word[hits[0].end - 1], 2);
    assert_true(hits[0].colon && hits[0].head);
    assert_int_equal(find(&sheet, "Quê quán", hits), 1);
    assert_int_equal(hits[0].cost, 0);
    assert_int_equal(sheet.stream.letters[hits[0].end], 'V');
    assert_true(hits[0].fit > 0.9F);
    assert_int_equal(find(&sheet, "Năm sinh", hits), 0); /* "Nơi sinh" is another label */
    assert_int_equal(find(&sheet, "Dân tộc", hits), 0);
    form_free(&sheet);
}

/* "Họ, chữ đệm, tên: NGUYỄN" is not "Họ, chữ đệm, tên người": a colon ends a label. */
static void a_label_does_not_reach_over_a_colon(void **state)
{
    (void)state;
    struct form_sheet sheet;
    struct form_hit hits[8];
    const struct form_word words[] = {
        word("Họ,", 100, 100, 60, 0),    word("chữ", 170, 100, 60, 0),
        word("đệm,", 240, 100, 80, 0),   word("tên:", 330, 100, 80, 0),
        word("NGUYÊ", 420, 100, 100, 0),
    };
    make(&sheet, words, 5);
    uint32_t count = find(&sheet, "Họ, chữ đệm, tên người mẹ", hits);
    for (uint32_t i = 0; i < count; i++)
        assert_true(hits[i].fit < 0.45F);
    assert_int_equal(find(&sheet, "Họ, chữ đệm, tên", hits), 1);
    assert_true(hits[0].fit > 0.95F);
    form_free(&sheet);
}

static void a_band_is_read_column_by_column(void **state)
{
    (void)state;
    struct form_sheet sheet;
    const struct form_word words[] = {
        word("top", 100, 100, 900, 0), word("a1", 100, 200, 80, 1), word("b1", 700, 200, 80, 1),
        word("a2", 100, 300, 80, 2),   word("b2", 700, 300, 80, 2), word("end", 100, 400, 900, 3),
    };
    make(&sheet, words, 6);
    int32_t cut = form_cut(&sheet, 0, 190, 350, 150, 690, false);
    assert_true(cut > 180 && cut < 700);
    struct form_band band = {.top = 190, .bottom = 350, .cuts = {cut}, .cut_count = 1};
    assert_true(form_columns(&sheet, &band));
    assert_int_equal(sheet.line_count, 6);
    assert_line(&sheet, 1, "a1");
    assert_line(&sheet, 2, "a2");
    assert_line(&sheet, 3, "b1");
    assert_line(&sheet, 4, "b2");
    assert_int_equal(sheet.lines[4].column, 2);
    assert_int_equal(sheet.words[sheet.lines[4].first].line, 4);
    form_free(&sheet);
}

static void values_are_stripped_of_what_is_none_of_them(void **state)
{
    (void)state;
    static const struct {
        const char *words[8], *raw;
    } cases[] = {
        {{":", "...", "Lê", "Thị", "Lan", ".", "|"}, "Lê Thị Lan"},
        {{"12/QĐ-UBND", ",", "-"}, "12/QĐ-UBND"},
        {{"Bru", "-", "Vân", "Kiều"}, "Bru - Vân Kiều"},
        {{"0", "3", "8", "1", "9", "0"}, "038190"},
        {{"Thôn", "2", "(cũ)."}, "Thôn 2 (cũ)"},
        {{"+84", "91"}, "+84 91"},
        {{"…", "-", "."}, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form_sheet sheet;
        struct form_word words[8];
        struct form_value value = {.size = 0};
        uint32_t count = 0;
        for (; count < 8 && cases[i].words[count]; count++)
            words[count] = word(cases[i].words[count], 100 + 100 * (int32_t)count, 100, 90, 0);
        make(&sheet, words, count);
        for (uint32_t j = 0; j < sheet.word_count; j++)
            form_value_word(&value, &sheet.words[j], 0, strlen(sheet.words[j].text));
        assert_int_equal(form_value_finish(&sheet, &value), *cases[i].raw != 0);
        if (*cases[i].raw)
            assert_string_equal(value.raw, cases[i].raw);
        form_free(&sheet);
    }
}

/* The last label of a line left no room: its value begins at the margin below. */
static void a_value_without_room_behind_its_label_begins_the_next_line(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 200, "GIẤY KHAI SINH"},
        {300, 350, "Họ, chữ đệm, tên: Lê Thị Mai"},
        {300, 450,
         "Ngày, tháng, năm sinh: 02/03/2025 ghi bằng chữ: Ngày hai, tháng ba, năm hai nghìn"},
        {300, 550, "Giới tính: Nữ"},
        {900, 550, "Dân tộc: Mường"},
        {1700, 550, "Quốc tịch:"},
        {300, 615, "Việt Nam"},
        {300, 715, "Nơi sinh: Trạm Y tế xã Hà Long, tỉnh Thanh Hóa"},
        {300, 815, "Quê quán: xã Hà Long, tỉnh Thanh Hóa"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-khai-sinh"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "child.gender", "Nữ");
    assert_raw(&rig, "child.nationality", "Việt Nam");
    assert_raw(&rig, "child.birth_place", "Trạm Y tế xã Hà Long, tỉnh Thanh Hóa");
    reading_close(&rig);
}

/* "Kinh....... Quốc tịch: Việt / Nam": it is the last value that goes on below. */
static void a_value_that_dots_follow_does_not_go_on_below(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 200, "GIẤY CHỨNG NHẬN KẾT HÔN"},
        {300, 350, "Họ, chữ đệm, tên vợ: Lê Thị Mai"},
        {1300, 350, "Họ, chữ đệm, tên chồng: Vi Văn Nam"},
        {300, 450, "Ngày, tháng, năm sinh: 02/03/1995"},
        {1300, 450, "Ngày, tháng, năm sinh: 12/03/1991"},
        {300, 550, "Dân tộc: Kinh ..... Quốc tịch: Việt"},
        {1300, 550, "Dân tộc: Thái ..... Quốc tịch: Việt"},
        {300, 610, "Nam"},
        {1300, 610, "Nam"},
        {300, 710, "Nơi cư trú: Thôn 1, xã Hà Long"},
        {1300, 710, "Nơi cư trú: Thôn 2, xã Hà Long"},
        {300, 810, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Hà Long, tỉnh Thanh Hóa"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    assert_raw(&rig, "wife.nationality", "Việt Nam");
    assert_raw(&rig, "husband.ethnicity", "Thái");
    assert_raw(&rig, "husband.nationality", "Việt Nam");
    reading_close(&rig);
}

/* The labels of two numbers were not read: whose they are is told by the gender in them, as far as
 * there is but one role for it; one that was read for a role is nobody else's. */
static void a_number_without_a_label_goes_to_the_role_that_lacks_one(void **state)
{
    (void)state;
    static const struct piece pieces[] = {
        {900, 200, "GIẤY CHỨNG NHẬN KẾT HÔN"},
        {200, 400, "Họ, chữ đệm, tên vợ: LÊ THỊ LAN"},
        {200, 480, "Ngày, tháng, năm sinh: 12/05/1990"},
        {200, 560, "Giầ#m tx thản 038190123456 do Bộ Công an cấp"},
        {200, 640, "Họ, chữ đệm, tên chồng: LÊ VĂN NAM"},
        {200, 720, "Ngày, tháng, năm sinh: 01/02/1988"},
        {200, 800, "Giầ#m tx thản 038088123457 do Bộ Công an cấp"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("giay-chung-nhan-ket-hon"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.id_number", "038190123456");
    assert_raw(&rig, "husband.id_number", "038088123457");
    assert_true(reading_find(&rig, "wife.id_number")->flags & SOHOA_READING_DOUBT);
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_without_a_label_goes_to_the_role_that_lacks_one),
        cmocka_unit_test(words_of_one_height_become_one_line),
        cmocka_unit_test(dots_inside_a_word_part_it),
        cmocka_unit_test(labels_are_found_with_wrong_letters),
        cmocka_unit_test(a_label_does_not_reach_over_a_colon),
        cmocka_unit_test(a_band_is_read_column_by_column),
        cmocka_unit_test(values_are_stripped_of_what_is_none_of_them),
        cmocka_unit_test(a_value_without_room_behind_its_label_begins_the_next_line),
        cmocka_unit_test(a_value_that_dots_follow_does_not_go_on_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
