/* digits_render.c - see digits_render.h. One thread. */
#include "digits_render.h"

#include <math.h>
#include <string.h>

static const char *const learnt[] = {"Liberation Serif",
                                     "Liberation Serif",
                                     "Liberation Serif",
                                     "Liberation Sans",
                                     "Liberation Sans",
                                     "DejaVu Serif",
                                     "DejaVu Sans",
                                     "Liberation Mono",
                                     "Liberation Mono",
                                     "DejaVu Sans Mono",
                                     "DejaVu Sans Mono",
                                     "FreeMono",
                                     "FreeSerif",
                                     "FreeSans",
                                     "Noto Sans",
                                     "Nimbus Mono PS",
                                     "Nimbus Roman",
                                     "Nimbus Sans",
                                     "C059",
                                     "P052",
                                     "TeX Gyre Termes",
                                     "TeX Gyre Bonum",
                                     "TeX Gyre Pagella",
                                     "TeX Gyre Schola",
                                     "TeX Gyre Heros",
                                     "TeX Gyre Cursor",
                                     "Open Sans",
                                     "Roboto",
                                     "Lato",
                                     "Cantarell",
                                     "EB Garamond",
                                     "Linux Libertine O",
                                     "Linux Libertine Mono O",
                                     "Gentium",
                                     "Gentium Plus",
                                     "Charis SIL",
                                     "Doulos SIL",
                                     "Carlito",
                                     "Noto Sans Mono",
                                     "Noto Mono",
                                     "Fira Code",
                                     "Fira Mono",
                                     "Fira Sans",
                                     "Bitstream Vera Sans",
                                     "Bitstream Vera Sans Mono",
                                     "Ubuntu",
                                     "Ubuntu Mono",
                                     "Source Code Pro",
                                     "Anonymous Pro",
                                     "URW Bookman",
                                     "CMU Serif",
                                     "CMU Typewriter Text",
                                     "CMU Sans Serif",
                                     "Courier Prime",
                                     "GNUTypewriter",
                                     "Go Mono",
                                     "JetBrains Mono",
                                     "Inconsolata",
                                     "League Mono",
                                     "Latin Modern Mono",
                                     "Latin Modern Roman",
                                     "Crimson Text",
                                     "Montserrat",
                                     "Inter",
                                     "Roboto Slab",
                                     "Roboto Mono",
                                     "Comfortaa",
                                     "Junicode",
                                     "Cascadia Code",
                                     "OCR B",
                                     "OCR A",
                                     "Overpass",
                                     "Play",
                                     "Oxygen",
                                     "Droid Sans",
                                     "Droid Serif",
                                     "Terminus",
                                     NULL};
static const char *const kept_faces[] = {"Noto Serif",
                                         "Cousine",
                                         "Tinos",
                                         "Arimo",
                                         "Hack",
                                         "Liberation Sans Narrow",
                                         "Caladea",
                                         "Courier Prime Code",
                                         "IBM Plex Mono",
                                         "IBM Plex Sans",
                                         NULL};

enum {
    SIZE = 46
}; /* of the letters; other sizes are scaled: a face of another size takes long to find */

static bool installed(const char *family)
{
    PangoFontFamily **all;
    int count;
    bool found = false;
    pango_font_map_list_families(pango_cairo_font_map_get_default(), &all, &count);
    for (int i = 0; i < count && !found; i++)
        found = strcmp(pango_font_family_get_name(all[i]), family) == 0;
    g_free(all);
    return found;
}

static const char *pick_face(struct chance *chance, bool kept)
{
    static const char *found[2][128];
    static int counts[2];
    if (!counts[kept])
        for (const char *const *list = kept ? kept_faces : learnt; *list; list++)
            if (installed(*list))
                found[kept][counts[kept]++] = *list;
    return counts[kept] ? found[kept][chance_int(chance, 0, counts[kept] - 1)] : "Sans";
}

static PangoLayout *layout_of(struct chance *chance, cairo_t *cr, bool kept, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, pick_face(chance, kept));
    if (chance_int(chance, 0, 4) == 0)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (chance_int(chance, 0, 5) == 0)
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_font_description_set_absolute_size(font, SIZE * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    cairo_font_options_t *hints = cairo_font_options_create();
    cairo_font_options_set_hint_style(hints, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), hints);
    cairo_font_options_destroy(hints);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

/* Outline strokes in the ink's tone thicken, those in the paper's thin. */
void digits_ink(struct chance *chance, cairo_t *cr, PangoLayout *layout)
{
    double thick = chance_real(chance, -1.6, 2.2);
    cairo_move_to(cr, 12, 12);
    pango_cairo_layout_path(cr, layout);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_fill_preserve(cr);
    double tone = thick > 0 ? 0 : 1;
    cairo_set_source_rgb(cr, tone, tone, tone);
    cairo_set_line_width(cr, fabs(thick));
    cairo_stroke(cr);
}

static PIX *of_surface(struct chance *chance, cairo_surface_t *surface)
{
    int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
    PIX *pix = pixCreate(w, h, 8);
    double noise = chance_real(chance, 0, 45);
    for (int y = 0; y < h; y++) {
        const unsigned char *row = cairo_image_surface_get_data(surface) +
                                   (size_t)y * (size_t)cairo_image_surface_get_stride(surface);
        for (int x = 0; x < w; x++) {
            double v = row[4 * x + 1] + chance_real(chance, -noise, noise);
            pixSetPixel(pix, x, y, (l_uint32)(v < 0 ? 0 : v > 255 ? 255 : v));
        }
    }
    return pix;
}

void digits_replace(PIX **pix, PIX *with)
{
    pixDestroy(pix);
    *pix = with;
}

void digits_ramp(PIX *pix, double limit, double slope)
{
    for (int y = 0; y < pixGetHeight(pix); y++) {
        l_uint32 *line = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
        for (int x = 0; x < pixGetWidth(pix); x++) {
            double d = GET_DATA_BYTE(line, x) - limit;
            double v = slope > 0 ? 128 + slope * d : d < 0 ? 0 : 255;
            SET_DATA_BYTE(line, x, (l_uint8)(v < 0 ? 0 : v > 255 ? 255 : v));
        }
    }
}

static void set(PIX *pix, int x, int y, int tone)
{
    if (x >= 0 && y >= 0 && x < pixGetWidth(pix) && y < pixGetHeight(pix))
        pixSetPixel(pix, x, y, (l_uint32)tone);
}

/* Specks, the dots of a leader, a rule of which something was left, letters cut with the rule. */
static void strew(struct chance *chance, PIX *pix)
{
    int w = pixGetWidth(pix), h = pixGetHeight(pix), specks = chance_int(chance, 0, 60);
    for (int i = 0; i < specks; i++)
        set(pix, chance_int(chance, 0, w - 1), chance_int(chance, 0, h - 1),
            chance_int(chance, 0, 1) * 255);
    if (chance_int(chance, 0, 9) == 0) {
        int y = chance_int(chance, h / 4, h - h / 4), pace = chance_int(chance, 6, 12);
        for (int x = chance_int(chance, 0, 9); x < w; x += pace)
            for (int i = 0; i < 9; i++)
                set(pix, x + i % 3, y + i / 3, 0);
    }
    if (chance_int(chance, 0, 7) == 0) {
        int tone = chance_int(chance, 0, 3) ? 255 : 0, thick = chance_int(chance, 1, 4);
        int y = chance_int(chance, h / 6, h / 3);
        y = chance_int(chance, 0, 1) ? y : h - y;
        int from = chance_int(chance, 0, w), to = chance_int(chance, from, w);
        for (int x = from; x < to; x++)
            for (int i = 0; i < thick; i++)
                set(pix, x, y + i, tone);
    }
}

/* A fax-like page: the threshold falls at the scan's own resolution. */
static PIX *wear_bilevel(struct chance *chance, PIX *pix)
{
    float down = (float)chance_real(chance, 0.5, 0.8);
    digits_replace(&pix, pixScaleAreaMap(pix, down, down));
    digits_ramp(pix, chance_real(chance, 90, 225), 0);
    strew(chance, pix);
    if (chance_int(chance, 0, 2)) /* as prep_enlarge does */
        digits_replace(&pix, pixBlockconv(pix, 1, 1));
    float up = (float)chance_real(chance, 0.8, 1.2) / down;
    digits_replace(&pix, pixScaleLI(pix, up, up));
    return pix;
}

/* Scanned at a lower resolution and enlarged, blurred, faded, its tones steepened, strewn. */
static PIX *wear(struct chance *chance, PIX *pix)
{
    if (chance_int(chance, 0, 3) == 0)
        return wear_bilevel(chance, pix);
    float down = (float)chance_real(chance, 0.35, 0.75);
    bool coarse = chance_int(chance, 0, 1) == 0;
    if (coarse)
        digits_replace(&pix, pixScaleAreaMap(pix, down, down));
    int blur = chance_int(chance, 0, coarse ? 1 : 2);
    if (blur)
        digits_replace(&pix, pixBlockconv(pix, blur, blur));
    if (chance_int(chance, 0, 9))
        digits_ramp(pix, chance_real(chance, 80, 225), chance_int(chance, 0, 9) ? 4 : 0);
    strew(chance, pix);
    if (coarse && chance_int(chance, 0, 2))
        digits_replace(&pix, pixScaleLI(pix, 1 / down, 1 / down));
    return pix;
}

void digits_sheet_open(struct chance *chance, bool kept, const char *text, struct digits_sheet *ret)
{
    ret->small = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 4, 4);
    ret->on_small = cairo_create(ret->small);
    ret->layout = layout_of(chance, ret->on_small, kept, text);
    ret->surface = NULL;
    ret->on = NULL;
}

cairo_t *digits_sheet_paper(struct digits_sheet *sheet, int width, int height)
{
    sheet->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    sheet->on = cairo_create(sheet->surface);
    cairo_set_source_rgb(sheet->on, 1, 1, 1);
    cairo_paint(sheet->on);
    return sheet->on;
}

PIX *digits_sheet_close(struct chance *chance, struct digits_sheet *sheet)
{
    cairo_surface_flush(sheet->surface);
    PIX *pix = of_surface(chance, sheet->surface);
    g_object_unref(sheet->layout);
    cairo_destroy(sheet->on);
    cairo_surface_destroy(sheet->surface);
    cairo_destroy(sheet->on_small);
    cairo_surface_destroy(sheet->small);
    return pix;
}

PIX *digits_draw(struct chance *chance, bool kept, const char *text)
{
    struct digits_sheet sheet;
    int w, h;
    digits_sheet_open(chance, kept, text, &sheet);
    pango_layout_get_pixel_size(sheet.layout, &w, &h);
    double scale = chance_real(chance, 30, 62) / SIZE;
    cairo_t *on = digits_sheet_paper(&sheet, (int)(scale * (w + 24)), (int)(scale * (h + 24)));
    cairo_scale(on, scale, scale);
    cairo_rotate(on, chance_real(chance, -0.015, 0.015));
    digits_ink(chance, on, sheet.layout);
    return wear(chance, digits_sheet_close(chance, &sheet));
}
