/* write_steps.h - a write from the inside: steps by key, for those who keep keys of their own in
 * step with the records. A failed call leaves the write as it was. One owner. */
#ifndef SOHOA_WRITE_STEPS_H
#define SOHOA_WRITE_STEPS_H
#include "record/store.h"

struct sohoa_records *sohoa_write_records(const struct sohoa_write *w);
/* A key that says it all by being there. */
int sohoa_write_mark(struct sohoa_write *w, const char *key, struct sohoa_err *err);
int sohoa_write_delete(struct sohoa_write *w, const char *key, struct sohoa_err *err);
/* The keys that this write has set so far, also those it deletes again. each() may add steps. */
int sohoa_write_each_put(struct sohoa_write *w, int (*each)(void *arg, const char *key), void *arg);
/* How many steps there are; and back to so many when a call failed halfway (rc is handed on). */
size_t sohoa_write_steps(const struct sohoa_write *w);
int sohoa_write_keep(struct sohoa_write *w, size_t count, int rc);

/* Files the facts of a dossier in place of those of `old`, its record as stored (NULL: none).
 * (facts_file.c) */
int sohoa_write_facts(struct sohoa_write *w, const struct sohoa_dossier_record *old,
                      const struct sohoa_dossier_record *now, struct sohoa_err *err);
#endif
