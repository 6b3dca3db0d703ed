/* form_parts.h - what the files that read printed forms share. Not for other components. */
#ifndef SOHOA_FORM_PARTS_H
#define SOHOA_FORM_PARTS_H
#include "query/form_print.h"
#include "reading/schema_load.h"

struct sohoa_form_print {
    struct sohoa_form form;
    struct schema_box *box; /* its arena holds everything */
};
/* "Năm sinh: {mother.birth_date:year} {}" into pieces. at: where mistakes are told; schema NULL:
 * keys are not looked up; row: the role before attributes of a table's repeated row, or NULL. */
struct sohoa_form_text sohoa_form_pieces(struct loader *l, const struct sohoa_yaml *at,
                                         const char *text, const struct sohoa_schema *schema);
/* A form made of the schema's items, in the loader's memory. */
void sohoa_form_derive(struct loader *l, const struct sohoa_schema *schema, struct sohoa_form *ret);
#endif
