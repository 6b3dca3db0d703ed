/* import_run.c - sohoa_run_import: the request as JSON (with it a batch that was cut off goes on),
 * then the run. */
#include "host/log.h"
#include "pipeline/conduct.h"
#include "pipeline/manifest.h"
#include "reading/schemas_usual.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Schemas and fields are there. */
static int check_manifest(const struct sohoa_manifest *manifest, const struct sohoa_config *config,
                          struct sohoa_err *err)
{
    struct sohoa_schemas *schemas = NULL;
    if (!sohoa_manifest_names_schemas(manifest))
        return SOHOA_OK;
    int rc = sohoa_schemas_usual(config, &schemas, err);
    if (rc == SOHOA_OK)
        rc = sohoa_manifest_check(manifest, schemas, err);
    sohoa_schemas_close(schemas);
    return rc;
}

/* What a person should know of it; absent: also the rows whose file is not there. */
static void tell_manifest(const struct sohoa_manifest *manifest, const char *path, bool absent)
{
    for (const char *at = sohoa_manifest_notes(manifest); *at;) {
        size_t n = strcspn(at, "\n");
        sohoa_log(SOHOA_WARN, "%s: %.*s", path, (int)n, at);
        at += n + (at[n] == '\n');
    }
    for (size_t i = 0; absent && i < sohoa_manifest_count(manifest); i++) {
        const struct sohoa_manifest_row *row = sohoa_manifest_at(manifest, i);
        if (access(row->file, F_OK) != 0)
            sohoa_log(SOHOA_WARN, "%s: line %u: '%s' is not there", path, row->line, row->given);
    }
}

/* The manifest's text goes into the request: the file may be gone when the batch is resumed. */
static int add_manifest(json_t *asked, const struct sohoa_run_request *request, size_t count,
                        struct sohoa_err *err)
{
    const char *path = request->manifest;
    bool is_source = count == 0 && !request->watch;
    char *text = NULL, *folder = NULL;
    struct sohoa_manifest *manifest = NULL;
    int rc = sohoa_manifest_read(path, &text, &folder, err);
    if (rc == SOHOA_OK)
        rc = sohoa_manifest_parse(text, strlen(text), folder, &manifest, err);
    if (rc == SOHOA_OK)
        rc = check_manifest(manifest, request->config, err);
    if (rc == SOHOA_OK && (!request->watch || count == 0)) /* a watch tells it once */
        tell_manifest(manifest, path, count > 0);
    if (rc == SOHOA_OK) {
        json_t *paths = json_object_get(asked, "paths");
        for (size_t i = 0; is_source && i < sohoa_manifest_count(manifest); i++)
            json_array_append_new(paths, json_string(sohoa_manifest_at(manifest, i)->given));
        if (is_source) /* what the paths are relative to */
            json_object_set_new(asked, "folder", json_string(folder));
        json_t *kept = json_pack("{s:s, s:s}", "text", text, "folder", folder);
        if (!kept)
            rc = sohoa_fail(err, SOHOA_FATAL, "'%s' is not UTF-8", path);
        else
            json_object_set_new(asked, "manifest", kept);
    }
    sohoa_manifest_close(manifest);
    free(text);
    free(folder);
    return rc;
}

int sohoa_import_request(const struct sohoa_run_request *request, const char *const *paths,
                         size_t count, json_t **ret, struct sohoa_err *err)
{
    char *folder = getcwd(NULL, 0);
    json_t *asked = sohoa_request_common(request), *list = json_array();
    int rc = SOHOA_OK;
    if (!folder)
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "the working folder cannot be told");
    else if (!asked || !list)
        rc = sohoa_no_memory(err);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        if (json_array_append_new(list, json_string(paths[i])))
            rc = sohoa_fail(err, SOHOA_FATAL, "the path '%s' is not UTF-8", paths[i]);
    if (rc == SOHOA_OK) {
        json_object_set(asked, "paths", list);
        json_object_set_new(asked, "folder", json_string(folder));
        json_object_set_new(asked, "per", json_string(request->per_folder ? "folder" : "file"));
        if (request->again)
            json_object_set_new(asked, "again", json_true());
        if (request->manifest)
            rc = add_manifest(asked, request, count, err);
    }
    json_decref(list);
    free(folder);
    if (rc)
        json_decref(asked);
    else
        *ret = asked;
    return rc;
}

static int check_paths(const struct sohoa_run_request *request, struct sohoa_err *err)
{
    struct stat st;
    for (size_t i = 0; i < request->path_count; i++)
        if (lstat(request->paths[i], &st))
            return sohoa_fail_errno(err, SOHOA_FATAL, errno, "'%s' cannot be read",
                                    request->paths[i]);
    if (request->path_count == 0 && !request->manifest && !request->watch)
        return sohoa_fail(err, SOHOA_FATAL, "nothing to import: name files or folders");
    return SOHOA_OK;
}

int sohoa_run_import(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                     struct sohoa_err *err)
{
    json_t *asked = NULL;
    int rc = check_paths(request, err);
    if (rc == SOHOA_OK)
        rc = sohoa_import_request(request, request->paths, request->path_count, &asked, err);
    if (rc) {
        if (ret_result)
            *ret_result = (struct sohoa_run_result){.exit_code = 2};
        return rc;
    }
    rc = sohoa_run_room(request, ret_result, err);
    if (rc == SOHOA_OK)
        rc = sohoa_run_with(request, true, sohoa_conduct_import, asked, ret_result, err);
    json_decref(asked);
    return rc;
}
