/* ledger.h - the moves of pages between the columns of a batch's ledger.
 *
 * Every move keeps captured = stored + blank + separator + quarantined + pending, so the ledger
 * closes at every instant; rescan stands outside the balance. Pure functions. [any] */
#ifndef SOHOA_LEDGER_H
#define SOHOA_LEDGER_H
#include "record/records.h"

void sohoa_ledger_capture(struct sohoa_ledger *ledger, uint32_t pages); /* they are pending */
/* One page from a state to another, pending and rescan included. A ledger that holds differences
 * may wrap below zero; added up they come out right. */
void sohoa_ledger_move(struct sohoa_ledger *ledger, enum sohoa_page_state from,
                       enum sohoa_page_state to);
void sohoa_ledger_add(struct sohoa_ledger *to, const struct sohoa_ledger *more);
#endif
