/* conformance - holds plugins against the ABI: conformance [NAME...], all of them without a name.
 * Exit 0: they conform; 1: they do not, each failure on a line; 2: no such plugin. */
#include "conformance.h"

#include "pipeline/helper.h"

#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#ifdef SOHOA_SANITIZED
const double slowness = 8;
#else
const double slowness = 1;
#endif

bool expect(struct check *c, bool ok, const char *fmt, ...)
{
    if (ok)
        return true;
    c->failures++;
    printf("%s: FAILED: ", c->plugin->name);
    va_list args;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
    (void)fflush(stdout);
    return false;
}

/* ---- time --------------------------------------------------------------------------------- */

static double clock_seconds(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool stopping(const struct sohoa_call *call)
{
    return ((const struct watch *)call)->stop;
}

static void note(const struct sohoa_call *call, const char *text)
{
    (void)call;
    (void)text;
}

void watch_start(struct watch *w, int over, double seconds)
{
    double until = clock_seconds(CLOCK_MONOTONIC) + seconds;
    *w = (struct watch){
        .call = {.size = sizeof w->call,
                 .deadline_ns = over == OVER_LATE ? 1 : (int64_t)(until * 1e9),
                 .stopping = stopping,
                 .note = note},
        .stop = over == OVER_STOPPED,
        .cpu_start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID),
    };
}

double watch_spent(const struct watch *w)
{
    return clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - w->cpu_start;
}

/* ---- descriptor --------------------------------------------------------------------------- */

/* True when the kernel would not let anybody write there. */
static bool is_read_only(const void *at)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    bool read_only = false;
    while (maps && fgets(line, sizeof line, maps)) {
        char *mode, *end;
        unsigned long from = strtoul(line, &end, 16); /* from-to rwxp ... */
        unsigned long to = *end ? strtoul(end + 1, &mode, 16) : 0;
        if (to && (uintptr_t)at >= from && (uintptr_t)at < to)
            read_only = mode[0] && mode[2] != 'w';
    }
    if (maps)
        (void)fclose(maps);
    return read_only;
}

static const struct sohoa_plugin *raw_descriptor(struct check *c)
{
    void *handle = dlopen(sohoa_registry_path(c->reg, c->plugin), RTLD_NOW | RTLD_LOCAL);
    expect(c, handle != NULL, "cannot be loaded: %s", handle ? "" : dlerror());
    if (!handle)
        return NULL;
    const struct sohoa_plugin *raw = dlsym(handle, "sohoa_plugin");
    dlclose(handle); /* the registry keeps it mapped */
    expect(c, raw != NULL, "exports no descriptor");
    return raw;
}

static void check_descriptor(struct check *c, const struct sohoa_plugin *raw)
{
    const struct sohoa_plugin *p = c->plugin;
    expect(c, is_read_only(raw), "the descriptor can be written: make it and its tables const");
    expect(c, is_read_only(raw->calls), "the table of calls can be written: make it const");
    expect(c, !raw->options || is_read_only(raw->options),
           "the table of options can be written: make it const");
    expect(c, raw->size == sizeof *raw && raw->option_size == sizeof *raw->options,
           "built against another sohoa_plugin.h than this test: %u and %u bytes", raw->size,
           raw->option_size);
    expect(c, !strchr(p->summary, '\n') && p->summary[strlen(p->summary) - 1] == '.',
           "the summary must be one sentence, closed with a full stop");
    const char *path = sohoa_registry_path(c->reg, p), *file = strrchr(path, '/') + 1;
    size_t n = strlen(p->name);
    expect(c, strncmp(file, p->name, n) == 0 && strcmp(file + n, ".so") == 0,
           "the file is called %s, not %s.so", file, p->name);
}

/* ---- options ------------------------------------------------------------------------------ */

static int accepts(struct check *c, const struct sohoa_option *o, const char *value,
                   struct sohoa_err *err)
{
    /* One option by itself, so that required others do not count. */
    struct sohoa_option table[2] = {*o, {0}};
    struct sohoa_plugin alone = *c->plugin;
    alone.options = table;
    struct sohoa_setting s = {o->name, value, "test"};
    return sohoa_settings_check(&alone, &s, 1, err);
}

static void check_range(struct check *c, const struct sohoa_option *o)
{
    struct sohoa_err err = {0};
    double step = o->type == SOHOA_INT ? 1 : fmax(1e-3, fmax(fabs(o->min), fabs(o->max)) * 1e-6);
    const double values[] = {o->min, o->max, o->min - step, o->max + step};
    for (int i = 0; i < 4; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, o->type == SOHOA_INT ? "%.0f" : "%.17g", values[i]);
        int rc = accepts(c, o, text, &err);
        if (i < 2)
            expect(c, rc == 0, "option %s refuses %s, which its range allows: %s", o->name, text,
                   err.text);
        else
            expect(c, rc == SOHOA_FATAL && strstr(err.text, o->name),
                   "option %s takes %s, out of its range", o->name, text);
    }
}

static void check_options(struct check *c)
{
    struct sohoa_err err = {0};
    for (const struct sohoa_option *o = c->plugin->options; o && o->name; o++) {
        bool number = o->type == SOHOA_INT || o->type == SOHOA_REAL;
        if (o->fallback)
            expect(c, accepts(c, o, o->fallback, &err) == 0, "option %s refuses its fallback: %s",
                   o->name, err.text);
        if (o->type != SOHOA_STRING)
            expect(c, accepts(c, o, "?", &err) == SOHOA_FATAL, "option %s takes '?'", o->name);
        if (number && (o->min < 0 || o->min > 0 || o->max < 0 || o->max > 0))
            check_range(c, o);
    }
    struct sohoa_setting unknown = {"no_such_option", "1", "test"};
    expect(c, sohoa_settings_check(c->plugin, &unknown, 1, &err) == SOHOA_FATAL,
           "an unknown option is taken");
}

/* ---- open and close ----------------------------------------------------------------------- */

struct sohoa_instance *open_plain(struct check *c, bool again)
{
    struct sohoa_setting settings[16];
    char number[16][32], folder[128];
    size_t n = 0;
    if (!again)
        c->folders++;
    (void)snprintf(folder, sizeof folder, "%s/%u", c->work, c->folders);
    (void)mkdir(folder, 0700);
    for (const struct sohoa_option *o = c->plugin->options; o && o->name && n < 16; o++) {
        /* The record layer names a store's folder, so that option has a fallback and yet is needed.
         */
        bool store_folder = c->plugin->role == SOHOA_STORE && strcmp(o->name, "path") == 0;
        if (o->fallback && !store_folder)
            continue;
        (void)snprintf(number[n], sizeof number[n], "%.0f", o->min);
        const char *value = o->type == SOHOA_STRING ? folder : number[n];
        settings[n++] = (struct sohoa_setting){o->name, value, "test"};
    }
    struct sohoa_instance *inst = NULL;
    struct sohoa_err err = {0};
    /* A stage runs as the core runs it, in a helper when it asks for one; scanners are looked at in
     * this process, which sees more. */
    int rc = c->plugin->role == SOHOA_STAGE
                 ? sohoa_helper_open(c->reg, c->plugin, settings, n, NULL, &inst, &err)
                 : sohoa_instance_open(c->reg, c->plugin, settings, n, &inst, &err);
    expect(c, rc == 0, "cannot be opened: %s", err.text);
    return rc == 0 ? inst : NULL;
}

static size_t entries(const char *folder)
{
    DIR *d = opendir(folder);
    size_t n = 0;
    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

static void check_open_close(struct check *c)
{
    size_t files = 0, threads = 0, bytes = 0;
    for (int round = 0; round < 3; round++) {
        struct sohoa_instance *inst = open_plain(c, false);
        if (!inst)
            return;
        sohoa_instance_close(inst);
        if (round == 0) { /* what a library keeps for good it takes the first time */
            files = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
            bytes = mallinfo2().uordblks;
        }
    }
    expect(c, entries("/proc/self/fd") <= files, "open and close leave files open");
    expect(c, entries("/proc/self/task") <= threads, "open and close leave threads running");
    size_t now = mallinfo2().uordblks;
    expect(c, now < bytes + (size_t)64 * 1024, "open and close twice leave %zu bytes", now - bytes);
}

/* ---- one plugin --------------------------------------------------------------------------- */

static unsigned check_plugin(struct sohoa_registry *reg, const struct sohoa_plugin *plugin)
{
    struct check c = {.reg = reg, .plugin = plugin, .work = "/tmp/sohoa-conformance-XXXXXX"};
    if (!expect(&c, mkdtemp(c.work) != NULL, "no temporary folder"))
        return c.failures;
    const struct sohoa_plugin *raw = raw_descriptor(&c);
    if (raw) {
        unsigned char before[sizeof *raw];
        memcpy(before, raw, sizeof before);
        check_descriptor(&c, raw);
        check_options(&c);
        check_open_close(&c);
        if (plugin->role == SOHOA_STAGE)
            check_stage(&c);
        if (plugin->role == SOHOA_SCANNER)
            check_scanner(&c);
        if (plugin->role == SOHOA_STORE)
            check_store(&c);
        if (plugin->role == SOHOA_EXTRACTOR)
            check_extractor(&c);
        expect(&c, memcmp(before, (const void *)raw, sizeof before) == 0,
               "the descriptor has changed");
    }
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", c.work);
    expect(&c, system(command) == 0, "cannot remove %s", c.work);
    printf("%s: %s\n", plugin->name, c.failures ? "does not conform" : "conforms");
    return c.failures;
}

int main(int argc, char **argv)
{
    struct sohoa_registry *reg = NULL;
    struct sohoa_err err = {0};
    if (sohoa_registry_open(&reg, &err) != 0) {
        printf("%s\n", err.text);
        return 2;
    }
    unsigned failures = 0;
    for (int i = 1; i < argc; i++) {
        const struct sohoa_plugin *p = sohoa_registry_find(reg, argv[i]);
        if (!p) {
            printf("there is no plugin '%s'\n", argv[i]);
            sohoa_registry_close(reg);
            return 2;
        }
        failures += check_plugin(reg, p);
    }
    for (size_t i = 0; argc == 1 && i < sohoa_registry_count(reg); i++)
        failures += check_plugin(reg, sohoa_registry_at(reg, i));
    sohoa_registry_close(reg);
    return failures ? 1 : 0;
}
