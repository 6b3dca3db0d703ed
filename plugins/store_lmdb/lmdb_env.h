/* lmdb_env.h - one LMDB environment of this process, shared by all who open its folder.
 *
 * LMDB forbids opening an environment twice in one process, and unmaps what readers hold when its
 * map is resized. So environments stand in one table of the process, and every transaction goes
 * through a gate: users enter and leave, a resize waits until nobody is inside. */
#ifndef LMDB_ENV_H
#define LMDB_ENV_H
#include "sohoa_plugin.h"

#include <lmdb.h>

struct lmdb_env;

struct lmdb_env_wish {
    const char *path; /* folder of data.mdb, must exist */
    size_t map;       /* bytes the map has at least */
    unsigned readers; /* slots of the reader table when it is made */
    bool readonly;
};
/* Opens the folder's environment, or shares the one this process has. [any] */
int lmdb_env_open(const struct lmdb_env_wish *wish, struct lmdb_env **ret, struct sohoa_err *err);
void lmdb_env_close(struct lmdb_env *env);

/* The folder, for messages. */
const char *lmdb_env_path(const struct lmdb_env *env);

/* A read transaction with its cursor. */
struct lmdb_snapshot {
    struct lmdb_snapshot *next; /* of those at rest */
    MDB_txn *txn;
    MDB_cursor *cursor;
};

/* The gate. Enter waits while the map is being resized. A thread that is inside must not enter
 * again: the resize would wait for it and it for the resize. ret_rested (may be NULL): a snapshot
 * at rest, to be renewed, or NULL when there is none. [any] */
int lmdb_env_enter(struct lmdb_env *env, MDB_env **ret, struct lmdb_snapshot **ret_rested,
                   struct sohoa_err *err);
/* rested (may be NULL): a snapshot that was reset; kept for the next reader, or ended. */
void lmdb_env_leave(struct lmdb_env *env, struct lmdb_snapshot *rested);
void lmdb_snapshot_free(struct lmdb_snapshot *snapshot); /* NULL is fine */

/* What to do after a call on the environment returned rc, outside the gate: OK: the obstacle is
 * gone (map doubled, another process's growth taken over, dead readers cleared), do it again.
 * Otherwise err says in words what rc means and the result is what the caller returns. map: the
 * map's size as the failed attempt saw it. [any] */
int lmdb_env_mend(struct lmdb_env *env, int rc, size_t map, struct sohoa_err *err);

/* Bytes of the map, inside the gate. */
size_t lmdb_env_map(MDB_env *mdb);

/* Bytes that the data take in the file, and bytes of the map. [any] */
int lmdb_env_size(struct lmdb_env *env, uint64_t *ret_used, uint64_t *ret_map,
                  struct sohoa_err *err);

/* Doubles the map when the data fill more than half of it: room for writers during a long copy. */
int lmdb_env_make_room(struct lmdb_env *env, struct sohoa_err *err);
#endif
