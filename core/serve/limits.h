/* limits.h - the caps of the service: `options: serve:` of the configuration. */
#ifndef SOHOA_SERVE_LIMITS_H
#define SOHOA_SERVE_LIMITS_H
#include "host/config.h"

struct limits { /* filled by the option table */
    int64_t threads, workers, connections, per_address, idle, head, body_time;
    int64_t header, json, body, files, burst, job_days;
    double rate;
};
/* FATAL (EINVAL) names the option. [any] */
int limits_read(const struct sohoa_config *config, struct limits *ret, struct sohoa_err *err);
#endif
