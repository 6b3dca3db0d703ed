/* schema_check.c - what refers to the fields of a paper: the checks between them, and how long the
 * paper counts. One thread. */
#include "reading/schema_load.h"

#include "host/nearest.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKS_MAX = 64, CHECK_KEYS_MAX = 16, MONTHS_MAX = 1200 };

/* A key that the paper has, told with the nearest when it has none such. */
static const char *take_key(struct loader *l, const struct sohoa_yaml *node)
{
    const struct sohoa_schema *s = &l->box->schema;
    const char *text = sohoa_load_text(l, node);
    if (!text || sohoa_schema_has_key(s, text))
        return text;
    const char *keys[SOHOA_SCHEMA_ITEMS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < s->item_count && count < SOHOA_SCHEMA_ITEMS_MAX; i++)
        if (*s->items[i].key)
            keys[count++] = s->items[i].key;
    const char *near = sohoa_nearest(text, keys, count);
    if (near)
        sohoa_load_fault(l, node, "the paper has no field '%s'; '%s' is perhaps meant", text, near);
    else
        sohoa_load_fault(l, node, "the paper has no field '%s'", text);
    return NULL;
}

static void load_check(struct loader *l, const struct sohoa_yaml *node,
                       struct sohoa_schema_check *ret)
{
    static const char *const kinds[] = {"before", "same", "differ", NULL};
    if (!sohoa_load_is_map(l, node))
        return;
    sohoa_load_known(l, node, kinds);
    for (int k = 0; kinds[k]; k++) {
        const struct sohoa_yaml *list = sohoa_yaml_get(node, kinds[k]);
        size_t count = sohoa_load_count(list);
        if (!list)
            continue;
        if (ret->kind) {
            sohoa_load_fault(l, node, "one check an entry: before, same or differ");
            return;
        }
        ret->kind = (enum sohoa_schema_check_kind)(k + 1);
        if (count < 2 || count > (k == 0 ? 2 : CHECK_KEYS_MAX)) {
            sohoa_load_fault(l, list, "%s compares %s keys", kinds[k], k == 0 ? "2" : "2..16");
            return;
        }
        const char **keys = sohoa_load_take(l, count * sizeof *keys);
        for (size_t i = 0; keys && i < count; i++)
            keys[i] = take_key(l, sohoa_load_each(list, i));
        ret->keys = keys;
        ret->key_count = keys ? count : 0;
    }
}

void sohoa_load_validity(struct loader *l, const struct sohoa_yaml *node)
{
    static const char *const known[] = {"months", "until", "keep", NULL};
    struct sohoa_schema_validity *validity = &l->box->schema.validity;
    if (!node || !sohoa_load_is_map(l, node))
        return;
    sohoa_load_known(l, node, known);
    const struct sohoa_yaml *months = sohoa_yaml_get(node, "months"),
                            *until = sohoa_yaml_get(node, "until");
    if (months) {
        const char *text = sohoa_load_text(l, months);
        long count = text && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 4
                         ? strtol(text, NULL, 10)
                         : 0;
        if (count < 1 || count > MONTHS_MAX)
            sohoa_load_fault(l, months, "a number of months from 1 to %d is wanted here",
                             MONTHS_MAX);
        validity->months = (uint32_t)count;
    }
    if (until)
        validity->until = take_key(l, until);
    validity->keep = sohoa_load_bool(l, node, "keep");
    if (!months && !until)
        sohoa_load_fault(l, node, "`months:` or `until:` is wanted here");
}

void sohoa_load_retention(struct loader *l, const struct sohoa_yaml *node)
{
    const char *text = node ? sohoa_load_text(l, node) : NULL;
    if (!text)
        return;
    long years = strspn(text, "0123456789") == strlen(text) && strlen(text) <= 4
                     ? strtol(text, NULL, 10)
                     : 0;
    if (strcmp(text, "permanent") == 0)
        years = SOHOA_RETAIN_FOREVER;
    else if (years < 1 || years >= SOHOA_RETAIN_FOREVER)
        sohoa_load_fault(l, node, "a number of years, or permanent, is wanted here");
    l->box->schema.retention = (uint32_t)years;
}

void sohoa_load_checks(struct loader *l, const struct sohoa_yaml *node)
{
    struct sohoa_schema *s = &l->box->schema;
    size_t count = sohoa_load_count(node);
    if (count > CHECKS_MAX) {
        sohoa_load_fault(l, node, "more than %d checks", CHECKS_MAX);
        return;
    }
    struct sohoa_schema_check *checks = sohoa_load_take(l, (count + 1) * sizeof *checks);
    for (size_t i = 0; checks && i < count; i++)
        load_check(l, sohoa_load_each(node, i), &checks[i]);
    s->checks = checks;
    s->check_count = checks ? count : 0;
}
