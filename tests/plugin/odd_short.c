/* odd_short.c - a plugin as it was when the ABI was young: no isolation, options without range or
 * help, a table of few calls. What a newer host would find behind each end is poison. */
#include "sohoa_plugin.h"

struct odd {
    char *text;
    int64_t number;
};

static const int poison = 0;

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)page;
    (void)err;
    return SOHOA_OK;
}

static void cancel(void *self)
{
    (void)self;
}

struct old_option {
    const char *name;
    enum sohoa_type type;
    size_t offset;
    const char *fallback;
};
static const struct old_option options[] = {
    {"text", SOHOA_STRING, offsetof(struct odd, text), "before"},
    {"number", SOHOA_INT, offsetof(struct odd, number), "7"},
    {NULL, 0, 0, NULL},
};
struct old_scanner {
    uint32_t size;
    int (*list)(void *, const struct sohoa_call *, void (*)(void *, const char *, const char *),
                void *, struct sohoa_err *);
    int (*set_option)(void *, const char *, const char *, struct sohoa_err *);
    int (*next)(void *, const struct sohoa_call *, struct sohoa_page *, struct sohoa_err *);
    void (*cancel)(void *);
    const void *poison[3]; /* where newer calls would stand */
};
static int list(void *self, const struct sohoa_call *call,
                void (*found)(void *, const char *, const char *), void *arg, struct sohoa_err *err)
{
    (void)self;
    (void)call;
    (void)err;
    found(arg, "old", "old");
    return SOHOA_OK;
}
static int set_option(void *self, const char *name, const char *value, struct sohoa_err *err)
{
    (void)self;
    (void)value;
    return sohoa_fail(err, SOHOA_FATAL, "no option '%s'", name);
}
static const struct old_scanner scanner = {.size = offsetof(struct old_scanner, poison),
                                           .list = list,
                                           .set_option = set_option,
                                           .next = run,
                                           .cancel = cancel,
                                           .poison = {&poison, &poison, &poison}};
struct old_plugin {
    uint16_t abi_major, abi_minor;
    uint32_t size, option_size;
    enum sohoa_role role;
    enum sohoa_threads threads;
    const char *name, *version, *summary;
    const struct old_option *options;
    size_t self_size;
    int (*open)(void *self, struct sohoa_err *err);
    void (*close)(void *self);
    const void *calls;
    const void *poison; /* where isolation would stand */
};
__attribute__((visibility("default"))) extern const struct old_plugin sohoa_plugin;
const struct old_plugin sohoa_plugin = {.abi_major = SOHOA_ABI_MAJOR,
                                        .size = offsetof(struct old_plugin, poison),
                                        .option_size = sizeof(struct old_option),
                                        .role = SOHOA_SCANNER,
                                        .name = "odd_short",
                                        .version = "0.1",
                                        .summary = "Built when the ABI was young.",
                                        .options = options,
                                        .self_size = sizeof(struct odd),
                                        .calls = &scanner,
                                        .poison = &poison};
