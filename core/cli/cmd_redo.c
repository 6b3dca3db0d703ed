/* cmd_redo.c - `sohoa redo` and `sohoa page`: pages go through the chain again from their masters,
 * and a page's state is put right (a blank that is none, a page that is blank after all). */
#include "cli/commands.h"
#include "cli/redo.h"
#include "cli/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int page_list_redo(struct run *run, const struct page_list *list)
{
    struct sohoa_err err = {0};
    struct sohoa_run_result result = {0};
    int rc = sohoa_run_redo(&run->request, list->items, list->count, &result, &err);
    return run_end(run, rc, &result, &err);
}

struct redo {
    struct run_options run;
    const char *batch, *schema;
    long page;
    bool all, extract;
};

static const struct arg_option redo_options[] = {
    {"batch", 0, ARG_TEXT, offsetof(struct redo, batch), "B", "every page of this batch"},
    {"schema", 0, ARG_TEXT, offsetof(struct redo, schema), "S",
     "every document of this kind (`unknown`: those of no known kind)"},
    {"all", 0, ARG_FLAG, offsetof(struct redo, all), "", "everything in the store"},
    {"page", 0, ARG_COUNT, offsetof(struct redo, page), "N", "only this page of the dossier"},
    {"extract", 0, ARG_FLAG, offsetof(struct redo, extract), "",
     "only read the documents again, from the text that is stored"},
    RUN_OPTIONS_MACHINE(struct redo),
    {0}};

static int choose(struct cli *cli, const struct redo *o, int count, char **operands,
                  struct page_list *list)
{
    int code = CODE_OK;
    if (o->batch)
        code = cli_batch(cli, o->batch);
    if (code == CODE_OK && o->batch && !page_list_add(list, o->batch, 0, false))
        code = cli_no_memory();
    for (int i = 0; i < count && code == CODE_OK; i++)
        code = page_list_dossier(cli, operands[i], (uint32_t)o->page, list);
    if (code == CODE_OK && o->schema)
        code = page_list_schema(cli, o->schema, list);
    if (code == CODE_OK && o->all)
        code = page_list_all(cli, list);
    return code;
}

static int run_redo(struct cli *cli, void *given, int count, char **operands)
{
    const struct redo *o = given;
    struct run run;
    struct page_list list = {.read = o->extract};
    if (count == 0 && !o->batch && !o->schema && !o->all)
        return cli_usage("name dossiers, or --batch, --schema or --all");
    if (o->page && o->extract)
        return cli_usage("--page and --extract: a dossier is read as a whole");
    int code = run_begin(&run, cli, &o->run, 0);
    run.request.lazy = o->extract;
    if (code == CODE_OK)
        code = choose(cli, o, count, operands, &list);
    if (code == CODE_OK)
        code = page_list_redo(&run, &list);
    free(list.items);
    return code;
}

const struct command command_redo = {
    .name = "redo",
    .operands = "[DOSSIER]...",
    .summary = "recognise pages again from their masters, with today's stages and options",
    .options = redo_options,
    .size = sizeof(struct redo),
    .most = -1,
    .run = run_redo,
    .needs = NEEDS_CHAIN,
    .more = "No paper is needed. What a person verified is kept; what changed is told field by "
            "field. A redo\nthat was cut off is finished by `sohoa resume`.",
};

struct page {
    struct run_options run;
    bool keep, blank, separator;
    long rotate;
};

static const struct arg_option page_options[] = {
    {"keep", 0, ARG_FLAG, offsetof(struct page, keep), "",
     "it is no blank and no separator: put it back and recognise it"},
    {"blank", 0, ARG_FLAG, offsetof(struct page, blank), "", "it is blank: nothing on it counts"},
    {"separator", 0, ARG_FLAG, offsetof(struct page, separator), "",
     "it is a sheet between dossiers (`sohoa cut` parts them)"},
    {"rotate", 0, ARG_COUNT, offsetof(struct page, rotate), "90|180|270",
     "it was read lying wrong: turn it clockwise by so many degrees and recognise it again"},
    {"operator", 0, ARG_TEXT, offsetof(struct page, run.operator_), "N", "who says so"},
    RUN_OPTIONS_MACHINE(struct page),
    {0}};

struct one {
    uint32_t place;
    bool json, found;
    int code;
};

static int print_page_json(uint32_t place, const struct sohoa_page_record *p)
{
    return cli_json_line(json_pack("{s:i,s:s,s:s?,s:i,s:i,s:s,s:s,s:s?,s:s?}", "page", (int)place,
                                   "state", sohoa_page_state_name(p->state), "source", p->source,
                                   "number", (int)p->number, "sheet", (int)p->sheet, "sha256",
                                   p->master.sha256, "media", p->master.media, "reason", p->reason,
                                   "note", p->note));
}

static void print_page(uint32_t place, const struct sohoa_page_record *p)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u", place);
    cli_line("page", number);
    cli_line("state", sohoa_page_state_name(p->state));
    cli_line("source", p->source);
    (void)snprintf(number, sizeof number, "%u", p->number);
    cli_line("number", number); /* in the batch */
    (void)snprintf(number, sizeof number, "%u", p->sheet);
    cli_line("sheet", p->sheet ? number : NULL);
    cli_line("master", p->master.sha256);
    cli_line("media", p->master.media);
    cli_line("set aside", p->reason);
    cli_line("note", p->note);
}

static bool print_one(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    struct one *one = arg;
    if (place != one->place)
        return true;
    one->found = true;
    if (one->json)
        one->code = print_page_json(place, p);
    else
        print_page(place, p);
    return false;
}

static int show_page(struct cli *cli, const char *name, uint32_t place, bool json)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_dossier(cli, name, &d);
    if (code != CODE_OK)
        return code;
    code = cli_audit_dossier(cli, "read", &d, NULL);
    if (code != CODE_OK) {
        sohoa_dossier_record_clear(&d);
        return code;
    }
    struct one one = {.place = place, .json = json, .code = CODE_OK};
    int rc = sohoa_dossier_pages(cli->records, &d, print_one, &one, &err);
    if (rc < 0)
        code = cli_error(&err, CODE_STORE);
    else if (!one.found)
        code = cli_usage("dossier %s has no page %u", d.id, place);
    else
        code = one.code;
    sohoa_dossier_record_clear(&d);
    return code;
}

int page_mark(struct run *run, const char *name, uint32_t place, enum sohoa_page_state state,
              const char *operator_)
{
    struct cli *cli = run->cli;
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    struct page_list list = {.read = true};
    int code =
        operator_ ? cli_dossier(cli, name, &d) : cli_usage("say who decides: --operator NAME");
    if (code == CODE_OK)
        code = cli_audit_dossier(cli, "change", &d, cli_begun(operator_).text);
    if (code == CODE_OK)
        code = cli_decided(sohoa_run_mark(cli->records, d.id, place, state, operator_, &err), &err);
    run->request.lazy = true;
    if (code == CODE_OK)
        code = page_list_dossier(cli, d.id, 0, &list);
    if (code == CODE_OK)
        code = page_list_redo(run, &list);
    free(list.items);
    sohoa_dossier_record_clear(&d);
    return code;
}

/* A page is recognised again as the person says that it is to be taken. */
static int read_page(struct run *run, const struct page *o, const char *name, uint32_t place)
{
    struct cli *cli = run->cli;
    struct sohoa_dossier_record d = {0};
    const char *operator_ = cli_operator(cli, o->run.operator_);
    struct page_list list = {.keep = true, .turn = (uint32_t)o->rotate, .by = operator_};
    if (o->rotate && !operator_)
        return cli_usage("say who decides: --operator NAME");
    int code = cli_dossier(cli, name, &d);
    if (code == CODE_OK)
        code = cli_audit_dossier(cli, "change", &d, cli_begun(operator_).text);
    if (code == CODE_OK)
        code = page_list_dossier(cli, d.id, place, &list);
    if (code == CODE_OK)
        code = page_list_redo(run, &list);
    free(list.items);
    sohoa_dossier_record_clear(&d);
    return code;
}

static int run_page(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct page *o = given;
    long place = cli_number(operands[1], "the page", 1000000);
    bool read = o->keep || o->rotate;
    if (place < 0)
        return CODE_USAGE;
    if (read + o->blank + o->separator > 1)
        return cli_usage("a page is one of --keep, --blank and --separator");
    if (o->rotate && o->rotate != 90 && o->rotate != 180 && o->rotate != 270)
        return cli_usage("--rotate is 90, 180 or 270, not %ld", o->rotate);
    if (!read && !o->blank && !o->separator)
        return show_page(cli, operands[0], (uint32_t)place, o->run.json);
    struct run run;
    int code = run_begin(&run, cli, &o->run, 0);
    if (code != CODE_OK)
        return code;
    return read ? read_page(&run, o, operands[0], (uint32_t)place)
                : page_mark(&run, operands[0], (uint32_t)place,
                            o->blank ? SOHOA_STATE_BLANK : SOHOA_STATE_SEPARATOR,
                            cli_operator(cli, o->run.operator_));
}

const struct command command_page = {
    .name = "page",
    .operands = "DOSSIER PAGE",
    .summary =
        "show one page of a dossier, say what it is (--keep, --blank, --separator), or turn it "
        "(--rotate)",
    .options = page_options,
    .size = sizeof(struct page),
    .least = 2,
    .most = 2,
    .run = run_page,
    .needs = NEEDS_CHAIN,
};
