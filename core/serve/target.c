/* target.c - a request's target; see target.h. */
#include "serve/target.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool target_text_ok(const char *text, size_t size)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
    for (utf8proc_ssize_t left = (utf8proc_ssize_t)size, n; left > 0; p += n, left -= n) {
        utf8proc_int32_t letter;
        n = utf8proc_iterate(p, left, &letter);
        if (n <= 0 || letter < ' ' || (letter >= 0x7F && letter < 0xA0))
            return false;
    }
    return true;
}

bool target_decode(char *text, bool plus)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '%') {
            int high = hex(from[1]), low = high < 0 ? -1 : hex(from[2]);
            if (low < 0)
                return false;
            *to++ = (char)(high << 4 | low);
            from += 2;
        } else {
            *to++ = plus && *from == '+' ? ' ' : *from;
        }
    }
    size_t size = (size_t)(to - text);
    *to = '\0';
    return strlen(text) == size && target_text_ok(text, size);
}

static int bad(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_BAD_PAGE, "the address of the request is malformed");
}

static int take_path(struct target *t, char *path, struct sohoa_err *err)
{
    if (*path != '/')
        return bad(err);
    for (char *at = path; at && at[1];) { /* a '/' at the end is forgiven */
        char *segment = at + 1, *next = strchr(segment, '/');
        if (next)
            *next = '\0';
        if (t->segment_count == TARGET_SEGMENTS_MAX || !target_decode(segment, false) ||
            !*segment || strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0 ||
            strchr(segment, '/'))
            return bad(err);
        t->segments[t->segment_count++] = segment;
        at = next;
    }
    return SOHOA_OK;
}

static int take_params(struct target *t, char *query, struct sohoa_err *err)
{
    for (char *at = query; at && *at;) {
        char *next = strchr(at, '&');
        if (next)
            *next++ = '\0';
        char *equals = strchr(at, '=');
        if (equals)
            *equals = '\0';
        char *value = equals ? equals + 1 : at + strlen(at);
        if (t->param_count == TARGET_PARAMS_MAX || !target_decode(at, true) ||
            !target_decode(value, true) || !*at || target_param(t, at))
            return bad(err);
        t->params[t->param_count++] = (struct target_param){.name = at, .value = value};
        at = next;
    }
    return SOHOA_OK;
}

int target_parse(const char *raw, struct target *ret, struct sohoa_err *err)
{
    struct target t = {.bytes = NULL};
    if (strnlen(raw, TARGET_BYTES_MAX + 1) > TARGET_BYTES_MAX || strchr(raw, '#'))
        return bad(err);
    if (!(t.bytes = strdup(raw)))
        return sohoa_no_memory(err);
    char *query = strchr(t.bytes, '?');
    if (query)
        *query++ = '\0';
    int rc = take_path(&t, t.bytes, err);
    if (rc == SOHOA_OK)
        rc = take_params(&t, query, err);
    if (rc == SOHOA_OK)
        *ret = t;
    else
        free(t.bytes);
    return rc;
}

void target_clear(struct target *target)
{
    free(target->bytes);
    *target = (struct target){.bytes = NULL};
}

const char *target_param(const struct target *target, const char *name)
{
    for (size_t i = 0; i < target->param_count; i++)
        if (strcmp(target->params[i].name, name) == 0)
            return target->params[i].value;
    return NULL;
}
