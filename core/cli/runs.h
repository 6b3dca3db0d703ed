/* runs.h - what scan, import, resume and redo share: a request filled from the command line, what
 * is told while it runs, and the words at its end. */
#ifndef SOHOA_CLI_RUNS_H
#define SOHOA_CLI_RUNS_H
#include "cli/cli.h"
#include "pipeline/run.h"

struct run_options { /* first member of each command's options */
    const char *code, *part, *procedure, *received, *agency, *operator_, *memory;
    long threads;
    bool json;
};
#define RUN_OPTIONS_DOSSIER(TYPE)                                                                  \
    {"code", 0, ARG_TEXT, offsetof(TYPE, run.code), "C", "the dossier code (mã hồ sơ)"},           \
        {"part", 0, ARG_TEXT, offsetof(TYPE, run.part), "P", "component, supplement or result"},   \
        {"procedure", 0,                                                                           \
         ARG_TEXT,    offsetof(TYPE, run.procedure),                                               \
         "P",         "the procedure code, e.g. 1.001193"},                                        \
        {"received", 0,                                                                            \
         ARG_TEXT,   offsetof(TYPE, run.received),                                                 \
         "DATE",     "when the office received it (ISO 8601)"},                                    \
        {"agency", 0, ARG_TEXT, offsetof(TYPE, run.agency), "A", "the agency's identifier"},       \
    {                                                                                              \
        "operator", 0, ARG_TEXT, offsetof(TYPE, run.operator_), "O", "who does it"                 \
    }
#define RUN_OPTIONS_MACHINE(TYPE)                                                                  \
    {"threads", 0, ARG_COUNT, offsetof(TYPE, run.threads), "N", "worker threads (default: CPUs)"}, \
        {"memory", 0,                                                                              \
         ARG_TEXT, offsetof(TYPE, run.memory),                                                     \
         "BYTES",  "page data in memory at once (default 256M)"},                                  \
    {                                                                                              \
        "json", 0, ARG_FLAG, offsetof(TYPE, run.json), "", "each dossier as a JSON line when done" \
    }

struct run { /* one run's state; request.calls.arg points here */
    struct cli *cli;
    struct sohoa_run_request request;
    bool json;
    uint64_t dossiers;
    json_t *changes; /* of the dossier that is told next; NULL = none */
    int code;        /* of printing */
};
/* Opens the store (flags as sohoa_records_open) and fills the request; CODE_OK or a code after a
 * message. From here on a reader of stdout who goes away does not end the process. */
int run_begin(struct run *run, struct cli *cli, const struct run_options *options, unsigned flags);
/* Asks on stderr, takes the answer from stdin; its end, or Ctrl-C, ends the batch. */
enum sohoa_answer run_ask_operator(void *arg, enum sohoa_question kind, const char *message);
/* Tells how it ended, on stderr; gives the exit code. rc and err: what the run returned. */
int run_end(struct run *run, int rc, const struct sohoa_run_result *result,
            const struct sohoa_err *err);
#endif
