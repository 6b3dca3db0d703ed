/* verify_facts.c - see verify_facts.h. Any thread. */
#include "record/verify_facts.h"
#include "host/lang.h"
#include "record/facts_of_dossier.h"
#include "record/forms.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct facts_check {
    struct sohoa_records *r;
    void (*found)(void *arg, const char *problem);
    void *arg;
    struct sohoa_err *err;
};

/* What stands before the first '/': telling more would tell a number. */
static void tell(struct facts_check *c, const char *what, const char *key)
{
    char text[256];
    (void)snprintf(text, sizeof text, sohoa_tr(what), (int)strcspn(key, "/"), key,
                   sohoa_key_last(key));
    c->found(c->arg, text);
}

/* The dossier as stored now, raw and as what it files. END: there is none, or it is damaged, which
 * others tell. */
static int filing_now(struct facts_check *c, const char *dossier, void **ret_raw, size_t *ret_size,
                      struct sohoa_filing *ret)
{
    struct sohoa_key key = sohoa_key_dossier(dossier);
    struct sohoa_dossier_record d = {.code = NULL};
    json_t *object = NULL;
    int rc = sohoa_raw_get(c->r, key.text, ret_raw, ret_size, c->err);
    if (rc != SOHOA_OK)
        return rc;
    struct sohoa_bytes raw = {.data = *ret_raw, .size = *ret_size};
    if (sohoa_object_parse(c->r, key.text, raw, &object, NULL) != SOHOA_OK ||
        sohoa_dossier_decode(object, key.text, &d, NULL) != SOHOA_OK)
        rc = SOHOA_END;
    else if (sohoa_filing_of(&d, ret) != 0)
        rc = sohoa_no_memory(c->err);
    json_decref(object);
    if (rc == SOHOA_OK)
        sohoa_dossier_record_clear(&d);
    if (rc != SOHOA_OK) {
        free(*ret_raw);
        *ret_raw = NULL;
    }
    return rc;
}

static bool unchanged(struct facts_check *c, const char *dossier, const void *raw, size_t size)
{
    void *now = NULL;
    size_t now_size = 0;
    int rc = sohoa_raw_get(c->r, sohoa_key_dossier(dossier).text, &now, &now_size, NULL);
    bool same = rc == SOHOA_OK ? raw && now_size == size && memcmp(now, raw, size) == 0
                               : rc == SOHOA_END && !raw;
    free(now);
    return same;
}

/* A fault in words (with the kind of the record and the dossier), or NULL. */
static const char *fault_of(struct facts_check *c, const struct sohoa_filed *filed)
{
    void *raw = NULL;
    size_t size = 0;
    json_t *object = NULL;
    int rc = sohoa_raw_get(c->r, filed->key, &raw, &size, NULL);
    if (rc == SOHOA_END)
        return "a record of the kind %.*s is missing that the dossier %s files";
    const char *fault = NULL;
    struct sohoa_bytes bytes = {.data = raw, .size = size};
    if (rc == SOHOA_OK && filed->value &&
        (sohoa_object_parse(c->r, filed->key, bytes, &object, NULL) != SOHOA_OK ||
         !json_equal(object, filed->value)))
        fault = "a record of the kind %.*s is not what the dossier %s says";
    json_decref(object);
    free(raw);
    return fault;
}

int sohoa_verify_filed(struct sohoa_records *r, const char *key,
                       void (*found)(void *arg, const char *problem), void *arg,
                       struct sohoa_err *err)
{
    struct facts_check c = {.r = r, .found = found, .arg = arg, .err = err};
    struct sohoa_filing filing = {0};
    const char *dossier = sohoa_key_last(key), *fault;
    void *raw = NULL;
    size_t size = 0;
    int rc = filing_now(&c, dossier, &raw, &size, &filing);
    for (size_t i = 0; rc == SOHOA_OK && i < filing.count; i++)
        if ((fault = fault_of(&c, &filing.items[i])) && unchanged(&c, dossier, raw, size))
            tell(&c, fault, filing.items[i].key);
    sohoa_filing_clear(&filing);
    free(raw);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

int sohoa_verify_fact(struct sohoa_records *r, const char *key,
                      void (*found)(void *arg, const char *problem), void *arg,
                      struct sohoa_err *err)
{
    struct facts_check c = {.r = r, .found = found, .arg = arg, .err = err};
    struct sohoa_filing filing = {0};
    const char *dossier = sohoa_key_last(key);
    void *raw = NULL, *still = NULL;
    size_t size = 0, still_size = 0;
    int rc = filing_now(&c, dossier, &raw, &size, &filing);
    bool said = rc == SOHOA_OK && sohoa_filing_find(&filing, key);
    if ((rc == SOHOA_OK || rc == SOHOA_END) && !said && unchanged(&c, dossier, raw, size) &&
        sohoa_raw_get(r, key, &still, &still_size, NULL) == SOHOA_OK)
        tell(&c, "a record of the kind %.*s is left that the dossier %s does not file", key);
    free(still);
    free(raw);
    sohoa_filing_clear(&filing);
    return rc == SOHOA_END ? SOHOA_OK : rc;
}
