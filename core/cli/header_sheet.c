/* header_sheet.c - draws header sheets; see header_sheet.h.
 *
 * Each carries its QR twice, in opposite corners and off the lines along which a sheet is folded,
 * punched or stapled: one spot, hole or crease leaves the other one. The modules are so large that
 * a copy of a copy at 150 dpi is still read. A separator sheet is read in any position. */
#include "cli/header_sheet.h"

#include "host/lang.h"
#include "pipeline/separator.h"
#include <cairo-pdf.h>
#include <errno.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#define MM (72.0 / 25.4) /* points */
#define WIDTH (210 * MM)
#define HEIGHT (297 * MM)
#define MARGIN (20 * MM)
#define CODE_SIZE (58 * MM)

/* A square of size points with its left top corner at x, y. */
static void draw_code(cairo_t *cr, const QRcode *qr, double x, double y, double size)
{
    double module = size / qr->width;
    for (int r = 0; r < qr->width; r++)
        for (int c = 0; c < qr->width; c++)
            if (qr->data[r * qr->width + c] & 1)
                cairo_rectangle(cr, x + c * module, y + r * module, module, module);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_fill(cr);
}

/* Text in a column, centred or from the left; returns its height. */
static double draw_text(cairo_t *cr, const char *font, const char *text, double x, double y,
                        double width, bool centred)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *description = pango_font_description_from_string(font);
    int height = 0;
    pango_layout_set_font_description(layout, description);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, text, -1);
    pango_layout_get_pixel_size(layout, NULL, &height);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    pango_font_description_free(description);
    g_object_unref(layout);
    return height;
}

static void draw_count(cairo_t *cr, uint32_t sheets, double x, double y, double width)
{
    char text[64] = "……";
    if (sheets)
        (void)snprintf(text, sizeof text, "%u", sheets);
    y += draw_text(cr, "Sans 12",
                   "Số tờ của hồ sơ (không tính tờ này)\n"
                   "Sheets of the dossier, without this one",
                   x, y, width, false);
    (void)draw_text(cr, "Sans Bold 34", text, x, y + 2 * MM, width, false);
}

static void draw_sheet(cairo_t *cr, const struct header_sheet *sheet, const QRcode *qr)
{
    double inner = WIDTH - 2 * MARGIN, beside = MARGIN + CODE_SIZE + 10 * MM;
    cairo_set_source_rgb(cr, 0, 0, 0);
    draw_code(cr, qr, MARGIN, MARGIN, CODE_SIZE);
    double y = MARGIN;
    y += draw_text(cr, "Sans Bold 24", "TỜ ĐẦU HỒ SƠ", beside, y, WIDTH - MARGIN - beside, false);
    y += draw_text(cr, "Sans 15", "Header sheet", beside, y, WIDTH - MARGIN - beside, false);
    draw_count(cr, sheet->sheets, beside, y + 8 * MM, WIDTH - MARGIN - beside);
    y = 100 * MM;
    y += draw_text(cr, "Sans 13", "Mã hồ sơ · Dossier code", MARGIN, y, inner, true);
    (void)draw_text(cr, strlen(sheet->code) > 30 ? "Mono Bold 15" : "Mono Bold 24", sheet->code,
                    MARGIN, y + 2 * MM, inner, true);
    (void)draw_text(cr, "Sans 12",
                    "Đặt tờ này trước tờ đầu tiên của hồ sơ, một mặt, theo chiều bất kỳ. "
                    "Không viết, đóng dấu hay bấm ghim lên mã.\n\n"
                    "Lay this sheet before the first sheet of the dossier, printed on one side, "
                    "any way up. Do not write, stamp or staple over the codes.",
                    MARGIN, 160 * MM, inner, false);
    (void)draw_text(cr, "Sans 9", "sohoa · 1", MARGIN, HEIGHT - MARGIN - 5 * MM, 60 * MM, false);
    draw_code(cr, qr, WIDTH - MARGIN - CODE_SIZE, HEIGHT - MARGIN - CODE_SIZE, CODE_SIZE);
}

static int print_sheet(cairo_t *cr, const struct header_sheet *sheet, bool duplex,
                       struct sohoa_err *err)
{
    char text[128];
    if (!sohoa_header_text(sheet->code, sheet->sheets, text, sizeof text))
        return sohoa_fail(err, SOHOA_FATAL,
                          "'%s' cannot stand on a header sheet: 1 to %d characters without spaces",
                          sheet->code, (int)SOHOA_DOSSIER_CODE_MAX);
    QRcode *qr = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
    if (!qr)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot make a QR code of '%s'", text);
    draw_sheet(cr, sheet, qr);
    QRcode_free(qr);
    cairo_show_page(cr);
    if (duplex)
        cairo_show_page(cr);
    return SOHOA_OK;
}

static cairo_status_t write_some(void *closure, const unsigned char *data, unsigned int size)
{
    return fwrite(data, 1, size, closure) == size ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

int header_sheets_print(FILE *to, const struct header_sheet *sheets, size_t count, bool duplex,
                        struct sohoa_err *err)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_some, to, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    int rc = SOHOA_OK;
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "Tờ đầu hồ sơ");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "sohoa");
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        rc = print_sheet(cr, &sheets[i], duplex, err);
    cairo_surface_finish(surface);
    cairo_status_t status = cairo_status(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    if (rc == SOHOA_OK && (status != CAIRO_STATUS_SUCCESS || fflush(to) != 0))
        rc = sohoa_fail(err, SOHOA_FATAL, "the sheets cannot be written: %s",
                        cairo_status_to_string(
                            status == CAIRO_STATUS_SUCCESS ? CAIRO_STATUS_WRITE_ERROR : status));
    return rc;
}
