/* reconcile.h - several readings of the keys of one document -> its fields.
 *
 * Readings of one key that agree raise its confidence; readings that disagree make the field a
 * `conflict` that shows them all, its value the most trustworthy one (qr > mrz with held check
 * digits > pdf > ocr). Fields of one role check each other (number against birth date and gender,
 * issue after birth, parents older than the child); fields of the same person in other documents
 * of the dossier check them again. Deterministic: the order of the readings does not matter, but
 * between equals. */
#ifndef SOHOA_RECONCILE_H
#define SOHOA_RECONCILE_H
#include "reading/type.h"

enum sohoa_field_state { SOHOA_FIELD_MACHINE = 0, SOHOA_FIELD_CONFLICT };

/* One reading as typed; what `readings` of a conflict shows. */
struct sohoa_field_reading {
    char *raw, *value;
    const char *source; /* "ocr" "qr" "mrz" "pdf", constant */
    double confidence;  /* of this reading alone: the probability that its value is right */
    uint32_t page;
    struct sohoa_box box;
    uint32_t flags; /* SOHOA_READING_* */
};
struct sohoa_field {
    char *key;        /* "child.name", "members.1.name" */
    const char *type; /* constant */
    char *value, *raw;
    const char *source;
    double confidence; /* 0..1; 0.9 and above: may be used unseen */
    enum sohoa_field_state state;
    bool hand;
    uint32_t page;
    struct sohoa_box box;
    struct sohoa_check checks[SOHOA_CHECKS_MAX];
    uint32_t check_count;
    struct sohoa_field_reading *readings; /* the best first; at least one */
    size_t reading_count;
    struct sohoa_features *features; /* what the confidence was computed from: see confidence.h */
};
struct sohoa_field_set { /* in the order in which the keys were first read */
    struct sohoa_field *fields;
    size_t count;
};

enum { SOHOA_FIELDS_MAX = 4096, SOHOA_READINGS_MAX = 16384 }; /* of a document; more are left out */

struct sohoa_schema;

/* Types, reconciles and checks the readings of one document. types[i] is the type of readings[i]'s
 * key as the schema declares it (NULL = free_text); keys of split types get their own
 * (identity_paper under "mother.id_number" also gives "mother.id_issue_date"). Readings with
 * nothing filled in make no field. FATAL: out of memory. The caller frees. [any] */
int sohoa_reconcile(const struct sohoa_type_env *env, const struct sohoa_reading *readings,
                    const char *const *types, size_t count, struct sohoa_field_set **ret,
                    struct sohoa_err *err);
void sohoa_field_set_free(struct sohoa_field_set *set); /* NULL is fine */
/* NULL when there is none. */
const struct sohoa_field *sohoa_field_set_find(const struct sohoa_field_set *set, const char *key);

/* Holds the fields against the checks that the paper's schema declares (before, same, differ):
 * checks "before", "same", "differ" and confidences change, values never. [any] */
void sohoa_reconcile_schema(struct sohoa_field_set *set, const struct sohoa_schema *schema);

/* The documents of one dossier check each other: a person (same citizen ID, or same name and birth
 * date) whose fields agree over papers is surer, one whose fields differ less sure (check
 * "dossier"). Changes confidences and checks only, never values. sets may hold NULLs. [any] */
void sohoa_reconcile_dossier(struct sohoa_field_set *const *sets, size_t count);
#endif
