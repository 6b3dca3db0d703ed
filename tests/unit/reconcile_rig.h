/* reconcile_rig.h - for the tests of reconcile: readings given, settled into fields, looked at. */
#ifndef SOHOA_TESTS_RECONCILE_RIG_H
#define SOHOA_TESTS_RECONCILE_RIG_H
#include "reading/reconcile.h"
#include "unit/types.h"

/* Readings as an extractor hands them over. */
struct given {
    struct sohoa_reading readings[32];
    const char *types[32];
    size_t count;
};

static inline void give_full(struct given *given, const char *key, const char *type,
                             const char *source, const char *raw, float confidence, uint32_t flags)
{
    given->types[given->count] = type;
    given->readings[given->count++] = (struct sohoa_reading){.size = sizeof(struct sohoa_reading),
                                                             .key = key,
                                                             .raw = raw,
                                                             .source = source,
                                                             .page = 1,
                                                             .confidence = confidence,
                                                             .place = 1,
                                                             .flags = flags};
}

static inline void give(struct given *given, const char *key, const char *type, const char *source,
                        const char *raw)
{
    bool print = strcmp(source, "ocr") == 0;
    give_full(given, key, type, source, raw, print ? 0.96f : 1.0f,
              print ? SOHOA_READING_AGREED : SOHOA_READING_CHECKED);
}

static inline struct sohoa_field_set *settle(const struct given *given)
{
    struct sohoa_field_set *set = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(
        sohoa_reconcile(&types_env, given->readings, given->types, given->count, &set, &err),
        SOHOA_OK);
    return set;
}

static inline const struct sohoa_field *field(const struct sohoa_field_set *set, const char *key)
{
    const struct sohoa_field *found = sohoa_field_set_find(set, key);
    if (!found)
        fail_msg("no field %s", key);
    return found;
}

static inline int check(const struct sohoa_field *field, const char *name)
{
    for (uint32_t i = 0; i < field->check_count; i++)
        if (strcmp(field->checks[i].name, name) == 0)
            return field->checks[i].held;
    return -1;
}
#endif
