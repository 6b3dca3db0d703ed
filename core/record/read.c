/* read.c - single reads: raw values, parsed objects, and the records by their keys. Any thread. */
#include "record/forms.h"
#include "record/keys.h"
#include "record/store.h"
#include "record/text_form.h"

#include <stdlib.h>
#include <string.h>

int sohoa_raw_get(struct sohoa_records *r, const char *key, void **ret, size_t *ret_size,
                  struct sohoa_err *err)
{
    void *snapshot = NULL;
    struct sohoa_bytes name = {.data = key, .size = strlen(key)}, value = {0};
    int rc = r->engine->store->begin(r->engine->self, &snapshot, err);
    if (rc != SOHOA_OK)
        return rc;
    void *copy = NULL;
    rc = r->engine->store->get(r->engine->self, snapshot, name, &value, err);
    if (rc == SOHOA_OK) {
        copy = malloc(value.size ? value.size : 1);
        if (copy)
            memcpy(copy, value.data, value.size);
        else
            rc = sohoa_no_memory(err);
    }
    r->engine->store->end(r->engine->self, snapshot);
    if (rc == SOHOA_OK) {
        *ret = copy;
        *ret_size = value.size;
    }
    return rc;
}

int sohoa_value_get(struct sohoa_records *r, const char *key, char **ret, size_t *ret_size,
                    struct sohoa_err *err)
{
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_raw_get(r, key, &raw, &size, err);
    if (rc == SOHOA_OK)
        rc = sohoa_codec_unpack(r->codec, (struct sohoa_bytes){.data = raw, .size = size}, ret,
                                ret_size, err);
    free(raw);
    return rc;
}

static int parse(const char *key, const char *text, size_t size, json_t **ret,
                 struct sohoa_err *err)
{
    json_error_t why = {0};
    json_t *object = json_loadb(text, size, JSON_ALLOW_NUL, &why);
    if (json_is_object(object)) {
        *ret = object;
        return SOHOA_OK;
    }
    json_decref(object);
    if (!object && (!why.text[0] || json_error_code(&why) == json_error_out_of_memory))
        return sohoa_no_memory(err);
    return sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", key);
}

int sohoa_object_parse(struct sohoa_records *r, const char *key, struct sohoa_bytes raw,
                       json_t **ret, struct sohoa_err *err)
{
    char *text = NULL;
    size_t size = 0;
    int rc = sohoa_codec_unpack(r->codec, raw, &text, &size, err);
    if (rc == SOHOA_OK)
        rc = parse(key, text, size, ret, err);
    free(text);
    return rc;
}

int sohoa_object_get(struct sohoa_records *r, const char *key, json_t **ret, struct sohoa_err *err)
{
    char *text = NULL;
    size_t size = 0;
    int rc = sohoa_value_get(r, key, &text, &size, err);
    if (rc == SOHOA_OK)
        rc = parse(key, text, size, ret, err);
    free(text);
    return rc;
}

int sohoa_batch_get(struct sohoa_records *r, const char *id, struct sohoa_batch *ret,
                    struct sohoa_err *err)
{
    json_t *object = NULL;
    struct sohoa_key key = sohoa_key_batch(id);
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_batch_decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

int sohoa_page_get(struct sohoa_records *r, const char *batch, uint32_t number, uint32_t part,
                   struct sohoa_page_record *ret, struct sohoa_err *err)
{
    json_t *object = NULL;
    struct sohoa_key key = sohoa_key_page(batch, number, part);
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_page_decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

int sohoa_text_get(struct sohoa_records *r, const char *batch, uint32_t number, uint32_t part,
                   struct sohoa_text **ret, struct sohoa_err *err)
{
    json_t *object = NULL;
    struct sohoa_key key = sohoa_key_text(batch, number, part);
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_text_decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

int sohoa_dossier_get(struct sohoa_records *r, const char *id, struct sohoa_dossier_record *ret,
                      struct sohoa_err *err)
{
    json_t *object = NULL;
    struct sohoa_key key = sohoa_key_dossier(id);
    int rc = sohoa_object_get(r, key.text, &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_decode(object, key.text, ret, err);
    json_decref(object);
    return rc;
}

int sohoa_dossier_get_raw(struct sohoa_records *r, const char *id, struct sohoa_dossier_record *ret,
                          void **ret_raw, size_t *ret_size, struct sohoa_err *err)
{
    if (!sohoa_id_valid(id))
        return sohoa_fail(err, SOHOA_END, "there is no dossier %.40s", id);
    struct sohoa_key key = sohoa_key_dossier(id);
    json_t *object = NULL;
    void *raw = NULL;
    size_t size = 0;
    int rc = sohoa_raw_get(r, key.text, &raw, &size, err);
    if (rc == SOHOA_END)
        return sohoa_fail(err, SOHOA_END, "there is no dossier %s", id);
    if (rc == SOHOA_OK)
        rc = sohoa_object_parse(r, key.text, (struct sohoa_bytes){.data = raw, .size = size},
                                &object, err);
    if (rc == SOHOA_OK)
        rc = sohoa_dossier_decode(object, key.text, ret, err);
    json_decref(object);
    if (rc != SOHOA_OK) {
        free(raw);
        return rc;
    }
    *ret_raw = raw;
    *ret_size = size;
    return SOHOA_OK;
}

/* A count kept under a key of its own; -1: there is none. */
static int64_t count_get(struct sohoa_records *r, const char *key)
{
    char *text = NULL;
    size_t size = 0;
    if (sohoa_value_get(r, key, &text, &size, NULL) != SOHOA_OK)
        return -1;
    unsigned long count = strtoul(text, NULL, 10);
    free(text);
    return count > UINT32_MAX ? UINT32_MAX : (int64_t)count;
}

uint32_t sohoa_try_get(struct sohoa_records *r, const char *batch, uint32_t number)
{
    int64_t count = count_get(r, sohoa_key_try(batch, number).text);
    return count > 0 ? (uint32_t)count : 0;
}

int64_t sohoa_due_get(struct sohoa_records *r, const char *dossier)
{
    return count_get(r, sohoa_key_due(dossier).text);
}
