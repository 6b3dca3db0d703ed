/* register.c - see register.h. The text is gone through twice: first every cell is looked at, then
 * the rows are written, so that a register with a mistake changes nothing and one of a million rows
 * takes no more memory than a number a row. */
#include "query/register.h"

#include "host/csv.h"
#include "host/lang.h"
#include "reading/date.h"
#include "record/json_read.h"
#include "record/keys.h"
#include "record/store.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COLUMNS_MAX 100
#define TEXT_MAX 200 /* bytes of a code, an agency, a procedure */
#define ROWS_A_WRITE 500

enum column { CODE, PROCEDURE, AGENCY, RECEIVED, FINISHED, CHANNEL, RESULT, POPULATION, COLUMNS };
static const char *const names[COLUMNS] = {"code",     "procedure", "agency", "received",
                                           "finished", "channel",   "result", "population"};

/* What agencies' systems call the columns and the values, folded (sohoa_fold). */
static const struct {
    const char *folded;
    int what;
} column_words[] = {
    {"CODE", CODE},
    {"MAHOSO", CODE},
    {"SOHOSO", CODE},
    {"MASOHOSO", CODE},
    {"PROCEDURE", PROCEDURE},
    {"MATHUTUC", PROCEDURE},
    {"MATTHC", PROCEDURE},
    {"THUTUC", PROCEDURE},
    {"AGENCY", AGENCY},
    {"COQUAN", AGENCY},
    {"DONVI", AGENCY},
    {"MACOQUAN", AGENCY},
    {"RECEIVED", RECEIVED},
    {"NGAYTIEPNHAN", RECEIVED},
    {"NGAYNHAN", RECEIVED},
    {"FINISHED", FINISHED},
    {"NGAYKETTHUC", FINISHED},
    {"NGAYHOANTHANH", FINISHED},
    {"NGAYTRAKETQUA", FINISHED},
    {"CHANNEL", CHANNEL},
    {"HINHTHUC", CHANNEL},
    {"HINHTHUCNOP", CHANNEL},
    {"HINHTHUCTIEPNHAN", CHANNEL},
    {"KENH", CHANNEL},
    {"RESULT", RESULT},
    {"KETQUA", RESULT},
    {"HINHTHUCKETQUA", RESULT},
    {"POPULATION", POPULATION},
    {"VNEID", POPULATION},
    {"XACTHUCVNEID", POPULATION},
    {"TAIKHOANDUOCXACTHUCVOIVNEID", POPULATION},
    {"CSDLDC", POPULATION},
    {"DULIEUDANCU", POPULATION},
    {"SUDUNGDULIEUDANCU", POPULATION},
};
struct word {
    const char *folded, *value;
};
static const struct word channels[] = {
    {"DESK", "desk"}, {"TRUCTIEP", "desk"}, {"ONLINE", "online"},        {"TRUCTUYEN", "online"},
    {"POST", "post"}, {"BUUCHINH", "post"}, {"BUUCHINHCONGICH", "post"}, {NULL, NULL}};
static const struct word results[] = {{"PAPER", "paper"},
                                      {"GIAY", "paper"},
                                      {"BANGIAY", "paper"},
                                      {"ELECTRONIC", "electronic"},
                                      {"DIENTU", "electronic"},
                                      {"BANDIENTU", "electronic"},
                                      {"BOTH", "both"},
                                      {"CAHAI", "both"},
                                      {"GIAYVADIENTU", "both"},
                                      {"NONE", "none"},
                                      {"KHONG", "none"},
                                      {"CHUACO", "none"},
                                      {NULL, NULL}};

static const struct word flags[] = {
    {"YES", "yes"}, {"CO", "yes"},   {"1", "yes"}, {"TRUE", "yes"}, {"X", "yes"},
    {"NO", "no"},   {"KHONG", "no"}, {"0", "no"},  {"FALSE", "no"}, {NULL, NULL}};

struct row {
    char cells[COLUMNS][TEXT_MAX + 1];
    uint32_t line, columns[COLUMNS];
};

struct seen { /* a code, by its hash, and where it stood */
    uint64_t hash;
    uint32_t line, column;
};

struct reading {
    const char *name;
    struct sohoa_csv csv;
    int which[COLUMNS_MAX]; /* column of the file -> enum column, -1 */
    size_t column_count;
    sohoa_register_fault *found;
    void *arg;
    struct sohoa_err *err;
    size_t faults;
    struct seen *seen;
    size_t rows, room;
    bool no_memory;
};

/* ---- mistakes ------------------------------------------------------------------------------- */

static void fault(struct reading *r, uint32_t line, uint32_t column, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
static void fault(struct reading *r, uint32_t line, uint32_t column, const char *fmt, ...)
{
    char what[400], text[sizeof r->err->text];
    va_list args;
    if (++r->faults > SOHOA_REGISTER_FAULTS_MAX)
        return;
    va_start(args, fmt);
    (void)vsnprintf(what, sizeof what, sohoa_tr(fmt), args);
    va_end(args);
    (void)snprintf(text, sizeof text, "%s:%u:%u: %s", r->name, line, column, what);
    if (r->faults == 1)
        (void)sohoa_fail(r->err, SOHOA_BAD_DOSSIER, "%s", text);
    if (r->found)
        r->found(r->arg, text);
    if (r->faults == SOHOA_REGISTER_FAULTS_MAX && r->found)
        r->found(r->arg, sohoa_tr("further mistakes are not told"));
}

/* ---- values --------------------------------------------------------------------------------- */

static const char *word_of(const char *text, const struct word *words)
{
    char folded[64];
    (void)sohoa_fold(text, folded, NULL, sizeof folded);
    for (; words->folded; words++)
        if (strcmp(words->folded, folded) == 0)
            return words->value;
    return NULL;
}

static int two(const char *text)
{
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9'
               ? (text[0] - '0') * 10 + (text[1] - '0')
               : -1;
}

/* "hh:mm", perhaps ":ss" and a fraction, and what is behind it. NULL: none. */
static const char *read_time(const char *text, struct tm *tm)
{
    tm->tm_hour = two(text);
    tm->tm_min = tm->tm_hour >= 0 && text[2] == ':' ? two(text + 3) : -1;
    if (tm->tm_hour < 0 || tm->tm_hour > 23 || tm->tm_min < 0 || tm->tm_min > 59)
        return NULL;
    text += 5;
    if (*text == ':') {
        tm->tm_sec = two(text + 1);
        if (tm->tm_sec < 0 || tm->tm_sec > 59)
            return NULL;
        text += 3;
        if (*text == '.')
            text += 1 + strspn(text + 1, "0123456789");
    }
    return text;
}

/* Minutes east of Greenwich of "", "Z", "+07:00"; 10000: not a zone. Without one it is +07:00. */
static int read_zone(const char *text)
{
    if (!*text)
        return 420;
    if (strcmp(text, "Z") == 0)
        return 0;
    int hours = (*text == '+' || *text == '-') ? two(text + 1) : -1;
    int minutes = hours >= 0 && text[3] == ':' ? two(text + 4) : -1;
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || text[6])
        return 10000;
    return (*text == '-' ? -1 : 1) * (hours * 60 + minutes);
}

/* A date, or a date with a time, as ISO 8601, times at +07:00. False: it is none. */
static bool read_date(const char *text, char ret[SOHOA_STAMP_SIZE])
{
    struct sohoa_date date = {0};
    struct tm tm = {0};
    char iso[16];
    size_t length = strcspn(text, " T");
    const char *rest = text + length + (text[length] ? 1 : 0);
    if (length == 10 && text[2] == '/' && text[5] == '/')
        (void)snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
    else
        (void)snprintf(iso, sizeof iso, "%.*s", length > 10 ? 0 : (int)length, text);
    if (!sohoa_date_parse(iso, &date) || !date.day || !sohoa_date_valid(date))
        return false;
    if (!*rest) {
        (void)snprintf(ret, SOHOA_STAMP_SIZE, "%s", iso);
        return true;
    }
    const char *zone = read_time(rest, &tm);
    int minutes = zone ? read_zone(zone) : 10000;
    if (minutes == 10000)
        return false;
    tm.tm_year = (int)date.year - 1900;
    tm.tm_mon = (int)date.month - 1;
    tm.tm_mday = (int)date.day;
    sohoa_stamp(timegm(&tm) - (time_t)minutes * 60, ret);
    return true;
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void set_date(struct reading *r, struct row *row, enum column which)
{
    char iso[SOHOA_STAMP_SIZE];
    if (!row->cells[which][0])
        return;
    if (read_date(row->cells[which], iso))
        memcpy(row->cells[which], iso, sizeof iso);
    else
        fault(r, row->line, row->columns[which], "%s: '%.60s' is not a date", names[which],
              row->cells[which]);
}

static void set_word(struct reading *r, struct row *row, enum column which,
                     const struct word *words, const char *list)
{
    const char *value = word_of(row->cells[which], words);
    if (!row->cells[which][0])
        return;
    if (value)
        (void)snprintf(row->cells[which], sizeof row->cells[which], "%s", value);
    else
        fault(r, row->line, row->columns[which], "%s: '%.60s' is not one of: %s", names[which],
              row->cells[which], list);
}

static void check_row(struct reading *r, struct row *row)
{
    if (!row->cells[CODE][0])
        fault(r, row->line, row->columns[CODE], "the code is missing");
    if (!row->cells[RECEIVED][0])
        fault(r, row->line, row->columns[RECEIVED], "the day of receipt is missing");
    set_date(r, row, RECEIVED);
    set_date(r, row, FINISHED);
    set_word(r, row, CHANNEL, channels, "desk online post");
    set_word(r, row, RESULT, results, "paper electronic both none");
    set_word(r, row, POPULATION, flags, "yes no");
    if (row->cells[FINISHED][0] &&
        strncmp(row->cells[FINISHED], row->cells[RECEIVED], strlen("2026-01-31")) < 0)
        fault(r, row->line, row->columns[FINISHED], "it was finished before it was received");
}

/* One row. OK; END: an empty one; FATAL: nothing can be read behind it. */
static int read_row(struct reading *r, struct row *row)
{
    struct sohoa_csv_cell cell = {0};
    struct sohoa_err err = {0};
    bool empty = true;
    *row = (struct row){.line = r->csv.line};
    for (size_t i = 0; !cell.last; i++) {
        if (sohoa_csv_next(&r->csv, &cell, &err) != SOHOA_OK) {
            fault(r, cell.line, cell.column, "%s", err.text);
            return SOHOA_FATAL;
        }
        int which = i < r->column_count ? r->which[i] : -1;
        empty = empty && !cell.text[0];
        if (i == r->column_count && cell.text[0])
            fault(r, cell.line, cell.column, "more cells than the first row has columns");
        if (which < 0)
            continue;
        row->columns[which] = cell.column;
        if (strlen(cell.text) > TEXT_MAX)
            fault(r, cell.line, cell.column, "%s: over %d bytes", names[which], TEXT_MAX);
        else
            memcpy(row->cells[which], cell.text, strlen(cell.text) + 1);
    }
    if (!empty)
        check_row(r, row);
    return empty ? SOHOA_END : SOHOA_OK;
}

static int read_header(struct reading *r)
{
    struct sohoa_csv_cell cell = {0};
    struct sohoa_err err = {0};
    bool there[COLUMNS] = {false};
    while (!cell.last) {
        char folded[64];
        int which = -1;
        if (sohoa_csv_next(&r->csv, &cell, &err) != SOHOA_OK) {
            fault(r, cell.line, cell.column, "%s", err.text);
            return SOHOA_FATAL;
        }
        (void)sohoa_fold(cell.text, folded, NULL, sizeof folded);
        for (size_t i = 0; which < 0 && i < sizeof column_words / sizeof *column_words; i++)
            if (strcmp(column_words[i].folded, folded) == 0)
                which = column_words[i].what;
        if (which >= 0 && there[which])
            fault(r, cell.line, cell.column, "the column '%s' is there already", names[which]);
        if (which >= 0)
            there[which] = true;
        if (r->column_count == COLUMNS_MAX) {
            fault(r, cell.line, cell.column, "more than %d columns", COLUMNS_MAX);
            return SOHOA_FATAL;
        }
        r->which[r->column_count++] = which;
    }
    if (!there[CODE] || !there[RECEIVED]) {
        fault(r, 1, 1, "there is no column '%s'", names[there[CODE] ? RECEIVED : CODE]);
        return SOHOA_FATAL;
    }
    return SOHOA_OK;
}

static void note_code(struct reading *r, const struct row *row)
{
    if (r->rows == r->room) {
        size_t room = r->room ? r->room * 2 : 1024;
        struct seen *seen = realloc(r->seen, room * sizeof *seen);
        if (!seen) {
            r->no_memory = true;
            return;
        }
        r->seen = seen;
        r->room = room;
    }
    r->seen[r->rows++] = (struct seen){
        .hash = hash_of(row->cells[CODE]), .line = row->line, .column = row->columns[CODE]};
}

static int by_hash(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* The first time through: every mistake is told. */
static void look(struct reading *r)
{
    struct row row;
    int rc = read_header(r);
    while (rc != SOHOA_FATAL && !r->no_memory && sohoa_csv_more(&r->csv)) {
        rc = read_row(r, &row);
        if (rc == SOHOA_OK)
            note_code(r, &row);
    }
    if (r->rows)
        qsort(r->seen, r->rows, sizeof *r->seen, by_hash);
    for (size_t i = 1; i < r->rows; i++)
        if (r->seen[i].hash == r->seen[i - 1].hash)
            fault(r, r->seen[i].line, r->seen[i].column, "this code stands in line %u already",
                  r->seen[i - 1].line);
}

/* ---- writing -------------------------------------------------------------------------------- */

struct writing {
    struct sohoa_records *r;
    struct sohoa_write *write;
    size_t waiting;
    json_int_t added, changed, same;
};

static int write_row(struct writing *w, const struct row *row, struct sohoa_err *err)
{
    struct sohoa_put put = {.object = json_object()};
    struct sohoa_key key = sohoa_key_register(row->cells[CODE]);
    json_t *old = NULL;
    for (int i = 0; i < COLUMNS; i++)
        if (row->cells[i][0])
            sohoa_put_text(&put, names[i], row->cells[i]);
    json_t *entry = sohoa_put_end(&put);
    int rc = entry ? sohoa_object_get(w->r, key.text, &old, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK && json_equal(old, entry)) {
        w->same++;
    } else if (rc == SOHOA_OK || rc == SOHOA_END) {
        w->added += rc == SOHOA_END;
        w->changed += rc == SOHOA_OK;
        w->waiting++;
        rc = sohoa_write_value(w->write, key.text, entry, err);
    }
    json_decref(old);
    json_decref(entry);
    if (rc == SOHOA_OK && w->waiting == ROWS_A_WRITE) {
        rc = sohoa_write_commit(w->write, err);
        w->waiting = 0;
    }
    return rc;
}

/* The second time through. */
static int write_all(struct reading *r, struct writing *w, struct sohoa_err *err)
{
    struct row row;
    int rc = read_header(r);
    while (rc == SOHOA_OK && sohoa_csv_more(&r->csv)) {
        rc = read_row(r, &row);
        rc = rc == SOHOA_OK ? write_row(w, &row, err) : SOHOA_OK;
    }
    return rc == SOHOA_OK ? sohoa_write_commit(w->write, err) : rc;
}

static int write_register(struct sohoa_records *records, const char *name, const void *data,
                          size_t size, json_t **ret, struct sohoa_err *err)
{
    struct reading r = {.name = name, .err = err};
    struct writing w = {.r = records, .write = sohoa_write_new(records)};
    sohoa_csv_begin(&r.csv, data, size);
    int rc = w.write ? write_all(&r, &w, err) : sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        *ret = json_pack("{s:I,s:I,s:I}", "added", w.added, "changed", w.changed, "same", w.same);
    sohoa_write_free(w.write);
    return rc;
}

int sohoa_register_take(struct sohoa_records *records, const char *name, const void *data,
                        size_t size, sohoa_register_fault *found, void *arg, json_t **ret,
                        struct sohoa_err *err)
{
    struct sohoa_err own = {0};
    err = err ? err : &own;
    if (size > SOHOA_REGISTER_BYTES_MAX)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "%s: over %d bytes", name,
                          (int)SOHOA_REGISTER_BYTES_MAX);
    struct reading r = {.name = name, .found = found, .arg = arg, .err = err};
    sohoa_csv_begin(&r.csv, data, size);
    look(&r);
    free(r.seen);
    if (r.no_memory)
        return sohoa_no_memory(err);
    if (r.faults)
        return SOHOA_BAD_DOSSIER;
    json_t *answer = NULL;
    int rc = records ? write_register(records, name, data, size, &answer, err) : SOHOA_OK;
    if (!records)
        answer = json_object();
    if (rc == SOHOA_OK &&
        (!answer || json_object_set_new(answer, "rows", json_integer((json_int_t)r.rows)) != 0)) {
        json_decref(answer);
        return sohoa_no_memory(err);
    }
    if (rc == SOHOA_OK)
        *ret = answer;
    return rc;
}

/* ---- reading it back ------------------------------------------------------------------------ */

int sohoa_register_get(struct sohoa_records *r, const char *code, json_t **ret,
                       struct sohoa_err *err)
{
    return sohoa_object_get(r, sohoa_key_register(code).text, ret, err);
}

int sohoa_register_each(struct sohoa_records *r,
                        bool (*each)(void *arg, const char *key, const json_t *entry), void *arg,
                        struct sohoa_err *err)
{
    return sohoa_objects_each(r, "register/", each, arg, err);
}
