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

const struct corpus_font *corpus_font_pick(struct corpus_random *random)
{
    return &fonts[corpus_random_int(random, 0, (int)G_N_ELEMENTS(fonts) - 1)];
}

void corpus_sheet_open(struct corpus_sheet *sheet, struct corpus_random random)
{
    cairo_font_options_t *hints = cairo_font_options_create();

    sheet->random = random;
    sheet->pen = corpus_random_new(random.state, 1);
    sheet->font = corpus_font_pick(&sheet->random);
    sheet->left = corpus_random_real(&sheet->random, 71, 85) * sheet->width / CORPUS_WIDTH;
    sheet->right =
        sheet->width - corpus_random_real(&sheet->random, 42, 57) * sheet->width / CORPUS_WIDTH;
    sheet->top = 57 * sheet->height / CORPUS_HEIGHT;
    sheet->bottom = sheet->height - 50;
    sheet->squeeze = 1;
    sheet->stretch = 1;
    sheet->end = 0;
    /* A context of its own matrix: fonts are looked up again for every other matrix. */
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    sheet->layout = pango_layout_new(context);
    g_object_unref(context);
    cairo_font_options_set_hint_style(hints, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(hints, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(hints, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(pango_layout_get_context(sheet->layout), hints);
    pango_layout_context_changed(sheet->layout);
    cairo_font_options_destroy(hints);
    sheet->arena = g_ptr_array_new_with_free_func(g_free);
    sheet->text = g_string_new(NULL);
    sheet->fields = json_object();
    sheet->written = json_array();
    sheet->schema = NULL;
    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
}

void corpus_sheet_close(struct corpus_sheet *sheet)
{
    g_object_unref(sheet->layout);
    g_ptr_array_unref(sheet->arena);
    g_string_free(sheet->text, TRUE);
    json_decref(sheet->fields);
    json_decref(sheet->written);
}

struct corpus_block corpus_block_full(const struct corpus_sheet *sheet)
{
    return (struct corpus_block){.x = sheet->left, .width = sheet->right - sheet->left};
}

/* Type is set at one size and scaled on the sheet: advances are not rounded to whole points, and
 * fonts are looked up once a face instead of once a size. */
#define SET_SIZE 64.0

static void set_layout(struct corpus_sheet *sheet, const struct corpus_block *block,
                       const char *text)
{
    PangoLayout *layout = sheet->layout;
    PangoFontDescription *font = pango_font_description_new();
    double size = sheet->font->size * (block->size > 0 ? block->size : 1) * sheet->squeeze;

    pango_font_description_set_family(font, block->family ? block->family : sheet->font->family);
    sheet->type = size / SET_SIZE;
    pango_font_description_set_absolute_size(font, SET_SIZE * PANGO_SCALE);
    pango_font_description_set_weight(font, block->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, block->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout,
                           block->width > 0 ? (int)(block->width / sheet->type * PANGO_SCALE) : -1);
    pango_layout_set_alignment(layout, block->align);
    pango_layout_set_justify(layout, block->justify);
    pango_layout_set_indent(layout, (int)(block->indent / sheet->type * PANGO_SCALE));
    pango_layout_set_line_spacing(layout, 1.12F);
    pango_layout_set_text(layout, text, -1);
}

void corpus_sheet_show(struct corpus_sheet *sheet, double x, double y)
{
    cairo_save(sheet->cr);
    cairo_translate(sheet->cr, x, y);
    cairo_scale(sheet->cr, sheet->type, sheet->type);
    cairo_move_to(sheet->cr, 0, 0);
    pango_cairo_show_layout(sheet->cr, sheet->layout);
    cairo_restore(sheet->cr);
}

static void set_colour(cairo_t *cr, uint32_t colour)
{
    cairo_set_source_rgb(cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                         (colour & 255) / 255.0);
}

double corpus_sheet_measure(struct corpus_sheet *sheet, const struct corpus_block *block,
                            const char *text)
{
    int height;

    set_layout(sheet, block, text);
    pango_layout_get_size(sheet->layout, NULL, &height);
    return height * sheet->type / PANGO_SCALE;
}

double corpus_sheet_width(struct corpus_sheet *sheet, const struct corpus_block *block,
                          const char *text)
{
    struct corpus_block line = *block;
    int width;

    line.width = 0;
    set_layout(sheet, &line, text);
    pango_layout_get_size(sheet->layout, &width, NULL);
    return width * sheet->type / PANGO_SCALE;
}

double corpus_sheet_draw(struct corpus_sheet *sheet, const struct corpus_block *block, double y,
                         const char *text)
{
    int height;

    set_layout(sheet, block, text);
    set_colour(sheet->cr, block->colour);
    corpus_sheet_show(sheet, block->x, y);
    if (!block->silent) {
        for (GSList *l = pango_layout_get_lines_readonly(sheet->layout); l; l = l->next) {
            const PangoLayoutLine *line = l->data;
            char *copy = g_strndup(text + line->start_index, (gsize)line->length);
            corpus_sheet_truth(sheet, g_strstrip(copy));
            g_free(copy);
        }
    }
    pango_layout_get_size(sheet->layout, NULL, &height);
    corpus_sheet_reach(sheet, y + height * sheet->type / PANGO_SCALE);
    return y + height * sheet->type / PANGO_SCALE;
}

double corpus_sheet_put(struct corpus_sheet *sheet, const struct corpus_block *block,
                        double baseline, const char *text)
{
    struct corpus_block line = *block;
    int width;

    line.width = 0;
    line.align = PANGO_ALIGN_LEFT;
    set_layout(sheet, &line, text);
    double rise = pango_layout_get_baseline(sheet->layout) * sheet->type / PANGO_SCALE;
    set_colour(sheet->cr, block->colour);
    corpus_sheet_show(sheet, block->x, baseline - rise);
    pango_layout_get_size(sheet->layout, &width, NULL);
    corpus_sheet_reach(sheet, baseline + 4);
    return block->x + width * sheet->type / PANGO_SCALE;
}

void corpus_sheet_reach(struct corpus_sheet *sheet, double y)
{
    sheet->end = MAX(sheet->end, y);
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
    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
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
