/* crash_rig.h - a store, marked pages, the driver as a process to kill, and what must hold after.
 */
#ifndef CRASH_RIG_H
#define CRASH_RIG_H
#include "unit/unit.h"

#include "support/support.h"

#define RIG_PAGES_MAX 1024

struct crash_rig {
    char folder[256]; /* all of it is below */
    char store[300], input[300], config[300], log[300];
    int pages;                   /* with the marks 1..pages */
    int worked[RIG_PAGES_MAX];   /* how often the stage saw each mark, by the log */
    int finished[RIG_PAGES_MAX]; /* 1: its page was finished when rig_look last looked */
    int now[RIG_PAGES_MAX];      /* pages of the store with this mark as their text */
    char out[1 << 16];           /* what the driver printed last */
    struct sohoa_ledger ledger;  /* of all batches, summed */
    int open_batches, dossiers, incomplete, attention, open_dossiers, crashes;
    int read; /* dossiers with the extractor's field in their first document */
    struct sohoa_registry *registry;
};

void rig_begin(struct crash_rig *rig);
void rig_end(struct crash_rig *rig);
/* A picture with that mark; several make a multi-page TIFF. */
void rig_picture(const struct crash_rig *rig, const char *name, int first, int count);
/* One side of a sheet for the virtual feeder: A4 at 75 dpi with that mark. */
void rig_sheet(const struct crash_rig *rig, const char *name, int mark);
/* The stage's options: text of YAML behind `tally:`, e.g. "{ms: 5}". The log is added. */
void rig_configure(struct crash_rig *rig, const char *options);
/* Pages are of a paper that the extractor reads; its option: "    ms: 5\n". */
void rig_configure_reading(struct crash_rig *rig, const char *option);
/* Runs the driver on the store to its end; its exit code (128 + signal when it was killed). */
int rig_run(struct crash_rig *rig, const char *const *arguments);
/* The same, killed with that signal after so many milliseconds unless it ended before. */
int rig_run_killed(struct crash_rig *rig, const char *const *arguments, int signal_number,
                   unsigned ms, unsigned again_ms);
/* Reads the store and the log. */
void rig_look(struct crash_rig *rig);
/* The ledgers close, verify finds nothing, every mark is there just once. */
void rig_check_whole(struct crash_rig *rig);
/* How often a test repeats itself: few, or many with SOHOA_TEST_LONG=1. */
int rig_rounds(int few, int many);
unsigned rig_random(void); /* seeded by SOHOA_TEST_SEED or the clock; the seed is printed */
#endif
