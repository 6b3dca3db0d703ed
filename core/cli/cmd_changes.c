/* cmd_changes.c - `sohoa changes`: what became of dossiers, in the order in which it happened. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LOOK_MS 500

struct changes {
    const char *after;
    bool json, follow;
};

static const struct arg_option options[] = {
    {"after", 0, ARG_TEXT, offsetof(struct changes, after), "CURSOR",
     "only behind this number, the last one seen"},
    {"follow", 0, ARG_FLAG, offsetof(struct changes, follow), "", "wait for more, until stopped"},
    {"json", 0, ARG_FLAG, offsetof(struct changes, json), "", "one JSON object a line"},
    {0}};

struct walk {
    uint64_t last;
    bool json;
    int code;
};

static bool print_change(void *arg, const struct sohoa_news *news)
{
    struct walk *w = arg;
    w->last = news->seq;
    if (w->json) {
        w->code = cli_json_line(json_pack(
            "{s:I,s:s,s:s,s:s*,s:s*,s:s*}", "cursor", (json_int_t)news->seq, "kind", news->kind,
            "dossier", news->dossier, "code", news->code, "by", news->by, "at", news->at));
        return w->code == CODE_OK;
    }
    (void)printf("%llu  %.19s  %-10s  %s  %s%s%s\n", (unsigned long long)news->seq,
                 news->at ? news->at : "", news->kind, news->dossier, news->code ? news->code : "",
                 news->by ? " -> " : "", news->by ? news->by : "");
    return true;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct changes *o = given;
    struct walk w = {.json = o->json};
    struct sohoa_err err = {0};
    char *end = NULL;
    errno = 0;
    if (o->after)
        w.last = strtoull(o->after, &end, 10);
    if (o->after && (errno || end == o->after || *end || o->after[0] == '-'))
        return cli_usage("--after is '%s': a number that `changes` printed", o->after);
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", "changes", NULL, NULL);
    if (code != CODE_OK)
        return code;
    struct sohoa_call call = cli_stop_call();
    for (;;) {
        if (sohoa_changes_each(cli->records, w.last, print_change, &w, &err) < 0)
            return cli_error(&err, CODE_STORE);
        (void)fflush(stdout);
        if (w.code != CODE_OK || !o->follow || sohoa_call_over(&call))
            return w.code;
        (void)nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    }
}

const struct command command_changes = {
    .name = "changes",
    .operands = "",
    .summary = "what became of dossiers: committed, corrected, superseded, erased",
    .options = options,
    .size = sizeof(struct changes),
    .run = run,
};
