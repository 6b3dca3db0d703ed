/* key_type.c - see key_type.h. No state. */
#include "reading/key_type.h"

#include <string.h>

/* Same key, where '*' stands for a number. */
static bool same_key(const char *pattern, const char *key)
{
    for (; *pattern; pattern++) {
        if (*pattern != '*') {
            if (*pattern != *key++)
                return false;
            continue;
        }
        size_t digits = strspn(key, "0123456789");
        if (digits == 0)
            return false;
        key += digits;
    }
    return *key == '\0';
}

static const char *part_type(const char *key)
{
    static const struct {
        const char *part, *type;
    } parts[] = {
        {"id_number", "id_number"}, {"id_issue_date", "date"}, {"id_issue_place", "issuing_place"}};
    const char *dot = strrchr(key, '.');
    for (size_t i = 0; dot && i < sizeof parts / sizeof *parts; i++)
        if (strcmp(dot + 1, parts[i].part) == 0)
            return parts[i].type;
    return NULL;
}

const char *sohoa_key_type(const struct sohoa_schema *schema, const char *key)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->kind == SOHOA_ITEM_FIELD && same_key(item->key, key))
            return item->type;
    }
    return part_type(key);
}
