/* cmd_report.c - `sohoa report`: indicators of a period. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/report.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report {
    const char *from, *to, *by, *agency;
    bool json, csv;
};

static const struct arg_option options[] = {
    {"from", 0, ARG_TEXT, offsetof(struct report, from), "DAY",
     "first day (default: the first of this month)"},
    {"to", 0, ARG_TEXT, offsetof(struct report, to), "DAY", "last day (default: today)"},
    {"by", 0, ARG_TEXT, offsetof(struct report, by), "G", "agency, procedure, operator or day"},
    {"agency", 0, ARG_TEXT, offsetof(struct report, agency), "A", "only this agency"},
    {"json", 0, ARG_FLAG, offsetof(struct report, json), "", "one JSON object"},
    {"csv", 0, ARG_FLAG, offsetof(struct report, csv), "", "a table for spreadsheets"},
    {0}};

/* What people call an indicator. */
static const char *title_of(const char *name)
{
    static const struct {
        const char *name, *title;
    } titles[] = {
        {"received", "dossiers received"},
        {"finished", "dossiers finished"},
        {"results_electronic", "4.1 results issued electronically"},
        {"digitised", "4.2 dossiers digitised"},
        {"digitised_paper", "    of those not filed online"},
        {"reused", "4.3 dossiers that reuse digitised data"},
        {"shared", "4.4 dossiers that use a shared source"},
        {"population_used", "4.5 dossiers that use population data"},
        {"population_procedures", "4.5 procedures that use population data"},
        {"unregistered", "dossiers here that the register lacks"},
        {"asked_again", "papers asked for again"},
        {"dossiers", "dossiers captured"},
        {"pages", "their pages"},
        {"documents", "their documents"},
        {"fields", "fields read"},
        {"fields_verified", "fields that a person decided"},
        {"fields_in_conflict", "fields whose readings differ"},
        {"ready_median", "from feeder to ready, half within"},
        {"ready_p95", "from feeder to ready, 19 of 20 within"},
        {"batches", "batches"},
        {"captured", "images captured"},
        {"stored", "  stored"},
        {"blank", "  blank"},
        {"separators", "  separators"},
        {"quarantined", "  quarantined"},
        {"pending", "  pending"},
        {"open_alarms", "alarms that nobody acknowledged"},
        {"ledger_difference", "ledger difference"},
        {"lookups", "personal records looked up"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i].name, name) == 0)
            return sohoa_tr(titles[i].title);
    return name;
}

static void print_one(const char *name, const json_t *one)
{
    const char *unit = sohoa_json_member(one, "unit");
    (void)printf("  ");
    cli_pad(title_of(name), 44);
    if (strcmp(sohoa_json_member(one, "state"), "unknown") == 0)
        (void)printf(" %s: %s\n", sohoa_tr("unknown"), sohoa_json_member(one, "why"));
    else if (strcmp(unit, "share") == 0)
        (void)printf(sohoa_tr(" %6.2f %%  (%lld of %lld)\n"),
                     json_number_value(json_object_get(one, "value")) * 100,
                     (long long)json_integer_value(json_object_get(one, "count")),
                     (long long)json_integer_value(json_object_get(one, "of")));
    else
        (void)printf(" %lld%s\n", (long long)json_integer_value(json_object_get(one, "value")),
                     strcmp(unit, "seconds") == 0 ? " s" : "");
}

static void print_group(const char *name, const json_t *group)
{
    const char *key;
    const json_t *value;
    (void)printf("%s\n", name);
    json_object_foreach(json_object_get(group, "indicators"), key, value) print_one(key, value);
    json_object_foreach(json_object_get(group, "papers"), key, value)
    {
        (void)printf("  %s ", sohoa_tr("papers:"));
        cli_pad(key, 36);
        (void)printf(sohoa_tr(" %lld documents, %lld pages\n"),
                     (long long)json_integer_value(json_object_get(value, "documents")),
                     (long long)json_integer_value(json_object_get(value, "pages")));
    }
    json_object_foreach(json_object_get(group, "devices"), key, value)
    {
        (void)printf("  %s ", sohoa_tr("device:"));
        cli_pad(key, 36);
        (void)printf(sohoa_tr(" %lld dossiers, %lld pages\n"),
                     (long long)json_integer_value(json_object_get(value, "dossiers")),
                     (long long)json_integer_value(json_object_get(value, "pages")));
    }
    (void)printf("\n");
}

static int print_csv(const json_t *report)
{
    struct sohoa_err err = {0};
    char *text = sohoa_report_csv(report);
    if (!text) {
        (void)sohoa_no_memory(&err);
        return cli_error(&err, CODE_INTERNAL);
    }
    (void)fputs(text, stdout);
    free(text);
    return CODE_OK;
}

static int print_report(const struct report *o, json_t *report)
{
    size_t i;
    const json_t *group;
    if (o->json)
        return cli_json_line(json_incref(report));
    if (o->csv)
        return print_csv(report);
    json_array_foreach(json_object_get(report, "groups"), i, group)
        print_group(sohoa_json_member(group, "group"), group);
    print_group(sohoa_tr("total"), json_object_get(report, "total"));
    return CODE_OK;
}

static int make(struct cli *cli, const struct report *o, struct sohoa_report_ask *ask)
{
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_procedures *procedures = NULL;
    struct sohoa_err err = {0};
    json_t *report = NULL;
    int code = cli_schemas(cli, &schemas);
    if (code == CODE_OK &&
        sohoa_procedures_usual(cli->config, schemas, &procedures, &err) != SOHOA_OK)
        code = cli_error(&err, CODE_USAGE);
    if (code == CODE_OK)
        code = cli_audit_open(cli);
    if (code == CODE_OK) {
        ask->schemas = schemas;
        ask->procedures = procedures;
        ask->audit = cli->audit;
        int rc = sohoa_report(cli->records, ask, &report, &err);
        code = rc == SOHOA_OK ? CODE_OK : cli_query_error(rc, &err);
    }
    if (code == CODE_OK)
        code = print_report(o, report);
    json_decref(report);
    sohoa_procedures_close(procedures);
    sohoa_schemas_close(schemas);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct report *o = given;
    (void)count, (void)operands;
    char today[SOHOA_STAMP_SIZE], first[SOHOA_STAMP_SIZE];
    int by = o->by ? sohoa_report_by_name(o->by) : SOHOA_REPORT_WHOLE;
    if (by < 0)
        return cli_usage("--by is agency, procedure, operator or day, not '%s'", o->by);
    sohoa_stamp(0, today);
    today[10] = '\0';
    memcpy(first, today, sizeof first);
    memcpy(first + 8, "01", 2);
    struct sohoa_report_ask ask = {.from = o->from ? o->from : first,
                                   .to = o->to ? o->to : today,
                                   .by = (enum sohoa_report_by)by,
                                   .agency = o->agency};
    int code = cli_store(cli, 0);
    return code == CODE_OK ? make(cli, o, &ask) : code;
}

const struct command command_report = {
    .name = "report",
    .operands = "",
    .summary = "indicators of a period: digitised, reused, asked again, the ledger, look-ups",
    .options = options,
    .size = sizeof(struct report),
    .least = 0,
    .most = 0,
    .run = run,
    .more =
        "Shares are of all dossiers received, which `sohoa register` tells; without it they are "
        "unknown. The definitions are those of Decision 766/QD-TTg (indicators 4.1 to 4.5).",
};
