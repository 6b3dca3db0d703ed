/* metrics.h - what this process has answered, how fast: the counters behind /metrics. */
#ifndef SOHOA_SERVE_METRICS_H
#define SOHOA_SERVE_METRICS_H
#include <stdatomic.h>
#include <stdint.h>

enum { METRIC_ROUTES = 48, METRIC_CLASSES = 6, METRIC_BUCKETS = 12 };

struct route;
struct metrics {
    struct {
        atomic_ullong by_class[METRIC_CLASSES]; /* 2 = 2xx */
        atomic_ullong buckets[METRIC_BUCKETS];  /* not cumulated */
        atomic_ullong sum_ns;
    } routes[METRIC_ROUTES]; /* the last one: no such call */
    atomic_ullong uploads, upload_bytes, jobs_done, jobs_failed;
};
/* route NULL: no such call. [any] */
void metrics_count(struct metrics *metrics, const struct route *route, unsigned status,
                   int64_t taken_ns);
struct service;
/* The text format 0.0.4 of Prometheus, malloc'd; NULL: out of memory. [any] */
char *metrics_text(struct service *service, uint64_t *ret_size);
#endif
