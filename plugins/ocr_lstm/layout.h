/* layout.h - the pieces of a page that the recogniser is given one by one. Tesseract's layout
 * analysis is in layout.cc (C++: the C API lacks two of the calls), our own in layout_*.c. */
#ifndef OCR_LSTM_LAYOUT_H
#define OCR_LSTM_LAYOUT_H
#include "sohoa_plugin.h"

#include <tesseract/capi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One input of the network: neighbouring words of a line, with a little paper around them. */
struct layout_unit {
    struct sohoa_box box;  /* clipped to the picture */
    struct sohoa_box line; /* its line */
    bool starts_line, starts_paragraph;
    size_t first_mark, marks; /* its ink */
    size_t first_knot, knots; /* how its line of writing runs; none: level */
    int up, down;             /* with knots: how far its letters reach from it */
};

/* A place of the line of writing. */
struct layout_knot {
    float x, y;
};

struct layout {
    struct layout_unit *units; /* in reading order */
    size_t count, room;
    struct sohoa_box *marks; /* connected pieces of ink, unit by unit */
    size_t mark_count, mark_room;
    struct layout_knot *knots; /* unit by unit, from left to right */
    size_t knot_count, knot_room;
    bool own;    /* found by ourselves */
    bool turned; /* some text is not upright: nothing else is filled */
};

/* Analyses the handle's picture. False: no memory, or it found nothing. What was filled is to be
 * freed in any case. */
bool layout_find(TessBaseAPI *api, struct layout *layout);
/* Our own, on a picture of 1, 8 or 32 bpp; `rules`: the ruled lines that were taken out of it, in
 * its pixels. As layout_find otherwise. */
bool layout_find_own(struct Pix *picture, int dpi, const struct sohoa_box *rules, size_t rule_count,
                     struct layout *layout);
/* The unit's piece of the picture, its line of writing made level; columns stay where they are in
 * its box. NULL: no memory. The caller destroys it. */
struct Pix *layout_cut(struct Pix *picture, const struct layout *layout,
                       const struct layout_unit *unit);
/* Where two words of the unit part, columns of the picture: the middle of the widest white between
 * its marks about `border`, which the recogniser's steps give and which is rough: the letter behind
 * a label's colon would be the label's. */
int layout_parting(const struct layout *layout, const struct layout_unit *unit, int border);
void layout_free(struct layout *layout);

#ifdef __cplusplus
}
#endif
#endif
