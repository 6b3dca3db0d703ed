/* cmd_batches.c - `sohoa batches`: the batches with their ledgers and alarms. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "pipeline/run.h"

#include <stdio.h>
#include <string.h>

struct batches {
    bool json, open;
    const char *acknowledge, *operator_;
};

static const struct arg_option options[] = {
    {"open", 0, ARG_FLAG, offsetof(struct batches, open), "", "only those still open"},
    {"acknowledge", 0, ARG_TEXT, offsetof(struct batches, acknowledge), "B",
     "close the alarms of this batch: a person has looked"},
    {"operator", 0, ARG_TEXT, offsetof(struct batches, operator_), "N", "who has looked"},
    {"json", 0, ARG_FLAG, offsetof(struct batches, json), "", "one JSON object a line"},
    {0}};

static void print_alarms(const json_t *alarms)
{
    size_t i;
    json_t *alarm;
    json_array_foreach(alarms, i, alarm)
    {
        const char *text = json_string_value(json_object_get(alarm, "text"));
        bool seen = json_is_true(json_object_get(alarm, "acknowledged"));
        const char *by = json_string_value(json_object_get(alarm, "by"));
        (void)printf("    %s: %s%s%s%s\n", sohoa_tr("alarm"), text ? text : "",
                     seen ? sohoa_tr(" - acknowledged") : "", by ? ", " : "", by ? by : "");
    }
}

static bool print_batch(void *arg, const struct sohoa_batch *b)
{
    const struct batches *o = arg;
    if (o->open && !b->open)
        return true;
    if (o->json)
        return cli_json_line(sohoa_batch_object(b)) == CODE_OK;
    const struct sohoa_ledger *l = &b->ledger;
    (void)printf("%s  %-6s %-6s %.16s  %s\n", b->id, b->kind ? b->kind : "",
                 b->open ? sohoa_tr("open") : sohoa_tr("closed"), b->started,
                 b->device ? b->device : "");
    (void)printf(sohoa_tr("    captured %llu = stored %llu + blank %llu + separator %llu + set "
                          "aside %llu + pending %llu%s; dossiers %llu\n"),
                 (unsigned long long)l->captured, (unsigned long long)l->stored,
                 (unsigned long long)l->blank, (unsigned long long)l->separator,
                 (unsigned long long)l->quarantined, (unsigned long long)l->pending,
                 sohoa_ledger_closes(l) ? "" : sohoa_tr("  DOES NOT CLOSE"),
                 (unsigned long long)l->dossiers);
    if (l->rescan)
        (void)printf(sohoa_tr("    to scan again: %llu sides\n"), (unsigned long long)l->rescan);
    print_alarms(b->alarms);
    return true;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct batches *o = given;
    int code = cli_store(cli, o->acknowledge ? 0 : SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    if (o->acknowledge) {
        const char *operator_ = cli_operator(cli, o->operator_);
        code = cli_batch(cli, o->acknowledge);
        if (code == CODE_OK)
            code = cli_audit(cli, "change", o->acknowledge, NULL, cli_begun(operator_).text);
        if (code != CODE_OK)
            return code;
        int done = sohoa_run_acknowledge(cli->records, o->acknowledge, operator_, &err);
        return done == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_STORE);
    }
    int rc = sohoa_batches_each(cli->records, NULL, print_batch, given, &err);
    return rc < 0 ? cli_error(&err, CODE_STORE) : CODE_OK;
}

const struct command command_batches = {
    .name = "batches",
    .operands = "",
    .summary = "list batches with their ledgers and alarms",
    .options = options,
    .size = sizeof(struct batches),
    .run = run,
};
