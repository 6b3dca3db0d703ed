/* answer.c - answers of the service, problem documents (RFC 9457) among them. One owner. */
#include "host/log.h"
#include "serve/router.h"
#include "serve/service.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_TYPE "application/problem+json"

void answer_clear(struct answer *answer)
{
    free(answer->body);
    sohoa_blob_unref(answer->blob);
    *answer = (struct answer){.status = 0};
}

void answer_bytes(struct request *rq, unsigned status, const char *type, char *body, size_t size)
{
    answer_clear(&rq->answer);
    rq->answer.status = status;
    rq->answer.type = type;
    rq->answer.body = body;
    rq->answer.size = body ? size : 0;
}

void answer_json(struct request *rq, unsigned status, json_t *value)
{
    char *text = sohoa_json_line(value);
    json_decref(value);
    if (!text)
        answer_problem(rq, 503, "no-memory", "out of memory");
    else
        answer_bytes(rq, status, "application/json", text, strlen(text));
}

void answer_blob(struct request *rq, const char *type, struct sohoa_blob *blob)
{
    uint64_t first = 0, length = sohoa_blob_size(blob), size = length;
    answer_clear(&rq->answer);
    enum range range = header_range(request_header(rq, "Range"), size, &first, &length);
    if (range == RANGE_NONE) {
        sohoa_blob_unref(blob);
        answer_problem(rq, 416, "range", "none of the bytes asked for is there");
        (void)snprintf(rq->answer.range, sizeof rq->answer.range, "bytes */%llu",
                       (unsigned long long)size);
        return;
    }
    rq->answer = (struct answer){.status = range == RANGE_PART ? 206 : 200,
                                 .type = type,
                                 .blob = blob,
                                 .first = first,
                                 .length = length};
    if (range == RANGE_PART)
        (void)snprintf(rq->answer.range, sizeof rq->answer.range, "bytes %llu-%llu/%llu",
                       (unsigned long long)first, (unsigned long long)(first + length - 1),
                       (unsigned long long)size);
}

static const char *title_of(unsigned status)
{
    switch (status) {
    case 400:
        return sohoa_tr("The request is not understood");
    case 401:
        return sohoa_tr("A token is needed");
    case 403:
        return sohoa_tr("Not allowed");
    case 404:
        return sohoa_tr("Not found");
    case 405:
        return sohoa_tr("Not with this method");
    case 409:
        return sohoa_tr("In conflict with what is stored");
    case 412:
        return sohoa_tr("It has changed meanwhile");
    case 413:
        return sohoa_tr("Too large");
    case 415:
        return sohoa_tr("Not this kind of body");
    case 416:
        return sohoa_tr("No such bytes");
    case 422:
        return sohoa_tr("The values do not fit");
    case 428:
        return sohoa_tr("If-Match is needed");
    case 429:
        return sohoa_tr("Too many requests");
    case 503:
        return sohoa_tr("Not at the moment");
    default:
        return sohoa_tr("The service failed");
    }
}

void answer_problem(struct request *rq, unsigned status, const char *kind, const char *fmt, ...)
{
    char type[96];
    struct sohoa_err detail = {0};
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(detail.text, sizeof detail.text, sohoa_tr(fmt), args);
    va_end(args);
    (void)snprintf(type, sizeof type, "urn:sohoa:problem:%s", kind);
    /* a text cut within a letter must not spoil the whole document */
    json_t *text = json_string(detail.text);
    for (size_t n = strlen(detail.text); !text && n > 0; text = json_string(detail.text))
        detail.text[--n] = '\0';
    json_t *problem = json_pack("{s:s,s:s,s:i,s:o}", "type", type, "title", title_of(status),
                                "status", (int)status, "detail", text);
    char *body = sohoa_json_line(problem);
    json_decref(problem);
    answer_bytes(rq, status, PROBLEM_TYPE, body, body ? strlen(body) : 0);
}

void answer_fault(struct request *rq, int rc, const struct sohoa_err *err)
{
    switch (rc) {
    case SOHOA_END:
        answer_problem(rq, 404, "not-found", "%s", err->text);
        break;
    case SOHOA_RETRY:
        answer_problem(rq, 409, "conflict", "%s", err->text);
        break;
    case SOHOA_BAD_PAGE:
    case SOHOA_BAD_DOSSIER:
        answer_problem(rq, 400, "bad-request", "%s", err->text);
        break;
    default: /* the words are for whoever runs the service: they may name paths */
        sohoa_log(SOHOA_ERROR, "%s %s: %s", rq->method, rq->route ? rq->route->path : "",
                  err->text);
        answer_problem(rq, 500, "internal", "the service could not do it; its log tells why");
    }
}

static void release_blob(void *cls)
{
    sohoa_blob_unref(cls);
}

/* The response takes what the answer owns. */
static struct MHD_Response *make_response(struct answer *a)
{
    if (!a->blob) {
        char *body = a->body;
        a->body = NULL;
        return body ? MHD_create_response_from_buffer(a->size, body, MHD_RESPMEM_MUST_FREE)
                    : MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    }
    struct sohoa_blob *blob = a->blob;
    const char *data = sohoa_blob_data(blob);
    if (!data && a->length)
        return NULL;
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        (size_t)a->length, (void *)(uintptr_t)(data ? data + a->first : ""), release_blob, blob);
    if (response)
        a->blob = NULL;
    return response;
}

static void put(struct MHD_Response *response, const char *name, const char *value)
{
    if (value && *value)
        (void)MHD_add_response_header(response, name, value);
}

static void put_headers(const struct request *rq, struct MHD_Response *response)
{
    const struct answer *a = &rq->answer;
    char number[24];
    bool open = rq->route && (rq->route->flags & ROUTE_OPEN) && a->status == 200;
    put(response, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
    put(response, MHD_HTTP_HEADER_CACHE_CONTROL, open ? "no-cache" : "private, no-store");
    put(response, "X-Content-Type-Options", "nosniff");
    if (a->type && strcmp(a->type, PROBLEM_TYPE) == 0)
        put(response, MHD_HTTP_HEADER_CONTENT_LANGUAGE, rq->lang == SOHOA_VI ? "vi" : "en");
    put(response, MHD_HTTP_HEADER_ETAG, a->etag);
    put(response, MHD_HTTP_HEADER_LOCATION, a->location);
    put(response, MHD_HTTP_HEADER_CONTENT_RANGE, a->range);
    put(response, MHD_HTTP_HEADER_ALLOW, a->allow);
    if (a->blob || a->range[0])
        put(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    if (a->status == 401)
        put(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"sohoa\"");
    if (a->retry_after) {
        (void)snprintf(number, sizeof number, "%u", a->retry_after);
        put(response, MHD_HTTP_HEADER_RETRY_AFTER, number);
    }
}

enum MHD_Result answer_send(struct request *rq)
{
    bool blob = rq->answer.blob != NULL;
    struct MHD_Response *response = make_response(&rq->answer);
    if (!response)
        return MHD_NO;
    put_headers(rq, response);
    if (blob && !rq->answer.range[0])
        put(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    atomic_store(&rq->phase, PHASE_SENT);
    enum MHD_Result queued = MHD_queue_response(rq->connection, rq->answer.status, response);
    MHD_destroy_response(response);
    return queued;
}
