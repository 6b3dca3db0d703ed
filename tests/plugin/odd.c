/* odd.c - plugins that the loader must refuse or put up with; ODD_<KIND> says which. */
#include "sohoa_plugin.h"

#include <stdlib.h>

struct odd {
    char *text;
    int64_t number;
};

__attribute__((unused)) static int run(void *self, const struct sohoa_call *call,
                                       struct sohoa_page *page, struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)page;
    (void)err;
    return SOHOA_OK;
}

void sohoa_no_such_function(void);

static int opened(void *self, struct sohoa_err *err)
{
    (void)self;
    setenv("SOHOA_ODD_OPENED", "1", 1);
#ifdef ODD_UNDEFINED
    sohoa_no_such_function();
#endif
#ifdef ODD_FAILS
    return sohoa_fail(err, SOHOA_FATAL, "will not open");
#else
    (void)err;
    return SOHOA_OK;
#endif
}

static void closed(void *self)
{
    (void)self;
    setenv("SOHOA_ODD_CLOSED", "1", 1);
}

#ifdef ODD_NOCALL
static const struct sohoa_stage stage = {.size = sizeof stage};
#elif defined(ODD_NOTABLE)
static const struct sohoa_stage stage = {.size = 0, .run = run};
#else
static const struct sohoa_stage stage = {.size = sizeof stage, .run = run};
#endif

#ifdef ODD_FALLBACK
#define FALLBACK "100"
#else
#define FALLBACK "7"
#endif
#ifdef ODD_OFFSET
#define OFFSET sizeof(struct odd)
#else
#define OFFSET offsetof(struct odd, number)
#endif
static const struct sohoa_option options[] = {
    {"text", SOHOA_STRING, offsetof(struct odd, text), "before", 0, 0, "A text"},
#ifdef ODD_TWICE
    {"text", SOHOA_STRING, offsetof(struct odd, text), "before", 0, 0, "A text"},
#endif
    {"number", SOHOA_INT, OFFSET, FALLBACK, 1, 10, "A number"},
    {0},
};

#ifdef ODD_NAME
#define NAME "Odd-Name"
#elif defined(ODD_FAILS)
#define NAME "odd_fails"
#else
#define NAME "odd"
#endif

__attribute__((visibility("default"))) extern const struct sohoa_plugin sohoa_plugin;
const struct sohoa_plugin sohoa_plugin = {
#ifdef ODD_MAJOR
    .abi_major = SOHOA_ABI_MAJOR + 6,
#else
    .abi_major = SOHOA_ABI_MAJOR,
#endif
    .abi_minor = SOHOA_ABI_MINOR,
#ifdef ODD_SIZE
    .size = sizeof(struct sohoa_plugin) + 64, /* more than the symbol has */
#else
    .size = sizeof(struct sohoa_plugin),
#endif
    .option_size = sizeof(struct sohoa_option),
#ifdef ODD_ROLE
    .role = 77,
#else
    .role = SOHOA_STAGE,
#endif
    .name = NAME,
    .version = "1.0",
    .summary = "An odd one.",
    .options = options,
    .self_size = sizeof(struct odd),
    .open = opened,
    .close = closed,
    .calls = &stage};
