/* cmd_duplicates.c - `sohoa duplicates`: pages that look like sheets digitised before, and what a
 * person says of them. */
#include "cli/commands.h"
#include "cli/redo.h"
#include "record/alike.h"

#include <stdio.h>
#include <string.h>

struct duplicates {
    struct run_options run;
    const char *batch;
    bool both, aside, all;
};

static const struct arg_option options[] = {
    {"both", 0, ARG_FLAG, offsetof(struct duplicates, both), "",
     "this page: both are wanted, nothing changes"},
    {"aside", 0, ARG_FLAG, offsetof(struct duplicates, aside), "",
     "this page: it is the same sheet, put it aside as if it were blank"},
    {"operator", 0, ARG_TEXT, offsetof(struct duplicates, run.operator_), "N", "who decides"},
    {"batch", 0, ARG_TEXT, offsetof(struct duplicates, batch), "B", "only pages of this batch"},
    {"all", 0, ARG_FLAG, offsetof(struct duplicates, all), "", "also those that were decided"},
    RUN_OPTIONS_MACHINE(struct duplicates),
    {0}};

struct listing {
    struct cli *cli;
    const struct duplicates *o;
    int code;
};

static bool print_pair(void *arg, const struct sohoa_alike *a)
{
    struct listing *l = arg;
    struct sohoa_records *r = l->cli->records;
    char page[SOHOA_ID_SIZE], like[SOHOA_ID_SIZE];
    uint32_t place = 0, before = 0;
    if (a->decided[0] && !l->o->all)
        return true;
    /* One of them may be erased by now. */
    if (sohoa_page_home(r, &a->page, page, &place, NULL) != SOHOA_OK ||
        sohoa_page_home(r, &a->like, like, &before, NULL) != SOHOA_OK)
        return true;
    if (l->o->run.json)
        l->code = cli_json_line(
            json_pack("{s:s,s:i,s:{s:s,s:i},s:f,s:i,s:s,s:s?,s:s?}", "dossier", page, "page",
                      (int)place, "like", "dossier", like, "page", (int)before, "share", a->share,
                      "distance", (int)a->distance, "found", a->found, "decided",
                      a->decided[0] ? a->decided : NULL, "by", a->by[0] ? a->by : NULL));
    else
        (void)printf(sohoa_tr("%s page %u looks like %s page %u: %.0f %% of the words%s%s%s%s\n"),
                     page, place, like, before, a->share * 100, a->decided[0] ? "; " : "",
                     a->decided[0] ? sohoa_tr(a->decided) : "", a->by[0] ? ", " : "", a->by);
    return l->code == CODE_OK;
}

static int list(struct cli *cli, const struct duplicates *o)
{
    struct sohoa_err err = {0};
    struct listing l = {.cli = cli, .o = o};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_audit(cli, "read", "duplicates", NULL, NULL);
    if (code != CODE_OK)
        return code;
    if (sohoa_alike_each(cli->records, o->batch, print_pair, &l, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    return l.code;
}

struct which {
    uint32_t place;
    struct sohoa_page_name page;
};

static bool take_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct which *w = arg;
    if (place == w->place) {
        w->page.number = page->number;
        w->page.part = page->part;
    }
    return place != w->place;
}

/* The page of the store that is meant, which must look like an earlier one. */
static int find(struct cli *cli, const char *name, uint32_t place, struct sohoa_page_name *ret)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    struct which w = {.place = place};
    struct sohoa_alike pair;
    int code = cli_dossier(cli, name, &d);
    if (code != CODE_OK)
        return code;
    memcpy(w.page.batch, d.batch, sizeof w.page.batch);
    int rc = sohoa_dossier_pages(cli->records, &d, take_page, &w, &err);
    if (rc >= 0)
        rc = w.page.number ? sohoa_alike_get(cli->records, &w.page, &pair, &err) : SOHOA_END;
    if (rc == SOHOA_END)
        code = cli_usage("page %u of %s looks like no earlier one; `sohoa duplicates` lists them",
                         place, d.id);
    else if (rc != SOHOA_OK)
        code = cli_error(&err, CODE_STORE);
    *ret = w.page;
    sohoa_dossier_record_clear(&d);
    return code;
}

static int keep_both(struct cli *cli, const char *name, const char *operator_)
{
    struct sohoa_dossier_record d = {0};
    int code = cli_dossier(cli, name, &d);
    if (code == CODE_OK)
        code = cli_audit_dossier(cli, "change", &d, cli_begun(operator_).text);
    sohoa_dossier_record_clear(&d);
    return code;
}

static int decide(struct cli *cli, const struct duplicates *o, const char *name, uint32_t place)
{
    struct sohoa_err err = {0};
    struct sohoa_page_name page;
    struct run run;
    int code = run_begin(&run, cli, &o->run, 0);
    const char *operator_ = code == CODE_OK ? cli_operator(cli, o->run.operator_) : NULL;
    if (code == CODE_OK && !operator_)
        code = cli_usage("say who decides: --operator NAME");
    if (code == CODE_OK)
        code = find(cli, name, place, &page);
    if (code == CODE_OK)
        code = o->both ? keep_both(cli, name, operator_)
                       : page_mark(&run, name, place, SOHOA_STATE_BLANK, operator_);
    if (code != CODE_OK && code != CODE_ATTENTION)
        return code;
    int rc = sohoa_alike_decide(cli->records, &page, o->both ? "both" : "aside", operator_, &err);
    return rc == SOHOA_OK ? code : cli_error(&err, CODE_STORE);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    const struct duplicates *o = given;
    if (count == 0 && !o->both && !o->aside)
        return list(cli, o);
    if (count != 2 || o->both == o->aside)
        return cli_usage("name DOSSIER PAGE and one of --both and --aside");
    long place = cli_number(operands[1], "the page", 1000000);
    return place < 0 ? CODE_USAGE : decide(cli, o, operands[0], (uint32_t)place);
}

const struct command command_duplicates = {
    .name = "duplicates",
    .operands = "[DOSSIER PAGE]",
    .summary = "list pages that look like sheets digitised before, or decide on one",
    .options = options,
    .size = sizeof(struct duplicates),
    .most = 2,
    .run = run,
    .needs = NEEDS_CHAIN,
    .more =
        "A page is listed when its picture and its words are those of an earlier page. Pages of "
        "one form\nwith other values are not.",
};
