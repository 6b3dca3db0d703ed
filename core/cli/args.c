/* args.c - command lines by table; see args.h. */
#include "cli/args.h"

#include "host/lang.h"
#include "host/log.h"
#include "host/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct arg_option *find_long(const struct arg_option *table, const char *name,
                                          size_t length)
{
    for (const struct arg_option *o = table; o && o->name; o++)
        if (strlen(o->name) == length && strncmp(o->name, name, length) == 0)
            return o;
    return NULL;
}

static const struct arg_option *find_letter(const struct arg_option *table, char letter)
{
    for (const struct arg_option *o = table; o && o->name; o++)
        if (o->letter == letter)
            return o;
    return NULL;
}

static void complain_unknown(const char *arg, const struct arg_option *own,
                             const struct arg_option *globals)
{
    const char *names[128];
    size_t n = 0;
    for (const struct arg_option *o = own; o && o->name && n < 127; o++)
        names[n++] = o->name;
    for (const struct arg_option *o = globals; o && o->name && n < 127; o++)
        names[n++] = o->name;
    char word[64];
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(arg + 2, "="), arg + 2);
    const char *near = sohoa_nearest(word, names, n);
    if (near)
        sohoa_log(SOHOA_ERROR, "unknown option %s; the nearest is --%s", arg, near);
    else
        sohoa_log(SOHOA_ERROR, "unknown option %s; --help lists the options", arg);
}

static int store_value(const struct arg_option *o, void *base, const char *value)
{
    char *at = (char *)base + o->offset;
    if (o->kind == ARG_TEXT) {
        memcpy(at, &value, sizeof value);
        return 0;
    }
    if (o->kind == ARG_COUNT) {
        char *end;
        errno = 0;
        long number = strtol(value, &end, 10);
        if (errno || end == value || *end || number < 1 || number > ARG_COUNT_MAX) {
            sohoa_log(SOHOA_ERROR, "--%s needs a whole number from 1 to %ld, not '%s'", o->name,
                      ARG_COUNT_MAX, value);
            return -1;
        }
        memcpy(at, &number, sizeof number);
        return 0;
    }
    struct arg_list *list = (struct arg_list *)(void *)at;
    const char **bigger = realloc(list->items, (list->count + 1) * sizeof *bigger);
    if (!bigger) {
        sohoa_log(SOHOA_ERROR, "out of memory");
        return -1;
    }
    list->items = bigger;
    list->items[list->count++] = value;
    return 0;
}

struct parse {
    const struct arg_option *own, *globals;
    void *own_base, *globals_base;
    int argc, at;
    char **argv;
};

/* Applies one option that was found; value NULL: take the next argument. */
static int apply(struct parse *p, const struct arg_option *o, bool global, const char *value)
{
    void *base = global ? p->globals_base : p->own_base;
    if (o->kind == ARG_FLAG) {
        if (value) {
            sohoa_log(SOHOA_ERROR, "--%s takes no value", o->name);
            return -1;
        }
        *(bool *)((char *)base + o->offset) = true;
        return 0;
    }
    if (!value) {
        if (p->at + 1 >= p->argc) {
            sohoa_log(SOHOA_ERROR, "--%s needs a value: %s", o->name, o->value);
            return -1;
        }
        value = p->argv[++p->at];
    }
    return store_value(o, base, value);
}

/* -v, -oFILE, -o FILE, and letters that take no value together: -qv. */
static int parse_letters(struct parse *p, const char *arg)
{
    for (const char *letter = arg + 1; *letter; letter++) {
        const struct arg_option *o = find_letter(p->own, *letter);
        bool global = !o;
        if (!o)
            o = find_letter(p->globals, *letter);
        if (!o) {
            sohoa_log(SOHOA_ERROR, "unknown option %s; --help lists the options", arg);
            return -1;
        }
        if (o->kind != ARG_FLAG)
            return apply(p, o, global, letter[1] ? letter + 1 : NULL);
        if (apply(p, o, global, NULL) != 0)
            return -1;
    }
    return 0;
}

static int parse_option(struct parse *p, const char *arg)
{
    if (arg[1] != '-')
        return parse_letters(p, arg);
    const struct arg_option *o;
    bool global = false;
    size_t length = strcspn(arg + 2, "=");
    o = find_long(p->own, arg + 2, length);
    if (!o) {
        o = find_long(p->globals, arg + 2, length);
        global = true;
    }
    if (!o) {
        complain_unknown(arg, p->own, p->globals);
        return -1;
    }
    return apply(p, o, global, arg[2 + length] == '=' ? arg + 3 + length : NULL);
}

int args_parse(const struct command *command, void *options, const struct arg_option *globals,
               void *global_options, int argc, char **argv)
{
    struct parse p = {.own = command ? command->options : NULL,
                      .globals = globals,
                      .own_base = options,
                      .globals_base = global_options,
                      .argc = argc,
                      .argv = argv};
    int operands = 0;
    for (; p.at < argc; p.at++) {
        char *arg = argv[p.at];
        if (strcmp(arg, "--") == 0) {
            for (p.at++; p.at < argc; p.at++)
                argv[operands++] = argv[p.at];
            break;
        }
        if (arg[0] != '-' || arg[1] == '\0') {
            argv[operands++] = arg;
            if (!command) { /* globals only: the command and all behind it stay as they are */
                for (p.at++; p.at < argc; p.at++)
                    argv[operands++] = argv[p.at];
                break;
            }
            continue;
        }
        if (parse_option(&p, arg) != 0)
            return -1;
    }
    return operands;
}

void args_free(const struct arg_option *table, void *options)
{
    for (const struct arg_option *o = table; o && o->name; o++)
        if (o->kind == ARG_LIST)
            free(((struct arg_list *)(void *)((char *)options + o->offset))->items);
}

static void help_table(const struct arg_option *table)
{
    for (const struct arg_option *o = table; o && o->name; o++) {
        char left[64];
        (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : "  ",
                       o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
                       o->kind == ARG_FLAG ? "" : " ", o->value ? o->value : "");
        (void)printf("  %-30s %s\n", left, sohoa_tr(o->help));
    }
}

void args_help(const struct command *command, const struct arg_option *globals)
{
    (void)printf(sohoa_tr("usage: sohoa [OPTION]... %s%s%s\n"), command->name,
                 *command->operands ? " " : "", command->operands);
    (void)printf("\n%s\n", sohoa_tr(command->summary));
    if (command->options) {
        (void)printf("\n%s\n", sohoa_tr("Options:"));
        help_table(command->options);
    }
    (void)printf("\n%s\n", sohoa_tr("Options of every command:"));
    help_table(globals);
    if (command->more) {
        const char *more = sohoa_tr(command->more);
        (void)printf("\n%s%s", more, more[strlen(more) - 1] == '\n' ? "" : "\n");
    }
}
