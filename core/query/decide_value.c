/* decide_value.c - what a person typed as the value of a field.
 *
 * Reading by machine mends what recognition confuses; a person is taken at his word. Where a type
 * would mend, numbers and dates are refused, and words are kept as typed. No state, any thread. */
#include "host/lang.h"
#include "query/decide_field.h"
#include "reading/vi_text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define VALUE_MAX 1000 /* bytes */

/* Types whose values have one form; the example goes into the message. */
static const struct strict {
    const char *type, *example;
    bool digits; /* the value has all the digits that were typed */
} strict_types[] = {
    {"citizen_id", "12 digits", true},
    {"count", "3", false},
    {"date", "1990-07-31, 31/07/1990, 07/1990 or 1990", false},
    {"datetime", "2026-07-31 08:30", false},
    {"dossier_code", "000.00.14.H56-260731-0001", true},
    {"email", "name@example.vn", false},
    {"gender", "Nam or Nữ", false},
    {"id_number", "12 digits, 9 digits, or the number of a passport", true},
    {"old_id", "9 digits", true},
    {"phone", "10 digits", true},
    {"tax_code", "10 or 13 digits", true},
    {"time", "08:30", false},
};

static const struct strict *find_strict(const char *type)
{
    for (size_t i = 0; i < sizeof strict_types / sizeof *strict_types; i++)
        if (type && strcmp(strict_types[i].type, type) == 0)
            return &strict_types[i];
    return NULL;
}

static size_t digits_of(const char *text)
{
    size_t digits = 0;
    for (; *text; text++)
        digits += *text >= '0' && *text <= '9';
    return digits;
}

static bool check_failed(const struct sohoa_typed *typed, const char *name)
{
    for (uint32_t i = 0; i < typed->check_count; i++)
        if (strcmp(typed->checks[i].name, name) == 0)
            return !typed->checks[i].held;
    return false;
}

static bool fits(const struct strict *strict, const char *tidy, const struct sohoa_typed *typed)
{
    if (typed->flags & SOHOA_TYPED_FREE || typed->corrected > 0)
        return false;
    if (strict->digits && digits_of(tidy) != digits_of(typed->value))
        return false;
    return !check_failed(typed, "format") && !check_failed(typed, "number") &&
           !check_failed(typed, "date") && !check_failed(typed, "time");
}

/* Words: as typed, where the type would have mended them. */
static int take_words(const char *type, const char *tidy, struct sohoa_typed *typed,
                      struct sohoa_err *err)
{
    if (type && strcmp(type, "person_name") == 0 &&
        (typed->flags & SOHOA_TYPED_FREE || digits_of(tidy) > 0))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "this is not the name of a person");
    if (typed->corrected > 0) {
        (void)sohoa_vi_tidy(tidy, VALUE_MAX, typed->value, sizeof typed->value);
        typed->check_count = 0; /* they were of the mended one */
    }
    return SOHOA_OK;
}

static bool is_utf8(const char *text)
{
    utf8proc_int32_t letter;
    utf8proc_ssize_t n;
    for (const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text; *at; at += n)
        if ((n = utf8proc_iterate(at, -1, &letter)) <= 0)
            return false;
    return true;
}

int sohoa_decide_value(const struct sohoa_type_env *types, const char *type, const char *value,
                       struct sohoa_typed ret[SOHOA_TYPED_MAX], size_t *ret_count,
                       struct sohoa_err *err)
{
    char tidy[SOHOA_VALUE_BYTES_MAX];
    struct sohoa_typed typed[SOHOA_TYPED_MAX];
    const struct strict *strict = find_strict(type);
    if (!is_utf8(value))
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the value is not text in UTF-8");
    if (strlen(value) > VALUE_MAX)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the value is longer than %d bytes", VALUE_MAX);
    (void)sohoa_vi_tidy(value, VALUE_MAX, tidy, sizeof tidy);
    size_t count = sohoa_type_read(types, type, tidy, typed);
    if (count == 0)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "the value is empty");
    for (size_t i = 0; i < count; i++) {
        const struct strict *one = typed[i].suffix[0] ? NULL : strict;
        if (one && !fits(one, tidy, &typed[i]))
            return sohoa_fail(err, SOHOA_BAD_PAGE, "this is not a value of the type %s (%s)", type,
                              sohoa_tr(one->example));
        int rc = one || typed[i].suffix[0] ? SOHOA_OK : take_words(type, tidy, &typed[i], err);
        if (rc)
            return rc;
    }
    memcpy(ret, typed, count * sizeof *typed);
    *ret_count = count;
    return SOHOA_OK;
}
