/* request.h - one request on its way: read, allowed, answered, put on record, sent.
 *
 *   head -> (body) -> [worker] -> answer -> audit -> send
 *
 * One thread at a time holds it: the connection's event thread, a worker, or (suspended) the audit
 * log, which only wakes the connection. Handlers fill the answer and name the persons in it. */
#ifndef SOHOA_SERVE_INNER_REQUEST_H
#define SOHOA_SERVE_INNER_REQUEST_H
#include "host/lang.h"
#include "query/audit.h"
#include "query/token.h"
#include "serve/header.h"
#include "serve/target.h"
#include "serve/upload.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stdatomic.h>

struct service;
struct route;
struct work_tools;

enum { ROUTE_PARAMS_MAX = 2, ADDRESS_ROOM = 64 };

struct answer {
    unsigned status;
    const char *type; /* a constant */
    char *body;       /* malloc'd, NULL = none */
    size_t size;
    struct sohoa_blob *blob; /* instead of body; owned */
    uint64_t first;          /* with blob: only these bytes */
    uint64_t length;
    char etag[48], location[96], range[64];
    unsigned retry_after; /* seconds, 0 = none */
    char allow[64];
};

enum phase { PHASE_HEAD = 0, PHASE_BODY, PHASE_WORK, PHASE_READY, PHASE_SENT };

struct request {
    struct service *service;
    struct MHD_Connection *connection;
    char *raw; /* the target as it came */
    struct target target;
    const struct route *route;
    const char *method;
    const char *params[ROUTE_PARAMS_MAX];
    enum sohoa_lang lang;
    /* who */
    bool known; /* the token opened */
    struct sohoa_token token;
    const char *from;              /* the connection's address, lent */
    char purpose[PURPOSE_MAX + 1]; /* "" = none */
    /* body */
    char *text;
    size_t text_size, text_room;
    json_t *json; /* of a JSON body, parsed; owned */
    struct upload *upload;
    /* outcome */
    struct answer answer;
    struct sohoa_whose whose; /* persons in the answer or named in the question */
    char object[256];         /* dossier, job, code it was about, "" = none */
    const char *refusal;      /* a constant: why it was refused, NULL = it was not */
    int64_t began_ns;
    bool counted; /* among the open requests */
    bool suspended;
    uint64_t waste;           /* bytes of a body that is not wanted any more */
    struct work_tools *tools; /* of the worker that runs it, NULL in an event thread */
    _Atomic int phase;        /* enum phase */
    struct request *next;     /* in the queue of the workers */
};

/* ---- answers (answer.c); the last one given counts ------------------------------------------ */

/* Takes value; NULL: out of memory. */
void answer_json(struct request *rq, unsigned status, json_t *value);
/* Takes body (malloc'd); type is a constant. */
void answer_bytes(struct request *rq, unsigned status, const char *type, char *body, size_t size);
/* Takes the blob. */
void answer_blob(struct request *rq, const char *type, struct sohoa_blob *blob);
/* A problem document (RFC 9457): kind names it ("not-found"), fmt tells what is wrong, in the
 * caller's language. */
void answer_problem(struct request *rq, unsigned status, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The same of what a call of the core answered. */
void answer_fault(struct request *rq, int rc, const struct sohoa_err *err);
/* Makes the answer that is set a response and queues it. */
enum MHD_Result answer_send(struct request *rq);
void answer_clear(struct answer *answer);

/* ---- what handlers ask ----------------------------------------------------------------------- */

/* All "citizen" and "person" values anywhere in the value go on record. */
void request_persons(struct request *rq, const json_t *value);
/* A member of the JSON body as text: NULL when absent (or null). False after a problem: it is
 * there and no text, or longer than most bytes. */
bool request_text(struct request *rq, const char *key, size_t most, const char **ret);
/* A date of the query or NULL; false after a problem: it is none. */
bool request_date(struct request *rq, const char *name, const char **ret);
/* A number of the query from least to most, or fallback; false after a problem. */
bool request_number(struct request *rq, const char *name, long least, long most, long fallback,
                    long *ret);
/* A header, NULL = not there. */
const char *request_header(struct request *rq, const char *name);
void request_free(struct request *rq);
#endif
