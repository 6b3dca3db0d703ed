/* export_csv.c - one row a document with its fields, for spreadsheets: UTF-8 with a byte order
 * mark, CRLF (RFC 4180). Columns of fields come in the order in which they are met; rows are kept
 * in an unnamed file until the last is known, so memory holds only the columns. */
#include "csv_cell.h"
#include "sohoa_plugin.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 4000
#define SURE 0.9

struct self {
    const char *separator; /* options */
    bool formulas;
    FILE *file, *rows;
    char *keys[FIELDS_MAX];
    size_t count;
    json_t *places; /* key -> its column */
};

static const struct sohoa_option options[] = {
    {"separator", SOHOA_STRING, offsetof(struct self, separator), ",", 0, 0,
     "what stands between cells: one character, such as ; for some spreadsheets"},
    {"formulas", SOHOA_BOOL, offsetof(struct self, formulas), "true", 0, 0,
     "write numbers with a leading zero and the like as =\"038...\", which spreadsheets keep"},
    {0}};

static const char *const fixed[] = {"dossier",   "code",     "part",     "state",      "agency",
                                    "procedure", "received", "captured", "document",   "schema",
                                    "title",     "form",     "pages",    "confidence", "doubtful"};

static int csv_open(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    if (strlen(self->separator) != 1 || strchr("\"\r\n=", self->separator[0]))
        return sohoa_fail(err, SOHOA_FATAL, "separator is '%s': one character such as , or ;",
                          self->separator);
    return SOHOA_OK;
}

static void forget(struct self *self)
{
    for (size_t i = 0; i < self->count; i++)
        free(self->keys[i]);
    self->count = 0;
    json_decref(self->places);
    self->places = NULL;
    if (self->rows)
        (void)fclose(self->rows);
    if (self->file)
        (void)fclose(self->file);
    self->rows = self->file = NULL;
}

static void csv_close(void *me)
{
    forget(me);
}

static int begin(void *me, const char *path, struct sohoa_err *err)
{
    struct self *self = me;
    forget(self);
    self->places = json_object();
    self->file = fopen(path, "we");
    self->rows = tmpfile();
    if (self->file && self->rows && self->places)
        return SOHOA_OK;
    int rc = sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    forget(self);
    return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void cell(struct self *self, FILE *file, const char *text)
{
    csv_cell(file, text ? text : "", self->separator[0], self->formulas);
}

static void next_cell(struct self *self, const char *text)
{
    (void)putc(self->separator[0], self->rows);
    cell(self, self->rows, text);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static int learn_columns(struct self *self, const json_t *fields, struct sohoa_err *err)
{
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)fields, key, field)
    {
        if (json_object_get(self->places, key))
            continue;
        if (self->count == FIELDS_MAX)
            return sohoa_fail(err, SOHOA_BAD_DOSSIER, "more than %d fields", FIELDS_MAX);
        self->keys[self->count] = strdup(key);
        if (!self->keys[self->count])
            return sohoa_fail(err, SOHOA_FATAL, "out of memory");
        self->count++;
        if (json_object_set_new(self->places, key, json_true()) != 0)
            return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    return SOHOA_OK;
}

static void put_pages(struct self *self, const json_t *pages)
{
    char text[512] = "";
    size_t at = 0;
    for (size_t i = 0; i < json_array_size(pages) && at < sizeof text; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%d", i ? " " : "",
                               (int)json_integer_value(json_array_get(pages, i)));
    next_cell(self, text);
}

/* The fields that nobody has verified and that may be wrong. */
static void put_doubtful(struct self *self, const json_t *fields)
{
    char text[1024] = "";
    size_t at = 0;
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)fields, key, field)
    {
        const char *state = text_of(field, "state");
        if ((state && strcmp(state, "verified") == 0) ||
            json_number_value(json_object_get(field, "confidence")) >= SURE || at >= sizeof text)
            continue;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? " " : "", key);
    }
    next_cell(self, text);
}

static void put_document(struct self *self, const json_t *object, const json_t *document,
                         const char *title, uint32_t number)
{
    char text[32];
    const json_t *fields = json_object_get(document, "fields");
    cell(self, self->rows, text_of(object, "dossier"));
    for (size_t i = 1; i < 8; i++)
        next_cell(self, text_of(object, fixed[i]));
    (void)snprintf(text, sizeof text, "%u", number);
    next_cell(self, document ? text : "");
    next_cell(self, text_of(document, "schema"));
    next_cell(self, title);
    next_cell(self, text_of(document, "form"));
    put_pages(self, json_object_get(document, "pages"));
    (void)snprintf(text, sizeof text, "%.2f",
                   json_number_value(json_object_get(document, "confidence")));
    next_cell(self, document ? text : "");
    put_doubtful(self, fields);
    for (size_t i = 0; i < self->count; i++)
        next_cell(self, text_of(json_object_get(fields, self->keys[i]), "value"));
    (void)putc('\n', self->rows);
}

static int dossier(void *me, const struct sohoa_call *call, const struct sohoa_dossier *in,
                   struct sohoa_err *err)
{
    struct self *self = me;
    const struct sohoa_output *head = sohoa_export_head(in);
    json_t *object = json_loads(head->json, 0, NULL);
    int rc = SOHOA_OK;
    (void)call;
    if (!object)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    const json_t *documents = json_object_get(object, "documents");
    for (size_t i = 0; i < json_array_size(documents) && rc == SOHOA_OK; i++) {
        const json_t *document = json_array_get(documents, i);
        rc = learn_columns(self, json_object_get(document, "fields"), err);
        if (rc == SOHOA_OK)
            put_document(self, object, document, sohoa_export_title(in, i),
                         head->document ? head->document : (uint32_t)i + 1);
    }
    if (json_array_size(documents) == 0) /* a dossier without papers is not lost */
        put_document(self, object, NULL, "", 0);
    json_decref(object);
    return rc;
}

/* ---- the end --------------------------------------------------------------------------------- */

static void write_header(struct self *self)
{
    (void)fputs("\xEF\xBB\xBF", self->file);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        (void)fprintf(self->file, "%s%s", i ? self->separator : "", fixed[i]);
    for (size_t i = 0; i < self->count; i++) {
        (void)putc(self->separator[0], self->file);
        cell(self, self->file, self->keys[i]);
    }
    (void)fputs("\r\n", self->file);
}

/* The rows, each filled up to all columns. */
static void write_rows(struct self *self)
{
    const size_t all = sizeof fixed / sizeof *fixed + self->count;
    size_t cells = 1;
    bool quoted = false;
    rewind(self->rows);
    for (int c; (c = getc(self->rows)) != EOF;) {
        if (c == '"')
            quoted = !quoted;
        if (c == self->separator[0] && !quoted)
            cells++;
        if (c != '\n') {
            (void)putc(c, self->file);
            continue;
        }
        for (; cells < all; cells++)
            (void)putc(self->separator[0], self->file);
        (void)fputs("\r\n", self->file);
        cells = 1;
    }
}

static int end(void *me, struct sohoa_err *err)
{
    struct self *self = me;
    errno = 0;
    bool bad = fflush(self->rows) != 0 || ferror(self->rows);
    if (!bad) {
        write_header(self);
        write_rows(self);
        bad = fflush(self->file) != 0 || ferror(self->file) || ferror(self->rows);
    }
    int rc =
        bad ? sohoa_fail_errno(err, SOHOA_FATAL, errno ? errno : EIO, "cannot write the output")
            : SOHOA_OK;
    forget(self);
    return rc;
}

static const struct sohoa_exporter calls = {.size = sizeof calls,
                                            .begin = begin,
                                            .dossier = dossier,
                                            .end = end,
                                            .suffix = ".csv",
                                            .shape = SOHOA_EXPORT_WHOLE,
                                            .name = "documents"};

SOHOA_PLUGIN(EXPORTER, .name = "export_csv", .version = "1.0",
             .summary = "A table for spreadsheets: a row a document with its fields.",
             .options = options, .self_size = sizeof(struct self), .open = csv_open,
             .close = csv_close, .calls = &calls);
