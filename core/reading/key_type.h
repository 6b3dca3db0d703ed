/* key_type.h - the type of a field by its key. */
#ifndef SOHOA_KEY_TYPE_H
#define SOHOA_KEY_TYPE_H
#include "reading/schema.h"

/* The type that the paper gives to a key: its item's, a table row's, or that of a part of an item
 * which splits ("child.id_issue_date" is a date). NULL: none. Lent by the schema, or constant.
 * [any]
 */
const char *sohoa_key_type(const struct sohoa_schema *schema, const char *key);
#endif
