/* export_name.h - names of outputs: a template filled from a dossier's object, made safe for every
 * file system. No state, any thread. */
#ifndef SOHOA_EXPORT_NAME_H
#define SOHOA_EXPORT_NAME_H
#include "reading/schema.h"

#include <jansson.h>

#define SOHOA_EXPORT_NAME_MAX 160 /* bytes of a name without suffix and number */
#define SOHOA_EXPORT_NAME_SIZE (SOHOA_EXPORT_NAME_MAX + 1)

/* OK, or FATAL: a brace without its other, a slash, a name between braces that is neither one of
 * those below nor a field of any paper. papers NULL: fields are not looked at. */
int sohoa_export_name_check(const char *pattern, const struct sohoa_schemas *papers,
                            struct sohoa_err *err);
/* Fills `{...}` of the template: members of the object (`code`, `agency`, `batch`, `part`,
 * `archive.box`, ...), `year` and `date` (received, else captured), `document` (its number, from
 * 1), `schema`, `fonds` (agency when none is known), `uuid`, and fields of the documents
 * (`child.name`: the first there is). What is not known is left out with the dots, blanks and lines
 * before it; a code that is not known is the dossier's id. The result is NFC, has none of \ / : * ?
 * " < > | nor controls, no dot or blank at its ends, is no name that Windows keeps for itself, and
 * is never empty. */
void sohoa_export_name(const char *pattern, const json_t *object, uint32_t document,
                       const char *uuid, char ret[SOHOA_EXPORT_NAME_SIZE]);
/* The name by which file systems that ignore case would know it, malloc'd; NULL: out of memory. */
char *sohoa_export_name_fold(const char *name);
#endif
