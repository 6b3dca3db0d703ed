/* sources.c - whether something has been digitised already: a digest of the code and the masters
 * with their image ranges names the dossier made from them. Any thread. */
#include "record/hash.h"
#include "record/keys.h"
#include "record/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void sohoa_source_digest(const char *code, const struct sohoa_source_part *parts, size_t count,
                         char ret[SOHOA_SHA256_SIZE])
{
    struct sohoa_hash hash;
    char line[SOHOA_SHA256_SIZE + 32];
    sohoa_hash_begin(&hash);
    /* With its NUL, so that the code cannot run into what follows. */
    sohoa_hash_add(&hash, code ? code : "", strlen(code ? code : "") + 1);
    for (size_t i = 0; i < count; i++) {
        int n = snprintf(line, sizeof line, "%.64s %" PRIu32 " %" PRIu32 "\n", parts[i].sha256,
                         parts[i].first, parts[i].count);
        sohoa_hash_add(&hash, line, (size_t)n);
    }
    sohoa_hash_end(&hash, ret);
}

struct search {
    struct sohoa_records *r;
    struct sohoa_err *err;
    char *ret;
    bool found;
};

static int look_at(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct search *s = arg;
    struct sohoa_dossier_record d;
    int rc = sohoa_dossier_get(s->r, sohoa_key_last(key), &d, s->err);
    if (rc == SOHOA_END)
        return SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    const char *state = d.state ? d.state : "";
    s->found = strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0;
    if (s->found)
        memcpy(s->ret, d.id, SOHOA_ID_SIZE);
    sohoa_dossier_record_clear(&d);
    return s->found ? SOHOA_END : SOHOA_OK;
}

int sohoa_source_find(struct sohoa_records *r, const char *digest, char ret[SOHOA_ID_SIZE],
                      struct sohoa_err *err)
{
    struct search s = {.r = r, .err = err, .ret = ret};
    struct sohoa_key prefix = sohoa_key_source(digest, "");
    int rc = sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, look_at, &s, err);
    return rc == SOHOA_OK && !s.found ? SOHOA_END : rc;
}
