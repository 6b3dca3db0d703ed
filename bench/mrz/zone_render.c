/* zone_render.c - see zone_render.h. */
#include "zone_render.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

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

const char *const *zone_families(bool held_out)
{
    /* OCR-B comes often: it is what the standard asks for. */
    static const char *const learnt[] = {"OCR B",
                                         "OCR B",
                                         "OCR B",
                                         "OCR B",
                                         "OCR B",
                                         "Liberation Mono",
                                         "DejaVu Sans Mono",
                                         "Noto Sans Mono",
                                         "Nimbus Mono PS",
                                         "FreeMono",
                                         "Fira Code",
                                         "Anonymous Pro",
                                         "League Mono",
                                         "CMU Typewriter Text",
                                         "Liberation Sans",
                                         "DejaVu Sans",
                                         "Noto Sans",
                                         NULL};
    static const char *const kept[] = {"OCR B",          "OCR B",     "Cousine", "Hack",
                                       "JetBrains Mono", "Noto Mono", NULL};
    static const char *found[2][24];
    const char **out = found[held_out];
    const char *const *list = held_out ? kept : learnt;
    for (int n = 0; *list && !out[n]; list++)
        if (installed(*list))
            out[n++] = *list;
    return out;
}

static void blur(PIX **pix, double sigma)
{
    if (sigma < 0.25)
        return;
    int half = (int)ceil(sigma * 2.5);
    L_KERNEL *across, *down;
    makeGaussianKernelSep(half, half, (l_float32)sigma, 1, &across, &down);
    PIX *border = pixAddMirroredBorder(*pix, half, half, half, half);
    PIX *made = pixConvolveSep(border, across, down, 8, 1);
    PIX *cut = pixRemoveBorder(made, half);
    pixDestroy(&border);
    pixDestroy(&made);
    pixDestroy(pix);
    kernelDestroy(&across);
    kernelDestroy(&down);
    *pix = cut;
}

static void noise(struct chance *chance, PIX *pix, double sigma)
{
    for (int y = 0; y < pixGetHeight(pix); y++) {
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < pixGetWidth(pix); x++) {
            uint64_t bits = chance_next(chance);
            double sum = (double)(bits & 255) + (double)(bits >> 8 & 255) +
                         (double)(bits >> 16 & 255) + (double)(bits >> 24 & 255) - 510;
            double v = GET_DATA_BYTE(line, x) + sum / 148 * sigma;
            SET_DATA_BYTE(line, x, (l_uint8)(v < 0 ? 0 : v > 255 ? 255 : v));
        }
    }
}

static PIX *from_surface(cairo_surface_t *surface)
{
    int w = cairo_image_surface_get_width(surface), h = cairo_image_surface_get_height(surface);
    PIX *pix = pixCreate(w, h, 8);
    for (int y = 0; y < h; y++) {
        const unsigned char *row = cairo_image_surface_get_data(surface) +
                                   (size_t)y * (size_t)cairo_image_surface_get_stride(surface);
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < w; x++)
            SET_DATA_BYTE(line, x, row[4 * x + 1]);
    }
    return pix;
}

static void draw_ground(struct chance *chance, cairo_t *cr, int w, int h, double pitch)
{
    double paper = chance_real(chance, 0.72, 1);
    cairo_set_source_rgb(cr, paper, paper, paper);
    cairo_paint(cr);
    if (chance_int(chance, 0, 2))
        return;
    double tone = paper * chance_real(chance, 0.75, 0.95);
    double gap = pitch * chance_real(chance, 0.3, 1), wave = chance_real(chance, 1, 6);
    cairo_set_source_rgb(cr, tone, tone, tone);
    cairo_set_line_width(cr, pitch * chance_real(chance, 0.03, 0.08));
    for (double y = -pitch; y < h + pitch; y += gap) {
        for (double x = 0; x <= w; x += pitch / 2)
            cairo_line_to(cr, x, y + pitch * 0.4 * sin(x / pitch / wave));
        cairo_stroke(cr);
    }
}

/* Strokes the outline, too: in the ink's tone it thickens, in the paper's it thins. */
static void draw_text(struct chance *chance, cairo_t *cr, PangoLayout *layout, const char *text,
                      const struct zone_drawn *at, double hardness)
{
    double ink = chance_real(chance, 0, 0.35), thick = chance_real(chance, -0.6, 1);
    for (int i = 0; text[i]; i++) {
        int width, height;
        PangoRectangle shape;
        pango_layout_set_text(layout, text + i, 1);
        pango_layout_get_size(layout, &width, &height);
        pango_layout_get_extents(layout, &shape, NULL);
        cairo_move_to(cr, i * at->pitch - (double)width / PANGO_SCALE / 2,
                      at->height / 2 - (double)pango_layout_get_baseline(layout) / PANGO_SCALE);
        pango_cairo_layout_path(cr, layout);
        cairo_set_source_rgb(cr, ink, ink, ink);
        if (thick > 0.2) {
            cairo_fill_preserve(cr);
            cairo_set_line_width(cr, at->pitch * 0.09 * (thick - 0.2) * (0.3 + hardness));
            cairo_stroke(cr);
        } else {
            cairo_fill(cr);
        }
    }
}

static PangoLayout *layout_new(struct chance *chance, cairo_t *cr, const char *family,
                               struct zone_drawn *at)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    PangoRectangle shape;
    int width, height;
    cairo_font_options_t *hints = cairo_font_options_create();
    cairo_font_options_set_hint_style(hints, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(hints, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), hints);
    cairo_font_options_destroy(hints);
    pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
    pango_font_description_set_family(font, family);
    if (strncmp(family, "OCR", 3) != 0 && chance_int(chance, 0, 3) == 0)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_font_description_set_absolute_size(font, 100 * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, "N", 1);
    pango_layout_get_size(layout, &width, &height);
    double size = 100 * at->pitch / ((double)width / PANGO_SCALE) * chance_real(chance, 0.86, 1);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_get_extents(layout, &shape, NULL);
    at->height = (double)shape.height / PANGO_SCALE;
    pango_font_description_free(font);
    return layout;
}

static void wear(struct chance *chance, struct zone_drawn *drawn, double hardness)
{
    double pitch = drawn->pitch;
    blur(&drawn->pix, chance_real(chance, 0, 0.09) * hardness * pitch);
    noise(chance, drawn->pix, chance_real(chance, 0, 22) * hardness);
    if (chance_int(chance, 0, 2))
        return;
    PIX *bits = pixThresholdToBinary(drawn->pix, chance_int(chance, 110, 170));
    pixDestroy(&drawn->pix);
    drawn->pix = bits;
    int specks = chance_int(chance, 0, (int)(60 * hardness));
    for (int i = 0; i < specks; i++)
        pixSetPixel(bits, chance_int(chance, 0, pixGetWidth(bits) - 1),
                    chance_int(chance, 0, pixGetHeight(bits) - 1),
                    (l_uint32)chance_int(chance, 0, 1));
}

struct zone_drawn zone_draw(struct chance *chance, const char *family, const char *text,
                            double hardness)
{
    struct zone_drawn drawn = {.pitch = chance_real(chance, 30 - 18 * hardness, 34)};
    double turn = chance_real(chance, -2, 2) * M_PI / 180;
    double length = drawn.pitch * (double)strlen(text);
    int w = (int)(length + 4 * drawn.pitch);
    int h = (int)(2.4 * drawn.pitch + length * sin(fabs(turn)));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *cr = cairo_create(surface);
    draw_ground(chance, cr, w, h, drawn.pitch);
    drawn.ux = cos(turn);
    drawn.uy = sin(turn);
    drawn.x = 2 * drawn.pitch;
    drawn.y = turn < 0 ? h - 1.2 * drawn.pitch : 1.2 * drawn.pitch;
    PangoLayout *layout = layout_new(chance, cr, family, &drawn);
    cairo_translate(cr, drawn.x, drawn.y);
    cairo_rotate(cr, turn);
    draw_text(chance, cr, layout, text, &drawn, hardness);
    cairo_surface_flush(surface);
    drawn.pix = from_surface(surface);
    g_object_unref(layout);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    wear(chance, &drawn, hardness);
    return drawn;
}
