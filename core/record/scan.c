/* scan.c - walks over raw keys and values in chunks copied out of short snapshots. Any thread. */
#include "record/keys.h"
#include "record/store.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_PAIRS 64
#define CHUNK_BYTES (256u * 1024)

/* Copies of pairs, one behind the other: key with its NUL, then the value. */
struct chunk {
    char *bytes;
    size_t used, room;
    struct {
        size_t key, key_size, value, size;
    } * pairs;
    size_t count, pair_room;
    bool last; /* nothing follows */
};

static void chunk_free(struct chunk *c)
{
    free(c->bytes);
    free(c->pairs);
}

static bool chunk_grow(struct chunk *c, size_t more)
{
    if (c->used + more > c->room) {
        size_t room = c->room ? c->room * 2 : 4096;
        while (room < c->used + more)
            room *= 2;
        char *bytes = realloc(c->bytes, room);
        if (!bytes)
            return false;
        c->bytes = bytes;
        c->room = room;
    }
    if (c->count == c->pair_room) {
        size_t room = c->pair_room ? c->pair_room * 2 : CHUNK_PAIRS;
        void *pairs = realloc(c->pairs, room * sizeof *c->pairs);
        if (!pairs)
            return false;
        c->pairs = pairs;
        c->pair_room = room;
    }
    return true;
}

static bool chunk_add(struct chunk *c, struct sohoa_bytes key, struct sohoa_bytes value)
{
    if (!chunk_grow(c, key.size + 1 + value.size))
        return false;
    c->pairs[c->count].key = c->used;
    c->pairs[c->count].key_size = key.size;
    c->pairs[c->count].value = c->used + key.size + 1;
    c->pairs[c->count++].size = value.size;
    memcpy(c->bytes + c->used, key.data, key.size);
    c->bytes[c->used + key.size] = '\0';
    if (value.size)
        memcpy(c->bytes + c->used + key.size + 1, value.data, value.size);
    c->used += key.size + 1 + value.size;
    return true;
}

/* The smallest key behind this one: itself and a NUL, which is where chunk_add left it. */
static struct sohoa_bytes behind(const char *key, size_t size)
{
    return (struct sohoa_bytes){.data = key, .size = size + 1};
}

static int chunk_fill(struct sohoa_records *r, void *snapshot, const char *prefix,
                      struct sohoa_bytes from, unsigned flags, struct chunk *c,
                      struct sohoa_err *err)
{
    size_t prefix_size = strlen(prefix);
    while ((flags & SOHOA_SCAN_ONE) || (c->count < CHUNK_PAIRS && c->used < CHUNK_BYTES)) {
        struct sohoa_bytes key = from, value = {0};
        int rc = r->engine->store->next(r->engine->self, snapshot, &key, &value, err);
        if (rc == SOHOA_END || (rc == SOHOA_OK && (key.size < prefix_size ||
                                                   memcmp(key.data, prefix, prefix_size) != 0))) {
            c->last = true;
            return SOHOA_OK;
        }
        if (rc != SOHOA_OK)
            return rc;
        if (flags & SOHOA_SCAN_KEYS)
            value.size = 0;
        if (!chunk_add(c, key, value))
            return sohoa_no_memory(err);
        size_t last = c->count - 1;
        from = behind(c->bytes + c->pairs[last].key, c->pairs[last].key_size);
    }
    return SOHOA_OK;
}

static int chunk_read(struct sohoa_records *r, const char *prefix, struct sohoa_bytes from,
                      unsigned flags, struct chunk *c, struct sohoa_err *err)
{
    void *snapshot = NULL;
    int rc = r->engine->store->begin(r->engine->self, &snapshot, err);
    if (rc != SOHOA_OK)
        return rc;
    c->used = c->count = 0;
    rc = chunk_fill(r, snapshot, prefix, from, flags, c, err);
    r->engine->store->end(r->engine->self, snapshot);
    return rc;
}

static int chunk_tell(const struct chunk *c,
                      int (*each)(void *arg, const char *key, struct sohoa_bytes value), void *arg)
{
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < c->count; i++)
        rc = each(
            arg, c->bytes + c->pairs[i].key,
            (struct sohoa_bytes){.data = c->bytes + c->pairs[i].value, .size = c->pairs[i].size});
    return rc;
}

int sohoa_scan(struct sohoa_records *r, const char *prefix, const char *from, unsigned flags,
               int (*each)(void *arg, const char *key, struct sohoa_bytes value), void *arg,
               struct sohoa_err *err)
{
    struct chunk c = {0};
    char last[SOHOA_KEY_ROOM + 64];
    struct sohoa_bytes start = {.data = from, .size = strlen(from)};
    int rc = SOHOA_OK;
    while (rc == SOHOA_OK && !c.last) {
        rc = chunk_read(r, prefix, start, flags, &c, err);
        if (rc == SOHOA_OK)
            rc = chunk_tell(&c, each, arg);
        if (rc == SOHOA_OK && !c.last) {
            size_t size = c.pairs[c.count - 1].key_size;
            if (size >= sizeof last) {
                rc = sohoa_fail(err, SOHOA_FATAL, "a key of %zu bytes is too long", size);
                break;
            }
            memcpy(last, c.bytes + c.pairs[c.count - 1].key, size + 1);
            start = behind(last, size);
        }
    }
    chunk_free(&c);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}
