/* vocab.h - the closed vocabularies: what names of places, groups and offices there are.
 *
 * Read once from SCHEMAS/vocabularies/ (data, see the README there), never changed afterwards, so
 * any thread may ask. Everything is matched on folded text: without tones, case and spaces, so both
 * ways to set a tone mark (Hòa, Hoà) and capitals are the same. */
#ifndef SOHOA_VOCAB_H
#define SOHOA_VOCAB_H
#include "sohoa_plugin.h"

struct sohoa_vocab;

/* Loads every list below folder ("…/schemas/vocabularies"); NULL: beside the program's own schemas
 * (sohoa_path_schemas). A missing list is empty. FATAL: a list is damaged, with file and line; or
 * out of memory. Takes under 10 ms. [any] */
int sohoa_vocab_open(const char *folder, struct sohoa_vocab **ret, struct sohoa_err *err);
void sohoa_vocab_close(struct sohoa_vocab *vocab); /* NULL is fine */
#endif
