/* test_files_pdf.c - PDFs written by hand: scans come out pixel by pixel with what lies over them,
 * text is trusted only where the page is born digital, locked files are refused by name. */
#include "files_rig.h"

#include <leptonica/allheaders.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include <cmocka.h>

enum { W = 401, H = 533 }; /* pixels of the scans; at 100 dpi 288.72 x 383.76 points */

static struct rig rig;
static char folder[] = "/tmp/test_files_pdf_XXXXXX", path[128], other[128];

/* ---- writing ---- */

struct pdf {
    FILE *f;
    long offsets[32];
    int count;
};

static void object(struct pdf *p, const char *dict, const void *stream, size_t size)
{
    p->offsets[++p->count] = ftell(p->f);
    if (stream)
        fprintf(p->f, "%d 0 obj\n<<%s /Length %zu>>\nstream\n", p->count, dict, size);
    else
        fprintf(p->f, "%d 0 obj\n%s\nendobj\n", p->count, dict);
    if (!stream)
        return;
    fwrite(stream, 1, size, p->f);
    fputs("\nendstream\nendobj\n", p->f);
}

static void begin(struct pdf *p)
{
    *p = (struct pdf){.f = fopen(path, "wb")};
    assert_non_null(p->f);
    fputs("%PDF-1.5\n", p->f);
}

static void end(struct pdf *p)
{
    long xref = ftell(p->f);
    fprintf(p->f, "xref\n0 %d\n0000000000 65535 f \n", p->count + 1);
    for (int i = 1; i <= p->count; i++)
        fprintf(p->f, "%010ld 00000 n \n", p->offsets[i]);
    fprintf(p->f, "trailer <</Size %d /Root 1 0 R>>\nstartxref\n%ld\n%%%%EOF\n", p->count + 1,
            xref);
    fclose(p->f);
}

/* One page: 1 catalogue, 2 pages, 3 page, 4 content, 5 font, then what the caller adds as 6. */
static void page_of(struct pdf *p, double w, double h, const char *extra, const char *content,
                    int promised)
{
    char text[512];
    begin(p);
    object(p, "<</Type /Catalog /Pages 2 0 R>>", NULL, 0);
    (void)snprintf(text, sizeof text, "<</Type /Pages /Kids [3 0 R] /Count %d>>", promised);
    object(p, text, NULL, 0);
    (void)snprintf(text, sizeof text,
                   "<</Type /Page /Parent 2 0 R /MediaBox [0 0 %.4f %.4f] /Contents 4 0 R %s "
                   "/Resources <</Font <</F1 5 0 R>> /XObject <</Im 6 0 R>>>>>>",
                   w, h, extra);
    object(p, text, NULL, 0);
    object(p, "", content, strlen(content));
    object(p, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
           NULL, 0);
}

static bool black_at(int x, int y)
{
    return (x / 7 + y / 5) % 4 == 0 || x == y;
}

static PIX *scan_pix(void)
{
    PIX *pix = pixCreate(W, H, 1);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            pixSetPixel(pix, x, y, black_at(x, y));
    return pix;
}

/* The scan's bits, 0 = black, as PDF's DeviceGray wants. */
static void scan_object(struct pdf *p)
{
    static uint8_t bits[H][(W + 7) / 8];
    char dict[256];
    memset(bits, 0, sizeof bits);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            if (!black_at(x, y))
                bits[y][x / 8] |= (uint8_t)(0x80 >> x % 8);
    (void)snprintf(dict, sizeof dict,
                   "/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 "
                   "/ColorSpace /DeviceGray",
                   W, H);
    object(p, dict, bits, sizeof bits);
}

static const double page_w = W * 72 / 100.0, page_h = H * 72 / 100.0;
#define SHOW_SCAN "q 288.72 0 0 383.76 0 0 cm /Im Do Q "

static void write_scan(const char *extra, const char *over)
{
    struct pdf p;
    char content[1024];
    (void)snprintf(content, sizeof content, SHOW_SCAN "%s", over);
    page_of(&p, page_w, page_h, extra, content, 1);
    scan_object(&p);
    end(&p);
}

static int decode_path(const char *name, struct sohoa_page *page)
{
    struct sohoa_blob *master = rig_master(name);
    assert_non_null(master);
    struct rig_probe p = rig_probe(&rig, master);
    sohoa_page_init(page);
    int rc = p.rc == SOHOA_OK ? rig_decode(&rig, master, 0, page) : p.rc;
    if (rc == SOHOA_OK)
        assert_true(p.images[0].width == page->width && p.images[0].height == page->height);
    sohoa_blob_unref(master);
    return rc;
}

static void decode_ok(struct sohoa_page *page)
{
    if (decode_path(path, page) != SOHOA_OK)
        fail_msg("%s", rig.err.text);
}

static void assert_same(PIX *got, PIX *want)
{
    l_int32 same = 0;
    assert_int_equal(pixEqual(got, want, &same), 0);
    assert_true(same);
}

/* ---- scans ---- */

static void a_scan_comes_out_pixel_by_pixel_at_its_own_resolution(void **state)
{
    struct sohoa_page page;
    PIX *want = scan_pix();
    (void)state;
    write_scan("", "");
    decode_ok(&page);
    assert_same(page.image, want);
    assert_int_equal((int)(page.dpi + 0.5F), 100);
    assert_int_equal(page.flags & SOHOA_PAGE_BORN_DIGITAL, 0);
    sohoa_page_clear(&page);
    pixDestroy(&want);
}

static void a_rotated_scan_page_is_turned_without_loss(void **state)
{
    (void)state;
    for (int quarter = 1; quarter <= 3; quarter++) {
        struct sohoa_page page;
        char extra[32];
        PIX *scan = scan_pix(), *want = pixRotateOrth(scan, quarter);
        (void)snprintf(extra, sizeof extra, "/Rotate %d", quarter * 90);
        write_scan(extra, "");
        decode_ok(&page);
        assert_same(page.image, want);
        assert_int_equal(page.rotated, 0);
        sohoa_page_clear(&page);
        pixDestroy(&scan);
        pixDestroy(&want);
    }
}

static void a_scan_mirrored_by_its_matrix_is_shown_as_the_page_shows_it(void **state)
{
    struct pdf p;
    struct sohoa_page page;
    PIX *want = scan_pix();
    (void)state;
    pixFlipLR(want, want);
    page_of(&p, page_w, page_h, "", "q -288.72 0 0 383.76 288.72 0 cm /Im Do Q", 1);
    scan_object(&p);
    end(&p);
    decode_ok(&page);
    assert_same(page.image, want);
    sohoa_page_clear(&page);
    pixDestroy(&want);
}

static void hidden_text_over_a_scan_is_not_trusted(void **state)
{
    struct sohoa_page page;
    PIX *want = scan_pix();
    (void)state;
    write_scan("", "BT 3 Tr /F1 20 Tf 40 200 Td (Wrong words from elsewhere) Tj ET");
    decode_ok(&page);
    assert_null(page.text);
    assert_int_equal(page.flags & SOHOA_PAGE_BORN_DIGITAL, 0);
    assert_same(page.image, want);
    sohoa_page_clear(&page);
    pixDestroy(&want);
}

static void what_is_drawn_over_a_scan_is_rendered_in_and_nothing_else_changes(void **state)
{
    struct sohoa_page page;
    l_uint32 v;
    (void)state;
    /* points 72..144 both ways from below: pixels 100..200 across, H-200..H-100 down */
    write_scan("", "0 g 72 72 72 72 re f BT /F1 12 Tf 10 350 Td (stamp) Tj ET");
    decode_ok(&page);
    assert_int_equal(pixGetDepth(page.image), 1);
    assert_null(page.text);
    for (int y = 60; y < H; y++)
        for (int x = 0; x < W; x++) {
            bool edge = x >= 97 && x <= 203 && y >= H - 203 && y <= H - 97;
            bool inside = x >= 102 && x < 198 && y >= H - 198 && y < H - 102;
            pixGetPixel(page.image, x, y, &v);
            if (inside)
                assert_int_equal(v, 1);
            else if (!edge)
                assert_int_equal(v, black_at(x, y));
        }
    sohoa_page_clear(&page);
}

static void a_page_that_reaches_beyond_its_scan_keeps_what_stands_there(void **state)
{
    struct pdf p;
    struct sohoa_page page;
    l_uint32 v;
    (void)state;
    page_of(&p, page_w + 72, page_h, "", SHOW_SCAN "0 g 308 100 36 36 re f",
            1); /* right of the scan */
    scan_object(&p);
    end(&p);
    decode_ok(&page);
    assert_int_equal(page.width, W + 100);
    assert_int_equal(page.height, H);
    pixGetPixel(page.image, W + 50, H - 160, &v);
    assert_int_equal(v, 1);
    pixGetPixel(page.image, 50, 60, &v);
    assert_int_equal(v, black_at(50, 60));
    sohoa_page_clear(&page);
}

static size_t pack_g4(PIX *pix, uint8_t *to, size_t room)
{
    pixWrite(other, pix, IFF_TIFF_G4);
    TIFF *tif = TIFFOpen(other, "r");
    assert_int_equal(TIFFNumberOfStrips(tif), 1);
    tmsize_t n = TIFFReadRawStrip(tif, 0, to, (tmsize_t)room);
    TIFFClose(tif);
    assert_true(n > 0);
    return (size_t)n;
}

static void a_fax_coded_scan_is_exact_whole_or_damaged(void **state)
{
    static uint8_t g4[65536];
    PIX *want = scan_pix();
    size_t size = pack_g4(want, g4, sizeof g4);
    char dict[256];
    (void)state;
    for (int damaged = 0; damaged < 2; damaged++) {
        struct pdf p;
        struct sohoa_page page;
        page_of(&p, page_w, page_h, "", SHOW_SCAN, 1);
        (void)snprintf(dict, sizeof dict,
                       "/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 "
                       "/ColorSpace /DeviceGray /Filter /CCITTFaxDecode "
                       "/DecodeParms <</K -1 /Columns %d /Rows %d>>",
                       W, H, W, H);
        object(&p, dict, g4, damaged ? size / 2 : size);
        end(&p);
        decode_ok(&page);
        if (!damaged)
            assert_same(page.image, want);
        assert_int_equal(page.width, W);
        sohoa_page_clear(&page);
    }
    pixDestroy(&want);
}

static void a_jpeg_scan_is_the_same_as_its_jpeg(void **state)
{
    static uint8_t bytes[300000];
    struct pdf p;
    struct sohoa_page page, direct;
    PIX *pix = pixCreate(W, H, 32);
    char dict[256];
    (void)state;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            pixSetRGBPixel(pix, x, y, x / 2, y / 3, 128);
    pixWriteJpeg(other, pix, 80, 0);
    FILE *f = fopen(other, "rb");
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    page_of(&p, page_w, page_h, "", SHOW_SCAN, 1);
    (void)snprintf(dict, sizeof dict,
                   "/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
                   "/ColorSpace /DeviceRGB /Filter /DCTDecode",
                   W, H);
    object(&p, dict, bytes, size);
    end(&p);
    decode_ok(&page);
    assert_int_equal(decode_path(other, &direct), SOHOA_OK);
    assert_same(page.image, direct.image);
    sohoa_page_clear(&page);
    sohoa_page_clear(&direct);
    pixDestroy(&pix);
}

static void an_image_beyond_the_cap_is_refused_by_its_size(void **state)
{
    struct pdf p;
    struct sohoa_page page;
    (void)state;
    page_of(&p, 8400, 8400, "", "q 8400 0 0 8400 0 0 cm /Im Do Q", 1);
    object(&p,
           "/Type /XObject /Subtype /Image /Width 35000 /Height 35000 /BitsPerComponent 1 "
           "/ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 35000>>",
           "\0\0\0", 3);
    end(&p);
    assert_int_equal(decode_path(path, &page), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "35000 x 35000"));
}

/* ---- born digital ---- */

static void write_text(const char *content, double w, double h)
{
    struct pdf p;
    page_of(&p, w, h, "", content, 1);
    object(&p, "<<>>", NULL, 0);
    end(&p);
}

static void a_born_digital_page_brings_its_words_with_boxes(void **state)
{
    struct sohoa_page page;
    (void)state;
    write_text("BT /F1 24 Tf 72 700 Td (Household register) Tj 0 -40 Td (number 7) Tj ET", 595,
               842);
    decode_ok(&page);
    assert_true(page.flags & SOHOA_PAGE_BORN_DIGITAL);
    assert_int_equal(sohoa_text_words(page.text), 4);
    assert_int_equal(sohoa_text_lines(page.text), 2);
    struct sohoa_word word = sohoa_text_word(page.text, 1);
    assert_string_equal(word.text, "register");
    assert_int_equal(word.line, 0);
    assert_int_equal((int)(page.dpi + 0.5F), 300);
    /* the baseline at 842 - 700 points from the top, the word right of "Household " */
    assert_true(word.box.x > 300 + 400 && word.box.x < 300 + 600);
    assert_true(word.box.y < 142 * 300 / 72 && word.box.y + word.box.h > 142 * 300 / 72);
    assert_true(word.confidence > 0.95F);
    assert_int_equal(page.width, 2479);
    sohoa_page_clear(&page);
}

/* A page of text in another font than usual, whose object 6 is `map`; it must be left to OCR. */
static void check_font(const char *font, const char *map)
{
    struct pdf p;
    struct sohoa_page page;
    page_of(&p, 595, 842, "", "BT /F1 24 Tf 72 700 Td (Household register) Tj ET", 1);
    fseek(p.f, p.offsets[p.count--], SEEK_SET);
    object(&p, font, NULL, 0);
    fprintf(p.f, "%80s\n", ""); /* over the end of the longer one */
    object(&p, "", map, strlen(map));
    end(&p);
    decode_ok(&page);
    assert_int_equal(page.flags & SOHOA_PAGE_BORN_DIGITAL, 0);
    assert_null(page.text);
    sohoa_page_clear(&page);
}

static void text_whose_font_maps_to_no_letters_is_left_to_ocr(void **state)
{
    (void)state;
    check_font("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>",
               "/CIDInit /ProcSet findresource begin begincmap\n"
               "1 begincodespacerange <00> <FF> endcodespacerange\n"
               "1 beginbfrange <20> <7E> <E020> endbfrange\nendcmap end");
}

static void text_of_a_font_from_before_unicode_is_left_to_ocr(void **state)
{
    (void)state;
    check_font("<</Type /Font /Subtype /TrueType /BaseFont /.VnTime /Encoding /WinAnsiEncoding>>",
               "");
}

static void a_huge_drawing_is_rendered_at_what_the_cap_allows(void **state)
{
    (void)state;
    write_text("0 0 m 14400 14400 l S", 14400, 14400);
    struct sohoa_blob *master = rig_master(path);
    struct rig_probe p = rig_probe(&rig, master);
    assert_int_equal(p.rc, SOHOA_OK);
    assert_true((uint64_t)p.images[0].width * p.images[0].height <= 141000000);
    assert_true(p.images[0].dpi > 55 && p.images[0].dpi < 60);
    sohoa_blob_unref(master);
}

static void a_page_tree_that_promises_more_pages_is_noted(void **state)
{
    struct pdf p;
    struct sohoa_page page;
    (void)state;
    page_of(&p, 200, 200, "", "0 0 m 9 9 l S", 7);
    object(&p, "<<>>", NULL, 0);
    end(&p);
    decode_ok(&page);
    assert_non_null(strstr(page.note, "7 pages"));
    sohoa_page_clear(&page);
}

/* ---- locked ---- */

static bool lock(const char *user, const char *owner)
{
    char command[512];
    (void)snprintf(command, sizeof command, "qpdf --encrypt '%s' '%s' 256 -- %s %s >/dev/null 2>&1",
                   user, owner, path, other);
    return system(command) == 0;
}

static void a_password_is_named_but_the_owner_s_alone_is_no_obstacle(void **state)
{
    struct sohoa_page page;
    PIX *want = scan_pix();
    (void)state;
    write_scan("", "");
    if (!lock("secret", "boss")) {
        print_message("skipped: no qpdf\n");
        pixDestroy(&want);
        skip();
    }
    assert_int_equal(decode_path(other, &page), SOHOA_BAD_PAGE);
    assert_non_null(strstr(rig.err.text, "needs a password"));
    assert_true(lock("", "boss"));
    assert_int_equal(decode_path(other, &page), SOHOA_OK);
    assert_same(page.image, want);
    sohoa_page_clear(&page);
    pixDestroy(&want);
}

static int start(void **state)
{
    (void)state;
    rig_open(&rig);
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/a.pdf", folder);
    (void)snprintf(other, sizeof other, "%s/b", folder);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    rmdir(folder);
    rig_close(&rig);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scan_comes_out_pixel_by_pixel_at_its_own_resolution),
        cmocka_unit_test(a_rotated_scan_page_is_turned_without_loss),
        cmocka_unit_test(a_scan_mirrored_by_its_matrix_is_shown_as_the_page_shows_it),
        cmocka_unit_test(hidden_text_over_a_scan_is_not_trusted),
        cmocka_unit_test(what_is_drawn_over_a_scan_is_rendered_in_and_nothing_else_changes),
        cmocka_unit_test(a_page_that_reaches_beyond_its_scan_keeps_what_stands_there),
        cmocka_unit_test(a_fax_coded_scan_is_exact_whole_or_damaged),
        cmocka_unit_test(a_jpeg_scan_is_the_same_as_its_jpeg),
        cmocka_unit_test(an_image_beyond_the_cap_is_refused_by_its_size),
        cmocka_unit_test(a_born_digital_page_brings_its_words_with_boxes),
        cmocka_unit_test(text_whose_font_maps_to_no_letters_is_left_to_ocr),
        cmocka_unit_test(text_of_a_font_from_before_unicode_is_left_to_ocr),
        cmocka_unit_test(a_huge_drawing_is_rendered_at_what_the_cap_allows),
        cmocka_unit_test(a_page_tree_that_promises_more_pages_is_noted),
        cmocka_unit_test(a_password_is_named_but_the_owner_s_alone_is_no_obstacle),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
