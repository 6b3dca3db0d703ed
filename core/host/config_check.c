/* config_check.c - holds a configuration against the plugins there are, before anything starts. */
#include "host/config_parts.h"
#include "host/nearest.h"
#include "host/options.h"
#include "host/when.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 512 };

/* Names of steps and plugins; role 0: of any. */
static size_t known_names(const struct sohoa_config *c, const struct sohoa_registry *reg, int role,
                          const char *names[NAMES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; !role && i < c->step_count && n < NAMES_MAX; i++)
        names[n++] = c->steps[i].name;
    for (size_t i = 0; i < sohoa_registry_count(reg) && n < NAMES_MAX; i++) {
        const struct sohoa_plugin *p = sohoa_registry_at(reg, i);
        if (!role || (int)p->role == role)
            names[n++] = p->name;
    }
    return n;
}

static int fail_name(const char *origin, const char *name, const char *const *names, size_t count,
                     struct sohoa_err *err)
{
    const char *near = sohoa_nearest(name, names, count);
    if (near)
        return sohoa_fail(err, SOHOA_FATAL, "%s: there is no '%s'; the nearest is '%s'", origin,
                          name, near);
    return sohoa_fail(err, SOHOA_FATAL, "%s: there is no '%s'; 'sohoa plugins' lists what there is",
                      origin, name);
}

static int check_step(const struct sohoa_config *c, const struct sohoa_registry *reg,
                      const struct sohoa_step *step, struct sohoa_err *err)
{
    const struct sohoa_plugin *p = sohoa_registry_find(reg, step->plugin);
    const char *names[NAMES_MAX];
    if (!p || p->role != SOHOA_STAGE)
        return fail_name(*c->file ? c->file : "chain", step->plugin, names,
                         known_names(c, reg, SOHOA_STAGE, names), err);
    struct sohoa_when *when = NULL;
    int rc = sohoa_when_parse(step->when, &when, err);
    sohoa_when_free(when);
    return rc != 0 ? rc : sohoa_settings_check(p, step->settings, step->setting_count, err);
}

static bool is_step(const struct sohoa_config *c, const char *name)
{
    for (size_t i = 0; i < c->step_count; i++)
        if (strcmp(c->steps[i].name, name) == 0 || strcmp(c->steps[i].plugin, name) == 0 ||
            strcmp(c->steps[i].general, name) == 0)
            return true; /* its settings were checked with the step's */
    return false;
}

static int check_extract(const struct sohoa_config *c, const struct sohoa_registry *reg,
                         struct sohoa_err *err)
{
    char name[128], origin[PATH_MAX];
    for (size_t i = 0; sohoa_config_extract(c, i, name, sizeof name, origin, sizeof origin); i++) {
        const struct sohoa_plugin *p = sohoa_registry_find(reg, name);
        const char *names[NAMES_MAX];
        bool word = strcmp(name, "all") == 0 || strcmp(name, "none") == 0;
        if (!word && (!p || p->role != SOHOA_EXTRACTOR))
            return fail_name(origin, name, names, known_names(c, reg, SOHOA_EXTRACTOR, names), err);
    }
    return 0;
}

int sohoa_config_check(const struct sohoa_config *c, const struct sohoa_registry *reg,
                       struct sohoa_err *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < c->step_count; i++)
        rc = check_step(c, reg, &c->steps[i], err);
    if (rc == 0)
        rc = check_extract(c, reg, err);
    for (size_t i = 0; rc == 0 && i < c->scope_count; i++) {
        const struct sohoa_scope *s = &c->scopes[i];
        if (is_step(c, s->name) || strcmp(s->name, "serve") == 0) /* the service checks its own */
            continue;
        const struct sohoa_plugin *p = sohoa_registry_find(reg, s->name);
        const char *names[NAMES_MAX];
        if (p)
            rc = sohoa_options_known(p, s->items, s->count, err);
        else
            rc = fail_name(s->count ? s->items[0].origin : c->file, s->name, names,
                           known_names(c, reg, 0, names), err);
    }
    return rc;
}
