/* workers.h - threads for calls that take longer than a look-up: pictures, lists, writing. */
#ifndef SOHOA_SERVE_WORKERS_H
#define SOHOA_SERVE_WORKERS_H
#include "serve/service.h"

struct work_tools {                 /* a worker's own */
    struct sohoa_instance *decoder; /* opened when first needed */
};
int workers_open(struct service *service, struct workers **ret, struct sohoa_err *err);
/* False: too many wait already. */
bool workers_add(struct workers *workers, struct request *rq);
void workers_close(struct workers *workers); /* after what waits has been done; NULL is fine */
#endif
