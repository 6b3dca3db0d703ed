/* cmd_list.c - `sohoa list`: the dossiers, oldest first. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
    bool json, all;
    const char *code, *batch, *state, *from, *to, *schema, *below;
    long limit;
};

static const struct arg_option options[] = {
    {"code", 0, ARG_TEXT, offsetof(struct list, code), "C", "only those of this dossier code"},
    {"batch", 0, ARG_TEXT, offsetof(struct list, batch), "B", "only those of this batch"},
    {"state", 0, ARG_TEXT, offsetof(struct list, state), "S",
     "only those in this state (open, complete, attention, incomplete, superseded, erased)"},
    {"from", 0, ARG_TEXT, offsetof(struct list, from), "DAY",
     "only those received (else captured) on this day or later: 2026-11, 2026-11-03"},
    {"to", 0, ARG_TEXT, offsetof(struct list, to), "DAY", "... on or before this day"},
    {"schema", 0, ARG_TEXT, offsetof(struct list, schema), "S",
     "only those with a document of this kind"},
    {"below", 0, ARG_TEXT, offsetof(struct list, below), "N",
     "only those with a field less sure than this (0 to 1) that nobody has decided"},
    {"all", 0, ARG_FLAG, offsetof(struct list, all), "", "superseded ones too"},
    {"limit", 0, ARG_COUNT, offsetof(struct list, limit), "N", "at most so many"},
    {"json", 0, ARG_FLAG, offsetof(struct list, json), "", "one JSON object a line"},
    {0}};

struct walk {
    const struct list *o;
    double below; /* 0: not asked for */
    long shown;
};

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static bool in_time(const struct list *o, const struct sohoa_dossier_record *d)
{
    const char *day = d->received && *d->received ? d->received : d->captured;
    return (!o->from || strncmp(day, o->from, strlen(o->from)) >= 0) &&
           (!o->to || strncmp(day, o->to, strlen(o->to)) <= 0);
}

static bool has_kind(const struct sohoa_dossier_record *d, const char *schema)
{
    size_t i;
    const json_t *document;
    json_array_foreach(d->documents, i, document)
    {
        const char *name = json_string_value(json_object_get(document, "schema"));
        if (name && strcmp(name, schema) == 0)
            return true;
    }
    return false;
}

/* Whether a field that no person decided is less sure than this. */
static bool has_unsure(const struct sohoa_dossier_record *d, double below)
{
    size_t i;
    const json_t *document;
    json_array_foreach(d->documents, i, document)
    {
        json_t *fields = json_object_get(document, "fields"), *field;
        const char *key;
        json_object_foreach(fields, key, field)
        {
            const char *state = json_string_value(json_object_get(field, "state"));
            if ((!state || strcmp(state, "verified") != 0) &&
                json_number_value(json_object_get(field, "confidence")) < below)
                return true;
        }
    }
    return false;
}

static bool wanted(const struct walk *w, const struct sohoa_dossier_record *d)
{
    const struct list *o = w->o;
    const char *state = d->state ? d->state : "";
    bool state_fits =
        o->state ? strcmp(o->state, state) == 0 : o->all || strcmp(state, "superseded") != 0;
    return state_fits && (!o->code || (d->code && strcmp(o->code, d->code) == 0)) &&
           in_time(o, d) && (!o->schema || has_kind(d, o->schema)) &&
           (w->below <= 0 || has_unsure(d, w->below));
}

static int check(struct walk *w)
{
    const struct list *o = w->o;
    char *end = NULL;
    if (cli_day("from", o->from) != CODE_OK || cli_day("to", o->to) != CODE_OK)
        return CODE_USAGE;
    if (o->state && !sohoa_dossier_state_valid(o->state))
        return cli_usage("--state is '%s': open, complete, attention, incomplete, superseded or "
                         "erased",
                         o->state);
    if (!o->below)
        return CODE_OK;
    w->below = strtod(o->below, &end);
    if (end == o->below || *end || !(w->below > 0 && w->below <= 1))
        return cli_usage("--below is '%s': a number above 0 and at most 1", o->below);
    return CODE_OK;
}

static bool print_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct walk *w = arg;
    if (!wanted(w, d))
        return true;
    const char *source = sohoa_source_shown(d->source);
    if (w->o->json) {
        json_t *line = json_pack("{s:s,s:o,s:s?,s:s?,s:o,s:s,s:s,s:i}", "dossier", d->id, "code",
                                 text_or_null(d->code), "part", d->part, "state", d->state,
                                 "source", text_or_null(source), "batch", d->batch, "captured",
                                 d->captured, "pages", (int)(d->last - d->first + 1));
        if (line && d->pages)
            json_object_set_new(line, "pages", json_integer((json_int_t)json_array_size(d->pages)));
        if (line && d->by[0])
            json_object_set_new(line, "by", json_string(d->by));
        if (cli_json_line(line) != CODE_OK)
            return false;
    } else {
        (void)printf("%s  %-11s %4u  %.16s  ", d->id, d->state ? d->state : "",
                     d->pages ? (unsigned)json_array_size(d->pages) : d->last - d->first + 1,
                     d->captured);
        cli_pad(d->code ? d->code : "-", 26);
        (void)printf("  ");
        cli_text(source ? source : "");
        (void)printf("\n");
    }
    w->shown++;
    return w->o->limit == 0 || w->shown < w->o->limit;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    struct walk w = {.o = given};
    int code = check(&w);
    if (code == CODE_OK)
        code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK && w.o->batch)
        code = cli_batch(cli, w.o->batch);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", w.o->code ? w.o->code : w.o->batch, NULL, NULL);
    if (code != CODE_OK)
        return code;
    struct sohoa_err err = {0};
    int rc;
    if (w.o->batch)
        rc = sohoa_dossiers_of(cli->records, w.o->batch, print_dossier, &w, &err);
    else
        rc = sohoa_dossiers_each(cli->records, w.o->code, NULL, print_dossier, &w, &err);
    if (rc < 0)
        return cli_error(&err, CODE_STORE);
    if (w.shown == 0 && !w.o->json)
        sohoa_log(SOHOA_INFO, "no dossier matches");
    return CODE_OK;
}

const struct command command_list = {
    .name = "list",
    .operands = "",
    .summary = "list dossiers, oldest first",
    .options = options,
    .size = sizeof(struct list),
    .run = run,
};
