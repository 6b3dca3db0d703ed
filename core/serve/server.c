/* server.c - the service is opened, reloaded and closed; see serve.h. */
#include "host/log.h"
#include "host/signals.h"
#include "query/audit.h"
#include "serve/callers.h"
#include "serve/connections.h"
#include "serve/exchange.h"
#include "serve/jobs.h"
#include "serve/listen.h"
#include "serve/tls.h"
#include "serve/warm.h"
#include "serve/workers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define USUAL_ADDRESS "127.0.0.1:8080"
#define END_S 30
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct sohoa_serve {
    struct service service;
    char url[320];
    int fd; /* until the daemon has it, -1 = none */
};

struct limits service_limits(struct service *service)
{
    (void)pthread_rwlock_rdlock(&service->settings);
    struct limits limits = service->limits;
    (void)pthread_rwlock_unlock(&service->settings);
    return limits;
}

struct sohoa_config *service_config(struct service *service)
{
    (void)pthread_rwlock_rdlock(&service->settings);
    struct sohoa_config *config = service->config;
    (void)pthread_rwlock_unlock(&service->settings);
    return config;
}

static int wrong(struct sohoa_err *err, const char *text)
{
    int rc = sohoa_fail(err, SOHOA_FATAL, "%s", sohoa_tr(text));
    if (err)
        err->sys_errno = EINVAL;
    return rc;
}

static int open_socket(struct sohoa_serve *s, const struct sohoa_serve_request *q,
                       struct sohoa_err *err)
{
    char name[300];
    bool local = false;
    if (!q->tls_cert != !q->tls_key)
        return wrong(err, "--tls-cert and --tls-key go together");
    int rc =
        listen_open(q->listen ? q->listen : USUAL_ADDRESS, &s->fd, name, sizeof name, &local, err);
    if (rc == SOHOA_OK && !local && !q->tls_cert && !q->plain_anywhere)
        rc = wrong(err, "plain HTTP only on this machine: give --tls-cert and --tls-key, or say "
                        "--plain-http-on-the-network");
    (void)snprintf(s->url, sizeof s->url, "%s://%s", q->tls_cert ? "https" : "http", name);
    return rc == SOHOA_OK && q->tls_cert ? tls_open(q->tls_cert, q->tls_key, &s->service.tls, err)
                                         : rc;
}

/* Every connection is a file. */
static void raise_files(const struct limits *limits)
{
    struct rlimit files;
    rlim_t wanted = (rlim_t)limits->connections + 256;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
        return;
    files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

static void tell(void *cls, const char *format, va_list args)
{
    char text[400];
    (void)cls;
    (void)vsnprintf(text, sizeof text, format, args);
    text[strcspn(text, "\n")] = '\0';
    sohoa_log(SOHOA_DEBUG, "%s", text);
}

static int start_daemon(struct sohoa_serve *s, struct sohoa_err *err)
{
    struct service *v = &s->service;
    const struct limits *l = &v->limits;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     MHD_USE_ITC | (v->tls ? MHD_USE_TLS : 0);
    struct MHD_OptionItem more[] = {
        {v->tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, 0, (void *)(uintptr_t)tls_show},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL}};
    v->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_handle, v, MHD_OPTION_EXTERNAL_LOGGER, tell, NULL,
        MHD_OPTION_LISTEN_SOCKET, s->fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)(l->threads > 1 ? l->threads : 0), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)l->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)l->per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)l->idle, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)l->header, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, v,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_end, v, MHD_OPTION_NOTIFY_CONNECTION,
        connections_notify, v, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, more,
        MHD_OPTION_END);
    if (!v->daemon)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "the service cannot be started");
    s->fd = -1;
    return SOHOA_OK;
}

static int open_audit(struct service *v, struct sohoa_err *err)
{
    struct sohoa_audit_options options = {.key = sohoa_config_text(v->config, "audit_key", NULL),
                                          .service = true};
    char *made = NULL;
    int rc = sohoa_audit_open(sohoa_records_dir(v->records), &options, &v->audit, &made, err);
    if (made)
        sohoa_log(SOHOA_INFO, "the key of the access record was made: %s; keep a copy elsewhere",
                  made);
    free(made);
    return rc;
}

static int open_parts(struct sohoa_serve *s, const struct sohoa_serve_request *q,
                      struct sohoa_err *err)
{
    struct service *v = &s->service;
    int rc = limits_read(q->config, &v->limits, err);
    if (rc == SOHOA_OK)
        rc = open_socket(s, q, err);
    if (rc == SOHOA_OK && !q->unaudited)
        rc = open_audit(v, err);
    if (rc == SOHOA_OK)
        rc = sohoa_decide_open(q->config, q->records, &v->decide, err);
    if (rc == SOHOA_OK)
        rc = sohoa_procedures_usual(q->config, v->decide.schemas, &v->procedures, err);
    if (rc == SOHOA_OK)
        rc = sohoa_search_open(q->records, &v->search, err);
    if (rc == SOHOA_OK)
        rc = callers_open(v, &v->callers, err);
    if (rc == SOHOA_OK)
        rc = connections_open(v, &v->connections, err);
    if (rc == SOHOA_OK)
        rc = workers_open(v, &v->workers, err);
    if (rc == SOHOA_OK)
        rc = jobs_open(v, &v->jobs, err);
    if (rc == SOHOA_OK)
        rc = warm_open(v, &v->warm, err);
    raise_files(&v->limits);
    return rc == SOHOA_OK ? start_daemon(s, err) : rc;
}

int sohoa_serve_open(const struct sohoa_serve_request *request, struct sohoa_serve **ret,
                     struct sohoa_err *err)
{
    struct sohoa_serve *s = calloc(1, sizeof *s);
    sigset_t before;
    if (!s)
        return sohoa_no_memory(err);
    s->fd = -1;
    s->service.records = request->records;
    s->service.registry = request->registry;
    s->service.config = request->config;
    (void)pthread_rwlock_init(&s->service.settings, NULL);
    sohoa_signals_hold(&before);
    int rc = open_parts(s, request, err);
    sohoa_signals_restore(&before);
    if (rc == SOHOA_OK)
        *ret = s;
    else
        sohoa_serve_close(s);
    return rc;
}

const char *sohoa_serve_url(const struct sohoa_serve *serve)
{
    return serve->url;
}

int sohoa_serve_reload(struct sohoa_serve *serve, struct sohoa_config *config,
                       struct sohoa_err *err)
{
    struct service *v = &serve->service;
    struct limits limits;
    int rc = limits_read(config, &limits, err);
    if (rc == SOHOA_OK && v->tls)
        rc = tls_reload(v->tls, err);
    if (rc != SOHOA_OK)
        return rc;
    (void)pthread_rwlock_wrlock(&v->settings);
    v->limits = limits;
    v->config = config;
    (void)pthread_rwlock_unlock(&v->settings);
    return SOHOA_OK;
}

static void wait_for(atomic_int *count, int64_t until_ns)
{
    while (atomic_load(count) > 0 && service_now_ns() < until_ns)
        (void)usleep(2000);
}

void sohoa_serve_close(struct sohoa_serve *s)
{
    if (!s)
        return;
    struct service *v = &s->service;
    atomic_store(&v->stopping, true);
    if (v->daemon) {
        MHD_socket socket = MHD_quiesce_daemon(v->daemon);
        if (socket != MHD_INVALID_SOCKET)
            s->fd = socket;
        wait_for(&v->open_requests, service_now_ns() + END_S * 1000000000LL);
    }
    workers_close(v->workers);
    /* nobody may stay suspended when the daemon ends */
    wait_for(&v->suspended, INT64_MAX);
    if (v->daemon)
        MHD_stop_daemon(v->daemon);
    warm_close(v->warm);
    jobs_close(v->jobs);
    sohoa_audit_close(v->audit);
    connections_close(v->connections);
    callers_close(v->callers);
    sohoa_search_close(v->search);
    sohoa_procedures_close(v->procedures);
    sohoa_decide_close(&v->decide);
    tls_close(v->tls);
    if (s->fd >= 0)
        (void)close(s->fd);
    (void)pthread_rwlock_destroy(&v->settings);
    free(s);
}
