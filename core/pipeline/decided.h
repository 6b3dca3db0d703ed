/* decided.h - a dossier that was read again meets what people did to it meanwhile. */
#ifndef SOHOA_DECIDED_H
#define SOHOA_DECIDED_H
#include "record/records.h"

/* Takes what persons decided in the stored dossier over into this one's documents.
 * *ret_gone: it was superseded or erased meanwhile and must not be written. The caller holds
 * sohoa_dossiers_lock until it has committed. FATAL: the store, or memory. [one] */
int sohoa_decided_merge(struct sohoa_records *records, struct sohoa_dossier_record *dossier,
                        bool *ret_gone, struct sohoa_err *err);
#endif
