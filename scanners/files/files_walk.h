/* files_walk.h - files and folders in natural order: of each folder first its files, then its
 * folders. Hidden entries, and names that no decoder reads, are passed over and counted. A folder
 * is visited once a root, however many links lead to it, so loops end. One thread. */
#ifndef FILES_WALK_H
#define FILES_WALK_H
#include "files.h"

struct files_walk;
struct files_walk *files_walk_new(void); /* NULL when out of memory */
void files_walk_free(struct files_walk *walk);
/* Adds a file or folder at the end. The disk is not touched. 0, or -1: out of memory. */
int files_walk_add(struct files_walk *walk, const char *path);

struct files_found_file {
    const char *path; /* as given, joined; valid until the next call */
    bool new_folder;  /* the first file of another folder than the one before */
};
/* OK: a file to open. BAD_PAGE: a folder that cannot be read, path set. END: no more; it goes on
 * when paths are added. */
int files_walk_next(struct files_walk *walk, struct files_found_file *ret_file,
                    struct sohoa_err *err);
uint64_t files_walk_skipped(const struct files_walk *walk);
/* Who hears of each entry that is passed over, during a next; path is lent. NULL: nobody. */
void files_walk_listen(struct files_walk *walk, void (*passed)(void *arg, const char *path),
                       void *arg);

/* The key that orders a name, malloc'd (NULL: out of memory), and the order of two names: <0 0 >0.
 * Numbers count by value, letters without case and marks; equal keys fall back to the bytes. */
char *files_natural_key(const char *name);
int files_natural_compare(const char *key_a, const char *name_a, const char *key_b,
                          const char *name_b);
#endif
