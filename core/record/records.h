/* records.h - the record layer: what is kept, above any key-value engine.
 *
 * A store is a folder: db (the engine), masters/ab/cd/<sha256>, dict (zstd dictionaries), lock (one
 * file a batch), audit. Every value is one zstd frame (checksum on) of UTF-8 JSON behind four bytes
 * that tell the wrapper. Keys are readable text, numbers in fixed-width decimal:
 *
 *   meta                              format version, created, tool version
 *   batch/<batch>                     batch record with its ledger
 *   page/<batch>/<number 8d>/<part>   page record (no text)
 *   text/<batch>/<number 8d>/<part>   recognised text of the page
 *   dossier/<dossier>                 dossier record: a range of pages of one batch
 *   code/<code>/<dossier>             dossiers by code
 *   of/<batch>/<first page 8d>/<dossier>   dossiers by batch and place
 *   source/<digest>/<dossier>         sources already digitised (see sohoa_source_digest)
 *   used/<sha256>/<batch>/<number 8d> pages by master
 *   try/<batch>/<number 8d>           work begun on a page: crash count
 *   hold/<12 digits or dossier>       legal holds (query/hold.h)
 *   erasure/<id>                      what was erased, naming nobody (query/erase.h)
 *   like/ alike/                      what texts are found by again, sheets scanned twice (alike.h)
 *   due/<dossier>                     a dossier of finished pages that is to be read: how often
 *                                     that was begun
 *   reuse/<code>/<ULID>               a paper or its fields used again in a dossier (reuse.h)
 *   register/<code>                   a dossier as the agency's register has it (register.h)
 *   change/<seq 16d>                  the change feed: what became of which dossier, in the order
 *                                     of commits
 *   changes                           the last seq
 *   fact/ claim/ alias/ name/ link/ linked/   what the dossiers say of whom, see facts.h
 *
 * Reads happen inside short snapshots taken by each call; nothing lent outlives its call. All
 * functions are [any] thread unless said otherwise; errors are written to err, the results are
 * OK, END (no such thing), RETRY (expectation failed), FATAL (store). */
#ifndef SOHOA_RECORDS_H
#define SOHOA_RECORDS_H
#include "host/registry.h"
#include <jansson.h>

#define SOHOA_STORE_FORMAT 2
#define SOHOA_ID_SIZE 27     /* a ULID as text with its NUL */
#define SOHOA_SHA256_SIZE 65 /* hex with its NUL */
#define SOHOA_STAMP_SIZE 32  /* RFC 3339 at +07:00 with its NUL */

/* How JSON is written out everywhere: one line, numbers without binary dust. */
#define SOHOA_JSON_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(9))
/* A value as JSON on one line, malloc'd; NULL: out of memory (or value is NULL). Safe where
 * json_dumps is not, which leaves out a member's name when memory runs out. (json_read.c) */
char *sohoa_json_line(const json_t *value);

struct sohoa_records;

enum sohoa_open_flags {
    SOHOA_OPEN_CREATE = 1u << 0, /* make the store when the folder is absent or empty */
    SOHOA_OPEN_READONLY = 1u << 1,
};
/* Opens a store. Refuses by name: a newer format, a network file system for db, a folder that is
 * something else. Modes 0600/0700. */
int sohoa_records_open(const char *dir, unsigned flags, struct sohoa_registry *reg,
                       const struct sohoa_setting *settings, size_t count,
                       struct sohoa_records **ret, struct sohoa_err *err);
void sohoa_records_close(struct sohoa_records *r);
const char *sohoa_records_dir(const struct sohoa_records *r);

/* ---- identifiers and time (ids.c) --------------------------------------------------------- */

/* A new ULID, ascending within a process even inside one millisecond. */
void sohoa_id_new(char ret[SOHOA_ID_SIZE]);
bool sohoa_id_valid(const char *id);
/* RFC 3339 at +07:00, seconds. when 0 = now. */
void sohoa_stamp(time_t when, char ret[SOHOA_STAMP_SIZE]);

/* ---- masters (masters.c) ------------------------------------------------------------------ */

struct sohoa_master {
    char sha256[SOHOA_SHA256_SIZE];
    char media[64];
    uint64_t bytes;
};
/* Stores the blob's bytes under their hash: written to a temporary name, synced, renamed, folder
 * synced, mode 0400. Durable on OK; a master already there (same size) is kept.
 * BAD_PAGE: the blob's file cannot be read; FATAL: the store cannot be written. */
int sohoa_master_put(struct sohoa_records *r, struct sohoa_blob *blob, struct sohoa_master *ret,
                     struct sohoa_err *err);
/* A blob on the stored file. END: not there. */
int sohoa_master_open(struct sohoa_records *r, const struct sohoa_master *master,
                      struct sohoa_blob **ret, struct sohoa_err *err);
int sohoa_master_path(struct sohoa_records *r, const char *sha256, char *buf, size_t room);
/* Whether a page refers to it. */
int sohoa_master_used(struct sohoa_records *r, const char *sha256, bool *ret,
                      struct sohoa_err *err);
/* Removes a master that no page refers to. *ret_gone false: a page does, or somebody has just put
 * it and may be about to (masters put in the last minutes, or while an import that still lives went
 * on, stay for a later call). alone: nobody else has the store, so that need not be looked at. */
int sohoa_master_drop(struct sohoa_records *r, const char *sha256, bool alone, bool *ret_gone,
                      struct sohoa_err *err);

/* ---- records ------------------------------------------------------------------------------ */

enum sohoa_page_state {
    SOHOA_STATE_PENDING = 0,
    SOHOA_STATE_STORED,
    SOHOA_STATE_BLANK,
    SOHOA_STATE_SEPARATOR,
    SOHOA_STATE_QUARANTINED,
    SOHOA_STATE_RESCAN,
};
const char *sohoa_page_state_name(enum sohoa_page_state state); /* "pending", ... */

/* One page as kept. Strings owned by the record (sohoa_page_record_clear), NULL = absent. */
struct sohoa_page_record {
    uint32_t number, part; /* in the batch, from 1; part 0 unless one image was split */
    enum sohoa_page_state state;
    char *source;     /* path or device as given */
    uint32_t sheet;   /* of the feeder, 0 = none */
    bool back, start; /* second side; a dossier starts here */
    uint32_t width, height;
    double dpi, skew, confidence;
    uint32_t rotated;
    uint32_t words;
    bool born_digital;
    struct sohoa_master master; /* sha256 "" = none (a source that yielded nothing) */
    uint32_t image;
    struct sohoa_codes *codes;
    struct sohoa_marks *marks;
    double to_master[9]; /* upright page -> master, 3x3; [8] = 0: rotated and skew tell all of it */
    uint32_t patch_count; /* parts that lay each in its own way: see struct sohoa_page_view */
    struct sohoa_patch patches[SOHOA_PATCHES_MAX];
    char *reason;       /* why it is quarantined: "crash", or a sentence */
    char *note;         /* a warning kept with a stored page */
    uint64_t look;      /* perceptual hash (host/look.h), 0 = none */
    json_t *signatures; /* inside of the PDF whose first image this is (host/pdf_signed.h) */
    bool redacted;      /* what a person's right removed is gone: it is not recognised again */
};
void sohoa_page_record_clear(struct sohoa_page_record *page);

struct sohoa_ledger { /* captured = stored + blank + separator + quarantined + pending */
    uint64_t captured, stored, blank, separator, quarantined, pending, rescan, sheets, dossiers;
};

struct sohoa_batch {
    char id[SOHOA_ID_SIZE];
    char *kind; /* "scan" or "import" */
    bool open;
    char *agency, *operator_, *device;
    char started[SOHOA_STAMP_SIZE], ended[SOHOA_STAMP_SIZE]; /* ended "" while open */
    struct sohoa_ledger ledger;
    json_t *request; /* what was asked for, enough to resume: the pipeline's own object */
    json_t *alarms;  /* array of {"text","page","time","acknowledged"} */
};
void sohoa_batch_clear(struct sohoa_batch *batch);
bool sohoa_ledger_closes(const struct sohoa_ledger *ledger);

struct sohoa_dossier_record {
    char id[SOHOA_ID_SIZE], batch[SOHOA_ID_SIZE];
    char *code, *part, *state; /* part component supplement result; state open complete ... */
    char *agency, *procedure, *operator_, *source, *received;
    char captured[SOHOA_STAMP_SIZE];
    char by[SOHOA_ID_SIZE]; /* superseded: by the first of the new ones, else "" */
    uint32_t first, last;   /* numbers of its pages in the batch */
    json_t *pages;          /* NULL: all of first..last; else the array of numbers in order
                               (after a join over a gap) */
    json_t *documents;      /* array */
    json_t *given;          /* what a manifest says: {"schema","archive":{},"fields":{KEY:text},
                               "flagged":{}}; NULL = nothing */
};
/* A state, and a part, that a dossier may have. [any] */
bool sohoa_dossier_state_valid(const char *name);
bool sohoa_dossier_part_valid(const char *name);
void sohoa_dossier_record_clear(struct sohoa_dossier_record *dossier);

/* Reads: OK and the record filled, or END. */
int sohoa_batch_get(struct sohoa_records *r, const char *id, struct sohoa_batch *ret,
                    struct sohoa_err *err);
int sohoa_page_get(struct sohoa_records *r, const char *batch, uint32_t number, uint32_t part,
                   struct sohoa_page_record *ret, struct sohoa_err *err);
int sohoa_text_get(struct sohoa_records *r, const char *batch, uint32_t number, uint32_t part,
                   struct sohoa_text **ret, struct sohoa_err *err);
int sohoa_dossier_get(struct sohoa_records *r, const char *id, struct sohoa_dossier_record *ret,
                      struct sohoa_err *err);
uint32_t sohoa_try_get(struct sohoa_records *r, const char *batch, uint32_t number);
/* How often the reading of the dossier was begun; -1: it is not due. */
int64_t sohoa_due_get(struct sohoa_records *r, const char *dossier);

/* Walks; each() returns false to stop. The record is lent for the call; no snapshot is held while
 * each() runs, so it may write. after: NULL or the id to go on behind. */
int sohoa_batches_each(struct sohoa_records *r, const char *after,
                       bool (*each)(void *arg, const struct sohoa_batch *batch), void *arg,
                       struct sohoa_err *err);
int sohoa_pages_each(struct sohoa_records *r, const char *batch, uint32_t from, uint32_t to,
                     bool (*each)(void *arg, const struct sohoa_page_record *page), void *arg,
                     struct sohoa_err *err);
/* code NULL: all, oldest first; else those of the code. */
int sohoa_dossiers_each(struct sohoa_records *r, const char *code, const char *after,
                        bool (*each)(void *arg, const struct sohoa_dossier_record *dossier),
                        void *arg, struct sohoa_err *err);
int sohoa_dossiers_of(struct sohoa_records *r, const char *batch,
                      bool (*each)(void *arg, const struct sohoa_dossier_record *dossier),
                      void *arg, struct sohoa_err *err);
/* The pages of a dossier in order, numbered 1.. by position. */
int sohoa_dossier_pages(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                        bool (*each)(void *arg, uint32_t place,
                                     const struct sohoa_page_record *page),
                        void *arg, struct sohoa_err *err);

/* ---- writing (write.c) -------------------------------------------------------------------- */

/* Changes that are committed all or none. Building one encodes and compresses in the caller's
 * thread; only the commit touches the engine. One owner. */
struct sohoa_write;
struct sohoa_write *sohoa_write_new(struct sohoa_records *r); /* NULL: out of memory */
void sohoa_write_free(struct sohoa_write *w);
size_t sohoa_write_bytes(const struct sohoa_write *w);
int sohoa_write_batch(struct sohoa_write *w, const struct sohoa_batch *batch,
                      struct sohoa_err *err);
/* Also maintains used/. */
int sohoa_write_page(struct sohoa_write *w, const char *batch, const struct sohoa_page_record *page,
                     struct sohoa_err *err);
int sohoa_write_text(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                     const struct sohoa_text *text, struct sohoa_err *err);
/* Also maintains code/ and of/, and files the facts of the dossier (facts.h). */
int sohoa_write_dossier(struct sohoa_write *w, const struct sohoa_dossier_record *dossier,
                        struct sohoa_err *err);
int sohoa_write_source(struct sohoa_write *w, const char *digest, const char *dossier,
                       struct sohoa_err *err);
int sohoa_write_try(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t count,
                    struct sohoa_err *err); /* count 0 deletes */
int sohoa_write_due(struct sohoa_write *w, const char *dossier, int64_t count,
                    struct sohoa_err *err); /* count -1 deletes */
int sohoa_write_drop_page(struct sohoa_write *w, const char *batch, uint32_t number, uint32_t part,
                          struct sohoa_err *err); /* page, text, used, try */
/* The dossiers that this write changes lose something for good (an erasure): their news says so. To
 * be called before they are written. */
void sohoa_write_forget(struct sohoa_write *w);
/* Moves from's changes behind w's (group commit); from is empty afterwards. */
int sohoa_write_append(struct sohoa_write *w, struct sohoa_write *from, struct sohoa_err *err);
/* Durable on OK, nothing written otherwise; w is empty afterwards on OK. ENOSPC, EIO, map full:
 * FATAL with the reason. */
int sohoa_write_commit(struct sohoa_write *w, struct sohoa_err *err);

/* ---- the change feed (change_feed.c) -------------------------------------------------------- */

/* What happened to a dossier, written in the commit that did it. Sequence numbers ascend in the
 * order of commits, whatever process made them: a reader that goes on behind the last one it saw
 * misses nothing. Strings are lent for the call. */
struct sohoa_news {
    uint64_t seq;                    /* from 1 */
    const char *kind;                /* committed, corrected (written again), superseded, erased */
    const char *dossier, *code, *by; /* code and by (of a superseded one) may be NULL */
    const char *at;                  /* RFC 3339 */
    bool forget; /* something is gone for good: whoever copied it deletes his copy */
};
/* Entries behind `after` (0: all), oldest first; each() false stops. */
int sohoa_changes_each(struct sohoa_records *r, uint64_t after,
                       bool (*each)(void *arg, const struct sohoa_news *news), void *arg,
                       struct sohoa_err *err);
/* The last sequence number, 0 when nothing happened yet. */
int sohoa_changes_last(struct sohoa_records *r, uint64_t *ret, struct sohoa_err *err);

/* ---- batch locks (locks.c) ---------------------------------------------------------------- */

/* The batch is this process's until unlock or its death. RETRY: a living process holds it, named
 * with its pid in err. */
struct sohoa_lock;
int sohoa_batch_lock(struct sohoa_records *r, const char *batch, struct sohoa_lock **ret,
                     struct sohoa_err *err);
void sohoa_batch_unlock(struct sohoa_lock *lock);
/* Held from reading a closed dossier to the commit that changes it, by every process and thread
 * that does so: never longer than a commit takes. Waits. *ret is for unlock, which takes -1. */
int sohoa_dossiers_lock(struct sohoa_records *r, int *ret, struct sohoa_err *err);
void sohoa_dossiers_unlock(int lock);

/* ---- already digitised (sources.c) --------------------------------------------------------- */

/* Digest of code (NULL = none) and the masters of a dossier with their image ranges, in order. */
struct sohoa_source_part {
    char sha256[SOHOA_SHA256_SIZE];
    uint32_t first, count; /* images of the master; 0, UINT32_MAX = the whole */
};
void sohoa_source_digest(const char *code, const struct sohoa_source_part *parts, size_t count,
                         char ret[SOHOA_SHA256_SIZE]);
/* The source of a dossier or page as clients see it: of an upload the client's name of the file,
 * NULL for several files; all others as they are. Lent, into source. [any] */
const char *sohoa_source_shown(const char *source);
/* What stands for the master of a file that cannot be read: a digest of where it is. name below
 * folder when it is not absolute. [any] */
void sohoa_source_unread(const char *folder, const char *name, char ret[SOHOA_SHA256_SIZE]);
/* The live (not superseded, not erased) dossier made from it, or END. */
int sohoa_source_find(struct sohoa_records *r, const char *digest, char ret[SOHOA_ID_SIZE],
                      struct sohoa_err *err);
/* The live dossier that was cut off behind this one when it was captured: of the same source, on
 * the pages that follow. ret may be dossier itself. END: there is none. */
int sohoa_source_next(struct sohoa_records *r, const char *dossier, char ret[SOHOA_ID_SIZE],
                      struct sohoa_err *err);

/* ---- objects (object.c): DESIGN section 7 -------------------------------------------------- */

/* The dossier object. New reference, NULL on error. already adds "already":true. */
json_t *sohoa_dossier_object(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                             bool already, struct sohoa_err *err);
json_t *sohoa_batch_object(const struct sohoa_batch *batch);
/* A stored value by its key as JSON text (for `sohoa get`), malloc'd. END: no such key. */
int sohoa_records_dump(struct sohoa_records *r, const char *key, char **ret, struct sohoa_err *err);
/* The keys at or behind prefix that start with it; each() false stops. */
int sohoa_records_keys(struct sohoa_records *r, const char *prefix,
                       bool (*each)(void *arg, const char *key), void *arg, struct sohoa_err *err);

/* ---- mending (recut.c) --------------------------------------------------------------------- */

/* The new dossiers are due to be read and their batch is open until then: a redo or a resume does
 * it. */
/* Splits a dossier before its page `place` (from 2): two new ones, the old one superseded. */
int sohoa_dossier_cut(struct sohoa_records *r, const char *id, uint32_t place,
                      char ret_first[SOHOA_ID_SIZE], char ret_second[SOHOA_ID_SIZE],
                      struct sohoa_err *err);
/* Joins dossiers of one batch in the order given into a new one; the old ones superseded. */
int sohoa_dossier_join(struct sohoa_records *r, const char *const *ids, size_t count,
                       char ret[SOHOA_ID_SIZE], struct sohoa_err *err);

/* ---- keeping (verify.c, backup.c) ----------------------------------------------------------- */

struct sohoa_verify_report {
    uint64_t batches, pages, texts, dossiers, masters, bytes, problems;
    uint64_t facts;      /* records: what a dossier says of one person */
    uint64_t signatures; /* of masters (master_sign.h) */
    uint64_t stray; /* files below masters that no page uses; a sample does not look for them */
    char begun[SOHOA_STAMP_SIZE]; /* the run, maybe by an earlier process */
    bool resumed;
};
/* Every record decoded, every master hashed, every ledger recounted, every reference resolved,
 * stray masters counted (not a problem: `gc` removes them). found(): one problem in words. Runs
 * beside writers. */
int sohoa_verify(struct sohoa_records *r, const struct sohoa_call *call,
                 void (*found)(void *arg, const char *problem), void *arg,
                 struct sohoa_verify_report *ret, struct sohoa_err *err);
/* The same with a choice. A run that is kept and was interrupted (a stop, a kill) is gone on with
 * by the next one that is kept and asks for the same sample: what was found before is found again.
 */
struct sohoa_verify_options {
    const struct sohoa_call *call; /* NULL: until the end */
    void (*found)(void *arg, const char *problem);
    void (*progress)(void *arg, const struct sohoa_verify_report *now); /* behind each record */
    void *arg;
    double share;     /* a sample of this part of records and masters (0 to 1), 0 = all */
    uint64_t masters; /* a sample of so many masters, and of that part of the records; 0 = all */
    uint64_t rate;    /* bytes read a second at most, 0 = as fast as it goes */
    bool keep;        /* note in the store how far it came */
    bool restart;     /* from the start, whatever was interrupted */
};
#define SOHOA_VERIFY_MASTERS_MAX 1000000 /* of a sample */
/* RETRY: stopped, or another kept run of this store goes on. ret is filled whatever comes of it. */
int sohoa_verify_with(struct sohoa_records *r, const struct sohoa_verify_options *options,
                      struct sohoa_verify_report *ret, struct sohoa_err *err);
/* When the interrupted run began that the next one goes on with. False: there is none.
 * (verify_place.c) */
bool sohoa_verify_waits(struct sohoa_records *r, char ret_begun[SOHOA_STAMP_SIZE]);
/* db first (hot copy), then dict and the masters it names (linked where the file system allows,
 * else copied), synced; to must be absent or an older backup of this store, and lie outside it
 * (BAD_DOSSIER). RETRY: stopped. Runs beside writers. */
int sohoa_backup(struct sohoa_records *r, const struct sohoa_call *call, const char *to,
                 void (*progress)(void *arg, uint64_t done, uint64_t total), void *arg,
                 struct sohoa_err *err);

struct sohoa_gc_report {
    uint64_t removed, bytes; /* files removed; dry: that would be */
    uint64_t waiting;        /* masters nobody refers to, but too young */
};
/* Removes the masters that no page refers to and that nobody put for grace_s seconds (never less
 * than some minutes, nor since before the oldest import that lives began), and what interrupted
 * writing left. Runs beside imports and erasures; RETRY: a backup is under way, or stopped. ret is
 * filled whatever comes of it. (gc.c) */
int sohoa_gc(struct sohoa_records *r, const struct sohoa_call *call, uint64_t grace_s, bool dry,
             struct sohoa_gc_report *ret, struct sohoa_err *err);

/* That the store was backed up or verified ("backup", "verify") just now, with what is to be told
 * of it; left out where it cannot be written. (kept.c) */
void sohoa_kept_note(struct sohoa_records *r, const char *what, const char *text);
/* "RFC3339 TEXT" of the last time, malloc'd; NULL: never, or not known. */
char *sohoa_kept_last(struct sohoa_records *r, const char *what);

struct sohoa_store_totals {
    uint64_t batches, open_batches, dossiers, pages, quarantined, db_bytes, map_bytes;
};
int sohoa_records_totals(struct sohoa_records *r, struct sohoa_store_totals *ret,
                         struct sohoa_err *err); /* quick: counts kept, not walked, if possible */
#endif
