/* pdf_signed.c - see pdf_signed.h. ISO 32000-1, 12.8.1: ByteRange names two pieces of the file;
 * what lies between them is the signature, in hexadecimal. */
#include "host/pdf_signed.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR 8192             /* bytes around ByteRange in which its dictionary's entries stand */
#define HASHED_MAX (1u << 30) /* bytes of all signatures of a file together */

struct looking {
    const unsigned char *data;
    size_t size;
    size_t hashed; /* bytes so far */
    void (*found)(void *arg, const struct sohoa_pdf_signature *signature);
    void *arg;
};
struct range {
    size_t at[4]; /* from, bytes, from, bytes */
};
struct content { /* what is signed, for its digest */
    struct looking *in;
    const struct range *range;
};

/* ---- reading --------------------------------------------------------------------------------- */

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static size_t skip_space(const struct looking *l, size_t at)
{
    while (at < l->size && is_space(l->data[at]))
        at++;
    return at;
}

static bool read_number(const struct looking *l, size_t *at, size_t *ret)
{
    size_t n = 0, from = *at = skip_space(l, *at);
    while (*at < l->size && l->data[*at] >= '0' && l->data[*at] <= '9' && *at - from < 15)
        n = n * 10 + (size_t)(l->data[(*at)++] - '0');
    *ret = n;
    return *at > from;
}

/* The array behind /ByteRange; its pieces lie in the file, one behind the other. */
static bool read_range(const struct looking *l, size_t at, struct range *ret)
{
    at = skip_space(l, at);
    if (at >= l->size || l->data[at++] != '[')
        return false;
    for (int i = 0; i < 4; i++)
        if (!read_number(l, &at, &ret->at[i]))
            return false;
    const size_t *n = ret->at;
    return n[0] == 0 && n[1] <= l->size && n[2] <= l->size && n[1] < n[2] && n[3] <= l->size - n[2];
}

static int digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The string between the pieces as bytes, which the caller frees. NULL: it is none, or zeros: room
 * for a signature that was never made. */
static unsigned char *read_string(const struct looking *l, const struct range *range,
                                  size_t *ret_size)
{
    size_t from = range->at[1], to = range->at[2], count = 0;
    bool any = false;
    if (to - from < 4 || l->data[from] != '<' || l->data[to - 1] != '>' ||
        to - from > 2 * (size_t)SOHOA_CMS_MAX)
        return NULL;
    unsigned char *bytes = calloc(1, (to - from) / 2 + 1);
    for (size_t i = from + 1; bytes && i < to - 1; i++) {
        int value = digit(l->data[i]);
        if (value < 0 && is_space(l->data[i]))
            continue;
        if (value < 0) {
            any = false;
            break;
        }
        bytes[count / 2] |= (unsigned char)(count % 2 ? value : value << 4);
        any = any || value;
        count++;
    }
    if (!any) {
        free(bytes);
        return NULL;
    }
    *ret_size = (count + 1) / 2;
    return bytes;
}

/* ---- the dictionary around it ---------------------------------------------------------------- */

/* Behind a name between two places; SIZE_MAX: it is not there. */
static size_t find_in(const struct looking *l, size_t from, size_t to, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = from; at + length < to; at++) {
        unsigned char next = l->data[at + length];
        bool longer = (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
        if (!longer && memcmp(l->data + at, name, length) == 0)
            return at + length;
    }
    return SIZE_MAX;
}

/* Behind a name of the dictionary: before or behind the signature, in the same object. */
static size_t find_entry(const struct looking *l, size_t at, const struct range *range,
                         const char *name)
{
    size_t from = at > NEAR ? at - NEAR : 0, to = range->at[1], next;
    while ((next = find_in(l, from, at, "obj")) != SIZE_MAX) /* the nearest before */
        from = next;
    size_t reach = l->size - from < 2 * NEAR ? l->size : from + 2 * NEAR;
    size_t found = find_in(l, from, to < reach ? to : reach, name);
    if (found != SIZE_MAX)
        return found;
    to = l->size - range->at[2] < NEAR ? l->size : range->at[2] + NEAR;
    size_t end = find_in(l, range->at[2], to, "endobj");
    return find_in(l, range->at[2], end != SIZE_MAX ? end : to, name);
}

/* D:20261122104854+07'00' (7.9.4) as RFC 3339; what is not told of the zone is Vietnam's. */
static void read_date(const struct looking *l, size_t at, char ret[32])
{
    char text[24] = "", zone[8] = "+07:00";
    size_t n = 0;
    at = skip_space(l, at);
    if (at + 17 > l->size || memcmp(l->data + at, "(D:", 3) != 0)
        return;
    for (at += 3; n < 14 && at < l->size && digit(l->data[at]) >= 0 && digit(l->data[at]) < 10;)
        text[n++] = (char)l->data[at++];
    if (n < 14)
        return;
    if (at < l->size && l->data[at] == 'Z')
        (void)snprintf(zone, sizeof zone, "Z");
    else if (at + 6 <= l->size && (l->data[at] == '+' || l->data[at] == '-') &&
             digit(l->data[at + 1]) >= 0 && digit(l->data[at + 2]) >= 0 &&
             digit(l->data[at + 4]) >= 0 && digit(l->data[at + 5]) >= 0)
        (void)snprintf(zone, sizeof zone, "%c%c%c:%c%c", l->data[at], l->data[at + 1],
                       l->data[at + 2], l->data[at + 4], l->data[at + 5]);
    (void)snprintf(ret, 32, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%s", text, text + 4, text + 6, text + 8,
                   text + 10, text + 12, zone);
}

static bool is_named(const struct looking *l, size_t at, const char *name)
{
    size_t length = strlen(name);
    at = at == SIZE_MAX ? at : skip_space(l, at);
    return at != SIZE_MAX && at + length <= l->size && memcmp(l->data + at, name, length) == 0;
}

/* ---- checking -------------------------------------------------------------------------------- */

static bool digest_of(void *arg, const EVP_MD *algorithm, unsigned char *ret)
{
    const struct content *c = arg;
    const size_t *n = c->range->at;
    if (n[1] + n[3] > HASHED_MAX - c->in->hashed)
        return false;
    c->in->hashed += n[1] + n[3];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx && EVP_DigestInit_ex(ctx, algorithm, NULL) == 1 &&
                EVP_DigestUpdate(ctx, c->in->data, n[1]) == 1 &&
                EVP_DigestUpdate(ctx, c->in->data + n[2], n[3]) == 1 &&
                EVP_DigestFinal_ex(ctx, ret, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    return good;
}

/* Line ends behind the last byte signed change nothing. */
static bool is_whole(const struct looking *l, const struct range *range)
{
    return skip_space(l, range->at[2] + range->at[3]) == l->size;
}

static void look_at(struct looking *l, size_t at)
{
    struct range range;
    struct sohoa_pdf_signature s = {0};
    struct sohoa_err err = {0};
    size_t size = 0;
    unsigned char *der = read_range(l, at, &range) ? read_string(l, &range, &size) : NULL;
    if (!der)
        return;
    struct content content = {l, &range};
    size_t kind = find_entry(l, at, &range, "/SubFilter");
    size_t date = find_entry(l, at, &range, "/M");
    s.whole = is_whole(l, &range);
    if (kind != SIZE_MAX && !is_named(l, kind, "/adbe.pkcs7.detached") &&
        !is_named(l, kind, "/ETSI.CAdES.detached"))
        (void)snprintf(s.told.why, sizeof s.told.why, "a signature of this kind is not checked");
    else if (sohoa_cms_check(der, size, digest_of, &content, &s.told, &err) != SOHOA_OK)
        (void)snprintf(s.told.why, sizeof s.told.why, "it is not a signature in the form of CMS");
    if (!s.told.when[0] && date != SIZE_MAX)
        read_date(l, date, s.told.when);
    l->found(l->arg, &s);
    free(der);
}

void sohoa_pdf_signed(const void *data, size_t size,
                      void (*found)(void *arg, const struct sohoa_pdf_signature *signature),
                      void *arg)
{
    static const char mark[] = "/ByteRange";
    struct looking l = {.data = data, .size = size, .found = found, .arg = arg};
    size_t at = 0;
    for (int i = 0; i < SOHOA_PDF_SIGNATURES_MAX && at < size; i++) {
        const unsigned char *p = memmem(l.data + at, size - at, mark, sizeof mark - 1);
        if (!p)
            return;
        at = (size_t)(p - l.data) + sizeof mark - 1;
        look_at(&l, at);
    }
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void put(json_t *object, const char *key, const char *text)
{
    if (text && *text)
        (void)json_object_set_new(object, key, json_string(text));
}

static json_t *describe(const char *name, const char *when, bool valid, bool whole, const char *why)
{
    json_t *one = json_object();
    put(one, "name", name);
    put(one, "time", when);
    (void)json_object_set_new(one, "valid", json_boolean(valid));
    (void)json_object_set_new(one, "whole", json_boolean(whole));
    put(one, "trust", "unknown");
    put(one, "why", why);
    return one;
}

static void add(void *arg, const struct sohoa_pdf_signature *s)
{
    (void)json_array_append_new(
        (json_t *)arg, describe(s->told.name, s->told.when, s->told.sound, s->whole, s->told.why));
}

char *sohoa_pdf_signed_json(const void *data, size_t size)
{
    json_t *all = json_array();
    char *text = NULL;
    if (all)
        sohoa_pdf_signed(data, size, add, all);
    if (json_array_size(all) > 0)
        text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    return text;
}

static const char *text_of(const json_t *one, const char *key, size_t most)
{
    const json_t *text = json_object_get(one, key);
    return json_string_length(text) < most ? json_string_value(text) : NULL;
}

json_t *sohoa_pdf_signed_take(const char *text)
{
    json_t *given =
        text && strlen(text) < SOHOA_PDF_SIGNED_TEXT_MAX ? json_loads(text, 0, NULL) : NULL;
    json_t *all = json_array(), *one;
    size_t i;
    json_array_foreach(given, i, one)
    {
        if (i < SOHOA_PDF_SIGNATURES_MAX && json_is_object(one))
            (void)json_array_append_new(all, describe(text_of(one, "name", SOHOA_CMS_NAME),
                                                      text_of(one, "time", 32),
                                                      json_is_true(json_object_get(one, "valid")),
                                                      json_is_true(json_object_get(one, "whole")),
                                                      text_of(one, "why", 120)));
    }
    json_decref(given);
    if (json_array_size(all) > 0)
        return all;
    json_decref(all);
    return NULL;
}
