/* code_zxing: what stands on a page is read where it stands, and text is no code. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <qrencode.h>
#include <string.h>

enum { DPI = 300 };
#define CODE "000.00.14.H56-231103-0001"

static int pixels(double mm, int dpi)
{
    return (int)lround(mm * dpi / 25.4);
}

/* A square code of so many millimetres into a page. */
static void stamp(PIX *pix, int dpi, const char *text, double x, double y, double size)
{
    QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    assert_non_null(qr);
    double module = size / qr->width;
    for (int r = 0; r < qr->width; r++)
        for (int c = 0; c < qr->width; c++)
            if (qr->data[r * qr->width + c] & 1)
                rig_fill(pix, dpi, x + c * module, y + r * module, module, module, 30);
    QRcode_free(qr);
}

/* Code 39; n narrow, w wide, bars and gaps in turn. */
static const char *bars_of(char c)
{
    static const struct {
        char letter;
        const char *bars;
    } table[] = {{'*', "nwnnwnwnn"}, {'P', "nnwnwnnwn"}, {'A', "wnnnnwnnw"}, {'T', "nnnnwnwwn"},
                 {'C', "wnwnnwnnn"}, {'H', "wnnnnwwnn"}, {'1', "wnnwnnnnw"}, {'2', "nnwwnnnnw"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].letter == c)
            return table[i].bars;
    fail_msg("no bars for %c", c);
    return NULL;
}

static void bars(PIX *pix, int dpi, const char *text, double x, double y, double height)
{
    const double narrow = 0.5;
    for (const char *c = text; *c; c++) {
        const char *widths = bars_of(*c);
        for (int i = 0; i < 9; i++) {
            double w = widths[i] == 'w' ? 2.5 * narrow : narrow;
            if (i % 2 == 0)
                rig_fill(pix, dpi, x, y, w, height, 20);
            x += w;
        }
        x += narrow;
    }
}

static struct sohoa_page read_page(PIX *takes, int dpi, const char *setting)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, dpi);
    assert_int_equal(rig_run("code_zxing", setting, &page, NULL, &err), SOHOA_OK);
    return page;
}

static struct sohoa_code only(const struct sohoa_page *page)
{
    assert_int_equal(sohoa_codes_count(page->codes), 1);
    return sohoa_codes_get(page->codes, 0);
}

static void assert_near(struct sohoa_box box, double x, double y, double w, double h, double mm)
{
    double at = 25.4 / DPI;
    assert_true(fabs(box.x * at - x) < mm && fabs(box.y * at - y) < mm);
    assert_true(fabs((box.x + box.w) * at - x - w) < mm && fabs((box.y + box.h) * at - y - h) < mm);
}

static void a_code_on_a_page_of_text_is_read_where_it_stands(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
        PIX *pix = rig_prose_page(DPI, "Serif 12", 32);
        rig_fill(pix, DPI, 140, 10, 40, 40, 255);
        stamp(pix, DPI, CODE, 150, 20, 18);
        struct sohoa_page page = read_page(rig_to_depth(pix, depth), DPI, NULL);
        struct sohoa_code code = only(&page);
        assert_string_equal(code.symbology, "QRCode");
        assert_string_equal(code.text, CODE);
        assert_near(code.box, 150, 20, 18, 18, 1.5);
        sohoa_page_clear(&page);
    }
}

static void several_codes_of_several_kinds_are_read(void **state)
{
    (void)state;
    PIX *pix = rig_prose_page(DPI, "Serif 12", 32);
    rig_fill(pix, DPI, 100, 10, 100, 60, 255);
    rig_fill(pix, DPI, 20, 150, 110, 40, 255);
    stamp(pix, DPI, "Họ và tên: Nguyễn Thị Mẫu", 110, 20, 16);
    stamp(pix, DPI, "hai", 160, 30, 12);
    bars(pix, DPI, "*PATCHT*", 30, 160, 15);
    struct sohoa_page page = read_page(pix, DPI, NULL);
    assert_int_equal(sohoa_codes_count(page.codes), 3);
    int seen = 0;
    for (size_t i = 0; i < 3; i++) {
        struct sohoa_code c = sohoa_codes_get(page.codes, i);
        seen |= strcmp(c.text, "Họ và tên: Nguyễn Thị Mẫu") == 0 ? 1 : 0;
        seen |= strcmp(c.text, "hai") == 0 ? 2 : 0;
        seen |= strcmp(c.symbology, "Code39") == 0 && strcmp(c.text, "PATCHT") == 0 ? 4 : 0;
    }
    assert_int_equal(seen, 7);
    sohoa_page_clear(&page);
}

static void a_turned_or_skewed_page_hides_no_code(void **state)
{
    (void)state;
    const double turns[] = {-5, 5, 90, 180, 273};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        PIX *pix = rig_prose_page(DPI, "Sans 11", 32);
        rig_fill(pix, DPI, 60, 100, 100, 60, 255);
        stamp(pix, DPI, CODE, 75, 120, 18);
        bars(pix, DPI, "*AT12*", 102, 140, 14);
        PIX *turned = rig_turn(pix, turns[i]);
        if (turned != pix)
            pixDestroy(&pix);
        struct sohoa_page page = read_page(turned, DPI, NULL);
        assert_int_equal(sohoa_codes_count(page.codes), 2);
        sohoa_page_clear(&page);
    }
}

static void boxes_are_in_pixels_of_the_master(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *pix = rig_prose_page(DPI, "Serif 12", 32);
    rig_fill(pix, DPI, 140, 10, 40, 40, 255);
    stamp(pix, DPI, CODE, 150, 20, 18);
    int dx = pixels(100, DPI), dy = pixels(5, DPI);
    BOX *box = boxCreate(dx, dy, pixels(100, DPI), pixels(150, DPI));
    PIX *cut = pixClipRectangle(pix, box, NULL);
    boxDestroy(&box);
    pixDestroy(&pix);
    struct sohoa_page page = rig_page(cut, DPI);
    const double moved[9] = {1, 0, dx, 0, 1, dy, 0, 0, 1};
    page.width = (uint32_t)pixels(210, DPI);
    page.height = (uint32_t)pixels(297, DPI);
    sohoa_page_moved(&page, moved);
    assert_int_equal(rig_run("code_zxing", NULL, &page, NULL, &err), SOHOA_OK);
    assert_near(only(&page).box, 150, 20, 18, 18, 1.5);
    sohoa_page_clear(&page);
}

static void small_faint_and_noisy_codes_are_tried_in_other_guises(void **state)
{
    (void)state;
    PIX *pix = rig_prose_page(DPI, "Serif 12", 32);
    rig_fill(pix, DPI, 140, 10, 40, 40, 255);
    stamp(pix, DPI,
          "038190000001||Nguyễn Thị Mẫu|02071990|Nữ|Thôn 1, Xã Mẫu, Thanh Hóa|01082024||||", 150,
          20, 13);
    PIX *gray = rig_to_depth(pix, 8), *soft = pixBlockconvGray(gray, NULL, 1, 1);
    pixDestroy(&gray);
    unsigned seed = 3;
    for (int y = 0; y < pixGetHeight(soft); y++)
        for (int x = 0; x < pixGetWidth(soft); x++) {
            l_uint32 v = 0;
            pixGetPixel(soft, x, y, &v);
            seed = seed * 1103515245 + 12345;
            pixSetPixel(soft, x, y, 150 + v * 60 / 255 + (seed >> 16) % 17);
        }
    struct sohoa_page page = read_page(soft, DPI, NULL);
    assert_contains(only(&page).text, "Nguyễn Thị Mẫu");
    sohoa_page_clear(&page);
}

static void modules_that_have_run_together_are_parted(void **state)
{
    (void)state;
    enum { COPY_DPI = 200 };
    PIX *pix = rig_draw(210, 297, COPY_DPI, "Serif 12", NULL, 0);
    stamp(pix, COPY_DPI,
          "038190000001|171234567|Nguyễn Thị Mẫu|02071990|Nữ|Thôn 1, Xã Mẫu, Huyện Mẫu, Thanh "
          "Hóa|15032022",
          100, 100, 15);
    PIX *turned = rig_turn(pix, 3), *bits = rig_to_depth(turned, 1);
    PIX *grown = pixDilateBrick(NULL, bits, 2, 2);
    pixDestroy(&pix);
    pixDestroy(&bits);
    struct sohoa_page page = read_page(grown, COPY_DPI, NULL);
    assert_contains(only(&page).text, "171234567");
    sohoa_page_clear(&page);
}

static void text_lines_and_blank_pages_hold_no_code(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *pix = rig_prose_page(DPI, "Sans Bold 14", 32);
    for (int i = 0; i < 30; i++) { /* a ruled table */
        rig_fill(pix, DPI, 20, 150 + 4 * i, 170, 0.4, 0);
        rig_fill(pix, DPI, 20 + 5.0 * i, 150, 0.4, 116, 0);
    }
    struct sohoa_page page = read_page(pix, DPI, "effort=3");
    assert_int_equal(sohoa_codes_count(page.codes), 0);
    assert_string_equal(page.note, "");
    sohoa_page_clear(&page);

    pix = rig_draw(210, 297, DPI, "Serif 12", NULL, 0);
    stamp(pix, DPI, CODE, 150, 20, 18);
    page = rig_page(pix, DPI);
    page.flags |= SOHOA_PAGE_BLANK;
    assert_int_equal(rig_run("code_zxing", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_codes_count(page.codes), 0);
    sohoa_page_clear(&page);
}

static void only_the_formats_asked_for_are_looked_for(void **state)
{
    (void)state;
    struct sohoa_err err = {0};
    PIX *pix = rig_draw(210, 297, DPI, "Serif 12", NULL, 0);
    stamp(pix, DPI, CODE, 30, 30, 18);
    struct sohoa_page page = read_page(pix, DPI, "formats=Code128");
    assert_int_equal(sohoa_codes_count(page.codes), 0);
    sohoa_page_clear(&page);
    assert_int_equal(rig_open("code_zxing", "formats=Hieroglyph", &err), SOHOA_FATAL);
    assert_contains(err.text, "Hieroglyph");
}

/* The library aborts over two linear codes of one text on one picture. */
static void an_abort_of_the_library_costs_neither_page_nor_code(void **state)
{
    (void)state;
    PIX *pix = rig_draw(210, 297, DPI, "Serif 12", NULL, 0);
    bars(pix, DPI, "*PATCHT*", 30, 60, 15);
    bars(pix, DPI, "*PATCHT*", 30, 78, 15);
    stamp(pix, DPI, CODE, 100, 78, 18);
    struct sohoa_page page = read_page(pix, DPI, NULL);
    assert_in_range(sohoa_codes_count(page.codes), 2, 3);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_on_a_page_of_text_is_read_where_it_stands),
        cmocka_unit_test(several_codes_of_several_kinds_are_read),
        cmocka_unit_test(a_turned_or_skewed_page_hides_no_code),
        cmocka_unit_test(boxes_are_in_pixels_of_the_master),
        cmocka_unit_test(small_faint_and_noisy_codes_are_tried_in_other_guises),
        cmocka_unit_test(modules_that_have_run_together_are_parted),
        cmocka_unit_test(text_lines_and_blank_pages_hold_no_code),
        cmocka_unit_test(only_the_formats_asked_for_are_looked_for),
        cmocka_unit_test(an_abort_of_the_library_costs_neither_page_nor_code),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
