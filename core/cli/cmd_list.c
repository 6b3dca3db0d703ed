/* cmd_list.c - `sohoa list`: the dossiers, oldest first. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

struct list {
    bool json, all;
    const char *code, *batch, *state;
    long limit;
};

static const struct arg_option options[] = {
    {"code", 0, ARG_TEXT, offsetof(struct list, code), "C", "only those of this dossier code"},
    {"batch", 0, ARG_TEXT, offsetof(struct list, batch), "B", "only those of this batch"},
    {"state", 0, ARG_TEXT, offsetof(struct list, state), "S",
     "only those in this state (complete, attention, incomplete, superseded, ...)"},
    {"all", 0, ARG_FLAG, offsetof(struct list, all), "", "superseded ones too"},
    {"limit", 0, ARG_COUNT, offsetof(struct list, limit), "N", "at most so many"},
    {"json", 0, ARG_FLAG, offsetof(struct list, json), "", "one JSON object a line"},
    {0}};

struct walk {
    const struct list *o;
    long shown;
};

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static bool wanted(const struct list *o, const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    if (o->state)
        return strcmp(o->state, state) == 0;
    return o->all || strcmp(state, "superseded") != 0;
}

static bool print_dossier(void *arg, const struct sohoa_dossier_record *d)
{
    struct walk *w = arg;
    if (!wanted(w->o, d))
        return true;
    if (w->o->json) {
        json_t *line = json_pack("{s:s,s:o,s:s?,s:s?,s:o,s:s,s:s,s:i}", "dossier", d->id, "code",
                                 text_or_null(d->code), "part", d->part, "state", d->state,
                                 "source", text_or_null(d->source), "batch", d->batch, "captured",
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
        (void)printf("  %s\n", d->source ? d->source : "");
    }
    w->shown++;
    return w->o->limit == 0 || w->shown < w->o->limit;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    struct walk w = {.o = given};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
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
