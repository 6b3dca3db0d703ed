/* cmd_backup.c - `sohoa backup`: a hot copy, while batches run. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"

#include <stdio.h>

static void show_progress(void *arg, uint64_t done, uint64_t total)
{
    (void)arg;
    char line[128];
    (void)snprintf(line, sizeof line, sohoa_tr("backup: %llu of %llu masters"),
                   (unsigned long long)done, (unsigned long long)total);
    sohoa_log_progress(line);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)given, (void)count;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "backup", operands[0], NULL, "begun");
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct sohoa_call call = cli_stop_call();
    int rc = sohoa_backup(cli->records, &call, operands[0], show_progress, NULL, &err);
    sohoa_log_progress(NULL);
    if (rc == SOHOA_BAD_DOSSIER)
        return cli_error(&err, CODE_USAGE);
    if (rc != SOHOA_OK)
        return cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
    sohoa_kept_note(cli->records, "backup", operands[0]);
    sohoa_log(SOHOA_INFO, "backup complete: %s (`sohoa --store %s verify` checks it)", operands[0],
              operands[0]);
    return CODE_OK;
}

const struct command command_backup = {
    .name = "backup",
    .operands = "FOLDER",
    .summary = "copy the store to a folder while batches run; again into the same folder adds "
               "what is new",
    .least = 1,
    .most = 1,
    .run = run,
};
