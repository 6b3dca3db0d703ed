/* csv.h - tables of text cell by cell (RFC 4180): quotes, any of three separators, any line ends,
 * a byte order mark. Holds nothing but its place. One thread. */
#ifndef SOHOA_CSV_H
#define SOHOA_CSV_H
#include "sohoa_plugin.h"

#define SOHOA_CSV_CELL_MAX 4096 /* bytes of a cell with its NUL */

struct sohoa_csv {
    const char *at, *end;
    char separator;
    uint32_t line, column; /* of what comes next, from 1; columns count letters */
};
struct sohoa_csv_cell {
    char text[SOHOA_CSV_CELL_MAX]; /* UTF-8, blanks around it taken off */
    uint32_t line, column;         /* where it begins */
    bool last;                     /* of its row */
};
/* Begins at the first byte; the separator is the comma, semicolon or tab of which the first line
 * has most outside of quotes. */
void sohoa_csv_begin(struct sohoa_csv *csv, const void *data, size_t size);
bool sohoa_csv_more(const struct sohoa_csv *csv); /* another row follows */
/* The next cell. FATAL: a quote that is not closed, a cell that is too long or not UTF-8; cell
 * holds the place and err the reason, without it. Nothing can be read behind that. */
int sohoa_csv_next(struct sohoa_csv *csv, struct sohoa_csv_cell *cell, struct sohoa_err *err);
#endif
