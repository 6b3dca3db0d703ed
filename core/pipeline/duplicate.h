/* duplicate.h - pages of a dossier that look like sheets digitised before. */
#ifndef SOHOA_DUPLICATE_H
#define SOHOA_DUPLICATE_H
#include "record/records.h"

/* Looks for each page of the dossier, whose pages are all stored; pairs go into w, and the log
 * tells of them. What a person says of a pair is his: nothing else comes of it. [any] */
int sohoa_duplicates_look(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                          struct sohoa_write *w, struct sohoa_err *err);
#endif
