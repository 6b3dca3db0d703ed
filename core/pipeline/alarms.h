/* alarms.h - the alarms of a batch: what a person must look at, until that person says so. [one] */
#ifndef SOHOA_ALARMS_H
#define SOHOA_ALARMS_H
#include "record/records.h"

/* One of them has not been acknowledged. */
bool sohoa_alarms_open(const struct sohoa_batch *batch);
/* Adds one; page: of the batch, 0 = none. ret_known: it stands there already (or there are too
 * many), nothing was added.
 * 0, or -1: out of memory. */
int sohoa_alarms_add(struct sohoa_batch *batch, uint32_t page, const char *text, bool *ret_known);
#endif
