/* register.h - the register of all dossiers that an agency received, those filed online too: the
 * denominators of the indicators. It comes as CSV from the agency's dossier system.
 *
 * Columns by name in the first row, in any order: code (required), procedure, agency, received
 * (required), finished, channel (desk online post), result (paper electronic both none), population
 * (yes no: data of the national population database were used, or the account was authenticated
 * with VNeID). Also accepted: the Vietnamese names of these columns and values. RFC 4180 quoting;
 * comma, semicolon or tab, whichever the first row holds; UTF-8 with or without a byte order mark;
 * dates ISO (with or without a time) or dd/mm/yyyy[ hh:mm]. Other columns are left alone. Key
 * register/<code>. [any]
 */
#ifndef SOHOA_REGISTER_H
#define SOHOA_REGISTER_H
#include "record/records.h"

enum {
    SOHOA_REGISTER_BYTES_MAX = 256 << 20,
    SOHOA_REGISTER_FAULTS_MAX = 100, /* mistakes told */
};
typedef void sohoa_register_fault(void *arg, const char *text); /* "name:line:column: what" */

/* Takes the CSV in, all of it or (when there is any mistake) nothing; a code already there is
 * replaced, so the same register twice changes nothing. *ret: {"rows","added","changed","same"},
 * new reference. BAD_DOSSIER: mistakes, the first in err; FATAL: store. found may be NULL;
 * r NULL: it is only looked through, and *ret has "rows" alone. */
int sohoa_register_take(struct sohoa_records *r, const char *name, const void *data, size_t size,
                        sohoa_register_fault *found, void *arg, json_t **ret,
                        struct sohoa_err *err);
/* The entry of a code, new reference. END: the register has none. */
int sohoa_register_get(struct sohoa_records *r, const char *code, json_t **ret,
                       struct sohoa_err *err);
/* Each entry {"code","procedure","agency","received","finished","channel","result",
 * "population"}, by code;
 * each() false stops. */
int sohoa_register_each(struct sohoa_records *r,
                        bool (*each)(void *arg, const char *key, const json_t *entry), void *arg,
                        struct sohoa_err *err);
#endif
