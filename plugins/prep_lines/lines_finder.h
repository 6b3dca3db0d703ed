/* lines_finder.h - what the files that find leaders share: the marks that may be of one, kept so
 * that those near a place are found at once. */
#ifndef LINES_FINDER_H
#define LINES_FINDER_H
#include "lines.h"

#include <stddef.h>

struct finder {
    struct ink *ink;
    struct Pix *bits;
    double mm;
    uint32_t *order; /* candidates by bin, then x */
    size_t count;
    size_t *bin; /* where each begins in order; bins + 1 items */
    int bins;
    double bin_high;
    uint8_t *state; /* by place in order */
    struct leaders out;
};
/* What a candidate is by now; those up to a given state can be taken. */
enum state { FREE, IN_CORE, TAKEN, COLON };

/* Marks that stand alone in one row at one distance. */
struct core {
    size_t first;  /* its leftmost mark, in order */
    double length; /* from the first mark's centre to the last's */
    double slope, pitch, w, h;
    uint32_t count;
};

static inline double centre_x(const struct blob *b)
{
    return (b->x0 + b->x1 - 1) / 2.0;
}
static inline double centre_y(const struct blob *b)
{
    return (b->y0 + b->y1 - 1) / 2.0;
}

/* Fills the finder, whose ink, bits and mm are set. OK or BAD_PAGE (no memory). */
int marks_gather(struct finder *f);
void marks_free(struct finder *f);
/* The bin of height y; the first candidate of a bin that begins at x or behind it. */
int marks_bin(const struct finder *f, double y);
size_t marks_from(const struct finder *f, int bin, double x);
/* The candidate nearest to (x, y) within (dx, dy) that has the size of a mark, give or take
 * `slack` of it, and at most that state; count when there is none. */
size_t marks_nearest(const struct finder *f, double x, double y, double dx, double dy,
                     const struct core *like, double slack, enum state most);
/* The mark of a leader at that place, standing alone; count when there is none. */
size_t marks_alone(const struct finder *f, double x, double y, const struct core *core);
/* Where next to x a mark is hidden in other ink; NAN when none can be. */
double marks_hidden(const struct finder *f, double x, double y, const struct core *core);

/* All cores of the page, long ones first, at most CORES_MAX; the page's tilt. */
enum { CORES_MAX = 2000, CORE_MIN = 3 };
size_t cores_find(struct finder *f, struct core *cores, double *ret_slope);
#endif
