/* yaml_tree.h - a YAML file as a tree of text with places; used for configuration and schemas.
 *
 * Every scalar stays text: types come from whoever reads the tree, so `038190000001` and `NO` keep
 * their letters. Only what such files need is accepted: one document; no anchors, aliases, tags or
 * merge keys; no key twice; caps on size, depth and nodes. */
#ifndef SOHOA_YAML_TREE_H
#define SOHOA_YAML_TREE_H
#include "sohoa_plugin.h"

enum {
    SOHOA_YAML_BYTES_MAX = 1 << 20,
    SOHOA_YAML_DEPTH_MAX = 32,
    SOHOA_YAML_NODES_MAX = 100000,
};
enum sohoa_yaml_kind { SOHOA_YAML_TEXT = 0, SOHOA_YAML_MAP, SOHOA_YAML_LIST };

struct sohoa_yaml {
    enum sohoa_yaml_kind kind;
    uint32_t line, column;    /* where the value starts, from 1 */
    char *key;                /* in a map; else NULL */
    char *text;               /* UTF-8; NULL unless TEXT */
    bool quoted;              /* TEXT: written in quotes or as a block */
    struct sohoa_yaml *items; /* of a MAP or LIST, in the order written */
    size_t count;
    uint32_t key_line, key_column; /* in a map: where the key starts, else 0 */
};

/* Reads a file. FATAL: cannot be read, over a cap, or not well formed, with file, line and column.
 * An empty file is an empty TEXT. The caller frees. [any] */
int sohoa_yaml_read(const char *path, struct sohoa_yaml **ret, struct sohoa_err *err);
/* The same for bytes in memory; name stands for the file in messages. [any] */
int sohoa_yaml_parse(const char *name, const void *data, size_t size, struct sohoa_yaml **ret,
                     struct sohoa_err *err);
void sohoa_yaml_free(struct sohoa_yaml *tree); /* NULL is fine */

/* The value of a key; NULL when map is NULL, not a map, or lacks it. Lent. [any] */
const struct sohoa_yaml *sohoa_yaml_get(const struct sohoa_yaml *map, const char *key);
/* True for NULL and for `key:` with nothing after it. [any] */
bool sohoa_yaml_is_empty(const struct sohoa_yaml *node);
#endif
