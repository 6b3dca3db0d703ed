/* zone.h - the reader of machine-readable zones: found (zone_find.c), cut into characters
 * (zone_sample.c), characters classified (zone_weights.c), decoded (zone_read.c). No state but the
 * classifier's weights, which are read-only. */
#ifndef ZONE_H
#define ZONE_H
#include "sohoa_plugin.h"

enum {
    ZONE_COLUMNS = 16, /* a character as it is classified */
    ZONE_ROWS = 24,
    ZONE_INPUTS = ZONE_COLUMNS * ZONE_ROWS,
    ZONE_HIDDEN = 80,
    ZONE_OTHER = SOHOA_MRZ_SYMBOLS, /* class: no character of a zone */
    ZONE_CLASSES = SOHOA_MRZ_SYMBOLS + 1,
    ZONE_LINES_MAX = 3,
    ZONE_CELLS_MAX = 58, /* of a row, with what stands before and behind it */
};

/* ---- pixels to samples ---- */

/* Lent pixels of 1, 8 or 32 bpp. */
struct zone_picture {
    const uint32_t *data;
    int wpl, width, height, depth;
};
struct zone_picture zone_picture_of(struct Pix *image);

/* Where one character stands in the image: its middle, the direction of its line (unit vector),
 * the room it has along the line, and the height of capitals. Pixels. */
struct zone_cell {
    double x, y, ux, uy, pitch, height;
};
/* Brightness, 0..255, over the cell's room, row by row. White outside of the picture. [any] */
void zone_sample(const struct zone_picture *picture, const struct zone_cell *cell,
                 float ret[ZONE_INPUTS]);
/* Turns the brightness of the characters of one line, ZONE_CELLS_MAX at most, into ink: 0 paper, 1
 * full. [any] */
void zone_normalise(float (*cells)[ZONE_INPUTS], int count);

/* ---- samples to characters ---- */

extern const struct sohoa_net_text zone_weights; /* trained by bench/mrz */

/* ---- finding ---- */

/* A row of characters: the middle of character i is at x[0] + x[1] i + x[2] i^2, y likewise. */
struct zone_line {
    double x[3], y[3];
    int first, last; /* characters seen, i from first to last */
    double height;   /* of capitals */
};
struct zone {
    struct zone_line lines[ZONE_LINES_MAX];
    int count;
};
enum { ZONES_MAX = 8 };
/* A bilevel picture of the page's image in 120 to 240 dpi; a pixel covers factor x factor of the
 * image. The caller destroys it; NULL: too small or no memory. [any] */
struct Pix *zone_sketch(const struct sohoa_page *page, double *ret_factor);
/* Rows of 24 to 50 characters of equal pitch, two or three together, in a bilevel picture; level
 * rows and upright ones. Pixels of the picture. Returns how many. [any] */
int zone_find(struct Pix *sketch, struct zone ret[ZONES_MAX]);

/* ---- reading ---- */

struct zone_reading {
    struct sohoa_mrz mrz;
    double price;          /* what readings of one zone are compared by */
    double cost;           /* mean -ln p of its characters as decoded */
    int contradicted;      /* characters that are surely none of what they were decoded as */
    double x0, y0, x1, y1; /* of the image, around the characters */
};
/* Reads a zone found in the image (its pixels). False: it is none. [any] */
bool zone_read(const struct sohoa_net *net, const struct zone_picture *picture,
               const struct zone *zone, struct zone_reading *ret);
#endif
