/* workers.c - a bounded queue of requests and the threads that answer them; see workers.h. */
#include "serve/workers.h"

#include "serve/exchange.h"
#include "serve/router.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#define WAITING_MAX 512

struct worker {
    pthread_t thread;
    struct workers *all;
    struct work_tools tools;
};
struct workers {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct request *first, *last;
    size_t waiting, count;
    bool ending;
    struct worker list[];
};

static struct request *take(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->ending)
        pthread_cond_wait(&w->more, &w->lock);
    struct request *rq = w->first;
    if (rq) {
        w->first = rq->next;
        if (!w->first)
            w->last = NULL;
        w->waiting--;
    }
    pthread_mutex_unlock(&w->lock);
    return rq;
}

static void *work(void *arg)
{
    struct worker *worker = arg;
    for (struct request *rq; (rq = take(worker->all));) {
        rq->tools = &worker->tools;
        sohoa_lang_here((int)rq->lang);
        rq->route->run(rq);
        exchange_finish(rq);
        sohoa_lang_here(-1);
    }
    sohoa_instance_close(worker->tools.decoder);
    return NULL;
}

int workers_open(struct service *service, struct workers **ret, struct sohoa_err *err)
{
    size_t count = (size_t)service_limits(service).workers;
    struct workers *w = calloc(1, sizeof *w + count * sizeof *w->list);
    int bad = 0;
    if (!w)
        return sohoa_no_memory(err);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    for (; !bad && w->count < count; w->count += !bad) {
        w->list[w->count].all = w;
        bad = pthread_create(&w->list[w->count].thread, NULL, work, &w->list[w->count]);
    }
    if (bad) {
        workers_close(w);
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot start a thread");
    }
    *ret = w;
    return SOHOA_OK;
}

bool workers_add(struct workers *w, struct request *rq)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->waiting < WAITING_MAX && !w->ending;
    if (room) {
        rq->next = NULL;
        if (w->last)
            w->last->next = rq;
        else
            w->first = rq;
        w->last = rq;
        w->waiting++;
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

void workers_close(struct workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->count; i++)
        (void)pthread_join(w->list[i].thread, NULL);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    free(w);
}
