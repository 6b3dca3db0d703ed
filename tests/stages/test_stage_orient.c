/* prep_orient: pages of every kind in four orientations; nothing is turned without reason. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <unistd.h>

enum { DPI = 200 };

static uint32_t orient(PIX *takes, int dpi)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, dpi);
    assert_int_equal(rig_run("prep_orient", NULL, &page, NULL, &err), SOHOA_OK);
    uint32_t rotated = page.rotated;
    sohoa_page_clear(&page);
    return rotated;
}

static void check_four(PIX *takes, const char *what)
{
    for (int quarter = 0; quarter < 4; quarter++) {
        uint32_t got = orient(pixRotateOrth(takes, quarter), DPI);
        if (got != (uint32_t)quarter * 90)
            fail_msg("%s: turned by %d, told as %u", what, quarter * 90, got);
    }
    pixDestroy(&takes);
}

static void prose_in_many_fonts_is_told_in_all_orientations(void **state)
{
    (void)state;
    static const char *const fonts[] = {"Liberation Serif 13", "Liberation Sans 11",
                                        "DejaVu Serif Italic 12", "Noto Sans Bold 10"};
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        check_four(rig_prose_page(DPI, fonts[i], i % 2 ? 1 : 8), fonts[i]);
}

static void capitals_tables_and_sparse_forms_are_told(void **state)
{
    (void)state;
    const struct rig_piece capitals = {
        "ỦY BAN NHÂN DÂN HUYỆN BÌNH LỤC\nPHÒNG TƯ PHÁP\n\nQUYẾT ĐỊNH VỀ VIỆC THAY ĐỔI, CẢI CHÍNH "
        "HỘ TỊCH CHO CÔNG DÂN\nGIẤY CHỨNG NHẬN ĐĂNG KÝ KẾT HÔN\nTỜ KHAI CẤP BẢN SAO TRÍCH LỤC",
        25, 30, 160};
    check_four(rig_to_depth(rig_draw(210, 297, DPI, "Serif 14", &capitals, 1), 1), "capitals");
    const struct rig_piece form = {
        "Họ, chữ đệm, tên người yêu cầu: ........................................................\n"
        "Ngày sinh: .............................. Dân tộc: .................... Quốc tịch: .....\n"
        "Nơi cư trú: ............................................................................\n"
        "Giấy tờ tùy thân: ......................................................................\n"
        "Quan hệ với người được khai: ...........................................................",
        20, 60, 175};
    check_four(rig_to_depth(rig_draw(210, 297, DPI, "Serif 12", &form, 1), 8), "sparse form");
    const struct rig_piece cells[] = {
        {"Họ tên\nNguyễn Văn An\nTrần Thị Bình\nLê Quang\nPhạm Hà", 25, 50, 50},
        {"Năm sinh\n1950\n1962\n1978\n1990", 85, 50, 40},
        {"Quê quán\nBắc Giang\nQuảng Ngãi\nThái Nguyên\nKiên Giang", 130, 50, 50}};
    PIX *table = rig_draw(210, 297, DPI, "Sans 12", cells, 3);
    for (int i = 0; i < 6; i++) {
        rig_fill(table, DPI, 20, 49 + i * 6.2, 165, 0.3, 0);
        if (i < 4)
            rig_fill(table, DPI, 20 + i * 55, 49, 0.3, 31, 0);
    }
    check_four(rig_to_depth(table, 1), "table");
}

static void a_skewed_page_is_told_too(void **state)
{
    (void)state;
    PIX *straight = rig_prose_page(DPI, "Serif 12", 8);
    check_four(rig_turn(straight, 12), "12 degrees askew");
    check_four(rig_turn(straight, -15), "-15 degrees askew");
    pixDestroy(&straight);
}

static void the_way_back_to_the_master_is_exact(void **state)
{
    (void)state;
    PIX *upright = rig_prose_page(150, "Serif 12", 1);
    for (int quarter = 1; quarter < 4; quarter++) {
        struct sohoa_err err = {0};
        PIX *turned = pixRotateOrth(upright, quarter);
        struct sohoa_page page = rig_page(pixCopy(NULL, turned), 150);
        assert_int_equal(rig_run("prep_orient", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(page.rotated, quarter * 90);
        for (int i = 0; i < 4000; i++) {
            l_uint32 here = 0, there = 2;
            int x = i * 37 % pixGetWidth(page.image), y = i * 91 % pixGetHeight(page.image);
            double mx, my;
            rig_to_master(&page, x + 0.5, y + 0.5, &mx, &my);
            pixGetPixel(page.image, x, y, &here);
            pixGetPixel(turned, (int)floor(mx), (int)floor(my), &there);
            assert_int_equal(here, there);
        }
        pixDestroy(&turned);
        sohoa_page_clear(&page);
    }
    pixDestroy(&upright);
}

static void pages_that_tell_nothing_are_left(void **state)
{
    (void)state;
    const struct rig_piece number = {"17", 100, 140, 50};
    assert_int_equal(orient(rig_to_depth(rig_draw(210, 297, DPI, "Serif 12", &number, 1), 1), DPI),
                     0);
    PIX *noise = pixCreate(800, 1000, 1);
    unsigned seed = 3;
    for (int i = 0; i < 1500; i++) {
        seed = seed * 1103515245 + 12345;
        int x = (int)(seed >> 8) % 800;
        seed = seed * 1103515245 + 12345;
        pixRasterop(noise, x, (int)(seed >> 8) % 1000, 6, 9, PIX_SET, NULL, 0, 0);
    }
    assert_int_equal(orient(noise, 150), 0);
}

static void real_rotated_pages_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        uint32_t rotated;
    } pages[] = {{"phototest.tif", 0},
                 {"phototest-rotated-180.png", 180},
                 {"phototest-rotated-R.png", 90},
                 {"phototest-rotated-L.png", 270},
                 {"devatest-rotated-270.png", 270},
                 {"8087_054.3B.tif", 0}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/ocr-tesseract-test/%s", SOHOA_TEST_DATA, pages[i].file);
        if (access(path, R_OK) != 0) {
            print_message("skipped: %s is absent\n", path);
            skip();
        }
        PIX *raw = pixRead(path), *gray = pixConvertTo8(raw, 0);
        pixDestroy(&raw);
        uint32_t got = orient(gray, 200);
        if (got != pages[i].rotated)
            fail_msg("%s told as %u", pages[i].file, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prose_in_many_fonts_is_told_in_all_orientations),
        cmocka_unit_test(capitals_tables_and_sparse_forms_are_told),
        cmocka_unit_test(a_skewed_page_is_told_too),
        cmocka_unit_test(the_way_back_to_the_master_is_exact),
        cmocka_unit_test(pages_that_tell_nothing_are_left),
        cmocka_unit_test(real_rotated_pages_are_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
