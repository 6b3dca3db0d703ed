/* search.h - what stands on pages and in fields, found by words: a derived index (SQLite FTS5) in
 * STORE/index that follows the change feed.
 *
 * The index holds how far it has read the feed in the transaction that indexed it, so after a
 * crash it goes on where it stood; searching first catches up (up to a limit of time), and each
 * hit is read again from the store, so nothing is answered that the store does not hold now. What
 * is erased or superseded is deleted and overwritten. It can be thrown away: `sohoa reindex`.
 *
 * A query is words; "several words" in quotes is a phrase; a word with * at its end is a
 * beginning. All words must stand on the page (or among the fields of the document). A word
 * written with marks (Hòa, Hoà, Đức) finds only that spelling, wherever the tone mark stands; a
 * word without marks finds all spellings. Anything else in the query is space: there is no query
 * that is an error but one without a word. */
#ifndef SOHOA_SEARCH_H
#define SOHOA_SEARCH_H
#include "record/records.h"

#define SOHOA_SEARCH_QUERY_MAX 1000 /* bytes */
#define SOHOA_SEARCH_WORDS_MAX 32
#define SOHOA_SEARCH_LIMIT_MAX 1000

struct sohoa_search;

struct sohoa_search_query { /* NULL, 0: any */
    const char *text;
    const char *schema;    /* of the document that the page belongs to */
    const char *from, *to; /* day received, else captured: ISO 8601, both included */
    const char *agency;
    const char *citizen; /* dossiers in whose documents this ID stands */
    const char *code;
    size_t limit;  /* 0: 20 */
    size_t offset; /* hits to leave out, for further pages of the answer */
};

struct sohoa_search_hit {                       /* lent for the call */
    const struct sohoa_dossier_record *dossier; /* as it is now */
    uint32_t page;                              /* from 1 in the dossier; 0: of no page */
    const char *document;                       /* schema of the document, NULL = none */
    uint32_t document_number;                   /* from 1, 0 = none */
    const char *key;      /* of the field whose value matches, NULL: the page's text */
    const char *line;     /* the line, or the field's value */
    struct sohoa_box box; /* of that line in master pixels; w = 0: unknown */
    double score;         /* larger is better; compares within one answer */
};

struct sohoa_search_answer {
    size_t hits;   /* told */
    size_t found;  /* in all, before limit and offset */
    bool more;     /* found is a lower bound: the words are so common that not all were counted */
    bool loosened; /* nothing has the spelling asked for; these have the same letters */
    bool behind;   /* the index has not caught up with the store yet */
};

/* The index of the store, made when it is not there. FATAL: it cannot be read or written (a damaged
 * one is made anew). One open index serves all threads, one search at a time each. [setup] */
int sohoa_search_open(struct sohoa_records *r, struct sohoa_search **ret, struct sohoa_err *err);
void sohoa_search_close(struct sohoa_search *search);

/* Reads the change feed on: at most `seconds` (0: until nothing is left). ret_left (may be NULL):
 * changes still to read, or 1 when another thread was at it all the time. Several processes may do
 * so at once; one of them works. [any] */
int sohoa_search_follow(struct sohoa_search *search, double seconds, uint64_t *ret_left,
                        struct sohoa_err *err);
/* Where there is an index, reads the change feed to its end: behind an erasure, so that what was
 * erased leaves the index as well. OK also when there is none. [any] */
int sohoa_search_catch_up(struct sohoa_records *r, struct sohoa_err *err);
/* Throws the index away and makes it again from the store. progress may be NULL. [any] */
int sohoa_search_rebuild(struct sohoa_search *search, const struct sohoa_call *call,
                         void (*progress)(void *arg, uint64_t done, uint64_t total), void *arg,
                         struct sohoa_err *err);

/* Catches up (half a second at most), then tells the hits, best first; each() false stops.
 * BAD_DOSSIER: the query has no word, or is too long. [any] */
int sohoa_search_run(struct sohoa_search *search, const struct sohoa_search_query *query,
                     bool (*each)(void *arg, const struct sohoa_search_hit *hit), void *arg,
                     struct sohoa_search_answer *ret, struct sohoa_err *err);
/* A hit as JSON: {"dossier","code","page","document","schema","key","line","box","score"}. New
 * reference, NULL: out of memory. */
json_t *sohoa_search_hit_json(const struct sohoa_search_hit *hit);
#endif
