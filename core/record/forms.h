/* forms.h - the JSON form of each record: encode gives a new reference (NULL: out of memory),
 * decode fills an empty record (damage named by key; on failure the record is as before). Names
 * are those of the objects in object.c; what is 0, false or absent is left out. [any] */
#ifndef SOHOA_FORMS_H
#define SOHOA_FORMS_H
#include "record/json_read.h"
#include "record/records.h"

json_t *sohoa_page_encode(const struct sohoa_page_record *page);
int sohoa_page_decode(const json_t *object, const char *key, struct sohoa_page_record *ret,
                      struct sohoa_err *err);
json_t *sohoa_batch_encode(const struct sohoa_batch *batch);
int sohoa_batch_decode(const json_t *object, const char *key, struct sohoa_batch *ret,
                       struct sohoa_err *err);
json_t *sohoa_ledger_encode(const struct sohoa_ledger *ledger);
json_t *sohoa_dossier_encode(const struct sohoa_dossier_record *dossier);
int sohoa_dossier_decode(const json_t *object, const char *key, struct sohoa_dossier_record *ret,
                         struct sohoa_err *err);
/* Codes as in objects: [{"symbology","text","box":[x,y,w,h]}]. */
json_t *sohoa_codes_encode(const struct sohoa_codes *codes);
json_t *sohoa_box_encode(struct sohoa_box box);
/* Marks as one text of numbers (marks_form.c); absent: NULL, damage is noted in take. */
json_t *sohoa_marks_encode(const struct sohoa_marks *marks);
struct sohoa_marks *sohoa_marks_decode(struct sohoa_take *take, const char *key);
#endif
