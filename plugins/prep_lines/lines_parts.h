/* lines_parts.h - what the files that find rules share. */
#ifndef LINES_PARTS_H
#define LINES_PARTS_H
#include "lines.h"

bool rules_add(struct rules *rules, const struct rule *rule); /* false: no memory */

/* Adds to out the rules of at least `shortest` pixels of which only dashes are left; pieces: long
 * straight stretches of ink, also of larger marks. OK or BAD_PAGE. */
int dashes_find(const struct ink *ink, const struct rules *pieces, double mm, bool upright,
                double shortest, struct rules *out);

/* Rows of boxes among level and upright pieces; their sides are added to out. */
int cells_find(const struct rules *levels, const struct rules *ups, double mm, struct rules *out,
               struct cells *ret_cells, size_t *ret_count);
#endif
