/* cmd_text.c - `sohoa text`: a dossier's recognised text; U+000C stands between pages. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    long page;
};

static const struct arg_option options[] = {
    {"page", 0, ARG_COUNT, offsetof(struct text, page), "N", "only this page"}, {0}};

struct walk {
    struct cli *cli;
    const char *batch;
    FILE *out; /* memory: who is named there is recorded before it is printed */
    long only;
    bool met; /* a page that is wanted */
    int code;
};

/* Words of a line by a space, lines by a newline, blocks by an empty line. */
static void print_text(FILE *out, const struct sohoa_text *text)
{
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        if (l > 0 && line.block != sohoa_text_line(text, l - 1).block)
            (void)putc('\n', out);
        for (uint32_t i = 0; i < line.count; i++)
            (void)fprintf(out, "%s%s", i ? " " : "", sohoa_text_word(text, line.first + i).text);
        (void)putc('\n', out);
    }
}

static bool print_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct walk *w = arg;
    if (w->only && (long)place != w->only)
        return true;
    w->met = true;
    if (place > 1 && !w->only)
        (void)putc('\f', w->out);
    struct sohoa_err err = {0};
    struct sohoa_text *text = NULL;
    int rc = sohoa_text_get(w->cli->records, w->batch, page->number, page->part, &text, &err);
    if (rc == SOHOA_OK)
        print_text(w->out, text);
    else if (rc < 0)
        w->code = cli_error(&err, CODE_STORE);
    sohoa_text_free(text);
    return w->code == CODE_OK;
}

static int audit(struct cli *cli, const struct sohoa_dossier_record *d, const char *text)
{
    struct sohoa_whose whose = {0};
    sohoa_whose_documents(&whose, d->documents);
    sohoa_whose_text(&whose, text);
    int code = cli_audit(cli, "read", d->id, &whose, NULL);
    sohoa_whose_clear(&whose);
    return code;
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct text *o = given;
    int code = cli_store(cli, SOHOA_OPEN_READONLY);
    if (code != CODE_OK)
        return code;
    struct sohoa_dossier_record d = {0};
    code = cli_dossier(cli, operands[0], &d);
    if (code != CODE_OK)
        return code;
    char *text = NULL;
    size_t size = 0;
    struct sohoa_err err = {0};
    struct walk w = {.cli = cli, .batch = d.batch, .only = o->page, .code = CODE_OK};
    w.out = open_memstream(&text, &size);
    int rc = w.out ? sohoa_dossier_pages(cli->records, &d, print_page, &w, &err) : SOHOA_OK;
    if (!w.out || fclose(w.out) != 0)
        w.code = cli_no_memory();
    if (rc < 0)
        w.code = cli_error(&err, CODE_STORE);
    else if (w.code == CODE_OK && o->page && !w.met)
        w.code = cli_usage("dossier %s has no page %u", d.id, (unsigned)o->page);
    if (w.code == CODE_OK)
        w.code = audit(cli, &d, text);
    if (w.code == CODE_OK)
        (void)fwrite(text, 1, size, stdout);
    free(text);
    sohoa_dossier_record_clear(&d);
    return w.code;
}

const struct command command_text = {
    .name = "text",
    .operands = "DOSSIER",
    .summary = "print a dossier's text; a form feed (U+000C) stands between pages",
    .options = options,
    .size = sizeof(struct text),
    .least = 1,
    .most = 1,
    .run = run,
};
