/* cmd_gc.c - `sohoa gc`: masters that nobody refers to go, after a grace time. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"

#include <stdio.h>
#include <stdlib.h>

#define GRACE_S (7u * 86400)
#define GRACE_MAX_S (3650ull * 86400)

struct gc {
    const char *grace;
    bool dry, json;
};

static const struct arg_option options[] = {
    {"grace", 0, ARG_TEXT, offsetof(struct gc, grace), "TIME",
     "how long a master stays that nobody refers to: 30d, 12h, 90m (default 7d)"},
    {"dry-run", 0, ARG_FLAG, offsetof(struct gc, dry), "", "only tell what would go"},
    {"json", 0, ARG_FLAG, offsetof(struct gc, json), "", "one JSON object"},
    {0}};

/* "30d" as seconds; -1: it is none, or over ten years. */
static int64_t parse_duration(const char *text)
{
    static const struct {
        char unit;
        unsigned seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
    char *end = NULL;
    if (*text < '0' || *text > '9')
        return -1;
    unsigned long long n = strtoull(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (*end == units[i].unit && end[1] == '\0' && n <= GRACE_MAX_S / units[i].seconds)
            return (int64_t)(n * units[i].seconds);
    return -1;
}

static int tell(const struct gc *o, const struct sohoa_gc_report *r)
{
    if (o->json)
        return cli_json_line(json_pack("{s:b,s:I,s:I,s:I}", "dry_run", o->dry, "removed",
                                       (json_int_t)r->removed, "bytes", (json_int_t)r->bytes,
                                       "waiting", (json_int_t)r->waiting));
    (void)printf(sohoa_tr(o->dry ? "%llu files (%llu bytes) would be removed, %llu are too young\n"
                                 : "%llu files (%llu bytes) removed, %llu are too young\n"),
                 (unsigned long long)r->removed, (unsigned long long)r->bytes,
                 (unsigned long long)r->waiting);
    return CODE_OK;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct gc *o = given;
    int64_t grace = o->grace ? parse_duration(o->grace) : GRACE_S;
    if (grace < 0)
        return cli_usage("--grace is '%s': a number and s, m, h, d or w, at most ten years",
                         o->grace);
    int code = cli_store(cli, o->dry ? SOHOA_OPEN_READONLY : 0);
    if (code == CODE_OK && !o->dry)
        code = cli_audit(cli, "change", "masters", NULL, "begun");
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    struct sohoa_gc_report report = {0};
    struct sohoa_call call = cli_stop_call();
    int rc = sohoa_gc(cli->records, &call, (uint64_t)grace, o->dry, &report, &err);
    if (rc != SOHOA_OK)
        code = cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
    if (!o->dry) {
        char outcome[96];
        (void)snprintf(outcome, sizeof outcome, "%s: %llu files, %llu bytes removed",
                       rc == SOHOA_OK ? "ok" : "failed", (unsigned long long)report.removed,
                       (unsigned long long)report.bytes);
        int recorded = cli_audit(cli, "change", "masters", NULL, outcome);
        code = code == CODE_OK ? recorded : code;
    }
    int told = tell(o, &report);
    return code == CODE_OK ? told : code;
}

const struct command command_gc = {
    .name = "gc",
    .operands = "",
    .summary = "remove masters that no page refers to, after a grace time",
    .options = options,
    .size = sizeof(struct gc),
    .run = run,
};
