/* one_dossier.h - the dossier and the page that a request names. [many] */
#ifndef SOHOA_SERVE_ONE_DOSSIER_H
#define SOHOA_SERVE_ONE_DOSSIER_H
#include "serve/request.h"

/* Reads the dossier of the path, notes who it is about. images: its pictures or its text are asked
 * for, which other agencies see only when granted. False after a problem. */
bool take_dossier(struct request *rq, bool images, struct sohoa_dossier_record *ret);
/* The page of the path, in the dossier. False after a problem. */
bool take_page(struct request *rq, const struct sohoa_dossier_record *dossier,
               struct sohoa_page_record *ret);
/* The document that the page is on, from 1; 0 = none. */
unsigned document_of_page(const struct sohoa_dossier_record *dossier, unsigned place);
#endif
