/* cmd_separators.c - `sohoa separators`: header sheets for a list of dossier codes, as PDF. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/header_sheet.h"

#include "pipeline/separator.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST_MAX = 20000, LINE_ROOM = 512 };

struct separators {
    const char *from, *output;
    long sheets;
    bool duplex;
};

static const struct arg_option options[] = {
    {"from", 0, ARG_TEXT, offsetof(struct separators, from), "FILE",
     "codes from a file, one CODE[:SHEETS] a line (- for standard input)"},
    {"sheets", 0, ARG_COUNT, offsetof(struct separators, sheets), "N",
     "sheets expected where a code does not say"},
    {"duplex", 0, ARG_FLAG, offsetof(struct separators, duplex), "",
     "an empty back side behind each, for printers that print both sides"},
    {"output", 'o', ARG_TEXT, offsetof(struct separators, output), "FILE",
     "where to (default: standard output)"},
    {0}};

struct list {
    struct header_sheet *sheets; /* their codes owned */
    size_t count, room;
};

static void list_free(struct list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free((char *)(uintptr_t)list->sheets[i].code);
    free(list->sheets);
}

/* "CODE" or "CODE:SHEETS". where: "" or "FILE:LINE: ". */
static int list_add(struct list *list, const char *text, uint32_t sheets, const char *where)
{
    const char *colon = strrchr(text, ':');
    size_t length = strlen(text);
    char check[128];
    if (colon) {
        bool digits = strspn(colon + 1, "0123456789") == strlen(colon + 1);
        unsigned long given = digits && strlen(colon + 1) <= 4 ? strtoul(colon + 1, NULL, 10) : 0;
        if (given == 0)
            return cli_usage("%s'%s': sheets must be a number from 1 to %d", where, text,
                             (int)SOHOA_HEADER_SHEETS_MAX);
        sheets = (uint32_t)given;
        length = (size_t)(colon - text);
    }
    if (list->count == LIST_MAX)
        return cli_usage("%smore than %d codes", where, (int)LIST_MAX);
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        struct header_sheet *bigger = realloc(list->sheets, room * sizeof *bigger);
        if (!bigger)
            return cli_no_memory();
        list->sheets = bigger;
        list->room = room;
    }
    char *code = strndup(text, length);
    if (!code)
        return cli_no_memory();
    list->sheets[list->count++] = (struct header_sheet){.code = code, .sheets = sheets};
    if (sohoa_header_text(code, sheets, check, sizeof check))
        return CODE_OK;
    return cli_usage("%s'%s' cannot stand on a header sheet: 1 to %d characters without spaces",
                     where, code, (int)SOHOA_DOSSIER_CODE_MAX);
}

static char *trim(char *line)
{
    line += strspn(line, " \t\xEF\xBB\xBF");
    size_t n = strlen(line);
    while (n > 0 && strchr(" \t\r\n", line[n - 1]))
        line[--n] = '\0';
    return line;
}

static int read_file(struct list *list, const char *path, uint32_t sheets)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "re");
    char line[LINE_ROOM], where[LINE_ROOM];
    int code = CODE_OK;
    if (!file)
        return cli_usage("'%s': %s", path, strerror(errno));
    for (unsigned number = 1; code == CODE_OK && fgets(line, sizeof line, file); number++) {
        (void)snprintf(where, sizeof where, "%.400s:%u: ", path, number);
        bool whole = strchr(line, '\n') || feof(file);
        const char *text = trim(line);
        if (!whole)
            code = cli_usage("%sa line of more than %d bytes", where, LINE_ROOM - 2);
        else if (*text && *text != '#')
            code = list_add(list, text, sheets, where);
    }
    if (code == CODE_OK && ferror(file))
        code = cli_usage("'%s': %s", path, strerror(errno));
    if (!standard)
        (void)fclose(file);
    return code;
}

/* To a name beside it first, so that no half file is ever there. */
static int print_to_file(const struct list *list, const char *path, bool duplex)
{
    struct sohoa_err err = {0};
    char part[4096];
    int n = snprintf(part, sizeof part, "%s.part", path);
    if (n < 0 || (size_t)n >= sizeof part)
        return cli_usage("'%s': %s", path, strerror(ENAMETOOLONG));
    FILE *to = fopen(part, "we");
    if (!to)
        return cli_usage("'%s': %s", path, strerror(errno));
    int rc = header_sheets_print(to, list->sheets, list->count, duplex, &err);
    if (fclose(to) != 0 && rc == SOHOA_OK)
        rc = sohoa_fail_errno(&err, SOHOA_FATAL, errno, "'%s'", path);
    if (rc == SOHOA_OK && rename(part, path) != 0)
        rc = sohoa_fail_errno(&err, SOHOA_FATAL, errno, "'%s'", path);
    if (rc != SOHOA_OK)
        (void)unlink(part);
    return rc == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_USAGE);
}

static int print(const struct list *list, const struct separators *o)
{
    struct sohoa_err err = {0};
    if (o->output)
        return print_to_file(list, o->output, o->duplex);
    if (isatty(STDOUT_FILENO))
        return cli_usage("a PDF is no use on a terminal: give -o FILE.pdf");
    int rc = header_sheets_print(stdout, list->sheets, list->count, o->duplex, &err);
    return rc == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_USAGE);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)cli;
    const struct separators *o = given;
    struct list list = {0};
    int code = CODE_OK;
    if (o->sheets > SOHOA_HEADER_SHEETS_MAX)
        return cli_usage("--sheets: at most %d", (int)SOHOA_HEADER_SHEETS_MAX);
    for (int i = 0; i < count && code == CODE_OK; i++)
        code = list_add(&list, operands[i], (uint32_t)o->sheets, "");
    if (code == CODE_OK && o->from)
        code = read_file(&list, o->from, (uint32_t)o->sheets);
    if (code == CODE_OK && list.count == 0)
        code = cli_usage("no code given: name some, or --from FILE");
    if (code == CODE_OK)
        code = print(&list, o);
    list_free(&list);
    return code;
}

const struct command command_separators = {
    .name = "separators",
    .operands = "[CODE[:SHEETS]...]",
    .summary = "print header sheets (PDF) to lay between dossiers",
    .options = options,
    .size = sizeof(struct separators),
    .most = -1,
    .run = run,
    .more = "Lay each sheet before its dossier: the scan is split there, the dossier gets the "
            "code, and its sheets are counted against the number on the sheet.\n",
};
