/* corpus_sheet.h - a sheet of paper under the pen: Cairo, Pango, the truth gathered on the way.
 *
 * Coordinates are points (1/72 inch) from the top left corner of the page; hinting is off, so the
 * same page breaks its lines alike at every resolution. One owner, one thread. */
#ifndef CORPUS_SHEET_H
#define CORPUS_SHEET_H
#include "corpus_face.h"
#include "corpus_people.h"
#include <jansson.h>
#include <pango/pangocairo.h>

#define CORPUS_WIDTH 595.276 /* A4 */
#define CORPUS_HEIGHT 841.89
#define CORPUS_A5_WIDTH 419.528
#define CORPUS_A5_HEIGHT 595.276

struct corpus_font {
    const char *family;
    double size; /* body size in points */
};

struct corpus_sheet {
    cairo_t *cr;
    PangoLayout *layout;
    struct corpus_random random; /* of what the paper says and how it is laid out */
    struct corpus_random pen;    /* of stamps and handwriting, which do not change it */
    corpus_arena *arena;
    const struct corpus_font *font;
    bool office; /* seals and signatures, typed over dotted lines */
    bool hand;   /* values are written by hand */
    struct {     /* of the handwriting, where it is asked for */
        const char *family;
        int ink;       /* 0xRRGGBB, 0: any */
        double wobble; /* negative: any */
    } wish;
    double width, height; /* of the paper */
    double left, right;   /* margins: x of both edges of the text */
    double top, bottom;   /* y of both */
    double squeeze;       /* factor on sizes and steps that makes a full form fit; 1: none */
    double stretch;       /* factor on the steps between lines that fills a short form */
    double type;          /* scale of the type set last */
    double end;           /* y below the lowest thing drawn so far */
    GString *text;        /* truth, line by line in reading order */
    json_t *fields;       /* key -> value */
    json_t *written;      /* keys whose values are handwritten */
    const char *schema;   /* NULL: none */
};

struct corpus_block {
    double x, width;
    PangoAlignment align;
    double size; /* factor on the body size, 0 = 1 */
    bool bold, italic, justify;
    bool silent;        /* the caller writes the truth */
    double indent;      /* of the first line */
    const char *family; /* NULL: that of the sheet */
    uint32_t colour;    /* 0xRRGGBB */
};

/* The fonts pages of prose are set in. */
const struct corpus_font *corpus_font_pick(struct corpus_random *random);

/* Sets up what a sheet needs besides cr, width and height; random is copied. */
void corpus_sheet_open(struct corpus_sheet *sheet, struct corpus_random random);
void corpus_sheet_close(struct corpus_sheet *sheet);

/* Height that the text would take. */
double corpus_sheet_measure(struct corpus_sheet *sheet, const struct corpus_block *block,
                            const char *text);
/* Width of the text on one line. */
double corpus_sheet_width(struct corpus_sheet *sheet, const struct corpus_block *block,
                          const char *text);
/* Draws with its top at y, adds its lines to the truth, returns the y below it. */
double corpus_sheet_draw(struct corpus_sheet *sheet, const struct corpus_block *block, double y,
                         const char *text);
/* Draws one line that stands on the baseline, from block->x; silent. Returns the x behind it. */
double corpus_sheet_put(struct corpus_sheet *sheet, const struct corpus_block *block,
                        double baseline, const char *text);
/* Shows the text set last, its top left corner at x, y. */
void corpus_sheet_show(struct corpus_sheet *sheet, double x, double y);
/* The full width of the text area. */
struct corpus_block corpus_block_full(const struct corpus_sheet *sheet);
void corpus_sheet_rule(struct corpus_sheet *sheet, double x, double y, double width);
/* Draws the national heading in the box given; silent. Returns the y below it. */
double corpus_sheet_motto(struct corpus_sheet *sheet, double x, double width, double y);
void corpus_sheet_field(struct corpus_sheet *sheet, const char *key, const char *value);
void corpus_sheet_truth(struct corpus_sheet *sheet, const char *line);
/* Something reaches down to y. */
void corpus_sheet_reach(struct corpus_sheet *sheet, double y);

/* A page of prose. */
void corpus_text_draw(struct corpus_sheet *sheet);
/* Part `part` (from 0) of the `parts` pages that a card's copy takes: see corpus_card.c. */
void corpus_card_draw(struct corpus_sheet *sheet, int part, int parts);
#endif
