/* cmd_status.c - `sohoa status`: what the store holds and what waits for somebody. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <sys/statvfs.h>

struct status {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct status, json), "", "one JSON object"}, {0}};

static double mebibytes(uint64_t bytes)
{
    return (double)bytes / (1024.0 * 1024.0);
}

static void print_plain(struct cli *cli, const struct sohoa_store_totals *t, uint64_t free_bytes)
{
    (void)printf(sohoa_tr("store        %s\n"), sohoa_records_dir(cli->records));
    (void)printf(sohoa_tr("batches      %llu (%llu open)\n"), (unsigned long long)t->batches,
                 (unsigned long long)t->open_batches);
    (void)printf(sohoa_tr("dossiers     %llu\n"), (unsigned long long)t->dossiers);
    (void)printf(sohoa_tr("pages        %llu (%llu set aside)\n"), (unsigned long long)t->pages,
                 (unsigned long long)t->quarantined);
    (void)printf(sohoa_tr("database     %.1f MiB of a map of %.0f MiB\n"), mebibytes(t->db_bytes),
                 mebibytes(t->map_bytes));
    (void)printf(sohoa_tr("disk         %.1f GiB free\n"), mebibytes(free_bytes) / 1024);
    if (t->open_batches)
        (void)printf("%s\n",
                     sohoa_tr("`sohoa resume` finishes open batches whose process is gone."));
    if (t->quarantined)
        (void)printf("%s\n", sohoa_tr("`sohoa quarantine` lists the pages set aside."));
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct sohoa_store_totals t = {0};
    if (sohoa_records_totals(cli->records, &t, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    struct statvfs disk = {0};
    uint64_t free_bytes = 0;
    if (statvfs(sohoa_records_dir(cli->records), &disk) == 0)
        free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    if (!((struct status *)given)->json) {
        print_plain(cli, &t, free_bytes);
        return CODE_OK;
    }
    return cli_json_line(
        json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "store", sohoa_records_dir(cli->records),
                  "batches", (json_int_t)t.batches, "open_batches", (json_int_t)t.open_batches,
                  "dossiers", (json_int_t)t.dossiers, "pages", (json_int_t)t.pages, "quarantined",
                  (json_int_t)t.quarantined, "db_bytes", (json_int_t)t.db_bytes, "map_bytes",
                  (json_int_t)t.map_bytes, "free_bytes", (json_int_t)free_bytes));
}

const struct command command_status = {
    .name = "status",
    .operands = "",
    .summary = "tell what the store holds and what waits",
    .options = options,
    .size = sizeof(struct status),
    .run = run,
};
