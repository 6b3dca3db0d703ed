/* runs.c - what scan, import, resume and redo share; see runs.h. All callbacks come on the main
 * thread. */
#include "cli/runs.h"

#include "cli/stop.h"
#include "reading/date.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

/* Comes before the dossier itself. */
static void keep_changes(void *arg, const char *dossier, const json_t *changes)
{
    struct run *run = arg;
    (void)dossier;
    json_decref(run->changes);
    run->changes = json_deep_copy(changes);
}

static const char *text_or_none(const json_t *value)
{
    const char *text = json_string_value(value);
    return text ? text : sohoa_tr("none");
}

static void print_changes(const json_t *changes)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);
        const char *key = json_string_value(json_object_get(change, "key"));
        (void)printf("    %d  %s: %s -> %s\n",
                     (int)json_integer_value(json_object_get(change, "document")),
                     key ? key : sohoa_tr("kind"), text_or_none(json_object_get(change, "old")),
                     text_or_none(json_object_get(change, "new")));
    }
}

static void print_committed(void *arg, const char *dossier, bool already)
{
    struct run *run = arg;
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    run->dossiers++;
    int rc = sohoa_dossier_get(run->cli->records, dossier, &d, &err);
    if (rc != SOHOA_OK) {
        run->code = cli_error(&err, CODE_STORE);
        return;
    }
    /* Its line tells nothing of a person: that it was there stands in the run's own entry. */
    bool shows = run->json || !already;
    int code = shows ? cli_audit_dossier(run->cli, already ? "read" : "change", &d, NULL) : CODE_OK;
    if (code != CODE_OK) {
        run->code = code; /* stored, but not shown */
    } else if (run->json) {
        json_t *object = sohoa_dossier_object(run->cli->records, &d, already, &err);
        if (object && run->changes)
            (void)json_object_set(object, "changes", run->changes);
        code = object ? cli_json_line(object) : cli_error(&err, CODE_STORE);
        run->code = code != CODE_OK ? code : run->code;
    } else {
        unsigned pages = d.pages ? (unsigned)json_array_size(d.pages) : d.last - d.first + 1;
        (void)printf("%s  %-11s %4u  %s%s", d.id, d.state ? d.state : "", pages,
                     d.code ? d.code : "", d.code && d.source ? "  " : "");
        cli_text(d.source ? d.source : "");
        (void)printf("\n");
        print_changes(run->changes);
        (void)fflush(stdout);
    }
    json_decref(run->changes);
    run->changes = NULL;
    sohoa_dossier_record_clear(&d);
}

static void format_left(char *buf, size_t room, double seconds)
{
    buf[0] = '\0';
    if (seconds < 0)
        return;
    long s = (long)seconds;
    if (s >= 3600)
        (void)snprintf(buf, room, sohoa_tr(", %ld h %02ld min left"), s / 3600, s / 60 % 60);
    else
        (void)snprintf(buf, room, sohoa_tr(", %ld min %02ld s left"), s / 60, s % 60);
}

static void show_progress(void *arg, const struct sohoa_progress *now)
{
    (void)arg;
    char left[64], line[256];
    format_left(left, sizeof left, now->eta_s);
    (void)snprintf(line, sizeof line,
                   sohoa_tr("%llu pages in, %llu done, %llu set aside, %.1f pages/s, %llu MiB%s"),
                   (unsigned long long)now->pages_in, (unsigned long long)now->done,
                   (unsigned long long)now->set_aside, now->pages_s,
                   (unsigned long long)(now->memory >> 20), left);
    sohoa_log_progress(line);
}

/* Reads one line from the terminal; false at its end or on Ctrl-C. */
static bool read_line(char *buf, size_t room)
{
    if (cli_stopped() || !fgets(buf, (int)room, stdin))
        return false;
    buf[strcspn(buf, "\n")] = '\0';
    return true;
}

enum sohoa_answer run_ask_operator(void *arg, enum sohoa_question kind, const char *message)
{
    (void)arg;
    char line[64];
    sohoa_log(SOHOA_INFO, "%s", message);
    for (;;) {
        (void)fprintf(stderr, "%s ",
                      kind == SOHOA_ASK_SHEET
                          ? sohoa_tr("Enter = next sheet, a = the last one again, q = end:")
                          : sohoa_tr("Enter = go on, q = end the batch:"));
        (void)fflush(stderr);
        if (!read_line(line, sizeof line))
            return SOHOA_STOP_HERE;
        if (line[0] == '\0')
            return SOHOA_CONTINUE;
        if (strcmp(line, "q") == 0 || strcmp(line, "k") == 0)
            return SOHOA_STOP_HERE;
        if (kind == SOHOA_ASK_SHEET && (strcmp(line, "a") == 0 || strcmp(line, "l") == 0))
            return SOHOA_AGAIN;
    }
}

static void tell_alarm(void *arg, const char *batch, const char *text)
{
    (void)arg;
    sohoa_log(SOHOA_WARN, "alarm: %s (batch %s)", text, batch);
}

static void tell_resumed(void *arg, const char *batch, const char *kind, uint32_t sheet)
{
    struct run *run = arg;
    sohoa_log(SOHOA_INFO, "going on with batch %s (%s)", batch, sohoa_tr(kind));
    if (sheet == 0)
        return;
    if (sheet == 1)
        sohoa_log(SOHOA_WARN, "no sheet of this batch is stored: put back every sheet that left "
                              "the feeder, from sheet 1 on");
    else
        sohoa_log(SOHOA_WARN,
                  "sheet %u is the last one stored: put back every sheet that left the feeder "
                  "after it, from sheet %u on",
                  sheet - 1, sheet);
    if (run->json)
        (void)cli_json_line(json_pack("{s:s,s:i,s:i}", "batch", batch, "put_back", (int)sheet,
                                      "last", (int)sheet - 1));
}

enum { RUN_TEXT_MAX = 256 }; /* bytes of what a batch or dossier is said to be */

static bool is_line(const char *text)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t letter;
    for (utf8proc_ssize_t n; *p; p += n) {
        n = utf8proc_iterate(p, -1, &letter);
        if (n <= 0 || utf8proc_category(letter) == UTF8PROC_CATEGORY_CC)
            return false;
    }
    return *text && strlen(text) <= RUN_TEXT_MAX; /* "": a variable that was not set */
}

/* What would otherwise be found out when paper is in. */
static int check_options(const struct run_options *o)
{
    if (o->threads > 256)
        return cli_usage("--threads is at most 256");
    uint64_t memory = 0;
    if (o->memory && sohoa_bytes_parse(o->memory, &memory) != 0)
        return cli_usage("--memory must be a number of bytes such as 512M, not '%s'", o->memory);
    const char *const texts[][2] = {{"code", o->code},
                                    {"procedure", o->procedure},
                                    {"agency", o->agency},
                                    {"operator", o->operator_}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i][1] && !is_line(texts[i][1]))
            return cli_usage("--%s must be one line of text (UTF-8), at most %d bytes", texts[i][0],
                             (int)RUN_TEXT_MAX);
    if (o->part && !sohoa_dossier_part_valid(o->part))
        return cli_usage("--part is '%s': component, supplement or result", o->part);
    if (o->received && !sohoa_date_is_day(o->received))
        return cli_usage("--received is '%s': write a day as 2026-11-03", o->received);
    return CODE_OK;
}

static int fill_request(struct run *run, const struct run_options *o)
{
    struct sohoa_run_request *q = &run->request;
    (void)signal(SIGPIPE, SIG_IGN); /* that nobody reads the lines must not leave paper half in */
    q->records = run->cli->records;
    q->registry = run->cli->registry;
    q->config = run->cli->config;
    q->stop = cli_stop();
    q->calls.arg = run;
    q->calls.committed = print_committed;
    q->calls.changed = keep_changes;
    q->calls.progress = sohoa_log_is_terminal() ? show_progress : NULL;
    q->calls.operator_ = isatty(STDIN_FILENO) ? run_ask_operator : NULL;
    q->calls.alarm = tell_alarm;
    q->calls.resumed = tell_resumed;
    q->code = o->code;
    q->part = o->part;
    q->procedure = o->procedure;
    q->received = o->received;
    q->agency = o->agency;
    q->operator_ = o->operator_;
    q->threads = (unsigned)o->threads;
    struct sohoa_err err = {0};
    if (o->memory) {
        char assignment[80];
        (void)snprintf(assignment, sizeof assignment, "memory=%s", o->memory);
        if (sohoa_config_set(run->cli->config, assignment, &err) != SOHOA_OK ||
            sohoa_config_bytes(run->cli->config, "memory", 0, &q->memory, &err) != SOHOA_OK)
            return cli_error(&err, CODE_USAGE);
    }
    return CODE_OK;
}

int run_begin(struct run *run, struct cli *cli, const struct run_options *options, unsigned flags)
{
    memset(run, 0, sizeof *run);
    run->cli = cli;
    run->json = options->json;
    int code = check_options(options);
    if (code == CODE_OK)
        code = cli_store(cli, flags);
    if (code == CODE_OK)
        code = cli_audit(cli, "change", options->code, NULL, "begun");
    return code == CODE_OK ? fill_request(run, options) : code;
}

int run_end(struct run *run, int rc, const struct sohoa_run_result *result,
            const struct sohoa_err *err)
{
    sohoa_log_progress(NULL);
    const struct sohoa_ledger *l = &result->ledger;
    if (rc != SOHOA_OK)
        (void)cli_error(err, 0);
    if (l->captured || rc == SOHOA_OK)
        sohoa_log(SOHOA_INFO,
                  "%llu dossiers; captured %llu pages: %llu stored, %llu blank, %llu separators, "
                  "%llu set aside, %llu pending; %.1f s",
                  (unsigned long long)run->dossiers, (unsigned long long)l->captured,
                  (unsigned long long)l->stored, (unsigned long long)l->blank,
                  (unsigned long long)l->separator, (unsigned long long)l->quarantined,
                  (unsigned long long)l->pending, result->seconds);
    if (l->quarantined)
        sohoa_log(SOHOA_WARN, "`sohoa quarantine` tells what was set aside and why");
    if (l->pending || result->exit_code == CODE_STOPPED)
        sohoa_log(SOHOA_WARN, "`sohoa resume` goes on from here; nothing captured is lost");
    if (run->code != CODE_OK && result->exit_code == CODE_OK)
        return run->code;
    return result->exit_code;
}
