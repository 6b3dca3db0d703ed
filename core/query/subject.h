/* subject.h - one person's papers: every role he has in every dossier. Reads only. [any] */
#ifndef SOHOA_SUBJECT_H
#define SOHOA_SUBJECT_H
#include "record/facts.h"

struct sohoa_subject_role { /* lent for the call */
    const struct sohoa_dossier_record *dossier;
    size_t number;          /* of the document, from 1 */
    const json_t *document; /* of dossier */
    const char *role;       /* "mother" */
};
/* Of the citizen ID and of those linked to it by hand, dossier by dossier; each() returns false to
 * stop. OK also when there is none. */
int sohoa_subject_roles(struct sohoa_records *r, const char *id,
                        bool (*each)(void *arg, const struct sohoa_subject_role *role), void *arg,
                        struct sohoa_err *err);
/* The role's fields of the document, as {key: field}. New reference; NULL: out of memory. */
json_t *sohoa_subject_fields(const struct sohoa_subject_role *role);
#endif
