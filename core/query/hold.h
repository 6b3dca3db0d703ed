/* hold.h - legal holds: a person or a dossier that nothing may be erased of. [any]
 *
 *   hold/<12 digits or dossier>   {"reason","operator","time"} */
#ifndef SOHOA_HOLD_H
#define SOHOA_HOLD_H
#include "record/records.h"

#define SOHOA_HOLD_REASON_MAX 500 /* bytes */

/* on: a citizen ID (12 digits) or the id of a dossier. Durable on OK. BAD_DOSSIER: it is neither,
 * or no reason or name is given. A hold that is there is replaced. */
int sohoa_hold_add(struct sohoa_records *r, const char *on, const char *reason,
                   const char *operator_, struct sohoa_err *err);
int sohoa_hold_remove(struct sohoa_records *r, const char *on, struct sohoa_err *err); /* or END */
/* The hold, a new reference; END: there is none. */
int sohoa_hold_get(struct sohoa_records *r, const char *on, json_t **ret, struct sohoa_err *err);
int sohoa_holds_each(struct sohoa_records *r,
                     bool (*each)(void *arg, const char *on, const json_t *hold), void *arg,
                     struct sohoa_err *err);
#endif
