/* csv.c - see csv.h. */
#include "host/csv.h"

#include <string.h>
#include <utf8proc.h>

void sohoa_csv_begin(struct sohoa_csv *csv, const void *data, size_t size)
{
    static const char marks[] = ",;\t";
    size_t counts[sizeof marks - 1] = {0}, best = 0;
    bool quoted = false;
    *csv = (struct sohoa_csv){.at = data, .end = (const char *)data + size, .line = 1, .column = 1};
    if (size >= 3 && memcmp(csv->at, "\xEF\xBB\xBF", 3) == 0)
        csv->at += 3;
    for (const char *c = csv->at; c < csv->end && (quoted || *c != '\n'); c++) {
        quoted ^= *c == '"';
        const char *mark = *c && !quoted ? strchr(marks, *c) : NULL;
        if (mark)
            counts[mark - marks]++;
    }
    for (size_t i = 1; i < sizeof marks - 1; i++)
        if (counts[i] > counts[best])
            best = i;
    csv->separator = marks[best];
}

bool sohoa_csv_more(const struct sohoa_csv *csv)
{
    return csv->at < csv->end;
}

/* One byte further; a letter's further bytes are in its column. */
static void step(struct sohoa_csv *csv)
{
    unsigned char c = (unsigned char)*csv->at++;
    if (c == '\n') {
        csv->line++;
        csv->column = 1;
    } else if ((c & 0xC0) != 0x80) {
        csv->column++;
    }
}

/* Trims blanks; false when the text is not UTF-8. */
static bool finish(struct sohoa_csv_cell *cell, size_t length)
{
    size_t start = 0;
    while (length > 0 && strchr(" \t\r\n", cell->text[length - 1]))
        length--;
    while (start < length && strchr(" \t\r\n", cell->text[start]))
        start++;
    memmove(cell->text, cell->text + start, length - start);
    cell->text[length - start] = '\0';
    for (size_t at = 0; cell->text[at];) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)cell->text + at, -1, &c);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

int sohoa_csv_next(struct sohoa_csv *csv, struct sohoa_csv_cell *cell, struct sohoa_err *err)
{
    size_t length = 0;
    cell->line = csv->line;
    cell->column = csv->column;
    bool quoted = csv->at < csv->end && *csv->at == '"';
    if (quoted)
        step(csv);
    while (csv->at < csv->end) {
        char c = *csv->at;
        if (quoted && c == '"') {
            step(csv);
            if (csv->at < csv->end && *csv->at == '"') {
                c = '"';
            } else {
                quoted = false;
                continue;
            }
        } else if (!quoted && (c == csv->separator || c == '\n')) {
            break;
        }
        step(csv);
        if (!quoted && c == '\r')
            continue;
        if (c == '\0' || length + 1 == SOHOA_CSV_CELL_MAX)
            return sohoa_fail(err, SOHOA_FATAL, "a cell is not text, or over %d bytes",
                              SOHOA_CSV_CELL_MAX - 1);
        cell->text[length++] = c;
    }
    cell->last = csv->at >= csv->end || *csv->at == '\n';
    if (quoted)
        return sohoa_fail(err, SOHOA_FATAL, "a quote is not closed");
    if (csv->at < csv->end)
        step(csv);
    if (!finish(cell, length))
        return sohoa_fail(err, SOHOA_FATAL, "a cell is not UTF-8");
    return SOHOA_OK;
}
