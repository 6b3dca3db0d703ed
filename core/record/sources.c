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

void sohoa_source_unread(const char *folder, const char *name, char ret[SOHOA_SHA256_SIZE])
{
    static const char what[] = "a file that cannot be read";
    struct sohoa_hash hash;
    sohoa_hash_begin(&hash);
    sohoa_hash_add(&hash, what, sizeof what);
    if (name[0] != '/') {
        sohoa_hash_add(&hash, folder, strlen(folder));
        sohoa_hash_add(&hash, "/", 1);
    }
    sohoa_hash_add(&hash, name, strlen(name));
    sohoa_hash_end(&hash, ret);
}

const char *sohoa_source_shown(const char *source)
{
    static const char uploads[] = "/uploads/";
    char job[SOHOA_ID_SIZE];
    for (const char *at = source; at && (at = strstr(at, uploads)); at++) {
        const char *rest = at + sizeof uploads - 1;
        if (strlen(rest) < SOHOA_ID_SIZE - 1)
            return source;
        memcpy(job, rest, SOHOA_ID_SIZE - 1);
        job[SOHOA_ID_SIZE - 1] = '\0';
        rest += SOHOA_ID_SIZE - 1;
        if (!sohoa_id_valid(job) || (*rest != '/' && *rest != '\0'))
            continue;
        size_t digits = *rest ? strspn(rest + 1, "0123456789") : 0;
        return digits && rest[digits + 1] == '-' ? rest + digits + 2 : NULL;
    }
    return source;
}

struct search {
    struct sohoa_records *r;
    struct sohoa_err *err;
    char *ret;
    bool found;
};

static bool is_live(const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    return strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0;
}

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
    s->found = is_live(&d);
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

/* ---- dossiers cut off behind one ---- */

struct following {
    struct sohoa_records *r;
    const struct sohoa_dossier_record *before;
    char *ret;
    bool found;
};

static bool look_behind(void *arg, const char *key)
{
    struct following *f = arg;
    struct sohoa_dossier_record d;
    if (sohoa_dossier_get(f->r, sohoa_key_last(key), &d, NULL) != SOHOA_OK)
        return true;
    const char *source = f->before->source;
    f->found = is_live(&d) && source && d.source && strcmp(source, d.source) == 0;
    if (f->found)
        memcpy(f->ret, d.id, SOHOA_ID_SIZE);
    sohoa_dossier_record_clear(&d);
    return !f->found;
}

int sohoa_source_next(struct sohoa_records *r, const char *dossier, char ret[SOHOA_ID_SIZE],
                      struct sohoa_err *err)
{
    struct sohoa_dossier_record before;
    struct sohoa_page_record page;
    char prefix[64];
    int rc = sohoa_dossier_get(r, dossier, &before, err);
    if (rc != SOHOA_OK)
        return rc;
    struct following f = {.r = r, .before = &before, .ret = ret};
    rc = before.pages ? SOHOA_END : sohoa_page_get(r, before.batch, before.last + 1, 0, &page, err);
    if (rc == SOHOA_OK) {
        bool own = page.start; /* the feeder began a dossier of its own there */
        sohoa_page_record_clear(&page);
        (void)snprintf(prefix, sizeof prefix, "of/%s/%08" PRIu32 "/", before.batch,
                       before.last + 1);
        rc = own ? SOHOA_END : sohoa_records_keys(r, prefix, look_behind, &f, err);
    }
    sohoa_dossier_record_clear(&before);
    return rc == SOHOA_OK && !f.found ? SOHOA_END : rc;
}
