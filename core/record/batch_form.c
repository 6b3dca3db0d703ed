/* batch_form.c - the JSON of a batch record and its ledger; see forms.h. No state, any thread. */
#include "record/forms.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} ledger_members[] = {
    {"captured", offsetof(struct sohoa_ledger, captured)},
    {"stored", offsetof(struct sohoa_ledger, stored)},
    {"blank", offsetof(struct sohoa_ledger, blank)},
    {"separator", offsetof(struct sohoa_ledger, separator)},
    {"quarantined", offsetof(struct sohoa_ledger, quarantined)},
    {"pending", offsetof(struct sohoa_ledger, pending)},
    {"rescan", offsetof(struct sohoa_ledger, rescan)},
    {"sheets", offsetof(struct sohoa_ledger, sheets)},
    {"dossiers", offsetof(struct sohoa_ledger, dossiers)},
};
#define LEDGER_COUNT (sizeof ledger_members / sizeof *ledger_members)

bool sohoa_ledger_closes(const struct sohoa_ledger *l)
{
    return l->captured == l->stored + l->blank + l->separator + l->quarantined + l->pending;
}

void sohoa_batch_clear(struct sohoa_batch *batch)
{
    if (!batch)
        return;
    free(batch->kind);
    free(batch->agency);
    free(batch->operator_);
    free(batch->device);
    json_decref(batch->request);
    json_decref(batch->alarms);
    memset(batch, 0, sizeof *batch);
}

json_t *sohoa_ledger_encode(const struct sohoa_ledger *ledger)
{
    struct sohoa_put put = {.object = json_object()};
    for (size_t i = 0; i < LEDGER_COUNT; i++) {
        uint64_t count;
        memcpy(&count, (const char *)ledger + ledger_members[i].offset, sizeof count);
        sohoa_put(&put, ledger_members[i].name, json_integer((json_int_t)count));
    }
    return sohoa_put_end(&put);
}

json_t *sohoa_batch_encode(const struct sohoa_batch *batch)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "kind", batch->kind);
    sohoa_put_flag(&put, "open", batch->open);
    sohoa_put_text(&put, "agency", batch->agency);
    sohoa_put_text(&put, "operator", batch->operator_);
    sohoa_put_text(&put, "device", batch->device);
    sohoa_put_text(&put, "started", batch->started);
    sohoa_put_text(&put, "ended", batch->ended);
    sohoa_put(&put, "ledger", sohoa_ledger_encode(&batch->ledger));
    if (batch->request)
        sohoa_put(&put, "request", json_incref(batch->request));
    if (json_array_size(batch->alarms))
        sohoa_put(&put, "alarms", json_incref(batch->alarms));
    return sohoa_put_end(&put);
}

static void ledger_decode(struct sohoa_take *take, struct sohoa_ledger *ret)
{
    struct sohoa_take inner = {.object = json_object_get(take->object, "ledger")};
    for (size_t i = 0; i < LEDGER_COUNT; i++) {
        uint64_t count = sohoa_take_count(&inner, ledger_members[i].name, INT64_MAX);
        memcpy((char *)ret + ledger_members[i].offset, &count, sizeof count);
    }
    take->damaged = take->damaged || inner.damaged || !inner.object;
}

int sohoa_batch_decode(const json_t *object, const char *key, struct sohoa_batch *ret,
                       struct sohoa_err *err)
{
    struct sohoa_take take = {.object = object};
    struct sohoa_batch batch = {0};
    (void)snprintf(batch.id, sizeof batch.id, "%s", sohoa_key_last(key));
    batch.kind = sohoa_take_text(&take, "kind");
    batch.open = sohoa_take_flag(&take, "open");
    batch.agency = sohoa_take_text(&take, "agency");
    batch.operator_ = sohoa_take_text(&take, "operator");
    batch.device = sohoa_take_text(&take, "device");
    sohoa_take_into(&take, "started", batch.started, sizeof batch.started);
    sohoa_take_into(&take, "ended", batch.ended, sizeof batch.ended);
    ledger_decode(&take, &batch.ledger);
    batch.request = sohoa_take_json(&take, "request", JSON_OBJECT);
    batch.alarms = sohoa_take_json(&take, "alarms", JSON_ARRAY);
    if (!batch.alarms && !(batch.alarms = json_array()))
        take.no_memory = true;
    int rc = sohoa_take_end(&take, key, err);
    if (rc == SOHOA_OK)
        *ret = batch;
    else
        sohoa_batch_clear(&batch);
    return rc;
}
