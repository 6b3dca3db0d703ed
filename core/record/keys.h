/* keys.h - the keys of a store as text; the list stands in records.h. No state, any thread.
 *
 * Parts that come from outside (codes) are escaped: '/', '%', controls and blanks become %XX, so
 * that a part never holds a '/'. A part that would be too long ends in '~' and its SHA-256. */
#ifndef SOHOA_KEYS_H
#define SOHOA_KEYS_H
#include "record/records.h"

#define SOHOA_KEY_ROOM 480 /* longest key with its NUL; LMDB takes 511 bytes */
#define SOHOA_KEY_PART_MAX 300
#define SOHOA_KEY_META "meta"
#define SOHOA_KEY_CHANGES "changes"

struct sohoa_key {
    char text[SOHOA_KEY_ROOM];
};
struct sohoa_key sohoa_key_batch(const char *batch);
struct sohoa_key sohoa_key_page(const char *batch, uint32_t number, uint32_t part);
struct sohoa_key sohoa_key_text(const char *batch, uint32_t number, uint32_t part);
struct sohoa_key sohoa_key_dossier(const char *dossier);
struct sohoa_key sohoa_key_code(const char *code, const char *dossier); /* "": the prefix */
struct sohoa_key sohoa_key_of(const char *batch, uint32_t first, const char *dossier);
struct sohoa_key sohoa_key_source(const char *digest, const char *dossier);
struct sohoa_key sohoa_key_used(const char *sha256, const char *batch, uint32_t number);
struct sohoa_key sohoa_key_try(const char *batch, uint32_t number);
struct sohoa_key sohoa_key_change(uint64_t seq);
struct sohoa_key sohoa_key_due(const char *dossier);
/* Of alike.h; batch "": the prefix. */
struct sohoa_key sohoa_key_like(uint64_t feature, const char *batch, uint32_t number,
                                uint32_t part);
struct sohoa_key sohoa_key_alike(const char *batch, uint32_t number, uint32_t part);
/* Of facts (facts.h); a part "" ends the key behind the part before it: the prefix of a scan. */
struct sohoa_key sohoa_key_fact(const char *subject, const char *dossier);
struct sohoa_key sohoa_key_claim(const char *id, const char *person, const char *dossier);
struct sohoa_key sohoa_key_alias(const char *number, const char *subject, const char *dossier);
struct sohoa_key sohoa_key_name(const char *plain, const char *birth, const char *subject,
                                const char *dossier);
struct sohoa_key sohoa_key_link(const char *from);
struct sohoa_key sohoa_key_linked(const char *id, const char *from);
struct sohoa_key sohoa_key_reuse(const char *code, const char *id); /* id "": the prefix */
struct sohoa_key sohoa_key_register(const char *code);
/* KIND/PART/ , for scans. */
struct sohoa_key sohoa_key_prefix(const char *kind, const char *part);

/* What stands behind the last '/'. Lends key. */
const char *sohoa_key_last(const char *key);
/* Number and part at the end of a page or text key. False: not such a key. */
bool sohoa_key_page_parts(const char *key, uint32_t *ret_number, uint32_t *ret_part);
#endif
