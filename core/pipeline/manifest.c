/* manifest.c - see manifest.h. Reading: the whole text at once, cell by cell (RFC 4180). */
#include "pipeline/manifest.h"
#include "host/lang.h"
#include "reading/date.h"
#include "record/records.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES_MAX (64u << 20)
#define ROWS_MAX 2000000u
#define COLUMNS_MAX 64
#define CELL_MAX 4096

enum { FILE_COLUMN, CODE, PART, PROCEDURE, RECEIVED, AGENCY, OPERATOR, SCHEMA, KNOWN };
static const char *const names[KNOWN] = {"path",     "code",   "part",     "procedure",
                                         "received", "agency", "operator", "schema"};
static const char *const archive[] = {"archive.fonds", "archive.inventory", "archive.box",
                                      "archive.file"};

struct row {
    struct sohoa_manifest_row row;
    char *cells[KNOWN]; /* owned; row points to them */
    char *file;         /* owned */
    json_t *says;       /* owned; row points to it */
};
struct sohoa_manifest {
    struct row *rows;
    size_t count, room;
    char *notes; /* lines */
    size_t notes_size;
    FILE *notes_file; /* while parsing */
};

struct reader {
    const char *at, *end;
    char separator;
    unsigned line;
    const char *folder;
    int columns[COLUMNS_MAX]; /* which known column, -1 = none, KNOWN = one of more */
    char more[COLUMNS_MAX][SOHOA_MANIFEST_KEY_MAX + 1]; /* "archive.box", "mother.name" */
    int column_count;
    struct sohoa_manifest *manifest;
    struct sohoa_err *err;
};

/* ---- cells ---------------------------------------------------------------------------------- */

/* One cell into cell (NUL-ended). 1: more cells follow in this row, 0: it was the last, -1: bad. */
static int read_cell(struct reader *r, char cell[CELL_MAX])
{
    size_t n = 0;
    bool quoted = r->at < r->end && *r->at == '"';
    if (quoted)
        r->at++;
    for (;; r->at++) {
        bool over = r->at >= r->end;
        if (over && quoted)
            return sohoa_fail(r->err, -1, "line %u: a quote is not closed", r->line);
        if (quoted && *r->at == '"') {
            if (r->at + 1 < r->end && r->at[1] == '"') {
                r->at++;
            } else {
                quoted = false;
                continue;
            }
        } else if (!quoted && (over || *r->at == '\n' || *r->at == r->separator)) {
            break;
        } else if (!quoted && *r->at == '\r') {
            continue;
        }
        if (*r->at == '\n')
            r->line++;
        if (*r->at == '\0' || n + 1 >= CELL_MAX)
            return sohoa_fail(r->err, -1, "line %u: a cell is not text, or over %d bytes", r->line,
                              CELL_MAX - 1);
        cell[n++] = *r->at;
    }
    while (n > 0 && (cell[n - 1] == ' ' || cell[n - 1] == '\t'))
        n--;
    cell[n] = '\0';
    if (r->at >= r->end)
        return 0;
    bool more = *r->at++ == r->separator;
    r->line += !more;
    return more;
}

/* role.attribute, as schemas name their fields: "mother.name", "members.1.name" */
static bool is_key(const char *text)
{
    size_t n = strlen(text);
    const char *dot = strchr(text, '.');
    return n <= SOHOA_MANIFEST_KEY_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.") == n && dot && dot != text &&
           text[n - 1] != '.' && !strstr(text, "..");
}

static bool is_more(const char *name)
{
    for (size_t i = 0; i < sizeof archive / sizeof *archive; i++)
        if (strcmp(archive[i], name) == 0)
            return true;
    return is_key(name) && strncmp(name, "archive.", strlen("archive.")) != 0;
}

/* The column's name: which it is, -1 for an empty one. */
static int set_column(struct reader *r, const char *name, int *ret)
{
    int known = 0, at = r->column_count;
    while (known < KNOWN && strcmp(names[known], name) != 0)
        known++;
    if (known == KNOWN && name[0] && !is_more(name))
        return sohoa_fail(r->err, -1,
                          "line 1, column %d: unknown column '%s': file, code, schema, part, "
                          "procedure, received, agency, operator, archive.fonds, "
                          "archive.inventory, archive.box, archive.file, ROLE.ATTRIBUTE",
                          at + 1, name);
    for (int i = 0; i < at && name[0]; i++)
        if (known < KNOWN ? r->columns[i] == known : strcmp(r->more[i], name) == 0)
            return sohoa_fail(r->err, -1, "line 1, column %d: a second column '%s'", at + 1, name);
    if (known == KNOWN)
        (void)snprintf(r->more[at], sizeof r->more[at], "%.*s", SOHOA_MANIFEST_KEY_MAX, name);
    *ret = known == KNOWN && !name[0] ? -1 : known;
    return 0;
}

static int read_header(struct reader *r)
{
    char cell[CELL_MAX];
    bool has_file = false;
    int more = 1;
    const char *line_end = memchr(r->at, '\n', (size_t)(r->end - r->at));
    size_t length = (size_t)((line_end ? line_end : r->end) - r->at);
    r->separator = memchr(r->at, ';', length) ? ';' : ',';
    while (more == 1) {
        if ((more = read_cell(r, cell)) < 0)
            return -1;
        if (r->column_count == COLUMNS_MAX)
            return sohoa_fail(r->err, -1, "line 1: more than %d columns", COLUMNS_MAX);
        if (strcmp(cell, "file") == 0)
            (void)memcpy(cell, "path", sizeof "path");
        int known = -1;
        if (set_column(r, cell, &known))
            return -1;
        has_file |= known == FILE_COLUMN;
        r->columns[r->column_count++] = known;
    }
    return has_file ? 0 : sohoa_fail(r->err, -1, "line 1: there is no column 'path'");
}

/* ---- values --------------------------------------------------------------------------------- */

static bool digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* dd/mm/yyyy becomes yyyy-mm-dd; an ISO date, with or without a time, stays. */
static bool set_date(char **cell)
{
    const char *t = *cell;
    size_t length = strlen(t);
    char iso[11];
    if (length == 10 && digits(t, 2) && t[2] == '/' && digits(t + 3, 2) && t[5] == '/' &&
        digits(t + 6, 4)) {
        (void)snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", t + 6, t + 3, t);
        memcpy(*cell, iso, sizeof iso);
    }
    return sohoa_date_is_day(*cell);
}

/* The path as absolute as it can be made: links resolved where it exists. */
static char *resolve(const char *folder, const char *path)
{
    char joined[PATH_MAX];
    int n = path[0] == '/' ? snprintf(joined, sizeof joined, "%s", path)
                           : snprintf(joined, sizeof joined, "%s/%s", folder, path);
    if (n < 0 || (size_t)n >= sizeof joined)
        return NULL;
    char *real = realpath(joined, NULL);
    return real ? real : strdup(joined);
}

static void row_clear(struct row *row)
{
    for (int i = 0; i < KNOWN; i++)
        free(row->cells[i]);
    free(row->file);
    json_decref(row->says);
    *row = (struct row){0};
}

static bool is_id(const char *key)
{
    static const char ending[] = "id_number";
    size_t n = strlen(key), end = sizeof ending - 1;
    return n >= end && strcmp(key + n - end, ending) == 0;
}

/* A spreadsheet takes a citizen ID for a number and drops its zero: whoever typed it must look,
 * since the same eleven digits may as well lack any other one. */
static bool lost_a_digit(const char *key, const char *value)
{
    return is_id(key) && strlen(value) == 11 && digits(value, 11);
}

/* given[part][key] = value */
static int give(struct reader *r, json_t **given, const char *part, const char *key, json_t *value)
{
    if (!*given)
        *given = json_object();
    json_t *object = json_object_get(*given, part);
    if (!object && *given && json_object_set_new(*given, part, json_object()) == 0)
        object = json_object_get(*given, part);
    bool failed = !object || json_object_set(object, key, value) != 0;
    json_decref(value);
    return failed ? sohoa_no_memory(r->err) : 0;
}

/* A cell of a column of archive.* or of a field. */
static int set_more(struct reader *r, struct row *row, int column, const char *cell, unsigned line)
{
    const char *key = r->more[column];
    json_t *value = json_string(cell);
    if (!value)
        return sohoa_fail(r->err, -1, "line %u, column %d (%s): it is not UTF-8", line, column + 1,
                          key);
    if (strncmp(key, "archive.", strlen("archive.")) == 0)
        return give(r, &row->says, "archive", key + strlen("archive."), value);
    if (lost_a_digit(key, cell)) {
        (void)fprintf(r->manifest->notes_file,
                      sohoa_tr("line %u, column %d (%s): 11 digits where a citizen ID has 12; the "
                               "value is not used\n"),
                      line, column + 1, key);
        json_decref(value);
        return give(r, &row->says, "flagged", key, json_string("11 digits"));
    }
    return give(r, &row->says, "fields", key, value);
}

static int check_row(struct reader *r, struct row *row, unsigned line)
{
    char **cells = row->cells;
    if (!cells[FILE_COLUMN])
        return sohoa_fail(r->err, -1, "line %u: the file is not given", line);
    if (cells[PART] && !sohoa_dossier_part_valid(cells[PART]))
        return sohoa_fail(r->err, -1, "line %u: part is '%s': component, supplement or result",
                          line, cells[PART]);
    if (cells[RECEIVED] && !set_date(&cells[RECEIVED]))
        return sohoa_fail(r->err, -1, "line %u: received is '%s', not a date", line,
                          cells[RECEIVED]);
    row->file = resolve(r->folder, cells[FILE_COLUMN]);
    if (!row->file)
        return sohoa_fail(r->err, -1, "line %u: the path is too long", line);
    row->row = (struct sohoa_manifest_row){
        .file = row->file,
        .given = cells[FILE_COLUMN],
        .code = cells[CODE],
        .part = cells[PART],
        .procedure = cells[PROCEDURE],
        .received = cells[RECEIVED],
        .agency = cells[AGENCY],
        .operator_ = cells[OPERATOR],
        .schema = cells[SCHEMA],
        .says = row->says,
        .line = line,
    };
    return 0;
}

static int keep_row(struct reader *r, const struct row *row)
{
    struct sohoa_manifest *m = r->manifest;
    if (m->count == ROWS_MAX)
        return sohoa_fail(r->err, -1, "more than %u rows", ROWS_MAX);
    if (m->count == m->room) {
        size_t room = m->room ? m->room * 2 : 64;
        void *rows = realloc(m->rows, room * sizeof *m->rows);
        if (!rows)
            return sohoa_fail(r->err, -1, "out of memory");
        m->rows = rows;
        m->room = room;
    }
    m->rows[m->count++] = *row;
    return 0;
}

static int read_row(struct reader *r)
{
    char cell[CELL_MAX];
    struct row row = {0};
    unsigned line = r->line;
    bool empty = true;
    int more = 1;
    for (int i = 0; more == 1; i++) {
        more = read_cell(r, cell);
        int known = i < r->column_count ? r->columns[i] : -1;
        if (more >= 0 && cell[0] && i >= r->column_count)
            more = sohoa_fail(r->err, -1, "line %u: more cells than columns", line);
        if (more >= 0 && cell[0] && known == KNOWN) {
            empty = false;
            if (set_more(r, &row, i, cell, line))
                more = -1;
        } else if (more >= 0 && cell[0] && known >= 0) {
            row.cells[known] = strdup(cell);
            empty = false;
        }
    }
    int bad = more < 0 || (!empty && (check_row(r, &row, line) || keep_row(r, &row)));
    if (bad || empty)
        row_clear(&row);
    return bad ? -1 : 0;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->row.file, ((const struct row *)b)->row.file);
}

int sohoa_manifest_parse(const char *text, size_t size, const char *folder,
                         struct sohoa_manifest **ret, struct sohoa_err *err)
{
    struct sohoa_manifest *manifest = calloc(1, sizeof *manifest);
    if (!manifest)
        return sohoa_no_memory(err);
    struct reader r = {.at = text, .end = text + size, .line = 1, .folder = folder};
    r.manifest = manifest;
    r.err = err;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        r.at += 3;
    manifest->notes_file = open_memstream(&manifest->notes, &manifest->notes_size);
    if (!manifest->notes_file) {
        free(manifest);
        return sohoa_no_memory(err);
    }
    int bad = size > BYTES_MAX ? sohoa_fail(err, -1, "over %u bytes", BYTES_MAX) : read_header(&r);
    while (!bad && r.at < r.end)
        bad = read_row(&r);
    if (manifest->count)
        qsort(manifest->rows, manifest->count, sizeof *manifest->rows, compare);
    for (size_t i = 1; i < manifest->count && !bad; i++)
        if (compare(&manifest->rows[i - 1], &manifest->rows[i]) == 0)
            bad = sohoa_fail(err, -1, "'%s' has two rows", manifest->rows[i].row.file);
    if (fclose(manifest->notes_file) != 0 && !bad)
        bad = sohoa_fail(err, -1, "out of memory");
    if (bad) {
        sohoa_manifest_close(manifest);
        return SOHOA_FATAL;
    }
    *ret = manifest;
    return SOHOA_OK;
}

int sohoa_manifest_read(const char *path, char **ret_text, char **ret_folder, struct sohoa_err *err)
{
    struct sohoa_blob *blob = NULL;
    struct stat st;
    char *real = realpath(path, NULL);
    int fd = real ? open(real, O_RDONLY | O_CLOEXEC) : -1;
    int rc = SOHOA_FATAL;
    if (fd < 0 || fstat(fd, &st))
        rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot read '%s'", path);
    else if (!S_ISREG(st.st_mode) || st.st_size > (off_t)BYTES_MAX)
        rc = sohoa_fail(err, SOHOA_FATAL, "'%s' is no file of at most %u bytes", path, BYTES_MAX);
    else if ((blob = sohoa_blob_fd(fd, "text/csv", err)) != NULL)
        rc = SOHOA_OK;
    if (rc == SOHOA_OK) {
        size_t size = sohoa_blob_size(blob);
        *ret_text = size ? strndup(sohoa_blob_data(blob), size) : strdup("");
        *strrchr(real, '/') = '\0';
        *ret_folder = real;
        real = NULL;
    } else if (fd >= 0) {
        close(fd);
    }
    sohoa_blob_unref(blob);
    free(real);
    if (rc == SOHOA_OK && !*ret_text)
        rc = sohoa_no_memory(err);
    return rc;
}

void sohoa_manifest_close(struct sohoa_manifest *manifest)
{
    if (!manifest)
        return;
    for (size_t i = 0; i < manifest->count; i++)
        row_clear(&manifest->rows[i]);
    free(manifest->rows);
    free(manifest->notes);
    free(manifest);
}

const char *sohoa_manifest_notes(const struct sohoa_manifest *manifest)
{
    return manifest->notes;
}

int sohoa_manifest_check(const struct sohoa_manifest *manifest, const struct sohoa_schemas *schemas,
                         struct sohoa_err *err)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const struct sohoa_manifest_row *row = &manifest->rows[i].row;
        json_t *fields = json_object_get(row->says, "fields"), *value;
        const char *key;
        const struct sohoa_schema *schema =
            row->schema ? sohoa_schemas_find(schemas, row->schema) : NULL;
        if (row->schema && !schema)
            return sohoa_fail(err, SOHOA_FATAL,
                              "line %u: there is no schema '%s' (`sohoa schemas` lists them)",
                              row->line, row->schema);
        json_object_foreach(fields, key, value)
        {
            if (!schema)
                return sohoa_fail(err, SOHOA_FATAL,
                                  "line %u: '%s' is given, but not the schema it belongs to",
                                  row->line, key);
            if (!sohoa_schema_has_key(schema, key))
                return sohoa_fail(err, SOHOA_FATAL, "line %u: the schema '%s' has no field '%s'",
                                  row->line, row->schema, key);
        }
    }
    return SOHOA_OK;
}

bool sohoa_manifest_names_schemas(const struct sohoa_manifest *manifest)
{
    for (size_t i = 0; i < manifest->count; i++)
        if (manifest->rows[i].row.schema ||
            json_object_size(json_object_get(manifest->rows[i].row.says, "fields")))
            return true;
    return false;
}

size_t sohoa_manifest_count(const struct sohoa_manifest *manifest)
{
    return manifest ? manifest->count : 0;
}

const struct sohoa_manifest_row *sohoa_manifest_at(const struct sohoa_manifest *manifest,
                                                   size_t index)
{
    return &manifest->rows[index].row;
}

static const struct sohoa_manifest_row *find_exact(const struct sohoa_manifest *manifest,
                                                   const char *path)
{
    const struct row key = {.row = {.file = path}};
    const struct row *found =
        bsearch(&key, manifest->rows, manifest->count, sizeof *manifest->rows, compare);
    return found ? &found->row : NULL;
}

const struct sohoa_manifest_row *sohoa_manifest_find(const struct sohoa_manifest *manifest,
                                                     const char *path)
{
    char *at = realpath(path, NULL);
    const struct sohoa_manifest_row *found = NULL;
    if (!at && !(at = strdup(path)))
        return NULL;
    while (manifest->count && !found && at[0]) {
        found = find_exact(manifest, at);
        char *slash = strrchr(at, '/');
        if (!slash)
            break;
        *slash = '\0';
    }
    free(at);
    return found;
}
