/* audit_parts.h - the inside of the access record: its key, its lines, its files, a chain.
 *
 * A file is STORE/audit/<chain>-<file 6d>.jsonl. Line: {"n":N,...,"prev":"64 hex","mac":"64 hex"}
 * where mac is the HMAC of all that stands before `,"mac"` and prev the mac of line n - 1 (zeros
 * for the first). The first line of each file is its head: chain, file, key. Space laid out ahead
 * is NUL bytes behind the last line. */
#ifndef SOHOA_AUDIT_PARTS_H
#define SOHOA_AUDIT_PARTS_H
#include "query/audit.h"
#include "record/hash.h"

#define AUDIT_LINE_MAX 65536u /* a line with its newline; longer ones are no lines */
#define AUDIT_KEY_BYTES 32u
#define AUDIT_KEY_ID_SIZE 17 /* hex with its NUL */
#define AUDIT_PATH_ROOM 4096
#define AUDIT_FILES_MAX 1000000u

/* ---- HMAC-SHA-256 (RFC 2104, FIPS 198-1), the padded key hashed once. [any] ---- */
struct sohoa_mac {
    SHA256_CTX inner, outer;
};
void sohoa_mac_begin(struct sohoa_mac *mac, const void *key, size_t size);
void sohoa_mac_hex(const struct sohoa_mac *mac, const void *data, size_t size,
                   char ret[SOHOA_AUDIT_HASH_SIZE]);

/* ---- the key (audit_key.c) ---- */
struct sohoa_audit_key {
    struct sohoa_mac line, person; /* one key for each use, derived from the one kept */
    char id[AUDIT_KEY_ID_SIZE];    /* says which key it is, and nothing about it */
};
/* Finds, or for a store without a record makes, the key; and holds it against the store's. */
int sohoa_audit_key_open(const char *store, const char *path, struct sohoa_audit_key *ret,
                         char **ret_made, struct sohoa_err *err);
void sohoa_audit_key_from(const unsigned char bytes[AUDIT_KEY_BYTES], struct sohoa_audit_key *ret);

/* ---- lines (audit_line.c) ---- */
struct sohoa_audit_line {
    uint64_t n;
    char prev[SOHOA_AUDIT_HASH_SIZE], mac[SOHOA_AUDIT_HASH_SIZE];
    size_t signed_size; /* bytes that mac covers, from the line's start */
};
/* Takes a line (without newline) apart. False: it is none. */
bool sohoa_audit_line_parse(const char *line, size_t size, struct sohoa_audit_line *ret);
/* Chain, file number and key id of a head line; false: it is none. */
bool sohoa_audit_head_parse(const char *line, size_t size, char ret_chain[SOHOA_ID_SIZE],
                            uint64_t *ret_file, char ret_key[AUDIT_KEY_ID_SIZE]);
/* Bytes that grow. */
struct sohoa_audit_bytes {
    char *data;
    size_t size, room;
    bool failed;
};
void sohoa_audit_put(struct sohoa_audit_bytes *to, const char *data, size_t size);
void sohoa_audit_puts(struct sohoa_audit_bytes *to, const char *text);
/* Adds ,"name":"text" with text cut, masked, made UTF-8 and escaped; nothing when text is NULL. */
void sohoa_audit_put_text(struct sohoa_audit_bytes *to, const char *name, const char *text);
/* The members of an entry but n, whose, prev and mac, each with a comma before it. */
void sohoa_audit_put_entry(struct sohoa_audit_bytes *to, const struct sohoa_audit_entry *entry);
/* Adds a whole line with its newline; members as above, whose NULL or a hash. Moves *n and prev. */
void sohoa_audit_put_line(struct sohoa_audit_bytes *to, const struct sohoa_mac *mac,
                          const char *members, size_t size, const char *whose, uint64_t *n,
                          char prev[SOHOA_AUDIT_HASH_SIZE]);

/* ---- files (audit_files.c) ---- */
struct sohoa_audit_file {
    char chain[SOHOA_ID_SIZE];
    uint32_t number;
};
/* The files there are, by chain, then number; malloc'd. */
int sohoa_audit_files(const char *store, struct sohoa_audit_file **ret, size_t *ret_count,
                      struct sohoa_err *err);
int sohoa_audit_file_path(const char *store, const char *chain, uint32_t number, char *buf,
                          size_t room, struct sohoa_err *err);
/* What ends a file. */
enum sohoa_audit_end {
    AUDIT_END_WHOLE = 0, /* a newline, or space laid out ahead */
    AUDIT_END_TORN,      /* bytes without a newline */
    AUDIT_END_ODD,       /* bytes behind a NUL, or a line that is too long */
};
/* Each line without its newline; each() false stops. END: there is no such file. */
int sohoa_audit_file_read(const char *path, bool (*each)(void *arg, const char *line, size_t size),
                          void *arg, enum sohoa_audit_end *ret_end, bool *ret_owned,
                          struct sohoa_err *err);

/* ---- a chain that is written (audit_chain.c), one owner ---- */
struct sohoa_audit_chain;
struct sohoa_audit_chain *sohoa_audit_chain_new(const char *store,
                                                const struct sohoa_audit_key *key,
                                                const struct sohoa_audit_options *options);
void sohoa_audit_chain_free(struct sohoa_audit_chain *chain);
/* The next line's number and the mac before it, of a chain that is open; opens one if none is. */
int sohoa_audit_chain_ready(struct sohoa_audit_chain *chain, uint64_t **ret_n, char **ret_prev,
                            struct sohoa_err *err);
/* Lets the chain go, with what was numbered and not written. */
void sohoa_audit_chain_drop(struct sohoa_audit_chain *chain);
/* Writes whole lines and makes them durable. On failure none of them counts, and the next ready()
 * opens a chain anew. */
int sohoa_audit_chain_write(struct sohoa_audit_chain *chain, const char *data, size_t size,
                            struct sohoa_err *err);

struct sohoa_audit {
    char *store;
    struct sohoa_audit_key key;
    struct sohoa_audit_queue *queue;
};
#endif
