/* decided.c - see decided.h. Runs in the store thread. */
#include "pipeline/decided.h"
#include "reading/changes.h"
#include <string.h>

static bool is_gone(const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    return strcmp(state, "superseded") == 0 || strcmp(state, "erased") == 0;
}

int sohoa_decided_merge(struct sohoa_records *records, struct sohoa_dossier_record *dossier,
                        bool *ret_gone, struct sohoa_err *err)
{
    struct sohoa_dossier_record stored = {0};
    int rc = sohoa_dossier_get(records, dossier->id, &stored, err);
    if (rc == SOHOA_END)
        return SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    *ret_gone = is_gone(&stored);
    if (!*ret_gone && sohoa_documents_keep(stored.documents, dossier->documents))
        rc = sohoa_no_memory(err);
    sohoa_dossier_record_clear(&stored);
    return rc;
}
