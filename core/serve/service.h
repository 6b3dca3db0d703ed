/* service.h - the inside of a running service. */
#ifndef SOHOA_SERVE_SERVICE_H
#define SOHOA_SERVE_SERVICE_H
#include "query/decide.h"
#include "query/procedure.h"
#include "query/search.h"
#include "serve/limits.h"
#include "serve/metrics.h"
#include "serve/request.h"
#include "serve/serve.h"

#include <pthread.h>

struct tls;
struct workers;
struct jobs;
struct warm;
struct callers;
struct connections;

struct service {
    struct sohoa_records *records;
    struct sohoa_registry *registry;
    struct sohoa_decide_env decide; /* schemas, vocabularies: shared, read only */
    struct sohoa_procedures *procedures;
    struct sohoa_search *search;
    pthread_rwlock_t settings; /* of the two below */
    struct limits limits;
    struct sohoa_config *config;
    struct metrics metrics;
    struct tls *tls;         /* NULL: plain HTTP */
    struct callers *callers; /* tokens */
    struct workers *workers;
    struct jobs *jobs;
    struct warm *warm;
    struct connections *connections;
    struct sohoa_audit *audit; /* NULL: nothing is recorded (the bench) */
    struct MHD_Daemon *daemon;
    atomic_int open_requests; /* whole and not yet sent */
    atomic_int suspended;     /* connections that somebody will wake */
    atomic_bool stopping;
};
/* A copy of the limits as they are now. [any] */
struct limits service_limits(struct service *service);
struct sohoa_config *service_config(struct service *service); /* lent until close [any] */
int64_t service_now_ns(void);                                 /* CLOCK_MONOTONIC */
#endif
