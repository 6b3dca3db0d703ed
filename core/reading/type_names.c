/* type_names.c - the names of the types. Weak: type.c has the last word. [any] */
#include "reading/type.h"

#include <string.h>

__attribute__((weak)) const char *const *sohoa_type_names(void)
{
    static const char *const names[] = {
        "address",        "citizen_id",    "count",     "date",        "dossier_code",
        "email",          "ethnicity",     "free_text", "gender",      "id_number",
        "identity_paper", "issuing_place", "moment",    "nationality", "number",
        "old_id",         "person_name",   "phone",     "place",       "relation",
        "tax_code",       "time",          NULL};
    return names;
}
