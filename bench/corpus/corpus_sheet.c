/* corpus_sheet.c - see corpus_sheet.h. */
#include "corpus_sheet.h"
#include <math.h>

/* Sizes that put 350 to 550 words on a page. Serif faces come first as offices use them most. */
static const struct corpus_font fonts[] = {
    {"Liberation Serif", 13}, {"Liberation Serif", 12.5}, {"Liberation Serif", 13.5},
    {"Liberation Serif", 13}, {"Liberation Sans", 11.5},  {"DejaVu Serif", 10.5},
    {"DejaVu Sans", 10.5},    {"Noto Serif", 11},         {"Noto Sans", 11},
};

#ifdef SOHOA_SANITIZED
/* fontconfig and Pango keep their caches, and a thread that reads fonts, until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango";
}
#endif

const char *corpus_fonts_missing(void)
{
    PangoFontMap *map = pango_cairo_font_map_get_default();

    for (size_t i = 0; i < G_N_ELEMENTS(fonts); i++) {
        if (!pango_font_map_get_family(map, fonts[i].family)) {
            return fonts[i].family;
        }
    }
    return NULL;
}

const struct corpus_font *corpus_font_pick(struct corpus_random *random)
{
    return &fonts[corpus_random_int(random, 0, (int)G_N_ELEMENTS(fonts) - 1)];
}

struct corpus_block corpus_block_full(const struct corpus_sheet *sheet)
{
    return (struct corpus_block){.x = sheet->left, .width = sheet->right - sheet->left};
}

static void set_layout(struct corpus_sheet *sheet, const struct corpus_block *block,
                       const char *text)
{
    PangoLayout *layout = sheet->layout;
    PangoFontDescription *font = pango_font_description_new();
    double size = sheet->font->size * (block->size > 0 ? block->size : 1);

    pango_font_description_set_family(font, sheet->font->family);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_font_description_set_weight(font, block->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, block->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, block->width > 0 ? (int)(block->width * PANGO_SCALE) : -1);
    pango_layout_set_alignment(layout, block->align);
    pango_layout_set_justify(layout, block->justify);
    pango_layout_set_indent(layout, (int)(block->indent * PANGO_SCALE));
    pango_layout_set_line_spacing(layout, 1.12F);
    pango_layout_set_text(layout, text, -1);
}

double corpus_sheet_measure(struct corpus_sheet *sheet, const struct corpus_block *block,
                            const char *text)
{
    int height;

    set_layout(sheet, block, text);
    pango_layout_get_size(sheet->layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

double corpus_sheet_width(struct corpus_sheet *sheet, const struct corpus_block *block,
                          const char *text)
{
    struct corpus_block line = *block;
    int width;

    line.width = 0;
    set_layout(sheet, &line, text);
    pango_layout_get_size(sheet->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double corpus_sheet_draw(struct corpus_sheet *sheet, const struct corpus_block *block, double y,
                         const char *text)
{
    int height;

    set_layout(sheet, block, text);
    cairo_move_to(sheet->cr, block->x, y);
    pango_cairo_show_layout(sheet->cr, sheet->layout);
    if (!block->silent) {
        for (GSList *l = pango_layout_get_lines_readonly(sheet->layout); l; l = l->next) {
            const PangoLayoutLine *line = l->data;
            char *copy = g_strndup(text + line->start_index, (gsize)line->length);
            corpus_sheet_truth(sheet, g_strstrip(copy));
            g_free(copy);
        }
    }
    pango_layout_get_size(sheet->layout, NULL, &height);
    return y + (double)height / PANGO_SCALE;
}

void corpus_sheet_truth(struct corpus_sheet *sheet, const char *line)
{
    if (*line) {
        g_string_append_printf(sheet->text, "%s\n", line);
    }
}

void corpus_sheet_field(struct corpus_sheet *sheet, const char *key, const char *value)
{
    json_object_set_new(sheet->fields, key, json_string(value));
}

void corpus_sheet_rule(struct corpus_sheet *sheet, double x, double y, double width)
{
    cairo_set_line_width(sheet->cr, 0.7);
    cairo_move_to(sheet->cr, x, y);
    cairo_rel_line_to(sheet->cr, width, 0);
    cairo_stroke(sheet->cr);
}

double corpus_sheet_motto(struct corpus_sheet *sheet, double x, double width, double y)
{
    struct corpus_block block = {.x = x,
                                 .width = width,
                                 .align = PANGO_ALIGN_CENTER,
                                 .bold = true,
                                 .silent = true,
                                 .size = 0.92};
    double rule = width * 0.45;

    while (corpus_sheet_width(sheet, &block, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") > width) {
        block.size *= 0.97;
    }
    y = corpus_sheet_draw(sheet, &block, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    y = corpus_sheet_draw(sheet, &block, y, "Độc lập - Tự do - Hạnh phúc");
    corpus_sheet_rule(sheet, x + (width - rule) / 2, y + 1.5, rule);
    return y + 5;
}

static void draw_seal(struct corpus_sheet *sheet, double x, double y)
{
    cairo_t *cr = sheet->cr;
    const double radius = 50; /* 36 mm across, as round seals are */

    cairo_save(cr);
    cairo_set_source_rgba(cr, 0.82, 0.1, 0.14, 0.72);
    cairo_set_line_width(cr, 2.2);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.8);
    cairo_arc(cr, x, y, radius - 14, 0, 2 * G_PI);
    cairo_stroke(cr);
    for (int i = 0; i < 10; i++) {
        double angle = i * G_PI / 5 - G_PI / 2;
        double reach = i % 2 ? 6 : 15;
        cairo_line_to(cr, x + reach * cos(angle), y + reach * sin(angle));
    }
    cairo_fill(cr);
    for (int i = 0; i < 30; i++) { /* the ring of letters, too small to be read */
        double angle = i * G_PI / 15;
        cairo_set_line_width(cr, 1.4);
        cairo_move_to(cr, x + 39 * cos(angle), y + 39 * sin(angle));
        cairo_line_to(cr, x + 45 * cos(angle + 0.05), y + 45 * sin(angle + 0.05));
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

void corpus_sheet_sign(struct corpus_sheet *sheet, double x, double y, bool seal)
{
    cairo_t *cr = sheet->cr;
    struct corpus_random *random = &sheet->random;

    cairo_save(cr);
    cairo_set_source_rgb(cr, 0.1, 0.15, 0.55);
    cairo_set_line_width(cr, 1.3);
    cairo_move_to(cr, x, y);
    for (int i = 0; i < 5; i++) {
        double reach = corpus_random_real(random, 12, 26);
        cairo_rel_curve_to(
            cr, corpus_random_real(random, -12, 12), corpus_random_real(random, -18, 4), reach,
            corpus_random_real(random, -14, 14), reach * 0.7, corpus_random_real(random, -6, 6));
    }
    cairo_stroke(cr);
    cairo_restore(cr);
    if (seal) {
        draw_seal(sheet, x - 12, y);
    }
}
