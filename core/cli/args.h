/* args.h - command lines: a table of options a command, filled into its own struct.
 *
 * --name VALUE, --name=VALUE, -x VALUE, flags, `--` ends options; options and operands may be
 * mixed. An unknown option is an error that names the nearest. Main thread only. */
#ifndef SOHOA_ARGS_H
#define SOHOA_ARGS_H
#include <stdbool.h>
#include <stddef.h>

struct cli;

/* Into a bool, a const char *, a long (from 1 to ARG_COUNT_MAX; 0: not given), an arg_list. */
enum arg_kind { ARG_FLAG = 1, ARG_TEXT, ARG_COUNT, ARG_LIST };
#define ARG_COUNT_MAX 1000000000L

struct arg_list { /* a repeatable option; items point into argv */
    const char **items;
    size_t count;
};

struct arg_option { /* table ends with { 0 } */
    const char *name;
    char letter; /* 0 = none */
    enum arg_kind kind;
    size_t offset;     /* into the command's options struct */
    const char *value; /* what to call the value in help, "" for flags */
    const char *help;
};

enum command_needs {
    NEEDS_STORE = 0, /* looks into the store, at most */
    NEEDS_PLUGINS,   /* all plugins there are */
    NEEDS_CHAIN,     /* digitises: the whole configuration is checked first */
};

struct command {
    const char *name;
    const char *operands; /* for the usage line, e.g. "PATH..." */
    const char *summary;
    const struct arg_option *options; /* may be NULL */
    size_t size;                      /* of the options struct, zeroed */
    int least, most;                  /* operands; most -1 = any number */
    int (*run)(struct cli *cli, void *options, int count, char **operands);
    enum command_needs needs;
    const char *more; /* paragraphs for --help, may be NULL */
};

/* Fills options and moves the operands to the front of argv. globals is a second table (its struct
 * is global_options), accepted anywhere; with command NULL parsing stops at the first operand, the
 * command's name. Returns the number of operands, or -1 after a message. */
int args_parse(const struct command *command, void *options, const struct arg_option *globals,
               void *global_options, int argc, char **argv);
/* Frees the lists of an options struct. */
void args_free(const struct arg_option *table, void *options);
void args_help(const struct command *command, const struct arg_option *globals);
#endif
