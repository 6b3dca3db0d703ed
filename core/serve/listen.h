/* listen.h - the address that the service listens on. */
#ifndef SOHOA_SERVE_LISTEN_H
#define SOHOA_SERVE_LISTEN_H
#include "sohoa_plugin.h"

/* "127.0.0.1:8080", "localhost:0", "[::1]:8080". FATAL (EINVAL): malformed, no such host, taken.
 * ret_name: HOST:PORT as it came to be; ret_local: only this machine can reach it. [setup] */
int listen_open(const char *address, int *ret_fd, char *ret_name, size_t room, bool *ret_local,
                struct sohoa_err *err);
#endif
