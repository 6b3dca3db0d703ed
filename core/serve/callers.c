/* callers.c - tokens as last read from the store, for a second each, with what they may still ask
 * for; see callers.h. The lock is held for copies only, never while the store is read. */
#include "serve/callers.h"
#include "host/log.h"

#include "serve/router.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLOTS 1024
#define FRESH_NS 1000000000

struct slot {
    char hash[SOHOA_SHA256_SIZE]; /* "" = empty */
    bool known, used;             /* used: since it was last noted */
    struct sohoa_token token;
    int64_t read_ns;
    double left; /* requests that may come at once */
    int64_t filled_ns;
};
struct callers {
    struct service *service;
    pthread_mutex_t lock;
    struct slot *slots;
};

int callers_open(struct service *service, struct callers **ret, struct sohoa_err *err)
{
    struct callers *c = calloc(1, sizeof *c);
    struct slot *slots = calloc(SLOTS, sizeof *slots);
    if (!c || !slots) {
        free(c);
        free(slots);
        return sohoa_no_memory(err);
    }
    c->service = service;
    c->slots = slots;
    pthread_mutex_init(&c->lock, NULL);
    *ret = c;
    return SOHOA_OK;
}

void callers_close(struct callers *c)
{
    if (!c)
        return;
    pthread_mutex_destroy(&c->lock);
    free(c->slots);
    free(c);
}

/* The slot of a hash; tokens are many fewer than slots, so what stood there may be forgotten. */
static struct slot *slot_of(struct callers *c, const char *hash)
{
    char part[9];
    memcpy(part, hash, 8);
    part[8] = '\0';
    return &c->slots[strtoul(part, NULL, 16) % SLOTS];
}

/* True when a request of it may pass now. */
static bool spend(struct slot *s, const struct limits *limits, int64_t now)
{
    if (limits->rate <= 0)
        return true;
    double most = (double)limits->burst;
    s->left += (double)(now - s->filled_ns) / 1e9 * limits->rate;
    s->left = s->left > most ? most : s->left;
    s->filled_ns = now;
    if (s->left < 1)
        return false;
    s->left -= 1;
    return true;
}

enum found { FOUND_NOT = 0, FOUND, FOUND_TOO_OFTEN, FOUND_FAULT };

static enum found look_up(struct callers *c, const char *letters, struct sohoa_token *ret)
{
    char hash[SOHOA_SHA256_SIZE];
    struct limits limits = service_limits(c->service);
    struct sohoa_err err = {0};
    if (!sohoa_token_hash(letters, hash))
        return FOUND_NOT;
    int64_t now = service_now_ns();
    pthread_mutex_lock(&c->lock);
    struct slot *s = slot_of(c, hash);
    bool same = strcmp(s->hash, hash) == 0, fresh = same && now - s->read_ns < FRESH_NS;
    if (!fresh) {
        struct sohoa_token token = {.name = ""};
        pthread_mutex_unlock(&c->lock);
        int rc = sohoa_token_find(c->service->records, letters, &token, &err);
        if (rc == SOHOA_END)
            return FOUND_NOT; /* guesses take nobody's place */
        if (rc != SOHOA_OK) {
            sohoa_log(SOHOA_ERROR, "%s", err.text);
            return FOUND_FAULT;
        }
        pthread_mutex_lock(&c->lock);
        if (strcmp(s->hash, hash) != 0) {
            memcpy(s->hash, hash, sizeof hash);
            s->left = (double)limits.burst;
            s->filled_ns = now;
        }
        s->token = token;
        s->read_ns = now;
    }
    bool pass = spend(s, &limits, now);
    s->used = true;
    *ret = s->token;
    pthread_mutex_unlock(&c->lock);
    return pass ? FOUND : FOUND_TOO_OFTEN;
}

static bool refuse(struct request *rq, unsigned status, const char *kind, const char *why,
                   const char *text)
{
    rq->refusal = why;
    answer_problem(rq, status, kind, "%s", sohoa_tr(text));
    return false;
}

static bool take_token(struct request *rq)
{
    const char *letters = header_bearer(request_header(rq, MHD_HTTP_HEADER_AUTHORIZATION));
    if (!letters)
        return refuse(rq, 401, "no-token", "no token", "give a token: Authorization: Bearer ...");
    switch (look_up(rq->service->callers, letters, &rq->token)) {
    case FOUND_NOT:
        return refuse(rq, 401, "token", "unknown token", "the token is not known");
    case FOUND_FAULT:
        answer_problem(rq, 503, "store", "the store cannot be read");
        return false;
    case FOUND_TOO_OFTEN:
        rq->known = true;
        (void)refuse(rq, 429, "rate", "too often", "the token asks too often");
        rq->answer.retry_after = 1;
        return false;
    default:
        break;
    }
    rq->known = true;
    switch (sohoa_token_state(&rq->token, (int64_t)time(NULL))) {
    case SOHOA_TOKEN_EXPIRED:
        return refuse(rq, 401, "token", "expired", "the token has expired");
    case SOHOA_TOKEN_REVOKED:
        return refuse(rq, 401, "token", "revoked", "the token was revoked");
    case SOHOA_TOKEN_IDLE:
        return refuse(rq, 401, "token", "idle", "the token was not used for 45 days");
    default:
        return true;
    }
}

static bool take_purpose(struct request *rq)
{
    const char *value = request_header(rq, "X-Purpose");
    if (value && !header_purpose(value, rq->purpose))
        return refuse(rq, 400, "purpose", "malformed purpose",
                      "X-Purpose is 1 to 200 bytes of ASCII, or as RFC 8187 has it");
    if (!value && (rq->route->flags & ROUTE_PURPOSE))
        return refuse(rq, 403, "no-purpose", "no purpose",
                      "reading personal data needs its purpose: X-Purpose");
    return true;
}

bool callers_admit(struct request *rq)
{
    if (rq->route->flags & ROUTE_OPEN)
        return true;
    if (!take_token(rq))
        return false;
    if (!(rq->route->roles & 1u << rq->token.role))
        return refuse(rq, 403, "role", "role", "the role of the token does not allow this call");
    return take_purpose(rq);
}

void callers_note(struct callers *c)
{
    int64_t now = (int64_t)time(NULL);
    for (size_t i = 0; i < SLOTS; i++) {
        struct sohoa_token token;
        struct sohoa_err err = {0};
        pthread_mutex_lock(&c->lock);
        bool used = c->slots[i].used;
        c->slots[i].used = false;
        token = c->slots[i].token;
        pthread_mutex_unlock(&c->lock);
        if (used && sohoa_token_state(&token, now) == SOHOA_TOKEN_LIVE &&
            sohoa_token_touch(c->service->records, &token, now, &err) != SOHOA_OK)
            sohoa_log(SOHOA_WARN, "%s", err.text);
    }
}
