/* lines.h - the parts of prep_lines: a bilevel page taken apart into runs and blobs, the leaders,
 * rules and rows of boxes found on it, and how they are wiped out. Lengths are pixels of the page's
 * image; `mm` is how many of them make a millimetre. One page at a time: whoever holds the structs
 * may change them. */
#ifndef LINES_H
#define LINES_H
#include "ink.h"
#include "sohoa_plugin.h"

/* A straight stroke along x (level) or y (upright): its centre runs from (from, at) by `slope`. */
struct rule {
    double from, to, at, slope; /* at: across, in the middle between from and to */
    double thick;
    bool upright;
    bool streak; /* a scanner's, through the page: wiped out, but no side of anything */
};
static inline double rule_at(const struct rule *r, double along)
{
    return r->at + r->slope * (along - (r->from + r->to) / 2);
}
struct rules {
    struct rule *items;
    size_t count, room;
};

/* A level row of boxes for one character each. */
struct cells {
    struct sohoa_box box;
    uint32_t count;
};
enum { CELLS_MAX = 64 };

/* Ruled lines and the sides of boxes, level ones first, and rows of boxes (at most CELLS_MAX).
 * OK or BAD_PAGE (no memory). */
int rules_find(struct Pix *bits, const struct ink *ink, double mm, struct rules *ret_rules,
               struct cells *ret_cells, size_t *ret_cell_count);
/* Adds the broken sides of boxes whose level rules, among `rules`, are wiped out of bits already:
 * only then do they stand alone. OK, END as ink_of, BAD_PAGE. */
int rules_sides(struct Pix *bits, double mm, struct rules *rules);
/* Wipes the rule out of the picture, as far as its ink reaches: its ends are moved there; strokes
 * that cross it stay whole, what stands on it or hangs from it is cut at its edge. */
void rule_wipe(struct Pix *bits, struct rule *rule, double mm);

/* A row of small equal marks at one height. */
struct leader {
    double x0, x1;    /* from the first mark's centre to the last's */
    double at, slope; /* height of the centres: at + slope * x */
    double pitch;     /* from mark to mark */
    double w, h;      /* of a mark */
    int writing;      /* rows from a mark's centre to the lowest of letters above it */
    uint32_t first;   /* of its marks among all places */
    uint32_t count;
};
/* Where a leader has a mark. */
struct place {
    double x;
    uint32_t mark; /* its blob where it stands alone */
    bool alone;
    bool tone; /* it fell on a dot below a letter, which stays */
};
struct leaders {
    struct leader *items;
    size_t count, room;
    struct place *places;
    size_t place_count, place_room;
};
/* OK or BAD_PAGE (no memory). */
int leaders_find(struct Pix *bits, struct ink *ink, double mm, struct leaders *ret_leaders);
void leaders_free(struct leaders *leaders);
/* Tells the marks that fell on a dot below a letter from the others, which are `gone` in ink where
 * they stand alone, and finds the line of writing. */
void leader_judge(struct Pix *bits, struct ink *ink, struct leaders *all, struct leader *leader,
                  double mm);
/* Takes the marks that touch letters out of them. */
void leader_wipe(struct Pix *bits, const struct leaders *all, const struct leader *leader);
#endif
