/* erase_apply.h - one batch of an erasure; of core/query only. */
#ifndef SOHOA_ERASE_APPLY_H
#define SOHOA_ERASE_APPLY_H
#include "query/erase.h"

/* what: {"batch","drop","strip"} of the record. The caller holds the lock of the batch. Adds the
 * masters of dropped pages to the object masters (as keys), and what was done to counts. A batch
 * that is not there is none of its business. */
int sohoa_erase_batch(struct sohoa_records *r, const json_t *what, json_t *masters,
                      struct sohoa_erase_counts *counts, struct sohoa_err *err);
#endif
