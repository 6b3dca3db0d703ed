/* decide.c - see decide.h: a dossier is read, its documents are changed in a copy, and the copy is
 * committed if the dossier is still what was read; else all of it is done again. */
#include "host/lang.h"
#include "host/nearest.h"
#include "query/decide_field.h"
#include "reading/changes.h"
#include "reading/key_type.h"
#include "reading/schemas_usual.h"
#include "record/hash.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRIES 20
#define NAME_MAX_BYTES 200
#define CANDIDATES 2048

/* ---- the environment ------------------------------------------------------------------------- */

static uint32_t today(void)
{
    time_t now = time(NULL) + 7 * 3600; /* the day it is where the papers are from */
    struct tm tm;
    if (!gmtime_r(&now, &tm))
        return 0;
    return (uint32_t)((tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday);
}

int sohoa_decide_open(const struct sohoa_config *config, struct sohoa_records *records,
                      struct sohoa_decide_env *ret, struct sohoa_err *err)
{
    struct sohoa_decide_env env = {.records = records};
    int rc = sohoa_schemas_usual(config, &env.schemas, err);
    if (rc == SOHOA_OK)
        rc = sohoa_vocab_open(NULL, &env.vocab, err);
    if (rc != SOHOA_OK) {
        sohoa_decide_close(&env);
        return rc;
    }
    env.types = (struct sohoa_type_env){.vocab = env.vocab, .today = today()};
    *ret = env;
    return SOHOA_OK;
}

void sohoa_decide_close(struct sohoa_decide_env *env)
{
    sohoa_vocab_close(env->vocab);
    sohoa_schemas_close(env->schemas);
    env->vocab = NULL;
    env->schemas = NULL;
}

/* ---- the dossier ----------------------------------------------------------------------------- */

static void version_of(const void *raw, size_t size, char ret[SOHOA_VERSION_SIZE])
{
    char hash[SOHOA_SHA256_SIZE];
    sohoa_hash_bytes(raw, size, hash);
    (void)snprintf(ret, SOHOA_VERSION_SIZE, "%.*s", SOHOA_VERSION_SIZE - 1, hash);
}

int sohoa_decide_version(struct sohoa_records *records, const char *dossier,
                         char ret[SOHOA_VERSION_SIZE], struct sohoa_err *err)
{
    struct sohoa_dossier_record d = {0};
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_dossier_get_raw(records, dossier, &d, &raw, &size, err);
    if (rc != SOHOA_OK)
        return rc;
    version_of(raw, size, ret);
    sohoa_dossier_record_clear(&d);
    free(raw);
    return SOHOA_OK;
}

static int check_state(const struct sohoa_dossier_record *d, struct sohoa_err *err)
{
    const char *state = d->state ? d->state : "";
    if (strcmp(state, "superseded") == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier %s was superseded by %s", d->id,
                          d->by);
    if (strcmp(state, "erased") == 0 || strcmp(state, "open") == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier %s is %s", d->id, sohoa_tr(state));
    return SOHOA_OK;
}

/* ---- a change -------------------------------------------------------------------------------- */

struct change {
    const struct sohoa_decide_env *env;
    const struct sohoa_decide_request *request;
    const json_t *undo; /* the field as it was before; json_null(): there was none */
    struct sohoa_decide_mark mark;
    json_t *documents; /* the copy */
    struct sohoa_err *err;
};

struct candidates {
    const char *at[CANDIDATES];
    size_t count;
};

static void add_candidates(struct candidates *all, const struct sohoa_schema *schema)
{
    for (size_t i = 0; i < schema->item_count && all->count < CANDIDATES; i++)
        if (schema->items[i].kind == SOHOA_ITEM_FIELD && schema->items[i].key[0])
            all->at[all->count++] = schema->items[i].key;
}

static int unknown_key(const struct change *c, const struct sohoa_schema *schema, const char *key)
{
    struct candidates *all = calloc(1, sizeof *all);
    if (!all)
        return sohoa_no_memory(c->err);
    add_candidates(all, schema);
    for (size_t i = 0; i < schema->layout_count; i++)
        add_candidates(all, &schema->layouts[i]);
    const char *near = sohoa_nearest(key, all->at, all->count);
    int rc =
        near ? sohoa_fail(c->err, SOHOA_BAD_PAGE, "'%s' has no field '%.100s'; is it '%s'?",
                          schema->name, key, near)
             : sohoa_fail(c->err, SOHOA_BAD_PAGE, "'%s' has no field '%.100s'", schema->name, key);
    free(all);
    return rc;
}

/* The paper that gives the key its type. */
static int find_type(const struct change *c, const json_t *document, const char *key,
                     const char **ret)
{
    const char *name = json_string_value(json_object_get(document, "schema"));
    const struct sohoa_schema *schema = name ? sohoa_schemas_find(c->env->schemas, name) : NULL;
    if (!schema)
        return sohoa_fail(c->err, SOHOA_BAD_PAGE,
                          "the document is of no known kind, so it has no fields");
    if (!key[0] || strlen(key) > SOHOA_SCHEMA_KEY_MAX || strchr(key, '*') ||
        !sohoa_schema_has_key(schema, key))
        return unknown_key(c, schema, key);
    const char *type = sohoa_key_type(schema, key);
    for (size_t i = 0; i < schema->layout_count && !type; i++)
        type = sohoa_key_type(&schema->layouts[i], key);
    /* The number alone; the paper's label announces more. */
    const char *last = strrchr(key, '.');
    if (type && strcmp(type, "identity_paper") == 0 && last && strcmp(last, ".id_number") == 0)
        type = "id_number";
    *ret = type;
    return SOHOA_OK;
}

/* "mother.id_paper" with the suffix "id_number" is "mother.id_number". */
static void key_of(const char *key, const char *suffix, char *ret, size_t room)
{
    const char *dot = strrchr(key, '.');
    if (!suffix[0])
        (void)snprintf(ret, room, "%.*s", SOHOA_SCHEMA_KEY_MAX, key);
    else
        (void)snprintf(ret, room, "%.*s.%.19s", dot ? (int)(dot - key) : SOHOA_SCHEMA_KEY_MAX, key,
                       suffix);
}

/* The machine of a person who was quicker. */
static int check_seen(const struct change *c, const struct sohoa_decision *d, const json_t *field)
{
    if (!d->seen || json_equal(field ? field : json_null(), d->seen))
        return SOHOA_OK;
    return sohoa_fail(c->err, SOHOA_RETRY, "somebody else has changed '%s' meanwhile", d->key);
}

static int check_second(const struct change *c, const struct sohoa_decision *d, const json_t *field)
{
    const char *state = json_string_value(json_object_get(field, "state"));
    if (!sohoa_field_decided(field) || !state || strcmp(state, "verified") != 0)
        return sohoa_fail(c->err, SOHOA_BAD_PAGE, "'%s' has no first entry to be compared with",
                          d->key);
    if (sohoa_field_decided_by(field, c->request->operator_))
        return sohoa_fail(c->err, SOHOA_BAD_PAGE,
                          "the first entry of '%s' is by %s as well: the second must be another's",
                          d->key, c->request->operator_);
    return SOHOA_OK;
}

static int put_field(const struct change *c, json_t *document, const struct sohoa_decision *d,
                     const char *key, const struct sohoa_typed *typed)
{
    json_t *fields = json_object_get(document, "fields"), *after = NULL;
    const json_t *old = json_object_get(fields, key);
    json_int_t page = json_integer_value(json_array_get(json_object_get(document, "pages"), 0));
    int rc = c->request->second ? check_second(c, d, old) : SOHOA_OK;
    if (rc)
        return rc;
    after = c->request->second ? sohoa_field_second(old, typed, &c->mark)
                               : sohoa_field_decide(old, typed, &c->mark, page);
    if (!fields && after) {
        fields = json_object();
        if (!fields || json_object_set_new(document, "fields", fields)) {
            json_decref(after);
            return sohoa_no_memory(c->err);
        }
    }
    return !after || json_object_set_new(fields, key, after) ? sohoa_no_memory(c->err) : SOHOA_OK;
}

static int put_back(const struct change *c, json_t *document, const char *key)
{
    json_t *fields = json_object_get(document, "fields");
    if (json_is_null(c->undo)) {
        (void)json_object_del(fields, key);
        return SOHOA_OK;
    }
    json_t *copy = json_deep_copy(c->undo);
    return !copy || json_object_set_new(fields, key, copy) ? sohoa_no_memory(c->err) : SOHOA_OK;
}

static int decide_one(const struct change *c, const struct sohoa_decision *d)
{
    struct sohoa_typed typed[SOHOA_TYPED_MAX];
    const char *type = NULL;
    size_t count = 0;
    json_t *document = d->document ? json_array_get(c->documents, d->document - 1) : NULL;
    if (!document)
        return sohoa_fail(c->err, SOHOA_BAD_PAGE, "there is no document %u in the dossier",
                          d->document);
    int rc = check_seen(c, d, json_object_get(json_object_get(document, "fields"), d->key));
    if (rc == SOHOA_OK && c->undo)
        return put_back(c, document, d->key);
    if (rc == SOHOA_OK)
        rc = find_type(c, document, d->key, &type);
    if (rc != SOHOA_OK || !d->value)
        return rc ? rc : put_field(c, document, d, d->key, NULL);
    struct sohoa_err why = {0};
    rc = sohoa_decide_value(&c->env->types, type, d->value, typed, &count, &why);
    if (rc != SOHOA_OK)
        return sohoa_fail(c->err, rc, "%s: %s", d->key, why.text);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++) {
        char key[SOHOA_SCHEMA_KEY_MAX + sizeof typed[i].suffix + 2];
        key_of(d->key, typed[i].suffix, key, sizeof key);
        rc = put_field(c, document, d, key, &typed[i]);
    }
    return rc;
}

/* ---- one try --------------------------------------------------------------------------------- */

static int commit(const struct change *c, struct sohoa_dossier_record *d, const void *raw,
                  size_t size)
{
    struct sohoa_write *w = sohoa_write_new(c->env->records);
    if (!w)
        return sohoa_no_memory(c->err);
    json_t *before = d->documents;
    d->documents = c->documents;
    int rc = sohoa_write_dossier(w, d, c->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_expect(w, sohoa_key_dossier(d->id).text, raw, size, c->err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(w, c->err);
    d->documents = before;
    sohoa_write_free(w);
    return rc;
}

/* *ret_again: the store's dossier is no longer the one that was read. */
static int try_once(struct change *c, bool *ret_again, json_t **ret_changes)
{
    const struct sohoa_decide_request *request = c->request;
    struct sohoa_dossier_record d = {0};
    char version[SOHOA_VERSION_SIZE];
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_dossier_get_raw(c->env->records, request->dossier, &d, &raw, &size, c->err);
    if (rc != SOHOA_OK)
        return rc;
    version_of(raw, size, version);
    rc = check_state(&d, c->err);
    if (rc == SOHOA_OK && request->version && strcmp(request->version, version) != 0)
        rc = sohoa_fail(c->err, SOHOA_RETRY, "the dossier %s has been changed meanwhile", d.id);
    if (rc == SOHOA_OK && !(c->documents = json_deep_copy(d.documents)))
        rc = sohoa_no_memory(c->err);
    for (size_t i = 0; i < request->count && rc == SOHOA_OK; i++)
        rc = decide_one(c, &request->decisions[i]);
    if (rc == SOHOA_OK) {
        rc = commit(c, &d, raw, size);
        *ret_again = rc == SOHOA_RETRY;
    }
    if (rc == SOHOA_OK && ret_changes &&
        !(*ret_changes = sohoa_documents_changes(d.documents, c->documents)))
        *ret_changes =
            json_array(); /* it is committed: better to say nothing than that it failed */
    json_decref(c->documents);
    c->documents = NULL;
    sohoa_dossier_record_clear(&d);
    free(raw);
    return rc;
}

static int change(struct change *c, json_t **ret_changes)
{
    char now[SOHOA_STAMP_SIZE];
    const char *name = c->request->operator_;
    if (!name || !*name || strlen(name) > NAME_MAX_BYTES)
        return sohoa_fail(c->err, SOHOA_BAD_PAGE, "say who decides: a name of 1 to %d bytes",
                          NAME_MAX_BYTES);
    if (c->request->count > SOHOA_DECIDE_MAX)
        return sohoa_fail(c->err, SOHOA_BAD_PAGE, "more than %d decisions at once",
                          SOHOA_DECIDE_MAX);
    sohoa_stamp(0, now);
    c->mark = (struct sohoa_decide_mark){.operator_ = name, .time = now};
    int rc = SOHOA_RETRY;
    bool again = true;
    for (int i = 0; i < TRIES && again; i++) {
        int lock = -1;
        again = false;
        rc = sohoa_dossiers_lock(c->env->records, &lock, c->err);
        if (rc == SOHOA_OK)
            rc = try_once(c, &again, ret_changes);
        sohoa_dossiers_unlock(lock);
    }
    return rc;
}

int sohoa_decide_set(const struct sohoa_decide_env *env, const struct sohoa_decide_request *request,
                     json_t **ret_changes, struct sohoa_err *err)
{
    struct change c = {.env = env, .request = request, .err = err};
    return change(&c, ret_changes);
}

int sohoa_decide_undo(const struct sohoa_decide_env *env, const char *dossier, uint32_t document,
                      const char *key, const json_t *seen, const json_t *before,
                      const char *operator_, struct sohoa_err *err)
{
    const struct sohoa_decision one = {.document = document, .key = key, .seen = seen};
    const struct sohoa_decide_request request = {
        .dossier = dossier, .operator_ = operator_, .decisions = &one, .count = 1};
    struct change c = {
        .env = env, .request = &request, .undo = before ? before : json_null(), .err = err};
    return change(&c, NULL);
}
