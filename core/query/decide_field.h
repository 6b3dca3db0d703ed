/* decide_field.h - one field before and after a decision, as JSON; of core/query/decide*.c. [any]
 */
#ifndef SOHOA_DECIDE_FIELD_H
#define SOHOA_DECIDE_FIELD_H
#include "query/decide.h"

struct sohoa_decide_mark { /* who and when */
    const char *operator_, *time;
};

/* True when a person decided it: it says by whom. */
bool sohoa_field_decided(const json_t *field);
/* Somebody of this name is among those who decided it. */
bool sohoa_field_decided_by(const json_t *field, const char *operator_);

/* The field after a decision: old NULL = there was none, typed NULL = the paper has no value;
 * page: where it is looked for when old does not say. New reference; NULL: out of memory. */
json_t *sohoa_field_decide(const json_t *old, const struct sohoa_typed *typed,
                           const struct sohoa_decide_mark *mark, json_int_t page);
/* The same for a second person's entry beside the first one's. */
json_t *sohoa_field_second(const json_t *old, const struct sohoa_typed *typed,
                           const struct sohoa_decide_mark *mark);
#endif
