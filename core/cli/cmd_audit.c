/* cmd_audit.c - `sohoa audit`: the access record listed, checked, anchored, and told to a citizen.
 */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "record/json_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANCHOR_MAX (64u << 20)

struct audit {
    const char *from, *to, *who, *action, *anchor;
    long limit;
    bool json;
};

static const struct arg_option options[] = {
    {"from", 0, ARG_TEXT, offsetof(struct audit, from), "T", "not before this day or time"},
    {"to", 0, ARG_TEXT, offsetof(struct audit, to), "T", "not after this day or time"},
    {"who", 0, ARG_TEXT, offsetof(struct audit, who), "W",
     "only by this user or token (os:lan, token:portal)"},
    {"action", 0, ARG_TEXT, offsetof(struct audit, action), "A",
     "only this action (read, change, export, token, backup, audit)"},
    {"limit", 0, ARG_COUNT, offsetof(struct audit, limit), "N", "only the newest so many"},
    {"anchor", 0, ARG_TEXT, offsetof(struct audit, anchor), "FILE",
     "verify: heads that `audit anchor` printed earlier and that must still be there"},
    {"json", 0, ARG_FLAG, offsetof(struct audit, json), "", "one JSON object a line"},
    {0}};

static bool print_entry(void *arg, const json_t *entry)
{
    if (*(const bool *)arg)
        return cli_json_line(json_incref((json_t *)entry)) == CODE_OK;
    (void)printf("%.19s  ", sohoa_json_member(entry, "at"));
    cli_pad(sohoa_json_member(entry, "who"), 14);
    (void)printf("  ");
    cli_pad(sohoa_json_member(entry, "action"), 7);
    (void)printf("  %s %s  %s: %s  (%s)\n", sohoa_json_member(entry, "call"),
                 sohoa_json_member(entry, "what"), sohoa_tr("why"), sohoa_json_member(entry, "why"),
                 sohoa_json_member(entry, "outcome"));
    return true;
}

static int list(struct cli *cli, const struct audit *o, const char *citizen)
{
    struct sohoa_err err = {0};
    struct sohoa_whose whose = {0};
    struct sohoa_audit_filter filter = {
        .from = o->from,
        .to = o->to,
        .who = o->who,
        .action = o->action,
        .citizen = citizen,
        .limit = (size_t)o->limit,
    };
    bool json = o->json;
    sohoa_whose_add(&whose, citizen);
    int code = cli_audit(cli, "audit", citizen ? "citizen" : "list", &whose, NULL);
    sohoa_whose_clear(&whose);
    if (code == CODE_OK && sohoa_audit_each(cli->audit, &filter, print_entry, &json, &err) < 0)
        code = cli_error(&err, CODE_STORE);
    return code;
}

static int read_file(const char *path, char **ret)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return cli_usage("%s cannot be read: %s", path, strerror(errno));
    struct {
        char *data;
        size_t size, room;
    } text = {0};
    int code = CODE_OK;
    for (size_t n = 1; code == CODE_OK && n > 0; text.size += n) {
        if (text.size + 4096 + 1 > text.room) {
            text.room = text.room ? text.room * 2 : 16384;
            char *grown = text.room <= ANCHOR_MAX ? realloc(text.data, text.room) : NULL;
            if (!grown) {
                code = cli_usage("%s is too large for an anchor", path);
                break;
            }
            text.data = grown;
        }
        n = fread(text.data + text.size, 1, 4096, f);
    }
    (void)fclose(f);
    if (code != CODE_OK) {
        free(text.data);
        return code;
    }
    text.data[text.size] = '\0';
    *ret = text.data;
    return CODE_OK;
}

static void print_problem(void *arg, const char *problem)
{
    if (*(const bool *)arg)
        (void)cli_json_line(json_pack("{s:s}", "problem", problem));
    else
        (void)printf("%s\n", problem);
}

static int verify(struct cli *cli, const struct audit *o)
{
    struct sohoa_err err = {0};
    struct sohoa_audit_report r = {0};
    char *anchor = NULL;
    bool json = o->json;
    int code = o->anchor ? read_file(o->anchor, &anchor) : CODE_OK;
    if (code == CODE_OK)
        code = cli_audit(cli, "audit", "verify", NULL, NULL);
    if (code == CODE_OK) {
        int rc = sohoa_audit_verify(cli->audit, anchor, print_problem, &json, &r, &err);
        if (rc != SOHOA_OK)
            code = cli_error(&err, rc == SOHOA_END ? CODE_USAGE : CODE_STORE);
    }
    free(anchor);
    if (code != CODE_OK)
        return code;
    if (json)
        code = cli_json_line(json_pack("{s:I,s:I,s:I,s:I,s:I}", "chains", (json_int_t)r.chains,
                                       "files", (json_int_t)r.files, "entries",
                                       (json_int_t)r.entries, "torn", (json_int_t)r.torn,
                                       "problems", (json_int_t)r.problems));
    else
        (void)printf(sohoa_tr("%llu chains, %llu entries, %llu last lines never finished: %llu "
                              "problems\n"),
                     (unsigned long long)r.chains, (unsigned long long)r.entries,
                     (unsigned long long)r.torn, (unsigned long long)r.problems);
    return code == CODE_OK && r.problems ? CODE_STORE : code;
}

static int anchor(struct cli *cli)
{
    struct sohoa_err err = {0};
    char *text = NULL;
    int code = cli_audit(cli, "audit", "anchor", NULL, NULL);
    if (code == CODE_OK && sohoa_audit_anchor(cli->audit, &text, &err) != SOHOA_OK)
        code = cli_error(&err, CODE_STORE);
    if (code == CODE_OK)
        (void)fputs(text, stdout);
    free(text);
    return code;
}

/* A day, or a day with a time behind it. */
static int check_time(const char *option, const char *text)
{
    char day[11];
    if (text && strlen(text) > 10 && text[10] == 'T') {
        memcpy(day, text, 10);
        day[10] = '\0';
        text = day;
    }
    return cli_day(option, text);
}

static int check(const struct audit *o)
{
    static const char *const actions[] = {"read", "change", "export", "token", "backup", "audit"};
    size_t i = 0;
    while (o->action && i < sizeof actions / sizeof *actions && strcmp(o->action, actions[i]) != 0)
        i++;
    if (i == sizeof actions / sizeof *actions)
        return cli_usage("--action is '%s': read, change, export, token, backup or audit",
                         o->action);
    return check_time("from", o->from) == CODE_OK ? check_time("to", o->to) : CODE_USAGE;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct audit *o = given;
    const char *what = count ? operands[0] : "list";
    bool citizen = strcmp(what, "citizen") == 0;
    if (count != (citizen ? 2 : 1) && count)
        return cli_usage(
            "usage: sohoa audit [list | citizen ID | verify [--anchor FILE] | anchor]");
    struct sohoa_given given_id = {0};
    int code = check(o);
    if (code == CODE_OK && citizen)
        code = cli_person(operands[1], &given_id);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit_open(cli);
    if (code != CODE_OK)
        return code;
    if (citizen || strcmp(what, "list") == 0)
        return list(cli, o, citizen ? given_id.key : NULL);
    if (strcmp(what, "verify") == 0)
        return verify(cli, o);
    if (strcmp(what, "anchor") == 0)
        return anchor(cli);
    return cli_usage("audit knows list, citizen, verify and anchor, not '%s'", what);
}

const struct command command_audit = {
    .name = "audit",
    .operands = "[list | citizen ID | verify [--anchor FILE] | anchor]",
    .summary = "who read or changed whose data, and whether that record is whole",
    .options = options,
    .size = sizeof(struct audit),
    .most = 2,
    .run = run,
    .more = "Keep what `audit anchor` prints where nobody who keeps the store can change it; "
            "`audit verify\n--anchor` then shows a record whose end was cut off.",
};
