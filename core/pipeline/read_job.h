/* read_job.h - one dossier on its way from its last finished page to its closing: a worker reads
 * its documents, the store thread closes it. It stands in the ready list beside the pages, as old
 * as its first page. */
#ifndef SOHOA_READ_JOB_H
#define SOHOA_READ_JOB_H
#include "pipeline/engine.h"

/* sohoa_journal_readers of the engine; all but arg is constant. */
void sohoa_read_job_readers(struct sohoa_engine *engine, struct sohoa_journal_readers *ret);
/* True when the task is one of these and no page's. */
bool sohoa_read_job_is(const struct sohoa_engine *engine, const struct sohoa_task *task);
/* Reads the dossier and posts it, or gives it up by order of the user: it stays due. Frees the
 * task. [worker] */
void sohoa_read_job_run(struct sohoa_engine *engine, struct sohoa_reader *reader,
                        struct sohoa_task *task);
void sohoa_read_job_free(struct sohoa_engine *engine, struct sohoa_task *task);
#endif
