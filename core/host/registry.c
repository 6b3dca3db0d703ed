/* registry.c - finds plugins and loads their descriptors; see registry.h.
 *
 * Written during sohoa_registry_open, read-only after: any thread may look things up. A plugin's
 * code stays mapped until the process ends: libraries below plugins (GObject types, OpenMP's
 * threads) do not survive being unloaded. */
#include "host/registry.h"

#include "host/descriptor.h"
#include "host/log.h"
#include "host/paths.h"

#include <dirent.h>
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLUGINS_MAX = 256 };

struct entry {
    struct sohoa_descriptor descriptor;
    char *path;
};

struct sohoa_registry {
    struct entry *entries[PLUGINS_MAX]; /* sorted by role, then name */
    size_t count;
    char *refusals[PLUGINS_MAX];
    size_t refused;
};

static void free_entry(struct entry *e)
{
    if (!e)
        return;
    sohoa_descriptor_drop(&e->descriptor);
    free(e->path);
    free(e);
}

static int refuse(struct sohoa_registry *reg, const char *path, const char *why,
                  struct sohoa_err *err)
{
    sohoa_log(SOHOA_WARN, "plugin %s refused: %s", path, why);
    if (reg->refused == PLUGINS_MAX)
        return 0;
    if (asprintf(&reg->refusals[reg->refused], "%s: %s", path, why) < 0)
        return sohoa_no_memory(err);
    reg->refused++;
    return 0;
}

/* The descriptor in a shared object and how many bytes the symbol really has. */
static const struct sohoa_plugin *load(const char *path, size_t *ret_room, struct sohoa_err *err)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) {
        sohoa_fail(err, SOHOA_FATAL, "%s", dlerror());
        return NULL;
    }
    const struct sohoa_plugin *given = dlsym(handle, "sohoa_plugin");
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    if (!given)
        sohoa_fail(err, SOHOA_FATAL, "it exports no descriptor named 'sohoa_plugin'");
    else if (dladdr1(given, &info, (void **)&symbol, RTLD_DL_SYMENT) && symbol)
        *ret_room = symbol->st_size;
    dlclose(handle); /* stays mapped: RTLD_NODELETE */
    return given;
}

static int add_file(struct sohoa_registry *reg, const char *path, struct sohoa_err *err)
{
    struct sohoa_err why = {0};
    size_t room = 0;
    const struct sohoa_plugin *given = load(path, &room, &why);
    if (!given)
        return refuse(reg, path, why.text, err);
    struct entry *e = calloc(1, sizeof *e);
    char *copy = strdup(path);
    if (!e || !copy) {
        free(copy);
        free(e);
        return sohoa_no_memory(err);
    }
    e->path = copy;
    int rc = sohoa_descriptor_read(given, room, &e->descriptor, &why);
    if (rc == 0 && !sohoa_registry_find(reg, e->descriptor.plugin.name)) {
        reg->entries[reg->count++] = e;
        return 0;
    }
    if (rc != 0)
        rc = refuse(reg, path, why.text, err);
    else
        sohoa_log(SOHOA_DEBUG, "plugin %s is hidden by an earlier '%s'", path,
                  e->descriptor.plugin.name);
    free_entry(e);
    return rc;
}

static int is_plugin_file(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 3 && d->d_name[0] != '.' && strcmp(d->d_name + n - 3, ".so") == 0;
}

/* only NULL: every plugin, else the one whose file bears this name. */
static int add_folder(struct sohoa_registry *reg, const char *folder, const char *only,
                      struct sohoa_err *err)
{
    struct dirent **files;
    int count = scandir(folder, &files, is_plugin_file, alphasort);
    if (count < 0) {
        sohoa_log(SOHOA_WARN, "cannot read the plugin folder %s: %s", folder, strerror(errno));
        return 0;
    }
    int rc = 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        int n = snprintf(path, sizeof path, "%s/%s", folder, files[i]->d_name);
        bool wanted = !only || (strncmp(files[i]->d_name, only, strlen(only)) == 0 &&
                                strcmp(files[i]->d_name + strlen(only), ".so") == 0);
        if (rc == 0 && wanted && reg->count == PLUGINS_MAX)
            rc = sohoa_fail(err, SOHOA_FATAL, "more than %d plugins", (int)PLUGINS_MAX);
        if (rc == 0 && wanted && n > 0 && (size_t)n < sizeof path)
            rc = add_file(reg, path, err);
        free(files[i]);
    }
    free(files);
    return rc;
}

static int add_search_path(struct sohoa_registry *reg, const char *folders, const char *only,
                           struct sohoa_err *err)
{
    int rc = 0;
    while (rc == 0 && folders && *folders) {
        size_t n = strcspn(folders, ":");
        char *folder = n ? strndup(folders, n) : NULL;
        if (n && !folder)
            return sohoa_no_memory(err);
        if (folder)
            rc = add_folder(reg, folder, only, err);
        free(folder);
        folders += n + (folders[n] == ':');
    }
    return rc;
}

static int by_role_and_name(const void *a, const void *b)
{
    const struct sohoa_plugin *x = &(*(struct entry *const *)a)->descriptor.plugin;
    const struct sohoa_plugin *y = &(*(struct entry *const *)b)->descriptor.plugin;
    return x->role != y->role ? (int)x->role - (int)y->role : strcmp(x->name, y->name);
}

static int open_folders(const char *only, struct sohoa_registry **ret, struct sohoa_err *err)
{
    /* OpenMP reads it once, when the first library that uses it is loaded: the core owns
     * parallelism, and Tesseract's own threads make a page slower. */
    setenv("OMP_THREAD_LIMIT", "1", 1);
    struct sohoa_registry *reg = calloc(1, sizeof *reg);
    if (!reg)
        return sohoa_no_memory(err);
    char own[PATH_MAX];
    int rc = add_search_path(reg, getenv("SOHOA_PLUGIN_PATH"), only, err);
    if (rc == 0 && sohoa_path_plugins(own, sizeof own) == 0)
        rc = add_folder(reg, own, only, err);
    if (rc != 0) {
        sohoa_registry_close(reg);
        return rc;
    }
    qsort(reg->entries, reg->count, sizeof *reg->entries, by_role_and_name);
    *ret = reg;
    return 0;
}

int sohoa_registry_open(struct sohoa_registry **ret, struct sohoa_err *err)
{
    return open_folders(NULL, ret, err);
}

int sohoa_registry_open_one(const char *name, struct sohoa_registry **ret, struct sohoa_err *err)
{
    return open_folders(name, ret, err);
}

int sohoa_registry_open_file(const char *path, struct sohoa_registry **ret, struct sohoa_err *err)
{
    struct sohoa_registry *reg = calloc(1, sizeof *reg);
    if (!reg)
        return sohoa_no_memory(err);
    int rc = add_file(reg, path, err);
    if (rc == 0 && reg->count == 0)
        rc = sohoa_fail(err, SOHOA_FATAL, "%s", reg->refused ? reg->refusals[0] : path);
    if (rc != 0) {
        sohoa_registry_close(reg);
        return rc;
    }
    *ret = reg;
    return 0;
}

void sohoa_registry_close(struct sohoa_registry *reg)
{
    if (!reg)
        return;
    for (size_t i = 0; i < reg->count; i++)
        free_entry(reg->entries[i]);
    for (size_t i = 0; i < reg->refused; i++)
        free(reg->refusals[i]);
    free(reg);
}

size_t sohoa_registry_count(const struct sohoa_registry *reg)
{
    return reg->count;
}

const struct sohoa_plugin *sohoa_registry_at(const struct sohoa_registry *reg, size_t index)
{
    return &reg->entries[index]->descriptor.plugin;
}

const char *sohoa_registry_path(const struct sohoa_registry *reg, const struct sohoa_plugin *plugin)
{
    for (size_t i = 0; i < reg->count; i++)
        if (&reg->entries[i]->descriptor.plugin == plugin)
            return reg->entries[i]->path;
    return NULL;
}

const struct sohoa_plugin *sohoa_registry_find(const struct sohoa_registry *reg, const char *name)
{
    for (size_t i = 0; i < reg->count; i++)
        if (strcmp(reg->entries[i]->descriptor.plugin.name, name) == 0)
            return &reg->entries[i]->descriptor.plugin;
    return NULL;
}

size_t sohoa_registry_refused(const struct sohoa_registry *reg)
{
    return reg->refused;
}

const char *sohoa_registry_refusal(const struct sohoa_registry *reg, size_t index)
{
    return reg->refusals[index];
}
