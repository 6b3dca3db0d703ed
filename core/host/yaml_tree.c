/* yaml_tree.c - libyaml's events made a tree; see yaml_tree.h. No state, any thread. */
#include "host/yaml_tree.h"

#include "host/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

struct reading {
    yaml_parser_t parser;
    const char *name;
    size_t nodes;
    struct sohoa_err *err;
};

static int read_value(struct reading *r, yaml_event_t *event, struct sohoa_yaml *node, int depth);

static int fail_at(const struct reading *r, yaml_mark_t mark, const char *what)
{
    return sohoa_fail(r->err, SOHOA_FATAL, "%s:%zu:%zu: %s", r->name, mark.line + 1,
                      mark.column + 1, sohoa_tr(what));
}

static int next_event(struct reading *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return 0;
    if (r->parser.error == YAML_MEMORY_ERROR)
        return sohoa_no_memory(r->err);
    const char *problem = r->parser.problem ? r->parser.problem : "not YAML";
    if (r->parser.error == YAML_READER_ERROR)
        return sohoa_fail(r->err, SOHOA_FATAL, "%s: byte %zu: %s", r->name,
                          r->parser.problem_offset, sohoa_tr(problem));
    return fail_at(r, r->parser.problem_mark, problem);
}

/* What this program's files have no use for, and what helps to hide things in them. */
static int refuse_extras(struct reading *r, const yaml_event_t *e)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (e->type == YAML_ALIAS_EVENT)
        return fail_at(r, e->start_mark, "aliases are not allowed here");
    if (e->type == YAML_SCALAR_EVENT) {
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
        if (memchr(e->data.scalar.value, '\0', e->data.scalar.length))
            return fail_at(r, e->start_mark, "a text with a zero byte in it");
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
    } else if (e->type == YAML_MAPPING_START_EVENT) {
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
    }
    if (anchor)
        return fail_at(r, e->start_mark, "anchors are not allowed here");
    if (tag)
        return fail_at(r, e->start_mark, "tags are not allowed here");
    return 0;
}

/* Room for one more item, zeroed; NULL with the message written. */
static struct sohoa_yaml *append(struct reading *r, struct sohoa_yaml *node)
{
    size_t n = node->count;
    if ((n & (n - 1)) == 0) { /* full at every power of two */
        struct sohoa_yaml *bigger = realloc(node->items, (n ? 2 * n : 1) * sizeof *bigger);
        if (!bigger) {
            (void)sohoa_no_memory(r->err);
            return NULL;
        }
        node->items = bigger;
    }
    memset(&node->items[n], 0, sizeof *node->items);
    node->count++;
    return &node->items[n];
}

static int by_key_and_place(const void *a, const void *b)
{
    const struct sohoa_yaml *x = *(const struct sohoa_yaml *const *)a;
    const struct sohoa_yaml *y = *(const struct sohoa_yaml *const *)b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x > y) - (x < y);
}

static int refuse_twins(struct reading *r, const struct sohoa_yaml *map)
{
    if (map->count < 2)
        return 0;
    const struct sohoa_yaml **sorted = malloc(map->count * sizeof *sorted);
    if (!sorted)
        return sohoa_no_memory(r->err);
    for (size_t i = 0; i < map->count; i++)
        sorted[i] = &map->items[i];
    qsort(sorted, map->count, sizeof *sorted, by_key_and_place);
    int rc = 0;
    for (size_t i = 1; rc == 0 && i < map->count; i++)
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
            rc = sohoa_fail(r->err, SOHOA_FATAL, "%s:%u:%u: '%s' is there twice, first in line %u",
                            r->name, sorted[i]->line, sorted[i]->column, sorted[i]->key,
                            sorted[i - 1]->line);
    free(sorted);
    return rc;
}

static int read_list(struct reading *r, struct sohoa_yaml *node, int depth)
{
    for (;;) {
        yaml_event_t event;
        int rc = next_event(r, &event);
        if (rc != 0)
            return rc;
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        struct sohoa_yaml *item = end ? NULL : append(r, node);
        if (!end)
            rc = item ? read_value(r, &event, item, depth + 1) : SOHOA_FATAL;
        yaml_event_delete(&event);
        if (end || rc != 0)
            return rc;
    }
}

static int read_entry(struct reading *r, yaml_event_t *key, struct sohoa_yaml *item, int depth)
{
    int rc = refuse_extras(r, key);
    if (rc != 0)
        return rc;
    if (key->type != YAML_SCALAR_EVENT)
        return fail_at(r, key->start_mark, "a key must be one word or text");
    item->key = strdup((const char *)key->data.scalar.value);
    if (!item->key)
        return sohoa_no_memory(r->err);
    item->key_line = (uint32_t)key->start_mark.line + 1;
    item->key_column = (uint32_t)key->start_mark.column + 1;
    if (strcmp(item->key, "<<") == 0)
        return fail_at(r, key->start_mark, "merge keys are not allowed here");
    yaml_event_t value;
    rc = next_event(r, &value);
    if (rc != 0)
        return rc;
    rc = read_value(r, &value, item, depth + 1);
    yaml_event_delete(&value);
    return rc;
}

static int read_map(struct reading *r, struct sohoa_yaml *node, int depth)
{
    for (;;) {
        yaml_event_t event;
        int rc = next_event(r, &event);
        if (rc != 0)
            return rc;
        bool end = event.type == YAML_MAPPING_END_EVENT;
        struct sohoa_yaml *item = end ? NULL : append(r, node);
        if (!end)
            rc = item ? read_entry(r, &event, item, depth) : SOHOA_FATAL;
        yaml_event_delete(&event);
        if (end)
            return refuse_twins(r, node);
        if (rc != 0)
            return rc;
    }
}

static int read_value(struct reading *r, yaml_event_t *event, struct sohoa_yaml *node, int depth)
{
    int rc = refuse_extras(r, event);
    if (rc != 0)
        return rc;
    if (depth > SOHOA_YAML_DEPTH_MAX)
        return fail_at(r, event->start_mark, "nested too deep");
    if (++r->nodes > SOHOA_YAML_NODES_MAX)
        return fail_at(r, event->start_mark, "too many values");
    node->line = (uint32_t)event->start_mark.line + 1;
    node->column = (uint32_t)event->start_mark.column + 1;
    switch (event->type) {
    case YAML_MAPPING_START_EVENT:
        node->kind = SOHOA_YAML_MAP;
        return read_map(r, node, depth);
    case YAML_SEQUENCE_START_EVENT:
        node->kind = SOHOA_YAML_LIST;
        return read_list(r, node, depth);
    default:
        break;
    }
    node->kind = SOHOA_YAML_TEXT;
    bool none = event->type != YAML_SCALAR_EVENT; /* an empty document */
    node->quoted = !none && event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = strdup(none ? "" : (const char *)event->data.scalar.value);
    return node->text ? 0 : sohoa_no_memory(r->err);
}

/* Skips to the first value, reads it, and sees to it that nothing follows. */
static int read_document(struct reading *r, struct sohoa_yaml *root)
{
    yaml_event_t event;
    bool read = false;
    for (;;) {
        int rc = next_event(r, &event);
        if (rc != 0)
            return rc;
        yaml_event_type_t type = event.type;
        bool frame = type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT ||
                     type == YAML_DOCUMENT_END_EVENT;
        if (read && type == YAML_DOCUMENT_START_EVENT)
            rc = fail_at(r, event.start_mark, "a second document in one file");
        else if (!frame && !read)
            rc = read_value(r, &event, root, 0);
        read = read || !frame;
        yaml_event_delete(&event);
        if (rc != 0 || type == YAML_STREAM_END_EVENT)
            return rc;
    }
}

int sohoa_yaml_parse(const char *name, const void *data, size_t size, struct sohoa_yaml **ret,
                     struct sohoa_err *err)
{
    struct reading r = {.name = name, .err = err};
    if (size > SOHOA_YAML_BYTES_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "%s: larger than %d bytes", name, SOHOA_YAML_BYTES_MAX);
    struct sohoa_yaml *root = calloc(1, sizeof *root);
    if (!root || !yaml_parser_initialize(&r.parser)) {
        free(root);
        return sohoa_no_memory(err);
    }
    yaml_parser_set_input_string(&r.parser, data, size);
    int rc = read_document(&r, root);
    yaml_parser_delete(&r.parser);
    if (rc != 0)
        sohoa_yaml_free(root);
    else
        *ret = root;
    return rc;
}

/* The whole file, or one byte more than the cap; NULL with errno set. */
static char *slurp(int fd, size_t *ret_size)
{
    size_t room = SOHOA_YAML_BYTES_MAX + 1, size = 0;
    char *data = malloc(room);
    while (data && size < room) {
        ssize_t n = read(fd, data + size, room - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            free(data);
            return NULL;
        }
        if (n == 0)
            break;
        size += (size_t)n;
    }
    *ret_size = size;
    return data;
}

int sohoa_yaml_read(const char *path, struct sohoa_yaml **ret, struct sohoa_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot open %s", path);
    size_t size = 0;
    char *data = slurp(fd, &size);
    int why = errno;
    close(fd);
    if (!data)
        return sohoa_fail_errno(err, SOHOA_FATAL, why, "cannot read %s", path);
    int rc = sohoa_yaml_parse(path, data, size, ret, err);
    free(data);
    return rc;
}

static void drop(struct sohoa_yaml *node)
{
    for (size_t i = 0; i < node->count; i++)
        drop(&node->items[i]);
    free(node->items);
    free(node->key);
    free(node->text);
}

void sohoa_yaml_free(struct sohoa_yaml *tree)
{
    if (tree)
        drop(tree);
    free(tree);
}

const struct sohoa_yaml *sohoa_yaml_get(const struct sohoa_yaml *map, const char *key)
{
    for (size_t i = 0; map && map->kind == SOHOA_YAML_MAP && i < map->count; i++)
        if (strcmp(map->items[i].key, key) == 0)
            return &map->items[i];
    return NULL;
}

bool sohoa_yaml_is_empty(const struct sohoa_yaml *node)
{
    return !node || (node->kind == SOHOA_YAML_TEXT && !node->quoted && !*node->text);
}
