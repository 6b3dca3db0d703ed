/* fuzz_search - any text as a query: it becomes an expression that SQLite's engine takes, or is
 * refused in words; and any text is a page to be searched. */
#include "query/search_parts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static sqlite3 *index_of_nothing(void)
{
    static sqlite3 *db;
    if (db)
        return db;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK || sohoa_search_register(db) != SQLITE_OK ||
        sqlite3_exec(db, "CREATE VIRTUAL TABLE t USING fts5(text, tokenize='vietnamese')", NULL,
                     NULL, NULL) != SQLITE_OK)
        abort();
    return db;
}

static void run(const char *sql, const char *text)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(index_of_nothing(), sql, -1, &q, NULL) != SQLITE_OK)
        abort();
    sqlite3_bind_text(q, 1, text, -1, SQLITE_STATIC);
    int rc = sqlite3_step(q);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        abort();
    sqlite3_finalize(q);
}

static void search_for(const char *text, bool loose)
{
    struct search_terms terms;
    struct sohoa_err err = {0};
    if (sohoa_search_parse(text, loose, &terms, &err) != SOHOA_OK) {
        if (!err.text[0])
            abort();
        return;
    }
    char *expression = sohoa_search_expression(&terms);
    if (expression)
        run("SELECT rowid, rank FROM t WHERE t MATCH ?1", expression);
    (void)sohoa_search_match(&terms, text);
    free(expression);
    sohoa_search_terms_clear(&terms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    run("INSERT INTO t(rowid, text) VALUES(1, ?1)", text);
    search_for(text, false);
    search_for(text, true);
    run("DELETE FROM t WHERE ?1 IS NOT NULL", "");
    free(text);
    return 0;
}
