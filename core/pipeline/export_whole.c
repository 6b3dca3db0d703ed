/* export_whole.c - an output that holds all dossiers of a run, such as a table: written by one
 * thread in the order given, after a look whether anything in it has changed. */
#include "pipeline/export_parts.h"
#include "pipeline/export_place.h"
#include "record/hash.h"

#include <stdlib.h>
#include <string.h>

struct whole {
    struct export_worker *worker;
    const struct export_format *format;
    struct sohoa_instance *instance; /* NULL while only the digest is made */
    struct sohoa_hash hash;
    size_t pages;
};

static int visit(void *arg, struct export_unit *unit, struct sohoa_err *err)
{
    struct whole *w = arg;
    char digest[SOHOA_SHA256_SIZE];
    if (sohoa_export_over(w->worker))
        return SOHOA_RETRY;
    if (w->instance)
        return w->instance->exporter->dossier(w->instance->self, &w->worker->call, unit->lent, err);
    int rc = sohoa_lent_digest(unit->lent, w->format->plugin, w->format->settings,
                               w->format->setting_count, digest, err);
    sohoa_hash_add(&w->hash, digest, sizeof digest);
    w->pages += sohoa_export_head(unit->lent)->pages;
    return rc;
}

static int visit_all(struct whole *w, struct sohoa_err *err)
{
    const struct sohoa_export_request *request = w->worker->all->request;
    int rc = SOHOA_OK;
    for (size_t i = 0; i < request->count && rc == SOHOA_OK; i++) {
        struct sohoa_dossier *lent = NULL;
        rc = sohoa_lent_open(&w->worker->lender, request->dossiers[i], &lent, err);
        if (rc == SOHOA_OK)
            rc = sohoa_export_units(request, lent, visit, w, err);
        sohoa_lent_close(lent);
        if (rc == SOHOA_END)
            rc = SOHOA_OK;
    }
    return rc;
}

static int write_all(struct whole *w, const char *temp, struct sohoa_err *err)
{
    struct sohoa_err later = {0};
    int rc = w->instance->exporter->begin(w->instance->self, temp, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = visit_all(w, err);
    int end = w->instance->exporter->end(w->instance->self, rc == SOHOA_OK ? err : &later);
    return rc == SOHOA_OK ? end : rc;
}

static int make(struct whole *w, size_t format, struct sohoa_export_entry *entry,
                struct sohoa_err *err)
{
    char temp[SOHOA_EXPORT_PATH];
    struct exporting *all = w->worker->all;
    int rc = sohoa_export_instance(w->worker, format, &w->instance, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_place_temp(all->request->dir, temp, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = write_all(w, temp, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_settle(w->worker, temp, entry, err);
    if (rc != SOHOA_OK)
        sohoa_export_place_remove(temp);
    return rc;
}

int sohoa_export_whole(struct export_worker *worker, size_t format, struct sohoa_err *err)
{
    struct exporting *all = worker->all;
    struct whole w = {.worker = worker, .format = &all->formats[format]};
    char digest[SOHOA_SHA256_SIZE], base[SOHOA_EXPORT_NAME_SIZE];
    json_t *nothing = json_pack("{s:s}", "dossier", "export");
    sohoa_hash_begin(&w.hash);
    int rc = visit_all(&w, err);
    sohoa_hash_end(&w.hash, digest);
    sohoa_export_name(w.format->pattern, nothing, 0, "", base);
    json_decref(nothing);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_export_entry entry = {
        .digest = digest, .set = w.format->set, .dossier = "all", .unit = "0"};
    bool same = sohoa_export_list_find(all->list, &entry) == SOHOA_EXPORT_SAME;
    char *name = sohoa_export_list_claim(all->list, &entry, base, w.format->suffix);
    if (!name)
        return sohoa_no_memory(err);
    entry.name = name;
    if (!same)
        rc = make(&w, format, &entry, err);
    const bool bad = rc == SOHOA_BAD_DOSSIER || rc == SOHOA_BAD_PAGE;
    const struct sohoa_export_told told = {.format = w.format->name,
                                           .name = bad ? NULL : name,
                                           .error = bad ? err->text : NULL,
                                           .bytes = entry.bytes,
                                           .unchanged = same};
    if (rc == SOHOA_OK || bad) {
        sohoa_export_tell(all, &told, w.pages);
        rc = SOHOA_OK;
    }
    free(name);
    return rc;
}
