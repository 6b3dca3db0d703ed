/* cmd_devices.c - `sohoa devices`: the scanners there are, asked in a helper process. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "pipeline/helper.h"

#include <stdio.h>
#include <string.h>

struct devices {
    bool json;
};

static const struct arg_option options[] = {
    {"json", 0, ARG_FLAG, offsetof(struct devices, json), "", "one JSON object a line"}, {0}};

struct found {
    bool json;
    size_t count;
};

static void print_device(void *arg, const char *name, const char *text)
{
    struct found *f = arg;
    f->count++;
    if (f->json)
        (void)cli_json_line(json_pack("{s:s,s:s}", "name", name, "text", text));
    else
        (void)printf("%-32s %s\n", name, text);
}

static int list_devices(struct cli *cli, const struct sohoa_plugin *p, struct found *found)
{
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = NULL;
    const struct sohoa_setting *settings;
    size_t count = sohoa_config_settings(cli->config, p->name, &settings);
    if (sohoa_helper_open(cli->registry, p, settings, count, NULL, &inst, &err) != SOHOA_OK)
        return cli_error(&err, CODE_SCANNER);
    int rc = inst->scanner->list(inst->self, NULL, print_device, found, &err);
    sohoa_instance_close(inst);
    return rc == SOHOA_OK || rc == SOHOA_END ? CODE_OK : cli_error(&err, CODE_SCANNER);
}

static int run(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    struct found found = {.json = ((struct devices *)given)->json};
    int code = CODE_OK;
    for (size_t i = 0; i < sohoa_registry_count(cli->registry); i++) {
        const struct sohoa_plugin *p = sohoa_registry_at(cli->registry, i);
        const struct sohoa_scanner *calls = p->calls;
        if (p->role != SOHOA_SCANNER || p->isolation != SOHOA_IN_HELPER_DEVICE || !calls->list)
            continue;
        int one = list_devices(cli, p, &found);
        code = one != CODE_OK ? one : code;
    }
    if (found.count == 0 && code == CODE_OK)
        sohoa_log(SOHOA_INFO, "no scanner was found; is it switched on and its SANE back end "
                              "installed (`scanimage -L`)?");
    return code;
}

const struct command command_devices = {
    .name = "devices",
    .operands = "",
    .summary = "list the scanners there are",
    .options = options,
    .size = sizeof(struct devices),
    .run = run,
    .needs = NEEDS_PLUGINS,
};
