/* redo.c - see redo.h. */
#include "cli/redo.h"

#include <stdlib.h>
#include <string.h>

static struct sohoa_run_page *add(struct page_list *list, const char *batch)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct sohoa_run_page *bigger = realloc(list->items, room * sizeof *bigger);
        if (!bigger)
            return NULL;
        list->items = bigger;
        list->room = room;
    }
    struct sohoa_run_page *page = &list->items[list->count++];
    memset(page, 0, sizeof *page);
    (void)snprintf(page->batch, sizeof page->batch, "%s", batch);
    page->read = list->read;
    page->keep = list->keep;
    page->turn = list->turn;
    page->by = list->by;
    return page;
}

bool page_list_add(struct page_list *list, const char *batch, uint32_t number, bool keep)
{
    struct sohoa_run_page *page = add(list, batch);
    if (!page)
        return false;
    page->number = number;
    page->keep = keep;
    return true;
}

/* ---- dossiers -------------------------------------------------------------------------------- */

struct gather {
    struct page_list *list;
    const struct sohoa_dossier_record *dossier;
    const json_t *places; /* of pages from 1; NULL = all */
    uint32_t place;       /* 0 = all */
    bool found, failed;
};

static bool is_wanted(const struct gather *g, uint32_t place)
{
    if (g->place)
        return place == g->place;
    for (size_t i = 0; i < json_array_size(g->places); i++)
        if (json_integer_value(json_array_get(g->places, i)) == (json_int_t)place)
            return true;
    return !g->places;
}

static bool gather_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct gather *g = arg;
    if (!is_wanted(g, place))
        return true;
    g->found = true;
    g->failed = !page_list_add(g->list, g->dossier->batch, page->number, g->list->keep);
    return !g->failed;
}

static bool gather_dossier(struct page_list *list, const struct sohoa_dossier_record *dossier)
{
    struct sohoa_run_page *page = add(list, dossier->batch);
    if (page)
        memcpy(page->dossier, dossier->id, sizeof page->dossier);
    return page != NULL;
}

int page_list_dossier(struct cli *cli, const char *name, uint32_t place, struct page_list *list)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    int code = cli_dossier(cli, name, &d), rc = SOHOA_OK;
    if (code != CODE_OK)
        return code;
    struct gather g = {.list = list, .dossier = &d, .place = place};
    if (list->read)
        g.failed = !(g.found = gather_dossier(list, &d));
    else
        rc = sohoa_dossier_pages(cli->records, &d, gather_page, &g, &err);
    if (rc < 0)
        code = cli_error(&err, CODE_STORE);
    else if (g.failed)
        code = cli_no_memory();
    else if (!g.found)
        code = cli_usage("dossier %s has no page %u", d.id, place);
    sohoa_dossier_record_clear(&d);
    return code;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

struct kind {
    struct cli *cli;
    struct page_list *list;
    const char *schema;
    struct sohoa_err err;
    int rc;
    bool failed;
};

static void gather_document(struct kind *k, const struct sohoa_dossier_record *dossier,
                            const json_t *document)
{
    struct gather g = {
        .list = k->list, .dossier = dossier, .places = json_object_get(document, "pages")};
    int rc = sohoa_dossier_pages(k->cli->records, dossier, gather_page, &g, &k->err);
    k->failed = k->failed || g.failed;
    if (rc < 0)
        k->rc = rc;
}

static bool is_live(const struct sohoa_dossier_record *dossier)
{
    const char *state = dossier->state ? dossier->state : "";
    return strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0;
}

static bool gather_kind(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct kind *k = arg;
    for (size_t i = 0; i < json_array_size(dossier->documents) && is_live(dossier); i++) {
        const json_t *document = json_array_get(dossier->documents, i);
        const char *name = json_string_value(json_object_get(document, "schema"));
        if (!name || strcmp(name, k->schema) != 0)
            continue;
        if (k->list->read) {
            k->failed = !gather_dossier(k->list, dossier);
            break;
        }
        gather_document(k, dossier, document);
    }
    return !k->failed && k->rc == SOHOA_OK;
}

int page_list_schema(struct cli *cli, const char *schema, struct page_list *list)
{
    struct kind k = {.cli = cli, .list = list, .schema = schema};
    size_t before = list->count;
    int rc = sohoa_dossiers_each(cli->records, NULL, NULL, gather_kind, &k, &k.err);
    if (k.rc || rc < 0)
        return cli_error(&k.err, CODE_STORE);
    if (k.failed)
        return cli_no_memory();
    if (list->count == before)
        return cli_usage("no document of the kind '%s' is stored", schema);
    return CODE_OK;
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool gather_batch(void *arg, const struct sohoa_batch *batch)
{
    struct page_list *list = arg;
    return add(list, batch->id) != NULL;
}

int page_list_all(struct cli *cli, struct page_list *list)
{
    struct sohoa_err err = {0};
    int rc = sohoa_batches_each(cli->records, NULL, gather_batch, list, &err);
    return rc < 0 ? cli_error(&err, CODE_STORE) : CODE_OK;
}
