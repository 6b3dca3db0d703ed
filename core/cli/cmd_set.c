/* cmd_set.c - `sohoa set`: a person says what stands in a field. The machine's reading is kept
 * beside it. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "query/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct set {
    const char *operator_;
    bool json;
};

static const struct arg_option options[] = {
    {"operator", 0, ARG_TEXT, offsetof(struct set, operator_), "N", "who decides"},
    {"json", 0, ARG_FLAG, offsetof(struct set, json), "", "what changed, one JSON object a line"},
    {0}};

/* "1.child.name=Lê Thị Lan" in place; behind the '=' nothing: the paper has no such value. */
static int parse(char *text, struct sohoa_decision *ret)
{
    char *equals = strchr(text, '='), *end;
    unsigned long document = strtoul(text, &end, 10);
    if (!equals || end == text || *end != '.' || end > equals || document < 1 ||
        document > UINT32_MAX)
        return cli_usage("'%s' is not DOCUMENT.KEY=VALUE, such as 1.child.name='Lê Thị Lan'", text);
    *equals = '\0';
    *ret = (struct sohoa_decision){
        .document = (uint32_t)document, .key = end + 1, .value = equals[1] ? equals + 1 : NULL};
    return CODE_OK;
}

static void print_value(const json_t *value)
{
    const char *text = json_string_value(value);
    (void)printf("%s", text ? text : "-");
}

static int tell(const json_t *changes, bool json)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        json_t *change = json_array_get(changes, i);
        const char *key = json_string_value(json_object_get(change, "key"));
        if (json) {
            int code = cli_json_line(json_incref(change));
            if (code != CODE_OK)
                return code;
            continue;
        }
        (void)printf("%d.%s: ", (int)json_integer_value(json_object_get(change, "document")),
                     key ? key : "");
        print_value(json_object_get(change, "old"));
        (void)printf(" -> ");
        print_value(json_object_get(change, "new"));
        (void)printf("\n");
    }
    return CODE_OK;
}

int cli_decided(int rc, const struct sohoa_err *err)
{
    return rc == SOHOA_OK ? CODE_OK : cli_error(err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE);
}

const char *cli_operator(struct cli *cli, const char *given)
{
    return given ? given : sohoa_config_text(cli->config, "operator", NULL);
}

struct cli_begun cli_begun(const char *operator_)
{
    struct cli_begun begun;
    (void)snprintf(begun.text, sizeof begun.text, "begun%s%.100s", operator_ ? ": " : "",
                   operator_ ? operator_ : "");
    return begun;
}

static int decide(struct cli *cli, const struct set *o, const char *dossier,
                  const struct sohoa_decision *decisions, size_t count)
{
    struct sohoa_err err = {0};
    struct sohoa_decide_env env = {0};
    json_t *changes = NULL;
    if (sohoa_decide_open(cli->config, cli->records, &env, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    const struct sohoa_decide_request request = {.dossier = dossier,
                                                 .operator_ = cli_operator(cli, o->operator_),
                                                 .decisions = decisions,
                                                 .count = count};
    int code = cli_decided(sohoa_decide_set(&env, &request, &changes, &err), &err);
    if (code == CODE_OK)
        code = tell(changes, o->json);
    json_decref(changes);
    sohoa_decide_close(&env);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct set *o = given;
    size_t n = (size_t)count - 1;
    struct sohoa_dossier_record d = {0};
    struct sohoa_decision *decisions = calloc(n, sizeof *decisions);
    if (!decisions)
        return cli_no_memory();
    int code = CODE_OK;
    for (size_t i = 0; i < n && code == CODE_OK; i++)
        code = parse(operands[i + 1], &decisions[i]);
    if (code == CODE_OK && !cli_operator(cli, o->operator_))
        code = cli_usage("say who decides: --operator NAME");
    if (code == CODE_OK)
        code = cli_store(cli, 0);
    if (code == CODE_OK)
        code = cli_dossier(cli, operands[0], &d);
    if (code == CODE_OK)
        code =
            cli_audit_dossier(cli, "change", &d, cli_begun(cli_operator(cli, o->operator_)).text);
    if (code == CODE_OK)
        code = cli_audit_ended(cli, d.id, decide(cli, o, d.id, decisions, n));
    sohoa_dossier_record_clear(&d);
    free(decisions);
    return code;
}

const struct command command_set = {
    .name = "set",
    .operands = "DOSSIER DOCUMENT.KEY=VALUE...",
    .summary = "say what stands in a field; the value is verified then",
    .options = options,
    .size = sizeof(struct set),
    .least = 2,
    .most = -1,
    .run = run,
    .more = "DOCUMENT is the document's number in `sohoa show DOSSIER`. KEY= without a value says "
            "that the paper\nhas none. All the values are taken, or none of them.",
};
