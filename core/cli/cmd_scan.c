/* cmd_scan.c - `sohoa scan`: digitises from SANE scanners, one batch a device. */
#include "cli/cli_sign.h"
#include "cli/commands.h"
#include "cli/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    struct run_options run;
    struct arg_list device, option;
    const char *profile, *source, *resolution, *mode, *size, *scanner;
    long sheets;
    bool prompt, lossless;
    struct sign_options sign;
};

static const struct arg_option options[] = {
    {"device", 'd', ARG_LIST, offsetof(struct scan, device), "D",
     "a scanner (`sohoa devices`); repeatable: all at once"},
    {"profile", 'p', ARG_TEXT, offsetof(struct scan, profile), "P",
     "settings kept in the configuration under profiles"},
    {"source", 0, ARG_TEXT, offsetof(struct scan, source), "S", "duplex, feeder or flatbed"},
    {"resolution", 'r', ARG_TEXT, offsetof(struct scan, resolution), "N", "dots an inch"},
    {"mode", 'm', ARG_TEXT, offsetof(struct scan, mode), "M", "color, gray or lineart"},
    {"size", 's', ARG_TEXT, offsetof(struct scan, size), "S", "A4, A5, A3, card, WxHmm or max"},
    {"lossless", 0, ARG_FLAG, offsetof(struct scan, lossless), "",
     "keep masters as TIFF Deflate instead of JPEG"},
    {"option", 'o', ARG_LIST, offsetof(struct scan, option), "K=V",
     "any option of the device by its name (`sohoa describe sane --device D`)"},
    {"prompt", 0, ARG_FLAG, offsetof(struct scan, prompt), "", "ask before every sheet (flatbed)"},
    {"sheets", 'n', ARG_COUNT, offsetof(struct scan, sheets), "N",
     "how many sheets there are, checked against what came"},
    {"scanner", 0, ARG_TEXT, offsetof(struct scan, scanner), "PLUGIN",
     "a scanner plugin other than sane"},
    {"sign", 0, ARG_FLAG, offsetof(struct scan, sign.sign), "",
     "sign each master (CAdES) before anything is read from it"},
    SIGN_OPTIONS(struct scan),
    RUN_OPTIONS_DOSSIER(struct scan),
    RUN_OPTIONS_MACHINE(struct scan),
    {0}};

struct settings { /* what every device is set to: profile, then the command line */
    struct sohoa_setting *items;
    size_t count, room;
    char **texts; /* copies of the keys of --option */
    const char *device;
};

static void settings_add(struct settings *s, const char *key, const char *value, const char *origin)
{
    if (value && s->count < s->room)
        s->items[s->count++] = (struct sohoa_setting){.key = key, .value = value, .origin = origin};
}

static int add_profile(struct cli *cli, const char *name, struct settings *s)
{
    const struct sohoa_setting *own;
    size_t count;
    struct sohoa_err err = {0};
    if (sohoa_config_profile(cli->config, name, &own, &count, &err) != SOHOA_OK)
        return cli_error(&err, CODE_USAGE);
    struct sohoa_setting *bigger = realloc(s->items, (s->room + count) * sizeof *bigger);
    if (!bigger)
        return cli_no_memory();
    s->items = bigger;
    s->room += count;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(own[i].key, "device") == 0)
            s->device = own[i].value;
        else
            settings_add(s, own[i].key, own[i].value, own[i].origin);
    }
    return CODE_OK;
}

static int add_options(const struct arg_list *given, struct settings *s)
{
    for (size_t i = 0; i < given->count; i++) {
        const char *item = given->items[i];
        const char *equals = strchr(item, '=');
        if (!equals || equals == item)
            return cli_usage("--option is '%s': write it as name=value", item);
        s->texts[i] = strndup(item, (size_t)(equals - item));
        if (!s->texts[i])
            return cli_no_memory();
        settings_add(s, s->texts[i], equals + 1, "--option");
    }
    return CODE_OK;
}

static int gather(struct cli *cli, const struct scan *o, struct settings *s)
{
    s->room = 8 + o->option.count;
    s->items = calloc(s->room, sizeof *s->items);
    s->texts = calloc(o->option.count + 1, sizeof *s->texts);
    if (!s->items || !s->texts)
        return cli_no_memory();
    const char *profile = o->profile ? o->profile : sohoa_config_text(cli->config, "profile", NULL);
    int code = profile ? add_profile(cli, profile, s) : CODE_OK;
    if (code != CODE_OK)
        return code;
    settings_add(s, "source", o->source, "--source");
    settings_add(s, "resolution", o->resolution, "--resolution");
    settings_add(s, "mode", o->mode, "--mode");
    settings_add(s, "size", o->size, "--size");
    settings_add(s, "lossless", o->lossless ? "true" : NULL, "--lossless");
    return add_options(&o->option, s);
}

static int scan_devices(struct run *run, const struct scan *o, const struct settings *s)
{
    size_t n = o->device.count ? o->device.count : 1;
    struct sohoa_run_device *devices = calloc(n, sizeof *devices);
    if (!devices)
        return cli_no_memory();
    for (size_t i = 0; i < n; i++)
        devices[i] =
            (struct sohoa_run_device){.name = o->device.count ? o->device.items[i] : s->device,
                                      .settings = s->items,
                                      .count = s->count};
    run->request.devices = devices;
    run->request.device_count = n;
    run->request.sheets = (uint32_t)o->sheets;
    run->request.prompt = o->prompt;
    if (o->prompt) /* whoever asks to be asked is there, terminal or not */
        run->request.calls.operator_ = run_ask_operator;
    run->request.scanner = o->scanner;
    struct sohoa_err err = {0};
    struct sohoa_run_result result = {0};
    int rc = sohoa_run_scan(&run->request, &result, &err);
    free(devices);
    return run_end(run, rc, &result, &err);
}

static int run_scan(struct cli *cli, void *given, int count, char **operands)
{
    (void)count, (void)operands;
    const struct scan *o = given;
    struct run run;
    struct settings s = {0};
    struct cli_signers signers = {0};
    if (o->sheets > 1000000)
        return cli_usage("--sheets is at most 1000000");
    int code = gather(cli, o, &s);
    if (code == CODE_OK)
        code = cli_sign_open(cli, &o->sign, false, &signers);
    if (code == CODE_OK)
        code = run_begin(&run, cli, &o->run, SOHOA_OPEN_CREATE);
    if (code == CODE_OK) {
        run.request.signer = signers.signers[SOHOA_SEAL_OPERATOR];
        code = scan_devices(&run, o, &s);
    }
    cli_sign_close(&signers);
    for (size_t i = 0; s.texts && i < o->option.count; i++)
        free(s.texts[i]);
    free(s.texts);
    free(s.items);
    return code;
}

const struct command command_scan = {
    .name = "scan",
    .operands = "",
    .summary = "digitise from a scanner",
    .options = options,
    .size = sizeof(struct scan),
    .run = run_scan,
    .needs = NEEDS_CHAIN,
};
