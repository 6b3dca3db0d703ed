/* search_parts.h - the inside of searching: words, the index, a connection to it.
 *
 * Tables: pages_fts(text) has a row for each page's text and for the fields of each document;
 * rowid = 2 * entry.id + (1 for fields). entry(id, dossier, place, document, schema) says whose
 * row it is, dossier(id, name, day, agency, code) and person(citizen, dossier) are for filters,
 * meta(key, value) for the cursor. */
#ifndef SOHOA_SEARCH_PARTS_H
#define SOHOA_SEARCH_PARTS_H
#include "query/search.h"

#include <pthread.h>
#include <sqlite3.h>

#define SEARCH_VERSION "1"
#define SEARCH_TOKEN_ROOM 80 /* bytes of a token with its NUL; longer words are cut */
#define SEARCH_READERS 4

/* ---- words (search_words.c), no state, any thread ---- */

/* One word: its letters without marks; and how it is spelled ("=" and the form of
 * sohoa_vi_spelling), "" when it is written without marks. */
struct search_word {
    size_t start, end; /* bytes in the text */
    char plain[SEARCH_TOKEN_ROOM], spelled[SEARCH_TOKEN_ROOM];
};
/* The next word at or behind *at, which moves behind it. False: there is none. */
bool sohoa_search_word(const char *text, size_t size, size_t *at, struct search_word *ret);

/* Words that must stand next to each other, or one word. */
struct search_term {
    char words[SOHOA_SEARCH_WORDS_MAX][SEARCH_TOKEN_ROOM]; /* tokens */
    size_t count;
    bool prefix; /* the last one is a beginning */
};
struct search_terms {
    struct search_term *items;
    size_t count;
    bool marked; /* some word has marks */
};
/* loose: marks do not count. BAD_DOSSIER: no word, or too many. Clear after OK. */
int sohoa_search_parse(const char *query, bool loose, struct search_terms *ret,
                       struct sohoa_err *err);
void sohoa_search_terms_clear(struct search_terms *terms);
/* The terms as an FTS5 expression of quoted tokens, malloc'd; NULL: out of memory. */
char *sohoa_search_expression(const struct search_terms *terms);
/* How many of the terms a text holds; a phrase counts as its words when it stands whole. */
size_t sohoa_search_match(const struct search_terms *terms, const char *text);

/* ---- a connection (search.c) ---- */

/* SQLite's own word for an error; never the statement's text. */
int sohoa_search_fail(struct sohoa_err *err, int code);
/* Registers the tokenizer and the rank on a connection (search_fts.c). SQLite's code. */
int sohoa_search_register(sqlite3 *db);
/* Runs statements without results. */
int sohoa_search_exec(sqlite3 *db, const char *sql, struct sohoa_err *err);
sqlite3 *sohoa_search_borrow(struct sohoa_search *search);
void sohoa_search_give_back(struct sohoa_search *search, sqlite3 *db);

struct sohoa_search {
    struct sohoa_records *records;
    char *path;
    pthread_mutex_t lock; /* of readers and idle */
    pthread_cond_t free;
    sqlite3 *readers[SEARCH_READERS];
    size_t idle;
    pthread_mutex_t write_lock; /* of writer */
    sqlite3 *writer;
};
/* Makes the tables and meta of an empty index. */
int sohoa_search_create(sqlite3 *db, struct sohoa_err *err);
/* Everything in the index dropped, in one transaction; the walk begins anew. */
int sohoa_search_reset(struct sohoa_search *search, struct sohoa_err *err);
/* A value of meta, "" when there is none. */
int sohoa_search_meta(sqlite3 *db, const char *key, char *buf, size_t room, struct sohoa_err *err);

/* ---- a transaction of the writer (search_index.c, search_follow.c) ---- */

enum search_statement {
    SEARCH_FIND_DOSSIER,
    SEARCH_DROP_TEXTS,
    SEARCH_DROP_ENTRIES,
    SEARCH_DROP_PERSONS,
    SEARCH_DROP_DOSSIER,
    SEARCH_ADD_DOSSIER,
    SEARCH_ADD_ENTRY,
    SEARCH_ADD_TEXT,
    SEARCH_ADD_PERSON,
    SEARCH_SET_META,
    SEARCH_STATEMENTS
};
/* One step of following: a transaction on the writer's connection. */
struct search_step {
    struct sohoa_search *search;
    sqlite3 *db;
    sqlite3_stmt *q[SEARCH_STATEMENTS];
    struct sohoa_err *err;
    int rc;
    size_t dossiers, pages;
    uint64_t seq;             /* of the last change taken in */
    char walk[SOHOA_ID_SIZE]; /* last dossier of the walk */
    const struct sohoa_dossier_record *dossier;
    int64_t row; /* its id in the index */
};

void sohoa_search_set_meta(struct search_step *s, const char *key, const char *value);
/* Takes a dossier out of the index; takes a live one in. The first fault stands in s->rc. */
void sohoa_search_drop(struct search_step *s, const char *name);
void sohoa_search_add(struct search_step *s, const struct sohoa_dossier_record *d);
#endif
