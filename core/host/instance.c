/* instance.c - a plugin opened in this process: its self, its options, its calls.
 * Each instance belongs to whoever opened it; nothing is shared between instances. */
#include "host/options.h"

#include <stdlib.h>

struct in_core {
    struct sohoa_instance seen; /* first: what callers hold points here */
    char **strings;             /* one place an option */
};

static void dispose_in_core(struct sohoa_instance *inst)
{
    struct in_core *in = (struct in_core *)inst;
    if (inst->plugin->close && inst->self)
        inst->plugin->close(inst->self);
    sohoa_options_drop(inst->plugin, in->strings);
    free(in->strings);
    free(inst->self);
    free(in);
}

int sohoa_instance_open(struct sohoa_registry *reg, const struct sohoa_plugin *plugin,
                        const struct sohoa_setting *settings, size_t count,
                        struct sohoa_instance **ret, struct sohoa_err *err)
{
    (void)reg; /* must outlive the instance: it owns the code */
    struct in_core *in = calloc(1, sizeof *in);
    if (!in)
        return sohoa_no_memory(err);
    in->seen = (struct sohoa_instance){
        .plugin = plugin, .calls = plugin->calls, .dispose = dispose_in_core};
    in->strings = calloc(sohoa_options_count(plugin->options) + 1, sizeof *in->strings);
    void *self = calloc(1, plugin->self_size ? plugin->self_size : 1);
    int rc;
    if (!in->strings || !self)
        rc = sohoa_no_memory(err);
    else
        rc = sohoa_options_fill(plugin, settings, count, self, in->strings, err);
    if (rc != 0) {
        free(self); /* close is only for a self that open has seen */
        dispose_in_core(&in->seen);
        return rc;
    }
    in->seen.self = self;
    rc = plugin->open ? plugin->open(self, err) : 0;
    if (rc != 0) {
        dispose_in_core(&in->seen);
        return rc;
    }
    *ret = &in->seen;
    return 0;
}

void sohoa_instance_close(struct sohoa_instance *inst)
{
    if (inst)
        inst->dispose(inst);
}
