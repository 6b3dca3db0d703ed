/* audit_line.c - a line of the access record made, and taken apart again. No state, any thread. */
#include "query/audit_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utf8proc.h>

#define PREV ",\"prev\":\""
#define MAC "\",\"mac\":\""
#define TAIL "\"}"
#define HASH (SOHOA_AUDIT_HASH_SIZE - 1)
#define MAC_SIZE (sizeof MAC - 1 + HASH + sizeof TAIL - 1) /* behind prev's value */
#define TAIL_SIZE (sizeof PREV - 1 + HASH + MAC_SIZE)
#define NUMBER "{\"n\":"

enum { ID_DIGITS = 12, ID_SHOWN = 3, NAME_LETTERS = 26 };

/* ---- HMAC ---- */

void sohoa_mac_begin(struct sohoa_mac *mac, const void *key, size_t size)
{
    unsigned char pad[SHA256_CBLOCK] = {0}, digest[SHA256_DIGEST_LENGTH];
    if (size > sizeof pad) {
        SHA256_CTX ctx;
        SHA256_Init(&ctx);
        SHA256_Update(&ctx, key, size);
        SHA256_Final(digest, &ctx);
        memcpy(pad, digest, sizeof digest);
    } else {
        memcpy(pad, key, size);
    }
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36;
    SHA256_Init(&mac->inner);
    SHA256_Update(&mac->inner, pad, sizeof pad);
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36 ^ 0x5C;
    SHA256_Init(&mac->outer);
    SHA256_Update(&mac->outer, pad, sizeof pad);
    explicit_bzero(pad, sizeof pad);
}

void sohoa_mac_hex(const struct sohoa_mac *mac, const void *data, size_t size,
                   char ret[SOHOA_AUDIT_HASH_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_CTX ctx = mac->inner;
    SHA256_Update(&ctx, data, size);
    SHA256_Final(digest, &ctx);
    ctx = mac->outer;
    SHA256_Update(&ctx, digest, sizeof digest);
    SHA256_Final(digest, &ctx);
    for (size_t i = 0; i < sizeof digest; i++) {
        ret[2 * i] = hex[digest[i] >> 4];
        ret[2 * i + 1] = hex[digest[i] & 15];
    }
    ret[HASH] = '\0';
}

/* ---- making ---- */

void sohoa_audit_put(struct sohoa_audit_bytes *to, const char *data, size_t size)
{
    if (to->failed)
        return;
    if (to->size + size > to->room) {
        size_t room = to->room ? to->room * 2 : 1024;
        while (room < to->size + size)
            room *= 2;
        char *grown = realloc(to->data, room);
        if (!grown) {
            to->failed = true;
            return;
        }
        to->data = grown;
        to->room = room;
    }
    memcpy(to->data + to->size, data, size);
    to->size += size;
}

void sohoa_audit_puts(struct sohoa_audit_bytes *to, const char *text)
{
    sohoa_audit_put(to, text, strlen(text));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Hides what may be a citizen ID: twelve digits in a row, unless they are part of a name that this
 * program makes (an ULID or a hash, both longer than any word with an ID in it). */
static void mask(char *text)
{
    for (char *p = text; *p;) {
        size_t word = 0;
        while (is_alnum(p[word]))
            word++;
        for (size_t i = 0; word < NAME_LETTERS && i < word;) {
            size_t digits = 0;
            while (i + digits < word && is_digit(p[i + digits]))
                digits++;
            if (digits == ID_DIGITS)
                memset(p + i, '*', ID_DIGITS - ID_SHOWN);
            i += digits ? digits : 1;
        }
        p += word ? word : 1;
    }
}

/* How many letters stand here that need no escape. */
static size_t plain_run(const char *text, size_t size)
{
    size_t run = 0;
    while (run < size && text[run] >= ' ' && text[run] <= '~' && text[run] != '"' &&
           text[run] != '\\')
        run++;
    return run;
}

static void put_letter(struct sohoa_audit_bytes *to, const char *at, utf8proc_ssize_t n,
                       utf8proc_int32_t c)
{
    char escape[8];
    if (n <= 0) {
        sohoa_audit_puts(to, "\xEF\xBF\xBD");
    } else if (c == '"' || c == '\\' || c < 0x20 || c == 0x7F) {
        (void)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c & 0xFFFF);
        sohoa_audit_puts(to, escape);
    } else {
        sohoa_audit_put(to, at, (size_t)n);
    }
}

void sohoa_audit_put_text(struct sohoa_audit_bytes *to, const char *name, const char *text)
{
    if (!text)
        return;
    char copy[SOHOA_AUDIT_TEXT_MAX + 1];
    size_t size = strnlen(text, SOHOA_AUDIT_TEXT_MAX + 1);
    if (size > SOHOA_AUDIT_TEXT_MAX) { /* cut before a character */
        size = SOHOA_AUDIT_TEXT_MAX;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    mask(copy);
    sohoa_audit_puts(to, ",\"");
    sohoa_audit_puts(to, name);
    sohoa_audit_puts(to, "\":\"");
    for (size_t i = 0; i < size;) {
        utf8proc_int32_t c = 0;
        size_t run = plain_run(copy + i, size - i);
        sohoa_audit_put(to, copy + i, run);
        if ((i += run) == size)
            break;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)copy + i, (utf8proc_ssize_t)(size - i), &c);
        put_letter(to, copy + i, n, c);
        i += n > 0 ? (size_t)n : 1;
    }
    sohoa_audit_puts(to, "\"");
}

/* RFC 3339 at +07:00 with milliseconds. */
static void put_now(struct sohoa_audit_bytes *to)
{
    struct timespec now;
    char stamp[SOHOA_STAMP_SIZE], text[SOHOA_STAMP_SIZE + 64];
    clock_gettime(CLOCK_REALTIME, &now);
    sohoa_stamp(now.tv_sec, stamp);
    (void)snprintf(text, sizeof text, ",\"at\":\"%.19s.%03u%s\",\"pid\":%ld", stamp,
                   (unsigned)(now.tv_nsec / 1000000) % 1000, stamp + 19, (long)getpid());
    sohoa_audit_puts(to, text);
}

void sohoa_audit_put_entry(struct sohoa_audit_bytes *to, const struct sohoa_audit_entry *entry)
{
    put_now(to);
    sohoa_audit_put_text(to, "who", entry->who ? entry->who : "");
    sohoa_audit_put_text(to, "role", entry->role);
    sohoa_audit_put_text(to, "from", entry->from ? entry->from : "");
    sohoa_audit_put_text(to, "action", entry->action ? entry->action : "");
    sohoa_audit_put_text(to, "call", entry->call);
    sohoa_audit_put_text(to, "what", entry->what);
    sohoa_audit_put_text(to, "why", entry->why);
    sohoa_audit_put_text(to, "outcome", entry->outcome ? entry->outcome : "ok");
}

void sohoa_audit_put_line(struct sohoa_audit_bytes *to, const struct sohoa_mac *mac,
                          const char *members, size_t size, const char *whose, uint64_t *n,
                          char prev[SOHOA_AUDIT_HASH_SIZE])
{
    size_t start = to->size;
    char number[32];
    (void)snprintf(number, sizeof number, NUMBER "%" PRIu64, *n);
    sohoa_audit_puts(to, number);
    sohoa_audit_put(to, members, size);
    if (whose) {
        sohoa_audit_puts(to, ",\"whose\":\"");
        sohoa_audit_puts(to, whose);
        sohoa_audit_puts(to, "\"");
    }
    sohoa_audit_puts(to, PREV);
    sohoa_audit_puts(to, prev);
    sohoa_audit_puts(to, "\"");
    if (to->failed)
        return;
    sohoa_mac_hex(mac, to->data + start, to->size - start, prev);
    sohoa_audit_puts(to, &MAC[1]);
    sohoa_audit_puts(to, prev);
    sohoa_audit_puts(to, TAIL "\n");
    ++*n;
}

/* ---- taking apart ---- */

static bool take_hash(const char *at, char ret[SOHOA_AUDIT_HASH_SIZE])
{
    for (size_t i = 0; i < HASH; i++)
        if (!is_digit(at[i]) && (at[i] < 'a' || at[i] > 'f'))
            return false;
    memcpy(ret, at, HASH);
    ret[HASH] = '\0';
    return true;
}

/* Digits and a comma. */
static bool take_number(const char *at, size_t size, uint64_t *ret)
{
    uint64_t n = 0;
    size_t i = 0;
    for (; i < size && i < 19 && is_digit(at[i]); i++)
        n = n * 10 + (uint64_t)(at[i] - '0');
    if (i == 0 || i == size || at[i] != ',' || (i > 1 && at[0] == '0'))
        return false;
    *ret = n;
    return true;
}

bool sohoa_audit_line_parse(const char *line, size_t size, struct sohoa_audit_line *ret)
{
    struct sohoa_audit_line out = {0};
    if (size < sizeof NUMBER - 1 + 2 + TAIL_SIZE || size >= AUDIT_LINE_MAX)
        return false;
    const char *tail = line + size - TAIL_SIZE, *prev = tail + sizeof PREV - 1;
    const char *mac = prev + HASH + sizeof MAC - 1;
    if (memcmp(line, NUMBER, sizeof NUMBER - 1) != 0 || memcmp(tail, PREV, sizeof PREV - 1) != 0 ||
        memcmp(prev + HASH, MAC, sizeof MAC - 1) != 0 || memcmp(mac + HASH, TAIL, 2) != 0 ||
        !take_number(line + sizeof NUMBER - 1, size - TAIL_SIZE - sizeof NUMBER + 2, &out.n) ||
        !take_hash(prev, out.prev) || !take_hash(mac, out.mac))
        return false;
    out.signed_size = size - MAC_SIZE + 1; /* with the quote behind prev */
    *ret = out;
    return true;
}

bool sohoa_audit_head_parse(const char *line, size_t size, char ret_chain[SOHOA_ID_SIZE],
                            uint64_t *ret_file, char ret_key[AUDIT_KEY_ID_SIZE])
{
    json_t *object = json_loadb(line, size, 0, NULL);
    const char *chain = json_string_value(json_object_get(object, "chain"));
    const char *key = json_string_value(json_object_get(object, "key"));
    json_int_t file = json_integer_value(json_object_get(object, "file"));
    bool fits = sohoa_id_valid(chain) && key && strlen(key) == AUDIT_KEY_ID_SIZE - 1 && file > 0;
    if (fits) {
        memcpy(ret_chain, chain, SOHOA_ID_SIZE);
        memcpy(ret_key, key, AUDIT_KEY_ID_SIZE);
        *ret_file = (uint64_t)file;
    }
    json_decref(object);
    return fits;
}
