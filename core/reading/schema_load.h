/* schema_load.h - what the files of the schema loader share: the paper being made, the memory it
 * lives in, and the mistakes told so far. Not for other components. One loader, one thread. */
#ifndef SOHOA_SCHEMA_LOAD_H
#define SOHOA_SCHEMA_LOAD_H
#include "host/yaml_tree.h"
#include "reading/arena.h"
#include "reading/schema.h"

/* A loaded paper with what it owns. */
struct schema_box {
    struct sohoa_schema schema;
    struct sohoa_arena arena;
    struct sohoa_pattern *patterns; /* a list; compiled code is not in the arena */
};

struct loader {
    const char *file; /* for messages */
    struct schema_box *box;
    sohoa_schema_fault *found;
    void *found_arg;
    struct sohoa_err *err; /* gets the first mistake */
    size_t faults;
    bool no_memory;
    struct sohoa_schema_role *roles;
    const char **attributes; /* the paper's own */
    size_t attribute_count;
};

/* Tells a mistake at the node's value, or at its key. The format is translated. */
void sohoa_load_fault(struct loader *l, const struct sohoa_yaml *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void sohoa_load_fault_key(struct loader *l, const struct sohoa_yaml *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void *sohoa_load_take(struct loader *l, size_t size); /* NULL: no_memory is set */
const char *sohoa_load_copy(struct loader *l, const char *text, size_t length);
/* A copy of items with one more place, zeroed, at the end; count is the number of items so far. */
void *sohoa_load_grow(struct loader *l, const void *items, size_t count, size_t size);

/* A mistake for each key of the map that is not among names (ends with NULL), with the nearest. */
void sohoa_load_known(struct loader *l, const struct sohoa_yaml *map, const char *const *names);
/* A text as NFC, at most SOHOA_SCHEMA_TEXT_MAX bytes; NULL after a mistake. */
const char *sohoa_load_text(struct loader *l, const struct sohoa_yaml *node);
/* Index into names (ends with NULL), or -1 after a mistake that names the nearest. */
int sohoa_load_choice(struct loader *l, const struct sohoa_yaml *node, const char *const *names);
bool sohoa_load_bool(struct loader *l, const struct sohoa_yaml *map, const char *key);
/* A node that is one value or a list of them: how many, and each. */
size_t sohoa_load_count(const struct sohoa_yaml *node);
const struct sohoa_yaml *sohoa_load_each(const struct sohoa_yaml *node, size_t index);
bool sohoa_load_is_map(struct loader *l, const struct sohoa_yaml *node); /* mistake if not */

/* The phrases of a node (one text or a list), each {a|b} written out. least: letters that each
 * must have when folded. */
struct sohoa_phrases sohoa_load_phrases(struct loader *l, const struct sohoa_yaml *node,
                                        size_t least);
/* A pattern; NULL after a mistake that tells where in it. */
const struct sohoa_pattern *sohoa_load_pattern(struct loader *l, const struct sohoa_yaml *node);
void sohoa_patterns_drop(struct sohoa_pattern *list);

/* `versions:`, dates and their legal basis. */
void sohoa_load_versions(struct loader *l, const struct sohoa_yaml *node,
                         const struct sohoa_schema_version **ret, size_t *ret_count);

/* The parts of a file (schema_head.c, schema_items.c, schema_check.c). */
void sohoa_load_head(struct loader *l, const struct sohoa_yaml *root);
void sohoa_load_items(struct loader *l, const struct sohoa_yaml *items, struct sohoa_schema *ret);
void sohoa_load_checks(struct loader *l, const struct sohoa_yaml *checks);
void sohoa_load_validity(struct loader *l, const struct sohoa_yaml *node);
void sohoa_load_retention(struct loader *l, const struct sohoa_yaml *node);
#endif
