/* completion.c - the script that bash completes `sohoa` with, out of the tables that --help shows;
 * see manual.h. What an option or operand takes is told by what its help calls it: FILE, DIR,
 * a|b|c, SCHEMA, ... Nothing is asked of a store: completing reads no personal data. */
#include "cli/cli.h"
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

/* The way of completing what help calls so: a function of the script with its arguments. */
static const struct {
    const char *value, *way;
} ways[] = {
    {"FILE", "file"},     {"FILE|-", "file"},
    {"CSV", "file"},      {"CSV|-", "file"},
    {"PATH", "file"},     {"DIR", "folder"},
    {"FOLDER", "folder"}, {"SCHEMA", "schema"},
    {"PLUGIN", "plugin"}, {"STAGE.KEY=VALUE", "setting"},
};

/* The next word of help's description of operands or values: letters, digits and -./_ */
static size_t next_word(const char **text)
{
    *text += strcspn(*text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return strcspn(*text, "|[] :,;=");
}

static bool is_plain(const char *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((word[i] < 'a' || word[i] > 'z') && (word[i] < '0' || word[i] > '9') && word[i] != '-')
            return false;
    return n > 0;
}

static const char *way_of(const char *word, size_t n)
{
    while (n > 0 && word[n - 1] == '.') /* FILE... */
        n--;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strlen(ways[i].value) == n && strncmp(ways[i].value, word, n) == 0)
            return ways[i].way;
    return NULL;
}

static void value_case(const char *command, const struct arg_option *o)
{
    const char *way = way_of(o->value, strlen(o->value));
    bool words = strchr(o->value, '|') != NULL;
    (void)printf("    %s,--%s", command, o->name);
    if (o->letter)
        (void)printf(" | %s,-%c", command, o->letter);
    (void)printf(") way='%s%s", way || words ? "_sohoa_" : ":", way ? way : words ? "words" : "");
    const char *at = o->value;
    for (size_t n = way || !words ? 0 : next_word(&at); n > 0; at += n, n = next_word(&at))
        if (is_plain(at, n))
            (void)printf(" %.*s", (int)n, at);
    (void)printf("' ;;\n");
}

static void value_cases(const char *command, const struct arg_option *table)
{
    for (const struct arg_option *o = table; o && o->name; o++)
        if (o->kind != ARG_FLAG)
            value_case(command, o);
}

static void option_names(const struct arg_option *table)
{
    for (const struct arg_option *o = table; o && o->name; o++)
        (void)printf(" --%s", o->name);
}

/* [list | show NAME | check FILE...]: the plain words, and files where one is among them. */
static void operand_case(const struct command *command)
{
    const char *at = command->operands, *way = NULL;
    bool describes = strcmp(command->operands, "NAME") == 0;
    (void)printf("    %s) _sohoa_words", command->name);
    bool option = false, value; /* --anchor FILE is no operand */
    for (size_t n = next_word(&at); n > 0; at += n, n = next_word(&at)) {
        value = option;
        option = at > command->operands && at[-1] == '-';
        if (option || value)
            continue;
        if (is_plain(at, n))
            (void)printf(" %.*s", (int)n, at);
        else if (way_of(at, n))
            way = way_of(at, n);
    }
    if (way || describes)
        (void)printf("; _sohoa_%s", describes ? "plugin" : way);
    (void)printf(" ;;\n");
}

static const char *const prologue =
    "# bash completion for sohoa; made by `sohoa --completion`\n"
    "_sohoa_words() { COMPREPLY+=($(compgen -W \"$*\" -- \"$cur\")); }\n"
    "_sohoa_file() { compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY "
    "< <(compgen -f -- \"$cur\"); }\n"
    "_sohoa_folder() { compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY "
    "< <(compgen -d -- \"$cur\"); }\n"
    "_sohoa_schema() { _sohoa_words \"$(\"$program\" schemas 2>/dev/null | awk '{print $1}')\"; }\n"
    "_sohoa_plugin() { _sohoa_words \"$(\"$program\" plugins 2>/dev/null | awk '{print $2}')\"; }\n"
    "_sohoa_setting() { compopt -o nospace 2>/dev/null; "
    "_sohoa_words \"$(\"$program\" plugins 2>/dev/null | awk '{print $2 \".\"}')\"; }\n";

static const char *const epilogue =
    "_sohoa() {\n"
    "    local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} command= way= i\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do # the command, and an option that wants a value\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        =) ;;\n"
    "        -*) _sohoa_way \"$command,${COMP_WORDS[i]}\" || _sohoa_way \",${COMP_WORDS[i]}\" ;;\n"
    "        *)\n"
    "            [ -n \"$way$command\" ] || command=${COMP_WORDS[i]}\n"
    "            way= ;;\n"
    "        esac\n"
    "    done\n"
    "    [ \"$cur\" = = ] && cur=\n"
    "    if [ -n \"$way\" ]; then\n"
    "        $way\n"
    "    elif [ \"${cur:0:1}\" = - ]; then\n"
    "        _sohoa_options \"$command\"\n"
    "    else\n"
    "        _sohoa_operand \"$command\"\n"
    "    fi\n"
    "}\n"
    "complete -F _sohoa sohoa\n";

void manual_completion(void)
{
    (void)fputs(prologue, stdout);
    (void)printf("_sohoa_way() { # COMMAND,OPTION: how its value is completed\n    case $1 in\n");
    value_cases("", cli_globals_table);
    for (const struct command *const *c = cli_commands; *c; c++)
        value_cases((*c)->name, (*c)->options);
    (void)printf("    *) way= && return 1 ;;\n    esac\n}\n");
    (void)printf("_sohoa_options() {\n    _sohoa_words");
    option_names(cli_globals_table);
    (void)printf("\n    case $1 in\n");
    for (const struct command *const *c = cli_commands; *c; c++) {
        if (!(*c)->options)
            continue;
        (void)printf("    %s) _sohoa_words", (*c)->name);
        option_names((*c)->options);
        (void)printf(" ;;\n");
    }
    (void)printf("    esac\n}\n_sohoa_operand() {\n    case $1 in\n    '') _sohoa_words");
    for (const struct command *const *c = cli_commands; *c; c++)
        (void)printf(" %s", (*c)->name);
    (void)printf(" ;;\n");
    for (const struct command *const *c = cli_commands; *c; c++)
        operand_case(*c);
    (void)printf("    esac\n}\n%s", epilogue);
}
