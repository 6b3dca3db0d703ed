/* helper_core.h - the core's side of one helper: what helper.c, helper_call.c and helper_proxy.c
 * share. Calls on one helper are [one]; only `cancel` and `wake` are touched by other threads. */
#ifndef SOHOA_HELPER_CORE_H
#define SOHOA_HELPER_CORE_H
#include "pipeline/helper.h"
#include "pipeline/helper_wire.h"

#include <stdatomic.h>

struct sohoa_helper_option {
    char *name, *value;
};

struct sohoa_helper {
    struct sohoa_instance seen; /* first: what callers hold points here */
    union {
        struct sohoa_scanner scanner;
        struct sohoa_stage stage;
    } calls;
    char *path; /* of the plugin */
    struct sohoa_setting *settings;
    size_t setting_count;
    struct sohoa_helper_option *options; /* set_option's, in order: replayed in a fresh helper */
    size_t option_count;
    struct sohoa_helper_limits limits;
    char *source; /* of the page that next filled last */

    struct sohoa_child child; /* pid 0: none, the next call starts one */
    struct sohoa_wire wire;
    char line[400]; /* the unfinished line of what its libraries print */
    size_t line_size;
    unsigned lines; /* printed during this call */
    int64_t resident, resident_at_start, peak;
    bool reads;  /* the system lets us read its memory */
    bool walked; /* next was called: the place in the walk lives in this process and no other */
    struct sohoa_helper *aside; /* then probe and decode run in a second one, NULL = not yet */

    atomic_bool cancel; /* asked for, not yet passed on */
    int wake;           /* eventfd: cancel ends the waiting */
};

/* One call to the helper. */
struct sohoa_exchange {
    uint32_t type;
    const struct sohoa_call *call; /* may be NULL */
    int lost;         /* what a death, a hang or garbage is: BAD_PAGE, RETRY or FATAL */
    int64_t limit_ns; /* longest duration, or (silence) longest time without a sign of life */
    bool silence;
    int64_t grace_ns; /* from stop or cancel to the kill */
    void (*event)(struct sohoa_exchange *x, struct sohoa_helper *h, struct sohoa_msg *msg);
    void *arg, *found; /* the event's */
    bool enough;
};

/* Begins a request: room for the deadline, and whether we read pictures. */
void sohoa_helper_begin(const struct sohoa_helper *h, uint32_t type, struct sohoa_msg *request);
/* Sends the request (begun by sohoa_helper_begin), waits, passes events on. The
 * plugin's result, with reply ready to be read behind it; or x->lost (RETRY when stopped) with the
 * reason, and the helper is gone. The caller clears both messages, whatever the result. */
int sohoa_helper_exchange(struct sohoa_helper *h, struct sohoa_exchange *x,
                          struct sohoa_msg *request, struct sohoa_msg *reply,
                          struct sohoa_err *err);
/* Tells the helper that its picture was copied: it needs no memory for it any more. */
void sohoa_helper_taken(struct sohoa_helper *h);
/* A living helper with the settings and options; FATAL when there cannot be one. */
int sohoa_helper_ready(struct sohoa_helper *h, struct sohoa_err *err);
/* The helper for calls that may kill it but must not lose the walk: h itself, or its second. */
int sohoa_helper_aside(struct sohoa_helper *h, struct sohoa_helper **ret, struct sohoa_err *err);
/* Ends the helper; killed: it is counted as died. */
void sohoa_helper_end(struct sohoa_helper *h, int64_t grace_ns, bool died, int *ret_status);
/* Takes in resident and peak memory as the helper tells them. */
void sohoa_helper_measured(struct sohoa_helper *h, int64_t resident, int64_t peak);
/* Fills the table of calls with proxies for those that the plugin has. */
void sohoa_helper_proxies(struct sohoa_helper *h);
#endif
