/* helper_fixture.h - what the tests of helper processes share: the odd plugins, pages, counts. */
#ifndef HELPER_FIXTURE_H
#define HELPER_FIXTURE_H
#include "host/page.h"
#include "host/registry.h"
#include "pipeline/helper.h"
#include "pipeline/helper_pixels.h"

#include <dirent.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline struct sohoa_registry *open_registry(void)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    setenv("SOHOA_PLUGIN_PATH", SOHOA_TEST_BUILD "/tests/helper-plugins", 1);
    sohoa_helper_setup();
    if (sohoa_registry_open(&reg, &err) != 0)
        (void)fprintf(stderr, "%s\n", err.text);
    return reg;
}

static struct sohoa_registry *reg; /* of the group's set-up */

static inline int open_all(void **state)
{
    (void)state;
    reg = open_registry();
    return reg ? 0 : -1;
}

static inline int close_all(void **state)
{
    (void)state;
    sohoa_registry_close(reg);
    return 0;
}

/* call_ms, memory_mib: 0 = default. NULL: *err says why. */
static inline struct sohoa_instance *open_plugin(struct sohoa_registry *from, const char *name,
                                                 const struct sohoa_setting *settings, size_t count,
                                                 int64_t call_ms, uint64_t memory_mib,
                                                 struct sohoa_err *err)
{
    struct sohoa_helper_limits limits = {.memory = memory_mib << 20, .call_ns = call_ms * 1000000};
    struct sohoa_instance *inst = NULL;
    const struct sohoa_plugin *plugin = sohoa_registry_find(from, name);
    if (!plugin)
        sohoa_fail(err, SOHOA_FATAL, "no plugin %s", name);
    else if (sohoa_helper_open(from, plugin, settings, count, &limits, &inst, err) != 0)
        inst = NULL;
    return inst;
}

/* A page with a master, a picture of noise and an order for the odd stage. */
static inline struct sohoa_page make_page(int width, int height, int depth, const char *act)
{
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.source = "a.tif";
    page.number = 7;
    page.width = (uint32_t)width;
    page.height = (uint32_t)height;
    page.dpi = 300;
    page.master = sohoa_blob_new("the master", 10, "text/plain");
    page.image = pixCreate(width, height, depth);
    l_uint32 *at = pixGetData(page.image);
    if (!at)
        abort();
    for (int i = 0; i < pixGetWpl(page.image) * height; i++)
        at[i] = (l_uint32)i * 2654435761u;
    pixSetPadBits(page.image, 0);
    (void)snprintf(page.note, sizeof page.note, "%s", act);
    return page;
}

/* Runs one order on a small page; the page's note afterwards in note (at least 200 bytes). */
static inline int run_act(struct sohoa_instance *inst, const char *act, char *note,
                          struct sohoa_err *err)
{
    struct sohoa_page page = make_page(100, 80, 8, act);
    int rc = inst->stage->run(inst->self, NULL, &page, err);
    if (note)
        (void)snprintf(note, 200, "%s", page.note);
    sohoa_page_clear(&page);
    return rc;
}

static inline size_t count_fds(void)
{
    size_t count = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

/* A value in KiB of /proc/self/status, e.g. "RssAnon:". */
static inline long status_kib(const char *name)
{
    char line[256];
    long value = -1;
    FILE *f = fopen("/proc/self/status", "re");
    if (!f)
        return -1;
    while (value < 0 && fgets(line, sizeof line, f))
        if (strncmp(line, name, strlen(name)) == 0)
            value = strtol(line + strlen(name), NULL, 10);
    (void)fclose(f);
    return value;
}
#endif
