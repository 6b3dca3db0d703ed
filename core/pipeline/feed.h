/* feed.h - what brings pages into a batch: an import, a scanner, what a killed run left.
 *
 * A feeder runs in a thread of its own, owns its batch's numbering and posts to the journal.
 * Everything a page needs is durable before the page is admitted. */
#ifndef SOHOA_FEED_H
#define SOHOA_FEED_H
#include "pipeline/engine.h"

/* ---- a batch being fed (feed.c) ----------------------------------------------------------- */

struct sohoa_feed {
    struct sohoa_engine *engine;
    const char *kind;            /* "import" or "scan" */
    const char *device;          /* lent, may be NULL */
    json_t *request;             /* owned: what to go on with after a crash */
    struct sohoa_live *live;     /* NULL until the first capture */
    uint32_t next;               /* number of the next page */
    bool growing;                /* the newest dossier takes more pages */
    uint32_t sheets, last_sheet; /* captured before; the highest number given to one */
    uint32_t doubtful;           /* sheet that may have left the feeder before this run, 0 = none */
    uint32_t *rescans, rescan_count; /* pages of lost sheets: dropped when the batch ends */
};
/* The batch comes into being with its first capture: a run that captures nothing leaves none. */
void sohoa_feed_init(struct sohoa_feed *feed, struct sohoa_engine *engine, const char *kind,
                     const char *device, json_t *request);
void sohoa_feed_clear(struct sohoa_feed *feed); /* the live batch stays with the engine */
/* Makes sure there is a batch: id, lock. */
int sohoa_feed_begin(struct sohoa_feed *feed, struct sohoa_err *err);
/* A batch of the store becomes this run's. RETRY: a living process owns it. END: there is none, or
 * (only_open) it is closed. */
int sohoa_feed_adopt(struct sohoa_feed *feed, const char *batch, bool only_open,
                     struct sohoa_err *err);
/* Where the numbers of an adopted batch stand: next, last_sheet, rescans. */
int sohoa_feed_numbers(struct sohoa_feed *feed, struct sohoa_err *err);

/* Pages that belong together durably: records with number and state set here. dossier NULL: they
 * go on the newest one; else a new one (range and id set here; lent). state: PENDING, or the final
 * state of pages that bring nothing to work on. id: of the dossier, out (may be NULL). Takes what
 * write holds beside (may be NULL). */
struct sohoa_capture {
    struct sohoa_page_record *pages; /* lent */
    uint32_t count, sheets;
    enum sohoa_page_state state;
    struct sohoa_dossier_record *dossier; /* lent */
    bool grows;
    const char *digest; /* of the source, NULL = none */
};
int sohoa_feed_capture(struct sohoa_feed *feed, struct sohoa_capture *capture,
                       struct sohoa_err *err);
/* Hands a captured page to the workers; takes the record. Waits for room in the budget unless the
 * page is charged already. SOHOA_END: the run is stopping; it stays pending. */
struct sohoa_admission {
    uint64_t charge;
    bool charged;
    bool again;     /* it may have been finished before: what was found then is dropped */
    uint32_t tries; /* crashes it was in flight at */
};
int sohoa_feed_admit(struct sohoa_feed *feed, struct sohoa_page_record *record,
                     const struct sohoa_admission *how, struct sohoa_err *err);
int sohoa_feed_alarm(struct sohoa_feed *feed, const char *text, struct sohoa_err *err);
/* The alarm that somebody must look for the doubtful sheet; none without one. */
int sohoa_feed_doubt(struct sohoa_feed *feed, struct sohoa_err *err);
/* The newest dossier grows no more; digest: of its sources, NULL = none. */
int sohoa_feed_grown(struct sohoa_feed *feed, const char *digest, const char *dossier,
                     struct sohoa_err *err);
/* The source was there before. */
int sohoa_feed_already(struct sohoa_feed *feed, const char *dossier, struct sohoa_err *err);
/* Page `number` stands for a lost sheet. */
int sohoa_feed_rescan(struct sohoa_feed *feed, uint32_t number, struct sohoa_err *err);
/* The feeder came to its end. */
int sohoa_feed_end(struct sohoa_feed *feed, struct sohoa_err *err);
/* The feeder was stopped in good order between two sheets: none is on its way. */
int sohoa_feed_pause(struct sohoa_feed *feed, struct sohoa_err *err);
/* What every request keeps of a run's: code, part, procedure, received, agency, operator. NULL: out
 * of memory. */
json_t *sohoa_request_common(const struct sohoa_run_request *request);
/* A dossier's common members from the request; free with sohoa_dossier_record_clear. */
int sohoa_feed_dossier(const struct sohoa_feed *feed, struct sohoa_dossier_record *ret,
                       struct sohoa_err *err);
char *sohoa_text_copy(const char *text); /* NULL: NULL */
struct sohoa_dossier_record *sohoa_dossier_copy(const struct sohoa_dossier_record *from);

/* ---- the feeders ------------------------------------------------------------------------------
 */

/* Captures the paths of feed->request (see sohoa_import_request). */
int sohoa_feed_import(struct sohoa_feed *feed, struct sohoa_err *err);
int sohoa_import_request(const struct sohoa_run_request *request, const char *const *paths,
                         size_t count, json_t **ret, struct sohoa_err *err);

/* Captures from the scanner of feed->request (see sohoa_scan_request). */
int sohoa_feed_scan(struct sohoa_feed *feed, struct sohoa_err *err);
int sohoa_scan_request(const struct sohoa_run_request *request,
                       const struct sohoa_run_device *device, json_t **ret, struct sohoa_err *err);

/* Takes up the open dossiers of an adopted batch and admits its pending pages. feed->growing: more
 * pages will come to the dossier that is still open. SOHOA_END: the run is stopping. */
int sohoa_feed_pending(struct sohoa_feed *feed, struct sohoa_err *err);
#endif
