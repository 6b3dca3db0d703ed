/* torture_store.h - the work that is tortured, and the look at what it left. */
#ifndef SOHOA_TORTURE_STORE_H
#define SOHOA_TORTURE_STORE_H
#include "record/records.h"

enum { TORTURE_PAGES = 3 };

/* Puts temporary folders into memory where there is such a place: what is tortured does not need a
 * disk to wait for. */
void torture_in_memory(void);

/* Opens the store (SOHOA_OPEN_CREATE when make), writes a batch of three pages with masters, texts
 * and a dossier in one commit, reads all of it back, cuts the dossier. OK, or the failure with its
 * words; ret_batch is written as soon as the batch is durable. */
int torture_work(const char *dir, bool make, struct sohoa_registry *reg,
                 char ret_batch[SOHOA_ID_SIZE], struct sohoa_err *err);

/* A batch like torture_work's, into an open store. */
int torture_batch(struct sohoa_records *r, char ret_batch[SOHOA_ID_SIZE], struct sohoa_err *err);

/* Opens the store, verifies it, and looks for the batches named. NULL when all is well, else what
 * is wrong, lent until the next call. */
const char *torture_check(const char *dir, struct sohoa_registry *reg,
                          char (*batches)[SOHOA_ID_SIZE], size_t count);
#endif
