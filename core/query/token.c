/* token.c - bearer tokens in the store; see token.h. No state, any thread. */
#include "query/token.h"

#include "record/hash.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define RANDOM_BYTES 32
#define DAY_S 86400
#define TOUCH_S (6 * 3600)

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char *const role_names[SOHOA_ROLES] = {"scanner", "clerk", "reader", "auditor",
                                                    "admin"};
static const char *const state_names[] = {"live", "expired", "revoked", "idle"};

const char *sohoa_token_role_name(enum sohoa_token_role role)
{
    return (unsigned)role < SOHOA_ROLES ? role_names[role] : "";
}

int sohoa_token_role_find(const char *name)
{
    for (int i = 0; i < SOHOA_ROLES; i++)
        if (strcmp(role_names[i], name) == 0)
            return i;
    return -1;
}

const char *sohoa_token_state_name(enum sohoa_token_state state)
{
    return state_names[state];
}

/* 32 bytes as 43 letters: the last one holds four bits. */
static void spell(const unsigned char bytes[RANDOM_BYTES], char ret[SOHOA_TOKEN_SIZE])
{
    uint32_t bits = 0;
    unsigned held = 0;
    size_t n = 0;
    for (size_t i = 0; i < RANDOM_BYTES; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6)
            ret[n++] = base64url[bits >> (held - 6) & 63];
    }
    ret[n++] = base64url[bits << (6 - held) & 63];
    ret[n] = '\0';
}

bool sohoa_token_hash(const char *letters, char ret[SOHOA_SHA256_SIZE])
{
    if (strspn(letters, base64url) != SOHOA_TOKEN_SIZE - 1 || letters[SOHOA_TOKEN_SIZE - 1])
        return false;
    sohoa_hash_bytes(letters, SOHOA_TOKEN_SIZE - 1, ret);
    return true;
}

static struct sohoa_key key_of(const char *hash)
{
    return sohoa_key_prefix("token", hash);
}

/* "token/<hash>": the prefix without its slash. */
static struct sohoa_key record_key(const char *hash)
{
    struct sohoa_key key = key_of(hash);
    key.text[strlen(key.text) - 1] = '\0';
    return key;
}

static json_t *encode(const struct sohoa_token *t)
{
    struct sohoa_put put = {.object = json_object()};
    json_t *grants = json_array();
    for (size_t i = 0; i < t->grant_count; i++)
        if (json_array_append_new(grants, json_string(t->grants[i])) != 0)
            put.failed = true;
    sohoa_put_text(&put, "name", t->name);
    sohoa_put_text(&put, "role", sohoa_token_role_name(t->role));
    sohoa_put_text(&put, "agency", t->agency[0] ? t->agency : NULL);
    sohoa_put(&put, "grants", grants);
    sohoa_put_count(&put, "created", (uint64_t)t->created);
    sohoa_put_count(&put, "expires", (uint64_t)t->expires);
    sohoa_put_count(&put, "used", (uint64_t)t->used);
    sohoa_put_flag(&put, "revoked", t->revoked);
    return sohoa_put_end(&put);
}

static int decode(const json_t *object, const char *key, struct sohoa_token *ret,
                  struct sohoa_err *err)
{
    struct sohoa_take take = {.object = object};
    struct sohoa_token t = {.revoked = sohoa_take_flag(&take, "revoked")};
    char role[32] = "";
    (void)snprintf(t.hash, sizeof t.hash, "%.64s", sohoa_key_last(key));
    sohoa_take_into(&take, "name", t.name, sizeof t.name);
    sohoa_take_into(&take, "role", role, sizeof role);
    sohoa_take_into(&take, "agency", t.agency, sizeof t.agency);
    t.created = (int64_t)sohoa_take_count(&take, "created", INT64_MAX);
    t.expires = (int64_t)sohoa_take_count(&take, "expires", INT64_MAX);
    t.used = (int64_t)sohoa_take_count(&take, "used", INT64_MAX);
    json_t *grants = sohoa_take_json(&take, "grants", JSON_ARRAY);
    size_t i;
    const json_t *grant;
    json_array_foreach(grants, i, grant)
    {
        if (json_is_string(grant) && t.grant_count < SOHOA_TOKEN_GRANTS_MAX)
            (void)snprintf(t.grants[t.grant_count++], sizeof *t.grants, "%s",
                           json_string_value(grant));
    }
    json_decref(grants);
    int found = sohoa_token_role_find(role);
    if (found < 0)
        take.damaged = true;
    int rc = sohoa_take_end(&take, key, err);
    if (rc == SOHOA_OK) {
        t.role = (enum sohoa_token_role)found;
        *ret = t;
    }
    return rc;
}

static int get(struct sohoa_records *r, const char *hash, struct sohoa_token *ret,
               struct sohoa_err *err)
{
    json_t *object = NULL;
    struct sohoa_key key = record_key(hash);
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

int sohoa_token_find(struct sohoa_records *r, const char *letters, struct sohoa_token *ret,
                     struct sohoa_err *err)
{
    char hash[SOHOA_SHA256_SIZE];
    return sohoa_token_hash(letters, hash) ? get(r, hash, ret, err) : SOHOA_END;
}

enum sohoa_token_state sohoa_token_state(const struct sohoa_token *t, int64_t now)
{
    int64_t last = t->used ? t->used : t->created;
    if (t->revoked)
        return SOHOA_TOKEN_REVOKED;
    if (t->expires && now >= t->expires)
        return SOHOA_TOKEN_EXPIRED;
    return now - last > (int64_t)SOHOA_TOKEN_IDLE_DAYS * DAY_S ? SOHOA_TOKEN_IDLE
                                                               : SOHOA_TOKEN_LIVE;
}

/* Writes the record if the key still holds `raw`. */
static int put(struct sohoa_records *r, const struct sohoa_token *t, const void *raw, size_t size,
               struct sohoa_err *err)
{
    json_t *object = encode(t);
    struct sohoa_write *w = sohoa_write_new(r);
    struct sohoa_key key = record_key(t->hash);
    int rc = object && w ? SOHOA_OK : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_value(w, key.text, object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, key.text, raw, size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, err);
    sohoa_write_free(w);
    json_decref(object);
    return rc;
}

/* Reads the record, lets change() alter it and writes it back unless another was faster. */
static int update(struct sohoa_records *r, const char *hash,
                  void (*change)(struct sohoa_token *, int64_t), int64_t value,
                  struct sohoa_err *err)
{
    int rc = SOHOA_RETRY;
    for (int tries = 0; tries < 10 && rc == SOHOA_RETRY; tries++) {
        void *raw = NULL;
        size_t size = 0;
        json_t *object = NULL;
        struct sohoa_token t;
        struct sohoa_key key = record_key(hash);
        rc = sohoa_raw_get(r, key.text, &raw, &size, err);
        if (rc == SOHOA_OK)
            rc = sohoa_object_parse(r, key.text, (struct sohoa_bytes){raw, size}, &object, err);
        if (rc == SOHOA_OK)
            rc = decode(object, key.text, &t, err);
        if (rc == SOHOA_OK) {
            change(&t, value);
            rc = put(r, &t, raw, size, err);
        }
        json_decref(object);
        free(raw);
    }
    return rc;
}

static void set_used(struct sohoa_token *t, int64_t now)
{
    t->used = now;
}

static void set_revoked(struct sohoa_token *t, int64_t now)
{
    (void)now;
    t->revoked = true;
}

int sohoa_token_touch(struct sohoa_records *r, const struct sohoa_token *token, int64_t now,
                      struct sohoa_err *err)
{
    if (now - token->used < TOUCH_S)
        return SOHOA_OK;
    return update(r, token->hash, set_used, now, err);
}

struct walk {
    struct sohoa_err *err;
    int rc;
    bool (*each)(void *arg, const struct sohoa_token *token);
    void *arg;
};

static bool visit(void *arg, const char *key, const json_t *object)
{
    struct walk *w = arg;
    struct sohoa_token t;
    w->rc = decode(object, key, &t, w->err);
    return w->rc == SOHOA_OK && w->each(w->arg, &t);
}

int sohoa_tokens_each(struct sohoa_records *r, bool (*each)(void *arg, const struct sohoa_token *),
                      void *arg, struct sohoa_err *err)
{
    struct walk w = {.err = err, .each = each, .arg = arg};
    int rc = sohoa_objects_each(r, "token/", visit, &w, err);
    return rc == SOHOA_OK ? w.rc : rc;
}

struct by_name {
    const char *name;
    bool found;
    struct sohoa_token token;
};

static bool match(void *arg, const struct sohoa_token *t)
{
    struct by_name *b = arg;
    if (t->revoked || strcmp(t->name, b->name) != 0)
        return true;
    b->token = *t;
    b->found = true;
    return false;
}

int sohoa_token_revoke(struct sohoa_records *r, const char *name, struct sohoa_err *err)
{
    struct by_name b = {.name = name};
    int rc = sohoa_tokens_each(r, match, &b, err);
    if (rc == SOHOA_OK && !b.found)
        return SOHOA_END;
    return rc == SOHOA_OK ? update(r, b.token.hash, set_revoked, 0, err) : rc;
}

static bool plain(const char *text, size_t most)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            return false;
    return n <= most;
}

static int check(struct sohoa_records *r, const struct sohoa_token *what, struct sohoa_err *err)
{
    struct by_name b = {.name = what->name};
    int rc = SOHOA_OK;
    if (!what->name[0] || !plain(what->name, SOHOA_TOKEN_NAME_MAX) ||
        !plain(what->agency, SOHOA_TOKEN_AGENCY_MAX))
        rc = sohoa_fail(err, SOHOA_FATAL, "a token's name and agency are 1 to %d bytes of text",
                        SOHOA_TOKEN_NAME_MAX);
    else if (sohoa_tokens_each(r, match, &b, err) != SOHOA_OK)
        return SOHOA_FATAL;
    else if (b.found)
        rc = sohoa_fail(err, SOHOA_FATAL, "there is a token '%s' already; revoke it first",
                        what->name);
    if (rc != SOHOA_OK && err)
        err->sys_errno = EINVAL;
    return rc;
}

int sohoa_token_add(struct sohoa_records *r, const struct sohoa_token *what,
                    char ret[SOHOA_TOKEN_SIZE], struct sohoa_err *err)
{
    unsigned char bytes[RANDOM_BYTES];
    char letters[SOHOA_TOKEN_SIZE];
    struct sohoa_token t = *what;
    int rc = check(r, what, err);
    if (rc != SOHOA_OK)
        return rc;
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "there are no random bytes");
    spell(bytes, letters);
    (void)sohoa_token_hash(letters, t.hash);
    t.created = time(NULL);
    t.used = 0;
    t.revoked = false;
    rc = put(r, &t, NULL, 0, err);
    if (rc == SOHOA_OK)
        memcpy(ret, letters, sizeof letters);
    return rc;
}

bool sohoa_token_sees(const struct sohoa_token *token, const char *agency)
{
    if (!agency || !*agency || !token->agency[0] || strcmp(agency, token->agency) == 0)
        return true;
    for (size_t i = 0; i < token->grant_count; i++)
        if (strcmp(token->grants[i], agency) == 0 || strcmp(token->grants[i], "*") == 0)
            return true;
    return false;
}
