/* take_in.h - a dossier that another store exported, taken in as it is: its object (DESIGN section
 * 7) and the masters that its pages name. */
#ifndef SOHOA_TAKE_IN_H
#define SOHOA_TAKE_IN_H
#include "record/records.h"

enum { SOHOA_TAKE_IN_PAGES_MAX = 100000 };

/* files: the masters, whatever their names are. A dossier of that id that is here already stays as
 * it is (*ret_already). Otherwise, in one commit: a closed batch, the pages without their text, the
 * dossier with its documents. BAD_DOSSIER: the object is none, or a master that it names is neither
 * here nor among the files; nothing is written but masters. FATAL: store. [any] */
int sohoa_dossier_take_in(struct sohoa_records *r, const json_t *object, const char *const *files,
                          size_t count, char ret_id[SOHOA_ID_SIZE], char ret_batch[SOHOA_ID_SIZE],
                          bool *ret_already, struct sohoa_err *err);
/* The id that the object gives itself; NULL: it is no dossier's. Lent. */
const char *sohoa_dossier_object_id(const json_t *object);
#endif
