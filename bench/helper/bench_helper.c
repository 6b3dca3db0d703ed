/* bench_helper - decodes files in this process and in a helper process, and prints both; first
 * what it costs to start a helper. bench_helper ROUNDS FILE...
 * Wall time is the median of ROUNDS; CPU time is that of both processes, the mean, without the
 * helper's start. Pixels are read once after each decode, as a stage would. */
#include "host/page.h"
#include "host/registry.h"
#include "pipeline/helper.h"
#include "pipeline/wire.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROUNDS_MAX = 1000 };

struct timing {
    double ms[ROUNDS_MAX];
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(struct timing *t, int rounds)
{
    qsort(t->ms, (size_t)rounds, sizeof *t->ms, by_value);
    return t->ms[rounds / 2];
}

static double since_ms(int64_t start)
{
    return (double)(sohoa_clock_ns() - start) / 1e6;
}

/* Milliseconds to decode image 0 of the file and look at its pixels; -1: it failed. */
static double decode_once(struct sohoa_instance *inst, const char *path, double *ret_mb)
{
    struct sohoa_err err = {0};
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.source = path;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    page.master = fd < 0 ? NULL : sohoa_blob_fd(fd, "", &err);
    int64_t start = sohoa_clock_ns();
    int rc = page.master ? inst->scanner->decode(inst->self, NULL, &page, &err) : SOHOA_BAD_PAGE;
    volatile l_uint32 sum = 0;
    size_t words = rc == 0 ? (size_t)pixGetWpl(page.image) * page.image->h : 0;
    for (size_t i = 0; i < words; i += 16)
        sum += page.image->data[i];
    (void)sum; /* volatile: the pixels were really read */
    double ms = since_ms(start);
    *ret_mb = (double)words * 4 / 1e6;
    if (rc != 0)
        (void)fprintf(stderr, "%s: %s\n", path, err.text);
    sohoa_page_clear(&page);
    return rc == 0 ? ms : -1;
}

/* CPU time of this process and of the children it has waited for. */
static double cpu_ms(void)
{
    double ms = 0;
    for (int who = RUSAGE_CHILDREN; who <= RUSAGE_SELF; who++) {
        struct rusage u;
        if (getrusage(who, &u) == 0)
            ms += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
                  (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
    }
    return ms;
}

struct result {
    double wall_ms, cpu_ms, mb;
};

/* Opens the plugin here or in a helper, decodes, closes. rounds 0: only that. */
static int measure(struct sohoa_registry *reg, const char *path, bool helper, int rounds,
                   struct result *ret)
{
    static struct timing t;
    const struct sohoa_plugin *plugin = sohoa_registry_find(reg, "files");
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    double cpu = cpu_ms(), mb = 0;
    int rc = helper ? sohoa_helper_open(reg, plugin, NULL, 0, NULL, &inst, &err)
                    : sohoa_instance_open(reg, plugin, NULL, 0, &inst, &err);
    if (rc != 0) {
        (void)fprintf(stderr, "%s\n", err.text);
        return rc;
    }
    for (int i = 0; i < rounds && rc == 0; i++) {
        t.ms[i] = decode_once(inst, path, &mb);
        rc = t.ms[i] < 0;
    }
    sohoa_instance_close(inst);
    cpu = cpu_ms() - cpu;
    *ret = (struct result){.wall_ms = rounds ? median(&t, rounds) : 0, .cpu_ms = cpu, .mb = mb};
    return rc;
}

static void compare(struct sohoa_registry *reg, const char *path, int rounds)
{
    struct result core, helper, start;
    if (measure(reg, path, false, rounds, &core) != 0 || measure(reg, path, true, 0, &start) != 0 ||
        measure(reg, path, true, rounds, &helper) != 0)
        return;
    double a = core.cpu_ms / rounds, b = (helper.cpu_ms - start.cpu_ms) / rounds;
    printf("%6.1f MB  core %7.2f ms, CPU %7.2f  helper %7.2f ms, CPU %7.2f  more: %+6.2f, CPU "
           "%+6.2f  %s\n",
           core.mb, core.wall_ms, a, helper.wall_ms, b, helper.wall_ms - core.wall_ms, b - a, path);
}

static int measure_start(struct sohoa_registry *reg, int rounds)
{
    static struct timing t;
    for (int i = 0; i < rounds; i++) {
        struct result r;
        int64_t start = sohoa_clock_ns();
        if (measure(reg, NULL, true, 0, &r) != 0)
            return -1;
        t.ms[i] = since_ms(start);
    }
    printf("to start and end a helper: %.1f ms\n", median(&t, rounds));
    return 0;
}

int main(int argc, char **argv)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    char *end = NULL;
    long rounds = argc > 2 ? strtol(argv[1], &end, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || *end) {
        (void)fputs("bench_helper ROUNDS FILE...\n", stderr);
        return 2;
    }
    sohoa_helper_setup();
    if (sohoa_registry_open(&reg, &err) != 0 || !sohoa_registry_find(reg, "files")) {
        (void)fprintf(stderr, "there is no plugin 'files': %s\n", err.text);
        return 1;
    }
    int failed = measure_start(reg, rounds < 20 ? (int)rounds : 20);
    for (int i = 2; i < argc && failed == 0; i++)
        compare(reg, argv[i], (int)rounds);
    sohoa_registry_close(reg);
    return failed != 0;
}
