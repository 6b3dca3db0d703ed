/* binder_span.h - one dossier still open: what binder.c and binder_sheets.c share; nobody else's.
 */
#ifndef SOHOA_BINDER_SPAN_H
#define SOHOA_BINDER_SPAN_H
#include "pipeline/binder.h"

enum {
    MARK_DONE = 1,
    MARK_QUARANTINED = 2,
    MARK_START = 4,
    MARK_SEPARATOR = 8,
    MARK_EMPTY = 16, /* blank, or no page at all */
};
struct mark {
    uint8_t flags;
    uint32_t sheet;
    struct sohoa_separator *says; /* owned, NULL = nothing */
};

/* A mark for each page, the pages up to `done` looked at. Invariant: done <= count; marks[0..done)
 * are finished and hold no cut not yet made. */
struct span {
    struct span *next;
    struct sohoa_dossier_record dossier; /* owned copy */
    char *code;                          /* what it has without a header sheet; owned */
    unsigned flags;
    uint32_t echoes;
    uint32_t count, done, room;
    struct mark *marks;
    bool quarantined; /* one of marks[0..done) */
    bool content;     /* one of them is neither separator nor empty */
    bool first;       /* nothing was cut off before it */
    bool run;         /* separators since the last content... */
    uint32_t run_at;  /* ... from this mark on */
    int64_t header;   /* mark of its header sheet, -1 = none */
};

/* The separators marks[from..to) begin the dossier that the span is now: its header, its code;
 * alarms over two in a row. */
int sohoa_span_begin(struct span *span, uint32_t from, uint32_t to,
                     const struct sohoa_binder_calls *calls);
/* The dossier of marks[0..count) is about to be closed: a code from its papers when it has none,
 * alarms over what its header promised. */
int sohoa_span_check(struct span *span, uint32_t count, const struct sohoa_binder_calls *calls);
/* Nothing follows the separators from mark `from` on. */
int sohoa_span_trailing(const struct span *span, uint32_t from,
                        const struct sohoa_binder_calls *calls);
/* What is closed now has no header, and the one that begins at mark `at` does. */
int sohoa_span_headless(const struct span *span, uint32_t at,
                        const struct sohoa_binder_calls *calls);
#endif
