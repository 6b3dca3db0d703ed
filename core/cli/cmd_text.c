/* cmd_text.c - `sohoa text`: a dossier's recognised text; U+000C stands between pages. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

struct text {
    long page;
};

static const struct arg_option options[] = {
    {"page", 0, ARG_COUNT, offsetof(struct text, page), "N", "only this page"}, {0}};

struct walk {
    struct cli *cli;
    const char *batch;
    long only;
    int code;
};

/* Words of a line by a space, lines by a newline, blocks by an empty line. */
static void print_text(const struct sohoa_text *text)
{
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        if (l > 0 && line.block != sohoa_text_line(text, l - 1).block)
            (void)putchar('\n');
        for (uint32_t i = 0; i < line.count; i++)
            (void)printf("%s%s", i ? " " : "", sohoa_text_word(text, line.first + i).text);
        (void)putchar('\n');
    }
}

static bool print_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct walk *w = arg;
    if (w->only && (long)place != w->only)
        return true;
    if (place > 1 && !w->only)
        (void)putchar('\f');
    struct sohoa_err err = {0};
    struct sohoa_text *text = NULL;
    int rc = sohoa_text_get(w->cli->records, w->batch, page->number, page->part, &text, &err);
    if (rc == SOHOA_OK)
        print_text(text);
    else if (rc < 0)
        w->code = cli_error(&err, CODE_STORE);
    sohoa_text_free(text);
    return w->code == CODE_OK;
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
    struct walk w = {.cli = cli, .batch = d.batch, .only = o->page, .code = CODE_OK};
    struct sohoa_err err = {0};
    int rc = sohoa_dossier_pages(cli->records, &d, print_page, &w, &err);
    sohoa_dossier_record_clear(&d);
    return rc < 0 ? cli_error(&err, CODE_STORE) : w.code;
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
