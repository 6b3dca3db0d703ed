/* dossier_form.c - the JSON of a dossier record; see forms.h. No state, any thread. */
#include "record/forms.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *all)
{
    while (*all && strcmp(*all, name) != 0)
        all++;
    return *all != NULL;
}

bool sohoa_dossier_state_valid(const char *name)
{
    static const char *const all[] = {"open",       "complete", "attention", "incomplete",
                                      "superseded", "erased",   NULL};
    return is_one_of(name, all);
}

bool sohoa_dossier_part_valid(const char *name)
{
    static const char *const all[] = {"component", "supplement", "result", NULL};
    return is_one_of(name, all);
}

void sohoa_dossier_record_clear(struct sohoa_dossier_record *dossier)
{
    if (!dossier)
        return;
    free(dossier->code);
    free(dossier->part);
    free(dossier->state);
    free(dossier->agency);
    free(dossier->procedure);
    free(dossier->operator_);
    free(dossier->source);
    free(dossier->received);
    json_decref(dossier->pages);
    json_decref(dossier->documents);
    json_decref(dossier->given);
    memset(dossier, 0, sizeof *dossier);
}

json_t *sohoa_dossier_encode(const struct sohoa_dossier_record *dossier)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "batch", dossier->batch);
    sohoa_put_text(&put, "code", dossier->code);
    sohoa_put_text(&put, "part", dossier->part);
    sohoa_put_text(&put, "state", dossier->state);
    sohoa_put_text(&put, "agency", dossier->agency);
    sohoa_put_text(&put, "procedure", dossier->procedure);
    sohoa_put_text(&put, "operator", dossier->operator_);
    sohoa_put_text(&put, "source", dossier->source);
    sohoa_put_text(&put, "received", dossier->received);
    sohoa_put_text(&put, "captured", dossier->captured);
    sohoa_put_text(&put, "by", dossier->by);
    sohoa_put_count(&put, "first", dossier->first);
    sohoa_put_count(&put, "last", dossier->last);
    if (dossier->pages)
        sohoa_put(&put, "pages", json_incref(dossier->pages));
    if (json_array_size(dossier->documents))
        sohoa_put(&put, "documents", json_incref(dossier->documents));
    if (json_object_size(dossier->given))
        sohoa_put(&put, "given", json_incref(dossier->given));
    return sohoa_put_end(&put);
}

static bool page_numbers_valid(const json_t *pages)
{
    size_t i;
    const json_t *number;
    json_array_foreach(pages, i, number)
    {
        json_int_t n = json_integer_value(number);
        if (n < 1 || n > UINT32_MAX)
            return false;
    }
    return true;
}

int sohoa_dossier_decode(const json_t *object, const char *key, struct sohoa_dossier_record *ret,
                         struct sohoa_err *err)
{
    struct sohoa_take take = {.object = object};
    struct sohoa_dossier_record d = {0};
    (void)snprintf(d.id, sizeof d.id, "%s", sohoa_key_last(key));
    sohoa_take_into(&take, "batch", d.batch, sizeof d.batch);
    d.code = sohoa_take_text(&take, "code");
    d.part = sohoa_take_text(&take, "part");
    d.state = sohoa_take_text(&take, "state");
    d.agency = sohoa_take_text(&take, "agency");
    d.procedure = sohoa_take_text(&take, "procedure");
    d.operator_ = sohoa_take_text(&take, "operator");
    d.source = sohoa_take_text(&take, "source");
    d.received = sohoa_take_text(&take, "received");
    sohoa_take_into(&take, "captured", d.captured, sizeof d.captured);
    sohoa_take_into(&take, "by", d.by, sizeof d.by);
    d.first = (uint32_t)sohoa_take_count(&take, "first", UINT32_MAX);
    d.last = (uint32_t)sohoa_take_count(&take, "last", UINT32_MAX);
    d.pages = sohoa_take_json(&take, "pages", JSON_ARRAY);
    d.documents = sohoa_take_json(&take, "documents", JSON_ARRAY);
    d.given = sohoa_take_json(&take, "given", JSON_OBJECT);
    if (!d.documents && !(d.documents = json_array()))
        take.no_memory = true;
    if (!page_numbers_valid(d.pages))
        take.damaged = true;
    int rc = sohoa_take_end(&take, key, err);
    if (rc == SOHOA_OK)
        *ret = d;
    else
        sohoa_dossier_record_clear(&d);
    return rc;
}
