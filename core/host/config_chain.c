/* config_chain.c - merges file and --set into the chain's steps and the options of each plugin.
 * Runs during setup; what it makes is read-only after. */
#include "host/config_parts.h"
#include "host/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The chain when none is written. What is set for the plugin that a step stands in for holds for
 * the step: `ocr_tesseract.language` is the language of the page, whoever reads it. */
static const struct {
    const char *plugin, *for_plugin;
} built_in[] = {
    {.plugin = "prep_photo"},      {.plugin = "prep_border"}, {.plugin = "prep_blank"},
    {.plugin = "code_zxing"},      {.plugin = "prep_colour"}, {.plugin = "prep_orient"},
    {.plugin = "prep_deskew"},     {.plugin = "code_mrz"},    {.plugin = "prep_cards"},
    {.plugin = "prep_binarise"},   {.plugin = "prep_lines"},  {.plugin = "prep_enlarge"},
    {"ocr_lstm", "ocr_tesseract"}, {.plugin = "ocr_hand"},    {.plugin = "ocr_digits"}};

static int append(struct sohoa_scope *scope, const char *key, const char *value, const char *file,
                  uint32_t line, struct sohoa_err *err)
{
    size_t n = scope->count;
    char *origin = NULL;
    if (file && asprintf(&origin, "%s:%u", file, line) < 0)
        return sohoa_no_memory(err);
    if (!file)
        origin = strdup("--set");
    struct sohoa_setting *bigger = realloc(scope->items, (n + 1) * sizeof *bigger);
    if (bigger)
        scope->items = bigger;
    if (!bigger || !origin) {
        free(origin);
        return sohoa_no_memory(err);
    }
    bigger[scope->count++] = (struct sohoa_setting){.key = key, .value = value, .origin = origin};
    return 0;
}

/* Appends `map` (key: text, NULL is fine) to the scope, leaving out the key `skip`. */
static int append_map(struct sohoa_scope *scope, const struct sohoa_config *c,
                      const struct sohoa_yaml *map, const char *skip, struct sohoa_err *err)
{
    if (!map || sohoa_yaml_is_empty(map))
        return 0;
    if (map->kind != SOHOA_YAML_MAP)
        return sohoa_fail(err, SOHOA_FATAL, "%s:%u:%u: '%s' needs lines of 'name: value' below it",
                          c->file, map->line, map->column, scope->name);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < map->count; i++) {
        const struct sohoa_yaml *item = &map->items[i];
        if (item->kind != SOHOA_YAML_TEXT)
            rc = sohoa_fail(err, SOHOA_FATAL, "%s:%u:%u: '%s' must be one value", c->file,
                            item->line, item->column, item->key);
        else if (!skip || strcmp(item->key, skip) != 0)
            rc = append(scope, item->key, item->text, c->file, item->line, err);
    }
    return rc;
}

static int append_sets(struct sohoa_scope *scope, const struct sohoa_config *c, const char *name,
                       struct sohoa_err *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < c->set_count; i++)
        if (c->sets[i].scope && strcmp(c->sets[i].scope, name) == 0)
            rc = append(scope, c->sets[i].key, c->sets[i].value, NULL, 0, err);
    return rc;
}

/* Takes `when` out of a step's settings: the last one counts. */
static void take_when(struct sohoa_scope *scope, struct sohoa_step *step)
{
    size_t kept = 0;
    for (size_t i = 0; i < scope->count; i++) {
        if (strcmp(scope->items[i].key, "when") == 0) {
            step->when = *scope->items[i].value ? scope->items[i].value : NULL;
            free((char *)(uintptr_t)scope->items[i].origin);
        } else {
            scope->items[kept++] = scope->items[i];
        }
    }
    scope->count = kept;
}

/* One step; general: whose settings hold for it, too (its plugin's, as a rule); own NULL: no
 * settings of its own. The weakest source first. */
static int add_step(struct sohoa_config *c, const char *name, const char *plugin,
                    const char *general, const struct sohoa_yaml *own, struct sohoa_err *err)
{
    if (c->step_count == SOHOA_STEPS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: a chain of more than %d steps", c->file,
                          SOHOA_STEPS_MAX);
    const struct sohoa_yaml *options = sohoa_yaml_get(c->tree, "options");
    struct sohoa_step *step = &c->steps[c->step_count];
    struct sohoa_scope *scope = &c->step_scopes[c->step_count++];
    *step = (struct sohoa_step){.name = name, .plugin = plugin, .general = general};
    *scope = (struct sohoa_scope){.name = name};
    bool twofold = strcmp(name, general) != 0;
    int rc = append_map(scope, c, sohoa_yaml_get(options, general), NULL, err);
    if (rc == 0 && twofold)
        rc = append_map(scope, c, sohoa_yaml_get(options, name), NULL, err);
    if (rc == 0)
        rc = append_map(scope, c, own, "use", err);
    if (rc == 0 && twofold)
        rc = append_sets(scope, c, general, err);
    if (rc == 0)
        rc = append_sets(scope, c, name, err);
    if (rc != 0)
        return rc;
    take_when(scope, step);
    step->settings = scope->items;
    step->setting_count = scope->count;
    return 0;
}

/* `- name` or `- name: {settings}`. */
static int add_written_step(struct sohoa_config *c, const struct sohoa_yaml *node,
                            struct sohoa_err *err)
{
    bool bare = node->kind == SOHOA_YAML_TEXT;
    const struct sohoa_yaml *own =
        node->kind == SOHOA_YAML_MAP && node->count == 1 ? &node->items[0] : NULL;
    const char *name = bare ? node->text : own ? own->key : NULL;
    if (!name || !sohoa_name_ok(name))
        return sohoa_fail(err, SOHOA_FATAL,
                          "%s:%u:%u: a step of the chain must be '- name' or '- name: {...}'",
                          c->file, node->line, node->column);
    for (size_t i = 0; i < c->step_count; i++)
        if (strcmp(c->steps[i].name, name) == 0)
            return sohoa_fail(err, SOHOA_FATAL,
                              "%s:%u:%u: step '%s' is there twice: give one another name and "
                              "'use: %s'",
                              c->file, node->line, node->column, name, c->steps[i].plugin);
    const struct sohoa_yaml *use = sohoa_yaml_get(own, "use");
    bool named = use && use->kind == SOHOA_YAML_TEXT;
    const char *plugin = named ? use->text : name;
    return add_step(c, name, plugin, plugin, own, err);
}

static int merge_chain(struct sohoa_config *c, struct sohoa_err *err)
{
    const struct sohoa_yaml *chain = sohoa_yaml_get(c->tree, "chain");
    int rc = 0;
    if (!chain) {
        for (size_t i = 0; rc == 0 && i < sizeof built_in / sizeof built_in[0]; i++) {
            const char *plugin = built_in[i].plugin, *stood_in = built_in[i].for_plugin;
            rc = add_step(c, plugin, plugin, stood_in ? stood_in : plugin, NULL, err);
        }
        return rc;
    }
    if (chain->kind != SOHOA_YAML_LIST)
        return sohoa_fail(err, SOHOA_FATAL, "%s:%u:%u: 'chain' needs lines of '- name' below it",
                          c->file, chain->line, chain->column);
    for (size_t i = 0; rc == 0 && i < chain->count; i++)
        rc = add_written_step(c, &chain->items[i], err);
    return rc;
}

static int add_scope(struct sohoa_scope *scopes, size_t *count, const char *name,
                     struct sohoa_err *err)
{
    if (*count == SOHOA_SCOPES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "options of more than %d names", SOHOA_SCOPES_MAX);
    scopes[(*count)++] = (struct sohoa_scope){.name = name};
    return 0;
}

static bool has_scope(const struct sohoa_config *c, const char *name)
{
    for (size_t i = 0; i < c->scope_count; i++)
        if (strcmp(c->scopes[i].name, name) == 0)
            return true;
    return false;
}

/* A map of maps into scopes, in the order written. */
static int merge_maps(struct sohoa_config *c, const char *key, struct sohoa_scope *scopes,
                      size_t *count, struct sohoa_err *err)
{
    const struct sohoa_yaml *map = sohoa_yaml_get(c->tree, key);
    if (!map || sohoa_yaml_is_empty(map))
        return 0;
    if (map->kind != SOHOA_YAML_MAP)
        return sohoa_fail(err, SOHOA_FATAL, "%s:%u:%u: '%s' needs lines of 'name: ...' below it",
                          c->file, map->line, map->column, key);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < map->count; i++) {
        rc = add_scope(scopes, count, map->items[i].key, err);
        if (rc == 0)
            rc = append_map(&scopes[*count - 1], c, &map->items[i], NULL, err);
    }
    return rc;
}

static int merge_scopes(struct sohoa_config *c, struct sohoa_err *err)
{
    int rc = merge_maps(c, "options", c->scopes, &c->scope_count, err);
    for (size_t i = 0; rc == 0 && i < c->set_count; i++)
        if (c->sets[i].scope && !has_scope(c, c->sets[i].scope))
            rc = add_scope(c->scopes, &c->scope_count, c->sets[i].scope, err);
    for (size_t i = 0; rc == 0 && i < c->scope_count; i++)
        rc = append_sets(&c->scopes[i], c, c->scopes[i].name, err);
    return rc;
}

int sohoa_config_merge(struct sohoa_config *c, struct sohoa_err *err)
{
    sohoa_config_unmerge(c);
    int rc = merge_chain(c, err);
    if (rc == 0)
        rc = merge_scopes(c, err);
    if (rc == 0)
        rc = merge_maps(c, "profiles", c->profiles, &c->profile_count, err);
    return rc;
}

static void drop(struct sohoa_scope *scopes, size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        for (size_t k = 0; k < scopes[i].count; k++)
            free((char *)(uintptr_t)scopes[i].items[k].origin);
        free(scopes[i].items);
    }
    *count = 0;
}

void sohoa_config_unmerge(struct sohoa_config *c)
{
    drop(c->step_scopes, &c->step_count);
    drop(c->scopes, &c->scope_count);
    drop(c->profiles, &c->profile_count);
}
