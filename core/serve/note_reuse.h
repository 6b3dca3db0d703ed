/* note_reuse.h - a dossier code in X-Purpose: what is read is reused in that dossier. */
#ifndef SOHOA_SERVE_NOTE_REUSE_H
#define SOHOA_SERVE_NOTE_REUSE_H
#include "serve/request.h"

/* The first dossier code in a text (DOMAIN 4.1: H56.14-231103-0001) into ret; false: none. */
bool purpose_code(const char *text, char *ret, size_t room);
/* Files every paper that the value names as its source ("from", or "papers") under the code of the
 * purpose, if it has one. False after a problem. */
bool note_reuse(struct request *rq, const json_t *value);
/* The same of one paper. */
bool note_reuse_paper(struct request *rq, const char *dossier, const char *code, unsigned document);
#endif
