/* serve.h - the HTTP service over a store: what `sohoa serve`, its tests and the bench start.
 *
 * Event threads (libmicrohttpd, epoll) read requests and answer look-ups themselves; slower calls
 * go to a few workers; a job thread runs imports. An answer leaves only when the entries about it
 * in the audit log are durable: its connection is suspended until then. */
#ifndef SOHOA_SERVE_H
#define SOHOA_SERVE_H
#include "host/config.h"
#include "record/records.h"

struct sohoa_serve;
struct sohoa_serve_request {
    struct sohoa_records *records;
    struct sohoa_registry *registry;
    struct sohoa_config *config;    /* lent until close; `options: serve:` are its limits */
    const char *listen;             /* HOST:PORT, [::1]:PORT; NULL: 127.0.0.1:8080; port 0: any */
    const char *tls_cert, *tls_key; /* PEM files, both or none */
    bool plain_anywhere;            /* plain HTTP on an address that is not loopback */
    bool unaudited;                 /* nothing is recorded: for the bench of the query layer only */
};
/* Starts the service; its threads block all signals. FATAL with sys_errno EINVAL: what was asked
 * for is wrong. [setup] */
int sohoa_serve_open(const struct sohoa_serve_request *request, struct sohoa_serve **ret,
                     struct sohoa_err *err);
/* http://127.0.0.1:8080 ; lent. [any] */
const char *sohoa_serve_url(const struct sohoa_serve *serve);
/* Reads the certificate files again and takes the limits of this configuration (lent until close).
 * On failure all stays as it was. [one] */
int sohoa_serve_reload(struct sohoa_serve *serve, struct sohoa_config *config,
                       struct sohoa_err *err);
/* Takes no more connections, lets what was begun end (30 s at most), stops the job at a page and
 * keeps it for the next start. NULL is fine. [one] */
void sohoa_serve_close(struct sohoa_serve *serve);

/* The description of the service, OpenAPI 3.1; a constant. [any] */
const char *sohoa_serve_openapi(size_t *ret_size);
struct sohoa_serve_route {
    const char *method, *path;
    const char *query; /* the parameters it knows, parted by blanks; NULL: none */
    unsigned roles;    /* who may call it: 1 << role; 0 = everybody */
    bool purpose;      /* X-Purpose is asked for */
};
/* The routes, to hold against the description. [any] */
void sohoa_serve_routes(void (*each)(void *arg, const struct sohoa_serve_route *route), void *arg);
#endif
