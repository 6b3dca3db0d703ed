/* run.h - one run of the pipeline: scan, import, resume, redo. What the CLI and sohoa.h call.
 *
 * A run owns its threads (a feeder a batch, N workers, one store thread) and ends them before it
 * returns. All callbacks arrive on the thread that called the run, one at a time; they may read
 * the store. Strings and arrays of a request are lent until the run returns.
 *
 * A scan and an import do not start below the free-space floor (`disk_floor`, exit_code 4).
 *
 * sohoa_run_import first finishes the open batches of the store that no living process owns, as
 * sohoa_run_resume does; sohoa_run_scan only those of scans, so that no clerk waits for a backfill
 * that was cut off.
 *
 * What a run returns: SOHOA_OK when it came to its end, also when pages were quarantined, an alarm
 * is open or the user stopped it (result->exit_code says which); SOHOA_FATAL when it could not go
 * on (configuration, store, scanner: exit_code 2, 4, 3 or 5, the reason in err). Whatever it
 * returns, nothing captured is lost: an unfinished batch stays open for sohoa_run_resume. */
#ifndef SOHOA_RUN_H
#define SOHOA_RUN_H
#include "host/config.h"
#include "record/records.h"
#include <stdatomic.h>

struct sohoa_signer; /* host/cms.h */

/* ---- stopping ------------------------------------------------------------------------------ */

/* One per run, in the caller's memory, zeroed. First ask: no more is captured, pages in the
 * workers are finished and committed. Second ask: the work on pages is given up at once (they
 * stay pending); what was finished is still committed. */
struct sohoa_stop {
    atomic_int asked;
};
void sohoa_run_stop(struct sohoa_stop *stop); /* async-signal-safe [any] */

/* ---- what is told and asked while it runs ------------------------------------------------- */

struct sohoa_progress {
    uint64_t pages_in;        /* captured in this run */
    uint64_t done;            /* finished: stored, blank or separator */
    uint64_t set_aside;       /* quarantined */
    uint64_t files, files_in; /* import: files there are (0 = not known yet), and taken up */
    double pages_s;           /* over the last half minute */
    uint64_t memory;          /* resident bytes of this process */
    double eta_s;             /* seconds left, < 0 = not known */
};

enum sohoa_question {
    SOHOA_ASK_MEND = 1, /* jam, cover, busy: mend it, then continue; or end the batch */
    SOHOA_ASK_SHEET,    /* --prompt: lay the next sheet; continue, again (last one), or end */
};
enum sohoa_answer { SOHOA_CONTINUE = 0, SOHOA_AGAIN, SOHOA_STOP_HERE };

struct sohoa_run_calls {
    void *arg;
    /* A dossier is closed and durable. already: it was there before, nothing captured. In the
     * order in which dossiers close (with one thread: the order of the paper). */
    void (*committed)(void *arg, const char *dossier, bool already);
    /* A dossier was read again: what changed, as an array (changes.h), [] = nothing. Before its
     * committed. */
    void (*changed)(void *arg, const char *dossier, const json_t *changes);
    /* About five times a second. */
    void (*progress)(void *arg, const struct sohoa_progress *now);
    /* Plain words for the operator naming sheets. NULL: nobody is there; a fault of the feeder is
     * tried again for request->patience_s seconds, then ends the batch with an alarm. */
    enum sohoa_answer (*operator_)(void *arg, enum sohoa_question kind, const char *message);
    /* Something on this batch that a person must look at; it stands in the batch record too. */
    void (*alarm)(void *arg, const char *batch, const char *text);
    /* An open batch was taken up, before any of its pages. sheet 0: nothing to put back; else the
     * sheet that may have left the feeder unfinished (the last durable one is sheet - 1). */
    void (*resumed)(void *arg, const char *batch, const char *kind, uint32_t sheet);
};

/* ---- what is asked for ---------------------------------------------------------------------- */

/* One scanner. Settings in order, later ones win: profile, --source, --resolution, --option...
 * Keys of the sane plugin's own option table are set before open, all others are options of the
 * device. */
struct sohoa_run_device {
    const char *name; /* NULL: the only or configured device */
    const struct sohoa_setting *settings;
    size_t count;
};

struct sohoa_run_request {
    /* required */
    struct sohoa_records *records;
    struct sohoa_registry *registry;
    const struct sohoa_config *config;
    struct sohoa_stop *stop; /* NULL: the run cannot be stopped */
    struct sohoa_run_calls calls;
    /* machine; 0: `threads` and `memory` of the configuration, else the CPUs and 256 MiB */
    unsigned threads;
    uint64_t memory;   /* the budget: bytes of page data in memory */
    double patience_s; /* 0 = `patience` of the configuration, else 60 */
    bool lazy;         /* stages are opened by the first page that needs them: for runs that read */
    /* about the dossiers; NULL = none (agency and operator: the configuration's) */
    const char *code, *part, *procedure, *received, *agency, *operator_;
    /* import */
    const char *const *paths; /* files and folders, as given */
    size_t path_count;
    bool per_folder;      /* a folder is a dossier; else a file is */
    const char *manifest; /* CSV (manifest.h); without paths, its files are imported */
    bool again;           /* make a new dossier of what is already there */
    const char *watch;    /* folder to watch until stopped, NULL = none */
    const char *done;     /* where its files go after their commit, NULL = they stay */
    /* scan: one batch a device */
    const struct sohoa_run_device *devices;
    size_t device_count;               /* 0: the only or configured device */
    uint32_t sheets;                   /* sheets expected, 0 = not known */
    bool prompt;                       /* ask before every sheet (flatbed) */
    const char *scanner;               /* NULL = "sane"; another plugin of the scanner role */
    const struct sohoa_signer *signer; /* masters are signed with, before they count as captured */
};

/* ---- what came of it ------------------------------------------------------------------------ */

struct sohoa_run_result {
    struct sohoa_ledger ledger; /* of this run, all its batches summed: what it did itself */
    uint64_t already;           /* dossiers that were there before */
    uint32_t alarms;            /* raised by this run */
    uint32_t put_back;          /* sheets named to be put back */
    double seconds;
    int exit_code;             /* DESIGN section 8: 0 1 2 3 4 5 130 */
    char batch[SOHOA_ID_SIZE]; /* the last batch captured into, "" = none */
};

/* ret_result may be NULL; it is filled on failure too. One run at a time in a process. */
int sohoa_run_scan(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                   struct sohoa_err *err);
int sohoa_run_import(const struct sohoa_run_request *request, struct sohoa_run_result *ret_result,
                     struct sohoa_err *err);
/* Finishes open batches: batch NULL = all that no living process owns. Finishes pending pages,
 * goes on with the paths of an import, closes dossiers and ledgers. feed: a scan batch goes on
 * capturing from its device into the same batch (else it is closed). SOHOA_FATAL with exit_code 2:
 * no such batch; it is closed or owned: a message and exit_code 2. */
int sohoa_run_resume(const struct sohoa_run_request *request, const char *batch, bool feed,
                     struct sohoa_run_result *ret_result, struct sohoa_err *err);

/* What is to be done again, from the masters or from what is stored. */
struct sohoa_run_page {
    char batch[SOHOA_ID_SIZE];
    uint32_t number; /* page in the batch that goes through the chain again, 0 = every page of it */
    bool keep; /* `page put back`: whatever calls it blank or a separator now, it is recognised */
    uint32_t turn;  /* a person says: as it was read it must be turned clockwise by 90, 180, 270 */
    const char *by; /* ... this one; lent */
    bool read;      /* the pages stay: the dossier is only read again, */
    char dossier[SOHOA_ID_SIZE]; /* ... this one; "" = every one of the batch */
};
/* Crash counts are forgotten; the pages become pending and the dossiers due, all of them before the
 * first is done, their batches open until they are done: killed, the rest of it is resumed.
 * `committed` names each dossier whose pages changed or that was read, `changed` before it what is
 * different now. RETRY in err's words when a living process owns one of the batches (exit_code
 * 2). */
int sohoa_run_redo(const struct sohoa_run_request *request, const struct sohoa_run_page *pages,
                   size_t count, struct sohoa_run_result *ret_result, struct sohoa_err *err);

/* Marks the alarms of a batch as seen by a person, with name and time; its dossiers leave the state
 * `attention`, and their facts are filed. operator_ NULL: nobody is named. END: no such batch.
 * RETRY: a living process owns it. */
int sohoa_run_acknowledge(struct sohoa_records *records, const char *batch, const char *operator_,
                          struct sohoa_err *err);
/* A person says that a stored page is blank or a separator, or one of these is the other. The page
 * keeps its master and text, its note says who and when, a later redo of the batch leaves it alone
 * (until it is put back: `keep`). Its dossier is due to be read, its batch open until then. END: no
 * such dossier or page. BAD_DOSSIER: superseded, erased, not read yet. BAD_PAGE: a page that is
 * pending or set aside. RETRY: a living process owns the batch. */
int sohoa_run_mark(struct sohoa_records *records, const char *dossier, uint32_t place,
                   enum sohoa_page_state state, const char *operator_, struct sohoa_err *err);
#endif
