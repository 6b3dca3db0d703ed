/* cmd_verify.c - `sohoa verify`: fixity of masters, records, ledgers and references; all of them or
 * a sample, at once or gone on with later, told on stdout and in a report. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORT_PROBLEMS_MAX 10000 /* named in a report; all are counted */

struct verify {
    const char *sample, *rate, *report;
    bool restart, json;
};

static const struct arg_option options[] = {
    {"sample", 0, ARG_TEXT, offsetof(struct verify, sample), "N|P%",
     "only N masters, or P percent, chosen anew each time, and that part of the records"},
    {"rate", 0, ARG_TEXT, offsetof(struct verify, rate), "BYTES",
     "read at most so much a second: 50M"},
    {"restart", 0, ARG_FLAG, offsetof(struct verify, restart), "",
     "from the start; else an interrupted verify is gone on with"},
    {"report", 0, ARG_TEXT, offsetof(struct verify, report), "FILE",
     "what was checked, when, and the problems, as one JSON object"},
    {"json", 0, ARG_FLAG, offsetof(struct verify, json), "", "one JSON object a line"},
    {0}};

/* What the problems go to. */
struct tell {
    bool json;
    json_t *named; /* NULL: no report is asked for */
};

static void tell(void *arg, const char *problem)
{
    const struct tell *t = arg;
    if (t->named && json_array_size(t->named) < REPORT_PROBLEMS_MAX)
        (void)json_array_append_new(t->named, json_string(problem));
    if (t->json)
        (void)cli_json_line(json_pack("{s:s}", "problem", problem));
    else
        (void)printf("%s\n", problem);
}

static void show_progress(void *arg, const struct sohoa_verify_report *now)
{
    (void)arg;
    char line[160];
    if (!sohoa_log_is_terminal())
        return;
    (void)snprintf(line, sizeof line,
                   sohoa_tr("verify: %llu pages, %llu dossiers, %llu masters (%.1f MiB), "
                            "%llu problems"),
                   (unsigned long long)now->pages, (unsigned long long)now->dossiers,
                   (unsigned long long)now->masters, (double)now->bytes / 1048576.0,
                   (unsigned long long)now->problems);
    sohoa_log_progress(line);
}

/* "500" or "5%". */
static int read_sample(const char *text, struct sohoa_verify_options *o)
{
    char *end = NULL;
    bool number = *text >= '0' && *text <= '9';
    double value = number ? strtod(text, &end) : 0;
    if (number && strcmp(end, "%") == 0 && value > 0 && value <= 100)
        o->share = value / 100;
    else if (number && strspn(text, "0123456789") == strlen(text) && value >= 1 &&
             value <= SOHOA_VERIFY_MASTERS_MAX)
        o->masters = (uint64_t)value;
    else
        return cli_usage("--sample is '%s': a number up to %d, or a percentage such as 5%%", text,
                         SOHOA_VERIFY_MASTERS_MAX);
    return CODE_OK;
}

static int read_options(const struct verify *given, struct sohoa_verify_options *o)
{
    if (given->rate && (sohoa_bytes_parse(given->rate, &o->rate) != 0 || o->rate == 0))
        return cli_usage("--rate is '%s': bytes a second, such as 50M", given->rate);
    o->restart = given->restart;
    o->keep = true;
    o->progress = show_progress;
    return given->sample ? read_sample(given->sample, o) : CODE_OK;
}

/* The access record, if there is one. What keeps it from being checked is a problem too. */
static uint64_t verify_audit(struct cli *cli, struct tell *t)
{
    struct sohoa_err err = {0};
    struct sohoa_audit_report r = {0};
    struct sohoa_audit_options o = {.key = sohoa_config_text(cli->config, "audit_key", NULL)};
    struct sohoa_audit *audit = NULL;
    const char *store = sohoa_records_dir(cli->records);
    if (!sohoa_audit_exists(store))
        return 0;
    int rc = sohoa_audit_open(store, &o, &audit, NULL, &err);
    if (rc == SOHOA_OK)
        rc = sohoa_audit_verify(audit, NULL, tell, t, &r, &err);
    sohoa_audit_close(audit);
    if (rc == SOHOA_OK)
        return r.problems;
    tell(t, err.text);
    return 1;
}

static json_t *counts_of(const struct sohoa_verify_report *r)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "batches", (json_int_t)r->batches,
                     "pages", (json_int_t)r->pages, "texts", (json_int_t)r->texts, "dossiers",
                     (json_int_t)r->dossiers, "masters", (json_int_t)r->masters, "bytes",
                     (json_int_t)r->bytes, "problems", (json_int_t)r->problems, "signatures",
                     (json_int_t)r->signatures);
}

/* Written whole under its name, or not at all. Takes object. */
static int write_report(const char *path, json_t *object)
{
    struct sohoa_err err = {0};
    char temporary[4096];
    if (!object)
        return CODE_INTERNAL;
    int n = snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    FILE *f = n < (int)sizeof temporary ? fopen(temporary, "wxe") : NULL;
    bool good = f && json_dumpf(object, f, JSON_INDENT(2)) == 0 && fputc('\n', f) != EOF &&
                fflush(f) == 0 && fsync(fileno(f)) == 0;
    good = (!f || fclose(f) == 0) && good;
    json_decref(object);
    if (good && rename(temporary, path) == 0)
        return CODE_OK;
    (void)sohoa_fail_errno(&err, SOHOA_FATAL, errno, "cannot write to %s", path);
    if (f)
        unlink(temporary);
    return cli_error(&err, CODE_USAGE);
}

/* Told now rather than after hours of reading. */
static int check_folder(const char *path)
{
    struct sohoa_err err = {0};
    char folder[4096];
    const char *slash = path ? strrchr(path, '/') : NULL;
    int length = slash ? (int)(slash - path) : 0;
    (void)snprintf(folder, sizeof folder, "%.*s", length, path ? path : "");
    if (!path || access(slash ? (*folder ? folder : "/") : ".", W_OK) == 0)
        return CODE_OK;
    (void)sohoa_fail_errno(&err, SOHOA_FATAL, errno, "cannot write to %s", path);
    return cli_error(&err, CODE_USAGE);
}

static int report(struct cli *cli, const struct verify *given, const struct tell *t,
                  const struct sohoa_verify_report *r, bool complete)
{
    char now[SOHOA_STAMP_SIZE];
    if (!given->report)
        return CODE_OK;
    sohoa_stamp(0, now);
    return write_report(given->report,
                        json_pack("{s:s,s:s,s:s,s:b,s:s?,s:o,s:O}", "store",
                                  sohoa_records_dir(cli->records), "begun", r->begun, "ended", now,
                                  "complete", complete, "sample", given->sample, "checked",
                                  counts_of(r), "problems", t->named));
}

static int print_sum(const struct verify *given, const struct sohoa_verify_report *r)
{
    if (given->json)
        return cli_json_line(counts_of(r));
    (void)printf(sohoa_tr("%llu batches, %llu dossiers, %llu pages, %llu texts, %llu masters "
                          "(%.1f MiB): %llu problems\n"),
                 (unsigned long long)r->batches, (unsigned long long)r->dossiers,
                 (unsigned long long)r->pages, (unsigned long long)r->texts,
                 (unsigned long long)r->masters, (double)r->bytes / 1048576.0,
                 (unsigned long long)r->problems);
    if (r->signatures)
        (void)printf(sohoa_tr("%llu signatures of masters were checked\n"),
                     (unsigned long long)r->signatures);
    return CODE_OK;
}

/* What `status` will tell. */
static void note(struct cli *cli, const struct verify *given, const struct sohoa_verify_report *r)
{
    char text[96];
    if (given->sample)
        (void)snprintf(text, sizeof text, "%llu problems (sample %.32s)",
                       (unsigned long long)r->problems, given->sample);
    else
        (void)snprintf(text, sizeof text, "%llu problems", (unsigned long long)r->problems);
    sohoa_kept_note(cli->records, "verify", text);
}

static int check(struct cli *cli, const struct verify *given, struct tell *t)
{
    struct sohoa_err err = {0};
    struct sohoa_verify_report r = {0};
    struct sohoa_verify_options o = {.found = tell, .arg = t};
    char begun[SOHOA_STAMP_SIZE];
    int code = read_options(given, &o);
    if (code == CODE_OK)
        code = check_folder(given->report);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_call call = cli_stop_call();
    o.call = &call;
    int rc = sohoa_verify_with(cli->records, &o, &r, &err);
    sohoa_log_progress(NULL);
    if (r.resumed)
        sohoa_log(SOHOA_INFO, "this verify was begun at %s and interrupted; --restart begins anew",
                  r.begun);
    if (rc != SOHOA_OK) {
        code = cli_error(&err, cli_stopped() ? CODE_STOPPED : CODE_STORE);
        if (cli_stopped() && sohoa_verify_waits(cli->records, begun))
            sohoa_log(SOHOA_INFO, "`sohoa verify%s%s` goes on from here",
                      given->sample ? " --sample " : "", given->sample ? given->sample : "");
        if (r.begun[0])
            (void)report(cli, given, t, &r, false);
        return code;
    }
    r.problems += verify_audit(cli, t);
    note(cli, given, &r);
    code = report(cli, given, t, &r, true);
    int told = print_sum(given, &r);
    code = code == CODE_OK ? told : code;
    return r.problems ? CODE_STORE : code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct verify *o = given;
    struct tell t = {.json = o->json, .named = o->report ? json_array() : NULL};
    int code = check(cli, o, &t);
    json_decref(t.named);
    return code;
}

const struct command command_verify = {
    .name = "verify",
    .operands = "",
    .summary = "check every master's hash, every record, ledger, reference and access",
    .options = options,
    .size = sizeof(struct verify),
    .run = run,
    .more = "Runs beside everything else. Stopped with Ctrl-C, or killed, it goes on where it was "
            "when it is called again with the same sample. Exit code 4: something is wrong.",
};
