/* document_form.h - a document that was read as the object of DESIGN section 7. */
#ifndef SOHOA_DOCUMENT_FORM_H
#define SOHOA_DOCUMENT_FORM_H
#include "reading/reconcile.h"
#include "reading/schema.h"

#include <jansson.h>

/* schema NULL: unknown. fields NULL: none. note NULL: nothing to say. New reference, NULL: out of
 * memory. [any] */
json_t *sohoa_document_encode(const struct sohoa_schema *schema, double confidence,
                              const uint32_t *pages, size_t page_count,
                              const struct sohoa_field_set *fields, const char *note);
#endif
