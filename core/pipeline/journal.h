/* journal.h - the store thread: whatever a run writes goes through it, in groups.
 *
 * Feeders and workers hand in entries, each one step of a batch's life with the records already
 * encoded; the store thread takes all that are there, moves the ledgers and binders of their
 * batches, and commits everything as one: pages, their batch's ledger and the dossiers they close
 * become durable together. So a ledger in the store closes at every instant, and many pages share
 * one sync of the disk. After a failed commit nothing more is written. */
#ifndef SOHOA_JOURNAL_H
#define SOHOA_JOURNAL_H
#include "pipeline/binder.h"
#include "pipeline/events.h"

/* A batch this run owns. The members below the line belong to the store thread from the first
 * entry on. */
struct sohoa_live {
    struct sohoa_live *next;
    char id[SOHOA_ID_SIZE]; /* read-only */
    bool desk;              /* read-only: a scan */
    uint32_t rank;          /* read-only: batches of a run go in this order */
    struct sohoa_lock *lock;
    atomic_bool closed; /* the batch is closed, durably [any] */
    /* ---- */
    struct sohoa_batch batch;
    struct sohoa_binder *binder;
    bool touched;                  /* its record goes into this commit */
    bool attention;                /* an alarm was raised: its closed dossiers are yet to say so */
    bool fed;                      /* its feeder came to its end */
    struct sohoa_reading_due *due; /* its dossiers that are being read */
};

/* A dossier whose pages are finished and which is closed once it is read. */
struct sohoa_reading_due {
    struct sohoa_reading_due *next;
    char dossier[SOHOA_ID_SIZE];
    uint32_t echoes; /* more reports wanted */
};

enum sohoa_entry_kind {
    SOHOA_ENTRY_CAPTURE = 1, /* pages first..first+count-1 exist, all in `state` */
    SOHOA_ENTRY_ADOPT,       /* a dossier of before goes on here, its pages as marks tell */
    SOHOA_ENTRY_GROWN,       /* the newest dossier grows no more */
    SOHOA_ENTRY_MOVE,        /* page `first` goes from `from` to `state` */
    SOHOA_ENTRY_READ,        /* `dossier` was read and is closed, in its state */
    SOHOA_ENTRY_NOTE,        /* just what write holds */
    SOHOA_ENTRY_ALREADY,     /* `dossier_id` was there before: told once it is closed */
    SOHOA_ENTRY_ALARM,       /* text */
    SOHOA_ENTRY_PAUSED,      /* the feeder was stopped in good order: no sheet is on its way */
    SOHOA_ENTRY_FED,         /* the feeder came to its end; count: rescan pages that write drops */
};

/* Where a thread waits for its entry; zeroed by its owner, on its stack. */
struct sohoa_receipt {
    bool done;
    int rc;
};

struct sohoa_page_mark { /* a page of a dossier that is adopted, by number ascending */
    uint32_t number, sheet;
    enum sohoa_page_state state;
    bool start;
    struct sohoa_separator *says; /* owned by the entry, NULL = nothing */
};

struct sohoa_entry {
    struct sohoa_entry *next;
    enum sohoa_entry_kind kind;
    struct sohoa_live *live;
    struct sohoa_write *write;            /* owned; NULL = nothing */
    struct sohoa_receipt *receipt;        /* NULL = nobody waits */
    struct sohoa_dossier_record *dossier; /* CAPTURE: a new one; ADOPT, READ; owned, NULL = none */
    unsigned binder_flags;                /* for dossier */
    uint32_t first, count, sheets;
    enum sohoa_page_state from, state;
    bool start;                    /* MOVE: a stage found that a dossier starts here */
    uint32_t sheet;                /* MOVE, CAPTURE of a finished page: of the feeder */
    struct sohoa_separator *says;  /* MOVE: what the page's codes say of dossiers; owned */
    struct sohoa_page_mark *marks; /* ADOPT: count of them; owned */
    char dossier_id[SOHOA_ID_SIZE];
    char *text; /* owned; READ: what changed since it was read before, as JSON; NULL = new */
};
struct sohoa_entry *sohoa_entry_new(enum sohoa_entry_kind kind, struct sohoa_live *live);
void sohoa_entry_free(struct sohoa_entry *entry); /* NULL is fine */

struct sohoa_journal;
/* Where dossiers go whose pages are all finished. The calls come in the threads that post and in
 * the store thread; they must not wait. */
struct sohoa_journal_readers {
    void *arg;
    void (*hold)(void *arg);    /* an entry was posted: dossiers may come of it */
    void (*release)(void *arg); /* it is settled, and what was due has been told */
    /* The dossier (taken, in its final state) is to be read, then posted as READ. begun: how often
     * it was before, and the process died; again: it was closed before. All of it is durable. */
    void (*read)(void *arg, struct sohoa_live *live, struct sohoa_dossier_record *dossier,
                 uint32_t begun, bool again);
};
/* readers NULL: dossiers are closed unread. Copied. */
int sohoa_journal_open(struct sohoa_records *records, struct sohoa_events *events,
                       const struct sohoa_journal_readers *readers, struct sohoa_journal **ret,
                       struct sohoa_err *err);
/* Takes the entry, also on failure. [any] */
void sohoa_journal_post(struct sohoa_journal *journal, struct sohoa_entry *entry);
/* Waits until an entry with this receipt is durable: OK, or FATAL with the reason. [any] */
int sohoa_journal_wait(struct sohoa_journal *journal, struct sohoa_receipt *receipt,
                       struct sohoa_err *err);
/* post and wait. NULL entry: out of memory. [any] */
int sohoa_journal_put(struct sohoa_journal *journal, struct sohoa_entry *entry,
                      struct sohoa_err *err);
/* What was done so far, over all batches. [any] */
void sohoa_journal_totals(struct sohoa_journal *journal, struct sohoa_ledger *ret);
/* Commits what is left, ends the thread, tells the totals. OK, or why the journal failed. */
int sohoa_journal_close(struct sohoa_journal *journal, struct sohoa_ledger *ret_totals,
                        struct sohoa_err *err);
/* True once a commit failed: the run must end. [any] */
bool sohoa_journal_failed(struct sohoa_journal *journal);
#endif
