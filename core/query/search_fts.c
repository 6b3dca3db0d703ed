/* search_fts.c - what SQLite's full-text engine is taught: Vietnamese words, and a rank that does
 * without the lengths of pages, which it would have to read one by one. Each connection. */
#include "query/search_parts.h"

#include <string.h>

/* A word is indexed as its letters and, at the same place, as it is spelled; a query's tokens have
 * been chosen already (search_words.c) and are split at spaces. */
static int emit_query(void *arg, const char *text, int size,
                      int (*token)(void *, int, const char *, int, int, int))
{
    int rc = SQLITE_OK;
    for (int at = 0; at < size && rc == SQLITE_OK;) {
        int end = at;
        while (end < size && text[end] != ' ')
            end++;
        if (end > at)
            rc = token(arg, 0, text + at, end - at, at, end);
        at = end + 1;
    }
    return rc;
}

static int tokenize(Fts5Tokenizer *self, void *arg, int flags, const char *text, int size,
                    int (*token)(void *, int, const char *, int, int, int))
{
    (void)self;
    struct search_word w;
    if (!text || size <= 0)
        return SQLITE_OK;
    if (flags & FTS5_TOKENIZE_QUERY)
        return emit_query(arg, text, size, token);
    for (size_t at = 0; sohoa_search_word(text, (size_t)size, &at, &w);) {
        int from = (int)w.start, to = (int)w.end;
        int rc = token(arg, 0, w.plain, (int)strlen(w.plain), from, to);
        if (rc == SQLITE_OK && w.spelled[0])
            rc = token(arg, FTS5_TOKEN_COLOCATED, w.spelled, (int)strlen(w.spelled), from, to);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

static int make(void *arg, const char **options, int count, Fts5Tokenizer **ret)
{
    (void)options, (void)count;
    *ret = arg;
    return SQLITE_OK;
}

static void unmake(Fts5Tokenizer *self)
{
    (void)self;
}

/* Each term adds tf / (tf + 1.2), so that its second place on the page counts less than its first;
 * a field's value is worth half as much again as running text. */
static void rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                 sqlite3_value **values)
{
    (void)count, (void)values;
    double score = 0;
    int terms = api->xPhraseCount(fts);
    for (int i = 0; i < terms; i++) {
        Fts5PhraseIter at;
        int column = 0, offset = 0, found = 0;
        if (api->xPhraseFirst(fts, i, &at, &column, &offset) != SQLITE_OK)
            break;
        for (; column >= 0 && found < 16; found++)
            api->xPhraseNext(fts, &at, &column, &offset);
        score += found / (found + 1.2);
    }
    if (api->xRowid(fts) & 1)
        score *= 1.5;
    sqlite3_result_double(context, score);
}

int sohoa_search_register(sqlite3 *db)
{
    static int self; /* the tokenizer has no state; SQLite wants a pointer */
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(statement);
        rc = sqlite3_finalize(statement);
    }
    if (rc != SQLITE_OK || !api)
        return rc != SQLITE_OK ? rc : SQLITE_ERROR;
    fts5_tokenizer tokenizer = {.xCreate = make, .xDelete = unmake, .xTokenize = tokenize};
    rc = api->xCreateTokenizer(api, "vietnamese", &self, &tokenizer, NULL);
    if (rc == SQLITE_OK)
        rc = api->xCreateFunction(api, "words_rank", NULL, rank, NULL);
    return rc;
}
