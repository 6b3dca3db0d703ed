/* Our own line finder, on pages drawn here: what is a line, where it runs, in which order, and what
 * is none. */
#include "stage_rig.h"
#include "unit/unit.h"

#include "layout.h"
#include "ocr.h"

#include <stdlib.h>

enum { DPI = 300, WIDE = 180, MANY = 24 };

static const char sentence[] = "Ủy ban nhân dân xã Tân Lập, huyện Đắk Mil đã nhận đủ hồ sơ";

static struct layout found;

static int forget(void **state)
{
    (void)state;
    layout_free(&found);
    return 0;
}

/* Takes the picture. */
static void find(PIX *picture, const struct sohoa_box *rules, size_t count)
{
    layout_free(&found);
    assert_true(layout_find_own(picture, DPI, rules, count, &found));
    for (size_t i = 0; i < found.count; i++) {
        const struct layout_unit *u = &found.units[i];
        assert_true(u->box.x >= 0 && u->box.y >= 0 && u->box.w > 0 && u->box.h > 0);
        assert_true(u->box.x + u->box.w <= pixGetWidth(picture));
        assert_true(u->box.y + u->box.h <= pixGetHeight(picture));
        assert_true(u->first_mark + u->marks <= found.mark_count && u->marks > 0);
        assert_true(u->first_knot + u->knots <= found.knot_count);
    }
    pixDestroy(&picture);
}

static int mm(double v)
{
    return (int)(v * DPI / 25.4);
}

static PIX *draw(double height, const struct rig_piece *pieces, int count, int depth)
{
    return rig_to_depth(rig_draw(WIDE, height, DPI, "Serif 12", pieces, count), depth);
}

static size_t lines(void)
{
    size_t count = 0;
    for (size_t i = 0; i < found.count; i++)
        count += found.units[i].starts_line;
    return count;
}

/* The unit that holds the place; fails when there is not just one. */
static const struct layout_unit *unit_at(double x, double y)
{
    const struct layout_unit *at = NULL;
    for (size_t i = 0; i < found.count; i++) {
        const struct sohoa_box *b = &found.units[i].box;
        if (mm(x) < b->x || mm(x) >= b->x + b->w || mm(y) < b->y || mm(y) >= b->y + b->h)
            continue;
        assert_null(at);
        at = &found.units[i];
    }
    assert_non_null(at);
    return at;
}

static void every_line_is_found_at_every_depth(void **state)
{
    (void)state;
    struct rig_piece pieces[8];
    for (int i = 0; i < 8; i++)
        pieces[i] = (struct rig_piece){sentence, 15, 10 + 8 * i, 160};
    static const int depths[] = {1, 8, 32};
    for (int d = 0; d < 3; d++) {
        find(draw(80, pieces, 8, depths[d]), NULL, 0);
        assert_int_equal(lines(), 8);
        for (int i = 0; i < 8; i++)
            assert_true(unit_at(20, 12.5 + 8 * i) - found.units == i);
    }
}

static void tones_and_dots_stay_with_their_line(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"Ộ Ế Ụ Ặ Ỡ Ẩ Ỷ Ị ộ ế ụ ặ", 15, 10, 160},
                                       {"Ổ ạ ề ỉ ọ ự ẵ ỹ ậ ể Ễ Ọ", 15, 17, 160}};
    PIX *page = draw(30, pieces, 2, 1);
    for (int i = 0; i < 2; i++) {
        l_int32 y = 0, h = 0;
        BOX *part = boxCreate(0, mm(10 + 7 * i), mm(WIDE), mm(6.6)), *ink = NULL;
        PIX *line = pixClipRectangle(page, part, NULL);
        pixClipToForeground(line, NULL, &ink);
        boxGetGeometry(ink, NULL, &y, NULL, &h);
        find(pixClone(page), NULL, 0);
        assert_int_equal(lines(), 2);
        const struct sohoa_box *b = &found.units[i].box;
        y += mm(10 + 7 * i);
        assert_true(b->y <= y && b->y + b->h >= y + h);
        boxDestroy(&part);
        boxDestroy(&ink);
        pixDestroy(&line);
    }
    pixDestroy(&page);
}

static void a_short_word_in_capitals_close_below_a_line_is_no_row_of_tones(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"NGÀY, THÁNG, NĂM", 15, 10, 160},
                                       {"SINH:", 15, 13.67, 160},
                                       {"GHI BẰNG CHỮ: MỘT HAI BA", 15, 17.34, 160}};
    find(rig_to_depth(rig_draw(WIDE, 30, DPI, "Sans Bold 8", pieces, 3), 8), NULL, 0);
    assert_int_equal(lines(), 3);
}

static void columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{rig_prose, 8, 10, 75}, {rig_prose, 98, 13, 75}};
    find(draw(90, pieces, 2, 8), NULL, 0);
    size_t turns = 0;
    assert_true(found.count > MANY);
    for (size_t i = 1; i < found.count; i++)
        turns += (found.units[i - 1].box.x < mm(90)) != (found.units[i].box.x < mm(90));
    assert_int_equal(turns, 1);
    assert_true(found.units[0].box.x < mm(90));
}

static void no_unit_runs_through_a_ruled_line_of_a_table(void **state)
{
    (void)state;
    struct rig_piece pieces[9];
    static const char *const texts[] = {"Họ tên con",    "Ngày sinh",  "Ghi chú thêm",
                                        "Nguyễn Thị An", "05/03/2021", "con đầu lòng",
                                        "Nguyễn Văn Ba", "12/11/2023", "con thứ hai"};
    struct sohoa_box rules[6];
    for (int i = 0; i < 9; i++)
        pieces[i] = (struct rig_piece){texts[i], 20 + 38.0 * (i % 3), 12 + 9.0 * (i / 3), 60};
    for (int i = 0; i < 2; i++)
        rules[i] = (struct sohoa_box){mm(57 + 38.0 * i), mm(10), 4, mm(27)};
    for (int i = 0; i < 4; i++)
        rules[2 + i] = (struct sohoa_box){mm(18), mm(10.5 + 9.0 * i), mm(115), 4};
    find(draw(45, pieces, 9, 1), rules, 6);
    assert_int_equal(found.count, 9);
    for (int i = 0; i < 9; i++)
        assert_true(unit_at(23 + 38.0 * (i % 3), 14.5 + 9.0 * (i / 3)) - found.units == i);
}

static void wide_white_parts_units_of_one_line(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"Giới tính: Nam", 15, 10, 60},
                                       {"Quốc tịch: Việt Nam", 100, 10, 60}};
    find(draw(25, pieces, 2, 8), NULL, 0);
    assert_int_equal(found.count, 2);
    assert_int_equal(lines(), 1);
    assert_true(found.units[0].line.w > mm(100));
}

static void a_slanting_line_is_cut_level(void **state)
{
    (void)state;
    const struct rig_piece piece = {sentence, 15, 20, 160};
    find(draw(40, &piece, 1, 8), NULL, 0);
    int level = found.units[0].box.h;
    PIX *straight = draw(40, &piece, 1, 8), *page = rig_turn(straight, 3);
    pixDestroy(&straight);
    find(pixClone(page), NULL, 0);
    assert_int_equal(found.count, 1);
    assert_true(found.units[0].knots > 0 && found.units[0].box.h > level * 3 / 2);
    PIX *cut = layout_cut(page, &found, &found.units[0]);
    assert_non_null(cut);
    assert_int_equal(pixGetWidth(cut), found.units[0].box.w);
    assert_true(pixGetHeight(cut) < level * 5 / 4);
    pixDestroy(&cut);
    pixDestroy(&page);
}

static void text_that_stands_on_its_side_is_told(void **state)
{
    (void)state;
    const struct rig_piece piece = {rig_prose, 8, 10, 160};
    find(draw(60, &piece, 1, 8), NULL, 0);
    assert_false(found.turned);
    PIX *page = draw(60, &piece, 1, 8);
    find(pixRotate90(page, 1), NULL, 0);
    assert_true(found.turned);
    pixDestroy(&page);
}

static void a_faint_pattern_under_the_print_is_no_text(void **state)
{
    (void)state;
    const struct rig_piece piece = {sentence, 15, 18, 160};
    PIX *page = draw(40, &piece, 1, 8);
    for (int row = 0; row < 12; row++)
        for (int i = 0; i < 12; i++)
            for (int x = 0; x < mm(11); x++) {
                int y = mm(3 + 3.0 * row) + (int)(mm(1.2) * sin(x * 3.14 / mm(11)));
                pixSetPixel(page, mm(3 + 14.0 * i) + x, y, 170);
                pixSetPixel(page, mm(3 + 14.0 * i) + x, y + 1, 170);
            }
    find(page, NULL, 0);
    assert_int_equal(found.count, 1);
    assert_true(found.units[0].box.h < mm(9));
}

static void specks_beside_the_letters_make_no_line_higher(void **state)
{
    (void)state;
    const struct rig_piece piece = {"Ngày cấp: 05/03/2021 cho con", 15, 10, 160};
    find(draw(30, &piece, 1, 1), NULL, 0);
    struct sohoa_box clean = found.units[0].box;
    PIX *page = draw(30, &piece, 1, 1);
    for (int i = 0; i < 4; i++) {
        pixRasterop(page, mm(20 + 6 * i), clean.y - 8, 3, 3, PIX_SET, NULL, 0, 0);
        pixRasterop(page, mm(22 + 6 * i), clean.y + clean.h + 4, 3, 3, PIX_SET, NULL, 0, 0);
    }
    find(page, NULL, 0);
    assert_int_equal(found.count, 1);
    assert_true(abs(found.units[0].box.y - clean.y) <= 4);
    assert_true(abs(found.units[0].box.h - clean.h) <= 6);
}

static void lines_that_touch_stay_two(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"mua bao cao su con mau no ra ao rau", 15, 10, 160},
                                       {"mua bao cao su con mau no ra ao rau", 15, 14.2, 160}};
    PIX *page = draw(30, pieces, 2, 1);
    int from = mm(11), to = mm(17);
    pixRasterop(page, mm(40), from, 6, to - from, PIX_SET, NULL, 0, 0);
    find(page, NULL, 0);
    assert_int_equal(lines(), 2);
    for (size_t i = 0; i < found.count; i++)
        assert_true(found.units[i].box.h < mm(6.5));
}

static void a_word_that_touches_the_line_above_is_read_in_its_own(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"mua bao cao su con mau no ra ao rau", 15, 10, 160},
                                       {"mua bao cao su con mau no ra ao rau", 15, 14.2, 160}};
    PIX *page = draw(30, pieces, 2, 1);
    pixRasterop(page, mm(36), mm(17.2), mm(22), 4, PIX_SET, NULL, 0, 0); /* words as one piece */
    pixRasterop(page, mm(46), mm(12), 6, mm(5.3), PIX_SET, NULL, 0, 0);  /* a tail on them */
    find(page, NULL, 0);
    assert_int_equal(lines(), 2);
    assert_true(unit_at(46, 12) == &found.units[0]);
    assert_true(unit_at(46, 16.7) == &found.units[1]);
    for (size_t i = 0; i < found.count; i++)
        assert_true(found.units[i].box.h < mm(6.5));
}

static void a_logo_beside_small_lines_is_no_letter_of_theirs(void **state)
{
    (void)state;
    const struct rig_piece pieces[] = {{"mua bao cao su con mau no ra ao rau", 40, 10, 160},
                                       {"mua bao cao su con mau no ra ao rau", 40, 14.2, 160}};
    PIX *page = draw(30, pieces, 2, 1);
    pixRasterop(page, mm(30.5), mm(11), mm(2), mm(7.6), PIX_SET, NULL, 0, 0); /* an H */
    pixRasterop(page, mm(36.5), mm(11), mm(2), mm(7.6), PIX_SET, NULL, 0, 0);
    pixRasterop(page, mm(31), mm(15.4), mm(6), mm(1.4), PIX_SET, NULL, 0, 0);
    find(page, NULL, 0);
    assert_int_equal(lines(), 2);
    for (size_t i = 0; i < found.count; i++)
        assert_true(found.units[i].box.x > mm(38.5));
}

static void rules_of_a_card_stand_where_the_card_was_put(void **state)
{
    (void)state;
    struct sohoa_page page = {
        .width = 2480,
        .height = 3508,
        .to_master = {1, 0, 0, 0, 1, 0, 0, 0, 1},
        .patch_count = 1,
        .patches = {{.box = {0, 0, 1500, 1000}, .to_master = {1, 0, 700, 0, 1, 2000, 0, 0, 1}}}};
    struct sohoa_box box = ocr_to_image(&page, (struct sohoa_box){900, 2300, 4, 300});
    assert_int_equal(box.x, 200);
    assert_int_equal(box.y, 300);
    assert_int_equal(box.w, 4);
    assert_int_equal(box.h, 300);
}

static void letters_over_a_line_that_touches_some_are_one_unit(void **state)
{
    (void)state;
    const struct rig_piece piece = {"tự xã hội cấp ngày 24-12-2021", 15, 10, 160};
    PIX *page = draw(25, &piece, 1, 1);
    find(pixClone(page), NULL, 0);
    const struct sohoa_box *b = &found.units[0].box;
    int y = b->y + 4 + (int)(0.85 * (b->h - 8)); /* through the tails */
    pixRasterop(page, b->x, y, b->w, 4, PIX_SET, NULL, 0, 0);
    find(page, NULL, 0);
    assert_int_equal(found.count, 1);
}

static PIX *noise(int w, int h, unsigned share)
{
    PIX *pix = pixCreate(w, h, 1);
    uint32_t seed = 7;
    for (size_t i = 0; pix && i < (size_t)pixGetWpl(pix) * (size_t)h * 32; i++) {
        seed = seed * 1664525u + 1013904223u;
        if (seed >> 16 < share)
            pixGetData(pix)[i / 32] |= 1u << (i % 32);
    }
    return pix;
}

static void words_part_in_the_white_beside_the_border_that_the_steps_give(void **state)
{
    (void)state;
    /* "u", the dots of a colon, "P" close behind it, "HẠM" that touch, a line under the words */
    struct sohoa_box marks[] = {{868, 14, 26, 28}, {900, 14, 6, 6},   {900, 34, 6, 8},
                                {918, 6, 32, 36},  {952, 6, 130, 44}, {860, 50, 230, 3}};
    struct layout_unit unit = {.box = {860, 0, 230, 78}, .marks = 6};
    struct layout layout = {.marks = marks, .mark_count = 6};
    for (int border = 905; border <= 934; border++) {
        int at = layout_parting(&layout, &unit, border);
        assert_true(at >= 906 && at <= 918);
    }
    unit.box.h = 900; /* no further than the marks' own room */
    assert_in_range(layout_parting(&layout, &unit, 912), 0, 2000);
    unit.marks = 0;
    assert_in_range(layout_parting(&layout, &unit, 0), 0, 128);
}

static void odd_pictures_are_taken(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {2, 1}, {1, 3000}, {3000, 1}, {33, 7}, {2400, 3300}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
            PIX *white = rig_to_depth(pixCreate(sizes[i][0], sizes[i][1], 32), depth);
            PIX *black = pixInvert(NULL, white);
            if (depth > 1)
                pixSetAll(white);
            find(white, NULL, 0);
            assert_int_equal(found.count, 0);
            find(black, NULL, 0);
        }
    for (unsigned share = 64; share <= 32768; share *= 8) {
        PIX *strewn = noise(1200, 1600, share);
        layout_free(&found);
        layout_find_own(strewn, DPI, NULL, 0, &found); /* in bounded time */
        pixDestroy(&strewn);
    }
    find(pixCreate(12000, 11700, 1), NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_line_is_found_at_every_depth, forget),
        cmocka_unit_test_teardown(tones_and_dots_stay_with_their_line, forget),
        cmocka_unit_test_teardown(a_short_word_in_capitals_close_below_a_line_is_no_row_of_tones,
                                  forget),
        cmocka_unit_test_teardown(columns_are_read_one_after_the_other, forget),
        cmocka_unit_test_teardown(no_unit_runs_through_a_ruled_line_of_a_table, forget),
        cmocka_unit_test_teardown(wide_white_parts_units_of_one_line, forget),
        cmocka_unit_test_teardown(a_slanting_line_is_cut_level, forget),
        cmocka_unit_test_teardown(text_that_stands_on_its_side_is_told, forget),
        cmocka_unit_test_teardown(a_faint_pattern_under_the_print_is_no_text, forget),
        cmocka_unit_test_teardown(specks_beside_the_letters_make_no_line_higher, forget),
        cmocka_unit_test_teardown(lines_that_touch_stay_two, forget),
        cmocka_unit_test_teardown(a_word_that_touches_the_line_above_is_read_in_its_own, forget),
        cmocka_unit_test_teardown(a_logo_beside_small_lines_is_no_letter_of_theirs, forget),
        cmocka_unit_test_teardown(rules_of_a_card_stand_where_the_card_was_put, forget),
        cmocka_unit_test_teardown(letters_over_a_line_that_touches_some_are_one_unit, forget),
        cmocka_unit_test(words_part_in_the_white_beside_the_border_that_the_steps_give),
        cmocka_unit_test_teardown(odd_pictures_are_taken, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
