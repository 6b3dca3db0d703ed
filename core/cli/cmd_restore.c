/* cmd_restore.c - `sohoa restore`: a backup becomes the store again; what was erased since stays
 * erased. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"
#include "host/paths.h"
#include "query/restore.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct restore {
    const char *erasures;
};

static const struct arg_option options[] = {
    {"erasures", 0, ARG_TEXT, offsetof(struct restore, erasures), "FILE",
     "what was erased since the backup, as `sohoa subject erasures` printed it"},
    {0}};

static void show_progress(void *arg, uint64_t done, uint64_t total)
{
    (void)arg;
    char line[128];
    (void)snprintf(line, sizeof line, sohoa_tr("restore: %llu of %llu masters"),
                   (unsigned long long)done, (unsigned long long)total);
    sohoa_log_progress(line);
}

static void tell(void *arg, const char *problem)
{
    (void)arg;
    (void)printf("%s\n", problem);
}

/* Lines of JSON; NULL after a message. */
static json_t *read_erasures(const char *path)
{
    FILE *f = fopen(path, "re");
    json_t *list = f ? json_array() : NULL;
    char *line = NULL;
    size_t room = 0;
    bool good = list != NULL;
    if (!f)
        (void)cli_usage("%s cannot be read: %s", path, strerror(errno));
    while (good && getline(&line, &room, f) > 0) {
        if (line[strspn(line, " \t\r\n")] == '\0')
            continue;
        json_t *record = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        good = json_is_object(record) && json_array_append(list, record) == 0;
        json_decref(record);
        if (!good)
            (void)cli_usage("%s is not a list of erasures", path);
    }
    free(line);
    if (f)
        (void)fclose(f);
    if (good)
        return list;
    json_decref(list);
    return NULL;
}

static int restore(struct cli *cli, const char *from, const char *to, const json_t *erasures)
{
    struct sohoa_err err = {0};
    struct sohoa_restored done = {0};
    struct sohoa_call call = cli_stop_call();
    const struct sohoa_restore asked = {.registry = cli->registry,
                                        .from = from,
                                        .to = to,
                                        .erasures = erasures,
                                        .call = &call,
                                        .progress = show_progress,
                                        .found = tell};
    int rc = sohoa_restore(&asked, &done, &err);
    sohoa_log_progress(NULL);
    if (rc == SOHOA_END || rc == SOHOA_BAD_DOSSIER)
        return cli_error(&err, CODE_USAGE);
    if (rc != SOHOA_OK)
        return cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
    sohoa_log(SOHOA_INFO,
              "restored to %s: %llu dossiers, %llu pages, %llu masters checked, %llu erasures done "
              "again",
              to, (unsigned long long)done.report.dossiers, (unsigned long long)done.report.pages,
              (unsigned long long)done.report.masters, (unsigned long long)done.replayed);
    return done.report.problems ? CODE_STORE : CODE_OK;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct restore *o = given;
    char path[4096];
    (void)count;
    const char *to =
        cli->given.store ? cli->given.store : sohoa_config_text(cli->config, "store", NULL);
    if (!to && sohoa_path_store(path, sizeof path) != 0)
        return cli_usage("no store is named: give --store DIR or set SOHOA_STORE");
    json_t *erasures = o->erasures ? read_erasures(o->erasures) : NULL;
    if (o->erasures && !erasures)
        return CODE_USAGE;
    int code = restore(cli, operands[0], to ? to : path, erasures);
    json_decref(erasures);
    return code;
}

const struct command command_restore = {
    .name = "restore",
    .operands = "FOLDER",
    .summary = "make the store anew from a backup; what was erased since stays erased",
    .options = options,
    .size = sizeof(struct restore),
    .least = 1,
    .most = 1,
    .run = run,
    .more = "The store (--store) must not be there yet. Every master's hash and every record is "
            "checked. The access\nrecord comes along; its key must be at hand.\n",
};
