/* fuzz_http.c - what a request brings, as the service's own parsers read it. The first byte says
 * which: target, headers, a multipart body (its second byte: the size of the pieces it comes in).
 */
#include "serve/header.h"
#include "serve/multipart.h"
#include "serve/note_reuse.h"
#include "serve/target.h"

#include <stdlib.h>
#include <string.h>

static int on_begin(void *arg, const struct multipart_part *part, struct sohoa_err *err)
{
    (void)err;
    size_t *open = arg;
    if ((*open)++ || !target_text_ok(part->name, strlen(part->name)))
        abort(); /* parts do not nest, and their names are text */
    return SOHOA_OK;
}

static int on_data(void *arg, const char *data, size_t size, struct sohoa_err *err)
{
    (void)err;
    const size_t *open = arg;
    if (*open != 1 || !data || size == 0)
        abort();
    return SOHOA_OK;
}

static int on_end(void *arg, struct sohoa_err *err)
{
    (void)err;
    size_t *open = arg;
    if ((*open)-- != 1)
        abort();
    return SOHOA_OK;
}

static void try_multipart(const char *data, size_t size)
{
    size_t open = 0, piece = size ? (unsigned char)data[0] + 1u : 1;
    struct multipart_calls calls = {
        .arg = &open, .begin = on_begin, .data = on_data, .end = on_end};
    struct multipart *m = NULL;
    int rc = multipart_new("multipart/form-data; boundary=X", &calls, &m, NULL);
    for (size_t at = 1; rc == SOHOA_OK && at < size; at += piece)
        rc = multipart_feed(m, data + at, size - at < piece ? size - at : piece, NULL);
    if (rc == SOHOA_OK)
        (void)multipart_end(m, NULL);
    multipart_free(m);
    m = NULL;
}

static void try_target(const char *text)
{
    struct target t;
    if (target_parse(text, &t, NULL) != SOHOA_OK)
        return;
    for (size_t i = 0; i < t.segment_count; i++)
        if (!*t.segments[i] || strcmp(t.segments[i], "..") == 0 || strchr(t.segments[i], '/'))
            abort();
    for (size_t i = 0; i < t.param_count; i++)
        if (target_param(&t, t.params[i].name) != t.params[i].value)
            abort();
    target_clear(&t);
}

static void try_headers(const char *text)
{
    char purpose[PURPOSE_MAX + 1], code[64];
    uint64_t first = 0, length = 0;
    struct multipart_calls calls = {.arg = NULL};
    struct multipart *m = NULL;
    (void)header_language(text, SOHOA_EN);
    (void)header_bearer(text);
    if (header_purpose(text, purpose) && (!*purpose || strlen(purpose) > PURPOSE_MAX))
        abort();
    (void)purpose_code(text, code, sizeof code);
    if (header_range(text, 1000, &first, &length) == RANGE_PART &&
        (length == 0 || first + length > 1000))
        abort();
    (void)multipart_new(text, &calls, &m, NULL);
    multipart_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = size ? malloc(size) : NULL;
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] % 3 == 0)
        try_target(text);
    else if (data[0] % 3 == 1)
        try_headers(text);
    else
        try_multipart(text, size - 1);
    free(text);
    return 0;
}
