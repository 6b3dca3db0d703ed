/* scheduler.h - one ready list; a worker takes the oldest page whose next step has room.
 *
 * A task is one page on its way through numbered steps. A serial step has room for one task at a
 * time, the others for any number. A worker keeps its task from step to step while there is room
 * (run to completion); where there is none it puts the task back and takes another. Only admitted
 * tasks are ever in the list, and a task waits for nothing but a serial step that another worker is
 * inside of, so nothing can deadlock. All calls [any] unless said otherwise. */
#ifndef SOHOA_SCHEDULER_H
#define SOHOA_SCHEDULER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sohoa_task { /* embedded in what the worker works on */
    struct sohoa_task *next;
    uint64_t order; /* smaller = older; ties in the order added */
    uint32_t step;  /* the one it is in, or waits for */
};

struct sohoa_scheduler;
/* serial[i]: step i takes one task at a time. NULL: out of memory. */
struct sohoa_scheduler *sohoa_scheduler_new(const bool *serial, size_t steps);
void sohoa_scheduler_free(struct sohoa_scheduler *s); /* no task inside; NULL is fine [setup] */

/* Admits a task at task->step; takes it. */
void sohoa_scheduler_add(struct sohoa_scheduler *s, struct sohoa_task *task);
/* The oldest task whose step has room; the caller is inside that step then. Waits. NULL: closed,
 * and nothing is left for this worker. */
struct sohoa_task *sohoa_scheduler_take(struct sohoa_scheduler *s);
/* The caller leaves the step it is inside of and goes on to `step`. True: it is inside of it.
 * False: no room, the task was put back, the caller has it no more. */
bool sohoa_scheduler_move(struct sohoa_scheduler *s, struct sohoa_task *task, uint32_t step);
/* The caller leaves its step; the task is the caller's to free. */
void sohoa_scheduler_leave(struct sohoa_scheduler *s, struct sohoa_task *task);
/* No more tasks come from outside; workers end when the list is empty and not held. */
void sohoa_scheduler_close(struct sohoa_scheduler *s);
/* Between the two, which nest, a task may be added though the list is closed: what was done is on
 * its way to where new tasks come of it. */
void sohoa_scheduler_hold(struct sohoa_scheduler *s);
void sohoa_scheduler_release(struct sohoa_scheduler *s);
size_t sohoa_scheduler_waiting(struct sohoa_scheduler *s);
#endif
