/* token.h - who may call the service: bearer tokens, their roles and agencies.
 *
 * A token is 256 random bits, written as base64url without padding (RFC 4648, 5); the store keeps
 * its SHA-256 under token/<sha256> and never the token. A name belongs to one live token. A token
 * that was not used for 45 days is disabled (TCVN 14423), as is one that expired or was revoked.
 * All functions are [any] thread. */
#ifndef SOHOA_TOKEN_H
#define SOHOA_TOKEN_H
#include "record/records.h"

#define SOHOA_TOKEN_SIZE 44 /* the token as text with its NUL */
#define SOHOA_TOKEN_IDLE_DAYS 45
enum { SOHOA_TOKEN_NAME_MAX = 64, SOHOA_TOKEN_AGENCY_MAX = 64, SOHOA_TOKEN_GRANTS_MAX = 64 };

enum sohoa_token_role {
    SOHOA_SCANNER_ROLE = 0, /* hands in dossiers, looks after its jobs */
    SOHOA_CLERK_ROLE,       /* and reads, reuses, puts right */
    SOHOA_READER_ROLE,      /* asks */
    SOHOA_AUDITOR_ROLE,     /* looks at what was done, not at people's data */
    SOHOA_ADMIN_ROLE,
    SOHOA_ROLES,
};
const char *sohoa_token_role_name(enum sohoa_token_role role);
/* -1: there is no such role. */
int sohoa_token_role_find(const char *name);

enum sohoa_token_state { /* why a token does not open anything */
                         SOHOA_TOKEN_LIVE = 0,
                         SOHOA_TOKEN_EXPIRED,
                         SOHOA_TOKEN_REVOKED,
                         SOHOA_TOKEN_IDLE,
};
const char *sohoa_token_state_name(enum sohoa_token_state state);

struct sohoa_token { /* plain: may be copied */
    char hash[SOHOA_SHA256_SIZE];
    char name[SOHOA_TOKEN_NAME_MAX + 1];
    enum sohoa_token_role role;
    char agency[SOHOA_TOKEN_AGENCY_MAX + 1]; /* "" = not bound to one */
    size_t grant_count;                      /* agencies whose images it may see, too */
    char grants[SOHOA_TOKEN_GRANTS_MAX][SOHOA_TOKEN_AGENCY_MAX + 1];
    int64_t created, expires, used; /* seconds since 1970; expires 0 = never */
    bool revoked;
};

/* name, role, agency, grants and expires of `what` count. FATAL with sys_errno EINVAL: a name that
 * is taken, too long or not plain text. The token goes to ret, once. */
int sohoa_token_add(struct sohoa_records *r, const struct sohoa_token *what,
                    char ret[SOHOA_TOKEN_SIZE], struct sohoa_err *err);
/* The token that these letters are. END: none (or not of a token's form). */
int sohoa_token_find(struct sohoa_records *r, const char *letters, struct sohoa_token *ret,
                     struct sohoa_err *err);
enum sohoa_token_state sohoa_token_state(const struct sohoa_token *token, int64_t now);
/* Notes that it was used now; writes at most once in six hours. */
int sohoa_token_touch(struct sohoa_records *r, const struct sohoa_token *token, int64_t now,
                      struct sohoa_err *err);
/* All of them, in no order. */
int sohoa_tokens_each(struct sohoa_records *r, bool (*each)(void *arg, const struct sohoa_token *),
                      void *arg, struct sohoa_err *err);
/* Revokes the live token of that name, for good. END: there is none. */
int sohoa_token_revoke(struct sohoa_records *r, const char *name, struct sohoa_err *err);
/* The SHA-256 of the letters as hex; false when they are not of a token's form. */
bool sohoa_token_hash(const char *letters, char ret[SOHOA_SHA256_SIZE]);

/* Whether pictures and text of this agency's dossiers (NULL or "": nobody's) may be seen, or
 * dossiers made and changed for it. Facts are seen by all. */
bool sohoa_token_sees(const struct sohoa_token *token, const char *agency);
#endif
