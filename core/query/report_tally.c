/* report_tally.c - counts of a group as indicators, each with its definition. See report.h.
 *
 * Decision 766/QĐ-TTg as the national dashboard computes it (group "số hóa"); received and finished
 * are those of the register, the dates both included:
 *
 *   results_electronic (4.1)  finished in the period with an electronic result (register), or with
 *                             a document of the part `result` stored here / finished in the period
 *   digitised (4.2)           with at least one component as a file (stored here, or filed online)
 *                             and, where a result was issued on paper, that as a file, too /
 *                             received in the period
 *   digitised_paper           the same among those not filed online (Circular 01/2023/TT-VPCP,
 *                             article 4: what was filed online is not digitised again)
 *   reused (4.3)              with at least one component on the record of reuse / received
 *   shared (4.4)              of these, from a shared source (the national store) / received
 *   population_used (4.5)  that used data of the population database or whose account was
 *                             authenticated with VNeID (register, or the record of reuse with the
 *                             source `population`, which 4.3 and 4.4 leave out) / received
 *   population_procedures (4.5)  procedures of which one such was received / procedures received
 *
 * Of the store, by the day of capture:
 *
 *   asked_again      papers (no declarations) taken in while a valid one of the same kind and
 *                    person was held under another dossier code / such papers taken in
 *   fields_verified  fields that a person decided / fields read
 *   ready_median, ready_p95  seconds from the first page's capture to the commit that made the
 *                    dossier readable by others
 *   ledger_difference  captured - (stored + blank + separator + quarantined + pending): 0
 *   lookups          personal records that somebody read (the access record), one a person
 *   unregistered     dossiers captured under a code that the register lacks, or under none */
#include "query/report_parts.h"

#include "host/lang.h"
#include "record/json_read.h"

#include <stdlib.h>
#include <string.h>

enum { SHARE_DIGITS = 4 };

void sohoa_tally_clear(struct tally *t)
{
    free(t->ready);
    json_decref(t->papers);
    json_decref(t->devices);
    json_decref(t->procedures);
    *t = (struct tally){0};
}

void sohoa_tally_ready(struct tally *t, uint32_t seconds)
{
    if (t->ready_count == t->ready_room) {
        size_t room = t->ready_room ? t->ready_room * 2 : 64;
        uint32_t *ready = realloc(t->ready, room * sizeof *ready);
        if (!ready) {
            t->no_memory = true;
            return;
        }
        t->ready = ready;
        t->ready_room = room;
    }
    t->ready[t->ready_count++] = seconds;
}

/* object[key] += by */
static bool add_to(json_t *object, const char *key, uint64_t by)
{
    json_int_t before = json_integer_value(json_object_get(object, key));
    return json_object_set_new(object, key, json_integer(before + (json_int_t)by)) == 0;
}

/* The entry of a name in one of the two lists, each made when it is first needed; NULL: no memory.
 */
static json_t *entry_of(json_t **list, const char *name)
{
    if (!*list)
        *list = json_object();
    json_t *entry = json_object_get(*list, name);
    if (!entry && *list && (entry = json_object()) && json_object_set_new(*list, name, entry) != 0)
        entry = NULL;
    return entry;
}

void sohoa_tally_paper(struct tally *t, const char *schema, uint64_t pages)
{
    json_t *entry = entry_of(&t->papers, schema);
    t->no_memory |= !entry || !add_to(entry, "documents", 1) || !add_to(entry, "pages", pages);
}

void sohoa_tally_population(struct tally *t, const char *procedure, bool used)
{
    if (!t->procedures)
        t->procedures = json_object();
    t->population += used;
    bool new_one = used || !json_object_get(t->procedures, procedure);
    if (*procedure && new_one &&
        json_object_set_new(t->procedures, procedure, json_boolean(used)) != 0)
        t->no_memory = true;
}

void sohoa_tally_device(struct tally *t, const char *device, uint64_t pages)
{
    json_t *entry = entry_of(&t->devices, device);
    t->no_memory |= !entry || !add_to(entry, "dossiers", 1) || !add_to(entry, "pages", pages);
}

/* ---- indicators ----------------------------------------------------------------------------- */

static json_t *unknown(const char *unit, const char *why)
{
    return json_pack("{s:s,s:s,s:s}", "unit", unit, "state", "unknown", "why", sohoa_tr(why));
}

static json_t *share(uint64_t count, uint64_t of, const char *why)
{
    if (why || of == 0)
        return unknown("share", why ? why : "there is nothing to divide by");
    return json_pack("{s:s,s:s,s:o,s:I,s:I}", "unit", "share", "state", "known", "value",
                     sohoa_json_number((double)count / (double)of, SHARE_DIGITS), "count",
                     (json_int_t)count, "of", (json_int_t)of);
}

static json_t *number(const char *unit, uint64_t value, const char *why)
{
    return why ? unknown(unit, why)
               : json_pack("{s:s,s:s,s:I}", "unit", unit, "state", "known", "value",
                           (json_int_t)value);
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void put_ready(struct sohoa_put *put, struct tally *t)
{
    const char *why = t->ready_count ? NULL : "no dossier became ready";
    size_t n = t->ready_count;
    if (n)
        qsort(t->ready, n, sizeof *t->ready, by_size);
    sohoa_put(put, "ready_median", number("seconds", n ? t->ready[(n - 1) / 2] : 0, why));
    sohoa_put(put, "ready_p95", number("seconds", n ? t->ready[(n * 95 + 99) / 100 - 1] : 0, why));
}

static void put_shares(struct sohoa_put *put, const struct tally *t, const struct known *known,
                       bool whole)
{
    const char *why = !known->registered          ? "no register for the period"
                      : !whole && !known->grouped ? "the register does not tell this grouping"
                                                  : NULL;
    sohoa_put(put, "received", number("count", t->received, why));
    sohoa_put(put, "finished", number("count", t->finished, why));
    sohoa_put(put, "results_electronic", share(t->results, t->finished, why));
    sohoa_put(put, "digitised", share(t->digitised, t->received, why));
    sohoa_put(put, "digitised_paper", share(t->on_paper_digitised, t->on_paper, why));
    sohoa_put(put, "reused", share(t->reused, t->received, why));
    sohoa_put(put, "shared", share(t->shared, t->received, why));
    sohoa_put(put, "unregistered",
              number("count", t->unregistered, known->registered ? NULL : why));
}

static void put_population(struct sohoa_put *put, const struct tally *t, const struct known *known,
                           bool whole)
{
    const char *why = !known->registered          ? "no register for the period"
                      : !known->population        ? "the register does not tell it"
                      : !whole && !known->grouped ? "the register does not tell this grouping"
                                                  : NULL;
    uint64_t count = 0;
    const char *code;
    json_t *used;
    json_object_foreach(t->procedures, code, used) count += json_is_true(used);
    sohoa_put(put, "population_used", share(t->population, t->received, why));
    sohoa_put(put, "population_procedures", share(count, json_object_size(t->procedures), why));
}

static void put_ledger(struct sohoa_put *put, const struct tally *t, const struct known *known,
                       bool whole)
{
    const struct sohoa_ledger *l = &t->ledger;
    const char *why = whole || known->ledgers ? NULL : "batches do not tell this grouping";
    uint64_t sum = l->stored + l->blank + l->separator + l->quarantined + l->pending;
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {
        {"batches", t->batches},
        {"captured", l->captured},
        {"stored", l->stored},
        {"blank", l->blank},
        {"separators", l->separator},
        {"quarantined", l->quarantined},
        {"pending", l->pending},
        {"open_alarms", t->alarms},
        {"ledger_difference", l->captured > sum ? l->captured - sum : sum - l->captured},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        sohoa_put(put, counts[i].name, number("count", counts[i].value, why));
}

static json_t *indicators(struct tally *t, const struct known *known, bool whole)
{
    struct sohoa_put put = {.object = json_object()};
    const char *no_log = !known->lookups ? "the access record was not read"
                         : whole || known->lookups_grouped
                             ? NULL
                             : "the access record does not tell this grouping";
    put_shares(&put, t, known, whole);
    put_population(&put, t, known, whole);
    sohoa_put(&put, "asked_again",
              share(t->asked_again, t->taken_in, known->again ? NULL : "the papers are not known"));
    sohoa_put(&put, "dossiers", number("count", t->dossiers, NULL));
    sohoa_put(&put, "pages", number("count", t->pages, NULL));
    sohoa_put(&put, "documents", number("count", t->documents, NULL));
    sohoa_put(&put, "fields", number("count", t->fields, NULL));
    sohoa_put(&put, "fields_verified", share(t->verified, t->fields, NULL));
    sohoa_put(&put, "fields_in_conflict", number("count", t->conflicts, NULL));
    put_ready(&put, t);
    put_ledger(&put, t, known, whole);
    sohoa_put(&put, "lookups", number("count", t->lookups, no_log));
    return sohoa_put_end(&put);
}

json_t *sohoa_tally_object(struct tally *t, const struct known *known, bool whole)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put(&put, "indicators", indicators(t, known, whole));
    sohoa_put(&put, "papers", t->papers ? json_incref(t->papers) : json_object());
    sohoa_put(&put, "devices", t->devices ? json_incref(t->devices) : json_object());
    put.failed |= t->no_memory;
    return sohoa_put_end(&put);
}
