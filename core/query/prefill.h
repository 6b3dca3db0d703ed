/* prefill.h - a paper's fields filled from what is known. No state, any thread; reads only. */
#ifndef SOHOA_PREFILL_H
#define SOHOA_PREFILL_H
#include "query/citizen.h"

#define SOHOA_PREFILL_ROLES_MAX 64

struct sohoa_prefill_role {
    const char *role;                /* "mother"; of a table's rows "members.1" */
    const struct sohoa_given *given; /* lent */
};

/* {"schema":..., "fields":{KEY:{"value","state","confidence","from"}}, "missing":[KEY...],
 *  "roles":{ROLE:{"citizen"|"person", "by":"given"|"relation", "dead":true when a paper says so}}}
 * A given number that no paper confirms is filled in as the caller says it, from {"source":
 * "operator"} alone. A field whose state is "machine" was read by the machine and seen by nobody.
 * Claims and values whose paper is no longer valid are left out. Roles that the relations tell are
 * filled besides: mother and father of a given child, the other parent (related.h), the head of the
 * household. END: no such schema, or no such role in it (the message names them). New
 * reference. */
int sohoa_prefill_object(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const char *schema, const struct sohoa_prefill_role *roles, size_t count,
                         const char *today, json_t **ret, struct sohoa_err *err);
#endif
