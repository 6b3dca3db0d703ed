/* warm.c - see warm.h. The walk holds no snapshot for long and stops when the service does. */
#include "serve/warm.h"
#include "host/log.h"
#include "record/store.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 10

struct warm {
    struct service *service;
    pthread_t thread;
};

/* Keys lie beside their values: a key seen is a page that is there. */
static int pass(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)key, (void)value;
    struct service *service = arg;
    return atomic_load(&service->stopping) ? SOHOA_END : SOHOA_OK;
}

static void *walk(void *arg)
{
    static const char *const kinds[] = {"fact/", "claim/", "linked/"};
    struct service *service = ((struct warm *)arg)->service;
    int64_t begun = service_now_ns();
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct sohoa_err err = {0};
        if (sohoa_scan(service->records, kinds[i], kinds[i], SOHOA_SCAN_KEYS, pass, service,
                       &err) != SOHOA_OK)
            sohoa_log(SOHOA_DEBUG, "%s", err.text); /* look-ups will tell */
    }
    sohoa_log(SOHOA_DEBUG, "facts are in memory after %lld ms",
              (long long)((service_now_ns() - begun) / 1000000));
    return NULL;
}

int warm_open(struct service *service, struct warm **ret, struct sohoa_err *err)
{
    struct warm *warm = calloc(1, sizeof *warm);
    if (!warm)
        return sohoa_no_memory(err);
    warm->service = service;
    int bad = pthread_create(&warm->thread, NULL, walk, warm);
    if (bad) {
        free(warm);
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot start a thread");
    }
    *ret = warm;
    return SOHOA_OK;
}

void warm_close(struct warm *warm)
{
    if (!warm)
        return;
    (void)pthread_join(warm->thread, NULL);
    free(warm);
}
