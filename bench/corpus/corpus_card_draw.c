/* corpus_card_draw.c - what is on a card besides its wording: ground, photo, chip, QR, zone. */
#include "corpus_card.h"
#include <math.h>
#include <qrencode.h>
#include <string.h>

#define MM (72 / 25.4)

static void set_text(struct corpus_sheet *sheet, const struct card *card, struct card_text at,
                     const char *text)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family(font, card->face);
    pango_font_description_set_absolute_size(font, at.size * PANGO_SCALE);
    pango_font_description_set_weight(font, at.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(sheet->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(sheet->layout, at.width > 0 ? (int)(at.width * PANGO_SCALE) : -1);
    pango_layout_set_alignment(sheet->layout, PANGO_ALIGN_LEFT);
    pango_layout_set_justify(sheet->layout, FALSE);
    pango_layout_set_indent(sheet->layout, 0);
    pango_layout_set_line_spacing(sheet->layout, 1.05F);
    pango_layout_set_text(sheet->layout, text, -1);
}

double card_text_width(struct corpus_sheet *sheet, const struct card *card, struct card_text at,
                       const char *text)
{
    int width;

    set_text(sheet, card, at, text);
    pango_layout_get_size(sheet->layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

double card_write(struct corpus_sheet *sheet, const struct card *card, struct card_text at,
                  const char *text)
{
    int height;

    set_text(sheet, card, at, text);
    cairo_set_source_rgb(sheet->cr, at.red, 0, 0);
    cairo_move_to(sheet->cr, at.x, at.y);
    pango_cairo_show_layout(sheet->cr, sheet->layout);
    for (GSList *l = pango_layout_get_lines_readonly(sheet->layout); l; l = l->next) {
        const PangoLayoutLine *line = l->data;
        char *copy = g_strndup(text + line->start_index, (gsize)line->length);
        corpus_sheet_truth(sheet, g_strstrip(copy));
        g_free(copy);
    }
    pango_layout_get_size(sheet->layout, NULL, &height);
    return at.y + (double)height / PANGO_SCALE;
}

static void rounded(cairo_t *cr, double x, double y, double width, double height, double radius)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
    cairo_arc(cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
    cairo_arc(cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
    cairo_arc(cr, x + radius, y + radius, radius, G_PI, 1.5 * G_PI);
    cairo_close_path(cr);
}

/* Waves and rosettes of fine lines in a tone a little darker than the ground. */
static void guilloche(struct corpus_sheet *sheet, const double tint[3])
{
    cairo_t *cr = sheet->cr;
    double phase = corpus_random_real(&sheet->random, 0, 6);
    double period = corpus_random_real(&sheet->random, 18, 40);

    cairo_set_line_width(cr, 0.25);
    cairo_set_source_rgb(cr, tint[0] * 0.86, tint[1] * 0.9, tint[2] * 0.9);
    for (double y = -10; y < CARD_HEIGHT + 10; y += 3.1) {
        for (double x = 0; x <= CARD_WIDTH; x += 3) {
            cairo_line_to(cr, x, y + 4 * sin(x / period + y / 31 + phase));
        }
        cairo_stroke(cr);
    }
    for (int ring = 0; ring < 14; ring++) {
        double reach = 14 + ring * 2.2;
        for (int i = 0; i <= 120; i++) {
            double angle = i * G_PI / 60;
            double radius = reach * (1 + 0.25 * sin(9 * angle + ring * 0.4));
            cairo_line_to(cr, CARD_WIDTH * 0.55 + radius * cos(angle),
                          CARD_HEIGHT * 0.5 + radius * sin(angle));
        }
        cairo_stroke(cr);
    }
}

void card_ground(struct corpus_sheet *sheet, const struct card *card)
{
    cairo_t *cr = sheet->cr;
    cairo_pattern_t *shade = cairo_pattern_create_linear(0, 0, CARD_WIDTH, CARD_HEIGHT);

    cairo_pattern_add_color_stop_rgb(shade, 0, card->tint[0], card->tint[1], card->tint[2]);
    cairo_pattern_add_color_stop_rgb(shade, 1, card->tint[2], card->tint[1], card->tint[0]);
    rounded(cr, 0, 0, CARD_WIDTH, CARD_HEIGHT, 3.18 * MM);
    cairo_save(cr);
    cairo_clip_preserve(cr);
    cairo_set_source(cr, shade);
    cairo_fill(cr);
    if (!card->plain) {
        guilloche(sheet, card->tint);
    }
    cairo_restore(cr);
    rounded(cr, 0, 0, CARD_WIDTH, CARD_HEIGHT, 3.18 * MM);
    cairo_set_line_width(cr, corpus_random_real(&sheet->random, 0.2, 0.9));
    double edge = corpus_random_real(&sheet->random, 0.3, 0.8);
    cairo_set_source_rgb(cr, edge, edge, edge);
    cairo_stroke(cr);
    cairo_pattern_destroy(shade);
}

void card_photo(struct corpus_sheet *sheet, double x, double y, double width, double height)
{
    cairo_t *cr = sheet->cr;
    double skin = corpus_random_real(&sheet->random, 0.55, 0.8);

    cairo_save(cr);
    cairo_rectangle(cr, x, y, width, height);
    cairo_clip(cr);
    cairo_set_source_rgb(cr, 0.88, 0.9, 0.93);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0.2, 0.22, 0.3);
    cairo_save(cr);
    cairo_translate(cr, x + width / 2, y + height);
    cairo_scale(cr, width * 0.48, height * 0.28);
    cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_restore(cr);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.1, 0.09, 0.09);
    cairo_arc(cr, x + width / 2, y + height * 0.38, width * 0.27, 0, 2 * G_PI);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, skin, skin * 0.85, skin * 0.75);
    cairo_arc(cr, x + width / 2, y + height * 0.45, width * 0.23, 0, 2 * G_PI);
    cairo_fill(cr);
    cairo_restore(cr);
}

void card_emblem(struct corpus_sheet *sheet, double x, double y, double radius)
{
    cairo_t *cr = sheet->cr;

    cairo_set_source_rgb(cr, 0.85, 0.2, 0.15);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0.95, 0.8, 0.2);
    for (int i = 0; i < 10; i++) {
        double angle = i * G_PI / 5 - G_PI / 2;
        double reach = radius * (i % 2 ? 0.25 : 0.6);
        cairo_line_to(cr, x + reach * cos(angle), y + reach * sin(angle));
    }
    cairo_fill(cr);
}

void card_chip(struct corpus_sheet *sheet, double x, double y)
{
    cairo_t *cr = sheet->cr;

    rounded(cr, x, y, 12 * MM, 9.5 * MM, 1.2 * MM);
    cairo_set_source_rgb(cr, 0.85, 0.72, 0.38);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, 0.4, 0.33, 0.15);
    cairo_set_line_width(cr, 0.5);
    cairo_stroke(cr);
    for (int i = 1; i < 4; i++) {
        cairo_move_to(cr, x, y + i * 9.5 * MM / 4);
        cairo_rel_line_to(cr, 4 * MM, 0);
        cairo_rel_move_to(cr, 4 * MM, 0);
        cairo_rel_line_to(cr, 4 * MM, 0);
    }
    cairo_rectangle(cr, x + 4 * MM, y + 2 * MM, 4 * MM, 5.5 * MM);
    cairo_stroke(cr);
}

void card_prints(struct corpus_sheet *sheet, double x, double y)
{
    cairo_t *cr = sheet->cr;

    cairo_set_source_rgb(cr, 0.25, 0.25, 0.25);
    cairo_set_line_width(cr, 0.5);
    for (int finger = 0; finger < 2; finger++) {
        for (int ring = 1; ring < 9; ring++) {
            cairo_save(cr);
            cairo_translate(cr, x + 8 * MM, y + 8 * MM + finger * 17 * MM);
            cairo_scale(cr, 0.75, 1);
            cairo_new_sub_path(cr);
            cairo_arc(cr, 0, ring * 0.6, ring * 2.4, G_PI * 0.9, G_PI * 2.1);
            cairo_restore(cr);
            cairo_stroke(cr);
        }
    }
}

void card_qr(struct corpus_sheet *sheet, const struct card *card, double x, double y)
{
    const double side = 18 * MM;
    QRecLevel level = corpus_random_chance(&sheet->random, 0.5) ? QR_ECLEVEL_L : QR_ECLEVEL_M;
    QRcode *code =
        QRcode_encodeData((int)strlen(card->qr), (const unsigned char *)card->qr, 0, level);
    cairo_t *cr = sheet->cr;

    if (!code) {
        return;
    }
    double cell = side / code->width;
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, x - 2 * cell, y - 2 * cell, side + 4 * cell, side + 4 * cell);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if (code->data[row * code->width + column] & 1) {
                cairo_rectangle(cr, x + column * cell, y + row * cell, cell, cell);
            }
        }
    }
    cairo_fill(cr);
    QRcode_free(code);
}

/* Size 1 of OCR-B: ten characters an inch; lines a sixth of an inch apart (ICAO 9303 part 3). */
void card_print_zone(struct corpus_sheet *sheet, const struct card *card)
{
    struct card zone = *card;
    struct card_text at = {.size = 10};

    zone.face = card->zone_face;
    double one = card_text_width(sheet, &zone, at, "<<<<<<<<<<") / 10;
    at.size *= 7.2 / one;
    /* A face that fills less of its pitch is not blown up beyond what its lines can hold. */
    at.size = MIN(at.size, 13);
    one = card_text_width(sheet, &zone, at, "<<<<<<<<<<") / 10;
    double left = (CARD_WIDTH - 30 * one) / 2;
    for (int i = 0; i < 3; i++) {
        at.x = left;
        at.y = CARD_HEIGHT - 19.5 * MM + 12 * i + 4;
        card_write(sheet, &zone, at, card->mrz[i]);
    }
}
