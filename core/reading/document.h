/* document.h - what extractors are lent and what they hand back; the calls for plugins are in
 * sohoa_plugin.h. */
#ifndef SOHOA_DOCUMENT_H
#define SOHOA_DOCUMENT_H
#include "sohoa_plugin.h"

enum {
    SOHOA_FIELD_READINGS_MAX = 16384, /* of a document */
    SOHOA_READING_KEY_MAX = 96,       /* bytes */
    SOHOA_READING_RAW_MAX = 1 << 14,  /* bytes; longer ones are cut at a character */
};

/* Lends schema and pages, which must live as long. NULL: out of memory. [any] */
struct sohoa_document *sohoa_document_new(const struct sohoa_schema *schema,
                                          const struct sohoa_page_view *const *pages, size_t count);
void sohoa_document_free(struct sohoa_document *document); /* NULL is fine */

/* known(schema, key): whether a reading of this key is taken (sohoa_schema_has_key); NULL: all
 * are. NULL: out of memory. One owner. */
struct sohoa_fields *sohoa_fields_new(const struct sohoa_schema *schema,
                                      bool (*known)(const struct sohoa_schema *, const char *key));
void sohoa_fields_free(struct sohoa_fields *fields); /* NULL is fine */
/* The readings in the order added; strings owned by fields. Lent until the next add. */
const struct sohoa_reading *sohoa_fields_all(const struct sohoa_fields *fields, size_t *ret_count);
#endif
