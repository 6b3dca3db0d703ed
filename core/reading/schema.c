/* schema.c - what a loaded paper answers; see schema.h. Read-only after loading, any thread. */
#include "reading/schema.h"

#include <string.h>

const char *sohoa_schema_name(const struct sohoa_schema *schema)
{
    return schema->name;
}

size_t sohoa_schema_items(const struct sohoa_schema *schema)
{
    return schema->item_count;
}

const struct sohoa_item *sohoa_schema_item(const struct sohoa_schema *schema, size_t index)
{
    return index < schema->item_count ? &schema->items[index] : NULL;
}

const char *sohoa_paper_form_name(enum sohoa_paper_form form)
{
    static const char *const names[] = {"unknown", "original", "certified-copy", "photocopy",
                                        "declaration"};
    return (unsigned)form < sizeof names / sizeof *names ? names[form] : names[0];
}

const struct sohoa_schema_role *sohoa_schema_role_of(const struct sohoa_schema *schema,
                                                     const char *key)
{
    size_t length = strcspn(key, ".");
    for (size_t i = 0; key[length] && i < schema->role_count; i++)
        if (strncmp(schema->roles[i].name, key, length) == 0 && !schema->roles[i].name[length])
            return &schema->roles[i];
    return NULL;
}

/* True when key is the pattern's, whose one '*' stands for a number from 1. */
static bool key_fits(const char *pattern, const char *key)
{
    const char *star = strchr(pattern, '*');
    if (!star)
        return strcmp(pattern, key) == 0;
    size_t head = (size_t)(star - pattern);
    if (strncmp(pattern, key, head) != 0 || key[head] < '1' || key[head] > '9')
        return false;
    size_t digits = strspn(key + head, "0123456789");
    return digits <= 4 && strcmp(star + 1, key + head + digits) == 0;
}

/* A type that splits answers for more keys than the item names. */
static bool part_fits(const struct sohoa_item *item, const char *key)
{
    static const char *const parts[] = {"id_number", "id_issue_date", "id_issue_place"};
    char part[SOHOA_SCHEMA_KEY_MAX + 32];
    if (!item->type || strcmp(item->type, "identity_paper") != 0)
        return false;
    const char *dot = strrchr(item->key, '.');
    size_t head = dot ? (size_t)(dot + 1 - item->key) : 0;
    for (size_t i = 0; head <= SOHOA_SCHEMA_KEY_MAX && i < sizeof parts / sizeof *parts; i++) {
        memcpy(part, item->key, head);
        memcpy(part + head, parts[i], strlen(parts[i]) + 1);
        if (key_fits(part, key))
            return true;
    }
    return false;
}

bool sohoa_schema_has_key(const struct sohoa_schema *schema, const char *key)
{
    for (size_t i = 0; i < schema->item_count; i++) {
        const struct sohoa_item *item = &schema->items[i];
        if (item->kind == SOHOA_ITEM_FIELD && *item->key &&
            (key_fits(item->key, key) || part_fits(item, key)))
            return true;
    }
    for (size_t i = 0; i < schema->layout_count; i++)
        if (sohoa_schema_has_key(&schema->layouts[i], key))
            return true;
    return false;
}
