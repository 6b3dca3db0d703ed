/* cmd_subject.c - `sohoa subject`: what a person may ask of what is held of him: to have it, to
 * have it put right, to have it erased. */
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "cli/subject_export.h"
#include "query/decide.h"
#include "query/erase.h"
#include "query/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct subject {
    const char *operator_, *output;
    bool json, dry;
};

static const struct arg_option options[] = {
    {"output", 'o', ARG_TEXT, offsetof(struct subject, output), "FOLDER",
     "export: where it goes, a new folder"},
    {"operator", 0, ARG_TEXT, offsetof(struct subject, operator_), "N", "who does it"},
    {"dry-run", 0, ARG_FLAG, offsetof(struct subject, dry), "",
     "erase: only tell what would go and what would stay"},
    {"json", 0, ARG_FLAG, offsetof(struct subject, json), "", "one JSON object"},
    {0}};

/* The citizen ID that is meant, also by a card's text or an old number. */
static int citizen_of(struct cli *cli, const char *text, char ret[SOHOA_NUMBER_SIZE])
{
    struct sohoa_given given;
    struct sohoa_err err = {0};
    char subject[SOHOA_SUBJECT_SIZE];
    int code = cli_person(text, &given);
    if (code != CODE_OK)
        return code;
    const char *key = given.key;
    if (!sohoa_citizen_id_valid(key)) {
        int rc = sohoa_person_resolve(cli->records, &given, subject, &err);
        if (rc != SOHOA_OK)
            return cli_query_error(rc, &err);
        key = subject + strlen("person/");
    }
    if (!sohoa_citizen_id_valid(key))
        return cli_usage("nobody said which citizen ID this person has: `sohoa link` does");
    memcpy(ret, key, SOHOA_NUMBER_SIZE);
    return CODE_OK;
}

static int on_record(struct cli *cli, const char *action, const char *id, const char *outcome)
{
    struct sohoa_whose whose = {0};
    sohoa_whose_add(&whose, id);
    int code = cli_audit(cli, action, "subject", &whose, outcome);
    sohoa_whose_clear(&whose);
    return code;
}

/* ---- export ---------------------------------------------------------------------------------- */

static int run_export(struct cli *cli, const struct subject *o, const char *id)
{
    struct sohoa_schemas *schemas = NULL;
    if (!o->output)
        return cli_usage("say where it goes: -o FOLDER");
    int code = on_record(cli, "export", id, NULL);
    if (code == CODE_OK)
        code = cli_schemas(cli, &schemas);
    if (code == CODE_OK)
        code = subject_export(cli, schemas, id, o->output);
    sohoa_schemas_close(schemas);
    return code;
}

/* ---- correct --------------------------------------------------------------------------------- */

struct correction {
    struct cli *cli;
    struct sohoa_decide_env env;
    const char *operator_, *attribute, *value;
    bool json;
    size_t changed, found;
    int code;
};

static bool correct_role(void *arg, const struct sohoa_subject_role *role)
{
    struct correction *c = arg;
    struct sohoa_err err = {0};
    char key[SOHOA_SCHEMA_KEY_MAX + 1];
    int n = snprintf(key, sizeof key, "%s.%s", role->role, c->attribute);
    const json_t *field = json_object_get(json_object_get(role->document, "fields"), key);
    const char *value = json_string_value(json_object_get(field, "value"));
    if (!field || n < 0 || (size_t)n >= sizeof key)
        return true;
    c->found++;
    const struct sohoa_decision one = {
        .document = (uint32_t)role->number, .key = key, .value = c->value, .seen = field};
    const struct sohoa_decide_request request = {
        .dossier = role->dossier->id, .operator_ = c->operator_, .decisions = &one, .count = 1};
    c->code = cli_decided(sohoa_decide_set(&c->env, &request, NULL, &err), &err);
    if (c->code != CODE_OK)
        return false;
    c->changed++;
    if (c->json)
        c->code = cli_json_line(json_pack("{s:s,s:i,s:s,s:s?,s:s?}", "dossier", role->dossier->id,
                                          "document", (int)role->number, "key", key, "old", value,
                                          "new", c->value));
    else
        (void)printf("%s/%zu %s: %s -> %s\n", role->dossier->id, role->number, key,
                     value ? value : "-", c->value ? c->value : "-");
    return c->code == CODE_OK;
}

static int correct_one(struct correction *c, const char *id, char *assignment)
{
    struct sohoa_err err = {0};
    char *equals = strchr(assignment, '=');
    if (!equals || equals == assignment || memchr(assignment, '.', (size_t)(equals - assignment)))
        return cli_usage("'%s' is not ATTRIBUTE=VALUE, such as phone=0912345678", assignment);
    *equals = '\0';
    c->attribute = assignment;
    c->value = equals[1] ? equals + 1 : NULL;
    c->found = 0;
    if (sohoa_subject_roles(c->cli->records, id, correct_role, c, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    if (c->code == CODE_OK && c->found == 0)
        return cli_usage("no paper of this person says '%s'", c->attribute);
    return c->code;
}

static int run_correct(struct cli *cli, const struct subject *o, const char *id, int count,
                       char **assignments)
{
    struct sohoa_err err = {0};
    struct correction c = {
        .cli = cli, .operator_ = cli_operator(cli, o->operator_), .json = o->json};
    if (count < 1)
        return cli_usage("say what is right: ATTRIBUTE=VALUE");
    if (!c.operator_)
        return cli_usage("say who decides: --operator NAME");
    if (sohoa_decide_open(cli->config, cli->records, &c.env, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    int code = on_record(cli, "change", id, cli_begun(c.operator_).text);
    bool begun = code == CODE_OK;
    for (int i = 0; i < count && code == CODE_OK; i++)
        code = correct_one(&c, id, assignments[i]);
    if (begun)
        code = cli_audit_ended(cli, "subject", code);
    sohoa_decide_close(&c.env);
    return code;
}

/* ---- erase ----------------------------------------------------------------------------------- */

static void print_stays(const json_t *stays)
{
    for (size_t i = 0; i < json_array_size(stays); i++) {
        const json_t *one = json_array_get(stays, i);
        const char *dossier = json_string_value(json_object_get(one, "dossier"));
        const char *reason = json_string_value(json_object_get(one, "reason"));
        const char *until = json_string_value(json_object_get(one, "until"));
        int document = (int)json_integer_value(json_object_get(one, "document"));
        int page = (int)json_integer_value(json_object_get(one, "page"));
        (void)printf("%s %s", sohoa_tr("stays"), dossier ? dossier : "");
        if (document)
            (void)printf("/%d", document);
        if (page)
            (void)printf(" %s %d", sohoa_tr("page"), page);
        (void)printf(": %s%s%s\n", reason ? sohoa_tr(reason) : "", until ? " " : "",
                     until ? until : "");
    }
}

static json_t *counts_object(const struct sohoa_erase_counts *n)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "dossiers", (json_int_t)n->dossiers, "fields",
                     (json_int_t)n->fields, "words", (json_int_t)n->words, "pages",
                     (json_int_t)n->pages, "masters", (json_int_t)n->masters, "masters_left",
                     (json_int_t)n->masters_left);
}

static int tell_erased(const struct subject *o, const struct sohoa_erase_counts *n,
                       const json_t *stays)
{
    if (o->json)
        return cli_json_line(json_pack("{s:o,s:O}", "erased", counts_object(n), "stays", stays));
    (void)printf(sohoa_tr("erased: %llu fields, %llu words, %llu pages, %llu dossiers, %llu "
                          "original files\n"),
                 (unsigned long long)n->fields, (unsigned long long)n->words,
                 (unsigned long long)n->pages, (unsigned long long)n->dossiers,
                 (unsigned long long)n->masters);
    if (n->masters_left)
        sohoa_log(SOHOA_WARN,
                  "%llu original files were used a moment ago and go later: `sohoa subject finish`",
                  (unsigned long long)n->masters_left);
    print_stays(stays);
    return CODE_OK;
}

static int tell_plan(const struct subject *o, json_t *plan, const json_t *stays)
{
    const json_t *batches = json_object_get(plan, "batches");
    if (o->json)
        return cli_json_line(json_pack("{s:O,s:O}", "batches", batches, "stays", stays));
    for (size_t i = 0; i < json_array_size(batches); i++) {
        const json_t *batch = json_array_get(batches, i), *drop = json_object_get(batch, "drop");
        const char *id = json_string_value(json_object_get(batch, "batch"));
        (void)printf("%s %s:", sohoa_tr("pages that would go, of batch"), id ? id : "");
        for (size_t k = 0; k < json_array_size(drop); k++)
            (void)printf(" %d", (int)json_integer_value(json_array_get(drop, k)));
        (void)printf("\n");
    }
    print_stays(stays);
    return CODE_OK;
}

static int erase(struct cli *cli, const struct subject *o, const char *id, const char *operator_,
                 json_t *plan, const json_t *stays)
{
    struct sohoa_err err = {0};
    struct sohoa_erase_counts counts = {0};
    int code = on_record(cli, "change", id, cli_begun(operator_).text);
    if (code != CODE_OK)
        return code;
    int rc = sohoa_erase(cli->records, plan, id, &counts, &err);
    code = cli_audit_ended(cli, "subject", cli_decided(rc, &err));
    return code == CODE_OK ? tell_erased(o, &counts, stays) : code;
}

static int run_erase(struct cli *cli, const struct subject *o, const char *id)
{
    struct sohoa_err err = {0};
    struct sohoa_schemas *schemas = NULL;
    char hash[SOHOA_AUDIT_HASH_SIZE];
    json_t *plan = NULL, *stays = NULL;
    const char *operator_ = cli_operator(cli, o->operator_);
    if (!operator_ && !o->dry)
        return cli_usage("say who decides: --operator NAME");
    int code = on_record(cli, "read", id, NULL);
    if (code == CODE_OK)
        code = cli_schemas(cli, &schemas);
    if (code != CODE_OK)
        return code;
    sohoa_audit_hash(cli->audit, id, hash);
    int rc = sohoa_erase_plan(cli->records, schemas, id, hash, operator_ ? operator_ : "", &plan,
                              &stays, &err);
    if (rc != SOHOA_OK)
        code = cli_query_error(rc, &err);
    else
        code = o->dry ? tell_plan(o, plan, stays) : erase(cli, o, id, operator_, plan, stays);
    json_decref(plan);
    json_decref(stays);
    sohoa_schemas_close(schemas);
    return code;
}

/* ---- what was erased ------------------------------------------------------------------------- */

static bool print_erasure(void *arg, const char *erasure, const json_t *record)
{
    json_t *line = json_copy((json_t *)(uintptr_t)record);
    if (line && json_object_set_new(line, "erasure", json_string(erasure))) {
        json_decref(line);
        line = NULL;
    }
    *(int *)arg = cli_json_line(line);
    return *(int *)arg == CODE_OK;
}

static int run_erasures(struct cli *cli)
{
    struct sohoa_err err = {0};
    int code = CODE_OK;
    if (sohoa_erasures_each(cli->records, print_erasure, &code, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    return code;
}

static int run_finish(struct cli *cli, const struct subject *o)
{
    struct sohoa_err err = {0};
    struct sohoa_erase_counts counts = {0};
    int code = cli_audit(cli, "change", "erasures", NULL, "begun");
    if (code != CODE_OK)
        return code;
    int rc = sohoa_erase_finish(cli->records, false, &counts, &err);
    code = cli_audit_ended(cli, "erasures", cli_decided(rc, &err));
    return code == CODE_OK ? tell_erased(o, &counts, NULL) : code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct subject *o = given;
    const char *what = operands[0];
    char id[SOHOA_NUMBER_SIZE];
    bool erasures = strcmp(what, "erasures") == 0, finish = strcmp(what, "finish") == 0;
    bool export_ = strcmp(what, "export") == 0, correct = strcmp(what, "correct") == 0;
    if (!erasures && !finish && !export_ && !correct && strcmp(what, "erase") != 0)
        return cli_usage("subject knows export, correct, erase, erasures and finish, not '%s'",
                         what);
    if ((erasures || finish) != (count == 1) || (!correct && count > 2))
        return cli_usage("usage: sohoa %s%s%s (`sohoa %s --help` tells more)", "subject", " ",
                         "export|correct|erase ID | erasures | finish", "subject");
    int code = cli_store(cli, export_ || erasures || o->dry ? SOHOA_OPEN_READONLY : 0);
    if (code != CODE_OK)
        return code;
    if (erasures)
        return run_erasures(cli);
    if (finish)
        return run_finish(cli, o);
    code = citizen_of(cli, operands[1], id);
    if (code != CODE_OK)
        return code;
    if (export_)
        return run_export(cli, o, id);
    return correct ? run_correct(cli, o, id, count - 2, operands + 2) : run_erase(cli, o, id);
}

const struct command command_subject = {
    .name = "subject",
    .operands =
        "export ID -o FOLDER | correct ID ATTRIBUTE=VALUE... | erase ID | erasures | finish",
    .summary = "what a person may ask of what is held of them: to have it, corrected, or erased",
    .options = options,
    .size = sizeof(struct subject),
    .least = 1,
    .most = -1,
    .run = run,
    .needs = NEEDS_PLUGINS,
    .more =
        "An erasure takes the person's fields, facts and words, the pages on which nobody else's "
        "facts rest, and\noriginal files that no page needs. What stays is listed with its "
        "reason. `erasures` prints what was erased\n(without naming anybody), for `restore "
        "--erasures`; `finish` goes on with what was cut off.",
};
