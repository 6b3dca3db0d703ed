/* conduct.h - what the conductor thread of each kind of run does, in order. */
#ifndef SOHOA_CONDUCT_H
#define SOHOA_CONDUCT_H
#include "pipeline/feed.h"

/* Runs conduct in a thread beside the workers, calls back from this one. */
int sohoa_run_with(const struct sohoa_run_request *request, bool background,
                   int (*conduct)(struct sohoa_engine *, const void *, struct sohoa_err *),
                   const void *arg, struct sohoa_run_result *ret_result, struct sohoa_err *err);
/* Whether there is room on the store's disk for a batch to start; FATAL fills ret_result. */
int sohoa_run_room(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                   struct sohoa_err *err);
/* A thread with all signals blocked. */
int sohoa_thread_start(pthread_t *ret, void *(*run)(void *), void *arg, struct sohoa_err *err);

struct sohoa_resume_asked {
    const char *batch; /* NULL = all that nobody owns */
    bool feed;         /* a scan goes on capturing */
    bool paths;        /* an import goes on with its paths */
    bool scans_only;   /* imports are left to the next import or resume */
};
struct sohoa_redo_asked {
    const struct sohoa_run_page *pages;
    size_t count;
};
/* Each returns OK, END (stopping) or FATAL; arg is its struct above, or as told. */
int sohoa_conduct_resume(struct sohoa_engine *engine, const void *asked, struct sohoa_err *err);
int sohoa_conduct_redo(struct sohoa_engine *engine, const void *asked, struct sohoa_err *err);
int sohoa_conduct_scan(struct sohoa_engine *engine, const void *unused, struct sohoa_err *err);
int sohoa_conduct_watch(struct sohoa_engine *engine, struct sohoa_err *err);
/* request: the import's JSON request (lent). */
int sohoa_conduct_import(struct sohoa_engine *engine, const void *request, struct sohoa_err *err);
#endif
