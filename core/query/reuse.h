/* reuse.h - the record of reuse: that a paper already held, or fields of it, were used in a
 * dossier instead of being asked for again.
 *
 * Key reuse/<code>/<ULID>, value
 *   {"reuse":"<ULID>","code":"...","dossier":"...","document":N,"schema":"...","fields":[KEY...],
 *    "from":"<code of the paper's own dossier>","operator":"...","time":"..."}
 * or, for what came from a shared source (the national store of personal documents, the population
 * database) and is no paper of ours, "shared":"<name of the source>" instead of dossier and
 * document. Indicators 4.3 to 4.5 of Decision 766/QĐ-TTg count them; `population` is the name of
 * the population database there. [any] */
#ifndef SOHOA_REUSE_H
#define SOHOA_REUSE_H
#include "record/records.h"

#define SOHOA_SHARED_POPULATION "population"
enum { SOHOA_REUSE_MAX = 1000 }; /* papers or fields in one call */

struct sohoa_reuse_ask {
    const char *code;          /* of the dossier that uses it; required */
    const char *const *papers; /* "DOSSIER/N" */
    size_t paper_count;
    const char *const *fields; /* keys used; count 0: the whole paper */
    size_t field_count;
    const char *shared, *schema; /* instead of papers: the source, and what it gave (may be NULL) */
    const char *operator_;       /* may be NULL */
};
/* Records it, durably. A use that is on record already (same code, paper and fields) is not
 * written twice. *ret: {"code","reused":[the records],"already":how many were there}, new
 * reference. END: no such dossier, document or field; BAD_DOSSIER: a wrong question; FATAL:
 * store. */
int sohoa_reuse_add(struct sohoa_records *r, const struct sohoa_reuse_ask *ask, json_t **ret,
                    struct sohoa_err *err);
/* Each record, of one code or (NULL) of all; each() false stops. */
int sohoa_reuse_each(struct sohoa_records *r, const char *code,
                     bool (*each)(void *arg, const char *key, const json_t *reuse), void *arg,
                     struct sohoa_err *err);
#endif
