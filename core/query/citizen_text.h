/* citizen_text.h - the answer of a look-up written out at once: for the service, where building an
 * object only to write it down costs more than reading it from the store. */
#ifndef SOHOA_CITIZEN_TEXT_H
#define SOHOA_CITIZEN_TEXT_H
#include "query/audit.h"
#include "query/citizen.h"

/* The line that sohoa_json_line makes of sohoa_citizen_object, byte for byte; malloc'd. whose gets
 * every person in it (NULL: not wanted). Results as there. [any] */
int sohoa_citizen_text(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                       const struct sohoa_given *given, const char *today,
                       struct sohoa_whose *whose, char **ret, size_t *ret_size,
                       struct sohoa_err *err);
/* Every "citizen" and "person" anywhere in the value. */
void sohoa_whose_value(struct sohoa_whose *whose, const json_t *value);
#endif
