/* fuzz_type - any bytes as every type: no crash, and values are UTF-8 within their bounds; the same
 * reading twice agrees with itself. The first byte chooses the type, 255 tries them all. */
#include "reading/reconcile.h"
#include "reading/vi_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(const char *type, const char *raw)
{
    struct sohoa_type_env env = {.today = 20261121};
    struct sohoa_typed typed[SOHOA_TYPED_MAX];
    size_t count = sohoa_type_read(&env, type, raw, typed);
    if (count > SOHOA_TYPED_MAX)
        abort();
    for (size_t i = 0; i < count; i++) {
        char again[SOHOA_VALUE_BYTES_MAX];
        size_t length = strnlen(typed[i].value, sizeof typed[i].value);
        if (length == 0 || length >= sizeof typed[i].value)
            abort();
        sohoa_vi_tidy(typed[i].value, length, again, sizeof again);
        if (strcmp(again, typed[i].value) != 0 || !sohoa_type_same(type, again, typed[i].value))
            abort();
        if (!(typed[i].plausible >= 0 && typed[i].plausible <= 1))
            abort();
    }
}

static void reconcile_both(const char *type, const char *raw)
{
    struct sohoa_type_env env = {.today = 20261121};
    struct sohoa_reading readings[2] = {
        {.size = sizeof readings[0], .key = "person.birth_date", .raw = raw, .source = "ocr"},
        {.size = sizeof readings[0], .key = "person.birth_date", .raw = raw, .source = "mrz"}};
    const char *types[2] = {type, type};
    struct sohoa_field_set *set = NULL;
    struct sohoa_err err = {0};
    if (sohoa_reconcile(&env, readings, types, 2, &set, &err) == SOHOA_OK)
        sohoa_field_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t types = 0;
    if (size == 0)
        return 0;
    char *raw = malloc(size);
    if (!raw)
        return 0;
    memcpy(raw, data + 1, size - 1);
    raw[size - 1] = '\0';
    while (sohoa_type_name(types))
        types++;
    for (size_t i = 0; i < types; i++)
        if (data[0] == 255 || data[0] % types == i) {
            read_one(sohoa_type_name(i), raw);
            reconcile_both(sohoa_type_name(i), raw);
        }
    free(raw);
    return 0;
}
