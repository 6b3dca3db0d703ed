/* layout_own.h - the parts of our own line finder. All of it works on a sketch: the page's bilevel
 * picture at about 150 dpi; lengths are its pixels, y1 and x1 lie behind the last. */
#ifndef LAYOUT_OWN_H
#define LAYOUT_OWN_H
#include "ink.h"
#include "layout.h"

#include <stdint.h>

#define REACH_UP 2.3   /* tones of capitals, in x-heights over the line of writing */
#define REACH_DOWN 0.8 /* tails and dots, under it */
#define MARK_HIGH 0.55 /* lower marks are no letters, in em */

enum glyph_kind {
    GLYPH_NONE,   /* specks, pictures, what is left of rules */
    GLYPH_MARK,   /* small: tones, dots, points */
    GLYPH_LETTER, /* of the height of letters; several of them when they touch */
    GLYPH_BRIDGE, /* letters of two lines that touch */
};

/* Ink that hangs together. */
struct glyph {
    int32_t x0, y0, x1, y1;
    int32_t row; /* -1: none */
    double base; /* the line of writing where it stands */
    enum glyph_kind kind;
    uint32_t blob; /* of sketch.ink */
};

/* Letters side by side on one line of writing. */
struct row {
    size_t first, count;    /* of its glyphs in sketch.order, by x */
    int32_t x0, y0, x1, y1; /* its ink, as far as letters of its size reach */
    double x_height;
    double base;  /* the line of writing in its middle */
    double slope; /* by how much it runs down */
    double level; /* where the line of writing would be if the page were level */
    bool mixed;   /* small letters and some that reach up */
    uint32_t block;
    bool starts_line;
};

struct stroke {
    int32_t x0, y0, x1, y1;
};

struct sketch {
    int32_t width, height;
    double scale; /* pixels of the picture to one of the sketch */
    double em;    /* the middle height of letters; 0: there are none */
    double x_height;
    double reach, least_reach; /* how far apart letters of a row may be: in their heights, in em */
    struct ink ink;
    struct glyph *glyphs; /* by x0 */
    size_t count;
    uint32_t *order; /* indices of glyphs, row by row */
    struct row *rows;
    size_t row_count;
    const struct stroke *rules; /* lent */
    size_t rule_count;
};

/* Fills size, em and glyphs (kind, row -1). False: no memory, or so many marks that it is no text.
 */
bool sketch_make(struct Pix *picture, int dpi, struct sketch *sketch);
void sketch_free(struct sketch *sketch);
void glyphs_sort(struct sketch *sketch);
/* Whether letters mostly stand one below the other: the text is not upright. */
bool rows_turned(const struct sketch *sketch);
/* Fills order and rows (not their block) from the glyphs. False: no memory. */
bool rows_find(struct sketch *sketch);
/* Glyph i of the row, by x. */
static inline struct glyph *row_glyph(const struct sketch *s, const struct row *row, size_t i)
{
    return &s->glyphs[s->order[row->first + i]];
}
/* Both change to which rows letters belong: they are to be listed anew. Rows that stand in each
 * other's place on one line of writing become one; lines that touch had become one and are parted.
 */
void rows_merge(struct sketch *sketch);
void rows_split(struct sketch *sketch);
/* Cuts bridges between the lines of writing that rows tell: in their place come new glyphs that are
 * of no row yet. Rows are to be found anew when any was parted. False: no memory. */
bool bridges_part(struct sketch *sketch, size_t *ret_parted);
/* Measures rows from number `from` on, which hold letters only. False: no memory. */
bool rows_measure(struct sketch *sketch, size_t from);
/* The extent of the row's ink, as far as letters of its size reach. */
void row_bound(const struct sketch *sketch, struct row *row);
/* The line of writing of the row at x. */
double row_base(const struct sketch *sketch, const struct row *row, double x);
/* Whether an upright rule stands between x0 and x1 at height y. */
bool rule_between(const struct sketch *sketch, int32_t x0, int32_t x1, int32_t y);
/* Puts the rows into reading order; fills block and starts_line. False: no memory. */
bool rows_order(struct sketch *sketch);
#endif
