/* connections.h - how long each connection takes over its request: a client that sends a byte now
 * and then would never be silent long enough to be given up. */
#ifndef SOHOA_SERVE_CONNECTIONS_H
#define SOHOA_SERVE_CONNECTIONS_H
#include "serve/service.h"

int connections_open(struct service *service, struct connections **ret, struct sohoa_err *err);
void connections_close(struct connections *all); /* after the daemon; NULL is fine */
/* MHD_NotifyConnectionCallback; cls: the service. */
void connections_notify(void *cls, struct MHD_Connection *connection, void **own,
                        enum MHD_ConnectionNotificationCode what);
/* The head is there; the request is whole; it is over. */
void connections_body(struct MHD_Connection *connection);
void connections_busy(struct MHD_Connection *connection);
void connections_idle(struct MHD_Connection *connection);
size_t connections_count(struct connections *all);
/* "192.0.2.7:51234"; lent as long as the connection lives. */
const char *connections_address(struct MHD_Connection *connection);
#endif
