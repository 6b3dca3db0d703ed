/* cli.h - what every command has at hand: options given before the command, the configuration, the
 * registry and, once asked for, the store. Main thread only. */
#ifndef SOHOA_CLI_H
#define SOHOA_CLI_H
#include "cli/args.h"
#include "host/config.h"
#include "host/lang.h"
#include "host/log.h"
#include "query/audit.h"
#include "record/records.h"

enum exit_code { /* DESIGN section 8; the README tells them to users */
                 CODE_OK = 0,
                 CODE_ATTENTION = 1, /* finished, but pages are quarantined or an alarm is open */
                 CODE_USAGE = 2,     /* usage, configuration, no such thing */
                 CODE_SCANNER = 3,
                 CODE_STORE = 4, /* or verify found something wrong */
                 CODE_INTERNAL = 5,
                 CODE_STOPPED = 130,
};

struct cli_globals {
    const char *store, *config, *lang, *purpose;
    struct arg_list set;
    bool verbose, quiet, help, version, man, completion;
};

struct cli {
    struct cli_globals given;
    struct sohoa_config *config;
    struct sohoa_registry *registry;
    struct sohoa_records *records; /* NULL until cli_store */
    struct sohoa_audit *audit;     /* NULL until cli_audit */
    const char *command;           /* its name */
};

extern const struct command *const cli_commands[]; /* ends with NULL */
extern const struct arg_option cli_globals_table[];

/* Opens the store (flags as sohoa_records_open); CODE_OK, or a code after a message. */
int cli_store(struct cli *cli, unsigned flags);
/* Puts on the access record, durably, what the command is about to print or has changed (audit.h):
 * action is read, change, export, token, backup or audit; what names the object (NULL: none), whose
 * the persons in it (NULL: nobody), outcome NULL is "ok". Why is --purpose, else the command.
 * After cli_store. CODE_OK, or CODE_STORE after a message: then nothing may be printed. */
int cli_audit(struct cli *cli, const char *action, const char *what,
              const struct sohoa_whose *whose, const char *outcome);
/* Opens the access record, for commands that read it. CODE_OK, or CODE_STORE after a message. */
int cli_audit_open(struct cli *cli);
/* The same for a command that shows or changes this dossier: all persons in its documents. */
int cli_audit_dossier(struct cli *cli, const char *action,
                      const struct sohoa_dossier_record *dossier, const char *outcome);
/* For a change: called before it with "begun" (which is refused when it cannot be recorded), and
 * after it with this. Gives code, or CODE_STORE when that was not recorded. */
int cli_audit_ended(struct cli *cli, const char *what, int code);
/* Prints err as an error and gives code back. */
int cli_error(const struct sohoa_err *err, int code);
/* Prints a message as an error and gives CODE_USAGE back. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same when memory ran out; gives CODE_INTERNAL. */
int cli_no_memory(void);
/* Prints one JSON value on its own line of stdout and releases it. CODE_OK or CODE_INTERNAL. */
int cli_json_line(json_t *value);
/* Reads a dossier by id, or by an unambiguous code; CODE_OK or CODE_USAGE after a message. */
int cli_dossier(struct cli *cli, const char *name, struct sohoa_dossier_record *ret);
/* CODE_OK when the store has this batch, else a code after a message. */
int cli_batch(struct cli *cli, const char *name);
/* CODE_OK when text is NULL or begins an ISO 8601 date at its year, month or day; else CODE_USAGE
 * after a message naming the option. */
int cli_day(const char *option, const char *text);
/* Reads a whole number from 1 to most; -1 after a message naming what. */
long cli_number(const char *text, const char *what, long most);
/* "begun", with who decides where that is not who is logged in: an outcome for cli_audit.
 * (cmd_set.c) */
struct cli_begun {
    char text[128];
};
struct cli_begun cli_begun(const char *operator_);
/* Tells what came of a decision (query/decide.h) and gives the exit code. (cmd_set.c) */
int cli_decided(int rc, const struct sohoa_err *err);
/* Who decides: given, else the configuration's; NULL: nobody is named. (cmd_set.c) */
const char *cli_operator(struct cli *cli, const char *given);
/* Prints text from outside (a file's name) for a person to read: what would break the line or drive
 * the terminal becomes a space. */
void cli_text(const char *text);
/* The same, padded to so many columns of a terminal. */
void cli_pad(const char *text, int width);
/* A line "name   value" for a person to read, the name in the language of talk; none when there is
 * no value. */
void cli_line(const char *name, const char *value);
#endif
