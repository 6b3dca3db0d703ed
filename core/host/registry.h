/* registry.h - which plugins there are, and instances of them with their options set.
 *
 * The registry dlopens every .so of the plugin folders once and checks its descriptor; it runs
 * none of the plugins' code. Order: $SOHOA_PLUGIN_PATH (colon separated), then the folder that
 * belongs to libsohoa (paths.h). Of two plugins with one name the first wins. */
#ifndef SOHOA_REGISTRY_H
#define SOHOA_REGISTRY_H
#include "sohoa_plugin.h"

struct sohoa_registry;

/* Loads the descriptors. A .so that is refused (no descriptor, another ABI major: both numbers in
 * the message) is logged as a warning and listed by sohoa_registry_refused. [setup] */
int sohoa_registry_open(struct sohoa_registry **ret, struct sohoa_err *err);
/* The same for the one plugin whose file is NAME.so: what a program needs that only looks into a
 * store, without loading Tesseract and poppler for it. [setup] */
int sohoa_registry_open_one(const char *name, struct sohoa_registry **ret, struct sohoa_err *err);
/* The same for one .so by path: the registry of a helper process. FATAL when it is refused. [setup]
 */
int sohoa_registry_open_file(const char *path, struct sohoa_registry **ret, struct sohoa_err *err);
void sohoa_registry_close(struct sohoa_registry *reg); /* NULL is fine; after all instances */

size_t sohoa_registry_count(const struct sohoa_registry *reg);
/* Descriptor as the host sees it: missing tail members are zero. Sorted by role, then name. [any]
 */
const struct sohoa_plugin *sohoa_registry_at(const struct sohoa_registry *reg, size_t index);
const char *sohoa_registry_path(const struct sohoa_registry *reg,
                                const struct sohoa_plugin *plugin);
/* NULL when there is none of that name. [any] */
const struct sohoa_plugin *sohoa_registry_find(const struct sohoa_registry *reg, const char *name);
size_t sohoa_registry_refused(const struct sohoa_registry *reg);
const char *sohoa_registry_refusal(const struct sohoa_registry *reg, size_t index); /* why */

/* One option's value and where it was written ("sohoa.yaml:12", "--set"), for messages. */
struct sohoa_setting {
    const char *key, *value, *origin;
};

/* A plugin opened with its options. The calls table is complete: a missing tail is zero. */
struct sohoa_instance {
    const struct sohoa_plugin *plugin;
    void *self;
    union {
        const void *calls;
        const struct sohoa_scanner *scanner;
        const struct sohoa_stage *stage;
        const struct sohoa_extractor *extractor;
        const struct sohoa_exporter *exporter;
        const struct sohoa_store *store;
    };
    void (*dispose)(struct sohoa_instance *inst); /* how to end it: in core, or in a helper */
};

/* Opens a plugin in this process: self allocated zeroed, options filled from their fallbacks and
 * the settings (unknown key, wrong type, out of range: FATAL naming origin, plugin, option and the
 * nearest or valid values), then open(). Later settings win. The strings are copied. [any] */
int sohoa_instance_open(struct sohoa_registry *reg, const struct sohoa_plugin *plugin,
                        const struct sohoa_setting *settings, size_t count,
                        struct sohoa_instance **ret, struct sohoa_err *err);
/* The checks of sohoa_instance_open without opening anything. [any] */
int sohoa_settings_check(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                         size_t count, struct sohoa_err *err);
void sohoa_instance_close(struct sohoa_instance *inst); /* calls dispose; NULL is fine */
#endif
