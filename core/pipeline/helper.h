/* helper.h - plugins that can crash or hang run in a helper process.
 *
 * sohoa_helper_open gives an instance whose calls are proxies: each sends its arguments over a
 * socket pair to `sohoa-helper`, which has loaded the real plugin, and brings the results back;
 * masters cross as file descriptors, pixels in shared memory. The caller cannot tell the
 * difference, except that a crash, a hang past the deadline or too much memory comes back as an
 * error of that one call (BAD_PAGE, or RETRY for a scanner's list and next), naming the signal or
 * the limit; the next call starts a fresh helper with the same settings and options. A stop that
 * was not heeded is RETRY, a helper that cannot be started FATAL. A scanner that walks (next was
 * called) probes and decodes in a second process, so that a deadly file does not lose the place; a
 * death in next itself begins the walk anew. What next writes to page->source is lent until the
 * following next or close. */
#ifndef SOHOA_HELPER_H
#define SOHOA_HELPER_H
#include "host/registry.h"

struct sohoa_helper_limits {
    uint64_t memory; /* address space of the helper in bytes; 0 = default */
    int64_t call_ns; /* longest call; 0 = default (decode 10 s, scanner calls 60 s of silence) */
};

/* As sohoa_instance_open, but in a helper process when plugin->isolation asks for one (else
 * simply sohoa_instance_open). The process starts at once, so that a bad option is told here.
 * Calls on the instance are [one], cancel is [any]. [any] */
int sohoa_helper_open(struct sohoa_registry *reg, const struct sohoa_plugin *plugin,
                      const struct sohoa_setting *settings, size_t count,
                      const struct sohoa_helper_limits *limits, struct sohoa_instance **ret,
                      struct sohoa_err *err);

/* Peak resident bytes of all helpers this process has had, and how many died. [any] */
struct sohoa_helper_stats {
    uint64_t peak_bytes;
    uint32_t started, died;
};
void sohoa_helper_stats(struct sohoa_helper_stats *ret);

/* Once before threads: Leptonica's allocator, so that pixels arriving in shared memory are used
 * in place and given back by pixDestroy. Called by run.c and tests. [setup] */
void sohoa_helper_setup(void);
#endif
