/* decide.h - what a person decides about the fields of a committed dossier.
 *
 * A decided field is `verified`: its source is `operator`, its confidence 1, and it says who
 * decided, when. What the machine had read stays in its `machine` (the whole field as it was, with
 * its readings), what was decided before in its `history`, oldest first:
 *
 *   {"value":"Lê Thị Lan","raw":"LE THI LAN","confidence":1,"page":1,"box":[..],
 *    "source":"operator","checks":{..},"state":"verified","by":["lan"],"time":"..",
 *    "machine":{..},"history":[{"value":..,"source":..,"by":[..],"time":..}]}
 *
 * "value":null is a person's word that the paper has no such value. Two entries in `by` agreed,
 * each without seeing the other's; where they differ the field is a `conflict` whose readings name
 * them in `by`. The field and the facts that follow from it are one commit. Pages that are
 * recognised again, even at the same time, keep all of it.
 *
 * All calls are [any]; the environment is read-only and may be shared by threads. */
#ifndef SOHOA_DECIDE_H
#define SOHOA_DECIDE_H
#include "host/config.h"
#include "reading/schema.h"
#include "reading/type.h"
#include "record/records.h"

enum {
    SOHOA_DECIDE_MAX = 1000,       /* decisions at once */
    SOHOA_DECIDE_HISTORY_MAX = 50, /* kept of a field; the oldest go */
    SOHOA_VERSION_SIZE = 33,       /* a dossier's version with its NUL */
};

struct sohoa_decide_env {
    struct sohoa_records *records; /* lent */
    struct sohoa_schemas *schemas; /* owned by whoever opened it */
    struct sohoa_vocab *vocab;     /* the same */
    struct sohoa_type_env types;
};
/* The usual schemas and vocabularies. FATAL: one of them is not sound. [setup] */
int sohoa_decide_open(const struct sohoa_config *config, struct sohoa_records *records,
                      struct sohoa_decide_env *ret, struct sohoa_err *err);
void sohoa_decide_close(struct sohoa_decide_env *env); /* zeroed is fine */

struct sohoa_decision {
    uint32_t document; /* its place in the dossier from 1 */
    const char *key;   /* "child.name" */
    const char *value; /* any UTF-8, composed or not; NULL: the paper has none */
    /* The field as the person saw it, lent; NULL: whatever it is. Another person may have decided
     * since: then the answer is RETRY. json_null(): there was no such field. */
    const json_t *seen;
};
struct sohoa_decide_request {
    const char *dossier;   /* id */
    const char *operator_; /* who decides; not empty */
    const char *version;   /* as sohoa_decide_version gave it (If-Match), NULL: any */
    const struct sohoa_decision *decisions;
    size_t count;
    bool second; /* double entry: the value was typed without seeing the first one's */
};

/* Decides all of it or none. *ret_changes (may be NULL): what differs, as sohoa_documents_changes.
 * Whoever calls puts the change into the access record (audit.h).
 *   END          no such dossier
 *   BAD_DOSSIER  superseded (the words name by what), erased, not read yet
 *   BAD_PAGE     no such document or key (the nearest is named), not a value of its type, nobody's
 *                name given; with `second`: nobody, or the same person, decided it before
 *   RETRY        the version, or a field that was seen, is no longer that; nothing was changed
 *   FATAL        the store, or memory
 * Somebody else's decision on other fields at the same time is no matter. */
int sohoa_decide_set(const struct sohoa_decide_env *env, const struct sohoa_decide_request *request,
                     json_t **ret_changes, struct sohoa_err *err);

/* Puts a field back as it was before the last decision (`before`: as it was, NULL: it was not
 * there); `seen` as it is now. Results as sohoa_decide_set. */
int sohoa_decide_undo(const struct sohoa_decide_env *env, const char *dossier, uint32_t document,
                      const char *key, const json_t *seen, const json_t *before,
                      const char *operator_, struct sohoa_err *err);

/* Changes whenever the dossier's record does: for ETag and If-Match. END: no such dossier. */
int sohoa_decide_version(struct sohoa_records *records, const char *dossier,
                         char ret[SOHOA_VERSION_SIZE], struct sohoa_err *err);

/* The value as a field of this type keeps it, into ret (SOHOA_VALUE_BYTES_MAX). BAD_PAGE: it is
 * none, in words. Checks that did not hold are no error: a paper may say what is odd. */
int sohoa_decide_value(const struct sohoa_type_env *types, const char *type, const char *value,
                       struct sohoa_typed ret[SOHOA_TYPED_MAX], size_t *ret_count,
                       struct sohoa_err *err);
#endif
