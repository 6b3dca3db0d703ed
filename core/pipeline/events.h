/* events.h - what the threads of a run tell, and ask of, the thread that called it.
 *
 * The run's callbacks are called there only, so a caller needs no locks. [any] unless tagged. */
#ifndef SOHOA_EVENTS_H
#define SOHOA_EVENTS_H
#include "pipeline/run.h"

enum sohoa_event_kind {
    SOHOA_EVENT_COMMITTED = 1, /* id: dossier */
    SOHOA_EVENT_ALREADY,       /* id: dossier */
    SOHOA_EVENT_CHANGED,       /* id: dossier, text: JSON; before its COMMITTED */
    SOHOA_EVENT_ALARM,         /* id: batch, text */
    SOHOA_EVENT_RESUMED,       /* id: batch, text: its kind, number: sheet to put back */
    SOHOA_EVENT_QUESTION,      /* question, text */
};
struct sohoa_event {
    struct sohoa_event *next;
    enum sohoa_event_kind kind;
    enum sohoa_question question;
    char id[SOHOA_ID_SIZE];
    uint32_t number;
    char *text; /* owned, may be NULL */
};

struct sohoa_events;
struct sohoa_events *sohoa_events_new(void); /* NULL: out of memory */
void sohoa_events_free(struct sohoa_events *events);

/* 0, or -1: out of memory. */
int sohoa_events_post(struct sohoa_events *events, enum sohoa_event_kind kind, const char *id,
                      uint32_t number, const char *text);
/* Asks and waits for the answer; SOHOA_STOP_HERE also when memory runs out. */
enum sohoa_answer sohoa_events_ask(struct sohoa_events *events, enum sohoa_question question,
                                   const char *text);

/* The caller's side. Takes the oldest event, waiting at most wait_ms; false: none. [one] */
bool sohoa_events_take(struct sohoa_events *events, int wait_ms, struct sohoa_event *ret);
void sohoa_events_answer(struct sohoa_events *events, enum sohoa_answer answer);
void sohoa_event_clear(struct sohoa_event *event);
/* Wakes the caller's take. */
void sohoa_events_nudge(struct sohoa_events *events);
#endif
