/* fuzz_config - any bytes as a configuration file: no crash, no leak, no hang, a text on failure.
 */
#include "host/config.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_config *c = NULL;
    struct sohoa_err err = {0};
    if (sohoa_config_parse("fuzz.yaml", data, size, &c, &err) != 0) {
        if (!err.text[0] || c)
            abort();
        return 0;
    }
    const struct sohoa_step *steps = NULL;
    const struct sohoa_setting *settings = NULL;
    size_t count = sohoa_config_chain(c, &steps);
    for (size_t i = 0; i < count; i++)
        (void)sohoa_config_settings(c, steps[i].plugin, &settings);
    long threads = 0;
    uint64_t memory = 0;
    (void)sohoa_config_int(c, "threads", 1, 1, 64, &threads, &err);
    (void)sohoa_config_bytes(c, "memory", 1, &memory, &err);
    (void)sohoa_config_profile(c, "desk", &settings, &count, &err);
    (void)sohoa_config_set(c, "prep_deskew.max_angle=3", &err);
    sohoa_config_close(c);
    return 0;
}
