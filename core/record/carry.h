/* carry.h - what persons decided goes along when a dossier is cut or joined. No state, any
 * thread. */
#ifndef SOHOA_CARRY_H
#define SOHOA_CARRY_H
#include <jansson.h>
#include <stdint.h>

/* Appends to `to` the documents of `from` that have decided fields (query/decide.h) on the pages
 * first..last, with those fields alone; page n becomes n - first + 1 + behind. 0, or -1: out of
 * memory. */
int sohoa_documents_carry(const json_t *from, uint32_t first, uint32_t last, uint32_t behind,
                          json_t *to);
#endif
