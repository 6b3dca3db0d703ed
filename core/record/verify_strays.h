/* verify_strays.h - files below masters that no page uses; a part of sohoa_verify. */
#ifndef SOHOA_VERIFY_STRAYS_H
#define SOHOA_VERIFY_STRAYS_H
#include "record/records.h"

/* Adds those in a folder and, when it is one of masters/00 to ff, in the folders in it; what an
 * interrupted put left is one too. A folder that is not there has none. RETRY: stopped. [any] */
int sohoa_verify_strays(struct sohoa_records *r, const char *folder, bool deeper,
                        const struct sohoa_call *call, uint64_t *count, struct sohoa_err *err);
#endif
