/* events.c - see events.h. A list under one mutex; at most one question is open at a time. */
#include "pipeline/events.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct sohoa_events {
    pthread_mutex_t mutex;
    pthread_cond_t posted, answered;
    struct sohoa_event *first, **last;
    bool nudged;
    bool asking, has_answer;
    enum sohoa_answer answer;
};

struct sohoa_events *sohoa_events_new(void)
{
    struct sohoa_events *events = calloc(1, sizeof *events);
    if (!events)
        return NULL;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&events->mutex, NULL);
    pthread_cond_init(&events->posted, &clock);
    pthread_cond_init(&events->answered, NULL);
    pthread_condattr_destroy(&clock);
    events->last = &events->first;
    return events;
}

void sohoa_events_free(struct sohoa_events *events)
{
    if (!events)
        return;
    while (events->first) {
        struct sohoa_event *event = events->first;
        events->first = event->next;
        free(event->text);
        free(event);
    }
    pthread_cond_destroy(&events->posted);
    pthread_cond_destroy(&events->answered);
    pthread_mutex_destroy(&events->mutex);
    free(events);
}

static struct sohoa_event *event_new(enum sohoa_event_kind kind, const char *id, uint32_t number,
                                     const char *text)
{
    struct sohoa_event *event = calloc(1, sizeof *event);
    if (!event)
        return NULL;
    event->kind = kind;
    event->number = number;
    if (id)
        memcpy(event->id, id, strnlen(id, SOHOA_ID_SIZE - 1));
    if (text && !(event->text = strdup(text))) {
        free(event);
        return NULL;
    }
    return event;
}

static void append(struct sohoa_events *events, struct sohoa_event *event)
{
    *events->last = event;
    events->last = &event->next;
    pthread_cond_signal(&events->posted);
}

int sohoa_events_post(struct sohoa_events *events, enum sohoa_event_kind kind, const char *id,
                      uint32_t number, const char *text)
{
    struct sohoa_event *event = event_new(kind, id, number, text);
    if (!event)
        return -1;
    pthread_mutex_lock(&events->mutex);
    append(events, event);
    pthread_mutex_unlock(&events->mutex);
    return 0;
}

enum sohoa_answer sohoa_events_ask(struct sohoa_events *events, enum sohoa_question question,
                                   const char *text)
{
    struct sohoa_event *event = event_new(SOHOA_EVENT_QUESTION, NULL, 0, text);
    if (!event)
        return SOHOA_STOP_HERE;
    event->question = question;
    pthread_mutex_lock(&events->mutex);
    while (events->asking)
        pthread_cond_wait(&events->answered, &events->mutex);
    events->asking = true;
    events->has_answer = false;
    append(events, event);
    while (!events->has_answer)
        pthread_cond_wait(&events->answered, &events->mutex);
    enum sohoa_answer answer = events->answer;
    events->asking = events->has_answer = false;
    pthread_cond_broadcast(&events->answered);
    pthread_mutex_unlock(&events->mutex);
    return answer;
}

static struct timespec in_ms(int ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += ms % 1000 * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

bool sohoa_events_take(struct sohoa_events *events, int wait_ms, struct sohoa_event *ret)
{
    struct timespec until = in_ms(wait_ms);
    pthread_mutex_lock(&events->mutex);
    int timed_out = 0;
    while (!events->first && !events->nudged && !timed_out)
        timed_out = pthread_cond_timedwait(&events->posted, &events->mutex, &until);
    events->nudged = false;
    struct sohoa_event *event = events->first;
    if (event) {
        events->first = event->next;
        if (!events->first)
            events->last = &events->first;
    }
    pthread_mutex_unlock(&events->mutex);
    if (!event)
        return false;
    *ret = *event;
    free(event);
    return true;
}

void sohoa_events_answer(struct sohoa_events *events, enum sohoa_answer answer)
{
    pthread_mutex_lock(&events->mutex);
    events->answer = answer;
    events->has_answer = true;
    pthread_cond_broadcast(&events->answered);
    pthread_mutex_unlock(&events->mutex);
}

void sohoa_event_clear(struct sohoa_event *event)
{
    free(event->text);
    event->text = NULL;
}

void sohoa_events_nudge(struct sohoa_events *events)
{
    pthread_mutex_lock(&events->mutex);
    events->nudged = true;
    pthread_cond_signal(&events->posted);
    pthread_mutex_unlock(&events->mutex);
}
