/* options.c - option values: parsed, range-checked, stored; see options.h. No state, any thread. */
#include "host/options.h"

#include "host/lang.h"
#include "host/nearest.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool sohoa_name_ok(const char *name)
{
    if (!name || name[0] < 'a' || name[0] > 'z')
        return false;
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return name[n] == '\0' && n < 64;
}

size_t sohoa_options_count(const struct sohoa_option *options)
{
    size_t n = 0;
    while (options && options[n].name)
        n++;
    return n;
}

int sohoa_parse_int(const char *text, int64_t *ret)
{
    size_t sign = text[0] == '-' || text[0] == '+';
    if (text[sign] < '0' || text[sign] > '9')
        return -1;
    char *end;
    errno = 0;
    long long v = strtoll(text, &end, 10);
    if (*end || errno)
        return -1;
    *ret = v;
    return 0;
}

int sohoa_parse_real(const char *text, double *ret)
{
    if (!*text || text[strspn(text, "+-.0123456789eE")])
        return -1;
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* the user's comma must not count */
    if (!c)
        return -1;
    char *end;
    double v = strtod_l(text, &end, c);
    freelocale(c);
    if (*end || end == text || !isfinite(v))
        return -1;
    *ret = v;
    return 0;
}

int sohoa_parse_bool(const char *text, bool *ret)
{
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (int value = 0; value < 2; value++)
            if (strcasecmp(text, words[i][value]) == 0) {
                *ret = value;
                return 0;
            }
    return -1;
}

static bool in_range(const struct sohoa_option *o, double v)
{
    return (o->min == 0 && o->max == 0) || (v >= o->min && v <= o->max);
}

/* What the message must name; origin NULL: the plugin's own fallback. */
struct place {
    const struct sohoa_plugin *plugin;
    const struct sohoa_option *option;
    const char *origin, *value;
};

static const char *origin_of(const struct place *p)
{
    return p->origin ? p->origin : "fallback";
}

static int fail_value(const struct place *p, const char *kind, struct sohoa_err *err)
{
    const struct sohoa_option *o = p->option;
    const char *origin = origin_of(p);
    if (o->min == 0 && o->max == 0)
        return sohoa_fail(err, SOHOA_FATAL, "%s: option '%s' of '%s' is '%s' but must be %s",
                          origin, o->name, p->plugin->name, p->value, kind);
    return sohoa_fail(err, SOHOA_FATAL,
                      "%s: option '%s' of '%s' is '%s' but must be %s from %.15g to %.15g", origin,
                      o->name, p->plugin->name, p->value, kind, o->min, o->max);
}

static int store_string(const struct place *p, char *at, char **owner, struct sohoa_err *err)
{
    if (strnlen(p->value, SOHOA_OPTION_BYTES_MAX + 1) > SOHOA_OPTION_BYTES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: option '%s' of '%s' is longer than %d bytes",
                          origin_of(p), p->option->name, p->plugin->name, SOHOA_OPTION_BYTES_MAX);
    if (!at)
        return 0;
    char *copy = strdup(p->value);
    if (!copy)
        return sohoa_no_memory(err);
    free(*owner);
    *owner = copy;
    memcpy(at, &copy, sizeof copy);
    return 0;
}

/* Parses p->value into self (NULL: only checks). */
static int store_value(const struct place *p, void *self, char **owner, struct sohoa_err *err)
{
    const struct sohoa_option *o = p->option;
    char *at = self ? (char *)self + o->offset : NULL;
    bool flag = false;
    int64_t whole = 0;
    double real = 0;
    switch (o->type) {
    case SOHOA_BOOL:
        if (sohoa_parse_bool(p->value, &flag) != 0)
            return fail_value(p, sohoa_tr("true or false"), err);
        if (at)
            memcpy(at, &flag, sizeof flag);
        return 0;
    case SOHOA_INT:
        if (sohoa_parse_int(p->value, &whole) != 0 || !in_range(o, (double)whole))
            return fail_value(p, sohoa_tr("a whole number"), err);
        if (at)
            memcpy(at, &whole, sizeof whole);
        return 0;
    case SOHOA_REAL:
        if (sohoa_parse_real(p->value, &real) != 0 || !in_range(o, real))
            return fail_value(p, sohoa_tr("a number"), err);
        if (at)
            memcpy(at, &real, sizeof real);
        return 0;
    case SOHOA_STRING:
        return store_string(p, at, owner, err);
    }
    return sohoa_fail(err, SOHOA_FATAL, "option '%s' of '%s' has the unknown type %d", o->name,
                      p->plugin->name, (int)o->type);
}

static int fail_unknown(const struct sohoa_plugin *plugin, const struct sohoa_setting *s,
                        struct sohoa_err *err)
{
    const char *names[SOHOA_OPTIONS_MAX];
    char list[256] = "";
    size_t used = 0, count = sohoa_options_count(plugin->options);
    for (size_t i = 0; i < count && i < SOHOA_OPTIONS_MAX; i++) {
        names[i] = plugin->options[i].name;
        size_t n = strlen(names[i]);
        if (used + n + 3 > sizeof list)
            continue;
        used += (size_t)snprintf(list + used, sizeof list - used, used ? ", %s" : "%s", names[i]);
    }
    if (count == 0)
        return sohoa_fail(err, SOHOA_FATAL, "%s: '%s' has no option '%s'; it has none at all",
                          s->origin, plugin->name, s->key);
    const char *near = sohoa_nearest(s->key, names, count);
    if (near)
        return sohoa_fail(err, SOHOA_FATAL, "%s: '%s' has no option '%s'; the nearest is '%s'",
                          s->origin, plugin->name, s->key, near);
    return sohoa_fail(err, SOHOA_FATAL, "%s: '%s' has no option '%s'; it has: %s", s->origin,
                      plugin->name, s->key, list);
}

static size_t find_option(const struct sohoa_option *options, size_t count, const char *key)
{
    size_t i = 0;
    while (i < count && strcmp(options[i].name, key) != 0)
        i++;
    return i;
}

/* Settings in order; set (may be NULL) learns which options they touched. */
static int apply(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                 size_t setting_count, void *self, char **strings, bool *set, struct sohoa_err *err)
{
    size_t count = sohoa_options_count(plugin->options);
    for (size_t s = 0; s < setting_count; s++) {
        size_t i = find_option(plugin->options, count, settings[s].key);
        if (i == count)
            return fail_unknown(plugin, &settings[s], err);
        struct place p = {plugin, &plugin->options[i], settings[s].origin, settings[s].value};
        int rc = store_value(&p, self, self ? &strings[i] : NULL, err);
        if (rc != 0)
            return rc;
        if (set)
            set[i] = true;
    }
    return 0;
}

int sohoa_options_fill(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                       size_t setting_count, void *self, char **strings, struct sohoa_err *err)
{
    const struct sohoa_option *options = plugin->options;
    size_t count = sohoa_options_count(options);
    bool set[SOHOA_OPTIONS_MAX] = {false};
    for (size_t i = 0; i < count; i++) {
        struct place p = {plugin, &options[i], NULL, options[i].fallback};
        set[i] = p.value != NULL;
        int rc = p.value ? store_value(&p, self, self ? &strings[i] : NULL, err) : 0;
        if (rc != 0)
            return rc;
    }
    int rc = apply(plugin, settings, setting_count, self, strings, set, err);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!set[i])
            rc = sohoa_fail(err, SOHOA_FATAL, "'%s' needs its option '%s' set", plugin->name,
                            options[i].name);
    return rc;
}

int sohoa_options_known(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                        size_t count, struct sohoa_err *err)
{
    return apply(plugin, settings, count, NULL, NULL, NULL, err);
}

void sohoa_options_drop(const struct sohoa_plugin *plugin, char **strings)
{
    size_t count = sohoa_options_count(plugin->options);
    for (size_t i = 0; strings && i < count; i++)
        free(strings[i]);
}

int sohoa_settings_check(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                         size_t count, struct sohoa_err *err)
{
    return sohoa_options_fill(plugin, settings, count, NULL, NULL, err);
}
