/* types.h - for the tests of core/reading: one environment, values in one line. */
#ifndef SOHOA_TESTS_TYPES_H
#define SOHOA_TESTS_TYPES_H
#include "reading/type.h"
#include "unit/unit.h"

static struct sohoa_type_env types_env = {.today = 20261121};

static inline int types_open(void **state)
{
    struct sohoa_vocab *vocab = NULL;
    struct sohoa_err err = {0};
    (void)state;
    if (sohoa_vocab_open(SOHOA_TEST_SOURCE "/schemas/vocabularies", &vocab, &err) != SOHOA_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    types_env.vocab = vocab;
    return 0;
}

static inline int types_close(void **state)
{
    (void)state;
    struct sohoa_vocab *vocab = NULL;
    memcpy(&vocab, &types_env.vocab, sizeof vocab);
    sohoa_vocab_close(vocab);
    types_env.vocab = NULL;
    return 0;
}

/* The single value of a reading. */
static inline struct sohoa_typed typed_as(const char *type, const char *raw)
{
    struct sohoa_typed ret[SOHOA_TYPED_MAX];
    size_t count = sohoa_type_read(&types_env, type, raw, ret);
    if (count != 1)
        fail_msg("'%s' as %s: %zu values", raw, type, count);
    return ret[0];
}

static inline void reads_as(const char *type, const char *raw, const char *value)
{
    struct sohoa_typed typed = typed_as(type, raw);
    if (strcmp(typed.value, value) != 0)
        fail_msg("'%s' as %s is '%s', not '%s'", raw, type, typed.value, value);
}

/* 1 held, 0 failed, -1 not made. */
static inline int check_of(const struct sohoa_typed *typed, const char *name)
{
    for (uint32_t i = 0; i < typed->check_count; i++)
        if (strcmp(typed->checks[i].name, name) == 0)
            return typed->checks[i].held;
    return -1;
}
#endif
