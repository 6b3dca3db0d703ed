/* cmd_citizen.c - `sohoa citizen`: all that is known of somebody, as JSON or as a table. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/citizen.h"
#include "record/json_read.h"

#include <stdio.h>
#include <string.h>

struct citizen {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct citizen, json), "", "one JSON object"}, {0}};

static void print_from(const json_t *fact)
{
    const json_t *from = json_object_get(fact, "from");
    const char *dossier = sohoa_json_member(from, "dossier");
    if (*dossier)
        (void)printf("  %s/%d %s", dossier,
                     (int)json_integer_value(json_object_get(from, "document")),
                     sohoa_json_member(from, "schema"));
    else
        (void)printf("  %s", sohoa_tr("card shown"));
}

static void print_fact(const json_t *fact, const char *attribute, const char *mark)
{
    cli_pad(attribute, 16);
    (void)printf(" %s ", mark);
    cli_pad(sohoa_json_member(fact, "value"), 40);
    (void)printf("  %-8s %3.0f%%", sohoa_json_member(fact, "state"),
                 json_number_value(json_object_get(fact, "confidence")) * 100);
    print_from(fact);
    (void)printf("\n");
}

static void print_facts(const json_t *facts)
{
    size_t i, h;
    const json_t *fact, *past;
    json_array_foreach(facts, i, fact)
    {
        print_fact(fact, sohoa_json_member(fact, "attribute"), " ");
        json_array_foreach(json_object_get(fact, "history"), h, past)
        {
            if (strcmp(sohoa_json_member(past, "value"), sohoa_json_member(fact, "value")) != 0)
                print_fact(past, "", "-");
        }
    }
}

static void print_claimed(const json_t *claimed)
{
    size_t i;
    const json_t *fact;
    if (json_array_size(claimed))
        (void)printf("\n%s\n", sohoa_tr("claimed: the number was read once, or is another's"));
    json_array_foreach(claimed, i, fact)
        print_fact(fact, sohoa_json_member(fact, "attribute"), "?");
}

static void print_rest(const json_t *object)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(object, "relations"), i, one)
    {
        const char *citizen = sohoa_json_member(one, "citizen");
        (void)printf("%s: %s  %s\n", sohoa_json_member(one, "kind"), sohoa_json_member(one, "name"),
                     *citizen ? citizen : sohoa_json_member(one, "person"));
    }
    json_array_foreach(json_object_get(object, "aliases"), i, one)(void)
        printf("%s: %s\n", sohoa_json_member(one, "kind"), sohoa_json_member(one, "number"));
    if (json_array_size(json_object_get(object, "documents")))
        (void)printf("\n%s\n", sohoa_tr("papers held"));
    json_array_foreach(json_object_get(object, "documents"), i, one)
    {
        const char *issued = sohoa_json_member(one, "issued");
        (void)printf("%s/%d  ", sohoa_json_member(one, "dossier"),
                     (int)json_integer_value(json_object_get(one, "document")));
        cli_pad(sohoa_json_member(one, "schema"), 26);
        (void)printf(" %-14s %-10s %s\n", sohoa_json_member(one, "form"), *issued ? issued : "-",
                     json_is_true(json_object_get(one, "valid")) ? ""
                                                                 : sohoa_tr("no longer valid"));
    }
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct citizen *o = given;
    struct sohoa_given who;
    struct sohoa_err err = {0};
    struct sohoa_schemas *schemas = NULL;
    json_t *object = NULL;
    (void)count;
    int code = cli_person(operands[0], &who);
    if (code == CODE_OK)
        code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = cli_schemas(cli, &schemas);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_citizen_object(cli->records, schemas, &who, NULL, &object, &err);
    if (rc != SOHOA_OK)
        code = cli_query_error(rc, &err);
    else
        code = cli_audit_answer(cli, "read", NULL, object);
    if (code == CODE_OK && o->json) {
        code = cli_json_line(json_incref(object));
    } else if (code == CODE_OK) {
        const json_t *dead = json_object_get(object, "dead");
        if (dead)
            (void)printf("%s %s\n", sohoa_tr("died"), sohoa_json_member(dead, "date"));
        print_facts(json_object_get(object, "facts"));
        print_claimed(json_object_get(object, "claimed"));
        print_rest(object);
    }
    json_decref(object);
    sohoa_schemas_close(schemas);
    return code;
}

const struct command command_citizen = {
    .name = "citizen",
    .operands = "ID",
    .summary = "all that is known of a citizen, with where it is from",
    .options = options,
    .size = sizeof(struct citizen),
    .least = 1,
    .most = 1,
    .run = run,
    .more =
        "ID is a citizen ID of 12 digits, an old number of 9, a person that `find` lists, or the "
        "whole text of a card's QR, whose name, address and issue date join in. A value marked "
        "\"-\" stands on another paper; \"?\": the number there is not certain.",
};
