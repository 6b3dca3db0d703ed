/* stage_rig.h - what the tests of the stages share: pages drawn with Pango, stages run by name. */
#ifndef STAGE_RIG_H
#define STAGE_RIG_H
#include "host/page.h"

#include <leptonica/allheaders.h>
#include <math.h>

/* Paragraphs of Vietnamese prose and a heading in capitals, about forty lines. */
extern const char rig_prose[];

/* One piece of text on a page: Pango markup, its place and width in millimetres. */
struct rig_piece {
    const char *markup;
    double x, y, width;
};

/* A white page of that many millimetres at dpi with the pieces drawn by the font ("Serif 12"):
 * 32 bpp. Fails the test when there is no memory. */
PIX *rig_draw(double width_mm, double height_mm, int dpi, const char *font,
              const struct rig_piece *pieces, int count);
/* An A4 page of prose; depth 1, 8 or 32. */
PIX *rig_prose_page(int dpi, const char *font, int depth);
PIX *rig_to_depth(PIX *colour, int depth); /* takes colour */
void rig_fill(PIX *pix, int dpi, double x, double y, double w, double h,
              int gray);                                                         /* millimetres */
void rig_disk(PIX *pix, int dpi, double cx, double cy, double radius, int gray); /* millimetres */
/* The picture turned clockwise by degrees about its centre, same size, white corners. */
PIX *rig_turn(PIX *pix, double degrees);

/* A page that owns the picture. */
struct sohoa_page rig_page(PIX *takes, int dpi);
/* Runs one stage over the page; "key=value;key=value" of options, or NULL. Its code. */
int rig_run(const char *stage, const char *setting, struct sohoa_page *page,
            const struct sohoa_call *call, struct sohoa_err *err);
/* Opens a stage only: its code, and what it says. */
int rig_open(const char *stage, const char *setting, struct sohoa_err *err);
void rig_close(void); /* closes what rig_run keeps open; at the end of main */

/* Words of truth found in the page's text, order-free, case kept: share 0..1. */
double rig_words_found(const char *truth, const struct sohoa_text *text);
/* A place of the image mapped to the master raster. */
void rig_to_master(const struct sohoa_page *page, double x, double y, double *ret_x, double *ret_y);
/* Pixels that differ between two 1-bit pictures of one size, share of all. */
double rig_differing(PIX *a, PIX *b);
#endif
