/* entry.h - what a group of journal entries does to its batches, as one commit. [one] */
#ifndef SOHOA_ENTRY_H
#define SOHOA_ENTRY_H
#include "pipeline/journal.h"
#include "pipeline/ledger.h"

/* Applies the entries in order, closes the dossiers and batches that are finished, commits, then
 * posts the events and hands the dossiers that are due to readers (read NULL: closes them unread).
 * ret_done: what was added by them. FATAL: nothing was written; the batches in
 * memory are ahead of the store and must not be used further. */
int sohoa_entries_commit(struct sohoa_records *records, struct sohoa_events *events,
                         const struct sohoa_journal_readers *readers, struct sohoa_entry *group,
                         struct sohoa_ledger *ret_done, struct sohoa_err *err);
#endif
