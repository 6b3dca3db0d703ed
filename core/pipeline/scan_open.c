/* scan_open.c - a scanner opened as a batch's request says: the request as JSON, so that a batch
 * that was cut off can go on; the settings sorted into those of the plugin and of the device. */
#include "pipeline/helper.h"
#include "pipeline/scan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTINGS_MAX 512

int sohoa_scan_request(const struct sohoa_run_request *request,
                       const struct sohoa_run_device *device, json_t **ret, struct sohoa_err *err)
{
    json_t *asked = sohoa_request_common(request), *settings = json_array();
    int bad = !asked || !settings;
    for (size_t i = 0; device && i < device->count && !bad; i++) {
        const struct sohoa_setting *s = &device->settings[i];
        bad = json_array_append_new(
            settings, json_pack("[s,s,s]", s->key, s->value, s->origin ? s->origin : ""));
    }
    if (bad) {
        json_decref(settings);
        json_decref(asked);
        return sohoa_no_memory(err);
    }
    json_object_set_new(asked, "settings", settings);
    if (device && device->name)
        json_object_set_new(asked, "device", json_string(device->name));
    if (request->scanner)
        json_object_set_new(asked, "scanner", json_string(request->scanner));
    if (request->sheets)
        json_object_set_new(asked, "sheets", json_integer(request->sheets));
    if (request->prompt)
        json_object_set_new(asked, "prompt", json_true());
    if (request->signer)
        json_object_set_new(asked, "sign", json_true());
    *ret = asked;
    return SOHOA_OK;
}

static bool is_plugin_option(const struct sohoa_plugin *plugin, const char *key)
{
    for (const struct sohoa_option *o = plugin->options; o && o->name; o++)
        if (strcmp(o->name, key) == 0)
            return true;
    return false;
}

/* All settings in order: the configuration's, then the request's. Lent. */
static size_t gather(const struct sohoa_feed *feed, const char *plugin,
                     struct sohoa_setting *settings)
{
    const struct sohoa_setting *configured = NULL;
    size_t count = 0;
    size_t known = sohoa_config_settings(feed->engine->request->config, plugin, &configured);
    for (size_t i = 0; i < known && count < SETTINGS_MAX; i++)
        settings[count++] = configured[i];
    const json_t *asked = json_object_get(feed->request, "settings");
    for (size_t i = 0; i < json_array_size(asked) && count < SETTINGS_MAX; i++) {
        const json_t *one = json_array_get(asked, i);
        settings[count++] = (struct sohoa_setting){
            .key = json_string_value(json_array_get(one, 0)),
            .value = json_string_value(json_array_get(one, 1)),
            .origin = json_string_value(json_array_get(one, 2)),
        };
    }
    const char *device = json_string_value(json_object_get(feed->request, "device"));
    if (device && count < SETTINGS_MAX)
        settings[count++] =
            (struct sohoa_setting){.key = "device", .value = device, .origin = "--device"};
    return count;
}

static int set_options(struct sohoa_instance *scanner, const struct sohoa_setting *settings,
                       size_t count, struct sohoa_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!settings[i].key || !settings[i].value ||
            is_plugin_option(scanner->plugin, settings[i].key))
            continue;
        int rc =
            scanner->scanner->set_option(scanner->self, settings[i].key, settings[i].value, err);
        if (rc)
            return rc;
    }
    return SOHOA_OK;
}

int sohoa_scan_number(struct sohoa_instance *scanner, const char *key, uint32_t number,
                      struct sohoa_err *err)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%u", number);
    return scanner->scanner->set_option(scanner->self, key, text, err);
}

int sohoa_scan_open(struct sohoa_feed *feed, struct sohoa_instance **ret, struct sohoa_err *err)
{
    const char *name = json_string_value(json_object_get(feed->request, "scanner"));
    const struct sohoa_run_request *request = feed->engine->request;
    const struct sohoa_plugin *plugin =
        sohoa_registry_find(request->registry, name ? name : "sane");
    if (!plugin || plugin->role != SOHOA_SCANNER)
        return sohoa_fail(err, SOHOA_FATAL, "there is no scanner plugin '%s'",
                          name ? name : "sane");
    struct sohoa_setting *all = calloc(2 * SETTINGS_MAX, sizeof *all);
    if (!all)
        return sohoa_no_memory(err);
    struct sohoa_setting *own = all + SETTINGS_MAX;
    size_t count = gather(feed, plugin->name, all), own_count = 0;
    for (size_t i = 0; i < count; i++)
        if (all[i].key && is_plugin_option(plugin, all[i].key))
            own[own_count++] = all[i];
    struct sohoa_instance *scanner = NULL;
    const struct sohoa_helper_limits limits = {.call_ns = feed->engine->silence_ns};
    int rc = sohoa_helper_open(request->registry, plugin, own, own_count, &limits, &scanner, err);
    if (rc == SOHOA_OK && scanner->scanner->set_option)
        rc = set_options(scanner, all, count, err);
    free(all);
    if (rc) {
        sohoa_instance_close(scanner);
        return rc;
    }
    *ret = scanner;
    return SOHOA_OK;
}
