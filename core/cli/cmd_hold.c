/* cmd_hold.c - `sohoa hold`: legal holds, which no erasure passes. */
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/hold.h"

#include <stdio.h>
#include <string.h>

struct hold {
    const char *operator_, *reason;
    bool json;
};

static const struct arg_option options[] = {
    {"reason", 0, ARG_TEXT, offsetof(struct hold, reason), "R", "add: why, for the record"},
    {"operator", 0, ARG_TEXT, offsetof(struct hold, operator_), "N", "who orders it"},
    {"json", 0, ARG_FLAG, offsetof(struct hold, json), "", "list: one JSON object a line"},
    {0}};

struct listing {
    bool json;
    int code;
};

static bool print_hold(void *arg, const char *on, const json_t *hold)
{
    struct listing *l = arg;
    const char *reason = json_string_value(json_object_get(hold, "reason"));
    const char *operator_ = json_string_value(json_object_get(hold, "operator"));
    const char *time = json_string_value(json_object_get(hold, "time"));
    if (l->json)
        l->code = cli_json_line(json_pack("{s:s,s:s?,s:s?,s:s?}", "on", on, "reason", reason,
                                          "operator", operator_, "time", time));
    else
        (void)printf("%-26s  %.16s  %s: %s\n", on, time ? time : "", operator_ ? operator_ : "",
                     reason ? reason : "");
    return l->code == CODE_OK;
}

static int list(struct cli *cli, const struct hold *o)
{
    struct sohoa_err err = {0};
    struct listing l = {.json = o->json};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", "holds", NULL, NULL);
    if (code != CODE_OK)
        return code;
    if (sohoa_holds_each(cli->records, print_hold, &l, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    return l.code;
}

/* The citizen ID as it is, or the id of the dossier that is meant. */
static int find(struct cli *cli, const char *name, char ret[SOHOA_ID_SIZE])
{
    struct sohoa_dossier_record d = {0};
    if (sohoa_citizen_id_valid(name)) {
        memcpy(ret, name, SOHOA_NUMBER_SIZE);
        return CODE_OK;
    }
    int code = cli_dossier(cli, name, &d);
    if (code == CODE_OK)
        memcpy(ret, d.id, SOHOA_ID_SIZE);
    sohoa_dossier_record_clear(&d);
    return code;
}

static int change(struct cli *cli, const struct hold *o, const char *name, bool add)
{
    struct sohoa_err err = {0};
    struct sohoa_whose whose = {0};
    char on[SOHOA_ID_SIZE];
    const char *operator_ = cli_operator(cli, o->operator_);
    if (!operator_)
        return cli_usage("say who decides: --operator NAME");
    if (add && !o->reason)
        return cli_usage("say why: --reason TEXT");
    int code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = find(cli, name, on);
    if (code != CODE_OK)
        return code;
    if (sohoa_citizen_id_valid(on))
        sohoa_whose_add(&whose, on);
    code = cli_audit(cli, "change", "hold", &whose, cli_begun(operator_).text);
    sohoa_whose_clear(&whose);
    if (code != CODE_OK)
        return code;
    int rc = add ? sohoa_hold_add(cli->records, on, o->reason, operator_, &err)
                 : sohoa_hold_remove(cli->records, on, &err);
    return cli_audit_ended(
        cli, "hold",
        rc == SOHOA_OK ? CODE_OK : cli_error(&err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE));
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct hold *o = given;
    if (count == 1 && strcmp(operands[0], "list") == 0)
        return list(cli, o);
    if (count == 2 && (strcmp(operands[0], "add") == 0 || strcmp(operands[0], "remove") == 0))
        return change(cli, o, operands[1], operands[0][0] == 'a');
    return cli_usage("usage: sohoa %s%s%s (`sohoa %s --help` tells more)", "hold", " ",
                     "add|remove ID|DOSSIER | list", "hold");
}

const struct command command_hold = {
    .name = "hold",
    .operands = "add|remove ID|DOSSIER | list",
    .summary = "legal holds: a person or a dossier that nothing may be erased of",
    .options = options,
    .size = sizeof(struct hold),
    .least = 1,
    .most = 2,
    .run = run,
};
