/* digits.h - a second reading of numbers: a word's glyphs cut out (digits_cut.c), those of rows of
 * boxes (digits_cells.c, digits_comb.c), each classified (digits_weights.c). Pure functions. */
#ifndef DIGITS_H
#define DIGITS_H
#include "sohoa_plugin.h"

enum {
    DIGITS_COLUMNS = 16, /* a glyph as it is classified */
    DIGITS_ROWS = 24,
    DIGITS_INPUTS = DIGITS_COLUMNS * DIGITS_ROWS,
    DIGITS_HIDDEN = 96,
    DIGITS_OTHER = 10, /* class: no figure */
    DIGITS_CLASSES = 11,
    DIGITS_GLYPHS_MAX = 48,
    DIGITS_ROWS_MAX = 64, /* of boxes, on a page */
};

/* A glyph's place in a picture of one word. */
struct digits_glyph {
    int x, y, w, h;
};
/* What stands in a box of the image (1 or 8 bpp), white where that ends, as 8 bpp. The caller
 * destroys it; NULL: no memory. [any] */
struct Pix *digits_picture(struct Pix *image, struct sohoa_box box);
/* The same out of the page's tones, 8 bpp, its paper white and its ink black however faint, noise
 * of the paper left out. NULL: the page has none, or no memory. [any] */
struct Pix *digits_toned(const struct sohoa_page *page, struct sohoa_box box);
/* The tall glyphs of a bilevel word from left to right: broken ones joined, touching ones parted;
 * dots, commas and hyphens are none. In `rim` rows above and below, other lines may show. Returns
 * how many, 0 when there is no order in it. [any] */
int digits_cut(struct Pix *word, int rim, struct digits_glyph ret[DIGITS_GLYPHS_MAX]);
/* The tone of the ink in a gray picture of a word on white paper. [any] */
int digits_tone(struct Pix *gray);
/* ... of one glyph in it. [any] */
int digits_tone_of(struct Pix *gray, const struct digits_glyph *glyph);
/* Mean darkness, 0 to 255, of a rectangle of a gray picture with fractional edges. [any] */
double digits_mean(struct Pix *gray, double x0, double y0, double x1, double y1);
/* Ink, 0..1 where that tone is 1, of a glyph in its frame: as high as the frame, in the middle.
 * [any]
 */
void digits_sample(struct Pix *gray, int tone, const struct digits_glyph *glyph,
                   float ret[DIGITS_INPUTS]);

/* A row of one-digit boxes as it was read, and where its figures stand on the image. */
struct digits_row {
    char text[16];
    float sure[16]; /* of each figure, 0..1 */
    struct sohoa_box place;
};
/* Reads the rows of boxes marked on the page, whose image has 1 or 8 bits; those that hold nothing
 * but figures, four or more without a gap, are given. Returns how many. [any] */
int digits_rows(const struct sohoa_net *net, const struct sohoa_page *page,
                struct digits_row ret[DIGITS_ROWS_MAX]);

/* Reads numbers of twelve figures in boxes whose frames recognition took for bars, or that were
 * seen in part only; at most `room` of them. The page has text and an image of 1 or 8 bits. Returns
 * how many. [any] */
int digits_combs(const struct sohoa_net *net, const struct sohoa_page *page, struct digits_row *ret,
                 int room);

/* A word with a long number as it is read so far. */
struct digits_word {
    const char *text;
    struct sohoa_box box; /* on the master */
    float confidence;
    uint32_t flags;
};
/* ... and as it is along its line (digits_line.h). */
struct digits_long {
    char text[256];
    uint32_t flags;          /* AGREED, DOUBTED */
    struct sohoa_box behind; /* the rest of the number, where recognition saw other words; on the
                                master, a pixel wide when there is none */
};
/* False: there is no long number in the word, or nothing was made out. The page's image has 1 or
 * 8 bits. [any] */
bool digits_long_read(const struct sohoa_net *net, const struct sohoa_page *page,
                      const struct digits_word *word, struct digits_long *ret);

/* Twelve figures that fill a box of the image and have the build of a citizen ID; `known`, those
 * recognised there, nearly all among them. False, and ret untouched: nothing so clear. */
bool digits_long_twelve(const struct sohoa_net *net, const struct sohoa_page *page,
                        struct sohoa_box place, const char *known, char ret[12]);

/* A number put together of words. */
struct digits_stretch {
    char text[32];        /* figures, and the stops behind them */
    struct sohoa_box box; /* on the master */
    float confidence;
    uint32_t flags;
};
/* Reads what begins at word `first` and ends before `end`, of one line. Returns how many words it
 * was made of; 0: it is no torn number, ret is of no use. [any] */
int digits_stretch_read(const struct sohoa_net *net, const struct sohoa_page *page, size_t first,
                        size_t end, struct digits_stretch *ret);

extern const struct sohoa_net_text digits_weights; /* trained by bench/digits */
#endif
