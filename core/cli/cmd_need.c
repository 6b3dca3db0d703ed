/* cmd_need.c - `sohoa need`: what a procedure asks for, and which of it is held already. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/need.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct need {
    bool json;
    struct arg_list roles;
};

static const struct arg_option options[] = {
    {"role", 0, ARG_LIST, offsetof(struct need, roles), "ROLE=ID",
     "who has a role of the procedure: a citizen ID or a card's QR text; repeatable"},
    {"json", 0, ARG_FLAG, offsetof(struct need, json), "", "one JSON object"},
    {0}};

/* ---- the answer ----------------------------------------------------------------------------- */

static void print_papers(const json_t *component)
{
    size_t i;
    const json_t *paper;
    json_array_foreach(json_object_get(component, "papers"), i, paper)
    {
        const char *until = sohoa_json_member(paper, "until"),
                   *why = sohoa_json_member(paper, "why");
        (void)printf("             %s/%d  %s  %s", sohoa_json_member(paper, "dossier"),
                     (int)json_integer_value(json_object_get(paper, "document")),
                     sohoa_json_member(paper, "schema"), sohoa_json_member(paper, "issued"));
        if (*until)
            (void)printf(" .. %s", until);
        (void)printf("%s%s\n", *why ? "  " : "", why);
    }
}

static void print_answer(const json_t *answer)
{
    size_t i;
    const json_t *c;
    (void)printf("%s  %s\n%s\n\n", sohoa_json_member(answer, "procedure"),
                 sohoa_json_member(answer, "name"), sohoa_json_member(answer, "basis"));
    json_array_foreach(json_object_get(answer, "components"), i, c)
    {
        cli_pad(sohoa_tr(sohoa_json_member(c, "state")), 12);
        (void)printf(" %s", sohoa_json_member(c, "name"));
        if (*sohoa_json_member(c, "when"))
            (void)printf(" (%s %s)", sohoa_tr("if"), sohoa_json_member(c, "when"));
        (void)printf("\n");
        if (*sohoa_json_member(c, "note"))
            (void)printf("             %s\n", sohoa_json_member(c, "note"));
        print_papers(c);
    }
}

static int list(const struct sohoa_procedures *set, bool json)
{
    int code = CODE_OK;
    for (size_t i = 0; code == CODE_OK && i < sohoa_procedures_count(set); i++) {
        const struct sohoa_procedure *p = sohoa_procedures_at(set, i);
        if (json)
            code = cli_json_line(
                json_pack("{s:s,s:s}", "procedure", p->code, "name", sohoa_words_say(p->title)));
        else
            (void)printf("%-14s %s\n", p->code, sohoa_words_say(p->title));
    }
    return code;
}

/* ---- the question --------------------------------------------------------------------------- */

struct roles {
    struct sohoa_role_id *items;
    char **names;
    size_t count;
    struct sohoa_whose whose;
};

static void roles_free(struct roles *roles)
{
    for (size_t i = 0; i < roles->count; i++)
        free(roles->names[i]);
    free(roles->names);
    free(roles->items);
    sohoa_whose_clear(&roles->whose);
}

static int read_roles(const struct arg_list *list, struct roles *ret)
{
    ret->items = calloc(list->count + 1, sizeof *ret->items);
    ret->names = calloc(list->count + 1, sizeof *ret->names);
    for (size_t i = 0; ret->items && ret->names && i < list->count; i++) {
        const char *text = list->items[i], *equals = strchr(text, '=');
        struct sohoa_given given;
        if (!equals || equals == text)
            return cli_usage("--role wants ROLE=ID, such as mother=038...");
        int code = cli_person(equals + 1, &given);
        if (code != CODE_OK)
            return code;
        ret->names[i] = strndup(text, (size_t)(equals - text));
        if (!ret->names[i])
            break;
        sohoa_whose_add(&ret->whose, given.key);
        ret->items[i] = (struct sohoa_role_id){.role = ret->names[i], .citizen = equals + 1};
        ret->count++;
    }
    return ret->count == list->count ? CODE_OK : cli_no_memory();
}

static int ask(struct cli *cli, const struct need *o, const char *procedure,
               const struct sohoa_schemas *schemas, const struct sohoa_procedures *set)
{
    struct roles roles = {.count = 0};
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    int code = read_roles(&o->roles, &roles);
    if (code == CODE_OK)
        code = cli_store(cli, 0);
    if (code == CODE_OK) {
        int rc = sohoa_need(cli->records, schemas, set, procedure, roles.items, roles.count, NULL,
                            &answer, &err);
        code = rc == SOHOA_OK ? CODE_OK : cli_query_error(rc, &err);
    }
    if (code == CODE_OK)
        code = cli_audit(cli, "read", procedure, &roles.whose, "ok");
    if (code == CODE_OK && o->json)
        code = cli_json_line(json_incref(answer));
    else if (code == CODE_OK)
        print_answer(answer);
    json_decref(answer);
    roles_free(&roles);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct need *o = given;
    struct sohoa_schemas *schemas = NULL;
    struct sohoa_procedures *set = NULL;
    struct sohoa_err err = {0};
    int code = cli_schemas(cli, &schemas);
    if (code == CODE_OK && sohoa_procedures_usual(cli->config, schemas, &set, &err) != SOHOA_OK)
        code = cli_error(&err, CODE_USAGE);
    if (code == CODE_OK)
        code = count ? ask(cli, o, operands[0], schemas, set) : list(set, o->json);
    sohoa_procedures_close(set);
    sohoa_schemas_close(schemas);
    return code;
}

const struct command command_need = {
    .name = "need",
    .operands = "[PROCEDURE]",
    .summary = "tell which papers a procedure asks for, and which of them are held already",
    .options = options,
    .size = sizeof(struct need),
    .least = 0,
    .most = 1,
    .run = run,
    .more =
        "Without PROCEDURE the procedures are listed. held: a valid paper is here, nothing need "
        "be brought; fill: `sohoa prefill` fills it; show: it is only shown; bring: it must be "
        "brought; ended: the one that is here is no longer valid; unknown: say with --role "
        "whose it is. Procedures of your own: schemas/README.md.",
};
