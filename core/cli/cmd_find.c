/* cmd_find.c - `sohoa find`: persons by name, birth date and parent. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "record/json_read.h"

#include <stdio.h>
#include <string.h>

struct find {
    bool json;
    const char *name, *born, *parent;
    long limit;
};

static const struct arg_option options[] = {
    {"name", 0, ARG_TEXT, offsetof(struct find, name), "NAME",
     "the whole name, or how it begins; accents do not matter"},
    {"born", 0, ARG_TEXT, offsetof(struct find, born), "DATE",
     "1990-07-31, 31/07/1990, 07/1990 or 1990"},
    {"parent", 0, ARG_TEXT, offsetof(struct find, parent), "NAME", "the name of a parent"},
    {"limit", 0, ARG_COUNT, offsetof(struct find, limit), "N", "at most so many (usually 50)"},
    {"json", 0, ARG_FLAG, offsetof(struct find, json), "", "one JSON object a line"},
    {0}};

static void print_person(const json_t *one)
{
    const json_t *parents = json_object_get(one, "parents");
    const char *citizen = sohoa_json_member(one, "citizen"),
               *claimed = sohoa_json_member(one, "claimed"),
               *linked = sohoa_json_member(one, "linked");
    cli_pad(*citizen ? citizen : sohoa_json_member(one, "person"), 27);
    cli_pad(sohoa_json_member(one, "name"), 30);
    (void)printf(" %-10s", sohoa_json_member(one, "birth_date"));
    for (size_t i = 0; i < json_array_size(parents); i++)
        (void)printf("%s%s", i ? ", " : "  < ", json_string_value(json_array_get(parents, i)));
    if (*linked)
        (void)printf("  = %s", linked);
    else if (*claimed)
        (void)printf("  ? %s", claimed);
    (void)printf("\n");
}

static int print_all(const json_t *found, bool json)
{
    size_t i;
    json_t *one;
    int code = CODE_OK;
    json_array_foreach(found, i, one)
    {
        if (json)
            code = cli_json_line(json_incref(one));
        else
            print_person(one);
    }
    if (!json_array_size(found) && !json)
        sohoa_log(SOHOA_INFO, "nobody of that name is known");
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct find *o = given;
    struct sohoa_find find = {
        .name = o->name, .born = o->born, .parent = o->parent, .limit = (size_t)o->limit};
    struct sohoa_err err = {0};
    json_t *found = NULL;
    (void)count, (void)operands;
    if (!o->name)
        return cli_usage("find: --name is needed");
    int code = cli_store(cli, 0);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_find_object(cli->records, &find, &found, &err);
    if (rc != SOHOA_OK)
        return cli_query_error(rc, &err);
    code = cli_audit_answer(cli, "read", NULL, found);
    if (code == CODE_OK)
        code = print_all(found, o->json);
    json_decref(found);
    return code;
}

const struct command command_find = {
    .name = "find",
    .operands = "",
    .summary = "find persons by name, birth date and parent, to be linked",
    .options = options,
    .size = sizeof(struct find),
    .least = 0,
    .most = 0,
    .run = run,
    .more =
        "Behind \"<\" stand the parents, behind \"=\" to whom a person was linked, behind \"?\" a "
        "number that was read only once.",
};
