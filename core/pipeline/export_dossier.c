/* export_dossier.c - one dossier in every format that makes an output of its own of it; see
 * export_parts.h. On a worker's thread. */
#include "pipeline/export_parts.h"
#include "pipeline/export_place.h"

#include <stdlib.h>
#include <string.h>

struct job {
    struct export_worker *worker;
    size_t format;
    const char *dossier;
};

static uint32_t left_out(const struct sohoa_dossier *lent)
{
    uint32_t n = 0;
    const json_t *pages = json_object_get(sohoa_lent_object(lent), "pages");
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const char *state = json_string_value(json_object_get(json_array_get(pages, i), "state"));
        n += state && strcmp(state, "quarantined") == 0;
    }
    return n;
}

static void tell(struct job *job, const struct export_unit *unit, const char *name, bool same,
                 uint64_t bytes, const char *error)
{
    const struct sohoa_export_told told = {.dossier = job->dossier,
                                           .format = job->worker->all->formats[job->format].name,
                                           .document = unit->document,
                                           .name = name,
                                           .error = error,
                                           .bytes = bytes,
                                           .unchanged = same,
                                           .left_out = left_out(unit->lent)};
    sohoa_export_tell(job->worker->all, &told, sohoa_export_head(unit->lent)->pages);
}

static int settle(struct job *job, const struct export_unit *unit, struct sohoa_export_entry *entry,
                  const char *temp, struct sohoa_err *err)
{
    int rc = sohoa_export_settle(job->worker, temp, entry, err);
    if (rc == SOHOA_OK)
        tell(job, unit, entry->name, false, entry->bytes, NULL);
    return rc;
}

static export_unit_do export_unit;

/* The unit was too large for one output: its parts. */
static int split(struct job *job, struct export_unit *unit, struct sohoa_export_entry *entry,
                 bool known, struct sohoa_err *err)
{
    struct sohoa_err why = {0};
    entry->name = "";
    entry->bytes = 0;
    entry->time = 0;
    int rc = known ? SOHOA_OK : sohoa_export_list_add(job->worker->all->list, entry, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_split(unit, export_unit, job, err);
    if (rc != SOHOA_END)
        return rc;
    (void)sohoa_fail(&why, SOHOA_BAD_DOSSIER, "page %u alone is larger than allowed",
                     sohoa_lent_number(unit->lent, 0));
    tell(job, unit, NULL, false, 0, why.text);
    return SOHOA_OK;
}

static int write_unit(struct job *job, struct export_unit *unit, struct sohoa_export_entry *entry,
                      struct sohoa_err *err)
{
    char temp[SOHOA_EXPORT_PATH];
    struct export_worker *worker = job->worker;
    const struct export_format *format = &worker->all->formats[job->format];
    struct sohoa_instance *instance = NULL;
    size_t bare = strlen(entry->name) - strlen(format->suffix);
    char *name = strndup(entry->name, bare);
    int rc = name ? sohoa_lent_name(unit->lent, name, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_instance(worker, job->format, &instance, err);
    if (rc == SOHOA_OK)
        rc = sohoa_export_place_temp(worker->all->request->dir, temp, err);
    free(name);
    if (rc != SOHOA_OK)
        return rc;
    rc = sohoa_lent_write(unit->lent, instance, &worker->call, temp, err);
    if (rc == SOHOA_OK)
        rc = settle(job, unit, entry, temp, err);
    if (rc != SOHOA_OK)
        sohoa_export_place_remove(temp);
    return rc;
}

/* What a template gives, cut so that what stands behind fits. */
static void name_unit(const struct sohoa_export_request *request,
                      const struct export_format *format, const struct export_unit *unit, char *ret,
                      size_t room)
{
    char base[SOHOA_EXPORT_NAME_SIZE];
    sohoa_export_name(format->pattern, sohoa_lent_object(unit->lent), unit->document,
                      sohoa_export_head(unit->lent)->uuid, base);
    const char *behind = unit->behind;
    if (request->per_document && unit->document && request->name)
        behind = ""; /* the user's template says what a document is called */
    (void)snprintf(ret, room, "%s%s", base, behind);
}

static int export_unit(void *arg, struct export_unit *unit, struct sohoa_err *err)
{
    struct job *job = arg;
    struct exporting *all = job->worker->all;
    const struct export_format *format = &all->formats[job->format];
    char digest[SOHOA_SHA256_SIZE], base[SOHOA_EXPORT_NAME_SIZE + SOHOA_EXPORT_UNIT_SIZE];
    if (sohoa_export_over(job->worker))
        return SOHOA_RETRY;
    int rc = sohoa_lent_digest(unit->lent, format->plugin, format->settings, format->setting_count,
                               digest, err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_export_entry entry = {
        .digest = digest, .set = format->set, .dossier = job->dossier, .unit = unit->key};
    enum sohoa_export_found found = sohoa_export_list_find(all->list, &entry);
    if (found == SOHOA_EXPORT_SPLIT)
        return split(job, unit, &entry, true, err);
    name_unit(all->request, format, unit, base, sizeof base);
    char *name = sohoa_export_list_claim(all->list, &entry, base, format->suffix);
    if (!name)
        return sohoa_no_memory(err);
    entry.name = name;
    if (found == SOHOA_EXPORT_SAME) {
        tell(job, unit, name, true, 0, NULL);
    } else {
        rc = write_unit(job, unit, &entry, err);
        if (rc == SOHOA_END)
            rc = split(job, unit, &entry, false, err);
        else if (rc == SOHOA_BAD_DOSSIER || rc == SOHOA_BAD_PAGE) {
            tell(job, unit, NULL, false, 0, err->text);
            rc = SOHOA_OK;
        }
    }
    free(name);
    return rc;
}

int sohoa_export_dossier(struct export_worker *worker, const char *dossier, struct sohoa_err *err)
{
    struct exporting *all = worker->all;
    struct sohoa_dossier *lent = NULL;
    int rc = sohoa_lent_open(&worker->lender, dossier, &lent, err);
    if (rc == SOHOA_END)
        return SOHOA_OK; /* gone since it was named */
    for (size_t i = all->whole_count; i < all->format_count && rc == SOHOA_OK; i++) {
        struct job job = {worker, i, dossier};
        rc = sohoa_export_units(all->request, lent, export_unit, &job, err);
        if (rc == SOHOA_OK)
            sohoa_export_list_prune(all->list, all->formats[i].set, dossier);
    }
    sohoa_lent_close(lent);
    return rc;
}
