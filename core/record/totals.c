/* totals.c - how much a store holds: the sum of its batches' ledgers, which are kept with every
 * commit, so that no page is walked. Any thread. */
#include "record/store.h"

static bool add_batch(void *arg, const struct sohoa_batch *batch)
{
    struct sohoa_store_totals *t = arg;
    t->batches++;
    t->open_batches += batch->open;
    t->dossiers += batch->ledger.dossiers;
    t->pages += batch->ledger.captured;
    t->quarantined += batch->ledger.quarantined;
    return true;
}

int sohoa_records_totals(struct sohoa_records *r, struct sohoa_store_totals *ret,
                         struct sohoa_err *err)
{
    struct sohoa_store_totals t = {0};
    const struct sohoa_store *engine = r->engine->store;
    int rc =
        engine->usage ? engine->usage(r->engine->self, &t.db_bytes, &t.map_bytes, err) : SOHOA_OK;
    if (rc == SOHOA_OK)
        rc = sohoa_batches_each(r, NULL, add_batch, &t, err);
    if (rc == SOHOA_OK)
        *ret = t;
    return rc;
}
