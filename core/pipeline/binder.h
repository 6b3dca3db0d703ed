/* binder.h - which pages of a batch are one dossier, and when it is closed.
 *
 * The feeder says where dossiers begin (a file, a folder, a run of the feeder): each is a range of
 * pages that may still grow. Stages may find further cuts inside of it (START on a page), and so do
 * separator sheets: the pages from the first of a run of them on are the next dossier's, once a
 * page with something on it follows. Pages are finished in any order; when all pages up to a cut,
 * or up to the end of a range that grows no more, are finished, the dossier is closed. Owned by the
 * store thread. [one] */
#ifndef SOHOA_BINDER_H
#define SOHOA_BINDER_H
#include "pipeline/separator.h"

struct sohoa_binder;
struct sohoa_binder *sohoa_binder_new(void); /* NULL: out of memory */
void sohoa_binder_free(struct sohoa_binder *binder);

enum sohoa_binder_flags {
    SOHOA_BINDER_GROWS = 1u << 0,   /* more pages may come by extend() */
    SOHOA_BINDER_FIXED = 1u << 1,   /* cuts found by stages are ignored: its range was settled */
    SOHOA_BINDER_ADOPTED = 1u << 2, /* of an earlier run: its code may be of its header sheet */
};
/* A dossier with the pages first..last (last = first - 1: none yet), or dossier->pages. Copied.
 * 0, or -1: out of memory. */
int sohoa_binder_open(struct sohoa_binder *binder, const struct sohoa_dossier_record *dossier,
                      unsigned flags);
/* The newest dossier has pages up to last. 0, or -1: out of memory. */
int sohoa_binder_extend(struct sohoa_binder *binder, uint32_t last);
/* The newest dossier, lent until the next call, or NULL. */
const struct sohoa_dossier_record *sohoa_binder_newest(const struct sohoa_binder *binder);
/* The newest dossier grows no more. */
void sohoa_binder_end(struct sohoa_binder *binder);

/* A finished page as far as it matters here. */
struct sohoa_bound_page {
    enum sohoa_page_state state;        /* not PENDING */
    bool start;                         /* a stage says that a dossier starts here */
    uint32_t sheet;                     /* of the feeder, 0 = none */
    const struct sohoa_separator *says; /* what its codes say of dossiers; NULL = nothing; lent */
};
/* 0, or -1: out of memory. */
int sohoa_binder_finish(struct sohoa_binder *binder, uint32_t number,
                        const struct sohoa_bound_page *page);
/* Counts one more report wanted for an open dossier when it closes. False: it is not open here. */
bool sohoa_binder_echo(struct sohoa_binder *binder, const char *dossier);
bool sohoa_binder_empty(const struct sohoa_binder *binder); /* no dossier is open */

/* Closes what can be closed. closed: state complete or incomplete, its range and code settled;
 * before: it had been closed before (FIXED); echoes: how many more reports. opened: the rest behind
 * a cut, as a new dossier, still open. alarm: what does not fit together, in plain words that name
 * the place; told before the dossier it is about is closed. Lent. */
struct sohoa_binder_calls {
    void *arg;
    int (*closed)(void *arg, const struct sohoa_dossier_record *dossier, bool before,
                  uint32_t echoes);
    int (*opened)(void *arg, const struct sohoa_dossier_record *dossier);
    int (*alarm)(void *arg, uint32_t page, const char *text);
};
/* 0, -1: out of memory, or what a call returned instead of 0. */
int sohoa_binder_close(struct sohoa_binder *binder, const struct sohoa_binder_calls *calls);
#endif
