/* search_run.c - a query answered: rows of the index by rank, then each held against the store.
 *
 * Rows come newest first and are ranked together, at most COUNTED of them: of words that stand on
 * nearly every page the newest are as good as any. Of the best ones the dossier, the page and its
 * line are read live; what is not there any more, or does not match any more, is no hit. */
#include "query/search_parts.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNTED 20000 /* rows ranked at most */
#define FOLLOW_S 0.5
#define OFFSET_MAX 10000

struct row {
    int64_t id;
    double score;
};

/* A hit that was told: a page is not told twice. */
struct told {
    char dossier[SOHOA_ID_SIZE];
    uint32_t page;
};

struct answer {
    struct sohoa_search *search;
    const struct sohoa_search_query *query;
    struct search_terms terms;
    sqlite3 *db;
    sqlite3_stmt *entry;
    struct row *rows;
    size_t count;
    struct told *told;
    size_t told_count, limit;
    bool (*each)(void *arg, const struct sohoa_search_hit *hit);
    void *arg;
    struct sohoa_search_answer result;
    struct sohoa_err *err;
};

/* ---- rows of the index ---- */

#define ROWS "SELECT rowid, words_rank(pages_fts) FROM pages_fts WHERE pages_fts MATCH ?1"
#define OF_ENTRY                                                                                   \
    " AND EXISTS(SELECT 1 FROM entry e JOIN dossier d ON d.id=e.dossier WHERE "                    \
    "e.id=(pages_fts.rowid>>1) AND (?2 IS NULL OR e.schema=?2) AND (?3 IS NULL OR d.day>=?3) "     \
    "AND (?4 IS NULL OR substr(d.day,1,length(?4))<=?4) AND (?5 IS NULL OR d.agency=?5) "          \
    "AND (?6 IS NULL OR d.code=?6))"
#define OF_CITIZEN                                                                                 \
    " AND rowid IN (SELECT 2*e.id FROM person p JOIN entry e ON e.dossier=p.dossier WHERE "        \
    "p.citizen=?7 UNION ALL SELECT 2*e.id+1 FROM person p JOIN entry e ON e.dossier=p.dossier "    \
    "WHERE p.citizen=?7)"
#define NEWEST " ORDER BY rowid DESC"

static const char *statement_for(const struct sohoa_search_query *q)
{
    bool filtered = q->schema || q->from || q->to || q->agency || q->code;
    if (q->citizen)
        return filtered ? ROWS OF_ENTRY OF_CITIZEN NEWEST : ROWS OF_CITIZEN NEWEST;
    return filtered ? ROWS OF_ENTRY NEWEST : ROWS NEWEST;
}

static int bind_query(sqlite3_stmt *q, const struct sohoa_search_query *query,
                      const char *expression)
{
    const char *const texts[] = {expression,    query->schema, query->from,   query->to,
                                 query->agency, query->code,   query->citizen};
    int last = sqlite3_bind_parameter_count(q);
    for (int i = 0; i < 7 && i < last; i++) {
        int code = texts[i] ? sqlite3_bind_text(q, i + 1, texts[i], -1, SQLITE_STATIC)
                            : sqlite3_bind_null(q, i + 1);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

static int by_score(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

static int gather_rows(struct answer *a, sqlite3_stmt *q)
{
    int code = SQLITE_DONE;
    a->count = 0;
    while (a->count < COUNTED && (code = sqlite3_step(q)) == SQLITE_ROW)
        a->rows[a->count++] =
            (struct row){.id = sqlite3_column_int64(q, 0), .score = sqlite3_column_double(q, 1)};
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sohoa_search_fail(a->err, code);
    a->result.found = a->count;
    a->result.more = a->count == COUNTED;
    if (a->count > 1)
        qsort(a->rows, a->count, sizeof *a->rows, by_score);
    return SOHOA_OK;
}

static int find_rows(struct answer *a)
{
    char *expression = sohoa_search_expression(&a->terms);
    sqlite3_stmt *q = NULL;
    if (!expression)
        return sohoa_no_memory(a->err);
    int code = sqlite3_prepare_v2(a->db, statement_for(a->query), -1, &q, NULL);
    if (code == SQLITE_OK)
        code = bind_query(q, a->query, expression);
    int rc = code == SQLITE_OK ? gather_rows(a, q) : sohoa_search_fail(a->err, code);
    (void)sqlite3_finalize(q);
    free(expression);
    return rc;
}

/* ---- a row held against the store ---- */

/* What the index says of a row, copied, for its cursor does not stay. */
struct entry {
    char dossier[SOHOA_ID_SIZE], schema[128];
    uint32_t place, document;
    bool fields;
    double score;
};

static bool find_entry(struct answer *a, const struct row *row, struct entry *ret)
{
    (void)sqlite3_reset(a->entry);
    (void)sqlite3_bind_int64(a->entry, 1, row->id >> 1);
    if (sqlite3_step(a->entry) != SQLITE_ROW)
        return false;
    const char *schema = (const char *)sqlite3_column_text(a->entry, 3);
    *ret = (struct entry){.fields = row->id & 1, .score = row->score};
    (void)snprintf(ret->dossier, sizeof ret->dossier, "%s",
                   (const char *)sqlite3_column_text(a->entry, 0));
    ret->place = (uint32_t)sqlite3_column_int64(a->entry, 1);
    ret->document = (uint32_t)sqlite3_column_int64(a->entry, 2);
    (void)snprintf(ret->schema, sizeof ret->schema, "%s", schema ? schema : "");
    (void)sqlite3_reset(a->entry);
    return true;
}

static bool is_live(const struct sohoa_dossier_record *d)
{
    const char *state = d->state ? d->state : "";
    return strcmp(state, "superseded") != 0 && strcmp(state, "erased") != 0;
}

struct pick {
    uint32_t place;
    uint32_t number, part;
    bool found;
};

static bool pick_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct pick *p = arg;
    if (place != p->place)
        return true;
    p->number = page->number;
    p->part = page->part;
    p->found = true;
    return false;
}

static char *line_text(const struct sohoa_text *text, const struct sohoa_line *line)
{
    char *out = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&out, &size);
    for (uint32_t i = 0; f && i < line->count; i++)
        (void)fprintf(f, "%s%s", i ? " " : "", sohoa_text_word(text, line->first + i).text);
    if (f && fclose(f) == 0)
        return out;
    free(out);
    return NULL;
}

/* The line with the most of what was asked for; NULL: none has any. */
static char *best_line(struct answer *a, const struct sohoa_text *text, struct sohoa_box *ret_box)
{
    char *best = NULL;
    size_t most = 0;
    for (size_t l = 0; l < sohoa_text_lines(text); l++) {
        struct sohoa_line line = sohoa_text_line(text, l);
        char *here = line_text(text, &line);
        size_t found = here ? sohoa_search_match(&a->terms, here) : 0;
        if (found > most) {
            free(best);
            best = here;
            most = found;
            *ret_box = line.box;
        } else {
            free(here);
        }
    }
    return best;
}

static bool was_told(struct answer *a, const struct sohoa_search_hit *hit)
{
    for (size_t i = 0; i < a->told_count; i++)
        if (a->told[i].page == hit->page && strcmp(a->told[i].dossier, hit->dossier->id) == 0)
            return true;
    if (a->told_count < a->limit + a->query->offset) {
        struct told *t = &a->told[a->told_count++];
        t->page = hit->page;
        memcpy(t->dossier, hit->dossier->id, sizeof t->dossier);
    }
    return false;
}

static bool tell(struct answer *a, const struct sohoa_search_hit *hit)
{
    if (was_told(a, hit) || a->told_count <= a->query->offset)
        return true;
    a->result.hits++;
    return a->each(a->arg, hit) && a->result.hits < a->limit;
}

static bool tell_page(struct answer *a, const struct entry *e, struct sohoa_search_hit *hit)
{
    struct pick pick = {.place = e->place};
    struct sohoa_text *text = NULL;
    bool on = true;
    (void)sohoa_dossier_pages(a->search->records, hit->dossier, pick_page, &pick, NULL);
    if (!pick.found || sohoa_text_get(a->search->records, hit->dossier->batch, pick.number,
                                      pick.part, &text, NULL) != SOHOA_OK)
        return true;
    char *line = best_line(a, text, &hit->box);
    if (line) {
        hit->page = e->place;
        hit->line = line;
        on = tell(a, hit);
    }
    free(line);
    sohoa_text_free(text);
    return on;
}

static bool tell_field(struct answer *a, const struct entry *e, struct sohoa_search_hit *hit)
{
    const json_t *document = json_array_get(hit->dossier->documents, e->document - 1);
    const char *key;
    json_t *field, *best = NULL;
    size_t most = 0;
    json_object_foreach(json_object_get(document, "fields"), key, field)
    {
        const char *value = json_string_value(json_object_get(field, "value"));
        size_t found = value ? sohoa_search_match(&a->terms, value) : 0;
        if (found > most) {
            most = found;
            best = field;
            hit->key = key;
            hit->line = value;
        }
    }
    if (!best)
        return true;
    const json_t *box = json_object_get(best, "box");
    hit->page = (uint32_t)json_integer_value(json_object_get(best, "page"));
    if (json_array_size(box) == 4)
        hit->box = (struct sohoa_box){(int32_t)json_number_value(json_array_get(box, 0)),
                                      (int32_t)json_number_value(json_array_get(box, 1)),
                                      (int32_t)json_number_value(json_array_get(box, 2)),
                                      (int32_t)json_number_value(json_array_get(box, 3))};
    return tell(a, hit);
}

static bool tell_row(struct answer *a, const struct row *row)
{
    struct entry e;
    struct sohoa_dossier_record d;
    if (!find_entry(a, row, &e) ||
        sohoa_dossier_get(a->search->records, e.dossier, &d, NULL) != SOHOA_OK)
        return true;
    struct sohoa_search_hit hit = {
        .dossier = &d,
        .document = e.schema[0] ? e.schema : NULL,
        .document_number = e.document,
        .score = e.score,
    };
    bool on = true;
    if (is_live(&d))
        on = e.fields ? tell_field(a, &e, &hit) : tell_page(a, &e, &hit);
    sohoa_dossier_record_clear(&d);
    return on;
}

/* ---- the whole ---- */

static int find_and_tell(struct answer *a)
{
    static const char entry[] = "SELECT d.name,e.place,e.document,e.schema FROM entry e JOIN "
                                "dossier d ON d.id=e.dossier WHERE e.id=?1";
    int rc = find_rows(a);
    if (rc != SOHOA_OK)
        return rc;
    if (a->count == 0 && a->terms.marked) { /* what was printed may have lost its marks */
        sohoa_search_terms_clear(&a->terms);
        rc = sohoa_search_parse(a->query->text, true, &a->terms, a->err);
        if (rc == SOHOA_OK)
            rc = find_rows(a);
        a->result.loosened = a->count > 0;
    }
    if (rc != SOHOA_OK)
        return rc;
    int code = sqlite3_prepare_v2(a->db, entry, -1, &a->entry, NULL);
    if (code != SQLITE_OK)
        return sohoa_search_fail(a->err, code);
    for (size_t i = 0; i < a->count && tell_row(a, &a->rows[i]);)
        i++;
    (void)sqlite3_finalize(a->entry);
    return SOHOA_OK;
}

int sohoa_search_run(struct sohoa_search *search, const struct sohoa_search_query *query,
                     bool (*each)(void *arg, const struct sohoa_search_hit *hit), void *arg,
                     struct sohoa_search_answer *ret, struct sohoa_err *err)
{
    struct answer a = {.search = search, .query = query, .each = each, .arg = arg, .err = err};
    uint64_t left = 0;
    a.limit = query->limit ? query->limit : 20;
    if (a.limit > SOHOA_SEARCH_LIMIT_MAX || query->offset > OFFSET_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "a search tells at most %d hits of the first %d",
                          SOHOA_SEARCH_LIMIT_MAX, OFFSET_MAX);
    int rc = sohoa_search_parse(query->text ? query->text : "", false, &a.terms, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = sohoa_search_follow(search, FOLLOW_S, &left, err);
    a.rows = malloc(COUNTED * sizeof *a.rows);
    a.told = malloc((a.limit + query->offset) * sizeof *a.told);
    if (rc == SOHOA_OK && (!a.rows || !a.told))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK) {
        a.db = sohoa_search_borrow(search);
        rc = find_and_tell(&a);
        sohoa_search_give_back(search, a.db);
    }
    a.result.behind = left > 0;
    sohoa_search_terms_clear(&a.terms);
    free(a.rows);
    free(a.told);
    if (rc == SOHOA_OK)
        *ret = a.result;
    return rc;
}

json_t *sohoa_search_hit_json(const struct sohoa_search_hit *hit)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "dossier", hit->dossier->id);
    sohoa_put(&put, "code", hit->dossier->code ? json_string(hit->dossier->code) : json_null());
    sohoa_put_count(&put, "page", hit->page);
    sohoa_put_count(&put, "document", hit->document_number);
    sohoa_put_text(&put, "schema", hit->document);
    sohoa_put_text(&put, "key", hit->key);
    sohoa_put(&put, "line", sohoa_json_text(hit->line));
    if (hit->box.w > 0)
        sohoa_put(&put, "box",
                  json_pack("[i,i,i,i]", hit->box.x, hit->box.y, hit->box.w, hit->box.h));
    sohoa_put_number(&put, "score", hit->score, 3);
    return sohoa_put_end(&put);
}
