/* cmd_reuse.c - `sohoa reuse`: records that held papers, or fields of them, were used in a dossier
 * instead of being asked for again. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/decide.h"
#include "query/reuse.h"

#include <stdio.h>
#include <string.h>

struct reuse {
    bool json;
    const char *operator_, *shared, *schema;
    struct arg_list fields;
};

static const struct arg_option options[] = {
    {"field", 0, ARG_LIST, offsetof(struct reuse, fields), "KEY",
     "only this field was used, not the whole paper; repeatable"},
    {"shared", 0, ARG_TEXT, offsetof(struct reuse, shared), "SOURCE",
     "instead of papers held: it came from a shared source, such as the national store; "
     "population: from the population database"},
    {"schema", 0, ARG_TEXT, offsetof(struct reuse, schema), "S",
     "with --shared: the paper that came from there"},
    {"operator", 0, ARG_TEXT, offsetof(struct reuse, operator_), "N", "who used it"},
    {"json", 0, ARG_FLAG, offsetof(struct reuse, json), "", "one JSON object"},
    {0}};

static void print_answer(const json_t *answer)
{
    size_t i;
    const json_t *reuse;
    json_array_foreach(json_object_get(answer, "reused"), i, reuse)
    {
        const char *dossier = json_string_value(json_object_get(reuse, "dossier"));
        const char *schema = json_string_value(json_object_get(reuse, "schema"));
        const char *shared = json_string_value(json_object_get(reuse, "shared"));
        if (dossier)
            (void)printf("%s/%d  %s\n", dossier,
                         (int)json_integer_value(json_object_get(reuse, "document")),
                         schema ? schema : "");
        else
            (void)printf("%s  %s\n", shared ? shared : "", schema ? schema : "");
    }
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct reuse *o = given;
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    struct sohoa_reuse_ask ask = {
        .code = operands[0],
        .papers = (const char *const *)operands + 1,
        .paper_count = (size_t)count - 1,
        .fields = o->fields.items,
        .field_count = o->fields.count,
        .shared = o->shared,
        .schema = o->schema,
        .operator_ = o->operator_ ? o->operator_ : sohoa_config_text(cli->config, "operator", NULL),
    };
    if (o->schema && !o->shared)
        return cli_usage("--schema goes with --shared");
    int code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = cli_audit(cli, "change", operands[0], NULL, "begun");
    if (code != CODE_OK)
        return code;
    int rc = sohoa_reuse_add(cli->records, &ask, &answer, &err);
    code = rc == SOHOA_OK ? CODE_OK : cli_query_error(rc, &err);
    code = cli_audit_ended(cli, operands[0], code);
    if (code == CODE_OK && o->json)
        code = cli_json_line(json_incref(answer));
    else if (code == CODE_OK)
        print_answer(answer);
    json_decref(answer);
    return code;
}

const struct command command_reuse = {
    .name = "reuse",
    .operands = "CODE [DOSSIER/N]...",
    .summary = "record that papers held were used in a dossier instead of being asked for again",
    .options = options,
    .size = sizeof(struct reuse),
    .least = 1,
    .most = -1,
    .run = run,
    .more = "CODE is the code of the dossier that uses them; DOSSIER/N is the N-th document of a "
            "dossier, as `sohoa need` and `sohoa citizen` name it. What is on record already is "
            "not counted twice.",
};
