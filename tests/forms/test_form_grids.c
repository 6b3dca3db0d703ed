/* Grids: tables whose header names whose column it is and whose rows are fields. */
#include "form_page.h"

/* The bridegroom's column comes first here; labels and values are broken inside their cells. */
static const struct piece marriage[] = {
    {900, 300, "TỜ KHAI ĐĂNG KÝ KẾT HÔN"},
    {300, 500, "Thông tin"},
    {1000, 500, "Bên nam"},
    {1750, 500, "Bên nữ"},
    {210, 600, "Họ, chữ đệm, tên"},
    {800, 600, "Lê Văn Hùng"},
    {1500, 600, "Phạm Thị Hoa"},
    {210, 700, "Ngày, tháng, năm"},
    {800, 700, "18/10/1978"},
    {1500, 700, "03/08/1983"},
    {210, 760, "sinh"},
    {210, 860, "Dân tộc"},
    {800, 860, "Mường"},
    {1500, 860, "Kinh"},
    {210, 960, "Nơi cư trú"},
    {800, 960, "Số 2 đường Bà Triệu, phường"},
    {1500, 960, "Thôn 7, xã Tân Giang,"},
    {800, 1020, "Nghi Sơn, tỉnh Thanh Hóa"},
    {1500, 1020, "tỉnh Lào Cai"},
    {210, 1120, "Kết hôn lần thứ mấy"},
    {800, 1120, "1"},
    {1500, 1120, "2"},
    {200, 1300, "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn"},
    {400, 1500, "Bên nữ"},
    {1500, 1500, "Bên nam"},
    {400, 1700, "Phạm Thị Hoa"},
    {1500, 1700, "Lê Văn Hùng"},
};

static void a_grid_is_read_by_its_header(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    DRAW(&rig, marriage);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Lê Văn Hùng");
    assert_raw(&rig, "wife.name", "Phạm Thị Hoa");
    assert_raw(&rig, "husband.birth_date", "18/10/1978");
    assert_raw(&rig, "wife.birth_date", "03/08/1983");
    assert_raw(&rig, "husband.ethnicity", "Mường");
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    assert_raw(&rig, "husband.address", "Số 2 đường Bà Triệu, phường Nghi Sơn, tỉnh Thanh Hóa");
    assert_raw(&rig, "wife.address", "Thôn 7, xã Tân Giang, tỉnh Lào Cai");
    assert_raw(&rig, "husband.marriage_count", "1");
    assert_raw(&rig, "wife.marriage_count", "2");
    reading_close(&rig);
}

/* "... của hai bên nam, nữ" above the table names both columns, too, but right beside each other.
 */
static void a_sentence_that_names_both_columns_is_no_header(void **state)
{
    (void)state;
    struct reading_rig rig;
    struct piece with_sentence[sizeof marriage / sizeof *marriage + 1];
    size_t count = 0;
    for (size_t i = 0; i < sizeof marriage / sizeof *marriage; i++) {
        if (strcmp(marriage[i].text, "Thông tin") == 0)
            with_sentence[count++] =
                (struct piece){200, marriage[i].y - 80, "Thông tin của hai bên nam, nữ:"};
        with_sentence[count++] = marriage[i];
    }
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    draw(&rig, with_sentence, count);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Lê Văn Hùng");
    assert_raw(&rig, "wife.name", "Phạm Thị Hoa");
    assert_raw(&rig, "husband.birth_date", "18/10/1978");
    assert_raw(&rig, "wife.birth_date", "03/08/1983");
    reading_close(&rig);
}

/* Rules tell rows and columns where words alone would not: a long label row. */
static void rules_bound_the_cells_of_a_grid(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    DRAW(&rig, marriage);
    static const int32_t levels[] = {480, 580, 680, 820, 940, 1090, 1200};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2000, 4, 0);
    for (int32_t x = 190; x <= 2190; x += 1)
        if (x == 190 || x == 760 || x == 1480 || x == 2190)
            reading_mark(&rig, SOHOA_MARK_RULE, x, 480, 4, 720, 0);
    /* a value that begins above its label's line, centred in its cell */
    reading_line(&rig, 1500, 1055, "(tạm trú)");
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Lê Văn Hùng");
    assert_raw(&rig, "wife.address", "Thôn 7, xã Tân Giang, tỉnh Lào Cai (tạm trú)");
    assert_raw(&rig, "wife.marriage_count", "2");
    reading_close(&rig);
}

/* The labels of the last rows are broken beside their values, so that only the rules tell how far
 * the table reaches. */
static void a_grid_reaches_to_its_last_rule(void **state)
{
    (void)state;
    static const struct piece last[] = {
        {800, 1090, "CCCD số 038078001234 do"},
        {1500, 1090, "CCCD số 010183005678 do"},
        {210, 1115, "Giấy tờ tùy"},
        {800, 1145, "Bộ Công an cấp"},
        {1500, 1145, "Bộ Công an cấp"},
        {210, 1175, "thân"},
        {800, 1200, "ngày 02/04/2025"},
        {1500, 1200, "ngày 05/05/2025"},
        {210, 1260, "Kết hôn lần"},
        {800, 1290, "1"},
        {1500, 1290, "2"},
        {210, 1320, "thứ mấy"},
        {200, 1450, "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn"},
    };
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    draw(&rig, marriage, 19);
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        reading_line(&rig, last[i].x, last[i].y, last[i].text);
    static const int32_t levels[] = {480, 580, 680, 820, 940, 1080, 1245, 1370};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2000, 4, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.address", "Số 2 đường Bà Triệu, phường Nghi Sơn, tỉnh Thanh Hóa");
    assert_raw(&rig, "husband.id_number", "CCCD số 038078001234 do Bộ Công an cấp ngày 02/04/2025");
    assert_raw(&rig, "wife.id_number", "CCCD số 010183005678 do Bộ Công an cấp ngày 05/05/2025");
    assert_raw(&rig, "wife.marriage_count", "2");
    reading_close(&rig);
}

/* One cell of the header is misread, and both sign at the end in the other order. */
static void a_header_with_one_cell_misread_still_tells_whose_column_it_is(void **state)
{
    (void)state;
    struct reading_rig rig;
    struct piece pieces[sizeof marriage / sizeof *marriage];
    memcpy(pieces, marriage, sizeof pieces);
    pieces[3].text = "8zn n+";
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "husband.name", "Lê Văn Hùng");
    assert_raw(&rig, "wife.name", "Phạm Thị Hoa");
    assert_raw(&rig, "husband.birth_date", "18/10/1978");
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    reading_close(&rig);
}

/* Without a header nothing tells it: no value of the grid may pass for sure. */
static void a_grid_without_a_header_is_doubted(void **state)
{
    (void)state;
    struct reading_rig rig;
    struct piece pieces[sizeof marriage / sizeof *marriage];
    memcpy(pieces, marriage, sizeof pieces);
    pieces[2].text = "zzz";
    pieces[3].text = "8zn n+";
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    DRAW(&rig, pieces);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    const struct sohoa_reading *name = reading_nth(&rig, "husband.name", 0);
    assert_true(!name || name->place <= 0.5F);
    reading_close(&rig);
}

/* The rules below the header, and between two rows, were not seen. */
static void rows_whose_rule_is_lost_are_parted_by_their_labels(void **state)
{
    (void)state;
    struct reading_rig rig;
    reading_open(&rig, "extract_form", PAPER("to-khai-ket-hon"));
    DRAW(&rig, marriage);
    static const int32_t levels[] = {480, 680, 820, 1090, 1200};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        reading_mark(&rig, SOHOA_MARK_RULE, 190, levels[i], 2000, 4, 0);
    assert_int_equal(reading_run(&rig), SOHOA_OK);
    assert_raw(&rig, "wife.name", "Phạm Thị Hoa");
    assert_raw(&rig, "wife.ethnicity", "Kinh");
    assert_raw(&rig, "husband.ethnicity", "Mường");
    assert_raw(&rig, "wife.address", "Thôn 7, xã Tân Giang, tỉnh Lào Cai");
    reading_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grid_is_read_by_its_header),
        cmocka_unit_test(a_sentence_that_names_both_columns_is_no_header),
        cmocka_unit_test(rules_bound_the_cells_of_a_grid),
        cmocka_unit_test(a_grid_reaches_to_its_last_rule),
        cmocka_unit_test(a_header_with_one_cell_misread_still_tells_whose_column_it_is),
        cmocka_unit_test(a_grid_without_a_header_is_doubted),
        cmocka_unit_test(rows_whose_rule_is_lost_are_parted_by_their_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
