/* connections.c - a list of the open connections and a thread that ends the slow ones; see
 * connections.h. An entry leaves the list before its socket is closed. */
#include "serve/connections.h"
#include "host/log.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum waiting { WAITS_HEAD = 0, WAITS_BODY, WAITS_NOT };

struct one {
    struct one *next, *before;
    int fd;
    _Atomic int waiting; /* enum waiting */
    _Atomic int64_t since_ns;
    char address[ADDRESS_ROOM];
};
struct connections {
    struct service *service;
    pthread_mutex_t lock;
    pthread_cond_t end;
    pthread_t thread;
    struct one *first;
    size_t count;
    bool ending;
};

static void end_slow(struct connections *all)
{
    struct limits limits = service_limits(all->service);
    int64_t now = service_now_ns();
    for (struct one *c = all->first; c; c = c->next) {
        int waiting = atomic_load(&c->waiting);
        int64_t most = waiting == WAITS_HEAD ? limits.head : limits.body_time;
        if (waiting != WAITS_NOT && now - atomic_load(&c->since_ns) > most * 1000000000)
            (void)shutdown(c->fd, SHUT_RDWR);
    }
}

static void *watch(void *arg)
{
    struct connections *all = arg;
    pthread_mutex_lock(&all->lock);
    while (!all->ending) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        (void)pthread_cond_timedwait(&all->end, &all->lock, &until);
        end_slow(all);
    }
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

int connections_open(struct service *service, struct connections **ret, struct sohoa_err *err)
{
    struct connections *all = calloc(1, sizeof *all);
    if (!all)
        return sohoa_no_memory(err);
    all->service = service;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->end, NULL);
    int bad = pthread_create(&all->thread, NULL, watch, all);
    if (bad) {
        free(all);
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot start a thread");
    }
    *ret = all;
    return SOHOA_OK;
}

void connections_close(struct connections *all)
{
    if (!all)
        return;
    pthread_mutex_lock(&all->lock);
    all->ending = true;
    pthread_cond_signal(&all->end);
    pthread_mutex_unlock(&all->lock);
    (void)pthread_join(all->thread, NULL);
    pthread_cond_destroy(&all->end);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

static void put_address(struct MHD_Connection *connection, char *buf, size_t room)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    char text[INET6_ADDRSTRLEN] = "?";
    (void)snprintf(buf, room, "?");
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        (void)inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
        (void)snprintf(buf, room, "%s:%u", text, ntohs(v4->sin_port));
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)address;
        (void)inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
        (void)snprintf(buf, room, "[%s]:%u", text, ntohs(v6->sin6_port));
    }
}

static void begin(struct connections *all, struct MHD_Connection *connection, void **own)
{
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct one *c = fd ? calloc(1, sizeof *c) : NULL;
    *own = c;
    if (!c)
        return;
    c->fd = fd->connect_fd;
    put_address(connection, c->address, sizeof c->address);
    atomic_store(&c->since_ns, service_now_ns());
    pthread_mutex_lock(&all->lock);
    c->next = all->first;
    if (c->next)
        c->next->before = c;
    all->first = c;
    all->count++;
    pthread_mutex_unlock(&all->lock);
}

static void end(struct connections *all, void **own)
{
    struct one *c = *own;
    *own = NULL;
    if (!c)
        return;
    pthread_mutex_lock(&all->lock);
    if (c->before)
        c->before->next = c->next;
    else
        all->first = c->next;
    if (c->next)
        c->next->before = c->before;
    all->count--;
    pthread_mutex_unlock(&all->lock);
    free(c);
}

void connections_notify(void *cls, struct MHD_Connection *connection, void **own,
                        enum MHD_ConnectionNotificationCode what)
{
    struct service *service = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        begin(service->connections, connection, own);
    else
        end(service->connections, own);
}

static struct one *own_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *own =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return own ? own->socket_context : NULL;
}

static void set(struct MHD_Connection *connection, enum waiting waiting)
{
    struct one *c = own_of(connection);
    if (!c)
        return;
    atomic_store(&c->since_ns, service_now_ns());
    atomic_store(&c->waiting, (int)waiting);
}

void connections_body(struct MHD_Connection *connection)
{
    set(connection, WAITS_BODY);
}

void connections_busy(struct MHD_Connection *connection)
{
    set(connection, WAITS_NOT);
}

void connections_idle(struct MHD_Connection *connection)
{
    set(connection, WAITS_HEAD);
}

size_t connections_count(struct connections *all)
{
    pthread_mutex_lock(&all->lock);
    size_t count = all->count;
    pthread_mutex_unlock(&all->lock);
    return count;
}

const char *connections_address(struct MHD_Connection *connection)
{
    const struct one *c = own_of(connection);
    return c ? c->address : "?";
}
