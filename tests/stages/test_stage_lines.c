/* prep_lines: leaders, rules, tables and boxes go, the letters and their dots below stay. Each page
 * is drawn twice, with and without what is to go: the stage must make one into the other. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <string.h>

enum { DPI = 300 };

static const char values[] = "Phạm Thị Mỹ Hạnh, Đặng Ngọc Thọ, Nguyễn Hữu Lộc\n\n\n"
                             "thôn Đại Thịnh, xã Thọ Lập, huyện Ngọc Lặc, tỉnh Nghệ An\n\n\n"
                             "LÊ THỊ BÍCH PHƯỢNG, TRỊNH QUỐC VIỆT, BẠCH MỘNG ĐIỆP\n\n\n"
                             "ngày 12 tháng 8 năm 1998, dân tộc Mường, quốc tịch Việt Nam";

/* Where the four lines of values stand, found by their ink. */
struct rows {
    int baseline[8], count, left;
};

static PIX *text_only(const char *font)
{
    const struct rig_piece piece = {values, 30, 30, 160};
    return rig_to_depth(rig_draw(210, 120, DPI, font, &piece, 1), 1);
}

/* The last row of each line's letters without a descender: the fullest fall in ink. */
static struct rows rows_of(PIX *bits)
{
    struct rows rows = {.left = 30 * DPI / 25};
    NUMA *ink = pixCountPixelsByRow(bits, NULL);
    int h = pixGetHeight(bits), last = -1000;
    for (int y = 1; y + 1 < h && rows.count < 8; y++) {
        float here = 0, next = 0;
        numaGetFValue(ink, y, &here);
        numaGetFValue(ink, y + 1, &next);
        if (here > 150 && next < here * 0.62f && y - last > DPI / 8) {
            bool deeper = false;
            for (int k = y + 1; k < y + 6; k++) {
                float a = 0, b = 0;
                numaGetFValue(ink, k, &a);
                numaGetFValue(ink, k + 1, &b);
                deeper = deeper || a - b > here - next;
            }
            if (!deeper) {
                rows.baseline[rows.count++] = y;
                last = y;
            }
        }
    }
    numaDestroy(&ink);
    return rows;
}

static void dot(PIX *bits, double x, double y, double r)
{
    for (int row = (int)(y - r); row <= (int)(y + r) + 1; row++)
        for (int col = (int)(x - r); col <= (int)(x + r) + 1; col++)
            if ((col - x) * (col - x) + (row - y) * (row - y) <= r * r)
                pixSetPixel(bits, col, row, 1);
}

static struct sohoa_page stage(PIX *takes)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, DPI);
    if (rig_run("prep_lines", NULL, &page, NULL, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    return page;
}

static int marks_of(const struct sohoa_page *page, uint32_t kind)
{
    int n = 0;
    for (size_t i = 0; i < sohoa_marks_count(page->marks); i++)
        n += sohoa_marks_get(page->marks, i).kind == kind;
    return n;
}

/* Marks with a size between those of a dot and a tone that hang below the letters: they stand
 * alone and have letters above. */
static int dots_below(PIX *bits, const struct rows *rows)
{
    int n = 0;
    BOXA *boxes = pixConnCompBB(bits, 8);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        for (int r = 0; r < rows->count; r++)
            n += w >= 3 && w <= 10 && h >= 3 && h <= 10 && y > rows->baseline[r] &&
                 y < rows->baseline[r] + 16;
    }
    boxaDestroy(&boxes);
    return n;
}

static double share_lost(PIX *clean, PIX *wiped)
{
    l_int32 ink = 0, off = 0;
    PIX *x = pixXor(NULL, clean, wiped);
    pixCountPixels(clean, &ink, NULL);
    pixCountPixels(x, &off, NULL);
    pixDestroy(&x);
    return (double)off / ink;
}

static void dotted_leaders_go_and_the_dots_below_letters_stay(void **state)
{
    (void)state;
    static const char *const fonts[] = {"Liberation Serif 13", "Liberation Sans 12",
                                        "DejaVu Serif 11"};
    static const double below[] = {-3, 0, 3, 7, 12, 16}; /* pixels from the baseline */
    for (size_t f = 0; f < sizeof fonts / sizeof *fonts; f++)
        for (size_t b = 0; b < sizeof below / sizeof *below; b++) {
            PIX *clean = text_only(fonts[f]), *dotted = pixCopy(NULL, clean);
            struct rows rows = rows_of(clean);
            assert_int_equal(rows.count, 4);
            for (int r = 0; r < rows.count; r++)
                for (double x = 340; x < 2300; x += 12.4 + (double)f)
                    dot(dotted, x, rows.baseline[r] + below[b], 2.6);
            struct sohoa_page page = stage(dotted);
            int want = dots_below(clean, &rows), have = dots_below(page.image, &rows);
            double lost = share_lost(clean, page.image);
            if (marks_of(&page, SOHOA_MARK_LEADER) != 4 || lost > 0.04 || have < want * 0.7 ||
                have > want * 1.5)
                fail_msg("%s, %g below: %d leaders, %d of %d dots below, %.3f of the ink wrong",
                         fonts[f], below[b], marks_of(&page, SOHOA_MARK_LEADER), have, want, lost);
            pixDestroy(&clean);
            sohoa_page_clear(&page);
        }
}

static void a_page_of_text_does_not_change(void **state)
{
    (void)state;
    static const char *const fonts[] = {"Liberation Serif 13", "Liberation Sans Bold 11",
                                        "Liberation Mono 12", "Noto Sans Italic 10"};
    for (size_t f = 0; f < sizeof fonts / sizeof *fonts; f++) {
        PIX *clean = rig_prose_page(DPI, fonts[f], 1);
        struct sohoa_page page = stage(pixCopy(NULL, clean));
        assert_true(rig_differing(clean, page.image) == 0);
        assert_int_equal(sohoa_marks_count(page.marks), 0);
        pixDestroy(&clean);
        sohoa_page_clear(&page);
    }
}

static void ruled_lines_go_and_the_letters_on_them_stay(void **state)
{
    (void)state;
    for (int degrees = -1; degrees <= 1; degrees++) {
        PIX *clean = text_only("Liberation Serif 13"), *ruled = pixCopy(NULL, clean);
        struct rows rows = rows_of(clean);
        for (int r = 0; r < rows.count; r++)
            for (int x = 300; x < 2300; x++)
                for (int t = 0; t < 3 && x % 211 > 6; t++) /* broken here and there */
                    pixSetPixel(ruled, x,
                                rows.baseline[r] + 5 + t + (x - 1300) * degrees * 35 / 2000, 1);
        struct sohoa_page page = stage(ruled);
        double lost = share_lost(clean, page.image);
        if (marks_of(&page, SOHOA_MARK_RULE) != 4 || lost > 0.05)
            fail_msg("%d: %d rules, %.3f of the ink wrong", degrees,
                     marks_of(&page, SOHOA_MARK_RULE), lost);
        pixDestroy(&clean);
        sohoa_page_clear(&page);
    }
}

static void a_table_goes_and_its_words_stay(void **state)
{
    (void)state;
    PIX *clean = text_only("Liberation Sans 12"), *ruled = pixCopy(NULL, clean);
    for (int i = 0; i < 5; i++)
        rig_fill(ruled, DPI, 25, 27 + i * 16.0, 170, 0.2, 0);
    for (int i = 0; i < 3; i++)
        rig_fill(ruled, DPI, 25 + i * 85.0, 27, 0.2, 64, 0);
    struct sohoa_page page = stage(ruled);
    assert_int_equal(marks_of(&page, SOHOA_MARK_RULE), 8);
    assert_int_equal(marks_of(&page, SOHOA_MARK_CELLS), 0);
    assert_true(share_lost(clean, page.image) < 0.03);
    pixDestroy(&clean);
    sohoa_page_clear(&page);
}

static void a_streak_through_a_table_goes_and_is_no_side_of_it(void **state)
{
    (void)state;
    PIX *clean = text_only("Liberation Sans 12"), *ruled = pixCopy(NULL, clean);
    for (int i = 0; i < 5; i++)
        rig_fill(ruled, DPI, 25, 27 + i * 16.0, 170, 0.2, 0);
    for (int i = 0; i < 3; i++)
        rig_fill(ruled, DPI, 25 + i * 85.0, 27, 0.2, 64, 0);
    rig_fill(ruled, DPI, 70, 0, 0.2, 120, 0);
    struct sohoa_page page = stage(ruled);
    assert_int_equal(marks_of(&page, SOHOA_MARK_RULE), 8);
    assert_true(share_lost(clean, page.image) < 0.04);
    pixDestroy(&clean);
    sohoa_page_clear(&page);
}

/* Frames around values as a faint bilevel scan leaves them: 2 mm of a line, 0.8 mm of nothing. */
static void frames_broken_into_dashes_go_and_their_words_stay(void **state)
{
    (void)state;
    PIX *clean = text_only("Liberation Sans 12"), *framed = pixCopy(NULL, clean);
    struct rows rows = rows_of(clean);
    for (int r = 0; r < rows.count; r++) {
        double top = rows.baseline[r] * 25.4 / DPI - 6;
        for (double x = 27; x < 195; x += 2.8)
            for (int side = 0; side < 2; side++)
                rig_fill(framed, DPI, x, top + side * 8, 2, 0.2, 0);
    }
    struct sohoa_page page = stage(framed);
    double lost = share_lost(clean, page.image);
    if (marks_of(&page, SOHOA_MARK_RULE) != 2 * rows.count || lost > 0.03)
        fail_msg("%d rules of %d, %.3f of the ink wrong", marks_of(&page, SOHOA_MARK_RULE),
                 2 * rows.count, lost);
    pixDestroy(&clean);
    sohoa_page_clear(&page);
}

static void two_rules_close_together_go_both(void **state)
{
    (void)state;
    PIX *clean = text_only("Liberation Sans 12"), *ruled = pixCopy(NULL, clean);
    struct rows rows = rows_of(clean);
    for (int r = 0; r < rows.count; r++)
        for (int x = 300; x < 2300; x++) /* steps of a skewed scan let the two touch */
            for (int t = 0; t < 7; t++)
                if (t < 2 || t > 4 || x % 120 < 3)
                    pixSetPixel(ruled, x, rows.baseline[r] + 22 + t + (x / 400 % 2), 1);
    struct sohoa_page page = stage(ruled);
    assert_true(share_lost(clean, page.image) < 0.05);
    pixDestroy(&clean);
    sohoa_page_clear(&page);
}

static void rows_of_boxes_are_counted_and_placed_on_the_master(void **state)
{
    (void)state;
    for (int apart = 0; apart <= 1; apart++) {
        const double side = 6, step = side + apart;
        PIX *clean = text_only("Liberation Serif 12"), *boxed = pixCopy(NULL, clean);
        for (int i = 0; i < 12; i++) {
            double x = 60 + i * step, y = 100;
            rig_fill(boxed, DPI, x, y, side, 0.15, 0);
            rig_fill(boxed, DPI, x, y + side, side, 0.15, 0);
            rig_fill(boxed, DPI, x, y, 0.15, side, 0);
            rig_fill(boxed, DPI, x + side, y, 0.15, side, 0);
        }
        struct sohoa_err err = {0};
        struct sohoa_page page = rig_page(boxed, DPI * 2);
        page.width *= 2;
        page.height *= 2;
        sohoa_page_moved(&page, (const double[9]){2, 0, 0, 0, 2, 0, 0, 0, 1});
        assert_int_equal(rig_run("prep_lines", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(marks_of(&page, SOHOA_MARK_CELLS), 1);
        struct sohoa_mark cells = sohoa_marks_get(page.marks, 0);
        assert_int_equal(cells.kind, SOHOA_MARK_CELLS);
        assert_int_equal(cells.count, 12);
        double mm = DPI * 2 / 25.4;
        assert_true(abs(cells.box.x - (int)(60 * mm)) < mm / 2);
        assert_true(abs(cells.box.w - (int)((11 * step + side) * mm)) < mm);
        assert_true(abs(cells.box.h - (int)(side * mm)) < mm);
        assert_true(share_lost(clean, page.image) < 0.01);
        pixDestroy(&clean);
        sohoa_page_clear(&page);
    }
}

/* As a scan with two levels leaves thin frames: sides cut short or gone, the lower edge in shreds.
 */
static void worn_sides_of_boxes_do_not_end_their_row(void **state)
{
    (void)state;
    const double side = 6;
    PIX *worn = text_only("Liberation Serif 12");
    rig_fill(worn, DPI, 60, 100, 12 * side, 0.15, 0);
    for (int i = 0; i < 12; i++) {
        double from = i == 2 || i == 8 ? 1.5 : 0, to = i == 0 || i == 6 ? 4 : side;
        if (i != 9)
            rig_fill(worn, DPI, 60 + i * side, 100 + from, 0.15, to - from, 0);
        rig_fill(worn, DPI, 60 + i * side, 100 + side, i == 3 ? 1 : 5.5, 0.15, 0);
    }
    struct sohoa_page page = stage(worn);
    assert_int_equal(marks_of(&page, SOHOA_MARK_CELLS), 1);
    for (size_t i = 0; i < sohoa_marks_count(page.marks); i++) {
        struct sohoa_mark cells = sohoa_marks_get(page.marks, i);
        double mm = DPI / 25.4;
        if (cells.kind != SOHOA_MARK_CELLS)
            continue;
        assert_int_equal(cells.count, 12); /* the last side is gone altogether */
        assert_true(abs(cells.box.x - (int)(60 * mm)) < mm / 2);
        assert_true(abs(cells.box.w - (int)(12 * side * mm)) < mm);
    }
    sohoa_page_clear(&page);
}

static void a_gray_picture_is_cleaned_too(void **state)
{
    (void)state;
    PIX *clean = text_only("Liberation Serif 13"), *dotted = pixCopy(NULL, clean);
    struct rows rows = rows_of(clean);
    for (int r = 0; r < rows.count; r++)
        for (double x = 340; x < 2300; x += 13)
            dot(dotted, x, rows.baseline[r] + 8, 2.6);
    PIX *gray = pixConvert1To8(NULL, dotted, 255, 0), *soft = pixBlockconvGray(gray, NULL, 1, 1);
    pixDestroy(&dotted);
    pixDestroy(&gray);
    struct sohoa_page page = stage(soft);
    assert_int_equal(pixGetDepth(page.image), 8);
    assert_int_equal(marks_of(&page, SOHOA_MARK_LEADER), 4);
    PIX *bits = pixThresholdToBinary(page.image, 128);
    assert_true(share_lost(clean, bits) < 0.08);
    pixDestroy(&bits);
    pixDestroy(&clean);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dotted_leaders_go_and_the_dots_below_letters_stay),
        cmocka_unit_test(a_page_of_text_does_not_change),
        cmocka_unit_test(ruled_lines_go_and_the_letters_on_them_stay),
        cmocka_unit_test(a_table_goes_and_its_words_stay),
        cmocka_unit_test(a_streak_through_a_table_goes_and_is_no_side_of_it),
        cmocka_unit_test(frames_broken_into_dashes_go_and_their_words_stay),
        cmocka_unit_test(two_rules_close_together_go_both),
        cmocka_unit_test(rows_of_boxes_are_counted_and_placed_on_the_master),
        cmocka_unit_test(worn_sides_of_boxes_do_not_end_their_row),
        cmocka_unit_test(a_gray_picture_is_cleaned_too),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
