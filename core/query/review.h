/* review.h - which fields of committed dossiers a person should look at, and one of them with all
 * that is shown of it. Reads only; all [any].
 *
 * Doubtful is what nobody decided and is in conflict, less sure than a line (0.9), handwritten, or
 * failed one of its checks; and what two persons entered differently. For a second entry: what one
 * other person has decided. */
#ifndef SOHOA_REVIEW_H
#define SOHOA_REVIEW_H
#include "record/records.h"

enum { SOHOA_REVIEW_MAX = 100000 }; /* fields of one list */
#define SOHOA_REVIEW_LINE 0.9       /* confidence from which a value may be used unseen */

struct sohoa_review_filter {
    const char *batch, *dossier, *schema; /* ids, a paper's name; NULL: any */
    double below;                         /* confidence; 0: the line */
    bool second;                          /* what another person decided alone */
    const char *operator_;                /* who looks */
};

struct sohoa_doubt { /* where a field is */
    char dossier[SOHOA_ID_SIZE];
    uint32_t document; /* from 1 */
    char *key;
};

bool sohoa_review_wants(const struct sohoa_review_filter *filter, const json_t *field);

/* The doubtful fields in the order of dossiers, documents and print. *ret is freed by
 * sohoa_review_free; *ret_more: there are more than SOHOA_REVIEW_MAX. END: the batch or dossier
 * does not exist. */
int sohoa_review_list(struct sohoa_records *r, const struct sohoa_review_filter *filter,
                      struct sohoa_doubt **ret, size_t *ret_count, bool *ret_more,
                      struct sohoa_err *err);
void sohoa_review_free(struct sohoa_doubt *doubts, size_t count);

struct sohoa_review_item {
    struct sohoa_dossier_record dossier;
    const json_t *document, *field; /* of dossier; field NULL: it is no more */
    uint32_t place;                 /* page of the dossier, 0: none is told */
    struct sohoa_page_record page;  /* of that place; number 0: none */
    struct sohoa_box box;           /* w 0: none */
};
/* The field as it is now. END: its dossier or document is no more (superseded, erased, read
 * again as something else). */
int sohoa_review_get(struct sohoa_records *r, const struct sohoa_doubt *doubt,
                     struct sohoa_review_item *ret, struct sohoa_err *err);
void sohoa_review_item_clear(struct sohoa_review_item *item);
#endif
