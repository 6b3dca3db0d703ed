/* cmd_import.c - `sohoa import`: digitises files and folders. */
#include "cli/commands.h"
#include "cli/runs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct import {
    struct run_options run;
    const char *per, *manifest, *watch, *done;
    bool again;
};

static const struct arg_option options[] = {
    {"per", 0, ARG_TEXT, offsetof(struct import, per), "file|folder",
     "what makes a dossier (default: each file)"},
    {"manifest", 0, ARG_TEXT, offsetof(struct import, manifest), "CSV",
     "a table of file,code,schema,part,received,archive.box,mother.name,..."},
    {"watch", 0, ARG_TEXT, offsetof(struct import, watch), "DIR",
     "take files as they are completed in DIR, until stopped"},
    {"done", 0, ARG_TEXT, offsetof(struct import, done), "DIR",
     "with --watch: where files go once they are stored"},
    {"again", 0, ARG_FLAG, offsetof(struct import, again), "",
     "digitise anew what is already there"},
    RUN_OPTIONS_DOSSIER(struct import),
    RUN_OPTIONS_MACHINE(struct import),
    {0}};

/* A mistyped path is told before anything is digitised. */
static int check_paths(int count, char **paths)
{
    struct stat st;
    for (int i = 0; i < count; i++)
        if (stat(paths[i], &st) != 0)
            return cli_usage("%s cannot be read: %s", paths[i], strerror(errno));
    return CODE_OK;
}

static int run_import(struct cli *cli, void *given, int count, char **operands)
{
    const struct import *o = given;
    struct run run;
    if (o->per && strcmp(o->per, "file") != 0 && strcmp(o->per, "folder") != 0)
        return cli_usage("--per is '%s': file or folder", o->per);
    if (count == 0 && !o->manifest && !o->watch)
        return cli_usage("nothing to import: name files or folders, --manifest or --watch");
    if (o->done && !o->watch)
        return cli_usage("--done goes with --watch");
    int code = check_paths(count, operands);
    if (code == CODE_OK)
        code = run_begin(&run, cli, &o->run, SOHOA_OPEN_CREATE);
    if (code != CODE_OK)
        return code;
    run.request.paths = (const char *const *)operands;
    run.request.path_count = (size_t)count;
    run.request.per_folder = o->per && strcmp(o->per, "folder") == 0;
    run.request.manifest = o->manifest;
    run.request.watch = o->watch;
    run.request.done = o->done;
    run.request.again = o->again;
    struct sohoa_err err = {0};
    struct sohoa_run_result result = {0};
    int rc = sohoa_run_import(&run.request, &result, &err);
    return run_end(&run, rc, &result, &err);
}

const struct command command_import = {
    .name = "import",
    .operands = "[PATH]...",
    .summary = "digitise files and folders (TIFF, JPEG, PNG, WebP, PDF)",
    .options = options,
    .size = sizeof(struct import),
    .most = -1,
    .run = run_import,
    .needs = NEEDS_CHAIN,
};
