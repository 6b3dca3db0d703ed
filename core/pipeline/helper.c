/* helper.c - the life of a helper as its caller sees it: opened, renewed, closed; see helper.h.
 * State of the process: the statistics, under a lock. */
#include "pipeline/helper_core.h"

#include "host/lang.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#ifdef SOHOA_SANITIZED
enum { SLOWER = 4 }; /* what sanitizers cost */
#else
enum { SLOWER = 1 };
#endif
static const int64_t second = 1000000000;
static const uint64_t default_memory = (uint64_t)2 << 30;
/* Leaks and fragments of libraries: a helper that kept this much more than at its start is
 * renewed. Beyond what it keeps on purpose: its pool of buffers and the last picture. */
static const int64_t growth_most = (int64_t)160 << 20;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sohoa_helper_stats stats; /* under lock */
static int64_t living_peaks;            /* under lock: the sum over living helpers */

static void setup_pixels(void)
{
    sohoa_pixels_setup(false);
}

void sohoa_helper_setup(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, setup_pixels);
}

void sohoa_helper_stats(struct sohoa_helper_stats *ret)
{
    pthread_mutex_lock(&lock);
    *ret = stats;
    pthread_mutex_unlock(&lock);
}

void sohoa_helper_measured(struct sohoa_helper *h, int64_t resident, int64_t peak)
{
    h->resident = resident;
    pthread_mutex_lock(&lock);
    if (peak > h->peak) {
        living_peaks += peak - h->peak;
        h->peak = peak;
    }
    if (living_peaks > (int64_t)stats.peak_bytes)
        stats.peak_bytes = (uint64_t)living_peaks;
    pthread_mutex_unlock(&lock);
}

void sohoa_helper_end(struct sohoa_helper *h, int64_t grace_ns, bool died, int *ret_status)
{
    sohoa_wire_clear(&h->wire);
    sohoa_child_end(&h->child, grace_ns, ret_status);
    pthread_mutex_lock(&lock);
    living_peaks -= h->peak;
    stats.died += died;
    pthread_mutex_unlock(&lock);
    h->peak = 0;
}

/* Lets the plugin close, then ends it. */
static void end_gently(struct sohoa_helper *h)
{
    if (h->child.pid == 0)
        return;
    struct sohoa_msg msg;
    int status;
    sohoa_msg_init(&msg, SOHOA_HELPER_CLOSE);
    int failed = sohoa_msg_send(&msg, h->child.sock, sohoa_clock_ns() + second);
    sohoa_helper_end(h, failed ? 0 : 3 * second * SLOWER, false, &status);
}

/* ---- starting ---- */

static int send_open(struct sohoa_helper *h, struct sohoa_err *err)
{
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = {
        .type = SOHOA_HELPER_OPEN, .lost = SOHOA_FATAL, .limit_ns = 30 * second * SLOWER};
    sohoa_msg_init(&request, SOHOA_HELPER_OPEN);
    sohoa_msg_init(&reply, 0);
    sohoa_msg_put_text(&request, h->path);
    sohoa_msg_put_u32(&request, (uint32_t)sohoa_lang_get());
    sohoa_msg_put_u32(&request, (uint32_t)h->seen.plugin->isolation);
    sohoa_msg_put_i64(&request, (int64_t)h->limits.memory);
    sohoa_msg_put_u32(&request, (uint32_t)h->setting_count);
    for (size_t i = 0; i < h->setting_count; i++) {
        sohoa_msg_put_text(&request, h->settings[i].key);
        sohoa_msg_put_text(&request, h->settings[i].value);
        sohoa_msg_put_text(&request, h->settings[i].origin);
    }
    int rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    (void)sohoa_msg_get_u32(&reply); /* no page */
    uint64_t sample = 0, address = (uint64_t)sohoa_msg_get_i64(&reply);
    h->reads = rc == 0 && sohoa_memory_read(h->child.pid, address, &sample, sizeof sample) == 0 &&
               sample == SOHOA_HELPER_SAMPLE;
    sohoa_msg_clear(&request);
    sohoa_msg_clear(&reply);
    return rc;
}

static int replay_option(struct sohoa_helper *h, const struct sohoa_helper_option *o,
                         struct sohoa_err *err)
{
    struct sohoa_msg request, reply;
    struct sohoa_exchange x = {
        .type = SOHOA_HELPER_SET_OPTION, .lost = SOHOA_FATAL, .limit_ns = 60 * second};
    sohoa_helper_begin(h, x.type, &request);
    sohoa_msg_init(&reply, 0);
    sohoa_msg_put_text(&request, o->name);
    sohoa_msg_put_text(&request, o->value);
    int rc = sohoa_helper_exchange(h, &x, &request, &reply, err);
    sohoa_msg_clear(&request);
    sohoa_msg_clear(&reply);
    return rc;
}

static int start(struct sohoa_helper *h, struct sohoa_err *err)
{
    int rc = sohoa_child_start(h->seen.plugin->name, &h->child, err);
    if (rc != 0)
        return rc;
    pthread_mutex_lock(&lock);
    stats.started++;
    pthread_mutex_unlock(&lock);
    sohoa_wire_init(&h->wire, h->child.sock);
    rc = send_open(h, err);
    h->resident_at_start = h->resident;
    for (size_t i = 0; i < h->option_count && rc == 0; i++)
        rc = replay_option(h, &h->options[i], err);
    if (rc == 0)
        return 0;
    end_gently(h);
    return rc;
}

int sohoa_helper_ready(struct sohoa_helper *h, struct sohoa_err *err)
{
    if (h->child.pid) {
        struct pollfd p = {.fd = h->child.pidfd, .events = POLLIN};
        bool grown = h->resident - h->resident_at_start > growth_most;
        int status;
        if (poll(&p, 1, 0) > 0) /* killed between calls: by the system, or by hand */
            sohoa_helper_end(h, 0, true, &status);
        else if (grown && !h->walked && h->seen.plugin->isolation == SOHOA_IN_HELPER)
            end_gently(h);
        else
            return 0;
    }
    return start(h, err);
}

/* ---- the instance ---- */

static void free_helper(struct sohoa_helper *h)
{
    for (size_t i = 0; i < h->setting_count; i++) {
        free((char *)(uintptr_t)h->settings[i].key);
        free((char *)(uintptr_t)h->settings[i].value);
        free((char *)(uintptr_t)h->settings[i].origin);
    }
    for (size_t i = 0; i < h->option_count; i++) {
        free(h->options[i].name);
        free(h->options[i].value);
    }
    if (h->wake >= 0)
        close(h->wake);
    free(h->settings);
    free(h->options);
    free(h->source);
    free(h->path);
    free(h);
}

static void dispose(struct sohoa_instance *inst)
{
    struct sohoa_helper *h = (struct sohoa_helper *)inst;
    if (h->aside)
        dispose(&h->aside->seen);
    end_gently(h);
    free_helper(h);
}

static int copy_settings(struct sohoa_helper *h, const struct sohoa_setting *settings, size_t count)
{
    h->settings = calloc(count + 1, sizeof *h->settings);
    if (!h->settings)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct sohoa_setting *s = &settings[i];
        h->settings[i] = (struct sohoa_setting){.key = strdup(s->key),
                                                .value = strdup(s->value),
                                                .origin = strdup(s->origin ? s->origin : "")};
        h->setting_count++;
        if (!h->settings[i].key || !h->settings[i].value || !h->settings[i].origin)
            return -1;
    }
    return 0;
}

static struct sohoa_helper *make(const char *path, const struct sohoa_plugin *plugin,
                                 const struct sohoa_setting *settings, size_t count,
                                 const struct sohoa_helper_limits *limits)
{
    struct sohoa_helper *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    h->seen = (struct sohoa_instance){
        .plugin = plugin, .self = h, .calls = &h->calls, .dispose = dispose};
    if (limits)
        h->limits = *limits;
    if (h->limits.memory == 0)
        h->limits.memory = default_memory;
    h->path = path ? strdup(path) : NULL;
    h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (h->path && h->wake >= 0 && copy_settings(h, settings, count) == 0)
        return h;
    free_helper(h);
    return NULL;
}

int sohoa_helper_aside(struct sohoa_helper *h, struct sohoa_helper **ret, struct sohoa_err *err)
{
    if (!h->walked) {
        *ret = h;
        return 0;
    }
    if (!h->aside)
        h->aside = make(h->path, h->seen.plugin, h->settings, h->setting_count, &h->limits);
    if (!h->aside)
        return sohoa_no_memory(err);
    *ret = h->aside;
    return 0;
}

int sohoa_helper_open(struct sohoa_registry *reg, const struct sohoa_plugin *plugin,
                      const struct sohoa_setting *settings, size_t count,
                      const struct sohoa_helper_limits *limits, struct sohoa_instance **ret,
                      struct sohoa_err *err)
{
    if (plugin->isolation == SOHOA_IN_CORE)
        return sohoa_instance_open(reg, plugin, settings, count, ret, err);
    if (plugin->role != SOHOA_SCANNER && plugin->role != SOHOA_STAGE)
        return sohoa_fail(err, SOHOA_FATAL, "%s: only scanners and stages run in a helper process",
                          plugin->name);
    if (count > SOHOA_HELPER_SETTINGS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: more than %d settings", plugin->name,
                          (int)SOHOA_HELPER_SETTINGS_MAX);
    int rc = sohoa_settings_check(plugin, settings, count, err);
    if (rc != 0)
        return rc;
    sohoa_helper_setup();
    struct sohoa_helper *h =
        make(sohoa_registry_path(reg, plugin), plugin, settings, count, limits);
    if (!h)
        return sohoa_no_memory(err);
    sohoa_helper_proxies(h);
    rc = start(h, err);
    if (rc != 0) {
        free_helper(h);
        return rc;
    }
    *ret = &h->seen;
    return 0;
}
