/* digits_render.c - see digits_render.h. One thread. */
#include "digits_render.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

static const char *const learnt[] = {"Liberation Serif",
                                     "Liberation Serif",
                                     "Liberation Sans",
                                     "Liberation Sans",
                                     "DejaVu Serif",
                                     "DejaVu Sans",
                                     "Liberation Mono",
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
                                     "Open Sans",
                                     "Roboto",
                                     "Lato",
                                     "Cantarell",
                                     "EB Garamond",
                                     "Linux Libertine O",
                                     "Gentium",
                                     "Charis SIL",
                                     "Carlito",
                                     "Noto Sans Mono",
                                     "Fira Code",
                                     "Bitstream Vera Sans",
                                     "Ubuntu",
                                     "Source Code Pro",
                                     "Anonymous Pro",
                                     "URW Bookman",
                                     NULL};
static const char *const kept_faces[] = {
    "Noto Serif", "Cousine", "Tinos", "Arimo", "Hack", "Liberation Sans Narrow", "Caladea", NULL};

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
    static const char *found[2][64];
    static int counts[2];
    if (!counts[kept])
        for (const char *const *list = kept ? kept_faces : learnt; *list; list++)
            if (installed(*list))
                found[kept][counts[kept]++] = *list;
    return counts[kept] ? found[kept][chance_int(chance, 0, counts[kept] - 1)] : "Sans";
}

static PangoLayout *layout_new(struct chance *chance, cairo_t *cr, bool kept, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, pick_face(chance, kept));
    if (chance_int(chance, 0, 4) == 0)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (chance_int(chance, 0, 5) == 0)
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_font_description_set_absolute_size(font, chance_real(chance, 30, 62) * PANGO_SCALE);
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
static void draw_text(struct chance *chance, cairo_t *cr, PangoLayout *layout)
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

static PIX *from_surface(struct chance *chance, cairo_surface_t *surface)
{
    int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
    PIX *pix = pixCreate(w, h, 8);
    double noise = chance_real(chance, 0, 55);
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

static void replace(PIX **pix, PIX *with)
{
    pixDestroy(pix);
    *pix = with;
}

/* Scanned at a lower resolution and enlarged, blurred, thresholded, strewn. */
static PIX *wear(struct chance *chance, PIX *pix)
{
    if (chance_int(chance, 0, 2) == 0) {
        float down = (float)chance_real(chance, 0.45, 0.69);
        replace(&pix, pixScaleAreaMap(pix, down, down));
        replace(&pix, pixScaleLI(pix, 1 / down, 1 / down));
    }
    int blur = chance_int(chance, 0, 2);
    if (blur)
        replace(&pix, pixBlockconv(pix, blur, blur));
    replace(&pix, pixThresholdToBinary(pix, chance_int(chance, 80, 190)));
    int specks = chance_int(chance, 0, 60);
    for (int i = 0; i < specks; i++)
        pixSetPixel(pix, chance_int(chance, 0, pixGetWidth(pix) - 1),
                    chance_int(chance, 0, pixGetHeight(pix) - 1),
                    (l_uint32)chance_int(chance, 0, 1));
    if (chance_int(chance, 0, 9) == 0) { /* a leader through it */
        int y = chance_int(chance, 10, pixGetHeight(pix) - 10);
        for (int x = chance_int(chance, 0, 9); x < pixGetWidth(pix); x += 9)
            for (int i = 0; i < 9; i++)
                pixSetPixel(pix, x + i % 3, y + i / 3, 1);
    }
    return pix;
}

PIX *digits_draw(struct chance *chance, bool kept, const char *text)
{
    cairo_surface_t *small = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 4, 4);
    cairo_t *cr = cairo_create(small);
    PangoLayout *layout = layout_new(chance, cr, kept, text);
    int w, h;
    pango_layout_get_pixel_size(layout, &w, &h);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w + 24, h + 24);
    cairo_t *on = cairo_create(surface);
    cairo_set_source_rgb(on, 1, 1, 1);
    cairo_paint(on);
    cairo_rotate(on, chance_real(chance, -0.015, 0.015));
    pango_cairo_update_layout(on, layout);
    draw_text(chance, on, layout);
    cairo_surface_flush(surface);
    PIX *pix = from_surface(chance, surface);
    g_object_unref(layout);
    cairo_destroy(on);
    cairo_surface_destroy(surface);
    cairo_destroy(cr);
    cairo_surface_destroy(small);
    return wear(chance, pix);
}
