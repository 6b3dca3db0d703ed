/* cmd_link.c - `sohoa link` and `unlink`: who a person is, said by hand. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

struct link {
    bool json;
    const char *operator_;
};

static const struct arg_option options[] = {
    {"operator", 0, ARG_TEXT, offsetof(struct link, operator_), "NAME", "who decides"},
    {"json", 0, ARG_FLAG, offsetof(struct link, json), "", "one JSON object"},
    {0}};

/* Whoever is logged in when nobody is named. */
static const char *operator_of(struct cli *cli, const struct link *o)
{
    const char *named = cli_operator(cli, o->operator_);
    const struct passwd *user = named ? NULL : getpwuid(getuid());
    return named ? named : user ? user->pw_name : "?";
}

/* Before anything changes. */
static int begin(struct cli *cli, int count, char **operands)
{
    struct sohoa_whose whose = {0};
    struct sohoa_given given;
    int code = cli_store(cli, 0);
    for (int i = 0; code == CODE_OK && i < count; i++) {
        code = cli_person(operands[i], &given);
        if (code == CODE_OK)
            sohoa_whose_add(&whose, given.key);
    }
    if (code == CODE_OK)
        code = cli_audit(cli, "change", NULL, &whose, "begun");
    sohoa_whose_clear(&whose);
    return code;
}

static int tell(struct cli *cli, const struct link *o, int rc, json_t *answer,
                const struct sohoa_err *err)
{
    int code = rc == SOHOA_OK ? CODE_OK : cli_query_error(rc, err);
    if (code == CODE_OK)
        code = cli_audit_answer(cli, "change", NULL, answer);
    if (code == CODE_OK && o->json)
        code = cli_json_line(json_incref(answer));
    json_decref(answer);
    return code;
}

static int run_link(struct cli *cli, void *given, int count, char **operands)
{
    const struct link *o = given;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    int code = begin(cli, count, operands);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_person_link(cli->records, operands[0], operands[1], operator_of(cli, o), &answer,
                               &err);
    return tell(cli, o, rc, answer, &err);
}

static int run_unlink(struct cli *cli, void *given, int count, char **operands)
{
    const struct link *o = given;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    int code = begin(cli, count, operands);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_person_unlink(cli->records, operands[0], operator_of(cli, o), &answer, &err);
    return tell(cli, o, rc, answer, &err);
}

const struct command command_link = {
    .name = "link",
    .operands = "PERSON ID",
    .summary = "say who a person without a known number is",
    .options = options,
    .size = sizeof(struct link),
    .least = 2,
    .most = 2,
    .run = run_link,
    .more =
        "PERSON is one that `find` lists, or a number that is no longer used. `unlink` takes it "
        "back; both stay on record.",
};
const struct command command_unlink = {
    .name = "unlink",
    .operands = "PERSON",
    .summary = "take back a link",
    .options = options,
    .size = sizeof(struct link),
    .least = 1,
    .most = 1,
    .run = run_unlink,
};
