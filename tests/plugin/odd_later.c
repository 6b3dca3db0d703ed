/* odd_later.c - a plugin from the future: another minor, descriptor, options and table longer. */
#include "sohoa_plugin.h"

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)page;
    (void)err;
    return SOHOA_OK;
}

struct later_plugin {
    struct sohoa_plugin known;
    const void *unknown[4];
};
struct later_stage {
    struct sohoa_stage known;
    const void *unknown[4];
};
static const struct later_stage later = {.known = {.size = sizeof later, .run = run}};
__attribute__((visibility("default"))) extern const struct later_plugin sohoa_plugin;
const struct later_plugin sohoa_plugin = {.known = {.abi_major = SOHOA_ABI_MAJOR,
                                                    .abi_minor = SOHOA_ABI_MINOR + 1,
                                                    .size = sizeof sohoa_plugin,
                                                    .option_size = sizeof(struct sohoa_option) + 64,
                                                    .role = SOHOA_STAGE,
                                                    .name = "odd_later",
                                                    .version = "9.0",
                                                    .summary = "Built when the ABI is old.",
                                                    .calls = &later}};
