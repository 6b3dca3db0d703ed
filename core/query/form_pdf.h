/* form_pdf.h - the official form filled, ready to sign: a PDF/A-1b of what `prefill` knows.
 *
 * Laid out as the form is printed. What the machine read and nobody looked at stands on gray with
 * a mark behind it ("*", or "?" where it is doubtful), explained at the foot of its page; what is
 * not known is a dotted line; the day of signing is left to the hand. */
#ifndef SOHOA_FORM_PDF_H
#define SOHOA_FORM_PDF_H
#include "query/form_print.h"

#include <jansson.h>
#include <time.h>

/* prefill: the object of DESIGN section 7, or NULL for an empty form. now 0: the present. The
 * same form, object and time give the same bytes. FATAL: the fonts are missing, or memory. The
 * caller frees *ret. [any] */
int sohoa_form_pdf(const struct sohoa_form *form, const struct sohoa_schema *schema,
                   const json_t *prefill, time_t now, char **ret, size_t *ret_size,
                   struct sohoa_err *err);
#endif
