/* cmd_redo.c - `sohoa redo` and `sohoa page`: pages go through the chain again from their masters,
 * and a page's state is put right (a blank that is none, a page that is blank after all). */
#include "cli/commands.h"
#include "cli/redo.h"
#include "cli/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool page_list_add(struct page_list *list, const char *batch, uint32_t number, bool keep)
{
    struct sohoa_run_page *bigger = realloc(list->items, (list->count + 1) * sizeof *bigger);
    if (!bigger)
        return false;
    list->items = bigger;
    struct sohoa_run_page *page = &bigger[list->count++];
    memset(page, 0, sizeof *page);
    (void)snprintf(page->batch, sizeof page->batch, "%s", batch);
    page->number = number;
    page->keep = keep;
    return true;
}

struct gather {
    struct page_list *list;
    uint32_t place; /* 0 = all */
    bool keep, found, failed;
};

static bool gather_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    (void)page;
    struct gather *g = arg;
    if (g->place && place != g->place)
        return true;
    g->found = true;
    g->failed = !page_list_add(g->list, g->list->batch, page->number, g->keep);
    return !g->failed;
}

int page_list_dossier(struct cli *cli, const char *name, uint32_t place, bool keep,
                      struct page_list *list)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    int code = cli_dossier(cli, name, &d);
    if (code != CODE_OK)
        return code;
    struct gather g = {.list = list, .place = place, .keep = keep};
    list->batch = d.batch;
    int rc = sohoa_dossier_pages(cli->records, &d, gather_page, &g, &err);
    list->batch = NULL;
    if (rc < 0)
        code = cli_error(&err, CODE_STORE);
    else if (g.failed)
        code = cli_usage("out of memory");
    else if (!g.found)
        code = cli_usage("dossier %s has no page %u", d.id, place);
    sohoa_dossier_record_clear(&d);
    return code;
}

int page_list_redo(struct run *run, const struct page_list *list)
{
    struct sohoa_err err = {0};
    struct sohoa_run_result result = {0};
    int rc = sohoa_run_redo(&run->request, list->items, list->count, &result, &err);
    return run_end(run, rc, &result, &err);
}

struct redo {
    struct run_options run;
    const char *batch;
    long page;
};

static const struct arg_option redo_options[] = {
    {"batch", 0, ARG_TEXT, offsetof(struct redo, batch), "B", "every page of this batch"},
    {"page", 0, ARG_COUNT, offsetof(struct redo, page), "N", "only this page of the dossier"},
    RUN_OPTIONS_MACHINE(struct redo),
    {0}};

static int run_redo(struct cli *cli, void *given, int count, char **operands)
{
    const struct redo *o = given;
    struct run run;
    struct page_list list = {0};
    if (count == 0 && !o->batch)
        return cli_usage("name dossiers, or --batch");
    int code = run_begin(&run, cli, &o->run);
    if (code == CODE_OK && o->batch && !page_list_add(&list, o->batch, 0, false))
        code = cli_usage("out of memory");
    for (int i = 0; i < count && code == CODE_OK; i++)
        code = page_list_dossier(cli, operands[i], (uint32_t)o->page, false, &list);
    if (code == CODE_OK)
        code = page_list_redo(&run, &list);
    free(list.items);
    return code;
}

const struct command command_redo = {
    .name = "redo",
    .operands = "DOSSIER...",
    .summary = "recognise pages again from their masters, with today's stages and options",
    .options = redo_options,
    .size = sizeof(struct redo),
    .most = -1,
    .run = run_redo,
    .needs = NEEDS_CHAIN,
};

struct page {
    struct run_options run;
    bool keep;
};

static const struct arg_option page_options[] = {
    {"keep", 0, ARG_FLAG, offsetof(struct page, keep), "",
     "it is no blank and no separator: put it back and recognise it"},
    RUN_OPTIONS_MACHINE(struct page),
    {0}};

struct one {
    uint32_t place;
    bool found;
};

static bool print_one(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    struct one *one = arg;
    if (place != one->place)
        return true;
    one->found = true;
    json_t *line =
        json_pack("{s:i,s:s,s:s?,s:i,s:i,s:s,s:s,s:s?,s:s?}", "page", (int)place, "state",
                  sohoa_page_state_name(p->state), "source", p->source, "number", (int)p->number,
                  "sheet", (int)p->sheet, "sha256", p->master.sha256, "media", p->master.media,
                  "reason", p->reason, "note", p->note);
    (void)cli_json_line(line);
    return false;
}

static int show_page(struct cli *cli, const char *name, uint32_t place)
{
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {0};
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code == CODE_OK)
        code = cli_dossier(cli, name, &d);
    if (code != CODE_OK)
        return code;
    struct one one = {.place = place};
    int rc = sohoa_dossier_pages(cli->records, &d, print_one, &one, &err);
    if (rc < 0)
        code = cli_error(&err, CODE_STORE);
    else if (!one.found)
        code = cli_usage("dossier %s has no page %u", d.id, place);
    sohoa_dossier_record_clear(&d);
    return code;
}

static int run_page(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct page *o = given;
    long place = cli_number(operands[1], "the page", 1000000);
    if (place < 0)
        return CODE_USAGE;
    if (!o->keep)
        return show_page(cli, operands[0], (uint32_t)place);
    struct run run;
    struct page_list list = {0};
    int code = run_begin(&run, cli, &o->run);
    if (code == CODE_OK)
        code = page_list_dossier(cli, operands[0], (uint32_t)place, true, &list);
    if (code == CODE_OK)
        code = page_list_redo(&run, &list);
    free(list.items);
    return code;
}

const struct command command_page = {
    .name = "page",
    .operands = "DOSSIER PAGE",
    .summary = "show one page of a dossier, or put a blank or separator back (--keep)",
    .options = page_options,
    .size = sizeof(struct page),
    .least = 2,
    .most = 2,
    .run = run_page,
    .needs = NEEDS_CHAIN,
};
