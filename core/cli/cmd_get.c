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
    (void)puts(text);
    free(text);
    return CODE_OK;
}

const struct command command_get = {
    .name = "get",
    .operands = "KEY",
    .summary = "print a stored value by its key; a KEY that ends in / lists the keys below",
    .least = 1,
    .most = 1,
    .run = run,
};
