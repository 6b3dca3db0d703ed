/* metrics.c - counters and their text for Prometheus; see metrics.h. */
#include "serve/metrics.h"

#include "serve/connections.h"
#include "serve/jobs.h"
#include "serve/router.h"
#include "serve/service.h"

#include <stdio.h>
#include <stdlib.h>

static const double bounds[METRIC_BUCKETS - 1] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                  0.05,   0.1,   0.5,    1,     5};

static size_t index_of(const struct route *route)
{
    size_t i = route ? (size_t)(route - routes) : METRIC_ROUTES - 1;
    return i < METRIC_ROUTES ? i : METRIC_ROUTES - 1;
}

void metrics_count(struct metrics *m, const struct route *route, unsigned status, int64_t taken_ns)
{
    size_t at = index_of(route), bucket = 0, class = status / 100;
    while (bucket < METRIC_BUCKETS - 1 && (double)taken_ns / 1e9 > bounds[bucket])
        bucket++;
    atomic_fetch_add(&m->routes[at].by_class[class < METRIC_CLASSES ? class : 5], 1);
    atomic_fetch_add(&m->routes[at].buckets[bucket], 1);
    atomic_fetch_add(&m->routes[at].sum_ns, (unsigned long long)taken_ns);
}

static void put_head(FILE *out, const char *name, const char *type, const char *help)
{
    (void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_one(FILE *out, const char *name, const char *type, const char *help,
                    unsigned long long value)
{
    put_head(out, name, type, help);
    (void)fprintf(out, "%s %llu\n", name, value);
}

static const char *name_of(size_t i, char *buf, size_t room)
{
    if (i < route_count)
        (void)snprintf(buf, room, "method=\"%s\",path=\"%s\"", routes[i].method, routes[i].path);
    else
        (void)snprintf(buf, room, "method=\"\",path=\"\"");
    return buf;
}

static bool counts(size_t i)
{
    return i < route_count || i == METRIC_ROUTES - 1;
}

static void put_requests(FILE *out, struct metrics *m)
{
    char name[160];
    put_head(out, "sohoa_requests_total", "counter", "Requests answered by call and status class.");
    for (size_t i = 0; i < METRIC_ROUTES; i++)
        for (unsigned class = 0; counts(i) && class < METRIC_CLASSES; class ++) {
            unsigned long long n = atomic_load(&m->routes[i].by_class[class]);
            if (n)
                (void)fprintf(out, "sohoa_requests_total{%s,status=\"%uxx\"} %llu\n",
                              name_of(i, name, sizeof name), class, n);
        }
}

static void put_latencies(FILE *out, struct metrics *m)
{
    char name[160];
    put_head(out, "sohoa_request_seconds", "histogram",
             "From the first line of a request to the last byte of its answer.");
    for (size_t i = 0; i < METRIC_ROUTES; i++) {
        unsigned long long sum = 0;
        for (size_t b = 0; counts(i) && b < METRIC_BUCKETS; b++)
            sum += atomic_load(&m->routes[i].buckets[b]);
        if (!sum)
            continue;
        sum = 0;
        (void)name_of(i, name, sizeof name);
        for (size_t b = 0; b < METRIC_BUCKETS; b++) {
            sum += atomic_load(&m->routes[i].buckets[b]);
            if (b < METRIC_BUCKETS - 1)
                (void)fprintf(out, "sohoa_request_seconds_bucket{%s,le=\"%g\"} %llu\n", name,
                              bounds[b], sum);
            else
                (void)fprintf(out, "sohoa_request_seconds_bucket{%s,le=\"+Inf\"} %llu\n", name,
                              sum);
        }
        (void)fprintf(out,
                      "sohoa_request_seconds_sum{%s} %.6f\nsohoa_request_seconds_count{%s} "
                      "%llu\n",
                      name, (double)atomic_load(&m->routes[i].sum_ns) / 1e9, name, sum);
    }
}

static void put_store(FILE *out, struct service *service)
{
    struct sohoa_store_totals t = {0};
    struct sohoa_err err = {0};
    if (sohoa_records_totals(service->records, &t, &err) != SOHOA_OK)
        return;
    put_one(out, "sohoa_store_batches", "gauge", "Batches in the store.", t.batches);
    put_one(out, "sohoa_store_open_batches", "gauge", "Batches not closed yet.", t.open_batches);
    put_one(out, "sohoa_store_dossiers", "gauge", "Dossiers in the store.", t.dossiers);
    put_one(out, "sohoa_store_pages", "gauge", "Pages captured.", t.pages);
    put_one(out, "sohoa_store_quarantined_pages", "gauge", "Pages set aside.", t.quarantined);
    put_one(out, "sohoa_store_bytes", "gauge", "Bytes of the database.", t.db_bytes);
}

char *metrics_text(struct service *service, uint64_t *ret_size)
{
    struct metrics *m = &service->metrics;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    put_store(out, service);
    put_one(out, "sohoa_connections", "gauge", "Open connections.",
            connections_count(service->connections));
    put_one(out, "sohoa_jobs_waiting", "gauge", "Uploads not digitised yet.",
            jobs_waiting(service->jobs));
    put_one(out, "sohoa_jobs_done_total", "counter", "Uploads digitised by this process.",
            atomic_load(&m->jobs_done));
    put_one(out, "sohoa_jobs_failed_total", "counter", "Uploads that failed in this process.",
            atomic_load(&m->jobs_failed));
    put_one(out, "sohoa_upload_bytes_total", "counter", "Bytes taken in by uploads.",
            atomic_load(&m->upload_bytes));
    put_requests(out, m);
    put_latencies(out, m);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    *ret_size = size;
    return text;
}
