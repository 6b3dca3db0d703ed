/* cmd_token.c - `sohoa token`: who may call the service. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "query/token.h"
#include "reading/date.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define HANOI_OFFSET_S (7 * 3600)

struct token {
    const char *role, *name, *agency, *expires;
    struct arg_list grants;
    bool json;
};

static const struct arg_option options[] = {
    {"role", 0, ARG_TEXT, offsetof(struct token, role), "R",
     "add: scanner, clerk, reader, auditor or admin"},
    {"name", 0, ARG_TEXT, offsetof(struct token, name), "N", "add: whom or what it is for"},
    {"agency", 0, ARG_TEXT, offsetof(struct token, agency), "A",
     "add: the agency it belongs to (default: the configuration's; without one it is bound to "
     "none)"},
    {"grant", 0, ARG_LIST, offsetof(struct token, grants), "A",
     "add: another agency whose images it may see; repeatable, * = all"},
    {"expires", 0, ARG_TEXT, offsetof(struct token, expires), "DATE",
     "add: the last day on which it opens anything (ISO 8601)"},
    {"json", 0, ARG_FLAG, offsetof(struct token, json), "", "list: one JSON object a line"},
    {0}};

/* The end of the day, in Hanoi; -1: no day. */
static int64_t end_of_day(const char *text)
{
    struct sohoa_date date;
    if (!sohoa_date_parse(text, &date) || date.day == 0)
        return -1;
    struct tm tm = {.tm_year = (int)date.year - 1900,
                    .tm_mon = (int)date.month - 1,
                    .tm_mday = (int)date.day + 1};
    return (int64_t)timegm(&tm) - HANOI_OFFSET_S;
}

/* A text of an option into its place; false after a message. */
static bool take(const char *text, char *buf, size_t room, const char *option)
{
    if ((size_t)snprintf(buf, room, "%s", text) < room)
        return true;
    (void)cli_usage("--%s is longer than %zu bytes", option, room - 1);
    return false;
}

static int fill(struct cli *cli, const struct token *o, struct sohoa_token *t)
{
    if (!o->role || !o->name)
        return cli_usage("usage: sohoa token add --role R --name N");
    int role = sohoa_token_role_find(o->role);
    if (role < 0)
        return cli_usage("--role is '%s': scanner, clerk, reader, auditor or admin", o->role);
    t->role = (enum sohoa_token_role)role;
    const char *agency = o->agency ? o->agency : sohoa_config_text(cli->config, "agency", "");
    if (!take(o->name, t->name, sizeof t->name, "name") ||
        !take(agency, t->agency, sizeof t->agency, "agency"))
        return CODE_USAGE;
    if (o->grants.count > SOHOA_TOKEN_GRANTS_MAX)
        return cli_usage("--grant at most %d times", SOHOA_TOKEN_GRANTS_MAX);
    for (size_t i = 0; i < o->grants.count; i++)
        if (!take(o->grants.items[i], t->grants[t->grant_count++], sizeof *t->grants, "grant"))
            return CODE_USAGE;
    t->expires = o->expires ? end_of_day(o->expires) : 0;
    if (t->expires < 0 || (o->expires && t->expires <= (int64_t)time(NULL)))
        return cli_usage("--expires is '%s': a day to come, as 2027-12-31", o->expires);
    return CODE_OK;
}

static int add(struct cli *cli, const struct token *o)
{
    struct sohoa_token t = {.name = ""};
    char letters[SOHOA_TOKEN_SIZE];
    struct sohoa_err err = {0};
    int code = fill(cli, o, &t);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_CREATE);
    if (code != CODE_OK)
        return code;
    code = cli_audit(cli, "token", t.name, NULL, "begun");
    if (code != CODE_OK)
        return code;
    int rc = sohoa_token_add(cli->records, &t, letters, &err);
    code = cli_audit_ended(cli, t.name, rc == SOHOA_OK ? CODE_OK : CODE_STORE);
    if (rc == SOHOA_OK && code != CODE_OK)
        return code;
    if (rc != SOHOA_OK)
        return cli_error(&err, err.sys_errno == EINVAL ? CODE_USAGE : CODE_STORE);
    (void)puts(letters);
    sohoa_log(SOHOA_INFO,
              "this is the only time that the token is shown; the store keeps its hash");
    return CODE_OK;
}

static json_t *when(int64_t seconds)
{
    char stamp[SOHOA_STAMP_SIZE];
    if (!seconds)
        return json_null();
    sohoa_stamp((time_t)seconds, stamp);
    return json_string(stamp);
}

static bool print_token(void *arg, const struct sohoa_token *t)
{
    const struct token *o = arg;
    const char *state = sohoa_token_state_name(sohoa_token_state(t, (int64_t)time(NULL)));
    char used[SOHOA_STAMP_SIZE] = "-";
    if (t->used)
        sohoa_stamp((time_t)t->used, used);
    if (!o->json) {
        cli_pad(t->name, 24);
        (void)printf("  %-8s  %-8s  %-10s  %.16s\n", sohoa_token_role_name(t->role), state,
                     t->agency[0] ? t->agency : "-", used);
        return true;
    }
    json_t *grants = json_array();
    for (size_t i = 0; i < t->grant_count; i++)
        (void)json_array_append_new(grants, json_string(t->grants[i]));
    return cli_json_line(json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "name", t->name, "role",
                                   sohoa_token_role_name(t->role), "state", state, "agency",
                                   t->agency[0] ? json_string(t->agency) : json_null(), "grants",
                                   grants, "created", when(t->created), "expires", when(t->expires),
                                   "used", when(t->used))) == CODE_OK;
}

static int list(struct cli *cli, struct token *o)
{
    struct sohoa_err err = {0};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", NULL, NULL, NULL);
    if (code != CODE_OK)
        return code;
    return sohoa_tokens_each(cli->records, print_token, o, &err) == SOHOA_OK
               ? CODE_OK
               : cli_error(&err, CODE_STORE);
}

static int revoke(struct cli *cli, const char *name)
{
    struct sohoa_err err = {0};
    int code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = cli_audit(cli, "token", name, NULL, "begun");
    if (code != CODE_OK)
        return code;
    int rc = sohoa_token_revoke(cli->records, name, &err);
    code = cli_audit_ended(cli, name, rc == SOHOA_OK ? CODE_OK : CODE_USAGE);
    if (rc == SOHOA_END)
        return cli_usage("there is no live token '%s'; `sohoa token list` lists them", name);
    return rc == SOHOA_OK ? code : cli_error(&err, CODE_STORE);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    struct token *o = given;
    if (count == 0 || strcmp(operands[0], "list") == 0)
        return list(cli, o);
    if (strcmp(operands[0], "add") == 0 && count == 1)
        return add(cli, o);
    const char *name = count > 1 ? operands[1] : o->name;
    if (strcmp(operands[0], "revoke") == 0 && name)
        return revoke(cli, name);
    return cli_usage("usage: sohoa token [list | add --role R --name N | revoke NAME]");
}

const struct command command_token = {
    .name = "token",
    .operands = "[list | add --role R --name N | revoke NAME]",
    .summary = "tokens with which programs call the service",
    .options = options,
    .size = sizeof(struct token),
    .most = 2,
    .run = run,
};
