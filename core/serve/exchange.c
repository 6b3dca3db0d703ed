/* exchange.c - the life of a request; see request.h. Runs in the event threads, exchange_finish in
 * a worker too. A connection is suspended before anybody else may wake it, and whoever wakes it
 * does not touch the request afterwards. */
#include "serve/exchange.h"
#include "host/log.h"

#include "serve/callers.h"
#include "serve/connections.h"
#include "serve/note_reuse.h"
#include "serve/router.h"
#include "serve/workers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define WASTE_MAX (1u << 20) /* of a refused body that is still read */

int64_t service_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void *exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct request *rq = calloc(1, sizeof *rq);
    if (!rq)
        return NULL;
    rq->service = cls;
    rq->connection = connection;
    rq->raw = strdup(uri);
    rq->began_ns = service_now_ns();
    if (rq->raw)
        return rq;
    free(rq);
    return NULL;
}

void request_free(struct request *rq)
{
    answer_clear(&rq->answer);
    target_clear(&rq->target);
    upload_abandon(rq->upload);
    sohoa_whose_clear(&rq->whose);
    json_decref(rq->json);
    free(rq->text);
    free(rq->raw);
    free(rq);
}

void exchange_end(void *cls, struct MHD_Connection *connection, void **request,
                  enum MHD_RequestTerminationCode why)
{
    struct service *service = cls;
    struct request *rq = *request;
    (void)why;
    *request = NULL;
    connections_idle(connection);
    if (!rq)
        return;
    if (rq->counted) {
        metrics_count(&service->metrics, rq->route, rq->answer.status,
                      service_now_ns() - rq->began_ns);
        atomic_fetch_sub(&service->open_requests, 1);
    }
    request_free(rq);
}

/* ---- on record, then sent -------------------------------------------------------------------- */

static void wake(struct request *rq)
{
    struct service *service = rq->service;
    struct MHD_Connection *connection = rq->connection;
    atomic_store(&rq->phase, PHASE_READY);
    MHD_resume_connection(connection);
    atomic_fetch_sub(&service->suspended, 1);
}

static void suspend(struct request *rq)
{
    if (rq->suspended)
        return;
    rq->suspended = true;
    atomic_fetch_add(&rq->service->suspended, 1);
    MHD_suspend_connection(rq->connection);
}

/* The audit log's thread: the entries are durable, or cannot be. */
static void on_record(void *arg, int rc, const struct sohoa_err *err)
{
    struct request *rq = arg;
    if (rc != SOHOA_OK) {
        sohoa_lang_here((int)rq->lang);
        sohoa_log(SOHOA_ERROR, "%s", err->text);
        answer_problem(rq, 503, "no-record",
                       "the access record cannot be written, so nothing is answered");
        sohoa_lang_here(-1);
    }
    wake(rq);
}

static const char *outcome_of(const struct request *rq, char *buf, size_t room)
{
    unsigned status = rq->answer.status;
    if (!rq->refusal && status < 400)
        return "ok";
    if (rq->refusal)
        (void)snprintf(buf, room, "refused: %s", rq->refusal);
    else
        (void)snprintf(buf, room, status == 404 ? "none" : "failed: %u", status);
    return buf;
}

static bool wants_record(const struct request *rq)
{
    const struct route *route = rq->route;
    if (!rq->service->audit || !route || (route->flags & ROUTE_OPEN))
        return false;
    return rq->refusal || rq->known;
}

static int append(struct request *rq, struct sohoa_err *err)
{
    char who[SOHOA_TOKEN_NAME_MAX + 8], outcome[64], call[128];
    const struct route *route = rq->route;
    (void)snprintf(who, sizeof who, "token:%s", rq->known ? rq->token.name : "?");
    (void)snprintf(call, sizeof call, "%s %s", route->method, route->path);
    struct sohoa_audit_entry entry = {
        .who = who,
        .role = rq->known ? sohoa_token_role_name(rq->token.role) : NULL,
        .from = rq->from,
        .action = route->action,
        .call = call,
        .what = rq->object[0] ? rq->object : NULL,
        .whose = &rq->whose,
        .why = rq->purpose[0] ? rq->purpose : NULL,
        .outcome = outcome_of(rq, outcome, sizeof outcome),
    };
    return sohoa_audit_append(rq->service->audit, &entry, on_record, rq, err);
}

void exchange_finish(struct request *rq)
{
    struct sohoa_err err = {0};
    if (rq->whose.failed && rq->answer.status < 400)
        answer_problem(rq, 503, "no-memory", "there are too many persons in the answer");
    if (wants_record(rq)) {
        suspend(rq);
        if (append(rq, &err) == SOHOA_OK)
            return;
        on_record(rq, SOHOA_FATAL, &err);
    } else if (rq->suspended) {
        wake(rq);
    } else {
        atomic_store(&rq->phase, PHASE_READY);
    }
}

/* ---- the head -------------------------------------------------------------------------------- */

static bool take_target(struct request *rq)
{
    struct sohoa_err err = {0};
    char allow[64] = "";
    int rc = target_parse(rq->raw, &rq->target, &err);
    if (rc != SOHOA_OK) {
        answer_problem(rq, rc == SOHOA_BAD_PAGE ? 400 : 503, "bad-address", "%s", err.text);
        return false;
    }
    const char *method = strcmp(rq->method, "HEAD") == 0 ? "GET" : rq->method;
    rq->route = route_find(method, &rq->target, rq->params, allow, sizeof allow);
    if (rq->route)
        return true;
    if (!allow[0]) {
        answer_problem(rq, 404, "no-such-call", "there is no such address");
        return false;
    }
    answer_problem(rq, 405, "method", "the address takes %s", allow);
    (void)snprintf(rq->answer.allow, sizeof rq->answer.allow, "%s", allow);
    return false;
}

/* A parameter with a slip in its name would be a filter that is not there: more persons' data would
 * be answered than were asked for. What is open to everybody takes any. */
static bool take_query(struct request *rq)
{
    const char *unknown = route_unknown(rq->route, &rq->target);
    if (!unknown || (rq->route->flags & ROUTE_OPEN))
        return true;
    answer_problem(rq, 400, "bad-request", "the address has no parameter '%s'", unknown);
    return false;
}

/* What comes with the request must be wanted and small enough. */
static bool take_length(struct request *rq)
{
    struct limits limits = service_limits(rq->service);
    const char *length = request_header(rq, MHD_HTTP_HEADER_CONTENT_LENGTH);
    unsigned flags = rq->route->flags;
    uint64_t most = flags & ROUTE_UPLOAD ? (uint64_t)limits.body
                    : flags & ROUTE_CSV  ? (uint64_t)limits.body
                                         : (uint64_t)limits.json;
    if (!length)
        return true;
    errno = 0;
    unsigned long long size = strtoull(length, NULL, 10);
    if (errno == 0 && size <= most)
        return true;
    answer_problem(rq, 413, "too-large", "the body has more than %llu bytes",
                   (unsigned long long)most);
    return false;
}

static bool type_is(const char *value, const char *type)
{
    size_t size = strlen(type);
    return value && strncasecmp(value, type, size) == 0 &&
           (!value[size] || value[size] == ';' || value[size] == ' ');
}

static bool take_type(struct request *rq)
{
    const char *type = request_header(rq, MHD_HTTP_HEADER_CONTENT_TYPE);
    struct sohoa_err err = {0};
    unsigned flags = rq->route->flags;
    int rc = SOHOA_OK;
    const char *wanted = flags & ROUTE_JSON  ? "application/json"
                         : flags & ROUTE_CSV ? "text/csv"
                                             : NULL;
    if (wanted && !type_is(type, wanted) &&
        !(flags & ROUTE_JSON && type_is(type, "application/merge-patch+json"))) {
        answer_problem(rq, 415, "media-type", "the body must be %s", wanted);
        return false;
    }
    if (flags & ROUTE_UPLOAD)
        rc = upload_begin(rq->service, type ? type : "", &rq->upload, &err);
    if (rc == SOHOA_BAD_PAGE)
        answer_problem(rq, 415, "media-type", "%s", err.text);
    else if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    return rc == SOHOA_OK;
}

static bool take_head(struct request *rq)
{
    rq->lang =
        header_language(request_header(rq, MHD_HTTP_HEADER_ACCEPT_LANGUAGE), sohoa_lang_get());
    sohoa_lang_here((int)rq->lang);
    rq->from = connections_address(rq->connection);
    if (atomic_load(&rq->service->stopping)) {
        answer_problem(rq, 503, "stopping", "the service is being stopped");
        rq->answer.retry_after = 10;
        return false;
    }
    return take_target(rq) && callers_admit(rq) && take_query(rq) && take_length(rq) &&
           take_type(rq);
}

/* ---- the body -------------------------------------------------------------------------------- */

static void take_text(struct request *rq, const char *data, size_t size)
{
    struct limits limits = service_limits(rq->service);
    size_t most = (size_t)(rq->route->flags & ROUTE_CSV ? limits.body : limits.json);
    if (size > most || rq->text_size > most - size) {
        answer_problem(rq, 413, "too-large", "the body has more than %llu bytes",
                       (unsigned long long)most);
        return;
    }
    if (rq->text_size + size + 1 > rq->text_room) {
        size_t room = rq->text_room ? rq->text_room * 2 : 1024;
        while (room < rq->text_size + size + 1)
            room *= 2;
        char *text = realloc(rq->text, room);
        if (!text) {
            answer_problem(rq, 503, "no-memory", "out of memory");
            return;
        }
        rq->text = text;
        rq->text_room = room;
    }
    memcpy(rq->text + rq->text_size, data, size);
    rq->text_size += size;
    rq->text[rq->text_size] = '\0';
}

/* False: the connection is to be closed. */
static bool take_body(struct request *rq, const char *data, size_t size)
{
    struct sohoa_err err = {0};
    if (rq->answer
            .status) { /* refused already: some more is read so that the answer gets through */
        rq->waste += size;
        return rq->waste <= WASTE_MAX;
    }
    if (!rq->upload) {
        take_text(rq, data, size);
        return true;
    }
    int rc = upload_feed(rq->upload, data, size, &err);
    if (rc == SOHOA_BAD_PAGE)
        answer_problem(rq, err.sys_errno == EFBIG ? 413 : 400,
                       err.sys_errno == EFBIG ? "too-large" : "bad-body", "%s", err.text);
    else if (rc != SOHOA_OK)
        answer_fault(rq, rc, &err);
    return true;
}

static bool parse_json(struct request *rq)
{
    json_error_t why = {0};
    rq->json = json_loadb(rq->text ? rq->text : "", rq->text_size, JSON_REJECT_DUPLICATES, &why);
    if (json_is_object(rq->json))
        return true;
    if (rq->json)
        answer_problem(rq, 400, "bad-json", "the body must be a JSON object");
    else
        answer_problem(rq, 400, "bad-json", "the body is not JSON: line %d, column %d", why.line,
                       why.column);
    return false;
}

/* A dossier code in the purpose makes the read a reuse, which is written: not in an event thread.
 */
static bool is_quick(const struct request *rq)
{
    char code[PURPOSE_MAX + 1];
    return (rq->route->flags & ROUTE_QUICK) && !purpose_code(rq->purpose, code, sizeof code);
}

static void dispatch(struct request *rq)
{
    rq->counted = true;
    atomic_fetch_add(&rq->service->open_requests, 1);
    connections_busy(rq->connection);
    if (!rq->answer.status && (!(rq->route->flags & ROUTE_JSON) || parse_json(rq))) {
        if (!is_quick(rq)) {
            atomic_store(&rq->phase, PHASE_WORK);
            suspend(rq);
            if (workers_add(rq->service->workers, rq))
                return;
            answer_problem(rq, 503, "busy", "too much is being asked at the moment");
            rq->answer.retry_after = 1;
        } else {
            rq->route->run(rq);
        }
    }
    exchange_finish(rq);
}

static bool brings_body(struct request *rq)
{
    const char *length = request_header(rq, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length && strcmp(length, "0") != 0) ||
           request_header(rq, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *data,
                                size_t *size, void **request)
{
    struct request *rq = *request;
    enum MHD_Result result = MHD_YES;
    (void)cls, (void)connection, (void)url, (void)version;
    if (!rq)
        return MHD_NO;
    if (atomic_load(&rq->phase) == PHASE_READY) { /* woken */
        rq->suspended = false;
        return answer_send(rq);
    }
    switch (atomic_load(&rq->phase)) {
    case PHASE_HEAD:
        rq->method = method;
        atomic_store(&rq->phase, PHASE_BODY);
        connections_body(rq->connection);
        if (!take_head(rq) && brings_body(rq))
            dispatch(rq); /* refused before any of its body is read */
        break;
    case PHASE_BODY:
        sohoa_lang_here((int)rq->lang);
        if (*size) {
            result = take_body(rq, data, *size) ? MHD_YES : MHD_NO;
            *size = 0;
        } else {
            dispatch(rq);
        }
        break;
    default:
        break;
    }
    sohoa_lang_here(-1);
    if (!rq->suspended && atomic_load(&rq->phase) == PHASE_READY)
        result = answer_send(rq);
    return result;
}
