/* alike.h - pages that look and read like an earlier one: found, kept for a person, decided.
 *
 *   like/<feature, 10 hex>/<batch>/<number 8d>/<part>   what is filed of a page's text (like.h)
 *   alike/<batch>/<number 8d>/<part>                    this page resembles an earlier one
 *
 * like/ is kept in step with the text by write.c; alike/ goes with its page. [any] */
#ifndef SOHOA_ALIKE_H
#define SOHOA_ALIKE_H
#include "record/records.h"

struct sohoa_page_name {
    char batch[SOHOA_ID_SIZE];
    uint32_t number, part;
};
struct sohoa_alike {
    struct sohoa_page_name page, like; /* the later and the earlier one */
    double share;                      /* of the words that are the same */
    unsigned distance;                 /* of the looks, bits of 64 */
    char found[SOHOA_STAMP_SIZE];
    char decided[8]; /* "" nobody has yet; "both" are wanted; "aside": this one was put aside */
    char by[128], at[SOHOA_STAMP_SIZE];
};

/* Looks for an earlier or later stored page that is the same sheet as this one and adds the pair to
 * w, unless it is known. ret_found: a new one; then ret is filled (may be NULL). */
int sohoa_alike_look(struct sohoa_records *r, const char *batch,
                     const struct sohoa_page_record *page, struct sohoa_write *w,
                     struct sohoa_alike *ret, bool *ret_found, struct sohoa_err *err);
/* The pair of this later page, or END. */
int sohoa_alike_get(struct sohoa_records *r, const struct sohoa_page_name *page,
                    struct sohoa_alike *ret, struct sohoa_err *err);
/* All of a batch (NULL: of all); each() false stops. */
int sohoa_alike_each(struct sohoa_records *r, const char *batch,
                     bool (*each)(void *arg, const struct sohoa_alike *alike), void *arg,
                     struct sohoa_err *err);
/* A person's word on the pair of this page: "both" or "aside". END: there is no such pair. */
int sohoa_alike_decide(struct sohoa_records *r, const struct sohoa_page_name *page,
                       const char *decision, const char *by, struct sohoa_err *err);
/* The live dossier that holds the page and the page's place in it from 1, or END. */
int sohoa_page_home(struct sohoa_records *r, const struct sohoa_page_name *page,
                    char ret_dossier[SOHOA_ID_SIZE], uint32_t *ret_place, struct sohoa_err *err);

/* For write.c: files what this text is found by in place of the stored one's; NULL: there is none
 * any more. */
int sohoa_write_like(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                     const struct sohoa_text *text, struct sohoa_err *err);
#endif
