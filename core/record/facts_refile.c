/* facts_refile.c - all facts made anew from the dossiers, for stores filed by an older rule or by
 * none. Each dossier is written as it is, expecting that nobody changed it meanwhile, so that it
 * may run beside other writers and be killed at any time: it is done when meta says so. One thread.
 */
#include "record/facts.h"
#include "record/facts_of_dossier.h"
#include "record/forms.h"
#include "record/write_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_COMMIT = 200 };

struct refile {
    struct sohoa_records *r;
    struct sohoa_write *w;
    size_t count;
    char last[SOHOA_ID_SIZE]; /* the last dossier that is durable */
    char now[SOHOA_ID_SIZE];
    struct sohoa_err *err;
};

static int add_dossier(void *arg, const char *key, struct sohoa_bytes value)
{
    struct refile *f = arg;
    struct sohoa_dossier_record d = {.code = NULL};
    json_t *object = NULL;
    (void)snprintf(f->now, sizeof f->now, "%s", sohoa_key_last(key));
    int rc = sohoa_object_parse(f->r, key, value, &object, NULL);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_decode(object, key, &d, NULL);
    json_decref(object);
    if (rc != SOHOA_OK) /* damaged: it files nothing, and verify tells */
        return ++f->count % PER_COMMIT ? SOHOA_OK : SOHOA_END;
    rc = sohoa_write_object(f->w, key, sohoa_dossier_encode(&d), f->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_facts(f->w, NULL, &d, f->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(f->w, key, value.data, value.size, f->err);
    sohoa_dossier_record_clear(&d);
    if (rc != SOHOA_OK)
        return rc;
    return ++f->count % PER_COMMIT ? SOHOA_OK : SOHOA_END;
}

/* Some hundred dossiers behind the last one; END when there are no more. */
static int some(struct refile *f)
{
    struct sohoa_key from = sohoa_key_dossier(f->last);
    size_t before = f->count, length = strlen(from.text);
    if (*f->last && length + 2 < sizeof from.text)
        memcpy(from.text + length, "!", 2); /* behind the key itself, before any other */
    f->w = sohoa_write_new(f->r);
    if (!f->w)
        return sohoa_no_memory(f->err);
    int rc = sohoa_scan(f->r, "dossier/", from.text, 0, add_dossier, f, f->err);
    if (rc == SOHOA_OK && f->count == before)
        rc = SOHOA_END;
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(f->w, f->err);
    sohoa_write_free(f->w);
    if (rc == SOHOA_OK)
        memcpy(f->last, f->now, sizeof f->last);
    else if (rc == SOHOA_RETRY) {
        f->count = before; /* one of them was changed meanwhile: read again */
        rc = SOHOA_OK;
    }
    return rc;
}

/* ---- keys of an older rule ------------------------------------------------------------------ */

static int drop_key(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct refile *f = arg;
    int rc = sohoa_write_delete(f->w, key, f->err);
    if (rc != SOHOA_OK)
        return rc;
    return ++f->count % (PER_COMMIT * 10) ? SOHOA_OK : SOHOA_END;
}

static int drop_kind(struct refile *f, const char *prefix)
{
    size_t before;
    int rc = SOHOA_OK;
    do {
        before = f->count;
        f->w = sohoa_write_new(f->r);
        if (!f->w)
            return sohoa_no_memory(f->err);
        rc = sohoa_scan(f->r, prefix, prefix, SOHOA_SCAN_KEYS, drop_key, f, f->err);
        if (rc == SOHOA_OK)
            rc = sohoa_write_commit(f->w, f->err);
        sohoa_write_free(f->w);
    } while (rc == SOHOA_OK && f->count > before);
    return rc;
}

int sohoa_facts_refile(struct sohoa_records *r, struct sohoa_err *err)
{
    static const char *const kinds[] = {"fact/", "claim/", "alias/", "name/"};
    struct refile f = {.r = r, .err = err};
    int rc = SOHOA_OK;
    for (size_t i = 0; rc == SOHOA_OK && i < sizeof kinds / sizeof *kinds; i++)
        rc = drop_kind(&f, kinds[i]);
    f.count = 0;
    while (rc == SOHOA_OK)
        rc = some(&f);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}
