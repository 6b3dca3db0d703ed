/* import.h - the parts of an import: its request, its sources, its walk. [one], the feeder's. */
#ifndef SOHOA_IMPORT_H
#define SOHOA_IMPORT_H
#include "pipeline/feed.h"
#include "pipeline/manifest.h"

/* One file as the walk gives it, its bytes durable in the store. */
struct sohoa_source {
    char *name;                 /* the path as given */
    struct sohoa_master master; /* sha256 "" = it could not be read */
    char why[512];              /* why it yields no page, "" = it may */
    bool start;                 /* the walk says: a dossier starts here */
};
void sohoa_source_clear(struct sohoa_source *source);

/* The walk over the paths of a request. */
struct sohoa_walk;
int sohoa_walk_open(struct sohoa_engine *engine, const json_t *request, struct sohoa_walk **ret,
                    struct sohoa_err *err);
void sohoa_walk_close(struct sohoa_walk *walk);
/* The next file, its master put. END: no more. FATAL: the store. */
int sohoa_walk_next(struct sohoa_walk *walk, struct sohoa_source *ret, struct sohoa_err *err);
/* The pages of a source as records (malloc'd; images in order, not yet numbered) with the budget
 * each needs; ret_state: PENDING, or QUARANTINED for the one page of a source that yields none. */
struct sohoa_leaves {
    struct sohoa_page_record *pages;
    uint64_t *charges;
    uint32_t count;
    enum sohoa_page_state state;
};
int sohoa_walk_leaves(struct sohoa_walk *walk, const struct sohoa_source *source,
                      struct sohoa_leaves *ret, struct sohoa_err *err);
void sohoa_leaves_clear(struct sohoa_leaves *leaves);

/* The sources that a batch holds already, and its dossier still open: to go on after a crash. */
struct sohoa_seen {
    char **names; /* sorted */
    size_t count;
    bool open; /* a dossier of a folder waits for more */
    char dossier[SOHOA_ID_SIZE];
    char *first; /* its first source */
    struct sohoa_source_part *parts;
    size_t part_count;
    bool undigested; /* separators cut it off: it is not the whole folder */
};
/* folder: that of relative paths, when a dossier is a folder; NULL when it is a file. */
int sohoa_seen_load(struct sohoa_records *records, const char *batch, const char *folder,
                    struct sohoa_seen *ret, struct sohoa_err *err);
bool sohoa_seen_has(const struct sohoa_seen *seen, const char *name);
void sohoa_seen_clear(struct sohoa_seen *seen);
#endif
