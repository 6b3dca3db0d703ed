/* changes.h - the documents of a dossier read again, held against what was there before. JSON of
 * DESIGN section 7. [any] */
#ifndef SOHOA_CHANGES_H
#define SOHOA_CHANGES_H
#include <jansson.h>

/* Puts what a person verified in `before` into `now`: each verified field takes the place of the
 * machine's. A document of another kind where a person's fields were is set back to the person's
 * kind, with those fields. 0, or -1: out of memory. */
int sohoa_documents_keep(const json_t *before, json_t *now);

/* What differs, as an array (new reference, NULL: out of memory):
 *   {"document":N,"key":"child.name","old":"Lê Thi Lan","new":"Lê Thị Lan"}   null = it had none
 *   {"document":N,"old":"unknown","new":"giay-khai-sinh"}                     its kind
 * N is the document's number now; null: it is no more. Fields of documents that came or went are
 * not listed one by one where the document is gone. */
json_t *sohoa_documents_changes(const json_t *before, const json_t *now);

/* The dossier code that a receipt among the documents names, if it is fairly sure; lent, NULL
 * = none. */
const char *sohoa_documents_code(const json_t *documents);
#endif
