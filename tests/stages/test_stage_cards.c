/* prep_cards: copies of cards are straightened one by one and lead back to where they lay; other
 * pages stay as they are. */
#include "stage_rig.h"
#include "unit/unit.h"

#include <math.h>
#include <string.h>

enum { DPI = 200 };

/* The print of a card, 80 x 45 mm, in the middle of its own paper. */
static PIX *card_print(void)
{
    const struct rig_piece pieces[] = {
        {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", 15, 8, 80},
        {"Họ và tên / Full name:\nNGUYỄN THỊ AN\nNgày sinh / Date of birth: 02/07/1990", 25, 22,
         80},
        {"Quê quán / Place of origin:\nTân Lập, Hà Trung, Thanh Hóa\nNơi thường trú / Place of "
         "residence:",
         15, 38, 80}};
    return rig_draw(100, 62, DPI, "Sans 8", pieces, 3);
}

/* Two cards on A4, each turned by its own angle about its middle. */
static PIX *copy_of_two(double first, double second)
{
    PIX *page = rig_draw(210, 297, DPI, "Sans 8", NULL, 0), *card = card_print();
    double angles[] = {first, second};
    for (int i = 0; i < 2; i++) {
        PIX *turned = rig_turn(card, angles[i]);
        pixRasterop(page, (int)(50 / 25.4 * DPI), (int)((40 + 90 * i) / 25.4 * DPI),
                    pixGetWidth(turned), pixGetHeight(turned), PIX_SRC & PIX_DST, turned, 0, 0);
        pixDestroy(&turned);
    }
    pixDestroy(&card);
    return page;
}

/* How sharply rows of ink begin and end: straight lines do at once. */
static double sharpness(PIX *image, struct sohoa_box box)
{
    BOX *at = boxCreate(box.x, box.y, box.w, box.h);
    PIX *part = pixClipRectangle(image, at, NULL), *bits = pixConvertTo1(part, 128);
    NUMA *rows = pixCountPixelsByRow(bits, NULL);
    double energy = 0;
    for (int i = 1; i < numaGetCount(rows); i++) {
        l_float32 a = 0, b = 0;
        numaGetFValue(rows, i - 1, &a);
        numaGetFValue(rows, i, &b);
        energy += (double)(b - a) * (double)(b - a);
    }
    l_int32 ink = 0;
    pixCountPixels(bits, &ink, NULL);
    numaDestroy(&rows);
    pixDestroy(&bits);
    pixDestroy(&part);
    boxDestroy(&at);
    return ink ? energy / ink : 0;
}

static void each_card_is_turned_straight_by_itself(void **state)
{
    (void)state;
    double sharp[2][2];
    static const double angles[2][2] = {{0, 0}, {3, -2.5}};
    for (int i = 0; i < 2; i++) {
        struct sohoa_page page = rig_page(copy_of_two(angles[i][0], angles[i][1]), DPI);
        struct sohoa_err err = {0};
        assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(page.patch_count, 2);
        for (int k = 0; k < 2; k++)
            sharp[i][k] = sharpness(page.image, page.patches[k].box);
        sohoa_page_clear(&page);
    }
    for (int k = 0; k < 2; k++) /* as straight as what was straight */
        assert_true(sharp[1][k] > 0.6 * sharp[0][k]);
}

/* How the part's lines lie on the master, degrees clockwise. */
static double lies(const struct sohoa_patch *patch)
{
    return atan2(patch->to_master[3], patch->to_master[0]) * 180 / M_PI;
}

static void a_card_may_lie_at_any_angle(void **state)
{
    (void)state;
    static const double angles[][2] = {{25, 0}, {0, -40}, {90, 3}};
    for (size_t i = 0; i < sizeof angles / sizeof *angles; i++) {
        struct sohoa_page page = rig_page(copy_of_two(angles[i][0], angles[i][1]), DPI);
        struct sohoa_err err = {0};
        assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(page.patch_count, 2);
        for (int k = 0; k < 2; k++)
            assert_true(fabs(lies(&page.patches[k]) - angles[i][k]) < 1);
        sohoa_page_clear(&page);
    }
}

/* The second card lies on its head; letters may leave that in doubt, its QR does not. */
static void a_code_tells_which_way_up_a_card_lies(void **state)
{
    (void)state;
    struct sohoa_page page = rig_page(copy_of_two(0, 180), DPI);
    struct sohoa_err err = {0};
    const double mm = DPI / 25.4;
    struct sohoa_box box = {(int32_t)(70 * mm), (int32_t)(165 * mm), (int32_t)(18 * mm),
                            (int32_t)(18 * mm)};
    page.codes = sohoa_codes_new();
    assert_int_equal(
        sohoa_codes_add(page.codes, "QRCode",
                        "038190000001||Nguyễn Thị An|02071990|Nữ|Xã Mẫu, Thanh Hóa|15032022", box),
        0);
    assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(page.patch_count >= 2);
    bool turned = false;
    for (uint32_t k = 0; k < page.patch_count; k++)
        turned |= fabs(fabs(lies(&page.patches[k])) - 180) < 1;
    assert_true(turned);
    assert_true(fabs(lies(&page.patches[0])) < 1);
    sohoa_page_clear(&page);
}

/* Grain joins all blocks to one. */
static void cards_are_found_in_the_grain_of_a_bad_copy(void **state)
{
    (void)state;
    PIX *page_of = copy_of_two(0, 0), *bits = pixConvertTo1(page_of, 128);
    unsigned seed = 3;
    pixDestroy(&page_of);
    for (int y = 0; y < pixGetHeight(bits); y++)
        for (int x = 0; x < pixGetWidth(bits); x++) {
            seed = seed * 1103515245 + 12345;
            if ((seed >> 16) % 100 < 9)
                pixSetPixel(bits, x, y, 1);
        }
    struct sohoa_page page = rig_page(bits, DPI);
    struct sohoa_err err = {0};
    const double mm = DPI / 25.4;
    struct sohoa_box box = {(int32_t)(57 * mm), (int32_t)(165 * mm), (int32_t)(75 * mm),
                            (int32_t)(15 * mm)};
    page.codes = sohoa_codes_new();
    assert_int_equal(sohoa_codes_add(page.codes, "MRZ", "IDVNM", box), 0);
    assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
    assert_true(page.patch_count >= 2);
    sohoa_page_clear(&page);
}

static void places_lead_back_to_the_master(void **state)
{
    (void)state;
    PIX *master = copy_of_two(3, -2.5);
    struct sohoa_page page = rig_page(pixCopy(NULL, master), DPI);
    struct sohoa_err err = {0};
    assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
    PIX *bits = pixConvertTo1(page.image, 128), *old = pixConvertTo1(master, 128);
    int seen = 0, there = 0;
    for (int y = 4; y + 4 < pixGetHeight(bits); y += 7)
        for (int x = 4; x + 4 < pixGetWidth(bits); x += 7) {
            l_uint32 ink = 0;
            pixGetPixel(bits, x, y, &ink);
            if (!ink)
                continue;
            struct sohoa_box at =
                sohoa_page_to_master(&page, (struct sohoa_box){x - 3, y - 3, 7, 7});
            BOX *box = boxCreate(at.x, at.y, at.w, at.h);
            l_int32 count = 0;
            pixCountPixelsInRect(old, box, &count, NULL);
            boxDestroy(&box);
            seen++;
            there += count > 0;
        }
    pixDestroy(&bits);
    pixDestroy(&old);
    pixDestroy(&master);
    sohoa_page_clear(&page);
    assert_true(seen > 200);
    assert_true(there * 100 >= seen * 99);
}

static void other_pages_are_left_alone(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 8; depth += 7) {
        struct sohoa_page page = rig_page(rig_prose_page(200, "Serif 12", depth), 200);
        struct sohoa_err err = {0};
        int width = pixGetWidth(page.image);
        assert_int_equal(rig_run("prep_cards", NULL, &page, NULL, &err), SOHOA_OK);
        assert_int_equal(page.patch_count, 0);
        assert_int_equal(pixGetWidth(page.image), width);
        sohoa_page_clear(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_card_is_turned_straight_by_itself),
        cmocka_unit_test(a_card_may_lie_at_any_angle),
        cmocka_unit_test(a_code_tells_which_way_up_a_card_lies),
        cmocka_unit_test(cards_are_found_in_the_grain_of_a_bad_copy),
        cmocka_unit_test(places_lead_back_to_the_master),
        cmocka_unit_test(other_pages_are_left_alone),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
