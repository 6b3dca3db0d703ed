/* audit_chain.c - a chain of the access record that is written: taken over or begun, its file laid
 * out ahead and ended, its lines made durable.
 *
 * Whoever holds the flock on a chain's last file owns the chain. A new file is locked before the
 * one before it is let go, and who takes a file over looks whether another follows. A chain is
 * taken over only when its last line is whole and its MAC right, and only in the folder in which it
 * was begun: what was tampered with or torn stays as it was found, what was copied as it came.
 * After a failed write the file is cut back to what was durable and the chain let go; none of the
 * failed lines was acknowledged. One owner. */
#include "query/audit_parts.h"

#include "record/disk_fail.h"
#include "record/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROTATE (64u << 20)
#define AHEAD (1u << 20) /* bytes laid out ahead at once */
#define NUMBER_MAX 999999u
#define ADOPT_TRIES 8 /* chains looked at; the younger are likelier to be free and whole */

struct sohoa_audit_chain {
    const char *store; /* lent */
    const struct sohoa_audit_key *key;
    uint64_t rotate;
    bool ahead;
    int fd; /* -1: no chain is open */
    char id[SOHOA_ID_SIZE];
    uint32_t number;
    bool fresh; /* the file's name is not durable yet */
    uint64_t n; /* of the next line */
    char prev[SOHOA_AUDIT_HASH_SIZE];
    uint64_t size, laid; /* durable bytes; bytes of the file with what is laid out */
    struct sohoa_audit_bytes head;
};

struct sohoa_audit_chain *sohoa_audit_chain_new(const char *store,
                                                const struct sohoa_audit_key *key,
                                                const struct sohoa_audit_options *options)
{
    struct sohoa_audit_chain *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->store = store;
    c->key = key;
    c->rotate = options && options->rotate ? options->rotate : ROTATE;
    c->ahead = options && options->service;
    c->fd = -1;
    return c;
}

/* Lets the file go; what is behind the durable lines is cut off. */
void sohoa_audit_chain_drop(struct sohoa_audit_chain *c)
{
    char path[AUDIT_PATH_ROOM];
    if (c->fd < 0)
        return;
    if (c->laid > c->size)
        (void)!ftruncate(c->fd, (off_t)c->size);
    if (c->size == 0 &&
        sohoa_audit_file_path(c->store, c->id, c->number, path, sizeof path, NULL) == SOHOA_OK)
        unlink(path);
    close(c->fd);
    c->fd = -1;
}

void sohoa_audit_chain_free(struct sohoa_audit_chain *c)
{
    if (!c)
        return;
    sohoa_audit_chain_drop(c);
    free(c->head.data);
    free(c);
}

static int disk_failed(const struct sohoa_audit_chain *c, int sys_errno, struct sohoa_err *err)
{
    return sohoa_disk_fail(err, sys_errno, c->store,
                           "the access record of %s cannot be written, so nothing is read");
}

/* ---- taking over ---- */

/* The last line of the file, if it is whole and ours. */
static bool last_line(struct sohoa_audit_chain *c, int fd, uint64_t size)
{
    struct sohoa_audit_line line;
    char mac[SOHOA_AUDIT_HASH_SIZE];
    size_t want = size < AUDIT_LINE_MAX ? (size_t)size : AUDIT_LINE_MAX;
    char *buf = malloc(AUDIT_LINE_MAX);
    bool fits = buf && want > 0 && pread(fd, buf, want, (off_t)(size - want)) == (ssize_t)want &&
                buf[want - 1] == '\n';
    size_t start = fits ? want - 1 : 0;
    while (start > 0 && buf[start - 1] != '\n')
        start--;
    if (fits)
        fits = sohoa_audit_line_parse(buf + start, want - 1 - start, &line);
    if (fits) {
        sohoa_mac_hex(&c->key->line, buf + start, line.signed_size, mac);
        fits = strcmp(mac, line.mac) == 0;
    }
    if (fits) {
        c->n = line.n + 1;
        memcpy(c->prev, mac, sizeof c->prev);
    }
    free(buf);
    return fits;
}

/* Which folder this is: a copy of it is another one. */
static void describe_place(const struct sohoa_audit_chain *c, char ret[64])
{
    char path[AUDIT_PATH_ROOM];
    struct stat st = {0};
    if (snprintf(path, sizeof path, "%s/audit", c->store) < (int)sizeof path)
        (void)stat(path, &st);
    (void)snprintf(ret, 64, ",\"place\":\"%llx-%llx\"", (unsigned long long)st.st_dev,
                   (unsigned long long)st.st_ino);
}

/* The head was written here. */
static bool is_ours(const struct sohoa_audit_chain *c, int fd)
{
    char head[1024], place[64];
    ssize_t n = pread(fd, head, sizeof head - 1, 0);
    head[n > 0 ? n : 0] = '\0';
    head[strcspn(head, "\n")] = '\0';
    describe_place(c, place);
    return strstr(head, place) != NULL;
}

static bool is_last(const struct sohoa_audit_chain *c, const struct sohoa_audit_file *file)
{
    char path[AUDIT_PATH_ROOM];
    return file->number < NUMBER_MAX &&
           sohoa_audit_file_path(c->store, file->chain, file->number + 1, path, sizeof path,
                                 NULL) == SOHOA_OK &&
           access(path, F_OK) != 0;
}

static bool adopt_file(struct sohoa_audit_chain *c, const struct sohoa_audit_file *file)
{
    char path[AUDIT_PATH_ROOM];
    struct stat st;
    if (sohoa_audit_file_path(c->store, file->chain, file->number, path, sizeof path, NULL) !=
        SOHOA_OK)
        return false;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || !is_last(c, file) || fstat(fd, &st) != 0 ||
        (uint64_t)st.st_size >= c->rotate || access(path, F_OK) != 0 || !is_ours(c, fd) ||
        !last_line(c, fd, (uint64_t)st.st_size)) {
        close(fd);
        return false;
    }
    c->fd = fd;
    memcpy(c->id, file->chain, sizeof c->id);
    c->number = file->number;
    c->size = c->laid = (uint64_t)st.st_size;
    c->fresh = false;
    c->head.size = 0;
    return true;
}

static int adopt(struct sohoa_audit_chain *c, struct sohoa_err *err)
{
    struct sohoa_audit_file *files = NULL;
    size_t count = 0, tries = 0;
    int rc = sohoa_audit_files(c->store, &files, &count, err);
    for (size_t i = count; rc == SOHOA_OK && c->fd < 0 && i-- > 0 && tries < ADOPT_TRIES;)
        if (i + 1 == count || strcmp(files[i].chain, files[i + 1].chain) != 0) {
            tries++;
            (void)adopt_file(c, &files[i]);
        }
    free(files);
    return rc;
}

/* ---- beginning ---- */

static void put_head(struct sohoa_audit_chain *c)
{
    struct sohoa_audit_bytes members = {0};
    struct sohoa_audit_entry begin = {.who = "sohoa", .action = "chain"};
    char text[160], place[64];
    sohoa_audit_put_entry(&members, &begin);
    (void)snprintf(text, sizeof text, ",\"chain\":\"%s\",\"file\":%u,\"key\":\"%s\"", c->id,
                   c->number, c->key->id);
    sohoa_audit_puts(&members, text);
    describe_place(c, place);
    sohoa_audit_puts(&members, place);
    c->head.size = 0;
    c->head.failed = members.failed;
    if (!members.failed)
        sohoa_audit_put_line(&c->head, &c->key->line, members.data, members.size, NULL, &c->n,
                             c->prev);
    free(members.data);
}

/* A new file, locked; the one before is let go. */
static int next_file(struct sohoa_audit_chain *c, const char *id, uint32_t number,
                     struct sohoa_err *err)
{
    char path[AUDIT_PATH_ROOM];
    int rc = sohoa_audit_file_path(c->store, id, number, path, sizeof path, err);
    if (rc != SOHOA_OK)
        return rc;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_failed(c, errno, err);
    (void)flock(fd, LOCK_EX | LOCK_NB); /* where there are no locks, there is one process */
    sohoa_audit_chain_drop(c);
    c->fd = fd;
    if (id != c->id)
        memcpy(c->id, id, sizeof c->id);
    c->number = number;
    c->size = c->laid = 0;
    c->fresh = true;
    put_head(c);
    return c->head.failed ? sohoa_no_memory(err) : SOHOA_OK;
}

int sohoa_audit_chain_ready(struct sohoa_audit_chain *c, uint64_t **ret_n, char **ret_prev,
                            struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    if (c->fd >= 0 && c->size >= c->rotate && c->number < NUMBER_MAX)
        rc = next_file(c, c->id, c->number + 1, err);
    else if (c->fd < 0)
        rc = adopt(c, err);
    if (rc == SOHOA_OK && c->fd < 0) {
        char id[SOHOA_ID_SIZE];
        sohoa_id_new(id);
        c->n = 0;
        memset(c->prev, '0', sizeof c->prev - 1);
        c->prev[sizeof c->prev - 1] = '\0';
        rc = next_file(c, id, 1, err);
    }
    if (rc != SOHOA_OK) {
        sohoa_audit_chain_drop(c);
        return rc;
    }
    *ret_n = &c->n;
    *ret_prev = c->prev;
    return SOHOA_OK;
}

/* ---- writing ---- */

/* 0 or an errno. */
static int write_at(int fd, const char *data, size_t size, uint64_t at)
{
    while (size > 0) {
        ssize_t n = pwrite(fd, data, size, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 ? ENOSPC : errno;
        data += n;
        size -= (size_t)n;
        at += (uint64_t)n;
    }
    return 0;
}

/* Space behind the lines that are about to be written, so that their sync need not change the
 * file's length. A disk too full for it is no fault yet. */
static void lay_ahead(struct sohoa_audit_chain *c, uint64_t end)
{
    static const char zeros[65536];
    if (!c->ahead || end <= c->laid)
        return;
    uint64_t to = end + AHEAD;
    for (uint64_t at = c->laid; at < to;) {
        size_t size = to - at < sizeof zeros ? (size_t)(to - at) : sizeof zeros;
        if (write_at(c->fd, zeros, size, at) != 0)
            return;
        at += size;
        c->laid = at;
    }
}

static int sync_file(struct sohoa_audit_chain *c)
{
    char folder[AUDIT_PATH_ROOM];
    if (fdatasync(c->fd) != 0)
        return errno;
    if (!c->fresh)
        return 0;
    if (snprintf(folder, sizeof folder, "%s/audit", c->store) >= (int)sizeof folder)
        return ENAMETOOLONG;
    int bad = sohoa_folder_sync(folder);
    c->fresh = bad != 0;
    return bad;
}

int sohoa_audit_chain_write(struct sohoa_audit_chain *c, const char *data, size_t size,
                            struct sohoa_err *err)
{
    uint64_t end = c->size + c->head.size + size;
    lay_ahead(c, end);
    int bad = write_at(c->fd, c->head.data, c->head.size, c->size);
    if (!bad)
        bad = write_at(c->fd, data, size, c->size + c->head.size);
    if (c->laid < end)
        c->laid = end; /* as far as something of it may be written */
    if (!bad)
        bad = sync_file(c);
    if (bad) {
        sohoa_audit_chain_drop(c);
        return disk_failed(c, bad, err);
    }
    c->size = end;
    c->head.size = 0;
    return SOHOA_OK;
}
