/* pdf_read.c - see pdf_read.h. */
#include "host/pdf_read.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAIL 2048    /* bytes at the end in which startxref stands */
#define PLACE 20     /* bytes of an entry of the table of places */
#define DEPTH_MAX 64 /* of values in values */
#define TREE_MAX 32  /* of page nodes */
#define PIECE 4096

static int no_pdf(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_FATAL, "this PDF cannot be updated: it is of another make");
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
}

static bool is_plain(char c)
{
    return c && !is_space(c) && !strchr("()<>[]{}/%", c);
}

static const char *skip_space(const char *p)
{
    while (is_space(*p))
        p++;
    return p;
}

static const char *skip_string(const char *p)
{
    int depth = 0;
    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return NULL;
}

/* Behind a number, and behind the reference that it may begin: "12 0 R". */
static const char *skip_plain(const char *p)
{
    const char *end = p;
    while (is_plain(*end))
        end++;
    const char *q = skip_space(end);
    if (!isdigit((unsigned char)*p) || !isdigit((unsigned char)*q))
        return end;
    while (isdigit((unsigned char)*q))
        q++;
    q = skip_space(q);
    return *q == 'R' && !is_plain(q[1]) ? q + 1 : end;
}

/* Behind the value at p; NULL: there is none. */
static const char *skip_value(const char *p, int depth)
{
    p = skip_space(p);
    if (depth > DEPTH_MAX)
        return NULL;
    if (*p == '(')
        return skip_string(p);
    if (*p == '/') {
        for (p++; is_plain(*p);)
            p++;
        return p;
    }
    bool dict = p[0] == '<' && p[1] == '<';
    if (*p == '<' && !dict) {
        p = strchr(p, '>');
        return p ? p + 1 : NULL;
    }
    if (!dict && *p != '[')
        return is_plain(*p) ? skip_plain(p) : NULL;
    p += dict ? 2 : 1;
    for (;;) {
        p = skip_space(p);
        if (dict ? p[0] == '>' && p[1] == '>' : *p == ']')
            return p + (dict ? 2 : 1);
        p = skip_value(p, depth + 1);
        if (!p)
            return NULL;
    }
}

const char *sohoa_pdf_entry(const char *dict, const char *key, size_t *ret_size)
{
    const char *p = skip_space(dict);
    size_t length = strlen(key);
    if (p[0] != '<' || p[1] != '<')
        return NULL;
    for (p = skip_space(p + 2); *p == '/';) {
        const char *name = p + 1, *value = skip_value(p, 0);
        bool found = (size_t)(value - name) == length && memcmp(name, key, length) == 0;
        value = skip_space(value);
        const char *end = skip_value(value, 0);
        if (!end)
            return NULL;
        if (found) {
            *ret_size = (size_t)(end - value);
            return value;
        }
        p = skip_space(end);
    }
    return NULL;
}

uint32_t sohoa_pdf_reference(const char *value, size_t size)
{
    char *end = NULL;
    unsigned long n = size > 4 && isdigit((unsigned char)*value) ? strtoul(value, &end, 10) : 0;
    return n > 0 && n < UINT32_MAX && value[size - 1] == 'R' ? (uint32_t)n : 0;
}

/* Numbers are read without the locale: whole part and decimals. */
size_t sohoa_pdf_numbers(const char *value, size_t size, double *ret, size_t count)
{
    size_t found = 0;
    const char *end = value + size;
    for (const char *p = value; p < end && found < count;) {
        if (!isdigit((unsigned char)*p) && *p != '.' && *p != '-') {
            p++;
            continue;
        }
        double sign = *p == '-' ? -1 : 1, unit = 1, n = 0;
        for (p += *p == '-'; p < end && isdigit((unsigned char)*p); p++)
            n = n * 10 + (*p - '0');
        if (p < end && *p == '.')
            for (p++; p < end && isdigit((unsigned char)*p); p++)
                n += (*p - '0') * (unit /= 10);
        ret[found++] = sign * n;
    }
    return found;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Reads what there is up to room - 1 bytes, ended with a zero; false: nothing. */
static bool read_at(const struct sohoa_pdf_file *file, size_t at, char *buf, size_t room)
{
    ssize_t n = at < file->size ? pread(file->fd, buf, room - 1, (off_t)at) : 0;
    buf[n > 0 ? n : 0] = '\0';
    return n > 0;
}

static bool read_number(const char *text, size_t *ret)
{
    char *end = NULL;
    errno = 0;
    unsigned long long n = isdigit((unsigned char)*text) ? strtoull(text, &end, 10) : 0;
    if (!end || errno)
        return false;
    *ret = (size_t)n;
    return true;
}

/* One table of places: the place of an object when it is wanted and there (else 0), and where the
 * trailer behind the table begins. */
static bool read_table(const struct sohoa_pdf_file *file, size_t at, uint32_t wanted,
                       size_t *ret_place, size_t *ret_trailer)
{
    char line[64];
    if (!read_at(file, at, line, sizeof line) || strncmp(line, "xref\n", 5) != 0)
        return false;
    for (at += 5; read_at(file, at, line, sizeof line) && isdigit((unsigned char)line[0]);) {
        size_t first = 0, count = 0;
        const char *space = strchr(line, ' '), *end = strchr(line, '\n');
        if (!space || !end || space > end || !read_number(line, &first) ||
            !read_number(space + 1, &count) || count > file->size / PLACE)
            return false;
        at += (size_t)(end - line) + 1;
        if (wanted >= first && wanted - first < count) {
            char entry[PLACE + 1];
            if (!read_at(file, at + (wanted - first) * PLACE, entry, sizeof entry))
                return false;
            if (strlen(entry) == PLACE && entry[17] == 'n' && !read_number(entry, ret_place))
                return false;
        }
        at += count * PLACE;
    }
    *ret_trailer = at + 8;
    return strncmp(line, "trailer\n", 8) == 0;
}

/* The trailer whose text begins at `at`; the caller frees it. NULL: none. */
static char *read_body(const struct sohoa_pdf_file *file, size_t at)
{
    char *text = NULL;
    for (size_t room = PIECE; room <= SOHOA_PDF_OBJECT_MAX; room *= 4) {
        char *more = realloc(text, room);
        if (!more || !read_at(file, at, more, room)) {
            free(more ? more : text);
            return NULL;
        }
        text = more;
        const char *end = skip_value(text, 0);
        if (end && (size_t)(end - text) + 16 < room) {
            text[end - text] = '\0';
            return text;
        }
        if (strlen(text) + 1 < room) /* all of the file was seen */
            break;
    }
    free(text);
    return NULL;
}

static uint32_t reference_of(const char *dict, const char *key)
{
    size_t size = 0;
    const char *value = sohoa_pdf_entry(dict, key, &size);
    return value ? sohoa_pdf_reference(value, size) : 0;
}

static bool number_of(const char *dict, const char *key, size_t *ret)
{
    size_t size = 0;
    const char *value = sohoa_pdf_entry(dict, key, &size);
    return value && read_number(value, ret);
}

int sohoa_pdf_file_open(int fd, struct sohoa_pdf_file *ret, struct sohoa_err *err)
{
    struct stat st;
    struct sohoa_pdf_file file = {.fd = fd};
    char tail[TAIL + 1], *trailer = NULL;
    size_t at = 0, count = 0, size = 0, place = 0;
    if (fstat(fd, &st) != 0)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read the PDF");
    file.size = (size_t)st.st_size;
    size_t length = file.size < TAIL ? file.size : TAIL;
    const char *start = NULL; /* the last one; zeros may stand before it */
    if (read_at(&file, file.size - length, tail, sizeof tail))
        for (size_t i = length; i-- > 0 && !start;)
            start = strncmp(tail + i, "startxref\n", 10) == 0 ? tail + i : NULL;
    if (start && strstr(start, "%%EOF") && read_number(start + 10, &file.xref) &&
        read_table(&file, file.xref, 0, &place, &at))
        trailer = read_body(&file, at);
    const char *id = trailer ? sohoa_pdf_entry(trailer, "ID", &size) : NULL;
    bool sound = id && size < sizeof file.id && number_of(trailer, "Size", &count) && count > 1 &&
                 count < UINT32_MAX / 2;
    if (sound) {
        memcpy(file.id, id, size);
        file.count = (uint32_t)count - 1;
        file.root = reference_of(trailer, "Root");
        file.info = reference_of(trailer, "Info");
    }
    free(trailer);
    if (!sound || !file.root || !file.info)
        return no_pdf(err);
    *ret = file;
    return SOHOA_OK;
}

/* The newest table that has the object says where it is. */
static size_t place_of(const struct sohoa_pdf_file *file, uint32_t number)
{
    size_t table = file->xref;
    for (int i = 0; i < SOHOA_PDF_UPDATES_MAX; i++) {
        size_t place = 0, at = 0;
        if (!read_table(file, table, number, &place, &at))
            return 0;
        if (place)
            return place;
        char *trailer = read_body(file, at);
        bool more = trailer && number_of(trailer, "Prev", &table);
        free(trailer);
        if (!more)
            return 0;
    }
    return 0;
}

int sohoa_pdf_object(const struct sohoa_pdf_file *file, uint32_t number, char **ret,
                     struct sohoa_err *err)
{
    char head[32], wanted[32];
    size_t place = number && number <= file->count ? place_of(file, number) : 0;
    int n = snprintf(wanted, sizeof wanted, "%u 0 obj\n", number);
    if (!place || !read_at(file, place, head, sizeof head) || strncmp(head, wanted, (size_t)n) != 0)
        return no_pdf(err);
    char *body = read_body(file, place + (size_t)n);
    if (!body)
        return no_pdf(err);
    *ret = body;
    return SOHOA_OK;
}

int sohoa_pdf_first_page(const struct sohoa_pdf_file *file, uint32_t *ret, struct sohoa_err *err)
{
    char *node = NULL;
    size_t size = 0;
    int rc = sohoa_pdf_object(file, file->root, &node, err);
    uint32_t at = rc == SOHOA_OK ? reference_of(node, "Pages") : 0;
    for (int depth = 0; rc == SOHOA_OK && at && depth < TREE_MAX; depth++) {
        free(node);
        node = NULL;
        rc = sohoa_pdf_object(file, at, &node, err);
        const char *kids = rc == SOHOA_OK ? sohoa_pdf_entry(node, "Kids", &size) : NULL;
        if (rc == SOHOA_OK && !kids) { /* a page */
            free(node);
            *ret = at;
            return SOHOA_OK;
        }
        const char *first = kids && *kids == '[' ? skip_space(kids + 1) : NULL;
        const char *end = first ? skip_value(first, 0) : NULL;
        at = end ? sohoa_pdf_reference(first, (size_t)(end - first)) : 0;
    }
    free(node);
    return rc == SOHOA_OK ? no_pdf(err) : rc;
}
