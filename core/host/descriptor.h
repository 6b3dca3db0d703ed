/* descriptor.h - a plugin's descriptor as the host keeps it: checked, complete, its own copy. */
#ifndef SOHOA_DESCRIPTOR_H
#define SOHOA_DESCRIPTOR_H
#include "sohoa_plugin.h"

/* Larger than any table of calls there is; the host's copies are made in it. */
union sohoa_calls {
    struct sohoa_scanner scanner;
    struct sohoa_stage stage;
    struct sohoa_extractor extractor;
    struct sohoa_exporter exporter;
    struct sohoa_store store;
};

struct sohoa_descriptor {
    struct sohoa_plugin plugin; /* its options and calls point to the copies below */
    struct sohoa_option *options;
    union sohoa_calls calls;
};

/* Copies what `given` says about itself, missing tails zeroed, after checking every member; reads
 * at most `room` bytes of given (0 = unknown). Runs none of the plugin's code. FATAL: why it is
 * refused. The result points into itself: it must not be moved. [any] */
int sohoa_descriptor_read(const struct sohoa_plugin *given, size_t room,
                          struct sohoa_descriptor *ret, struct sohoa_err *err);
void sohoa_descriptor_drop(struct sohoa_descriptor *d);
const char *sohoa_role_name(enum sohoa_role role); /* "stage"; "?" for none of them [any] */
#endif
