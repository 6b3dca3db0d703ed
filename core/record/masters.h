/* masters.h - what the record layer's own files share of masters.c. */
#ifndef SOHOA_MASTERS_H
#define SOHOA_MASTERS_H
#include "record/store.h"

#include <time.h>

/* Moves the file `from`, open for writing as fd and holding the master's bytes, to its place, or
 * leaves it when the place is taken. Durable on OK. [any] */
int sohoa_master_place(struct sohoa_records *r, int fd, const char *from,
                       const struct sohoa_master *master, struct sohoa_err *err);
/* Gives the master `from` the name `to` as well, durably: a hard link, or a copy where links do not
 * reach. One that is there with the same size is kept. 0 or an errno. [any] */
int sohoa_master_link(const char *from, const char *to);
/* Masters touched at or after this instant may be on their way into a batch. [any] */
time_t sohoa_master_settled_before(struct sohoa_records *r);
/* sohoa_master_drop of one that was touched before this instant. [any] */
int sohoa_master_drop_before(struct sohoa_records *r, const char *sha256, time_t before,
                             bool *ret_gone, struct sohoa_err *err);
/* Backups hold it together, who removes masters (alone) holds it without them. RETRY: somebody
 * else does. *ret (-1: the store's disk is read-only, nobody can remove anything) is for
 * sohoa_dossiers_unlock. (locks.c) */
int sohoa_masters_lock(struct sohoa_records *r, bool alone, int *ret, struct sohoa_err *err);
/* The same of what was handed in and waits below STORE/uploads: who removes a job's files holds it
 * alone. (locks.c) */
int sohoa_uploads_lock(struct sohoa_records *r, bool alone, int *ret, struct sohoa_err *err);
/* Brings the uploads of a backup in step with its database `copy`: the files of jobs that are not
 * done come, those of others go. Under sohoa_uploads_lock. (backup_uploads.c) */
int sohoa_uploads_copy(struct sohoa_records *from, struct sohoa_records *copy,
                       const struct sohoa_call *call, struct sohoa_err *err);
/* The SHA-256 and size of a file: 0 or an errno. [any] (hash.c) */
int sohoa_hash_file(const char *path, char ret[SOHOA_SHA256_SIZE], uint64_t *ret_bytes);
/* Copies a file unless `to` is there; whole and durable when the name appears. 0 or an errno. */
int sohoa_file_copy(const char *from, const char *to);
/* fsync of a folder: 0 or an errno. [any] */
int sohoa_folder_sync(const char *path);
#endif
