/* helper_wire.h - what core and helper say to each other, and the two processes' ends.
 *
 * Calls begin with a deadline and whether the core can read the helper's memory.
 * One call at a time: CALL_* down; any number of NOTE, ALIVE, LINE, IMAGE up; then one DONE.
 * STOP, ENOUGH and CANCEL may go down while a call runs, TAKEN behind one; none is answered. The
 * helper reads its socket in a thread of its own, so they arrive however busy the plugin is, and
 * the end of the socket (the core died) ends the helper. */
#ifndef SOHOA_HELPER_WIRE_H
#define SOHOA_HELPER_WIRE_H
#include "pipeline/page_wire.h"

enum {
    SOHOA_HELPER_SOCKET = 3, /* the helper's descriptor; 0 is /dev/null, 1 and 2 the talk pipe */
    SOHOA_HELPER_OUT_OF_MEMORY = 113, /* exit code: died of a failed allocation */
    SOHOA_HELPER_SETTINGS_MAX = 512,
};

enum sohoa_helper_message {
    SOHOA_HELPER_OPEN = 1, /* path, language, isolation, memory, count, (key value origin)* */
    SOHOA_HELPER_LIST,
    SOHOA_HELPER_SET_OPTION, /* name, value */
    SOHOA_HELPER_NEXT,       /* page */
    SOHOA_HELPER_PROBE,      /* blob */
    SOHOA_HELPER_DECODE,     /* page with master */
    SOHOA_HELPER_DESCRIBE,
    SOHOA_HELPER_RUN,    /* page with master and image */
    SOHOA_HELPER_CLOSE,  /* close the plugin, exit */
    SOHOA_HELPER_STOP,   /* call->stopping is true from now on */
    SOHOA_HELPER_ENOUGH, /* probe: found answers false from now on */
    SOHOA_HELPER_CANCEL, /* scanner: cancel(self) */
    SOHOA_HELPER_TAKEN,  /* the answer's picture was copied */
    SOHOA_HELPER_NOTE,   /* text */
    SOHOA_HELPER_ALIVE,  /* the plugin polled `stopping` */
    SOHOA_HELPER_LINE,   /* list, describe: name, text */
    SOHOA_HELPER_IMAGE,  /* probe: image, sohoa_image_info */
    SOHOA_HELPER_DONE,   /* rc, errno, text, resident, peak, picture (below), [page];
                          OPEN's: the address of SOHOA_HELPER_SAMPLE */
};
#define SOHOA_HELPER_SAMPLE UINT64_C(0x73c3a1b5d2e4f607)
enum { SOHOA_PICTURE_NO_PAGE, SOHOA_PICTURE_AS_SENT, SOHOA_PICTURE_SAME };

/* ---- the core's end: helper_child.c ---- */

struct sohoa_child {
    int pid;   /* 0: none */
    int pidfd; /* readable when it has died */
    int sock;  /* both ways */
    int talk;  /* what its libraries print; not blocking */
};
/* Starts sohoa-helper; name shows in process lists. FATAL. [any] */
int sohoa_child_start(const char *name, struct sohoa_child *ret, struct sohoa_err *err);
/* Waits grace_ns for it to end by itself, then kills it and all it started; closes everything and
 * reaps. *ret_status: as waitpid's. Safe when there is none. [one] */
void sohoa_child_end(struct sohoa_child *child, int64_t grace_ns, int *ret_status);

/* ---- the helper's end: helper_serve.c, helper_sandbox.c ---- */

/* Serves SOHOA_HELPER_SOCKET until it is told to close or the core is gone; does not return. */
_Noreturn void sohoa_helper_serve(void);

/* Before the plugin is loaded: no core dumps, memory and descriptors bounded, no new privileges;
 * a death for want of memory becomes an exit code. [setup] */
int sohoa_sandbox_limit(uint64_t memory, struct sohoa_err *err);
/* After it is open: the system calls it may make, for all threads. [setup] */
int sohoa_sandbox_close(enum sohoa_isolation isolation, struct sohoa_err *err);
#endif
