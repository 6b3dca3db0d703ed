/* bench_helper - decodes files in this process and in a helper process, in turn, and prints both
 * with their difference; first what it costs to start a helper. bench_helper ROUNDS FILE...
 * Median of ROUNDS; pixels are read once after each decode, as a stage would. */
#include "host/page.h"
#include "host/registry.h"
#include "pipeline/helper.h"
#include "pipeline/wire.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
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
    double ms = since_ms(start);
    *ret_mb = (double)words * 4 / 1e6;
    if (rc != 0)
        (void)fprintf(stderr, "%s: %s\n", path, err.text);
    sohoa_page_clear(&page);
    return rc == 0 ? ms : -1;
}

static void measure(struct sohoa_instance *core, struct sohoa_instance *helper, const char *path,
                    int rounds)
{
    static struct timing here, there;
    double mb = 0;
    for (int i = -1; i < rounds; i++) { /* the first warms up */
        double a = decode_once(core, path, &mb), b = decode_once(helper, path, &mb);
        if (a < 0 || b < 0)
            return;
        if (i >= 0) {
            here.ms[i] = a;
            there.ms[i] = b;
        }
    }
    double a = median(&here, rounds), b = median(&there, rounds);
    printf("%8.1f MB  core %8.2f ms  helper %8.2f ms  difference %+7.2f ms  %s\n", mb, a, b, b - a,
           path);
}

static int measure_start(struct sohoa_registry *reg, const struct sohoa_plugin *plugin, int rounds)
{
    static struct timing t;
    for (int i = 0; i < rounds; i++) {
        struct sohoa_instance *inst = NULL;
        struct sohoa_err err = {0};
        int64_t start = sohoa_clock_ns();
        if (sohoa_helper_open(reg, plugin, NULL, 0, NULL, &inst, &err) != 0) {
            (void)fprintf(stderr, "%s\n", err.text);
            return -1;
        }
        t.ms[i] = since_ms(start);
        sohoa_instance_close(inst);
    }
    printf("to start a helper for '%s': %.1f ms\n", plugin->name, median(&t, rounds));
    return 0;
}

int main(int argc, char **argv)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_instance *core = NULL, *helper = NULL;
    struct sohoa_err err = {0};
    char *end = NULL;
    long rounds = argc > 2 ? strtol(argv[1], &end, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || *end) {
        (void)fputs("bench_helper ROUNDS FILE...\n", stderr);
        return 2;
    }
    sohoa_helper_setup();
    int rc = sohoa_registry_open(&reg, &err);
    const struct sohoa_plugin *plugin = rc == 0 ? sohoa_registry_find(reg, "files") : NULL;
    if (!plugin || measure_start(reg, plugin, rounds < 20 ? (int)rounds : 20) != 0 ||
        sohoa_instance_open(reg, plugin, NULL, 0, &core, &err) != 0 ||
        sohoa_helper_open(reg, plugin, NULL, 0, NULL, &helper, &err) != 0)
        (void)fprintf(stderr, "cannot run the plugin 'files': %s\n", err.text);
    for (int i = 2; i < argc && core && helper; i++)
        measure(core, helper, argv[i], (int)rounds);
    sohoa_instance_close(helper);
    sohoa_instance_close(core);
    sohoa_registry_close(reg);
    return core && helper ? 0 : 1;
}
