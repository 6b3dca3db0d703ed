/* export_units.c - what of a dossier makes an output: all of it, its documents, parts of what is
 * too large. See export_parts.h. No state. */
#include "pipeline/export_parts.h"

#include <stdlib.h>
#include <string.h>

struct pages { /* numbers in the dossier, ascending */
    uint32_t *items;
    size_t count;
};

static const json_t *documents_of(const struct sohoa_dossier *lent)
{
    return json_object_get(sohoa_lent_object(lent), "documents");
}

static bool has_page(const json_t *document, uint32_t number)
{
    const json_t *pages = json_object_get(document, "pages");
    for (size_t i = 0; i < json_array_size(pages); i++)
        if (json_integer_value(json_array_get(pages, i)) == (json_int_t)number)
            return true;
    return false;
}

static bool worth_showing(const struct sohoa_dossier *lent, size_t index)
{
    const json_t *page = json_array_get(json_object_get(sohoa_lent_object(lent), "pages"), index);
    const char *state = json_string_value(json_object_get(page, "state"));
    return state && strcmp(state, "blank") != 0 && strcmp(state, "separator") != 0;
}

/* Pages of the index-th document, or (index = their number) of none. */
static int choose(const struct sohoa_dossier *lent, size_t index, struct pages *ret,
                  struct sohoa_err *err)
{
    const json_t *documents = documents_of(lent);
    size_t count = sohoa_export_head(lent)->pages, known = json_array_size(documents);
    bool any = false;
    ret->count = 0;
    ret->items = calloc(count ? count : 1, sizeof *ret->items);
    if (!ret->items)
        return sohoa_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = sohoa_lent_number(lent, i);
        bool wanted = index < known && has_page(json_array_get(documents, index), number);
        if (index == known) {
            wanted = true;
            for (size_t d = 0; d < known && wanted; d++)
                wanted = !has_page(json_array_get(documents, d), number);
        }
        if (wanted)
            ret->items[ret->count++] = number;
        any = any || (wanted && worth_showing(lent, i));
    }
    if (index == known && !any) /* blank backs and header sheets alone make no paper */
        ret->count = 0;
    return SOHOA_OK;
}

/* Makes a unit of these pages and hands it over. */
static int hand_over(const struct sohoa_dossier *whole, const struct pages *pages,
                     struct export_unit *unit, export_unit_do *each, void *arg,
                     struct sohoa_err *err)
{
    int rc = sohoa_lent_part(whole, unit->document, pages->items, pages->count, &unit->lent, err);
    if (rc == SOHOA_OK)
        rc = each(arg, unit, err);
    sohoa_lent_close(unit->lent);
    unit->lent = NULL;
    return rc;
}

static bool is_kind(const json_t *document, const char *schema)
{
    const char *kind = json_string_value(json_object_get(document, "schema"));
    return !schema || (kind && strcmp(kind, schema) == 0);
}

static int by_document(const struct sohoa_dossier *whole, const char *schema, export_unit_do *each,
                       void *arg, struct sohoa_err *err)
{
    const json_t *documents = documents_of(whole);
    size_t known = json_array_size(documents);
    int rc = SOHOA_OK;
    for (size_t d = 0; d <= known && rc == SOHOA_OK; d++) {
        struct pages pages = {0};
        struct export_unit unit = {.document = d < known ? (uint32_t)d + 1 : 0};
        (void)snprintf(unit.key, sizeof unit.key, d < known ? "%zu" : "rest", d + 1);
        (void)snprintf(unit.behind, sizeof unit.behind, d < known ? "-d%zu" : "-rest", d + 1);
        if (d < known ? !is_kind(json_array_get(documents, d), schema) : schema != NULL)
            continue;
        rc = choose(whole, d, &pages, err);
        if (rc == SOHOA_OK && pages.count > 0)
            rc = hand_over(whole, &pages, &unit, each, arg, err);
        free(pages.items);
    }
    return rc;
}

int sohoa_export_units(const struct sohoa_export_request *request, struct sohoa_dossier *whole,
                       export_unit_do *each, void *arg, struct sohoa_err *err)
{
    if (request->per_document)
        return by_document(whole, request->schema, each, arg, err);
    struct export_unit unit = {.lent = whole, .key = "0"};
    return each(arg, &unit, err);
}

/* A half of a unit's pages. */
static int half(const struct export_unit *unit, size_t from, size_t to, export_unit_do *each,
                void *arg, struct sohoa_err *err)
{
    struct pages pages = {.items = calloc(to - from, sizeof *pages.items)};
    if (!pages.items)
        return sohoa_no_memory(err);
    for (size_t i = from; i < to; i++)
        pages.items[pages.count++] = sohoa_lent_number(unit->lent, i);
    uint32_t first = pages.items[0], last = pages.items[pages.count - 1];
    struct export_unit part = {.document = 0};
    size_t key = strcspn(unit->key, "/"), behind = strlen(unit->behind);
    const char *old = strstr(unit->behind, "-p");
    if (old)
        behind = (size_t)(old - unit->behind);
    (void)snprintf(part.key, sizeof part.key, "%.*s/%u-%u", (int)key, unit->key, first, last);
    (void)snprintf(part.behind, sizeof part.behind, "%.*s-p%u-%u", (int)behind, unit->behind, first,
                   last);
    int rc = hand_over(unit->lent, &pages, &part, each, arg, err);
    free(pages.items);
    return rc;
}

int sohoa_export_split(const struct export_unit *unit, export_unit_do *each, void *arg,
                       struct sohoa_err *err)
{
    size_t pages = sohoa_export_head(unit->lent)->pages;
    if (strcmp(unit->key, "0") == 0 && json_array_size(documents_of(unit->lent)) > 1)
        return by_document(unit->lent, NULL, each, arg, err);
    if (pages < 2)
        return SOHOA_END;
    int rc = half(unit, 0, pages / 2, each, arg, err);
    return rc == SOHOA_OK ? half(unit, pages / 2, pages, each, arg, err) : rc;
}
