/* masters.h - what the record layer's own files share of masters.c. */
#ifndef SOHOA_MASTERS_H
#define SOHOA_MASTERS_H
#include "record/store.h"

/* Moves the file `from`, open for writing as fd and holding the master's bytes, to its place, or
 * leaves it when the place is taken. Durable on OK. [any] */
int sohoa_master_place(struct sohoa_records *r, int fd, const char *from,
                       const struct sohoa_master *master, struct sohoa_err *err);
/* Gives the master `from` the name `to` as well, durably: a hard link, or a copy where links do not
 * reach. One that is there with the same size is kept. 0 or an errno. [any] */
int sohoa_master_link(const char *from, const char *to);
/* Copies a file unless `to` is there; whole and durable when the name appears. 0 or an errno. */
int sohoa_file_copy(const char *from, const char *to);
/* fsync of a folder: 0 or an errno. [any] */
int sohoa_folder_sync(const char *path);
#endif
