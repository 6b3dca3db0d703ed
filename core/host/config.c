/* config.c - the configuration file and --set; see config.h.
 * Changed during setup only, read by any thread after. */
#include "host/config.h"

#include "host/config_parts.h"
#include "host/lang.h"
#include "host/nearest.h"
#include "host/options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STRUCTURED = 3, EXTRACT = STRUCTURED }; /* `extract` may be a list or one value */
/* clang-format off */
static const char *const top_keys[] = {
    "chain", "options", "profiles", /* the STRUCTURED ones first */
    "extract", "store", "engine", "agency", "operator", "purpose", "lang", "threads", "memory",
    "deadline", "patience", "silence", "log", "device", "profile", "dictionary", "schemas",
    "separators", "separator_texts", "audit_key", "disk_floor",
    "sign_key", "sign_cert", "sign_password_file", "agency_key", "agency_cert",
    "agency_password_file", "copy_form", "pkcs11_module",
};
/* clang-format on */
enum { TOP_KEYS = sizeof top_keys / sizeof top_keys[0] };

static int fail_key(const char *origin, const char *key, struct sohoa_err *err)
{
    const char *near = sohoa_nearest(key, top_keys, TOP_KEYS);
    if (near)
        return sohoa_fail(err, SOHOA_FATAL, "%s: unknown key '%s'; the nearest is '%s'", origin,
                          key, near);
    return sohoa_fail(err, SOHOA_FATAL, "%s: unknown key '%s'", origin, key);
}

static int key_place(const char *key)
{
    int i = 0;
    while (i < TOP_KEYS && strcmp(top_keys[i], key) != 0)
        i++;
    return i;
}

static int check_top(const struct sohoa_config *c, struct sohoa_err *err)
{
    const struct sohoa_yaml *tree = c->tree;
    if (!tree || sohoa_yaml_is_empty(tree))
        return 0;
    if (tree->kind != SOHOA_YAML_MAP)
        return sohoa_fail(err, SOHOA_FATAL, "%s:%u:%u: a configuration is lines of 'key: value'",
                          c->file, tree->line, tree->column);
    for (size_t i = 0; i < tree->count; i++) {
        const struct sohoa_yaml *item = &tree->items[i];
        char origin[PATH_MAX + 32];
        (void)snprintf(origin, sizeof origin, "%s:%u", c->file, item->line);
        int place = key_place(item->key);
        if (place == TOP_KEYS)
            return fail_key(origin, item->key, err);
        bool list = place == EXTRACT && item->kind == SOHOA_YAML_LIST;
        if (place >= STRUCTURED && item->kind != SOHOA_YAML_TEXT && !list)
            return sohoa_fail(err, SOHOA_FATAL, "%s: '%s' must be one value", origin, item->key);
    }
    return 0;
}

/* Makes a configuration of a tree, which it takes also when it fails; NULL: no file. */
static int make(const char *file, struct sohoa_yaml *tree, struct sohoa_config **ret,
                struct sohoa_err *err)
{
    struct sohoa_config *c = calloc(1, sizeof *c);
    if (!c) {
        sohoa_yaml_free(tree);
        return sohoa_no_memory(err);
    }
    c->tree = tree;
    c->file = strdup(file);
    int rc = c->file ? 0 : sohoa_no_memory(err);
    if (rc == 0)
        rc = check_top(c, err);
    if (rc == 0)
        rc = sohoa_config_merge(c, err);
    if (rc != 0)
        sohoa_config_close(c);
    else
        *ret = c;
    return rc;
}

int sohoa_config_parse(const char *name, const void *data, size_t size, struct sohoa_config **ret,
                       struct sohoa_err *err)
{
    struct sohoa_yaml *tree = NULL;
    int rc = sohoa_yaml_parse(name, data, size, &tree, err);
    return rc != 0 ? rc : make(name, tree, ret, err);
}

/* The first of the usual places that has a file. */
static bool usual_file(char *buf, size_t room)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int n = -1;
    if (base && base[0] == '/')
        n = snprintf(buf, room, "%s/sohoa/sohoa.yaml", base);
    else if (home && home[0] == '/')
        n = snprintf(buf, room, "%s/.config/sohoa/sohoa.yaml", home);
    if (n > 0 && (size_t)n < room && access(buf, F_OK) == 0)
        return true;
    n = snprintf(buf, room, "/etc/sohoa/sohoa.yaml");
    return n > 0 && (size_t)n < room && access(buf, F_OK) == 0;
}

int sohoa_config_open(const char *path, struct sohoa_config **ret, struct sohoa_err *err)
{
    char usual[PATH_MAX];
    if (!path)
        path = getenv("SOHOA_CONFIG");
    if (!path || !*path)
        path = usual_file(usual, sizeof usual) ? usual : NULL;
    if (!path)
        return make("", NULL, ret, err);
    struct sohoa_yaml *tree = NULL;
    int rc = sohoa_yaml_read(path, &tree, err);
    return rc != 0 ? rc : make(path, tree, ret, err);
}

static void drop_set(struct sohoa_assignment *a)
{
    free(a->scope);
    free(a->key);
    free(a->value);
    *a = (struct sohoa_assignment){0};
}

void sohoa_config_close(struct sohoa_config *c)
{
    if (!c)
        return;
    sohoa_config_unmerge(c);
    for (size_t i = 0; i < c->set_count; i++)
        drop_set(&c->sets[i]);
    sohoa_yaml_free(c->tree);
    free(c->file);
    free(c);
}

int sohoa_config_set(struct sohoa_config *c, const char *assignment, struct sohoa_err *err)
{
    const char *equals = strchr(assignment, '=');
    if (!equals || equals == assignment)
        return sohoa_fail(err, SOHOA_FATAL, "--set %s: needs STAGE.KEY=VALUE or KEY=VALUE",
                          assignment);
    if (c->set_count == SOHOA_SETS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "more than %d --set", SOHOA_SETS_MAX);
    size_t left = (size_t)(equals - assignment);
    const char *dot = memchr(assignment, '.', left);
    const char *key = dot ? dot + 1 : assignment;
    struct sohoa_assignment a = {
        .scope = dot ? strndup(assignment, (size_t)(dot - assignment)) : NULL,
        .key = strndup(key, (size_t)(equals - key)),
        .value = strdup(equals + 1),
    };
    int rc = 0;
    if ((dot && !a.scope) || !a.key || !a.value)
        rc = sohoa_no_memory(err);
    else if (dot && (!sohoa_name_ok(a.scope) || !*a.key))
        rc = sohoa_fail(err, SOHOA_FATAL, "--set %s: needs STAGE.KEY=VALUE or KEY=VALUE",
                        assignment);
    else if (!dot && key_place(a.key) == TOP_KEYS)
        rc = fail_key("--set", a.key, err);
    else if (!dot && key_place(a.key) < STRUCTURED)
        rc = sohoa_fail(err, SOHOA_FATAL, "--set: '%s' can only be written in a file", a.key);
    if (rc != 0) {
        drop_set(&a);
        return rc;
    }
    c->sets[c->set_count++] = a;
    return sohoa_config_merge(c, err);
}

/* The text of a top-level key, NULL when not set; where it was written, for messages. */
static const char *find(const struct sohoa_config *c, const char *key, char *origin, size_t room)
{
    for (size_t i = c->set_count; i-- > 0;)
        if (!c->sets[i].scope && strcmp(c->sets[i].key, key) == 0) {
            (void)snprintf(origin, room, "--set");
            return *c->sets[i].value ? c->sets[i].value : NULL;
        }
    const struct sohoa_yaml *node = sohoa_yaml_get(c->tree, key);
    if (!node || node->kind != SOHOA_YAML_TEXT || !*node->text)
        return NULL;
    (void)snprintf(origin, room, "%s:%u", c->file, node->line);
    return node->text;
}

const char *sohoa_config_text(const struct sohoa_config *c, const char *key, const char *fallback)
{
    char origin[PATH_MAX];
    const char *text = find(c, key, origin, sizeof origin);
    return text ? text : fallback;
}

const char *sohoa_config_extract(const struct sohoa_config *c, size_t index, char *buf, size_t room,
                                 char *origin, size_t origin_room)
{
    const struct sohoa_yaml *list = sohoa_yaml_get(c->tree, "extract");
    const char *text = find(c, "extract", origin, origin_room);
    if (!text) {
        if (!list || list->kind != SOHOA_YAML_LIST || index >= list->count ||
            list->items[index].kind != SOHOA_YAML_TEXT)
            return NULL;
        (void)snprintf(origin, origin_room, "%s:%u", c->file, list->items[index].line);
        (void)snprintf(buf, room, "%s", list->items[index].text);
        return buf;
    }
    static const char between[] = " ,";
    for (text += strspn(text, between); *text; text += strspn(text, between)) {
        size_t n = strcspn(text, between);
        if (index-- == 0) {
            (void)snprintf(buf, room, "%.*s", (int)n, text);
            return buf;
        }
        text += n;
    }
    return NULL;
}

static bool extract_said(const struct sohoa_config *c)
{
    const struct sohoa_yaml *list = sohoa_yaml_get(c->tree, "extract");
    return sohoa_config_text(c, "extract", NULL) || (list && list->kind == SOHOA_YAML_LIST);
}

bool sohoa_config_reads(const struct sohoa_config *c)
{
    char name[128], origin[PATH_MAX];
    if (!extract_said(c))
        return true;
    return sohoa_config_extract(c, 0, name, sizeof name, origin, sizeof origin) &&
           strcmp(name, "none") != 0;
}

bool sohoa_config_extracts(const struct sohoa_config *c, const char *plugin)
{
    char name[128], origin[PATH_MAX];
    for (size_t i = 0; sohoa_config_extract(c, i, name, sizeof name, origin, sizeof origin); i++)
        if (strcmp(name, plugin) == 0 || strcmp(name, "all") == 0)
            return true;
    return !extract_said(c);
}

int sohoa_config_int(const struct sohoa_config *c, const char *key, long fallback, long min,
                     long max, long *ret, struct sohoa_err *err)
{
    char origin[PATH_MAX];
    const char *text = find(c, key, origin, sizeof origin);
    int64_t value = fallback;
    if (text && (sohoa_parse_int(text, &value) != 0 || value < min || value > max))
        return sohoa_fail(err, SOHOA_FATAL,
                          "%s: '%s' is '%s' but must be a whole number from %ld to %ld", origin,
                          key, text, min, max);
    *ret = (long)value;
    return 0;
}

/* Digits and one of K M G T (of 1024). */
int sohoa_bytes_parse(const char *text, uint64_t *ret)
{
    static const char units[] = "KMGT";
    size_t digits = strspn(text, "0123456789");
    unsigned shift = 0;
    if (digits == 0 || digits > 19)
        return -1;
    if (text[digits]) {
        const char *unit = strchr(units, text[digits]);
        if (!unit || text[digits + 1])
            return -1;
        shift = 10u * (unsigned)(unit - units + 1);
    }
    unsigned long long n = strtoull(text, NULL, 10);
    if (n > (UINT64_MAX >> shift))
        return -1;
    *ret = (uint64_t)n << shift;
    return 0;
}

int sohoa_config_bytes(const struct sohoa_config *c, const char *key, uint64_t fallback,
                       uint64_t *ret, struct sohoa_err *err)
{
    char origin[PATH_MAX];
    const char *text = find(c, key, origin, sizeof origin);
    uint64_t value = fallback;
    if (text && sohoa_bytes_parse(text, &value) != 0)
        return sohoa_fail(err, SOHOA_FATAL,
                          "%s: '%s' is '%s' but must be a number of bytes such as 512M or 2G",
                          origin, key, text);
    *ret = value;
    return 0;
}

size_t sohoa_config_chain(const struct sohoa_config *c, const struct sohoa_step **ret)
{
    *ret = c->steps;
    return c->step_count;
}

static const struct sohoa_scope *find_scope(const struct sohoa_scope *scopes, size_t count,
                                            const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(scopes[i].name, name) == 0)
            return &scopes[i];
    return NULL;
}

size_t sohoa_config_settings(const struct sohoa_config *c, const char *plugin,
                             const struct sohoa_setting **ret)
{
    const struct sohoa_scope *s = find_scope(c->scopes, c->scope_count, plugin);
    *ret = s ? s->items : NULL;
    return s ? s->count : 0;
}

int sohoa_config_profile(const struct sohoa_config *c, const char *name,
                         const struct sohoa_setting **ret, size_t *ret_count, struct sohoa_err *err)
{
    const struct sohoa_scope *s = find_scope(c->profiles, c->profile_count, name);
    if (s) {
        *ret = s->items;
        *ret_count = s->count;
        return 0;
    }
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < c->profile_count && used < sizeof list - 1; i++) {
        int n = snprintf(list + used, sizeof list - used, i ? ", %s" : "%s", c->profiles[i].name);
        used += n > 0 ? (size_t)n : 0;
    }
    if (c->profile_count == 0)
        return sohoa_fail(err, SOHOA_FATAL, "no profile '%s': the configuration has none", name);
    return sohoa_fail(err, SOHOA_FATAL, "no profile '%s'; there are: %s", name, list);
}
