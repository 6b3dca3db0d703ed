/* corpus_wear.c - see corpus_wear.h. */
#include "corpus_wear.h"
#include <glib.h>
#include <math.h>
#include <string.h>

#define MM (72 / 25.4)

static void choose_worn(struct corpus_wear *wear, struct corpus_random *random)
{
    wear->copied = corpus_random_chance(random, 0.35);
    wear->folds = corpus_random_int(random, 0, 3);
    wear->stains = corpus_random_chance(random, 0.45) ? corpus_random_int(random, 1, 3) : 0;
    wear->notes = corpus_random_chance(random, 0.3) ? corpus_random_int(random, 1, 2) : 0;
    wear->holes = corpus_random_chance(random, 0.5);
    wear->specks = corpus_random_int(random, 30, 260);
    wear->faint = corpus_random_chance(random, 0.7) ? corpus_random_real(random, 0.2, 0.5) : 0.1;
    wear->dropout = corpus_random_chance(random, 0.5) ? corpus_random_real(random, 0.04, 0.2) : 0;
    wear->streaks = corpus_random_chance(random, 0.35) ? corpus_random_real(random, 0.2, 0.6) : 0;
    wear->blur = corpus_random_real(random, 0.6, 1.5);
    wear->noise = corpus_random_real(random, 3, 10);
    wear->light = corpus_random_real(random, 0.02, 0.25);
    wear->skew = corpus_random_chance(random, 0.5) ? 2 : 5;
}

struct corpus_wear corpus_wear_new(struct corpus_random *random, enum corpus_level level)
{
    struct corpus_wear wear = {.level = level, .paper = 255, .threshold = 150, .quality = 90};

    if (level == WEAR_CLEAN) {
        return wear;
    }
    wear.dark_outside = corpus_random_chance(random, 0.2);
    wear.holes = corpus_random_chance(random, 0.3);
    wear.specks = corpus_random_int(random, 5, 60);
    wear.faint = corpus_random_chance(random, 0.5) ? corpus_random_real(random, 0.1, 0.5) : 0;
    wear.dropout = corpus_random_chance(random, 0.25) ? corpus_random_real(random, 0.02, 0.12) : 0;
    wear.blur = corpus_random_real(random, 0.4, 1.2);
    wear.noise = corpus_random_real(random, 1.5, 7);
    wear.ink = corpus_random_real(random, 10, 80);
    wear.paper = corpus_random_real(random, 222, 250);
    wear.light = corpus_random_real(random, 0, 0.1);
    wear.skew = 2;
    wear.quality = corpus_random_int(random, 72, 86);
    if (level == WEAR_WORN) {
        choose_worn(&wear, random);
    }
    if (level == WEAR_PHONE) {
        wear.dark_outside = false;
        wear.specks /= 2;
        wear.folds = corpus_random_int(random, 0, 2);
        wear.blur = corpus_random_real(random, 0.3, 0.7);
        wear.noise = 0;
        wear.light = 0;
        wear.skew = 0;
        wear.quality = corpus_random_int(random, 62, 85);
    }
    /* Who scans line art sets the threshold so that the page can be read. */
    double contrast = wear.paper - wear.ink;
    wear.threshold = (int)(wear.ink + contrast * corpus_random_real(random, 0.52, 0.74));
    return wear;
}

static void draw_disc(cairo_t *cr, double x, double y, double radius, double level)
{
    cairo_set_source_rgb(cr, level, level, level);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    cairo_fill(cr);
}

/* A crease: the ink is gone on its ridge, a shadow lies beside it. */
static void draw_fold(struct corpus_random *random, cairo_t *cr, double width, double height)
{
    bool across = corpus_random_chance(random, 0.65);
    double length = across ? width : height;
    double at = (across ? height : width) * corpus_random_real(random, 0.25, 0.75);
    double shade = corpus_random_real(random, 0.05, 0.22);

    cairo_save(cr);
    if (!across) {
        cairo_translate(cr, width, 0);
        cairo_rotate(cr, G_PI / 2);
    }
    cairo_translate(cr, 0, at);
    cairo_rotate(cr, corpus_random_real(random, -0.012, 0.012));
    cairo_pattern_t *fall = cairo_pattern_create_linear(0, 0, 0, 9);
    cairo_pattern_add_color_stop_rgba(fall, 0, 0, 0, 0, shade);
    cairo_pattern_add_color_stop_rgba(fall, 1, 0, 0, 0, 0);
    cairo_set_source(cr, fall);
    cairo_rectangle(cr, 0, 0, length, 9);
    cairo_fill(cr);
    cairo_pattern_destroy(fall);
    cairo_set_source_rgba(cr, 1, 1, 1, corpus_random_real(random, 0.5, 0.9));
    cairo_set_line_width(cr, corpus_random_real(random, 0.3, 1.1));
    cairo_move_to(cr, 0, 0);
    for (double x = 0; x < length; x += 12) {
        cairo_line_to(cr, x, corpus_random_real(random, -0.5, 0.5));
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* A blot or the ring of a cup. */
static void draw_stain(struct corpus_random *random, cairo_t *cr, double width, double height)
{
    double x = corpus_random_real(random, 0, width);
    double y = corpus_random_real(random, 0, height);
    double radius = corpus_random_real(random, 25, 80);
    double strength = corpus_random_real(random, 0.08, 0.3);
    bool ring = corpus_random_chance(random, 0.4);
    cairo_pattern_t *blot =
        cairo_pattern_create_radial(x, y, ring ? radius * 0.85 : 0, x, y, radius);

    cairo_pattern_add_color_stop_rgba(blot, 0, 0.5, 0.36, 0.16, ring ? 0 : strength * 0.6);
    cairo_pattern_add_color_stop_rgba(blot, 0.7, 0.5, 0.36, 0.16, strength);
    cairo_pattern_add_color_stop_rgba(blot, 1, 0.5, 0.36, 0.16, 0);
    cairo_set_source(cr, blot);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    if (ring) {
        cairo_arc_negative(cr, x, y, radius * 0.85, 2 * G_PI, 0);
    }
    cairo_fill(cr);
    cairo_pattern_destroy(blot);
}

/* A scrawl by pen across some place. */
static void draw_note(struct corpus_random *random, cairo_t *cr, double width, double height)
{
    cairo_set_source_rgba(cr, 0.12, 0.16, 0.5, 0.85);
    cairo_set_line_width(cr, corpus_random_real(random, 0.8, 1.6));
    cairo_move_to(cr, corpus_random_real(random, width * 0.1, width * 0.8),
                  corpus_random_real(random, height * 0.05, height * 0.95));
    for (int i = corpus_random_int(random, 1, 5); i > 0; i--) {
        cairo_rel_curve_to(cr, corpus_random_real(random, 2, 12),
                           corpus_random_real(random, -14, 6), corpus_random_real(random, 4, 16),
                           corpus_random_real(random, -6, 12), corpus_random_real(random, 6, 22),
                           corpus_random_real(random, -8, 8));
    }
    cairo_stroke(cr);
}

void corpus_wear_draw(const struct corpus_wear *wear, struct corpus_random *random, cairo_t *cr,
                      double width, double height)
{
    for (int i = 0; i < wear->notes; i++) {
        draw_note(random, cr, width, height);
    }
    for (int i = 0; i < wear->folds; i++) {
        draw_fold(random, cr, width, height);
    }
    for (int i = 0; i < wear->stains; i++) {
        draw_stain(random, cr, width, height);
    }
    for (int i = 0; i < wear->specks; i++) {
        double big = corpus_random_chance(random, 0.1) ? 0.35 : 0.12;
        draw_disc(cr, corpus_random_real(random, 0, width), corpus_random_real(random, 0, height),
                  corpus_random_real(random, 0.03, big) * MM, corpus_random_real(random, 0, 0.4));
    }
    if (wear->holes) { /* ISO 838: 80 mm apart, 6 mm wide, 12 mm from the edge */
        double middle = height / 2 + corpus_random_real(random, -6, 6);
        draw_disc(cr, 12 * MM, middle - 40 * MM, 3 * MM, wear->dark_outside ? 0 : 0.1);
        draw_disc(cr, 12 * MM, middle + 40 * MM, 3 * MM, wear->dark_outside ? 0 : 0.1);
    }
}
