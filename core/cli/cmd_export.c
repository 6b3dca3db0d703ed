/* cmd_export.c - `sohoa export`: dossiers as files for others, by exporter plugins. */
#include "cli/cli_sign.h"
#include "cli/commands.h"
#include "cli/stop.h"
#include "pipeline/export.h"
#include "reading/schemas_usual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct export
{
    const char *code, *batch, *since, *schema, *output, *name, *max_bytes, *per;
    struct arg_list formats;
    long threads;
    bool all, json;
    struct sign_options sign;
};

static const struct arg_option options[] = {
    {"code", 0, ARG_TEXT, offsetof(struct export, code), "C", "all dossiers with this code"},
    {"batch", 0, ARG_TEXT, offsetof(struct export, batch), "B", "all dossiers of this batch"},
    {"since", 0, ARG_TEXT, offsetof(struct export, since), "DATE",
     "those captured on or after this day (YYYY-MM-DD)"},
    {"schema", 0, ARG_TEXT, offsetof(struct export, schema), "S",
     "those with a document of this kind; with --per document only these documents"},
    {"all", 0, ARG_FLAG, offsetof(struct export, all), "", "everything in the store"},
    {"format", 'f', ARG_LIST, offsetof(struct export, formats), "F[,F]",
     "pdf, alto, text, json, csv, aip (`sohoa plugins` lists the exporters)"},
    {"output", 'o', ARG_TEXT, offsetof(struct export, output), "DIR", "the folder to write to"},
    {"name", 0, ARG_TEXT, offsetof(struct export, name), "TEMPLATE",
     "names of the outputs, e.g. {agency}.{year}.{code}"},
    {"per", 0, ARG_TEXT, offsetof(struct export, per), "dossier|document",
     "what makes an output (default: a dossier)"},
    {"max-bytes", 0, ARG_TEXT, offsetof(struct export, max_bytes), "N",
     "the most an output may have, e.g. 5M: reduced to 200 dpi, then given in parts (pdf)"},
    {"sign", 0, ARG_FLAG, offsetof(struct export, sign.sign), "",
     "sign PDFs (PAdES): the operator at the top left, the agency at the top right"},
    SIGN_OPTIONS(struct export),
    SIGN_OPTIONS_AGENCY(struct export),
    {"threads", 0, ARG_COUNT, offsetof(struct export, threads), "N",
     "worker threads (default: CPUs)"},
    {"json", 0, ARG_FLAG, offsetof(struct export, json), "", "one JSON object an output"},
    {0}};

/* ---- which dossiers -------------------------------------------------------------------------- */

struct chosen {
    const struct export *o;
    char (*ids)[SOHOA_ID_SIZE];
    size_t count, room, open;
    struct cli *cli;
    int code; /* not CODE_OK: why choosing ended */
};

static bool has_kind(const struct sohoa_dossier_record *d, const char *schema)
{
    for (size_t i = 0; i < json_array_size(d->documents); i++) {
        const char *name =
            json_string_value(json_object_get(json_array_get(d->documents, i), "schema"));
        if (name && strcmp(name, schema) == 0)
            return true;
    }
    return false;
}

/* Takes the dossier; that it leaves the store goes on record first. */
static bool add(struct chosen *chosen, const struct sohoa_dossier_record *d)
{
    if (chosen->count == chosen->room) {
        size_t room = chosen->room ? chosen->room * 2 : 64;
        char(*bigger)[SOHOA_ID_SIZE] = realloc(chosen->ids, room * sizeof *bigger);
        if (!bigger) {
            chosen->code = cli_no_memory();
            return false;
        }
        chosen->ids = bigger;
        chosen->room = room;
    }
    chosen->code = cli_audit_dossier(chosen->cli, "export", d, NULL);
    if (chosen->code != CODE_OK)
        return false;
    memcpy(chosen->ids[chosen->count++], d->id, SOHOA_ID_SIZE);
    return true;
}

static bool choose(void *arg, const struct sohoa_dossier_record *d)
{
    struct chosen *chosen = arg;
    const struct export *o = chosen->o;
    const char *state = d->state ? d->state : "";
    if (strcmp(state, "superseded") == 0 || strcmp(state, "erased") == 0)
        return true;
    if ((o->code && (!d->code || strcmp(d->code, o->code) != 0)) ||
        (o->batch && strcmp(d->batch, o->batch) != 0) ||
        (o->since && strncmp(d->captured, o->since, strlen(o->since)) < 0) ||
        (o->schema && !has_kind(d, o->schema)))
        return true;
    if (strcmp(state, "open") == 0) {
        chosen->open++;
        return true;
    }
    return add(chosen, d);
}

static int choose_named(struct cli *cli, struct chosen *chosen, int count, char **operands)
{
    for (int i = 0; i < count; i++) {
        struct sohoa_dossier_record d = {0};
        int code = cli_dossier(cli, operands[i], &d);
        if (code != CODE_OK)
            return code;
        const char *state = d.state ? d.state : "";
        if (strcmp(state, "superseded") == 0)
            code = cli_usage("dossier %s was superseded by %s", d.id, d.by);
        else if (strcmp(state, "erased") == 0 || strcmp(state, "open") == 0)
            code = cli_usage("dossier %s cannot be exported: it is %s", d.id, sohoa_tr(state));
        else if (!add(chosen, &d))
            code = chosen->code;
        sohoa_dossier_record_clear(&d);
        if (code != CODE_OK)
            return code;
    }
    return CODE_OK;
}

static int choose_all(struct cli *cli, struct chosen *chosen)
{
    struct sohoa_err err = {0};
    const struct export *o = chosen->o;
    int rc = o->batch ? sohoa_dossiers_of(cli->records, o->batch, choose, chosen, &err)
                      : sohoa_dossiers_each(cli->records, o->code, NULL, choose, chosen, &err);
    if (rc < 0)
        return cli_error(&err, CODE_STORE);
    if (chosen->code != CODE_OK)
        return chosen->code;
    if (chosen->open > 0)
        sohoa_log(SOHOA_WARN, "%zu dossiers are still open and left out", chosen->open);
    return chosen->count > 0 ? CODE_OK : cli_usage("no dossier is like that");
}

/* ---- what is told ---------------------------------------------------------------------------- */

struct told {
    size_t jobs;
    bool json;
};

static void tell(void *arg, const struct sohoa_export_told *what)
{
    const struct told *t = arg;
    if (what->error)
        sohoa_log(SOHOA_ERROR, "%s: %s", what->dossier ? what->dossier : what->format, what->error);
    if (what->left_out > 0)
        sohoa_log(SOHOA_WARN, "%s: %u pages are set aside and not shown", what->dossier,
                  what->left_out);
    if (t->json)
        (void)cli_json_line(json_pack(
            "{s:s?,s:s,s:i,s:s?,s:s,s:I,s:i,s:s?}", "dossier", what->dossier, "format",
            what->format, "document", (int)what->document, "name", what->name, "state",
            what->error ? "failed" : (what->unchanged ? "unchanged" : "written"), "bytes",
            (json_int_t)what->bytes, "left_out", (int)what->left_out, "error", what->error));
    else if (what->name && !what->unchanged)
        (void)printf("%s\n", what->name);
}

static void progress(void *arg, uint64_t done, uint64_t pages, double seconds)
{
    char line[160];
    const struct told *t = arg;
    double left = done ? seconds / (double)done * (double)(t->jobs - done) : 0;
    (void)snprintf(line, sizeof line,
                   sohoa_tr("%llu of %zu dossiers, %llu pages, %.0f pages/s, %.0f s left"),
                   (unsigned long long)done, t->jobs, (unsigned long long)pages,
                   seconds > 0 ? (double)pages / seconds : 0.0, left);
    sohoa_log_progress(line);
}

static int sum_up(const struct sohoa_export_result *r)
{
    sohoa_log(SOHOA_INFO,
              "%llu outputs written (%.1f MiB, %llu pages), %llu unchanged, %llu failed; %.1f s",
              (unsigned long long)r->written, (double)r->bytes / 1048576.0,
              (unsigned long long)r->pages, (unsigned long long)r->unchanged,
              (unsigned long long)r->failed, r->seconds);
    if (cli_stopped())
        return CODE_STOPPED;
    return r->failed || r->left_out ? CODE_ATTENTION : CODE_OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

/* Splits "pdf,alto" of every --format; the pieces lie in *ret_text. */
static int split_formats(const struct arg_list *given, char **ret_text, const char **ret,
                         size_t *ret_count)
{
    size_t size = 1;
    for (size_t i = 0; i < given->count; i++)
        size += strlen(given->items[i]) + 1;
    char *text = calloc(size, 1), *at = text;
    if (!text)
        return cli_no_memory();
    for (size_t i = 0; i < given->count; i++) {
        for (const char *p = given->items[i]; *p;) {
            size_t n = strcspn(p, ",");
            bool twice = n == 0;
            for (size_t k = 0; k < *ret_count; k++)
                twice = twice || (strlen(ret[k]) == n && strncmp(ret[k], p, n) == 0);
            if (!twice && *ret_count < SOHOA_EXPORT_FORMATS_MAX) {
                memcpy(at, p, n);
                ret[(*ret_count)++] = at;
                at += n + 1;
            }
            p += n + (p[n] ? 1 : 0);
        }
    }
    *ret_text = text;
    return CODE_OK;
}

static int read_bytes(const char *text, uint64_t *ret)
{
    *ret = 0;
    if (text && (sohoa_bytes_parse(text, ret) != 0 || *ret < 1024))
        return cli_usage("--max-bytes must be a number of bytes such as 5M, not '%s'", text);
    return CODE_OK;
}

static int check(const struct export *o, int count)
{
    if (count == 0 && !o->code && !o->batch && !o->since && !o->schema && !o->all)
        return cli_usage("name dossiers, or --code, --batch, --since, --schema or --all");
    if (count > 0 && (o->code || o->batch || o->since || o->all))
        return cli_usage("name dossiers, or say which ones, not both");
    size_t formats = 0;
    for (size_t i = 0; i < o->formats.count; i++)
        formats += o->formats.items[i][strspn(o->formats.items[i], ",")] != '\0';
    if (formats == 0)
        return cli_usage("--format is missing: pdf, alto, text, json, csv, aip");
    if (!o->output)
        return cli_usage("-o is missing: the folder to write to");
    if (cli_day("since", o->since) != CODE_OK)
        return CODE_USAGE;
    if (o->per && strcmp(o->per, "dossier") != 0 && strcmp(o->per, "document") != 0)
        return cli_usage("--per is '%s': dossier or document", o->per);
    return CODE_OK;
}

static int run_export(struct cli *cli, const struct export *o, const struct chosen *chosen,
                      const char **formats, size_t format_count, const struct sohoa_seals *seals)
{
    struct sohoa_err err = {0};
    struct sohoa_schemas *papers = NULL;
    struct told told = {.jobs = chosen->count, .json = o->json};
    struct sohoa_export_result result = {0};
    struct sohoa_export_request request = {
        .records = cli->records,
        .registry = cli->registry,
        .config = cli->config,
        .seals = seals->count ? seals : NULL,
        .stop = cli_stop(),
        .calls = {.arg = &told, .told = tell, .progress = progress},
        .dossiers = (const char(*)[SOHOA_ID_SIZE])chosen->ids,
        .count = chosen->count,
        .formats = formats,
        .format_count = format_count,
        .dir = o->output,
        .name = o->name,
        .schema = o->schema,
        .per_document = o->per && strcmp(o->per, "document") == 0,
        .threads = (unsigned)o->threads,
    };
    int code = read_bytes(o->max_bytes, &request.max_bytes), exit_code = CODE_OK;
    if (code != CODE_OK)
        return code;
    if (sohoa_schemas_usual(cli->config, &papers, &err) != SOHOA_OK)
        sohoa_log(SOHOA_WARN, "%s", err.text); /* names will do */
    request.papers = papers;
    int rc = sohoa_export_run(&request, &result, &exit_code, &err);
    sohoa_log_progress(NULL);
    sohoa_schemas_close(papers);
    return rc == SOHOA_OK ? sum_up(&result) : cli_error(&err, exit_code);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct export *o = given;
    struct chosen chosen = {.o = o, .cli = cli, .code = CODE_OK};
    const char *formats[SOHOA_EXPORT_FORMATS_MAX];
    size_t format_count = 0;
    char *text = NULL;
    struct cli_signers signers = {0};
    int code = check(o, count);
    if (code == CODE_OK)
        code = cli_sign_open(cli, &o->sign, true, &signers);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = split_formats(&o->formats, &text, formats, &format_count);
    if (code == CODE_OK)
        code = count > 0 ? choose_named(cli, &chosen, count, operands) : choose_all(cli, &chosen);
    if (code == CODE_OK)
        code = run_export(cli, o, &chosen, formats, format_count, &signers.seals);
    cli_sign_close(&signers);
    free(chosen.ids);
    free(text);
    return code;
}

const struct command command_export = {
    .name = "export",
    .operands = "[DOSSIER]...",
    .summary = "write dossiers as files for others: PDF/A, ALTO, text, JSON, CSV, archive packages",
    .options = options,
    .size = sizeof(struct export),
    .most = -1,
    .run = run,
    .needs = NEEDS_PLUGINS,
    .more =
        "Nothing is scanned or recognised again. Outputs are written under a temporary name and "
        "then renamed;\nwhat the folder holds unchanged is left alone, so a run that was cut "
        "off is simply repeated.",
};
