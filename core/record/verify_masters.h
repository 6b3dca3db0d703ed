/* verify_masters.h - the files below masters; a part of sohoa_verify. */
#ifndef SOHOA_VERIFY_MASTERS_H
#define SOHOA_VERIFY_MASTERS_H
#include "record/pace.h"
#include "record/records.h"

/* Hashes a master at the pace and adds its bytes. Its pages are not left in the page cache, where
 * they would drive out what others work on. 0, an errno, or ECANCELED: the call is over. [any] */
int sohoa_verify_hash(const char *path, struct sohoa_pace *pace, const struct sohoa_call *call,
                      char ret[SOHOA_SHA256_SIZE], uint64_t *bytes);

/* Counts the files that no page uses in a folder and, when it is one of masters/00 to ff, in the
 * folders in it; what an interrupted put left is one too. A folder that is not there has none.
 * RETRY: stopped. [any] */
int sohoa_verify_strays(struct sohoa_records *r, const char *folder, bool deeper,
                        const struct sohoa_call *call, uint64_t *count, struct sohoa_err *err);
#endif
