/* crosscheck.h - the fields of one document hold each other: number, birth date and gender of a
 * person, dates in their order, parents and child. Used by reconcile.c. [any] */
#ifndef SOHOA_CROSSCHECK_H
#define SOHOA_CROSSCHECK_H
#include "reading/reconcile.h"

/* Adds checks to fields; mends one figure of a number or of a birth year where both came from
 * recognition, differ in one figure that is easily misread, and one of them is much surer. */
void sohoa_crosscheck(const struct sohoa_type_env *env, struct sohoa_field_set *set);

/* Numbers of persons that were not read whole (crosscheck_number.c): part of sohoa_crosscheck. */
void sohoa_crosscheck_numbers(const struct sohoa_type_env *env, struct sohoa_field_set *set);

/* Adds the check (a second one of the name only makes it worse) and computes the confidence again.
 */
void sohoa_field_check(struct sohoa_field *field, const char *name, bool held);
/* The same person in several documents. */
void sohoa_crosscheck_dossier(struct sohoa_field_set *const *sets, size_t count);
#endif
