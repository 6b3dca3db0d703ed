/* cmd_register.c - `sohoa register`: takes in the register of all dossiers received, so that shares
 * have a denominator. */
#include "cli/cli.h"
#include "cli/cli_person.h"
#include "cli/commands.h"
#include "query/register.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reg {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct reg, json), "", "one JSON object"}, {0}};

/* All of a file or of stdin, malloc'd; one byte more than is taken tells that it is too long. */
static int read_all(const char *path, char **ret, size_t *ret_size)
{
    bool from_stdin = strcmp(path, "-") == 0;
    FILE *file = from_stdin ? stdin : fopen(path, "rbe");
    struct sohoa_err err = {0};
    char *data = NULL;
    size_t size = 0, room = 0;
    bool bad = !file;
    while (!bad && size <= SOHOA_REGISTER_BYTES_MAX && !feof(file)) {
        if (size == room) {
            room = room ? room * 2 : 1 << 16;
            char *more = realloc(data, room);
            if (!more) {
                bad = true;
                break;
            }
            data = more;
        }
        size += fread(data + size, 1, room - size, file);
        bad = ferror(file) != 0;
    }
    if (bad)
        (void)sohoa_fail_errno(&err, SOHOA_FATAL, errno, "cannot read %s", path);
    if (file && !from_stdin)
        (void)fclose(file);
    if (bad) {
        free(data);
        return cli_error(&err, CODE_USAGE);
    }
    *ret = data;
    *ret_size = size;
    return CODE_OK;
}

static void print_fault(void *arg, const char *text)
{
    (void)arg;
    (void)printf("%s\n", text);
}

static int take(struct cli *cli, const struct reg *o, const char *path, const char *data,
                size_t size)
{
    struct sohoa_err err = {0};
    json_t *answer = NULL;
    int code = cli_audit(cli, "change", path, NULL, "begun");
    if (code != CODE_OK)
        return code;
    int rc = sohoa_register_take(cli->records, strcmp(path, "-") == 0 ? "stdin" : path, data, size,
                                 print_fault, NULL, &answer, &err);
    if (rc == SOHOA_BAD_DOSSIER)
        code = cli_usage("the register has mistakes, nothing of it was taken in");
    else if (rc != SOHOA_OK)
        code = cli_query_error(rc, &err);
    code = cli_audit_ended(cli, path, code);
    if (code == CODE_OK && o->json)
        code = cli_json_line(json_incref(answer));
    else if (code == CODE_OK)
        (void)printf(sohoa_tr("%lld rows: %lld new, %lld changed, %lld as before\n"),
                     (long long)json_integer_value(json_object_get(answer, "rows")),
                     (long long)json_integer_value(json_object_get(answer, "added")),
                     (long long)json_integer_value(json_object_get(answer, "changed")),
                     (long long)json_integer_value(json_object_get(answer, "same")));
    json_decref(answer);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    char *data = NULL;
    size_t size = 0;
    (void)count;
    int code = read_all(operands[0], &data, &size);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_CREATE);
    if (code == CODE_OK)
        code = take(cli, given, operands[0], data, size);
    free(data);
    return code;
}

const struct command command_register = {
    .name = "register",
    .operands = "CSV|-",
    .summary = "take in the register of all dossiers received, filed online or on paper",
    .options = options,
    .size = sizeof(struct reg),
    .least = 1,
    .most = 1,
    .run = run,
    .more =
        "Columns by name in the first row: code, procedure, agency, received, finished, channel "
        "(desk online post), result (paper electronic both none), population (yes no), or their "
        "Vietnamese names; "
        "code and received are required, others are left alone. Comma, semicolon or tab; dates "
        "like 2026-01-31 or 31/01/2026. A code that is there already is replaced. Every "
        "mistake is told with line and column, exit code 2, and nothing is taken in.",
};
