/* prep_blank: dirt, holes and show-through are nothing; a page number is something. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

enum { DPI = 150 };

static PIX *sheet(const char *markup, double x, double y, const char *font)
{
    const struct rig_piece piece = {markup, x, y, 180};
    return rig_draw(210, 297, DPI, font, &piece, *markup ? 1 : 0);
}

static bool blank(PIX *takes)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, DPI);
    assert_int_equal(rig_run("prep_blank", NULL, &page, NULL, &err), SOHOA_OK);
    assert_non_null(page.image);
    bool is = page.flags & SOHOA_PAGE_BLANK;
    sohoa_page_clear(&page);
    return is;
}

/* Punch holes, specks, a dust line, a fold, staple marks, the sheet's edge. */
static void dirty(PIX *pix)
{
    unsigned seed = 7;
    rig_disk(pix, DPI, 11, 108, 3, 20);
    rig_disk(pix, DPI, 11, 188, 3, 20);
    for (int i = 0; i < 250; i++) {
        seed = seed * 1103515245 + 12345;
        double x = (seed >> 8) % 2100 / 10.0;
        seed = seed * 1103515245 + 12345;
        rig_disk(pix, DPI, x, (seed >> 8) % 2970 / 10.0, 0.1 + i % 5 * 0.08, 60);
    }
    rig_fill(pix, DPI, 130, 0, 0.1, 297, 120); /* dust on the glass */
    rig_fill(pix, DPI, 0, 148, 210, 0.3, 110); /* fold */
    rig_fill(pix, DPI, 12, 8, 9, 0.4, 40);     /* staple */
    rig_fill(pix, DPI, 209, 0, 1, 297, 60);    /* edge */
}

static void white_and_dirty_pages_are_blank(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
        assert_true(blank(rig_to_depth(sheet("", 0, 0, "Serif 12"), depth)));
        PIX *pix = sheet("", 0, 0, "Serif 12");
        dirty(pix);
        assert_true(blank(rig_to_depth(pix, depth)));
    }
}

static void show_through_is_forgiven_on_yellowed_paper(void **state)
{
    (void)state;
    PIX *back = rig_prose_page(DPI, "Serif 12", 8);
    pixFlipLR(back, back);
    PIX *soft = pixBlockconvGray(back, NULL, 2, 2);
    for (int y = 0; y < pixGetHeight(soft); y++)
        for (int x = 0; x < pixGetWidth(soft); x++) {
            l_uint32 v = 0;
            pixGetPixel(soft, x, y, &v);
            pixSetPixel(soft, x, y, 190 + v * 30 / 255 - (l_uint32)(x * 25 / pixGetWidth(soft)));
        }
    pixDestroy(&back);
    assert_true(blank(soft));
}

static void little_is_enough_to_keep_a_page(void **state)
{
    (void)state;
    static const struct {
        const char *markup, *font;
        double x, y;
    } pages[] = {
        {"2", "Serif 11", 104, 280},
        {"- 14 -", "Sans 10", 100, 8},
        {"Trang trắng", "Serif 12", 30, 30},
        {"Đã nhận đủ", "Sans Italic 11", 120, 200},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4) {
            PIX *pix = sheet(pages[i].markup, pages[i].x, pages[i].y, pages[i].font);
            if (blank(rig_to_depth(pix, depth)))
                fail_msg("'%s' at depth %d was taken for blank", pages[i].markup, depth);
        }
}

static void a_stamp_or_a_signature_keeps_a_page(void **state)
{
    (void)state;
    PIX *stamp = sheet("", 0, 0, "Serif 12"), *signature = sheet("", 0, 0, "Serif 12");
    for (int i = 0; i < 720; i++) {
        double a = i * 3.14159 / 360;
        rig_disk(stamp, DPI, 140 + 17 * cos(a), 220 + 17 * sin(a), 0.5, 90);
        rig_disk(signature, DPI, 130 + i * 0.06, 230 + 8 * sin(a * 5) * cos(a), 0.3, 60);
    }
    assert_false(blank(stamp));
    assert_false(blank(signature));
}

static void real_blank_pages_are_blank(void **state)
{
    (void)state;
    const char *pdf = SOHOA_TEST_DATA "/scan-ocrmypdf/blank.pdf";
    char folder[] = "/tmp/sohoa-blank-XXXXXX", command[512], path[64];
    if (access(pdf, R_OK) != 0) {
        print_message("skipped: %s is absent\n", pdf);
        skip();
    }
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "pdftoppm -r 150 -png '%s' %s/p", pdf, folder);
    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
    snprintf(path, sizeof path, "%s/p-1.png", folder);
    PIX *pix = pixRead(path);
    assert_non_null(pix);
    unlink(path);
    rmdir(folder);
    PIX *gray = pixConvertTo8(pix, 0);
    pixDestroy(&pix);
    assert_true(blank(gray));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_and_dirty_pages_are_blank),
        cmocka_unit_test(show_through_is_forgiven_on_yellowed_paper),
        cmocka_unit_test(little_is_enough_to_keep_a_page),
        cmocka_unit_test(a_stamp_or_a_signature_keeps_a_page),
        cmocka_unit_test(real_blank_pages_are_blank),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
