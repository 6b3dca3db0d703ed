/* calls_service.c - the service about itself: health, metrics, description, figures, the record of
 * who did what. */
#include "host/log.h"
#include "query/report.h"
#include "serve/calls.h"
#include "serve/jobs.h"
#include "serve/service.h"

#include <stdlib.h>
#include <string.h>

#define ENTRIES_USUAL 100
#define ENTRIES_MAX 10000

void call_health(struct request *rq)
{
    struct sohoa_batch batch;
    struct sohoa_err err = {0};
    /* a look for what cannot be there: the store answers or it does not */
    int rc = sohoa_batch_get(rq->service->records, "00000000000000000000000000", &batch, &err);
    if (rc == SOHOA_OK)
        sohoa_batch_clear(&batch);
    if (rc < 0) {
        sohoa_log(SOHOA_ERROR, "%s", err.text);
        answer_problem(rq, 503, "store", "the store cannot be read");
    } else {
        answer_json(rq, 200,
                    json_pack("{s:s,s:I}", "status", "ok", "jobs_waiting",
                              (json_int_t)jobs_waiting(rq->service->jobs)));
    }
}

void call_metrics(struct request *rq)
{
    uint64_t size = 0;
    char *text = metrics_text(rq->service, &size);
    if (!text)
        answer_problem(rq, 503, "no-memory", "out of memory");
    else
        answer_bytes(rq, 200, "text/plain; version=0.0.4; charset=utf-8", text, size);
}

void call_openapi(struct request *rq)
{
    size_t size = 0;
    const char *text = sohoa_serve_openapi(&size);
    char *copy = malloc(size + 1);
    if (copy)
        memcpy(copy, text, size);
    answer_bytes(rq, 200, "application/json", copy, size);
}

static bool take_by(struct request *rq, struct sohoa_report_ask *ask)
{
    const char *by = target_param(&rq->target, "by");
    int found = by ? sohoa_report_by_name(by) : SOHOA_REPORT_WHOLE;
    if (found < 0) {
        answer_problem(rq, 400, "bad-request", "'%s' must be agency, procedure, operator or day",
                       "by");
        return false;
    }
    ask->by = (enum sohoa_report_by)found;
    return true;
}

void call_report(struct request *rq)
{
    struct sohoa_report_ask ask = {.agency = target_param(&rq->target, "agency"),
                                   .schemas = rq->service->decide.schemas,
                                   .procedures = rq->service->procedures,
                                   .audit = rq->service->audit};
    struct sohoa_err err = {0};
    json_t *report = NULL;
    if (!request_date(rq, "from", &ask.from) || !request_date(rq, "to", &ask.to) ||
        !take_by(rq, &ask))
        return;
    if (!ask.from || !ask.to) {
        answer_problem(rq, 400, "bad-request", "the period is needed: from and to");
        return;
    }
    int rc = sohoa_report(rq->service->records, &ask, &report, &err);
    if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    else
        answer_json(rq, 200, report);
}

static bool add_entry(void *arg, const json_t *entry)
{
    return json_array_append(arg, (json_t *)(uintptr_t)entry) == 0;
}

void call_audit(struct request *rq)
{
    const struct target *t = &rq->target;
    struct sohoa_audit_filter filter = {.who = target_param(t, "who"),
                                        .action = target_param(t, "action"),
                                        .citizen = target_param(t, "citizen")};
    struct sohoa_err err = {0};
    long limit = 0;
    if (!request_date(rq, "from", &filter.from) || !request_date(rq, "to", &filter.to) ||
        !request_number(rq, "limit", 1, ENTRIES_MAX, ENTRIES_USUAL, &limit))
        return;
    filter.limit = (size_t)limit;
    if (filter.citizen)
        sohoa_whose_add(&rq->whose, filter.citizen);
    json_t *entries = json_array();
    int rc = rq->service->audit
                 ? sohoa_audit_each(rq->service->audit, &filter, add_entry, entries, &err)
                 : SOHOA_OK;
    if (rc != SOHOA_OK) {
        json_decref(entries);
        answer_fault(rq, rc, &err);
    } else {
        answer_json(rq, 200, json_pack("{s:o}", "entries", entries));
    }
}
