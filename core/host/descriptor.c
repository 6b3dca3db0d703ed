/* descriptor.c - checks and copies a plugin's constant descriptor; see descriptor.h.
 *
 * Sizes come from the plugin: no more is read than it says it has, and no more is kept than this
 * host knows. No state, any thread. */
#include "host/descriptor.h"

#include "host/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* The members that the first published ABI had; later ones may be missing. */
    PLUGIN_LEAST = offsetof(struct sohoa_plugin, isolation),
    OPTION_LEAST = offsetof(struct sohoa_option, min),
    SIZE_MOST = 4096, /* of a descriptor, an option or a table: beyond is nonsense */
    SELF_MOST = 16 << 20,
};

struct call {
    size_t offset;
    const char *name;
};
struct role {
    const char *name;
    size_t size;
    struct call required[8];
};

#define CALL(role, member)                                                                         \
    {                                                                                              \
        offsetof(struct sohoa_##role, member), #member                                             \
    }
static const struct role roles[] = {
    [SOHOA_SCANNER] = {"scanner",
                       sizeof(struct sohoa_scanner),
                       {CALL(scanner, list), CALL(scanner, set_option), CALL(scanner, next),
                        CALL(scanner, cancel)}},
    [SOHOA_STAGE] = {"stage", sizeof(struct sohoa_stage), {CALL(stage, run)}},
    [SOHOA_EXTRACTOR] = {"extractor",
                         sizeof(struct sohoa_extractor),
                         {CALL(extractor, bid), CALL(extractor, run)}},
    [SOHOA_EXPORTER] = {"exporter",
                        sizeof(struct sohoa_exporter),
                        {CALL(exporter, begin), CALL(exporter, dossier), CALL(exporter, end)}},
    [SOHOA_STORE] = {"store",
                     sizeof(struct sohoa_store),
                     {CALL(store, begin), CALL(store, end), CALL(store, get), CALL(store, next),
                      CALL(store, prev), CALL(store, commit), CALL(store, backup)}},
};

static const struct role *find_role(enum sohoa_role role)
{
    bool known = role >= SOHOA_SCANNER && role <= SOHOA_STORE;
    return known ? &roles[role] : NULL;
}

const char *sohoa_role_name(enum sohoa_role role)
{
    const struct role *r = find_role(role);
    return r ? r->name : "?";
}

static size_t value_size(enum sohoa_type type)
{
    switch (type) {
    case SOHOA_BOOL:
        return sizeof(bool);
    case SOHOA_INT:
        return sizeof(int64_t);
    case SOHOA_REAL:
        return sizeof(double);
    case SOHOA_STRING:
        return sizeof(char *);
    }
    return 0;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int read_head(const struct sohoa_plugin *given, size_t room, struct sohoa_plugin *p,
                     struct sohoa_err *err)
{
    if (room && room < PLUGIN_LEAST)
        return sohoa_fail(err, SOHOA_FATAL, "its descriptor has only %zu bytes", room);
    if (given->abi_major != SOHOA_ABI_MAJOR)
        return sohoa_fail(err, SOHOA_FATAL, "built for plugin ABI %u, this program has ABI %u",
                          given->abi_major, SOHOA_ABI_MAJOR);
    if (given->size < PLUGIN_LEAST || given->size > SIZE_MOST || (room && given->size > room))
        return sohoa_fail(err, SOHOA_FATAL, "its descriptor says %u bytes, which cannot be",
                          given->size);
    memset(p, 0, sizeof *p);
    memcpy(p, given, smaller(given->size, sizeof *p));
    if (!sohoa_name_ok(p->name))
        return sohoa_fail(err, SOHOA_FATAL,
                          "its name must be small letters, digits and underscores");
    if (!find_role(p->role))
        return sohoa_fail(err, SOHOA_FATAL, "role %d is none of the known ones", (int)p->role);
    if ((unsigned)p->threads > SOHOA_SERIAL)
        return sohoa_fail(err, SOHOA_FATAL, "threading %d is none of the known ones",
                          (int)p->threads);
    if ((unsigned)p->isolation > SOHOA_IN_HELPER_DEVICE ||
        (p->isolation != SOHOA_IN_CORE && p->role != SOHOA_SCANNER && p->role != SOHOA_STAGE))
        return sohoa_fail(err, SOHOA_FATAL, "isolation %d is not for a %s", (int)p->isolation,
                          sohoa_role_name(p->role));
    if (!p->version || !*p->version || !p->summary || !*p->summary)
        return sohoa_fail(err, SOHOA_FATAL, "it has no version or no summary");
    if (p->self_size > SELF_MOST)
        return sohoa_fail(err, SOHOA_FATAL, "its self of %zu bytes is over the %d allowed",
                          p->self_size, (int)SELF_MOST);
    return 0;
}

static int check_option(const struct sohoa_plugin *p, const struct sohoa_option *o,
                        struct sohoa_err *err)
{
    size_t size = value_size(o->type);
    if (!sohoa_name_ok(o->name) || strcmp(o->name, "when") == 0 || strcmp(o->name, "use") == 0)
        return sohoa_fail(err, SOHOA_FATAL, "an option may not be called '%s'", o->name);
    if (!size)
        return sohoa_fail(err, SOHOA_FATAL, "option '%s' of '%s' has the unknown type %d", o->name,
                          p->name, (int)o->type);
    if (o->offset % size || o->offset > p->self_size || size > p->self_size - o->offset)
        return sohoa_fail(err, SOHOA_FATAL, "option '%s' lies outside of self or askew", o->name);
    if (!isfinite(o->min) || !isfinite(o->max) || o->min > o->max)
        return sohoa_fail(err, SOHOA_FATAL, "option '%s' has an impossible range", o->name);
    if (p->option_size >= sizeof *o && (!o->help || !*o->help))
        return sohoa_fail(err, SOHOA_FATAL, "option '%s' has no help", o->name);
    for (const struct sohoa_option *earlier = p->options; earlier < o; earlier++)
        if (strcmp(earlier->name, o->name) == 0)
            return sohoa_fail(err, SOHOA_FATAL, "option '%s' is there twice", o->name);
    return 0;
}

/* Every fallback must hold to its own type and range. */
static int check_fallbacks(const struct sohoa_plugin *p, size_t count, struct sohoa_err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct sohoa_setting s = {p->options[i].name, p->options[i].fallback, "fallback"};
        int rc = s.value ? sohoa_options_known(p, &s, 1, err) : 0;
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int read_options(struct sohoa_descriptor *d, struct sohoa_err *err)
{
    struct sohoa_plugin *p = &d->plugin;
    if (!p->options)
        return 0;
    if (p->option_size < OPTION_LEAST || p->option_size > SIZE_MOST)
        return sohoa_fail(err, SOHOA_FATAL, "an option of %u bytes cannot be", p->option_size);
    const char *given = (const char *)p->options;
    size_t count = 0;
    for (; count <= SOHOA_OPTIONS_MAX; count++) {
        const char *name;
        memcpy(&name, given + count * p->option_size, sizeof name);
        if (!name)
            break;
    }
    if (count > SOHOA_OPTIONS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "it has more than %d options", (int)SOHOA_OPTIONS_MAX);
    d->options = calloc(count + 1, sizeof *d->options);
    if (!d->options)
        return sohoa_no_memory(err);
    p->options = d->options;
    for (size_t i = 0; i < count; i++) {
        memcpy(&d->options[i], given + i * p->option_size,
               smaller(p->option_size, sizeof *d->options));
        int rc = check_option(p, &d->options[i], err);
        if (rc != 0)
            return rc;
    }
    return check_fallbacks(p, count, err);
}

static int read_calls(struct sohoa_descriptor *d, struct sohoa_err *err)
{
    const struct role *role = find_role(d->plugin.role);
    uint32_t size;
    if (!d->plugin.calls)
        return sohoa_fail(err, SOHOA_FATAL, "it has no table of calls");
    memcpy(&size, d->plugin.calls, sizeof size);
    if (size < sizeof size || size > SIZE_MOST)
        return sohoa_fail(err, SOHOA_FATAL, "its table of calls says %u bytes, which cannot be",
                          size);
    memset(&d->calls, 0, sizeof d->calls);
    memcpy(&d->calls, d->plugin.calls, smaller(size, role->size));
    for (const struct call *c = role->required; c->name; c++) {
        void *call;
        memcpy(&call, (const char *)&d->calls + c->offset, sizeof call);
        if (!call)
            return sohoa_fail(err, SOHOA_FATAL, "a %s needs the call '%s'", role->name, c->name);
    }
    d->plugin.calls = &d->calls;
    return 0;
}

int sohoa_descriptor_read(const struct sohoa_plugin *given, size_t room,
                          struct sohoa_descriptor *ret, struct sohoa_err *err)
{
    ret->options = NULL;
    int rc = read_head(given, room, &ret->plugin, err);
    if (rc == 0)
        rc = read_options(ret, err);
    if (rc == 0)
        rc = read_calls(ret, err);
    if (rc != 0)
        sohoa_descriptor_drop(ret);
    return rc;
}

void sohoa_descriptor_drop(struct sohoa_descriptor *d)
{
    free(d->options);
    d->options = NULL;
}
