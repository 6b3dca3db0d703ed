/* exchange.h - what libmicrohttpd calls: from the first line of a request to its last byte. */
#ifndef SOHOA_SERVE_EXCHANGE_H
#define SOHOA_SERVE_EXCHANGE_H
#include "serve/service.h"

/* MHD_URILogCallback, MHD_AccessHandlerCallback, MHD_RequestCompletedCallback; cls: the service. */
void *exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *cls, struct MHD_Connection *connection, const char *url,
                                const char *method, const char *version, const char *data,
                                size_t *size, void **request);
void exchange_end(void *cls, struct MHD_Connection *connection, void **request,
                  enum MHD_RequestTerminationCode why);
/* The request's handler has run (in a worker): on record, then sent. */
void exchange_finish(struct request *rq);
#endif
