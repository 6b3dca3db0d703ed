/* need.h - what a procedure asks for, held against the papers that are held: what need not be
 * brought again (Law on digital transformation 148/2025; Decree 224/2026 art. 15).
 *
 *   {"procedure":"1.001193","name":"...","authority":"...","basis":"...",
 *    "components":[{"component":"birth-notice","name":"...","kind":"held|filled|shown|new",
 *       "roles":["child"],"when":"...","note":"...",
 *       "state":"held|fill|show|bring|ended|unknown",
 *       "papers":[{"dossier","document":N,"code","schema","form","issued","until","valid":true,
 *                  "as":role on the paper,"of":role in the procedure,"why":"..."}],
 *       "accepts":["giay-chung-sinh", ...]}],
 *    "bring":["birth-notice", ...]}
 *
 * what is not known is left out. state: held: a valid paper is here; fill: `sohoa prefill` fills
 * it; show: to be shown at the desk only; bring: it must be brought; ended: one is held but no
 * longer valid (why), bring a new one; unknown: whose paper it is was not said (give the role);
 * papers then are those that name somebody who was given, such as the mother. [any] */
#ifndef SOHOA_NEED_H
#define SOHOA_NEED_H
#include "query/procedure.h"
#include "record/records.h"

struct sohoa_role_id {          /* who stands in which role of the procedure */
    const char *role, *citizen; /* citizen: 12 digits, or a card's whole QR text */
};
/* today: an ISO date, NULL = now. OK: *ret is a new reference. END: no such procedure.
 * BAD_DOSSIER: a wrong question (no such role, not an ID). FATAL: store. */
int sohoa_need(struct sohoa_records *r, const struct sohoa_schemas *schemas,
               const struct sohoa_procedures *procedures, const char *procedure,
               const struct sohoa_role_id *roles, size_t count, const char *today, json_t **ret,
               struct sohoa_err *err);
#endif
