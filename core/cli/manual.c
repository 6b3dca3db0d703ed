/* manual.c - the manual page of a command, or of the program, out of the tables that --help shows;
 * only what no table knows (exit codes, environment, files) is written here. */
#include "cli/manual.h"

#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

struct entry { /* ends with { NULL, NULL } */
    const char *name, *text;
};

static const struct entry exits[] = {
    {"0", "all is well; of a run: all is stored"},
    {"1", "it came to its end, but pages are set aside or an alarm is open"},
    {"2", "the command line or the configuration is wrong, or there is no such thing"},
    {"3", "the scanner failed"},
    {"4", "the store failed, or what was checked is not whole"},
    {"5", "the program itself failed"},
    {"130", "stopped by the user; what was captured is stored, `sohoa resume` goes on"},
    {0}};

static const struct entry environment[] = {
    {"SOHOA_STORE", "the store, unless --store names it"},
    {"SOHOA_CONFIG", "the configuration file, unless --config names it"},
    {"SOHOA_LANG", "the language of messages, vi or en; else LC_ALL, LC_MESSAGES and LANG tell it"},
    {"SOHOA_AUDIT_KEY", "the file with the key of the access record"},
    {"SOHOA_PLUGIN_PATH", "folders with plugins, searched before the program's own"},
    {"SOHOA_FONTS", "the folder of the Liberation Serif fonts, for forms that are printed"},
    {"XDG_CONFIG_HOME, XDG_DATA_HOME", "the user's folders for settings and data"},
    {0}};

static const struct entry files[] = {
    {"~/.config/sohoa/sohoa.yaml, /etc/sohoa/sohoa.yaml",
     "the configuration; the first that is there counts"},
    {"~/.config/sohoa/schemas", "papers and procedures of one's own"},
    {"~/.config/sohoa/audit.key, /etc/sohoa/audit.key",
     "the key of the access record; keep a copy apart from the store"},
    {"~/.local/share/sohoa", "the store, unless something else names it"},
    {0}};

/* Text that roff prints as it stands: no escapes, no hyphens for minus signs, no requests at the
 * beginning of a line. A newline between two words is a blank; two are a paragraph. */
static void put(const char *text)
{
    for (const char *c = text; *c; c++) {
        bool first = c == text || c[-1] == '\n';
        if (first && (*c == '.' || *c == '\''))
            (void)fputs("\\&", stdout);
        if (*c == '\\')
            (void)fputs("\\e", stdout);
        else if (*c == '-')
            (void)fputs("\\-", stdout);
        else if (*c == '\'')
            (void)fputs("\\(aq", stdout);
        else if (*c == '`')
            (void)fputs("\\(ga", stdout);
        else
            (void)putchar(*c);
    }
}

static void section(const char *title)
{
    (void)printf(".SH \"%s\"\n", sohoa_tr(title));
}

/* A name as far as a colon or blank in bold: the term of a list, on one line. */
static void term(const char *name)
{
    (void)fputs(".TP\n\\fB", stdout);
    put(name);
    (void)fputs("\\fR\n", stdout);
}

static void entries(const char *title, const struct entry *list)
{
    section(title);
    for (; list->name; list++) {
        term(list->name);
        put(sohoa_tr(list->text));
        (void)putchar('\n');
    }
}

static void options(const char *title, const struct arg_option *table)
{
    section(title);
    for (const struct arg_option *o = table; o->name; o++) {
        (void)fputs(".TP\n", stdout);
        if (o->letter)
            (void)printf("\\fB\\-%c\\fR, ", o->letter);
        (void)fputs("\\fB\\-\\-", stdout);
        put(o->name);
        (void)fputs("\\fR", stdout);
        if (o->kind != ARG_FLAG) {
            (void)fputs(" \\fI", stdout);
            put(o->value);
            (void)fputs("\\fR", stdout);
        }
        (void)putchar('\n');
        put(sohoa_tr(o->help));
        if (o->kind == ARG_LIST && !strstr(o->help, "repeatable"))
            (void)printf("%s", sohoa_tr(" (repeatable)"));
        (void)putchar('\n');
    }
}

/* Paragraphs whose lines were broken for a terminal. */
static void paragraphs(const char *text)
{
    put(text);
    if (text[strlen(text) - 1] != '\n')
        (void)putchar('\n');
}

static void heading(const char *name, const char *summary)
{
    char title[64];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof title; n++)
        title[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 'a' + 'A' : name[n]);
    title[n] = '\0';
    (void)printf(".TH \"%s\" 1 \"\" \"sohoa %s\" \"sohoa\"\n.nh\n.ad l\n", title, SOHOA_VERSION);
    section("NAME");
    put(name);
    (void)fputs(" \\- ", stdout);
    put(summary);
    (void)putchar('\n');
    section("SYNOPSIS");
}

static void command_page(const struct command *command)
{
    char name[48];
    (void)snprintf(name, sizeof name, "sohoa-%s", command->name);
    heading(name, sohoa_tr(command->summary));
    (void)printf("\\fBsohoa\\fR [\\fI%s\\fR]... \\fB%s\\fR ", sohoa_tr("OPTION"), command->name);
    put(command->operands);
    (void)putchar('\n');
    if (command->more) {
        section("DESCRIPTION");
        paragraphs(sohoa_tr(command->more));
    }
    if (command->options)
        options("OPTIONS", command->options);
    (void)printf(".PP\n%s\n", sohoa_tr("Options of every command, environment and files: see "
                                       "\\fBsohoa\\fR(1)."));
    entries("EXIT STATUS", exits);
    section("SEE ALSO");
    (void)printf("\\fBsohoa\\fR(1)\n");
}

static void program_page(void)
{
    heading("sohoa", sohoa_tr("turns paper dossiers into reusable data"));
    (void)printf("\\fBsohoa\\fR [\\fI%s\\fR]... \\fI%s\\fR [\\fI%s\\fR]...\n", sohoa_tr("OPTION"),
                 sohoa_tr("COMMAND"), sohoa_tr("ARGUMENT"));
    section("DESCRIPTION");
    paragraphs(
        sohoa_tr("Pages come from scanners and from folders, are straightened, recognised and "
                 "read into fields, and are kept with their originals in one store. What a command "
                 "finds goes to the standard output; what it has to say goes to the standard "
                 "error."));
    section("COMMANDS");
    for (const struct command *const *c = cli_commands; *c; c++) {
        (void)printf(".TP\n\\fBsohoa\\-%s\\fR(1)\n", (*c)->name);
        put(sohoa_tr((*c)->summary));
        (void)putchar('\n');
    }
    options("OPTIONS", cli_globals_table);
    entries("EXIT STATUS", exits);
    entries("ENVIRONMENT", environment);
    entries("FILES", files);
}

void manual_page(const struct command *command)
{
    if (command)
        command_page(command);
    else
        program_page();
}
