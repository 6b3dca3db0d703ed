/* cmd_prefill.c - `sohoa prefill`: a paper's fields filled from what is known, as JSON, as a table,
 * or as the form itself, ready to sign. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "host/write_all.h"
#include "query/form_pdf.h"
#include "query/prefill.h"
#include "record/json_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct prefill {
    bool json;
    const char *format, *output;
    struct arg_list roles;
};

static const struct arg_option options[] = {
    {"role", 0, ARG_LIST, offsetof(struct prefill, roles), "ROLE=ID",
     "who has a role of the paper: a citizen ID or a card's QR text; repeatable"},
    {"format", 0, ARG_TEXT, offsetof(struct prefill, format), "F",
     "pdf: the form itself, filled, ready to sign; json"},
    {"output", 'o', ARG_TEXT, offsetof(struct prefill, output), "FILE",
     "where the form is written, - is stdout (default: SCHEMA.pdf)"},
    {"json", 0, ARG_FLAG, offsetof(struct prefill, json), "", "one JSON object"},
    {0}};

struct roles {
    struct sohoa_prefill_role *items;
    struct sohoa_given *given;
    char **names;
    size_t count;
};

static void roles_free(struct roles *roles)
{
    for (size_t i = 0; i < roles->count; i++)
        free(roles->names[i]);
    free(roles->names);
    free(roles->items);
    free(roles->given);
}

static int read_roles(const struct arg_list *list, struct roles *ret)
{
    ret->items = calloc(list->count + 1, sizeof *ret->items);
    ret->given = calloc(list->count + 1, sizeof *ret->given);
    ret->names = calloc(list->count + 1, sizeof *ret->names);
    if (!ret->items || !ret->given || !ret->names)
        return cli_no_memory();
    for (size_t i = 0; i < list->count; i++) {
        const char *equals = strchr(list->items[i], '=');
        if (!equals || equals == list->items[i])
            return cli_usage("--role wants ROLE=ID, such as mother=038...");
        int code = cli_person(equals + 1, &ret->given[i]);
        if (code != CODE_OK)
            return code;
        ret->names[i] = strndup(list->items[i], (size_t)(equals - list->items[i]));
        if (!ret->names[i])
            return cli_no_memory();
        ret->items[i] = (struct sohoa_prefill_role){.role = ret->names[i], .given = &ret->given[i]};
        ret->count++;
    }
    return CODE_OK;
}

static void print_table(const json_t *object)
{
    const char *key;
    const json_t *field, *name;
    size_t i;
    json_object_foreach(json_object_get(object, "fields"), key, field)
    {
        const json_t *from = json_object_get(field, "from");
        bool machine = strcmp(sohoa_json_member(field, "state"), "machine") == 0;
        cli_pad(key, 28);
        (void)printf(" %s ", machine ? "*" : " ");
        cli_pad(sohoa_json_member(field, "value"), 40);
        (void)printf(" %3.0f%%  %s %s\n",
                     json_number_value(json_object_get(field, "confidence")) * 100,
                     sohoa_json_member(from, "schema"), sohoa_json_member(from, "dossier"));
    }
    json_array_foreach(json_object_get(object, "missing"), i, name)
    {
        cli_pad(json_string_value(name), 28);
        (void)printf("   ....\n");
    }
    (void)printf("%s\n", sohoa_tr("* read by the machine, seen by nobody"));
}

/* ---- the form ------------------------------------------------------------------------------- */

/* The file holds personal data: only its owner reads it. A file half written is taken away. */
static int write_file(const char *path, const char *data, size_t size)
{
    struct sohoa_err err = {0};
    bool to_stdout = strcmp(path, "-") == 0;
    int fd = to_stdout ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int bad = fd < 0 ? errno : sohoa_write_all(fd, data, size);
    if (fd >= 0 && !to_stdout && close(fd) != 0 && !bad)
        bad = errno;
    if (!bad)
        return CODE_OK;
    (void)sohoa_fail_errno(&err, SOHOA_FATAL, bad, "cannot write to %s", path);
    if (fd >= 0 && !to_stdout)
        (void)unlink(path);
    return cli_error(&err, CODE_USAGE);
}

static int print_form(struct cli *cli, const struct prefill *o, const struct sohoa_schema *schema,
                      const json_t *object)
{
    struct sohoa_err err = {0};
    struct sohoa_form_print *print = NULL;
    char path[SOHOA_SCHEMA_KEY_MAX + 8], *data = NULL;
    size_t size = 0;
    if (sohoa_form_usual(cli->config, schema, &print, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    int rc = sohoa_form_pdf(sohoa_form_of(print), schema, object, 0, &data, &size, &err);
    sohoa_form_close(print);
    if (rc != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    (void)snprintf(path, sizeof path, "%s.pdf", schema->name);
    int code = write_file(o->output ? o->output : path, data, size);
    if (code == CODE_OK && !o->output)
        sohoa_log(SOHOA_INFO, "written: %s", path);
    free(data);
    return code;
}

static int answer(struct cli *cli, const struct prefill *o, const char *schema,
                  const struct sohoa_schemas *schemas, const struct roles *roles)
{
    struct sohoa_err err = {0};
    json_t *object = NULL;
    bool pdf = o->format && strcmp(o->format, "pdf") == 0;
    int rc = sohoa_prefill_object(cli->records, schemas, schema, roles->items, roles->count, NULL,
                                  &object, &err);
    if (rc != SOHOA_OK)
        return cli_query_error(rc, &err);
    int code = cli_audit_answer(cli, "read", schema, object);
    if (code == CODE_OK && pdf)
        code = print_form(cli, o, sohoa_schemas_find(schemas, schema), object);
    else if (code == CODE_OK && (o->json || o->format))
        code = cli_json_line(json_incref(object));
    else if (code == CODE_OK)
        print_table(object);
    json_decref(object);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct prefill *o = given;
    struct roles roles = {.count = 0};
    struct sohoa_schemas *schemas = NULL;
    (void)count;
    if (o->format && strcmp(o->format, "pdf") != 0 && strcmp(o->format, "json") != 0)
        return cli_usage("--format is json or pdf, not '%s'", o->format);
    if (o->output && (!o->format || strcmp(o->format, "pdf") != 0))
        return cli_usage("--output goes with --format pdf");
    int code = read_roles(&o->roles, &roles);
    if (code == CODE_OK)
        code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = cli_schemas(cli, &schemas);
    if (code == CODE_OK)
        code = answer(cli, o, operands[0], schemas, &roles);
    sohoa_schemas_close(schemas);
    roles_free(&roles);
    return code;
}

const struct command command_prefill = {
    .name = "prefill",
    .operands = "SCHEMA",
    .summary = "fill a paper's fields from what earlier papers say",
    .options = options,
    .size = sizeof(struct prefill),
    .least = 1,
    .most = 1,
    .run = run,
    .more = "Other roles follow from the relations: given the mother, the father comes from the "
            "marriage paper; given the child, its parents. What rests on a number that was read "
            "only once is never offered.\n"
            "The form is a PDF/A laid out as it is printed: what the machine read and nobody saw "
            "is marked, gaps are dotted lines, the day is left to be written when it is signed.",
};
