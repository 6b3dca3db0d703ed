/* handover.h - what is handed over with a batch: counts, hashes, alarms, who did it with what.
 *
 * The object and its printed form say the same. Hashes can be checked without this program: that of
 * a dossier is the SHA-256 of the lines "<SHA-256 of a master>\n" of its masters in order, that of
 * the batch the SHA-256 of the lines "<dossier> <its hash>\n". Masters are handed over as they are.
 */
#ifndef SOHOA_HANDOVER_H
#define SOHOA_HANDOVER_H
#include "record/records.h"

/* {"batch","kind","agency","operator","device","started","ended","made","ledger":{},"alarms":[],
 * "duplicates","masters":{"count","bytes"},"dossiers":[{"dossier","code","state","source","pages",
 * "sha256","masters":[{"sha256","bytes","media"}]}],"sha256"}. Superseded and erased dossiers are
 * left out. END: there is no such batch; BAD_DOSSIER: it is still open. New reference. [any] */
int sohoa_handover(struct sohoa_records *r, const char *batch, json_t **ret, struct sohoa_err *err);
/* The object as a paper to be signed by both sides: PDF/A-1b in Vietnamese after Decree
 * 30/2020/ND-CP, annex I. FATAL: the fonts are missing, or memory. The caller frees *ret. [any] */
int sohoa_handover_pdf(const json_t *handover, char **ret, size_t *ret_size, struct sohoa_err *err);
#endif
