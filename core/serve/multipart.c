/* multipart.c - multipart/form-data in pieces; see multipart.h. */
#include "serve/multipart.h"

#include "serve/header.h"
#include "serve/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70
#define PIECE 16384
#define ROOM (PIECE + MULTIPART_HEAD_MAX + BOUNDARY_MAX + 16)

enum state { PREAMBLE = 0, DELIMITER, HEAD, DATA, EPILOGUE };

struct multipart {
    struct multipart_calls calls;
    enum state state;
    size_t parts, used, mark_size;
    char mark[BOUNDARY_MAX + 5]; /* CR LF -- boundary */
    char buf[ROOM];
};

static int malformed(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_BAD_PAGE, "the multipart body is malformed");
}

/* A parameter's value, quoted or not, from `at` behind its '='. The place behind it, or NULL. */
static const char *value_of(const char *at, char *ret, size_t room)
{
    size_t n = 0;
    if (*at != '"') {
        n = strcspn(at, "; \t\r\n");
        if (n >= room)
            return NULL;
        memcpy(ret, at, n);
        ret[n] = '\0';
        return at + n;
    }
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        if (n + 1 >= room)
            return NULL;
        ret[n++] = *at;
    }
    ret[n] = '\0';
    return *at == '"' ? at + 1 : NULL;
}

/* The next "; name=value" from *at on; its name's length, 0 at the end, -1 malformed. */
static int next_param(const char **at, const char **ret_name, char *ret_value, size_t room)
{
    const char *p = *at + strspn(*at, " \t;");
    if (!*p || *p == '\r')
        return 0;
    size_t size = strcspn(p, "=; \t\r\n");
    if (size == 0 || size > 64 || p[size] != '=')
        return -1;
    *ret_name = p;
    *at = value_of(p + size + 1, ret_value, room);
    return *at ? (int)size : -1;
}

static bool is(const char *name, int size, const char *wanted)
{
    return (size_t)size == strlen(wanted) && strncasecmp(name, wanted, (size_t)size) == 0;
}

int multipart_new(const char *content_type, const struct multipart_calls *calls,
                  struct multipart **ret, struct sohoa_err *err)
{
    static const char type[] = "multipart/form-data";
    char value[BOUNDARY_MAX + 1], boundary[BOUNDARY_MAX + 1] = "";
    const char *name = NULL, *at = content_type + sizeof type - 1;
    bool fine = strncasecmp(content_type, type, sizeof type - 1) == 0;
    for (int size = 1; fine && size > 0;) {
        size = next_param(&at, &name, value, sizeof value);
        if (size < 0)
            fine = false;
        else if (size > 0 && is(name, size, "boundary"))
            memcpy(boundary, value, sizeof boundary);
    }
    if (!fine || !boundary[0])
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "the body is not multipart/form-data with a boundary");
    struct multipart *m = calloc(1, sizeof *m);
    if (!m)
        return sohoa_no_memory(err);
    m->calls = *calls;
    m->mark_size = (size_t)snprintf(m->mark, sizeof m->mark, "\r\n--%s", boundary);
    /* a delimiter at the very start has no line before it */
    memcpy(m->buf, "\r\n", 2);
    m->used = 2;
    *ret = m;
    return SOHOA_OK;
}

void multipart_free(struct multipart *m)
{
    free(m);
}

static void consume(struct multipart *m, size_t size)
{
    m->used -= size;
    memmove(m->buf, m->buf + size, m->used);
}

struct disposition {
    char name[MULTIPART_NAME_MAX], filename[MULTIPART_NAME_MAX];
    bool named, file;
};

static bool read_disposition(const char *at, struct disposition *d)
{
    char value[MULTIPART_NAME_MAX];
    const char *name = NULL;
    bool extended = false;
    if (strncasecmp(at, "form-data", 9) != 0)
        return false;
    at += 9;
    for (int size = 1; size != 0;) {
        size = next_param(&at, &name, value, sizeof value);
        if (size < 0)
            return false;
        if (is(name, size, "name") && size) {
            memcpy(d->name, value, sizeof value);
            d->named = true;
        } else if (size && is(name, size, "filename*")) {
            extended = d->file = header_extended(value, d->filename, sizeof d->filename);
            if (!extended)
                return false;
        } else if (size && is(name, size, "filename") && !extended) {
            memcpy(d->filename, value, sizeof value);
            d->file = true;
        }
    }
    return d->named && target_text_ok(d->name, strlen(d->name)) &&
           target_text_ok(d->filename, strlen(d->filename));
}

/* The lines of a part's head, `text` ends in one empty line. */
static int read_head(struct multipart *m, char *text, struct sohoa_err *err)
{
    struct disposition d = {.named = false};
    for (char *line = text, *next; *line; line = next) {
        char *end = strstr(line, "\r\n");
        next = end ? end + 2 : line + strlen(line);
        if (end)
            *end = '\0';
        static const char wanted[] = "Content-Disposition:";
        if (strncasecmp(line, wanted, sizeof wanted - 1) != 0)
            continue;
        line += sizeof wanted - 1;
        if (d.named || !read_disposition(line + strspn(line, " \t"), &d))
            return malformed(err);
    }
    if (!d.named || ++m->parts > MULTIPART_PARTS_MAX)
        return malformed(err);
    struct multipart_part part = {.name = d.name, .filename = d.file ? d.filename : NULL};
    return m->calls.begin(m->calls.arg, &part, err);
}

/* One step; *ret_more: there may be another one with the bytes at hand. */
static int take_text(struct multipart *m, bool *ret_more, struct sohoa_err *err)
{
    char *mark = memmem(m->buf, m->used, m->mark, m->mark_size);
    size_t size =
        mark ? (size_t)(mark - m->buf) : (m->used >= m->mark_size ? m->used - m->mark_size + 1 : 0);
    int rc = SOHOA_OK;
    if (m->state == DATA && size)
        rc = m->calls.data(m->calls.arg, m->buf, size, err);
    if (rc == SOHOA_OK && mark && m->state == DATA)
        rc = m->calls.end(m->calls.arg, err);
    consume(m, mark ? size + m->mark_size : size);
    if (mark)
        m->state = DELIMITER;
    *ret_more = mark != NULL;
    return rc;
}

static int take_delimiter(struct multipart *m, bool *ret_more, struct sohoa_err *err)
{
    *ret_more = false;
    while (m->used && (m->buf[0] == ' ' || m->buf[0] == '\t'))
        consume(m, 1);
    if (m->used < 2)
        return SOHOA_OK;
    bool last = memcmp(m->buf, "--", 2) == 0;
    if (!last && memcmp(m->buf, "\r\n", 2) != 0)
        return malformed(err);
    consume(m, 2);
    m->state = last ? EPILOGUE : HEAD;
    *ret_more = true;
    return SOHOA_OK;
}

static int take_head(struct multipart *m, bool *ret_more, struct sohoa_err *err)
{
    char text[MULTIPART_HEAD_MAX + 1];
    const char *end = memmem(m->buf, m->used, "\r\n\r\n", 4);
    *ret_more = end != NULL;
    size_t size = end ? (size_t)(end - m->buf) + 2 : 0;
    if (size > MULTIPART_HEAD_MAX || (!end && m->used > MULTIPART_HEAD_MAX))
        return malformed(err);
    if (!end)
        return SOHOA_OK;
    memcpy(text, m->buf, size);
    text[size] = '\0';
    if (strlen(text) != size)
        return malformed(err);
    consume(m, size + 2);
    m->state = DATA;
    return read_head(m, text, err);
}

static int take(struct multipart *m, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    for (bool more = true; rc == SOHOA_OK && more;) {
        if (m->state == DELIMITER)
            rc = take_delimiter(m, &more, err);
        else if (m->state == HEAD)
            rc = take_head(m, &more, err);
        else if (m->state == EPILOGUE)
            m->used = 0, more = false;
        else
            rc = take_text(m, &more, err);
    }
    return rc;
}

int multipart_feed(struct multipart *m, const char *data, size_t size, struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    while (rc == SOHOA_OK && size) {
        size_t piece = size < PIECE ? size : PIECE;
        memcpy(m->buf + m->used, data, piece);
        m->used += piece;
        data += piece;
        size -= piece;
        rc = take(m, err);
    }
    return rc;
}

int multipart_end(const struct multipart *m, struct sohoa_err *err)
{
    if (m->state == EPILOGUE)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_BAD_PAGE, "the multipart body is cut off");
}
