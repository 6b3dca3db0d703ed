/* extract.c - see extract.h. The work on one window of pages: views, papers, for each of them the
 * readings of one extractor, its fields; then all documents of the dossier check each other. */
#include "reading/extract.h"
#include "host/lang.h"
#include "host/log.h"
#include "host/registry.h"
#include "reading/changes.h"
#include "reading/classify.h"
#include "reading/document.h"
#include "reading/document_form.h"
#include "reading/key_type.h"
#include "reading/reconcile.h"
#include "reading/sheets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One document on its way. */
struct found {
    const struct sohoa_schema *schema; /* NULL: unknown */
    double confidence;
    uint32_t *pages; /* owned */
    size_t page_count;
    struct sohoa_field_set *fields; /* owned, NULL = none */
    char note[200];
};

struct extraction {
    const struct sohoa_extract_env *env;
    const struct sohoa_dossier_record *dossier;
    const struct sohoa_call *call;
    struct sohoa_err *err;
    struct found *documents;
    size_t count;
    const struct sohoa_schema *given; /* what a manifest says it is, NULL = nothing */
    bool given_used;                  /* by a document */
};

static bool stopping(const struct extraction *e)
{
    return e->call && e->call->stopping && e->call->stopping(e->call);
}

/* ---- one document ---------------------------------------------------------------------------- */

static const struct sohoa_instance *best_bidder(const struct extraction *e,
                                                const struct sohoa_document *document)
{
    const struct sohoa_instance *best = NULL;
    double most = 0;
    for (size_t i = 0; i < e->env->extractor_count; i++) {
        const struct sohoa_instance *one = e->env->extractors[i];
        double bid = one->extractor->bid ? one->extractor->bid(one->self, document) : 0;
        if (bid > most) {
            most = bid;
            best = one;
        }
    }
    return best;
}

/* Types, reconciles, checks. */
static int make_fields(struct extraction *e, const struct sohoa_fields *readings,
                       struct found *found)
{
    size_t count = 0;
    const struct sohoa_reading *all = sohoa_fields_all(readings, &count);
    const char **types = calloc(count + 1, sizeof *types);
    if (!types)
        return sohoa_no_memory(e->err);
    for (size_t i = 0; i < count; i++)
        types[i] = sohoa_key_type(found->schema, all[i].key);
    int rc = sohoa_reconcile(e->env->types, all, types, count, &found->fields, e->err);
    if (rc == SOHOA_OK)
        sohoa_reconcile_schema(found->fields, found->schema);
    free(types);
    return rc;
}

static bool is_given(const struct extraction *e, const struct sohoa_schema *schema)
{
    return e->given && schema && strcmp(schema->name, e->given->name) == 0;
}

/* What a manifest says of the fields is one more reading of each; a typed value alone is not sure
 * enough to be used unseen, one that the paper confirms is. */
static void add_given(struct extraction *e, struct sohoa_fields *readings,
                      const struct found *found)
{
    json_t *fields = json_object_get(e->dossier->given, "fields"), *value;
    const char *key;
    if (!is_given(e, found->schema) || e->given_used)
        return;
    e->given_used = true;
    json_object_foreach(fields, key, value)
    {
        struct sohoa_reading reading = {
            .size = sizeof reading,
            .key = key,
            .raw = json_string_value(value),
            .source = "manifest",
            .page = found->pages[0],
            .confidence = 0.9F,
            .place = 0.5F,
        };
        (void)sohoa_fields_add(readings, &reading); /* refused: the schema has changed since */
    }
}

static int read_document(struct extraction *e, const struct sohoa_document *document,
                         struct found *found)
{
    struct sohoa_err why = {0};
    const struct sohoa_instance *reader = best_bidder(e, document);
    if (!reader && !is_given(e, found->schema))
        return SOHOA_OK;
    if (sohoa_call_over(e->call)) {
        (void)snprintf(found->note, sizeof found->note, "%s", sohoa_tr("no time was left"));
        return SOHOA_OK;
    }
    struct sohoa_fields *readings = sohoa_fields_new(found->schema, sohoa_schema_has_key);
    if (!readings)
        return sohoa_no_memory(e->err);
    int rc =
        reader ? reader->extractor->run(reader->self, e->call, document, readings, &why) : SOHOA_OK;
    if (rc == SOHOA_OK) {
        add_given(e, readings, found);
        rc = make_fields(e, readings, found);
    } else if (stopping(e)) {
        rc = sohoa_fail(e->err, SOHOA_RETRY, "stopped");
    } else {
        sohoa_log(SOHOA_WARN, "dossier %s: %s could not read the %s on page %u: %s", e->dossier->id,
                  reader->plugin->name, found->schema->name, found->pages[0], why.text);
        (void)snprintf(found->note, sizeof found->note, "%.199s", why.text);
        rc = SOHOA_OK;
    }
    sohoa_fields_free(readings);
    return rc;
}

/* ---- the pages ------------------------------------------------------------------------------- */

static struct found *add_found(struct extraction *e, size_t page_count)
{
    struct found *bigger = realloc(e->documents, (e->count + 1) * sizeof *bigger);
    if (!bigger)
        return NULL;
    e->documents = bigger;
    struct found *found = &bigger[e->count];
    memset(found, 0, sizeof *found);
    found->pages = calloc(page_count + 1, sizeof *found->pages);
    if (!found->pages)
        return NULL;
    found->page_count = page_count;
    e->count++;
    return found;
}

static int read_paper(struct extraction *e, const struct sohoa_papers *papers,
                      const struct sohoa_paper *paper, const struct sohoa_schema *instead,
                      const struct sohoa_page_view *const *views)
{
    const struct sohoa_schema *schema = instead ? instead : paper->schema;
    struct found *found = add_found(e, paper->count);
    const struct sohoa_page_view **pages = calloc(paper->count + 1, sizeof *pages);
    struct sohoa_document *document = NULL;
    if (found && pages) {
        for (size_t i = 0; i < paper->count; i++) {
            pages[i] = views[papers->pages[paper->first + i]];
            found->pages[i] = pages[i]->number;
        }
        found->schema = schema;
        found->confidence = instead ? 1 : paper->confidence; /* a person said so */
        document = sohoa_document_new(schema, pages, paper->count);
    }
    int rc = document ? SOHOA_OK : sohoa_no_memory(e->err);
    if (rc == SOHOA_OK && schema && paper->count > 0)
        rc = read_document(e, document, found);
    sohoa_document_free(document);
    free(pages);
    return rc;
}

/* Which paper is the one that a manifest names when none was taken for it: the first unknown one,
 * else the first. */
static size_t given_place(const struct extraction *e, const struct sohoa_papers *papers)
{
    size_t place = SIZE_MAX;
    if (!e->given || e->count > 0 || papers->count == 0)
        return place;
    for (size_t i = 0; i < papers->count; i++) {
        if (is_given(e, papers->items[i].schema))
            return SIZE_MAX;
        if (!papers->items[i].schema && place == SIZE_MAX)
            place = i;
    }
    return place == SIZE_MAX ? 0 : place;
}

static int read_sheets(struct extraction *e, const struct sohoa_sheets *sheets)
{
    struct sohoa_papers *papers = NULL;
    const struct sohoa_page_view **views = calloc(sheets->count + 1, sizeof *views);
    if (!views)
        return sohoa_no_memory(e->err);
    for (size_t i = 0; i < sheets->count; i++)
        views[i] = &sheets->items[i].view;
    int rc = SOHOA_OK;
    if (sheets->count > 0)
        rc = sohoa_classify(e->env->schemas, views, sheets->count, &papers, e->err);
    size_t given = papers ? given_place(e, papers) : SIZE_MAX;
    for (size_t i = 0; papers && i < papers->count && rc == SOHOA_OK; i++) {
        if (stopping(e))
            rc = sohoa_fail(e->err, SOHOA_RETRY, "stopped");
        else
            rc = read_paper(e, papers, &papers->items[i], i == given ? e->given : NULL, views);
    }
    sohoa_papers_free(papers);
    free(views);
    return rc;
}

static int read_all(struct extraction *e)
{
    int rc = SOHOA_OK;
    uint32_t after = 0;
    do {
        struct sohoa_sheets sheets = {0};
        rc = sohoa_sheets_load(e->env->records, e->dossier, after, SOHOA_EXTRACT_PAGES, &sheets,
                               &after, e->err);
        if (rc == SOHOA_OK)
            rc = read_sheets(e, &sheets);
        sohoa_sheets_clear(&sheets);
    } while (rc == SOHOA_OK && after > 0);
    return rc;
}

/* ---- the result ------------------------------------------------------------------------------ */

static int check_each_other(struct extraction *e)
{
    struct sohoa_field_set **sets = calloc(e->count + 1, sizeof *sets);
    if (!sets)
        return sohoa_no_memory(e->err);
    for (size_t i = 0; i < e->count; i++)
        sets[i] = e->documents[i].fields;
    sohoa_reconcile_dossier(sets, e->count);
    free(sets);
    return SOHOA_OK;
}

static int encode(struct extraction *e, json_t **ret)
{
    json_t *array = json_array();
    int failed = !array;
    for (size_t i = 0; i < e->count && !failed; i++) {
        const struct found *f = &e->documents[i];
        failed =
            json_array_append_new(array, sohoa_document_encode(f->schema, f->confidence, f->pages,
                                                               f->page_count, f->fields, f->note));
    }
    if (!failed)
        failed = sohoa_documents_keep(e->dossier->documents, array);
    if (failed) {
        json_decref(array);
        return sohoa_no_memory(e->err);
    }
    *ret = array;
    return SOHOA_OK;
}

int sohoa_extract(const struct sohoa_extract_env *env, const struct sohoa_dossier_record *dossier,
                  const struct sohoa_call *call, json_t **ret_documents, struct sohoa_err *err)
{
    struct extraction e = {.env = env, .dossier = dossier, .call = call, .err = err};
    const char *given = json_string_value(json_object_get(dossier->given, "schema"));
    e.given = given ? sohoa_schemas_find(env->schemas, given) : NULL;
    int rc = read_all(&e);
    if (rc == SOHOA_OK)
        rc = check_each_other(&e);
    if (rc == SOHOA_OK)
        rc = encode(&e, ret_documents);
    for (size_t i = 0; i < e.count; i++) {
        sohoa_field_set_free(e.documents[i].fields);
        free(e.documents[i].pages);
    }
    free(e.documents);
    return rc;
}

/* ---- nothing --------------------------------------------------------------------------------- */

struct stored {
    uint32_t *pages;
    size_t count;
    bool failed;
};

static bool add_stored(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct stored *stored = arg;
    if (page->state != SOHOA_STATE_STORED)
        return true;
    uint32_t *bigger = realloc(stored->pages, (stored->count + 1) * sizeof *bigger);
    stored->failed = !bigger;
    if (bigger) {
        stored->pages = bigger;
        stored->pages[stored->count++] = place;
    }
    return !stored->failed;
}

int sohoa_extract_nothing(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                          json_t **ret_documents, struct sohoa_err *err)
{
    struct stored stored = {0};
    int rc = sohoa_dossier_pages(records, dossier, add_stored, &stored, err);
    json_t *array = json_array();
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    bool failed = stored.failed || !array;
    if (rc == SOHOA_OK && !failed && stored.count > 0)
        failed = json_array_append_new(
            array, sohoa_document_encode(NULL, 0, stored.pages, stored.count, NULL, NULL));
    free(stored.pages);
    if (rc == SOHOA_OK && failed)
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc)
        json_decref(array);
    else
        *ret_documents = array;
    return rc;
}
