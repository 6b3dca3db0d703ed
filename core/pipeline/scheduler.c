/* scheduler.c - see scheduler.h.
 *
 * Invariant: busy[i] is true exactly while one worker is inside the serial step i. The list is
 * sorted by order and short: the budget bounds it. */
#include "pipeline/scheduler.h"
#include <pthread.h>
#include <stdlib.h>

struct sohoa_scheduler {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct sohoa_task *ready;
    size_t waiting, steps, holds;
    bool closed;
    struct step {
        bool serial, busy;
    } step[];
};

struct sohoa_scheduler *sohoa_scheduler_new(const bool *serial, size_t steps)
{
    struct sohoa_scheduler *s = calloc(1, sizeof *s + steps * sizeof s->step[0]);
    if (!s)
        return NULL;
    s->steps = steps;
    for (size_t i = 0; i < steps; i++)
        s->step[i].serial = serial[i];
    pthread_mutex_init(&s->mutex, NULL);
    pthread_cond_init(&s->changed, NULL);
    return s;
}

void sohoa_scheduler_free(struct sohoa_scheduler *s)
{
    if (!s)
        return;
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->mutex);
    free(s);
}

static void insert(struct sohoa_scheduler *s, struct sohoa_task *task)
{
    struct sohoa_task **at = &s->ready;
    while (*at && (*at)->order <= task->order)
        at = &(*at)->next;
    task->next = *at;
    *at = task;
    s->waiting++;
}

static bool enter(struct sohoa_scheduler *s, uint32_t step)
{
    struct step *at = &s->step[step];
    if (!at->serial)
        return true;
    if (at->busy)
        return false;
    at->busy = true;
    return true;
}

static void leave(struct sohoa_scheduler *s, uint32_t step)
{
    if (!s->step[step].serial)
        return;
    s->step[step].busy = false;
    pthread_cond_broadcast(&s->changed);
}

void sohoa_scheduler_add(struct sohoa_scheduler *s, struct sohoa_task *task)
{
    pthread_mutex_lock(&s->mutex);
    insert(s, task);
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->mutex);
}

/* Takes the oldest task with room out of the list and enters its step. [mutex held] */
static struct sohoa_task *pick(struct sohoa_scheduler *s)
{
    for (struct sohoa_task **at = &s->ready; *at; at = &(*at)->next) {
        struct sohoa_task *task = *at;
        if (!enter(s, task->step))
            continue;
        *at = task->next;
        task->next = NULL;
        s->waiting--;
        return task;
    }
    return NULL;
}

/* Nothing is left, and nothing more comes. [mutex held] */
static bool over(const struct sohoa_scheduler *s)
{
    return s->closed && !s->ready && s->holds == 0;
}

struct sohoa_task *sohoa_scheduler_take(struct sohoa_scheduler *s)
{
    pthread_mutex_lock(&s->mutex);
    struct sohoa_task *task;
    while (!(task = pick(s)) && !over(s))
        pthread_cond_wait(&s->changed, &s->mutex);
    if (!task || over(s))
        pthread_cond_broadcast(&s->changed); /* the others may end as well */
    pthread_mutex_unlock(&s->mutex);
    return task;
}

bool sohoa_scheduler_move(struct sohoa_scheduler *s, struct sohoa_task *task, uint32_t step)
{
    pthread_mutex_lock(&s->mutex);
    leave(s, task->step);
    task->step = step;
    bool inside = enter(s, step);
    if (!inside)
        insert(s, task);
    pthread_mutex_unlock(&s->mutex);
    return inside;
}

void sohoa_scheduler_leave(struct sohoa_scheduler *s, struct sohoa_task *task)
{
    pthread_mutex_lock(&s->mutex);
    leave(s, task->step);
    pthread_mutex_unlock(&s->mutex);
}

void sohoa_scheduler_close(struct sohoa_scheduler *s)
{
    pthread_mutex_lock(&s->mutex);
    s->closed = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->mutex);
}

void sohoa_scheduler_hold(struct sohoa_scheduler *s)
{
    pthread_mutex_lock(&s->mutex);
    s->holds++;
    pthread_mutex_unlock(&s->mutex);
}

void sohoa_scheduler_release(struct sohoa_scheduler *s)
{
    pthread_mutex_lock(&s->mutex);
    s->holds--;
    if (over(s))
        pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->mutex);
}

size_t sohoa_scheduler_waiting(struct sohoa_scheduler *s)
{
    pthread_mutex_lock(&s->mutex);
    size_t waiting = s->waiting;
    pthread_mutex_unlock(&s->mutex);
    return waiting;
}
