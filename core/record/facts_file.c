/* facts_file.c - facts are filed and taken back with the dossier that says them, in one commit.
 * What was filed before is not looked up but made again from the dossier as stored: see
 * facts_of_dossier.h. One owner a write. */
#include "record/facts_of_dossier.h"
#include "record/write_steps.h"

#include <string.h>

static bool is_fact_key(const char *key)
{
    static const char *const kinds[] = {"fact/", "claim/", "alias/", "name/"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(key, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

struct pending {
    struct sohoa_write *w;
    const char *dossier;
    const struct sohoa_filing *now;
    struct sohoa_err *err;
};

/* The same dossier was written before in this write: what it filed then is not stored yet. */
static int drop_pending(void *arg, const char *key)
{
    struct pending *p = arg;
    if (!is_fact_key(key) || strcmp(sohoa_key_last(key), p->dossier) != 0 ||
        sohoa_filing_find(p->now, key))
        return SOHOA_OK;
    return sohoa_write_delete(p->w, key, p->err);
}

static int drop_old(struct sohoa_write *w, const struct sohoa_filing *before,
                    const struct sohoa_filing *now, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < before->count; i++)
        if (!sohoa_filing_find(now, before->items[i].key))
            rc = sohoa_write_delete(w, before->items[i].key, err);
    return rc;
}

static int put_new(struct sohoa_write *w, const struct sohoa_filing *now, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < now->count; i++) {
        const struct sohoa_filed *filed = &now->items[i];
        rc = filed->value ? sohoa_write_object(w, filed->key, json_incref(filed->value), err)
                          : sohoa_write_mark(w, filed->key, err);
    }
    return rc;
}

int sohoa_write_facts(struct sohoa_write *w, const struct sohoa_dossier_record *old,
                      const struct sohoa_dossier_record *now, struct sohoa_err *err)
{
    struct sohoa_filing before = {0}, filing = {0};
    struct pending pending = {.w = w, .dossier = now->id, .now = &filing, .err = err};
    size_t steps = sohoa_write_steps(w);
    int rc = (old && sohoa_filing_of(old, &before) != 0) || sohoa_filing_of(now, &filing) != 0
                 ? sohoa_no_memory(err)
                 : SOHOA_OK;
    if (rc == SOHOA_OK)
        rc = drop_old(w, &before, &filing, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_each_put(w, drop_pending, &pending);
    if (rc == SOHOA_OK)
        rc = put_new(w, &filing, err);
    sohoa_filing_clear(&before);
    sohoa_filing_clear(&filing);
    return sohoa_write_keep(w, steps, rc);
}
