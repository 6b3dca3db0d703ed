/* orient.h - the parts of prep_orient. Pure functions, any thread. */
#ifndef ORIENT_H
#define ORIENT_H
#include "sohoa_plugin.h"

/* A connected mark of ink: its box, right and bottom included, and its pixels. */
struct mark {
    int16_t left, top, right, bottom;
    int32_t ink;
};

/* The 8-connected marks of a 1-bit picture, at most `most`. Caller frees *ret_marks. The count;
 * -1: no memory, too many, or a picture over 32767 pixels a side. */
int orient_marks(struct Pix *sketch, int most, struct mark **ret_marks);

/* What the marks say. */
struct verdict {
    uint32_t rotated; /* degrees clockwise by which the text lies turned */
    double sideways;  /* how much more sharply lines show across than along: log2, + = sideways */
    double upright;   /* standard deviations by which up is told from down, at least 0 */
    int letters;      /* marks of letter size */
};
/* False: no memory, or too few letters to say anything. */
bool orient_judge(const struct mark *marks, int count, int width, int height,
                  struct verdict *ret_verdict);
#endif
