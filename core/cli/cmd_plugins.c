/* cmd_plugins.c - `sohoa plugins` and `sohoa describe`: what there is, and its options. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "pipeline/helper.h"

#include <stdio.h>
#include <string.h>

static const char *role_name(enum sohoa_role role)
{
    static const char *const names[] = {"?", "scanner", "stage", "extractor", "exporter", "store"};
    return (unsigned)role < sizeof names / sizeof *names ? names[role] : "?";
}

static const char *type_name(enum sohoa_type type)
{
    static const char *const names[] = {"?", "bool", "int", "real", "string"};
    return (unsigned)type < sizeof names / sizeof *names ? names[type] : "?";
}

struct listing {
    bool json;
};

static const struct arg_option listing_options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct listing, json), "", "one JSON object a line"}, {0}};

static int run_plugins(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct listing *o = given;
    for (size_t i = 0; i < sohoa_registry_count(cli->registry); i++) {
        const struct sohoa_plugin *p = sohoa_registry_at(cli->registry, i);
        if (o->json) {
            int code =
                cli_json_line(json_pack("{s:s,s:s,s:s,s:s,s:s,s:i,s:i}", "name", p->name, "role",
                                        role_name(p->role), "version", p->version, "summary",
                                        p->summary, "path", sohoa_registry_path(cli->registry, p),
                                        "abi_major", p->abi_major, "abi_minor", p->abi_minor));
            if (code != CODE_OK)
                return code;
        } else {
            (void)printf("%-10s %-16s %-8s %s\n", role_name(p->role), p->name, p->version,
                         sohoa_tr(p->summary));
        }
    }
    return CODE_OK;
}

const struct command command_plugins = {
    .name = "plugins",
    .operands = "",
    .summary = "list the plugins there are",
    .options = listing_options,
    .size = sizeof(struct listing),
    .run = run_plugins,
    .needs = NEEDS_PLUGINS,
};

static json_t *option_object(const struct sohoa_option *o)
{
    json_t *out = json_pack("{s:s,s:s,s:s?,s:s}", "name", o->name, "type", type_name(o->type),
                            "default", o->fallback, "help", o->help ? o->help : "");
    if (out && (o->min != 0 || o->max != 0)) {
        json_object_set_new(out, "min", json_real(o->min));
        json_object_set_new(out, "max", json_real(o->max));
    }
    return out;
}

static void print_option(const struct sohoa_option *o)
{
    char range[80] = "";
    if (o->min != 0 || o->max != 0)
        (void)snprintf(range, sizeof range, " %g..%g", o->min, o->max);
    (void)printf("  %-16s %s%s", o->name, type_name(o->type), range);
    if (o->fallback)
        (void)printf(" [%s]", o->fallback);
    else
        (void)printf(" (%s)", sohoa_tr("required"));
    (void)printf("\n      %s\n", o->help ? sohoa_tr(o->help) : "");
}

static int describe_json(const struct sohoa_plugin *p)
{
    json_t *options = json_array();
    for (const struct sohoa_option *o = p->options; o && o->name; o++)
        json_array_append_new(options, option_object(o));
    return cli_json_line(json_pack("{s:s,s:s,s:s,s:s,s:o}", "name", p->name, "role",
                                   role_name(p->role), "version", p->version, "summary", p->summary,
                                   "options", options));
}

static void print_device_option(void *arg, const char *name, const char *text)
{
    (void)arg;
    (void)printf("  %-24s %s\n", name, text);
}

/* A scanner's device tells its own options: `sohoa describe sane --device D`. */
static int describe_device(struct cli *cli, const struct sohoa_plugin *p, const char *device)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = NULL;
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(cli->config, p->name, &settings);
    if (sohoa_helper_open(cli->registry, p, settings, count, NULL, &inst, &err) != SOHOA_OK)
        return cli_error(&err, CODE_SCANNER);
    int rc = SOHOA_OK;
    if (device)
        rc = inst->scanner->set_option(inst->self, "device", device, &err);
    if (rc == SOHOA_OK) {
        (void)printf("\n%s\n", sohoa_tr("Options of the device:"));
        rc = inst->scanner->describe(inst->self, NULL, print_device_option, NULL, &err);
    }
    sohoa_instance_close(inst);
    return rc == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_SCANNER);
}

struct describe {
    bool json;
    const char *device;
};

static const struct arg_option describe_options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct describe, json), "", "one JSON object a line"},
    {"device", 0, ARG_TEXT, offsetof(struct describe, device), "D",
     "with a scanner: the options of this device"},
    {0}};

static int run_describe(struct cli *cli, void *given, int count, char **operands)
{
    (void)count;
    const struct describe *o = given;
    const struct sohoa_plugin *p = sohoa_registry_find(cli->registry, operands[0]);
    if (!p)
        return cli_usage("there is no plugin '%s'; `sohoa plugins` lists them", operands[0]);
    if (o->json)
        return describe_json(p);
    (void)printf("%s (%s %s)\n%s\n%s\n\n", p->name, role_name(p->role), p->version,
                 sohoa_tr(p->summary), sohoa_registry_path(cli->registry, p));
    if (!p->options || !p->options->name)
        (void)printf("%s\n", sohoa_tr("It has no options."));
    else
        (void)printf("%s\n", sohoa_tr("Options (type, range, [default]):"));
    for (const struct sohoa_option *opt = p->options; opt && opt->name; opt++)
        print_option(opt);
    const struct sohoa_scanner *calls = p->calls;
    if (p->role == SOHOA_SCANNER && o->device && calls->describe)
        return describe_device(cli, p, o->device);
    return CODE_OK;
}

const struct command command_describe = {
    .name = "describe",
    .operands = "NAME",
    .summary = "tell a plugin's options",
    .options = describe_options,
    .size = sizeof(struct describe),
    .least = 1,
    .most = 1,
    .run = run_describe,
    .needs = NEEDS_PLUGINS,
};
