/* audit.h - the access record: who read or changed whose data, from where, when, what, why, and
 * how it ended.
 *
 * STORE/audit holds chained files of JSON lines. One chain has one living owner (flock), so several
 * processes write side by side; a process goes on with a chain that nobody owns, or begins one.
 * Each line ends in its own keyed MAC (HMAC-SHA-256) and carries the MAC of the line before, so
 * nothing can be altered, removed or put elsewhere without the key, and an anchor (the heads of all
 * chains, kept elsewhere) shows a cut tail. The key lies outside the store: $SOHOA_AUDIT_KEY, else
 * `audit_key:` of the configuration, else $XDG_CONFIG_HOME/sohoa/audit.key or
 * /etc/sohoa/audit.key. It is made (mode 0600) for a store that has no access record yet; a store
 * whose key is missing or another one is not read.
 *
 * An entry is durable before its answer leaves: whoever records waits, or is called back. What is
 * recorded meanwhile shares one sync. When the record cannot be written the read is refused.
 *
 * Citizen IDs never stand in a line: `whose` is hashed with the key, in all other texts twelve
 * digits in a row are masked. Circular 2026 level 3 and the cyber-security law ask for such a log
 * (time, account, address, action, object, result; append-only or chained). */
#ifndef SOHOA_AUDIT_H
#define SOHOA_AUDIT_H
#include "record/records.h"

#define SOHOA_AUDIT_HASH_SIZE 65     /* hex with its NUL */
#define SOHOA_AUDIT_TEXT_MAX 400     /* longest text of an entry in bytes; longer ones are cut */
#define SOHOA_AUDIT_WHOSE_MAX 10000u /* persons in one answer */

struct sohoa_audit;

/* Persons in an answer: citizen IDs ("038190000001", "person/038190000001") or other names of a
 * person that the store uses; each once. Zero it to begin; one owner. */
struct sohoa_whose {
    char **ids;
    size_t count, room;
    bool failed; /* memory ran out, or there are more than SOHOA_AUDIT_WHOSE_MAX */
};
void sohoa_whose_add(struct sohoa_whose *whose, const char *id); /* NULL and "" are left out */
/* Every citizen ID among the values and readings of a dossier's documents (DESIGN 7). */
void sohoa_whose_documents(struct sohoa_whose *whose, const json_t *documents);
/* Every number in a text that has the shape of a citizen ID: twelve digits, the first a 0. */
void sohoa_whose_text(struct sohoa_whose *whose, const char *text);
void sohoa_whose_clear(struct sohoa_whose *whose);

/* What happened. Texts are lent for the call, NULL = unknown. */
struct sohoa_audit_entry {
    const char *who;                 /* "os:lan", "token:one-stop" */
    const char *role;                /* of the token */
    const char *from;                /* "192.0.2.7:51234", "HOST pts/3" */
    const char *action;              /* read change export token backup audit login ... */
    const char *call;                /* "show", "GET /v1/citizens/{id}" */
    const char *what;                /* the object: a dossier, a key, a query */
    const struct sohoa_whose *whose; /* NULL or empty: one line that names nobody */
    const char *why;                 /* the purpose */
    const char *outcome;             /* "ok", "none", "refused: no purpose", "failed: ..." */
};

struct sohoa_audit_options {
    const char *key; /* path of the key, NULL: the usual places */
    uint64_t rotate; /* a file longer than this is ended; 0: 64 MiB */
    bool service;    /* a process that lives long: space is laid out ahead, which keeps the
                        file system's journal, and so an import, out of the way */
};

/* The access record of the store folder. FATAL: no key, another key, or not to be written; the
 * first write is made by the first entry. ret_made (may be NULL) tells that a key was made and
 * where, malloc'd. [setup] */
int sohoa_audit_open(const char *store, const struct sohoa_audit_options *options,
                     struct sohoa_audit **ret, char **ret_made, struct sohoa_err *err);
/* Everything appended is durable (or refused) and told before it returns. NULL is fine. */
void sohoa_audit_close(struct sohoa_audit *audit);

/* Appends one line a person. done() runs in the audit's own thread, exactly once if OK is
 * returned: rc OK = durable, the answer may leave; else the answer is refused with err's text. It
 * must be short and must not call back into the audit. FATAL: nothing will be called. [any] */
int sohoa_audit_append(struct sohoa_audit *audit, const struct sohoa_audit_entry *entry,
                       void (*done)(void *arg, int rc, const struct sohoa_err *err), void *arg,
                       struct sohoa_err *err);
/* The same, and waits. [any] */
int sohoa_audit_record(struct sohoa_audit *audit, const struct sohoa_audit_entry *entry,
                       struct sohoa_err *err);
/* The keyed hash of a person's ID as it stands in `whose`. [any] */
void sohoa_audit_hash(const struct sohoa_audit *audit, const char *id,
                      char ret[SOHOA_AUDIT_HASH_SIZE]);

/* ---- reading the record (audit_list.c, audit_verify.c) -------------------------------------- */

struct sohoa_audit_filter { /* NULL = any */
    const char *from, *to; /* ISO 8601 at +07:00, a prefix is fine: at or after, before or within */
    const char *who, *action;
    const char *citizen; /* an ID, compared by its hash */
    size_t limit;        /* 0: no limit; else the newest so many */
};
/* The entries by time; each gets the line as an object without its chain members. Entries are
 * those durable when the call began. [any] */
int sohoa_audit_each(struct sohoa_audit *audit, const struct sohoa_audit_filter *filter,
                     bool (*each)(void *arg, const json_t *entry), void *arg,
                     struct sohoa_err *err);

/* Whether the store has an access record at all. [any] */
bool sohoa_audit_exists(const char *store);

struct sohoa_audit_report {
    uint64_t chains, files, entries, torn, problems;
};
/* Every line of every chain against the key: found() tells each fault in words. anchor: NULL, or
 * the text of an anchor, which every chain must still reach. A last line that was never finished
 * (killed while writing, never acknowledged), or a file without one, counts as torn, not as a
 * problem. Runs beside writers. [any] */
int sohoa_audit_verify(struct sohoa_audit *audit, const char *anchor,
                       void (*found)(void *arg, const char *problem), void *arg,
                       struct sohoa_audit_report *ret, struct sohoa_err *err);
/* The heads of all chains as JSON lines, malloc'd: to be kept where the store's keeper cannot
 * change it. [any] */
int sohoa_audit_anchor(struct sohoa_audit *audit, char **ret, struct sohoa_err *err);
#endif
