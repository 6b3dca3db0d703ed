/* schema_load.c - what every part of the schema loader does; see schema_load.h. One thread. */
#include "reading/schema_load.h"

#include "host/lang.h"
#include "host/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

void *sohoa_load_take(struct loader *l, size_t size)
{
    void *taken = sohoa_arena_take(&l->box->arena, size ? size : 1);
    l->no_memory = l->no_memory || !taken;
    return taken;
}

const char *sohoa_load_copy(struct loader *l, const char *text, size_t length)
{
    char *copy = sohoa_load_take(l, length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

void *sohoa_load_grow(struct loader *l, const void *items, size_t count, size_t size)
{
    if (count && (count & (count - 1)) != 0) /* room for powers of two: there is one left */
        return (void *)items;
    void *bigger = sohoa_load_take(l, (count ? 2 * count : 1) * size);
    if (bigger && count)
        memcpy(bigger, items, count * size);
    return bigger;
}

/* ---- mistakes ---------------------------------------------------------------------------- */

static void tell(struct loader *l, uint32_t line, uint32_t column, const char *what)
{
    char text[sizeof l->err->text];
    if (++l->faults > SOHOA_SCHEMA_FAULTS_MAX)
        return;
    (void)snprintf(text, sizeof text, "%s:%u:%u: %s", l->file, line, column, what);
    if (l->faults == 1)
        (void)sohoa_fail(l->err, SOHOA_FATAL, "%s", text);
    if (l->found)
        l->found(l->found_arg, text);
    if (l->faults == SOHOA_SCHEMA_FAULTS_MAX && l->found)
        l->found(l->found_arg, sohoa_tr("further mistakes are not told"));
}

void sohoa_load_fault(struct loader *l, const struct sohoa_yaml *at, const char *fmt, ...)
{
    char what[400];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, sohoa_tr(fmt), args);
    va_end(args);
    tell(l, at->line, at->column, what);
}

void sohoa_load_fault_key(struct loader *l, const struct sohoa_yaml *at, const char *fmt, ...)
{
    char what[400];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, sohoa_tr(fmt), args);
    va_end(args);
    tell(l, at->key_line ? at->key_line : at->line, at->key_line ? at->key_column : at->column,
         what);
}

/* ---- values ------------------------------------------------------------------------------ */

static size_t names_count(const char *const *names)
{
    size_t n = 0;
    while (names[n])
        n++;
    return n;
}

void sohoa_load_known(struct loader *l, const struct sohoa_yaml *map, const char *const *names)
{
    size_t count = names_count(names);
    for (size_t i = 0; i < map->count; i++) {
        const struct sohoa_yaml *item = &map->items[i];
        size_t k = 0;
        while (k < count && strcmp(names[k], item->key) != 0)
            k++;
        if (k < count)
            continue;
        const char *near = sohoa_nearest(item->key, names, count);
        if (near)
            sohoa_load_fault_key(l, item, "'%s' is not known here; '%s' is perhaps meant",
                                 item->key, near);
        else
            sohoa_load_fault_key(l, item, "'%s' is not known here", item->key);
    }
}

const char *sohoa_load_text(struct loader *l, const struct sohoa_yaml *node)
{
    if (node->kind != SOHOA_YAML_TEXT) {
        sohoa_load_fault(l, node, "a text is wanted here");
        return NULL;
    }
    if (!*node->text) {
        sohoa_load_fault(l, node, "a text is missing here");
        return NULL;
    }
    if (strlen(node->text) > SOHOA_SCHEMA_TEXT_MAX) {
        sohoa_load_fault(l, node, "longer than %d bytes", SOHOA_SCHEMA_TEXT_MAX);
        return NULL;
    }
    utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)node->text);
    if (!nfc) { /* libyaml lets only UTF-8 through */
        l->no_memory = true;
        return NULL;
    }
    const char *copy = sohoa_load_copy(l, (const char *)nfc, strlen((const char *)nfc));
    free(nfc);
    return copy;
}

int sohoa_load_choice(struct loader *l, const struct sohoa_yaml *node, const char *const *names)
{
    const char *text = sohoa_load_text(l, node);
    size_t count = names_count(names);
    for (size_t i = 0; text && i < count; i++)
        if (strcmp(names[i], text) == 0)
            return (int)i;
    if (!text)
        return -1;
    const char *near = sohoa_nearest(text, names, count);
    char list[300] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof list; i++) {
        int n = snprintf(list + used, sizeof list - used, "%s%s", i ? " " : "", names[i]);
        used += n > 0 ? (size_t)n : sizeof list;
    }
    if (near)
        sohoa_load_fault(l, node, "'%s' is not one of: %s; '%s' is perhaps meant", text, list,
                         near);
    else
        sohoa_load_fault(l, node, "'%s' is not one of: %s", text, list);
    return -1;
}

bool sohoa_load_bool(struct loader *l, const struct sohoa_yaml *map, const char *key)
{
    const struct sohoa_yaml *node = sohoa_yaml_get(map, key);
    if (!node)
        return false;
    bool yes = node->kind == SOHOA_YAML_TEXT && strcmp(node->text, "true") == 0;
    if (!yes && (node->kind != SOHOA_YAML_TEXT || strcmp(node->text, "false") != 0))
        sohoa_load_fault(l, node, "true or false is wanted here");
    return yes;
}

size_t sohoa_load_count(const struct sohoa_yaml *node)
{
    if (!node)
        return 0;
    return node->kind == SOHOA_YAML_LIST ? node->count : 1;
}

const struct sohoa_yaml *sohoa_load_each(const struct sohoa_yaml *node, size_t index)
{
    return node->kind == SOHOA_YAML_LIST ? &node->items[index] : node;
}

bool sohoa_load_is_map(struct loader *l, const struct sohoa_yaml *node)
{
    if (node->kind == SOHOA_YAML_MAP)
        return true;
    sohoa_load_fault(l, node, "`name: value` lines are wanted here");
    return false;
}
