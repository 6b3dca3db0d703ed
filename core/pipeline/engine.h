/* engine.h - what a run is made of: budget, ready list, workers, journal, events.
 *
 * Feeders hand pages in as jobs; workers take them through the chain and post the results to the
 * journal. A job belongs to exactly one of: its feeder, the ready list, a worker. */
#ifndef SOHOA_ENGINE_H
#define SOHOA_ENGINE_H
#include "pipeline/budget.h"
#include "pipeline/chain.h"
#include "pipeline/desk.h"
#include "pipeline/journal.h"
#include "pipeline/readers.h"
#include "pipeline/run.h"
#include "pipeline/scheduler.h"
#include "pipeline/separator.h"
#include <pthread.h>

struct sohoa_engine {
    const struct sohoa_run_request *request;
    struct sohoa_records *records;
    struct sohoa_budget *budget;
    struct sohoa_budget *decoding; /* of what is being decoded: it stands in two processes */
    struct sohoa_scheduler *scheduler;
    struct sohoa_journal *journal;
    struct sohoa_events *events;
    struct sohoa_chain *chain;
    struct sohoa_readers *readers; /* NULL: documents are not read */
    struct sohoa_desk *desk;
    bool background;     /* an import: it yields to scans */
    int64_t deadline_ns; /* a page */
    int64_t patience_ns; /* with a scanner's fault, when nobody is asked */
    int64_t silence_ns;  /* of a scanner, then it is given up */
    struct sohoa_separators separators;
    unsigned threads;
    pthread_t *workers;
    atomic_uint working, ready; /* workers that run; whose instances are open */
    atomic_int halted;          /* the run must end: a failure */
    pthread_mutex_t mutex;      /* guards what is below */
    struct sohoa_live *lives;
    uint32_t ranks;
    struct sohoa_err err; /* the first failure */
    int exit_code;        /* its class, 0 = none */
    uint64_t already, files, files_in;
    uint32_t alarms, put_back;
    struct sohoa_ledger totals; /* once joined */
    bool broken;                /* a scanner's fault ended a batch */
    struct sohoa_instance *scanners[64];
    char last_batch[SOHOA_ID_SIZE];
};

/* Before the first plugin is loaded and the first worker started: one thread an OCR engine, and a
 * heap that gives large blocks back, so that resident memory follows the budget. sohoa_engine_open
 * calls it. [setup] */
void sohoa_engine_set_up(void);
/* Opens everything and starts the workers; returns when their instances are open. The failure's
 * class is in engine->exit_code. The request is lent until close. */
int sohoa_engine_open(const struct sohoa_run_request *request, bool background,
                      struct sohoa_engine **ret, int *ret_exit, struct sohoa_err *err);
/* No more jobs come; workers end by and by (engine->working falls to 0). [any] */
void sohoa_engine_finish(struct sohoa_engine *engine);
/* Joins the workers, commits what is left. OK, or the first failure. */
int sohoa_engine_join(struct sohoa_engine *engine, struct sohoa_err *err);
void sohoa_engine_close(struct sohoa_engine *engine); /* NULL is fine */

/* The run must end; the first reason wins. Returns SOHOA_FATAL. [any] */
int sohoa_engine_fail(struct sohoa_engine *engine, int exit_code, const struct sohoa_err *err);
/* Nothing more is captured or begun: stop asked for, or a failure. [any] */
bool sohoa_engine_stopping(struct sohoa_engine *engine);
/* The work at hand is given up. [any] */
bool sohoa_engine_aborting(struct sohoa_engine *engine);
/* So many files more are to be taken up; 0 = nobody knows. [any] */
void sohoa_engine_expect(struct sohoa_engine *engine, uint64_t files);
/* While watched, a scanner's blocked call is cancelled by sohoa_engine_cancel. [any] */
void sohoa_engine_watch(struct sohoa_engine *engine, struct sohoa_instance *scanner, bool on);
void sohoa_engine_cancel(struct sohoa_engine *engine);
/* A call for plugins that ends with the engine's abort and, when given, at a deadline. */
struct sohoa_engine_call {
    struct sohoa_call call;
    struct sohoa_engine *engine;
};
void sohoa_engine_call(struct sohoa_engine *engine, int64_t within_ns,
                       struct sohoa_engine_call *ret);
int64_t sohoa_now_ns(void); /* CLOCK_MONOTONIC */

/* One page on its way. */
struct sohoa_job {
    struct sohoa_task task;
    struct sohoa_live *live;
    struct sohoa_page_record record; /* owned */
    struct sohoa_page page;          /* owned */
    struct sohoa_receipt noted;      /* the attempt is durable */
    uint64_t charge;                 /* its share of the budget, given back with the job */
    uint32_t tries;                  /* crashes it was in flight at */
    uint32_t fatals;
    bool keep;        /* whatever a stage says, it is neither blank nor a separator */
    bool again;       /* it was finished before: old text goes */
    bool turned;      /* a person said how its content lies: */
    uint32_t rotated; /* ... turned clockwise on the master by so much */
    int64_t deadline_ns;
};
struct sohoa_job *sohoa_job_new(struct sohoa_engine *engine, struct sohoa_live *live);
void sohoa_job_free(struct sohoa_engine *engine, struct sohoa_job *job); /* releases the charge */
/* Where work on the page stands in the ready list: scans first, then batch by batch. */
uint64_t sohoa_engine_order(const struct sohoa_live *live, uint32_t number);
/* Puts a job on the ready list; takes it. */
void sohoa_engine_admit(struct sohoa_engine *engine, struct sohoa_job *job);

/* worker.c: what a worker thread runs; arg is the engine. */
void *sohoa_worker_run(void *arg);
#endif
