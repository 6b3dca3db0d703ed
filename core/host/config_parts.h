/* config_parts.h - what config.c, config_chain.c and config_check.c share; nobody else's. */
#ifndef SOHOA_CONFIG_PARTS_H
#define SOHOA_CONFIG_PARTS_H
#include "host/config.h"
#include "host/yaml_tree.h"

enum { SOHOA_STEPS_MAX = 64, SOHOA_SCOPES_MAX = 256, SOHOA_SETS_MAX = 1024 };

/* One --set; scope NULL: a top-level key. Each part owned. */
struct sohoa_assignment {
    char *scope, *key, *value;
};

/* Settings under one name. Keys and values are lent from the tree and the assignments, origins
 * owned. */
struct sohoa_scope {
    const char *name;
    struct sohoa_setting *items;
    size_t count;
};

struct sohoa_config {
    char *file; /* as given; "" = none */
    struct sohoa_yaml *tree;
    struct sohoa_assignment sets[SOHOA_SETS_MAX];
    size_t set_count;
    /* Merged from the above by sohoa_config_merge, again after each --set. */
    struct sohoa_step steps[SOHOA_STEPS_MAX];
    struct sohoa_scope step_scopes[SOHOA_STEPS_MAX];
    size_t step_count;
    struct sohoa_scope scopes[SOHOA_SCOPES_MAX]; /* every name in `options:` or --set */
    size_t scope_count;
    struct sohoa_scope profiles[SOHOA_SCOPES_MAX];
    size_t profile_count;
};

int sohoa_config_merge(struct sohoa_config *config, struct sohoa_err *err);
void sohoa_config_unmerge(struct sohoa_config *config);
#endif
