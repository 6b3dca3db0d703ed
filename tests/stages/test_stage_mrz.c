/* code_mrz: zones of every kind are read wherever and however they lie, text is no zone. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <string.h>

#define CARD                                                                                       \
    "IDVNM1900000015038190000001<<2\n"                                                             \
    "9007024F3007022VNM<<<<<<<<<<<4\n"                                                             \
    "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<"
#define PASSPORT                                                                                   \
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"                                               \
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD2                                                                                        \
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n"                                                       \
    "D231458907UTO7408122F1204159<<<<<<<6"

/* An A4 page with the zone's left upper corner at x, y; millimetres. */
static PIX *zone_page(const char *zone, const char *font, int dpi, double x, double y)
{
    char markup[1000] = "";
    size_t n = 0;
    for (const char *p = zone; *p && n + 8 < sizeof markup; p++)
        n += (size_t)snprintf(markup + n, sizeof markup - n, *p == '<' ? "&lt;" : "%c", *p);
    const struct rig_piece pieces[] = {
        {"Số định danh cá nhân / Personal identification number\nNơi cư trú / Place of residence",
         x, y - 22, 90},
        {markup, x, y, 190}};
    return rig_draw(210, 297, dpi, font, pieces, 2);
}

static void expect(PIX *takes, int dpi, const char *zone, struct sohoa_box *ret_box)
{
    struct sohoa_page page = rig_page(takes, dpi);
    struct sohoa_err err = {0};
    int rc = rig_run("code_mrz", NULL, &page, NULL, &err);
    if (rc != SOHOA_OK)
        fail_msg("%s", err.text);
    size_t count = sohoa_codes_count(page.codes);
    if (zone) {
        assert_int_equal(count, 1);
        struct sohoa_code code = sohoa_codes_get(page.codes, 0);
        assert_string_equal(code.symbology, "MRZ");
        assert_string_equal(code.text, zone);
        if (ret_box)
            *ret_box = code.box;
    } else {
        if (count)
            fail_msg("no zone, but read as %s", sohoa_codes_get(page.codes, 0).text);
    }
    sohoa_page_clear(&page);
}

static void the_card_is_read_at_every_depth_and_resolution_in_several_faces(void **state)
{
    (void)state;
    static const char *const fonts[] = {"OCR B 9.5", "Liberation Mono 11", "DejaVu Sans Mono 9"};
    for (size_t f = 0; f < 3; f++)
        for (int dpi = 200; dpi <= 300; dpi += 100)
            for (int depth = 1; depth <= 32; depth = depth == 1 ? 8 : depth * 4)
                expect(rig_to_depth(zone_page(CARD, fonts[f], dpi, 60, 150), depth), dpi, CARD,
                       NULL);
}

static void the_box_lies_around_the_characters(void **state)
{
    struct sohoa_box box;
    (void)state;
    expect(zone_page(CARD, "OCR B 9.5", 300, 60, 150), 300, CARD, &box);
    double mm = 300 / 25.4;
    assert_true(box.x > 58 * mm && box.x < 61 * mm);
    assert_true(box.y > 148 * mm && box.y < 153 * mm);
    assert_true(box.w > 60 * mm && box.w < 80 * mm);
    assert_true(box.h > 8 * mm && box.h < 15 * mm);
}

static void passports_and_smaller_documents_are_read(void **state)
{
    (void)state;
    expect(zone_page(PASSPORT, "OCR B 9.5", 200, 40, 200), 200, PASSPORT, NULL);
    expect(zone_page(TD2, "OCR B 9.5", 300, 40, 100), 300, TD2, NULL);
}

static void a_zone_askew_on_its_side_or_upside_down_is_read(void **state)
{
    (void)state;
    for (double angle = -5; angle <= 5; angle += 2.5) {
        PIX *straight = zone_page(CARD, "OCR B 9.5", 200, 60, 150);
        expect(rig_turn(straight, angle), 200, CARD, NULL);
        pixDestroy(&straight);
    }
    for (int quarters = 1; quarters < 4; quarters++) {
        PIX *straight = zone_page(CARD, "OCR B 9.5", 200, 60, 150);
        expect(pixRotateOrth(straight, quarters), 200, CARD, NULL);
        pixDestroy(&straight);
    }
}

static void clear_print_with_a_wrong_check_digit_is_kept_as_printed(void **state)
{
    (void)state;
    static const char forged[] = "IDVNM1900000015038190000001<<2\n"
                                 "9007024F3707022VNM<<<<<<<<<<<4\n"
                                 "NGUYEN<<THI<AN<<<<<<<<<<<<<<<<";
    expect(zone_page(forged, "OCR B 9.5", 300, 60, 150), 300, forged, NULL);
    struct sohoa_mrz mrz;
    assert_int_equal(sohoa_mrz_read(forged, &mrz, NULL), SOHOA_OK);
    assert_int_equal(mrz.checks & ~mrz.held, SOHOA_MRZ_EXPIRY | SOHOA_MRZ_COMPOSITE);
}

static void text_is_no_zone(void **state)
{
    (void)state;
    expect(rig_prose_page(200, "Serif 12", 8), 200, NULL, NULL);
    expect(rig_prose_page(300, "Liberation Mono 11", 1), 300, NULL, NULL);
    static const char *const pages[] = {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD\nABCDEFGHIJKLMNOPQRSTUVWXYZABCD\n"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD",
        "000000000000000000000000000000\n111111111111111111111111111111",
        "..............................\n..............................\n"
        "..............................",
        "xin xác nhận hồ sơ đã được tiếp\nnhận và hẹn trả kết quả trong 5"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        expect(zone_page(pages[i], "Liberation Mono 11", 200, 50, 120), 200, NULL, NULL);
}

static void two_cards_on_a_page_are_two_zones(void **state)
{
    (void)state;
    PIX *upper = zone_page(CARD, "OCR B 9.5", 200, 60, 60);
    PIX *lower = zone_page("IDVNM2030045671001203004567<<2\n0301154M2801153VNM<<<<<<<<<<<2\n"
                           "TRAN<<VAN<BINH<<<<<<<<<<<<<<<<",
                           "OCR B 9.5", 200, 60, 200);
    int half = pixGetHeight(upper) / 2;
    pixRasterop(upper, 0, half, pixGetWidth(upper), half, PIX_SRC, lower, 0, half);
    pixDestroy(&lower);
    struct sohoa_page page = rig_page(upper, 200);
    struct sohoa_err err = {0};
    assert_int_equal(rig_run("code_mrz", NULL, &page, NULL, &err), SOHOA_OK);
    assert_int_equal(sohoa_codes_count(page.codes), 2);
    sohoa_page_clear(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_card_is_read_at_every_depth_and_resolution_in_several_faces),
        cmocka_unit_test(the_box_lies_around_the_characters),
        cmocka_unit_test(passports_and_smaller_documents_are_read),
        cmocka_unit_test(a_zone_askew_on_its_side_or_upside_down_is_read),
        cmocka_unit_test(clear_print_with_a_wrong_check_digit_is_kept_as_printed),
        cmocka_unit_test(text_is_no_zone),
        cmocka_unit_test(two_cards_on_a_page_are_two_zones),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
