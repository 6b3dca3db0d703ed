/* nearest.h - the known word a mistyped one was most likely meant to be. */
#ifndef SOHOA_NEAREST_H
#define SOHOA_NEAREST_H
#include <stddef.h>

/* The candidate with the fewest edits (insert, delete, change, swap of neighbours: the optimal
 * string alignment distance) from word; NULL when even that one differs in more than a third of
 * its letters. Words are compared by bytes; those over 63 bytes are never near. [any] */
const char *sohoa_nearest(const char *word, const char *const *candidates, size_t count);
#endif
