/* cmd_cut.c - `sohoa cut` and `sohoa join`: splits that came out wrong are put right. The old
 * dossiers stay and answer `superseded` with the new ones' id. */
#include "cli/commands.h"
#include "cli/redo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mend {
    const char *operator_;
    bool json;
};

static const struct arg_option options[] = {
    {"operator", 0, ARG_TEXT, offsetof(struct mend, operator_), "N", "who does it"},
    {"json", 0, ARG_FLAG, offsetof(struct mend, json), "", "the new dossiers as JSON lines"},
    {0}};

/* The new dossiers have documents of their own. What cannot be done now a resume does. */
static void read_new(struct cli *cli, const char *batch, const char *const *ids, size_t count)
{
    const struct run_options none = {0};
    struct sohoa_err err = {0};
    struct run run;
    struct page_list list = {.read = true};
    if (run_begin(&run, cli, &none, 0) != CODE_OK)
        return;
    run.request.calls = (struct sohoa_run_calls){0};
    run.request.lazy = true;
    for (size_t i = 0; i < count; i++)
        if (page_list_add(&list, batch, 0, false))
            memcpy(list.items[list.count - 1].dossier, ids[i], SOHOA_ID_SIZE);
    if (sohoa_run_redo(&run.request, list.items, list.count, NULL, &err) != SOHOA_OK)
        sohoa_log(SOHOA_WARN, "%s; `sohoa resume` reads the documents", err.text);
    free(list.items);
}

static int print_new(struct cli *cli, const char *id, bool json)
{
    if (!json) {
        (void)printf("%s\n", id);
        return CODE_OK;
    }
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    int rc = sohoa_dossier_get(cli->records, id, &d, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    int code = cli_audit_dossier(cli, "change", &d, NULL);
    json_t *object = code == CODE_OK ? sohoa_dossier_object(cli->records, &d, false, &err) : NULL;
    sohoa_dossier_record_clear(&d);
    if (code != CODE_OK)
        return code;
    return object ? cli_json_line(object) : cli_error(&err, CODE_STORE);
}

static int run_cut(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct mend *o = given;
    bool json = o->json;
    long place = cli_number(operands[1], "the page", 1000000);
    int code = place < 0 ? CODE_USAGE : cli_store(cli, 0);
    if (code != CODE_OK)
        return code;
    struct sohoa_dossier_record d = {0};
    code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    char first[SOHOA_ID_SIZE], second[SOHOA_ID_SIZE];
    code = cli_audit_dossier(cli, "change", &d, cli_begun(cli_operator(cli, o->operator_)).text);
    if (code != CODE_OK) {
        sohoa_dossier_record_clear(&d);
        return code;
    }
    int rc = sohoa_dossier_cut(cli->records, d.id, (uint32_t)place, first, second, &err);
    if (rc == SOHOA_OK)
        read_new(cli, d.batch, (const char *const[]){first, second}, 2);
    sohoa_dossier_record_clear(&d);
    if (rc != SOHOA_OK)
        return cli_error(&err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE);
    code = print_new(cli, first, json);
    return code == CODE_OK ? print_new(cli, second, json) : code;
}

const struct command command_cut = {
    .name = "cut",
    .operands = "DOSSIER PAGE",
    .summary = "split a dossier before a page; prints the two new ones",
    .options = options,
    .size = sizeof(struct mend),
    .least = 2,
    .most = 2,
    .run = run_cut,
    .needs = NEEDS_CHAIN,
};

static int join_all(struct cli *cli, const char *batch, const char *const *ids, size_t count,
                    bool json)
{
    struct sohoa_err err = {0};
    char id[SOHOA_ID_SIZE];
    int rc = sohoa_dossier_join(cli->records, ids, count, id, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE);
    read_new(cli, batch, (const char *const[]){id}, 1);
    return print_new(cli, id, json);
}

static int run_join(struct cli *cli, void *given, int count, char **operands)
{
    const struct mend *o = given;
    int code = cli_store(cli, 0);
    if (code != CODE_OK)
        return code;
    size_t n = (size_t)count;
    struct sohoa_dossier_record *d = calloc(n, sizeof *d);
    const char **ids = calloc(n, sizeof *ids);
    if (!d || !ids)
        code = cli_no_memory();
    for (size_t i = 0; i < n && code == CODE_OK; i++) {
        code = cli_dossier(cli, operands[i], &d[i]);
        if (code == CODE_OK)
            code = cli_audit_dossier(cli, "change", &d[i],
                                     cli_begun(cli_operator(cli, o->operator_)).text);
        ids[i] = d[i].id;
    }
    if (code == CODE_OK)
        code = join_all(cli, d[0].batch, ids, n, o->json);
    for (size_t i = 0; d && i < n; i++)
        sohoa_dossier_record_clear(&d[i]);
    free(d);
    free(ids);
    return code;
}

const struct command command_join = {
    .name = "join",
    .operands = "DOSSIER DOSSIER...",
    .summary = "join dossiers of one batch in the order given; prints the new one",
    .options = options,
    .size = sizeof(struct mend),
    .least = 2,
    .most = -1,
    .run = run_join,
    .needs = NEEDS_CHAIN,
};
