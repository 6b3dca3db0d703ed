/* reuse.c - see reuse.h. */
#include "query/reuse.h"

#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_MAX 200 /* bytes of a dossier code, as everywhere a code comes from outside */
#define TEXT_MAX 200 /* of an operator, a source, a schema's name */

/* ---- reading -------------------------------------------------------------------------------- */

int sohoa_reuse_each(struct sohoa_records *r, const char *code,
                     bool (*each)(void *arg, const char *key, const json_t *reuse), void *arg,
                     struct sohoa_err *err)
{
    struct sohoa_key prefix = {.text = "reuse/"};
    if (code)
        prefix = sohoa_key_reuse(code, "");
    return sohoa_objects_each(r, prefix.text, each, arg, err);
}

/* ---- the question --------------------------------------------------------------------------- */

static int check(const struct sohoa_reuse_ask *ask, struct sohoa_err *err)
{
    const char *texts[] = {ask->operator_, ask->shared, ask->schema};
    if (!ask->code || !*ask->code || strlen(ask->code) > CODE_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "the dossier code is missing, or over %d bytes",
                          CODE_MAX);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && (!*texts[i] || strlen(texts[i]) > TEXT_MAX))
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a text is empty, or over %d bytes",
                              TEXT_MAX);
    if (ask->shared ? ask->paper_count > 0 : ask->paper_count == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER,
                          "name the papers used (DOSSIER/N), or a shared source instead");
    if (ask->paper_count > SOHOA_REUSE_MAX || ask->field_count > SOHOA_REUSE_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "more than %d papers or fields",
                          (int)SOHOA_REUSE_MAX);
    return SOHOA_OK;
}

/* "DOSSIER/N". */
static int parse_paper(const char *text, char ret_dossier[SOHOA_ID_SIZE], uint32_t *ret_document,
                       struct sohoa_err *err)
{
    const char *slash = strchr(text, '/');
    const char *number = slash ? slash + 1 : "";
    size_t digits = strspn(number, "0123456789");
    if (!slash || slash - text != SOHOA_ID_SIZE - 1 || digits == 0 || digits > 6 || number[digits])
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "'%.60s' is not a paper: DOSSIER/N", text);
    (void)snprintf(ret_dossier, SOHOA_ID_SIZE, "%.*s", SOHOA_ID_SIZE - 1, text);
    *ret_document = (uint32_t)strtoul(number, NULL, 10);
    if (!sohoa_id_valid(ret_dossier) || *ret_document == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "'%.60s' is not a paper: DOSSIER/N", text);
    return SOHOA_OK;
}

static json_t *fields_array(const struct sohoa_reuse_ask *ask)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < ask->field_count; i++)
        if (json_array_append_new(list, sohoa_json_text(ask->fields[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* What the paper must be: there, not replaced by another, with the fields that were used. */
static int check_paper(const struct sohoa_reuse_ask *ask, const struct sohoa_dossier_record *d,
                       uint32_t number, const json_t **ret, struct sohoa_err *err)
{
    const json_t *document = json_array_get(d->documents, number - 1);
    const json_t *fields = json_object_get(document, "fields");
    if (d->state && (strcmp(d->state, "superseded") == 0 || strcmp(d->state, "erased") == 0))
        return sohoa_fail(err, SOHOA_END, "the dossier %s is %s%s%s", d->id, d->state,
                          d->by[0] ? " by " : "", d->by);
    if (!document)
        return sohoa_fail(err, SOHOA_END, "the dossier %s has no document %u", d->id, number);
    for (size_t i = 0; i < ask->field_count; i++)
        if (!json_object_get(fields, ask->fields[i]))
            return sohoa_fail(err, SOHOA_END, "%s/%u has no field '%.100s'", d->id, number,
                              ask->fields[i]);
    if (d->code && strcmp(d->code, ask->code) == 0)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "%s/%u is a paper of that very dossier", d->id,
                          number);
    *ret = document;
    return SOHOA_OK;
}

/* ---- writing -------------------------------------------------------------------------------- */

struct adding {
    struct sohoa_records *r;
    const struct sohoa_reuse_ask *ask;
    struct sohoa_write *write;
    json_t *before; /* what is on record for the code */
    json_t *told;   /* what is answered */
    json_int_t already;
    struct sohoa_err *err;
};

static bool same(const json_t *a, const json_t *b)
{
    static const char *const keys[] = {"dossier", "document", "fields", "shared", "schema"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *x = json_object_get(a, keys[i]), *y = json_object_get(b, keys[i]);
        if ((x || y) && !json_equal(x, y))
            return false;
    }
    return true;
}

static bool keep_reuse(void *arg, const char *key, const json_t *reuse)
{
    (void)key;
    struct adding *a = arg;
    return json_array_append(a->before, (json_t *)reuse) == 0;
}

/* Takes put's object: writes it, or finds it on record. */
static int add_record(struct adding *a, struct sohoa_put *put)
{
    char id[SOHOA_ID_SIZE], stamp[SOHOA_STAMP_SIZE];
    json_t *record = sohoa_put_end(put), *other;
    size_t i;
    if (!record)
        return sohoa_no_memory(a->err);
    json_array_foreach(a->before, i, other)
    {
        if (!same(other, record))
            continue;
        a->already++;
        json_decref(record);
        return json_array_append(a->told, other) == 0 ? SOHOA_OK : sohoa_no_memory(a->err);
    }
    sohoa_id_new(id);
    sohoa_stamp(0, stamp);
    struct sohoa_put more = {.object = record};
    sohoa_put_text(&more, "reuse", id);
    sohoa_put_text(&more, "code", a->ask->code);
    sohoa_put_text(&more, "operator", a->ask->operator_);
    sohoa_put_text(&more, "time", stamp);
    int rc = more.failed ? sohoa_no_memory(a->err)
                         : sohoa_write_value(a->write, sohoa_key_reuse(a->ask->code, id).text,
                                             record, a->err);
    if (rc == SOHOA_OK &&
        (json_array_append(a->told, record) != 0 || json_array_append(a->before, record) != 0))
        rc = sohoa_no_memory(a->err);
    json_decref(record);
    return rc;
}

static int add_paper(struct adding *a, const char *paper)
{
    struct sohoa_dossier_record d = {0};
    const json_t *document = NULL;
    char dossier[SOHOA_ID_SIZE];
    uint32_t number = 0;
    int rc = parse_paper(paper, dossier, &number, a->err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_get(a->r, dossier, &d, a->err);
    if (rc == SOHOA_END && !d.id[0])
        return sohoa_fail(a->err, SOHOA_END, "there is no dossier %s", dossier);
    if (rc != SOHOA_OK)
        return rc;
    rc = check_paper(a->ask, &d, number, &document, a->err);
    if (rc == SOHOA_OK) {
        struct sohoa_put put = {.object = json_object()};
        sohoa_put_text(&put, "dossier", d.id);
        sohoa_put_count(&put, "document", number);
        sohoa_put_text(&put, "schema", json_string_value(json_object_get(document, "schema")));
        sohoa_put_text(&put, "from", d.code);
        if (a->ask->field_count)
            sohoa_put(&put, "fields", fields_array(a->ask));
        rc = add_record(a, &put);
    }
    sohoa_dossier_record_clear(&d);
    return rc;
}

static int add_shared(struct adding *a)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "shared", a->ask->shared);
    sohoa_put_text(&put, "schema", a->ask->schema);
    if (a->ask->field_count)
        sohoa_put(&put, "fields", fields_array(a->ask));
    return add_record(a, &put);
}

int sohoa_reuse_add(struct sohoa_records *r, const struct sohoa_reuse_ask *ask, json_t **ret,
                    struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    err = err ? err : &own;
    struct adding a = {.r = r, .ask = ask, .err = err};
    json_t *answer = NULL;
    int rc = check(ask, err);
    if (rc != SOHOA_OK)
        return rc;
    a.write = sohoa_write_new(r);
    a.before = json_array();
    a.told = json_array();
    if (!a.write || !a.before || !a.told)
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_reuse_each(r, ask->code, keep_reuse, &a, err);
    for (size_t i = 0; rc == SOHOA_OK && i < ask->paper_count; i++)
        rc = add_paper(&a, ask->papers[i]);
    if (rc == SOHOA_OK && ask->shared)
        rc = add_shared(&a);
    if (rc == SOHOA_OK && !(answer = json_pack("{s:o,s:O,s:I}", "code", sohoa_json_text(ask->code),
                                               "reused", a.told, "already", a.already)))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = sohoa_write_commit(a.write, err);
    if (rc == SOHOA_OK)
        *ret = answer;
    else
        json_decref(answer);
    sohoa_write_free(a.write);
    json_decref(a.before);
    json_decref(a.told);
    return rc;
}
