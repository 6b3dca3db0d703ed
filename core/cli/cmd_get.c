/* cmd_get.c - `sohoa get`: a stored value by its key, as JSON; with a trailing slash, its keys. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool print_key(void *arg, const char *key)
{
    size_t *shown = arg;
    (*shown)++;
    return printf("%s\n", key) >= 0;
}

/* The persons named by a key (fact/038...) and by a dossier's record. */
static int audit(struct cli *cli, const char *key, const char *value)
{
    struct sohoa_whose whose = {0};
    json_t *object = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;
    for (const char *part = key; *part;) {
        char digits[13];
        size_t n = strcspn(part, "/");
        if (n == 12 && strspn(part, "0123456789") == 12) {
            (void)snprintf(digits, sizeof digits, "%.12s", part);
            sohoa_whose_add(&whose, digits);
        }
        part += n + (part[n] == '/');
    }
    sohoa_whose_documents(&whose, json_object_get(object, "documents"));
    json_decref(object);
    int code = cli_audit(cli, "read", key, &whose, NULL);
    sohoa_whose_clear(&whose);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)given, (void)count;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    const char *key = operands[0];
    size_t n = strlen(key);
    if (n == 0 || key[n - 1] == '/') {
        size_t shown = 0;
        code = audit(cli, key, NULL);
        if (code != CODE_OK)
            return code;
        int rc = sohoa_records_keys(cli->records, key, print_key, &shown, &err);
        if (rc < 0)
            return cli_error(&err, CODE_STORE);
        return shown ? CODE_OK : cli_usage("no key starts with '%s'", key);
    }
    char *text = NULL;
    int rc = sohoa_records_dump(cli->records, key, &text, &err);
    if (rc == SOHOA_END)
        return cli_usage("there is no key '%s'; `sohoa get ''` lists all keys", key);
    if (rc != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    code = audit(cli, key, text);
    if (code == CODE_OK)
        (void)puts(text);
    free(text);
    return code;
}

const struct command command_get = {
    .name = "get",
    .operands = "KEY",
    .summary = "print a stored value by its key; a KEY that ends in / lists the keys below",
    .least = 1,
    .most = 1,
    .run = run,
};
