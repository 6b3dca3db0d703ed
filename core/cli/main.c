/* main.c - the program: options before the command, the language, and which command runs. */
#include "cli/cli.h"
#include "cli/damage.h"
#include "cli/manual.h"

#include "host/nearest.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct arg_option cli_globals_table[] = {
    {"store", 0, ARG_TEXT, offsetof(struct cli_globals, store), "DIR",
     "the store (default $SOHOA_STORE, else the XDG data folder)"},
    {"config", 0, ARG_TEXT, offsetof(struct cli_globals, config), "FILE", "the configuration file"},
    {"set", 0, ARG_LIST, offsetof(struct cli_globals, set), "STAGE.KEY=VALUE",
     "an option of a stage or plugin; repeatable"},
    {"lang", 0, ARG_TEXT, offsetof(struct cli_globals, lang), "vi|en", "the language of messages"},
    {"purpose", 0, ARG_TEXT, offsetof(struct cli_globals, purpose), "P",
     "why personal data is read, for the record"},
    {"verbose", 'v', ARG_FLAG, offsetof(struct cli_globals, verbose), "", "tell more"},
    {"quiet", 'q', ARG_FLAG, offsetof(struct cli_globals, quiet), "", "tell only errors"},
    {"help", 'h', ARG_FLAG, offsetof(struct cli_globals, help), "", "this help"},
    {"version", 0, ARG_FLAG, offsetof(struct cli_globals, version), "", "the version"},
    {"man", 0, ARG_FLAG, offsetof(struct cli_globals, man), "",
     "the manual page, as roff: `sohoa --man COMMAND | man -l -`"},
    {"completion", 0, ARG_FLAG, offsetof(struct cli_globals, completion), "",
     "the completion for bash: `. <(sohoa --completion)`"},
    {0}};

static void print_usage(FILE *to)
{
    (void)fprintf(to, "%s\n\n%s\n",
                  sohoa_tr("usage: sohoa [--store DIR] [--config FILE] [--set STAGE.KEY=VALUE]... "
                           "[--lang vi|en] [--purpose P] [-v] COMMAND"),
                  sohoa_tr("Turns paper dossiers into reusable data."));
    (void)fprintf(to, "\n%s\n", sohoa_tr("Commands:"));
    for (const struct command *const *c = cli_commands; *c; c++)
        (void)fprintf(to, "  %-12s %s\n", (*c)->name, sohoa_tr((*c)->summary));
    (void)fprintf(to, "\n%s\n", sohoa_tr("`sohoa COMMAND --help` tells more of a command."));
}

static const struct command *find_command(const char *name)
{
    const char *names[64];
    size_t n = 0;
    for (const struct command *const *c = cli_commands; *c; c++) {
        if (strcmp((*c)->name, name) == 0)
            return *c;
        if (n < 64)
            names[n++] = (*c)->name;
    }
    const char *near = sohoa_nearest(name, names, n);
    if (near)
        sohoa_log(SOHOA_ERROR, "there is no command '%s'; the nearest is '%s'", name, near);
    else
        sohoa_log(SOHOA_ERROR, "there is no command '%s'; `sohoa --help` lists them", name);
    return NULL;
}

static void choose_language(const char *given)
{
    const char *const from[] = {given, getenv("SOHOA_LANG"), getenv("LC_ALL"),
                                getenv("LC_MESSAGES"), getenv("LANG")};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if (from[i] && *from[i] && sohoa_lang_set(from[i]) == 0)
            return;
}

/* Configuration and plugins, which every command but help needs. */
static int prepare(struct cli *cli, enum command_needs needs)
{
    struct sohoa_err err = {0};
    if (sohoa_config_open(cli->given.config, &cli->config, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    for (size_t i = 0; i < cli->given.set.count; i++)
        if (sohoa_config_set(cli->config, cli->given.set.items[i], &err) != SOHOA_OK)
            return cli_error(&err, CODE_USAGE);
    const char *lang = sohoa_config_text(cli->config, "lang", NULL);
    if (lang && !cli->given.lang && sohoa_lang_set(lang) != 0)
        return cli_usage("the configuration's lang is '%s': vi or en", lang);
    int rc = needs == NEEDS_STORE ? sohoa_registry_open_one("store_lmdb", &cli->registry, &err)
                                  : sohoa_registry_open(&cli->registry, &err);
    if (rc != SOHOA_OK)
        return cli_error(&err, CODE_INTERNAL);
    /* a slip is told before any paper moves */
    if (needs == NEEDS_CHAIN && sohoa_config_check(cli->config, cli->registry, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    return CODE_OK;
}

static int run_command(struct cli *cli, const struct command *command, int argc, char **argv)
{
    void *options = calloc(1, command->size ? command->size : 1);
    if (!options)
        return cli_no_memory();
    int code;
    int count = args_parse(command, options, cli_globals_table, &cli->given, argc, argv);
    if (cli->given.lang && sohoa_lang_set(cli->given.lang) != 0) {
        code = cli_usage("--lang is '%s': vi or en", cli->given.lang);
        goto out;
    }
    if (cli->given.help) {
        args_help(command, cli_globals_table);
        code = CODE_OK;
    } else if (cli->given.man) {
        manual_page(command);
        code = CODE_OK;
    } else if (count < 0) {
        code = CODE_USAGE;
    } else if (count < command->least || (command->most >= 0 && count > command->most)) {
        code = cli_usage("usage: sohoa %s%s%s (`sohoa %s --help` tells more)", command->name,
                         *command->operands ? " " : "", command->operands, command->name);
    } else {
        sohoa_log_level(cli->given.verbose ? SOHOA_DEBUG
                                           : (cli->given.quiet ? SOHOA_ERROR : SOHOA_INFO));
        setMsgSeverity(cli->given.verbose ? L_SEVERITY_WARNING : L_SEVERITY_NONE); /* Leptonica's */
        cli_watch_database();
        code = prepare(cli, command->needs);
        cli->command = command->name;
        if (code == CODE_OK)
            code = command->run(cli, options, count, argv);
    }
out:
    args_free(command->options, options);
    free(options);
    return code;
}

/* The command's name, then what follows it. */
static int run_named(struct cli *cli, int count, char **words)
{
    const struct command *command = find_command(words[0]);
    return command ? run_command(cli, command, count - 1, words + 1) : CODE_USAGE;
}

/* `sohoa help COMMAND` is `sohoa COMMAND --help`. */
static int help_on(struct cli *cli, int count, char **words)
{
    cli->given.help = true;
    if (count > 0)
        return run_named(cli, count, words);
    print_usage(stdout);
    return CODE_OK;
}

int main(int argc, char **argv)
{
    /* Tesseract's own threads cost more than they bring; must stand before it is loaded. */
    (void)setenv("OMP_THREAD_LIMIT", "1", 1);
    struct cli cli = {0};
    choose_language(NULL);
    int code;
    int count = args_parse(NULL, NULL, cli_globals_table, &cli.given, argc - 1, argv + 1);
    if (count < 0) {
        code = CODE_USAGE;
        goto out;
    }
    if (cli.given.lang && sohoa_lang_set(cli.given.lang) != 0) {
        code = cli_usage("--lang is '%s': vi or en", cli.given.lang);
        goto out;
    }
    if (cli.given.version) {
        (void)printf("sohoa %s\n", SOHOA_VERSION);
        code = CODE_OK;
        goto out;
    }
    if (cli.given.completion || (cli.given.man && count == 0)) {
        if (cli.given.completion)
            manual_completion();
        else
            manual_page(NULL);
        code = CODE_OK;
        goto out;
    }
    if (count == 0) {
        print_usage(cli.given.help ? stdout : stderr);
        code = cli.given.help ? CODE_OK : CODE_USAGE;
        goto out;
    }
    code = strcmp(argv[1], "help") == 0 ? help_on(&cli, count - 1, argv + 2)
                                        : run_named(&cli, count, argv + 1);
out:
    sohoa_audit_close(cli.audit);
    sohoa_records_close(cli.records);
    sohoa_registry_close(cli.registry);
    sohoa_config_close(cli.config);
    args_free(cli_globals_table, &cli.given);
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    if (lost && code == CODE_OK) {
        sohoa_log(SOHOA_ERROR, "standard output could not be written");
        code = CODE_INTERNAL;
    }
    return code;
}
