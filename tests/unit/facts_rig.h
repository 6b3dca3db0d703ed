/* facts_rig.h - dossiers of invented documents, written as a run would write them. */
#ifndef SOHOA_FACTS_RIG_H
#define SOHOA_FACTS_RIG_H
#include "record_rig.h"

#include "query/citizen.h"
#include "query/prefill.h"
#include "record/facts.h"

#include <stdarg.h>

/* A field read by OCR; place tells readings apart. */
static inline json_t *rig_field(const char *value, double confidence, int place)
{
    return json_pack("{s:s,s:s,s:f,s:i,s:[i,i,i,i],s:s,s:{s:b},s:s}", "value", value, "raw", value,
                     "confidence", confidence, "page", 1, "box", 100, place * 60, 400, 40, "source",
                     "ocr", "checks", "name", 1, "state", "machine");
}

/* A document of pairs KEY, VALUE; the list ends with NULL. A key that begins with '!' was verified
 * by a person, with '#' read from a QR, with '~' from a zone whose check digits hold. */
static inline json_t *rig_document(const char *schema, const char *form, ...)
{
    json_t *fields = json_object();
    va_list args;
    va_start(args, form);
    const char *key;
    int place = 1;
    while ((key = va_arg(args, const char *))) {
        const char *value = va_arg(args, const char *);
        json_t *field = rig_field(value, 0.95, place++);
        if (*key == '!')
            json_object_set_new(field, "state", json_string("verified"));
        if (*key == '!')
            json_object_set_new(field, "source", json_string("operator"));
        if (*key == '#')
            json_object_set_new(field, "source", json_string("qr"));
        if (*key == '~')
            json_object_set_new(field, "source", json_string("mrz"));
        if (*key == '~')
            json_object_set_new(json_object_get(field, "checks"), "check_digits", json_true());
        json_object_set_new(fields, key + (strchr("!#~", *key) != NULL), field);
    }
    va_end(args);
    return json_pack("{s:s,s:[i],s:f,s:s,s:o}", "schema", schema, "pages", 1, "confidence", 0.9,
                     "form", form, "fields", fields);
}

/* Writes a dossier; documents are taken. id "": a new one, written back. */
static inline void rig_dossier(struct sohoa_records *r, char id[SOHOA_ID_SIZE], const char *state,
                               const char *received, json_t *documents)
{
    static char batch[SOHOA_ID_SIZE];
    static uint32_t page;
    struct sohoa_err err = {0};
    struct sohoa_dossier_record d = {.part = strdup("component"),
                                     .state = strdup(state),
                                     .code = strdup("000.00.14.H56-231103-0001"),
                                     .received = strdup(received),
                                     .documents = documents};
    if (!*batch)
        sohoa_id_new(batch);
    if (!*id)
        sohoa_id_new(id);
    d.first = d.last = ++page;
    memcpy(d.id, id, SOHOA_ID_SIZE);
    memcpy(d.batch, batch, SOHOA_ID_SIZE);
    sohoa_stamp(1795226400, d.captured);
    struct sohoa_write *w = sohoa_write_new(r);
    assert_ok(sohoa_write_dossier(w, &d, &err), err);
    assert_ok(sohoa_write_commit(w, &err), err);
    sohoa_write_free(w);
    sohoa_dossier_record_clear(&d);
}

/* The documents of a dossier; the list ends with NULL. */
static inline json_t *rig_documents(json_t *first, ...)
{
    json_t *array = json_pack("[o]", first), *one;
    va_list args;
    va_start(args, first);
    while ((one = va_arg(args, json_t *)))
        json_array_append_new(array, one);
    va_end(args);
    return array;
}

static inline int rig_citizen(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                              const char *id, const char *today, json_t **ret)
{
    struct sohoa_given given;
    struct sohoa_err err = {0};
    *ret = NULL;
    assert_ok(sohoa_person_parse(id, &given, &err), err);
    return sohoa_citizen_object(r, schemas, &given, today, ret, &err);
}

/* The fact of an attribute; borrowed, NULL when there is none. */
static inline const json_t *rig_fact(const json_t *list, const char *attribute)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *fact = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(fact, "attribute")), attribute) == 0)
            return fact;
    }
    return NULL;
}

static inline const char *rig_value(const json_t *citizen, const char *attribute)
{
    return json_string_value(
        json_object_get(rig_fact(json_object_get(citizen, "facts"), attribute), "value"));
}
#endif
