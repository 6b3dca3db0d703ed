/* procedure_set.c - procedures read from files and folders into a set; see procedure.h. [setup] */
#include "query/procedure_load.h"

#include "host/lang.h"
#include "reading/schemas_usual.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct sohoa_procedure procedure;
    struct schema_box *box; /* for its arena */
};
struct sohoa_procedures {
    struct entry **entries; /* by code */
    size_t count;
};

const char *sohoa_words_say(struct sohoa_words words)
{
    return sohoa_lang_get() == SOHOA_EN ? words.en : words.vi;
}

static void drop_entry(struct entry *e)
{
    if (e && e->box)
        sohoa_arena_drop(&e->box->arena);
    free(e ? e->box : NULL);
    free(e);
}

void sohoa_procedures_close(struct sohoa_procedures *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        drop_entry(set->entries[i]);
    free(set ? set->entries : NULL);
    free(set);
}

size_t sohoa_procedures_count(const struct sohoa_procedures *set)
{
    return set ? set->count : 0;
}

const struct sohoa_procedure *sohoa_procedures_at(const struct sohoa_procedures *set, size_t index)
{
    return index < sohoa_procedures_count(set) ? &set->entries[index]->procedure : NULL;
}

static size_t place_of(const struct sohoa_procedures *set, const char *code)
{
    size_t at = 0;
    while (at < set->count && strcmp(set->entries[at]->procedure.code, code) < 0)
        at++;
    return at;
}

const struct sohoa_procedure *sohoa_procedures_find(const struct sohoa_procedures *set,
                                                    const char *code)
{
    const struct sohoa_procedure *best = NULL;
    for (size_t i = 0; i < sohoa_procedures_count(set); i++) { /* the longest code that begins it */
        const struct sohoa_procedure *p = &set->entries[i]->procedure;
        size_t length = strlen(p->code);
        if (strncmp(code, p->code, length) == 0 && (!code[length] || code[length] == '.') &&
            (!best || length > strlen(best->code)))
            best = p;
    }
    return best;
}

/* ---- one file ------------------------------------------------------------------------------- */

/* Takes the tree. */
static int load_tree(const char *file, struct sohoa_yaml *tree, const struct sohoa_schemas *schemas,
                     sohoa_schema_fault *found, void *arg, struct entry **ret,
                     struct sohoa_err *err)
{
    struct entry *e = calloc(1, sizeof *e);
    struct procedure_loader pl = {
        .loader = {.file = file, .found = found, .found_arg = arg, .err = err}, .schemas = schemas};
    if (e)
        pl.loader.box = e->box = calloc(1, sizeof *e->box);
    if (pl.loader.box) {
        e->procedure.path = sohoa_load_copy(&pl.loader, file, strlen(file));
        sohoa_procedure_load(&pl, tree, &e->procedure);
    }
    sohoa_yaml_free(tree);
    if (pl.loader.box && pl.loader.faults == 0 && !pl.loader.no_memory) {
        *ret = e;
        return SOHOA_OK;
    }
    if (pl.loader.faults == 0)
        (void)sohoa_fail(err, SOHOA_FATAL, "out of memory");
    drop_entry(e);
    return SOHOA_FATAL;
}

/* data NULL: the file of that name. A mistake that the YAML reader found is the only one. */
static int read_entry(const char *name, const void *data, size_t size,
                      const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                      struct entry **ret, struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    struct sohoa_yaml *tree = NULL;
    err = err ? err : &own;
    int rc =
        data ? sohoa_yaml_parse(name, data, size, &tree, err) : sohoa_yaml_read(name, &tree, err);
    if (rc == SOHOA_OK)
        return load_tree(name, tree, schemas, found, arg, ret, err);
    if (found)
        found(arg, err->text);
    return rc;
}

/* ---- sets ----------------------------------------------------------------------------------- */

static bool same_folder(const char *a, const char *b)
{
    const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
    size_t length = x ? (size_t)(x - a) : 0;
    return length == (y ? (size_t)(y - b) : 0) && strncmp(a, b, length) == 0;
}

/* Takes the entry also when it fails. */
static int put(struct sohoa_procedures *set, struct entry *e, struct sohoa_err *err)
{
    const char *code = e->procedure.code, *path = e->procedure.path;
    size_t at = place_of(set, code);
    struct entry **more = NULL, *old = at < set->count ? set->entries[at] : NULL;
    int rc = SOHOA_OK;
    if (old && strcmp(old->procedure.code, code) == 0) {
        if (same_folder(old->procedure.path, path))
            rc = sohoa_fail(err, SOHOA_FATAL, "%s: the procedure '%s' is declared in %s already",
                            path, code, old->procedure.path);
        else
            set->entries[at] = e;
        drop_entry(rc == SOHOA_OK ? old : e);
        return rc;
    }
    if (set->count == SOHOA_PROCEDURES_MAX)
        rc =
            sohoa_fail(err, SOHOA_FATAL, "%s: more than %d procedures", path, SOHOA_PROCEDURES_MAX);
    else if (!(more = realloc(set->entries, (set->count + 1) * sizeof *more)))
        rc = sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (rc != SOHOA_OK) {
        drop_entry(e);
        return rc;
    }
    set->entries = more;
    memmove(&more[at + 1], &more[at], (set->count - at) * sizeof *more);
    more[at] = e;
    set->count++;
    return SOHOA_OK;
}

static int wrap(struct entry *e, struct sohoa_procedures **ret, struct sohoa_err *err)
{
    struct sohoa_procedures *set = calloc(1, sizeof *set);
    if (!set) {
        drop_entry(e);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    int rc = put(set, e, err);
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_procedures_close(set);
    return rc;
}

int sohoa_procedure_read(const char *path, const struct sohoa_schemas *schemas,
                         sohoa_schema_fault *found, void *arg, struct sohoa_procedures **ret,
                         struct sohoa_err *err)
{
    struct entry *e = NULL;
    int rc = read_entry(path, NULL, 0, schemas, found, arg, &e, err);
    return rc == SOHOA_OK ? wrap(e, ret, err) : rc;
}

int sohoa_procedure_parse(const char *name, const void *data, size_t size,
                          const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                          struct sohoa_procedures **ret, struct sohoa_err *err)
{
    struct entry *e = NULL;
    int rc = read_entry(name, data, size, schemas, found, arg, &e, err);
    return rc == SOHOA_OK ? wrap(e, ret, err) : rc;
}

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && entry->d_name[0] != '.' &&
           strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int read_folder(struct sohoa_procedures *set, const char *folder,
                       const struct sohoa_schemas *schemas, struct sohoa_err *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_yaml, alphasort), rc = SOHOA_OK;
    if (count < 0 && (errno == ENOENT || errno == ENOTDIR))
        return SOHOA_OK;
    if (count < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", folder);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        struct entry *e = NULL;
        int n = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (rc == SOHOA_OK && (n < 0 || (size_t)n >= sizeof path))
            rc = sohoa_fail(err, SOHOA_FATAL, "the path is too long: %s", folder);
        if (rc == SOHOA_OK)
            rc = read_entry(path, NULL, 0, schemas, NULL, NULL, &e, err);
        if (rc == SOHOA_OK)
            rc = put(set, e, err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

int sohoa_procedures_open(const char *const *folders, size_t count,
                          const struct sohoa_schemas *schemas, struct sohoa_procedures **ret,
                          struct sohoa_err *err)
{
    struct sohoa_procedures *set = calloc(1, sizeof *set);
    int rc = set ? SOHOA_OK : sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (size_t i = 0; rc == SOHOA_OK && i < count; i++)
        rc = read_folder(set, folders[i], schemas, err);
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_procedures_close(set);
    return rc;
}

int sohoa_procedures_usual(const struct sohoa_config *config, const struct sohoa_schemas *schemas,
                           struct sohoa_procedures **ret, struct sohoa_err *err)
{
    struct sohoa_schema_folders folders;
    char paths[2][sizeof folders.own + 16];
    const char *list[2] = {paths[0], paths[1]};
    int rc = sohoa_schema_folders_usual(config, &folders, err);
    for (size_t i = 0; rc == SOHOA_OK && i < folders.count; i++)
        (void)snprintf(paths[i], sizeof paths[i], "%s/procedures", folders.paths[i]);
    return rc == SOHOA_OK ? sohoa_procedures_open(list, folders.count, schemas, ret, err) : rc;
}
