/* readers.h - what reads the documents of a run: papers, vocabularies, extractors.
 *
 * Papers and vocabularies are read once and shared. A SHARED extractor has one instance for all
 * workers, a SERIAL one as well, behind a lock; PER_WORKER ones belong to a worker's reader. They
 * run in the core: a paper is a few thousand words, and no input reaches them but through the
 * stages, whose helpers have checked it. */
#ifndef SOHOA_READERS_H
#define SOHOA_READERS_H
#include "host/config.h"
#include "record/records.h"

struct sohoa_readers;
/* Opens all. *ret is NULL when the configuration turns reading off. FATAL: a paper, a vocabulary or
 * an extractor is not sound. */
int sohoa_readers_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                       struct sohoa_records *records, struct sohoa_readers **ret,
                       struct sohoa_err *err);
void sohoa_readers_close(struct sohoa_readers *readers); /* after all readers; NULL is fine */

struct sohoa_reader; /* one worker's own */
int sohoa_reader_open(struct sohoa_readers *readers, struct sohoa_reader **ret,
                      struct sohoa_err *err);
void sohoa_reader_close(struct sohoa_reader *reader); /* NULL is fine */
/* sohoa_extract (reading/extract.h) with this reader's instances. [one] */
int sohoa_reader_run(struct sohoa_reader *reader, const struct sohoa_dossier_record *dossier,
                     const struct sohoa_call *call, json_t **ret_documents, struct sohoa_err *err);
#endif
