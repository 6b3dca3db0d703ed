/* fuzz_options - any text as an option's name and value (parted by the first '='). */
#include "host/options.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct self {
    bool flag;
    int64_t whole;
    double real;
    char *text;
};
static const struct sohoa_option options[] = {
    {"flag", SOHOA_BOOL, offsetof(struct self, flag), "no", 0, 0, "?"},
    {"whole", SOHOA_INT, offsetof(struct self, whole), "3", -5, 5, "?"},
    {"real", SOHOA_REAL, offsetof(struct self, real), "0.5", -1, 1, "?"},
    {"text", SOHOA_STRING, offsetof(struct self, text), "vie", 0, 0, "?"},
    {0},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sohoa_plugin plugin = {
        .name = "probe", .options = options, .self_size = sizeof(struct self)};
    char *text = calloc(1, size + 1);
    if (!text)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    char *value = strchr(text, '=');
    if (value)
        *value++ = '\0';
    struct sohoa_setting set = {text, value ? value : "", "fuzz"};
    struct sohoa_err err = {0};
    struct self self = {0};
    char *owned[4] = {NULL};
    int rc = sohoa_options_fill(&plugin, &set, 1, &self, owned, &err);
    if (rc != 0 && !err.text[0])
        abort();
    if (self.whole < -5 || self.whole > 5 || !(self.real >= -1 && self.real <= 1))
        abort();
    sohoa_options_drop(&plugin, owned);
    free(text);
    return 0;
}
