/* store.h - the inside of the record layer: an open store, raw reads and scans.
 *
 * A value is copied out of its snapshot and decoded after the snapshot has ended, so that
 * snapshots are as short as a copy. A thread never begins or commits while it holds one. */
#ifndef SOHOA_STORE_H
#define SOHOA_STORE_H
#include "record/codec.h"
#include "record/records.h"

#define SOHOA_PATH_ROOM 4096

struct sohoa_records {
    char *dir;
    struct sohoa_registry *reg; /* lent */
    bool readonly;
    bool filed;             /* the facts are those of today's rule */
    const char *db;         /* name of the database's folder, a constant */
    char id[SOHOA_ID_SIZE]; /* of the store, from meta */
    struct sohoa_instance *engine;
    struct sohoa_codec *codec;
};

/* sohoa_records_open with the database in another folder of the store than db. */
int sohoa_records_open_db(const char *dir, const char *db, unsigned flags,
                          struct sohoa_registry *reg, const struct sohoa_setting *settings,
                          size_t count, struct sohoa_records **ret, struct sohoa_err *err);

/* DIR/<name> or DIR/<name>/<more>. 0, or FATAL when the path is too long. [any] */
int sohoa_store_path(const struct sohoa_records *r, const char *name, const char *more, char *buf,
                     size_t room, struct sohoa_err *err);

/* The raw value of a key, malloc'd. END: no such key. [any] */
int sohoa_raw_get(struct sohoa_records *r, const char *key, void **ret, size_t *ret_size,
                  struct sohoa_err *err);
/* The decoded value as JSON text with a NUL behind it, malloc'd. END: no such key. [any] */
int sohoa_value_get(struct sohoa_records *r, const char *key, char **ret, size_t *ret_size,
                    struct sohoa_err *err);
/* The same, parsed; an object. [any] */
int sohoa_object_get(struct sohoa_records *r, const char *key, json_t **ret, struct sohoa_err *err);
/* A raw value of `key` decoded and parsed. [any] */
int sohoa_object_parse(struct sohoa_records *r, const char *key, struct sohoa_bytes raw,
                       json_t **ret, struct sohoa_err *err);

/* A dossier with the bytes it was read from (malloc'd), for sohoa_write_expect. END: no such
 * dossier. [any] */
int sohoa_dossier_get_raw(struct sohoa_records *r, const char *id, struct sohoa_dossier_record *ret,
                          void **ret_raw, size_t *ret_size, struct sohoa_err *err);

/* A walk over keys from `from` on (below `prefix`, which from starts with), in chunks, each from
 * its own snapshot; `each` runs outside of snapshots. */
enum sohoa_scan_flags {
    SOHOA_SCAN_KEYS = 1u << 0, /* value is empty */
    SOHOA_SCAN_ONE = 1u << 1,  /* everything from one snapshot: consistent, but it costs memory */
};
/* each: OK goes on, END stops (the scan answers OK), else that is the answer. [any] */
int sohoa_scan(struct sohoa_records *r, const char *prefix, const char *from, unsigned flags,
               int (*each)(void *arg, const char *key, struct sohoa_bytes value), void *arg,
               struct sohoa_err *err);
/* The same over objects: every value below prefix, parsed and lent with what stands behind the last
 * '/' of its key; each() returns false to stop. [any] */
int sohoa_objects_each(struct sohoa_records *r, const char *prefix,
                       bool (*each)(void *arg, const char *name, const json_t *object), void *arg,
                       struct sohoa_err *err);

/* The last change of `key` in w is made only if the key holds these raw bytes (size 0: nothing)
 * when it is committed; else the commit answers RETRY. */
int sohoa_write_expect(struct sohoa_write *w, const char *key, const void *value, size_t size,
                       struct sohoa_err *err);

/* Any other record of the store: JSON under a readable key (at most SOHOA_KEY_ROOM - 1 bytes), in
 * the same commit as the rest of w. Borrows value. [one] */
int sohoa_write_value(struct sohoa_write *w, const char *key, const json_t *value,
                      struct sohoa_err *err);
int sohoa_write_drop(struct sohoa_write *w, const char *key, struct sohoa_err *err);

/* ---- the change feed, seen by write.c ---- */

/* What a write does to dossiers. */
struct sohoa_news_list {
    struct sohoa_news *items; /* strings owned, but kind, which is a constant */
    size_t count, room;
};
/* What it means that `now` takes the place of a dossier in the state `before` (NULL: of none).
 * NULL: nothing that readers see. */
const char *sohoa_news_kind(const char *before, const char *now);
/* Adds news of the dossier, in place of older ones of it. False: out of memory. */
bool sohoa_news_add(struct sohoa_news_list *list, const char *kind,
                    const struct sohoa_dossier_record *dossier, bool forget);
bool sohoa_news_move(struct sohoa_news_list *to, struct sohoa_news_list *from);
void sohoa_news_clear(struct sohoa_news_list *list);
/* Adds the entries and the new last number, which expects the one before, to w. */
int sohoa_news_write(struct sohoa_records *r, struct sohoa_write *w,
                     const struct sohoa_news_list *list, uint64_t *ret_last, struct sohoa_err *err);
/* A JSON value under a key; takes object (NULL: out of memory). */
int sohoa_write_object(struct sohoa_write *w, const char *key, json_t *object,
                       struct sohoa_err *err);
#endif
