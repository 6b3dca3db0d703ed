/* lines_parts.h - what the files that find rules share. */
#ifndef LINES_PARTS_H
#define LINES_PARTS_H
#include "lines.h"

bool rules_add(struct rules *rules, const struct rule *rule); /* false: no memory */

/* Rows of boxes among level and upright pieces; their sides are added to out. */
int cells_find(const struct rules *levels, const struct rules *ups, double mm, struct rules *out,
               struct cells *ret_cells, size_t *ret_count);
#endif
