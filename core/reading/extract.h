/* extract.h - from the stored pages of one dossier to its documents and fields.
 *
 * Classified (classify.h), read by the best-bidding extractor, typed and reconciled (reconcile.h).
 * Nothing is lost on the way: a document that no extractor could read keeps its kind and pages,
 * pages that no paper claims are a document `unknown`. */
#ifndef SOHOA_EXTRACT_H
#define SOHOA_EXTRACT_H
#include "reading/schema.h"
#include "record/records.h"

struct sohoa_type_env;

/* Pages are read this many at a time, so that a dossier of thousands takes no memory of thousands;
 * a document does not go over such a border. */
#define SOHOA_EXTRACT_PAGES 400

/* Lent to an extraction; the instances are the caller's own (a worker's reader). */
struct sohoa_extract_env {
    struct sohoa_records *records;
    const struct sohoa_schemas *schemas;
    const struct sohoa_type_env *types;
    struct sohoa_instance *const *extractors;
    size_t extractor_count;
};

/* The documents of a dossier as the array of DESIGN section 7, from the records of its pages; what
 * a person verified in dossier->documents is kept. A document that its extractor failed at, or for
 * which no time was left, has a `note` that says so and no fields. RETRY: call->stopping, nothing
 * was found out. FATAL: the store, or memory. [any, one call at a time on the extractors] */
int sohoa_extract(const struct sohoa_extract_env *env, const struct sohoa_dossier_record *dossier,
                  const struct sohoa_call *call, json_t **ret_documents, struct sohoa_err *err);

/* What is said of a dossier that cannot be read: its stored pages as one document `unknown`. FATAL:
 * the store, or memory. [any] */
int sohoa_extract_nothing(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                          json_t **ret_documents, struct sohoa_err *err);
#endif
