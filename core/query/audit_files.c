/* audit_files.c - the files of an access record: which there are, and their lines. Runs beside
 * writers: what they have not finished is left out. [any] */
#include "query/audit_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define CHUNK (256u * 1024)
#define NAME_SIZE (SOHOA_ID_SIZE - 1 + 1 + 6 + 6) /* id-000001.jsonl */

int sohoa_audit_file_path(const char *store, const char *chain, uint32_t number, char *buf,
                          size_t room, struct sohoa_err *err)
{
    int n = snprintf(buf, room, "%s/audit/%.26s-%06u.jsonl", store, chain, number);
    return n > 0 && (size_t)n < room
               ? SOHOA_OK
               : sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", store);
}

static bool parse_name(const char *name, struct sohoa_audit_file *ret)
{
    char id[SOHOA_ID_SIZE];
    if (strlen(name) != NAME_SIZE || name[26] != '-' || strcmp(name + 33, ".jsonl") != 0 ||
        strspn(name + 27, "0123456789") != 6)
        return false;
    memcpy(id, name, SOHOA_ID_SIZE - 1);
    id[SOHOA_ID_SIZE - 1] = '\0';
    if (!sohoa_id_valid(id))
        return false;
    memcpy(ret->chain, id, sizeof id);
    ret->number = (uint32_t)strtoul(name + 27, NULL, 10);
    return true;
}

static int by_chain(const void *a, const void *b)
{
    const struct sohoa_audit_file *x = a, *y = b;
    int order = strcmp(x->chain, y->chain);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int gather(DIR *d, struct sohoa_audit_file **files, size_t *count, struct sohoa_err *err)
{
    size_t room = 0;
    for (struct dirent *entry; (entry = readdir(d));) {
        struct sohoa_audit_file file;
        if (!parse_name(entry->d_name, &file))
            continue;
        if (*count == AUDIT_FILES_MAX)
            return sohoa_fail(err, SOHOA_FATAL, "the access record has more than %u files",
                              AUDIT_FILES_MAX);
        if (*count == room) {
            room = room ? room * 2 : 64;
            void *grown = realloc(*files, room * sizeof **files);
            if (!grown)
                return sohoa_no_memory(err);
            *files = grown;
        }
        (*files)[(*count)++] = file;
    }
    return SOHOA_OK;
}

int sohoa_audit_files(const char *store, struct sohoa_audit_file **ret, size_t *ret_count,
                      struct sohoa_err *err)
{
    char path[AUDIT_PATH_ROOM];
    if (snprintf(path, sizeof path, "%s/audit", store) >= (int)sizeof path)
        return sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", store);
    struct sohoa_audit_file *files = NULL;
    size_t count = 0;
    DIR *d = opendir(path);
    if (!d && errno != ENOENT)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the folder %s", path);
    int rc = d ? gather(d, &files, &count, err) : SOHOA_OK;
    if (d)
        closedir(d);
    if (rc != SOHOA_OK) {
        free(files);
        return rc;
    }
    if (count)
        qsort(files, count, sizeof *files, by_chain);
    *ret = files;
    *ret_count = count;
    return SOHOA_OK;
}

bool sohoa_audit_exists(const char *store)
{
    struct sohoa_audit_file *files = NULL;
    size_t count = 0;
    int rc = sohoa_audit_files(store, &files, &count, NULL);
    free(files);
    return rc != SOHOA_OK || count > 0;
}

/* What has been read and not yet told. */
struct reader {
    int fd;
    char *buf; /* CHUNK + AUDIT_LINE_MAX */
    size_t used;
    bool (*each)(void *arg, const char *line, size_t size);
    void *arg;
    enum sohoa_audit_end end;
    bool over;
};

/* Tells the whole lines in the buffer and moves the rest to its start. */
static void tell(struct reader *r)
{
    size_t at = 0;
    while (!r->over && at < r->used && r->buf[at] != '\0') {
        const char *newline = memchr(r->buf + at, '\n', r->used - at);
        if (!newline)
            break;
        size_t size = (size_t)(newline - r->buf) - at;
        if (size >= AUDIT_LINE_MAX || memchr(r->buf + at, '\0', size)) {
            r->end = AUDIT_END_ODD;
            r->over = true;
            return;
        }
        r->over = !r->each(r->arg, r->buf + at, size);
        at += size + 1;
    }
    r->used -= at;
    memmove(r->buf, r->buf + at, r->used);
    /* a line that was never finished, in space laid out ahead */
    const char *space = !r->over && r->used ? memchr(r->buf, '\0', r->used) : NULL;
    if (space && space > r->buf) {
        r->end = AUDIT_END_TORN;
        r->used -= (size_t)(space - r->buf);
        memmove(r->buf, space, r->used);
    }
    if (!r->over && r->used >= AUDIT_LINE_MAX && r->buf[0] != '\0') {
        r->end = AUDIT_END_ODD;
        r->over = true;
    }
}

/* Only NULs may follow where a line would begin. */
static void drop_padding(struct reader *r)
{
    if (r->used == 0 || r->buf[0] != '\0')
        return;
    for (size_t i = 0; i < r->used; i++)
        if (r->buf[i] != '\0') {
            r->end = AUDIT_END_ODD;
            r->over = true;
            return;
        }
    r->used = 1; /* remembers that padding began */
}

static int read_all(struct reader *r, const char *path, struct sohoa_err *err)
{
    while (!r->over) {
        ssize_t n = read(r->fd, r->buf + r->used, CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read %s", path);
        if (n == 0) {
            if (r->used > 0 && r->buf[0] != '\0')
                r->end = AUDIT_END_TORN;
            break;
        }
        r->used += (size_t)n;
        drop_padding(r);
        tell(r);
        drop_padding(r);
    }
    return SOHOA_OK;
}

int sohoa_audit_file_read(const char *path, bool (*each)(void *arg, const char *line, size_t size),
                          void *arg, enum sohoa_audit_end *ret_end, bool *ret_owned,
                          struct sohoa_err *err)
{
    struct reader r = {.each = each, .arg = arg};
    r.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (r.fd < 0 && errno == ENOENT)
        return SOHOA_END;
    if (r.fd < 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read %s", path);
    /* asked before reading: an owner that ends meanwhile only makes the file longer or shorter */
    bool owned = flock(r.fd, LOCK_SH | LOCK_NB) != 0;
    if (!owned)
        (void)flock(r.fd, LOCK_UN);
    r.buf = malloc(CHUNK + AUDIT_LINE_MAX);
    int rc = r.buf ? read_all(&r, path, err) : sohoa_no_memory(err);
    free(r.buf);
    close(r.fd);
    if (rc == SOHOA_OK) {
        *ret_end = r.end;
        *ret_owned = owned;
    }
    return rc;
}
