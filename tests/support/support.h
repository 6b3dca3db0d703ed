/* support.h - what tests share: temporary folders, a store in one, small files.
 *
 * Header only, so that a test stays one file. Folders are made below $TMPDIR or /tmp and removed
 * by support_remove. */
#ifndef SOHOA_SUPPORT_H
#define SOHOA_SUPPORT_H
#include "record/records.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new empty folder; its path is written to buf. Ends the program when that fails. */
static inline void support_folder(char *buf, size_t room)
{
    const char *base = getenv("TMPDIR");
    int n = snprintf(buf, room, "%s/sohoa-test-XXXXXX", base && *base ? base : "/tmp");
    if (n < 0 || (size_t)n >= room || !mkdtemp(buf)) {
        perror("a temporary folder cannot be made");
        exit(1);
    }
}

static inline int support_remove_one(const char *path, const struct stat *st, int kind,
                                     struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Removes a folder with all that is in it. */
static inline void support_remove(const char *path)
{
    (void)nftw(path, support_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Writes a file; ends the program when that fails. */
static inline void support_write_file(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd) != 0) {
        perror(path);
        exit(1);
    }
}

/* A store in a temporary folder, with the registry of this build. */
struct support_store {
    char folder[256]; /* the temporary folder */
    char dir[300];    /* the store in it */
    struct sohoa_registry *registry;
    struct sohoa_records *records;
};

/* Opens dir (again) with flags; ends the program when that fails. */
static inline void support_store_reopen(struct support_store *s, unsigned flags)
{
    struct sohoa_err err = {0};
    sohoa_records_close(s->records);
    s->records = NULL;
    if (sohoa_records_open(s->dir, flags, s->registry, NULL, 0, &s->records, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "the test's store cannot be opened: %s\n", err.text);
        exit(1);
    }
}

static inline void support_store_open(struct support_store *s)
{
    struct sohoa_err err = {0};
    memset(s, 0, sizeof *s);
    support_folder(s->folder, sizeof s->folder);
    (void)snprintf(s->dir, sizeof s->dir, "%s/store", s->folder);
    if (sohoa_registry_open(&s->registry, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "no registry: %s\n", err.text);
        exit(1);
    }
    support_store_reopen(s, SOHOA_OPEN_CREATE);
}

static inline void support_store_close(struct support_store *s)
{
    sohoa_records_close(s->records);
    sohoa_registry_close(s->registry);
    support_remove(s->folder);
    memset(s, 0, sizeof *s);
}
#endif
