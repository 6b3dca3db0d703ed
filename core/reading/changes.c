/* changes.c - see changes.h. No state. */
#include "reading/changes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define RECEIPT "giay-tiep-nhan"
#define SURE 0.8 /* a wrong code is seen and mended; none at all is work for everybody */

static const char *kind_of(const json_t *document)
{
    const char *name = json_string_value(json_object_get(document, "schema"));
    return name ? name : "";
}

static const json_t *fields_of(const json_t *document)
{
    return json_object_get(document, "fields");
}

/* How many pages both have. */
static size_t shared_pages(const json_t *a, const json_t *b)
{
    const json_t *pages = json_object_get(a, "pages"), *others = json_object_get(b, "pages");
    size_t shared = 0;
    for (size_t i = 0; i < json_array_size(pages); i++)
        for (size_t k = 0; k < json_array_size(others); k++)
            shared += (size_t)json_equal(json_array_get(pages, i), json_array_get(others, k));
    return shared;
}

/* The document of `among` that is this one at another time: with its pages, of its kind if there is
 * one. -1: none. */
static long find_same(const json_t *document, const json_t *among)
{
    long best = -1;
    size_t most = 0;
    for (size_t i = 0; i < json_array_size(among); i++) {
        const json_t *other = json_array_get(among, i);
        size_t fit = 2 * shared_pages(document, other);
        if (fit && strcmp(kind_of(document), kind_of(other)) == 0)
            fit += 1000000;
        if (fit > most) {
            most = fit;
            best = (long)i;
        }
    }
    return best;
}

/* ---- what a person verified ------------------------------------------------------------------ */

static bool is_verified(const json_t *field)
{
    const char *state = json_string_value(json_object_get(field, "state"));
    return state && strcmp(state, "verified") == 0;
}

/* Verified, or in conflict between two persons. */
static bool is_decided(const json_t *field)
{
    return is_verified(field) || json_array_size(json_object_get(field, "by")) > 0;
}

/* A new object of the verified fields; NULL: there are none, or (*ret_failed) no memory. */
static json_t *verified_fields(const json_t *document, bool *ret_failed)
{
    json_t *kept = NULL;
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)fields_of(document), key, field)
    {
        if (!is_decided(field))
            continue;
        if (!kept)
            kept = json_object();
        json_t *copy = json_deep_copy(field);
        if (!kept || !copy || json_object_set_new(kept, key, copy) != 0) {
            if (kept && !copy)
                json_object_del(kept, key);
            *ret_failed = true;
            break;
        }
    }
    return kept;
}

/* The machine no longer sees that kind there; the person did. */
static int restore(const json_t *before, json_t *kept, json_t *documents, long place)
{
    json_t *document = json_copy((json_t *)(uintptr_t)before);
    if (!document || json_object_set(document, "fields", kept) != 0) {
        json_decref(document);
        return -1;
    }
    return place < 0 ? json_array_append_new(documents, document)
                     : json_array_set_new(documents, (size_t)place, document);
}

int sohoa_documents_keep(const json_t *before, json_t *now)
{
    for (size_t i = 0; i < json_array_size(before); i++) {
        const json_t *document = json_array_get(before, i);
        bool failed = false;
        json_t *kept = verified_fields(document, &failed);
        if (kept && !failed) {
            long place = find_same(document, now);
            json_t *same = place < 0 ? NULL : json_array_get(now, (size_t)place);
            if (same && strcmp(kind_of(same), kind_of(document)) == 0)
                failed = json_object_update(json_object_get(same, "fields"), kept) != 0;
            else
                failed = restore(document, kept, now, place) != 0;
        }
        json_decref(kept);
        if (failed)
            return -1;
    }
    return 0;
}

/* ---- what changed ---------------------------------------------------------------------------- */

static int add_change(json_t *changes, json_t *number, const char *key, const json_t *before,
                      const json_t *now)
{
    json_t *change = json_pack("{s:o}", "document", number);
    int failed = !change;
    if (!failed && key)
        failed = json_object_set_new(change, "key", json_string(key));
    json_t *none = json_null();
    if (!failed)
        failed = json_object_set(change, "old", before ? (json_t *)(uintptr_t)before : none) ||
                 json_object_set(change, "new", now ? (json_t *)(uintptr_t)now : none) ||
                 json_array_append(changes, change);
    json_decref(change);
    return failed ? -1 : 0;
}

static const json_t *value_of(const json_t *document, const char *key)
{
    return json_object_get(json_object_get(fields_of(document), key), "value");
}

static int compare_fields(json_t *changes, size_t number, const json_t *before, const json_t *now)
{
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)fields_of(now), key, field)
    {
        const json_t *was = value_of(before, key), *is = json_object_get(field, "value");
        if ((!was || !json_equal(was, is)) &&
            add_change(changes, json_integer((json_int_t)number), key, was, is))
            return -1;
    }
    json_object_foreach((json_t *)(uintptr_t)fields_of(before), key, field)
    {
        if (!value_of(now, key) && add_change(changes, json_integer((json_int_t)number), key,
                                              json_object_get(field, "value"), NULL))
            return -1;
    }
    return 0;
}

static int compare(json_t *changes, size_t number, const json_t *before, const json_t *now)
{
    if (strcmp(kind_of(before), kind_of(now)) != 0 &&
        add_change(changes, json_integer((json_int_t)number), NULL,
                   json_object_get(before, "schema"), json_object_get(now, "schema")))
        return -1;
    return compare_fields(changes, number, before, now);
}

json_t *sohoa_documents_changes(const json_t *before, const json_t *now)
{
    json_t *changes = json_array();
    int failed = !changes;
    for (size_t i = 0; i < json_array_size(now) && !failed; i++) {
        const json_t *document = json_array_get(now, i);
        long place = find_same(document, before);
        failed = compare(changes, i + 1, place < 0 ? NULL : json_array_get(before, (size_t)place),
                         document);
    }
    for (size_t i = 0; i < json_array_size(before) && !failed; i++) {
        const json_t *document = json_array_get(before, i);
        if (find_same(document, now) < 0)
            failed =
                add_change(changes, json_null(), NULL, json_object_get(document, "schema"), NULL);
    }
    if (!failed)
        return changes;
    json_decref(changes);
    return NULL;
}

const char *sohoa_documents_code(const json_t *documents)
{
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *document = json_array_get(documents, i);
        const json_t *field = json_object_get(fields_of(document), "dossier.code");
        const char *state = json_string_value(json_object_get(field, "state"));
        bool sure = json_number_value(json_object_get(field, "confidence")) >= SURE;
        if (strcmp(kind_of(document), RECEIPT) == 0 && state && strcmp(state, "conflict") != 0 &&
            (sure || is_verified(field)))
            return json_string_value(json_object_get(field, "value"));
    }
    return NULL;
}
