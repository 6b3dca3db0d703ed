/* verify_facts.h - facts held against the dossiers that say them; a part of sohoa_verify. */
#ifndef SOHOA_VERIFY_FACTS_H
#define SOHOA_VERIFY_FACTS_H
#include "record/records.h"

/* Every dossier's facts are made again and compared with what is filed, every filed key is asked
 * of its dossier. Problems name dossiers, never citizens. Runs beside writers: what a writer
 * changes meanwhile is no problem. A store whose facts are still to be filed has none. [any] */
int sohoa_verify_facts(struct sohoa_records *r, const struct sohoa_call *call,
                       void (*found)(void *arg, const char *problem), void *arg,
                       uint64_t *ret_facts, struct sohoa_err *err);
#endif
