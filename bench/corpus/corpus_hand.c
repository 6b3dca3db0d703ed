/* corpus_hand.c - see corpus_hand.h. */
#include "corpus_hand.h"
#include <math.h>

struct corpus_hand {
    struct corpus_sheet *sheet;
    const struct corpus_face *face;
    uint32_t ink;
    double pen;    /* width of the stroke, points */
    double slant;  /* of all letters */
    double wobble; /* how much letters differ, 0.5..1.5 */
    double climb;  /* of the line, radians */
    bool stroke_digits;
};

/* A digit in a box of 0..60 by 0..100 (y down): polylines that are smoothed, -1 lifts the pen. */
static const signed char digit_points[10][26] = {
    {30, 2, 6, 30, 6, 72, 30, 98, 54, 72, 54, 28, 32, 2, -2},
    {14, 24, 34, 2, 34, 98, -2},
    {6, 24, 26, 2, 52, 20, 40, 52, 6, 96, 56, 95, -2},
    {8, 14, 32, 2, 50, 22, 26, 46, 54, 68, 34, 98, 4, 86, -2},
    {36, 4, 6, 66, 56, 64, -1, 40, 40, 38, 98, -2},
    {50, 4, 16, 5, 12, 44, 40, 42, 54, 70, 32, 98, 6, 88, -2},
    {44, 3, 14, 40, 6, 76, 30, 98, 52, 74, 32, 52, 9, 70, -2},
    {6, 8, 54, 5, 32, 52, 22, 98, -2},
    {46, 14, 24, 2, 12, 24, 48, 68, 32, 98, 8, 78, 44, 34, 47, 12, -2},
    {50, 26, 30, 4, 8, 28, 28, 50, 50, 24, 46, 66, 30, 98, -2}};

struct corpus_hand *corpus_hand_new(struct corpus_sheet *sheet)
{
    static const uint32_t inks[] = {0x1a268c, 0x15207a, 0x2a3fb0, 0x101010, 0x222222};
    struct corpus_random *random = &sheet->pen;
    struct corpus_hand *hand = g_new0(struct corpus_hand, 1);

    hand->sheet = sheet;
    hand->face = corpus_face_of(random, CUT_HAND);
    hand->ink = inks[corpus_random_int(random, 0, (int)G_N_ELEMENTS(inks) - 1)];
    hand->pen = corpus_random_real(random, 0.7, 1.25);
    hand->slant = corpus_random_real(random, -0.05, 0.22);
    hand->wobble = corpus_random_real(random, 0.5, 1.5);
    hand->climb = corpus_random_real(random, -0.012, 0.02);
    hand->stroke_digits = corpus_random_chance(random, 0.75);
    if (sheet->wish.family) {
        hand->face = corpus_face_hand(sheet->wish.family);
    }
    if (sheet->wish.ink) {
        hand->ink = (uint32_t)sheet->wish.ink;
    }
    if (sheet->wish.wobble >= 0) {
        hand->wobble = sheet->wish.wobble;
    }
    return hand;
}

void corpus_hand_free(struct corpus_hand *hand)
{
    g_free(hand);
}

static double jitter(struct corpus_hand *hand, double reach)
{
    return corpus_random_real(&hand->sheet->pen, -reach, reach) * hand->wobble;
}

/* The points of a stroke joined by curves through the middles of its sides. */
static void smooth(cairo_t *cr, const double (*p)[2], int count)
{
    cairo_move_to(cr, p[0][0], p[0][1]);
    for (int i = 1; i + 1 < count; i++) {
        double mx = i + 2 < count ? (p[i][0] + p[i + 1][0]) / 2 : p[i + 1][0];
        double my = i + 2 < count ? (p[i][1] + p[i + 1][1]) / 2 : p[i + 1][1];
        cairo_curve_to(cr, p[i][0], p[i][1], p[i][0], p[i][1], mx, my);
    }
    if (count == 2) {
        cairo_line_to(cr, p[1][0], p[1][1]);
    }
}

static double draw_digit(struct corpus_hand *hand, int digit, double size, bool draw)
{
    double high = size * 0.7;
    double wide = high * 0.6;
    double points[16][2];
    int count = 0;

    if (!draw) {
        return wide * 1.12;
    }
    for (const signed char *p = digit_points[digit];; p += 2) {
        if (p[0] < 0) {
            smooth(hand->sheet->cr, (const double(*)[2])points, count);
            count = 0;
            if (p[0] == -2) {
                break;
            }
            p++;
        }
        points[count][0] = (p[0] / 60.0 + jitter(hand, 0.06)) * wide;
        points[count++][1] = (p[1] / 100.0 - 1 + jitter(hand, 0.05)) * high;
    }
    cairo_stroke(hand->sheet->cr);
    return wide * 1.12;
}

/* A mark over or under a letter whose ink spans left..right; top and bottom are y of its ink. */
static void draw_mark(struct corpus_hand *hand, gunichar mark, const double ink[4], double size,
                      double *height)
{
    cairo_t *cr = hand->sheet->cr;
    double u = size * 0.1;
    double x = (ink[0] + ink[2]) / 2 + jitter(hand, u * 0.6);
    double y = *height - u * 0.5 + jitter(hand, u * 0.3);

    switch (mark) {
    case 0x301: /* acute */
        cairo_move_to(cr, x - u * 0.4, y);
        cairo_line_to(cr, x + u * 1.1, y - u * 1.5);
        break;
    case 0x300: /* grave */
        cairo_move_to(cr, x - u * 1.1, y - u * 1.5);
        cairo_line_to(cr, x + u * 0.4, y);
        break;
    case 0x309: /* hook above */
        cairo_move_to(cr, x - u * 0.6, y - u * 1.5);
        cairo_curve_to(cr, x + u * 0.4, y - u * 2.4, x + u * 1.3, y - u, x, y);
        break;
    case 0x303: /* tilde */
        cairo_move_to(cr, x - u * 1.3, y - u * 0.3);
        cairo_curve_to(cr, x - u * 0.4, y - u * 1.8, x + u * 0.3, y + u * 0.5, x + u * 1.4,
                       y - u * 1.1);
        break;
    case 0x302: /* circumflex */
        cairo_move_to(cr, x - u * 1.2, y);
        cairo_line_to(cr, x, y - u * 1.1);
        cairo_line_to(cr, x + u * 1.2, y + u * 0.1);
        break;
    case 0x306: /* breve */
        cairo_move_to(cr, x - u * 1.2, y - u);
        cairo_curve_to(cr, x - u * 0.6, y + u * 0.4, x + u * 0.6, y + u * 0.4, x + u * 1.2,
                       y - u * 1.1);
        break;
    case 0x31b: /* horn */
        cairo_move_to(cr, ink[2] - u * 0.7, ink[1] + u * 0.8);
        cairo_curve_to(cr, ink[2] + u * 0.5, ink[1] + u * 0.7, ink[2] + u, ink[1] - u * 0.4,
                       ink[2] + u * 0.6, ink[1] - u * 0.9);
        break;
    case 0x323: /* dot below */
        cairo_move_to(cr, x, MAX(ink[3], 0) + u * 1.6);
        cairo_rel_line_to(cr, u * 0.2, u * 0.3);
        break;
    default: /* the bar of đ */
        cairo_move_to(cr, x - u * 0.6, ink[1] + u * 1.7);
        cairo_line_to(cr, ink[2] + u * 0.9, ink[1] + u * 1.4);
    }
    cairo_stroke(cr);
    if (mark == 0x302 || mark == 0x306) {
        *height -= u * 1.3;
    }
}

static void draw_marks(struct corpus_hand *hand, const gunichar *marks, const double ink[4],
                       double size)
{
    double height = ink[1];

    for (int i = 0; marks[i]; i++) {
        draw_mark(hand, marks[i], ink, size, &height);
    }
}

/* Base letter and marks of a letter; marks ends with 0. */
static gunichar take_apart(gunichar letter, gunichar marks[4])
{
    gunichar parts[8];
    int count = 0;

    if (letter == 0x111 || letter == 0x110) {
        marks[0] = 0x335;
        marks[1] = 0;
        return letter == 0x111 ? 'd' : 'D';
    }
    gsize length = g_unichar_fully_decompose(letter, FALSE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 1; i < length && count < 3; i++) {
        marks[count++] = parts[i];
    }
    marks[count] = 0;
    for (int i = 1; i < count; i++) { /* what sits nearest to the letter first */
        bool near = marks[i] == 0x302 || marks[i] == 0x306;
        if (near) {
            gunichar first = marks[0];
            marks[0] = marks[i];
            marks[i] = first;
        }
    }
    return parts[0];
}

#define SET_SIZE 64.0 /* letters are set at one size and scaled: see corpus_sheet.c */

static void set_letter(struct corpus_hand *hand, gunichar letter)
{
    char text[8] = {0};
    struct corpus_sheet *sheet = hand->sheet;
    PangoFontDescription *font = pango_font_description_new();

    g_unichar_to_utf8(letter, text);
    pango_font_description_set_family(font, hand->face->family);
    pango_font_description_set_absolute_size(font, SET_SIZE * PANGO_SCALE);
    pango_layout_set_font_description(sheet->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(sheet->layout, -1);
    pango_layout_set_indent(sheet->layout, 0);
    pango_layout_set_justify(sheet->layout, FALSE);
    pango_layout_set_alignment(sheet->layout, PANGO_ALIGN_LEFT);
    pango_layout_set_text(sheet->layout, text, -1);
}

/* An i whose mark stands in place of its dot; few faces have one. */
static double draw_bare_i(struct corpus_hand *hand, double size, const gunichar *marks, bool draw)
{
    cairo_t *cr = hand->sheet->cr;
    double tall = size * 0.42;
    double box[4] = {size * 0.05, -tall, size * 0.2, 0};

    if (draw) {
        cairo_move_to(cr, size * 0.1, -tall);
        cairo_curve_to(cr, size * 0.11, -tall * 0.4, size * 0.06, 0, size * 0.22, -tall * 0.12);
        cairo_stroke(cr);
        draw_marks(hand, marks, box, size);
    }
    return size * 0.25;
}

/* One letter at the origin of cr; returns its advance. */
static double draw_letter(struct corpus_hand *hand, double size, gunichar letter, bool draw)
{
    cairo_t *cr = hand->sheet->cr;
    gunichar marks[4];
    gunichar base = take_apart(letter, marks);
    PangoRectangle ink;
    PangoRectangle logical;

    if (hand->stroke_digits && base >= '0' && base <= '9') {
        return draw_digit(hand, (int)(base - '0'), size, draw);
    }
    if (base == 'i' && marks[0] && marks[0] != 0x323) {
        return draw_bare_i(hand, size, marks, draw);
    }
    double type = size * hand->face->scale / SET_SIZE / PANGO_SCALE;
    set_letter(hand, base);
    pango_layout_get_extents(hand->sheet->layout, &ink, &logical);
    int rise = pango_layout_get_baseline(hand->sheet->layout);
    double box[4] = {ink.x * type, (ink.y - rise) * type, (ink.x + ink.width) * type,
                     (ink.y + ink.height - rise) * type};
    if (draw) {
        cairo_save(cr);
        cairo_scale(cr, type * PANGO_SCALE, type * PANGO_SCALE);
        cairo_move_to(cr, 0, -(double)rise / PANGO_SCALE);
        pango_cairo_layout_path(cr, hand->sheet->layout);
        cairo_restore(cr);
        cairo_fill_preserve(cr);
        cairo_save(cr);
        cairo_set_line_width(cr, hand->pen * 0.3);
        cairo_stroke(cr);
        cairo_restore(cr);
        draw_marks(hand, marks, box, size);
    }
    double advance = logical.width * type;
    return base == ' ' ? MAX(advance, size * 0.3) : advance;
}

double corpus_hand_width(struct corpus_hand *hand, double size, const char *text)
{
    double width = 0;

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        width += draw_letter(hand, size, g_utf8_get_char(p), false);
    }
    return width * 1.02;
}

double corpus_hand_write(struct corpus_hand *hand, double x, double baseline, double size,
                         const char *text)
{
    cairo_t *cr = hand->sheet->cr;
    double start = x;
    double drift = jitter(hand, 0.06) * size;

    cairo_save(cr);
    cairo_set_source_rgb(cr, (hand->ink >> 16 & 255) / 255.0, (hand->ink >> 8 & 255) / 255.0,
                         (hand->ink & 255) / 255.0);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        double own = size * (1 + jitter(hand, 0.07));
        double slope = hand->slant + jitter(hand, 0.06);
        cairo_matrix_t shear = {1, 0, -slope, 1, 0, 0};
        cairo_save(cr);
        cairo_translate(cr, x,
                        baseline + drift - (x - start) * hand->climb + jitter(hand, 0.045) * size);
        cairo_transform(cr, &shear);
        cairo_rotate(cr, jitter(hand, 0.04));
        cairo_set_line_width(cr, hand->pen * (1 + jitter(hand, 0.15)));
        x += draw_letter(hand, own, g_utf8_get_char(p), true) + jitter(hand, 0.03) * size;
        cairo_restore(cr);
    }
    cairo_restore(cr);
    corpus_sheet_reach(hand->sheet, baseline + 4);
    return x;
}
