/* listen.c - a listening socket from HOST:PORT; see listen.h. */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static int wrong(struct sohoa_err *err, const char *address)
{
    int rc = sohoa_fail(err, SOHOA_FATAL, "'%s' is no address to listen on: HOST:PORT", address);
    if (err)
        err->sys_errno = EINVAL;
    return rc;
}

static bool split(const char *address, char *host, size_t room, const char **ret_port)
{
    const char *colon = strrchr(address, ':'), *end = colon;
    if (!colon || strlen(colon) < 2 || strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        strlen(colon) > 6)
        return false;
    if (*address == '[') {
        if (end == address || end[-1] != ']')
            return false;
        address++;
        end--;
    } else if (memchr(address, ':', (size_t)(colon - address))) {
        return false; /* IPv6 without its brackets */
    }
    size_t size = (size_t)(end - address);
    if (size == 0 || size >= room)
        return false;
    memcpy(host, address, size);
    host[size] = '\0';
    *ret_port = colon + 1;
    return true;
}

static bool is_local(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 ==
               127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

static int bind_one(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    (void)close(fd);
    errno = why;
    return -1;
}

int listen_open(const char *address, int *ret_fd, char *ret_name, size_t room, bool *ret_local,
                struct sohoa_err *err)
{
    char host[256], text[INET6_ADDRSTRLEN], port[8];
    const char *given = NULL;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list = NULL;
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    if (!split(address, host, sizeof host, &given) || strtol(given, NULL, 10) > 65535 ||
        getaddrinfo(host, given, &hints, &list) != 0)
        return wrong(err, address);
    int fd = bind_one(list), why = errno;
    freeaddrinfo(list);
    if (fd < 0 || getsockname(fd, (struct sockaddr *)&bound, &size) != 0) {
        int rc = sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot listen on %s", address);
        if (err)
            err->sys_errno = EINVAL;
        return rc;
    }
    (void)getnameinfo((struct sockaddr *)&bound, size, text, sizeof text, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
    (void)snprintf(ret_name, room, bound.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", text, port);
    *ret_local = is_local((struct sockaddr *)&bound);
    *ret_fd = fd;
    return SOHOA_OK;
}
