/* digits_render.h - numbers as a scanner sees them, for training the readers of numbers. */
#ifndef DIGITS_RENDER_H
#define DIGITS_RENDER_H
#include "../../plugins/ocr_digits/digits.h"
#include "../training/chance.h"

#include <leptonica/allheaders.h>
#include <pango/pangocairo.h>

/* Draws the text in one of the faces (learnt ones, or those kept for testing), worn, as a page is
 * when it is recognised (8 bpp). The caller destroys it. */
PIX *digits_draw(struct chance *chance, bool kept, const char *text);

/* Its parts: white paper with a text in one of the faces. */
struct digits_sheet {
    PangoLayout *layout;
    cairo_surface_t *small, *surface;
    cairo_t *on_small, *on;
};
void digits_sheet_open(struct chance *chance, bool kept, const char *text,
                       struct digits_sheet *ret);
/* To draw on, once; lent. */
cairo_t *digits_sheet_paper(struct digits_sheet *sheet, int width, int height);
/* What was drawn, as noisy gray. The caller destroys it. */
PIX *digits_sheet_close(struct chance *chance, struct digits_sheet *sheet);
/* The text at 12, 12, a little bolder or thinner. */
void digits_ink(struct chance *chance, cairo_t *cr, PangoLayout *layout);
void digits_replace(PIX **pix, PIX *with);
/* A local threshold's steep ramp, as prep_binarise makes it; slope 0: one bit. */
void digits_ramp(PIX *pix, double limit, double slope);

enum { DIGITS_DRAWN_MAX = 40 };
/* Where the characters of a drawn line stand, in its pixels. */
struct digits_drawn {
    int count;
    double x[DIGITS_DRAWN_MAX], w[DIGITS_DRAWN_MAX]; /* middle and width of the room of each */
    double top, slope, height;                       /* of figures; top at x = 0 */
};
/* A number in its line, worn harder: on a leader or a rule or what preparation left of them,
 * toner lost in bands and spots, under waves. The caller destroys it. */
PIX *digits_draw_line(struct chance *chance, bool kept, const char *text, struct digits_drawn *ret);
#endif
