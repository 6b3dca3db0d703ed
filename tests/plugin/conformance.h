/* conformance.h - what the files of the conformance test share.
 *
 * The test asks of a plugin what the ABI promises, whatever it does: it loads the real shared
 * object in this process, also those that the core would run in a helper. */
#ifndef SOHOA_CONFORMANCE_H
#define SOHOA_CONFORMANCE_H
#include "host/registry.h"

struct check {
    struct sohoa_registry *reg;
    const struct sohoa_plugin *plugin;
    char work[64];     /* an empty folder of this run's own */
    unsigned folders;  /* made in it so far */
    unsigned failures; /* printed so far */
};

/* Prints and counts a failure unless ok; returns ok. */
bool expect(struct check *c, bool ok, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Opens the plugin with its fallbacks; required options get plausible values (text: a folder,
 * `again` = the one given last). NULL after a failure was counted. */
struct sohoa_instance *open_plain(struct check *c, bool again);

/* A call that is over from the start, or when seconds have passed. */
struct watch {
    struct sohoa_call call; /* first */
    bool stop;
    double cpu_start;
};
enum { OVER_NOT = 0, OVER_STOPPED, OVER_LATE };
void watch_start(struct watch *w, int over, double seconds);
/* CPU seconds this process has spent since the start. */
double watch_spent(const struct watch *w);
extern const double slowness; /* how much longer things take in this build */

void check_stage(struct check *c);
void check_scanner(struct check *c);
void check_store(struct check *c);
void check_extractor(struct check *c);

/* ---- pages to try (conformance_page.c) ---------------------------------------------------- */
struct sohoa_page; /* see sohoa_plugin.h */
struct trial {
    uint32_t width, height, depth;
    bool noise;
};
/* A page with these pixels; its master and source lie in memory that cannot be written. False:
 * out of memory. page_drop frees all of it. */
bool page_make(struct sohoa_page *page, const struct trial *t);
void page_drop(struct sohoa_page *page);
/* Holds a page against what the ABI says of pages that a plugin hands back. */
void check_page(struct check *c, const struct sohoa_page *page, const char *what);
#endif
