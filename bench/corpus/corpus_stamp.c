/* corpus_stamp.c - see corpus_stamp.h. */
#include "corpus_stamp.h"
#include <math.h>

static void ink(cairo_t *cr, uint32_t colour, double alpha)
{
    cairo_set_source_rgba(cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                          (colour & 255) / 255.0, alpha);
}

void corpus_stamp_sign(struct corpus_sheet *sheet, double x, double y)
{
    static const uint32_t pens[] = {0x1a268c, 0x1a268c, 0x20319e, 0x0b1c66, 0x141414};
    cairo_t *cr = sheet->cr;
    struct corpus_random *random = &sheet->pen;
    int strokes = corpus_random_int(random, 4, 7);
    double size = corpus_random_real(random, 0.9, 1.5);

    cairo_save(cr);
    ink(cr, pens[corpus_random_int(random, 0, (int)G_N_ELEMENTS(pens) - 1)], 0.92);
    cairo_set_line_width(cr, corpus_random_real(random, 0.9, 1.7));
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_translate(cr, x, y);
    cairo_scale(cr, size, size);
    cairo_rotate(cr, corpus_random_real(random, -0.3, 0.05));
    cairo_move_to(cr, corpus_random_real(random, -34, -14), corpus_random_real(random, -4, 12));
    for (int i = 0; i < strokes; i++) {
        double reach = corpus_random_real(random, 4, 22);
        double tall = corpus_random_real(random, 4, 24);
        cairo_rel_curve_to(cr, corpus_random_real(random, -6, 12), -tall, reach + 6, -tall * 0.8,
                           reach * 0.6, corpus_random_real(random, -6, 8));
    }
    if (corpus_random_chance(random, 0.6)) { /* the line that ends it */
        cairo_rel_curve_to(cr, -50, 12, -60, 8, corpus_random_real(random, 10, 34),
                           corpus_random_real(random, -4, 8));
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* Letters along a circle, the middle of the text at the top. */
static void draw_rim(struct corpus_sheet *sheet, double radius, const char *rim)
{
    cairo_t *cr = sheet->cr;
    struct corpus_block block = {.size = 7.2 / (sheet->font->size * sheet->squeeze),
                                 .bold = true,
                                 .family = "Liberation Sans"};
    double length = corpus_sheet_width(sheet, &block, rim);
    double most = 1.75 * G_PI * radius;
    double stretch = MIN(most / length, 1.25);
    double angle = -length * stretch / radius / 2;

    for (const char *p = rim; *p; p = g_utf8_next_char(p)) {
        char letter[8] = {0};
        memcpy(letter, p, (size_t)(g_utf8_next_char(p) - p));
        double width = corpus_sheet_width(sheet, &block, letter) * stretch;
        cairo_save(cr);
        cairo_rotate(cr, angle + width / radius / 2);
        cairo_translate(cr, -width / 2, -radius - 1);
        cairo_scale(cr, stretch < 1 ? stretch : 1, 1);
        corpus_sheet_show(sheet, 0, -5);
        cairo_restore(cr);
        angle += width / radius;
    }
}

static void draw_star(cairo_t *cr, double reach)
{
    for (int i = 0; i < 10; i++) {
        double angle = i * G_PI / 5 - G_PI / 2;
        double radius = i % 2 ? reach * 0.4 : reach;
        cairo_line_to(cr, radius * cos(angle), radius * sin(angle));
    }
    cairo_fill(cr);
}

void corpus_stamp_seal(struct corpus_sheet *sheet, double x, double y, const char *rim)
{
    cairo_t *cr = sheet->cr;
    const double radius = 50; /* 36 mm across, as round seals are */

    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, corpus_random_real(&sheet->pen, -0.25, 0.25));
    cairo_push_group(cr);
    ink(cr, 0xd11a24, 1);
    cairo_set_line_width(cr, 2.2);
    cairo_arc(cr, 0, 0, radius, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.8);
    cairo_arc(cr, 0, 0, radius - 3.2, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_arc(cr, 0, 0, radius - 14, 0, 2 * G_PI);
    cairo_stroke(cr);
    draw_star(cr, corpus_random_real(&sheet->pen, 13, 19));
    draw_rim(sheet, radius - 11.5, rim);
    cairo_pop_group_to_source(cr);
    cairo_paint_with_alpha(cr, corpus_random_real(&sheet->pen, 0.5, 0.88));
    cairo_restore(cr);
}

void corpus_stamp_rubber(struct corpus_sheet *sheet, const struct corpus_rubber *rubber)
{
    cairo_t *cr = sheet->cr;
    struct corpus_block block = {.x = 4,
                                 .width = rubber->width - 8,
                                 .align = PANGO_ALIGN_CENTER,
                                 .bold = true,
                                 .silent = true,
                                 .family = "Liberation Sans",
                                 .colour = rubber->colour,
                                 .size = rubber->size / (sheet->font->size * sheet->squeeze)};
    double end = sheet->end;

    cairo_save(cr);
    cairo_translate(cr, rubber->x, rubber->y);
    cairo_rotate(cr, corpus_random_real(&sheet->pen, -0.05, 0.05));
    cairo_push_group(cr);
    double height = corpus_sheet_draw(sheet, &block, 4, rubber->lines);
    if (rubber->frame) {
        ink(cr, rubber->colour, 1);
        cairo_set_line_width(cr, 1.4);
        cairo_rectangle(cr, 0, 0, rubber->width, height + 4);
        cairo_stroke(cr);
    }
    cairo_pop_group_to_source(cr);
    cairo_paint_with_alpha(cr, corpus_random_real(&sheet->pen, 0.6, 0.92));
    cairo_restore(cr);
    sheet->end = MAX(end, rubber->y + height);
}

void corpus_stamp_note(struct corpus_sheet *sheet, double x, double y)
{
    static const char *const words[] = {"OK", "Da KT", "1b", "V", "luu", "2/3", "x", "HS 12", NULL};
    struct corpus_block block = {.x = x,
                                 .family = corpus_face_of(&sheet->pen, CUT_HAND)->family,
                                 .size = corpus_random_real(&sheet->pen, 1.1, 1.9),
                                 .colour =
                                     corpus_random_chance(&sheet->pen, 0.7) ? 0x1a268c : 0x202020};

    cairo_save(sheet->cr);
    cairo_translate(sheet->cr, x, y);
    cairo_rotate(sheet->cr, corpus_random_real(&sheet->pen, -0.35, 0.15));
    cairo_translate(sheet->cr, -x, -y);
    corpus_sheet_put(sheet, &block, y, corpus_random_pick(&sheet->pen, words));
    cairo_restore(sheet->cr);
}
