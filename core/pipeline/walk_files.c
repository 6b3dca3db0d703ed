/* walk_files.c - the walk of an import: paths through scanners/files, masters into the store, the
 * images each holds. See import.h. */
#include "host/log.h"
#include "host/page.h"
#include "pipeline/helper.h"
#include "pipeline/import.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCANNER "files"
#define IMAGES_MAX 100000u    /* a master */
#define COUNT_NS 5000000000ll /* to count files beforehand, at most */

struct root {
    char *given, *path; /* as given; as opened: absolute */
};
struct sohoa_walk {
    struct sohoa_engine *engine;
    struct sohoa_instance *files;
    struct root *roots;
    size_t count, at;
};

void sohoa_source_clear(struct sohoa_source *source)
{
    free(source->name);
    *source = (struct sohoa_source){0};
}

void sohoa_walk_close(struct sohoa_walk *walk)
{
    if (!walk)
        return;
    for (size_t i = 0; i < walk->count; i++) {
        free(walk->roots[i].given);
        free(walk->roots[i].path);
    }
    free(walk->roots);
    sohoa_instance_close(walk->files);
    free(walk);
}

/* A path as given may be relative to a folder that is not today's: a resumed import's. */
static char *absolute(const char *folder, const char *path)
{
    char *full = NULL;
    if (path[0] == '/')
        return strdup(path);
    if (strncmp(path, "./", 2) == 0)
        path += 2;
    return asprintf(&full, "%s/%s", folder, path) < 0 ? NULL : full;
}

static int add_root(struct sohoa_walk *walk, const char *folder, const char *given,
                    struct sohoa_err *err)
{
    struct root *root = &walk->roots[walk->count];
    root->given = strdup(given);
    root->path = absolute(folder, given);
    walk->count++;
    if (!root->given || !root->path)
        return sohoa_no_memory(err);
    return walk->files->scanner->set_option(walk->files->self, "path", root->path, err);
}

static int open_files(struct sohoa_walk *walk, const char *per, struct sohoa_err *err)
{
    const struct sohoa_setting *settings = NULL;
    const struct sohoa_run_request *request = walk->engine->request;
    const struct sohoa_plugin *plugin = sohoa_registry_find(request->registry, SCANNER);
    if (!plugin)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", SCANNER);
    size_t count = sohoa_config_settings(request->config, SCANNER, &settings);
    int rc = sohoa_helper_open(request->registry, plugin, settings, count, NULL, &walk->files, err);
    return rc ? rc : walk->files->scanner->set_option(walk->files->self, "per", per, err);
}

/* ---- how much there is -------------------------------------------------------------------------
 */

static _Thread_local uint64_t counted; /* nftw has no argument */
static _Thread_local int64_t count_until;

static int count_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    counted += kind == FTW_F && path[where->base] != '.';
    return counted % 256 == 0 && sohoa_now_ns() > count_until;
}

/* Files below the roots for the time left, 0 when counting them would take long. */
static uint64_t count_files(const struct sohoa_walk *walk)
{
    counted = 0;
    count_until = sohoa_now_ns() + COUNT_NS;
    for (size_t i = 0; i < walk->count; i++)
        if (nftw(walk->roots[i].path, count_one, 16, FTW_PHYS) > 0)
            return 0;
    return counted;
}

int sohoa_walk_open(struct sohoa_engine *engine, const json_t *request, struct sohoa_walk **ret,
                    struct sohoa_err *err)
{
    const json_t *paths = json_object_get(request, "paths");
    const char *folder = json_string_value(json_object_get(request, "folder"));
    const char *per = json_string_value(json_object_get(request, "per"));
    struct sohoa_walk *walk = calloc(1, sizeof *walk);
    if (!walk)
        return sohoa_no_memory(err);
    walk->engine = engine;
    walk->roots = calloc(json_array_size(paths) + 1, sizeof *walk->roots);
    int rc = walk->roots ? open_files(walk, per ? per : "file", err) : sohoa_no_memory(err);
    for (size_t i = 0; i < json_array_size(paths) && rc == SOHOA_OK; i++) {
        const char *given = json_string_value(json_array_get(paths, i));
        if (given && *given)
            rc = add_root(walk, folder ? folder : "/", given, err);
    }
    if (rc) {
        sohoa_walk_close(walk);
        return rc;
    }
    if (engine->request->calls.progress)
        sohoa_engine_expect(engine, count_files(walk));
    *ret = walk;
    return SOHOA_OK;
}

/* The rest of path behind root, or NULL when it is not below it. */
static const char *below(const char *path, const char *root)
{
    size_t length = strlen(root);
    while (length > 1 && root[length - 1] == '/')
        length--;
    if (strncmp(path, root, length) != 0 || (path[length] != '/' && path[length] != '\0'))
        return length == 1 && root[0] == '/' && path[0] == '/' ? path : NULL;
    return path + length;
}

/* The source as the user named it. The walk takes the roots in order. */
static char *given_name(struct sohoa_walk *walk, const char *path)
{
    for (size_t at = walk->at; at < walk->count; at++) {
        const char *rest = below(path, walk->roots[at].path);
        if (!rest)
            continue;
        walk->at = at;
        const char *given = walk->roots[at].given;
        size_t length = strlen(given);
        while (*rest && length > 1 && given[length - 1] == '/')
            length--;
        char *name = NULL;
        return asprintf(&name, "%.*s%s", (int)length, given, rest) < 0 ? NULL : name;
    }
    return strdup(path);
}

static int keep_source(struct sohoa_walk *walk, int rc, const struct sohoa_page *page,
                       const struct sohoa_err *why, struct sohoa_source *ret, struct sohoa_err *err)
{
    struct sohoa_source source = {.start = (page->flags & SOHOA_PAGE_START) != 0};
    source.name = given_name(walk, page->source ? page->source : "");
    if (!source.name)
        return sohoa_no_memory(err);
    if (rc == SOHOA_BAD_PAGE)
        (void)snprintf(source.why, sizeof source.why, "%s", why->text);
    if (page->master) {
        rc = sohoa_master_put(walk->engine->records, page->master, &source.master, err);
        if (rc == SOHOA_BAD_PAGE) {
            (void)snprintf(source.why, sizeof source.why, "%s", err->text);
        } else if (rc) {
            sohoa_source_clear(&source);
            return SOHOA_FATAL;
        }
    }
    *ret = source;
    return SOHOA_OK;
}

/* What the walk passes over is news to whoever imports. */
static void tell_note(const struct sohoa_call *call, const char *text)
{
    (void)call;
    sohoa_log(SOHOA_INFO, "%s", text);
}

int sohoa_walk_next(struct sohoa_walk *walk, struct sohoa_source *ret, struct sohoa_err *err)
{
    struct sohoa_engine_call call;
    struct sohoa_page page;
    int rc = SOHOA_RETRY;
    for (int attempt = 0; attempt < 3 && rc == SOHOA_RETRY; attempt++) {
        sohoa_page_init(&page);
        sohoa_engine_call(walk->engine, 0, &call);
        call.call.note = tell_note;
        rc = walk->files->scanner->next(walk->files->self, &call.call, &page, err);
        if (rc == SOHOA_OK || rc == SOHOA_BAD_PAGE)
            rc = keep_source(walk, rc, &page, err, ret, err);
        sohoa_page_clear(&page);
    }
    return rc == SOHOA_RETRY || rc == SOHOA_BAD_DOSSIER ? SOHOA_FATAL : rc;
}

/* ---- the images of a source --------------------------------------------------------------------
 */

struct probing {
    struct sohoa_leaves *leaves;
    const struct sohoa_source *source;
    uint32_t room;
    bool failed;
};

static bool add_leaf(struct probing *p, const struct sohoa_image_info *info)
{
    struct sohoa_leaves *leaves = p->leaves;
    if (leaves->count == p->room) {
        uint32_t room = p->room ? p->room * 2 : 16;
        void *pages = realloc(leaves->pages, room * sizeof *leaves->pages);
        leaves->pages = pages ? pages : leaves->pages;
        void *charges = realloc(leaves->charges, room * sizeof *leaves->charges);
        leaves->charges = charges ? charges : leaves->charges;
        if (!pages || !charges)
            return false;
        p->room = room;
    }
    struct sohoa_page_record *page = &leaves->pages[leaves->count];
    *page = (struct sohoa_page_record){
        .image = leaves->count,
        .width = info->width,
        .height = info->height,
        .dpi = (double)info->dpi,
        .master = p->source->master,
        .source = strdup(p->source->name),
    };
    leaves->charges[leaves->count] = sohoa_budget_page(info->width, info->height, info->depth);
    if (!page->source)
        return false;
    leaves->count++;
    return true;
}

static bool found(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct probing *p = arg;
    (void)image;
    if (p->leaves->count == IMAGES_MAX)
        return false;
    p->failed = !add_leaf(p, info);
    return !p->failed;
}

/* Asks the helper; a probe that died is tried once more. */
static int probe(struct sohoa_walk *walk, struct probing *p, struct sohoa_err *err)
{
    struct sohoa_blob *master = NULL;
    int rc = sohoa_master_open(walk->engine->records, &p->source->master, &master, err);
    if (rc)
        return SOHOA_FATAL;
    rc = SOHOA_RETRY;
    for (int attempt = 0; attempt < 2 && (rc == SOHOA_RETRY || rc == SOHOA_FATAL); attempt++) {
        struct sohoa_engine_call call;
        sohoa_engine_call(walk->engine, walk->engine->deadline_ns, &call);
        sohoa_leaves_clear(p->leaves);
        p->room = 0;
        rc = walk->files->scanner->probe(walk->files->self, &call.call, master, found, p, err);
    }
    sohoa_blob_unref(master);
    if (p->failed)
        return sohoa_no_memory(err);
    return rc == SOHOA_OK ? SOHOA_OK : SOHOA_BAD_PAGE;
}

/* The one page of a source that yields none. */
static int add_lost(struct probing *p, const char *why, struct sohoa_err *err)
{
    const struct sohoa_image_info none = {.size = sizeof none};
    if (!add_leaf(p, &none) || !(p->leaves->pages[0].reason = strdup(why)))
        return sohoa_no_memory(err);
    p->leaves->state = SOHOA_STATE_QUARANTINED;
    sohoa_log(SOHOA_WARN, "'%s' is set aside: %s", p->source->name, why);
    return SOHOA_OK;
}

int sohoa_walk_leaves(struct sohoa_walk *walk, const struct sohoa_source *source,
                      struct sohoa_leaves *ret, struct sohoa_err *err)
{
    struct sohoa_leaves leaves = {0};
    struct probing p = {.leaves = &leaves, .source = source};
    struct sohoa_err why = {0};
    int rc = SOHOA_OK;
    if (source->why[0]) {
        rc = add_lost(&p, source->why, err);
    } else {
        rc = probe(walk, &p, &why);
        if (rc == SOHOA_FATAL)
            *err = why;
        else if (leaves.count == 0)
            rc = add_lost(&p, why.text[0] ? why.text : "it holds no page", err);
        else if (rc) /* the rest is damaged: one page more, whose decoding will say how */
            rc = add_leaf(&p, &(struct sohoa_image_info){.size = sizeof(struct sohoa_image_info)})
                     ? SOHOA_OK
                     : sohoa_no_memory(err);
    }
    if (rc) {
        sohoa_leaves_clear(&leaves);
        return rc;
    }
    *ret = leaves;
    return SOHOA_OK;
}

void sohoa_leaves_clear(struct sohoa_leaves *leaves)
{
    for (uint32_t i = 0; i < leaves->count; i++)
        sohoa_page_record_clear(&leaves->pages[i]);
    free(leaves->pages);
    free(leaves->charges);
    *leaves = (struct sohoa_leaves){0};
}
