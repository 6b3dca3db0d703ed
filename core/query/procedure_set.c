/* procedure_set.c - procedures read from files and folders into a set; see procedure.h. [setup] */
#include "query/procedure_load.h"

#include "host/lang.h"
#include "reading/declared.h"
#include "reading/schemas_usual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sohoa_procedures {
    struct sohoa_declared set; /* by code */
};

const char *sohoa_words_say(struct sohoa_words words)
{
    return sohoa_lang_get() == SOHOA_EN ? words.en : words.vi;
}

void sohoa_procedures_close(struct sohoa_procedures *set)
{
    if (set)
        sohoa_declared_clear(&set->set);
    free(set);
}

size_t sohoa_procedures_count(const struct sohoa_procedures *set)
{
    return set ? set->set.count : 0;
}

const struct sohoa_procedure *sohoa_procedures_at(const struct sohoa_procedures *set, size_t index)
{
    return index < sohoa_procedures_count(set) ? set->set.items[index].what : NULL;
}

const struct sohoa_procedure *sohoa_procedures_find(const struct sohoa_procedures *set,
                                                    const char *code)
{
    const struct sohoa_procedure *best = NULL;
    for (size_t i = 0; i < sohoa_procedures_count(set); i++) { /* the longest code that begins it */
        const struct sohoa_procedure *p = sohoa_procedures_at(set, i);
        size_t length = strlen(p->code);
        if (strncmp(code, p->code, length) == 0 && (!code[length] || code[length] == '.') &&
            (!best || length > strlen(best->code)))
            best = p;
    }
    return best;
}

/* context: the schemas whose papers the procedure names. */
static void load(struct loader *l, const struct sohoa_yaml *tree, const void *context,
                 struct sohoa_declaration *ret)
{
    struct sohoa_procedure *procedure = sohoa_load_take(l, sizeof *procedure);
    struct procedure_loader pl = {.loader = *l, .schemas = context};
    if (!procedure)
        return;
    procedure->path = ret->path;
    sohoa_procedure_load(&pl, tree, procedure);
    *l = pl.loader;
    ret->name = procedure->code;
    ret->what = procedure;
}

static int finish(int rc, struct sohoa_procedures *set, struct sohoa_procedures **ret)
{
    if (rc == SOHOA_OK)
        *ret = set;
    else
        sohoa_procedures_close(set);
    return rc;
}

/* data NULL: the file of that name. */
static int one(const char *name, const void *data, size_t size, const struct sohoa_schemas *schemas,
               sohoa_schema_fault *found, void *arg, struct sohoa_procedures **ret,
               struct sohoa_err *err)
{
    const struct sohoa_declaring how = {.most = SOHOA_PROCEDURES_MAX,
                                        .load = load,
                                        .context = schemas,
                                        .found = found,
                                        .arg = arg,
                                        .err = err};
    struct sohoa_procedures *set = calloc(1, sizeof *set);
    int rc = set ? sohoa_declared_add(&how, name, data, size, &set->set) : sohoa_no_memory(err);
    return finish(rc, set, ret);
}

int sohoa_procedure_parse(const char *name, const void *data, size_t size,
                          const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                          struct sohoa_procedures **ret, struct sohoa_err *err)
{
    return one(name, data ? data : "", size, schemas, found, arg, ret, err);
}

int sohoa_procedure_read(const char *path, const struct sohoa_schemas *schemas,
                         sohoa_schema_fault *found, void *arg, struct sohoa_procedures **ret,
                         struct sohoa_err *err)
{
    return one(path, NULL, 0, schemas, found, arg, ret, err);
}

int sohoa_procedures_open(const char *const *folders, size_t count,
                          const struct sohoa_schemas *schemas, struct sohoa_procedures **ret,
                          struct sohoa_err *err)
{
    const struct sohoa_declaring how = {
        .most = SOHOA_PROCEDURES_MAX, .load = load, .context = schemas, .err = err};
    struct sohoa_procedures *set = calloc(1, sizeof *set);
    int rc = set ? sohoa_declared_read(&how, folders, count, &set->set) : sohoa_no_memory(err);
    return finish(rc, set, ret);
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
