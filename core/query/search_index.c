/* search_index.c - dossiers in and out of the index: a row for each page's text, one for the fields
 * of each document, and what filters ask for. Inside the transaction of a step, by the writer. */
#include "query/search_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int sohoa_search_create(sqlite3 *db, struct sohoa_err *err)
{
    return sohoa_search_exec(
        db,
        "DROP TABLE IF EXISTS pages_fts; DROP TABLE IF EXISTS entry; DROP TABLE IF EXISTS dossier;"
        "DROP TABLE IF EXISTS person; DROP TABLE IF EXISTS meta;"
        "CREATE VIRTUAL TABLE pages_fts USING fts5(text, tokenize='vietnamese', columnsize=0);"
        "CREATE TABLE dossier(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, day TEXT, "
        "agency TEXT, code TEXT);"
        "CREATE TABLE entry(id INTEGER PRIMARY KEY, dossier INTEGER NOT NULL, place INTEGER NOT "
        "NULL, document INTEGER NOT NULL, schema TEXT);"
        "CREATE INDEX entry_dossier ON entry(dossier);"
        "CREATE TABLE person(citizen TEXT NOT NULL, dossier INTEGER NOT NULL, PRIMARY KEY(citizen, "
        "dossier)) WITHOUT ROWID;"
        "CREATE INDEX person_dossier ON person(dossier);"
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
        "INSERT INTO meta VALUES('version','" SEARCH_VERSION "'),('seq','0'),('walk','-')",
        err);
}

/* ---- statements ---- */

static const char *const sql[SEARCH_STATEMENTS] = {
    [SEARCH_FIND_DOSSIER] = "SELECT id FROM dossier WHERE name=?1",
    [SEARCH_DROP_TEXTS] = ("DELETE FROM pages_fts WHERE rowid IN (SELECT 2*id FROM entry WHERE "
                           "dossier=?1 UNION ALL SELECT 2*id+1 FROM entry WHERE dossier=?1)"),
    [SEARCH_DROP_ENTRIES] = "DELETE FROM entry WHERE dossier=?1",
    [SEARCH_DROP_PERSONS] = "DELETE FROM person WHERE dossier=?1",
    [SEARCH_DROP_DOSSIER] = "DELETE FROM dossier WHERE id=?1",
    [SEARCH_ADD_DOSSIER] = "INSERT INTO dossier(name,day,agency,code) VALUES(?1,?2,?3,?4)",
    [SEARCH_ADD_ENTRY] = "INSERT INTO entry(dossier,place,document,schema) VALUES(?1,?2,?3,?4)",
    [SEARCH_ADD_TEXT] = "INSERT INTO pages_fts(rowid,text) VALUES(?1,?2)",
    [SEARCH_ADD_PERSON] = "INSERT OR IGNORE INTO person VALUES(?1,?2)",
    [SEARCH_SET_META] = "INSERT OR REPLACE INTO meta VALUES(?1,?2)",
};

static int sql_failed(struct search_step *s, int code)
{
    return sohoa_search_fail(s->err, code);
}

static sqlite3_stmt *ready(struct search_step *s, enum search_statement which)
{
    if (!s->q[which]) {
        int code = sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                      &s->q[which], NULL);
        if (code != SQLITE_OK)
            s->rc = sql_failed(s, code);
    }
    if (s->q[which])
        (void)sqlite3_reset(s->q[which]);
    return s->q[which];
}

/* Runs a statement whose parameters are bound. */
static void run(struct search_step *s, enum search_statement which)
{
    int code = s->rc == SOHOA_OK ? sqlite3_step(s->q[which]) : SQLITE_DONE;
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        s->rc = sql_failed(s, code);
    if (s->q[which])
        (void)sqlite3_reset(s->q[which]);
}

static void bind_text(sqlite3_stmt *q, int place, const char *text)
{
    if (text)
        (void)sqlite3_bind_text(q, place, text, -1, SQLITE_TRANSIENT);
    else
        (void)sqlite3_bind_null(q, place);
}

void sohoa_search_set_meta(struct search_step *s, const char *key, const char *value)
{
    sqlite3_stmt *q = ready(s, SEARCH_SET_META);
    if (!q)
        return;
    bind_text(q, 1, key);
    bind_text(q, 2, value);
    run(s, SEARCH_SET_META);
}

/* ---- one dossier ---- */

void sohoa_search_drop(struct search_step *s, const char *name)
{
    static const enum search_statement drops[] = {SEARCH_DROP_TEXTS, SEARCH_DROP_ENTRIES,
                                                  SEARCH_DROP_PERSONS, SEARCH_DROP_DOSSIER};
    sqlite3_stmt *q = ready(s, SEARCH_FIND_DOSSIER);
    if (!q)
        return;
    bind_text(q, 1, name);
    int code = sqlite3_step(q);
    int64_t id = code == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    (void)sqlite3_reset(q);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        s->rc = sql_failed(s, code);
    for (size_t i = 0; code == SQLITE_ROW && s->rc == SOHOA_OK && i < 4; i++) {
        q = ready(s, drops[i]);
        if (!q)
            return;
        (void)sqlite3_bind_int64(q, 1, id);
        run(s, drops[i]);
    }
}

static void add_row(struct search_step *s, uint32_t place, size_t document, const char *schema,
                    const char *text, size_t size, bool fields)
{
    sqlite3_stmt *q = ready(s, SEARCH_ADD_ENTRY);
    if (!q || size == 0)
        return;
    (void)sqlite3_bind_int64(q, 1, s->row);
    (void)sqlite3_bind_int64(q, 2, place);
    (void)sqlite3_bind_int64(q, 3, (sqlite3_int64)document);
    bind_text(q, 4, schema);
    run(s, SEARCH_ADD_ENTRY);
    int64_t id = sqlite3_last_insert_rowid(s->db);
    q = s->rc == SOHOA_OK ? ready(s, SEARCH_ADD_TEXT) : NULL;
    if (!q)
        return;
    (void)sqlite3_bind_int64(q, 1, 2 * id + fields);
    (void)sqlite3_bind_text64(q, 2, text, size, SQLITE_STATIC, SQLITE_UTF8);
    run(s, SEARCH_ADD_TEXT);
    (void)sqlite3_clear_bindings(q);
}

/* Lines of words; and where a line ends no phrase does, so that is a space too. */
static char *page_text(const struct sohoa_text *text, size_t *ret_size)
{
    char *out = NULL;
    FILE *f = open_memstream(&out, ret_size);
    if (!f)
        return NULL;
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        for (uint32_t i = 0; i < line.count; i++)
            (void)fprintf(f, "%s%s", i ? " " : "", sohoa_text_word(text, line.first + i).text);
        (void)fputc('\n', f);
    }
    if (fclose(f) != 0) {
        free(out);
        return NULL;
    }
    return out;
}

/* The document a page belongs to: its number from 1, or 0. */
static size_t document_of(const json_t *documents, uint32_t place, const char **ret_schema)
{
    size_t i, k;
    const json_t *document, *number;
    json_array_foreach(documents, i,
                       document){json_array_foreach(json_object_get(document, "pages"), k, number){
        if (json_integer_value(number) != (json_int_t)place) continue;
    *ret_schema = json_string_value(json_object_get(document, "schema"));
    return i + 1;
}
}
*ret_schema = NULL;
return 0;
}

static bool add_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct search_step *s = arg;
    struct sohoa_text *text = NULL;
    const char *schema = NULL;
    size_t document = document_of(s->dossier->documents, place, &schema);
    int rc = sohoa_text_get(s->search->records, s->dossier->batch, page->number, page->part, &text,
                            s->err);
    if (rc == SOHOA_OK) {
        size_t size = 0;
        char *lines = page_text(text, &size);
        if (lines)
            add_row(s, place, document, schema, lines, size, false);
        else
            s->rc = sohoa_no_memory(s->err);
        free(lines);
    } else if (rc != SOHOA_END) {
        s->rc = rc;
    }
    sohoa_text_free(text);
    s->pages++;
    return s->rc == SOHOA_OK;
}

static void add_person(struct search_step *s, const char *value)
{
    if (strlen(value) != 12 || strspn(value, "0123456789") != 12)
        return;
    sqlite3_stmt *q = ready(s, SEARCH_ADD_PERSON);
    if (!q)
        return;
    bind_text(q, 1, value);
    (void)sqlite3_bind_int64(q, 2, s->row);
    run(s, SEARCH_ADD_PERSON);
}

/* Values one a line: a search finds them together and the hit is read from the record. */
static void add_fields(struct search_step *s, size_t number, const json_t *document)
{
    const char *key, *schema = json_string_value(json_object_get(document, "schema"));
    const json_t *pages = json_object_get(document, "pages");
    json_t *field;
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f) {
        s->rc = sohoa_no_memory(s->err);
        return;
    }
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        const char *value = json_string_value(json_object_get(field, "value"));
        if (!value)
            continue;
        (void)fprintf(f, "%s\n", value);
        add_person(s, value);
    }
    if (fclose(f) != 0)
        s->rc = sohoa_no_memory(s->err);
    uint32_t place = (uint32_t)json_integer_value(json_array_get(pages, 0));
    if (s->rc == SOHOA_OK)
        add_row(s, place, number, schema, text, size, true);
    free(text);
}

static bool is_live(const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    return strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0 &&
           strcmp(state, "open") != 0;
}

void sohoa_search_add(struct search_step *s, const struct sohoa_dossier_record *d)
{
    sqlite3_stmt *q = ready(s, SEARCH_ADD_DOSSIER);
    char day[11];
    if (!q || !is_live(d))
        return;
    (void)snprintf(day, sizeof day, "%.10s", d->received ? d->received : d->captured);
    bind_text(q, 1, d->id);
    bind_text(q, 2, day);
    bind_text(q, 3, d->agency);
    bind_text(q, 4, d->code);
    run(s, SEARCH_ADD_DOSSIER);
    s->row = sqlite3_last_insert_rowid(s->db);
    s->dossier = d;
    if (s->rc == SOHOA_OK) {
        int rc = sohoa_dossier_pages(s->search->records, d, add_page, s, s->err);
        if (s->rc == SOHOA_OK && rc < 0)
            s->rc = rc;
    }
    for (size_t i = 0; s->rc == SOHOA_OK && i < json_array_size(d->documents); i++)
        add_fields(s, i + 1, json_array_get(d->documents, i));
}
