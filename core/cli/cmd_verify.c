/* cmd_verify.c - `sohoa verify`: fixity of masters, records, ledgers and references. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"

#include <stdio.h>

struct verify {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct verify, json), "", "one JSON object a line"}, {0}};

static void tell(void *arg, const char *problem)
{
    if (*(const bool *)arg)
        (void)cli_json_line(json_pack("{s:s}", "problem", problem));
    else
        (void)printf("%s\n", problem);
}

/* The access record, if there is one. What keeps it from being checked is a problem too. */
static uint64_t verify_audit(struct cli *cli, bool *json)
{
    struct sohoa_err err = {0};
    struct sohoa_audit_report r = {0};
    struct sohoa_audit_options o = {.key = sohoa_config_text(cli->config, "audit_key", NULL)};
    struct sohoa_audit *audit = NULL;
    const char *store = sohoa_records_dir(cli->records);
    if (!sohoa_audit_exists(store))
        return 0;
    int rc = sohoa_audit_open(store, &o, &audit, NULL, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_audit_verify(audit, NULL, tell, json, &r, &err);
    sohoa_audit_close(audit);
    if (rc == SOHOA_OK)
        return r.problems;
    tell(json, err.text);
    return 1;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    bool json = ((struct verify *)given)->json;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct sohoa_verify_report r = {0};
    struct sohoa_call call = cli_stop_call();
    int rc = sohoa_verify(cli->records, &call, tell, &json, &r, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
    r.problems += verify_audit(cli, &json);
    char text[64];
    (void)snprintf(text, sizeof text, "%llu problems", (unsigned long long)r.problems);
    sohoa_kept_note(cli->records, "verify", text);
    if (json)
        code = cli_json_line(json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "batches",
                                       (json_int_t)r.batches, "pages", (json_int_t)r.pages, "texts",
                                       (json_int_t)r.texts, "dossiers", (json_int_t)r.dossiers,
                                       "masters", (json_int_t)r.masters, "bytes",
                                       (json_int_t)r.bytes, "problems", (json_int_t)r.problems));
    else
        (void)printf(sohoa_tr("%llu batches, %llu dossiers, %llu pages, %llu texts, %llu masters "
                              "(%.1f MiB): %llu problems\n"),
                     (unsigned long long)r.batches, (unsigned long long)r.dossiers,
                     (unsigned long long)r.pages, (unsigned long long)r.texts,
                     (unsigned long long)r.masters, (double)r.bytes / 1048576.0,
                     (unsigned long long)r.problems);
    return code == CODE_OK && r.problems ? CODE_STORE : code;
}

const struct command command_verify = {
    .name = "verify",
    .operands = "",
    .summary = "check every master's hash, every record, ledger, reference and access",
    .options = options,
    .size = sizeof(struct verify),
    .run = run,
};
