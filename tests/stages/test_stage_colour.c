/* prep_colour: round seals and signatures go, print under them and all else stays, in gray. */
#include "stage_rig.h"
#include "unit/unit.h"

enum { DPI = 200 };
#define RED 0xd11a2400u
#define BLUE 0x1a268c00u

static PIX *with_text(const char *markup)
{
    const struct rig_piece piece = {markup, 25, 30, 160};
    return rig_draw(210, 150, DPI, "Serif 14", &piece, 1);
}

static void ink_over(PIX *pix, int x, int y, l_uint32 ink, double cover)
{
    l_uint32 under = 0, out = 0;
    pixGetPixel(pix, x, y, &under);
    for (int shift = 8; shift < 32; shift += 8)
        out |= (l_uint32)((ink >> shift & 255) * cover + (under >> shift & 255) * (1 - cover))
               << shift;
    pixSetPixel(pix, x, y, out);
}

static int px(double mm)
{
    return (int)lround(mm * DPI / 25.4);
}

/* A ring of 36 mm and a disk in its middle, about the centre in millimetres. */
static void stamp(PIX *pix, double cx, double cy)
{
    int outer = px(18), inner = px(16.7), heart = px(5);
    for (int v = -outer; v <= outer; v++)
        for (int u = -outer; u <= outer; u++) {
            int r = u * u + v * v;
            if ((r <= outer * outer && r >= inner * inner) || r < heart * heart)
                ink_over(pix, px(cx) + u, px(cy) + v, RED, 0.7);
        }
}

/* A wave 40 mm wide and 16 mm high. */
static void sign(PIX *pix, double x, double y)
{
    for (int i = 0; i < 4000; i++) {
        double t = i / 4000.0;
        for (int k = 0; k < 25; k++) {
            int u = px(x + 40 * t) + k % 5, v = px(y + 8 * sin(t * 20)) + k / 5;
            pixSetPixel(pix, u, v, BLUE);
        }
    }
}

static struct sohoa_page cleared(PIX *takes)
{
    struct sohoa_err err = {0};
    struct sohoa_page page = rig_page(takes, DPI);
    assert_int_equal(rig_run("prep_colour", NULL, &page, NULL, &err), SOHOA_OK);
    return page;
}

static double differing_from(const struct sohoa_page *page, PIX *plain)
{
    PIX *a = pixConvertTo1(page->image, 165), *b = pixConvertTo1(plain, 165);
    double share = rig_differing(a, b);
    pixDestroy(&a);
    pixDestroy(&b);
    return share;
}

static const struct sohoa_mark *only_mark(const struct sohoa_page *page)
{
    static struct sohoa_mark mark;
    assert_int_equal(sohoa_marks_count(page->marks), 1);
    mark = sohoa_marks_get(page->marks, 0);
    return &mark;
}

static const char name[] = "CHỦ TỊCH ỦY BAN NHÂN DÂN\nNguyễn Thị Ngọc Diệp, Lê Hữu Phước";

static void a_round_seal_goes_and_the_print_under_it_stays(void **state)
{
    (void)state;
    PIX *plain = with_text(name), *stamped = pixCopy(NULL, plain);
    stamp(stamped, 60, 38);
    struct sohoa_page page = cleared(stamped);
    double share = differing_from(&page, plain);
    if (share > 0.0005)
        fail_msg("%.5f of the pixels differ", share);
    const struct sohoa_mark *mark = only_mark(&page);
    assert_int_equal(mark->kind, SOHOA_MARK_SEAL);
    assert_true(abs(mark->box.x + mark->box.w / 2 - px(60)) < px(1.5));
    assert_true(abs(mark->box.w - px(36)) < px(4));
    sohoa_page_clear(&page);
    pixDestroy(&plain);
}

/* A thin rim that took no ink in four places, 1.5 mm each: its pieces are one seal. */
static void a_seal_whose_thin_rim_lies_in_pieces_goes(void **state)
{
    (void)state;
    PIX *plain = with_text(name), *stamped = pixCopy(NULL, plain);
    for (int i = 0; i < 7200; i++) {
        double turn = 2 * M_PI * i / 7200;
        for (int k = 0; k < 3 && i % 1800 > 100; k++)
            ink_over(stamped, px(60) + (int)lround((px(17.5) + k) * cos(turn)),
                     px(38) + (int)lround((px(17.5) + k) * sin(turn)), RED, 0.5);
    }
    struct sohoa_page page = cleared(stamped);
    assert_int_equal(only_mark(&page)->kind, SOHOA_MARK_SEAL);
    assert_true(differing_from(&page, plain) < 0.0005);
    sohoa_page_clear(&page);
    pixDestroy(&plain);
}

static void a_signature_goes_and_the_name_under_it_stays(void **state)
{
    (void)state;
    PIX *plain = with_text(name), *signed_page = pixCopy(NULL, plain);
    sign(signed_page, 40, 70);
    struct sohoa_page page = cleared(signed_page);
    assert_true(differing_from(&page, plain) < 0.0005);
    assert_int_equal(only_mark(&page)->kind, SOHOA_MARK_SIGNATURE);
    sohoa_page_clear(&page);
    pixDestroy(&plain);
}

/* The picture; of a colour one what gray makes of it: red counts most. */
static PIX *in_gray(PIX *pix)
{
    if (pixGetDepth(pix) != 32)
        return pixCopy(NULL, pix);
    PIX *out = pixCreate(pixGetWidth(pix), pixGetHeight(pix), 8);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            l_uint32 p = 0;
            pixGetPixel(pix, x, y, &p);
            pixSetPixel(out, x, y, (9 * (p >> 24) + 5 * (p >> 16 & 255) + 2 * (p >> 8 & 255)) / 16);
        }
    return out;
}

/* A warm lamp, and shade that grows from left to right: white paper becomes a dim yellow gray. */
static void shade(PIX *pix)
{
    static const double warm[3] = {1.0, 0.95, 0.86};
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            double light = 0.48 - 0.3 * x / pixGetWidth(pix);
            l_uint32 p = 0, out = 0;
            pixGetPixel(pix, x, y, &p);
            for (int i = 0; i < 3; i++)
                out |= (l_uint32)((p >> (24 - 8 * i) & 255) * light * warm[i]) << (24 - 8 * i);
            pixSetPixel(pix, x, y, out);
        }
}

static void a_seal_and_a_signature_go_in_shade_and_warm_light_too(void **state)
{
    (void)state;
    for (int signature = 0; signature <= 1; signature++) {
        PIX *plain = with_text(name), *inked = pixCopy(NULL, plain);
        if (signature)
            sign(inked, 100, 70);
        else
            stamp(inked, 120, 38);
        shade(plain);
        shade(inked);
        struct sohoa_page page = cleared(inked);
        assert_int_equal(only_mark(&page)->kind,
                         signature ? SOHOA_MARK_SIGNATURE : SOHOA_MARK_SEAL);
        PIX *want = in_gray(plain);
        l_int32 ink = 0;
        PIX *apart = pixAbsDifference(page.image, want), *far = pixThresholdToBinary(apart, 30);
        pixInvert(far, far);
        pixCountPixels(far, &ink, NULL);
        if (ink > 3000)
            fail_msg("%d pixels differ much", ink);
        pixDestroy(&apart);
        pixDestroy(&far);
        pixDestroy(&want);
        pixDestroy(&plain);
        sohoa_page_clear(&page);
    }
}

/* Five short strokes, none as large as a signature, and a flourish; the seal took out what lay
 * between. Far from any seal they stay. */
static void strokes_of_a_signature_beside_a_seal_go(void **state)
{
    (void)state;
    for (int sealed = 0; sealed <= 1; sealed++) {
        PIX *pix = with_text(name);
        if (sealed)
            stamp(pix, 60, 90);
        for (int stroke = 0; stroke < 5; stroke++)
            for (int i = 0; i < px(7); i++)
                for (int k = 0; k < 4; k++)
                    pixSetPixel(pix, px(82 + 5 * stroke) + k + i / 6, px(88) + i, BLUE);
        for (int i = 0; i < px(24); i++)
            for (int k = 0; k < 4; k++)
                pixSetPixel(pix, px(82) + i, px(99) + k - i / 40, BLUE);
        struct sohoa_page page = cleared(pix);
        assert_int_equal(sohoa_marks_count(page.marks), sealed ? 2 : 0);
        l_uint32 gray = 0;
        pixGetPixel(page.image, px(84), px(99), &gray);
        assert_int_equal(gray > 200, sealed);
        sohoa_page_clear(&page);
    }
}

static void assert_untouched(PIX *takes)
{
    PIX *before = in_gray(takes);
    struct sohoa_page page = cleared(takes);
    l_int32 same = 0;
    pixEqual(page.image, before, &same);
    assert_true(same);
    assert_int_equal(sohoa_marks_count(page.marks), 0);
    pixDestroy(&before);
    sohoa_page_clear(&page);
}

static void blue_and_red_print_and_rectangular_stamps_stay(void **state)
{
    (void)state;
    assert_untouched(with_text("<span color='#1a268c'>Họ, chữ đệm, tên: Nguyễn Ngọc Lệ\n"
                               "Nơi cư trú: xã Đông Thịnh, tỉnh Phú Thọ</span>"));
    assert_untouched(with_text("<span color='#d11a24'>Số: 0123/2024</span>"));
    PIX *received = with_text("<span color='#d11a24'>CÔNG VĂN ĐẾN</span>");
    for (int x = px(20); x < px(75); x++)
        for (int edge = 0; edge < 8; edge++) {
            pixSetPixel(received, x, px(25) + edge % 4 + (edge / 4) * px(25), RED);
            pixSetPixel(received, px(20) + edge % 4 + (edge / 4) * px(55),
                        px(25) + (x - px(20)) * 25 / 55, RED);
        }
    assert_untouched(received);
}

/* Widths that fill no whole word, too. */
static void a_colour_page_goes_on_in_gray(void **state)
{
    (void)state;
    PIX *colour = with_text("<span color='#4060a0'>Màu</span>");
    for (int less = 0; less < 5; less++) {
        BOX *box = boxCreate(0, 0, pixGetWidth(colour) - less, pixGetHeight(colour));
        assert_untouched(pixClipRectangle(colour, box, NULL));
        boxDestroy(&box);
    }
    pixDestroy(&colour);
}

static void gray_and_bilevel_pages_are_not_looked_at(void **state)
{
    (void)state;
    for (int depth = 1; depth <= 8; depth += 7)
        assert_untouched(rig_prose_page(75, "Serif 12", depth));
}

/* A gray scan tells the seal from black print by its brightness alone; here a signature crosses it.
 */
static void a_seal_on_a_gray_page_goes_and_the_name_under_it_stays(void **state)
{
    (void)state;
    for (int signature = 0; signature <= 1; signature++) {
        PIX *plain = with_text(name), *sealed = pixCopy(NULL, plain);
        stamp(sealed, 60, 36);
        for (int i = 0; signature && i < px(30); i++)
            for (int k = 0; k < 5; k++)
                ink_over(sealed, px(60) + i, px(44) + i / 5 + k, RED, 0.7);
        PIX *gray = pixConvertTo8(sealed, 0), *plain_gray = pixConvertTo8(plain, 0);
        struct sohoa_page page = cleared(gray);
        assert_int_equal(only_mark(&page)->kind, SOHOA_MARK_SEAL);
        assert_true(differing_from(&page, plain_gray) < (signature ? 0.004 : 0.002));
        sohoa_page_clear(&page);
        pixDestroy(&plain);
        pixDestroy(&sealed);
        pixDestroy(&plain_gray);
    }
}

static void a_gray_page_without_a_seal_stays(void **state)
{
    (void)state;
    PIX *plain = with_text(name), *gray = pixConvertTo8(plain, 0), *copy = pixCopy(NULL, gray);
    struct sohoa_page page = cleared(gray);
    l_int32 same = 0;
    pixEqual(page.image, copy, &same);
    assert_true(same);
    assert_int_equal(page.marks ? sohoa_marks_count(page.marks) : 0, 0);
    sohoa_page_clear(&page);
    pixDestroy(&plain);
    pixDestroy(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_seal_goes_and_the_print_under_it_stays),
        cmocka_unit_test(a_seal_whose_thin_rim_lies_in_pieces_goes),
        cmocka_unit_test(a_signature_goes_and_the_name_under_it_stays),
        cmocka_unit_test(a_seal_and_a_signature_go_in_shade_and_warm_light_too),
        cmocka_unit_test(strokes_of_a_signature_beside_a_seal_go),
        cmocka_unit_test(blue_and_red_print_and_rectangular_stamps_stay),
        cmocka_unit_test(a_colour_page_goes_on_in_gray),
        cmocka_unit_test(a_seal_on_a_gray_page_goes_and_the_name_under_it_stays),
        cmocka_unit_test(a_gray_page_without_a_seal_stays),
        cmocka_unit_test(gray_and_bilevel_pages_are_not_looked_at),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_close();
    return failed;
}
