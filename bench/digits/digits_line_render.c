/* digits_line_render.c - numbers in their lines: see digits_render.h. One thread. */
#include "digits_render.h"

#include <math.h>
#include <string.h>

enum { RIM = 40 }; /* white around the text, so that windows at its ends see paper */

static bool often(struct chance *chance, double share)
{
    return chance_real(chance, 0, 1) < share;
}

static void dots(struct chance *chance, cairo_t *cr, const struct digits_drawn *d, double width)
{
    double size = d->height * chance_real(chance, 0.05, 0.10);
    double pace = d->height * chance_real(chance, 0.2, 0.6);
    double y = d->top + d->height * chance_real(chance, 0.9, 1.12);
    for (double x = chance_real(chance, 0, pace); x < width; x += pace) {
        cairo_arc(cr, x, y, size, 0, 6.3);
        cairo_fill(cr);
    }
}

static void rule(struct chance *chance, cairo_t *cr, const struct digits_drawn *d, double width)
{
    double y = d->top + d->height * chance_real(chance, 0.96, 1.2);
    cairo_set_line_width(cr, d->height * chance_real(chance, 0.03, 0.09));
    cairo_move_to(cr, 0, y);
    cairo_line_to(cr, width, y + d->height * chance_real(chance, -0.1, 0.1));
    cairo_stroke(cr);
}

static void waves(struct chance *chance, cairo_t *cr, double width, double height)
{
    double tone = chance_real(chance, 0.5, 0.85), deep = chance_real(chance, 3, 12);
    double longer = chance_real(chance, 40, 160), phase = chance_real(chance, 0, 6);
    cairo_set_source_rgb(cr, tone, tone, tone);
    cairo_set_line_width(cr, chance_real(chance, 1, 3));
    for (double y = chance_real(chance, 0, 30); y < height; y += chance_real(chance, 18, 50)) {
        for (double x = 0; x <= width; x += 4)
            cairo_line_to(cr, x, y + deep * sin(phase + 6.28 * x / longer));
        cairo_stroke(cr);
    }
}

/* What the line stands on, in the ink's tone or, wiped by preparation, in the paper's. */
static void under(struct chance *chance, cairo_t *cr, const struct digits_drawn *d, double width,
                  double height)
{
    double tone = often(chance, 0.7) ? chance_real(chance, 0, 0.4) : 1;
    if (often(chance, 0.12))
        waves(chance, cr, width, height);
    cairo_set_source_rgb(cr, tone, tone, tone);
    if (often(chance, 0.35))
        dots(chance, cr, d, width);
    else if (often(chance, 0.2))
        rule(chance, cr, d, width);
}

/* Toner lost: the tone of ink falls in bands along and across the line and in soft spots. */
static void fade(struct chance *chance, PIX *pix)
{
    int w = pixGetWidth(pix), h = pixGetHeight(pix), spots = 0;
    double least = often(chance, 0.4) ? chance_real(chance, 0.35, 0.9) : 1;
    double longer = chance_real(chance, 60, 900), phase = chance_real(chance, 0, 6.3);
    double gap = often(chance, 0.1) ? chance_real(chance, 0, h) : -100;
    double gap_wide = chance_real(chance, 1, 4), sx[12], sy[12], ss[12];
    if (often(chance, 0.25))
        spots = chance_int(chance, 1, 12);
    for (int i = 0; i < spots; i++) {
        sx[i] = chance_real(chance, 0, w);
        sy[i] = chance_real(chance, 0, h);
        ss[i] = chance_real(chance, 2, 9);
    }
    for (int y = 0; y < h; y++) {
        l_uint32 *line = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
        for (int x = 0; x < w; x++) {
            double a = 1 - (1 - least) * (0.5 + 0.5 * sin(phase + 6.28 * x / longer));
            if (fabs(y - gap) < gap_wide)
                a *= 0.1;
            for (int i = 0; i < spots; i++) {
                double far = hypot(x - sx[i], y - sy[i]) / ss[i];
                if (far < 2)
                    a *= 1 - exp(-far * far);
            }
            double v = 255 - a * (255 - GET_DATA_BYTE(line, x));
            SET_DATA_BYTE(line, x, (l_uint8)v);
        }
    }
}

static void specks(struct chance *chance, PIX *pix)
{
    int w = pixGetWidth(pix), h = pixGetHeight(pix);
    int count = often(chance, 0.5) ? chance_int(chance, 0, w * h / 300) : 0;
    for (int i = 0; i < count; i++)
        pixSetPixel(pix, chance_int(chance, 0, w - 1), chance_int(chance, 0, h - 1),
                    chance_int(chance, 0, 1) ? 255 : 0);
}

/* Hair strokes lost, wholly or nearly, as copies of copies lose them: of a four two stems stay. */
static PIX *lose_hairs(struct chance *chance, PIX *pix, double height)
{
    int most = (int)lround(height * chance_real(chance, 0.05, 0.13));
    int across = often(chance, 0.7) ? most | 1 : 1, along = often(chance, 0.7) ? most | 1 : 1;
    PIX *thin = pixDilateGray(pix, across, along); /* of what is light: the ink shrinks */
    if (thin) {
        double share = often(chance, 0.5) ? 1 : chance_real(chance, 0.4, 1);
        pixMultConstantGray(thin, (float)share);
        pixMultConstantGray(pix, (float)(1 - share));
        pixAddGray(pix, pix, thin);
        pixDestroy(&thin);
    }
    return pix;
}

/* One bit at the scan's own resolution, softened and enlarged as prep_enlarge does. */
static PIX *as_bits(struct chance *chance, PIX *pix)
{
    float down = (float)chance_real(chance, 0.45, 0.95);
    digits_replace(&pix, pixScaleAreaMap(pix, down, down));
    if (often(chance, 0.5))
        digits_replace(&pix, pixBlockconv(pix, 1, 1));
    digits_ramp(pix, chance_real(chance, 75, 225), 0);
    specks(chance, pix);
    if (often(chance, 0.6))
        digits_replace(&pix, pixBlockconv(pix, 1, 1));
    float up = (float)chance_real(chance, 0.8, 1.2) / down;
    digits_replace(&pix, pixScaleLI(pix, up, up));
    return pix;
}

static PIX *as_gray(struct chance *chance, PIX *pix)
{
    float down = (float)chance_real(chance, 0.35, 0.95);
    digits_replace(&pix, pixScaleAreaMap(pix, down, down));
    int blur = chance_int(chance, 0, down < 0.6F ? 1 : 2);
    if (blur)
        digits_replace(&pix, pixBlockconv(pix, blur, blur));
    if (often(chance, 0.7))
        digits_ramp(pix, chance_real(chance, 70, 225), often(chance, 0.9) ? 4 : 0);
    specks(chance, pix);
    if (often(chance, 0.7))
        digits_replace(&pix, pixScaleLI(pix, 1 / down, 1 / down));
    return pix;
}

/* Where the characters stand once scaled and turned. */
static void places(PangoLayout *layout, const char *text, double scale, double turn,
                   struct digits_drawn *ret)
{
    PangoLayout *figures = pango_layout_copy(layout);
    PangoRectangle ink, room;
    pango_layout_set_text(figures, "0123456789", -1);
    pango_layout_get_pixel_extents(figures, &ink, NULL);
    int foot = pango_layout_get_baseline(layout) - pango_layout_get_baseline(figures);
    double top = 12 + (double)ink.y + (double)foot / PANGO_SCALE;
    ret->count = 0;
    for (int i = 0; text[i] && ret->count < DIGITS_DRAWN_MAX; i++) {
        pango_layout_index_to_pos(layout, i, &room);
        ret->w[ret->count] = scale * room.width / PANGO_SCALE;
        ret->x[ret->count++] = RIM + scale * (12 + (room.x + room.width / 2.0) / PANGO_SCALE -
                                              turn * (top + ink.height / 2.0));
    }
    ret->slope = turn;
    ret->height = scale * ink.height;
    ret->top = RIM + scale * top - turn * RIM;
    g_object_unref(figures);
}

static void rescale(struct digits_drawn *d, double by)
{
    for (int i = 0; i < d->count; i++) {
        d->x[i] *= by;
        d->w[i] *= by;
    }
    d->top *= by;
    d->height *= by;
}

/* Characters apart by more than the face has them. */
static void space_out(struct chance *chance, PangoLayout *layout)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(
        list, pango_attr_letter_spacing_new((int)(chance_real(chance, -1, 9) * PANGO_SCALE)));
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

PIX *digits_draw_line(struct chance *chance, bool kept, const char *text, struct digits_drawn *ret)
{
    struct digits_sheet sheet;
    int w, h;
    digits_sheet_open(chance, kept, text, &sheet);
    if (often(chance, 0.25))
        space_out(chance, sheet.layout);
    pango_layout_get_pixel_size(sheet.layout, &w, &h);
    double scale = chance_real(chance, 0.5, 1.2), turn = chance_real(chance, -0.02, 0.02);
    int width = (int)(scale * (w + 24)) + 2 * RIM, height = (int)(scale * (h + 24)) + 2 * RIM;
    cairo_t *on = digits_sheet_paper(&sheet, width, height);
    places(sheet.layout, text, scale, turn, ret);
    bool first = often(chance, 0.4);
    if (first)
        under(chance, on, ret, width, height);
    cairo_save(on);
    cairo_translate(on, RIM, RIM);
    cairo_rotate(on, turn);
    cairo_scale(on, scale, scale);
    digits_ink(chance, on, sheet.layout);
    cairo_restore(on);
    cairo_new_path(on);
    if (!first)
        under(chance, on, ret, width, height);
    PIX *pix = digits_sheet_close(chance, &sheet);
    if (often(chance, 0.25))
        pix = lose_hairs(chance, pix, ret->height);
    fade(chance, pix);
    pix = often(chance, 0.45) ? as_bits(chance, pix) : as_gray(chance, pix);
    rescale(ret, (double)pixGetWidth(pix) / width);
    return pix;
}
