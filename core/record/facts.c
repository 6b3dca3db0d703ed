/* facts.c - facts and what leads to them, read: see facts.h. Prefix scans of a few keys each. Any
 * thread. */
#include "record/facts.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <string.h>

struct visit {
    struct sohoa_records *r;
    struct sohoa_err *err;
    void *arg;
    int (*fact)(void *arg, const char *dossier, const json_t *record);
    int (*text)(void *arg, const char *dossier, char *text);
    int (*pair)(void *arg, const char *first, const char *second);
    int (*named)(void *arg, const struct sohoa_named *named);
    int (*one)(void *arg, const char *from);
};

static int visit_fact(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    json_t *record = NULL;
    int rc = sohoa_object_parse(v->r, key, value, &record, v->err);
    if (rc == SOHOA_OK)
        rc = v->fact(v->arg, sohoa_key_last(key), record);
    json_decref(record);
    return rc;
}

int sohoa_facts_each(struct sohoa_records *r, const char *subject,
                     int (*each)(void *arg, const char *dossier, const json_t *record), void *arg,
                     struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .fact = each};
    struct sohoa_key prefix = sohoa_key_fact(subject, "");
    return sohoa_scan(r, prefix.text, prefix.text, 0, visit_fact, &v, err);
}

static int visit_text(void *arg, const char *key, struct sohoa_bytes value)
{
    struct visit *v = arg;
    char *text = NULL;
    size_t size = 0;
    int rc = sohoa_codec_unpack(v->r->codec, value, &text, &size, v->err);
    return rc == SOHOA_OK ? v->text(v->arg, sohoa_key_last(key), text) : rc;
}

int sohoa_facts_texts(struct sohoa_records *r, const char *subject,
                      int (*each)(void *arg, const char *dossier, char *text), void *arg,
                      struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .text = each};
    struct sohoa_key prefix = sohoa_key_fact(subject, "");
    return sohoa_scan(r, prefix.text, prefix.text, 0, visit_text, &v, err);
}

static int visit_any(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)key, (void)value;
    *(bool *)arg = true;
    return SOHOA_END;
}

int sohoa_facts_any(struct sohoa_records *r, const char *subject, struct sohoa_err *err)
{
    struct sohoa_key prefix = sohoa_key_fact(subject, "");
    bool any = false;
    int rc = sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_any, &any, err);
    return rc == SOHOA_OK && !any ? SOHOA_END : rc;
}

/* KIND/NUMBER/FIRST/DOSSIER, where FIRST may hold a '/'. */
static int visit_pair(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct visit *v = arg;
    char first[SOHOA_SUBJECT_SIZE] = "";
    const char *dossier = sohoa_key_last(key), *at = strchr(key, '/');
    at = at ? strchr(at + 1, '/') : NULL;
    if (!at || dossier - at < 3)
        return SOHOA_OK;
    (void)snprintf(first, sizeof first, "%.*s", (int)(dossier - at - 2), at + 1);
    return v->pair(v->arg, first, dossier);
}

int sohoa_claims_each(struct sohoa_records *r, const char *id,
                      int (*each)(void *arg, const char *person, const char *dossier), void *arg,
                      struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .pair = each};
    struct sohoa_key prefix = sohoa_key_claim(id, "", "");
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_pair, &v, err);
}

int sohoa_aliases_each(struct sohoa_records *r, const char *number,
                       int (*each)(void *arg, const char *subject, const char *dossier), void *arg,
                       struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .pair = each};
    struct sohoa_key prefix = sohoa_key_alias(number, "", "");
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_pair, &v, err);
}

/* name/NAME/BIRTH/person/WHO/DOSSIER: taken apart in a copy. */
static int visit_named(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct visit *v = arg;
    struct sohoa_key parts;
    (void)snprintf(parts.text, sizeof parts.text, "%s", key);
    char *name = parts.text + strlen("name/"), *birth = strchr(name, '/');
    char *subject = birth ? strchr(birth + 1, '/') : NULL;
    char *dossier = strrchr(parts.text, '/');
    if (!subject || dossier <= subject)
        return SOHOA_OK;
    *birth++ = *subject++ = *dossier++ = '\0';
    const struct sohoa_named named = {
        .name = name, .birth = birth, .subject = subject, .dossier = dossier};
    return v->named(v->arg, &named);
}

int sohoa_names_each(struct sohoa_records *r, const char *plain, bool beginning, const char *birth,
                     int (*each)(void *arg, const struct sohoa_named *named), void *arg,
                     struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .named = each};
    struct sohoa_key prefix = sohoa_key_name(plain, beginning ? "" : birth, "", "");
    size_t length = strlen(prefix.text);
    if (!beginning && !*birth && length + 1 < sizeof prefix.text)
        memcpy(prefix.text + length, "/", 2);
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_named, &v, err);
}

/* ---- links ---------------------------------------------------------------------------------- */

int sohoa_link_record(struct sohoa_records *r, const char *from, json_t **ret,
                      struct sohoa_err *err)
{
    return sohoa_object_get(r, sohoa_key_link(from).text, ret, err);
}

int sohoa_link_get(struct sohoa_records *r, const char *from, char ret_to[SOHOA_NUMBER_SIZE],
                   struct sohoa_err *err)
{
    json_t *record = NULL;
    int rc = sohoa_link_record(r, from, &record, err);
    const char *to = json_string_value(json_object_get(record, "to"));
    if (rc == SOHOA_OK && sohoa_citizen_id_valid(to))
        memcpy(ret_to, to, SOHOA_NUMBER_SIZE);
    else if (rc == SOHOA_OK)
        rc = SOHOA_END;
    json_decref(record);
    return rc;
}

static int visit_linked(void *arg, const char *key, struct sohoa_bytes value)
{
    (void)value;
    struct visit *v = arg;
    return v->one(v->arg, sohoa_key_last(key));
}

int sohoa_links_each(struct sohoa_records *r, const char *id,
                     int (*each)(void *arg, const char *from), void *arg, struct sohoa_err *err)
{
    struct visit v = {.r = r, .err = err, .arg = arg, .one = each};
    struct sohoa_key prefix = sohoa_key_linked(id, "");
    return sohoa_scan(r, prefix.text, prefix.text, SOHOA_SCAN_KEYS, visit_linked, &v, err);
}
