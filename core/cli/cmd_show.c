/* cmd_show.c - `sohoa show`: one dossier with its pages; --json gives the dossier object. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

struct show {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct show, json), "", "the dossier object as one JSON line"},
    {0}};

static bool print_page(void *arg, uint32_t place, const struct sohoa_page_record *p)
{
    (void)arg;
    (void)printf("%4u  %-11s %5ux%-5u %4.0f dpi", place, sohoa_page_state_name(p->state), p->width,
                 p->height, p->dpi);
    if (p->state == SOHOA_STATE_STORED)
        (void)printf("  %4u %s  %3.0f %%", p->words, sohoa_tr("words"), p->confidence * 100);
    if (p->rotated)
        (void)printf("  %s %u°", sohoa_tr("turned"), p->rotated);
    if (p->sheet)
        (void)printf("  %s %u%s", sohoa_tr("sheet"), p->sheet, p->back ? sohoa_tr(" back") : "");
    (void)printf("  %.12s\n", p->master.sha256);
    if (p->reason)
        (void)printf("      %s: %s\n", sohoa_tr("set aside"), p->reason);
    if (p->note && p->note[0])
        (void)printf("      %s: %s\n", sohoa_tr("note"), p->note);
    for (size_t i = 0; i < sohoa_codes_count(p->codes); i++)
        (void)printf("      %s\n", sohoa_codes_get(p->codes, i).symbology);
    return true;
}

static void print_line(const char *name, const char *value)
{
    if (!value || !*value)
        return;
    cli_pad(sohoa_tr(name), 12);
    (void)printf(" %s\n", value);
}

static int print_plain(struct cli *cli, const struct sohoa_dossier_record *d)
{
    struct sohoa_err err = {0};
    print_line("dossier", d->id);
    print_line("code", d->code);
    print_line("part", d->part);
    print_line("state", d->state);
    print_line("by", d->by);
    print_line("batch", d->batch);
    print_line("agency", d->agency);
    print_line("procedure", d->procedure);
    print_line("operator", d->operator_);
    print_line("source", d->source);
    print_line("received", d->received);
    print_line("captured", d->captured);
    (void)printf("\n");
    int rc = sohoa_dossier_pages(cli->records, d, print_page, NULL, &err);
    return rc < 0 ? cli_error(&err, CODE_STORE) : CODE_OK;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct show *o = given;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_dossier_record d = {0};
    code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    if (o->json) {
        struct sohoa_err err = {0};
        json_t *object = sohoa_dossier_object(cli->records, &d, false, &err);
        code = object ? cli_json_line(object) : cli_error(&err, CODE_STORE);
    } else {
        code = print_plain(cli, &d);
    }
    sohoa_dossier_record_clear(&d);
    return code;
}

const struct command command_show = {
    .name = "show",
    .operands = "DOSSIER",
    .summary = "show a dossier and its pages",
    .options = options,
    .size = sizeof(struct show),
    .least = 1,
    .most = 1,
    .run = run,
};
