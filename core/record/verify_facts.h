/* verify_facts.h - facts held against the dossiers that say them; a part of sohoa_verify.
 *
 * Problems name dossiers, never citizens. Runs beside writers: what a writer changes meanwhile is
 * no problem. OK whatever is found; FATAL: the store cannot be read. All [any]. */
#ifndef SOHOA_VERIFY_FACTS_H
#define SOHOA_VERIFY_FACTS_H
#include "record/records.h"

/* The facts of the dossier under this key are made again and compared with what is filed. */
int sohoa_verify_filed(struct sohoa_records *r, const char *key,
                       void (*found)(void *arg, const char *problem), void *arg,
                       struct sohoa_err *err);
/* The dossier of a filed key (fact/ claim/ alias/ name/) is asked whether it files that. */
int sohoa_verify_fact(struct sohoa_records *r, const char *key,
                      void (*found)(void *arg, const char *problem), void *arg,
                      struct sohoa_err *err);
#endif
