/* warm.h - what look-ups read, touched once behind the first answers.
 *
 * The store is mapped into memory, and a mapped page costs its first reader a fault and perhaps the
 * disk. With a million citizens the first tens of seconds would consist of that. */
#ifndef SOHOA_SERVE_WARM_H
#define SOHOA_SERVE_WARM_H
#include "serve/service.h"

struct warm;
/* Starts a thread of low priority that ends by itself. */
int warm_open(struct service *service, struct warm **ret, struct sohoa_err *err);
void warm_close(struct warm *warm); /* waits for the thread; NULL is fine */
#endif
