/* keys.c - see keys.h. */
#include "record/keys.h"

#include "record/facts.h"
#include "record/hash.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers stay eight digits wide: a batch has fewer than 100,000,000 pages. */
#define NUMBER "%08u"

static struct sohoa_key make(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static struct sohoa_key make(const char *fmt, ...)
{
    struct sohoa_key key;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(key.text, sizeof key.text, fmt, args);
    va_end(args);
    return key;
}

/* Parts one behind the other, for keys that are asked for all the time. */
static struct sohoa_key join(const char *first, const char *second, const char *third,
                             const char *fourth)
{
    const char *const parts[] = {first, second, third, fourth};
    struct sohoa_key key;
    size_t size = 0;
    for (size_t i = 0; i < 4; i++) {
        size_t more = strnlen(parts[i], SOHOA_SUBJECT_SIZE);
        memcpy(key.text + size, parts[i], more);
        size += more;
    }
    key.text[size] = '\0';
    return key;
}

/* Escapes one part from outside. */
static void escape(const char *part, char ret[SOHOA_KEY_PART_MAX])
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0, room = SOHOA_KEY_PART_MAX - SOHOA_SHA256_SIZE - 1;
    const unsigned char *p = (const unsigned char *)part;
    for (; *p && n + 3 <= room; p++) {
        if (*p <= ' ' || *p == '/' || *p == '%' || *p == 0x7F) {
            ret[n++] = '%';
            ret[n++] = hex[*p >> 4];
            ret[n++] = hex[*p & 15];
        } else {
            ret[n++] = (char)*p;
        }
    }
    if (*p) {
        ret[n++] = '~';
        sohoa_hash_bytes(part, strlen(part), ret + n);
    } else {
        ret[n] = '\0';
    }
}

struct sohoa_key sohoa_key_batch(const char *batch)
{
    return make("batch/%.26s", batch);
}

struct sohoa_key sohoa_key_page(const char *batch, uint32_t number, uint32_t part)
{
    return make("page/%.26s/" NUMBER "/%u", batch, number, part);
}

struct sohoa_key sohoa_key_text(const char *batch, uint32_t number, uint32_t part)
{
    return make("text/%.26s/" NUMBER "/%u", batch, number, part);
}

struct sohoa_key sohoa_key_dossier(const char *dossier)
{
    return make("dossier/%.26s", dossier);
}

struct sohoa_key sohoa_key_code(const char *code, const char *dossier)
{
    char part[SOHOA_KEY_PART_MAX];
    escape(code, part);
    return make("code/%s/%.26s", part, dossier);
}

struct sohoa_key sohoa_key_of(const char *batch, uint32_t first, const char *dossier)
{
    return make("of/%.26s/" NUMBER "/%.26s", batch, first, dossier);
}

struct sohoa_key sohoa_key_source(const char *digest, const char *dossier)
{
    return make("source/%.64s/%.26s", digest, dossier);
}

struct sohoa_key sohoa_key_used(const char *sha256, const char *batch, uint32_t number)
{
    return make("used/%.64s/%.26s/" NUMBER, sha256, batch, number);
}

struct sohoa_key sohoa_key_try(const char *batch, uint32_t number)
{
    return make("try/%.26s/" NUMBER, batch, number);
}

struct sohoa_key sohoa_key_due(const char *dossier)
{
    return make("due/%.26s", dossier);
}

struct sohoa_key sohoa_key_change(uint64_t seq)
{
    return make("change/%016llu", (unsigned long long)seq);
}

struct sohoa_key sohoa_key_like(uint64_t feature, const char *batch, uint32_t number, uint32_t part)
{
    if (!*batch)
        return make("like/%010llx/", (unsigned long long)feature);
    return make("like/%010llx/%.26s/" NUMBER "/%u", (unsigned long long)feature, batch, number,
                part);
}

struct sohoa_key sohoa_key_alike(const char *batch, uint32_t number, uint32_t part)
{
    return make("alike/%.26s/" NUMBER "/%u", batch, number, part);
}

struct sohoa_key sohoa_key_fact(const char *subject, const char *dossier)
{
    return join("fact/", subject, "/", dossier);
}

struct sohoa_key sohoa_key_claim(const char *id, const char *person, const char *dossier)
{
    if (!*person)
        return join("claim/", id, "/", "");
    return make("claim/%.12s/%.26s/%.26s", id, person, dossier);
}

struct sohoa_key sohoa_key_alias(const char *number, const char *subject, const char *dossier)
{
    if (!*subject)
        return make("alias/%.12s/", number);
    return make("alias/%.12s/%.33s/%.26s", number, subject, dossier);
}

struct sohoa_key sohoa_key_name(const char *plain, const char *birth, const char *subject,
                                const char *dossier)
{
    char part[SOHOA_KEY_PART_MAX];
    escape(plain, part);
    for (char *at = part; (at = strstr(at, "%20"));) { /* as it is read more easily */
        *at = '_';
        memmove(at + 1, at + 3, strlen(at + 3) + 1);
    }
    if (!*birth)
        return make("name/%s", part);
    if (!*subject)
        return make("name/%s/%.10s", part, birth);
    return make("name/%s/%.10s/%.33s/%.26s", part, birth, subject, dossier);
}

struct sohoa_key sohoa_key_link(const char *from)
{
    return join("link/", from, "", "");
}

struct sohoa_key sohoa_key_linked(const char *id, const char *from)
{
    return join("linked/", id, "/", from);
}

struct sohoa_key sohoa_key_reuse(const char *code, const char *id)
{
    char part[SOHOA_KEY_PART_MAX];
    escape(code, part);
    return make("reuse/%s/%.26s", part, id);
}

struct sohoa_key sohoa_key_register(const char *code)
{
    char part[SOHOA_KEY_PART_MAX];
    escape(code, part);
    return make("register/%s", part);
}

struct sohoa_key sohoa_key_prefix(const char *kind, const char *part)
{
    return make("%.16s/%.64s%s", kind, part, *part ? "/" : "");
}

const char *sohoa_key_last(const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? slash + 1 : key;
}

bool sohoa_key_page_parts(const char *key, uint32_t *ret_number, uint32_t *ret_part)
{
    const char *part = sohoa_key_last(key);
    if (part - key < 10 || part[-10] != '/')
        return false;
    char *end = NULL;
    unsigned long number = strtoul(part - 9, &end, 10);
    if (end != part - 1)
        return false;
    unsigned long which = strtoul(part, &end, 10);
    if (*end || end == part || number > UINT32_MAX || which > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    *ret_part = (uint32_t)which;
    return true;
}
